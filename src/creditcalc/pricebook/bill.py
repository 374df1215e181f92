"""What somebody was really charged for a generation."""

from collections.abc import Mapping
from fractions import Fraction

from creditcalc.day import Day
from creditcalc.pricebook.model import EMPTY
from creditcalc.record import Record


class Bill(Record):
    """One charge, by the balance before and after it or as the platform names it.

    model: the id of the model
    day: the day of the charge
    with: the options of the generation, as in an example
    before: the balance before it, in the price book's unit
    after: the balance after it
    charged: instead of both balances: the charge itself
    note: for people
    """

    model: str
    day: Day
    with_: Mapping[str, str] = EMPTY
    before: Fraction | None = None
    after: Fraction | None = None
    charged: Fraction | None = None
    note: str | None = None
    place: str = ""

    @property
    def wrong(self) -> str | None:
        """What is wrong with its figures, and the remedy; None where they say one charge."""
        if (self.before is None) != (self.after is None) or (self.before is None) == (self.charged is None):
            return "needs both `before` and `after`, or `charged` instead of them"
        if self.before is not None and self.after is not None and self.after > self.before:
            return "`after` is more than `before`: a charge lowers the balance, so swap them or find the charge"
        return None

    @property
    def charge(self) -> Fraction:
        """What was charged. Only of one that is not `wrong`."""
        if self.charged is not None:
            return self.charged
        return (self.before or Fraction(0)) - (self.after or Fraction(0))
