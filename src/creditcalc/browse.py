"""What is in a price book, as reports: its models, one model whole, its add-ons, and what can make the same thing."""

from fractions import Fraction
from typing import Any

from creditcalc.amount import Amount
from creditcalc.pricebook.condition import said
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model, Rate
from creditcalc.pricebook.overlay import in_force
from creditcalc.rating.compare import Ranked, unit_price
from creditcalc.report import Cell, Column, Report, listing, plain
from creditcalc.statement import price_text
from creditcalc.text import count


def grade_of(row: Rate, edition: Edition) -> str:
    """The evidence grade of a row: its own, or its source's."""
    return row.grade or edition.sources[row.source].grade


def head(edition: Edition) -> dict[str, Any]:
    """What every JSON object says of its price book."""
    return {
        "platform": edition.platform,
        "edition": edition.id,
        "as_of": edition.as_of,
        "unit": edition.unit,
        "sheets": edition.digest,
    }


def aside(edition: Edition) -> str:
    """The price book, for the head of a table."""
    return f"{edition.platform_name}, edition {edition.id}"


def _price_title(edition: Edition) -> str:
    return "Credits" if edition.unit == "credit" else edition.unit


def models(edition: Edition, *, kind: str | None, maker: str | None, below: Fraction | None, by_price: bool) -> Report:
    """The models on sale, with what one second, image or other unit costs."""
    columns = (
        Column("id", "Model"),
        Column("name", "Name"),
        Column("maker", "Maker"),
        Column("kind", "Kind"),
        Column("price", _price_title(edition), True),
        Column("per", "Per"),
    )
    rows: list[tuple[Cell, ...]] = []
    for model in edition.models.values():
        if (kind is None and model.kind == "action") or (kind and model.kind != kind):
            continue
        if (maker and maker.lower() not in model.maker.lower()) or not in_force(model, edition.as_of):
            continue
        found = unit_price(model)
        if below is not None and (found is None or found.amount.low > below):
            continue
        rows.append(
            (
                model.id,
                model.name,
                model.maker,
                model.kind,
                found.amount if found else None,
                found.unit if found else ("of its models" if model.uses else "see `models show`"),
            )
        )
    if by_price:
        rows.sort(key=_dearness)
    return Report(
        f"{count(len(rows), 'model')}",
        columns,
        tuple(rows),
        listing("models", "models", columns, rows, **head(edition)),
        aside=aside(edition),
    )


def _dearness(row: tuple[Cell, ...]) -> tuple[bool, str, Fraction]:
    amount, unit = row[4], str(row[5])
    return (not isinstance(amount, Amount), unit, amount.low if isinstance(amount, Amount) else Fraction(0))


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
            rows.append((model.id, model.name, cost, row.source, grade_of(row, edition)))
    rows.sort(key=lambda row: row[2] != "free")
    return Report(
        "What is free, and what is charged",
        columns,
        tuple(rows),
        listing("actions", "actions", columns, rows, **head(edition)),
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
    data = listing("addons", "addons", columns, rows, **head(edition))
    figures = [[(row.price, edition.unit)] for row in edition.addons.values()]
    figures += [[(money.amount, money.currency) for money in top_up.prices] for top_up in edition.top_ups.values()]
    for entry, amounts in zip(data["addons"], figures, strict=True):
        entry["amounts"] = [{"amount": plain(amount), "unit": unit} for amount, unit in amounts]
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
        (rule.name, rule.says, rule.source, edition.sources[rule.source].grade) for rule in edition.rules.values()
    )
    return Report(
        count(len(rows), "rule"),
        columns,
        rows,
        listing("rules", "rules", columns, rows, **head(edition)),
        aside=aside(edition),
    )


def model_reports(edition: Edition, model: Model) -> tuple[Report, ...]:
    """One model whole: its rate table, its settings, and what else is said of it."""
    columns = (
        Column("when", "When"),
        Column("price", "Price"),
        Column("grade", "Evidence"),
        Column("source", "Source"),
        Column("note", "Note"),
    )
    rows: list[tuple[Cell, ...]] = []
    for row in (*model.rates, *model.surcharges):
        when = ": ".join(word for word in (row.name, said(row.when)) if word) or "always"
        about = "; ".join(
            word for word in (row.note, row.because, *(f"`{one.source}` says {one}" for one in row.claims)) if word
        )
        rows.append((when, price_text(row), grade_of(row, edition), row.source, about or None))
    settings = tuple(
        (name, setting.accepted, _initial(name, model), setting.note) for name, setting in model.settings.items()
    )
    setting_columns = (
        Column("setting", "Setting"),
        Column("takes", "Takes"),
        Column("default", "If left out"),
        Column("note", "Note"),
    )
    limits = [f"With {said(one.when) or 'any settings'} it needs {said(one.needs)}." for one in model.requires]
    notes = [model.note or "", *limits]
    notes += [f"On sale from {model.since}."] if model.since else []
    notes += [f"Ended on {model.until}."] if model.until else []
    notes += [f"Also called {', '.join(model.aliases)}."] if model.aliases else []
    if model.uses:
        notes.append("Its price is that of the models it runs: `--mix` names them.")
    data = listing("model", "rates", columns, rows, **head(edition))
    for entry, row in zip(data["rates"], (*model.rates, *model.surcharges), strict=True):
        entry["amount"] = row.price and row.price.as_json()
    data["model"] = {"id": model.id, "name": model.name, "maker": model.maker, "kind": model.kind, "note": model.note}
    data["aliases"] = list(model.aliases)
    data["settings"] = listing("", "s", setting_columns, settings)["s"]
    data["requires"] = limits
    return (
        Report(f"{model.name} ({model.maker})", columns, tuple(rows), data, aside=aside(edition)),
        Report("", setting_columns, settings, {}, notes=tuple(note for note in notes if note)),
    )


def _initial(name: str, model: Model) -> str:
    setting = model.settings[name]
    if setting.always:
        return "always so"
    if setting.is_open:
        return "open: the quote is an interval"
    return setting.default or (setting.flag if setting.flag in ("on", "off") else None) or "required"


def comparison(edition: Edition, found: list[Ranked], unpublished: list[str], title: str) -> Report:
    """The ranking as a report; where intervals overlap it says that the order is not certain."""
    columns = (
        Column("model", "Model"),
        Column("settings", "Settings"),
        Column("total", _price_title(edition), True),
        Column("factor", "Times the cheapest", True),
        Column("grade", "Evidence"),
    )
    rows: list[tuple[Cell, ...]] = []
    for quote, factor, _ in found:
        settings = ", ".join(
            f"{name} {one['value']}"
            for name, one in quote.generation.inputs.items()
            if one["from"] in ("open", "always") and one["value"] != "off"
        )
        rows.append((quote.generation.model.id, settings, quote.total, factor, quote.evidence.grade))
    uncertain = [one.quote.generation.model.id for one in found if not one.certain]
    notes = []
    if uncertain:
        notes.append("Where intervals overlap the order is not certain: name open settings to narrow them.")
    if unpublished:
        notes.append(f"Nobody publishes the price of {', '.join(unpublished)}.")
    data = listing("comparison", "models", columns, rows, **head(edition))
    data["order_uncertain_after"], data["unpublished"] = uncertain, unpublished
    return Report(title, columns, tuple(rows), data, aside=aside(edition), notes=tuple(notes))
