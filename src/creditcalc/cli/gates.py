"""The gates that a batch ends with, once it is reported: rows without a price, the budget, the increase allowed."""

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from creditcalc.amount import TOLERANCE, exactly
from creditcalc.batch.tally import Tally, one_total
from creditcalc.cli.output import every, gate
from creditcalc.errors import OVER, REFUSED, UNCLEAR, UNPUBLISHED, CreditcalcError
from creditcalc.figures import percentage, told_apart, tolerant
from creditcalc.pricebook.edition import Edition
from creditcalc.reports.batch import missing

if TYPE_CHECKING:
    from creditcalc.storyboard.revision import Limit, Revision


def gate_batch(
    tally: Tally,
    edition: Edition,
    budget: Fraction | None,
    revision: "Revision | None" = None,
    increase: "Limit | None" = None,
    tolerance: Fraction = TOLERANCE,
    unfit: CreditcalcError | None = None,
) -> None:
    """The exit code: rows without a price come first, then the gates.

    Where only the increase is asked for, what has the same unknown price as before is not a fault.
    """
    same = revision is not None and increase is not None and budget is None and not (revision.blind or tally.refused)
    if tally.missing and not same:
        raise CreditcalcError(missing(tally), code=REFUSED if tally.refused else UNPUBLISHED)
    checks: list[Callable[[], None]] = []
    if unfit:
        checks.append(lambda: _stop(unfit))
    if budget is not None:
        checks.append(lambda: gate(one_total(tally, edition), budget, "the budget", tolerance))
    if revision and increase:
        checks.append(lambda: gate_increase(revision, increase, tolerance))
    every(checks, lambda check: check())


def _stop(error: CreditcalcError) -> None:
    raise error


def gate_increase(revision: "Revision", limit: "Limit", tolerance: Fraction = TOLERANCE) -> None:
    """Raise CreditcalcError, code 3 where it certainly costs more than it may, 4 where it may do so."""
    most, rise = limit.of(revision.before), revision.difference
    share = f", {percentage(exactly(limit.number * 100))} of the cost before" if limit.share else ""
    match rise.against(most, tolerance):
        case "over":
            said, allowed = told_apart(rise, most, tolerance)
            raise CreditcalcError(f"over the increase allowed: {said} is more than {allowed}{share}", code=OVER)
        case "unclear":
            said, allowed = tolerant(rise, tolerance), tolerant(most, tolerance)
            words = f"may be over the increase allowed: {said} against {allowed}{share}"
            raise CreditcalcError(words, code=UNCLEAR)
