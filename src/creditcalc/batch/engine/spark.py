"""Spark, for those who outgrow one machine: locally, on a cluster, or by Spark Connect. The only owner of pyspark."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any

from creditcalc.batch.engine import CELL_SEPARATOR, columns_of, header_of, sql
from creditcalc.errors import CreditcalcError
from creditcalc.files import scratch

KINDS_HANDED_OVER = 50_000
"""Kinds that are handed over together."""
INSTALL_SPARK = "run `pip install '.[spark]'` in a clone of creditcalc, and install Java 17 or later"


@contextmanager
def open_spark(path: str, kind: str, header: tuple[str, ...] | None, master: str | None) -> "Iterator[Sparks]":
    """The rows of a file, a folder or a pattern, as Spark reads them.

    `master` is a cluster, `local[2]`, or `sc://host` for Spark Connect; left out, Spark's own configuration says.
    Raises CreditcalcError where Spark is not installed or cannot read the file.
    """
    try:
        from pyspark.errors import PySparkException  # noqa: PLC0415  # an extra
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError:
        raise CreditcalcError(f"Spark is not installed: {INSTALL_SPARK}") from None
    try:
        builder = SparkSession.builder.appName("creditcalc")
        if master and master.startswith("sc://"):
            builder = builder.remote(master)
        elif master:
            builder = builder.master(master)
        with _quiet():
            session = builder.getOrCreate()
    except Exception as error:
        raise CreditcalcError(f"Spark does not start: {_why(error)}; {INSTALL_SPARK}") from None
    with scratch() as folder:
        try:
            yield Sparks(session, path, kind, header, folder)
        except PySparkException as error:
            raise CreditcalcError(f"Spark stopped: {_why(error)}", place=path) from None
        finally:
            session.stop()


@contextmanager
def _quiet() -> Iterator[None]:
    """What is started meanwhile says nothing on a standard error that is not a terminal: no banner, no bar of progress.

    Java writes to the system's stream itself, for as long as it runs. What goes wrong comes as an exception.
    """
    kept = None
    with suppress(OSError):  # a closed one
        kept = None if os.isatty(2) else os.dup(2)
    if kept is None:
        yield
        return
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


class Sparks:
    """A batch that Spark reads."""

    lined = False  # row numbers leave gaps between partitions

    def __init__(self, session: Any, name: str, kind: str, header: tuple[str, ...] | None, folder: Path) -> None:
        self.session, self.name, self.folder = session, _literal(name), folder
        self.kind = kind
        self.kept: Sequence[str] = ()
        self.risky: set[str] = set()
        self.results: Sequence[str] = ()
        frame = self._read(kind, header)
        self.header = tuple(frame.columns)
        self.columns = columns_of(self.header, kind)
        self.typed = frozenset(
            name for name, (_, one) in zip(self.columns, frame.dtypes, strict=True) if one != "string"
        )
        frame.createOrReplaceTempView("read_")
        named = ", ".join(f"CAST({sql.quoted(name, '`')} AS STRING) AS c{n}" for n, name in enumerate(self.header))
        query = f"SELECT {named}, monotonically_increasing_id() + 1 AS row_ FROM read_"
        session.sql(query).filter(sql.filled(len(self.header))).createOrReplaceTempView("planned")

    def kinds(self, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Every distinct row of these columns, with how often it occurs."""
        self.kept = [f"c{self.columns.index(name)}" for name in columns]
        for row in self.session.sql(sql.kinds(self.kept)).toLocalIterator():
            yield tuple(row)

    def put(self, columns: Sequence[str], rows: Iterable[Sequence[str | None]]) -> None:
        """Takes what the kinds cost, some at a time."""
        self.results = columns
        schema = ", ".join(f"{name} string" for name in ("kind_", *columns))
        priced = self.session.createDataFrame([], schema)
        some = iter(rows)
        while batch := list(islice(some, KINDS_HANDED_OVER)):
            priced = priced.union(self.session.createDataFrame([tuple(row) for row in batch], schema))
        priced.createOrReplaceTempView("priced")

    def read(self) -> int:
        """How many rows the file has, those of nothing but empty cells too."""
        return int(self.session.table("read_").count())

    def faults(self) -> Iterator[tuple[str, str, int]]:
        """Each error once: how many rows have it, the error and the exit code."""
        query = (
            f"SELECT error, code, count(*) AS rows_ FROM ({sql.unpriced(sql.joined(self.kept))}) GROUP BY error, code"
        )
        for error, code, count in self.session.sql(query).toLocalIterator():
            yield str(count), error, int(code)

    def write(self, path: str | Path, form: str) -> None:
        """Writes every row with its results into a folder of parts, in the order of the input."""
        cells = sql.converted(self.columns, self.risky, self.kind, form)
        header = header_of(self.header, self.kind, form)
        named = [f"{cell} AS {sql.quoted(name, '`')}" for cell, name in zip(cells, header, strict=True)]
        results = [name for name in self.results if name != "code"]
        frame = self.session.sql(f"{sql.rows(named, results, sql.joined(self.kept))} ORDER BY row_")
        writer, folder = frame.write.mode("error"), str(path)
        if form == "csv":
            whole = {
                "ignoreLeadingWhiteSpace": False,  # else ` =1` is a formula
                "ignoreTrailingWhiteSpace": False,
            }
            writer = writer.option("comment", CELL_SEPARATOR)  # else it quotes a `#`; no file that it reads has that
            writer.csv(folder, header=True, escape='"', nullValue="", emptyValue="", **whole)
        elif form == "jsonl":
            writer.option("ignoreNullFields", "false").json(folder)
        else:
            writer.parquet(folder)

    def _read(self, kind: str, header: tuple[str, ...] | None) -> Any:
        reader = self.session.read
        if kind == "parquet":
            return reader.parquet(self.name)
        if kind == "jsonl":
            return reader.option("mode", "FAILFAST").option("primitivesAsString", "true").json(self.name)
        assert header is not None
        schema = ", ".join(f"{sql.quoted(name, '`')} string" for name in header)
        options = {"header": "true", "mode": "FAILFAST", "multiLine": "true", "escape": '"', "enforceSchema": "false"}
        return reader.options(**options).schema(schema).csv(self.name)


def _literal(path: str) -> str:
    """A file by its own name, which Spark would take for a pattern."""
    return re.sub(r"([][{}*?\\])", r"\\\1", path) if Path(path).exists() else path


def _why(error: Exception) -> str:
    said = str(error).strip().splitlines()
    return said[0][:300] if said else type(error).__name__
