"""CSV in and out: a column a setting. Lines that need no second look are never taken apart twice."""

import csv
import re
from collections import deque
from collections.abc import Callable, Hashable, Iterator, Mapping
from itertools import chain
from operator import itemgetter
from typing import Any

from creditcalc.batch.pricer import SPACE, Values
from creditcalc.batch.rows import BadRow, Encode, Parted, Piece, parted, places_of
from creditcalc.batch.rows.blocks import COLUMNS_READ, LONGEST_ROW
from creditcalc.csv import line_of
from creditcalc.errors import CreditcalcError
from creditcalc.text import FORMULA_SIGNS, count, guarded, repeated, ticked, unguarded

ROWS_TOGETHER = 5_000
"""Rows that are taken together."""
MOST_LINES = 100_000
"""Lines of the longest row, which are ends of lines within quotes."""
RAW_SIGNS = tuple(sign.encode() for sign in FORMULA_SIGNS)
NARROW_SIGNS = tuple(sign for sign in RAW_SIGNS if sign.isascii() and sign not in b"\r\n")
WIDE_SIGNS = tuple(sign for sign in RAW_SIGNS if not sign.isascii())
BLANK = (b",", b" ", b"\t")
BLANK_ROW = re.compile(rb"^[, \t]*$", re.MULTILINE)


SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
"""What may stand between cells, and what it is called. Without a comma in its first line, a file has another one."""
DECIMAL_COMMA = "^([0-9]+),([0-9]{1,2}|[0-9]{4,15})$"
"""A number as a spreadsheet writes it where it separates cells by semicolons; one with three digits after the comma may
be two numbers."""


def meant(cell: str) -> str:
    """What a cell says: without the apostrophe that guards it, and without the space round it."""
    # A tab may be guarded itself: what comes after one was never guarded.
    return unguarded(cell.lstrip(" ")).strip(SPACE)


def _why(error: csv.Error) -> str:
    """What the csv module says, in words of ours."""
    said = str(error)
    if "new-line" in said:
        return "has line breaks of CR alone: save the file with LF or CRLF line breaks"
    return f"is not CSV: {said}"


def encoded(text: str) -> bytes:
    """Text as it is written, with the bytes of a wrong encoding as they were."""
    return text.encode("utf-8", "surrogateescape")


