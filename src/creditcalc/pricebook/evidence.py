"""Sources, their grades, and claims that disagree."""

from typing import TYPE_CHECKING, Literal, Self

from creditcalc.amount import Amount
from creditcalc.day import Dated, Day
from creditcalc.record import Record

if TYPE_CHECKING:
    from creditcalc.pricebook.edition import Charged
    from creditcalc.pricebook.ending import Ending
    from creditcalc.pricebook.plan import After, Keeps

Grade = Literal["observed", "official", "transcribed", "third_party", "derived"]
GRADES: tuple[Grade, ...] = ("observed", "official", "transcribed", "third_party", "derived")
"""The grades of sources, strongest first."""


class Claim(Record):
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


class LastDay(Day):
    """The last day of something, included: the latest that is said of it. `said` are its sources, if it has any."""

    said: "Ending | None" = None

    def __new__(cls, written: "str | Ending") -> Self:
        """Of a day, or of what several sources say."""
        if isinstance(written, str):
            return super().__new__(cls, written)
        found = super().__new__(cls, max(one.on for one in written.every))
        found.said = written
        return found

    @property
    def days(self) -> tuple[tuple[Day, str | None], ...]:
        """Each day with the key of its source, the latest first."""
        if self.said is None:
            return ((self, None),)
        return tuple(sorted(((one.on, one.source) for one in self.said.every), reverse=True))

    def prefixed(self, prefix: str) -> "LastDay":
        """The same, with sources that have a prefix."""
        if self.said is None:
            return self
        claims = tuple(claim._replace(source=prefix + claim.source) for claim in self.said.claims)
        return LastDay(self.said._replace(source=prefix + self.said.source, claims=claims))


class Source(Record):
    """What a figure or a rule is from, and when it was read.

    title: what it is
    name: what people call it, where the title is long
    date: when it was read or written: a year, a month or a day
    grade: how good the source is
    checked: the day that somebody last looked at it, even if nothing had changed
    url: where it is
    note: for people
    """

    title: str
    date: Dated
    grade: Grade
    url: str | None = None
    note: str | None = None
    name: str | None = None
    checked: Day | None = None
    place: str = ""

    @property
    def said(self) -> str:
        """The source as people name it."""
        return self.name or self.title
