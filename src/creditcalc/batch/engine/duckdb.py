"""DuckDB, in this process. The only owner of duckdb."""

import atexit
import gc
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from glob import escape
from pathlib import Path
from typing import Any

from creditcalc.batch.engine import Unread, columns_of, header_of, sql
from creditcalc.batch.rows.blocks import COLUMNS_READ, LONGEST_ROW
from creditcalc.csv import line_of
from creditcalc.errors import CreditcalcError
from creditcalc.files import scratch

KINDS_FETCHED = 10_000
"""Kinds that are fetched together."""
FEW = 5_000
"""Kinds up to which rows look up what they cost; the list of it is handed over with every 2,048 rows."""
BUFFER = 4 * LONGEST_ROW
"""Bytes of CSV that are read together; with fewer a long row may not be read, and left out it is four times as much."""
INSTALL_DUCKDB = "run `pip install '.[duckdb]'` in a clone of creditcalc"
LOSSY = r"""
    CASE WHEN regexp_matches(json, '[0-9][0-9.]{15}|[0-9][eE]|[0-9][.][0-9]{2}0') THEN list_bool_or([
        regexp_matches(one, '[0-9]{20}|[eE]|^[0-9]{1,3}[.][0-9]{2}0$') OR (contains(one, '.') AND length(one) > 16)
        FOR one IN regexp_extract_all(regexp_replace(json, '"(\\.|[^"\\])*"', '""', 'g'), '[0-9][0-9.eE+-]*')
    ]) END
"""
"""Whether a line has a number outside of quotes that is not the same as a float, or as text may be two numbers;
most lines need no second look."""
NESTED = r"""
    regexp_matches(json, ',\s*\}\s*$')
    OR CASE WHEN contains(json, '[') OR contains(substr(json, 2), '{')
        THEN regexp_matches(regexp_replace(json, '"(\\.|[^"\\])*"', '""', 'g'), '.[\[{]') END
"""
"""Whether a line has an object or a list in it, or a comma at its end, which DuckDB takes for text and for nothing."""
OFFLINE = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
"""Else it fetches extensions by itself, and with them files from elsewhere."""


@contextmanager
def open_duckdb(path: str, files: Sequence[str], kind: str, header: tuple[str, ...] | None) -> "Iterator[Duck]":
    """The rows of a file, or of all files of a pattern, which are read anew for each thing that is asked.

    `path` is what they are called in errors, `header` the columns of a CSV file as they are written. Raises
    CreditcalcError where DuckDB is not installed or cannot read the file.
    """
    try:
        import duckdb  # noqa: PLC0415  # an extra, and 40 ms
    except ImportError:
        raise CreditcalcError(f"DuckDB is not installed: {INSTALL_DUCKDB}") from None
    atexit.register(gc.unfreeze)  # else it counts what the exit leaves frozen as leaks, and says so on the screen
    with scratch() as folder, duckdb.connect(config=OFFLINE) as connection:
        connection.execute("SET temp_directory = ?", [str(folder)])
        duck = Duck(connection, path, files, folder)
        try:
            duck.load(kind, header)
            yield duck
        except RuntimeError as error:
            if "interrupt" in str(error).lower():
                raise KeyboardInterrupt from None  # which it turns into an error of its own
            raise
        except duckdb.Error as error:
            if not duck.whole:
                raise Unread(_why(error), place=path) from None
            raise CreditcalcError(f"the engine stopped: {_why(error)}", place=path) from None


