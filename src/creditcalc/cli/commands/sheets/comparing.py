"""Price books, folders and foreign price maps side by side, and prices over time."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from creditcalc.amount import Amount
from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import BookOptions, NoConfig, Output, PlatformName, Pricing, command
from creditcalc.cli.output import NotGiven, emit, usage, write_output
from creditcalc.cli.output_file import STANDARD_OUTPUT, check_output, output_option, write_file
from creditcalc.cli.streams import say
from creditcalc.clock import now
from creditcalc.errors import REFUSED, CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.reports.chart import svg, text
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.pairs import Opened, are_folders, only_in, pairs
from creditcalc.sheets.reader import Fault

app = PlainTyper()


@app.command()
@command
def diff(
    ctx: typer.Context,
    output: Output,
    one: Annotated[
        str | None,
        typer.Argument(metavar="ONE", help="Price book, for example invideo/2026-05, or a folder of sheets."),
    ] = None,
    other: Annotated[
        str | None, typer.Argument(metavar="OTHER", help="Price book or folder to compare it with.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="REV", help="Compare a folder with itself at this git revision.", rich_help_panel=Section.WORK
        ),
    ] = None,
    jobs: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="File of generations, as for `batch`, to price with both.",
            rich_help_panel=Section.WORK,
        ),
    ] = None,
    reviewed: Annotated[
        bool,
        typer.Option(
            "--review",
            help="Refuse figures that changed without a newer source (exit 1).",
            rich_help_panel=Section.LIMIT,
        ),
    ] = False,
    pricing: Pricing = None,
) -> None:
    """Compare two price books, or two folders of sheets.

    creditcalc sheets diff invideo/2026-05 invideo/2026-09

    It lists what is new, gone, more expensive or cheaper. Between two folders, a figure that changed in place is a
    correction, and one with a later `since` is a price change.

    With --since, it compares a folder in a git repository with the same folder at a commit, branch or tag: ONE, else
    that of --pricing, else `pricing` in the current folder.

    creditcalc sheets diff pricing --since main

    With --review, each figure that changed without a newer source is a line on standard error, and the exit code is 1.
    A figure that moves by more than half, is counted otherwise or is removed is a line with `warning:`. Price books
    that do not sell what --jobs names are left out of the sums.
    """
    if since is None:
        for name, given in (("ONE", one), ("OTHER", other)):
            if given is None:
                raise NotGiven(name, param=next(one for one in ctx.command.params if one.metavar == name))
        _show_diff(output, one or "", other or "", pricing, jobs, reviewed=reviewed)
        return
    if other is not None:
        usage("--since compares one folder with itself: leave out OTHER")
    from creditcalc.sheets.git import at_revision  # noqa: PLC0415  # it starts processes, which no other command needs

    folder = Path(one or pricing or "pricing")
    with at_revision(folder, since) as then:
        _show_diff(output, str(then), str(folder), None, jobs, reviewed=reviewed)


def _show_diff(output: Output, one: str, other: str, pricing: str | None, jobs: Path | None, *, reviewed: bool) -> None:
    """Print what differs between two price books, or between those of two folders; end with 1 for what is refused."""
    from creditcalc.reports.editions import Pair, editions_report  # noqa: PLC0415
    from creditcalc.sheets.review import review  # noqa: PLC0415  # the other commands review nothing

    found = []
    faults: list[Fault] = []
    for (before, first), (after, second) in pairs(one, other, pricing):
        found.append(Pair(first, second, _work((before, first), (after, second), jobs, faults if reviewed else None)))
        if reviewed:
            faults += review(_of_all_days(before, first), _of_all_days(after, second))
    folders = are_folders(one, other)
    new, gone = (only_in(other, one), only_in(one, other)) if folders else ([], [])
    for fault in faults:
        say(str(fault))
    emit(output, editions_report(found, new, gone))
    if any(not fault.warning for fault in faults):
        raise typer.Exit(REFUSED)


def _of_all_days(catalog: Catalog, edition: Edition) -> Edition:
    """An edition with the rows of all days."""
    return catalog.compiled(catalog.platform(edition.platform), edition.id).on(None)


def _work(before: Opened, after: Opened, jobs: Path | None, faults: list[Fault] | None) -> tuple[Amount, Amount] | None:
    """What a file costs before and after; None without a file. Raises CreditcalcError where it cannot be priced.

    With `faults`, what cannot be priced before has no cost, and what cannot be priced any more is a warning there.
    """
    from creditcalc.storyboard.shots import sum_of  # noqa: PLC0415  # the other commands read no files

    if jobs is None:
        return None
    try:
        cost = sum_of(*before, jobs)[0]
    except CreditcalcError:
        if faults is None:
            raise
        return None
    try:
        return cost, sum_of(*after, jobs)[0]
    except CreditcalcError as error:
        if faults is None:
            raise
        book = f"{after[1].platform}/{after[1].id}"
        faults.append(Fault(book, f"the file of --jobs cost {cost} and has no price any more: {error}", warning=True))
        return None


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


@app.command()
@command
def history(
    ctx: typer.Context,
    model: Annotated[str, typer.Argument(metavar="MODEL", help="Model, for example veo-3.1.")],
    output: Output,
    sources: Annotated[
        bool,
        typer.Option("--sources", help="Show the source of each price, and all notes.", rich_help_panel=Section.SHOW),
    ] = False,
    chart: Annotated[
        bool, typer.Option("--chart", help="Draw the prices over time in the terminal.", rich_help_panel=Section.SHOW)
    ] = False,
    svg_file: Annotated[
        str | None, output_option(".svg", names=("--svg",), help="Draw the prices over time to FILE.")
    ] = None,
    platform: PlatformName = None,
    pricing: Pricing = None,
    no_config: NoConfig = False,
) -> None:
    """Show what a model has cost, price book by price book.

    creditcalc sheets history veo-3.1

    Each price has the first and the last day that it holds, as far as they are known, and how many times the price
    before it. --chart and --svg draw the prices of the unit that most have, a range from its low to its high end. What
    is not published is never drawn.

    creditcalc sheets history veo-3.1-fast --platform list --chart
    """
    from creditcalc.reports.history import price_history_report, price_picture  # noqa: PLC0415  # of this command alone
    from creditcalc.sheets.history import price_history  # noqa: PLC0415

    if chart and (output.json or output.format != "table"):
        usage("--chart draws text: leave out --format and --json")
    check_output(svg_file, pricing=pricing)
    book = BookOptions(platform=platform, pricing=pricing, no_config=no_config).remembering(ctx)
    catalog = book.catalog()
    found = price_history(catalog, book.open(catalog), model)
    if svg_file is not None:
        write_file(svg_file, svg(price_picture(found)))
    if svg_file == STANDARD_OUTPUT:
        return
    if chart:
        write_output(text(price_picture(found)))
    else:
        emit(output, price_history_report(found, sources=sources))
