"""Arrow tables in and out. The only owner of pyarrow."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from creditcalc.amount import shortest
from creditcalc.batch.formats import check_columns
from creditcalc.batch.pricer import Pricer
from creditcalc.batch.stream import price_rows
from creditcalc.errors import CreditcalcError
from creditcalc.text import repeated, ticked


def _pyarrow() -> Any:
    """The library; raises CreditcalcError where it is not installed."""
    try:
        import pyarrow  # noqa: PLC0415  # an extra, and 100 ms
    except ImportError:
        raise CreditcalcError(
            "pyarrow is not installed: run `pip install '.[arrow]'` in a clone of creditcalc"
        ) from None
    return pyarrow


def parquet_of(rows: Iterable[Mapping[str, object]], columns: Mapping[str, bool]) -> bytes:
    """Rows of text and flags as a Parquet file, in columns of which each says whether it holds flags.

    Raises CreditcalcError where pyarrow is not installed.
    """
    pa = _pyarrow()
    from pyarrow.parquet import write_table  # noqa: PLC0415  # the same

    schema = pa.schema([pa.field(name, pa.bool_() if flags else pa.string()) for name, flags in columns.items()])
    file = pa.BufferOutputStream()
    write_table(pa.Table.from_pylist([*rows], schema), file, compression="zstd")
    return bytes(file.getvalue())


def priced_table(table: Any, pricer: Pricer) -> Any:
    """A table, or a reader of record batches, with the columns of the results; a reader streams.

    Raises CreditcalcError where pyarrow is not installed, and for columns that mean nothing.
    """
    pa = _pyarrow()
    if not isinstance(table, pa.Table | pa.RecordBatchReader):
        given = type(table).__name__
        raise CreditcalcError(
            f"`{given}` is not an Arrow table: give a `pyarrow.Table` or a `pyarrow.RecordBatchReader`"
        )
    names = tuple(name.strip().lower() for name in table.schema.names)
    if twice := repeated(names):
        raise CreditcalcError(f"the table: the column {ticked(twice, 'and')} appears twice: remove or rename one")
    check_columns(names, "the table", pricer)
    read = [name for name in names if name not in pricer.aside]
    results = pricer.columns(names)
    schema = pa.schema([*table.schema, *(pa.field(name, pa.string()) for name in results)])

    def priced(batch: Any) -> Any:
        texts = [
            _texts(pa, name, column)
            for name, column in zip(names, batch.columns, strict=True)
            if name not in pricer.aside
        ]
        each = list(zip(*texts, strict=True)) if texts else [()] * batch.num_rows
        kinds = {cells: number for number, cells in enumerate(dict.fromkeys(each))}
        found = [one.results for one in price_rows((dict(zip(read, cells, strict=True)) for cells in kinds), pricer)]
        places = pa.array(map(kinds.__getitem__, each), pa.int64())
        added = [pa.array([row.get(name) or None for row in found], pa.string()).take(places) for name in results]
        return pa.record_batch([*batch.columns, *added], schema=schema)

    if isinstance(table, pa.Table):
        return pa.Table.from_batches(map(priced, table.to_batches()), schema)

    def batches() -> Iterator[Any]:
        for batch in table:
            yield priced(batch)

    return pa.RecordBatchReader.from_batches(schema, batches())


def _texts(pa: Any, name: str, column: Any) -> list[str | None]:
    """The cells of a column as text; raises CreditcalcError for a column of what is neither words nor numbers."""
    try:
        cells: list[str | None] = column.cast(pa.string()).to_pylist()
    except (pa.ArrowException, UnicodeDecodeError):
        raise CreditcalcError(f"the table: the column `{name}` is {column.type}: give text, numbers or flags") from None
    return [cell and shortest(cell) for cell in cells] if pa.types.is_decimal(column.type) else cells
