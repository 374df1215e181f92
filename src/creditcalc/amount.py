"""Amounts of credits or money: exact intervals, and whether they are approximate.

Numbers are `Fraction`, made from decimal text: 20 per minute for 8 seconds is 8/3, which no decimal holds.
They become decimals again only on output, rounded outward, so that what is printed contains the true value.
"""

import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NoReturn

from creditcalc.errors import CreditcalcError

if TYPE_CHECKING:
    from creditcalc.reports.objects import shared

Qualifier = Literal["exact", "about", "at_least", "at_most", "range", "unknown"]
Verdict = Literal["within", "over", "unclear"]
Ends = tuple[Fraction, Fraction | None]
End = Literal["low", "high"]
"""One of the two figures that an amount lies between."""

DIGITS = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,15})?", re.ASCII)
EXPONENT = r"[0-9]{1,30}(?:\.[0-9]{1,30})?[eE][+-]?[0-9]{1,3}"
MOST_DIGITS = 15
"""Digits that are read on either side of the point."""
WHOLE = re.compile(r"[0-9]{1,15}", re.ASCII)
FRACTION = r"[0-9]{1,300}(?:\.[0-9]{1,300}|/[1-9][0-9]{0,299})?"
AMBIGUOUS = r"[1-9][0-9]{0,2}(?:,[0-9]{3}|\.[0-9]{2}0)"
"""A thousand or one, as the sign stands for thousands or for the point. No program prints a decimal that ends in 0."""
COMMA = r"[1-9][0-9]{0,6},[0-9]{1,2}"
"""A decimal as it is written where a comma is the point, or a number with a comma that is too much."""
DECIMAL_PLACES = 6
"""Decimal places of an output that does not end by itself."""
TOLERANCE = Fraction(1, 10)
"""How far what is approximate reaches up and down in gates and verdicts, unless another share is given."""
MOST_BITS = 12_950
"""Of the longest whole number that is written; Python writes 4,300 digits."""
LONGEST_DECIMAL = 30
"""Decimal places of the longest exact product that is printed in full."""


def number(text: str) -> Fraction:
    """A number as people write it: `8`, `0.5`.

    Raises CreditcalcError for what may be two numbers, `1,000`, `1.000` and `7,5`, and for anything else: signs,
    exponents, commas, `nan`, more than 15 digits a side.
    """
    if ambiguous(text) or ("," in text and re.fullmatch(COMMA, text, re.ASCII)):
        thousands, point = re.sub("[.,]", "", text), shortest(text.replace(",", "."))
        raise CreditcalcError(f"`{text}` may be {thousands} or {point}: write `{thousands}` or `{point}`")
    return figure(text)


def ambiguous(text: str) -> bool:
    """Whether a text may be two numbers, `1,000` or `1.000`."""
    # most texts are shorter or end otherwise, and to compile the pattern takes longer than to price a generation
    return len(text) > 4 and ("," in text or text[-1] == "0") and re.fullmatch(AMBIGUOUS, text, re.ASCII) is not None


def shortest(text: str) -> str:
    """A decimal of a format that says what its numbers are, such as JSON, without zeros at its end: `5.000` is `5`."""
    return text.rstrip("0").removesuffix(".") if DIGITS.fullmatch(text) and "." in text else text


def plain(text: str) -> str:
    """A number of such a format without an exponent: `50e-1` is `5`. One with too many digits stays as it is."""
    if not re.fullmatch(EXPONENT, text, re.ASCII):
        return shortest(text)
    digits, _, power = text.lower().partition("e")
    whole, _, part = digits.partition(".")
    places = int(power) + len(whole)
    if not -MOST_DIGITS <= places <= 2 * MOST_DIGITS:
        return text
    padded = ("0" * max(0, -places) + whole + part).ljust(max(0, places), "0")
    places = max(0, places)
    return shortest(f"{padded[:places].lstrip('0') or '0'}.{padded[places:] or '0'}")


def figure(text: str) -> Fraction:
    """A number of a price sheet, where the point is a point and nothing else: `8`, `0.5`, `1.500`.

    Raises CreditcalcError for anything else: signs, exponents, commas, `nan`, more than 15 digits a side.
    """
    if not DIGITS.fullmatch(text):
        raise CreditcalcError(f"`{text[:40]}` is not a number: write digits and a point, as in `8` or `8.5`")
    return Fraction(text)


def whole(text: str) -> int:
    """A whole number in digits: `8`, `08`. Raises CreditcalcError for anything else, and for more than 15 digits."""
    if not WHOLE.fullmatch(text):
        raise CreditcalcError(f"`{text[:40]}` is not a whole number: write digits, as in `8`")
    return int(text)


