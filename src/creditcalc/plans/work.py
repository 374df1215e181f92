"""What some work demands of a plan: how many credits a month, or in each of several months."""

from typing import Literal, NamedTuple

from creditcalc.amount import Amount, exactly, number
from creditcalc.errors import CreditcalcError
from creditcalc.plans.options import WEEKS_A_MONTH
from creditcalc.rating.quote import Quote


class Often(NamedTuple):
    """How often something is made: a number, in decimal text as a person writes it, a week or a month."""

    number: str = "1"
    every: Literal["week", "month"] = "month"

    @property
    def a_month(self) -> Amount:
        """How often in a month, which has 52/12 weeks; raises CreditcalcError for what is no number."""
        found = number(self.number)
        return exactly(found * WEEKS_A_MONTH if self.every == "week" else found)

    def __str__(self) -> str:
        return f"{self.number} a {self.every}"


class Demand(NamedTuple):
    """The credits of a month that all others are like, or of each of several months.

    The work behind them, where it is known, is a generation that was quoted or a file of that name, made `often`.
    """

    months: tuple[Amount, ...]
    quote: Quote | None = None
    file: str = ""
    often: Often = Often()

    @classmethod
    def said(cls, credits: str) -> "Demand":
        """Credits as they are said: `500`, or `500,600,700`.

        Raises CreditcalcError for what is no number, and for `1,000`, which may be meant as one.
        """
        parts = [part.strip() for part in credits.split(",")]
        if any(len(part) > 1 and part.isdecimal() and part.startswith("0") for part in parts):
            whole, months = credits.replace(",", ""), ",".join(part.lstrip("0") or "0" for part in parts)
            raise CreditcalcError(f"`{credits}` may be {whole} or the months {months}: write `{whole}` or `{months}`")
        return cls(tuple(exactly(number(part)) for part in parts))

    @classmethod
    def quoted(cls, quote: Quote, often: Often) -> "Demand":
        """A generation made so often."""
        return cls((quote.total * often.a_month,), quote=quote, often=often)

    @classmethod
    def filed(cls, total: Amount, file: str, often: Often) -> "Demand":
        """All that a file of generations costs, so often."""
        return cls((total * often.a_month,), file=file, often=often)

    def over(self, horizon: int) -> tuple[Amount, ...]:
        """The credits of each month of a horizon; raises CreditcalcError where those of other months are given."""
        found = self.months * horizon if len(self.months) == 1 else self.months
        if len(found) != horizon:
            raise CreditcalcError(f"--horizon {horizon} does not match {len(found)} months of --credits")
        return found
