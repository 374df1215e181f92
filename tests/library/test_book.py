"""The library's price book, opened once and asked often; and the three functions that open one for each question."""

import inspect
import os
import pickle
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from sheets import EDITION, Sheets, platform, write

import creditcalc
from creditcalc import book as library
from creditcalc.book import Book, OpenBooks
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
    assert table.column("credits_low").to_pylist() == [16]
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
        ("quote", ("model", "outputs", "images", "takes", "mix", "minutes", *COMMON, "settings")),
        ("price_many", ("rows", *COMMON, *RATES, "keep")),
        ("price_table", ("table", *COMMON, *RATES, "keep", "floats")),
    ],
)
def test_the_short_forms_have_the_parameters_that_they_always_had(name: str, parameters: tuple[str, ...]) -> None:
    assert tuple(inspect.signature(getattr(creditcalc, name)).parameters) == parameters


def test_an_open_book_serves_a_second_of_calls_and_then_sees_what_has_changed(shop: Sheets) -> None:
    now = [0.0]
    books, folder = OpenBooks(lambda: now[0]), str(shop.folder)

    def total(platform: str = "p") -> str:
        return str(books.book(platform, None, "2026-05-31", folder).quote(model="m", seconds=8).total)

    assert (total(), total("q")) == ("16", "16")  # 8 s at 2
    sheet = shop.folder / "p" / "e" / "models.yaml"
    sheet.write_text(sheet.read_text().replace("price: 2", "price: 5"))
    now[0] = 0.9
    assert total() == "16"
    now[0] = 1.0
    assert (total(), total("q")) == ("40", "16")  # 8 s at 5; Q's sheet is its own
    sheet.unlink()
    now[0] = 2.0
    with pytest.raises(CreditcalcError):
        total()


def test_a_book_is_looked_for_where_it_is_asked_for(
    shop: Sheets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = OpenBooks(lambda: 0.0)
    monkeypatch.chdir(shop.folder.parent)
    assert str(books.book("p", None, None, shop.folder.name).quote(model="m", seconds=1).total) == "2"
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with pytest.raises(CreditcalcError):
        books.book("p", None, None, shop.folder.name)


def test_no_more_books_stay_open_than_it_says(shop: Sheets) -> None:
    books = OpenBooks(lambda: 0.0)
    for day in range(1, 29):
        for month in (6, 7):
            books.book("p", None, f"2026-{month:02}-{day:02}", str(shop.folder))
    assert len(books.books) <= OpenBooks.MOST


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a folder that somebody is in")
def test_a_folder_that_is_gone_from_below_the_process_hides_no_sheets(
    shop: Sheets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    books = OpenBooks(lambda: 0.0)
    assert books.book("p", None, None, str(shop.folder)).edition.id == "e"
    with pytest.raises(CreditcalcError, match="is not a folder"):
        books.book("p", None, None, shop.folder.name)


def test_what_was_asked_before_is_answered_from_memory_and_the_same(
    shop: Sheets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library.Answers, "MOST", 2)
    book = Book.open(platform="p", pricing=str(shop.folder))
    first = book.quote(model="m", seconds=8)
    assert book.quote(model="m", seconds=8) is first
    for said in ("8", Fraction(8), Decimal("8.0")):  # written in another way, and so asked anew
        again = book.quote(model="m", seconds=said)
        assert again is not first
        assert str(again) == str(first)
        assert len(book.answers) <= 2
    with pytest.raises(CreditcalcError):  # `True` equals 1 and is no length
        book.quote(model="m", seconds=1) and book.quote(model="m", seconds=True)
    assert not pickle.loads(pickle.dumps(book)).answers  # our own bytes


def test_a_folder_of_sheets_is_text_or_a_path(shop: Sheets) -> None:
    clip: dict[str, Any] = {"model": "m", "seconds": 8, "platform": "p"}
    assert str(creditcalc.quote(**clip, pricing=shop.folder).total) == "16"  # 8 x 2
    assert creditcalc.quote(**clip, pricing=shop.folder) == creditcalc.quote(**clip, pricing=str(shop.folder))
    where: dict[str, Any] = {"provider": "fal", "endpoint": "fal-ai/veo3.1"}
    body = {"prompt": "a fox", "duration": "4s", "resolution": "4k", "generate_audio": False}
    assert creditcalc.price_request(body, **where, pricing=shop.folder) == creditcalc.price_request(body, **where)