class CsvRows:
    """The rows of a CSV file, read from blocks of lines.

    Raises CreditcalcError, with `name:line`, for a header that is missing or wrong, and for a quote that never ends.
    """

    format = "csv"

    def __init__(self, blocks: Iterator[bytes], name: str, aside: frozenset[str]) -> None:
        csv.field_size_limit(LONGEST_ROW)
        self.blocks, self.name = blocks, name
        self.pending: deque[str] = deque()
        self.taken: list[str] = []
        self.length = 0
        self.line = 0
        self.separator = ","
        header = self._header()
        named = len(header)
        while named > 1 and not meant(header[named - 1]):
            named -= 1
        self.header, self.nameless = header[:named], len(header) - named
        self.columns = tuple(meant(cell).lower() for cell in self.header)
        self._check()
        self.kept = [number for number, name in enumerate(self.columns) if name not in aside]
        self.names = tuple(self.columns[number] for number in self.kept)
        self.places, self.width = places_of(self.names), len(self.names)

    def pieces(self, encode: Encode | None) -> Iterator[Piece]:
        """The rows in order. Blocks of plain lines pass through as they are."""
        head = encode or _as_it_was
        while self.pending:
            yield self._careful(head, encode is None)
        for block in self.blocks:
            if block[:1] in b"\r\n, \t" and not block.replace(b"\r\n", b"\n").strip(b"\n, \t"):
                self.line += block.count(b"\n")  # blank rows alone, of which there may be millions
                continue
            piece = self._plain(block) if encode is None else None
            if piece:
                yield piece
                continue
            self._load(block)
            while self.pending:
                yield self._careful(head, encode is None)

    def values(self, key: Hashable) -> Values:
        """What rows of a key say."""
        cells: list[str]
        if isinstance(key, bytes):
            cells = key.decode().split(",")
            if len(cells) != len(self.names):
                missed = len(self.columns) - len(self.names)
                raise CreditcalcError(self._ragged(len(cells) + missed))
        else:
            assert isinstance(key, tuple)
            cells = [cell.decode() if isinstance(cell, bytes) else cell for cell in key]
        found = {name: word for name, cell in zip(self.names, cells, strict=True) if (word := meant(cell))}
        if self.separator == ";":
            found = {name: re.sub(DECIMAL_COMMA, r"\1.\2", word) for name, word in found.items()}
        return found

    def parted(self, key: Hashable) -> Parted | None:
        """The key apart from its seconds and takes; None where it cannot be read."""
        if isinstance(key, bytes):
            cells = key.decode().split(",")
        elif isinstance(key, tuple):
            cells = [cell.decode() if isinstance(cell, bytes) else cell for cell in key]
        else:
            return None
        return parted(cells, self.places) if len(cells) == self.width else None

    def _header(self) -> list[str]:
        while True:
            if not self.pending and not self._first():
                raise CreditcalcError(
                    "is empty: the first line must name the columns, including `model`", place=self.name
                )
            self.reader = csv.reader(self._feed(), strict=True, delimiter=self.separator)
            try:
                cells = next(self.reader, [])
            except csv.Error as error:
                raise CreditcalcError(_why(error), place=f"{self.name}:1") from None
            if cells:
                return cells

    def _check(self) -> None:
        place = f"{self.name}:{self.line}"
        if len(self.columns) > COLUMNS_READ:
            more = f"has {count(len(self.columns), 'column')}, but at most {COLUMNS_READ:,} are read"
            raise CreditcalcError(f"{more}: remove those that affect no price", place=place)
        twice = repeated(self.columns)
        if any(not name for name in self.columns):
            number = self.columns.index("") + 1
            raise CreditcalcError(f"column {number} has no name: the first line must name every column", place=place)
        if twice:
            raise CreditcalcError(f"the column {ticked(twice, 'and')} appears twice: remove or rename one", place=place)
        if "model" not in self.columns:
            other = next((sign for sign in (";", "\t", "|") if sign in self.header[0]), None)
            hint = f"separate columns with commas, not {other!r}" if other else "the first line must name the columns"
            raise CreditcalcError(f"there is no column `model`: {hint}", place=place)

    def _plain(self, block: bytes) -> Piece | None:
        """The block as it is, if no line of it needs a second look."""
        if b"\r" in block:
            block = block.replace(b"\r\n", b"\n")
        if self.nameless or self.separator != "," or _needs_care(block):
            return None
        lines = block.split(b"\n")
        lines.pop()
        keys = self._keys(lines)
        if keys is None:
            return None
        first = self.line + 1
        self.line += len(lines)
        return Piece(lines, keys, range(first, self.line + 1))

    def _keys(self, lines: list[bytes]) -> list[Any] | None:
        """What each line says but for the columns that change nothing; None where a line has too few or many cells."""
        if len(self.kept) == len(self.columns):
            return lines
        if self.kept[0] == 1 and len(self.kept) == len(self.columns) - 1:
            return [line.partition(b",")[2] for line in lines]
        rows = [line.split(b",") for line in lines]
        if set(map(len, rows)) != {len(self.columns)}:
            return None
        if len(self.kept) == 1:
            return [(row[self.kept[0]],) for row in rows]
        return list(map(itemgetter(*self.kept), rows))

    def _careful(self, head: Callable[[Values], bytes], same: bool) -> Piece:
        """The next rows, each taken apart by the csv module."""
        piece = Piece([], [], [])
        assert isinstance(piece.keys, list) and isinstance(piece.lines, list)
        while self.pending and len(piece.heads) < ROWS_TOGETHER:
            first = self.line + 1
            key: Hashable
            cells, fault = self._record(first)
            if not any(cell.strip(SPACE) for cell in cells):
                continue  # a row of nothing but empty cells is not a row
            if fault is None and self.nameless and len(cells) > len(self.columns):
                cells, fault = self._named(cells)
            if fault is None and len(cells) != len(self.columns):
                fault = self._ragged(len(cells))
            if not _utf8(cells):
                raise CreditcalcError("is not UTF-8 text: save the file as UTF-8", place=f"{self.name}:{first}")
            key = BadRow(fault) if fault else tuple([cells[number] for number in self.kept])
            cells = self._fitted(cells)
            if same:
                piece.heads.append(encoded(line_of([guarded(unguarded(cell)) for cell in cells])))
            else:
                piece.heads.append(head(dict(zip(self.columns, map(unguarded, cells), strict=True))))
            piece.keys.append(key)
            piece.lines.append(first)
        return piece

    def _record(self, first: int) -> tuple[list[str], str | None]:
        """The cells of the next row, and why they cannot be trusted."""
        self.taken.clear()
        self.length = 0
        try:
            return next(self.reader, []), None
        except csv.Error as error:
            if "unexpected end" in str(error):
                why = "a quote that opens here is never closed: close it, or double it inside a cell"
                raise CreditcalcError(why, place=f"{self.name}:{first}") from None
            return "".join(self.taken).rstrip("\r\n").split(self.separator), _why(error)

    def _named(self, cells: list[str]) -> tuple[list[str], str | None]:
        """The cells under the columns that have a name, and what is wrong with those behind them."""
        named = len(self.columns)
        if len(cells) > named + self.nameless:
            return cells, None
        full = next((number for number, cell in enumerate(cells[named:], named + 1) if cell.strip(SPACE)), None)
        if full is None:
            return cells[:named], None
        return cells, f"has a cell in column {full}, which has no name: name it in the first line"

    def _fitted(self, cells: list[str]) -> list[str]:
        """As many cells as columns; what is too much stays in the last one, so that nothing is lost."""
        width = len(self.columns)
        if len(cells) > width:
            return [*cells[: width - 1], self.separator.join(cells[width - 1 :])]
        return cells + [""] * (width - len(cells))

    def _ragged(self, found: int) -> str:
        signs = SEPARATORS[self.separator]
        more = f"keep the {signs} of empty cells"
        if found > len(self.columns):
            more = f"put cells that contain {signs} in quotes"
        return f"has {count(found, 'cell')} for {count(len(self.columns), 'column')}: {more}"

    def _feed(self) -> Iterator[str]:
        while self.pending or self._more():
            self.line += 1
            self.taken.append(self.pending.popleft())
            self.length += len(self.taken[-1])
            if self.length > LONGEST_ROW or len(self.taken) > MOST_LINES:
                first = self.line - len(self.taken) + 1
                longer = f"longer than {'10 MB' if self.length > LONGEST_ROW else f'{MOST_LINES:,} lines'}"
                raise CreditcalcError(f"a row is {longer}: is a closing quote missing?", place=f"{self.name}:{first}")
            yield self.taken[-1]

    def _first(self) -> bool:
        """Takes in the first line alone, if it ends there: the rows below it may be plain."""
        block = next(self.blocks, None)
        if block is None:
            return False
        line, _, rest = block.partition(b"\n")
        if b"," not in line:
            self.separator = next((sign for sign in SEPARATORS if sign.encode() in line), ",")
        if b'"' in line:
            self._load(block)
        else:
            self.blocks = chain([rest] if rest else [], self.blocks)
            self._load(line + b"\n")
        return True

    def _more(self) -> bool:
        block = next(self.blocks, None)
        if block is not None:
            self._load(block)
        return block is not None

    def _load(self, block: bytes) -> None:
        lines = block.decode("utf-8", "surrogateescape").split("\n")
        lines.pop()
        self.pending.extend([f"{line}\n" for line in lines])


