"""Two price books row by row: what is new, removed or costs something else, and whether the credit was resized."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from creditcalc.amount import Amount, exactly
from creditcalc.figures import in_unit, multiple, shown
from creditcalc.pricebook.condition import condition_text
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model, Rate
from creditcalc.record import Record
from creditcalc.reports.book import amount_json, book_json, price_text
from creditcalc.reports.models_json import rate_json, when_json
from creditcalc.reports.quote import model_named
from creditcalc.reports.rates import row_case, row_rate
from creditcalc.reports.report import AnswerLine, Cell, Column, Report, apart
from creditcalc.sheets.history import figures_of, times_of
from creditcalc.text import count, sentence, series

if TYPE_CHECKING:
    from creditcalc.reports.objects import sheets as objects

RowChangeKind = Literal["new_model", "gone_model", "new_row", "gone_row", "price_change", "correction"]
KIND_WORDS: dict[RowChangeKind, tuple[str, str]] = {
    "price_change": ("price changed", "prices changed"),
    "correction": ("price corrected", "prices corrected"),
    "new_row": ("new price", "new prices"),
    "gone_row": ("price removed", "prices removed"),
    "new_model": ("new_model", "new models"),
    "gone_model": ("model removed", "models removed"),
}
"""The kinds for people, of one and of several."""
ALIKE = 3
"""Rows that must agree on one factor before it counts as a resized credit."""


class RowChange(Record):
    """What is different about one row, or one model; the rows are those before and after."""

    kind: RowChangeKind
    model: str
    when: str
    before: str
    after: str
    times: Amount | None
    old: Rate | None = None
    new: Rate | None = None


def changes(one: Edition, other: Edition) -> Iterator[RowChange]:
    """Every difference between two editions, or two states of one.

    Within one edition a figure that changed in place, without a later `since`, is a correction: it was wrong before.
    """
    same = (one.platform, one.id) == (other.platform, other.id)
    for key in dict.fromkeys([*one.models, *other.models]):
        if key not in other.models:
            yield RowChange("gone_model", key, "", _about(one.models[key]), "", None)
        elif key not in one.models:
            yield RowChange("new_model", key, "", "", _about(other.models[key]), None)
        else:
            yield from _rows(key, one.models[key], other.models[key], same)


def _about(model: Model) -> str:
    return count(len(model.rates), "row")


def _rows(key: str, one: Model, other: Model, same: bool) -> Iterator[RowChange]:
    before, after = _keyed(one), _keyed(other)
    for when in dict.fromkeys([*before, *after]):
        old, new = before.get(when), after.get(when)
        if old is None and new is not None:
            yield RowChange("new_row", key, when, "", price_text(new), None, new=new)
        elif new is None and old is not None:
            yield RowChange("gone_row", key, when, price_text(old), "", None, old=old)
        elif old is not None and new is not None and figures_of(old) != figures_of(new):
            dated = (new.since or "") > (old.since or "")
            kind: RowChangeKind = "correction" if same and not dated else "price_change"
            yield RowChange(kind, key, when, price_text(old), price_text(new), times_of(old, new), old, new)


def _keyed(model: Model) -> Mapping[str, Rate]:
    return {f"{row.name or ''} {_always_alike(row)}".strip(): row for row in (*model.rates, *model.surcharges)}


def _always_alike(row: Rate) -> str:
    """The conditions of a row in an order of their own, whatever the order in which a sheet writes them."""
    return " and ".join(sorted(condition_text((part,)) for part in row.when)) or "always"


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


class Pair(Record):
    """Two states to compare, and what some work costs under both."""

    before: Edition
    after: Edition
    work: tuple[Amount, Amount] | None = None


def editions_report(
    pairs: Sequence[Pair], new: Sequence[tuple[str, str]] = (), gone: Sequence[tuple[str, str]] = ()
) -> Report:
    """The differences of some pairs of editions as a report; `new` and `gone` are editions that one side alone has."""
    columns = (
        Column("platform", ""),
        Column("edition", ""),
        Column("kind", ""),
        Column("model", ""),
        Column("when", ""),
        Column("before", ""),
        Column("after", ""),
        Column("times", "", True),
    )
    people = (
        *([Column("edition", "Price book")] if len(pairs) > 1 else []),
        Column("kind", "What", priority=1, least=16),
        Column("model", "Model", least=16),
        Column("when", "Settings", priority=2, least=20),
        Column("before", "Before", priority=3, least=18),
        Column("after", "After", least=18),
        Column("times", "Change", True),
    )
    rows: list[tuple[Cell, ...]] = []
    seen: list[tuple[Cell, ...]] = []
    answer: list[AnswerLine] = []
    compared: list[objects.PairObject] = []
    for pair in pairs:
        before, after = f"{pair.before.platform}/{pair.before.id}", f"{pair.after.platform}/{pair.after.id}"
        found = list(changes(pair.before, pair.after))
        book = pair.after.platform, pair.after.id
        rows += [(*book, one.kind, one.model, one.when, one.before, one.after, one.times) for one in found]
        seen += [(*([after] if len(pairs) > 1 else []), *_seen(one, pair)) for one in found]
        factor = resized(found)
        name = f"{after}: " if len(pairs) > 1 else ""
        kinds = Counter(change.kind for change in found)
        said = ", ".join(
            f"{kinds[kind]:,} {words[kinds[kind] != 1]}" for kind, words in KIND_WORDS.items() if kinds[kind]
        )
        answer.append(AnswerLine("", (f"{name}{said or 'no differences'}.",)))
        if factor is not None:
            times = multiple(Amount(factor, factor))
            answer.append(AnswerLine("", (f"The credit was resized: most prices are {times} what they were.",)))
        if pair.work:
            work = f"{shown(pair.work[0])} before, {in_unit(pair.work[1], pair.after.unit)} after"
            answer.append(AnswerLine("", (f"Your file costs {work}.",)))
        compared.append(
            {
                "before": book_json(pair.before),
                "after": book_json(pair.after),
                "resized": None if factor is None else exactly(factor).as_json(),
                "work": pair.work and {"before": pair.work[0].as_json(), "after": pair.work[1].as_json()},
                "changes": [_change(one, pair) for one in found],
            }
        )
    for what, books in (("New", new), ("Removed", gone)):
        if books:
            named = series("/".join(book) for book in books)
            answer.append(AnswerLine("", (f"{what} price book{'s' if len(books) > 1 else ''}: {named}.",)))
    if not answer:
        answer.append(AnswerLine("", ("No price book differs.",)))
    data: objects.DiffObject = {
        "schema": "creditcalc/diff/1",
        "pairs": compared,
        "new_books": [{"platform": platform, "edition": book} for platform, book in new],
        "gone_books": [{"platform": platform, "edition": book} for platform, book in gone],
    }
    title = f"{before} and {after}" if len(pairs) == 1 else count(len(rows), "difference")
    return Report(
        title,
        *apart(columns, tuple(rows), people, tuple(seen)),
        data,
        answer=tuple(answer),
        group="edition" if len(pairs) > 1 else "kind",
        groups=() if len(pairs) > 1 else tuple(sentence(several) for _, several in KIND_WORDS.values()),
    )


def _change(change: RowChange, pair: Pair) -> "objects.ChangeObject":
    row = change.new or change.old
    return {
        "kind": change.kind,
        "model": model_named((pair.after if change.model in pair.after.models else pair.before).models[change.model]),
        "name": row and row.name,
        "when": when_json(row.when) if row else [],
        "before": change.old and rate_json(pair.before, change.old),
        "after": change.new and rate_json(pair.after, change.new),
        "times": amount_json(change.times),
    }


def _seen(change: RowChange, pair: Pair) -> tuple[Cell, ...]:
    """A difference as people read it."""
    old, new = (edition.models.get(change.model) for edition in (pair.before, pair.after))
    model, row = new or old, change.new or change.old
    assert model is not None
    if row is None:
        when = ""
        words = [count(len(one.rates), "price") if one else "" for one in (old, new)]
    else:
        when = row_case(row, model)
        both = ((change.old, pair.before), (change.new, pair.after))
        words = [row_rate(one, edition.unit) if one else "" for one, edition in both]
    kind = sentence(KIND_WORDS[change.kind][1])
    return kind, model.name, when, *words, change.times and multiple(change.times)
