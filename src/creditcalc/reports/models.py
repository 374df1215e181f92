"""Models in words: the list, one model, the ranking of several."""

from fractions import Fraction

from creditcalc.amount import Amount
from creditcalc.day import in_force
from creditcalc.pricebook.condition import condition_text
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model
from creditcalc.rating.compare import Ranked, unit_price
from creditcalc.reports.book import aside, book_json, price_text
from creditcalc.reports.quote import not_sold
from creditcalc.reports.report import Cell, Column, Report, listing
from creditcalc.text import count, unit_title


def models(edition: Edition, *, kind: str | None, maker: str | None, below: Fraction | None, by_price: bool) -> Report:
    """The models on sale, with what one second, image or other unit costs."""
    columns = (
        Column("id", "Model"),
        Column("name", "Name"),
        Column("maker", "Maker"),
        Column("kind", "Kind"),
        Column("price", unit_title(edition.unit), True),
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
        listing("models", "models", columns, rows, **book_json(edition)),
        aside=aside(edition),
    )


def _dearness(row: tuple[Cell, ...]) -> tuple[bool, str, Fraction]:
    amount, unit = row[4], str(row[5])
    return (not isinstance(amount, Amount), unit, amount.low if isinstance(amount, Amount) else Fraction(0))


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
        when = ": ".join(word for word in (row.name, condition_text(row.when)) if word) or "always"
        about = "; ".join(
            word for word in (row.note, row.because, *(f"`{one.source}` says {one}" for one in row.claims)) if word
        )
        rows.append((when, price_text(row), edition.grade(row), row.source, about or None))
    settings = tuple(
        (name, setting.accepted, _initial(name, model), setting.note) for name, setting in model.settings.items()
    )
    setting_columns = (
        Column("setting", "Setting"),
        Column("takes", "Takes"),
        Column("default", "If left out"),
        Column("note", "Note"),
    )
    limits = [
        f"With {condition_text(one.when) or 'any settings'} it needs {condition_text(one.needs)}."
        for one in model.requires
    ]
    notes = [model.note or "", *limits]
    notes += [f"On sale from {model.since}."] if model.since else []
    notes += [f"Ended on {model.until}."] if model.until else []
    notes += [f"Also called {', '.join(model.aliases)}."] if model.aliases else []
    if model.uses:
        notes.append("Its price is that of the models it runs: `--mix` names them.")
    data = listing("model", "rates", columns, rows, **book_json(edition))
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


def model_ranking(edition: Edition, found: list[Ranked], unpublished: list[str], title: str) -> Report:
    """The ranking as a report; where intervals overlap it says that the order is not certain."""
    columns = (
        Column("model", "Model"),
        Column("settings", "Settings"),
        Column("total", unit_title(edition.unit), True),
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
    notes += not_sold(one.quote for one in found)
    data = listing("comparison", "models", columns, rows, **book_json(edition))
    data["order_uncertain_after"], data["unpublished"] = uncertain, unpublished
    return Report(title, columns, tuple(rows), data, aside=aside(edition), notes=tuple(notes))
