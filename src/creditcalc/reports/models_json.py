"""What commands say of models, as JSON objects: the list, a comparison, one model in full."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from creditcalc.amount import UNKNOWN
from creditcalc.pricebook.condition import Range, word_of
from creditcalc.reports.book import amount_json, claim_json, priced_book_json
from creditcalc.reports.limits import ended_json, ends_of, model_ends, quote_ends
from creditcalc.reports.quote import model_named, source_json

if TYPE_CHECKING:
    from creditcalc.plans.share import PlanShare
    from creditcalc.pricebook.condition import Value, When
    from creditcalc.pricebook.edition import Edition
    from creditcalc.pricebook.model import Model, Rate, Setting
    from creditcalc.rating.compare import Ranked, UnitPrice
    from creditcalc.reports.objects import models as objects
    from creditcalc.reports.objects.shared import PlanTakenObject, SourceObject


def models_json(edition: "Edition", found: "Iterable[tuple[Model, UnitPrice | None, bool]]") -> "objects.ModelsObject":
    """Models as a `creditcalc/models/1` object, each with its price and whether any price of it is published."""
    models: list[objects.ModelListedObject] = [
        {
            **model_named(model),
            **_listed_price(model, price, published=published),
            "ended": ended_json(model_ends(model)),
        }
        for model, price, published in found
    ]
    return {"schema": "creditcalc/models/1", **priced_book_json(edition), "models": models}


def comparison_json(
    edition: "Edition",
    found: "Sequence[Ranked]",
    unpublished: Iterable[str],
    closed: "Iterable[Model]",
    shares: "Sequence[PlanShare]",
) -> "objects.ComparisonObject":
    """A ranking as a `creditcalc/comparison/1` object; `shares` are what each takes of a plan, in the same order."""
    taken: list[PlanTakenObject | None] = [one.as_json() for one in shares] or [None] * len(found)
    first = taken[0] if taken else None
    models: list[objects.RankedObject] = [
        {
            "model": model_named(one.quote.generation.model),
            "inputs": one.quote.generation.inputs,
            "total": one.quote.total.as_json(),
            "times": one.factor.as_json(),
            "certain": one.certain,
            "grade": one.quote.evidence.grade,
            "ended": ended_json(quote_ends(one.quote)),
            "share_percent": part and part["share_percent"],
            "money": part and part["money"],
        }
        for one, part in zip(found, taken, strict=True)
    ]
    return {
        "schema": "creditcalc/comparison/1",
        **priced_book_json(edition),
        "models": models,
        "plan": first and {"id": first["id"], "name": first["name"], "billing": first["billing"]},
        "unpublished": [model_named(edition.models[name]) for name in unpublished],
        "excluded": [model_named(model) for model in closed],
    }


def model_json(edition: "Edition", model: "Model") -> "objects.ModelObject":
    """One model as a `creditcalc/model/1` object."""
    return {
        "schema": "creditcalc/model/1",
        **priced_book_json(edition),
        "model": model_named(model),
        "aliases": [*model.aliases],
        "note": model.note,
        "since": model.since,
        "until": model.until,
        "ended": ended_json(model_ends(model)),
        "settings": [_setting(name, setting) for name, setting in model.settings.items()],
        "requires": [
            {"when": when_json(one.when), "needs": when_json(one.needs), "source": one.source, "note": one.note}
            for one in model.requires
        ],
        "rates": [{**rate_json(edition, row), "when": when_json(row.when)} for row in model.rates],
        "surcharges": [
            {"name": row.name or "", **rate_json(edition, row), "when": when_json(row.when)} for row in model.surcharges
        ],
        "multipliers": [
            {
                "name": one.name,
                "times": one.times.as_json(),
                "when": when_json(one.when),
                "source": one.source,
                "note": one.note,
            }
            for one in model.multipliers
        ],
        "minimum": amount_json(model.minimum and model.minimum.price),
        "sources": sources_json(edition, _sources(model)),
    }


def rate_json(edition: "Edition", row: "Rate") -> "objects.RateObject":
    """A row of prices, without its condition."""
    return {
        "price": amount_json(row.price),
        "per": row.per and row.per.block,
        "part": row.per and row.per.part,
        "tiers": [
            {"price": step.price.as_json(), "up_to": None if step.up_to is None else word_of(step.up_to)}
            for step in row.tiers
        ],
        "graduated": bool(row.graduated),
        "list_usd": amount_json(row.list_usd),
        "unavailable": row.unavailable,
        "ended": ended_json(ends_of(row)),
        "grade": edition.grade(row),
        "source": row.source,
        "note": "; ".join(word for word in (row.note, row.because) if word) or None,
        "claims": [claim_json(claim) for claim in row.claims],
    }


def sources_json(edition: "Edition", keys: Iterable[str]) -> "list[SourceObject]":
    """The sources of some keys, each once."""
    return [source_json(key, edition.source(key)) for key in dict.fromkeys(keys)]


def rate_sources(row: "Rate") -> Iterator[str]:
    """The keys of a row's sources."""
    yield row.source
    yield from (claim.source for claim in row.claims)


def _sources(model: "Model") -> Iterator[str]:
    for row in (*model.rates, *model.surcharges):
        yield from rate_sources(row)
    yield from (one.source for one in model.requires)
    yield from (one.source for one in model.multipliers)


def _listed_price(model: "Model", price: "UnitPrice | None", *, published: bool) -> "objects.UnitPriceObject":
    if price:
        return {"price": price.amount.as_json(), "per": price.unit, "varies": None}
    if model.uses or published:
        return {"price": None, "per": None, "varies": "by_model" if model.uses else "by_unit"}
    return {"price": UNKNOWN.as_json(), "per": None, "varies": None}


def _setting(name: str, setting: "Setting") -> "objects.ModelSettingObject":
    initial = setting.initial
    test = setting.range or setting.choices
    return {
        **_values(name, test),
        "whole": setting.whole is not None,
        "default": None if initial is None else word_of(initial),
        "required": initial is None and not setting.is_open,
        "note": setting.note,
    }


def when_json(when: "When") -> "list[objects.ValuesObject]":
    """The values of settings that a row is for."""
    return [_values(name, test if isinstance(test, Range) else sorted(test, key=word_of)) for name, test in when]


def _values(name: str, test: "Range | Iterable[Value]") -> "objects.ValuesObject":
    if not isinstance(test, Range):
        words = [word_of(value) for value in test]
        return {"name": name, "allowed": words, "least": None, "above": None, "most": None, "below": None}
    low, high = word_of(test.low), None if test.high is None else word_of(test.high)
    return {
        "name": name,
        "allowed": None,
        "least": None if test.above else low,
        "above": low if test.above else None,
        "most": None if test.below else high,
        "below": high if test.below else None,
    }
