"""The state of the sheets: what is wrong, what is old, what rests on one source."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from creditcalc.day import day_words
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import condition_text
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.evidence import GRADES, Grade
from creditcalc.pricebook.model import Model, Rate
from creditcalc.record import Record
from creditcalc.reports.book import GRADE_WORDS, price_text
from creditcalc.reports.conflicts import editions_of
from creditcalc.reports.fresh import last_look
from creditcalc.reports.models_json import rate_json, when_json
from creditcalc.reports.quote import model_named
from creditcalc.reports.rates import row_case, row_rate
from creditcalc.reports.report import AnswerLine, Cell, Column, Report, apart
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.check import example_faults
from creditcalc.sheets.compiler import UnusableEdition
from creditcalc.sheets.contradictions.editions import (
    catalog_contradictions,
    edition_contradictions,
    platform_contradictions,
)
from creditcalc.sheets.counterparts import counterpart_faults
from creditcalc.sheets.misplaced import misplaced
from creditcalc.sheets.requests import request_faults
from creditcalc.sheets.statements import statement_faults
from creditcalc.sheets.workflows import workflow_faults
from creditcalc.text import count, sentence, series

if TYPE_CHECKING:
    from creditcalc.reports.objects import sheets as objects

LATEST = "9999-12-31"
"""A day after all others."""


class Audit(Record):
    """The report of a check, and what it found: each as `path:line:col: what, and the remedy`."""

    report: Report
    faults: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def audit(catalog: Catalog, old_before: str, today: str, warned: str = "") -> Audit:
    """Check every edition: its sheets, proofs and worked examples, and what contradicts itself; and how requests are
    read. Count what is old or rests on a single source.

    Days as year-month-day: a source dated before `old_before` is old, one after `today` is in the future. Warnings are
    given of the sheets whose places begin with `warned`.
    """
    columns = (
        Column("platform", "", readers="scripts"),
        Column("edition", "", readers="scripts"),
        Column("book", "Price book", whole=True, readers="people"),
        Column("models", "Models", True, priority=5),
        Column("rates", "Prices", True, priority=4),
        Column("examples", "Examples", True, priority=3),
        Column("single_source", "One source", True, priority=2),
        Column("old", "Old", True, priority=1),
        Column("faults", "Faults", True),
    )
    rows: list[tuple[Cell, ...]] = []
    checked: list[objects.BookCheckedObject] = []
    faults: list[str] = []
    also = [*catalog_contradictions(catalog.roots, catalog.index), *counterpart_faults(catalog)]
    also += workflow_faults(catalog)
    also += statement_faults(catalog)
    for platform in catalog.index.platforms.values():
        also += platform_contradictions(catalog.roots, platform)
        for name in platform.editions:
            try:
                compiled = catalog.compiled(platform, name)
            except CreditcalcError as error:
                told = error.faults if isinstance(error, UnusableEdition) else (str(error),)
                faults += told
                rows.append((platform.id, name, f"{platform.id}/{name}", 0, 0, 0, 0, 0, len(told)))
                checked.append(_checked(platform.id, name, (0, 0, 0, 0, 0, len(told))))
                continue
            edition = compiled.on(compiled.edition.as_of)
            models = list(edition.models.values())
            more = list(edition_contradictions(catalog.roots, compiled, today))
            more += [fault for model in models for fault in example_faults(model, edition)]
            also += [fault for fault in more if fault.warning]
            found = [*compiled.faults, *(str(fault) for fault in more if not fault.warning)]
            rates = [rate for model in models for rate in model.rates]
            counts = (
                len(models),
                len(rates),
                _agreeing(models),
                sum(not rate.claims for rate in rates),
                sum(edition.source(rate.source).date < old_before for rate in rates),
                len(found),
            )
            rows.append((platform.id, name, f"{platform.id}/{name}", *counts))
            checked.append(_checked(platform.id, name, counts))
            faults += found
    faults += map(str, request_faults(catalog))
    for root in catalog.roots[1:]:
        faults += misplaced(Path(root.path), root.name)
    faults += [str(fault) for fault in also if not fault.warning]
    warnings = [str(fault) for fault in also if fault.warning and fault.place.startswith(warned)]
    found = [count(len(faults), "fault") if faults else "no faults"]
    found += [count(len(warnings), "warning")] if warnings else []
    said = f"{series(found)} in {count(len(rows), 'price book')}"
    note = f"Old: the source is dated before {day_words(old_before)}. One source: no other source gives the figure."
    data: objects.CheckObject = {
        "schema": "creditcalc/check/1",
        "editions": checked,
        "faults": [_fault(fault) for fault in faults],
        "warnings": [_fault(warning) for warning in warnings],
    }
    report = Report(
        "Price sheets",
        columns,
        tuple(rows),
        data,
        answer=(AnswerLine("", (said,), "✗" if faults else "✓"),),
        notes=(note,),
    )
    return Audit(report, tuple(faults), tuple(warnings))


def _agreeing(models: list[Model]) -> int:
    """How many worked examples their models should give; one that is known to disagree proves nothing."""
    return sum(example.disagrees is None for model in models for example in model.examples)


def _checked(platform: str, edition: str, counts: tuple[int, int, int, int, int, int]) -> "objects.BookCheckedObject":
    models, rates, examples, single_source, old, faults = counts
    return {
        "platform": platform,
        "edition": edition,
        "counts": {
            "models": models,
            "rates": rates,
            "examples": examples,
            "single_source": single_source,
            "old": old,
            "faults": faults,
        },
    }


def _fault(text: str) -> "objects.SheetFaultObject":
    found = re.fullmatch(r"(.+?:\d+:\d+): (?:warning: )?(.+)", text, re.DOTALL)
    return {"place": found[1], "text": found[2]} if found else {"place": None, "text": text}


def stale(catalog: Catalog, before: str) -> Report:
    """Every rate whose source is dated before a day: read it again before trusting it."""
    columns = (
        Column("platform", ""),
        Column("edition", ""),
        Column("model", ""),
        Column("when", ""),
        Column("price", ""),
        Column("source", ""),
        Column("date", ""),
        Column("place", ""),
    )
    shown = (
        Column("edition", "Price book"),
        Column("model", "Model", least=16),
        Column("when", "Settings", priority=2, least=20),
        Column("price", "Price", least=16),
        Column("source", "Source", priority=1, least=20),
        Column("date", "Dated", whole=True),
        Column("place", "Place", priority=3, whole=True),
    )
    found: list[_Old] = []
    for name, edition in editions_of(catalog):
        for model in edition.models.values():
            for row in (*model.rates, *model.surcharges):
                source = edition.source(row.source)
                if row.list_usd or last_look(source, LATEST) >= before:
                    continue
                date, when = source.date, row_case(row, model)
                book, cased = (edition.platform, edition.id), condition_text(row.when)
                scripts = (*book, model.id, cased, price_text(row), row.source, date, row.place)
                people = (name, model.name, when, row_rate(row, edition.unit), source.said, date, row.place)
                found.append(_Old(date, scripts, people, _stale(edition, model, row)))
    found.sort(key=lambda one: one.date)
    rows = tuple(one.scripts for one in found)
    data: objects.StaleObject = {
        "schema": "creditcalc/stale/1",
        "before": before,
        "rates": [one.data for one in found],
    }
    return Report(
        f"{count(len(rows), 'price')} from before {day_words(before)}",
        *apart(columns, rows, shown, tuple(one.people for one in found)),
        data,
        group="edition",
    )


class _Old(Record):
    date: str
    scripts: tuple[Cell, ...]
    people: tuple[Cell, ...]
    data: "objects.StaleRateObject"


def _stale(edition: Edition, model: Model, row: Rate) -> "objects.StaleRateObject":
    return {
        "platform": edition.platform,
        "edition": edition.id,
        **rate_json(edition, row),
        "model": model_named(model),
        "name": row.name,
        "when": when_json(row.when),
        "date": edition.source(row.source).date,
        "place": row.place,
    }


GRADE_PRIORITY: dict[Grade, int] = {"observed": 5, "official": 0, "transcribed": 0, "third_party": 1, "derived": 0}
"""Which grades' columns a narrow terminal goes without first."""


