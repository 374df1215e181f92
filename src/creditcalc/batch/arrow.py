"""Arrow tables in and out. The only owner of pyarrow."""

from collections.abc import Iterator
from typing import Any

from creditcalc.amount import shortest
from creditcalc.batch.formats import check_columns
from creditcalc.batch.pricer import Pricer
from creditcalc.batch.stream import price_rows
from creditcalc.errors import CreditcalcError


def priced_table(table: Any, pricer: Pricer) -> Any:
    """A table, or a reader of record batches, with the columns of the results; a reader streams.

    Raises CreditcalcError where pyarrow is not installed, and for columns that mean nothing.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415  # an extra, and 100 ms
    except ImportError:
        raise CreditcalcError("pyarrow is not there: install `creditcalc[arrow]`") from None
    names = tuple(name.strip().lower() for name in table.schema.names)
    check_columns(names, "the table", pricer)
    results = pricer.columns(names)
    schema = pa.schema([*table.schema, *(pa.field(name, pa.string()) for name in results)])

    def priced(batch: Any) -> Any:
        texts = [
            [
                cell and shortest(cell) if pa.types.is_decimal(column.type) else cell
                for cell in column.cast(pa.string()).to_pylist()
            ]
            for column in batch.columns
        ]
        rows = (dict(zip(names, cells, strict=True)) for cells in zip(*texts, strict=True))
        found = [one.results for one in price_rows(rows, pricer)]
        added = [pa.array([row.get(name) or None for row in found], pa.string()) for name in results]
        return pa.record_batch([*batch.columns, *added], schema=schema)

    if isinstance(table, pa.Table):
        return pa.Table.from_batches(map(priced, table.to_batches()), schema)

    def batches() -> Iterator[Any]:
        for batch in table:
            yield priced(batch)

    return pa.RecordBatchReader.from_batches(schema, batches())
