"""A revision put into words: the shots that changed, the totals, and why; and as JSON."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from creditcalc.amount import decimal, exactly
from creditcalc.difference import NO_DIFFERENCE, Difference, Direction
from creditcalc.figures import in_unit, shown
from creditcalc.pricebook.edition import Edition
from creditcalc.reports.batch import Held, budget_verdict
from creditcalc.reports.book import (
    GRADE_WORDS,
    aside,
    book_json,
    budget_json,
    newer_note,
    priced_book_json,
    shown_under,
)
from creditcalc.reports.report import AnswerLine, Cell, Column, Note, Report, Strong
from creditcalc.storyboard.revision import SHOT_CHANGE_KINDS, Limit, Revision, SettingChange, ShotChange, ShotState
from creditcalc.text import count, units

if TYPE_CHECKING:
    from creditcalc.reports.objects import batch as objects
    from creditcalc.reports.objects.shared import BookObject, DifferenceObject

DIRECTION_WORDS: dict[Direction, str] = {
    "same": "costs the same",
    "dearer": "more expensive",
    "cheaper": "cheaper",
    "not cheaper": "more expensive or the same",
    "not dearer": "cheaper or the same",
    "unclear": "may be cheaper or more expensive",
}
DIRECTIONS: "dict[Direction, objects.DirectionWord]" = {
    "same": "same",
    "dearer": "more_expensive",
    "cheaper": "cheaper",
    "not cheaper": "not_cheaper",
    "not dearer": "not_more_expensive",
    "unclear": "unclear",
}
CHANGE_COLUMNS = (
    Column("scene", "Scene", priority=1),
    Column("shot", "Shot"),
    Column("kind", "What"),
    Column("before", "Before", True, priority=3),
    Column("after", "After", True, priority=2),
    Column("difference", "Difference", True),
    Column("why", "Why", least=24),
)


def revision_report(
    name: str,
    revision: Revision,
    book: Mapping[str, str] | None,
    edition: Edition,
    grade: str,
    held: Held,
    increase: Limit | None,
) -> Report:
    """What changed, shot by shot; `book` is the price book of before, None where there was nothing before.

    `increase` is how much more it may cost.
    """
    listed = [change for change in revision.changes if change.kind != "unchanged" or change.unpriced]
    rows = tuple(
        (change.shot.scene, change.shot.name, change.kind, *_costs(change), change.difference, _why(change))
        for change in listed
    )
    return Report(
        f"{name or 'Storyboard'}: what changed",
        CHANGE_COLUMNS,
        rows,
        revision_json(revision, listed, book, edition, held, increase),
        aside=aside(edition),
        answer=tuple(_answers(revision, book, edition.unit, held, increase)),
        total=("", "Total", "", revision.before, revision.after, revision.difference, ""),
        notes=(*newer_note(edition), *_notes(revision)),
        details=tuple(_evidence(revision, listed, book, edition, grade)),
        last=shown_under(edition, [revision.before, revision.after, *(None for _ in range(revision.after_unpriced))]),
    )


def _answers(
    revision: Revision, book: Mapping[str, str] | None, unit: str, held: Held, increase: Limit | None
) -> Iterator[AnswerLine]:
    """The difference and which way it goes, the verdicts, and how many shots changed."""
    rise, before, after = revision.difference, shown(revision.before), shown(revision.after)
    sums = f"{before} before and now" if before == after else f"{before} before, {after} now"
    figure, more, less = shown(rise).partition(" or ")
    yield AnswerLine(f"{figure} {units(unit)}{more}{less}", (f"{DIRECTION_WORDS[rise.direction]}: {sums}",))
    if increase:
        limit = f"{decimal(increase.number * 100)} %" if increase.share else in_unit(exactly(increase.number), unit)
        match rise.against(increase.of(revision.before), held.tolerance):
            case "within":
                yield AnswerLine("", (f"rises by no more than {limit}",), "✓")
            case "over":
                yield AnswerLine("", (f"rises by more than {limit}",), "✗")
            case "unclear":
                yield AnswerLine("", (Strong(f"may rise by more than {limit}"),))
    if held.budget is not None:
        yield budget_verdict(revision.after, held.budget, held.tolerance)
    if book is None:
        yield AnswerLine("", ("There was no storyboard before: every shot is added.",))
        return
    counts = [f"{revision.count(kind):,} {kind}" for kind in SHOT_CHANGE_KINDS if revision.count(kind)]
    yield AnswerLine("", (f"Shots: {', '.join(counts)}.",))


def _costs(change: ShotChange) -> tuple[Cell, Cell]:
    before, after = (
        None if made is None else "no price" if made.total is None else made.total
        for made in (change.before, change.after)
    )
    return before, after


def _why(change: ShotChange) -> str:
    """Why a shot costs something else, and why it has no price."""
    before, after = (made.error if made else "" for made in (change.before, change.after))
    unpriced = {"no price": after, "no price before": before if before != after else ""}
    reasons = [f"{words}: {error}" for words, error in unpriced.items() if error]
    return "; ".join(filter(None, [change_reason(change), *reasons]))


def change_reason(change: ShotChange) -> str:
    """Why a shot costs something else: the settings that differ, another price, or that it has none."""
    if change.kind in ("added", "removed"):
        return _settings(change.shot)
    words = ", ".join(map(str, change.settings))
    split = f" ({shown(change.by_settings)})" if words and change.repriced and change.by_settings else ""
    found = [f"{words}{split}"] if words else []
    if change.repriced and change.by_price:
        found.append(f"another price ({shown(change.by_price)})" if words else "another price")
    if change.today is not None and change.today.total is None and change.before and change.before.total:
        found.append("the earlier settings have no price now")
    return ", ".join(found)


def _settings(made: ShotState) -> str:
    if len(made.ways) > 1:
        return f"alternative {made.way}"
    return ", ".join(f"{name} {word}" for values in made.ways.values() for name, word in values.items())


def _notes(revision: Revision) -> Iterator[Note | str]:
    """What a person should know of the difference."""
    then = "so the difference is not fully known" if revision.blind else "with no effect on the difference"
    has = "has" if revision.after_unpriced == 1 else "have"
    for made, words in (
        (revision.before_unpriced, "had no price before"),
        (revision.after_unpriced, f"{has} no price now"),
    ):
        if made:
            yield Note("unpublished", f"{count(made, 'shot')} {words}, {then}.")
    if any(change.open_alike for change in revision.changes):
        yield Note("part", "A shot with several alternatives is assumed to be made the same way before and now.")
    by_settings, by_price = revision.by_settings, revision.by_price
    if by_settings is None or by_price is None:
        yield "How much comes from other settings, and how much from other prices, is not known for every shot."
        return
    parts = {"shots added and removed": revision.by_shots, "other settings": by_settings, "other prices": by_price}
    some = [f"{shown(part)} by {words}" for words, part in parts.items() if part != NO_DIFFERENCE]
    if len(some) > 1:
        yield f"Of the difference: {', '.join(some)}."


def _evidence(
    revision: Revision,
    listed: Iterable[ShotChange],
    book: Mapping[str, str] | None,
    edition: Edition,
    grade: str,
) -> Iterator[str]:
    """What the figures rest on, and why some are missing."""
    kept = [change.before for change in revision.changes if change.kind == "unchanged" and change.before]
    if any(made.total and made.total.qualifier != "exact" for made in kept):
        yield "Unchanged shots add nothing to the difference, even where their price is a range."
    now = {name: str(word) for name, word in book_json(edition).items()}
    if book is not None and book == now:
        yield f"Prices before and now: {_book(now)}."
    else:
        yield from [f"Prices before: {_book(book)}."] if book else []
        yield f"Prices now: {_book(now)}."
    if grade:
        yield f"Least certain figure: {GRADE_WORDS[grade]}."
    for change in listed:
        name = f"{change.shot.scene}, {change.shot.name}" if change.shot.scene else change.shot.name
        made, known = change.today, [state.error for state in (change.before, change.after) if state]
        if made is not None and made.error and made.error not in known:
            yield f"{name} has no price with its earlier settings: {made.error}."


def _book(book: Mapping[str, str]) -> str:
    return f"{book['platform']} {book['edition']} as of {book['as_of']}, sheets {book['sheets'][:19]}"


def revision_json(
    revision: Revision,
    listed: Iterable[ShotChange],
    book: Mapping[str, str] | None,
    edition: Edition,
    held: Held,
    increase: Limit | None,
) -> "objects.RevisionObject":
    """The revision as a `creditcalc/revision/1` object; unchanged shots are counted."""
    return {
        "schema": "creditcalc/revision/1",
        **priced_book_json(edition),
        "before": cast("BookObject | None", book),
        "counts": {
            "added": revision.count("added"),
            "removed": revision.count("removed"),
            "changed": revision.count("changed"),
            "unchanged": revision.count("unchanged"),
        },
        "missing": {"before": revision.before_unpriced, "after": revision.after_unpriced},
        "total": {"before": revision.before.as_json(), "after": revision.after.as_json()},
        "difference": revision.difference.as_json(),
        "direction": DIRECTIONS[revision.difference.direction],
        "by_shots": revision.by_shots.as_json(),
        "by_settings": _json(revision.by_settings),
        "by_price": _json(revision.by_price),
        "budget": budget_json(revision.after, held.budget, held.tolerance),
        "fit": budget_json(revision.after, held.fit, held.tolerance),
        "increase": increase and _increase(revision, increase, held.tolerance),
        "shots": [_shot(change) for change in listed],
    }


def _increase(revision: Revision, increase: Limit, tolerance: Fraction) -> "objects.IncreaseObject":
    return {
        "limit": None if increase.share else decimal(increase.number),
        "limit_percent": decimal(increase.number * 100) if increase.share else None,
        "tolerance_percent": decimal(tolerance * 100),
        "verdict": revision.difference.against(increase.of(revision.before), tolerance),
    }


def _json(difference: Difference | None) -> "DifferenceObject | None":
    return None if difference is None else difference.as_json()


def _shot(change: ShotChange) -> "objects.ShotChangeObject":
    return {
        "scene": change.shot.scene or None,
        "shot": change.shot.name,
        "kind": change.kind,
        "before": _state(change.before),
        "after": _state(change.after),
        "difference": change.difference.as_json(),
        "settings": [_setting(one) for one in change.settings],
        "today": _state(change.today),
        "by_settings": _json(change.by_settings),
        "by_price": _json(change.by_price),
    }


def _setting(one: SettingChange) -> "objects.SettingChangeObject":
    return {
        "alternative": one.way or None,
        "setting": one.name,
        "before": one.before or None,
        "after": one.after or None,
    }


def _state(made: ShotState | None) -> "objects.StateObject | None":
    if made is None:
        return None
    return {"total": None if made.total is None else made.total.as_json(), "error": made.error or None}