def fraction(text: str) -> Fraction:
    """A number as an export of ours has it, all its digits: `80`, `2.5`, `20/3`.

    Raises CreditcalcError for anything else: nothing divided by nothing, no exponents, which may stand for years of
    digits, and no more than 300 digits a part.
    """
    if not re.fullmatch(FRACTION, text, re.ASCII):
        raise CreditcalcError(f"`{text[:40]}` is not a number")
    return Fraction(text)


def decimal(value: Fraction, *, up: bool = False, places: int | None = None) -> str:
    """The value in decimal digits, all of them if they end, else rounded down (or up) to six places.

    Raises CreditcalcError for more digits than Python writes. `places` rounds earlier, in the same direction.
    """
    numerator, denominator = value.numerator, value.denominator
    if denominator == 1:  # as most are: a wallet writes millions of them
        length, whole = 0, numerator
    else:
        found = _ending(denominator)
        if found is None:
            length = DECIMAL_PLACES if places is None else places
        else:
            length = found if places is None else min(found, places)
        scaled = numerator * 10**length
        whole = -(-scaled // denominator) if up else scaled // denominator
    if whole.bit_length() > MOST_BITS:
        raise CreditcalcError("a figure has more than 3,900 digits: check the prices and quantities it is made of")
    if not length:
        return str(whole)
    digits = f"{abs(whole):0{length + 1}d}"
    point = f"{digits[:-length]}.{digits[-length:]}".rstrip("0").rstrip(".")
    return f"-{point}" if whole < 0 else point


@lru_cache(maxsize=256)  # a wallet has many figures, of few denominators
def _ending(denominator: int) -> int | None:
    """How many decimal places end such a figure; None where too few do."""
    return next((places for places in range(LONGEST_DECIMAL + 1) if 10**places % denominator == 0), None)


def share_of_percent(text: str) -> Fraction:
    """A share from 0 to 1 as it is written in per cent: `10`, `10%`, `2.5`. Raises CreditcalcError for any other."""
    share = number(text.removesuffix("%")) / 100
    if share > 1:
        raise CreditcalcError(f"`{text[:40]}` is more than 100%: write a share in per cent, as in `10`")
    return share


class Amount:
    """An interval of credits or money: `low` to `high`, open upward where `high` is None.

    `approximate` says that the source wrote "about". Nothing is known of an amount from 0 upward without
    end: that is `unknown`, which is not zero. An amount never changes; two that say the same are equal.
    """

    # `_reach` are the ends with what is approximate in it `TOLERANCE` lower and higher, where that is not all of it: of
    # 80 + ~5 it is 84.5 and 85.5. It is None where all of the amount is approximate, or nothing. `_reached` is what it
    # reaches, once that was asked for.

    __slots__ = ("_reach", "_reached", "approximate", "high", "low")
    __match_args__ = ("low", "high", "approximate")

    low: Fraction
    high: Fraction | None
    approximate: bool
    _reach: "Ends | None"
    _reached: "Amount"

    def __init__(
        self, low: Fraction, high: Fraction | None, approximate: bool = False, reach: "Ends | None" = None
    ) -> None:
        _set_low(self, low)
        _set_high(self, high)
        _set_approximate(self, approximate)
        _set_reach(self, reach)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"an amount never changes: make another one with this {name}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"an amount never changes: it keeps its {name}")

    def __reduce__(self) -> "tuple[type[Amount], tuple[object, ...]]":
        said = (self.low, self.high, self.approximate)
        return Amount, said if self._reach is None else (*said, self._reach)

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not Amount:
            return NotImplemented
        return (self.low, self.high, self.approximate) == (other.low, other.high, other.approximate)

    def __hash__(self) -> int:
        return hash((self.low, self.high, self.approximate))

    def __repr__(self) -> str:
        return f"Amount(low={self.low!r}, high={self.high!r}, approximate={self.approximate!r})"

    @classmethod
    def typed(cls, text: str) -> "Amount":
        """An amount as people write it: as in `parse`, but what may be two numbers is refused, as by `number`."""
        for part in re.split(r"\.\.|[~+]", text):
            if ambiguous(part):
                number(part)
        return cls.parse(text)

    @classmethod
    def parse(cls, text: str) -> "Amount":
        """An amount as sheets write it: `0.5`, `~0.5`, `10+`, `~15+`, `..20`, `20..40`, `~12..17`, `unknown`.

        Raises CreditcalcError for any other form, and for a range whose ends are the wrong way round.
        """
        if not isinstance(text, str):
            raise CreditcalcError(f"an amount is text, as in `10+`, not {type(text).__name__}")
        if text == "unknown":
            return UNKNOWN
        approximate = text.startswith("~")
        digits = text[1:] if approximate else text
        start, dots, end = digits.partition("..")
        try:
            if digits.endswith("+"):
                low = figure(digits[:-1])
                return cls(low, None, approximate) if low else UNKNOWN
            high = figure(end) if dots else figure(start)
            low = high if not dots else figure(start) if start else Fraction(0)
        except CreditcalcError:
            raise CreditcalcError(
                f"`{text[:40]}` is not an amount: write `0.5`, `~0.5`, `10+`, `..20`, `20..40` or `unknown`"
            ) from None
        if high < low:
            raise CreditcalcError(f"`{text}` runs backwards: write the smaller number first")
        return cls(low, high, approximate)

    @property
    def exact(self) -> bool:
        """Whether it is one number, made so: nothing is lost where it is not seen, but time."""
        return self.high is self.low and not self.approximate

    @property
    def wholly(self) -> bool:
        """Whether all of it is approximate, and made so: where it is not seen, the ends of its reach say so."""
        return self.approximate and self._reach is None

    @property
    def qualifier(self) -> Qualifier:
        """How much the figure says."""
        if self.high is None:
            return "at_least" if self.low else "unknown"
        if self.low == self.high:
            return "about" if self.approximate else "exact"
        return "range" if self.low else "at_most"

    def __str__(self) -> str:
        """The amount as `parse` reads it, to the last digit; a decimal without end becomes a range round it."""
        if self.high is None and not self.low:
            return "unknown"
        sign = "~" if self.approximate else ""
        low = decimal(self.low)
        if self.high is None:
            return f"{sign}{low}+"
        high = decimal(self.high, up=True)
        if low == high:
            return sign + low
        return f"{sign}{low if self.low else ''}..{high}"

    def as_json(self) -> "shared.AmountObject":
        """The amount for scripts: decimals as text, None for an open end; an unknown amount has no ends."""
        known = self.low > 0 or self.high is not None
        return {
            "low": decimal(self.low) if known else None,
            "high": None if self.high is None else decimal(self.high, up=True),
            "approximate": self.approximate,
            "qualifier": self.qualifier,
            "text": str(self),
        }

    def __add__(self, other: "Amount") -> "Amount":
        low = plus(self.low, other.low)
        if self.high is self.low and other.high is other.low:
            high: Fraction | None = low
        else:
            high = None if self.high is None or other.high is None else plus(self.high, other.high)
        if self.approximate or other.approximate:
            return Amount(low, high, True, self._reach_with(other, Amount.__add__))
        return Amount(low, high)

    def __mul__(self, other: "Amount") -> "Amount":
        low = self.low * other.low
        approximate = self.approximate or other.approximate
        high = low if self.high is self.low and other.high is other.low else _product(self.high, other.high)
        # of a product with something exact that part is approximate which was so before; else all of it is
        reach = self._reach or other._reach
        if reach is not None:
            both = self.approximate and other.approximate
            reach = None if both else self._reach_with(other, Amount.__mul__)
        return Amount(low, high, approximate, reach)

    def __truediv__(self, other: "Amount") -> "Amount":
        """How many times `other` this is: the interval of all quotients; open where `other` may be zero."""
        low = Fraction(0) if other.high is None or not other.high else self.low / other.high
        high = None if self.high is None or not other.low else self.high / other.low
        return Amount(low, high, self.approximate or other.approximate)

    def minus(self, other: "Amount") -> "Amount":
        """What is left after taking `other`, never below nothing; each may be any figure of its interval."""
        low = NOTHING if other.high is None else above(self.low, other.high)
        if self.high is self.low and other.high is other.low:
            high: Fraction | None = low
        else:
            high = None if self.high is None else above(self.high, other.low)
        if self.approximate or other.approximate:
            return Amount(low, high, True, _ends(self.reach().minus(other.reach())))
        return Amount(low, high)

    def __or__(self, other: "Amount") -> "Amount":
        """The smallest interval that holds both."""
        high = None if self.high is None or other.high is None else max(self.high, other.high)
        if self.approximate or other.approximate:
            return Amount(min(self.low, other.low), high, True, self._reach_with(other, Amount.__or__))
        return Amount(min(self.low, other.low), high)

    def at_least(self, least: "Amount") -> "Amount":
        """The larger of the two, each of which may be any figure of its interval."""
        low = max(self.low, least.low)
        high = None if self.high is None or least.high is None else max(self.high, least.high)
        if self.approximate or least.approximate:
            return Amount(low, high, True, self._reach_with(least, Amount.at_least))
        return Amount(low, high)

    def each(
        self, change: Callable[[Fraction], Fraction], upper: Callable[[Fraction], Fraction] | None = None
    ) -> "Amount":
        """The amount with a change that grows with it, such as rounding, made to both its ends.

        `upper` is made to the upper ends, where they change otherwise than the lower ones.
        """

        def made(low: Fraction, high: Fraction | None) -> Ends:
            return change(low), None if high is None else (upper or change)(high)

        reach = None if self._reach is None else made(*self._reach)
        return Amount(*made(self.low, self.high), self.approximate, reach)

    def _reach_with(self, other: "Amount", how: "Callable[[Amount, Amount], Amount]") -> "Ends | None":
        """The ends of what both reach together; None where all of both is approximate, and so all of the result."""
        if self.approximate and other.approximate and self._reach is other._reach is None:
            return None
        return _ends(how(self.reach(), other.reach()))

    def reach(self, tolerance: Fraction = TOLERANCE) -> "Amount":
        """The exact interval of all that it may be, if what is approximate in it is off by that share at most.

        It reaches both ways, from both ends: ~5 is 4.5 to 5.5, and 80 + ~5 is 84.5 to 85.5.
        """
        if not self.approximate:
            return self
        if tolerance is TOLERANCE:  # that of every sum
            try:
                return self._reached
            except AttributeError:
                _set_reached(self, self._reaching(tolerance))
                return self._reached
        return self._reaching(tolerance)

    def _reaching(self, tolerance: Fraction) -> "Amount":
        if self._reach is None:
            high = None if self.high is None else self.high * (1 + tolerance)
            return Amount(self.low * max(NOTHING, 1 - tolerance), high)
        low, high = self._reach
        if tolerance is TOLERANCE:
            return Amount(max(NOTHING, low), high)
        times = tolerance / TOLERANCE
        if self.high is not None and high is not None:
            high = self.high + (high - self.high) * times
        return Amount(max(NOTHING, self.low - (self.low - low) * times), high)

    def __contains__(self, other: "Amount") -> bool:
        if other.low < self.low:
            return False
        return self.high is None or (other.high is not None and other.high <= self.high)

    def against(self, limit: Fraction, tolerance: Fraction = TOLERANCE) -> Verdict:
        """Whether all that the amount reaches stays within a limit, which is inclusive; unclear where it may be either.

        ~5 is over 4.4, within 5.5, and unclear between: it reaches from 4.5 to 5.5.
        """
        reach = self.reach(tolerance)
        if reach.high is not None and reach.high <= limit:
            return "within"
        return "over" if reach.low > limit else "unclear"


# the slots' own setters fill an amount past its `__setattr__`, as fast as a plain assignment
_set_low, _set_high, _set_approximate, _set_reach, _set_reached = (
    vars(Amount)[name].__set__ for name in ("low", "high", "approximate", "_reach", "_reached")
)
NOTHING, ONE = Fraction(0), Fraction(1)
UNKNOWN = Amount(Fraction(0), None)
ZERO = Amount(Fraction(0), Fraction(0))


# By hand, since a large wallet does little else: two and three times as fast as the operators of fractions.
def plus(one: Fraction, other: Fraction) -> Fraction:
    """The sum of two numbers."""
    (number, parts), (more, others) = one.as_integer_ratio(), other.as_integer_ratio()
    return Fraction(number + more) if parts == others == 1 else one + other


def above(one: Fraction, other: Fraction) -> Fraction:
    """How much one number is above another one: `NOTHING` itself where it is not."""
    (number, parts), (taken, others) = one.as_integer_ratio(), other.as_integer_ratio()
    rest = number * others - taken * parts
    if rest <= 0:
        return NOTHING
    return Fraction(rest) if parts == others == 1 else Fraction(rest, parts * others)


def _ends(amount: Amount) -> Ends:
    return amount.low, amount.high


def _product(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    """Nothing times an open end is nothing: zero seconds cost zero at any price."""
    if one is None or other is None:
        return Fraction(0) if 0 in (one, other) else None
    return one * other


def exactly(value: int | Fraction) -> Amount:
    """The amount that is just this number."""
    value = Fraction(value)
    return Amount(value, value)


def total(amounts: Iterable[Amount]) -> Amount:
    """The sum; nothing sums to zero."""
    result: Amount | None = None
    for amount in amounts:
        result = amount if result is None else result + amount
    return ZERO if result is None else result
