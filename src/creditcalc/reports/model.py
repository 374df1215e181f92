"""One model whole: its prices, its options, and what else is said of it."""

from collections.abc import Iterator

from creditcalc.amount import Amount
from creditcalc.day import day_words
from creditcalc.figures import in_unit, in_words, multiple, shown
from creditcalc.pricebook.condition import Test, condition_text, word_of
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model, Rate, Setting
from creditcalc.rating.generation import option
from creditcalc.reports.book import aside, newer_note, price_text, shown_under
from creditcalc.reports.models_json import model_json
from creditcalc.reports.quote import otherwise
from creditcalc.reports.rates import case, part_unstated, range_words, rate_table, surcharge_words
from creditcalc.reports.report import Cell, Column, Note, Report, Rows, pasted
from creditcalc.text import inert, sentence, series, units

REQUIRED = "required"
OPEN = "any (the quote becomes a range)"
FIXED = "fixed"


def model_data(edition: Edition, model: Model) -> Report:
    """One model for scripts: its rows of prices, and in the object its settings and limits."""
    columns = (
        Column("when", "When"),
        Column("price", "Price"),
        Column("grade", "Evidence"),
        Column("source", "Source"),
        Column("note", "Note"),
    )
    every = (*model.rates, *model.surcharges)
    rows: list[tuple[Cell, ...]] = []
    for row in every:
        when = ": ".join(word for word in (row.name, condition_text(row.when)) if word) or "always"
        about = "; ".join(
            word for word in (row.note, row.because, *(f"`{one.source}` says {one}" for one in row.claims)) if word
        )
        rows.append((when, price_text(row), edition.grade(row), row.source, about or None))
    return Report(model.name, columns, tuple(rows), model_json(edition, model))


def model_reports(edition: Edition, model: Model, *, sources: bool = False, typed: str = "") -> tuple[Report, ...]:
    """One model for people: its prices, what is added to them, and its options with all notes.

    `sources` shows where each price is from, and what is said of it; `typed` are the options that named the price book.
    """
    added = tuple(row for row in model.surcharges if _switch(model, row) is None)
    tables = [rate_table(edition, model, rows, sources=sources) for rows in (model.rates, added) if rows]
    if model.settings or not tables:
        tables.append(_options(edition, model, sources=sources))
    reports = [Report("", columns, rows, {}) for columns, rows in tables]
    reports[0] = reports[0]._replace(title=f"{model.name} · {model.maker} · {model.kind}", aside=aside(edition))
    reports[-1] = reports[-1]._replace(
        notes=(*newer_note(edition), *_notes(edition, model, sources=sources)),
        last=shown_under(edition, _figures(model)),
        next="" if sources else f"Sources and notes: {pasted(f'creditcalc models show {model.id}{typed} --sources')}",
    )
    return tuple(reports)


def _figures(model: Model) -> Iterator[Amount]:
    """The figures of a model's prices."""
    for row in model.rates:
        yield from (one for one in (row.price, *(tier.price for tier in row.tiers)) if one is not None)


def _options(edition: Edition, model: Model, *, sources: bool) -> tuple[tuple[Column, ...], Rows]:
    """What can be chosen, how it is given, and what holds when it is not."""
    columns = [Column("option", "Option", whole=True), Column("values", "Values"), Column("default", "Default")]
    noted = sources and any(setting.note for setting in model.settings.values())
    columns += [Column("note", "Note", prose=True)] if noted else []
    rows = []
    for name, setting in model.settings.items():
        given = option(name).strip("`").removesuffix("=...")
        values = _values(setting)
        for row in model.surcharges:
            if _switch(model, row) == name:
                values += f" ({surcharge_words(row, edition.unit)})"
        cells: list[Cell] = [given, values, _initial(setting)]
        rows.append((*cells, *([sentence(setting.note or "")] if noted else [])))
    return tuple(columns), tuple(rows)


def _values(setting: Setting) -> str:
    if span := setting.range:
        return range_words(span)
    words = [word_of(value) for value in setting.choices]
    return ", ".join(reversed(words) if setting.flag else words)


