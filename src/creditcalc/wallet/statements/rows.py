"""The rows of a bill as cells of text by the names of their columns: CSV with any separator, and JSON answers."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from creditcalc.amount import WHOLE, whole
from creditcalc.csv import SEPARATORS, likely_separators
from creditcalc.errors import CreditcalcError
from creditcalc.files import read_whole
from creditcalc.pricebook.statement import StatementSheet
from creditcalc.record import Record
from creditcalc.text import count, inert, repeated, ticked

LARGEST_BILL = 50_000_000
"""Bytes of the largest bill that is read."""
IN_BRACKETS = re.compile(r"(.*\S)\s*\(([^()]+)\)", re.DOTALL)
"""A title with a currency behind it: `Cost ($)`."""


class BillRow(Record):
    """A row of a bill: its place, and what its cells hold; of a list in it one text for each."""

    place: str
    cells: Mapping[str, tuple[str, ...]]

    def named(self, column: str) -> str | None:
        """The column of that name, whatever its case and whatever currency stands in brackets behind it."""
        asked = column.lower()
        for name in self.cells:
            bracketed = IN_BRACKETS.fullmatch(name)
            if asked in (name.lower(), bracketed[1].lower() if bracketed else ""):
                return name
        return None

    def filled(self, columns: Sequence[str]) -> str | None:
        """The first of some columns that the row fills."""
        found = (self.named(column) for column in columns)
        return next((name for name in found if name is not None and any(self.cells[name])), None)

    def text(self, columns: Sequence[str]) -> str:
        """What the first of some columns holds that the row fills; "" where it fills none."""
        name = self.filled(columns)
        return "" if name is None else next(filter(None, self.cells[name]))


class BillFile(Record):
    """A bill as it is read: its rows, the columns that any row has, and whether its decimals may have commas.

    `missing` says which pages of it are missing, if any.
    """

    name: str
    rows: tuple[BillRow, ...]
    columns: tuple[str, ...]
    commas: bool = False
    missing: str = ""


def read_bill(path: str, sheet: StatementSheet | None) -> BillFile:
    """The rows of a bill, JSON where it begins as such and else CSV; `-` is standard input.

    Raises CreditcalcError for a file that cannot be read, that is neither, or that has no row.
    """
    data = read_whole(path, LARGEST_BILL)
    name = "standard input" if path == "-" else Path(path).name
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise CreditcalcError("is not UTF-8 text: save the bill as CSV UTF-8 or as JSON", place=path) from None
    try:
        found = _json(text, sheet) if text.lstrip()[:1] in ("{", "[") else _csv(text)
    except CreditcalcError as error:
        raise CreditcalcError(*error.lines, place=path) from None
    if not found.rows:
        raise CreditcalcError("has no row: export the bill again, of the days that you want", place=path)
    return found._replace(name=name)


def _csv(text: str) -> BillFile:
    likely = likely_separators(text.partition("\n")[0])
    if len(likely) > 1:
        raise CreditcalcError(
            f"its columns may be separated by {' or '.join(SEPARATORS[one] for one in likely)}: keep one"
        )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=likely[0], strict=True)
    rows = []
    try:
        titles = [title.strip() for title in next(reader, [])]
        if twice := repeated(title for title in titles if title):
            raise CreditcalcError(f"has the column {ticked(map(inert, twice), 'and')} twice: rename one")
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(titles):
                had = f"line {reader.line_num} has {count(len(cells), 'cell')}"
                raise CreditcalcError(f"{had} and the first line {len(titles)}: correct it")
            named = zip(titles, cells, strict=True)
            rows.append(BillRow(f"line {reader.line_num}", {title: (cell.strip(),) for title, cell in named if title}))
    except csv.Error as error:
        raise CreditcalcError(f"line {reader.line_num} is not CSV: {error}") from None
    return BillFile("", tuple(rows), tuple(filter(None, titles)), likely[0] != ",")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if twice := repeated(key for key, _ in pairs):
        raise CreditcalcError(f"has the key `{inert(twice[0][:40])}` twice in one place: correct it")
    return dict(pairs)


def _json(text: str, sheet: StatementSheet | None) -> BillFile:
    try:
        # Numbers stay text: no float reaches an amount.
        found = json.loads(text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise CreditcalcError("is not JSON: save the answer of the platform as it came") from None
    lists = sheet.lists.split(".") if sheet and sheet.lists else []
    try:
        cells = list(_walked(found, lists, {}))
    except RecursionError:
        raise CreditcalcError("is nested too deep: save the answer of the platform as it came") from None
    rows = tuple(BillRow(f"row {number}", one) for number, one in enumerate(cells, 1))
    columns = tuple(dict.fromkeys(name for one in cells for name in one))
    return BillFile("", rows, columns, missing=_missing(found, sheet) if sheet else "")


def _walked(value: Any, lists: Sequence[str], outer: Mapping[str, tuple[str, ...]]) -> Iterator[dict[str, Any]]:
    """The rows within a value: what stands around a list belongs to each row of it."""
    if isinstance(value, list):
        for one in value:
            yield from _walked(one, lists, outer)
        return
    if not isinstance(value, dict):
        raise CreditcalcError("has a row that is not an object: save the answer of the platform as it came")
    if lists and lists[0] in value and isinstance(value[lists[0]], list | dict):
        around = {key: one for key, one in value.items() if key != lists[0] and not isinstance(one, list)}
        yield from _walked(value[lists[0]], lists[1:], {**outer, **_cells(around)})
    elif len(lists) > 1:  # an answer without what stands around it
        yield from _walked(value, lists[1:], outer)
    else:
        yield {**outer, **_cells(value)}


def _cells(value: Mapping[str, Any], before: str = "") -> dict[str, tuple[str, ...]]:
    """The texts of an object by their paths: `amount.value`."""
    found: dict[str, tuple[str, ...]] = {}
    for key, one in value.items():
        path = f"{before}{key}"
        for part in one if isinstance(one, list) else [one]:
            if isinstance(part, dict):
                for name, texts in _cells(part, f"{path}.").items():
                    found[name] = (*found.get(name, ()), *texts)
            elif not isinstance(part, list):
                found[path] = (*found.get(path, ()), _word(part))
    return found


def _word(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value).strip()


def _missing(found: Any, sheet: StatementSheet) -> str:
    """Which pages are missing, by what the pages that are there say of themselves."""
    pages = found if isinstance(found, list) else [found]
    pages = [page for page in pages if isinstance(page, dict)]
    if not pages:
        return ""
    if sheet.more and pages[-1].get(sheet.more) is True:
        return "more pages follow"
    number = _word(pages[-1].get(sheet.pages)) if sheet.pages else ""
    if WHOLE.fullmatch(number) and whole(number) > len(pages):
        return f"{len(pages)} of its {whole(number):,} pages {'is' if len(pages) == 1 else 'are'} here"
    return ""
