"""A quote put into words: what it is for, what to know of it; and as JSON, which loads nothing that draws screens."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, cast

from creditcalc.amount import DIGITS, exactly
from creditcalc.rating.generation import Generation, option
from creditcalc.rating.quote import Line, Notice, Quote
from creditcalc.reports.limits import ended_json, limit_notices, quote_ends
from creditcalc.text import count, series

if TYPE_CHECKING:
    from fractions import Fraction

    from creditcalc.plans.share import PlanShare
    from creditcalc.pricebook.edition import Edition
    from creditcalc.pricebook.evidence import Claim, Source
    from creditcalc.pricebook.model import Model, ModelKind, Rate
    from creditcalc.rating.conversion import Converted
    from creditcalc.reports.objects import quote as objects
    from creditcalc.reports.objects.shared import (
        BudgetObject,
        From,
        ModelNamedObject,
        SelectionObject,
        SourceObject,
    )
    from creditcalc.sheets.newest import Elsewhere

    Selected = tuple[str | None, From]

MOST_NAMED = 3
"""Sources or other readings that are named one by one; more are counted."""
NOT_SELECTED: "Selected" = (None, "default")
"""A value that nobody selected."""
OF_VARIANTS = ("not_sold", "lines_vary")
"""Notices that belong to a setting left open."""


def not_sold(quotes: Iterable[Quote]) -> list[str]:
    """What is left out of the intervals of some quotes, since it is not sold: a sentence a model and case."""
    found = ((one, notice) for one in quotes for notice in one.notices if notice.code == "not_sold")
    return list(dict.fromkeys(f"Of {one.generation.model.id}, {notice.text}." for one, notice in found))


def spoken(name: str, word: str) -> str:
    """A setting's value as people say it: `8 s`, `4K`, `audio`; nothing for what is off."""
    if word in ("off", "open"):
        return ""
    if word == "on":
        return {"twin": "AI twin"}.get(name, name.replace("_", " "))
    if name == "seconds":
        return f"{word} s" if DIGITS.fullmatch(word) else word  # as it was typed: `8s`
    if name == "resolution":
        return word.upper() if word.endswith("k") else word
    return f"{word} {name.replace('_', ' ')}" if DIGITS.fullmatch(word) else word


def title(generation: Generation) -> str:
    """What was planned, on one line: `Veo 3.1 · 8 s · 4K · audio`."""
    takes = [count(generation.takes, "take")] if generation.takes > 1 else []
    return " · ".join([*described(generation), *takes])


def described(generation: Generation, *, fixed: bool = True) -> list[str]:
    """What is generated each time: the model and its settings, `Veo 3.1`, `8 s`, `4K`, `audio`.

    `fixed` says that also those are named that the model has one value for.
    """
    noun = "image" if generation.model.kind == "image" else "output"
    settings = [
        spoken(f"{noun}s" if name == "outputs" else name, inputs["value"])
        for name, inputs in generation.inputs.items()
        if inputs["from"] == "given" or inputs["value"] == "on" or (fixed and inputs["from"] == "always")
    ]
    apart = "outputs" not in generation.inputs and (generation.outputs or 1) > 1
    counts = [count(generation.outputs or 1, noun)] if apart else []
    return [word for word in (generation.model.name, *settings, *counts) if word]


def notices(quote: Quote) -> tuple[Notice, ...]:
    """Everything a person should know before trusting the total, the most important first."""
    return tuple(_notices(quote))


