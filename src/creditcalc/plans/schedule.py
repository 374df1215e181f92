"""The cheapest way through several months, with what rolls over and what expires."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, gcd, lcm
from operator import ge

from creditcalc.amount import Amount, End
from creditcalc.errors import CreditcalcError
from creditcalc.plans.break_even import end_of
from creditcalc.plans.months import PackTable
from creditcalc.plans.options import Option, Pack, packs
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.plan import TopUp
from creditcalc.record import Record


class Stage(Record):
    """A month of a schedule: the option in force, what is paid in it, and the packs bought in it."""

    month: int
    option: Option
    paid: Fraction
    bought: tuple[tuple[TopUp, int], ...]
    unused: Fraction


class Schedule(Record):
    """The cheapest way through some months, at one end of all figures."""

    cost: Fraction
    stages: tuple[Stage, ...]


class Schedules(Record):
    """The cheapest way through some months at the low and at the high end of all figures; None where no plan holds it.

    `alone` is what each single option that holds it costs instead, at the high end.
    """

    low: Schedule | None
    high: Schedule | None
    alone: tuple[tuple[Option, Fraction], ...]


Lots = tuple[tuple[int, int], ...]
"""Bought credits that are left: the month after which they are lost, and how many, the soonest first."""
FOREVER = 1_000_000
MOST_COMBINED = 200_000
"""Sums of packs that are looked at for the purchases of one month; with more the search would not end."""


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
    expire. None where no plan can hold the demand.

    No pack is decided on before the month that needs it. Where the plan of that month may not buy it, it was bought in
    the last month whose plan may: bought later it lasts as long or longer.
    """
    shop = _Shop(edition, found, demand, end, rates)
    fronts: list[_Front] = [{} for _ in range(len(demand) + 1)]
    fronts[0][(), (-1,) * len(shop.somewhere)] = _Path(0)
    for month in range(len(demand)):
        fronts[month] = _pareto(fronts[month])
        for way in shop.ways:
            front = fronts[month]
            length = min(way.months, len(demand) - month)
            for now in range(month, month + length):
                front = _pareto(shop.step(front, way, now, way.due if now == month else 0))
            target = fronts[month + length]
            for state, path in front.items():
                if state not in target or path.cost < target[state].cost:
                    target[state] = path
    if not fronts[-1]:
        return None
    best = min(fronts[-1].values(), key=lambda path: path.cost)
    return shop.told(best)


class _Pack(Record):
    """A top-up in whole numbers: steps of money for steps of credits, which last so many months."""

    top_up: TopUp
    cost: int
    credits: int
    months: int


class _Way(Record):
    """An option in whole numbers: what is due at its begin, for how many months, its credits, the packs it may buy."""

    option: Option
    due: int
    months: int
    allowance: int
    buys: frozenset[int]


class _Path(Record):
    """How a state is reached: what is paid so far, the way of the last month, and the packs that it needed."""

    cost: int
    before: "_Path | None" = None
    way: _Way | None = None
    needed: "_Counts" = ()


_Counts = tuple[tuple[int, int], ...]
"""Packs, by number, and how many of each."""
_State = tuple[Lots, tuple[int, ...]]
"""What is left of bought credits; and of each pack that some plan may not buy, the last month whose plan might."""
_Front = dict[_State, _Path]


