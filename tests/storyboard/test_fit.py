"""The alternatives that fit a budget: the most preferred, and of such the cheapest."""

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from creditcalc.amount import Amount, End
from creditcalc.storyboard.fit import Choice, fit

COSTS = st.builds(
    lambda low, more, approximate: Amount(
        Fraction(low, 2), None if more is None else Fraction(low + more, 2), approximate
    ),
    st.integers(0, 12),
    st.one_of(st.none(), st.integers(0, 6)),
    st.booleans(),
)
SHOTS = st.lists(st.lists(st.builds(Choice, COSTS, st.integers(0, 4)), min_size=1, max_size=3), max_size=5)


@given(SHOTS, st.integers(0, 60), st.sampled_from(["low", "high"]), st.data())
def test_the_fit_is_that_of_brute_force(shots: list[list[Choice]], half: int, end: End, data: st.DataObject) -> None:
    """Of all combinations that fit with all that they reach, the most preferred, and of such the cheapest.

    Many just touch the budget.
    """
    some = [data.draw(st.sampled_from(choices)).cost.reach() for choices in shots]
    touched = sum((cost.low if end == "low" else cost.high or cost.low for cost in some), Fraction(0))
    budget = data.draw(st.sampled_from([touched, Fraction(half, 2)]))

    def value(picks: tuple[int, ...]) -> tuple[int, Fraction] | None:
        chosen = [choices[number] for choices, number in zip(shots, picks, strict=True)]
        reached = [choice.cost.reach() for choice in chosen]
        ends = [cost.low if end == "low" else cost.high for cost in reached]
        known = [cost for cost in ends if cost is not None]
        cost = sum(known, Fraction(0))
        if len(known) < len(ends) or cost > budget:
            return None
        return sum(choice.prefer for choice in chosen), -cost

    values = [found for picks in product(*(range(len(one)) for one in shots)) if (found := value(picks)) is not None]
    picked = fit(shots, budget, end)
    if picked is None:
        assert not values
    else:
        assert value(picked) == max(values)


def test_sixty_shots_are_fitted_at_once() -> None:
    shots = [
        [Choice(Amount(Fraction(n + 1, 3), Fraction(n + 1, 3)), n % 7), Choice(Amount(Fraction(9), Fraction(9)), 50)]
        for n in range(60)
    ]
    picked = fit(shots, Fraction(500))
    assert picked is not None and len(picked) == 60


def test_an_exact_sum_is_kept_beside_one_that_is_about() -> None:
    """10 of 10 is within the budget, ~5 + 5 reaches 10.5: what is preferred less may be all that can touch it."""
    five, about = Amount(Fraction(5), Fraction(5)), Amount(Fraction(5), Fraction(5), approximate=True)
    shots = [[Choice(about, 3), Choice(five, 2)], [Choice(five, 0)]]
    assert fit(shots, Fraction(10)) == (1, 0)
    assert fit(shots, Fraction(21, 2)) == (0, 0)
    assert fit(shots, Fraction(10), tolerance=Fraction(0)) == (0, 0)


def test_hundreds_of_shots_are_fitted() -> None:
    """A shot costs 1, 2 or 3 for a preference of 0, 1 or 2, so each unit of cost beyond the 300 brings 1.

    A budget of 750 leaves 750 - 300 = 450 of them.
    """
    ways = [Choice(Amount(Fraction(cost), Fraction(cost)), cost - 1) for cost in (1, 2, 3)]
    picked = fit([ways] * 300, Fraction(750))
    assert picked is not None
    assert sum(picked) == 450
