"""A file of rows whole, asked without a command: rows or a summary delivered, faults told, sums given back."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import pytest
from sheets import platform

from creditcalc.batch.engine.choice import Name
from creditcalc.batch.formats import OutputFormat
from creditcalc.batch.pricer import Priced, Pricer
from creditcalc.batch.run import price_file
from creditcalc.batch.tally import Tally
from creditcalc.errors import REFUSED, UNPUBLISHED, CreditcalcError
from creditcalc.sheets.catalog import Catalog

MODELS = """
    m: {name: M, maker: X, kind: image, rates: [{price: 2, per: image, source: docs}]}
    s: {name: S, maker: X, kind: image, rates: [{price: unknown, source: docs}]}
    """
ROWS = {
    "r.csv": "model,images,id\nm,3,=a\nm,1,b\n",
    "r.jsonl": '{"model":"m","images":"3","id":"a"}\n{"model":"m","images":"1","id":"b"}\n',
}
"""3 x 2 = 6 and 1 x 2 = 2: 8 in all."""
ENGINES: tuple[Name, ...] = ("stream", "duckdb")


class Kept:
    """A delivery that keeps what it is given, and notes what it is told in which order."""

    def __init__(self, form: OutputFormat = "csv", *, rows: bool = True, stop: bool = False) -> None:
        self.form, self.rows, self.stop = form, rows, stop
        self.output: str | None = None
        self.out = BytesIO()
        self.told: list[str] = []

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """One place, opened once."""
        self.told.append("open")
        yield self.out
        self.told.append("whole")

    def watch(self, size: int | None = None, out: IO[bytes] | None = None) -> "Kept":
        """Itself."""
        return self

    def tick(self, rows: int, done: int) -> None:
        """So many rows more."""

    def fault(self, place: str, priced: Priced) -> None:
        """Noted, or the end."""
        self.told.append(f"{place}: {priced.error} ({priced.code})")
        if self.stop:
            raise CreditcalcError(priced.error, code=priced.code)

    def over(self) -> None:
        """Nothing to take away."""

    def sums(self, tally: Tally) -> dict[str, Any]:
        """The rows and their total."""
        return {"count": str(tally.rows), "total": str(tally.total("credit"))}

    def summary(self, tally: Tally) -> bytes:
        """The total."""
        return f"in all {tally.total('credit')}".encode()

    def tell(self, line: str) -> None:
        """Noted."""
        self.told.append(line)

    def wrote(self, tally: Tally) -> None:
        """Noted."""
        self.told.append(f"wrote {tally.rows}")


@pytest.fixture
def pricer(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pricer:
    """The prices, in a folder with the files."""
    catalog = Catalog(str(platform(tmp_path_factory.mktemp("sheets"), MODELS).folder))
    monkeypatch.chdir(tmp_path)
    for name, text in ROWS.items():
        Path(name).write_text(text)
    return Pricer(catalog, catalog.edition("p", "e"))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ROWS)
def test_the_summary_alone_is_written_where_no_rows_are_wanted(pricer: Pricer, name: str, engine: Name) -> None:
    to = Kept("table", rows=False)
    tally = price_file(name, None if name == "r.csv" else "jsonl", pricer, to, engine=engine)
    assert (str(tally.total("credit")), tally.rows) == ("8", 2)
    assert (to.out.getvalue(), to.told) == (b"in all 8", ["open", "whole"])


@pytest.mark.parametrize("engine", ENGINES)
def test_every_row_is_written_with_its_results(pricer: Pricer, engine: Name) -> None:
    to = Kept("csv")
    price_file("r.csv", "csv", pricer, to, engine=engine)
    assert to.out.getvalue().decode().splitlines() == [
        "model,images,id,credits_low,credits_high,qualifier,grade,error",
        "m,3,'=a,6,6,exact,official,",
        "m,1,b,2,2,exact,official,",
    ]
    assert sorted(to.told) == ["open", "whole", "wrote 2"]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_sums_stand_after_the_rows(pricer: Pricer, engine: Name) -> None:
    to = Kept("json")
    price_file("r.jsonl", "jsonl", pricer, to, engine=engine)
    found = json.loads(to.out.getvalue())
    assert [(row["id"], row["credits_low"]) for row in found["rows"]] == [("a", "6"), ("b", "2")]
    assert list(found) == ["schema", "rows", "count", "total"]
    assert (found["count"], found["total"]) == ("2", "8")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_row_without_a_price_is_told_with_its_place(pricer: Pricer, engine: Name) -> None:
    Path("bad.csv").write_text("model,images\nm,3\nno,1\ns,1\n")
    to = Kept(rows=False)
    tally = price_file("bad.csv", "csv", pricer, to, engine=engine)
    assert (tally.missing, str(tally.total("credit"))) == (2, "6+")
    faults = [told for told in to.told if told.startswith("bad")]
    assert [one[:15] for one in faults] == ["bad.csv:3: unkn", "bad.csv:4: no p"]
    assert [one[-3:] for one in faults] == [f"({REFUSED})", f"({UNPUBLISHED})"]


@pytest.mark.parametrize("engine", ENGINES)
def test_who_is_told_of_a_fault_may_stop_the_run(pricer: Pricer, engine: Name) -> None:
    Path("bad.csv").write_text("model,images\ns,1\nno,1\n")
    to = Kept(rows=False, stop=True)
    with pytest.raises(CreditcalcError, match="no published price") as refused:
        price_file("bad.csv", "csv", pricer, to, engine=engine)
    assert refused.value.code == UNPUBLISHED
    assert to.out.getvalue() == b""
    assert "whole" not in to.told


@pytest.mark.parametrize("engine", ENGINES)
def test_a_file_without_rows_is_refused_and_nothing_is_whole(pricer: Pricer, engine: Name) -> None:
    Path("empty.csv").write_text("model,images\n")
    to = Kept(rows=False)
    with pytest.raises(CreditcalcError) as refused:
        price_file("empty.csv", "csv", pricer, to, engine=engine)
    assert str(refused.value) == "empty.csv: has no generations: add a row"
    assert "whole" not in to.told