def coverage(catalog: Catalog) -> Report:
    """How many rates of every edition have each grade of evidence, and how many are unknown."""
    columns = (
        Column("platform", "", readers="scripts"),
        Column("edition", "", readers="scripts"),
        Column("book", "Price book", whole=True, readers="people"),
        Column("models", "Models", True, priority=4),
        Column("rates", "Prices", True, priority=3),
        *(Column(grade, sentence(GRADE_WORDS[grade]), True, GRADE_PRIORITY[grade]) for grade in GRADES),
        Column("unpublished", "Not published", True, priority=1),
        Column("not_sold", "Not sold", True, priority=4),
        Column("examples", "Examples", True, priority=5),
    )
    rows: list[tuple[Cell, ...]] = []
    covered: list[objects.BookCoveredObject] = []
    for name, edition in editions_of(catalog):
        models = list(edition.models.values())
        rates = [rate for model in models for rate in model.rates]
        priced = [rate for rate in rates if rate.published and not rate.unavailable]
        grades = [edition.grade(rate) for rate in priced]
        counts: objects.CoveredObject = {
            "models": len(models),
            "rates": len(rates),
            "grades": {
                "observed": grades.count("observed"),
                "official": grades.count("official"),
                "transcribed": grades.count("transcribed"),
                "third_party": grades.count("third_party"),
                "derived": grades.count("derived"),
            },
            "unpublished": sum(not rate.published for rate in rates),
            "not_sold": sum(bool(rate.unavailable) for rate in rates),
            "examples": _agreeing(models),
        }
        covered.append({"platform": edition.platform, "edition": edition.id, "counts": counts})
        rows.append(
            (
                *(edition.platform, edition.id, name, counts["models"], counts["rates"]),
                *(counts["grades"][grade] for grade in GRADES),
                *(counts["unpublished"], counts["not_sold"], counts["examples"]),
            )
        )
    figures = range(4, 7 + len(GRADES))
    sums = [sum(cell for row in rows if isinstance(cell := row[number], int)) for number in figures]
    words = {**GRADE_WORDS, "observed": "from bills", "derived": "estimates"}
    kinds = (*(words[grade] for grade in GRADES), "not published", "not sold")
    parts = [f"{number:,} {kind}" for kind, number in zip(kinds, sums[1:], strict=True) if number]
    return Report(
        "Sources of the prices",
        columns,
        tuple(rows),
        {"schema": "creditcalc/coverage/1", "editions": covered},
        answer=(AnswerLine(count(sums[0], "price"), (series(parts),)),),
    )
