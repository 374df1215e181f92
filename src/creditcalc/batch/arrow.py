"""Tables in and out: Arrow, and the data frames that offer it. The only owner of pyarrow, and of pandas."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from functools import partial
from struct import pack, unpack
from typing import Any

from creditcalc.batch.cells import cell_texts
from creditcalc.batch.formats import check_columns
from creditcalc.batch.pricer import Pricer
from creditcalc.batch.stream import price_rows
from creditcalc.errors import CreditcalcError
from creditcalc.record import Record
from creditcalc.text import inert, repeated, ticked

FIGURE_COLUMNS = ("credits_low", "credits_high", "takes_expected")
"""Columns of decimals."""
COUNTED_TAKES = ("takes_low", "takes_high")
"""Columns of whole numbers; all others are text."""
ROUNDED_UP = ("credits_high",)
"""Figures that are rounded up, where others are rounded down."""
COLUMN_DIGITS, COLUMN_PLACES = 38, 12
"""Of a decimal in a column: as many as Arrow's usual decimals have, and of those behind the point."""
LAST_PLACE = Decimal(1).scaleb(-COLUMN_PLACES)
ANY_DIGITS = Context(prec=400)

CodedColumn = tuple[Any, list[str | None]]
"""A column that is read: the number of each row's cell, none of them null, and what the cell of a number says."""


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


class PricedColumns(Record):
    """The columns of the results: the values of each kind of row, by column, and the kind of each row."""

    values: dict[str, list[Any]]
    kinds: Any


def priced_table(table: Any, pricer: Pricer, *, floats: bool = False) -> Any:
    """A table with the columns of the results beside its own, of the same library; a reader of batches streams.

    Raises CreditcalcError where pyarrow is not installed, for what is no table, for columns that mean nothing, and for
    a figure of more than 26 digits before the point.
    """
    pa = _pyarrow()
    price = partial(_priced, pa, pricer=pricer, floats=floats)
    if isinstance(table, pa.RecordBatchReader):
        return _streamed(pa, table, price, pricer, floats=floats)
    made_by = {f"{kind.__module__.partition('.')[0]}.{kind.__name__}": kind for kind in type(table).__mro__}
    if "pandas.DataFrame" in made_by:
        return _pandas(pa, table, price, floats=floats)
    if frame := made_by.get("polars.DataFrame"):
        found = price(table.columns, lambda names: table.select(names).to_arrow())
        return table.hstack(frame(_arrow(pa, found, floats=floats)))
    own = isinstance(table, pa.Table | pa.RecordBatch)
    return _beside(pa, table if own else _from_stream(pa, table), price, floats=floats)


def _from_stream(pa: Any, table: Any) -> Any:
    """An Arrow table of what offers one; raises CreditcalcError for what does not."""
    try:
        return pa.RecordBatchReader.from_stream(table).read_all()
    except (TypeError, pa.ArrowException):
        given = type(table).__name__
        raise CreditcalcError(
            f"`{given}` is not a table: give a DataFrame of pandas or Polars, an Arrow table or a DuckDB relation"
        ) from None


def _priced(
    pa: Any, given: Iterable[Any], cells: Callable[[list[str]], Any], *, pricer: Pricer, floats: bool
) -> PricedColumns:
    """What becomes of the rows of a table with these columns, of which `cells` gives those of some names."""
    read, results = _columns(given, pricer)
    table = cells([*read.values()])
    columns = [_coded(pa, name, one) for name, one in zip(read, table.columns, strict=True)]
    places, kinds = _kinds(pa, columns)
    rows = (dict(zip(read, _said(columns, kind), strict=True)) for kind in kinds)
    values: dict[str, list[Any]] = {name: [] for name in results}
    for one in price_rows(rows, pricer):
        found = one.results
        for name, column in values.items():
            column.append(_typed(name, found.get(name, ""), floats=floats))
    return PricedColumns(values, places)


def _said(columns: list[CodedColumn], kind: tuple[int, ...]) -> Iterator[str | None]:
    return (texts[number] for (_, texts), number in zip(columns, kind, strict=True))


