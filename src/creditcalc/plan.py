"""A workload against plans: what a month costs on each, what it leaves over, where each begins to win, and when to
switch.

Every figure is an interval. Its low end takes the lowest prices, the largest allowances and the longest-lived top-ups
that the sources allow, its high end the opposite, so that the truth lies between.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm
from typing import Literal, NamedTuple

from creditcalc.amount import UNKNOWN, ZERO, Amount, exactly
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.overlay import in_force
from creditcalc.pricebook.plan import Money, Plan, TopUp
from creditcalc.rating.allowance import credits_of
from creditcalc.text import ticked

Billing = Literal["month", "year"]


End = Literal["low", "high"]


WEEKS_A_MONTH = Fraction(52, 12)


A_MONTH: Mapping[str, Amount] = {
    "month": exactly(1),
    "week": Amount(Fraction(4), Fraction(5)),
    "day": Amount(Fraction(28), Fraction(31)),
    "year": exactly(Fraction(1, 12)),
}
"""How often an allowance is granted within a month: a month has four or five Mondays, 28 to 31 days."""


class Option(NamedTuple):
    """One way to pay for a plan: `billed` each month, or once a year, for `allowance` credits a month."""

    plan: Plan
    billing: Billing
    billed: Amount
    allowance: Amount
    currency: str

    @property
    def monthly(self) -> Amount:
        """The money a month costs; of a yearly sum exactly a twelfth."""
        return self.billed if self.billing == "month" else self.billed / exactly(12)

    @property
    def name(self) -> str:
        """How the option is called in a table."""
        return self.plan.name if self.billing == "month" else f"{self.plan.name} (yearly)"


class Pack(NamedTuple):
    """A top-up as money for credits, and for how many months they can be used (None: without end)."""

    top_up: TopUp
    cost: Amount
    credits: Amount
    months_low: int | None
    months_high: int | None


class Month(NamedTuple):
    """What a month of some demand costs on an option."""

    option: Option
    cost: Amount
    extra: Amount
    unused: Amount
    fits: Literal["yes", "with top-ups", "maybe", "no"]


def month_of(plan: Plan, edition: Edition) -> Amount:
    """The credits that a plan grants in a month, for one seat; what is granted once only is nothing a month."""
    granted = plan.allowance
    return credits_of(granted, edition) * A_MONTH.get(granted.every or "once", ZERO) if granted else UNKNOWN


def money_in(prices: Iterable[Money], currency: str, rates: Mapping[str, Fraction], day: str) -> list[Money]:
    """The prices in a currency that are in force on a day: those on the web and for everywhere first.

    A price in another currency counts only with a rate from the person: units of `currency` for one of the other.
    Introductory prices are left out.
    """
    valid = [money for money in prices if in_force(money, day) and not money.first]
    own = [money for money in valid if money.currency == currency]
    if not own:
        own = [
            money._replace(amount=money.amount * exactly(rates[money.currency]), currency=currency)
            for money in valid
            if money.currency in rates
        ]
    return [money for money in own if not money.channel and not money.region] or own


def currencies(edition: Edition) -> list[str]:
    """The currencies that plans are sold in, the most used first."""
    found: dict[str, int] = {}
    for plan in edition.plans.values():
        for money in plan.prices:
            found[money.currency] = found.get(money.currency, 0) + 1
    return sorted(found, key=lambda currency: -found[currency])


def options(
    edition: Edition, currency: str, *, rates: Mapping[str, Fraction] | None = None, seats: int = 1
) -> list[Option]:
    """Every way to pay for every plan in a currency. Plans without a published price in it are left out.

    Raises CreditcalcError where no plan is sold in the currency.
    """
    rates = rates or {}
    if currency not in currencies(edition) and not rates:
        known = ticked(currencies(edition), "and") or "none"
        raise CreditcalcError(f"no plan of {edition.platform} {edition.id} is sold in `{currency}`: it knows {known}")
    found = []
    for plan in edition.plans.values():
        each = month_of(plan, edition)
        allowance = each * exactly(seats) if plan.allowance and plan.allowance.per == "seat" else each
        for billing in ("month", "year"):
            for money in money_in(plan.prices, currency, rates, edition.as_of):
                if money.every == billing and money.amount.qualifier != "unknown":
                    billed = money.amount * exactly(seats) if money.per == "seat" else money.amount
                    given = allowance if money.gives is None else money.gives * exactly(seats if money.per else 1)
                    found.append(Option(plan, billing, billed, given, currency))
    return found


LIVES = {"cycle end": 1, "never": None}


def packs(
    edition: Edition, plan: Plan | None, currency: str, rates: Mapping[str, Fraction] | None = None
) -> tuple[Pack, ...]:
    """The top-ups that a plan (or somebody without one) may buy, of a known price for a known amount of credits."""
    found = []
    for top_up in edition.top_ups.values():
        if (top_up.plans and (plan is None or plan.id not in top_up.plans)) or top_up.gives is None:
            continue
        credits = credits_of(top_up.gives, edition)
        prices = money_in(top_up.prices, currency, rates or {}, edition.as_of)
        if not credits.low or not prices or prices[0].amount.high is None:
            continue
        low, high = life(top_up)
        found.append(Pack(top_up, prices[0].amount, credits, low, high))
    return tuple(found)


def life(top_up: TopUp) -> tuple[int | None, int | None]:
    """The months that bought credits last, at least and at most; an unknown expiry is anything from one on."""
    after = top_up.expires.after if top_up.expires else "unknown"
    if after in LIVES:
        return LIVES[after], LIVES[after]
    count, _, unit = after.partition(" ")
    if not count.isdigit():
        return 1, None
    months = {"days": int(count) // 30, "months": int(count), "years": int(count) * 12}.get(unit, 1)
    return max(1, months), max(1, months)


def on_option(option: Option, demand: Amount, bought: tuple[Pack, ...]) -> Month:
    """What a month of this demand costs on an option, with the cheapest top-ups for what the allowance lacks."""
    lacking = _less(demand, option.allowance)
    unused = _less(option.allowance, demand)
    if lacking.high == 0:
        return Month(option, option.monthly, ZERO, unused, "yes")
    if not bought:
        fits: Literal["maybe", "no"] = "no" if lacking.low else "maybe"
        return Month(option, option.monthly, UNKNOWN if lacking.low else ZERO, unused, fits)
    low = cover(lacking.low, [(pack.cost.low, pack.credits.high or pack.credits.low) for pack in bought])
    high = None
    if lacking.high is not None:
        high = cover(lacking.high, [(pack.cost.high or pack.cost.low, pack.credits.low) for pack in bought])
    extra = Amount(low, high, demand.approximate or option.allowance.approximate)
    return Month(option, option.monthly + extra, extra, unused, "with top-ups")


def _less(one: Amount, other: Amount) -> Amount:
    """What is left of one after the other, never below nothing."""
    low = Fraction(0) if other.high is None else max(Fraction(0), one.low - other.high)
    high = None if one.high is None else max(Fraction(0), one.high - other.low)
    return Amount(low, high, one.approximate or other.approximate)


def cover(need: Fraction, bought: Iterable[tuple[Fraction, Fraction]]) -> Fraction:
    """The least money that buys at least `need` credits in whole packs of (cost, credits). Exact."""
    return _covered(need, tuple(bought)) if need > 0 else Fraction(0)


@lru_cache(maxsize=1 << 14)
def _covered(need: Fraction, bought: tuple[tuple[Fraction, Fraction], ...]) -> Fraction:
    best, first = bulk(need, bought)
    rest = need - first * bought[best][1]
    scale = lcm(*(credits.denominator for _, credits in bought), rest.denominator)
    sizes = [int(credits * scale) for _, credits in bought]
    step = gcd(*sizes)
    least = [Fraction(0)]
    for amount in range(1, -(-int(rest * scale) // step) + 1):
        ways = zip(bought, sizes, strict=True)
        least.append(min(least[max(0, amount - size // step)] + cost for (cost, _), size in ways))
    return least[-1] + first * bought[best][0]


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


def months(edition: Edition, found: Sequence[Option], demand: Amount, rates: Mapping[str, Fraction]) -> list[Month]:
    """Every option for a month's demand: those that surely hold it first, the cheapest of them first."""
    priced = [on_option(one, demand, packs(edition, one.plan, one.currency, rates)) for one in found]
    order = {"yes": 0, "with top-ups": 0, "maybe": 1, "no": 2}
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


