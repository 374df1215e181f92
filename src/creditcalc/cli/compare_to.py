"""What `batch --compare-to` does: the report of what changed, and the gate on what it costs more."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from creditcalc.amount import Amount, exactly, number
from creditcalc.batch.pricer import Pricer
from creditcalc.batch.tally import Tally
from creditcalc.cli.result import Result

if TYPE_CHECKING:
    from creditcalc.storyboard.decide import Row
    from creditcalc.storyboard.revision import Revision


class Limit(NamedTuple):
    """How much more something may cost: a number, or a share of what it cost before."""

    number: Fraction
    share: bool

    def of(self, before: Amount) -> Amount:
        """The most that it may cost more."""
        return before * exactly(self.number) if self.share else exactly(self.number)


def limit_of(text: str) -> Limit:
    """A limit as it is typed: `20`, or `10%`. Raises CreditcalcError for anything else."""
    share = text.endswith("%")
    found = number(text.removesuffix("%"))
    return Limit(found / 100 if share else found, share)


def revised(
    name: str, rows: "Sequence[Row]", path: str, pricer: Pricer, tally: Tally, result: Result, quiet: bool
) -> "Revision":
    """What changed since a file was written, once that is reported."""
    from creditcalc.reports.revision import revision_report  # noqa: PLC0415  # storyboards alone are compared
    from creditcalc.storyboard.earlier import read_earlier, repriced, state_of  # noqa: PLC0415
    from creditcalc.storyboard.revision import revise  # noqa: PLC0415

    earlier = read_earlier(path, pricer.book)
    revision = revise(earlier.shots, repriced(earlier.shots, pricer), [state_of(row) for row in rows])
    with result.open() as out:
        if quiet:
            out.write(f"{revision.difference}\n".encode())
        else:
            form = {"markdown": "comment"}.get(result.form, result.form)
            out.write(result.text((revision_report(name, revision, earlier.book, pricer.book, tally.grade),), form))
        out.flush()
    return revision
