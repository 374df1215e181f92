"""Figures as people read them: outward, as fine as their width deserves, with their signs and units.

JSON, CSV and `--quiet` keep every digit; gates, sorting and sums use the amounts themselves.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from creditcalc.amount import TOLERANCE, Amount, decimal, exactly
from creditcalc.record import Record
from creditcalc.text import units_of

if TYPE_CHECKING:
    from creditcalc.difference import Difference

LAST_DIGIT = Fraction(1, 100)
"""The last digit of figures of 1 and more."""
Rounded = Callable[[Fraction], int]
WORTH = 8
"""A range is printed in steps of at most this part of its width."""
CURRENCY_SIGNS = {"USD": "$"}
THOUSANDS = re.compile(r"(?<=\d)(?=(?:\d{3})+$)")
"""The places in whole digits where thousands are separated."""
PRINTED = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?")
"""A number as it is printed, within a figure."""
PRINTED_FOR = (1, 1_000, 1_000_000)
"""The numbers of units that a price is printed for."""
_exact: ContextVar[bool] = ContextVar("exact", default=False)


@contextmanager
def all_digits(asked: bool) -> Iterator[None]:
    """Shows all digits meanwhile, if asked to."""
    before = _exact.set(asked)
    try:
        yield
    finally:
        _exact.reset(before)


class Figure(Record):
    """An amount with its sign or unit: `$16.67`, `~93–107 %`; `listed` where a source prints it just so."""

    amount: Amount
    before: str = ""
    after: str = ""
    listed: bool = False

    def __str__(self) -> str:
        return _text(*self)


def shown(amount: "Amount | Difference") -> str:
    """A figure that was calculated: `~7.6–10.7`, `80+`, `≤ ~100`, `16.67`, `unknown`; of a difference with its sign."""
    return _text(amount) if isinstance(amount, Amount) else _difference(amount)


def listed(amount: Amount) -> str:
    """A figure as its source prints it, with all its digits: `0.084`, `~28–30`."""
    return _text(amount, listed=True)


def money(amount: Amount, currency: str, *, listed: bool = False) -> Figure:
    """Money: `$16.67`, `~$28–30`, `9.20 EUR`."""
    sign = CURRENCY_SIGNS.get(currency, "")
    return Figure(amount, sign, "" if sign else f" {currency}", listed)


def in_unit(amount: Amount, unit: str) -> str:
    """A sum with the unit of its price book: `~7.6–10.7 credits`, `1 credit`, `$16.67`."""
    if unit.isupper():
        return str(money(amount, unit))
    figure = shown(amount)
    return f"{figure} {units_of(figure, unit)}"


def percentage(amount: Amount) -> Figure:
    """A share, of an amount in per cent: `~93–107 %`."""
    return Figure(amount, "", " %")


def multiple(amount: Amount) -> Figure:
    """How many times something: `1.45×`."""
    return Figure(amount, "", "×")


def price_figure(amount: Amount, currency: str = "", *, calculated: bool = False) -> Figure:
    """A price of a sheet: as its source prints it, but for a range and what else is `calculated`."""
    end = amount.low if amount.high in (None, amount.low) and not calculated else None
    printed = end is not None and decimal(end) == decimal(end, up=True)
    return money(amount, currency, listed=printed) if currency else Figure(amount, listed=printed)


def per(amount: Amount, unit: str) -> tuple[Amount, str]:
    """How many units a price is printed for, and that in words: of one below 0.01 they are a thousand, or a million."""
    size = next((size for size in PRINTED_FOR[:-1] if not _tiny(amount * exactly(size))), PRINTED_FOR[-1])
    return exactly(size), f"per {unit}" if size == 1 else f"per {size:,} {unit}s"


def rate(amount: Amount, unit: str) -> str:
    """A price as its source prints it: `~0.5 per second`; of one below 0.01 that of a thousand."""
    size, words = per(amount, unit)
    return f"{price_figure(amount * size)} {words}"


def in_words(figure: "Amount | Figure") -> str:
    """The figure within a sentence: `at least 80`, `about $38–54`, `at most about 100`."""
    one = figure if isinstance(figure, Figure) else Figure(figure)
    amount = one.amount
    about = "about " if amount.approximate and amount.qualifier != "unknown" else ""
    plain = str(one._replace(amount=Amount(amount.low, amount.high)))
    if amount.qualifier in ("at_least", "at_most"):
        return f"{amount.qualifier.replace('_', ' ')} {about}{plain.replace('+', '').removeprefix('≤ ')}"
    return about + plain


def in_words_of_unit(amount: Amount, unit: str) -> str:
    """A sum within a sentence, with the unit of its price book: `at least 80 credits`, `about $7.6–10.7`."""
    if unit.isupper():
        return in_words(money(amount, unit))
    return f"{in_words(amount)} {units_of(shown(amount), unit)}"


def in_sentence(figure: Figure) -> str:
    """A figure with its sign or unit within a sentence: `$16.67`, `at least ~$28`, `at most ~$5.29`."""
    if figure.amount.qualifier == "at_least":
        return f"at least {str(figure).replace('+', '')}"
    return str(figure).replace("≤", "at most")


def tolerant(amount: "Amount | Difference", tolerance: Fraction = TOLERANCE) -> str:
    """The figure for a verdict: `80`, `~5 (4.5–5.5 at 10 % tolerance)`."""
    if not amount.approximate:
        return shown(amount)
    return f"{shown(amount)} ({shown(amount.reach(tolerance))} at {decimal(tolerance * 100)} % tolerance)"


def told_apart(more: "Amount | Difference", limit: Amount, tolerance: Fraction = TOLERANCE) -> tuple[str, str]:
    """Both figures for a verdict that one is more than the other: with all digits where rounding would hide that."""
    least, most = (PRINTED.findall(shown(one.reach(tolerance))) for one in (more, limit))
    hidden = _number(least[0]) <= _number(most[-1])
    with all_digits(hidden or _exact.get()):
        return tolerant(more, tolerance), tolerant(limit, tolerance)


def _number(figure: str) -> Fraction:
    return Fraction(figure.replace(",", ""))


def thousands(digits: str) -> str:
    """Decimal digits with the thousands separated: `4,744.5`."""
    whole, point, rest = digits.partition(".")
    return f"{THOUSANDS.sub(',', whole)}{point}{rest}"


def _tiny(amount: Amount) -> bool:
    return bool(amount.low or amount.high) and (amount.high or amount.low) < LAST_DIGIT


def _text(amount: Amount, before: str = "", after: str = "", listed: bool = False) -> str:
    low, high = amount.low, amount.high
    about = f"~{before}" if amount.approximate else before
    cents = bool(before) or after[1:].isupper()
    if high is None:
        return f"{about}{_one(low, floor, cents, listed, bound=True)}+{after}" if low else "unknown"
    if low == high:
        return f"{about}{_one(low, _nearest, cents, listed)}{after}"
    if not low:
        return f"≤ {about}{_one(high, ceil, cents, listed, bound=True)}{after}"
    every = listed or _exact.get()
    ends = _alike(decimal(low), decimal(high, up=True)) if every else _range(low, high)
    return f"{about}{'–'.join(ends)}{after}"


def _one(value: Fraction, rounded: Rounded, cents: bool, listed: bool, bound: bool = False) -> str:
    """A single figure, or the one end of a bound; of cents both digits or none."""
    if listed or _exact.get():
        ends = decimal(value), decimal(value, up=True)
        if rounded is _nearest and ends[0] != ends[1]:
            return "–".join(map(thousands, ends))
        digits = ends[rounded is ceil]
    else:
        places = _places(value, bound=bound)
        digits = _digits(Fraction(rounded(value * 10**places), 10**places), places)
    return thousands(f"{digits}0" if cents and digits[-2:-1] == "." else digits)


def _places(value: Fraction, *, bound: bool) -> int:
    """The decimals of a figure: two from 0.1 upward, two digits that count below; of a bound three digits in all."""
    if not value:
        return 0
    if bound:
        if value >= 100:
            return 0
        enough = 1 if value >= 10 else 2
        return max(enough, _first(value)) if value < 1 else enough
    return 2 if value >= Fraction(1, 10) else _first(value) + 1


def _first(value: Fraction) -> int:
    """The decimal place of the first digit that counts, of a value below 1."""
    place = 1
    while value * 10**place < 1:
        place += 1
    return place


def _range(low: Fraction, high: Fraction) -> tuple[str, str]:
    """Both ends outward in the unit that their width deserves; a low end above nothing keeps a digit."""
    ends, places = _outward(low, high)
    if not ends[0] and low:
        place = _first(low) if low < 1 else 1 - len(str(floor(low)))
        own = Fraction(10) ** place
        return thousands(_digits(floor(low * own) / own, place)), thousands(_digits(ends[1], places))
    return thousands(_digits(ends[0], places, keep=True)), thousands(_digits(ends[1], places, keep=True))


def _outward(low: Fraction, high: Fraction) -> tuple[tuple[Fraction, Fraction], int]:
    """Both ends outward in the unit that their width deserves, and the decimals of both."""
    places = _unit(low, high)
    scale = Fraction(10) ** places
    ends = Fraction(floor(low * scale)) / scale, Fraction(ceil(high * scale)) / scale
    return ends, 0 if all(end.denominator == 1 for end in ends) else places


def _alike(*ends: str) -> list[str]:
    """Decimal digits with the same number of decimals each."""
    parts = [end.partition(".") for end in ends]
    places = max(len(part) for _, _, part in parts)
    return [thousands(f"{whole}.{part:0<{places}}" if places else whole) for whole, _, part in parts]


def _unit(low: Fraction, high: Fraction) -> int:
    """The decimal place of the last digit that a range is printed with; below nothing for tens and more."""
    step = (high - low) / WORTH
    place = 0
    while Fraction(10) ** -place > step:
        place += 1
    while Fraction(10) ** (1 - place) <= step:
        place -= 1
    top = max(abs(low), abs(high))
    return min(place, 2 if top >= 1 else _first(top) + 1)


def _digits(value: Fraction, places: int, *, keep: bool = False) -> str:
    """The decimal digits of a value that has no more than these places."""
    text = f"{floor(value * 10**places):0{places + 1}d}" if places > 0 else str(floor(value))
    if places <= 0:
        return text
    text = f"{text[:-places]}.{text[-places:]}"
    return text if keep else text.rstrip("0").rstrip(".")


def _nearest(value: Fraction) -> int:
    """The nearest whole number, half up."""
    return floor(value + Fraction(1, 2))


def _difference(one: "Difference") -> str:
    low, high, about = one.low, one.high, "~" if one.approximate else ""
    if low is None or high is None:
        end = high if low is None else low
        if end is None:
            return "unknown"
        return f"{about}{_signed(end, floor if high is None else ceil)} or {'more' if high is None else 'less'}"
    if low == high:
        return about + _signed(low, _nearest)
    if _exact.get():
        ends = (low, decimal(low)), (high, decimal(high, up=True))
        return about + " to ".join(_sign(end) + thousands(digits.lstrip("-")) for end, digits in ends)
    rounded, places = _outward(low, high)
    return about + " to ".join(f"{_sign(end)}{thousands(_digits(abs(end), places, keep=True))}" for end in rounded)


def _signed(value: Fraction, rounded: Rounded) -> str:
    if _exact.get():
        return _sign(value) + thousands(decimal(abs(value)))
    places = _places(abs(value), bound=False)
    value = Fraction(rounded(value * 10**places), 10**places)
    return _sign(value) + thousands(_digits(abs(value), places))


def _sign(value: Fraction) -> str:
    return "+" if value > 0 else "-" if value < 0 else ""
