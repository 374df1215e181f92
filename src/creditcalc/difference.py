"""Differences between amounts: what something costs more or less than before, as exact intervals with a sign."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from creditcalc.amount import Amount, Verdict, decimal, endless, places_of

Direction = Literal["same", "dearer", "cheaper", "not cheaper", "not dearer", "unclear"]


@dataclass(frozen=True, slots=True)
class Difference:
    """An interval from `low` to `high`, below zero where something became cheaper; None is an open end.

    `approximate` says that a source wrote "about".
    """

    low: Fraction | None
    high: Fraction | None
    approximate: bool = False

    @classmethod
    def between(cls, before: Amount, after: Amount) -> "Difference":
        """All that `after` may cost more than `before`, where nothing is known of how the two hang together."""
        low = None if before.high is None else after.low - before.high
        high = None if after.high is None else after.high - before.low
        return cls(low, high, before.approximate or after.approximate)

    @classmethod
    def times(cls, amount: Amount, number: Fraction) -> "Difference":
        """An amount so many times more, or less; no times at all is no difference, whatever it costs."""
        if not number:
            return NO_DIFFERENCE
        ends = (amount.low * number, None if amount.high is None else amount.high * number)
        low, high = ends if number > 0 else (ends[1], ends[0])
        return cls(low, high, amount.approximate)

    def __add__(self, other: "Difference") -> "Difference":
        low = None if self.low is None or other.low is None else self.low + other.low
        high = None if self.high is None or other.high is None else self.high + other.high
        return Difference(low, high, self.approximate or other.approximate)

    def __neg__(self) -> "Difference":
        low = None if self.high is None else -self.high
        return Difference(low, None if self.low is None else -self.low, self.approximate)

    def __and__(self, other: "Difference") -> "Difference":
        """What two true statements about one difference say together."""
        low = max((end for end in (self.low, other.low) if end is not None), default=None)
        high = min((end for end in (self.high, other.high) if end is not None), default=None)
        return Difference(low, high, self.approximate or other.approximate)

    def __or__(self, other: "Difference") -> "Difference":
        """The smallest interval that holds both."""
        low = None if self.low is None or other.low is None else min(self.low, other.low)
        high = None if self.high is None or other.high is None else max(self.high, other.high)
        return Difference(low, high, self.approximate or other.approximate)

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

    def against(self, limit: Amount) -> Verdict:
        """Whether it stays within a limit that may be an interval itself: within, over, or unclear.

        As with amounts, "about 80" is no promise of 80.
        """
        about = self.approximate or limit.approximate
        if self.high is not None and (self.high < limit.low or (self.high == limit.low and not about)):
            return "within"
        if self.low is not None and limit.high is not None and self.low > limit.high:
            return "over"
        return "unclear"

    def _written(self, places: int | None) -> str:
        sign = "~" if self.approximate else ""
        low = None if self.low is None else _signed(decimal(self.low, places=places))
        high = None if self.high is None else _signed(decimal(self.high, up=True, places=places))
        if low is None and high is None:
            return "unknown"
        if high is None:
            return f"{sign}{low} or more"
        if low is None:
            return f"{sign}{high} or less"
        return f"{sign}{low}" if low == high else f"{sign}{low}..{high}"

    def __str__(self) -> str:
        """All digits: `+12`, `-5`, `0`, `~+3`, `-3..+4`, `+5 or more`, `-5 or less`, `unknown`."""
        return self._written(None)

    @property
    def brief(self) -> str:
        """The difference for a person: approximate and endless figures to four digits, rounded outward."""
        ends = [end for end in (self.low, self.high) if end]
        if not ends or not (self.approximate or any(map(endless, ends))):
            return str(self)
        return self._written(places_of(min(map(abs, ends))))

    def as_json(self) -> dict[str, str | bool | None]:
        """The difference for scripts: decimals as text, None for an open end."""
        return {
            "low": None if self.low is None else decimal(self.low),
            "high": None if self.high is None else decimal(self.high, up=True),
            "approximate": self.approximate,
            "text": str(self),
        }


NO_DIFFERENCE = Difference(Fraction(0), Fraction(0))


def added(differences: Iterable[Difference]) -> Difference:
    """The sum; nothing sums to no difference."""
    return sum(differences, NO_DIFFERENCE)


def _signed(digits: str) -> str:
    return digits if digits.startswith("-") or not digits.strip("0.") else f"+{digits}"
