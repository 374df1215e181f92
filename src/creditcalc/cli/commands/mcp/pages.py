"""A long answer by pages: its sums first, then its rows, each page as an object and as text that say the same."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from creditcalc.csv import line_of
from creditcalc.errors import CreditcalcError
from creditcalc.record import Record
from creditcalc.text import count, inert

LARGEST_PAGE = 30_000
"""Bytes of a page as it is sent, text and object together: hosts take 25,000 tokens at most, half of which this is."""
LONGEST_LINE = 500
MOST_SAID = 6_000
"""Characters of a line, and bytes, of the sentences and of the notes that stand on each page."""
MOST_COLUMNS = 40
"""Columns of the rows as text, and characters of a column's name; the object has all of them."""
SHORTER = (300, 30, 3)
"""To how many characters, and list items, what does not fit on a page is shortened, until it does."""


class Reply(Record):
    """What a command says: the sentences before the report, the report as lines of text, and as an object."""

    first: list[str]
    lines: list[str]
    data: dict[str, Any] | None


def paged(said: Reply, page: int | None) -> tuple[Reply, str]:
    """What is answered, and which page of how many it is, in a sentence; nothing where all of it fits on one.

    Raises CreditcalcError for a page that is not there.
    """
    if size(said) <= LARGEST_PAGE:
        if page not in (None, 1):
            raise CreditcalcError(f"there is no page {page}: this answer has 1")
        return said, ""
    first = _cut(said.first)
    if said.data is None:
        return Reply(first, _cut(said.lines), None), ""
    whole = said.data
    notes = _cut([line for number, line in enumerate(said.lines) if number == 0 or not line.startswith(" ")])
    rest = _shortened({key: one for key, one in whole.items() if not isinstance(one, list)}, LARGEST_PAGE // 4)
    lists = sorted((key for key, one in whole.items() if isinstance(one, list)), key=lambda key: _bytes(whole[key]))
    room = LARGEST_PAGE - size(Reply(first, notes, rest)) - MOST_SAID // 4
    pages = _pages(((key, item) for key in lists for item in whole[key]), room)
    number = 1 if page is None else page
    if not 0 < number <= len(pages):
        raise CreditcalcError(f"there is no page {number}: this answer has {len(pages)}")
    here = {key: [item for found, item in pages[number - 1] if found == key] for key in lists}
    lines = [*notes, *(line for key in lists if here[key] for line in _table(key, here[key]))]
    data = {key: here[key] if key in here else rest[key] for key in whole if key in here or key in rest}
    more = f": continue with `page` {number + 1}" if number < len(pages) else ""
    return Reply(first, lines, {**data, "page": number, "pages": len(pages)}), f"Page {number} of {len(pages)}{more}."


def size(said: Reply) -> int:
    """Bytes of an answer as it is sent."""
    return _bytes("\n".join([*said.first, *(f"| {line}" for line in said.lines)])) + _bytes(said.data)


def _bytes(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def _pages(items: Iterable[tuple[str, Any]], room: int) -> list[list[tuple[str, Any]]]:
    """The items of each page: as many as there is room for, in order."""
    pages: list[list[tuple[str, Any]]] = [[]]
    left = room
    for key, item in items:
        one = _shortened(item, room // 4)
        needs = _bytes(one) + _bytes(line_of([*_cells(one).values()])) + 10
        if needs > left and pages[-1]:
            pages.append([])
            left = room
        pages[-1].append((key, one))
        left -= needs
    return pages


def _table(key: str, items: list[Any]) -> list[str]:
    """The items as CSV, below their name; a column that is empty throughout is left out, and what is too wide."""
    rows = [_cells(item) for item in items]
    filled = [*dict.fromkeys(name for row in rows for name in row if row[name])]
    shown = filled[:MOST_COLUMNS]
    head = [*(_short(name, MOST_COLUMNS) for name in shown), *["..."][: len(filled) - len(shown)]]
    return [f"{key}:", line_of(head), *(line_of([row.get(name, "") for name in shown]) for row in rows)]


def _cells(item: Any) -> dict[str, str]:
    return {str(name): _cell(value) for name, value in (item if isinstance(item, Mapping) else {"": item}).items()}


def _cell(value: Any) -> str:
    if isinstance(value, Mapping) and "text" in value and "qualifier" in value:
        value = value["text"]
    if value is None or value == []:
        return ""
    return inert(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _shortened(value: Any, room: int) -> Any:
    for most in SHORTER:
        if _bytes(value) <= room:
            break
        value = _short(value, most)
    return value


def _short(value: Any, most: int) -> Any:
    if isinstance(value, str):
        return value if len(value) <= most else f"{value[:most]}..."
    if isinstance(value, list):
        return [_short(one, most) for one in value[:most]]
    if isinstance(value, Mapping):
        return {_short(key, most): _short(one, most) for key, one in list(value.items())[:most]}
    return value


def _cut(lines: list[str]) -> list[str]:
    """The lines that there is room for beside rows, and how many are left out."""
    found: list[str] = []
    left = MOST_SAID
    for line in lines:
        one = _short(line, LONGEST_LINE)
        left -= _bytes(one)
        if left < 0:
            return [*found, f"... and {count(len(lines) - len(found), 'more line')}"]
        found.append(one)
    return found
