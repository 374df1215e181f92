"""`creditcalc sheets`."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

import typer

from creditcalc.cli.clock import now
from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import Output, Pricing, command
from creditcalc.cli.output import emit, usage, write_output
from creditcalc.cli.streams import say
from creditcalc.errors import REFUSED
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.pairs import pairs, root_of

app = PlainTyper(help="Check, compare and create price sheets.\n\ncreditcalc sheets check")

OLD = timedelta(days=365)

Destination = Annotated[
    Path, typer.Option("--in", metavar="DIR", help="Folder to write the sheets to.", rich_help_panel=Section.OUTPUT)
]


@app.command()
@command
def check(
    output: Output,
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="PATH", help="Folder with price sheets of your own, or one sheet in it; all sheets by default."
        ),
    ] = None,
    conflicts: Annotated[
        bool, typer.Option("--conflicts", help="List where sources disagree.", rich_help_panel=Section.SHOW)
    ] = False,
    stale: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help="List figures older than N days.", rich_help_panel=Section.SHOW),
    ] = None,
    coverage: Annotated[
        bool,
        typer.Option(
            "--coverage",
            help="Count the figures of every price book by how sure they are.",
            rich_help_panel=Section.SHOW,
        ),
    ] = False,
    pricing: Pricing = None,
) -> None:
    """Check every price sheet for mistakes.

    creditcalc sheets check

    It also proves that every case has one price, and runs the sellers' own examples. Each mistake is one line on
    standard error: `path:line:col: what is wrong, and what to do`. The exit code is 1 if there is any. What may be
    intended is a line with `warning:` and does not change the exit code. With PATH, warnings are about your own sheets
    only.
    """
    from creditcalc.reports import sheets as look  # noqa: PLC0415  # the other commands read no sheets
    from creditcalc.sheets.misplaced import within  # noqa: PLC0415  # the same

    folder = pricing if path is None else str(root_of(path))
    catalog = Catalog(folder)
    today = now().date()
    if conflicts + coverage + (stale is not None) > 1:
        usage("give only one of --conflicts, --stale and --coverage")
    if conflicts or coverage or stale is not None:
        before = (today - timedelta(days=min(stale or 0, today.toordinal() - 1))).isoformat()
        emit(
            output,
            look.conflicts(catalog)
            if conflicts
            else look.coverage(catalog)
            if coverage
            else look.stale(catalog, before),
        )
        return
    own = "" if path is None else f"{folder}/"
    found = look.audit(catalog, (today - OLD).isoformat(), today.isoformat(), own)
    faults, warnings = found.faults, found.warnings
    if path is not None and not path.is_dir():
        faults = within(faults, path.absolute(), root_of(path))
        warnings = within(warnings, path.absolute(), root_of(path))
    for line in (*faults, *warnings):
        say(line)
    emit(output, found.report)
    if faults:
        raise typer.Exit(REFUSED)


@app.command()
def schema(
    sheet: Annotated[
        Literal["catalog", "platform", "edition", "models", "plans", "addons"],
        typer.Argument(metavar="SHEET", help="Kind of sheet: catalog, platform, edition, models, plans or addons."),
    ],
) -> None:
    """Print the JSON Schema of a kind of sheet.

    creditcalc sheets schema models

    Editors use it to complete and check a sheet that names it in its first line.
    """
    from creditcalc.sheets.compiler import sheet_schema  # noqa: PLC0415  # the compiler owns yaml

    write_output(json.dumps(sheet_schema(sheet), indent=2) + "\n")


@app.command("path")
def show_path(pricing: Pricing = None) -> None:
    """Print the folders that price sheets come from.

    creditcalc sheets path

    A row in a later folder replaces the same row in an earlier one.
    """
    write_output("".join(f"{root.path}\n" for root in Catalog(pricing).roots))


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
def new(
    platform: Annotated[
        str | None, typer.Argument(metavar="PLATFORM", help="Id of the platform, for example my-platform.")
    ] = None,
    folder: Destination = Path(),
    from_drift: Annotated[
        bool,
        typer.Option(
            "--from-drift",
            help="Create prices of your own from what a wallet was charged.",
            rich_help_panel=Section.WALLET,
        ),
    ] = False,
    wallet: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Wallet for --from-drift, instead of the default one.", rich_help_panel=Section.WALLET
        ),
    ] = None,
    pricing: Pricing = None,
) -> None:
    """Create the price sheets of a platform.

    creditcalc sheets new my-platform --in mine

    The new sheets pass `sheets check`. Fill in every `unknown` in them.

    With --from-drift it writes one sheet with what your wallet was charged for the spends that you reconciled. Each
    price replaces the bundled price of the same case and is marked as from a bill.

    creditcalc sheets new --from-drift --in mine
    """
    if (platform is None) != from_drift:
        usage("give either a platform or --from-drift")
    today = now().date().isoformat()
    if from_drift:
        from creditcalc.wallet.observed import write_observed  # noqa: PLC0415  # the other commands know no wallets

        path, left_out = write_observed(wallet, folder, pricing, today)
        for words in left_out:
            say(f"left out: {words}")
        write_output(f"{path}\n")
        return
    from creditcalc.sheets.starter import start  # noqa: PLC0415  # it knows how ids are written, and so yaml

    written = start(folder, platform or "", today[:7])
    write_output("".join(f"{path}\n" for path in written))


@app.command("import")
def import_(
    source: Annotated[Literal["litellm"], typer.Argument(metavar="SOURCE", help="Origin of the price map: litellm.")],
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Price map, such as `model_prices_and_context_window.json`.")
    ],
    folder: Destination = Path(),
) -> None:
    """Convert a public price map into price sheets.

    creditcalc sheets import litellm prices.json --in mine

    Every entry that is left out is listed on standard error with the reason.
    """
    from creditcalc.sheets.litellm import Skipped, read_price_map  # noqa: PLC0415  # the other commands import nothing
    from creditcalc.sheets.litellm import write_models as write_sheets  # noqa: PLC0415

    today = now().date().isoformat()
    entries = read_price_map(file, today)
    number = write_sheets(entries, folder, today)
    for entry in entries:
        if isinstance(entry, Skipped):
            say(f"left out: `{entry.id}`: {entry.reason}")
    write_output(f"{number} of {len(entries)} entries imported into {folder / source}\n")
