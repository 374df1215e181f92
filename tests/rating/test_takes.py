"""How many takes a shot needs, and what a shoot of many costs."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditcalc.amount import ZERO, Amount, exactly
from creditcalc.errors import CreditcalcError
from creditcalc.rating.takes import EXACT_TAKES, RAREST, Cost, Odds, around, expected, shoot


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


TEN = exactly(10)


RATE = "a success rate is a number from 0.001 to 1: `0.35` or `35%` for 35 good takes of 100"


FAILURE = "a failure rate is a number from 0, at most 1 together with the success rate"


def linear(takes: int) -> Amount:
    """Every take costs 10."""
    return TEN * exactly(takes)


@pytest.mark.parametrize(
    ("rate", "mean", "low", "high", "variance", "third"),
    [
        # The rarest there is. ln 0.95 / ln 0.999 = 0.0512933 / 0.0010005 = 51.27, ln 0.05 / ln 0.999 = 2994.23;
        # variance 0.999 / 0.001^2, third moment 999000 * 1.999 / 0.001
        ("0.001", 1000, 52, 2995, 999_000, 1_997_001_000),
        # ln 0.95 / ln 0.998 = 25.62, ln 0.05 / ln 0.998 = 1496.37; 0.998 / 0.002^2; 249500 * 1.998 / 0.002
        ("0.002", 500, 26, 1497, 249_500, 249_250_500),
        # 0.5^4 = 0.0625 is more than 0.05, 0.5^5 = 0.03 is not; 0.5 / 0.5^2; 2 * 1.5 / 0.5
        ("0.5", 2, 1, 5, 2, 6),
        # 1 of 1 is good in 95 of 100, exactly: no second take is needed for that.
        ("0.95", "20/19", 1, 1, "20/361", "420/6859"),  # 0.05 / 0.95^2; 20/361 * 1.05 / 0.95
        ("0.949", "1000/949", 1, 2, "51000/900601", "53601000/854670349"),  # 0.051 is more than 0.05
        ("1", 1, 1, 1, 0, 0),
    ],
)
def test_the_takes_for_one_good_one(
    rate: str, mean: int | str, low: int, high: int, variance: int | str, third: int | str
) -> None:
    found = expected(Fraction(rate))
    assert found == (Fraction(mean), low, high, Fraction(variance), Fraction(third))


@pytest.mark.parametrize("rate", ["0", "0.0009", "0.000999999999999", "1.000000000000001", "1.1", "2"])
def test_a_rate_outside_its_bounds_is_refused(rate: str) -> None:
    with pytest.raises(CreditcalcError) as refused:
        expected(Fraction(rate))
    assert str(refused.value) == RATE


@pytest.mark.parametrize("rate", [RAREST, Fraction(1)])
def test_both_bounds_are_rates(rate: Fraction) -> None:
    assert Fraction(1, 1000) == RAREST
    assert expected(rate).expected == 1 / rate
    assert shoot(Odds(rate), 1, "yes", linear).takes.expected == 1 / rate


@given(st.fractions(Fraction(1, 50), 1, max_denominator=60), st.integers(1, 6))
def test_the_moments_are_those_of_the_distribution(success: Fraction, wanted: int) -> None:
    """P(N = n) = C(n - 1, wanted - 1) success^wanted (1 - success)^(n - wanted); its cumulants grow with `wanted`."""
    found, one = expected(success, wanted), expected(success)
    assert (found.expected, found.variance, found.third) == (
        one.expected * wanted,
        one.variance * wanted,
        one.third * wanted,
    )

    def enough(takes: int) -> Fraction:
        chances = (comb(takes, good) * success**good * (1 - success) ** (takes - good) for good in range(wanted))
        return 1 - sum(chances, Fraction(0))

    for end, share in ((found.low, Fraction(1, 20)), (found.high, Fraction(19, 20))):
        assert enough(end) >= share
        assert end == wanted or enough(end - 1) < share


def test_one_take_by_its_first_steps() -> None:
    """Of 0.9: N is 1, 2, 3, ... with 0.9, 0.09, 0.009, ...: the sums of n, of its square and cube from the mean."""
    found = expected(Fraction(9, 10))
    chances = [(n, Fraction(9, 10) * Fraction(1, 10) ** (n - 1)) for n in range(1, 60)]
    mean = sum(n * chance for n, chance in chances)
    for power, moment in ((2, found.variance), (3, found.third)):
        summed = sum((n - mean) ** power * chance for n, chance in chances)
        assert abs(summed - moment) < Fraction(1, 10**50)


def test_beyond_so_many_takes_the_interval_is_that_of_a_normal_sum() -> None:
    """1000 good ones at 0.5 are 2000 takes on average, still exact; one more is not."""
    assert EXACT_TAKES == 2000
    exact, normal = expected(Fraction(1, 2), 1000), expected(Fraction(1, 2), 1001)
    assert list(map(int, (exact.expected, exact.variance, exact.third))) == [2000, 2000, 6000]
    # Fewer than 1000 heads: of 1926 throws 0.9519, of 1927 0.9495; of 2073 0.0520, of 2074 0.0498.
    assert (exact.low, exact.high) == (1927, 2074)
    # 2002 -+ 1.645 * 44.7437 = 1928.397 and 2075.603; with 0.853 more 1929.25 and 2076.46, rounded outward
    assert (normal.low, normal.high) == (1929, 2077)


def test_the_rarest_shots_many_times_over_are_a_normal_sum_too() -> None:
    # 3 at 0.001: mean 3000, variance 2997000, deviation 1731.185, third 5991003000; skew 0.2843375 * 1999 = 568.39
    # 3000 - 2847.80 + 568.39 = 720.59; 3000 + 2847.80 + 568.39 = 6416.19
    found = expected(RAREST, 3)
    assert (found.low, found.high) == (720, 6417)


@pytest.mark.parametrize(
    ("mean", "variance", "third", "least", "interval"),
    [
        (100, 0, 0, 0, "~100"),  # what is certain, is
        (100, 100, 0, 0, "~83.55..116.45"),  # 1.645 * 10
        # and 0.2843375 * 1000 / 100 = 2.843375 to the right
        (100, 100, 1000, 0, "~86.393375..119.293375"),
        (100, 100, 0, 90, "~90..116.45"),  # never below what is spent for certain
        (100, 2, 0, 0, "~97.67361797..102.32638203"),  # 1.645 * 1.414214, the root of 2 to the next millionth
    ],
)
def test_the_interval_of_a_sum(mean: int, variance: int, third: int, least: int, interval: str) -> None:
    found = around(Cost(exactly(mean), exactly(variance), exactly(third)), exactly(least))
    assert found.approximate
    assert str(found) == interval


@pytest.mark.parametrize("unknown", ["mean", "variance", "third"])
def test_a_sum_without_an_upper_end_has_none(unknown: str) -> None:
    cost = Cost(exactly(100), exactly(100), ZERO)._replace(**{unknown: Amount(Fraction(100), None)})
    found = around(cost, ZERO)
    assert found.high is None
    # 100 - 16.45, and with a third moment of 100: 0.2843375 more
    assert str(found) == ("~83.8343375+" if unknown == "third" else "~83.55+")


def test_costs_of_independent_shots_add_up() -> None:
    one, other = Cost(TEN, exactly(2), exactly(3)), Cost(exactly(1), exactly(4), exactly(5))
    assert one.plus(other, exactly(3)) == Cost(exactly(13), exactly(14), exactly(18))


def texts(cost: Cost) -> tuple[str, ...]:
    """The mean, variance and third moment of a cost."""
    return tuple(map(str, cost))


DEAR = ("20", "200", "6000")
"""Half are good, at 10 a take: 2 takes, variance 2 * 10^2, third moment 6 * 10^3."""


FREE = ("10", "0", "0")
"""Only the good take is charged."""


TURNED = ("15", "75", "1500")
"""A quarter fails: of the others 2/3 are good: 1.5 takes, 1/3 / (2/3)^2 = 0.75, 0.75 * (4/3) / (2/3) = 1.5."""


@pytest.mark.parametrize(
    ("rule", "failure", "free", "low", "high", "total"),
    [
        ("yes", None, FREE, DEAR, DEAR, "~10..50"),
        ("no", None, FREE, FREE, DEAR, "~10..50"),  # nobody says how many fail outright
        ("unknown", None, FREE, FREE, DEAR, "~10..50"),
        ("yes", "0.25", TURNED, DEAR, DEAR, "~10..50"),
        ("no", "0.25", TURNED, TURNED, TURNED, "~10..30"),  # 3 takes: 1 - (1/3)^3 = 0.963, (1/3)^2 is more than 0.05
        ("unknown", "0.25", TURNED, TURNED, DEAR, "~10..50"),
        ("no", "0", DEAR, DEAR, DEAR, "~10..50"),  # none fails: all are charged
        ("no", "0.5", FREE, FREE, FREE, "~10"),  # all the others fail
        ("unknown", "0.5", FREE, FREE, DEAR, "~10..50"),
    ],
)
def test_what_comes_of_a_rate_under_each_rule(
    rule: str, failure: str | None, free: tuple[str, ...], low: tuple[str, ...], high: tuple[str, ...], total: str
) -> None:
    odds = Odds(Fraction(1, 2), None if failure is None else Fraction(failure))
    found = shoot(odds, 1, rule, linear)  # type: ignore[arg-type]  # a rule's word
    assert (found.rule, str(found.takes.expected), str(found.least)) == (rule, "2", "10")
    assert texts(found.charged) == DEAR
    assert (texts(found.free), texts(found.low), texts(found.high)) == (free, low, high)
    assert str(found.total) == total


def test_takes_that_are_rounded_together_cost_from_the_fewest_to_the_most() -> None:
    """1.2 each, rounded up at the end: 2 for one, 6 for five; no take has a cost of its own to be multiplied."""

    def rounded(takes: int) -> Amount:
        return exactly(-(-takes * 12 // 10))

    found = shoot(Odds(Fraction(1, 2)), 1, "yes", rounded)
    assert texts(found.charged) == ("~2..6", "0", "0")
    assert (str(found.total), str(found.least)) == ("~2..6", "2")


@pytest.mark.parametrize("failure", ["-0.1", "0.500000000000001", "1"])
def test_a_failure_rate_and_its_success_rate_are_shares_of_one(failure: str) -> None:
    with pytest.raises(CreditcalcError) as refused:
        shoot(Odds(Fraction(1, 2), Fraction(failure)), 1, "no", linear)
    assert str(refused.value) == FAILURE


def test_a_failure_rate_alone_is_refused() -> None:
    with pytest.raises(CreditcalcError) as refused:
        shoot(Odds(None, Fraction(1, 2)), 1, "no", linear)
    assert str(refused.value) == "a failure rate needs a success rate: give `success_rate` too"


def test_several_wanted_takes_cost_at_least_themselves() -> None:
    found = shoot(Odds(Fraction(1, 2)), 3, "no", linear)
    # 3 of 3 with 1/8, more than 0.05; P(N <= 11): fewer than 3 good of 11 have (1 + 11 + 55) / 2048 = 0.033
    assert (str(found.least), str(found.total), str(found.takes.expected)) == ("30", "~30..110", "6")
    assert texts(found.free) == ("30", "0", "0")
