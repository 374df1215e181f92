"""The cheapest way through several months, with what rolls over and what expires."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from creditcalc.amount import Amount, End
from creditcalc.errors import CreditcalcError
from creditcalc.plans.break_even import end_of
from creditcalc.plans.months import bulk
from creditcalc.plans.options import Option, Pack, packs
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.plan import TopUp


class Stage(NamedTuple):
    """A month of a schedule: the option in force, what is paid in it, and the packs bought in it."""

    month: int
    option: Option
    paid: Fraction
    bought: tuple[tuple[TopUp, int], ...]
    unused: Fraction


class Schedule(NamedTuple):
    """The cheapest way through some months, at one end of all figures."""

    cost: Fraction
    stages: tuple[Stage, ...]


class Schedules(NamedTuple):
    """The cheapest way through some months at the low and at the high end of all figures; None where no plan holds it.

    `alone` is what each single option that holds it costs instead, at the high end.
    """

    low: Schedule | None
    high: Schedule | None
    alone: tuple[tuple[Option, Fraction], ...]


Lots = tuple[tuple[int, Fraction], ...]
"""Bought credits that are left: the month after which they are lost, and how many, the soonest first."""
FOREVER = 1_000_000
MOST_AHEAD = 2_000
"""Packs that may be bought ahead of need, where not every plan may buy the same; beyond, the search would not end."""


class _Path(NamedTuple):
    cost: Fraction
    before: "_Path | None"
    stage: Stage | None


def schedules(
    edition: Edition, found: Sequence[Option], demand: Sequence[Amount], rates: Mapping[str, Fraction]
) -> Schedules:
    """The cheapest way through the months at both ends; at the high one only where every month has an upper end."""
    low = schedule(edition, found, [month.low for month in demand], "low", rates)
    highs = [month.high for month in demand if month.high is not None]
    if len(highs) < len(demand):
        return Schedules(low, None, ())
    high = schedule(edition, found, highs, "high", rates)
    alone = [(option, schedule(edition, [option], highs, "high", rates)) for option in found]
    return Schedules(low, high, tuple((option, one.cost) for option, one in alone if one))


def schedule(
    edition: Edition, found: Sequence[Option], demand: Sequence[Fraction], end: End, rates: Mapping[str, Fraction]
) -> Schedule | None:
    """The cheapest way through the months: which plan in each, billed how, and which top-ups bought when. Exact.

    A dynamic programme over months and bought credits left. A yearly plan is paid at once and holds twelve months, or
    to the end of the months given. Plan credits are spent first and do not roll over; of bought ones the soonest to
    expire. A pack is bought when it is needed, or earlier only where not every plan may buy the same packs. None where
    no plan can hold the demand.
    """
    ways = [(one, _concrete(packs(edition, one.plan, one.currency, rates), end)) for one in found]
    ahead = len({tuple(pack.top_up.id for pack in bought) for _, bought in ways}) > 1
    smallest = min((pack.credits for _, bought in ways for pack in bought), default=None)
    if ahead and smallest and sum(demand) / smallest > MOST_AHEAD:
        raise CreditcalcError(
            f"more than {MOST_AHEAD:,} packs might be bought ahead, too many to search: ask for fewer credits"
        )
    after = [sum(demand[month:], Fraction(0)) for month in range(len(demand) + 1)]
    fronts: list[dict[Lots, _Path]] = [{} for _ in range(len(demand) + 1)]
    fronts[0][()] = _Path(Fraction(0), None, None)
    for month in range(len(demand)):
        fronts[month] = _pareto(fronts[month])
        for option, bought in ways:
            length = 1 if option.billing == "month" else min(12, len(demand) - month)
            front = fronts[month]
            for ahead_of in range(length):
                now = month + ahead_of
                due = _billed(option, end) if ahead_of == 0 else Fraction(0)
                limit = after[now] if ahead else Fraction(0)
                front = _pareto(_step(front, option, bought, now, demand[now], due, limit, end))
            target = fronts[month + length]
            for lots, path in front.items():
                if lots not in target or path.cost < target[lots].cost:
                    target[lots] = path
    last = fronts[len(demand)]
    if not last:
        return None
    best = min(last.values(), key=lambda path: path.cost)
    stages = []
    back: _Path | None = best
    while back is not None and back.stage is not None:
        stages.append(back.stage)
        back = back.before
    return Schedule(best.cost, tuple(reversed(stages)))


class _Bought(NamedTuple):
    top_up: TopUp
    cost: Fraction
    credits: Fraction
    months: int


def _concrete(bought: tuple[Pack, ...], end: End) -> tuple[_Bought, ...]:
    """The packs with the figures of one end."""
    found = []
    for pack in bought:
        cost = pack.cost.low if end == "low" else pack.cost.high or pack.cost.low
        months = pack.months_high if end == "low" else pack.months_low
        credits = end_of(pack.credits, end, better="high")
        found.append(_Bought(pack.top_up, cost, credits, FOREVER if months is None else months))
    return tuple(found)


def _billed(option: Option, end: End) -> Fraction:
    return option.billed.low if end == "low" or option.billed.high is None else option.billed.high


def _step(
    front: dict[Lots, _Path],
    option: Option,
    bought: tuple[_Bought, ...],
    month: int,
    demand: Fraction,
    due: Fraction,
    limit: Fraction,
    end: End,
) -> dict[Lots, _Path]:
    """One month on an option from every state: buy what is needed (up to `limit` ahead of need), spend, expire."""
    allowance = end_of(option.allowance, end, better="high")
    lacking = max(Fraction(0), demand - allowance)
    unused = max(Fraction(0), allowance - demand)
    found: dict[Lots, _Path] = {}
    for lots, path in front.items():
        counts = _certain(lots, lacking, bought, limit)
        held = lots
        for pack, count in zip(bought, counts, strict=True):
            held = _with(held, (min(month + pack.months - 1, FOREVER), pack.credits * count)) if count else held
        paid = sum((pack.cost * count for pack, count in zip(bought, counts, strict=True)), path.cost + due)
        reached: dict[tuple[int, ...], tuple[Lots, Fraction]] = {counts: (held, paid)}
        queue = [counts]
        while queue:
            counts = queue.pop()
            held, cost = reached[counts]
            stock = sum((credits for _, credits in held), Fraction(0))
            if stock >= lacking:
                packs_bought = tuple((pack.top_up, n) for pack, n in zip(bought, counts, strict=True) if n)
                left = _spent(held, lacking, month)
                if left not in found or cost < found[left].cost:
                    stage = Stage(month, option, cost - path.cost, packs_bought, unused)
                    found[left] = _Path(cost, path, stage)
            if stock < max(lacking, limit):
                for number, pack in enumerate(bought):
                    more = (*counts[:number], counts[number] + 1, *counts[number + 1 :])
                    if more not in reached:
                        lot = (min(month + pack.months - 1, FOREVER), pack.credits)
                        reached[more] = (_with(held, lot), cost + pack.cost)
                        queue.append(more)
    return found


def _certain(lots: Lots, lacking: Fraction, bought: tuple[_Bought, ...], limit: Fraction) -> tuple[int, ...]:
    """The packs that are bought for certain this month: none, if buying ahead, or if some last longer than others."""
    counts = [0] * len(bought)
    need = lacking - sum((credits for _, credits in lots), Fraction(0))
    if bought and need > 0 and not limit and len({pack.months for pack in bought}) == 1:
        best, first = bulk(need, [(pack.cost, pack.credits) for pack in bought])
        counts[best] = first
    return tuple(counts)


def _with(lots: Lots, lot: tuple[int, Fraction]) -> Lots:
    merged = dict(lots)
    merged[lot[0]] = merged.get(lot[0], Fraction(0)) + lot[1]
    return tuple(sorted(merged.items()))


def _spent(lots: Lots, amount: Fraction, month: int) -> Lots:
    """What is left of the lots after a month: spent soonest-to-expire first, then without the expired."""
    left = []
    for last, credits in lots:
        used = min(credits, amount)
        amount -= used
        if credits > used and last > month:
            left.append((last, credits - used))
    return tuple(left)


def _pareto(front: dict[Lots, _Path]) -> dict[Lots, _Path]:
    """Without the states that another beats: no more expensive, and with as many credits lasting as long."""
    kept: dict[Lots, _Path] = {}
    for lots, path in sorted(front.items(), key=lambda item: item[1].cost):
        if not any(_holds(other, lots) for other in kept):
            kept[lots] = path
    return kept


def _holds(one: Lots, other: Lots) -> bool:
    """Whether one stock is worth at least another: for every month as many credits that last beyond it."""
    for last, _ in other:
        mine = sum((credits for until, credits in one if until >= last), Fraction(0))
        if mine < sum((credits for until, credits in other if until >= last), Fraction(0)):
            return False
    return True
