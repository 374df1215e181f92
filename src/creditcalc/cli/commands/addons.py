"""`creditcalc addons`."""

from creditcalc.cli.help import PlainTyper
from creditcalc.cli.options import BookOptions, Output, command
from creditcalc.cli.output import emit
from creditcalc.reports.extras import addons
from creditcalc.reports.fresh import dated, of_addons

app = PlainTyper(help="List surcharges and extra credits you can buy.\n\ncreditcalc addons list")


@app.callback()
def group() -> None:
    """List surcharges and extra credits you can buy."""


@app.command("list")
@command
def list_addons(book: BookOptions, output: Output) -> None:
    """List every surcharge and every purchase beyond a plan.

    creditcalc addons list
    """
    edition = book.open()
    emit(output, *dated(book.today, of_addons(edition), addons(edition)), selection=book.selection(edition))
