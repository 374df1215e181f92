"""Files of planned generations, opened by what they are: CSV, JSON Lines, a storyboard."""

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import IO, Any, Literal

from creditcalc.batch.pricer import RESULTS, SHOOT, Pricer
from creditcalc.batch.rows import RowReader, RowWriter
from creditcalc.batch.rows.blocks import LONGEST_ROW, Input, open_rows
from creditcalc.batch.rows.cells import CellRows
from creditcalc.batch.rows.csv import CsvRows, CsvSink
from creditcalc.errors import CreditcalcError
from creditcalc.text import ticked, unguarded

InputFormat = Literal["csv", "jsonl", "markdown", "yaml", "excel", "parquet", "comfyui"]
OutputFormat = Literal["table", "json", "csv", "markdown", "jsonl", "parquet", "xlsx"]
INPUT_SUFFIXES: dict[str, InputFormat] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".json": "jsonl",
    ".ndjson": "jsonl",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".parquet": "parquet",
    ".md": "markdown",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".ods": "excel",
}
RESULT_NAMES = frozenset((*RESULTS, *SHOOT, "unit"))
"""The columns of results, which no row may have."""
OTHER_SPREADSHEETS = (".xlsb", ".xls", ".numbers")
MADE_OF_CSV = ("csv", "parquet", "xlsx")
"""The formats that are written as CSV, or made of it."""
PACKED = (".gz", ".zst")
BEGINNINGS: dict[bytes, InputFormat] = {b"{": "jsonl", b"[": "jsonl", b"|": "markdown"}
"""What a stream is by the sign that it begins with; by any other it is CSV."""
SAME = (("csv", "csv"), ("csv", "parquet"), ("csv", "xlsx"), ("jsonl", "jsonl"), ("jsonl", "json"))
"""The formats whose rows pass as they were into another."""


def kind_of(path: str) -> InputFormat:
    """What a file is, by its name; `-` is CSV or JSON Lines, by how it begins.

    Raises CreditcalcError for a name that does not say.
    """
    if path == "-":
        return "csv"
    names = Path(path).name.lower()
    for packed in PACKED:
        names = names.removesuffix(packed)
    suffix = Path(names).suffix
    if suffix in OTHER_SPREADSHEETS:
        raise CreditcalcError("is a spreadsheet: save it as .xlsx or .ods, or the sheet as CSV (UTF-8)", place=path)
    found = INPUT_SUFFIXES.get(suffix)
    if found is None:
        raise CreditcalcError(f"unknown type of file: name it {ticked(INPUT_SUFFIXES)}, or add `--from`", place=path)
    return found


def names_file(word: str) -> bool:
    """Whether a word can only be a file: `-`, or a name that ends as those of files of rows do."""
    names = Path(word).name.lower()
    for packed in PACKED:
        names = names.removesuffix(packed)
    return word == "-" or Path(names).suffix in (*INPUT_SUFFIXES, *OTHER_SPREADSHEETS)


class NoHeader(CreditcalcError):
    """The first line of a file is a row."""


def check_taken(columns: tuple[str, ...], place: str) -> None:
    """Raises CreditcalcError for columns that would be written over."""
    if taken := [name for name in columns if name in RESULT_NAMES]:
        raise CreditcalcError(f"the output adds {ticked(taken, 'and')}: rename or remove your own", place=place)


def check_columns(columns: tuple[str, ...], place: str, pricer: Pricer) -> None:
    """Raises CreditcalcError for columns that would be lost, misread or written over."""
    if "model" not in columns:
        if any("0" <= name[:1] <= "9" for name in columns):
            raise NoHeader("there is no column `model`: the first line must name the columns", place=place)
        raise CreditcalcError("there is no column `model`: add one that names the model of each row", place=place)
    check_taken(columns, place)
    unknown = ((name, pricer.unknown(name)) for name in columns)
    faults = [f"{why} (or keep your own column with `--keep {name}`)" for name, why in unknown if why]
    if faults:
        raise CreditcalcError(*faults, place=place)


def rows_of(file: Input, kind: InputFormat | None, pricer: Pricer) -> RowReader:
    """The rows of an open file, laid out as the pricer knows; raises CreditcalcError for a header that is wrong."""
    if kind == "excel":
        return _sheet(file, pricer)
    blocks = file.blocks()
    if kind is None:
        kind, blocks = _sniffed(blocks)
    if pricer.layout:
        from creditcalc.batch.layout import laid_out  # noqa: PLC0415  # most files are laid out as ours

        return laid_out(blocks, kind, file.name, pricer, pricer.layout)
    if kind == "jsonl":
        from creditcalc.batch.rows.jsonl import JsonRows  # noqa: PLC0415  # most files are not JSON

        return JsonRows(_no_document(blocks, file.name), file.name, pricer.aside, RESULT_NAMES)
    return _checked(cells_of(blocks, kind, file.name, pricer.aside), pricer)


def _sheet(file: Input, pricer: Pricer) -> CellRows:
    """The rows of a sheet of a spreadsheet."""
    from creditcalc.batch.rows.spreadsheet import SheetRows  # noqa: PLC0415  # an extra

    layout = pricer.layout
    if layout and (layout.rows is not None or layout.delimiter):
        raise CreditcalcError("--rows and --delimiter are not for a spreadsheet: leave them out", place=file.name)
    rows = SheetRows(file, pricer.aside, layout.sheet if layout else None)
    if layout is None:
        return _checked(rows, pricer)
    from creditcalc.batch.layout import arranged  # noqa: PLC0415  # most files are laid out as ours

    return _checked(rows, pricer) if layout.plain else arranged(rows, pricer, layout)