def _as_it_was(values: Values) -> bytes:
    raise AssertionError(values)


def _needs_care(block: bytes) -> bool:
    """Whether a line of the block has a quote, no cells, a formula, or bytes that are not text."""
    if (
        b'"' in block
        or b"\r" in block
        or b"\n\n" in block
        or block.startswith(RAW_SIGNS)
        or _begins(block, NARROW_SIGNS)
    ):
        return True
    if (b"\n," in block or b"\n " in block or b"\n\t" in block or block[:1] in BLANK) and BLANK_ROW.search(block):
        return True
    if block.isascii():
        return False
    try:
        block.decode()
    except UnicodeDecodeError:
        return True
    return _begins(block, WIDE_SIGNS)


def _begins(block: bytes, signs: tuple[bytes, ...]) -> bool:
    """Whether a cell of plain lines, but for the first one, begins with a sign."""
    # One byte is found ten times as fast as two, and most files have no such sign at all.
    return any(sign in block and (b"," + sign in block or b"\n" + sign in block) for sign in signs)


def _utf8(cells: list[str]) -> bool:
    try:
        for cell in cells:
            cell.isascii() or cell.encode()
    except UnicodeEncodeError:
        return False
    return True


class CsvSink:
    """Writes CSV: the input's columns, then the results."""

    between = b""

    def __init__(self, header: tuple[str, ...], columns: tuple[str, ...], results: tuple[str, ...]) -> None:
        self.header, self.columns, self.results = header, columns, results

    def start(self) -> bytes:
        """The line that names the columns."""
        return encoded(line_of([*map(guarded, self.header), *self.results]) + "\n")

    def head(self, values: Values) -> bytes:
        """A row's own cells."""
        return encoded(line_of([guarded(values.get(name, "")) for name in self.columns]))

    def ending(self, found: Mapping[str, str]) -> bytes:
        """The cells of the results."""
        return encoded("," + line_of([guarded(found.get(name, "")) for name in self.results]) + "\n")

    def end(self, sums: Mapping[str, Any]) -> bytes:
        """Nothing: a script that sums the column must not count the total."""
        return b""
