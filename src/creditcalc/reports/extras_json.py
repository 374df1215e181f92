"""What commands say of actions, add-ons and rules, as JSON objects."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from creditcalc.reports.book import book_json, claim_json, priced_book_json
from creditcalc.reports.limits import ended_json, ends_of
from creditcalc.reports.models_json import rate_json, rate_sources, sources_json
from creditcalc.reports.prices_json import allowance_json, price_json
from creditcalc.reports.quote import model_named

if TYPE_CHECKING:
    from creditcalc.pricebook.edition import Edition
    from creditcalc.pricebook.model import Model
    from creditcalc.pricebook.plan import Allowance, Discount, Expiry, Money, TopUp
    from creditcalc.pricebook.rule import Rule
    from creditcalc.reports.objects import extras as objects


def actions_json(edition: "Edition", found: "Sequence[Model]") -> "objects.ActionsObject":
    """Actions as a `creditcalc/actions/1` object."""
    return {
        "schema": "creditcalc/actions/1",
        **priced_book_json(edition),
        "actions": [{**model_named(model), **rate_json(edition, model.rates[0])} for model in found],
        "sources": sources_json(edition, (key for model in found for key in rate_sources(model.rates[0]))),
    }


def addons_json(edition: "Edition") -> "objects.AddonsObject":
    """Add-ons and top-ups as a `creditcalc/addons/1` object."""
    return {
        "schema": "creditcalc/addons/1",
        **priced_book_json(edition),
        "addons": [
            {"id": key, "name": row.name or key, **rate_json(edition, row), "kinds": [*row.for_]}
            for key, row in edition.current(edition.addons).items()
        ],
        "top_ups": [_top_up(edition, one) for one in edition.current(edition.top_ups).values()],
        "discounts": [_discount(key, one) for key, one in edition.current(edition.discounts).items()],
        "sources": sources_json(edition, _sources(edition)),
    }


def rules_json(edition: "Edition", found: "Sequence[Rule]") -> "objects.RulesObject":
    """Rules as a `creditcalc/rules/1` object."""
    return {
        "schema": "creditcalc/rules/1",
        **book_json(edition),
        "rules": [
            {
                "name": rule.name,
                "text": rule.says,
                "topics": [*rule.topic],
                "source": rule.source,
                "grade": edition.source(rule.source).grade,
            }
            for rule in found
        ],
        "sources": sources_json(edition, (rule.source for rule in found)),
    }


def _top_up(edition: "Edition", top_up: "TopUp") -> "objects.TopUpObject":
    names = {plan.id: plan.name for plan in edition.plans.values()}
    return {
        "id": top_up.id,
        "name": top_up.name,
        "prices": [price_json(one, top_up.source) for one in top_up.prices],
        "gives": top_up.gives and allowance_json(top_up.gives, top_up.source, edition),
        "plans": [{"id": one, "name": names.get(one, one)} for one in top_up.plans],
        "expires": top_up.expires and _expires(top_up.expires, top_up.source),
        "ended": ended_json(ends_of(top_up)),
        "source": top_up.source,
        "note": top_up.note,
    }


def _discount(key: str, discount: "Discount") -> "objects.DiscountObject":
    return {
        "id": key,
        "name": discount.name,
        "percent": discount.percent.as_json(),
        "terms": discount.terms,
        "since": discount.since,
        "until": discount.until,
        "ended": ended_json(ends_of(discount)),
        "source": discount.source,
        "note": discount.note,
        "claims": [claim_json(claim) for claim in discount.claims],
    }


def _expires(expires: "Expiry", source: str) -> "objects.ExpiryObject":
    return {
        "after": str(expires.after),
        "source": expires.source or source,
        "note": expires.note or expires.because,
        "claims": [claim_json(claim) for claim in expires.claims],
    }


def _sources(edition: "Edition") -> Iterator[str]:
    for row in edition.current(edition.addons).values():
        yield from rate_sources(row)
    for top_up in edition.current(edition.top_ups).values():
        yield top_up.source
        parts: Iterable[Money | Allowance | Expiry | None] = (*top_up.prices, top_up.gives, top_up.expires)
        for part in parts:
            if part:
                yield from [part.source] if part.source else []
                yield from (claim.source for claim in part.claims)
    for discount in edition.current(edition.discounts).values():
        yield from (discount.source, *(claim.source for claim in discount.claims))
