"""The library's price book, opened once and asked often; and the three functions that open one for each question."""

import inspect
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from sheets import EDITION, Sheets, platform, write

import creditcalc
from creditcalc import book as library
from creditcalc.book import Book
from creditcalc.errors import CreditcalcError
from creditcalc.sheets.catalog import Catalog

MODELS = """
    m:
      name: M
      maker: X
      kind: video
      settings: {seconds: {number: 1..60}}
      rates:
        - {price: 2, per: second, source: docs, until: 2026-05-31}
        - {price: 3, per: second, source: docs, since: 2026-06-01}
    """
ROWS: list[dict[str, Any]] = [{"model": "m", "seconds": 8}, {"model": "m", "seconds": "4"}, {"model": "no"}]
COMMON = ("platform", "edition", "as_of", "pricing")
RATES = ("success_rate", "failure_rate")


@pytest.fixture
def shop(tmp_path: Path) -> Sheets:
    """Platform `p`, and platform `q` with the same sheets."""
    found = platform(tmp_path, MODELS)
    write(
        tmp_path,
        {"q/platform.yaml": "name: Q\ndefault_edition: e\n", "q/e/edition.yaml": EDITION, "q/e/models.yaml": MODELS},
    )
    return found


def test_a_book_is_opened_once_for_all_that_is_asked_of_it(shop: Sheets, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str | None] = []

    def counted(pricing: str | None) -> Catalog:
        opened.append(pricing)
        return Catalog(pricing)

    monkeypatch.setattr(library, "Catalog", counted)
    book = Book.open(pricing=str(shop.folder))
    assert [str(book.quote(model="m", seconds=seconds).total) for seconds in (1, 2)] == ["2", "4"]
    assert [str(one.total) for one in book.price_many(ROWS)] == ["16", "8", "None"]  # 8 x 2, 4 x 2
    table = book.price_table(pa.table({"model": ["m"], "seconds": ["8"]}))
    assert table.column("credits_low").to_pylist() == ["16"]
    assert opened == [str(shop.folder)]


@pytest.mark.parametrize(("day", "total", "other"), [(None, "16", "16"), ("2026-06-01", "24", "24")])
def test_the_day_of_a_book_holds_for_the_books_that_rows_name(
    shop: Sheets, day: str | None, total: str, other: str
) -> None:
    book = Book.open(platform="p", as_of=day, pricing=str(shop.folder))
    assert str(book.quote(model="m", seconds=8).total) == total  # 8 x 2, from June on 8 x 3
    rows: list[dict[str, Any]] = [{"model": "m", "seconds": 8}, {"model": "m", "seconds": 8, "platform": "q"}]
    assert [str(one.total) for one in book.price_many(rows)] == [total, other]


def test_what_is_not_there_is_refused_when_it_is_opened(shop: Sheets) -> None:
    with pytest.raises(CreditcalcError) as refused:
        Book.open(platform="p", edition="f", pricing=str(shop.folder))
    assert str(refused.value) == "unknown price book `f` of p (it has `e`)"


def test_rates_of_takes_and_columns_of_ones_own(shop: Sheets) -> None:
    book = Book.open(pricing=str(shop.folder))
    rows: list[dict[str, Any]] = [{"model": "m", "seconds": 5, "mine": "x"}]
    (one,) = book.price_many(rows, success_rate="0.5", keep=["mine"])
    # 5 s at 2 = 10 a take; 2 takes expected, at most 5 in 95 of 100: 1 - 1/2^5 = 0.97
    assert (str(one.total), one.results["takes_expected"]) == ("~10..50", "2")
    assert str(next(book.price_many(rows, success_rate=Fraction(1, 2), keep=["mine"])).total) == "~10..50"
    with pytest.raises(CreditcalcError, match="is a float"):
        book.price_many(rows, success_rate=0.5)  # type: ignore[arg-type]  # a caller may do so all the same
    (unread,) = book.price_many(rows)
    assert "mine" in unread.error


def asked(of: Any, name: str, **more: Any) -> Any:
    """What a book, or the library as its short form, says to a question of that name."""
    if name == "quote":
        return of.quote(model="m", seconds=8, **more)
    if name == "price_many":
        return list(of.price_many(ROWS, success_rate="0.5", **more))
    return of.price_table(pa.table({"model": ["m"], "seconds": ["8"]}), success_rate="0.5", **more)


@pytest.mark.parametrize("name", ["quote", "price_many", "price_table"])
def test_a_short_form_opens_a_book_and_asks_it(shop: Sheets, name: str) -> None:
    which = {"platform": "q", "as_of": "2026-06-01", "pricing": str(shop.folder)}
    assert asked(creditcalc, name, **which) == asked(Book.open(**which), name)


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("quote", ("model", "outputs", "takes", "mix", *COMMON, "settings")),
        ("price_many", ("rows", *COMMON, *RATES, "keep")),
        ("price_table", ("table", *COMMON, *RATES, "keep")),
    ],
)
def test_the_short_forms_have_the_parameters_that_they_always_had(name: str, parameters: tuple[str, ...]) -> None:
    assert tuple(inspect.signature(getattr(creditcalc, name)).parameters) == parameters
