"""`creditcalc rules`."""

import typer

from creditcalc.browse import rules
from creditcalc.commands.options import Book, Output, command
from creditcalc.commands.output import emit

app = typer.Typer(help="List the platform's rules that are no prices.")


@app.callback()
def group() -> None:
    """List the platform's rules that are no prices."""


@app.command("list")
@command
def list_rules(book: Book, output: Output) -> None:
    """Every rule the sources state: how credits are charged, shown, reset and spent, and the tips of the guide.

    creditcalc rules list
    """
    emit(output, rules(book.open()[1]))
