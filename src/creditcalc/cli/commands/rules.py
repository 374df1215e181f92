"""`creditcalc rules`."""

import typer

from creditcalc.cli.options import BookOptions, Output, command
from creditcalc.cli.output import emit
from creditcalc.reports.book import rules

app = typer.Typer(help="List the platform's rules that are no prices.\n\ncreditcalc rules list")


@app.callback()
def group() -> None:
    """List the platform's rules that are no prices."""


@app.command("list")
@command
def list_rules(book: BookOptions, output: Output) -> None:
    """Every rule: how credits are charged, shown, reset and spent.

    creditcalc rules list

    As the sources state them, tips included; a rule that is a price stands in the rates.
    """
    emit(output, rules(book.open()))