def _checked(rows: CellRows, pricer: Pricer) -> CellRows:
    """Rows of cells in columns of ours; raises CreditcalcError where they are not, with the way on."""
    try:
        check_columns(rows.columns, f"{rows.name}:{rows.line}", pricer)
    except CreditcalcError as error:
        if isinstance(error, NoHeader) or not RESULT_NAMES.isdisjoint(rows.columns):
            raise
        from creditcalc.batch.columns import led_on  # noqa: PLC0415  # only on the way to an error
        from creditcalc.batch.layout import source_of  # noqa: PLC0415

        raise led_on(error, source_of(rows), pricer) from None
    return rows


def cells_of(
    blocks: Iterator[bytes], kind: InputFormat, name: str, aside: frozenset[str], delimiter: str | None = None
) -> CellRows:
    """The rows of a file in which every row has a cell for each column."""
    if kind == "markdown":
        from creditcalc.batch.rows.markdown import table_in  # noqa: PLC0415  # few files are Markdown

        return CellRows(name, *table_in(blocks, name), aside)
    return CsvRows(blocks, name, aside, delimiter)


def one_object(block: bytes) -> bool:
    """Whether a block of JSON may begin an object that is more than a row."""
    line = block.lstrip().partition(b"\n")[0].rstrip()
    return line[:1] == b"{" and (line[-1:] != b"}" or b"[" in line)


def _no_document(blocks: Iterator[bytes], name: str) -> Iterator[bytes]:
    """The same blocks; raises CreditcalcError where they are one object with a list of rows in it."""
    first = next(blocks, b"")
    blocks = chain([first] if first else [], blocks)
    if not one_object(first):
        return blocks
    from creditcalc.batch.rows.documents import offer  # noqa: PLC0415  # most lines are rows

    return offer(blocks, name)


def _sniffed(blocks: Iterator[bytes]) -> tuple[InputFormat, Iterator[bytes]]:
    """Whether a stream is JSON, Markdown or CSV, by its first character; what was read for it is read again as rows."""
    seen: list[bytes] = []
    for block in blocks:
        seen.append(block)
        if sign := block.lstrip()[:1]:
            return BEGINNINGS.get(sign, "csv"), chain(seen, blocks)
        if sum(map(len, seen)) > LONGEST_ROW:
            break
    return "csv", chain(seen, blocks)


def sink_for(form: OutputFormat, source: RowReader, pricer: Pricer, file: Input) -> RowWriter:
    """The writer of a format for the rows of a source; a JSON Lines file is read through for its keys."""
    results = pricer.columns(source.columns)
    if form not in MADE_OF_CSV:
        return sink_of(form, source.columns, results)
    if isinstance(source, CellRows):
        return _csv_sink(form)(tuple(map(unguarded, source.header)), source.columns, results)
    columns = source.columns or _keys(source, file, pricer)
    return sink_of(form, columns, pricer.columns(columns))


def sink_of(form: OutputFormat, columns: tuple[str, ...], results: tuple[str, ...]) -> RowWriter:
    """The writer of a format for these columns; Parquet and workbooks are made of CSV."""
    if form in MADE_OF_CSV:
        return _csv_sink(form)(columns, columns, results)
    from creditcalc.batch.rows.jsonl import JsonBook, JsonSink  # noqa: PLC0415  # most rows are not written as JSON

    return (JsonSink if form == "jsonl" else JsonBook)(columns, results)


def _csv_sink(form: OutputFormat) -> type[CsvSink]:
    if form != "xlsx":
        return CsvSink
    from creditcalc.batch.rows.workbook import WorkbookSink  # noqa: PLC0415  # an extra

    return WorkbookSink


def _keys(source: RowReader, file: Input, pricer: Pricer) -> tuple[str, ...]:
    """The columns of a JSON Lines file, which it has from now on: of a pipe the keys of its first line, since it is
    read once.
    """
    from creditcalc.batch.rows.jsonl import JsonRows  # noqa: PLC0415  # most files are not JSON

    assert isinstance(source, JsonRows)
    if file.size is None:
        source.columns = source.keys(whole=False)
    else:
        with open_rows(file.name) as again:
            source.columns = JsonRows(again.blocks(), file.name, pricer.aside).keys(whole=True)
    return source.columns


class Outlet:
    """Where rows are written: what precedes them comes with the first, what is between them with the next."""

    def __init__(self, file: IO[bytes], sink: RowWriter) -> None:
        self.file, self.sink = file, sink
        self.waiting: bytes | None = None

    def write(self, rows: list[bytes]) -> None:
        """Writes some rows, now."""
        if not rows:
            return
        if self.waiting is None:
            self.file.write(self.sink.start())
        data, between = b"".join(rows), self.sink.between
        self.file.write((self.waiting or b"") + (data[: -len(between)] if between else data))
        self.waiting = between
        self.file.flush()

    def close(self, sums: Mapping[str, Any]) -> None:
        """Writes what comes after the rows."""
        self.file.write(self.sink.end(sums))
        self.file.flush()
