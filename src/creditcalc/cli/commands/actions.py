"""`creditcalc actions`."""

import typer

from creditcalc.cli.options import BookOptions, Output, command
from creditcalc.cli.output import emit
from creditcalc.reports.book import actions

app = typer.Typer(help="List what costs credits besides models, and what is free.\n\ncreditcalc actions list")


@app.callback()
def group() -> None:
    """List what costs credits besides models, and what is free."""


@app.command("list")
@command
def list_actions(book: BookOptions, output: Output) -> None:
    """Every action that is free, or charged without a published price.

    creditcalc actions list
    """
    emit(output, actions(book.open()))
