"""The price books as flat rows for other programs: every rate, or what every combination of settings costs."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import ceil, floor, prod
from typing import TYPE_CHECKING, Literal

from creditcalc.amount import Amount, exactly
from creditcalc.csv import csv_text
from creditcalc.day import in_force
from creditcalc.errors import CreditcalcError
from creditcalc.plans.options import currencies, options, packs
from creditcalc.pricebook.condition import Range, Test, Value, number_of, word_of
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model, Rate, Setting
from creditcalc.rating.generation import WIDEST, breakpoints, resolve
from creditcalc.rating.quote import evidence_of, price
from creditcalc.sheets.catalog import Catalog

if TYPE_CHECKING:
    from creditcalc.reports.objects.data import (
        DataObject,
        DataRowObject,
        DayCells,
        DollarCells,
        EvidenceCells,
        FigureCells,
        ModelCells,
    )

DOLLARS = "USD"
MOST_CHOICES = 100
"""Whole numbers that a setting may have for each of them to be a choice, as the seconds from 4 to 15 are."""
DATA_COLUMNS = {
    name: name == "approximate"
    for name in (
        *("platform", "edition", "model", "name", "maker", "kind", "surcharge", "conditions"),
        *("amount_low", "amount_high", "approximate", "qualifier", "unit", "per", "counted", "usd_low", "usd_high"),
        *("grade", "source", "url", "date", "checked", "since", "until"),
    )
}
"""The columns in their order, and of each whether it holds flags."""


def data_object(of: 'Literal["rates", "combinations"]', rows: "Iterable[DataRowObject]") -> "DataObject":
    """The rows as a `creditcalc/data/1` object."""
    return {"schema": "creditcalc/data/1", "of": of, "rows": [*rows]}


def data_csv(rows: "Iterable[DataRowObject]") -> str:
    """The rows as CSV, guarded against spreadsheets; a cell without a value is empty."""
    return csv_text(dict.fromkeys(DATA_COLUMNS, False), ([_cell(row[name]) for name in DATA_COLUMNS] for row in rows))  # type: ignore[literal-required]  # the columns are its keys


def _cell(value: str | bool | None) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else value


def rate_rows(catalog: Catalog, platform: str | None = None) -> "Iterator[DataRowObject]":
    """Every row of prices of every price book, or of one platform's, on whatever days it is in force.

    A price with steps is a row for each step. Raises CreditcalcError for an unknown platform and for faulty sheets.
    """
    for edition in _books(catalog, platform, every_day=True):
        per_credit = _usd(edition)
        for model in edition.models.values():
            added = [(row, row.name or "surcharge") for row in model.surcharges]
            for row, surcharge in (*((row, None) for row in model.rates), *added):
                for amount, step in _steps(row):
                    yield {
                        **_named(edition, model),
                        "surcharge": surcharge,
                        "conditions": "; ".join(f"{name}={_asked(test)}" for name, test in row.when),
                        **_figures(amount),
                        "unit": edition.unit,
                        "per": row.per.unit if row.per else "generation",
                        "counted": "; ".join([*step, *_counted(row)]),
                        **_in_dollars(amount, per_credit),
                        **_evidence(edition, [row]),
                        **_days(model, [row]),
                    }


def combination_rows(catalog: Catalog, platform: str | None = None) -> "Iterator[DataRowObject]":
    """What one generation costs with every combination of a model's settings, on the day of its price book.

    What is not sold, and what has no published price, is left out. Raises CreditcalcError for an unknown platform, for
    faulty sheets, and for a model of more than 20,000 combinations.
    """
    for edition in _books(catalog, platform, every_day=False):
        per_credit = _usd(edition)
        for model in edition.models.values():
            if not in_force(model, edition.as_of):
                continue
            for settings in _combinations(model):
                try:
                    quote = price(resolve(model, settings), edition)
                except CreditcalcError:
                    continue  # not sold, or without a published price
                yield {
                    **_named(edition, model),
                    "surcharge": None,
                    "conditions": "; ".join(f"{name}={word}" for name, word in settings.items()),
                    **_figures(quote.total),
                    "unit": edition.unit,
                    "per": "generation",
                    "counted": "",
                    **_in_dollars(quote.total, per_credit),
                    **_evidence(edition, quote.rows),
                    **_days(model, () if model.uses else quote.rows),  # an agent's are of the models that it may run
                }


def _books(catalog: Catalog, platform: str | None, *, every_day: bool) -> Iterator[Edition]:
    """The price books of all platforms, or of one, by their names; with the rows of their day, or of every day."""
    for name in [catalog.platform(platform).id] if platform else sorted(catalog.index.platforms):
        for book in sorted(catalog.index.platforms[name].editions):
            edition = catalog.edition(name, book)
            if every_day:
                edition = catalog.compiled(catalog.platform(name), book).on(None)
            if wrong := (*edition.broken.values(), *edition.ignored):
                raise CreditcalcError("; ".join(wrong))
            yield edition


def _combinations(model: Model) -> Iterator[dict[str, str]]:
    """Every combination of the values of its settings, as words of options."""
    values = {name: _values(model, name, setting) for name, setting in model.settings.items()}
    if prod(map(len, values.values())) > WIDEST:
        raise CreditcalcError(
            f"`{model.id}` has more than {WIDEST:,} combinations: leave out `--combinations`, or name another platform"
        )
    for choice in product(*values.values()):
        yield {name: word_of(value) for name, value in zip(values, choice, strict=True)}


def _values(model: Model, name: str, setting: Setting) -> Sequence[Value]:
    """The values of a setting: all, where they can be listed; else of a number its default, or as much as one price is
    for, or the nearest to that.
    """
    span = setting.range
    if span is None:
        return setting.choices
    if setting.whole and span.high is not None and span.high - span.low < MOST_CHOICES:
        return [one for one in map(Fraction, range(floor(span.low), ceil(span.high) + 1)) if setting.admits(one)]
    if setting.initial is not None:
        return (setting.initial,)
    block = max((row.per.size for row in model.rates if row.per and row.per.setting == name), default=Fraction(1))
    near = [number_of(one) for one in (block, *breakpoints(model, name)) if setting.admits(one)]
    return (min(near, key=lambda one: abs(one - block)),)


def _usd(edition: Edition) -> Amount | None:
    """The dollars for one unit of an edition: for a credit the least and the most of its plans and packs.

    Introductory prices and what is free do not count. None where none is published in dollars.
    """
    if edition.unit.isupper():
        return exactly(1) if edition.unit == DOLLARS else None
    bought = [
        pack for plan in (None, *edition.current(edition.plans).values()) for pack in packs(edition, plan, DOLLARS)
    ]
    found = [pack.cost / pack.credits for pack in bought if pack.credits.high is not None]
    for way in options(edition, DOLLARS) if DOLLARS in currencies(edition) else ():
        if way.billed.high and way.allowance.low and way.allowance.high is not None:
            found.append(way.monthly / way.allowance)
    if not found:
        return None
    every = found[0]
    for one in found[1:]:
        every |= one
    return every


def _named(edition: Edition, model: Model) -> "ModelCells":
    return {
        "platform": edition.platform,
        "edition": edition.id,
        "model": model.id,
        "name": model.name,
        "maker": model.maker,
        "kind": model.kind or "video",
    }


def _figures(amount: Amount | None) -> "FigureCells":
    """An amount; nothing where something is not sold."""
    if amount is None:
        return {"amount_low": None, "amount_high": None, "approximate": False, "qualifier": "not_sold"}
    said = amount.as_json()
    return {
        "amount_low": said["low"],
        "amount_high": said["high"],
        "approximate": said["approximate"],
        "qualifier": said["qualifier"],
    }


def _in_dollars(amount: Amount | None, per_credit: Amount | None) -> "DollarCells":
    if amount is None or per_credit is None:
        return {"usd_low": None, "usd_high": None}
    said = (amount * per_credit).as_json()
    return {"usd_low": said["low"], "usd_high": said["high"]}


def _steps(row: Rate) -> Iterator[tuple[Amount | None, tuple[str, ...]]]:
    """The price of a row, or of each of its steps with the quantity that it is for, in the unit of `per`."""
    start = ""
    for step in row.tiers:
        end = "" if step.up_to is None else f"..{word_of(step.up_to)}"
        yield step.price, (f"{'graduated' if row.graduated else 'whole'} {start}{end}",)
        start = "" if step.up_to is None else f">{word_of(step.up_to)}"
    if not row.tiers:
        yield None if row.unavailable else row.price, ()


def _counted(row: Rate) -> Iterator[str]:
    """What a row says of its quantity."""
    if row.quantity:
        yield f"quantity {row.quantity.text}"
    for name in ("at_least", "at_most", "beyond"):
        if (value := getattr(row, name)) is not None:
            yield f"{name} {word_of(value)}"


def _asked(test: Test | Range) -> str:
    return test.written if isinstance(test, Range) else "|".join(sorted(map(word_of, test)))


def _evidence(edition: Edition, rows: Sequence[Rate]) -> "EvidenceCells":
    found = evidence_of(rows, edition)
    sources = [source for _, source in found.sources]
    looks = [source.checked for source in sources if source.checked]
    return {
        "grade": found.grade,
        "source": " ".join(key for key, _ in found.sources),
        "url": " ".join(dict.fromkeys(source.url for source in sources if source.url)) or None,
        "date": found.oldest,
        "checked": min(looks) if len(looks) == len(sources) else None,
    }


def _days(model: Model, rows: Sequence[Rate]) -> "DayCells":
    """The days on which a model and some rows are all in force."""
    since = [model.since, *(row.since for row in rows)]
    until = [model.until, *(row.until for row in rows)]
    return {"since": max(filter(None, since), default=None), "until": min(filter(None, until), default=None)}
