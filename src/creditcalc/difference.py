"""Differences between amounts: what something costs more or less than before, as exact intervals with a sign."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from creditcalc.amount import TOLERANCE, Amount, Verdict, decimal

if TYPE_CHECKING:
    from creditcalc.reports.objects import shared

SignedEnds = tuple[Fraction | None, Fraction | None]
Direction = Literal["same", "dearer", "cheaper", "not cheaper", "not dearer", "unclear"]


@dataclass(frozen=True, slots=True)
class Difference:
    """An interval from `low` to `high`, below zero where something became cheaper; None is an open end.

    `approximate` says that a source wrote "about".
    """

    low: Fraction | None
    high: Fraction | None
    approximate: bool = False
    _reach: "SignedEnds | None" = field(default=None, compare=False, repr=False)
    """The ends with what is approximate in it `TOLERANCE` lower and higher, where it is not exact."""

    @classmethod
    def between(cls, before: Amount, after: Amount) -> "Difference":
        """All that `after` may cost more than `before`, where nothing is known of how the two hang together."""
        if not (before.approximate or after.approximate):
            return cls(*_between(before, after))
        return cls(*_between(before, after), True, _between(before.reach(), after.reach()))

    @classmethod
    def times(cls, amount: Amount, number: Fraction) -> "Difference":
        """An amount so many times more, or less; no times at all is no difference, whatever it costs."""
        if not number:
            return NO_DIFFERENCE

        def ends(of: Amount) -> SignedEnds:
            low, high = of.low * number, None if of.high is None else of.high * number
            return (low, high) if number > 0 else (high, low)

        return cls(*ends(amount), amount.approximate, ends(amount.reach()))

    def reach(self, tolerance: Fraction = TOLERANCE) -> "Difference":
        """The exact interval of all that it may be, as `Amount.reach` says of amounts."""
        if not self.approximate:
            return self
        if self._reach is None:
            low = None if self.low is None else self.low - abs(self.low) * tolerance
            return Difference(low, None if self.high is None else self.high + abs(self.high) * tolerance)
        times = tolerance / TOLERANCE
        ends = zip((self.low, self.high), self._reach, strict=True)
        low, high = (None if end is None or far is None else end + (far - end) * times for end, far in ends)
        return Difference(low, high)

    def __add__(self, other: "Difference") -> "Difference":
        return self._with(other, _sum)

    def __neg__(self) -> "Difference":
        low, high = _negated(self.low, self.high)
        return Difference(low, high, self.approximate, self._reach and _negated(*self._reach))

    def __and__(self, other: "Difference") -> "Difference":
        """What two true statements about one difference say together."""
        return self._with(other, _both)

    def __or__(self, other: "Difference") -> "Difference":
        """The smallest interval that holds both."""
        return self._with(other, _either)

    def _with(self, other: "Difference", how: "Callable[[Difference, Difference], SignedEnds]") -> "Difference":
        if self.approximate or other.approximate:
            return Difference(*how(self, other), True, how(self.reach(), other.reach()))
        return Difference(*how(self, other))

    def __contains__(self, other: "Difference") -> bool:
        below = self.low is not None and (other.low is None or other.low < self.low)
        above = self.high is not None and (other.high is None or other.high > self.high)
        return not (below or above)

    @property
    def direction(self) -> Direction:
        """Which way it goes, as far as that is certain."""
        low, high = self.low, self.high
        if low is not None and low > 0:
            return "dearer"
        if high is not None and high < 0:
            return "cheaper"
        if self.approximate:
            return "unclear"  # "about nothing" may be either
        if low == 0:
            return "same" if high == 0 else "not cheaper"
        return "not dearer" if high == 0 else "unclear"

    def against(self, limit: Amount, tolerance: Fraction = TOLERANCE) -> Verdict:
        """Whether all that it reaches stays within all that a limit reaches; unclear where it may be either."""
        rise, most = self.reach(tolerance), limit.reach(tolerance)
        if rise.high is not None and rise.high <= most.low:
            return "within"
        if rise.low is not None and most.high is not None and rise.low > most.high:
            return "over"
        return "unclear"

    def __str__(self) -> str:
        """All digits: `+12`, `-5`, `0`, `~+3`, `-3..+4`, `+5 or more`, `-5 or less`, `unknown`."""
        sign = "~" if self.approximate else ""
        low = None if self.low is None else _signed(decimal(self.low))
        high = None if self.high is None else _signed(decimal(self.high, up=True))
        if low is None and high is None:
            return "unknown"
        if high is None:
            return f"{sign}{low} or more"
        if low is None:
            return f"{sign}{high} or less"
        return f"{sign}{low}" if low == high else f"{sign}{low}..{high}"

    def as_json(self) -> "shared.DifferenceObject":
        """The difference for scripts: decimals as text, None for an open end."""
        return {
            "low": None if self.low is None else decimal(self.low),
            "high": None if self.high is None else decimal(self.high, up=True),
            "approximate": self.approximate,
            "text": str(self),
        }


def _between(before: Amount, after: Amount) -> SignedEnds:
    low = None if before.high is None else after.low - before.high
    return low, None if after.high is None else after.high - before.low


def _sum(one: Difference, other: Difference) -> SignedEnds:
    low = None if one.low is None or other.low is None else one.low + other.low
    return low, None if one.high is None or other.high is None else one.high + other.high


def _negated(low: Fraction | None, high: Fraction | None) -> SignedEnds:
    return None if high is None else -high, None if low is None else -low


def _both(one: Difference, other: Difference) -> SignedEnds:
    low = max((end for end in (one.low, other.low) if end is not None), default=None)
    return low, min((end for end in (one.high, other.high) if end is not None), default=None)


def _either(one: Difference, other: Difference) -> SignedEnds:
    low = None if one.low is None or other.low is None else min(one.low, other.low)
    return low, None if one.high is None or other.high is None else max(one.high, other.high)


NO_DIFFERENCE = Difference(Fraction(0), Fraction(0))


def added(differences: Iterable[Difference]) -> Difference:
    """The sum; nothing sums to no difference."""
    return sum(differences, NO_DIFFERENCE)


def _signed(digits: str) -> str:
    return digits if digits.startswith("-") or not digits.strip("0.") else f"+{digits}"
