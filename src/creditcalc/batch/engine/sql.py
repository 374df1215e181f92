"""The SQL of a batch, the same for every engine: `planned` are the rows, `priced` is what their kinds cost.

`planned` has the columns of the input as `c0`, `c1` and so on, all text, and `row_`, the number of the row in the
file. What is not a row is not in it. A kind's key is its cells, joined.
"""

from collections.abc import Iterable, Sequence

from creditcalc.batch.pricer import SPACE
from creditcalc.text import FORMULA_SIGNS


def quoted(name: str, mark: str) -> str:
    """A column's name as the engine quotes it."""
    return f"{mark}{name.replace(mark, mark * 2)}{mark}"


def cell(column: str) -> str:
    """A cell of a kind: nothing is as good as empty, and what keys are joined with is in none."""
    return f"replace(coalesce({column}, ''), chr(31), chr(26))"


def filled(columns: int) -> str:
    """Whether a row holds something: one of nothing but empty cells is not a row.

    A comparison is enough for most rows and costs nothing; to trim every cell costs a fifth more time. Not one `OR` of
    all: as a filter, DuckDB 1 hands on the rows that one part of it takes before those of the next.
    """
    begun = " ".join(f"WHEN c{n} >= '!' THEN true" for n in range(columns))
    trimmed = " OR ".join(f"trim(LEADING '{SPACE}' FROM c{n}) <> ''" for n in range(columns))
    return f"CASE {begun} ELSE {trimmed} END"


def key(columns: Sequence[str]) -> str:
    """The key of a row's kind: its cells, joined."""
    return f"concat_ws(chr(31), {', '.join(map(cell, columns))})"


def kinds(columns: Iterable[str]) -> str:
    """The distinct kinds of rows in order of appearance, and how many there are of each.

    Cells are taken as they are first, and cleaned where they are few: a function called for every row costs more than
    to count the rows.
    """
    names = list(columns)
    listed, raw = ", ".join(map(cell, names)), ", ".join(names)
    counted = f"SELECT {raw}, count(*) AS rows_, min(row_) AS row_ FROM planned GROUP BY {raw}"
    return f"SELECT {listed}, sum(rows_) AS rows_ FROM ({counted}) GROUP BY {listed} ORDER BY min(row_)"


def joined(kept: Sequence[str]) -> str:
    """Every row beside what its kind costs, in any order."""
    return f"planned JOIN priced ON priced.kind_ = {key(kept)}"


def rows(columns: Iterable[str], results: Iterable[str], source: str) -> str:
    """These cells of every row, and what its kind costs."""
    return f"SELECT {', '.join([*columns, *(f'priced.{name}' for name in results)])} FROM {source}"


def unpriced(source: str) -> str:
    """The rows without a price."""
    return f"SELECT row_, priced.error, priced.code FROM {source} WHERE priced.error IS NOT NULL ORDER BY row_"


def converted(columns: Sequence[str], risky: set[str], source: str, target: str) -> list[str]:
    """The cells of a row of one format as another has them.

    Where formats differ, what is empty becomes nothing, which CSV writes without quotes; only cells of `risky` columns
    may have to be guarded.
    """
    found = [guarded_sql(f"c{n}", source, target) if name in risky else f"c{n}" for n, name in enumerate(columns)]
    return found if source == target else [f"nullif({one}, '')" for one in found]


def guarded_sql(column: str, source: str, target: str) -> str:
    """A cell as `text.guarded` and `text.unguarded` have it: an apostrophe in CSV keeps a spreadsheet from it.

    From CSV to CSV an apostrophe that is there stays, and none is put before it.
    """
    if "csv" not in (source, target):
        return column
    bare = column if source == target else f"trim(LEADING '''' FROM {column})"
    # Not `IN`: of more than a few signs DuckDB makes a join, after which rows stand in any order.
    runs = f"{bare} <> '' AND instr('{''.join(FORMULA_SIGNS)}', substr({bare}, 1, 1)) > 0"
    if target == "csv":
        return f"CASE WHEN {runs} THEN concat('''', {column}) ELSE {column} END"
    return f"CASE WHEN {runs} AND substr({column}, 1, 1) = '''' THEN substr({column}, 2) ELSE {column} END"
