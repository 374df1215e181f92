"""What plans and top-ups are sold for, and what they give, as parts of JSON objects."""

from typing import TYPE_CHECKING

from creditcalc.reports.book import amount_json, claim_json, money_json
from creditcalc.reports.limits import ended_json, ends_of
from creditcalc.reports.quote import model_named

if TYPE_CHECKING:
    from creditcalc.pricebook.edition import Edition
    from creditcalc.pricebook.plan import Allowance, Money
    from creditcalc.reports.objects.shared import AllowanceObject, PriceObject


def price_json(money: "Money", source: str) -> "PriceObject":
    """A published price; `source` is that of what it is the price of."""
    shown = money.shown_monthly
    return {
        "price": money_json(money.amount, money.currency),
        "every": money.every or "once",
        "per_seat": bool(money.per),
        "shown_monthly": None if shown is None else money_json(shown, money.currency),
        "credits": amount_json(money.gives),
        "channel": money.channel,
        "region": money.region,
        "introductory": None if money.first is None else str(money.first),
        "since": money.since,
        "until": money.until,
        "ended": ended_json(ends_of(money, source)),
        "source": money.source or source,
        "note": money.note or money.because,
        "claims": [claim_json(claim) for claim in money.claims],
    }


def allowance_json(allowance: "Allowance", source: str, edition: "Edition") -> "AllowanceObject":
    """What a plan or a top-up gives; `source` is that of the plan or the top-up."""
    return {
        "amount": allowance.amount.as_json(),
        "unit": allowance.unit,
        "model": None if allowance.of is None else model_named(edition.named(allowance.of)),
        "every": allowance.every or "once",
        "per_seat": bool(allowance.per),
        "source": allowance.source or source,
        "note": allowance.note or allowance.because,
        "claims": [claim_json(claim) for claim in allowance.claims],
    }
