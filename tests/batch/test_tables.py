"""Tables of every kind in, the same kind out, and in each row what a row of a file costs."""

import csv
import random
from collections.abc import Callable
from decimal import Decimal
from math import isnan
from pathlib import Path
from struct import pack, unpack
from typing import Any

import pytest
from batches import books, generation
from hypothesis import given, settings
from hypothesis import strategies as st
from sheets import Sheets, platform
from shell import run

import creditcalc
from creditcalc.batch.arrow import priced_table
from creditcalc.batch.cells import cell_texts
from creditcalc.batch.pricer import Pricer
from creditcalc.batch.stream import price_rows
from creditcalc.errors import CreditcalcError
from creditcalc.rating.quote import Quote

pa = pytest.importorskip("pyarrow", reason="needs the extra `arrow`")
pd = pytest.importorskip("pandas", reason="tables of pandas")
pl = pytest.importorskip("polars", reason="tables of Polars")
pytestmark = pytest.mark.usefixtures("warm")

MODELS = """
    clip:
      name: Clip
      maker: X
      kind: video
      settings:
        seconds: {number: 0.001..600, default: 8}
        audio: {flag: off}
        resolution: {one_of: [720p, 1080p], default: 720p}
      rates: [{price: 2, per: second, source: docs}]
      multipliers:
        - {name: Sound, times: 3, when: {audio: on}, source: docs}
        - {name: Full HD, times: 10, when: {resolution: 1080p}, source: docs}
    third:
      name: Third
      maker: X
      kind: video
      settings: {seconds: {number: 1..600}}
      rates: [{price: 20, per: minute, source: docs}]
    fine:
      name: Fine
      maker: X
      kind: video
      settings: {seconds: {number: 0..600}}
      rates: [{price: 0.0000000000001, per: second, source: docs}]
    """
SHOWN = ("credits_low", "credits_high", "qualifier", "grade", "error")


@pytest.fixture
def shop(tmp_path: Path) -> Sheets:
    """2 credits a second, three times that with sound, ten times that in 1080p; and two with odd figures."""
    return platform(tmp_path, MODELS)


def in_pandas(columns: dict[str, list[Any]]) -> Any:
    return pd.DataFrame(columns)


KINDS: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "pandas": in_pandas,
    "polars": pl.DataFrame,
    "table": pa.table,
    "batch": lambda columns: pa.table(columns).combine_chunks().to_batches()[0],
    "reader": lambda columns: pa.table(columns).to_reader(max_chunksize=2),
    "chunks": lambda columns: pa.concat_tables(
        [pa.table(columns).slice(0, 1).combine_chunks(), pa.table(columns).slice(1)]
    ),
}


def cells(table: Any) -> list[dict[str, Any]]:
    """The rows of a table of any kind, with None in every gap."""
    if isinstance(table, pd.DataFrame):
        return [{name: no_nan(value) for name, value in row.items()} for row in table.to_dict("records")]
    if isinstance(table, pa.RecordBatchReader):
        table = table.read_all()
    return list(table.to_dicts() if isinstance(table, pl.DataFrame) else table.to_pylist())


def no_nan(value: Any) -> Any:
    return None if isinstance(value, float) and isnan(value) else value


def as_cells(results: dict[str, str]) -> dict[str, Any]:
    """What a row of `price_many` says, as a table has it."""
    return {
        name: Decimal(text) if text and name.startswith("credits_") else text or None
        for name, text in ((name, results.get(name, "")) for name in SHOWN)
    }


def gapped(rng: random.Random, rows: list[dict[str, str]]) -> dict[str, list[Any]]:
    """Columns of random rows, in the types that a data frame may have them in: flags as numbers, numbers as floats."""
    found: dict[str, list[Any]] = {}
    for name in dict.fromkeys(name for row in rows for name in row):
        words = [row.get(name, "").strip() or None for row in rows]
        said = {word for word in words if word}
        if said <= {"on", "off"}:
            flags = {"on": 1.0, "off": 0.0} if rng.random() < 0.5 else {"on": True, "off": False}
            found[name] = [word and flags[word] for word in words]
        elif name != "note" and all(word.replace(".", "", 1).isdigit() for word in said):
            found[name] = [word and float(word) for word in words]
        else:
            found[name] = list(words)
    return found


