"""Price books, folders and foreign price maps side by side."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from creditcalc.cli.clock import now
from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import Output, Pricing, command
from creditcalc.cli.output import emit
from creditcalc.errors import REFUSED
from creditcalc.sheets.catalog import Catalog
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


@app.command()
@command
def verify(
    output: Output,
    against: Annotated[
        Path,
        typer.Option(metavar="FILE", help="The price map to compare with, as a file.", rich_help_panel=Section.WORK),
    ],
    form: Annotated[
        Literal["litellm", "csv", "openrouter", "badges"] | None,
        typer.Option(
            "--map",
            metavar="FORM",
            help="Form of FILE: litellm, csv, openrouter or badges.",
            rich_help_panel=Section.WORK,
        ),
    ] = None,
    fail_on: Annotated[
        Literal["differs"] | None,
        typer.Option(metavar="WHAT", help="Exit with 1 if a price differs: differs.", rich_help_panel=Section.WORK),
    ] = None,
    pricing: Pricing = None,
) -> None:
    """Compare the sheets with a foreign price map.

    creditcalc sheets verify --against model_prices_and_context_window.json

    Each price agrees, differs, has ended there, or is only here or only there. A figure agrees with one that is rounded
    to fewer digits. What an id there means here stands in `pricing/maps/`, one sheet for each form; yours in a folder
    of your own come before it.

    The forms are litellm's price map, OpenRouter's list of video models, Comfy's price badges, and CSV with the columns
    `id`, `price` in US dollars, `per`, perhaps `until`, and one for each setting, for example `resolution`. What a form
    says by a formula is not read, and listed as only there.
    """
    from creditcalc.reports.verify import verify_report  # noqa: PLC0415  # the other commands read no foreign maps
    from creditcalc.sheets.counterparts import counterparts  # noqa: PLC0415
    from creditcalc.sheets.foreign import read_foreign  # noqa: PLC0415
    from creditcalc.sheets.verifying import verified  # noqa: PLC0415

    catalog = Catalog(pricing)
    form, offers = read_foreign(against, form)
    known = counterparts(catalog.roots, form)
    found = list(verified(catalog, known, offers, now().date().isoformat()))
    emit(output, verify_report(found, str(against), form))
    if fail_on and any(one.verdict == fail_on for one in found):
        raise typer.Exit(REFUSED)
