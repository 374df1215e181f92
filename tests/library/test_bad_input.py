"""The library refuses whatever is no input of its own with CreditcalcError; what it returns pickles and prints."""

import pickle
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from inspect import signature
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from sheets import platform

import creditcalc
from creditcalc import Amount, CreditcalcError
from creditcalc.book import Book

pytestmark = pytest.mark.usefixtures("warm")
CLIP: dict[str, Any] = {"model": "veo-3.1", "seconds": 8, "resolution": "4k", "audio": True}
ODD: tuple[Any, ...] = (
    *(date(2026, 5, 31), 5, 10**5000, -1, True, 0.5, Fraction(1, 3), Decimal("nan"), Decimal("1e999999")),
    *(b"x", "", "\0", "\ud83d", "²", "1/0", "x" * 100_000, [], {}, [None], object(), print, Book, CLIP),
)
"""What may be given by mistake: of every type, and of the right one what is nothing."""


def price_many(rows: Any, **options: Any) -> Any:
    """What `creditcalc.price_many` gives, all of it."""
    return list(creditcalc.price_many(rows, **options))


BODY = {"prompt": "a fox", "duration": "4s", "resolution": "4k", "generate_audio": False}
TABLE = pa.table({"model": ["veo-3.1"], "seconds": ["8"]})
CALLS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "quote": (creditcalc.quote, CLIP),
    "price_request": (creditcalc.price_request, {"body": BODY, "provider": "fal", "endpoint": "fal-ai/veo3.1"}),
    "price_many": (price_many, {"rows": [CLIP]}),
    "price_table": (creditcalc.price_table, {"table": TABLE}),
}


def arguments() -> list[tuple[str, str]]:
    """Every argument of every function of the library, and a setting of each kind."""
    found = [(name, argument) for name in CALLS for argument in signature(getattr(creditcalc, name)).parameters]
    return [*found, *(("quote", name) for name in ("seconds", "resolution", "audio", "nothing"))]


def test_every_function_is_called() -> None:
    functions = {name for name in creditcalc.__all__ if not isinstance(getattr(creditcalc, name), type)}
    assert functions == set(CALLS)


@pytest.mark.parametrize(("function", "argument"), arguments())
def test_an_odd_argument_is_refused_or_means_something(function: str, argument: str) -> None:
    call, given = CALLS[function]
    for odd in (None, *ODD):
        try:
            found = call(**{**given, argument: odd})
        except CreditcalcError as error:
            assert len(str(error)) < 2_000, (argument, odd)
        else:
            assert len(repr(found)) < 5_000, (argument, odd)


def test_an_odd_row_raises_nothing() -> None:
    book = Book.open()
    rows: list[Any] = [
        *ODD[:-1],
        None,
        *({name: odd} for odd in ODD for name in CLIP),
        *({**CLIP, name: 1} for name in (5, None)),
    ]
    priced = list(book.price_many(rows))
    assert len(priced) == len(rows)
    assert all(one.total is None and one.error for one in priced)


def test_a_column_of_ones_own_may_hold_anything() -> None:
    (priced,) = price_many([{**CLIP, "when": date(2026, 5, 31), "tags": ["a"]}], keep=["when", "tags"])
    assert str(priced.total) == "80+"
    table = TABLE.append_column("tags", pa.array([["a"]]))
    assert creditcalc.price_table(table, keep=["tags"]).column("error").to_pylist() == [None]


@pytest.mark.parametrize("text", [None, 5, b"5", date(2026, 5, 31)])
def test_an_amount_is_read_from_text(text: Any) -> None:
    with pytest.raises(CreditcalcError, match="an amount is text"):
        Amount.parse(text)


def results() -> dict[str, Any]:
    """One of each thing that the library returns or raises."""
    book = Book.open()
    rows: list[dict[str, Any]] = [CLIP, {**CLIP, "success_rate": "0.5"}, {"model": "nothing"}]
    quote = book.quote(**CLIP)
    return {
        "quote": quote,
        "total": quote.total,
        "book": book,
        "edition": quote.edition,
        **{f"row {number}": priced for number, priced in enumerate(book.price_many(rows))},
    }


def test_what_is_returned_pickles_and_prints_in_a_line() -> None:
    for name, found in results().items():
        again = pickle.loads(pickle.dumps(found))
        assert repr(again) == repr(found)
        assert again == found or name == "book"
        assert "\n" not in repr(found)
        assert len(repr(found)) < 120, repr(found)


def test_a_book_that_was_pickled_answers_as_before() -> None:
    again = pickle.loads(pickle.dumps(Book.open()))
    assert repr(again.quote(**CLIP)) == "<Quote veo-3.1 in invideo 2026-05: 80+ credits>"


def test_a_refusal_that_was_pickled_keeps_its_code() -> None:
    again = pickle.loads(pickle.dumps(CreditcalcError("one", "two", code=5)))
    assert (type(again), again.lines, again.code, str(again)) == (CreditcalcError, ("one", "two"), 5, "one\ntwo")


def test_a_refusal_of_another_kind_is_pickled_as_that(tmp_path: Path) -> None:
    found = platform(tmp_path, "m: {nothing: 1", edition="unit: 1")
    with pytest.raises(CreditcalcError) as refused:
        Book.open(pricing=str(found.folder))
    again = pickle.loads(pickle.dumps(refused.value))
    assert (type(again), again.lines) == (type(refused.value), refused.value.lines)


def test_sheets_that_are_no_folder_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for pricing in (str(file), str(tmp_path / "none"), "\0"):
        with pytest.raises(CreditcalcError):
            Book.open(pricing=pricing)
