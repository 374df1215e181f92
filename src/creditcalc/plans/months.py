"""What a month of some demand costs on each way to pay, and which of them is certainly the cheapest."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import ceil, gcd, lcm
from typing import Literal

from creditcalc.amount import UNKNOWN, ZERO, Amount, exactly
from creditcalc.errors import CreditcalcError
from creditcalc.plans.options import Option, Pack, packs
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.plan import Plan
from creditcalc.record import Record
from creditcalc.text import ticked

Fits = Literal["yes", "with_top_ups", "maybe", "no"]
"""Whether a plan holds some work: with its allowance, with what can be bought on top, or perhaps."""


class Month(Record):
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
    """The least money that buys at least `need` credits in whole packs of (cost, credits); see `PackTable.cover`."""
    return pack_table(tuple(bought)).cover(need) if need > 0 else Fraction(0)


class PackTable:
    """Packs of (cost, credits), and the least money that buys some credits of them: a table that grows as it is asked.

    Counted in steps that divide every pack, fewer than `size of the best` other packs are ever worth buying: among so
    many some sum to a multiple of the best one's size, and best packs in their place cost no more for as many credits.
    """

    def __init__(self, bought: Sequence[tuple[Fraction, Fraction]]) -> None:
        self.bought = bought
        scale = lcm(*(credits.denominator for _, credits in bought))
        step = gcd(*(int(credits * scale) for _, credits in bought))
        self.per_credit = Fraction(scale, step)
        self.part = lcm(*(cost.denominator for cost, _ in bought))
        self.ways = [(int(cost * self.part), int(credits * self.per_credit)) for cost, credits in bought]
        self.best = min(range(len(bought)), key=lambda number: bought[number][0] / bought[number][1])
        self.others = (self.ways[self.best][1] - 1) * max(size for _, size in self.ways)
        self.least = [0]

    def certain(self, steps: int) -> int:
        """How many of the best pack are bought for certain, to have so many steps of credits."""
        return max(0, (steps - self.others) // self.ways[self.best][1])

    def cover(self, need: Fraction) -> Fraction:
        """The least money that buys at least `need` credits in whole packs. Exact; raises as `parts` does."""
        return Fraction(self.parts(ceil(need * self.per_credit)), self.part)

    def parts(self, steps: int) -> int:
        """The same for steps of credits, in parts of money.

        Raises CreditcalcError where that takes more than a million sums of packs, which have no larger step in common.
        """
        first = self.certain(steps)
        cost, size = self.ways[self.best]
        rest = max(0, steps - first * size)
        return self._grown(rest)[rest] + first * cost

    def rises(self, most: Fraction) -> list[Fraction]:
        """The credits, fewer than `most`, beyond which more of them cost more, from none on; raises as `parts` does."""
        last = ceil(most * self.per_credit)
        least = self._grown(last)
        return [steps / self.per_credit for steps in range(last) if least[steps] < least[steps + 1]]

    def _grown(self, last: int) -> list[int]:
        """The least parts of money for each number of steps, up to the last one at least."""
        if last > MOST_SUMS:
            listed = ticked((str(exactly(credits)) for _, credits in self.bought), "and")
            why = f"packs of {listed} credits can be added up in more than {MOST_SUMS:,} ways"
            raise CreditcalcError(f"{why}: ask for less, or leave one of them out of the sheet")
        least = self.least
        for more in range(len(least), last + 1):
            least.append(min([least[max(0, more - size)] + cost for cost, size in self.ways]))
        return least


pack_table = lru_cache(maxsize=16)(PackTable)
"""The table of some packs, which those who ask for it share."""


MOST_SUMS = 1_000_000
"""Sums of packs that are looked at for the cheapest way to buy some credits."""


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
