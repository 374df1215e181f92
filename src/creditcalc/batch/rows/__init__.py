"""Files of planned generations, row by row: one module a format, each reading and writing its own."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from creditcalc.batch.pricer import MEASURES, Values
from creditcalc.record import Record

Cells = Mapping[str, Any]
"""A row's own columns: texts, and objects where a format holds them."""
RowReading = Callable[[Values], Values]
"""What a row says in our words, of what its columns say."""
Encode = Callable[[Values], bytes]
"""A row's own columns as another format writes them."""


class Piece(Record):
    """Some rows of a file: what is written back of each, what each means, and the line on which each begins.

    Rows that mean the same have the same key.
    """

    heads: list[bytes]
    keys: "Sequence[Hashable]"
    lines: Sequence[int]


class BadRow(str):
    """The key of a row that cannot be read: why."""

    __slots__ = ()


Parted = tuple[Hashable, str, str]
"""The key of a row that says the same but for its seconds and takes, and both as they are written."""


def parted(cells: list[str], places: Sequence[int | None]) -> Parted:
    """The cells of a row apart from its seconds and takes, whose places are these."""
    seconds = takes = ""
    at, times = places
    if at is not None:
        seconds, cells[at] = cells[at], ""
    if times is not None:
        takes, cells[times] = cells[times], ""
    return tuple(cells), seconds, takes


def places_of(names: Sequence[str]) -> tuple[int | None, ...]:
    """Where the seconds and takes are among some columns."""
    return tuple(names.index(name) if name in names else None for name in MEASURES)


class RowReader(Protocol):
    """Rows to be priced."""

    name: str
    format: str
    said: list[str]
    """What is read otherwise than people may expect, a line each."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns, or the keys that rows may have."""
        ...

    def pieces(self, encode: Encode | None) -> Iterator[Piece]:
        """The rows in order; heads are as `encode` writes them, or as they were."""
        ...

    def values(self, key: Hashable) -> Values:
        """What the rows of a key say, empty cells left out."""
        ...

    def parted(self, key: Hashable) -> Parted | None:
        """The key apart from its seconds and takes; None where it cannot be read."""
        ...


class RowWriter(Protocol):
    """A format that rows are written in."""

    @property
    def between(self) -> bytes:
        """What every ending but the last one closes with."""
        ...

    def start(self) -> bytes:
        """What comes before the rows."""
        ...

    def head(self, values: Cells) -> bytes:
        """A row's own columns."""
        ...

    def ending(self, found: Mapping[str, str]) -> bytes:
        """What became of it: its figures as text."""
        ...

    def end(self, sums: Mapping[str, Any]) -> bytes:
        """What comes after the rows, once all is summed."""
        ...
