"""What `batch --compare-to` does: the report of what changed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from creditcalc.batch.pricer import Pricer
from creditcalc.batch.tally import Tally
from creditcalc.cli.result import Result

if TYPE_CHECKING:
    from creditcalc.reports.batch import Held
    from creditcalc.reports.objects.shared import SelectionObject
    from creditcalc.storyboard.decide import Row
    from creditcalc.storyboard.revision import Limit, Revision


def report_revision(
    name: str,
    rows: "Sequence[Row]",
    path: str,
    pricer: Pricer,
    tally: Tally,
    result: Result,
    quiet: bool,
    held: "Held",
    increase: "Limit | None",
    selection: "SelectionObject",
    today: str | None,
) -> "Revision":
    """What changed since a file was written, once that is reported."""
    from creditcalc.reports.fresh import dated, of_quotes  # noqa: PLC0415  # storyboards alone are compared
    from creditcalc.reports.revision import revision_report  # noqa: PLC0415  # storyboards alone are compared
    from creditcalc.storyboard.earlier import revised  # noqa: PLC0415

    earlier, revision = revised(path, rows, pricer)
    with result.open() as out:
        if quiet:
            out.write(f"{revision.difference}\n".encode())
        else:
            report = revision_report(name, revision, earlier.book, pricer.book, tally.grade, held, increase)
            quotes = (one.quote for row in rows for _, one in row.ways.values() if one.quote)
            (report,) = dated(today, of_quotes(quotes), report)
            form = {"markdown": "comment"}.get(result.form, result.form)
            out.write(result.text((report._replace(data={**report.data, "selection": selection}),), form))
        out.flush()
    return revision
