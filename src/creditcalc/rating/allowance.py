"""What an allowance is worth in the credits of its price book."""

from creditcalc.amount import UNKNOWN, Amount
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.plan import Allowance
from creditcalc.rating.generation import resolve
from creditcalc.rating.quote import price


def credits_of(allowance: Allowance, edition: Edition) -> Amount:
    """An allowance in the edition's credits: as it is, or for minutes of a model what those minutes cost.

    Unknown where the sheet does not say what a unit is worth.
    """
    if allowance.unit == edition.unit:
        return allowance.amount
    seconds = {"second": 1, "minute": 60, "hour": 3600}.get(allowance.unit)
    if seconds is None or allowance.of is None or allowance.amount.high is None:
        return UNKNOWN
    minute = price(resolve(edition.named(allowance.of), {"seconds": seconds}), edition).total
    return allowance.amount * minute
