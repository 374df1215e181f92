"""A revision put into words: the shots that changed, the totals, and why; and as JSON."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from creditcalc.difference import NO_DIFFERENCE, Difference, Direction
from creditcalc.pricebook.edition import Edition
from creditcalc.reports.book import GRADE_WORDS, aside, book_json, tolerance_json
from creditcalc.reports.report import Cell, Column, Report, cell_json
from creditcalc.storyboard.revision import SHOT_CHANGE_KINDS, Revision, SettingChange, ShotChange, ShotState
from creditcalc.text import count, units

DIRECTION_WORDS: dict[Direction, str] = {
    "same": "costs the same",
    "dearer": "dearer",
    "cheaper": "cheaper",
    "not cheaper": "dearer or the same",
    "not dearer": "cheaper or the same",
    "unclear": "nobody can tell whether dearer or cheaper",
}
CHANGE_COLUMNS = (
    Column("scene", "Scene"),
    Column("shot", "Shot"),
    Column("kind", "What"),
    Column("before", "Before", True),
    Column("after", "After", True),
    Column("difference", "Difference", True),
    Column("why", "Why"),
)


def revision_report(
    name: str,
    revision: Revision,
    book: Mapping[str, str] | None,
    edition: Edition,
    grade: str,
    tolerance: Fraction | None = None,
) -> Report:
    """What changed, shot by shot; `book` is the price book of before, None where there was nothing before."""
    shown = [change for change in revision.changes if change.kind != "unchanged" or change.unpriced]
    rows = tuple(
        (change.shot.scene, change.shot.name, change.kind, *_costs(change), change.difference, _why(change))
        for change in shown
    )
    after = f"{revision.after.brief} {units(edition.unit)}"
    sums = f"{revision.before.brief} -> {after} ({revision.difference.brief})"
    return Report(
        f"{name or 'Storyboard'}: {sums}: {DIRECTION_WORDS[revision.difference.direction]}",
        CHANGE_COLUMNS,
        rows,
        revision_json(revision, shown, book, edition, tolerance),
        aside=aside(edition),
        total=("Total", "", "", revision.before, revision.after, revision.difference, ""),
        notes=tuple(_notes(revision, book)),
        details=tuple(_evidence(shown, book, edition, grade)),
    )


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
    split = f" ({change.by_settings.brief})" if words and change.repriced and change.by_settings else ""
    found = [f"{words}{split}"] if words else []
    if change.repriced and change.by_price:
        found.append(f"another price ({change.by_price.brief})" if words else "another price")
    if change.today is not None and change.today.total is None and change.before and change.before.total:
        found.append("the settings of before have no price now")
    return ", ".join(found)


def _settings(made: ShotState) -> str:
    if len(made.ways) > 1:
        return f"alternative {made.way}"
    return ", ".join(f"{name} {word}" for values in made.ways.values() for name, word in values.items())


def _notes(revision: Revision, book: Mapping[str, str] | None) -> Iterable[str]:
    """What a person should know of the difference."""
    if book is None:
        yield "There was no storyboard before: every shot is added."
    yield f"{', '.join(f'{revision.count(kind)} {kind}' for kind in SHOT_CHANGE_KINDS)}."
    kept = [change.before for change in revision.changes if change.kind == "unchanged" and change.before]
    if any(made.total and made.total.qualifier != "exact" for made in kept):
        yield "An unchanged shot adds nothing to the difference, however uncertain its price: it is the same price."
    if any(change.open_alike for change in revision.changes):
        yield "A shot with several alternatives is taken to be made in the same one before and now."
    for made, words in (
        (revision.before_unpriced, "had no price before"),
        (revision.after_unpriced, f"{'has' if revision.after_unpriced == 1 else 'have'} no price now"),
    ):
        if made:
            then = "the difference is open" if revision.blind else "it is the same before and now"
            yield f"{count(made, 'shot')} {words}: that is not 0, and {then}."
    yield from _parts(revision)


def _parts(revision: Revision) -> Iterable[str]:
    by_settings, by_price = revision.by_settings, revision.by_price
    if by_settings is None or by_price is None:
        yield "How much of it comes of other settings, and how much of other prices, cannot be told of every shot."
        return
    parts = {"shots added and removed": revision.by_shots, "other settings": by_settings, "other prices": by_price}
    some = [f"{part.brief} by {words}" for words, part in parts.items() if part != NO_DIFFERENCE]
    if len(some) > 1:
        yield f"Of the difference: {', '.join(some)}."


def _evidence(
    shown: Iterable[ShotChange], book: Mapping[str, str] | None, edition: Edition, grade: str
) -> Iterable[str]:
    """What the figures rest on, and why some are missing."""
    now = {name: str(word) for name, word in book_json(edition).items()}
    if book is not None and book == now:
        yield f"Prices before and now: {_book(now)}."
    else:
        yield from [f"Prices before: {_book(book)}."] if book else []
        yield f"Prices now: {_book(now)}."
    if grade:
        yield f"Evidence: {GRADE_WORDS[grade]} at the weakest."
    for change in shown:
        name = f"{change.shot.scene}, {change.shot.name}" if change.shot.scene else change.shot.name
        made, known = change.today, [state.error for state in (change.before, change.after) if state]
        if made is not None and made.error and made.error not in known:
            yield f"No price of {name} with the settings of before: {made.error}."


def _book(book: Mapping[str, str]) -> str:
    return f"{book['platform']} {book['edition']} as of {book['as_of']}, sheets {book['sheets'][:19]}"


def revision_json(
    revision: Revision,
    shown: Iterable[ShotChange],
    book: Mapping[str, str] | None,
    edition: Edition,
    tolerance: Fraction | None = None,
) -> dict[str, Any]:
    """The revision as a `creditcalc/revision/1` object; unchanged shots are counted."""
    return {
        "schema": "creditcalc/revision/1",
        **book_json(edition),
        "before": book,
        "counts": {kind: revision.count(kind) for kind in SHOT_CHANGE_KINDS},
        "missing": {"before": revision.before_unpriced, "after": revision.after_unpriced},
        "total": {"before": revision.before.as_json(), "after": revision.after.as_json()},
        "difference": revision.difference.as_json(),
        "direction": revision.difference.direction.replace(" ", "_"),
        "by_shots": revision.by_shots.as_json(),
        "by_settings": _json(revision.by_settings),
        "by_price": _json(revision.by_price),
        "tolerance_percent": tolerance_json(tolerance),
        "shots": [_shot(change) for change in shown],
    }


def _json(difference: Difference | None) -> dict[str, Any] | None:
    return None if difference is None else difference.as_json()


def _shot(change: ShotChange) -> dict[str, Any]:
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


def _setting(one: SettingChange) -> dict[str, str | None]:
    keys = ("alternative", "setting", "before", "after")
    return {key: word or None for key, word in zip(keys, one, strict=True)}


def _state(made: ShotState | None) -> dict[str, Any] | None:
    return made and {"total": cell_json(made.total), "error": made.error or None}
