"""One choice for each shot so that the whole fits a budget with the best sum of preferences: exact, no heuristics."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from math import lcm
from operator import itemgetter

from creditcalc.amount import TOLERANCE, Amount, End
from creditcalc.record import Record


class Choice(Record):
    """A way to make a shot: what it costs, and how much it is preferred."""

    cost: Amount
    prefer: int


def fit(
    shots: Sequence[Sequence[Choice]], budget: Fraction, end: End = "high", tolerance: Fraction = TOLERANCE
) -> tuple[int, ...] | None:
    """The number of the choice for each shot, or None where nothing fits.

    The sum at this end of all that the costs reach is within the budget, the sum of the preferences is the greatest
    there is, and of such the cheapest; of equals the choice named first.

    After each shot only those sums are kept that no other beats in both cost and preference, and that can still come to
    as much preference as a simple choice has: what the shots to come add at most is known from the same problem with
    parts of choices allowed, in which a unit of cost is worth the same everywhere.
    """
    known = [[(number, _reached(one, end, tolerance), one.prefer) for number, one in enumerate(ways)] for ways in shots]
    costs = [[cost for _, cost, _ in ways if cost is not None] for ways in known]
    if not all(costs):
        return None
    scale = lcm(budget.denominator, *(cost.denominator for some in costs for cost in some))
    table = [
        [_Way(number, int(cost * scale), prefer) for number, cost, prefer in ways if cost is not None] for ways in known
    ]
    most = int(budget * scale)
    needed = _after([min(way.cost for way in ways) for ways in table])
    if needed[0] > most:
        return None
    price, enough = _simple(table, most)
    worth = [[way.prefer * price.denominator - way.cost * price.numerator for way in ways] for ways in table]
    gains = _after([max(some) for some in worth])
    least = enough * price.denominator - most * price.numerator
    states: list[_State] = [(0, 0, 0, 0, None)]
    for at, ways in enumerate(table, start=1):
        room, bound = most - needed[at], least - gains[at]
        choices = [(way.prefer, way.cost, its, way.number) for way, its in zip(ways, worth[at - 1], strict=True)]
        longer: list[_State] = [
            (liked - prefer, spent + cost, value + its, number, state)
            for state in states
            for liked, spent, value in (state[:3],)
            for prefer, cost, its, number in choices
            if spent + cost <= room and value + its >= bound
        ]
        states = _best(longer)
    return _picks(states[0])


def _reached(choice: Choice, end: End, tolerance: Fraction) -> Fraction | None:
    """The cost of a choice at one end of all that it reaches; None where that is open."""
    reach = choice.cost.reach(tolerance)
    return reach.low if end == "low" else reach.high


class _Way(Record):
    """A choice by its number, in whole parts of cost."""

    number: int
    cost: int
    prefer: int


_State = tuple[int, int, int, int, "_State | None"]
"""A sum of some choices: its preference, negated; its cost; the one less the worth of the other; the number of the last
choice, and the sum before it. A plain tuple, since millions are made."""


def _after(numbers: Sequence[int]) -> list[int]:
    """The sum of the numbers from each place on."""
    return list(accumulate(reversed(numbers), initial=0))[::-1]


def _simple(table: Sequence[Sequence[_Way]], most: int) -> tuple[Fraction, int]:
    """The preference that a unit of cost is worth where parts of choices are allowed, and the sum of a simple choice.

    From the cheapest ways on, the steps to more preference are taken by what they bring for their cost, as long as they
    fit; the first that does not fit has the price.
    """
    cheapest = [min(ways, key=lambda way: (way.cost, -way.prefer)) for ways in table]
    left = most - sum(way.cost for way in cheapest)
    enough = sum(way.prefer for way in cheapest)
    steps = sorted(
        (Fraction(after.prefer - before.prefer, before.cost - after.cost), shot, number, before, after)
        for shot, (ways, first) in enumerate(zip(table, cheapest, strict=True))
        for number, (before, after) in enumerate(_steps(ways, first))
    )
    price = Fraction(0)
    stopped: set[int] = set()
    for slope, shot, _, before, after in steps:
        if shot in stopped:
            continue
        if after.cost - before.cost > left:
            price = price or -slope
            stopped.add(shot)
            continue
        left -= after.cost - before.cost
        enough += after.prefer - before.prefer
    return price, enough


def _steps(ways: Sequence[_Way], first: _Way) -> list[tuple[_Way, _Way]]:
    """From the cheapest way on, each time to the one that brings the most preference for its cost."""
    found = []
    while better := [way for way in ways if way.prefer > first.prefer and way.cost > first.cost]:
        after = max(better, key=lambda way: (Fraction(way.prefer - first.prefer, way.cost - first.cost), way.cost))
        found.append((first, after))
        first = after
    return found


def _best(states: list[_State]) -> list[_State]:
    """The states that no other beats, the most preferred first."""
    states.sort(key=itemgetter(0, 1))
    kept = states[:1]
    for state in states:
        if state[1] < kept[-1][1]:
            kept.append(state)
    return kept


def _picks(state: _State) -> tuple[int, ...]:
    found = []
    while (before := state[4]) is not None:
        found.append(state[3])
        state = before
    return tuple(reversed(found))
