"""Which engine a batch goes through, and a batch through it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Any, Literal

from creditcalc.amount import whole
from creditcalc.batch.engine import Engine, Unread, priced
from creditcalc.batch.formats import InputFormat, Outlet, OutputFormat, check_columns
from creditcalc.batch.pricer import Pricer
from creditcalc.batch.rows.blocks import open_rows
from creditcalc.batch.rows.csv import CsvRows
from creditcalc.batch.tally import Tally
from creditcalc.errors import CreditcalcError
from creditcalc.files import renamed, scratch
from creditcalc.text import count

Name = Literal["auto", "stream", "duckdb", "spark"]
PATTERN_SIGNS = frozenset("*?[")
"""The signs of a pattern."""
BETWEEN: Mapping[OutputFormat, OutputFormat] = {"json": "jsonl", "xlsx": "csv"}
"""What engines write in place of formats that they do not know."""
NO_TERMINAL = "Parquet goes to a file: add `--output priced.parquet`"


def chosen(asked: Name, path: str, kind: InputFormat | None, form: OutputFormat) -> Name:
    """The engine for a batch: the one asked for, else DuckDB for Parquet and for what the stream cannot read.

    The stream takes less than half of its processor time on CSV, at every size.

    Raises CreditcalcError where the stream is asked to read what it cannot, and for what is not of this machine.
    """
    if "://" in path and asked != "spark":
        raise CreditcalcError(
            "addresses are not downloaded: save it as a file and name that, or use `--engine spark`", place=path
        )
    needed = beyond_stream(path, kind)
    if asked == "stream" and needed:
        raise CreditcalcError("the stream engine cannot read this: use `--engine duckdb`", place=path)
    if asked in ("duckdb", "spark") and path == "-":
        raise CreditcalcError(f"{asked} cannot read standard input: name a file, or use `--engine stream`")
    if asked != "auto":
        return asked
    return "duckdb" if needed or (path != "-" and form == "parquet") else "stream"


def beyond_stream(path: str, kind: InputFormat | None) -> bool:
    """Whether only an engine can read this."""
    return kind == "parquet" or path.endswith(".zst") or _pattern(path)


def _pattern(path: str) -> bool:
    """Whether this is a pattern of names, and not the name of a file."""
    return not PATTERN_SIGNS.isdisjoint(path) and not Path(path).exists()


def open_engine(
    name: Name, path: str, kind: InputFormat, pricer: Pricer, master: str | None
) -> AbstractContextManager[Engine]:
    """A batch in an engine, its columns checked as the stream checks them.

    Raises Unread for what the engine would read otherwise than the stream.
    """
    if kind not in ("csv", "jsonl", "parquet"):
        raise Unread("only the stream reads this: use `--engine stream`", place=path)
    header = _header(path, pricer) if kind == "csv" else None
    if name == "spark":
        from creditcalc.batch.engine import spark  # noqa: PLC0415  # one engine a run

        return spark.open_spark(path, kind, header, master)
    from creditcalc.batch.engine import duckdb  # noqa: PLC0415  # one engine a run

    return duckdb.open_duckdb(path, _found(path), kind, header)


def _header(path: str, pricer: Pricer) -> tuple[str, ...] | None:
    """The header of a CSV file, or of all files of a pattern, which must have the same; None where only the engine
    can read it.
    """
    if path.endswith(".zst"):
        return None
    from creditcalc.batch.engine.alike import reads_alike  # noqa: PLC0415  # the stream needs no other reader

    files = _found(path)
    found: tuple[str, ...] | None = None
    for name in files:
        with open_rows(name) as file:
            rows = CsvRows(file.blocks(), name, pricer.aside)
            header, other = tuple(rows.header), bool(rows.delimiter or rows.separator != "," or file.decode)
        if found not in (None, header):
            raise CreditcalcError(
                f"its columns differ from those of {files[0]}: give all files the same columns", place=f"{name}:1"
            )
        with open_rows(name) as file:
            if other or not reads_alike(file.blocks(), len(header)):
                raise Unread("not every program reads this CSV the same way: use `--engine stream`", place=name)
        found = header
    return found


def _files(path: str) -> list[str]:
    """A file, or all files of a pattern."""
    if not _pattern(path):
        return [path]
    from glob import glob  # noqa: PLC0415  # most batches are one file

    return sorted(glob(path, recursive=True))  # noqa: PTH207  # any folder


def _found(path: str) -> list[str]:
    """The same; raises CreditcalcError where a pattern fits no file."""
    if files := _files(path):
        return files
    raise CreditcalcError("no file matches this pattern", place=path)


def steady(path: str) -> Callable[[], None]:
    """A check, for after each time that the files are read: are they still what they are now?

    It raises CreditcalcError where they are not. What is not a file of this machine is not looked at.
    """
    before = _stamps(path)

    def unchanged() -> None:
        if _stamps(path) != before:
            raise CreditcalcError("changed while it was being read: run again", place=path)

    return unchanged


def _stamps(path: str) -> list[tuple[str, int, int]]:
    found = ((name, Path(name)) for name in _files(path))
    return [(name, (status := file.stat()).st_size, status.st_mtime_ns) for name, file in found if file.exists()]


def run(engine: Engine, path: str, kind: InputFormat, pricer: Pricer, unchanged: Callable[[], None]) -> Tally:
    """The sums of a batch in an engine."""
    try:
        check_columns(engine.columns, path, pricer)
    except CreditcalcError as error:
        if kind == "jsonl":  # of which the stream refuses single rows
            raise Unread(str(error)) from None
        raise
    tally = priced(engine, pricer)
    unchanged()
    return tally


def located_faults(engine: Engine, path: str, kind: InputFormat) -> Iterator[tuple[str, str, int]]:
    """The place, error and code of every row without a price; the place is a line where each row has one line."""
    ahead = {"csv": 1, "jsonl": 0}.get(kind)
    by_line = ahead is not None and engine.lined and _lines(path) == engine.read() + ahead
    for row, error, code in engine.faults():
        if by_line:
            yield f"{path}:{whole(row) + (ahead or 0)}", error, code
        else:
            yield f"{path}: row {row}" if engine.lined else f"{path}: {count(whole(row), 'row')}", error, code


def _lines(path: str) -> int:
    """How many lines a file has; -1 where it is not one."""
    if not Path(path).is_file():
        return -1
    with open_rows(path) as file:
        return sum(block.count(b"\n") for block in file.blocks())


def deliver(
    engine: Engine,
    form: OutputFormat,
    output: str | None,
    opened: Callable[[], AbstractContextManager[IO[bytes]]],
    sums: Mapping[str, Any],
    unchanged: Callable[[], None],
) -> None:
    """Every row with its results, into a file by rename, or through a file of its own into what is then opened."""
    if not engine.lined:
        _as_folder(engine, form, output)
        return
    if output is not None and form not in ("json", "xlsx"):
        with renamed(Path(output)) as part:
            engine.write(part, form)
            unchanged()
        return
    if form == "parquet":
        raise CreditcalcError(NO_TERMINAL)
    with scratch() as folder:
        whole = folder / "rows"
        engine.write(whole, BETWEEN.get(form, form))
        unchanged()
        with opened() as out:
            if form == "json":
                _as_object(whole, out, sums)
                return
            _copied(whole, out)
            if form == "xlsx":
                from creditcalc.batch.rows.workbook import sums_line  # noqa: PLC0415  # an extra

                out.write(sums_line(sums))


@contextmanager
def as_parquet(output: str | None) -> Iterator[IO[bytes]]:
    """A file to write CSV to, which becomes the output as Parquet; for what no engine reads."""
    if output is None:
        raise CreditcalcError(NO_TERMINAL)
    from creditcalc.batch.engine.duckdb import convert  # noqa: PLC0415  # one engine a run

    with scratch() as folder:
        rows = folder / "rows.csv"
        with rows.open("wb") as file:
            yield file
        with renamed(Path(output)) as part:
            convert(rows, part)


def _as_folder(engine: Engine, form: OutputFormat, output: str | None) -> None:
    """What a cluster writes: a folder of parts."""
    if output is None or form in BETWEEN:
        raise CreditcalcError("Spark writes a folder: name it with `--output`, and choose csv, jsonl or parquet")
    if "://" in output:
        engine.write(output, form)
        return
    if Path(output).exists():
        raise CreditcalcError("already exists: Spark writes a new folder, so choose another name", place=output)
    with renamed(Path(output).absolute()) as part:
        engine.write(part, form)


def _copied(path: Path, out: IO[bytes]) -> None:
    with open_rows(str(path)) as file:
        for block in file.blocks():
            out.write(block)
    out.flush()


def _as_object(path: Path, out: IO[bytes], sums: Mapping[str, Any]) -> None:
    from creditcalc.batch.rows.jsonl import JsonBook  # noqa: PLC0415  # most files are not JSON

    outlet = Outlet(out, JsonBook((), ()))
    with open_rows(str(path)) as file:
        for block in file.blocks():
            outlet.write([line + b",\n" for line in block.split(b"\n") if line])
    outlet.close(sums)