def _switch(model: Model, row: Rate) -> str | None:
    """The setting that alone turns a surcharge on, such as `twin`; None where it depends on anything else."""
    if len(row.when) != 1:
        return None
    name, test = row.when[0]
    setting = model.settings.get(name)
    return name if setting and setting.flag and test == Test({"on"}) else None


def _initial(setting: Setting) -> str:
    if setting.always:
        return FIXED
    if setting.is_open:
        return OPEN
    return setting.default or (setting.flag if setting.flag in ("on", "off") else None) or REQUIRED


def _limits(model: Model) -> list[str]:
    """The combinations that are sold alone, each in a sentence."""
    return [
        f"With {condition_text(one.when) or 'any settings'} it needs {condition_text(one.needs)}."
        for one in model.requires
    ]


def _notes(edition: Edition, model: Model, *, sources: bool) -> Iterator[Note]:
    rows = (*model.rates, *model.surcharges)
    disputed = [row for row in rows if row.claims]
    if len(disputed) == 1 and len(disputed[0].claims) == 1:
        (row,) = disputed
        about = row.name or (case(row.when, model) if len(model.rates) > 1 else "")
        said = otherwise(edition, model, row, row.claims[0])
        yield Note("doubtful", f"{sentence(f'{about}: {said}' if about else said)}.")
    elif disputed:
        lists = "" if sources else f": {pasted('--sources')} lists what they say"
        number = f"{len(disputed)} of these {len(rows)} prices" if len(disputed) < len(rows) else "these prices"
        yield Note("doubtful", f"Other sources differ on {'this price' if len(rows) == 1 else number}{lists}.")
    unpublished = [case(row.when, model) or row.name or "" for row in model.rates if not row.published]
    unpublished += [row.name or "" for row in model.surcharges if not row.published]
    if unpublished:
        named = "; ".join(word for word in unpublished if word)
        yield Note("unpublished", f"Not published: {named}." if named else "Its price is not published.")
    added = [row for row in model.surcharges if _switch(model, row) is None]
    unstated = [row.per.block for row in (*model.rates, *added) if row.per and row.per.part == "unstated"]
    if unstated:
        yield Note("part", part_unstated(edition, unstated[0]))
    if any(row.list_usd for row in model.rates) and (calibration := edition.sheet.credits_per_usd):
        per_usd = f"{shown(calibration.price)} {units(edition.unit)} per dollar"
        others = series((in_words(claim.price) for claim in calibration.claims if claim.price is not None), "or")
        also = f"; by other sources {others}" if others else ""
        yield Note("estimate", f"Estimates are the provider's list price × {per_usd}{also}.")
    for line in _about(edition, model, sources=sources):
        yield Note("other", line)


def _about(edition: Edition, model: Model, *, sources: bool) -> Iterator[str]:
    """Everything else, in sentences."""
    if model.uses:
        yield f"Price it with the models it uses: {pasted(f'quote --model {model.id} --mix MODEL=SHARE,...')}"
    if model.note:
        yield f"{sentence(inert(model.note)).rstrip('.')}."
    for one in model.multipliers:
        yield f"{one.name}{f' ({case(one.when, model)})' if one.when else ''}: {multiple(one.times)} the price."
    if minimum := model.minimum:
        yield f"A generation costs at least {in_unit(minimum.price, edition.unit)}."
    if rounding := model.rounding:
        step = "whole" if rounding.step == 1 else f"steps of {word_of(rounding.step)}"
        to = {"up": "up", "down": "down", "nearest": "to the nearest"}[rounding.to]
        yield f"Each {rounding.at} is rounded {to}, in {step} {units(edition.unit)}."
    if (outputs := model.outputs_per_generation) and outputs != 1:
        yield f"One generation returns {word_of(outputs)} outputs."
    yield from _limits(model)
    if model.since:
        yield f"On sale from {day_words(model.since)}."
    if sources:
        yield from [f"Aliases: {series(model.aliases)}."] if model.aliases else []
