"""One choice for each shot so that the whole fits a budget with the best sum of preferences: exact, no heuristics."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from creditcalc.amount import Amount, End


class Choice(NamedTuple):
    """A way to make a shot: what it costs, and how much it is preferred."""

    cost: Amount
    prefer: int


class _State(NamedTuple):
    """The best found so far at some cost: its preference, and the choices that led to it."""

    cost: Fraction
    about: bool
    prefer: int
    picks: "tuple[int, _State] | None"


def fit(shots: Sequence[Sequence[Choice]], budget: Fraction, end: End = "high") -> tuple[int, ...] | None:
    """The number of the choice for each shot, or None where nothing fits.

    The sum at this end of all costs is within the budget (one that is about the budget is not), the sum of the
    preferences is the greatest there is, and of such the cheapest; of equals the choice named first.

    After each shot only those sums are kept that no other beats in both cost and preference, so the work grows with
    the number of different preferences, not with the number of combinations.
    """
    states = [_State(Fraction(0), False, 0, None)]
    for choices in shots:
        longer = []
        for state in states:
            for number, choice in enumerate(choices):
                cost = choice.cost.low if end == "low" else choice.cost.high
                if cost is None:
                    continue
                about = state.about or (choice.cost.approximate and end == "high")
                found = _State(state.cost + cost, about, state.prefer + choice.prefer, (number, state))
                if found.cost < budget or (found.cost == budget and not about):
                    longer.append(found)
        states = _best(longer)
    return _picks(states[0]) if states else None


def _best(states: list[_State]) -> list[_State]:
    """The states that no other beats, the most preferred first."""
    kept: list[_State] = []
    cheapest: dict[bool, Fraction] = {}
    for state in sorted(states, key=lambda state: (-state.prefer, state.cost, state.about)):
        # A sum that is "about" is no match for an exact one of the same cost: that may still touch the budget.
        rivals = [cheapest[about] for about in (False, True) if about in cheapest and (state.about or not about)]
        if all(state.cost < rival for rival in rivals):
            kept.append(state)
            cheapest[state.about] = state.cost
    return kept


def _picks(state: _State) -> tuple[int, ...]:
    found = []
    while state.picks:
        number, state = state.picks
        found.append(number)
    return tuple(reversed(found))
