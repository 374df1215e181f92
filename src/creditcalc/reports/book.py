"""A price book in words: its heading, its prices, its free actions, add-ons and rules."""

from fractions import Fraction
from typing import Any

from creditcalc.amount import decimal
from creditcalc.pricebook.condition import word_of
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Rate
from creditcalc.reports.report import Cell, Column, Report, cell_json, listing
from creditcalc.text import count


def book_json(edition: Edition) -> dict[str, Any]:
    """What every JSON object says of its price book."""
    return {
        "platform": edition.platform,
        "edition": edition.id,
        "as_of": edition.as_of,
        "unit": edition.unit,
        "sheets": edition.digest,
    }


def tolerance_json(tolerance: Fraction | None) -> str | None:
    """The share by which what is approximate may be off, in per cent; None where nothing meets a limit."""
    return None if tolerance is None else decimal(tolerance * 100)


def aside(edition: Edition) -> str:
    """The price book, for the head of a table."""
    return f"{edition.platform_name}, edition {edition.id}"


def actions(edition: Edition) -> Report:
    """The actions: what is free, and what costs without a published price."""
    columns = (
        Column("id", "Action"),
        Column("name", "Name"),
        Column("cost", "Cost"),
        Column("source", "Source"),
        Column("grade", "Evidence"),
    )
    rows: list[tuple[Cell, ...]] = []
    for model in edition.models.values():
        if model.kind == "action":
            row = model.rates[0]
            free = row.price is not None and row.price.high == 0
            cost = "free" if free else "charged, price unpublished" if not row.published else str(row.price)
            rows.append((model.id, model.name, cost, row.source, edition.grade(row)))
    rows.sort(key=lambda row: row[2] != "free")
    return Report(
        "What is free, and what is charged",
        columns,
        tuple(rows),
        listing("actions", "actions", columns, rows, **book_json(edition)),
        aside=aside(edition),
    )


def addons(edition: Edition) -> Report:
    """What adds cost to a generation, and what can be bought on top of a plan."""
    columns = (
        Column("id", "Add-on"),
        Column("name", "Name"),
        Column("what", "What it does"),
        Column("price", "Price"),
        Column("source", "Source"),
        Column("note", "Note"),
    )
    rows: list[tuple[Cell, ...]] = []
    for key, row in edition.addons.items():
        rows.append((key, row.name, f"added to {', '.join(row.for_)}", price_text(row), row.source, row.note))
    for key, top_up in edition.top_ups.items():
        prices = "; ".join(f"{money.amount} {money.currency}" for money in top_up.prices) or "unknown"
        gives = f"gives {top_up.gives.amount} {top_up.gives.unit}" if top_up.gives else "gives an unknown amount"
        rows.append((key, top_up.name, gives, prices, top_up.source, top_up.note))
    data = listing("addons", "addons", columns, rows, **book_json(edition))
    figures = [[(row.price, edition.unit)] for row in edition.addons.values()]
    figures += [[(money.amount, money.currency) for money in top_up.prices] for top_up in edition.top_ups.values()]
    for entry, amounts in zip(data["addons"], figures, strict=True):
        entry["amounts"] = [{"amount": cell_json(amount), "unit": unit} for amount, unit in amounts]
    return Report("What adds cost", columns, tuple(rows), data, aside=aside(edition))


def rules(edition: Edition) -> Report:
    """The platform's rules that are no prices: how credits are charged, shown, reset and spent."""
    columns = (
        Column("name", "Rule"),
        Column("says", "What it says"),
        Column("source", "Source"),
        Column("grade", "Evidence"),
    )
    rows = tuple(
        (rule.name, rule.says, rule.source, edition.source(rule.source).grade) for rule in edition.rules.values()
    )
    return Report(
        count(len(rows), "rule"),
        columns,
        rows,
        listing("rules", "rules", columns, rows, **book_json(edition)),
        aside=aside(edition),
    )


GRADE_WORDS = {
    "observed": "observed on your own bill",
    "official": "official",
    "transcribed": "an official page as noted by a third party",
    "third_party": "third party",
    "derived": "derived by arithmetic, published by nobody",
}


def price_text(row: Rate) -> str:
    """A row's price as a person reads it: `10+ / second`, `3 to 10, then 6 / second (graduated)`."""
    if row.unavailable:
        return f"not sold: {row.unavailable}"
    if not row.published:
        return "unknown"
    unit = row.per.unit if row.per else "generation"
    if row.tiers:
        steps = ", then ".join(
            f"{step.price}" + (f" to {word_of(step.up_to)}" if step.up_to else "") for step in row.tiers
        )
        return f"{steps} / {unit} ({'graduated' if row.graduated else 'whole'})"
    derived = f" (list price {row.list_usd} USD)" if row.list_usd else ""
    return f"{row.price} / {unit}{derived}"
