"""From which demand on another way to pay is cheaper."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import lcm

from creditcalc.amount import Amount, End
from creditcalc.errors import CreditcalcError
from creditcalc.plans.months import PackTable, pack_table
from creditcalc.plans.options import Option, Pack, packs
from creditcalc.pricebook.edition import Edition
from creditcalc.record import Record


class Segment(Record):
    """A stretch of demand, over `above` to `to`, on which one option is the cheapest at `cost` to `cost_to`."""

    above: Fraction
    to: Fraction
    option: Option


def break_even(
    edition: Edition, found: Sequence[Option], most: Fraction, end: End, rates: Mapping[str, Fraction]
) -> list[Segment]:
    """Which option is the cheapest for every demand up to `most`, at the low or the high end of all figures.

    Costs only change where an allowance ends or other packs are needed; between two such points they do not. Raises
    CreditcalcError where there are too many of them.
    """
    sold = [packs(edition, one.plan, one.currency, rates) for one in found]
    ways = [_Way.of(one, bought, end) for one, bought in zip(found, sold, strict=True)]
    marks = {Fraction(0), most}
    for way in ways:
        marks |= way.marks(most)
    points = sorted(marks)
    credit = lcm(*(mark.denominator for mark in points), *(way.allowance.denominator for way in ways))
    money = lcm(*(way.base.denominator for way in ways), *(way.table.part for way in ways if way.table))
    costs = [way.in_parts(credit, money) for way in ways]
    segments: list[Segment] = []
    above = Fraction(0)
    for to in points:
        demand = int(to * credit)
        known = [(cost, number) for number, one in enumerate(costs) if (cost := one(demand)) is not None]
        if known:
            winner = found[min(known)[1]]
            if segments and segments[-1].option is winner:
                segments[-1] = segments[-1]._replace(to=to)
            else:
                segments.append(Segment(above, to, winner))
        above = to
    return segments


class _Way(Record):
    """An option at one end of all figures: its credits, its price a month, and what more of them costs in packs."""

    allowance: Fraction
    base: Fraction
    table: PackTable | None

    @classmethod
    def of(cls, option: Option, bought: Sequence[Pack], end: End) -> "_Way":
        billed = option.monthly
        base = billed.low if end == "low" or billed.high is None else billed.high
        figures = [
            (
                pack.cost.low if end == "low" else pack.cost.high or pack.cost.low,
                end_of(pack.credits, end, better="high"),
            )
            for pack in bought
        ]
        return cls(end_of(option.allowance, end, better="high"), base, pack_table(tuple(figures)) if figures else None)

    def marks(self, most: Fraction) -> set[Fraction]:
        """The demands, up to `most`, beyond which it costs more; raises CreditcalcError where they are too many."""
        lacking = most - self.allowance
        if lacking <= 0:
            return set()
        if self.table is None:
            return {self.allowance}
        if lacking / min(credits for _, credits in self.table.bought) > MOST_STEPS:
            raise _too_many(f"{MOST_STEPS:,} packs might be bought")
        found = self.table.rises(lacking)
        if len(found) > 10 * MOST_STEPS:
            raise _too_many(f"{10 * MOST_STEPS:,} sums of packs cost more than the ones before")
        return {self.allowance + credits for credits in found}

    def in_parts(self, credit: int, money: int) -> Callable[[int], int | None]:
        """What a demand costs, in whole numbers: both are so many parts of one."""
        allowance, base, table = int(self.allowance * credit), int(self.base * money), self.table
        if table is None:
            return lambda demand: base if demand <= allowance else None
        part = money // table.part
        per_step = table.per_credit / credit
        steps, parts = per_step.numerator, per_step.denominator

        def cost(demand: int) -> int:
            lacking = demand - allowance
            return base if lacking <= 0 else base + table.parts(-(-lacking * steps // parts)) * part

        return cost


ENDLESS = Fraction(10**15)
"""More credits than any demand: the better end of an allowance without an upper end."""


def end_of(amount: Amount, end: End, *, better: End) -> Fraction:
    """The end of an interval to use: for the low end of a cost the better one, for the high end the worse."""
    if (end == "low") == (better == "high"):
        return ENDLESS if amount.high is None else amount.high
    return amount.low


def costs_of(option: Option, bought: Sequence[Pack], end: End) -> Callable[[Fraction], Fraction | None]:
    """The money a month of an exact demand costs on an option, at one end of all figures.

    What it finds is None where the option cannot hold the demand.
    """
    allowance, base, table = _Way.of(option, bought, end)

    def cost(demand: Fraction) -> Fraction | None:
        if demand <= allowance:
            return base
        return None if table is None else base + table.cover(demand - allowance)

    return cost


MOST_STEPS = 2_000
"""Packs up to which every point at which a cost changes is looked at."""


def _too_many(what: str) -> CreditcalcError:
    return CreditcalcError(f"more than {what}: ask for fewer credits, or give `--up-to`")
