"""How many takes a shot needs, and what a shoot of many costs."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditcalc.amount import Amount, exactly
from creditcalc.rating.takes import Cost, around, expected


@pytest.mark.parametrize(
    ("rate", "wanted", "mean", "low", "high"),
    [
        # 0.5: 1 - 0.5^n >= 0.05 from n = 1; >= 0.95 from n = 5, for 0.5^5 = 0.03125 and 0.5^4 = 0.0625
        ("0.5", 1, "2", 1, 5),
        # 0.35: 0.65^7 = 0.0490 <= 0.05 and 0.65^6 = 0.0754; mean 20/7
        ("0.35", 1, "20/7", 1, 7),
        ("1", 3, "3", 3, 3),
        # two good at 0.5: P(N <= n) = 1 - (n + 1) / 2^n: n = 2: 0.25; n = 7: 1 - 8/128 = 0.9375; n = 8: 1 - 9/256
        ("0.5", 2, "4", 2, 8),
    ],
)
def test_the_takes_that_a_shot_needs(rate: str, wanted: int, mean: str, low: int, high: int) -> None:
    found = expected(Fraction(rate), wanted)
    assert (found.expected, found.low, found.high) == (Fraction(mean), low, high)


@given(st.integers(1, 100), st.integers(1, 12))
def test_the_interval_leaves_out_a_twentieth_at_each_end(percent: int, wanted: int) -> None:
    """By the binomial distribution: enough takes are good in n tries, which is the same event counted otherwise."""
    rate = Fraction(percent, 100)
    found = expected(rate, wanted)

    def enough(tries: int) -> Fraction:
        return 1 - sum((comb(tries, k) * rate**k * (1 - rate) ** (tries - k) for k in range(wanted)), Fraction(0))

    assert enough(found.low) >= Fraction(1, 20) and enough(found.high) >= Fraction(19, 20)
    assert found.low == wanted or enough(found.low - 1) < Fraction(1, 20)
    assert found.high == wanted or enough(found.high - 1) < Fraction(19, 20)


@given(st.integers(1, 40), st.integers(2, 60))
def test_many_shots_and_as_many_takes_of_one_are_the_same_shoot(percent: int, wanted: int) -> None:
    """The sum's interval is near the exact one, and never much narrower: 2 % of it, or a take and a half."""
    rate = Fraction(percent, 100)
    one, exact = expected(rate), expected(rate, wanted)
    times = [exactly(wanted * moment) for moment in (one.expected, one.variance, one.third)]
    found = around(Cost(*times), exactly(wanted))
    assert found.high is not None
    slack = max(Fraction(exact.high) / 50, Fraction(3, 2))
    assert found.high >= exact.high - slack and found.low <= exact.low + slack


def test_an_interval_never_falls_below_what_is_certain() -> None:
    one = Amount(Fraction(10), Fraction(10))
    wide = Amount(Fraction(10**6), Fraction(10**6))
    assert around(Cost(one, wide), one).low == 10
