"""The state of the sheets: what is wrong, what is old, what rests on one source."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import condition_text
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.evidence import GRADES
from creditcalc.reports.book import price_text
from creditcalc.reports.report import Cell, Column, Report, listing
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.check import example_faults
from creditcalc.sheets.compiler import UnusableEdition
from creditcalc.sheets.contradictions.editions import (
    catalog_contradictions,
    edition_contradictions,
    platform_contradictions,
)
from creditcalc.sheets.misplaced import misplaced
from creditcalc.text import count, sentence


class Audit(NamedTuple):
    """The report of a check, and what it found: each as `path:line:col: what, and the remedy`."""

    report: Report
    faults: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def audit(catalog: Catalog, old_before: str, today: str, warned: str = "") -> Audit:
    """Check every edition: its sheets, proofs and worked examples, and what contradicts itself; count what is old or
    rests on a single source.

    Days as year-month-day: a source dated before `old_before` is old, one after `today` is in the future. Warnings are
    given of the sheets whose places begin with `warned`.
    """
    columns = (
        Column("edition", "Edition"),
        Column("models", "Models", True),
        Column("rates", "Rates", True),
        Column("examples", "Examples", True),
        Column("single_source", "Single source", True),
        Column("old", "Old", True),
        Column("faults", "Faults", True),
    )
    rows: list[tuple[Cell, ...]] = []
    faults: list[str] = []
    also = list(catalog_contradictions(catalog.roots, catalog.index))
    for platform in catalog.index.platforms.values():
        also += platform_contradictions(catalog.roots, platform)
        for name in platform.editions:
            try:
                compiled = catalog.compiled(platform, name)
            except CreditcalcError as error:
                told = error.faults if isinstance(error, UnusableEdition) else (str(error),)
                faults += told
                rows.append((f"{platform.id}/{name}", 0, 0, 0, 0, 0, len(told)))
                continue
            edition = compiled.on(compiled.edition.as_of)
            models = list(edition.models.values())
            more = list(edition_contradictions(catalog.roots, compiled, today))
            also += [fault for fault in more if fault.warning]
            found = [
                *compiled.faults,
                *(str(fault) for model in models for fault in example_faults(model, edition)),
                *(str(fault) for fault in more if not fault.warning),
            ]
            rates = [rate for model in models for rate in model.rates]
            rows.append(
                (
                    f"{platform.id}/{name}",
                    len(models),
                    len(rates),
                    sum(len(model.examples) for model in models),
                    sum(not rate.claims for rate in rates),
                    sum(edition.source(rate.source).date < old_before for rate in rates),
                    len(found),
                )
            )
            faults += found
    for root in catalog.roots[1:]:
        faults += misplaced(Path(root.path), root.name)
    faults += [str(fault) for fault in also if not fault.warning]
    warnings = [str(fault) for fault in also if fault.warning and fault.place.startswith(warned)]
    meant = f" and {count(len(warnings), 'warning')}" if warnings else ""
    title = f"{count(len(faults), 'fault')}{meant} in {count(len(rows), 'edition')}"
    notes = (f"Old: the source is dated before {old_before}. Single source: nobody else says anything of the figure.",)
    data = listing("check", "editions", columns, rows)
    data["faults"] = faults
    data["warnings"] = warnings
    return Audit(Report(title, columns, tuple(rows), data, notes=notes), tuple(faults), tuple(warnings))


def conflicts(catalog: Catalog) -> Report:
    """Every figure that sources disagree on: the one in use and why, and each other claim."""
    columns = (
        Column("edition", "Edition"),
        Column("subject", "Of"),
        Column("in_use", "In use"),
        Column("source", "Source"),
        Column("claim", "Claim"),
        Column("claimed_by", "Claimed by"),
        Column("because", "Because, or note"),
        Column("place", "Place"),
    )
    rows: list[tuple[Cell, ...]] = []
    for name, edition in _editions(catalog):
        for subject, figure, part in _claimed(edition):
            rows += [
                (
                    name,
                    subject,
                    figure,
                    part.source,
                    str(claim),
                    claim.source,
                    getattr(part, "because", None) or claim.note,
                    part.place,
                )
                for claim in part.claims
            ]
    return Report(count(len(rows), "claim"), columns, tuple(rows), listing("conflicts", "claims", columns, rows))


def _editions(catalog: Catalog) -> Iterator[tuple[str, Edition]]:
    for platform in catalog.index.platforms.values():
        for name in platform.editions:
            yield f"{platform.id}/{name}", catalog.edition(platform.id, name)


def _claimed(edition: Edition) -> Iterator[tuple[str, str, Any]]:
    """Whatever may carry claims: what it is about, the figure in use, and itself."""
    for model in edition.models.values():
        for row in (*model.rates, *model.surcharges):
            # What was taken from the list is in dispute there, once.
            if not row.list_usd:
                yield f"{model.id} {condition_text(row.when)}".strip(), price_text(row), row
    for plan in edition.plans.values():
        for money in plan.prices:
            yield f"plan {plan.id}", f"{money.amount} {money.currency}", money
        if plan.allowance:
            yield f"plan {plan.id}", f"{plan.allowance.amount} {plan.allowance.unit}", plan.allowance
        if plan.rollover:
            yield f"plan {plan.id}", f"keeps {plan.rollover.keeps}", plan.rollover
    for top_up in edition.top_ups.values():
        if top_up.expires:
            yield f"top-up {top_up.id}", f"expires after {top_up.expires.after}", top_up.expires


def stale(catalog: Catalog, before: str) -> Report:
    """Every rate whose source is dated before a day: read it again before trusting it."""
    columns = (
        Column("edition", "Edition"),
        Column("model", "Model"),
        Column("when", "When"),
        Column("price", "Price"),
        Column("source", "Source"),
        Column("date", "Dated"),
        Column("place", "Place"),
    )
    rows: list[tuple[Cell, ...]] = []
    for name, edition in _editions(catalog):
        for model in edition.models.values():
            for row in (*model.rates, *model.surcharges):
                date = edition.source(row.source).date
                if not row.list_usd and date < before:
                    rows.append(
                        (name, model.id, condition_text(row.when), price_text(row), row.source, date, row.place)
                    )
    rows.sort(key=lambda row: str(row[5]))
    data = listing("stale", "rates", columns, rows, before=before)
    return Report(f"{count(len(rows), 'rate')} dated before {before}", columns, tuple(rows), data)


def coverage(catalog: Catalog) -> Report:
    """How many rates of every edition have each grade of evidence, and how many are unknown."""
    columns = (
        Column("edition", "Edition"),
        Column("models", "Models", True),
        Column("rates", "Rates", True),
        *(Column(grade, sentence(grade.replace("_", " ")), True) for grade in GRADES),
        Column("unknown", "Unknown", True),
        Column("unavailable", "Not sold", True),
        Column("examples", "Examples", True),
    )
    rows: list[tuple[Cell, ...]] = []
    for name, edition in _editions(catalog):
        models = list(edition.models.values())
        rates = [rate for model in models for rate in model.rates]
        priced = [rate for rate in rates if rate.published and not rate.unavailable]
        grades = [edition.grade(rate) for rate in priced]
        rows.append(
            (
                name,
                len(models),
                len(rates),
                *(grades.count(grade) for grade in GRADES),
                sum(not rate.published for rate in rates),
                sum(bool(rate.unavailable) for rate in rates),
                sum(len(model.examples) for model in models),
            )
        )
    data = listing("coverage", "editions", columns, rows)
    return Report("What the sheets rest on", columns, tuple(rows), data)
