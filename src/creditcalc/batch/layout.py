"""Files of rows that were made elsewhere: how one is laid out, as options say it, and its rows read so."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any

from creditcalc.batch.columns import TheirColumns, resolved
from creditcalc.batch.formats import RESULT_NAMES, InputFormat, cells_of, check_taken, one_object
from creditcalc.batch.pricer import ASIDE, Pricer, Values
from creditcalc.batch.rows import RowReader
from creditcalc.batch.rows.cells import CellRows
from creditcalc.batch.sections import Sections
from creditcalc.errors import CreditcalcError, MoreWords
from creditcalc.record import Record


class Layout(Record):
    """How a file of rows is laid out.

    `keep` are columns that are not read, `columns` are ours with what they are read from, `guess` takes well-known
    words for ours, `rows` is the key of the list of rows, `defaults` hold where a row says nothing, `fps` are the
    frames of a second, `shots_only` leaves out the lines of sections and sums, and `sheet` is one of a spreadsheet.
    """

    delimiter: str | None = None
    keep: frozenset[str] = frozenset()
    columns: tuple[tuple[str, str], ...] = ()
    guess: bool = False
    rows: str | None = None
    defaults: Mapping[str, str] = {}  # nothing changes it
    fps: Fraction | None = None
    shots_only: bool = False
    sheet: str | None = None

    @property
    def plain(self) -> bool:
        """Whether it says nothing but the sheet."""
        return self._replace(sheet=None) == Layout()

    @property
    def aside(self) -> frozenset[str]:
        """The columns that are not read: those of their own, and those that change no price."""
        return self.keep.union(ASIDE)

    @property
    def others(self) -> bool:
        """Whether columns that are not ours are kept unread."""
        return bool(self.columns or self.guess or self.rows)


def laid_out(blocks: Iterator[bytes], kind: InputFormat, name: str, pricer: Pricer, layout: Layout) -> RowReader:
    """The rows of a file, read as its layout says. Raises CreditcalcError for a file that is laid out otherwise."""
    if layout.sheet is not None:
        raise CreditcalcError("--sheet is for a spreadsheet: leave it out", place=name)
    if kind in ("jsonl", "yaml"):
        return _objects(blocks, kind, name, pricer, layout)
    if layout.rows is not None:
        raise CreditcalcError("--rows is for a list in a JSON or YAML file: leave it out", place=name)
    rows = cells_of(blocks, kind, name, pricer.aside, layout.delimiter)
    return arranged(rows, pricer, layout)


def arranged(rows: CellRows, pricer: Pricer, layout: Layout) -> CellRows:
    """Rows of cells of which none is read yet, from now on read as a layout says."""
    source = source_of(rows)
    check_taken(rows.columns, source.place)
    columns = resolved(source, pricer, layout)
    rows.leave(frozenset(rows.columns) - columns.names)
    priced = frozenset(number for number, name in enumerate(rows.columns) if name in columns.priced)
    rows.read_as(columns, Sections(priced, out=layout.shots_only))
    rows.said += columns.said
    return rows


def source_of(rows: CellRows) -> TheirColumns:
    """The columns of rows of cells of which none is read yet."""
    return TheirColumns(f"{rows.name}:{rows.line}", dict(zip(rows.columns, rows.titles, strict=True)), rows.sample())


def _objects(blocks: Iterator[bytes], kind: InputFormat, name: str, pricer: Pricer, layout: Layout) -> RowReader:
    """The rows of JSON Lines, of an array, or of a list in a document."""
    from creditcalc.batch.rows.documents import Document, DocumentRows, all_of, document_in, lists_in  # noqa: PLC0415  # tables are
    from creditcalc.batch.rows.jsonl import JsonRows, decoder  # noqa: PLC0415  # no JSON

    if kind == "yaml" and layout.rows is None and not layout.guess:
        why = "is a storyboard, in which `defaults` say what holds for all shots"
        raise MoreWords(why, hint="if it is a list of your own", words=("--rows", "shots"), place=name)
    listed = list[str]()
    if kind == "jsonl" and layout.rows is None and layout.guess:
        first = next(blocks, b"")
        blocks = chain([first], blocks)
        listed, blocks = lists_in(blocks) if one_object(first) else ([], blocks)
    if kind == "yaml" or layout.rows is not None or listed:
        document = document_in(all_of(blocks, name), name, layout.rows, yaml=kind == "yaml")
        rows: JsonRows = DocumentRows(document, name, pricer.aside, RESULT_NAMES)
    else:
        document, rows = Document([], {}), JsonRows(blocks, name, pricer.aside, RESULT_NAMES)
    batch = next(rows.batches, ([], []))
    rows.batches = chain([batch], rows.batches)
    names, some = {key: key for key in document.top}, list[Values]()
    for text in batch[1]:
        with suppress(ValueError, RecursionError, CreditcalcError, AttributeError):  # told when it is priced
            found = decoder.decode(text.decode())
            names |= {key.lower(): key for key in found}
            some.append({key.lower(): word for key, value in found.items() if (word := _word(value))})
    columns = resolved(TheirColumns(name, names, some, document.top), pricer, layout)
    rows.leave(layout.aside.union(names) - columns.names)
    rows.reading = columns
    rows.said += columns.said
    return rows


def no_storyboard(error: CreditcalcError, path: str) -> CreditcalcError:
    """The refusal of a storyboard, with the way on where other keys at its top say that it is a list."""
    from creditcalc.batch.rows.documents import likely, lists_in  # noqa: PLC0415  # most are storyboards

    with suppress(OSError):
        found, _ = lists_in(iter([Path(path).read_bytes()]), yaml=True)
        if found and any(" a storyboard has no `" in line for line in error.lines):
            return MoreWords.of(error, "if it is a list of your own", ("--rows", likely(found), "--guess-columns"))
    return error


def _word(value: Any) -> str:
    """A value of an object as a word; "" for what is none."""
    flags = {True: "on", False: "off"}
    return flags[value] if isinstance(value, bool) else value if isinstance(value, str) else ""
