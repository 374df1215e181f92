"""`creditcalc sheets`: check, compare, create and export price sheets."""

from creditcalc.cli.commands.sheets.checking import app as checking
from creditcalc.cli.commands.sheets.comparing import app as comparing
from creditcalc.cli.commands.sheets.exporting import app as exporting
from creditcalc.cli.commands.sheets.looking import app as looking
from creditcalc.cli.commands.sheets.making import app as making
from creditcalc.cli.commands.sheets.observing import app as observing
from creditcalc.cli.help import PlainTyper

app = PlainTyper(help="Check, compare, create and export price sheets.\n\ncreditcalc sheets check")
for part in (checking, looking, comparing, making, observing, exporting):
    app.add_typer(part)
