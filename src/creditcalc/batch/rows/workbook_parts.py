"""What stands in the parts of a packed spreadsheet and in no cell: formulas without a value, errors, its size."""

import re
import zlib
from contextlib import suppress
from io import BytesIO
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from creditcalc.batch.rows.blocks import MOST_TIMES, UNPACKED
from creditcalc.errors import CreditcalcError
from creditcalc.text import inert

Oddities = dict[int, dict[int, str]]
"""What is wrong with cells, by their row, from 1, and their column, from 0."""
MOST_CELLS = 20_000_000
"""Cells of a sheet from the first corner to the last, empty ones too: each takes memory."""
MOST_REPEATED = 100
"""Cells that are written once and of which each is told of."""
TAG = rb"(?:\w+:)?"
CELL = re.compile(rb"<%bc\b([^>]*?)(?:/>|>(.*?)</%bc>)" % (TAG, TAG), re.DOTALL)
AT = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
FORMULA = re.compile(rb"<%bf\b[^>]*?(?:/>|>(.*?)</)" % TAG, re.DOTALL)
VALUE = re.compile(rb"<%bv\b[^>]*>([^<]+)<" % TAG)
ROW_OR_CELL = re.compile(rb"<table:(table-row|table-cell|covered-table-cell|table)\b([^>]*)>|</table:(table)>")
ODS_NAME = re.compile(rb'table:name="([^"]*)"')
COLUMNS_REPEATED = re.compile(rb'number-columns-repeated="([0-9]{1,9})"')
ROWS_REPEATED = re.compile(rb'number-rows-repeated="([0-9]{1,9})"')
NO_VALUE = "is a formula without a value: open the file in a spreadsheet program and save it"
NOT_ONE = "is not a spreadsheet, or is damaged: open it and save it as .xlsx"
BROKEN_PARTS = (BadZipFile, RuntimeError, ValueError, EOFError, OSError, zlib.error)
WORKBOOK_PART, RELATIONS_PART = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
CONTENT = "content.xml"


def check_packed(data: bytes, path: str) -> None:
    """Raises CreditcalcError for what is not a packed spreadsheet, and for one that takes too much memory."""
    try:
        with ZipFile(BytesIO(data)) as packed:
            size = sum(one.file_size for one in packed.infolist())
            if size <= max(UNPACKED, MOST_TIMES * len(data)) and CONTENT in packed.namelist():
                _of_ods(packed.read(CONTENT), None, path)
    except BROKEN_PARTS:
        why = "is protected by a password, or an old .xls: save it as .xlsx, without one"
        if not data.startswith(b"\xd0\xcf\x11\xe0"):
            why = NOT_ONE
        raise CreditcalcError(why, place=path) from None
    if size > max(UNPACKED, MOST_TIMES * len(data)):
        raise CreditcalcError(f"unpacks to more than {MOST_TIMES} times its size: is it damaged?", place=path)


def check_area(data: bytes, sheet: str, path: str) -> None:
    """Raises CreditcalcError for a sheet whose cells stand so far apart that they do not fit into memory."""
    text, _ = _text_of(data, sheet, path)
    columns = {found[1] for found in AT.finditer(text)}
    rows = max((int(found[2]) for found in AT.finditer(text)), default=0)
    _fits(rows, max(map(_column, columns), default=0) + 1, path)


def _text_of(data: bytes, sheet: str, path: str) -> tuple[bytes, bool]:
    """The part of a sheet, and whether that is an OpenDocument's, which holds all sheets."""
    try:
        with ZipFile(BytesIO(data)) as packed:
            if CONTENT in packed.namelist():
                return packed.read(CONTENT), True
            part = _part_of(packed, sheet)
            return (packed.read(part) if part in packed.namelist() else b""), False
    except BROKEN_PARTS:
        raise CreditcalcError(NOT_ONE, place=path) from None


def oddities_in(data: bytes, sheet: str, path: str) -> Oddities:
    """The formulas without a value and the errors of a sheet, where they stand."""
    text, every = _text_of(data, sheet, path)
    if every:
        return _of_ods(text, sheet, path)
    if b'"e"' not in text and not FORMULA.search(text):
        return {}
    found: Oddities = {}
    for cell in CELL.finditer(text):
        if (at := AT.search(cell[1])) and (why := _of_cell(cell[1], cell[2] or b"")):
            found.setdefault(int(at[2]), {})[_column(at[1])] = why
    return found


def _of_cell(head: bytes, inner: bytes) -> str:
    value = VALUE.search(inner)
    if b't="e"' in head:
        return f"is an error, {inert(value[1].decode('utf-8', 'replace')) if value else '?'}: correct its formula"
    return NO_VALUE if FORMULA.search(inner) and not value and b't="str"' not in head else ""


def _fits(rows: int, columns: int, path: str) -> None:
    if rows * columns > MOST_CELLS:
        raise CreditcalcError(
            f"has cells in {rows:,} rows and {columns:,} columns: remove what stands far from the list", place=path
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _part_of(packed: ZipFile, sheet: str) -> str:
    """The part that a sheet of a workbook stands in; "" where that is not told."""
    with suppress(KeyError, ElementTree.ParseError):
        related = {
            one.get("Id"): one.get("Target", "")
            for one in ElementTree.fromstring(packed.read(RELATIONS_PART))  # noqa: S314
        }
        for one in ElementTree.fromstring(packed.read(WORKBOOK_PART)).iter():  # noqa: S314  # expat refuses what explodes
            if one.tag.rpartition("}")[2] == "sheet" and one.get("name") == sheet:
                key = next((word for name, word in one.items() if name.rpartition("}")[2] == "id"), "")
                target = related.get(key, "")
                return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return ""


def _of_ods(text: bytes, sheet: str | None, path: str) -> Oddities:
    """The same of a sheet of an OpenDocument, in which cells and rows that are alike are written once."""
    found: Oddities = {}
    row = column = times = most = 0
    inside = False
    for tag in ROW_OR_CELL.finditer(text):
        kind, head = tag[1] or b"", tag[2] or b""
        if tag[3]:
            inside = False
        elif kind == b"table":
            name = ODS_NAME.search(head)
            row = times = most = 0
            inside = sheet is None or bool(name and _unescaped(name[1]) == sheet)
        elif inside and kind == b"table-row":
            row, column, times = row + times, 0, _repeated(ROWS_REPEATED, head)
        elif inside:
            wide = _repeated(COLUMNS_REPEATED, head)
            if b"value-type=" in head:
                most = max(most, column + wide)
                _fits(row + times, most, path)
            elif b"table:formula=" in head:
                same = dict.fromkeys(range(column, column + min(wide, MOST_REPEATED)), NO_VALUE)
                for number in range(row + 1, row + min(times, MOST_REPEATED) + 1):
                    found.setdefault(number, {}).update(same)
            column += wide
    return found


def _repeated(pattern: "re.Pattern[bytes]", head: bytes) -> int:
    found = pattern.search(head)
    return int(found[1]) if found else 1


def _unescaped(name: bytes) -> str:
    from xml.sax.saxutils import unescape  # noqa: PLC0415  # few names have signs

    return unescape(name.decode("utf-8", "replace"), {"&quot;": '"', "&apos;": "'"})
