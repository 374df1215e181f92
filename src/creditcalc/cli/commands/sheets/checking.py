"""What is wrong, old, or in conflict in the sheets."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from creditcalc.cli.clock import now
from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import Output, Pricing, command
from creditcalc.cli.output import emit, usage
from creditcalc.cli.streams import say
from creditcalc.errors import REFUSED
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.pairs import root_of

app = PlainTyper()

OLD = timedelta(days=365)


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
