"""`creditcalc addons`."""

import typer

from creditcalc.cli.options import BookOptions, Output, command
from creditcalc.cli.output import emit
from creditcalc.reports.book import addons

app = typer.Typer(help="List what adds cost: surcharges and top-ups.\n\ncreditcalc addons list")


@app.callback()
def group() -> None:
    """List what adds cost: surcharges and top-ups."""


@app.command("list")
@command
def list_addons(book: BookOptions, output: Output) -> None:
    """Every surcharge, and everything that can be bought on top of a plan.

    creditcalc addons list
    """
    emit(output, addons(book.open()))
