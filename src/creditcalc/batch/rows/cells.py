"""Rows of cells below a header, whatever they stand in: lines of text, a table, a sheet."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import chain, islice
from typing import Protocol

from creditcalc.batch.pricer import SPACE, Values
from creditcalc.batch.rows import BadRow, Encode, Parted, Piece, RowReading, parted, places_of
from creditcalc.batch.rows.blocks import COLUMNS_READ
from creditcalc.csv import SEPARATORS
from creditcalc.errors import CreditcalcError
from creditcalc.text import count, repeated, ticked, unguarded

ROWS_TOGETHER = 5_000
"""Rows that are taken together."""
DECIMAL_COMMA = "^([0-9]+),([0-9]{1,2}|[0-9]{4,15})$"
"""A number as people write it where cells are not separated by commas; one with three digits after the comma may be two
numbers."""

CellRow = tuple[int, list[str], str | None]
"""The line on which a row begins, its cells, and why they cannot be trusted."""


class RowScreen(Protocol):
    """Who looks at every row before it is read."""

    def __call__(self, line: int, cells: list[str]) -> str | None:
        """Why a row is none to price; "" where it is left out, None where it is one."""
        ...

    def said(self) -> list[str]:
        """What was left out."""
        ...


def meant(cell: str) -> str:
    """What a cell says: without the apostrophe that guards it, and without the space round it."""
    # A tab may be guarded itself: what comes after one was never guarded.
    return unguarded(cell.lstrip(" ")).strip(SPACE)


class CellRows:
    """Rows of cells, each below a header of the names of its columns.

    `rows` are the cells of each row with the line that it begins on. Raises CreditcalcError, with `name:line`, for a
    header that is wrong.
    """

    format = "cells"
    separator = ""
    """What stands between cells, where they are lines of text."""
    screen: RowScreen | None = None
    """Who looks at every row."""
    reading: RowReading | None = None
    """What its cells say in our words, where its columns are others."""

    def __init__(
        self, name: str, line: int, header: list[str], rows: Iterable[tuple[int, list[str]]], aside: frozenset[str]
    ) -> None:
        self.name, self.line, self.said = name, line, list[str]()
        self.rows: Iterator[CellRow] = ((number, cells, None) for number, cells in rows)
        self._named_by(header)
        self.leave(aside)

    def leave(self, aside: frozenset[str]) -> None:
        """Keeps these columns and reads them not; before any row is read."""
        self.kept = [number for number, name in enumerate(self.columns) if name not in aside]
        self.names = tuple(self.columns[number] for number in self.kept)
        self.places = places_of(self.names)
        self.width = self.parts = len(self.names)

    def read_as(self, reading: RowReading, screen: RowScreen) -> None:
        """Reads every row with these from now on; none is then apart from its seconds and takes."""
        self.reading, self.screen, self.parts = reading, screen, -1

    def pieces(self, encode: Encode | None) -> Iterator[Piece]:
        """The rows in order, as `encode` writes them; without it they are not to be written."""
        while rows := list(islice(self.rows, ROWS_TOGETHER)):
            yield self._piece(rows, lambda cells: encode(self._values(cells)) if encode else b"")
        self._ended()

    @property
    def titles(self) -> list[str]:
        """The names of the columns as they are written."""
        return [meant(cell) for cell in self.header]

    def sample(self) -> list[Values]:
        """What the rows say that come first, before any is read."""
        found = [cells for cells in self._ahead() if len(cells) == len(self.columns)]
        words = ([(name, meant(cell)) for name, cell in zip(self.columns, cells, strict=True)] for cells in found)
        return [{name: word for name, word in row if word} for row in words]

    def values(self, key: Hashable) -> Values:
        """What rows of a key say."""
        cells = self._cells(key)
        if len(cells) != self.width:
            raise CreditcalcError(self._ragged(len(cells) + len(self.columns) - self.width))
        found = {name: word for name, cell in zip(self.names, cells, strict=True) if (word := meant(cell))}
        if self.separator != ",":
            from re import sub  # noqa: PLC0415  # most files have commas

            found = {name: sub(DECIMAL_COMMA, r"\1.\2", word) for name, word in found.items()}
        return self.reading(found) if self.reading else found

    def parted(self, key: Hashable) -> Parted | None:
        """The key apart from its seconds and takes; None where it cannot be read."""
        if isinstance(key, bytes):
            cells = key.decode().split(",")
        elif isinstance(key, tuple):
            cells = self._cells(key)
        else:
            return None
        return parted(cells, self.places) if len(cells) == self.parts else None

    def _ahead(self) -> list[list[str]]:
        """The cells of rows that are still to be read."""
        some = list(islice(self.rows, ROWS_TOGETHER))
        self.rows = chain(some, self.rows)
        return [cells for _, cells, _ in some]

    def _ended(self) -> None:
        """All rows are read."""
        if self.screen:
            self.said += self.screen.said()

    def _cells(self, key: Hashable) -> list[str]:
        """The cells of a key: of lines as they are, or of rows that were taken apart."""
        if isinstance(key, bytes):
            return key.decode().split(",")
        assert isinstance(key, tuple)
        return [cell.decode() if isinstance(cell, bytes) else cell for cell in key]

    def _named_by(self, header: list[str]) -> None:
        """Takes the names of the columns; those without one at the end are none, as long as their cells are empty."""
        named = len(header)
        while named > 1 and not meant(header[named - 1]):
            named -= 1
        self.header, self.nameless = header[:named], len(header) - named
        self.columns = tuple(meant(cell).lower() for cell in self.header)
        place = f"{self.name}:{self.line}"
        if named > COLUMNS_READ:
            more = f"has {count(named, 'column')}, but at most {COLUMNS_READ:,} are read"
            raise CreditcalcError(f"{more}: remove those that affect no price", place=place)
        if any(not name for name in self.columns):
            number = self.columns.index("") + 1
            raise CreditcalcError(f"column {number} has no name: the first line must name every column", place=place)
        if twice := repeated(self.columns):
            raise CreditcalcError(f"the column {ticked(twice, 'and')} appears twice: remove or rename one", place=place)

    def _piece(self, rows: Iterable[CellRow], head: Callable[[list[str]], bytes]) -> Piece:
        """These rows, but for those that are none."""
        piece = Piece([], [], [])
        assert isinstance(piece.keys, list) and isinstance(piece.lines, list)
        for line, given, why in rows:
            cells, fault = given, why
            if not any(cell.strip(SPACE) for cell in cells):
                continue  # a row of nothing but empty cells is not a row
            if fault is None and self.nameless and len(cells) > len(self.columns):
                cells, fault = self._named(cells)
            if fault is None and len(cells) != len(self.columns):
                fault = self._ragged(len(cells))
            if fault is None and self.screen and (fault := self.screen(line, cells)) == "":
                continue
            piece.keys.append(BadRow(fault) if fault else tuple([cells[number] for number in self.kept]))
            piece.heads.append(head(self._fitted(cells)))
            piece.lines.append(line)
        return piece

    def _values(self, cells: list[str]) -> Values:
        """The cells of a row by column, as other formats have them."""
        return dict(zip(self.columns, map(unguarded, cells), strict=True))

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
            return [*cells[: width - 1], (self.separator or " ").join(cells[width - 1 :])]
        return cells + [""] * (width - len(cells))

    def _ragged(self, found: int) -> str:
        more = "give every row as many cells as the first line"
        if signs := SEPARATORS.get(self.separator):
            more = f"keep the {signs} of empty cells"
            if found > len(self.columns):
                more = f"put cells that contain {signs} in quotes"
        return f"has {count(found, 'cell')} for {count(len(self.columns), 'column')}: {more}"