class Segment(NamedTuple):
    """A stretch of demand, over `above` to `to`, on which one option is the cheapest at `cost` to `cost_to`."""

    above: Fraction
    to: Fraction
    option: Option


def break_even(
    edition: Edition, found: Sequence[Option], most: Fraction, end: End, rates: Mapping[str, Fraction]
) -> list[Segment]:
    """Which option is the cheapest for every demand up to `most`, at the low or the high end of all figures.

    Costs only change where an allowance ends or a pack more is needed; between two such points they do not.
    """
    ways = [(one, packs(edition, one.plan, one.currency, rates)) for one in found]
    marks = {Fraction(0), most}
    for one, bought in ways:
        start = end_of(one.allowance, end, better="high")
        marks.add(min(start, most))
        for sums in _sums([end_of(pack.credits, end, better="high") for pack in bought], most - start):
            marks.add(start + sums)
    points = sorted(mark for mark in marks if 0 <= mark <= most)
    segments: list[Segment] = []
    for above, to in zip([Fraction(0), *points], points, strict=False):
        costs = [(cost_at(one, bought, to, end), number) for number, (one, bought) in enumerate(ways)]
        known = [(cost, number) for cost, number in costs if cost is not None]
        if not known:
            continue
        winner = found[min(known)[1]]
        if segments and segments[-1].option is winner:
            segments[-1] = segments[-1]._replace(to=to)
        else:
            segments.append(Segment(above, to, winner))
    return segments


