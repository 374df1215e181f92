"""Rows that differ in seconds and takes alone: where their prices lie on a line, each is read off it.

A line is drawn through prices of the definition itself, and only where a model's sheet says that nothing can bend it:
it holds between two lengths where rows, steps and limits begin or end. All else is priced row by row.
"""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator, Mapping
from fractions import Fraction
from functools import partial
from math import lcm
from typing import Any, TypeVar

from creditcalc.amount import DECIMAL_PLACES, Amount
from creditcalc.batch.pricer import MEASURES, RATES, Priced, Pricer, Values
from creditcalc.batch.tally import Tally
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import holds, word_of
from creditcalc.pricebook.model import Model, Rate
from creditcalc.rating.generation import MOST_COUNT, breakpoints
from creditcalc.rating.quote import Quote
from creditcalc.rating.takes import UNSAID
from creditcalc.record import Record
from creditcalc.text import limited

ASKED_BEFORE = 4
"""Rows on one stretch that are priced one by one before its line is drawn: a line takes as long as four of them."""
FAMILIES = 1 << 13
"""Kinds of rows but for their seconds and takes that are remembered; then all are forgotten."""
TEXTS_KEPT = 1 << 14
"""Texts of takes and of seconds that are remembered; then all are forgotten."""
FINE = 6
"""Decimals of seconds that are read here; longer ones are priced row by row."""
MILLIONTH = Fraction(1, 10**FINE)
MOST_WHOLE = 9
"""Digits of seconds before the point that are read here."""
LONGEST = 10 ** (MOST_WHOLE + FINE) - 1
"""The longest length that is read here, in millionths of a second."""
TICKS_A_SECOND = 10**FINE
TENS = tuple(10**n for n in range(FINE + 1))
MOST_PLACES = 24
"""Decimals of a price for one second."""
LARGEST_SCALED = 10**40
"""The largest whole number that a price for one second is scaled to."""


class Slope(Record):
    """One end of a price as it grows: `(at + by * seconds) / (odd * 10**places)` for each take, all whole numbers."""

    at: int
    by: int
    odd: int
    places: int

    @classmethod
    def of(cls, at: Fraction, by: Fraction) -> "Slope | None":
        """So much for nothing and so much more for each second; None where that takes too many digits."""
        odd, twos, fives = lcm(at.denominator, by.denominator), 0, 0
        while odd % 2 == 0:
            odd, twos = odd // 2, twos + 1
        while odd % 5 == 0:
            odd, fives = odd // 5, fives + 1
        places = max(twos, fives)
        scale = odd * 10**places
        found = cls(int(at * scale), int(by * scale), odd, places)
        small = places <= MOST_PLACES and max(odd, abs(found.at), abs(found.by)) <= LARGEST_SCALED
        return found if small else None

    def sum(self, takes: int, ticks: int) -> Fraction:
        """The sum over rows of so many takes, and of so many millionths of a second over all their takes."""
        scale = TICKS_A_SECOND
        return Fraction(self.at * takes * scale + self.by * ticks, self.odd * 10 ** (self.places + FINE))


class PriceLine:
    """The prices of a stretch: what they have in common, and how their ends grow.

    `frame` is what a writer of its rows keeps of it. `count`, `takes` and `ticks` are the rows on it that no tally has
    yet, all their takes, and the millionths of a second over all of these.
    """

    __slots__ = ("count", "frame", "high", "low", "plain", "priced", "scene", "shared", "takes", "ticks")

    def __init__(self, priced: Priced, scene: str, low: Slope, high: Slope | None) -> None:
        self.priced, self.scene, self.low, self.high = priced, scene, low, high
        self.shared = high == low and low.odd == 1
        self.plain = self.shared and low.places == 0
        self.count = self.takes = self.ticks = 0
        self.frame: Any = None

    def amount(self, takes: int, ticks: int) -> Amount:
        """The sum over rows of so many takes, and of so many millionths of a second over all their takes."""
        assert self.priced.total is not None
        low = self.low.sum(takes, ticks)
        high = low if self.high == self.low else self.high and self.high.sum(takes, ticks)
        return Amount(low, high, self.priced.total.approximate)

    def texts(self, takes: int, seconds: int, decimals: int) -> tuple[str, str]:
        """Both figures as they are written, for so many takes of `seconds / 10**decimals`."""
        at, by, odd, places = self.low
        if self.plain and not decimals:
            low = str(takes * (at + by * seconds))
            return low, low
        low = _digits(takes * (at * TENS[decimals] + by * seconds), odd, places + decimals)
        if self.shared:
            return low, low
        if self.high is None:
            return low, ""
        at, by, odd, places = self.high
        return low, _digits(takes * (at * TENS[decimals] + by * seconds), odd, places + decimals, 1)


