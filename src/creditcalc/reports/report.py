"""The one shape that every renderer accepts: an answer, a table and notes for people, and an object for scripts."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from creditcalc.record import Record
from creditcalc.text import in_ascii, inert

if TYPE_CHECKING:
    from fractions import Fraction

    from creditcalc.amount import Amount
    from creditcalc.difference import Difference
    from creditcalc.figures import Figure

Readers = Literal["all", "people", "scripts"]


class Branch(Record):
    """The name of a row that belongs to the row above it, as a shot to its scene; the last of these ends the tree."""

    name: str
    last: bool = False


Cell: TypeAlias = "str | int | Amount | Difference | Figure | Branch | None"


Rows: TypeAlias = "tuple[tuple[Cell, ...], ...]"


class Column(Record):
    """A column: its key for scripts, its title for people, and how it is drawn.

    `numeric` columns hold figures: they stand to the right and are never shortened, as those that are `whole`, which
    people copy. Where not all columns have room, that of the highest `priority` goes first, and one of 0 never.
    Words are shortened to `least` before a column goes. `right` puts words to the right. `prose` holds sentences, which
    a terminal prints whole below the row. `readers` says whether people, scripts or both read it.
    """

    key: str
    title: str
    numeric: bool = False
    priority: int = 0
    right: bool = False
    whole: bool = False
    readers: Readers = "all"
    least: int = 12
    prose: bool = False


class Strong(str):
    """Words that are printed in bold."""

    __slots__ = ()


class Dim(str):
    """Words that are printed dim."""

    __slots__ = ()


class AnswerLine(Record):
    """A line of the answer: a figure in bold before its words, or words alone, some of them strong or dim.

    `mark` begins a verdict (`✓`, `✗`) or what was given up for it (`↓`). `gauge` is a share, from 0 to 1, that a
    terminal draws as a bar before the line.
    """

    figure: str = ""
    words: tuple[str, ...] = ()
    mark: str = ""
    gauge: "Fraction | None" = None


NoteKind = Literal["newer", "ended", "doubtful", "unpublished", "part", "estimate", "other"]
MARKS: dict[NoteKind, str] = {
    "newer": "!",
    "ended": "!",
    "doubtful": "▲",
    "unpublished": "?",
    "part": "◐",
    "estimate": "~",
    "other": " ",
}
"""What notes begin with, in the order in which they are shown."""
MOST_NOTES = 3
"""Notes that are shown at first sight; the rest is behind `--explain`."""


class Note(Record):
    """Something to know before trusting the figures. A line break in it begins a new line on a terminal."""

    kind: NoteKind
    text: str


class Deferred(Mapping[str, Any]):
    """An object for scripts that is made when it is first read: of a million rows nobody else needs it."""

    def __init__(self, make: Callable[[], Mapping[str, Any]]) -> None:
        self._make = make
        self._found: Mapping[str, Any] | None = None

    @property
    def _made(self) -> Mapping[str, Any]:
        if self._found is None:
            self._found = self._make()
        return self._found

    def __getitem__(self, key: str) -> Any:
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


class Report(Record):
    """What a command has to say. `data` is the JSON object; the rest is for tables, CSV and Markdown.

    aside: the seller and the month of the prices
    group: the key of a column by whose words a terminal groups the rows, and groups: their order
    bars: the key of a column whose amounts a wide terminal also draws
    notes: in any order; words alone are always shown
    details: what is behind `--explain`, and behind: what one asks for by it, nothing where a note says that
    source: the provenance, looked: how old the newest look at that is, where it is old, next: the next command, and
    last: what is not ours, each in one dim line
    untabled: whether people see no table: it has no rows, or the answer says it all
    sums: rows of totals that only scripts read, whom a column tells which rows those are
    """

    title: str
    columns: tuple[Column, ...]
    rows: Rows
    data: Mapping[str, Any]
    aside: str = ""
    total: tuple[Cell, ...] | None = None
    notes: tuple[Note | str, ...] = ()
    details: tuple[str, ...] = ()
    answer: tuple[AnswerLine, ...] = ()
    group: str | None = None
    groups: tuple[str, ...] = ()
    bars: str | None = None
    source: str = ""
    looked: str = ""
    next: str = ""
    last: str = ""
    behind: str = "Details"
    untabled: bool = False
    sums: Rows = ()

    def ranked(self) -> list[Note]:
        """The notes by their kinds, the most important first."""
        order = list(MARKS)
        found = [note if isinstance(note, Note) else Note("other", note) for note in self.notes if note]
        return sorted(found, key=lambda note: order.index(note.kind))

    def more(self, left: int, view: "View") -> str:
        """How to see the notes that are left, and the details."""
        if view.explain or not (left or self.details):
            return ""
        what = f"{left} more" if left else self.behind
        return f"{what}: {pasted('--explain')}" if what else ""

    def read_by(self, readers: Readers) -> "Report":
        """The report with the columns that people, or scripts, read."""
        if readers == "people" and self.untabled:
            return self._replace(columns=(), rows=(), total=None)
        kept = [number for number, one in enumerate(self.columns) if one.readers in ("all", readers)]
        if len(kept) == len(self.columns):
            return self
        return self._replace(
            columns=tuple(self.columns[number] for number in kept),
            rows=tuple(tuple(row[number] for number in kept) for row in self.rows),
            total=self.total and tuple(self.total[number] for number in kept),
            sums=tuple(tuple(row[number] for number in kept) for row in self.sums),
        )


class View(Record):
    """How people see a report: all columns however wide, all notes, signs of ASCII alone."""

    wide: bool = False
    explain: bool = False
    ascii: bool = False

    def text(self, cell: Cell) -> str:
        """A cell as this view has it."""
        words = cell_text(cell)
        return in_ascii(words) if self.ascii else words


PLAIN = View()


def cell_text(cell: Cell) -> str:
    """A cell for people; nothing in it can drive a terminal."""
    if cell is None:
        return ""
    if isinstance(cell, int) and not isinstance(cell, bool):
        return f"{cell:,}"
    if isinstance(cell, str):
        return inert(cell)
    if isinstance(cell, Branch):
        return inert(cell.name)
    from creditcalc.figures import Figure, shown  # noqa: PLC0415  # a quote as JSON writes no figures for people

    return str(cell) if isinstance(cell, Figure) else shown(cell)  # type: ignore[arg-type]


def exact_text(cell: Cell) -> str:
    """A cell to the last digit, as CSV has it."""
    if cell is None or isinstance(cell, str | int | Branch):
        return inert(str(cell.name if isinstance(cell, Branch) else "" if cell is None else cell))
    return str(amount_in(cell))


def amount_in(cell: "Amount | Difference | Figure") -> "Amount | Difference":
    """The amount of a cell of figures."""
    return getattr(cell, "amount", cell)  # type: ignore[arg-type]  # of a figure, or itself


def pasted(command: str) -> str:
    """A command within a sentence: what is to be pasted is never broken into lines."""
    return command.replace(" ", "\u00a0")


def apart(
    scripts: Iterable[Column], scripts_rows: Rows, people: Iterable[Column], people_rows: Rows
) -> tuple[tuple[Column, ...], Rows]:
    """The columns and rows of one table that shows scripts and people different columns of the same rows."""
    columns = [one._replace(readers="scripts") for one in scripts] + [one._replace(readers="people") for one in people]
    return tuple(columns), tuple((*one, *other) for one, other in zip(scripts_rows, people_rows, strict=True))
