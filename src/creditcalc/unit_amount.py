"""Amounts with their unit, as the library hands them out: credits of one price book, or money."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from creditcalc.amount import TOLERANCE, Amount, Qualifier, exactly, share_of_percent
from creditcalc.errors import UNCLEAR, CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.rating.generation import words
from creditcalc.rating.spoken import limit_said
from creditcalc.record import Frozen
from creditcalc.text import units_of

if TYPE_CHECKING:
    from creditcalc.reports.objects.shared import AmountObject

ExactNumber = int | Fraction | Decimal
"""A number that is just what it says."""
NumberSaid = str | ExactNumber
"""A number, or its decimal text."""
SPEC = re.compile(r"((?:.?[<>^])?\d*)(exact|figure|unit|words|)", re.DOTALL)
"""How an amount is formatted: how wide, and as what."""
Within = Literal["yes", "no", "unknown"]
WITHIN: dict[str, Within] = {"within": "yes", "over": "no", "unclear": "unknown"}


class UnitAmount(Frozen):
    """An interval of credits of one price book, or of money: `low` to `high`, which is None where it is open.

    `about` says that the source wrote "about". `unit` is `credit` or a currency, `of` the platform and price book whose
    credits they are, nothing for money. Amounts of one unit add up, also by `sum()`, and are multiplied by an int,
    Fraction or Decimal.

    `==` compares what is said: `~5` is `~5`. `<` and its like raise CreditcalcError, code 4, where the order cannot be
    told. Different units raise CreditcalcError in both; a float does too.

    `str` is the amount to the last digit. An f-string takes `figure` (`~7.6–10.7`), `unit` (`~7.6–10.7 credits`),
    `words` (`about 7.6–10.7 credits`) or `exact`, after a width if you like: `f"{total:>20unit}"`.
    """

    __slots__ = ("amount", "of", "unit")
    amount: Amount
    unit: str
    of: str

    def __init__(self, amount: Amount, unit: str, of: str = "") -> None:
        self._keep(amount=amount, unit=unit, of=of)

    @classmethod
    def in_book(cls, amount: Amount, edition: Edition) -> "UnitAmount":
        """An amount in the unit of a price book."""
        return cls(amount, edition.unit, "" if edition.unit.isupper() else f"{edition.platform} {edition.id}")

    @property
    def low(self) -> Fraction:
        """The lower end."""
        return self.amount.low

    @property
    def high(self) -> Fraction | None:
        """The upper end; None where it is open."""
        return self.amount.high

    @property
    def about(self) -> bool:
        """Whether it is approximate."""
        return self.amount.approximate

    @property
    def approximate(self) -> bool:
        """The same, as objects for scripts call it."""
        return self.amount.approximate

    @property
    def qualifier(self) -> Qualifier:
        """How much the figure says: exact, about, at_least, at_most, range or unknown."""
        return self.amount.qualifier

    def as_json(self) -> "AmountObject":
        """The amount as objects for scripts have it, without its unit."""
        return self.amount.as_json()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, UnitAmount):
            return NotImplemented
        return (self.amount, self.unit, self.of) == (other.amount, other.unit, other.of)

    def __hash__(self) -> int:
        return hash((self.amount, self.unit, self.of))

    def __str__(self) -> str:
        return str(self.amount)

    def __repr__(self) -> str:
        return f"<{self.amount} {units_of(str(self.amount), self.unit)}{f' of {self.of}' if self.of else ''}>"

    def __format__(self, spec: str) -> str:
        from creditcalc.figures import in_unit, in_words_of_unit, money, shown  # noqa: PLC0415  # most are never shown

        found = SPEC.fullmatch(spec)
        if found is None:
            raise ValueError(f"`{spec[:40]}` formats no amount: use exact, figure, unit or words, after a width")
        said = str(self)
        if found[2] == "figure":
            said = str(money(self.amount, self.unit)) if self.unit.isupper() else shown(self.amount)
        elif found[2] == "unit":
            said = in_unit(self.amount, self.unit)
        elif found[2] == "words":
            said = in_words_of_unit(self.amount, self.unit)
        return format(said, found[1])

    def __add__(self, other: "UnitAmount | int") -> "UnitAmount":
        if type(other) is int and other == 0:  # where `sum()` begins
            return self
        if not isinstance(other, UnitAmount):
            return NotImplemented
        return UnitAmount(self.amount + self._alike(other).amount, self.unit, self.of)

    __radd__ = __add__

    def __mul__(self, times: ExactNumber) -> "UnitAmount":
        if isinstance(times, UnitAmount | str):
            return NotImplemented
        return UnitAmount(self.amount * exactly(_number("the factor", times)), self.unit, self.of)

    __rmul__ = __mul__

    def __lt__(self, other: "UnitAmount") -> bool:
        if not isinstance(other, UnitAmount):
            return NotImplemented
        one, least = self._reach(), self._alike(other)._reach()
        if one.high is not None and one.high < least.low:
            return True
        if least.high is not None and one.low >= least.high:
            return False
        raise self._untold(other)

    def __le__(self, other: "UnitAmount") -> bool:
        if not isinstance(other, UnitAmount):
            return NotImplemented
        one, most = self._reach(), self._alike(other)._reach()
        if one.high is not None and one.high <= most.low:
            return True
        if most.high is not None and one.low > most.high:
            return False
        raise self._untold(other)

    def __gt__(self, other: "UnitAmount") -> bool:
        return other < self if isinstance(other, UnitAmount) else NotImplemented

    def __ge__(self, other: "UnitAmount") -> bool:
        return other <= self if isinstance(other, UnitAmount) else NotImplemented

    def within(self, budget: "NumberSaid | UnitAmount", *, tolerance: NumberSaid | None = None) -> Within:
        """Whether it stays within a budget, as `--budget` tells it: `yes`, `no`, or `unknown` where it may be either.

        What is approximate may be off by `tolerance` per cent, 10 where none is given. Raises CreditcalcError for a
        budget that is no number, and for an amount of another unit or of more than one figure.
        """
        if isinstance(budget, UnitAmount):
            if not (exact := self._alike(budget).amount).low == exact.high or exact.approximate:
                raise CreditcalcError(f"a budget is one exact figure, not {budget}")
            limit = exact.low
        else:
            limit = limit_said(_text("the budget", budget))
        share = TOLERANCE if tolerance is None else share_of_percent(_text("the tolerance", tolerance))
        return WITHIN[self.amount.against(limit, share)]

    def _reach(self) -> Amount:
        return self.amount.reach()

    def _alike(self, other: "UnitAmount") -> "UnitAmount":
        if (self.unit, self.of) != (other.unit, other.of):
            raise CreditcalcError(f"{self!r} and {other!r} have different units: convert one of them first")
        return other

    def _untold(self, other: "UnitAmount") -> CreditcalcError:
        return CreditcalcError(f"{self!r} and {other!r}: which one is less cannot be told", code=UNCLEAR)


def _text(what: str, value: Any) -> str:
    """A number as its decimal text; raises CreditcalcError for what is none."""
    if value is None or isinstance(value, bool):
        raise CreditcalcError(f"{what} must be a number, not {value}")
    return words({what: value})[what]


def _number(what: str, value: Any) -> Fraction:
    """An exact number from 0 upward; raises CreditcalcError for any other."""
    _text(what, value)
    if isinstance(value, Decimal) and not (value.is_finite() and abs(value.adjusted()) < 300):
        raise CreditcalcError(f"{what} must be a finite number, not {str(value)[:40]}")
    if value < 0:
        raise CreditcalcError(f"{what} must be 0 or more, not {str(value)[:40]}")
    return Fraction(value)