OnLine = tuple[PriceLine, int, int, int, int]
"""A row on a line: its takes, its seconds without a point, the decimals behind that, and all its takes' millionths."""


Read = TypeVar("Read", int, tuple[int, int, int])


class Drawn(Priced):
    """A row priced by its line: its quote is made when it is asked for."""

    made: "Callable[[], Quote] | None" = None

    @property
    def quote(self) -> Quote | None:  # a field that is filled late
        """The quote for the row."""
        return self.made() if self.made else None

    def __reduce__(self) -> tuple[Any, ...]:
        return Priced, (*self[:6], self.quote, self.shoot)


class Family(Record):
    """Rows that differ in seconds and takes alone: where each stretch of their lengths begins and ends, in millionths
    of a second, and its line; None where it has none, or how often it was asked for so far.
    """

    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    whole: bool = False
    lines: "dict[int, PriceLine | int | None]" = {}  # noqa: RUF012  # of those that have no stretch


TAKES_PROVED = 7
"""Takes of which a line is proved to cost as much as the definition says."""
NO_HINTS: Iterator[bool] = iter(())
"""None of the hints that rows with wrong names may have is spent on a line."""
NO_STRETCH = -1
"""The number of a stretch that there is not."""
NO_LENGTH = -2
"""The number of the stretch of rows that say no length."""
LONE_ROWS = Family()
"""Rows that are priced one by one."""


