"""A sheet of a spreadsheet as rows of cells. The only owner of python_calamine."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from creditcalc.batch.pricer import SPACE
from creditcalc.batch.rows import Piece
from creditcalc.batch.rows.blocks import Input
from creditcalc.batch.rows.cells import CellRow, CellRows
from creditcalc.batch.rows.workbook_parts import NOT_ONE, check_area, check_packed, oddities_in
from creditcalc.errors import CreditcalcError, MoreWords
from creditcalc.text import folded, inert, ticked

INSTALL_EXCEL = "run `pip install '.[excel]'` in a clone of creditcalc"
LARGEST_BOOK = 200_000_000
"""Bytes of the largest spreadsheet that is read."""
SHEET_DIGITS = ".15g"
"""As many digits as a spreadsheet counts with."""
AN_HOUR = 3600


class SheetRows(CellRows):
    """The rows of a sheet: of the one that is named, else of the only one that has any.

    A line is a row of the sheet. Raises CreditcalcError for a file that is no spreadsheet, for a sheet that is not
    there, where several have rows, and for a header that is wrong.
    """

    format = "sheet"

    def __init__(self, file: Input, aside: frozenset[str], sheet: str | None) -> None:
        data = file.whole(LARGEST_BOOK)
        check_packed(data, file.name)
        name, cells, others = _sheet_in(data, file.name, sheet)
        self.odd = oddities_in(data, name, file.name)
        rows = [[_word(cell) for cell in row] for row in cells]
        for number, row in enumerate(cells, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, time | timedelta) and (why := _two_readings(cell)):
                    self.odd.setdefault(number, {})[column] = why
        for number, found in self.odd.items():
            for column in found:
                if number <= len(rows) and column < len(rows[number - 1]):
                    rows[number - 1][column] = rows[number - 1][column] or "?"
        self.first = min((_indent(row) for row in rows if any(row)), default=0)
        below = ((number, row[self.first :]) for number, row in enumerate(rows, 1) if any(row))
        line, header = next(below, (1, []))
        if not header:
            where = f"the sheet `{inert(name)}` is" if others else "is"
            raise CreditcalcError(
                f"{where} empty: the first line must name the columns, including `model`", place=file.name
            )
        if wrong := self.odd.get(line):
            raise CreditcalcError(self._reason(line, wrong, range(len(header))), place=f"{file.name}:{line}")
        super().__init__(file.name, line, header, below, aside)
        if others:
            self.said.append(f"read the sheet `{inert(name)}`")

    def _piece(self, rows: Iterable[CellRow], head: Callable[[list[str]], bytes]) -> Piece:
        """These rows, those with a cell that may be read in two ways without their trust."""
        return super()._piece(map(self._trusted, rows), head)

    def _trusted(self, row: CellRow) -> CellRow:
        line, cells, why = row
        if why is None and (odd := self.odd.get(line)):
            why = self._reason(line, odd, self.kept) or None
        return line, cells, why

    def _reason(self, line: int, odd: Mapping[int, str], columns: Iterable[int]) -> str:
        """What is wrong with the first of these columns in a row; "" where nothing is."""
        wrong = next((column for column in columns if column + self.first in odd), None)
        return "" if wrong is None else f"{letters(wrong + self.first)}{line} {odd[wrong + self.first]}"


def letters(column: int) -> str:
    """The name of a column by its number, from 0: A, Z, AA."""
    found = ""
    column += 1
    while column:
        column, place = divmod(column - 1, 26)
        found = chr(ord("A") + place) + found
    return found


def _calamine() -> Any:
    """The library; raises CreditcalcError where it is not installed."""
    try:
        import python_calamine  # noqa: PLC0415  # an extra
    except ImportError:
        raise CreditcalcError(f"spreadsheets need python-calamine: {INSTALL_EXCEL}") from None
    return python_calamine


def _sheet_in(data: bytes, path: str, wanted: str | None) -> tuple[str, list[list[Any]], bool]:
    """The name of a sheet, its cells from A1 on, and whether there are others."""
    calamine = _calamine()
    try:
        book = calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        sheets = {
            one.name: one.visible == calamine.SheetVisibleEnum.Visible
            for one in book.sheets_metadata
            if one.typ == calamine.SheetTypeEnum.WorkSheet
        }

        def cells(name: str) -> list[list[Any]]:
            check_area(data, name, path)
            found: list[list[Any]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            return found

        if not sheets:
            raise CreditcalcError(NOT_ONE, place=path)
        if wanted is not None:
            name = _named(wanted, sheets, path)
            return name, cells(name), len(sheets) > 1
        seen = [name for name, visible in sheets.items() if visible]
        if len(seen) == 1:
            return seen[0], cells(seen[0]), False
        filled = {name: found for name in seen if any(map(any, found := [[*map(_word, row)] for row in cells(name)]))}
        if len(filled) > 1:
            raise MoreWords(
                f"has rows in several sheets: {ticked(map(inert, filled), 'and')}",
                hint="name one, for example",
                words=("--sheet", next(iter(filled))),
                place=path,
            )
        name = next(iter(filled), next(iter(sheets)))
        return name, cells(name), len(sheets) > 1
    except calamine.PasswordError:
        raise CreditcalcError("is protected by a password: save it without one", place=path) from None
    except calamine.CalamineError:
        raise CreditcalcError(NOT_ONE, place=path) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what the library did not expect is no Exception of Python's
            raise
        raise CreditcalcError(NOT_ONE, place=path) from None


def _named(wanted: str, sheets: Iterable[str], path: str) -> str:
    """The sheet that is called so, in small letters or large ones."""
    names = list(sheets)
    found = [name for name in names if name == wanted] or [name for name in names if folded(name) == folded(wanted)]
    if len(found) == 1:
        return found[0]
    raise CreditcalcError(f"has no sheet `{inert(wanted[:80])}`: it has {ticked(map(inert, names), 'and')}", place=path)


def _indent(row: list[str]) -> int:
    return next(number for number, cell in enumerate(row) if cell)


def _word(cell: Any) -> str:
    """What a cell says, as text: numbers with as many digits as a spreadsheet has."""
    if isinstance(cell, str):
        return cell if cell.strip(SPACE + "\r\n") else ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float):
        text = format(cell, SHEET_DIGITS)
        return format(Decimal(text), "f") if "e" in text else text
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    hours, minutes, seconds = _clock(cell)
    whole, point, part = seconds.partition(".")
    return f"{hours:02}:{minutes:02}:{whole:0>2}{point}{part}"


def _clock(cell: time | timedelta) -> tuple[int, int, str]:
    """The hours, minutes and seconds of a time."""
    if isinstance(cell, time):
        cell = timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second, microseconds=cell.microsecond)
    whole = cell.days * 24 * AN_HOUR + cell.seconds
    part = f".{cell.microseconds:06}".rstrip("0") if cell.microseconds else ""
    return whole // AN_HOUR, whole // 60 % 60, f"{whole % 60}{part}"


def _two_readings(cell: time | timedelta) -> str:
    """Why a time cannot be trusted: whoever types `0:05` means five seconds, and a spreadsheet takes minutes.

    "" where it has seconds, which nobody gets by typing minutes and seconds.
    """
    hours, minutes, seconds = _clock(cell)
    if seconds != "0":
        return ""
    meant = f"{hours}m{minutes}s" if hours and minutes else f"{hours}min" if hours else f"{minutes}s"
    return f"is a time, {hours}:{minutes:02}, which may be `{hours * 60 + minutes}min` or `{meant}`: write it as text"
