"""One choice for each shot so that the whole fits a budget with the best sum of preferences: exact, no heuristics."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from creditcalc.amount import TOLERANCE, Amount, End


class Choice(NamedTuple):
    """A way to make a shot: what it costs, and how much it is preferred."""

    cost: Amount
    prefer: int


class _State(NamedTuple):
    """The best found so far at some cost: its preference, and the choices that led to it."""

    cost: Fraction
    prefer: int
    picks: "tuple[int, _State] | None"


def fit(
    shots: Sequence[Sequence[Choice]], budget: Fraction, end: End = "high", tolerance: Fraction = TOLERANCE
) -> tuple[int, ...] | None:
    """The number of the choice for each shot, or None where nothing fits.

    The sum at this end of all that the costs reach is within the budget, the sum of the preferences is the greatest
    there is, and of such the cheapest; of equals the choice named first.

    After each shot only those sums are kept that no other beats in both cost and preference, so the work grows with
    the number of different preferences, not with the number of combinations.
    """
    states = [_State(Fraction(0), 0, None)]
    for choices in shots:
        longer = []
        for state in states:
            for number, choice in enumerate(choices):
                reach = choice.cost.reach(tolerance)
                cost = reach.low if end == "low" else reach.high
                if cost is not None and state.cost + cost <= budget:
                    longer.append(_State(state.cost + cost, state.prefer + choice.prefer, (number, state)))
        states = _best(longer)
    return _picks(states[0]) if states else None


def _best(states: list[_State]) -> list[_State]:
    """The states that no other beats, the most preferred first."""
    kept: list[_State] = []
    for state in sorted(states, key=lambda state: (-state.prefer, state.cost)):
        if not kept or state.cost < kept[-1].cost:
            kept.append(state)
    return kept


def _picks(state: _State) -> tuple[int, ...]:
    found = []
    while state.picks:
        number, state = state.picks
        found.append(number)
    return tuple(reversed(found))