def _columns(given: Iterable[Any], pricer: Pricer) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The columns that are read, with what the table calls them, and those of the results.

    Raises CreditcalcError for columns that mean nothing.
    """
    called = [*given]
    if odd := [name for name in called if not isinstance(name, str)]:
        raise CreditcalcError(f"the table: the name of a column is text, not `{inert(str(odd[0])[:40])}`: rename it")
    names = tuple(name.strip().lower() for name in called)
    if twice := repeated(names):
        raise CreditcalcError(f"the table: the column {ticked(twice, 'and')} appears twice: remove or rename one")
    check_columns(names, "the table", pricer)
    read = {name: own for name, own in zip(names, called, strict=True) if name not in pricer.aside}
    if not read:
        raise CreditcalcError("the table: no column is left to be read: leave `model` out of `keep`")
    return read, pricer.columns(names)


def _coded(pa: Any, name: str, column: Any) -> CodedColumn:
    """The distinct cells of a column, and which of them each row has."""
    column = column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])
    if column.null_count == len(column):
        return pa.nulls(len(column), pa.int64()).fill_null(0), [None]
    encoded = pa.types.is_dictionary(column.type)
    kind = column.type.value_type if encoded else column.type
    try:
        if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
            column, kind, encoded = column.cast(pa.string()), pa.string(), False
        if not any(read(kind) for read in _read(pa)):
            raise _unread(name, kind)
        if kind == pa.float16() and not encoded:  # Arrow tells them apart by their bits alone
            column = pa.chunked_array([one.view(pa.int16()) for one in column.chunks])
        column = (column if encoded else column.dictionary_encode()).unify_dictionaries()
    except pa.ArrowException:
        raise _unread(name, kind) from None
    values = column.chunk(0).dictionary
    texts = cell_texts(name, _values(pa, values.view(kind) if kind == pa.float16() else values))
    codes = pa.chunked_array([one.indices for one in column.chunks]).cast(pa.int64()).combine_chunks()
    return codes.fill_null(len(texts)), [*texts, None]


def _read(pa: Any) -> tuple[Callable[[Any], bool], ...]:
    """What tells the types that are read; before its version 16 pyarrow has no views of text."""
    known = pa.types
    views = [known.is_string_view] if hasattr(known, "is_string_view") else []
    text = (known.is_string, known.is_large_string, *views)
    return (*text, known.is_integer, known.is_floating, known.is_decimal, known.is_boolean)


def _values(pa: Any, values: Any) -> Iterable[Any]:
    """Cells as Python's text, numbers and flags."""
    if values.type == pa.float32():  # whose shortest decimals Python's own floats do not know
        return (text and Decimal(text) for text in values.cast(pa.string()).to_pylist())
    if values.type == pa.float16():
        return (
            None if one is None else _half(*unpack("e", pack("h", one))) for one in values.view(pa.int16()).to_pylist()
        )
    return [*values.to_pylist()]


def _unread(name: str, kind: object) -> CreditcalcError:
    return CreditcalcError(f"the table: the column `{name}` is {kind}: give text, numbers or flags")


def _half(value: float) -> Decimal:
    """The shortest decimal of a float of 16 bits; Arrow writes its exact value."""
    for digits in range(1, 6):
        found = Decimal(f"{value:.{digits}g}")
        if not found.is_finite() or unpack("e", pack("e", found))[0] == value:
            break
    return found