def _notices(quote: Quote) -> Iterator[Notice]:
    generation, rows = quote.generation, quote.rows
    unknown = [line for line in quote.lines if line.amount.qualifier == "unknown"]
    if unknown:
        names = series(line.label for line in unknown)
        known = "; ".join(dict.fromkeys(row.note for line in unknown for row in line.rows if row.note))
        about = f" ({known})" if known else ""
        yield Notice("unknown_part", f"no published price for {names}: the total is a lower bound{about}")
    if any(row.price and row.price.qualifier == "at_least" for row in rows):
        yield Notice("lower_bound", "at least this much; no upper limit is published")
    yield from limit_notices(quote)
    if generation.open:
        yield Notice("open_setting", _open(quote))
    yield from (notice for notice in quote.notices if notice.code in OF_VARIANTS)
    for row in rows:
        if row.per and row.per.part == "unstated" and any(row in line.rows and _ranges(line) for line in quote.lines):
            block = row.per.block
            yield Notice(
                "part_unstated",
                f"{_sayer(quote, row.source)} does not say whether part of a {block} counts as a whole one: "
                "the range covers both",
            )
    if any(row.list_usd for row in rows):
        yield Notice("derived", _derived(quote))
        yield from (Notice("other_conversion", converted_words(quote, one)) for one in conversions(quote))
    if quote.total.approximate:
        yield Notice("approximate", 'approximate: the source says "about"')
    for row in rows:
        for claim in row.claims:
            yield Notice("conflict", otherwise(quote.edition, generation.model, row, claim))
    yield from (notice for notice in quote.notices if notice.code not in OF_VARIANTS)


def _open(quote: Quote) -> str:
    """What was not given, what the range covers for it, and what narrows it."""
    names = series(name.replace("_", " ") for name in quote.generation.open)
    narrow = series(option(name).strip("`") for name in quote.generation.open)
    covers = "all values that are sold" if any(one.code == "not_sold" for one in quote.notices) else "all values"
    return f"no {names} given: the range covers {covers}. Add {narrow} to narrow it"


def _sayer(quote: Quote, key: str) -> str:
    """Who does not say something: the seller, where the source is its own page or a guide to it."""
    return quote.edition.seller or quote.edition.source(key).said


def _derived(quote: Quote) -> str:
    """That a price is an estimate, and how it is calculated."""
    seller = quote.edition.seller
    own = [line.label for line in quote.lines if any(row.list_usd for row in line.rows)]
    return f"estimate from the provider's list price; {seller} publishes no price for {series(dict.fromkeys(own))}"


def conversions(quote: Quote) -> "list[Converted]":
    """What the total is at the credits per dollar that other sources name; nothing where no line is derived."""
    known = quote.edition.sheet.credits_per_usd
    if known is None or not known.claims or not any(row.list_usd for row in quote.rows):
        return []
    from creditcalc.rating.conversion import at_other_rates  # noqa: PLC0415  # most quotes are of one rate

    return list(at_other_rates(quote))


def converted_words(quote: Quote, one: "Converted") -> str:
    """`about 6.4, if a dollar of list price is about 4 credits`."""
    from creditcalc.figures import in_words, in_words_of_unit  # noqa: PLC0415  # the same

    return f"{in_words(one.total)}, if a dollar of list price is {in_words_of_unit(one.per_usd, quote.edition.unit)}"


def otherwise(edition: "Edition", model: "Model", row: "Rate", claim: "Claim") -> str:
    """How a source reads otherwise, or another one does."""
    source = edition.source(claim.source)
    unit = row.per.block if row.per else None
    per = f", not per {unit}" if claim.per and unit and claim.per != unit else ""
    kind = {"generation": model.kind}.get(claim.per or "", claim.per)
    if claim.price is not None and row.list_usd is not None:  # a list price, beside credits
        from creditcalc.figures import money  # noqa: PLC0415  # JSON of most quotes writes no figures for people

        price = f"the list price is {money(claim.price, 'USD', listed=True)}{f' per {kind}' if kind else ''}"
    else:
        price = f"{claim.price} per {kind}" if claim.price is not None and kind else str(claim)
    if claim.source != row.source:
        return f"{source.said} says {price}{per}"
    who = "third-party source, and it" if source.grade == "third_party" else source.said
    return f"{who} may mean {price}{per}"


def _ranges(line: Line) -> bool:
    return line.quantity.low != line.quantity.high


def newer_notice(quote: Quote, there: "Elsewhere") -> Notice | None:
    """For scripts: what the seller's newest prices charge for the same; None where that is the same figure."""
    charge = f"nothing comparable ({there.why})" if there.total is None else str(there.total)
    if charge == str(quote.total):
        return None
    return Notice("newer_edition", f"edition {there.edition} has credits of its own and would charge {charge}")


