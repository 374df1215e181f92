"""Files of planned generations, opened by what they are: CSV, JSON Lines, a storyboard."""

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import IO, Any, Literal

from creditcalc.batch.pricer import RESULTS, SHOOT, Pricer
from creditcalc.batch.rows import RowReader, RowWriter
from creditcalc.batch.rows.blocks import LONGEST_ROW, Input, open_rows
from creditcalc.batch.rows.csv import CsvRows, CsvSink
from creditcalc.batch.rows.jsonl import JsonBook, JsonRows, JsonSink
from creditcalc.errors import CreditcalcError
from creditcalc.text import ticked, unguarded

InputFormat = Literal["csv", "jsonl", "yaml", "parquet", "comfyui"]
OutputFormat = Literal["table", "json", "csv", "markdown", "jsonl", "parquet"]
INPUT_SUFFIXES: dict[str, InputFormat] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".json": "jsonl",
    ".ndjson": "jsonl",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".parquet": "parquet",
}
SPREADSHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".numbers")
PACKED = (".gz", ".zst")
SAME = (("csv", "csv"), ("csv", "parquet"), ("jsonl", "jsonl"), ("jsonl", "json"))
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
    if suffix in SPREADSHEETS:
        raise CreditcalcError("is a spreadsheet: save the sheet as CSV (UTF-8)", place=path)
    found = INPUT_SUFFIXES.get(suffix)
    if found is None:
        raise CreditcalcError(f"unknown type of file: name it {ticked(INPUT_SUFFIXES)}, or add `--from`", place=path)
    return found


def check_columns(columns: tuple[str, ...], place: str, pricer: Pricer) -> None:
    """Raises CreditcalcError for columns that would be lost, misread or written over."""
    if "model" not in columns:
        raise CreditcalcError("there is no column `model`: add one that names the model of each row", place=place)
    taken = [name for name in columns if name in (*RESULTS, *SHOOT, "unit")]
    if taken:
        raise CreditcalcError(f"the output adds {ticked(taken, 'and')}: rename or remove your own", place=place)
    unknown = ((name, pricer.unknown(name)) for name in columns)
    faults = [f"{why} (or keep your own column with `--keep {name}`)" for name, why in unknown if why]
    if faults:
        raise CreditcalcError(*faults, place=place)


def rows_of(file: Input, kind: InputFormat | None, pricer: Pricer) -> RowReader:
    """The rows of an open file; raises CreditcalcError for a header that is wrong."""
    blocks = file.blocks()
    if kind is None:
        kind, blocks = _sniffed(blocks)
    if kind == "jsonl":
        return JsonRows(blocks, file.name, pricer.aside, frozenset((*RESULTS, *SHOOT, "unit")))
    rows = CsvRows(blocks, file.name, pricer.aside)
    check_columns(rows.columns, f"{file.name}:{rows.line}", pricer)
    return rows


def _sniffed(blocks: Iterator[bytes]) -> tuple[InputFormat, Iterator[bytes]]:
    """Whether a stream is JSON or CSV, by its first character; what was read for it is read again as rows."""
    seen: list[bytes] = []
    for block in blocks:
        seen.append(block)
        if sign := block.lstrip()[:1]:
            return "jsonl" if sign in (b"{", b"[") else "csv", chain(seen, blocks)
        if sum(map(len, seen)) > LONGEST_ROW:
            break
    return "csv", chain(seen, blocks)


def sink_for(form: OutputFormat, source: RowReader, pricer: Pricer, file: Input) -> RowWriter:
    """The writer of a format for the rows of a source; a JSON Lines file is read through for its keys."""
    results = pricer.columns(source.columns)
    if isinstance(source, JsonRows) and form in ("csv", "parquet"):
        source.columns = _keys(source, file, pricer)
        results = pricer.columns(source.columns)
    if form in ("csv", "parquet") and isinstance(source, CsvRows):
        return CsvSink(tuple(map(unguarded, source.header)), source.columns, results)
    return sink_of(form, source.columns, results)


def sink_of(form: OutputFormat, columns: tuple[str, ...], results: tuple[str, ...]) -> RowWriter:
    """The writer of a format for these columns; Parquet is made of CSV."""
    if form in ("csv", "parquet"):
        return CsvSink(columns, columns, results)
    return (JsonSink if form == "jsonl" else JsonBook)(columns, results)


def _keys(source: JsonRows, file: Input, pricer: Pricer) -> tuple[str, ...]:
    """The columns of a JSON Lines file: of a pipe the keys of its first line, since it is read once."""
    if file.size is None:
        return source.keys(whole=False)
    with open_rows(file.name) as again:
        return JsonRows(again.blocks(), file.name, pricer.aside).keys(whole=True)


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