def _kinds(pa: Any, columns: list[CodedColumn]) -> tuple[Any, list[tuple[int, ...]]]:
    """Which kind of row each row is, and the numbers of the cells of each kind, in the order they first appear."""
    from pyarrow import compute  # noqa: PLC0415  # an extra

    (codes, _), *others = columns
    encoded = codes.dictionary_encode()
    places = encoded.indices.cast(pa.int64())
    kinds: list[tuple[int, ...]] = [(number,) for number in encoded.dictionary.to_pylist()]
    for more, texts in others:
        encoded = compute.add(compute.multiply(places, len(texts)), more).dictionary_encode()
        places = encoded.indices.cast(pa.int64())
        kinds = [(*kinds[both // len(texts)], both % len(texts)) for both in encoded.dictionary.to_pylist()]
    return places, kinds


def _typed(name: str, text: str, *, floats: bool) -> Any:
    """What a cell of the results is in a column of a type; None where it is empty.

    Raises CreditcalcError for a figure that is too long for one.
    """
    if not text:
        return None
    if name in COUNTED_TAKES:
        return int(text)
    if name not in FIGURE_COLUMNS:
        return text
    figure = Decimal(text.partition("..")[0])  # of takes that are expected, where their decimals do not end
    if floats:
        return float(figure)
    if figure.adjusted() >= COLUMN_DIGITS - COLUMN_PLACES:
        raise CreditcalcError(
            f"a figure has more than {COLUMN_DIGITS - COLUMN_PLACES} digits before the point: check the numbers"
        )
    rounded = figure.quantize(LAST_PLACE, ROUND_CEILING if name in ROUNDED_UP else ROUND_FLOOR, ANY_DIGITS)
    return figure if rounded == figure else rounded


def _type(pa: Any, name: str, *, floats: bool) -> Any:
    if name in FIGURE_COLUMNS:
        return pa.float64() if floats else pa.decimal128(COLUMN_DIGITS, COLUMN_PLACES)
    return pa.int64() if name in COUNTED_TAKES else pa.string()


def _arrow(pa: Any, priced: PricedColumns, *, floats: bool) -> Any:
    """The columns of the results as an Arrow table."""
    found = {
        name: pa.array(values, _type(pa, name, floats=floats)).take(priced.kinds)
        for name, values in priced.values.items()
    }
    return pa.table(found)


def _beside(pa: Any, table: Any, price: Callable[..., PricedColumns], *, floats: bool) -> Any:
    """An Arrow table, or a batch, with the columns of the results."""
    results = _arrow(pa, price(table.schema.names, table.select), floats=floats)
    if isinstance(table, pa.RecordBatch):
        schema = pa.schema([*table.schema, *results.schema], table.schema.metadata)
        more = (one.chunk(0) for one in results.columns)
        return pa.record_batch([*table.columns, *more], schema=schema)
    for name in results.column_names:
        table = table.append_column(name, results[name])
    return table


def _streamed(pa: Any, reader: Any, price: Callable[..., PricedColumns], pricer: Pricer, *, floats: bool) -> Any:
    """A reader of batches that prices each as it is read."""
    _, results = _columns(reader.schema.names, pricer)
    more = [pa.field(name, _type(pa, name, floats=floats)) for name in results]
    schema = pa.schema([*reader.schema, *more], reader.schema.metadata)
    batches = (_beside(pa, batch, price, floats=floats) for batch in reader)
    return pa.RecordBatchReader.from_batches(schema, batches)


def _pandas(pa: Any, table: Any, price: Callable[..., PricedColumns], *, floats: bool) -> Any:
    """A DataFrame of pandas with the columns of the results: its index and its own columns stay as they are."""
    from pandas import Series  # noqa: PLC0415  # whoever has such a table has loaded it

    def cells(names: list[str]) -> Any:
        return pa.table({name: _of_series(pa, name, table[name]) for name in names})

    priced = price(table.columns, cells)
    places = priced.kinds.to_numpy()
    types = {
        **dict.fromkeys(FIGURE_COLUMNS, "float64" if floats else "object"),
        **dict.fromkeys(COUNTED_TAKES, "Int64"),
    }
    found = {}
    for name, values in priced.values.items():
        known = types.get(name)
        # text as this version of pandas has it
        column = Series(values, dtype=known) if known else pa.array(values, pa.string()).to_pandas()
        found[name] = column.array.take(places)
    return table.assign(**found)


def _of_series(pa: Any, name: str, series: Any) -> Any:
    """A column of pandas in Arrow; one of several types of Python as the text that each cell says.

    Raises CreditcalcError for a column of what is neither text nor numbers nor flags.
    """
    try:
        return pa.Array.from_pandas(series)
    except (pa.ArrowException, TypeError, ValueError):
        try:
            return pa.array(cell_texts(name, series.tolist()), pa.string())
        except CreditcalcError:
            raise _unread(name, series.dtype) from None
