"""Rows as an Excel workbook, made of CSV: every row, the total below them, and where the prices are from beside them.

The only owner of xlsxwriter.
"""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from creditcalc import __version__
from creditcalc.batch.rows.blocks import LONGEST_ROW
from creditcalc.batch.rows.csv import CsvSink, encoded
from creditcalc.batch.rows.spreadsheet import INSTALL_EXCEL
from creditcalc.csv import line_of
from creditcalc.errors import CreditcalcError
from creditcalc.files import renamed, scratch
from creditcalc.text import unguarded

NO_XLSX_TERMINAL = "an Excel workbook goes to a file: add `--output priced.xlsx`"
ROWS_OF_SHEET = 1_048_576
LONGEST_CELL = 32_767
"""Characters of the longest cell."""
EXACT = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?", re.ASCII)
"""A number in the only way in which a spreadsheet writes it; `1.50` and `007` are words."""
DIGITS_KEPT = 15
"""Digits that a spreadsheet keeps of a number."""
CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  # a workbook has no zones; the same input makes the same file
ROWS_SHEET, PRICES_SHEET = "Rows", "Prices"


class WorkbookSink(CsvSink):
    """Writes CSV with the sums in a last line of one cell: what `as_workbook` reads."""

    def end(self, sums: Mapping[str, Any]) -> bytes:
        """The sums."""
        return sums_line(sums)


def sums_line(sums: Mapping[str, Any]) -> bytes:
    """The last line of what becomes a workbook."""
    return encoded(line_of([json.dumps(sums)]) + "\n")


@contextmanager
def as_workbook(output: str | None) -> Iterator[IO[bytes]]:
    """A file to write CSV to, which becomes the output as a workbook.

    Raises CreditcalcError where no file is named, where xlsxwriter is not installed, and for more rows or longer cells
    than a sheet holds.
    """
    if output is None:
        raise CreditcalcError(NO_XLSX_TERMINAL)
    try:
        import xlsxwriter  # noqa: PLC0415  # an extra
    except ImportError:
        raise CreditcalcError(f"Excel workbooks need XlsxWriter: {INSTALL_EXCEL}", place=output) from None
    with scratch() as folder:
        rows = folder / "rows.csv"
        with rows.open("wb") as file:
            yield file
        with renamed(Path(output)) as part:
            # In rows as they come, so that memory stays as it is.
            book = xlsxwriter.Workbook(str(part), {"constant_memory": True, "tmpdir": str(folder)})
            book.set_properties({"created": CREATED})
            try:
                _fill(book, rows, output)
            finally:
                book.close()


def _fill(book: Any, rows: Path, output: str) -> None:
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet(ROWS_SHEET)
    sheet.freeze_panes(1, 0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{ROWS_OF_SHEET}"})
    csv.field_size_limit(LONGEST_ROW * 100)
    with rows.open(encoding="utf-8", errors="replace", newline="") as file:
        lines = csv.reader(file)
        header = next(lines)
        _write(sheet, 0, header, output, bold)
        number, sums = 0, dict[str, Any]()
        for cells in lines:
            if len(cells) == 1 and len(header) > 1:
                sums = json.loads(cells[0])
                break
            number += 1
            if number + 1 + MOST_TOTALS > ROWS_OF_SHEET:
                raise CreditcalcError("has more rows than a sheet holds: name a .csv file to write", place=output)
            _write(sheet, number, cells, output, None)
    for total in _totals(header, sums):
        number += 1
        _write(sheet, number, total, output, bold)
    prices = book.add_worksheet(PRICES_SHEET)
    for place, cells in enumerate(_provenance(sums)):
        _write(prices, place, cells, output, None if place else bold)


MOST_TOTALS = 100
"""Rows of totals that are left room for: one for each unit."""


def _write(sheet: Any, row: int, cells: list[str], output: str, style: Any) -> None:
    for column, cell in enumerate(map(unguarded, cells)):
        if EXACT.fullmatch(cell) and len(cell.lstrip("-0.").replace(".", "")) <= DIGITS_KEPT:
            sheet.write_number(row, column, float(cell), style)
        elif len(cell) > LONGEST_CELL:
            place = f"{output}, row {row + 1}"
            raise CreditcalcError(f"a cell is longer than {LONGEST_CELL:,} characters: shorten it", place=place)
        elif cell:
            sheet.write_string(row, column, cell, style)


def _totals(header: list[str], sums: Mapping[str, Any]) -> Iterator[list[str]]:
    """A row for each unit, under the columns of the results."""
    missing, several = sums.get("missing"), len(sums.get("totals", ())) > 1
    for one in sums.get("totals", ()):
        total = one["total"]
        found = {
            "credits_low": total["low"],
            "credits_high": total["high"],
            "qualifier": total["qualifier"],
            "unit": one["unit"],
            "grade": None if several else sums.get("grade"),
            "error": f"{missing} of {sums['count']} rows have no price" if missing else None,
        }
        results = header.index("credits_low")
        yield ["Total", *[""] * (results - 1), *(found.get(name) or "" for name in header[results:])]


def _provenance(sums: Mapping[str, Any]) -> Iterator[list[str]]:
    """Where the prices are from, and what each model costs."""
    yield ["Calculated by", f"creditcalc {__version__}"]
    yield ["Prices from", str(sums.get("platform", ""))]
    for title, key in (
        ("Price book", "edition"),
        ("Prices of", "as_of"),
        ("Unit", "unit"),
        ("Digest of the sheets", "sheets"),
        ("Rows", "count"),
        ("Rows without a price", "missing"),
        ("Least certain price", "grade"),
    ):
        yield [title, "" if sums.get(key) is None else str(sums[key])]
    yield []
    yield ["Model", "Rows", "credits_low", "credits_high", "unit"]
    for one in sums.get("models", ()):
        names = [found["name"] for found in one["any_of"] or [one["model"]] if found]
        total = one["total"]
        yield [
            " or ".join(names) or "without a price",
            str(one["count"]),
            total["low"] or "",
            total["high"] or "",
            one["unit"] or "",
        ]
