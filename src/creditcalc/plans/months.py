"""What a month of some demand costs on each way to pay, and which of them is certainly the cheapest."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm
from typing import Literal, NamedTuple

from creditcalc.amount import UNKNOWN, ZERO, Amount, exactly
from creditcalc.errors import CreditcalcError
from creditcalc.plans.options import Option, Pack, packs
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.plan import Plan
from creditcalc.text import ticked

Fits = Literal["yes", "with_top_ups", "maybe", "no"]
"""Whether a plan holds some work: with its allowance, with what can be bought on top, or perhaps."""


class Month(NamedTuple):
    """What a month of some demand costs on an option, and the packs that it may buy there."""

    option: Option
    cost: Amount
    extra: Amount
    unused: Amount
    fits: Fits
    demand: Amount
    bought: tuple[Pack, ...] = ()

    @property
    def lacking(self) -> Amount:
        """The credits that the allowance does not cover."""
        return self.demand.minus(self.option.allowance)

    @property
    def sure(self) -> bool:
        """Whether the allowance covers the demand at its highest, even if what is approximate is off."""
        return self.lacking.reach().high == 0


def on_option(option: Option, demand: Amount, bought: tuple[Pack, ...]) -> Month:
    """What a month of this demand costs on an option, with the cheapest top-ups for what the allowance lacks."""
    lacking = demand.minus(option.allowance)
    unused = option.allowance.minus(demand)
    if lacking.high == 0:
        return Month(option, option.monthly, ZERO, unused, "yes", demand, bought)
    if not bought:
        fits: Fits = "no" if lacking.low else "maybe"
        return Month(option, option.monthly, UNKNOWN if lacking.low else ZERO, unused, fits, demand)
    low = cover(lacking.low, [(pack.cost.low, pack.credits.high or pack.credits.low) for pack in bought])
    high = None
    if lacking.high is not None:
        high = cover(lacking.high, [(pack.cost.high or pack.cost.low, pack.credits.low) for pack in bought])
    extra = Amount(low, high, demand.approximate or option.allowance.approximate)
    return Month(option, option.monthly + extra, extra, unused, "with_top_ups", demand, bought)


def cover(need: Fraction, bought: Iterable[tuple[Fraction, Fraction]]) -> Fraction:
    """The least money that buys at least `need` credits in whole packs of (cost, credits). Exact.

    Raises CreditcalcError where that takes more than a million sums of packs, which have no larger step in common.
    """
    return _covered(need, tuple(bought)) if need > 0 else Fraction(0)


@lru_cache(maxsize=1 << 14)
def _covered(need: Fraction, bought: tuple[tuple[Fraction, Fraction], ...]) -> Fraction:
    best, first = bulk(need, bought)
    rest = need - first * bought[best][1]
    scale = lcm(*(credits.denominator for _, credits in bought), rest.denominator)
    sizes = [int(credits * scale) for _, credits in bought]
    step = gcd(*sizes)
    steps = -(-int(rest * scale) // step)
    if steps > MOST_SUMS:
        listed = ticked((str(exactly(credits)) for _, credits in bought), "and")
        why = f"packs of {listed} credits can be added up in more than {MOST_SUMS:,} ways"
        raise CreditcalcError(f"{why}: ask for less, or leave one of them out of the sheet")
    part = lcm(*(cost.denominator for cost, _ in bought))
    ways = tuple((int(cost * part), size // step) for (cost, _), size in zip(bought, sizes, strict=True))
    least = _least(ways, 1 << steps.bit_length())
    return Fraction(least[steps], part) + first * bought[best][0]


@lru_cache(maxsize=4)
def _least(ways: tuple[tuple[int, int], ...], most: int) -> list[int]:
    """What each number of steps of credits, fewer than `most`, costs at least in packs of these (cost, steps)."""
    least = [0]
    for amount in range(1, most):
        least.append(min([least[amount - size if amount > size else 0] + cost for cost, size in ways]))
    return least


MOST_SUMS = 1_000_000
"""Sums of packs that are looked at for the cheapest way to buy some credits."""


def bulk(need: Fraction, bought: Sequence[tuple[Fraction, Fraction]]) -> tuple[int, int]:
    """Which of the packs of (cost, credits) is the best by the credit, and how many of it are bought for certain.

    Counted in steps that divide every pack, fewer than `size of the best` other packs are ever worth buying: among so
    many some sum to a multiple of the best one's size, and best packs in their place cost no more for as many credits.
    """
    best = min(range(len(bought)), key=lambda number: bought[number][0] / bought[number][1])
    scale = lcm(*(credits.denominator for _, credits in bought))
    sizes = [int(credits * scale) for _, credits in bought]
    others = (sizes[best] // gcd(*sizes) - 1) * max(sizes)
    return best, max(0, int((need * scale - others) // sizes[best]))


def months(
    edition: Edition,
    found: Sequence[Option],
    demand: Amount | Callable[[Plan], Amount],
    rates: Mapping[str, Fraction],
) -> list[Month]:
    """Every option for a month's demand: those that certainly hold it first, the cheapest of them first.

    The demand is the same on every plan, or says itself what it is on each.
    """
    each = [demand if isinstance(demand, Amount) else demand(one.plan) for one in found]
    bought = [packs(edition, one.plan, one.currency, rates) for one in found]
    priced = [on_option(*one) for one in zip(found, each, bought, strict=True)]
    order = {"yes": 0, "with_top_ups": 0, "maybe": 1, "no": 2}
    return sorted(priced, key=lambda month: (order[month.fits], month.cost.low, month.cost.high or month.cost.low))


def worlds(
    edition: Edition, found: Sequence[Option], demand: Amount, rates: Mapping[str, Fraction]
) -> list[list[Month]]:
    """The options for each case of what they share: every demand at which a cost changes, both prices of the top-up.

    Two plans that buy the same top-up at the same price, for the same demand, differ less than their intervals do.
    Where there are several top-ups, or the demand has no upper end, there is one world, with all intervals whole.
    """
    bought = {one.plan.id: packs(edition, one.plan, one.currency, rates) for one in found}
    kinds = {pack.top_up.id: pack.credits.low for some in bought.values() for pack in some}
    low, high = demand.low, demand.high
    if high is None or len(kinds) > 1 or any((high - low) / size > MOST_WORLDS for size in kinds.values()):
        return [[on_option(one, demand, bought[one.plan.id]) for one in found]]
    marks = {low, high}
    for one in found:
        for start in (one.allowance.low, one.allowance.high or one.allowance.low):
            for pack in bought[one.plan.id]:
                for size in (pack.credits.low, pack.credits.high or pack.credits.low):
                    first = max(0, (low - start) // size)
                    marks |= {start + size * (first + n) for n in range(int((high - low) // size) + 2)}
    return [
        [on_option(one, exactly(mark), _pinned(bought[one.plan.id], end)) for one in found]
        for mark in marks
        if low <= mark <= high
        for end in ("low", "high")
    ]


def _pinned(bought: tuple[Pack, ...], end: str) -> tuple[Pack, ...]:
    """The packs at one end of their price."""
    return tuple(
        pack._replace(cost=exactly(pack.cost.low if end == "low" else pack.cost.high or pack.cost.low))
        for pack in bought
    )


MOST_WORLDS = 200
"""Packs between the ends of a demand up to which each case is told apart; beyond, the intervals are compared whole."""


def verdict(months: Sequence[Month], cases: Sequence[Sequence[Month]]) -> tuple[Month | None, list[Month]]:
    """The option that is the cheapest of those that hold the demand, and those that may be cheaper in some case."""
    holding = [month for month in months if month.fits in ("yes", "with_top_ups")]
    if not holding:
        return None, []
    best = min(holding, key=lambda month: (month.cost.high is None, month.cost.high or month.cost.low))
    cheaper: set[tuple[str, str]] = set()
    for case in cases:
        highest = next(month.cost.high for month in case if month.option is best.option)
        for month in case:
            if month.fits != "no" and (highest is None or month.cost.low < highest):
                cheaper.add((month.option.plan.id, month.option.billing))
    rivals = [
        month for month in months if month is not best and (month.option.plan.id, month.option.billing) in cheaper
    ]
    return best, rivals
