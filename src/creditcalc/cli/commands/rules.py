"""`creditcalc rules`."""

from typing import Annotated

import typer

from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import BookOptions, Output, command
from creditcalc.cli.output import emit
from creditcalc.pricebook.guide import chapter, saying
from creditcalc.reports.extras import rules

app = PlainTyper(help="List how a platform charges and resets credits.\n\ncreditcalc rules list")


@app.callback()
def group() -> None:
    """List how a platform charges and resets credits."""


@app.command("list")
@command
def list_rules(
    book: BookOptions,
    output: Output,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORD", help="Only rules with WORD in their name or text.")
    ] = None,
    topic: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Only rules of this topic of `creditcalc guide`.",
            rich_help_panel=Section.SHOW,
        ),
    ] = None,
) -> None:
    """List the rules for charging, resets and spending.

    creditcalc rules list

    They are given as the sources state them, tips included. A rule that is a price is listed with the prices.

    creditcalc rules list --topic resets
    """
    catalog = book.catalog()
    edition = book.open(catalog)
    found = list(chapter(edition, catalog.topics, topic).rules if topic is not None else edition.rules.values())
    listed = saying(found, words) if words else found
    emit(output, rules(edition, listed), selection=book.selection(edition))
