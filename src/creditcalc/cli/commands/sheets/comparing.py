"""Price books and folders side by side."""

from pathlib import Path
from typing import Annotated

import typer

from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import Output, Pricing, command
from creditcalc.cli.output import emit
from creditcalc.sheets.pairs import pairs

app = PlainTyper()


@app.command()
@command
def diff(
    one: Annotated[
        str, typer.Argument(metavar="ONE", help="Price book, for example invideo/2026-05, or a folder of sheets.")
    ],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="Price book or folder to compare it with.")],
    output: Output,
    jobs: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="File of generations, as for `batch`, to price with both.",
            rich_help_panel=Section.WORK,
        ),
    ] = None,
    pricing: Pricing = None,
) -> None:
    """Compare two price books, or two folders of sheets.

    creditcalc sheets diff invideo/2026-05 invideo/2026-09

    It lists what is new, gone, more expensive or cheaper. Between two folders, a figure that changed in place is a
    correction, and one with a later `since` is a price change.
    """
    from creditcalc.reports.editions import Pair, editions_report  # noqa: PLC0415
    from creditcalc.storyboard.shots import sum_of  # noqa: PLC0415  # the other commands read no files

    found = []
    for (before, first), (after, second) in pairs(one, other, pricing):
        work = (sum_of(before, first, jobs)[0], sum_of(after, second, jobs)[0]) if jobs else None
        found.append(Pair(first, second, work))
    emit(output, editions_report(found))
