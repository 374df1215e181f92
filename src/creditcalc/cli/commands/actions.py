"""`creditcalc actions`."""

from creditcalc.cli.help import PlainTyper
from creditcalc.cli.options import BookOptions, Output, command
from creditcalc.cli.output import emit
from creditcalc.reports.extras import actions, actions_of
from creditcalc.reports.fresh import dated, of_models

app = PlainTyper(help="List what is free and what else costs credits.\n\ncreditcalc actions list")


@app.callback()
def group() -> None:
    """List what is free and what else costs credits."""


@app.command("list")
@command
def list_actions(book: BookOptions, output: Output) -> None:
    """List actions that are free or have no published price.

    creditcalc actions list
    """
    edition = book.open()
    emit(
        output,
        *dated(book.today, of_models(edition, actions_of(edition)), actions(edition)),
        selection=book.selection(edition),
    )
