"""`creditcalc guide`."""

from typing import Annotated

import typer

from creditcalc.cli.help import PlainTyper
from creditcalc.cli.options import BookOptions, Output, command
from creditcalc.cli.output import emit
from creditcalc.pricebook.guide import answering, chapters
from creditcalc.reports.guide import guide_answers, guide_data, guide_topics

app = PlainTyper()


@app.command()
@command
def guide(
    book: BookOptions,
    output: Output,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="TOPIC", help="Topic, or words to search for, for example refund."),
    ] = None,
) -> None:
    """Explain how credits work, by topic or by word.

    creditcalc guide is free enough

    Each sentence is followed by its source. Without a topic it lists all topics.

    creditcalc guide refund
    """
    explain(book, output, words or [])


def explain(book: BookOptions, output: Output, words: list[str]) -> None:
    """Print what answers the words, or all topics where there are none. Raises CreditcalcError where nothing does."""
    catalog = book.catalog()
    edition = book.open(catalog)
    found = answering(edition, catalog.topics, words) if words else chapters(edition, catalog.topics)
    if output.scripts:
        emit(output, guide_data(edition, found), selection=book.selection(edition))
    elif words:
        emit(output, guide_answers(edition, found, " ".join(words), book.typed))
    else:
        emit(output, guide_topics(edition, found, book.typed))