class PriceLines:
    """Finds the lines of rows. A row is what it says but for its seconds and takes, which `values` reads, and both."""

    def __init__(self, pricer: Pricer, values: Callable[[Any], Values]) -> None:
        self.pricer, self.values = pricer, values
        self.families: dict[Hashable, Family] = {}
        self.stretches: dict[tuple[str | None, ...], Family] = {}
        self.drawn: list[PriceLine] = []
        self.counts: dict[str, int] = {}
        self.lengths: dict[str, tuple[int, int, int]] = {}

    def __call__(self, rest: Hashable, seconds: str, takes: str) -> OnLine | None:
        """The line that a row is on; None where it is priced by itself."""
        count = self.counts.get(takes) or self._count(takes)
        if not count:
            return None
        family = self.families.get(rest) or self._family(rest)
        if seconds:
            length, decimals, ticks = self.lengths.get(seconds) or self._length(seconds)
            number = bisect_right(family.starts, ticks) - 1
            if number >= 0 and (ticks > family.ends[number] or (decimals and family.whole)):
                number = NO_STRETCH
        elif takes:
            length, decimals, ticks, number = 0, 0, 0, NO_LENGTH
        else:
            return None
        line = family.lines.get(number, 0)
        if type(line) is not PriceLine:
            line = self._asked(rest, family, number)
            if line is None:
                return None
        return line, count, length, decimals, count * ticks

    def _count(self, takes: str) -> int:
        """The takes that a text says; 0 for what is read nowhere but in a row."""
        plain = takes.isdigit() and takes.isascii() and len(takes) <= len(f"{MOST_COUNT}")
        found = int(takes) if plain else int(not takes)
        return _kept(self.counts, takes, found if found <= MOST_COUNT else 0)

    def _length(self, seconds: str) -> tuple[int, int, int]:
        """The digits of a length, how many are behind its point, and its millionths of a second; those are below zero
        for what is read nowhere but in a row.
        """
        whole, point, part = seconds.partition(".")
        # What ends in 0 may be two numbers.
        plain = whole.isdigit() and seconds.isascii() and (not point or (part.isdigit() and part[-1] != "0"))
        if not plain or len(whole) > MOST_WHOLE or len(part) > FINE:
            return _kept(self.lengths, seconds, (0, 0, -1))
        length = int(whole + part)
        return _kept(self.lengths, seconds, (length, len(part), length * TENS[FINE - len(part)]))

    def settle(self, tally: Tally) -> None:
        """Adds to a tally what no tally has yet; it has other rows of each line, and keeps the order of its parts."""
        for line in self.drawn:
            if line.count:
                total = line.amount(line.takes, line.ticks)
                tally.add(line.priced._replace(total=total), line.scene, line.count, together=True)
                line.count = line.takes = line.ticks = 0
        self.drawn = [
            line for family in self.families.values() for line in family.lines.values() if type(line) is PriceLine
        ]

    def priced(self, values: Values) -> Priced | None:
        """A row that is on a line; None for any other. `dict` reads what such a row says."""
        rest = tuple([one for one in values.items() if one[0] not in MEASURES])
        found = self(rest, values.get("seconds", ""), values.get("takes", ""))
        if found is None:
            return None
        line, takes, _, _, ticks = found
        one = line.priced
        priced = Drawn(one.model, one.unit, line.amount(takes, ticks), one.grade)
        priced.made = partial(self.pricer.quote, values)
        return priced

    def _asked(self, rest: Hashable, family: Family, number: int) -> PriceLine | None:
        """The line of a stretch, where it is asked for often enough and has one."""
        asked = family.lines.get(number, 0)
        if family is LONE_ROWS or number == NO_STRETCH or not isinstance(asked, int):
            return None
        if asked < ASKED_BEFORE:
            family.lines[number] = asked + 1
            return None
        line = family.lines[number] = self._line(self.values(rest), family, number)
        if line:
            self.drawn.append(line)
        return line

    def _family(self, rest: Hashable) -> Family:
        if len(self.families) >= FAMILIES:
            self.families.clear()
        try:
            with limited(NO_HINTS):
                found = self._stretched(self.values(rest))
        except CreditcalcError:
            found = LONE_ROWS
        self.families[rest] = found
        return found

    def _stretched(self, values: Values) -> Family:
        """A new family of rows that say this."""
        if self.pricer.odds != UNSAID or any(name in values for name in ("minutes", *RATES)):
            return LONE_ROWS
        key = tuple(values.get(name) for name in ("platform", "edition", "model"))
        if key not in self.stretches:
            if len(self.stretches) >= FAMILIES:
                self.stretches.clear()
            self.stretches[key] = _stretches(self.pricer.model(values))
        found = self.stretches[key]
        return found if found is LONE_ROWS else found._replace(lines={})

    def _line(self, values: Values, family: Family, number: int) -> PriceLine | None:
        """The line of a stretch, proved by a length in its middle and by takes; None where there is none."""
        lengths: dict[Fraction | None, Quote] = {}
        try:
            with limited(NO_HINTS):
                for length in _proofs(family, number):
                    lengths[length] = self._quote(values, length)
                last = next(reversed(lengths))
                many = self._quote(values, last, TAKES_PROVED)
        except CreditcalcError:
            return None
        if not all(map(_drawable, (*lengths.values(), many))) or (len(lengths) > 1 and not _even(many)):
            return None
        alike = {_common(quote) for quote in (*lengths.values(), many)}
        low, high = (_slope({at: getattr(one.total, end) for at, one in lengths.items()}) for end in ("low", "high"))
        if len(alike) > 1 or low is None or (high is None and many.total.high is not None):
            return None
        priced = Priced(many.generation.model.id, self.pricer.unit(many.edition), many.total, many.grade)
        line = PriceLine(priced, values.get("scene", ""), low, high)
        ticks = int((last or 0) * TICKS_A_SECOND)
        return line if line.amount(TAKES_PROVED, TAKES_PROVED * ticks) == many.total else None

    def _quote(self, values: Values, seconds: Fraction | None, takes: int = 1) -> Quote:
        said = {} if seconds is None else {"seconds": word_of(seconds)}
        return self.pricer.quote({**values, **said, "takes": f"{takes}"})


def _kept(memo: dict[str, Read], text: str, found: Read) -> Read:
    """Remembers what a text says; all is forgotten where that is too much."""
    if len(memo) >= TEXTS_KEPT:
        memo.clear()
    memo[text] = found
    return found


