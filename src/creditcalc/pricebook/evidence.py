"""Sources, their grades, and claims that disagree."""

from typing import TYPE_CHECKING, Literal, NamedTuple

from creditcalc.amount import Amount
from creditcalc.day import Dated

if TYPE_CHECKING:
    from creditcalc.pricebook.edition import Charged
    from creditcalc.pricebook.plan import After, Keeps

Grade = Literal["observed", "official", "transcribed", "third_party", "derived"]
GRADES: tuple[Grade, ...] = ("observed", "official", "transcribed", "third_party", "derived")
"""The grades of sources, strongest first."""


class Claim(NamedTuple):
    """What another source, or the same one elsewhere, says about the same thing. Shown, but not used.

    source: where the figure is from: a key of the price book's sources
    price: the other amount
    per: its unit
    amount: the other amount of a plan's price or allowance
    currency: its currency
    unit: its unit, of an allowance
    after: the other expiry
    keeps: the other rollover
    charged: whether failed generations are charged, by this source
    note: for people
    """

    source: str
    price: Amount | None = None
    per: str | None = None
    amount: Amount | None = None
    currency: str | None = None
    unit: str | None = None
    after: "After | None" = None
    keeps: "Keeps | None" = None
    charged: "Charged | None" = None
    note: str | None = None
    place: str = ""

    def __str__(self) -> str:
        words = [
            str(value) for value in (self.price, self.amount, self.after, self.keeps, self.charged) if value is not None
        ]
        words += [f"per {self.per}"] if self.per else []
        return " ".join(words + [word for word in (self.currency, self.unit) if word]) or "something else"


class Source(NamedTuple):
    """What a figure or a rule is from, and when it was read.

    title: what it is
    name: what people call it, where the title is long
    date: when it was read or written: a year, a month or a day
    grade: how good the source is
    url: where it is
    note: for people
    """

    title: str
    date: Dated
    grade: Grade
    url: str | None = None
    note: str | None = None
    name: str | None = None
    place: str = ""

    @property
    def said(self) -> str:
        """The source as people name it."""
        return self.name or self.title
