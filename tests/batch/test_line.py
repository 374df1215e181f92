"""Rows read off a line: what they cost, and all that is written of them, is what one quote after the other says."""

import pickle
import random
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from batches import as_csv, as_jsonl, everything
from hypothesis import given, settings
from hypothesis import strategies as st
from shell import run

import creditcalc
from creditcalc.amount import Amount, decimal
from creditcalc.batch.line import LONE_ROWS, Drawn, PriceLines, _digits, _stretches
from creditcalc.batch.pricer import Pricer, Values
from creditcalc.batch.stream import MANY_KINDS
from creditcalc.book import Book
from creditcalc.pricebook.condition import Range, word_of
from creditcalc.pricebook.model import Minimum, Model, Rate, Rounding, Setting, Uses
from creditcalc.pricebook.quantity import Per
from creditcalc.rating.generation import breakpoints
from creditcalc.rating.quote import Quote

pytestmark = pytest.mark.usefixtures("warm")
ODD = ("8s", "0:08", "8.", "8.0", "08", "1.500", ".5", "-1", "1e1", "٨", "8.1234567", "12345678901", " 8 ", "0", "")
"""Lengths that are written otherwise than a line reads them, and some that it does."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def length(rng: random.Random, model: Model) -> str:
    """A length for a model: any number, one at or beside a place where something begins, or one in odd letters."""
    if rng.random() < 0.15:
        return rng.choice(ODD)
    marks = [value for value in breakpoints(model, "seconds") if not isinstance(value, str)] or [Fraction(8)]
    near = word_of(rng.choice(marks))
    return rng.choice((near, near, f"{rng.randrange(1, 70)}", f"{rng.randrange(1, 70)}.{rng.randrange(1, 10**6)}"))


def alike(rng: random.Random) -> list[dict[str, str]]:
    """Rows of one model that differ in their seconds and takes."""
    platform, edition, model = rng.choice([one for one in everything() if "seconds" in one[2].settings])
    row = {"platform": platform, "edition": edition, "model": model.id}
    for name, setting in model.settings.items():
        if name != "seconds" and (rng.random() < 0.5 or not (setting.initial is not None or setting.is_open)):
            row[name] = word_of(rng.choice(setting.choices or breakpoints(model, name)))
    takes = [str(rng.randrange(1, 1000)) for _ in range(4)] + ["", "1", "0", "2.0", "1000001"]
    return [{**row, "seconds": length(rng, model), "takes": rng.choice(takes)} for _ in range(30)]


@settings(max_examples=40)
@given(st.integers(0, 2**32))
def test_what_lies_on_a_line_costs_what_a_quote_says(seed: int) -> None:
    rows, pricer = alike(random.Random(seed)), Book.open()._pricer((None, None), ())
    lines = PriceLines(pricer, dict)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("creditcalc.batch.line.ASKED_BEFORE", 0)
        for row in rows:
            said = {name: word.strip() for name, word in row.items() if word.strip()}
            rest = tuple((name, word) for name, word in said.items() if name not in ("seconds", "takes"))
            found, plain = lines(rest, said.get("seconds", ""), said.get("takes", "")), pricer(said)
            if found is None:
                continue
            figures = [plain.results[name] for name in ("credits_low", "credits_high")]
            assert list(found[0].texts(*found[1:4])) == figures, row
            drawn = lines.priced(said)
            assert drawn is not None
            assert (drawn.total, drawn.results, drawn.quote) == (plain.total, plain.results, plain.quote)


def some(rng: random.Random, models: int) -> list[dict[str, str]]:
    """Rows of a few models, mostly unlike one another, with scenes; some again and again."""
    rows = [{"id": f"{number}", **row, "scene": f"S{number % 2}"} for number in range(models) for row in alike(rng)]
    rng.shuffle(rows)
    return rows + rows[:50]


WAYS = ("a.csv -o out.csv", "a.csv -o out.jsonl", "a.csv", "a.csv --json", "a.jsonl -o out.jsonl", "a.jsonl -o out.csv")


@pytest.mark.parametrize("way", WAYS)
def test_lines_write_the_bytes_of_rows_priced_one_by_one(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    rows = some(random.Random(11), 12)
    Path("a.csv").write_text(as_csv(rows), encoding="utf-8")
    Path("a.jsonl").write_text(as_jsonl(rows), encoding="utf-8")
    monkeypatch.setattr("creditcalc.batch.line.ASKED_BEFORE", 1)
    found = []
    for many, kept in ((10**9, 1 << 14), (3, 1 << 14), (3, 40)):  # without lines, with them, and with all forgotten
        monkeypatch.setattr("creditcalc.batch.stream.MANY_KINDS", many)
        monkeypatch.setattr("creditcalc.batch.stream.KEPT", kept)
        ran = run(f"batch {way}")
        found.append((ran, *(path.read_bytes() for path in Path().glob("out.*"))))
    assert found[0] == found[1] == found[2]


@pytest.mark.skipif(not find_spec("duckdb"), reason="needs the extra `duckdb`")
def test_lines_through_duckdb_write_the_bytes_of_the_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row for row in some(random.Random(12), 12) if "٨" not in row["seconds"]]
    Path("a.csv").write_text(as_csv(rows), encoding="utf-8")
    monkeypatch.setattr("creditcalc.batch.line.ASKED_BEFORE", 1)
    for engine, many in (("stream", 10**9), ("duckdb", 3)):
        monkeypatch.setattr("creditcalc.batch.stream.MANY_KINDS", many)
        monkeypatch.setattr("creditcalc.batch.engine.MANY_KINDS", many)
        assert run(f"batch a.csv --engine {engine} -o {engine}.csv").code == 1  # some rows have slips
        Path(f"{engine}.txt").write_text(run(f"batch a.csv --engine {engine}").out, encoding="utf-8")
    assert Path("duckdb.csv").read_bytes() == Path("stream.csv").read_bytes()
    assert Path("duckdb.txt").read_bytes() == Path("stream.txt").read_bytes()


def test_many_rows_of_python_are_read_off_lines_with_their_quotes() -> None:
    # Kling 2.6 Standard is about 0.5 a second: 300.25 s twice are about 300.25.
    rows = [{"model": "kling-2.6-standard", "seconds": f"{n}.25", "takes": 2} for n in range(1, MANY_KINDS + 50)]
    found = list(creditcalc.price_many(rows))
    last = found[299]
    assert isinstance(last.priced, Drawn)
    assert (str(last.total), last.model, last.grade) == ("~300.25", "kling-2.6-standard", found[0].grade)
    assert last.quote is not None
    assert last.quote.total == last.total
    assert pickle.loads(pickle.dumps(last)).quote == last.quote


def test_most_rows_that_are_all_different_lie_on_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    priced: list[Values] = []
    quote = Pricer.quote

    def counted(self: Pricer, values: Values) -> Quote:
        priced.append(values)
        return quote(self, values)

    monkeypatch.setattr(Pricer, "quote", counted)
    rows = "".join(f"kling-2.6-standard,{n}.5,{n % 7 + 1}\n" for n in range(1, 1500))
    Path("a.csv").write_text("model,seconds,takes\n" + rows)
    assert run("batch a.csv -o out.csv").code == 0
    assert len(priced) < MANY_KINDS + 20


def book_of(**more: Any) -> Model:
    """A model of 2 a second up to 10 s and 3 beyond, with something else about it."""
    seconds = Setting(number=Range(Fraction(1), Fraction(60)))
    price = Rate("list", price=Amount.parse("2"), per=Per.parse("second"))
    return Model(id="m", name="M", kind="video", settings={"seconds": seconds}, rates=(price,))._replace(**more)


@pytest.mark.parametrize(
    "more",
    [
        {"minimum": Minimum(Amount.parse("9"), "list")},
        {"rounding": Rounding("up", "generation", "list")},
        {"uses": Uses("list")},
    ],
)
def test_what_may_bend_a_price_has_no_stretch_between_its_ends(more: dict[str, Any]) -> None:
    assert any(start < end for start, end in zip(*_stretches(book_of())[:2], strict=True))
    assert all(start == end for start, end in zip(*_stretches(book_of(**more))[:2], strict=True))


def test_a_total_that_is_rounded_is_on_no_line() -> None:
    assert _stretches(book_of(rounding=Rounding("up", "total", "list"))) is LONE_ROWS


@given(st.integers(0, 10**12), st.sampled_from((1, 3, 7, 9, 21)), st.integers(0, 12), st.integers(0, 1))
def test_figures_are_written_as_amounts_are(count: int, odd: int, places: int, up: int) -> None:
    assert _digits(count, odd, places, up) == decimal(Fraction(count, odd * 10**places), up=bool(up))
