"""How many takes a wanted shot needs, when only a share of them turns out well."""

from fractions import Fraction
from functools import lru_cache
from math import ceil, floor, isqrt
from typing import NamedTuple

from creditcalc.amount import Amount, exactly
from creditcalc.errors import CreditcalcError

TAIL = Fraction(1, 20)
"""What is left out at each end of an interval for 90 % confidence."""
DEVIATIONS = Fraction(1645, 1000)
"""Standard deviations from the mean to where that tail of a normal distribution begins."""
RAREST = Fraction(1, 1000)
MANY = 2000
"""Expected takes up to which the interval is exact; beyond, the sum of so many tries is as good as normal."""


class Takes(NamedTuple):
    """How often a shot is generated until as many takes as wanted are good: on average, and in 90 of 100 shoots."""

    expected: Fraction
    low: int
    high: int
    variance: Fraction


def expected(success: Fraction, wanted: int = 1) -> Takes:
    """The takes for `wanted` good ones, where each take is good with probability `success`.

    The number of takes has the negative binomial distribution: mean `wanted / success`. The interval leaves out 5 %
    at each end. Raises CreditcalcError for a rate outside 0.001 to 1.
    """
    if not RAREST <= success <= 1:
        raise CreditcalcError("a success rate is a number from 0.001 to 1: `0.35` for 35 good takes of 100")
    mean, variance = wanted / success, wanted * (1 - success) / success**2
    if mean > MANY:
        ends = around(exactly(mean), exactly(variance), exactly(wanted))
        assert ends.high is not None
        return Takes(mean, floor(ends.low), ceil(ends.high), variance)
    return Takes(mean, *_interval(success, wanted), variance)


@lru_cache(maxsize=1024)
def _interval(success: Fraction, wanted: int) -> tuple[int, int]:
    """The least numbers of takes that suffice with probability 5 % and 95 %, in whole numbers throughout."""
    good, whole = success.numerator, success.denominator
    bad = whole - good
    takes, chance, power = wanted, good**wanted, whole**wanted
    reached, ends = chance, []
    for level in (TAIL, 1 - TAIL):
        while reached * level.denominator < level.numerator * power:
            # One take more, which is good; `wanted - 1` of those before it are.
            chance = chance * bad * takes // (takes + 1 - wanted)
            takes, power = takes + 1, power * whole
            reached = reached * whole + chance
        ends.append(takes)
    return ends[0], ends[1]


def around(mean: Amount, variance: Amount, least: Amount) -> Amount:
    """The interval for 90 % confidence of a sum of many independent costs, about: its mean and 1.645 deviations.

    Never below `least`, which the sum cannot fall under. Rounded outward, since a root does not end.
    """
    low = max(least.low, mean.low - DEVIATIONS * _root(variance.low))
    if mean.high is None or variance.high is None:
        return Amount(low, None, approximate=True)
    return Amount(low, mean.high + DEVIATIONS * _root(variance.high), approximate=True)


def _root(value: Fraction) -> Fraction:
    """The square root, to the next millionth above."""
    scale = 1_000_000
    return Fraction(isqrt(ceil(value * scale * scale)) + 1, scale) if value else Fraction(0)