ENDLESS = Fraction(10**15)
"""More credits than any demand: the better end of an allowance without an upper end."""


def end_of(amount: Amount, end: End, *, better: End) -> Fraction:
    """The end of an interval to reckon with: for the low end of a cost the better one, for the high end the worse."""
    if (end == "low") == (better == "high"):
        return ENDLESS if amount.high is None else amount.high
    return amount.low


def cost_at(option: Option, bought: Sequence[Pack], demand: Fraction, end: End) -> Fraction | None:
    """The money a month of an exact demand costs at one end of all figures; None where the option cannot hold it."""
    allowance = end_of(option.allowance, end, better="high")
    billed = option.monthly
    base = billed.low if end == "low" else (billed.high if billed.high is not None else billed.low)
    if demand <= allowance:
        return base
    if not bought:
        return None
    return base + cover(
        demand - allowance,
        [
            (
                pack.cost.low if end == "low" else pack.cost.high or pack.cost.low,
                end_of(pack.credits, end, better="high"),
            )
            for pack in bought
        ],
    )


MOST_WORLDS = 200
"""Packs between the ends of a demand up to which each case is told apart; beyond, the intervals are compared whole."""


MOST_STEPS = 2_000
"""Packs up to which every point at which a cost changes is looked at."""


def _sums(sizes: Sequence[Fraction], most: Fraction) -> set[Fraction]:
    """Every total of packs up to a limit; of many small ones only so many as a picture can show."""
    if not sizes or most <= 0:
        return set()
    if most / min(sizes) > MOST_STEPS:
        raise CreditcalcError(f"more than {MOST_STEPS:,} packs might be bought: give a smaller demand, or `--up-to`")
    found = {Fraction(0)}
    edge = found
    while edge:
        edge = {total + size for total in edge for size in sizes if total + size <= most} - found
        found |= edge
    return found


class Stage(NamedTuple):
    """A month of a schedule: the option in force, what is paid in it, and the packs bought in it."""

    month: int
    option: Option
    paid: Fraction
    bought: tuple[tuple[str, int], ...]
    unused: Fraction


class Schedule(NamedTuple):
    """The cheapest way through some months, at one end of all figures."""

    cost: Fraction
    stages: tuple[Stage, ...]


Lots = tuple[tuple[int, Fraction], ...]
"""Bought credits that are left: the month after which they are lost, and how many, the soonest first."""


FOREVER = 1_000_000


MOST_AHEAD = 2_000
"""Packs that may be bought ahead of need, where not every plan may buy the same; beyond, the search would not end."""


class _Path(NamedTuple):
    cost: Fraction
    before: "_Path | None"
    stage: Stage | None


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
    ahead = len({tuple(pack.name for pack in bought) for _, bought in ways}) > 1
    smallest = min((pack.credits for _, bought in ways for pack in bought), default=None)
    if ahead and smallest and sum(demand) / smallest > MOST_AHEAD:
        raise CreditcalcError(
            f"more than {MOST_AHEAD:,} packs might be bought ahead, too many to search exactly: give a smaller demand"
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
    name: str
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
        found.append(_Bought(pack.top_up.name, cost, credits, FOREVER if months is None else months))
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
                packs_bought = tuple((pack.name, n) for pack, n in zip(bought, counts, strict=True) if n)
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
    """Without the states that another beats: no dearer, and with as many credits lasting as long."""
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
