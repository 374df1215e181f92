"""How many takes a wanted shot needs, when only a share of them turns out well, and what they cost."""

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor, isqrt

from creditcalc.amount import ZERO, Amount, exactly
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import Charged
from creditcalc.record import Record

TAIL = Fraction(1, 20)
"""What is left out at each end of an interval for 90 % confidence."""
DEVIATIONS = Fraction(1645, 1000)
"""Standard deviations from the mean to where that tail of a normal distribution begins."""
LEANING = (DEVIATIONS**2 - 1) / 6
"""How far both ends move with the skew, in standard deviations: the first correction of Cornish and Fisher."""
RAREST = Fraction(1, 1000)
EXACT_TAKES = 2000
"""Expected takes up to which the interval is exact; beyond, the sum of so many tries is as good as normal."""


class Takes(Record):
    """How often a shot is generated until as many takes as wanted are good: on average, and in 90 of 100 shoots."""

    expected: Fraction
    low: int
    high: int
    variance: Fraction
    third: Fraction
    """The third central moment: how much longer the unlucky end is."""


class Odds(Record):
    """What is known of takes beforehand: the share that turns out well, and the share that fails outright.

    A take that is finished and turned down is neither. None: not said.
    """

    success: Fraction | None = None
    failure: Fraction | None = None


UNSAID = Odds()


class Cost(Record):
    """A cost that luck decides: its mean, its variance and its third central moment, all of which add up."""

    mean: Amount = ZERO
    variance: Amount = ZERO
    third: Amount = ZERO

    def plus(self, other: "Cost", times: Amount) -> "Cost":
        """The cost of both, where so many of the other are independent of one another."""
        return Cost(*(one + more * times for one, more in zip(self, other, strict=True)))


class Shoot(Record):
    """What comes of a success rate: the takes a person plans, and their cost under both rules for failed ones.

    `least` is what the wanted takes alone cost. `low` and `high` are the costs that the ends of `total` are of: the
    same one where the platform's rule and what is known of the takes decide it. `blocked` is the rule for takes that
    moderation stops, which changes no figure.
    """

    takes: Takes
    rule: Charged
    least: Amount
    charged: Cost
    free: Cost
    low: Cost
    high: Cost
    total: Amount
    blocked: Charged = "unknown"


def shoot(odds: Odds, wanted: int, rule: Charged, cost: Callable[[int], Amount]) -> Shoot:
    """A shot of which `wanted` takes must be good, where `cost` says what so many takes cost.

    Only a take that fails outright may be free: one that is finished and turned down is charged. Of the takes that do
    not fail, `success / (1 - failure)` are good; while it is not known how many fail, it may be that all the others do.
    Raises CreditcalcError for rates that are not shares.
    """
    success, failure = odds.success, odds.failure
    if success is None:
        raise CreditcalcError("a failure rate needs a success rate: give `success_rate` too")
    takes = expected(success, wanted)
    if failure is not None and not 0 <= failure <= 1 - success:
        raise CreditcalcError("a failure rate is a number from 0, at most 1 together with the success rate")
    charged = takes if failure == 0 else expected(success / (1 - failure) if failure else Fraction(1), wanted)
    one, least = cost(1), cost(wanted)

    def over(found: Takes) -> Cost:
        most = cost(found.high)
        if not found.variance:
            return Cost(least)
        if most != one * exactly(found.high):  # rounded once for all takes: no take has a cost of its own
            return Cost(Amount(cost(found.low).low, most.high, approximate=True))
        square = one * one
        return Cost(
            one * exactly(found.expected), square * exactly(found.variance), square * one * exactly(found.third)
        )

    every, cheap = (takes, over(takes)), (charged, over(charged))
    low = every if rule == "yes" else cheap
    high = cheap if rule == "no" and failure is not None else every
    total = Amount(cost(low[0].low).low, cost(high[0].high).high, approximate=True)
    return Shoot(takes, rule, least, every[1], cheap[1], low[1], high[1], total)


def expected(success: Fraction, wanted: int = 1) -> Takes:
    """The takes for `wanted` good ones, where each take is good with probability `success`.

    The number of takes has the negative binomial distribution: mean `wanted / success`. The interval leaves out 5 %
    at each end. Raises CreditcalcError for a rate outside 0.001 to 1.
    """
    if not RAREST <= success <= 1:
        raise CreditcalcError("a success rate is a number from 0.001 to 1: `0.35` or `35%` for 35 good takes of 100")
    mean, variance = wanted / success, wanted * (1 - success) / success**2
    third = variance * (2 - success) / success
    if mean > EXACT_TAKES:
        ends = around(Cost(exactly(mean), exactly(variance), exactly(third)), exactly(wanted))
        assert ends.high is not None
        return Takes(mean, floor(ends.low), ceil(ends.high), variance, third)
    return Takes(mean, *_interval(success, wanted), variance, third)


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


def around(cost: Cost, least: Amount) -> Amount:
    """The interval for 90 % confidence of a sum of independent costs, about: 1.645 deviations round its mean.

    Both ends are moved by the skew, which matters where few takes are wanted and few are good. Never below `least`,
    which the sum cannot fall under. Rounded outward, since a root does not end.
    """
    mean, variance, third = cost
    low = max(least.low, mean.low - DEVIATIONS * _root(variance.low) + _leaning(variance.low, third.low))
    if mean.high is None or variance.high is None or third.high is None:
        return Amount(low, None, approximate=True)
    high = mean.high + DEVIATIONS * _root(variance.high) + _leaning(variance.high, third.high)
    return Amount(low, high, approximate=True)


def _leaning(variance: Fraction, third: Fraction) -> Fraction:
    return LEANING * third / variance if variance else Fraction(0)


def _root(value: Fraction) -> Fraction:
    """The square root, exactly or to the next millionth above."""
    scale = 1_000_000
    square = ceil(value * scale * scale)
    root = isqrt(square)
    return Fraction(root + (root * root < square), scale)
