"""`creditcalc wallet`: a ledger of credits."""

import typer

from creditcalc.commands.wallet.keep import app as keeping
from creditcalc.commands.wallet.look import app as looking
from creditcalc.commands.wallet.write import app as writing

app = typer.Typer(help="Keep a ledger of credits: what is left, and what was charged.\n\ncreditcalc wallet balance")
for part in (keeping, writing, looking):
    app.add_typer(part)
