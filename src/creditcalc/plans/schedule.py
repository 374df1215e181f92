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
from creditcalc.plans.lots import FOREVER, Lots, credits_in, joined_lots, missing_lots, spent_lots
from creditcalc.plans.months import PackTable, pack_table
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
    What every plan may buy can be bought later too: more of it is only bought at once where that is cheaper by then.
    """
    shop = _Shop(edition, found, demand, end, rates)
    fronts: list[_Front] = [{} for _ in range(len(demand) + 1)]
    fronts[0][(), (-1,) * len(shop.somewhere)] = _Path(0)
    for month in range(len(demand)):
        fronts[month] = shop.pareto(fronts[month], month)
        for way in shop.ways:
            front = fronts[month]
            length = min(way.months, len(demand) - month)
            for now in range(month, month + length):
                front = shop.pareto(shop.step(front, way, now, way.due if now == month else 0), now + 1)
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
        self.end = len(demand) - 1
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
        figures = tuple((kinds[one].cost, kinds[one].credits) for one in self.finest)
        self.table = pack_table(figures) if figures else None
        self.leasts: dict[int, int | None] = {}
        self.covers: dict[int, list[tuple[Lots, int, _Counts]]] = {}

    def step(self, front: _Front, way: _Way, now: int, due: int) -> _Front:
        """One month on a way from every state: buy what is needed, spend, expire."""
        lacking = max(0, self.demand[now] - way.allowance)
        found: _Front = {}
        for (lots, reach), path in front.items():
            met = tuple(now if number in way.buys else last for number, last in zip(self.somewhere, reach, strict=True))
            later = tuple(self._met(number, last, now) for number, last in zip(self.somewhere, met, strict=True))
            for held, paid, counts in self._purchases(lots, met, lacking, now):
                state = spent_lots(held, lacking, now), later
                cost = path.cost + due + paid
                if state not in found or cost < found[state].cost:
                    found[state] = _Path(cost, path, way, counts)
        return found

    def _met(self, number: int, bought: int, now: int) -> int:
        """The month of the last purchase as the next month knows it: -1 where nothing would be left of it by then."""
        last = self._last(number, bought)
        return -1 if bought < 0 or last <= now else self.end if last == FOREVER else bought

    def _last(self, number: int, bought: int) -> int:
        """The last month of a pack that is bought in some month."""
        return self._until(bought, self.packs[number].months)

    def _until(self, bought: int, months: int) -> int:
        """The last month of what is bought in some month; all that lasts to the end of the schedule is alike."""
        last = bought + months - 1
        return FOREVER if last >= self.end else last

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
                least = -(-(lacking - credits_in(held)) // pack.credits) if final else 0
                for count in range(max(0, least), max(0, -(-(lacking - sooner) // pack.credits)) + 1):
                    bought: Lots = ((last, pack.credits * count),) if count else ()
                    more.append((joined_lots(held, bought), paid + pack.cost * count, (*counts, (number, count))))
            if len(more) > MOST_COMBINED:
                raise _too_many()
            stocks = more
        for held, paid, counts in stocks:
            need = lacking - credits_in(held)
            if need <= 0:
                yield held, paid, counts
            elif self.table:
                for bought, cost, others in self._covers(need, self.table):
                    lasting = tuple((self._until(now, months), credits) for months, credits in bought)
                    yield joined_lots(held, lasting), paid + cost, (*counts, *others)

    def _covers(self, need: int, table: PackTable) -> list[tuple[Lots, int, _Counts]]:
        """The packs of every plan that cover a need and are worth it: credits by months, what they cost, and which."""
        if need not in self.covers:
            best = self.finest[table.best]
            pack = self.packs[best]
            found: list[tuple[Lots, int, _Counts]] = [((), 0, ())]
            for some in self.coarse:
                found = [
                    (joined_lots(held, lots), paid + cost, (*counts, *which))
                    for held, paid, counts in found
                    for lots, cost, which in self._sums(some, need - credits_in(held))
                ]
                if len(found) > MOST_COMBINED:
                    raise _too_many()
            whole = [one for one in found if credits_in(one[0]) >= need]
            for held, paid, counts in found:
                if (rest := need - credits_in(held)) > 0:
                    first = table.certain(ceil(rest * table.per_credit / self.credit))
                    whole += [
                        (
                            joined_lots(held, ((pack.months, credits_in(lots) + first * pack.credits),)),
                            paid + cost + first * pack.cost,
                            (*counts, (best, first), *which),
                        )
                        for lots, cost, which in self._enough(rest - first * pack.credits)
                    ]
            kept: list[tuple[Lots, int, _Counts]] = []
            longest = self.packs[best].months + 1
            for one in sorted(whole, key=lambda one: one[1]):
                if not any(self._replaces(other[0], other[1], one[0], one[1], longest) for other in kept):
                    kept.append(one)
            self.covers[need] = kept
        return self.covers[need]

    def pareto(self, front: _Front, now: int) -> _Front:
        """The states before a month without those that another beats, which may meet packs as late."""
        kept: _Front = {}
        longest = self._until(now, self.packs[self.finest[0]].months) if self.finest else 0
        for (lots, met), path in sorted(front.items(), key=lambda item: item[1].cost):
            if not any(
                all(map(ge, its, met)) and self._replaces(other, one.cost, lots, path.cost, longest)
                for (other, its), one in kept.items()
            ):
                kept[lots, met] = path
        return kept

    def _replaces(self, one: Lots, cost: int, other: Lots, its: int, longest: int) -> bool:
        """Whether a stock with what was paid for it is no worse than one that is no cheaper.

        It holds as much, or would with packs for the difference in price. Every plan may buy them a month later; they
        last to the month `longest`.
        """
        missing = missing_lots(one, other)
        return not missing or (bool(self.finest) and other[-1][0] <= longest and self._beats(0, cost, missing, its))

    def _beats(self, one: int, cost: int, other: int, its: int) -> bool:
        """The same of so many credits, which all end then."""
        if one >= other:
            return True
        least = None if cost == its else self._least(other - one)
        return least is not None and cost + least <= its

    def _least(self, credits: int) -> int | None:
        """The least money for so many credits in packs that every plan may buy; None where that takes long to find."""
        if credits not in self.leasts:
            table = self.table
            assert table
            steps = ceil(credits * table.per_credit / self.credit)
            rest = steps - table.certain(steps) * table.ways[table.best][1]
            found = table.parts(steps) * (self.money // table.part) if rest <= MOST_COMBINED else None
            self.leasts[credits] = found
        return self.leasts[credits]

    def _sums(self, numbers: Sequence[int], need: int) -> list[tuple[Lots, int, _Counts]]:
        """Every sum of packs of one life up to a need, and those that reach it, each in its cheapest way."""
        cheapest = self._cheapest(numbers, need)
        return [self._sum_of(numbers, cheapest, credits) for credits in cheapest]

    def _enough(self, need: int) -> list[tuple[Lots, int, _Counts]]:
        """The sums of the finest packs that reach a need and are worth it."""
        cheapest = self._cheapest(self.finest, need)
        kept: list[tuple[int, int]] = []
        for credits, (paid, _) in sorted(cheapest.items(), key=lambda one: one[1][0]):
            if credits >= need and not any(self._beats(*one, credits, paid) for one in kept):
                kept.append((credits, paid))
        return [self._sum_of(self.finest, cheapest, credits) for credits, _ in kept]

    def _cheapest(self, numbers: Sequence[int], need: int) -> dict[int, tuple[int, int]]:
        """What every sum of packs up to a need costs, and those that reach it, and the pack that was added last."""
        if need <= 0:
            return {0: (0, 0)}
        sold = [(one, self.packs[one].credits, self.packs[one].cost) for one in numbers]
        step = gcd(*(size for _, size, _ in sold))
        if need // step > MOST_COMBINED:
            raise _too_many()
        cheapest = {0: (0, 0)}
        for credits in range(0, need, step):
            if credits in cheapest:
                paid = cheapest[credits][0]
                for one, size, price in sold:
                    reached, cost = credits + size, paid + price
                    if reached not in cheapest or cost < cheapest[reached][0]:
                        cheapest[reached] = cost, one
        return cheapest

    def _sum_of(
        self, numbers: Sequence[int], cheapest: Mapping[int, tuple[int, int]], credits: int
    ) -> tuple[Lots, int, _Counts]:
        """A sum of packs, what it costs, and which they are."""
        counts: Counter[int] = Counter()
        rest = credits
        while rest:
            counts[one := cheapest[rest][1]] += 1
            rest -= self.packs[one].credits
        lots: Lots = ((self.packs[numbers[0]].months, credits),) if credits else ()
        return lots, cheapest[credits][0], tuple(sorted(counts.items()))

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