def noticed(quote: Quote, there: "Elsewhere") -> Quote:
    """The quote with what the seller's newest prices charge among its notices, where that is another figure."""
    notice = newer_notice(quote, there)
    return quote if notice is None else quote._replace(notices=(*quote.notices, notice))


def selection_json(
    edition: "Edition",
    platform: "From" = "default",
    named: "From" = "default",
    plan: "Selected" = NOT_SELECTED,
    billing: "Selected" = NOT_SELECTED,
    currency: "Selected" = NOT_SELECTED,
) -> "SelectionObject":
    """What was selected, and where each value is from; `platform` and `named` are of the price book."""
    return {
        "platform": {"value": edition.platform, "from": platform},
        "edition": {"value": edition.id, "from": named},
        "plan": {"value": plan[0], "from": plan[1]},
        "billing": {"value": billing[0], "from": billing[1]},
        "currency": {"value": currency[0], "from": currency[1]},
    }


def model_named(model: "Model") -> "ModelNamedObject":
    """A model as objects name it."""
    return {"id": model.id, "name": model.name, "maker": model.maker, "kind": cast("ModelKind", model.kind)}


def source_json(key: str, source: "Source") -> "SourceObject":
    """A source, under the key that sheets name it by."""
    return {"key": key, "title": source.title, "url": source.url, "date": source.date, "grade": source.grade}


def quote_json(
    quote: Quote, plan: "PlanShare | None" = None, budget: "BudgetObject | None" = None
) -> "objects.QuoteObject":
    """The quote as a `creditcalc/quote/1` object: every resolved input, line, step, source and warning."""
    generation, edition, found = quote.generation, quote.edition, quote.evidence
    made: objects.QuoteObject = {
        "schema": "creditcalc/quote/1",
        "platform": edition.platform,
        "edition": edition.id,
        "as_of": edition.as_of,
        "sheets": edition.digest,
        "unit": edition.unit,
        "model": model_named(generation.model),
        "inputs": generation.inputs,
        "mix": [_mixed(edition, name, share) for name, share in generation.mix],
        "outputs": generation.outputs,
        "takes": generation.takes,
        "lines": [_line(line) for line in quote.lines],
        "steps": [{"label": step.label, "amount": step.amount.as_json()} for step in quote.steps],
        "total": quote.total.as_json(),
        "quote_at": None if generation.model.uses else edition.quote_at or None,
        "ended": ended_json(quote_ends(quote)),
        "plan": plan and plan.as_json(),
        "budget": budget,
        "evidence": {
            "grade": found.grade,
            "oldest": found.oldest,
            "sources": [source_json(key, source) for key, source in found.sources],
        },
        "warnings": [{"code": cast("objects.Warned", notice.code), "text": notice.text} for notice in notices(quote)],
    }
    if others := conversions(quote):
        made["conversions"] = [_converted(edition, one) for one in others]
    return made


def _mixed(edition: "Edition", name: str, share: "Fraction") -> "objects.MixedObject":
    return {"model": model_named(edition.model(name)), "share_percent": exactly(share * 100).as_json()}


def _converted(edition: "Edition", one: "Converted") -> "objects.ConversionObject":
    return {
        "credits_per_usd": one.per_usd.as_json(),
        "source": source_json(one.claim.source, edition.source(one.claim.source)),
        "note": one.claim.note,
        "total": one.total.as_json(),
    }


def _line(line: Line) -> "objects.LineObject":
    return {
        "label": line.label,
        "quantity": line.quantity.as_json(),
        "unit": line.unit,
        "price": line.price.as_json(),
        "factors": [{"name": name, "times": factor.as_json()} for name, factor in line.factors],
        "amount": line.amount.as_json(),
        "rows": [
            {
                "place": row.place,
                "source": row.source,
                "grade": row.grade,
                "list_usd": row.list_usd.as_json() if row.list_usd else None,
            }
            for row in line.rows
        ],
    }
