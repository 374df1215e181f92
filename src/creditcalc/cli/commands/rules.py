"""`creditcalc rules`."""

from creditcalc.cli.help import PlainTyper
from creditcalc.cli.options import BookOptions, Output, command
from creditcalc.cli.output import emit
from creditcalc.reports.extras import rules

app = PlainTyper(help="List how a platform charges and resets credits.\n\ncreditcalc rules list")


@app.callback()
def group() -> None:
    """List how a platform charges and resets credits."""


@app.command("list")
@command
def list_rules(book: BookOptions, output: Output) -> None:
    """List the rules for charging, resets and spending.

    creditcalc rules list

    They are given as the sources state them, tips included. A rule that is a price is listed with the prices.
    """
    emit(output, rules(book.open()))
