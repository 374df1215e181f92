"""Which plan to take for some work: the safe one, those that may cost less, and on what that hangs."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil
from typing import Literal, get_args

from creditcalc.plans.months import Month, verdict
from creditcalc.record import Record

Unknown = Literal["price", "other price", "allowance", "demand", "pack price", "pack credits", "digits"]
"""What decides between two plans: the price of the plan and of the one it is held against, the credits that it gives
and those that are needed, the price of a pack and what it gives; and that figures are approximate, where all else is
known."""


class Hinge(Record):
    """On what it hangs whether a plan costs less than another one; the limit where that is one figure.

    It costs less if a price is under the limit, the other plan's price over it, the credits needed are at most, and
    the credits given at least as many as that; and in no other case.
    """

    unknowns: tuple[Unknown, ...]
    limit: Fraction | None = None


class PlanChoice(Record):
    """The plans for some work.

    safe: the cheapest that covers the work at its highest cost with nothing extra to buy
    best: the cheapest of all that hold the work, by the upper end of what they cost
    maybe: those that may cost less than `safe`, or without that than `best`, and than all others;
        without either those that may hold the work
    cheapest: the one of them that certainly does
    """

    safe: Month | None
    best: Month | None
    maybe: tuple[Month, ...]
    cheapest: Month | None


def choose(months: Sequence[Month], cases: Sequence[Sequence[Month]]) -> PlanChoice:
    """The plans to choose from; `cases` are those of `months.worlds`."""
    best, rivals = verdict(months, cases)
    covering = [month for month in months if month.sure and month.cost.high is not None]
    safe = min(covering, key=lambda month: (month.cost.high, month.cost.low), default=None)
    if best is None:
        return PlanChoice(None, None, tuple(month for month in months if month.fits == "maybe"), None)
    if safe is None:
        alone = not rivals and best.cost.high is not None
        return PlanChoice(None, best, tuple(rivals), best if alone and best.fits == "with_top_ups" else None)
    maybe = tuple(
        month
        for month in months
        if (month is best or month in rivals) and month is not safe and month.cost.low < (safe.cost.high or 0)
    )
    alone = not rivals and maybe == (best,) and best.fits == "with_top_ups"
    return PlanChoice(safe, best, maybe, best if alone and less(best, safe) else None)


def less(month: Month, other: Month) -> bool:
    """Whether a month that holds the work certainly costs less than another one, even if what is approximate is off."""
    high = month.cost.reach().high
    return month.fits != "maybe" and high is not None and high < other.cost.reach().low


def hinge(month: Month, other: Month) -> Hinge:
    """On what it hangs whether a month costs less than another one."""
    unknowns = {*_unknowns(month, "price"), *_unknowns(other, "other price")}
    found = tuple(sorted(unknowns, key=get_args(Unknown).index))
    if not found:
        return Hinge(("digits",))
    known = len(found) == 1 and other.lacking.high == 0
    return Hinge(found, _limit(month, other, found[0]) if known else None)


def _unknowns(month: Month, price: Unknown) -> Iterator[Unknown]:
    """What is not known exactly of what a month costs."""
    if month.option.monthly.low != month.option.monthly.high:
        yield price
    if month.lacking.high == 0:
        return
    if month.option.allowance.low != month.option.allowance.high:
        yield "allowance"
    if month.demand.low != month.demand.high:
        yield "demand"
    if any(pack.cost.low != pack.cost.high for pack in month.bought):
        yield "pack price"
    if any(pack.credits.low != pack.credits.high for pack in month.bought):
        yield "pack credits"


def _limit(month: Month, other: Month, unknown: Unknown) -> Fraction | None:
    """The value of the one unknown up to which, or from which on, a month costs less; None with packs of two kinds."""
    own, theirs = month.option.monthly.low, other.option.monthly.low
    if unknown == "price":
        return theirs - month.extra.low
    if unknown == "other price":
        return own + month.extra.low
    return _limit_of_packs(month, theirs - own, unknown) if len(month.bought) < 2 else None


def _limit_of_packs(month: Month, saved: Fraction, unknown: Unknown) -> Fraction | None:
    """The same where packs of one kind at most, for less than what the plan saves, have to cover what it lacks."""
    pack = month.bought[0] if month.bought else None
    if pack and unknown == "pack price":
        return saved / ceil(month.lacking.low / pack.credits.low)
    if pack and not pack.cost.low:
        return None
    most = ceil(saved / pack.cost.low) - 1 if pack else 0
    if unknown == "pack credits":
        return month.lacking.low / most if most else None
    covered = most * pack.credits.low if pack else Fraction(0)
    if unknown == "demand":
        return month.option.allowance.low + covered
    return max(Fraction(0), month.demand.low - covered)
