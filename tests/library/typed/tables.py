"""What a type checker knows of tables: the kind that goes in comes out. It is checked, never run."""

from typing import Any, assert_type

from duckdb import DuckDBPyRelation
from polars import DataFrame

import creditcalc


class Framed:
    """A table that is known by what pandas alone has, since pandas itself says nothing to every type checker."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        raise NotImplementedError

    def reset_index(self, level: int = 0) -> "Framed":
        """Its index as a column."""
        raise NotImplementedError


class Batches:
    """A reader, as PyArrow has it."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        raise NotImplementedError

    def read_next_batch(self) -> list[int]:
        """The next rows."""
        raise NotImplementedError


class Streamed:
    """Any other table, of which a PyArrow Table is made."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        raise NotImplementedError

    @property
    def columns(self) -> list[str]:
        """Their names."""
        raise NotImplementedError


def priced(
    frame: DataFrame, framed: Framed, batches: Batches, streamed: Streamed, relation: DuckDBPyRelation, anything: Any
) -> None:
    """Tables of each kind, through the module and through a book."""
    book = creditcalc.open()
    assert_type(creditcalc.price_table(frame), DataFrame)
    assert_type(book.price_table(frame, floats=True), DataFrame)
    assert_type(creditcalc.price_table(framed, keep=["client"]), Framed)
    assert_type(book.price_table(batches), Batches)
    assert_type(creditcalc.price_table(streamed), Any)  # a Table of PyArrow, which comes without types
    assert_type(book.price_table(relation), Any)
    assert_type(creditcalc.price_table(anything), Any)