class Duck:
    """A batch that DuckDB reads; `whole` once it has read every row."""

    lined = True

    def __init__(self, connection: Any, path: str, files: Sequence[str], folder: Path) -> None:
        self.connection, self.files, self.folder = connection, _listed(files), folder
        self.path, self.kind = path, ""
        self.header: tuple[str, ...] = ()
        self.columns: tuple[str, ...] = ()
        self.kept: Sequence[str] = ()
        self.risky: set[str] = set()
        self.typed = frozenset[str]()
        self.results: Sequence[str] = ()
        self.filled = ""
        self.whole = self.few = False

    def load(self, kind: str, header: tuple[str, ...] | None) -> None:
        """Says how the rows are read: all as text, numbered in their order."""
        self.kind = kind
        source = getattr(self, f"_{kind}")(header)
        listed = ", ".join(f"CAST({_name(name)} AS VARCHAR) AS c{n}" for n, name in enumerate(self.header))
        self.filled = sql.filled(len(self.header))
        self.connection.execute(f"CREATE VIEW read_ AS SELECT {listed} FROM {source}")
        self.connection.execute(f"CREATE VIEW rows_ AS SELECT * FROM read_ WHERE {self.filled}")
        self._numbered("SELECT *, row_number() OVER () AS row_ FROM read_")

    def kinds(self, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Every distinct row of these columns, with how often it occurs."""
        self.kept = [f"c{self.columns.index(name)}" for name in columns]
        found = self.connection.cursor().execute(sql.kinds(self.kept))
        self.whole = True
        while rows := found.fetchmany(KINDS_FETCHED):
            yield from rows

    def put(self, columns: Sequence[str], rows: Iterable[Sequence[str | None]]) -> None:
        """Takes what the kinds cost, by way of a file: their number may be larger than memory."""
        self.results = columns
        path = self.folder / "priced.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(f"{line_of([cell or '' for cell in row])}\n" for row in rows)
        types = ", ".join(f"'{name}': 'VARCHAR'" for name in ("kind_", *columns))
        self.connection.execute(
            f"CREATE TABLE priced AS SELECT coalesce(kind_, '') AS kind_, {', '.join(columns)} "
            f"FROM read_csv({_listed([path])}, columns = {{{types}}}, header = false, "
            f"auto_detect = false, delim = ',', quote = '\"', escape = '\"', max_line_size = {LONGEST_ROW})"
        )
        ((count,),) = self.connection.execute("SELECT count(*) FROM priced").fetchall()
        self.few = count <= FEW
        if self.few:
            self.connection.execute("CREATE TYPE kinds AS ENUM (SELECT kind_ FROM priced)")
            listed = "SELECT list(priced ORDER BY enum_code(CAST(kind_ AS kinds))) FROM priced"
            self.connection.execute(f"SET VARIABLE priced = ({listed})")
        else:  # then rows are sorted, and a table knows their numbers
            self.connection.execute("CREATE TABLE taken AS FROM read_")
            self._numbered("SELECT *, rowid + 1 AS row_ FROM taken")

    def read(self) -> int:
        """How many rows the file has, those of nothing but empty cells too."""
        ((count,),) = self.connection.execute("SELECT count(*) FROM read_").fetchall()
        return int(count)

    def faults(self) -> Iterator[tuple[str, str, int]]:
        """The number, the error and the exit code of every row without a price."""
        found = self.connection.execute(sql.unpriced(self._source("planned")))
        while rows := found.fetchmany(KINDS_FETCHED):
            for row, error, code in rows:
                yield str(row), error, int(code)

    def write(self, path: str | Path, form: str) -> None:
        """Writes every row with its results, in the order of the input."""
        cells = sql.converted(self.columns, self.risky, self.kind, form)
        header = header_of(self.header, self.kind, form)
        named = [f"{cell} AS {_name(name)}" for cell, name in zip(cells, header, strict=True)]
        results = [name for name in self.results if name != "code"]
        query = sql.rows(named, results, self._source("rows_")) + ("" if self.few else " ORDER BY row_")
        # DuckDB quotes whatever holds the sign of a comment, which CSV has not.
        how = {"csv": "FORMAT csv, HEADER, COMMENT ''", "jsonl": "FORMAT json", "parquet": "FORMAT parquet"}[form]
        self.connection.execute(f"COPY ({query}) TO '{_literal(path)}' ({how})")

    def _source(self, table: str) -> str:
        """Every row of a table beside what its kind costs: looked up, which keeps their order as no join does."""
        if not self.few:
            return sql.joined(self.kept)
        code = f"enum_code(CAST({sql.key(self.kept)} AS kinds))"
        return f"(SELECT *, getvariable('priced')[CAST({code} AS INTEGER) + 1] AS priced FROM {table})"

    def _csv(self, header: tuple[str, ...] | None) -> str:
        if header is None:  # only DuckDB can read it
            how = "all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"', strict_mode = true"
            found = self.connection.execute(f"DESCRIBE SELECT * FROM read_csv({self.files}, {how})")
            header = tuple(row[0] for row in found.fetchall())
        self._named(header)
        types = ", ".join(f"'{name.replace(chr(39), chr(39) * 2)}': 'VARCHAR'" for name in header)
        return (
            f"read_csv({self.files}, columns = {{{types}}}, header = true, auto_detect = false, "
            f"delim = ',', quote = '\"', escape = '\"', strict_mode = true, "
            f"max_line_size = {LONGEST_ROW}, buffer_size = {BUFFER})"
        )

    def _jsonl(self, header: tuple[str, ...] | None) -> str:
        numbered = f"SELECT json, row_number() OVER () AS row_ FROM read_ndjson_objects({self.files})"
        odd = f"bool_or({LOSSY}), bool_or({NESTED})"
        keys = f"SELECT json_keys(json), {odd} FROM ({numbered}) GROUP BY ALL ORDER BY min(row_)"
        found = self.connection.execute(keys).fetchall()
        if any(lossy for _, lossy, _ in found):
            remedy = (
                "use `--engine stream`, or write it without trailing zeros, and in quotes if it has more than 15 digits"
            )
            raise Unread(f"has a number that DuckDB would read differently: {remedy}", place=self.path)
        names = tuple(dict.fromkeys(key for listed, _, _ in found for key in listed))
        if any(nested or not listed or _twice(listed) for listed, _, nested in found) or _twice(names):
            remedy = "write one object per line, each key once, with text, numbers, true and false"
            raise Unread(f"has a line that DuckDB would read differently: {remedy}", place=self.path)
        self._named(names)
        types = ", ".join(f"'{name.replace(chr(39), chr(39) * 2)}': 'VARCHAR'" for name in self.header)
        return f"read_ndjson({self.files}, columns = {{{types}}})"

    def _parquet(self, header: tuple[str, ...] | None) -> str:
        source = f"read_parquet({self.files})"
        types = {row[0]: row[1] for row in self.connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
        self._named(tuple(types))
        self.typed = frozenset(name for name, one in zip(self.columns, types.values(), strict=True) if one != "VARCHAR")
        return source

    def _named(self, header: tuple[str, ...]) -> None:
        if len(header) > COLUMNS_READ:
            raise Unread(f"has more than {COLUMNS_READ:,} columns: remove those that affect no price", place=self.path)
        self.header = header
        self.columns = columns_of(header, self.kind)

    def _numbered(self, every: str) -> None:
        """Numbers the rows as the file has them, and leaves out what is not a row."""
        self.connection.execute(f"CREATE OR REPLACE VIEW planned AS SELECT * FROM ({every}) WHERE {self.filled}")


def _twice(names: Sequence[str]) -> bool:
    """Whether a name is there twice, be it in small letters or in capitals."""
    return len({name.lower() for name in names}) < len(names)


def convert(source: Path, target: Path) -> None:
    """A CSV file of ours as Parquet, all text."""
    with open_duckdb(str(source), [str(source)], "csv", None) as duck:
        cells = sql.converted(duck.columns, set(duck.columns), "csv", "parquet")
        header = header_of(duck.header, "csv", "parquet")
        named = ", ".join(f"{cell} AS {_name(name)}" for cell, name in zip(cells, header, strict=True))
        duck.connection.execute(f"COPY (SELECT {named} FROM rows_) TO '{_literal(target)}' (FORMAT parquet)")


def _name(name: str) -> str:
    return sql.quoted(name, '"')


def _listed(paths: Iterable[str | os.PathLike[str]]) -> str:
    """Files by their own names, which DuckDB would take for patterns, and nothing said by their folders' names."""
    names = ", ".join(f"'{_literal(escape(str(path)))}'" for path in paths)
    return f"[{names}], hive_partitioning = false"


def _literal(path: str | os.PathLike[str]) -> str:
    return str(path).replace("'", "''")


def _why(error: Exception) -> str:
    """The first line of what DuckDB says."""
    said = str(error).strip().splitlines()
    return f"{said[0]}; `--engine stream` reports every row of a CSV or JSON Lines file" if said else "cannot be read"
