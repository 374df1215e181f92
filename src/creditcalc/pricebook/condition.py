"""Conditions of a rate: the settings it asks for, their values and ranges."""

import re
from collections.abc import Mapping
from fractions import Fraction

from creditcalc.amount import DIGITS, Amount, figure
from creditcalc.errors import CreditcalcError
from creditcalc.record import Record

Value = str | Fraction
"""What a setting can be set to: a word (`4k`, `on`) or a number."""
Settings = Mapping[str, Value]


def value_of(word: str) -> Value:
    """A word of a sheet or an option as a setting's value: digits are a number, all else is lower case."""
    return figure(word) if DIGITS.fullmatch(word) else word.lower()


def word_of(value: Value) -> str:
    """A setting's value as it is written."""
    return value if isinstance(value, str) else str(Amount(value, value))


def number_of(value: Value) -> Fraction:
    """The value of a setting that takes numbers, which a sheet proves before anything asks."""
    assert isinstance(value, Fraction), value
    return value


RANGE = r"(>?\d+(\.\d+)?(\.\.(<?\d+(\.\d+)?)?)?|\.\.<?\d+(\.\d+)?|<\d+(\.\d+)?)"


class Range(Record):
    """A range of numbers; `>` and `<` leave an end out."""

    low: Fraction
    high: Fraction | None
    above: bool = False
    below: bool = False

    @classmethod
    def parse(cls, text: str) -> "Range":
        """`6..10`, `10..`, `..6`, `>10`, `<6`, `>10..20`. Raises CreditcalcError for any other form."""
        if not re.fullmatch(RANGE, text) or DIGITS.fullmatch(text):
            raise CreditcalcError(f"`{text[:40]}` is not a range: write `6..10`, `10..`, `..6`, `>10` or `<6`")
        start, _, end = text.partition("..") if not text.startswith("<") else ("", "", text)
        low = figure(start.lstrip(">")) if start else Fraction(0)
        high = figure(end.lstrip("<")) if end else None
        found = cls(low, high, start.startswith(">"), end.startswith("<"))
        if high is not None and (high < low or (high == low and (found.above or found.below))):
            raise CreditcalcError(f"the range `{text}` holds no number: write the smaller end first")
        return found

    def __contains__(self, value: object) -> bool:
        if not isinstance(value, Fraction):
            return False
        if value < self.low or (self.above and value == self.low):
            return False
        return self.high is None or value < self.high or (value == self.high and not self.below)

    @property
    def written(self) -> str:
        """The range as a sheet writes it: `6..10`, `>10..<20`."""
        low, high = word_of(self.low), None if self.high is None else word_of(self.high)
        start = f">{low}" if self.above else low
        if high is None:
            return start if self.above else f"{start}.."
        return f"{start}..{'<' if self.below else ''}{high}"

    def __str__(self) -> str:
        low = f"{'above' if self.above else 'from'} {word_of(self.low)}"
        return low if self.high is None else f"{low} {'and below' if self.below else 'to'} {word_of(self.high)}"


class Test(frozenset[Value]):
    """What a condition asks of one setting: one of these values."""

    @classmethod
    def parse(cls, written: str | list[str]) -> "Test | Range":
        """A value, a list of values, or a range."""
        if isinstance(written, str) and (".." in written or written.startswith((">", "<"))):
            return Range.parse(written)
        return cls(value_of(word) for word in ([written] if isinstance(written, str) else written))

    def __str__(self) -> str:
        return " or ".join(sorted(word_of(value) for value in self))


When = tuple[tuple[str, Test | Range], ...]


def overlap(one: Test | Range, other: Test | Range) -> bool:
    """Whether one value can meet two tests of a setting."""
    if isinstance(one, Test):
        return any(value in other for value in one)
    if isinstance(other, Test):
        return any(value in one for value in other)
    low = max(one.low, other.low)
    high = min((end for end in (one.high, other.high) if end is not None), default=None)
    return high is None or low < high or (low == high and low in one and low in other)


def holds(when: When, settings: Settings) -> bool:
    """Whether every setting that the condition names has one of its values."""
    for name, test in when:  # noqa: SIM110  # a generator here costs a third of a quote
        if settings.get(name) not in test:
            return False
    return True


def condition_text(when: When) -> str:
    """A condition as a person reads it: `resolution 4k, audio on`."""
    return ", ".join(f"{name} {test}" for name, test in when)
