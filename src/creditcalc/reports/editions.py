"""Two price books row by row: what is new, gone, dearer or cheaper, and whether the credit itself was resized."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from creditcalc.amount import Amount
from creditcalc.pricebook.condition import condition_text
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model, Rate
from creditcalc.reports.book import price_text
from creditcalc.reports.report import Cell, Column, Report, listing
from creditcalc.text import count, units

RowChangeKind = Literal["new model", "gone model", "new row", "gone row", "price change", "correction"]
ALIKE = 3
"""Rows that must agree on one factor before it counts as a resized credit."""


class RowChange(NamedTuple):
    """What is different about one row, or one model."""

    kind: RowChangeKind
    model: str
    when: str
    before: str
    after: str
    times: Amount | None


def changes(one: Edition, other: Edition) -> Iterator[RowChange]:
    """Every difference between two editions, or two states of one.

    Within one edition a figure that changed in place, without a later `since`, is a correction: it was wrong before.
    """
    same = (one.platform, one.id) == (other.platform, other.id)
    for key in dict.fromkeys([*one.models, *other.models]):
        if key not in other.models:
            yield RowChange("gone model", key, "", _about(one.models[key]), "", None)
        elif key not in one.models:
            yield RowChange("new model", key, "", "", _about(other.models[key]), None)
        else:
            yield from _rows(key, one.models[key], other.models[key], same)


def _about(model: Model) -> str:
    return count(len(model.rates), "row")


def _rows(key: str, one: Model, other: Model, same: bool) -> Iterator[RowChange]:
    before, after = _keyed(one), _keyed(other)
    for when in dict.fromkeys([*before, *after]):
        old, new = before.get(when), after.get(when)
        if old is None and new is not None:
            yield RowChange("new row", key, when, "", price_text(new), None)
        elif new is None and old is not None:
            yield RowChange("gone row", key, when, price_text(old), "", None)
        elif old is not None and new is not None and _figures(old) != _figures(new):
            dated = (new.since or "") > (old.since or "")
            kind: RowChangeKind = "correction" if same and not dated else "price change"
            yield RowChange(kind, key, when, price_text(old), price_text(new), _times(old, new))


def _keyed(model: Model) -> Mapping[str, Rate]:
    return {f"{row.name or ''} {_always_alike(row)}".strip(): row for row in (*model.rates, *model.surcharges)}


def _always_alike(row: Rate) -> str:
    """The conditions of a row in an order of their own, whatever the order in which a sheet writes them."""
    return " and ".join(sorted(condition_text((part,)) for part in row.when)) or "always"


def _figures(row: Rate) -> tuple[object, ...]:
    return (row.price, row.tiers, row.per, row.beyond, row.at_least, row.at_most, row.quantity, bool(row.unavailable))


def _times(old: Rate, new: Rate) -> Amount | None:
    if old.price is None or new.price is None or old.per != new.per or not old.price.low or not new.published:
        return None
    return new.price / old.price


def resized(found: list[RowChange]) -> Fraction | None:
    """The factor by which most prices changed alike, if one did: then the credit was resized, not the prices."""
    factors = Counter(
        change.times.low for change in found if change.times is not None and change.times.low == change.times.high
    )
    if not factors:
        return None
    factor, times = factors.most_common(1)[0]
    compared = sum(change.times is not None for change in found)
    return factor if times >= ALIKE and times * 2 > compared and factor != 1 else None


class Pair(NamedTuple):
    """Two states to compare, and what some work costs under both."""

    before: Edition
    after: Edition
    work: tuple[Amount, Amount] | None = None


def editions_report(pairs: Sequence[Pair]) -> Report:
    """The differences of one or more pairs of editions as a report."""
    columns = (
        Column("edition", "Edition"),
        Column("kind", "What"),
        Column("model", "Model"),
        Column("when", "When"),
        Column("before", "Before"),
        Column("after", "After"),
        Column("times", "Times", True),
    )
    rows: list[tuple[Cell, ...]] = []
    notes: list[str] = []
    summaries = []
    for pair in pairs:
        before, after = f"{pair.before.platform}/{pair.before.id}", f"{pair.after.platform}/{pair.after.id}"
        found = list(changes(pair.before, pair.after))
        rows += [(after, one.kind, one.model, one.when, one.before, one.after, one.times) for one in found]
        factor = resized(found)
        text = None if factor is None else str(Amount(factor, factor))
        kinds = Counter(change.kind for change in found)
        notes.append(f"{before} -> {after}: {', '.join(count(number, kind) for kind, number in kinds.items())}.")
        if text:
            notes.append(f"The credit was resized: most prices changed by the same factor, {text}.")
        if pair.work:
            notes.append(f"This work: {pair.work[0].brief} -> {pair.work[1].brief} {units(pair.after.unit)}.")
        work = pair.work and {"before": pair.work[0].as_json(), "after": pair.work[1].as_json()}
        summaries.append({"before": before, "after": after, "resized": text, "work": work})
    data = listing("diff", "changes", columns, rows, pairs=summaries)
    return Report(count(len(rows), "difference"), columns, tuple(rows), data, notes=tuple(notes))