class _Shop:
    """What is for sale, in whole numbers: multiples of one part of a credit, and of one part of the money."""

    def __init__(
        self,
        edition: Edition,
        found: Sequence[Option],
        demand: Sequence[Fraction],
        end: End,
        rates: Mapping[str, Fraction],
    ) -> None:
        sold = [[_concrete(pack, end) for pack in packs(edition, one.plan, one.currency, rates)] for one in found]
        kinds = list(dict.fromkeys(pack for some in sold for pack in some))
        allowed = [end_of(one.allowance, end, better="high") for one in found]
        billed = [_billed(one, end) for one in found]
        self.money = lcm(*(one.denominator for one in (*billed, *(pack.cost for pack in kinds))))
        self.credit = lcm(*(one.denominator for one in (*demand, *allowed, *(pack.credits for pack in kinds))))
        self.demand = [int(amount * self.credit) for amount in demand]
        self.packs = [
            _Pack(one.top_up, int(one.cost * self.money), int(one.credits * self.credit), one.months) for one in kinds
        ]
        self.ways = [
            _Way(
                one,
                int(due * self.money),
                1 if one.billing == "month" else 12,
                int(credits * self.credit),
                frozenset(map(kinds.index, some)),
            )
            for one, due, credits, some in zip(found, billed, allowed, sold, strict=True)
        ]
        everywhere = frozenset.intersection(*(way.buys for way in self.ways)) if self.ways else frozenset()
        self.somewhere = [number for number in range(len(kinds)) if number not in everywhere]
        lives: dict[int, list[int]] = {}
        for number in sorted(everywhere):
            lives.setdefault(self.packs[number].months, []).append(number)
        # the packs of each life that every plan may buy; the finest are taken last, for what the others leave
        *self.coarse, self.finest = sorted(
            lives.values(), key=lambda some: -min(self.packs[one].credits for one in some)
        ) or [[]]
        self.table = PackTable([(kinds[one].cost, kinds[one].credits) for one in self.finest]) if self.finest else None
        self.covers: dict[int, list[tuple[Lots, int, _Counts]]] = {}

    def step(self, front: _Front, way: _Way, now: int, due: int) -> _Front:
        """One month on a way from every state: buy what is needed, spend, expire."""
        lacking = max(0, self.demand[now] - way.allowance)
        found: _Front = {}
        for (lots, reach), path in front.items():
            met = tuple(now if number in way.buys else last for number, last in zip(self.somewhere, reach, strict=True))
            later = tuple(self._met(number, last, now) for number, last in zip(self.somewhere, met, strict=True))
            for held, paid, counts in self._purchases(lots, met, lacking, now):
                state = _spent(held, lacking, now), later
                cost = path.cost + due + paid
                if state not in found or cost < found[state].cost:
                    found[state] = _Path(cost, path, way, counts)
        return found

    def _met(self, number: int, bought: int, now: int) -> int:
        """The month of the last purchase as the next month knows it: -1 where nothing would be left of it by then."""
        last = self._last(number, bought)
        return -1 if bought < 0 or last <= now else 0 if last == FOREVER else bought

    def _last(self, number: int, bought: int) -> int:
        """The last month of a pack that is bought in some month."""
        return min(bought + self.packs[number].months - 1, FOREVER)

    def _purchases(
        self, lots: Lots, met: tuple[int, ...], lacking: int, now: int
    ) -> Iterator[tuple[Lots, int, _Counts]]:
        """The stocks that cover what a month lacks, what the packs for them cost, and which they are.

        A pack that every plan may buy is bought where the stock is too small. One that some may not is also bought
        where what lasts no longer than it is too small: so it saves what lasts longer for months that cannot buy it.
        """
        ready = sorted(
            (self._last(number, last), number)
            for number, last in zip(self.somewhere, met, strict=True)
            if last >= 0 and self._last(number, last) >= now
        )
        stocks: list[tuple[Lots, int, _Counts]] = [(lots, 0, ())]
        for at, (last, number) in enumerate(ready):
            pack = self.packs[number]
            final = self.table is None and at == len(ready) - 1
            more = []
            for held, paid, counts in stocks:
                sooner = sum(credits for until, credits in held if until <= last)
                least = -(-(lacking - _sum(held)) // pack.credits) if final else 0
                for count in range(max(0, least), max(0, -(-(lacking - sooner) // pack.credits)) + 1):
                    bought: Lots = ((last, pack.credits * count),) if count else ()
                    more.append((_joined(held, bought), paid + pack.cost * count, (*counts, (number, count))))
            if len(more) > MOST_COMBINED:
                raise _too_many()
            stocks = more
        for held, paid, counts in stocks:
            need = lacking - _sum(held)
            if need <= 0:
                yield held, paid, counts
            elif self.table:
                for bought, cost, others in self._covers(need, self.table):
                    lasting = tuple((min(now + months - 1, FOREVER), credits) for months, credits in bought)
                    yield _joined(held, lasting), paid + cost, (*counts, *others)

    def _covers(self, need: int, table: PackTable) -> list[tuple[Lots, int, _Counts]]:
        """The packs of every plan that cover a need and are worth it: credits by months, what they cost, and which."""
        if need not in self.covers:
            best = self.finest[table.best]
            pack = self.packs[best]
            found: list[tuple[Lots, int, _Counts]] = [((), 0, ())]
            for some in self.coarse:
                found = [
                    (_joined(held, lots), paid + cost, (*counts, *which))
                    for held, paid, counts in found
                    for lots, cost, which in self._sums(some, need - _sum(held))
                ]
                if len(found) > MOST_COMBINED:
                    raise _too_many()
            whole = [one for one in found if _sum(one[0]) >= need]
            for held, paid, counts in found:
                if (rest := need - _sum(held)) > 0:
                    first = table.certain(ceil(rest * table.per_credit / self.credit))
                    whole += [
                        (
                            _joined(held, ((pack.months, _sum(lots) + first * pack.credits),)),
                            paid + cost + first * pack.cost,
                            (*counts, (best, first), *which),
                        )
                        for lots, cost, which in self._sums(self.finest, rest - first * pack.credits)
                        if _sum(lots) + first * pack.credits >= rest
                    ]
            kept: list[tuple[Lots, int, _Counts]] = []
            for one in sorted(whole, key=lambda one: one[1]):
                if not any(_holds(other[0], one[0]) for other in kept):
                    kept.append(one)
            self.covers[need] = kept
        return self.covers[need]

    def _sums(self, numbers: Sequence[int], need: int) -> list[tuple[Lots, int, _Counts]]:
        """Every sum of packs of one life up to a need, and those that reach it, each in its cheapest way."""
        if need <= 0:
            return [((), 0, ())]
        step = gcd(*(self.packs[one].credits for one in numbers))
        if need // step > MOST_COMBINED:
            raise _too_many()
        cheapest: dict[int, tuple[int, Counter[int]]] = {0: (0, Counter())}
        for credits in range(0, need, step):
            if credits in cheapest:
                paid, counts = cheapest[credits]
                for one in numbers:
                    reached, cost = credits + self.packs[one].credits, paid + self.packs[one].cost
                    if reached not in cheapest or cost < cheapest[reached][0]:
                        cheapest[reached] = cost, counts + Counter((one,))
        months = self.packs[numbers[0]].months
        return [
            (((months, credits),) if credits else (), paid, tuple(sorted(counts.items())))
            for credits, (paid, counts) in cheapest.items()
        ]

    def told(self, path: _Path) -> Schedule:
        """The way that a path went, month by month; packs stand in the month that they are bought in."""
        paths = [path]
        while (before := paths[-1].before) is not None:
            paths.append(before)
        paths.reverse()
        ways = [one.way for one in paths[1:] if one.way]
        paid = [after.cost - before.cost for before, after in pairwise(paths)]
        bought: list[Counter[int]] = [Counter() for _ in ways]
        for now, one in enumerate(paths[1:]):
            for number, count in one.needed:
                month = next(month for month in range(now, -1, -1) if number in ways[month].buys)
                bought[month][number] += count
                paid[now] -= self.packs[number].cost * count
                paid[month] += self.packs[number].cost * count
        return Schedule(
            Fraction(path.cost, self.money),
            tuple(
                Stage(
                    month,
                    way.option,
                    Fraction(paid[month], self.money),
                    tuple((self.packs[one].top_up, count) for one, count in sorted(bought[month].items()) if count),
                    Fraction(max(0, way.allowance - self.demand[month]), self.credit),
                )
                for month, way in enumerate(ways)
            ),
        )


def _too_many() -> CreditcalcError:
    return CreditcalcError(f"packs can be combined in more than {MOST_COMBINED:,} ways: ask for fewer credits")


class _Exact(Record):
    """A pack with the figures of one end."""

    top_up: TopUp
    cost: Fraction
    credits: Fraction
    months: int


def _concrete(pack: Pack, end: End) -> _Exact:
    cost = pack.cost.low if end == "low" else pack.cost.high or pack.cost.low
    months = pack.months_high if end == "low" else pack.months_low
    credits = end_of(pack.credits, end, better="high")
    return _Exact(pack.top_up, cost, credits, FOREVER if months is None else months)


def _billed(option: Option, end: End) -> Fraction:
    return option.billed.low if end == "low" or option.billed.high is None else option.billed.high


def _sum(lots: Lots) -> int:
    return sum(credits for _, credits in lots)


def _joined(lots: Lots, more: Lots) -> Lots:
    if not more:
        return lots
    merged = dict(lots)
    for last, credits in more:
        merged[last] = merged.get(last, 0) + credits
    return tuple(sorted(merged.items()))


def _spent(lots: Lots, amount: int, month: int) -> Lots:
    """What is left of the lots after a month: spent soonest-to-expire first, then without the expired."""
    left = []
    for last, credits in lots:
        used = min(credits, amount)
        amount -= used
        if credits > used and last > month:
            left.append((last, credits - used))
    return tuple(left)


def _pareto(front: _Front) -> _Front:
    """Without the states that another beats: no more expensive, as many credits for as long, packs met as late."""
    kept: _Front = {}
    for (lots, met), path in sorted(front.items(), key=lambda item: item[1].cost):
        if not any(all(map(ge, its, met)) and _holds(other, lots) for other, its in kept):
            kept[lots, met] = path
    return kept


def _holds(one: Lots, other: Lots) -> bool:
    """Whether one stock is worth at least another: for every month as many credits that last beyond it."""
    for last, _ in other:
        mine = sum(credits for until, credits in one if until >= last)
        if mine < sum(credits for until, credits in other if until >= last):
            return False
    return True