def _proofs(family: Family, number: int) -> dict[Fraction | None, None]:
    """The first, the middle and the last length of a stretch, which may be one."""
    if number == NO_LENGTH:
        return {None: None}
    start, end = family.starts[number], family.ends[number]
    middle = (start + end) // 2
    middle -= middle % TICKS_A_SECOND if family.whole else 0
    return {Fraction(ticks, TICKS_A_SECOND): None for ticks in (start, middle, end)}


def _slope(figures: Mapping[Fraction | None, Fraction | None]) -> Slope | None:
    """The slope through what each length costs; None where they are not on one, or have no end."""
    (start, first), *_, (end, last) = [*figures.items()] * 2
    if first is None or last is None:
        return None
    by = Fraction(0) if start == end else (last - first) / ((end or 0) - (start or 0))
    at = first - by * (start or 0)
    return Slope.of(at, by) if all(one == at + by * (length or 0) for length, one in figures.items()) else None


def _common(quote: Quote) -> tuple[str, str, bool]:
    """What all rows on a line have in common."""
    return quote.grade, quote.total.qualifier, quote.total.approximate


def _drawable(quote: Quote) -> bool:
    """Whether a line may go through a price: a known one, and approximate in all of it or in nothing.

    Where settings that take any number are open, ends that are only come near to move, which bends the line.
    """
    total, settings = quote.total, quote.generation.model.settings
    if total.qualifier == "unknown" or any(settings[name].number for name in quote.generation.open):
        return False
    return total.reach() == Amount(total.low, total.high, total.approximate).reach()


def _stretches(model: Model) -> Family:
    """The stretches of a model's lengths, each a single one or one on which nothing begins or ends."""
    if model.rounding and model.rounding.at == "total":
        return LONE_ROWS  # not so much for each take
    setting = model.settings.get("seconds")
    if setting is None:
        return Family()._replace(lines={})
    near = Fraction(1) if setting.whole else MILLIONTH
    marks = sorted(mark for mark in breakpoints(model, "seconds", near) if isinstance(mark, Fraction))
    if any((mark / MILLIONTH).denominator != 1 for mark in marks):
        return LONE_ROWS
    if setting.range and setting.range.high is None and marks:
        marks.append(Fraction(LONGEST if not setting.whole else LONGEST + 1 - TICKS_A_SECOND, TICKS_A_SECOND))
    found = [
        (int(start / MILLIONTH), int(end / MILLIONTH))
        for start, end in _apart(marks, near, setting.range is not None and _straight(model))
    ]
    return Family(tuple(start for start, _ in found), tuple(end for _, end in found), bool(setting.whole), {})


def _apart(marks: list[Fraction], near: Fraction, straight: bool) -> Iterator[tuple[Fraction, Fraction]]:
    """Each mark alone, and what lies between two of them that are not neighbours, both included."""
    inside = False
    for number, mark in enumerate(marks):
        after = marks[number + 1] if number + 1 < len(marks) else mark
        wide = straight and after - mark > near
        if wide:
            yield mark, after
        elif not inside:
            yield mark, mark
        inside = wide


def _straight(model: Model) -> bool:
    """Whether nothing that is done to a whole price can bend it between two lengths."""
    return not (model.uses or model.minimum or model.rounding)


def _even(quote: Quote) -> bool:
    """Whether what all its rows count of a length grows evenly."""
    model, variants = quote.generation.model, quote.generation.variants
    holding = [row for row in (*model.rates, *model.surcharges) if any(holds(row.when, one) for one in variants)]
    return all(map(_row_even, holding))


def _row_even(row: Rate) -> bool:
    if row.quantity is not None and "seconds" in row.quantity.names():
        return False
    return row.per is None or row.per.setting != "seconds" or (row.per.part == "proportional" and not row.tiers)


def _digits(count: int, odd: int, places: int, up: int = 0) -> str:
    """`count / (odd * 10**places)` as `creditcalc.amount.decimal` writes it, up for 1."""
    if odd != 1:
        found, rest = divmod(count, odd)
        if rest:
            count = count * 10**DECIMAL_PLACES
            count, rest = divmod(count, odd * 10**places)
            count, places = count + (up if rest else 0), DECIMAL_PLACES
        else:
            count = found
    if not places:
        return str(count)
    whole, part = divmod(count, 10**places)
    return f"{whole}.{part:0{places}d}".rstrip("0") if part else str(whole)
