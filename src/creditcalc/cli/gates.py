"""The gates that a batch ends with, once it is reported: rows without a price, the budget, the increase allowed."""

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from creditcalc.amount import Amount
from creditcalc.batch.tally import Tally, one_total
from creditcalc.cli.output import every, gate
from creditcalc.errors import OVER, REFUSED, UNCLEAR, UNPUBLISHED, CreditcalcError
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
) -> None:
    """The exit code: rows without a price come first, then the gates.

    Where only the increase is asked for, what has the same unknown price as before is no fault.
    """
    same = revision is not None and increase is not None and budget is None and not (revision.blind or tally.refused)
    if tally.missing and not same:
        raise CreditcalcError(missing(tally), code=REFUSED if tally.refused else UNPUBLISHED)
    checks: list[Callable[[], None]] = []
    if budget is not None:
        checks.append(lambda: gate(one_total(tally, edition), budget, "the budget"))
    if revision and increase:
        checks.append(lambda: gate_increase(revision, increase))
    every(checks, lambda check: check())


def gate_increase(revision: "Revision", limit: "Limit") -> None:
    """Raise CreditcalcError, code 3 where it certainly costs more than it may, 4 where it may do so."""
    most, rise = limit.of(revision.before), revision.difference
    percent = f", {Amount(limit.number * 100, limit.number * 100)}% of before" if limit.share else ""
    match rise.against(most):
        case "over":
            raise CreditcalcError(
                f"over the increase allowed: {rise.brief} is more than {most.brief}{percent}", code=OVER
            )
        case "unclear":
            words = f"may be over the increase allowed: {rise.brief} against {most.brief}{percent}"
            raise CreditcalcError(words, code=UNCLEAR)
