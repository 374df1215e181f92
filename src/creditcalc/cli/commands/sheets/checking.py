"""What is wrong, old, or in conflict in the sheets."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from creditcalc.amount import whole
from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import Output, Pricing, command
from creditcalc.cli.output import emit, usage
from creditcalc.cli.streams import say
from creditcalc.clock import now
from creditcalc.errors import REFUSED, CreditcalcError
from creditcalc.reports.neglect import NeglectBy
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
    pairs: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="With --coverage: what people ask, as CSV.", rich_help_panel=Section.SHOW),
    ] = None,
    by: Annotated[
        NeglectBy | None,
        typer.Option(
            metavar="WHAT",
            help="With --stale: by source, platform or model.",
            rich_help_panel=Section.SHOW,
        ),
    ] = None,
    fail: Annotated[
        bool, typer.Option("--fail", help="With --stale: exit with 1 if anything is.", rich_help_panel=Section.SHOW)
    ] = False,
    ended: Annotated[
        bool, typer.Option("--ended", help="List what has ended and is still priced.", rich_help_panel=Section.SHOW)
    ] = False,
    within: Annotated[
        str | None,
        typer.Option(metavar="DAYS", help="With --ended: also what ends soon (30d).", rich_help_panel=Section.SHOW),
    ] = None,
    pricing: Pricing = None,
) -> None:
    """Check every price sheet for mistakes.

    creditcalc sheets check

    It also proves that every case has one price, and runs the sellers' own examples. Each mistake is one line on
    standard error: `path:line:col: what is wrong, and what to do`. The exit code is 1 if there is any. What may be
    intended is a line with `warning:` and does not change the exit code. With PATH, warnings are about your own sheets
    only.

    creditcalc sheets check --stale 60 --by source

    A source was last looked at on its `checked`, else its `date`; a year or a month counts from its end.

    creditcalc sheets check --ended --within 30d

    With --pairs, FILE has the columns `asked`, `platform` and `options`, these as you type them after `quote`. Each row
    is priced, and the answers are counted: exact, about, a range, or none and why.

    creditcalc sheets check --coverage --pairs pairs.csv
    """
    from creditcalc.reports import sheets as look  # noqa: PLC0415  # the other commands read no sheets
    from creditcalc.sheets.misplaced import within as inside  # noqa: PLC0415  # the same

    folder = pricing if path is None else str(root_of(path))
    catalog = Catalog(folder)
    today = now().date()
    if conflicts + coverage + ended + (stale is not None) > 1:
        usage("give only one of --conflicts, --stale, --coverage and --ended")
    _need("--by and --fail need --stale", by or fail, stale is not None)
    _need("--within needs --ended", within is not None, ended)
    _need("--pairs needs --coverage", pairs, coverage)
    if pairs:
        from creditcalc.cli.commands.sheets.asking import priced_pairs  # noqa: PLC0415  # the other checks price nothing
        from creditcalc.reports.asked import asked_report  # noqa: PLC0415

        emit(output, asked_report(list(priced_pairs(catalog, pairs)), str(pairs)))
        return
    if ended or by:
        from creditcalc.reports import neglect  # noqa: PLC0415  # the other checks look at no day

        if ended:
            emit(output, neglect.endings(catalog, today.isoformat(), _days(within)))
            return
        report = neglect.neglect(catalog, today.isoformat(), min(stale or 0, today.toordinal() - 1), by or "source")
        emit(output, report)
        if fail and report.rows:
            raise typer.Exit(REFUSED)
        return
    if conflicts or coverage or stale is not None:
        from creditcalc.reports.conflicts import conflicts as conflicts_report  # noqa: PLC0415  # one look of three

        before = (today - timedelta(days=min(stale or 0, today.toordinal() - 1))).isoformat()
        shown = (
            conflicts_report(catalog)
            if conflicts
            else look.coverage(catalog)
            if coverage
            else look.stale(catalog, before)
        )
        emit(output, shown)
        if fail and shown.rows:
            raise typer.Exit(REFUSED)
        return
    own = "" if path is None else f"{folder}/"
    found = look.audit(catalog, (today - OLD).isoformat(), today.isoformat(), own)
    faults, warnings = found.faults, found.warnings
    if path is not None and not path.is_dir():
        faults = inside(faults, path.absolute(), root_of(path))
        warnings = inside(warnings, path.absolute(), root_of(path))
    for line in (*faults, *warnings):
        say(line)
    emit(output, found.report)
    if faults:
        raise typer.Exit(REFUSED)


def _need(words: str, given: object, needed: bool) -> None:
    """Refuse an option without the one that it belongs to."""
    if given and not needed:
        usage(words)


MOST_AHEAD = 3650
"""Days ahead in which ends are looked for at most."""


def _days(text: str | None) -> int:
    """A number of days, `30` or `30d`."""
    try:
        found = whole((text or "0").lower().removesuffix("d"))
    except CreditcalcError:
        found = -1
    if not 0 <= found <= MOST_AHEAD:
        usage(f"--within takes a number of days such as 30d, not {text}")
    return found
