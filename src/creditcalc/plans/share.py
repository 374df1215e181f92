"""A plan's share of a quote: percent of its month's credits, and money."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from creditcalc.amount import UNKNOWN, Amount, exactly
from creditcalc.plans.options import Option, currencies, month_of, options
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.plan import Billing, Plan
from creditcalc.rating.quote import Quote
from creditcalc.record import Record

if TYPE_CHECKING:
    from creditcalc.reports.objects.shared import PlanTakenObject


class PlanShare(Record):
    """What a quote takes of a month's allowance of a plan, in percent, and what that is worth in its money."""

    plan: str
    name: str
    share: Amount | None
    worth: Amount | None
    currency: str
    allowance: Amount = UNKNOWN
    monthly: Amount | None = None
    billing: Billing | None = None
    yours: bool = False
    """Whether it is remembered as the plan of the person who asks."""

    @property
    def shown(self) -> str:
        """The plan as it is called on a screen of the person who asks."""
        return your_plan(self.name) if self.yours else self.name

    def as_json(self) -> "PlanTakenObject":
        """The share for scripts; what is not published is None."""
        return {
            "id": self.plan,
            "name": self.name,
            "billing": self.billing,
            "share_percent": None if self.share is None else self.share.as_json(),
            "money": None if self.worth is None else {**self.worth.as_json(), "currency": self.currency},
        }


HUNDRED = exactly(100)


def your_plan(name: str) -> str:
    """A plan that is yours, as it is called: `Plus (your plan)`, `Plus (yearly, your plan)`."""
    return f"{name[:-1]}, your plan)" if name.endswith(")") else f"{name} (your plan)"


def option_shown(option: Option, yours: Plan | None) -> str:
    """An option as it is called on a screen; `yours` is the plan of the person who asks, as far as it is known."""
    return your_plan(option.name) if yours is not None and option.of(yours) else option.name


def share(edition: Edition, quote: Quote, plan: Plan, currency: str | None = None) -> PlanShare:
    """What a quote takes of a plan's monthly allowance, and what that is worth at the plan's price; see `share_of`."""
    return share_of(edition, quote.total, plan, currency)


def share_of(
    edition: Edition,
    total: Amount,
    plan: Plan,
    currency: str | None = None,
    rates: Mapping[str, Fraction] | None = None,
) -> PlanShare:
    """What an amount takes of a plan's monthly allowance, and what that is worth at the plan's price.

    `currency` is the one that most plans are sold in, if none is named; `rates` are units of it for one of another.
    Where the plan's allowance or price is not published, the share or the worth is None.
    """
    known = currencies(edition)
    wanted = currency or (known[0] if known else "")
    option = next(iter(options(edition, wanted, rates=rates, plans=(plan,)) if known else ()), None)
    allowance = option.allowance if option else month_of(plan, edition)
    if allowance.qualifier == "unknown":
        return PlanShare(plan.id, plan.name, None, None, wanted)
    part = total / allowance
    name, monthly, billing = (option.name, option.monthly, option.billing) if option else (plan.name, None, None)
    return PlanShare(plan.id, name, part * HUNDRED, monthly and part * monthly, wanted, allowance, monthly, billing)