@settings(max_examples=2, deadline=None)
@given(st.integers(0, 2**32))
def test_every_table_has_the_prices_of_rows_and_of_a_file(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    rng = random.Random(seed)
    columns = gapped(rng, [generation(rng) for _ in range(12)])
    frame, pricer = pd.DataFrame(columns), Pricer(books(), books().edition())
    expected = [as_cells(one.results) for one in price_rows(frame.to_dict("records"), pricer)]
    for kind, made in KINDS.items():
        assert [{name: row[name] for name in SHOWN} for row in cells(priced_table(made(columns), pricer))] == (
            expected
        ), kind
    folder = tmp_path_factory.mktemp("tables")
    frame.to_csv(folder / "a.csv", index=False)
    run(f"batch '{folder / 'a.csv'}' --engine stream --format csv -o '{folder / 'b.csv'}'")
    with (folder / "b.csv").open(encoding="utf-8", newline="") as file:
        found = [as_cells(row) for row in csv.DictReader(file)]
    for row, one in zip(found, expected, strict=True):  # a file says `True` and `8.0` in its errors
        assert {**row, "error": bool(row["error"])} == {**one, "error": bool(one["error"])}


COLUMNS: dict[str, list[Any]] = {
    "id": ["a", "b", "c", "d"],
    "model": ["clip", "clip", None, "third"],
    "seconds": [7.5, None, 8.0, 8.0],
    "audio": [1.0, 0.0, None, None],
}
# 7.5 s x 2 x 3 with sound; the default 8 s x 2; no model; 8 s at 20 a minute: 8/3, which ends nowhere
PRICED = [("45", "45"), ("16", "16"), (None, None), ("2.666666", "2.666667")]


def figures(table: Any) -> list[tuple[Any, Any]]:
    return [(row["credits_low"], row["credits_high"]) for row in cells(table)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_kind_comes_out_with_its_own_columns_as_they_were(kind: str, shop: Sheets) -> None:
    made = KINDS[kind](COLUMNS)
    found = creditcalc.price_table(made, pricing=str(shop.folder))
    assert type(found) is type(made)
    rows = cells(found)
    assert [{name: row[name] for name in COLUMNS} for row in rows] == cells(KINDS[kind](COLUMNS))
    assert [*rows[0]] == [*COLUMNS, *SHOWN]
    assert [(row["credits_low"], row["credits_high"]) for row in rows] == [
        tuple(text and Decimal(text) for text in ends) for ends in PRICED
    ]
    assert [row["qualifier"] for row in rows] == ["exact", "exact", None, "exact"]
    assert [bool(row["error"]) for row in rows] == [False, False, True, False]


def test_a_relation_of_duckdb_becomes_an_arrow_table(shop: Sheets) -> None:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as connection:
        relation = connection.sql("SELECT 'clip' AS model, 7.5::FLOAT AS seconds, NULL AS audio")
        found = creditcalc.price_table(relation, pricing=str(shop.folder))
        assert isinstance(found, pa.Table)
        assert figures(found) == [(Decimal(15), Decimal(15))]  # 7.5 s x 2
        assert connection.from_arrow(found).fetchall()[0][:2] == ("clip", 7.5)


def test_a_frame_of_pandas_keeps_its_index_and_what_arrow_does_not_know(shop: Sheets) -> None:
    frame = pd.DataFrame({**COLUMNS, "tags": [[1], {}, {2}, None]}, index=pd.Index([5, 5, 3, 1], name="client"))
    before = frame.copy()
    found = creditcalc.price_table(frame, keep=["tags"], pricing=str(shop.folder))
    assert found.index.equals(frame.index) and found.index.name == "client"
    pd.testing.assert_frame_equal(found[[*before.columns]], before)
    pd.testing.assert_frame_equal(frame, before)


def test_the_columns_of_the_results_have_types_of_their_own(shop: Sheets) -> None:
    row = {"model": ["clip"]}
    options: dict[str, Any] = {"pricing": str(shop.folder), "success_rate": "0.35"}
    plain, floats = (creditcalc.price_table(pa.table(row), floats=floats, **options).schema for floats in (False, True))
    decimals, text = pa.decimal128(38, 12), pa.string()
    numbers = {"credits_low": decimals, "credits_high": decimals, "takes_expected": decimals}
    counts = {"takes_low": pa.int64(), "takes_high": pa.int64()}
    assert {field.name: field.type for field in plain} == {
        **{field.name: text for field in plain},
        **numbers,
        **counts,
    }
    assert {field.name: field.type for field in floats} == {
        **{field.name: text for field in floats},
        **dict.fromkeys(numbers, pa.float64()),
        **counts,
    }
    frame = creditcalc.price_table(pd.DataFrame(row), **options)
    assert {name: str(frame[name].dtype) for name in (*numbers, *counts)} == {
        **dict.fromkeys(numbers, "object"),
        **dict.fromkeys(counts, "Int64"),
    }
    # 1 / 0.35 = 2.857142857... takes, which ends nowhere
    assert (frame["takes_expected"][0], str(frame["credits_low"][0])) == (Decimal("2.857142"), "16")


def test_a_figure_is_rounded_outward_to_twelve_places_and_a_float_is_the_nearest(shop: Sheets) -> None:
    table = pa.table({"model": ["fine", "third"], "seconds": [1, 8]})
    exact = creditcalc.price_table(table, pricing=str(shop.folder))
    assert figures(exact)[0] == (Decimal(0), Decimal("0.000000000001"))  # 0.0000000000001 is a tenth of that
    floats = creditcalc.price_table(table, pricing=str(shop.folder), floats=True)
    assert figures(floats) == [(1e-13, 1e-13), (2.666666, 2.666667)]


def test_a_figure_that_no_decimal_column_holds_is_refused(tmp_path: Path) -> None:
    large = platform(tmp_path, MODELS.replace("price: 2,", "price: 999999999999999,"))
    table = pa.table({"model": ["clip"], "takes": [10**6], "outputs": [10**6]})
    # 999999999999999 x 8 s x 10^6 x 10^6 has 28 digits
    with pytest.raises(CreditcalcError, match="a figure has more than 26 digits before the point"):
        creditcalc.price_table(table, pricing=str(large.folder))


@pytest.mark.parametrize(("width", "form"), [("float16", "e"), ("float32", "f"), ("float64", "d")])
@given(st.floats(2**-10, 60_000))
@settings(max_examples=40, deadline=None)
def test_a_float_is_read_by_its_shortest_decimal_of_its_own_width(width: str, form: str, drawn: float) -> None:
    numpy = pytest.importorskip("numpy")
    (value,) = unpack(form, pack(form, drawn))
    (text,) = cell_texts("seconds", [getattr(numpy, width)(value)])
    assert text is not None
    assert unpack(form, pack(form, float(text)))[0] == value  # it is that float
    digits = len(text.replace(".", "").strip("0"))
    shorter = f"{Decimal(value):.{max(1, digits - 1)}g}"
    assert digits == 1 or unpack(form, pack(form, float(shorter)))[0] != value  # and nothing shorter is
    table = pa.table({"model": ["nothing"], "seconds": pa.array([getattr(numpy, width)(value)])})
    read: list[str] = []

    def quote(_: Pricer, values: dict[str, str]) -> None:
        read.append(values["seconds"])
        raise CreditcalcError("seen")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pricer, "quote", quote)
        creditcalc.price_table(table)
    assert read == [text]


@pytest.mark.parametrize("gap", [None, float("nan"), pd.NA, pd.NaT, Decimal("nan")], ids=repr)
def test_a_gap_is_not_given(gap: Any, shop: Sheets) -> None:
    row = {"model": "clip", "seconds": gap, "audio": gap}
    (one,) = creditcalc.price_many([row], pricing=str(shop.folder))
    assert str(one.total) == "16"  # the defaults: 8 s x 2, without sound
    frame = pd.DataFrame([row, row], dtype=object)
    assert figures(creditcalc.price_table(frame, pricing=str(shop.folder))) == [(Decimal(16), Decimal(16))] * 2


@pytest.mark.parametrize(
    ("audio", "low"),
    [
        (pd.array([True, None], "boolean"), [48, 16]),
        (pd.array([1, 0], "Int64"), [48, 16]),
        (pd.Categorical(["on", None]), [48, 16]),
        (pd.Categorical([0.0, 1.0]), [16, 48]),
        ([True, "off"], [48, 16]),
        (["1.0", "yes"], [48, 48]),
        ([None, None], [16, 16]),
    ],
    ids=["nullable", "numbers", "words", "categories", "mixed", "text", "nothing"],
)
def test_a_flag_is_read_in_whatever_type_it_has(audio: Any, low: list[int], shop: Sheets) -> None:
    frame = pd.DataFrame({"model": ["clip", "clip"], "audio": audio})  # 8 s x 2, x 3 with sound
    assert [one[0] for one in figures(creditcalc.price_table(frame, pricing=str(shop.folder)))] == low


def test_a_gap_that_made_a_resolution_a_float_changes_no_meaning(shop: Sheets) -> None:
    frame = pd.DataFrame({"model": ["clip"] * 3, "resolution": [720, None, 1080]})
    found = creditcalc.price_table(frame, pricing=str(shop.folder))
    assert [low for low, _ in figures(found)] == [16, 16, 160]  # 8 s x 2, x 10 in 1080p


@pytest.mark.parametrize("dictionary", [pa.array(["a", "clip", None]), pa.array(["clip", "clip", None])])
def test_a_dictionary_means_its_words(dictionary: Any, shop: Sheets) -> None:
    coded = pa.DictionaryArray.from_arrays(pa.array([1, 2, None], pa.int8()), dictionary)
    found = creditcalc.price_table(pa.table({"model": coded}), pricing=str(shop.folder))
    assert [low for low, _ in figures(found)] == [16, None, None]


def test_chunks_with_dictionaries_of_their_own_are_one_column(shop: Sheets) -> None:
    chunks = [pa.array(words).dictionary_encode() for words in (["x"], ["clip", "x"])]
    found = creditcalc.price_table(pa.table({"model": pa.chunked_array(chunks)}), pricing=str(shop.folder))
    assert [low for low, _ in figures(found)] == [None, 16, None]


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_without_rows_gets_the_columns(kind: str, shop: Sheets) -> None:
    if kind == "batch":
        empty = pa.RecordBatch.from_pydict({"model": pa.array([], pa.string())})
    else:
        empty = KINDS[kind]({"model": []})
    found = creditcalc.price_table(empty, pricing=str(shop.folder))
    assert cells(found) == []
    names = found.schema.names if isinstance(found, pa.RecordBatch | pa.RecordBatchReader) else None
    assert [*(names or (found.column_names if isinstance(found, pa.Table) else found.columns))] == ["model", *SHOWN]


def test_each_kind_of_row_is_priced_once(shop: Sheets, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    quote = Pricer.quote

    def counted(self: Pricer, values: dict[str, str]) -> Quote:
        asked.append(values)
        return quote(self, values)

    monkeypatch.setattr(Pricer, "quote", counted)
    table = pa.table({"id": range(600), "model": ["clip"] * 600, "seconds": [1, 2, None] * 200})
    found = creditcalc.price_table(table, pricing=str(shop.folder))
    assert [low for low, _ in figures(found)] == [2, 4, 16] * 200
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (
            pl.Series(["clip"]),
            "`Series` is not a table: give a DataFrame of pandas or Polars, an Arrow table or a ",
        ),
        (pl.DataFrame(COLUMNS).lazy(), "`LazyFrame` is not a table: "),
        (pd.Series(["clip"]), "`Series` is not a table: "),
        (COLUMNS, "`dict` is not a table: "),
        (pd.DataFrame({"model": ["clip"], 5: [1]}), "the table: the name of a column is text, not `5`: rename it"),
        (pa.table({"model": ["clip"], "Model ": ["clip"]}), "the table: the column `model` appears twice: "),
        (pd.DataFrame({"model": ["clip"], "seconds": [[8]]}), "the table: the column `seconds` is list<item: int64>: "),
        (
            pd.DataFrame({"model": ["clip", "clip"], "seconds": [8, pd.Timestamp(0)]}),
            "the table: the column `seconds` is object: give text, numbers or flags",
        ),
    ],
)
def test_what_is_no_table_of_generations_is_refused(table: Any, said: str, shop: Sheets) -> None:
    with pytest.raises(CreditcalcError) as refused:
        creditcalc.price_table(table, pricing=str(shop.folder))
    assert str(refused.value).startswith(said)


def test_a_table_needs_a_column_to_be_read(shop: Sheets) -> None:
    with pytest.raises(CreditcalcError, match="no column is left to be read: leave `model` out of `keep`"):
        creditcalc.price_table(pa.table({"model": ["clip"]}), keep=["model"], pricing=str(shop.folder))
