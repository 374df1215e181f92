"""CSV in and out: a column a setting. Lines that need no second look are never taken apart twice."""

import csv
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import chain, islice
from operator import itemgetter
from typing import Any

from creditcalc.batch.pricer import Values
from creditcalc.batch.rows import Encode, Piece
from creditcalc.batch.rows.blocks import LONGEST_ROW
from creditcalc.batch.rows.cells import ROWS_TOGETHER, CellRow, CellRows
from creditcalc.csv import SEPARATORS, likely_separators, line_of
from creditcalc.errors import CreditcalcError, MoreWords
from creditcalc.text import FORMULA_SIGNS, guarded, unguarded

MOST_LINES = 100_000
"""Lines of the longest row, which are ends of lines within quotes."""
NOT_UTF8 = "is not UTF-8 text: save the file as UTF-8"
SAYS_SEPARATOR = (b"sep=", b'"sep')
DELIMITER_WORDS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
"""What a separator is called where it is typed."""
RAW_SIGNS = tuple(sign.encode() for sign in FORMULA_SIGNS)
NARROW_SIGNS = tuple(sign for sign in RAW_SIGNS if sign.isascii() and sign not in b"\r\n")
WIDE_SIGNS = tuple(sign for sign in RAW_SIGNS if not sign.isascii())
BLANK = (b",", b" ", b"\t")
BLANK_ROW = re.compile(rb"^[, \t]*$", re.MULTILINE)


def _why(error: csv.Error) -> str:
    """What the csv module says, in words of ours."""
    said = str(error)
    if "new-line" in said:
        return "has line breaks of CR alone: save the file with LF or CRLF line breaks"
    return f"is not CSV: {said}"


def encoded(text: str) -> bytes:
    """Text as it is written, with the bytes of a wrong encoding as they were."""
    return text.encode("utf-8", "surrogateescape")


class CsvRows(CellRows):
    """The rows of a CSV file, read from blocks of lines; without a `delimiter` its first line says what that is.

    Raises CreditcalcError, with `name:line`, for a header that is missing or wrong, and for a quote that never ends.
    """

    format = "csv"

    def __init__(self, blocks: Iterator[bytes], name: str, aside: frozenset[str], delimiter: str | None = None) -> None:
        csv.field_size_limit(LONGEST_ROW)
        self.blocks, self.name, self.delimiter = blocks, name, delimiter
        self.pending: deque[str] = deque()
        self.taken: list[str] = []
        self.length = self.line = 0
        self.separator = delimiter or ","
        header = self._header()
        super().__init__(name, self.line, header, (), aside)
        if self.separator != ",":
            self.said.append(f"columns are separated by {SEPARATORS[self.separator]}")

    def pieces(self, encode: Encode | None) -> Iterator[Piece]:
        """The rows in order. Blocks of plain lines pass through as they are."""
        head: Callable[[list[str]], bytes] = _guarded if encode is None else lambda cells: encode(self._values(cells))
        while self.pending:
            yield self._careful(head)
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
                yield self._careful(head)
        self._ended()

    def _ahead(self) -> list[list[str]]:
        """The cells of rows that are still to be read."""
        block = next(self.blocks, b"")
        self.blocks = chain([block] if block else [], self.blocks)
        lines = [*self.pending, *block.decode("utf-8", "replace").splitlines(keepends=True)]
        found: list[list[str]] = []
        with suppress(csv.Error):  # told when it is read
            found.extend(csv.reader(lines, delimiter=self.separator))
        return found

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
            if not _utf8(cells):
                raise CreditcalcError(NOT_UTF8, place=f"{self.name}:{self.line}")
            if cells:
                return cells

    def _plain(self, block: bytes) -> Piece | None:
        """The block as it is, if no line of it needs a second look."""
        if b"\r" in block:
            block = block.replace(b"\r\n", b"\n")
        if self.nameless or self.screen or self.separator != "," or _needs_care(block):
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

    def _careful(self, head: Callable[[list[str]], bytes]) -> Piece:
        """The next rows, each taken apart by the csv module."""
        return self._piece(islice(self._records(), ROWS_TOGETHER), head)

    def _records(self) -> Iterator[CellRow]:
        while self.pending:
            first = self.line + 1
            cells, fault = self._record(first)
            if not _utf8(cells):
                raise CreditcalcError(NOT_UTF8, place=f"{self.name}:{first}")
            yield first, cells, fault

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
        if self.line == 0 and line[:4].lower() in SAYS_SEPARATOR and (said := _said(line)):
            self.line, self.delimiter = 1, self.delimiter or said
            self.blocks = chain([rest] if rest else [], self.blocks)
            return self._first()
        if self.delimiter:
            self.separator = self.delimiter
        elif b";" in line or b"\t" in line or b"|" in line:
            self.separator = self._most(line)
        if b'"' in line:
            self._load(block)
        else:
            self.blocks = chain([rest] if rest else [], self.blocks)
            self._load(line + b"\n")
        return True

    def _most(self, line: bytes) -> str:
        """The separator of the line of the header. Raises CreditcalcError where it may be one of several."""
        most = likely_separators(line.decode("utf-8", "surrogateescape"))
        if len(most) == 1:
            return most[0]
        signs = " or ".join(SEPARATORS[sign] for sign in most)
        raise MoreWords(
            f"its columns may be separated by {signs}",
            hint="say which, for example",
            words=("--delimiter", DELIMITER_WORDS[most[0]]),
            place=f"{self.name}:{self.line + 1}",
        )

    def _more(self) -> bool:
        block = next(self.blocks, None)
        if block is not None:
            self._load(block)
        return block is not None

    def _load(self, block: bytes) -> None:
        lines = block.decode("utf-8", "surrogateescape").split("\n")
        lines.pop()
        self.pending.extend([f"{line}\n" for line in lines])


def _guarded(cells: list[str]) -> bytes:
    """The cells of a row as CSV."""
    return encoded(line_of([guarded(unguarded(cell)) for cell in cells]))


def _said(line: bytes) -> str | None:
    """What a first line, `sep=;`, says to Excel that stands between cells; None where it is a header."""
    found = line.strip(b'\r"').decode("utf-8", "replace")[len("sep=") :]
    return found if found in SEPARATORS else None


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
