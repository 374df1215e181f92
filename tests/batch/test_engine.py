"""The engines: what they write is what the stream writes, and that is what one quote after the other says."""

import csv
import gzip
import json
import random
import shlex
import shutil
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from batches import alone, as_csv, as_jsonl, generation, results
from hypothesis import given, settings
from hypothesis import strategies as st
from shell import CREDITCALC, Ran, process, run

import creditcalc
from creditcalc.batch.engine import sql
from creditcalc.batch.engine.choice import chosen
from creditcalc.batch.engine.duckdb import FEW
from creditcalc.errors import REFUSED, CreditcalcError
from creditcalc.text import guarded, unguarded

needs_duckdb = pytest.mark.skipif(not find_spec("duckdb"), reason="needs the extra `duckdb`")
QUICK = {
    "SPARK_LOCAL_IP": "127.0.0.1",
    "PYSPARK_SUBMIT_ARGS": "--conf spark.sql.shuffle.partitions=2 --conf spark.ui.enabled=false pyspark-shell",
}
"""Spark for a small file on one machine."""
needs_spark = pytest.mark.skipif(
    not (find_spec("pyspark") and shutil.which("java")), reason="needs the extra `spark`, and Java"
)
pytestmark = pytest.mark.usefixtures("warm")
MANY = 1_500
"""Random generations of the larger tests; `benchmarks/batch.py --random` takes as many as one likes."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def random_rows(seed: int, count: int = MANY) -> list[dict[str, str]]:
    """Random rows over every bundled model, some of them again and again."""
    rng = random.Random(seed)
    kinds = [generation(rng) for _ in range(count * 2 // 3)]
    return [{"id": f"r{number}", **rng.choice(kinds)} for number in range(count)]


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_a_row_of_the_stream_is_one_quote(seed: int) -> None:
    rows = random_rows(seed, 6)
    found = list(creditcalc.price_many(rows))
    for row, one in zip(rows, found, strict=True):
        low, high, qualifier, error = alone(row)
        got = one.results
        assert (got["credits_low"], got["credits_high"], got["qualifier"], bool(got["error"])) == (
            low,
            high,
            qualifier,
            bool(error),
        )


def test_the_stream_is_one_quote_after_the_other_in_every_format(folder: Path) -> None:
    rows = random_rows(1)
    expected = [alone(row)[:3] for row in rows]
    (folder / "a.csv").write_text(as_csv(rows), encoding="utf-8")
    (folder / "a.jsonl").write_text(as_jsonl(rows), encoding="utf-8")
    for source in ("a.csv", "a.jsonl"):
        assert run(f"batch {source} --engine stream --format csv -o out.csv").code == REFUSED  # some have slips
        assert [found[:3] for found in results(folder / "out.csv")] == expected
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        kept = [row["note"] for row in csv.DictReader(file)]
    assert len(kept) == len(rows)


@needs_duckdb
def test_duckdb_writes_the_bytes_of_the_stream_and_names_the_same_rows(folder: Path) -> None:
    rows = random_rows(2)
    for row in rows:
        row["note"] = row["note"].replace("\n", " ").strip()  # with one line a row, rows are named by their lines
    (folder / "a.csv").write_text(as_csv(rows), encoding="utf-8")
    stream, duckdb = (run(f"batch a.csv --engine {name} -o {name}.csv") for name in ("stream", "duckdb"))
    assert (folder / "duckdb.csv").read_bytes() == (folder / "stream.csv").read_bytes()
    assert (duckdb.code, duckdb.err.replace("duckdb.csv", "stream.csv")) == (stream.code, stream.err)
    assert run("batch a.csv --engine duckdb").out == run("batch a.csv --engine stream").out


@needs_duckdb
@pytest.mark.parametrize("few", [FEW, 0])
def test_the_order_of_many_rows_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    # what is looked up, and what is joined and sorted back
    monkeypatch.setattr(
        "creditcalc.batch.engine.duckdb.FEW", few
    )  # what is looked up, and what is joined and sorted back
    rows = (f"{n},kling-2.6-standard,{n * 7919 % 57 + 3},{n % 5 + 1}\n" for n in range(250_000))
    (folder / "a.csv").write_text("id,model,seconds,takes\n" + "".join(rows))
    for name in ("stream", "duckdb"):
        assert run(f"batch a.csv --engine {name} -o {name}.csv").code == 0
    assert (folder / "duckdb.csv").read_bytes() == (folder / "stream.csv").read_bytes()


@needs_duckdb
def test_rows_of_many_kinds_are_joined_and_sorted_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a.csv").write_text(as_csv(random_rows(5)), encoding="utf-8")
    run("batch a.csv --engine duckdb -o few.csv")
    monkeypatch.setattr("creditcalc.batch.engine.duckdb.FEW", 0)
    assert "rows have no price" in run("batch a.csv --engine duckdb -o many.csv").err
    assert (folder / "many.csv").read_bytes() == (folder / "few.csv").read_bytes()


@needs_duckdb
@pytest.mark.parametrize("name", ["a.csv", "*.csv"])
def test_a_file_that_changes_between_its_readings_gives_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (folder / "a.csv").write_text("model,seconds\nkling-2.6-standard,10\nkling-2.6-standard,20\n")
    from creditcalc.batch.engine.duckdb import Duck

    write = Duck.write

    def late(duck: Duck, path: Path, form: str) -> None:
        (folder / "a.csv").write_text("model,seconds\nkling-2.6-standard,10\n")
        write(duck, path, form)

    monkeypatch.setattr(Duck, "write", late)
    expected = f"error: {name}: changed while it was being read: run again\n"
    assert run(f"batch {name} --engine duckdb -o out.jsonl") == Ran(REFUSED, "", expected)
    assert not Path("out.jsonl").exists()


@needs_duckdb
def test_a_row_as_long_as_a_row_may_be_is_read_whole(folder: Path) -> None:
    long = "x" * 9_000_000
    rows = "".join(f"{n},kling-2.6-standard,{n % 9 + 3},{long if n % 30_000 == 7 else ''}\n" for n in range(100_000))
    (folder / "a.csv").write_text("id,model,seconds,note\n" + rows)
    for name in ("stream", "duckdb"):
        assert run(f"batch a.csv --engine {name} -o {name}.csv").code == 0
    assert (folder / "duckdb.csv").read_bytes() == (folder / "stream.csv").read_bytes()


@needs_duckdb
def test_every_format_of_duckdb_has_the_same_amounts(folder: Path) -> None:
    rows = random_rows(3, 300)
    text = as_csv(rows)
    (folder / "a.csv").write_text(text, encoding="utf-8")
    (folder / "a.jsonl").write_text(as_jsonl(rows), encoding="utf-8")
    with gzip.open("a.csv.gz", "wt", encoding="utf-8") as file:
        file.write(text)
    run("batch a.csv --engine stream -o expected.csv")
    expected = [found[:3] for found in results(folder / "expected.csv")]
    run("batch a.csv --engine duckdb --format parquet -o priced.parquet")
    import duckdb

    duckdb.execute("COPY (FROM read_csv('a.csv', all_varchar = true)) TO 'a.parquet'")
    duckdb.execute("COPY (FROM read_csv('a.csv', all_varchar = true)) TO 'a.csv.zst' (HEADER, COMPRESSION zstd)")
    for source in ("a.csv", "a.csv.gz", "a.csv.zst", "a.jsonl", "a.parquet"):
        run(f"batch {source} --engine duckdb -o out.csv")
        assert [found[:3] for found in results(folder / "out.csv")] == expected, source
    found = duckdb.execute("SELECT credits_low, credits_high, qualifier FROM 'priced.parquet'").fetchall()
    assert [tuple(cell or "" for cell in row) for row in found] == expected
    run("batch a.csv --engine duckdb -o out.jsonl")
    lines = [json.loads(line) for line in Path("out.jsonl").read_text().splitlines()]
    assert [tuple(line[n] or "" for n in ("credits_low", "credits_high", "qualifier")) for line in lines] == expected
    whole = json.loads(run("batch a.csv --engine duckdb --json").out)
    assert (len(whole["rows"]), whole["schema"]) == (300, "creditcalc/batch/1")


@needs_duckdb
def test_parquet_keeps_its_types_and_says_true_as_on(folder: Path) -> None:
    import duckdb

    duckdb.execute(
        "COPY (SELECT 1 AS id, 'veo-3.1' AS model, 8.0::DOUBLE AS seconds, true AS audio, '4k' AS resolution) "
        "TO 'a.parquet'"
    )
    # 8 seconds at 10+ a second
    assert run("batch a.parquet --quiet") == Ran(0, "80+\n", "")


@needs_duckdb
def test_a_storyboard_and_a_pipe_become_parquet_too(folder: Path) -> None:
    import duckdb

    (folder / "s.yaml").write_text("shots: [{name: One, model: kling-2.6-standard, seconds: 10}]\n")
    assert run("batch s.yaml -o out.parquet").code == 0
    assert duckdb.execute("SELECT shot, credits_low FROM 'out.parquet'").fetchall() == [("One", "5")]  # 10 * ~0.5
    data = b'{"model": "kling-2.6-standard", "seconds": 20}\n'
    subprocess.run([*CREDITCALC, "batch", "-", "-o", "pipe.parquet"], input=data, check=True, capture_output=True)
    assert duckdb.execute("SELECT seconds, credits_low FROM 'pipe.parquet'").fetchall() == [("20", "10")]
    expected = "error: Parquet goes to a file: add `--output priced.parquet`\n"
    assert run("batch s.yaml --format parquet") == Ran(REFUSED, "", expected)


@needs_duckdb
def test_a_pattern_is_all_its_files(folder: Path) -> None:
    (folder / "1.csv").write_text("id,model,seconds\na,kling-2.6-standard,10\n")
    (folder / "2.csv").write_text("id,model,seconds\nb,kling-2.6-standard,20\n")
    assert run("batch '*.csv' --quiet").out == "~15\n"  # (10 + 20) * ~0.5
    (folder / "2.csv").write_text("id,seconds,model\nb,20,kling-2.6-standard\n")
    assert (
        run("batch '*.csv'").err
        == "error: 2.csv:1: its columns differ from those of 1.csv: give all files the same columns\n"
    )
    assert run("batch 'no*.csv'").err == "error: no*.csv: no file matches this pattern\n"


@needs_duckdb
@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_a_file_is_read_by_its_own_name_and_by_no_pattern(folder: Path, kind: str) -> None:
    """`s[1].csv` fits `s1.csv` too, and a folder's name says nothing of what is in it."""
    import duckdb

    Path("seconds=90").mkdir()
    for name, seconds in (("s1", 10), ("s[1]", 20), ("seconds=90/s?", 30)):
        if kind == "parquet":
            row = f"SELECT 'kling-2.6-standard' AS model, '{seconds}' AS seconds"
            duckdb.execute(f"COPY ({row}) TO '{name}.parquet'")
        else:
            rows = [{"model": "kling-2.6-standard", "seconds": str(seconds)}]
            (folder / f"{name}.{kind}").write_text(
                as_jsonl(rows) if kind == "jsonl" else f"model,seconds\nkling-2.6-standard,{seconds}\n"
            )
    assert run(f"batch 's[1].{kind}' --engine duckdb --quiet") == Ran(0, "~10\n", "")  # 20 * ~0.5
    assert run(f"batch 's[12].{kind}' --engine duckdb --quiet") == Ran(0, "~5\n", "")  # 10 * ~0.5, by the pattern
    assert run(f"batch 's[3].{kind}' --engine duckdb").err == f"error: s[3].{kind}: no file matches this pattern\n"
    assert run(f"batch 'seconds=90/s?.{kind}' --engine duckdb -o y[1].parquet").code == 0
    assert duckdb.execute("SELECT seconds, credits_low FROM 'y[[]1].parquet'").fetchall() == [("30", "15")]


@needs_duckdb
@pytest.mark.parametrize(
    ("number", "kept"),
    [
        ("8.1234567890123456789", False),
        ("1234567890123456.5", False),
        ("1e1", False),
        ("100000000000000000000", False),
        ("5.000", False),  # as text it may be five thousand
        ("18.12345678901234", False),  # of 16 digits not all are kept
        ("8.12345678901234", True),
        ("9007199254740993", True),  # whole numbers go through no float
        ('"8.1234567890123456789"', True),
        ('"a \\\\\\" 8.1234567890123456789"', True),
    ],
)
def test_a_number_that_a_float_does_not_hold_is_never_rounded(folder: Path, number: str, kept: bool) -> None:
    line = '{"model": "kling-2.6-standard", "seconds": 10, "note": %s}\n'
    for name in ("a.jsonl", "a-1.jsonl"):
        (folder / name).write_text(line % '"x"' + line % number)
    for name in ("stream", "duckdb"):
        assert run(f"batch a.jsonl --engine {name} -o {name}.csv").code == 0
    assert (folder / "duckdb.csv").read_bytes() == (folder / "stream.csv").read_bytes()  # by the stream where not kept
    found = run("batch 'a-*.jsonl' -o pattern.csv")
    assert found.code == (0 if kept else REFUSED)
    if not kept:
        remedy = (
            "use `--engine stream`, or write it without trailing zeros, and in quotes if it has more than 15 digits"
        )
        assert found.err == f"error: a-*.jsonl: has a number that DuckDB would read differently: {remedy}\n"


NAMES = ("=Note", "'=b", 'a, "b"', "x'y")
"""Columns of one's own that a spreadsheet would run, and that must be quoted."""


@needs_duckdb
def test_every_format_into_every_other_is_what_the_stream_writes(folder: Path) -> None:
    """What a spreadsheet would run is guarded in CSV, in cells and in names, and nowhere else."""
    hostile = ["=1", "'=1", "''=1", "'", "'a", "-5", "", " =1", "+", "'@x", "''", "two\nlines", 'a "b", c']
    hostile += ["\t=1", "\uff1d1"]
    rows = [
        {"model": "kling-2.6-standard", "seconds": "10", "note": word, **dict.fromkeys(NAMES, word)} for word in hostile
    ]
    (folder / "a.jsonl").write_text(as_jsonl(rows), encoding="utf-8")
    keep = " ".join(shlex.quote(f"--keep={name.lower()}") for name in NAMES)
    results = "credits_low,credits_high,qualifier,grade,error"
    for source, target in (("a.jsonl", "csv"), ("plain.csv", "csv"), ("plain.csv", "jsonl"), ("a.jsonl", "jsonl")):
        for name in ("stream", "duckdb"):
            assert run(f"batch {source} {keep} --engine {name} -o {name}.{target}").code == 0
        if target == "csv":
            data = (folder / "stream.csv").read_bytes()
            assert (folder / "duckdb.csv").read_bytes() == data
            plain = data.replace(f",{results}".encode(), b"").replace(b",5,5,about,third_party,", b"")  # 10 * ~0.5
            (folder / "plain.csv").write_bytes(plain)  # from CSV to CSV nothing is guarded twice
        else:
            stream, duckdb = (
                [
                    json.loads(line, object_pairs_hook=list)
                    for line in (folder / f"{name}.jsonl").read_text().splitlines()
                ]
                for name in ("stream", "duckdb")
            )
            assert stream == duckdb
    header, first = (folder / "plain.csv").read_text("utf-8").splitlines()[:2]
    assert header == """model,seconds,note,'=note,''=b,"a, ""b\"\"",x'y"""
    assert first == "kling-2.6-standard,10,'=1,'=1,'=1,'=1,'=1"


@needs_duckdb
@settings(max_examples=30)
@given(
    st.lists(
        st.text(alphabet="'=+-@ax\t\r\n \uff1d\uff0b\uff0d\uff20", max_size=5)
        | st.text(st.characters(codec="utf-8", exclude_characters="\0")),
        min_size=1,
        max_size=50,
    )
)
def test_the_sql_guards_as_the_stream_does(cells: list[str]) -> None:
    """Into CSV, out of it, and through it."""
    import duckdb

    ways: dict[tuple[str, str], Callable[[str], str]] = {
        ("jsonl", "csv"): guarded,
        ("csv", "jsonl"): unguarded,
        ("csv", "csv"): lambda cell: guarded(unguarded(cell)),
    }
    columns = ", ".join(sql.guarded_sql("cell", *way) for way in ways)
    query = f"SELECT {columns} FROM (SELECT unnest(?) AS cell)"
    assert duckdb.execute(query, [cells]).fetchall() == [tuple(one(cell) for one in ways.values()) for cell in cells]


@needs_duckdb
@pytest.mark.parametrize("engine", ["stream", "duckdb"])
def test_parquet_holds_no_guards(folder: Path, engine: str) -> None:
    import duckdb

    (folder / "a.csv").write_text("model,seconds,note,'=mine\nkling-2.6-standard,10,'=1,=2\n")
    if engine == "stream":
        data = (folder / "a.csv").read_bytes()
        command = [*CREDITCALC, "batch", "-", "--keep", "=mine", "-o", "out.parquet"]
        subprocess.run(command, input=data, check=True, capture_output=True)
    else:
        assert run("batch a.csv --keep =mine --engine duckdb -o out.parquet").code == 0
    assert duckdb.execute("SELECT note, \"=mine\" FROM 'out.parquet'").fetchall() == [("=1", "=2")]


@pytest.mark.parametrize(
    "name", ["https://127.0.0.1:1/a.csv", "s3://b/*.parquet", "file:///a.jsonl", "hf://d/a.csv.zst"]
)
@pytest.mark.parametrize("engine", ["auto", "stream", "duckdb"])
def test_nothing_is_fetched(name: str, engine: str) -> None:
    expected = (
        f"error: {name}: addresses are not downloaded: save it as a file and name that, or use `--engine spark`\n"
    )
    assert run(f"batch '{name}' --engine {engine}") == Ran(REFUSED, "", expected)


@needs_duckdb
def test_duckdb_may_fetch_no_extension(folder: Path) -> None:
    from creditcalc.batch.engine.duckdb import open_duckdb

    (folder / "a.csv").write_text("model,seconds\nkling-2.6-standard,10\n")
    names = [f"current_setting('{verb}_known_extensions')" for verb in ("autoinstall", "autoload")]
    with open_duckdb("a.csv", ["a.csv"], "csv", ("model", "seconds")) as duck:
        assert duck.connection.execute(f"SELECT {', '.join(names)}").fetchall() == [(False, False)]
    with (
        pytest.raises(CreditcalcError, match="httpfs"),
        open_duckdb("x", ["https://127.0.0.1:1/a.parquet"], "parquet", None),
    ):
        pass


@needs_duckdb
@pytest.mark.parametrize("name", ["a.parquet", "a.csv.zst"])
def test_what_duckdb_cannot_read_is_refused_and_nothing_is_written(folder: Path, name: str) -> None:
    data = b"PAR1 truncated" if name == "a.parquet" else b'model,seconds\nveo-3.1,8\n"veo" x,8,9\n'
    (folder / name).write_bytes(data)
    found = run(f"batch {name} --engine duckdb -o out.csv")
    assert found.code == REFUSED and found.err.startswith(f"error: {name}: ")
    assert not Path("out.csv").exists()


@needs_duckdb
def test_what_the_engine_cannot_read_is_streamed(folder: Path) -> None:
    (folder / "a.csv").write_text('model,seconds\nkling-2.6-standard,10\n"veo" x,8,9\n')
    found = run("batch a.csv --engine duckdb -o out.csv")
    assert found.err.startswith("a.csv:3: is not CSV: ")
    assert [one[0] for one in results(folder / "out.csv")] == ["5", ""]
    assert run("batch a.csv -o out.parquet").err == found.err.replace("out.csv", "out.parquet")
    import duckdb

    assert duckdb.execute("SELECT credits_low FROM 'out.parquet'").fetchall() == [("5",), (None,)]


@needs_duckdb
def test_kinds_with_control_characters_are_never_confused(folder: Path) -> None:
    rows = [{"model": "x\x1fy", "quality": "z", "mode": ""}, {"model": "x", "quality": "y\x1fz", "mode": ""}]
    (folder / "a.jsonl").write_text(as_jsonl(rows))
    run("batch a.jsonl --engine duckdb -o out.csv")
    assert [found[3].split("`")[1] for found in results(folder / "out.csv")] == ["x\x1ay", "x"]


@needs_duckdb
def test_nothing_and_empty_are_one_kind(folder: Path) -> None:
    import duckdb

    rows = "('kling-2.6-standard', 10, NULL), ('kling-2.6-standard', 10, '')"
    duckdb.execute(f"COPY (SELECT * FROM (VALUES {rows}) AS t(model, seconds, twin)) TO 'a.parquet'")
    (folder / "a.csv").write_text('model,seconds,twin\nkling-2.6-standard,10,\nkling-2.6-standard,10,""\n')
    for name in ("a.parquet", "a.csv"):
        run(f"batch {name} --engine duckdb -o out.csv")
        assert [found[0] for found in results(folder / "out.csv")] == ["5", "5"]  # 10 * ~0.5


@needs_duckdb
def test_nothing_is_said_at_the_exit_of_a_process(folder: Path) -> None:
    (folder / "a.csv").write_text("model,seconds\nkling-2.6-standard,10\n")
    assert process("batch a.csv --engine duckdb --quiet") == Ran(0, "~5\n", "")


@needs_duckdb
def test_an_empty_batch_is_refused_by_the_engine_too(folder: Path) -> None:
    (folder / "a.csv").write_text("model,seconds\n")
    assert run("batch a.csv --engine duckdb").err == "error: a.csv: has no generations: add a row\n"


def test_who_reads_what() -> None:
    assert chosen("auto", "a.csv", "csv", "csv") == "stream"
    assert chosen("auto", "a.parquet", "parquet", "csv") == "duckdb"
    assert chosen("auto", "a*.csv", "csv", "csv") == "duckdb"
    assert chosen("auto", "-", None, "csv") == "stream"
    assert chosen("auto", "a.csv", "csv", "parquet") == "duckdb"
    assert chosen("auto", "a.csv.zst", "csv", "csv") == "duckdb"
    with pytest.raises(CreditcalcError, match="use `--engine duckdb`"):
        chosen("stream", "a.parquet", "parquet", "csv")
    with pytest.raises(CreditcalcError, match="name a file"):
        chosen("duckdb", "-", None, "csv")


def test_an_engine_that_is_not_there_names_the_extra(folder: Path) -> None:
    """With an empty module path in front, neither engine can be imported."""
    (folder / "a.csv").write_text("model,seconds\nkling-2.6-standard,10\n")
    for name, package, called in (("duckdb", "duckdb", "DuckDB"), ("spark", "pyspark", "Spark")):
        (folder / f"{package}.py").write_text("raise ImportError")
        done = subprocess.run(
            [*CREDITCALC, "batch", "a.csv", "--engine", name], capture_output=True, text=True, cwd=folder, check=False
        )
        assert done.returncode == REFUSED
        assert done.stderr.startswith(f"error: {called} is not installed: run `pip install '.[{name}]'` in a clone")
        (folder / f"{package}.py").unlink()


def test_the_sql_multiplies_nothing() -> None:
    joined = sql.joined(["a"])
    texts = [sql.kinds(["a", "b"]), sql.rows(["a"], ["credits_low"], joined), sql.unpriced(joined)]
    texts += [sql.guarded_sql("a", *pair) for pair in (("csv", "csv"), ("jsonl", "csv"), ("csv", "jsonl"))]
    counted = [text.replace("count(*) AS rows_", "").replace("sum(rows_)", "") for text in texts]
    assert not any(sign in text for text in counted for sign in ("*", "/", "sum("))


def notes(path: Path) -> list[str]:
    """The cells of the column `note`."""
    with path.open(encoding="utf-8", newline="") as file:
        return [row["note"] for row in csv.DictReader(file)]


CELLS = ["", "x", " ", "\t", "#", "#4", "Shot #3", "'=1", "é", "a, b", "a\nb", 'q"q', '"', "NULL", "\\", 'a\\"', "\\N"]
CELLS += ["\u2028", "\x0b", " before", "behind ", ",", "\n", '""', "\x00", "\ufeff", "\x85"]
"""What a program may leave in a cell."""


@needs_spark
def test_spark_in_local_mode_writes_the_bytes_of_the_stream_and_says_nothing_itself(folder: Path) -> None:
    """One session, for its start takes as long as all the rest."""
    rows = [{**row, "note": row["note"] or cell} for row, cell in zip(random_rows(4, 150), CELLS * 6, strict=False)]
    rows += [{"id": cell, "model": "kling-2.6-standard", "seconds": "5", "note": cell} for cell in CELLS]
    (folder / "a.csv").write_text(as_csv([*rows, {}]), encoding="utf-8")
    expected = run("batch a.csv --engine stream -o expected.csv")
    done = process("batch a.csv --engine spark --master local[2] --format csv -o out", **QUICK)
    assert done.code == expected.code == REFUSED  # some rows have slips
    parts = [part.read_bytes() for part in sorted((folder / "out").glob("part-*.csv"))]
    header, _, first = parts[0].partition(b"\n")
    rest = [part.removeprefix(header + b"\n") for part in parts[1:]]
    assert b"\n".join([header, b"".join([first, *rest])]) == (folder / "expected.csv").read_bytes()
    # Beside the rows without a price there is neither a banner nor how far it is.
    beside = [[line for line in one.err.splitlines() if not line.startswith("a.csv:")] for one in (done, expected)]
    assert beside[0] == ["written: out" if line == "written: expected.csv" else line for line in beside[1]]


def test_spark_is_not_asked_to_read_what_it_reads_otherwise(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a.csv").write_text("\nmodel,seconds\nkling-2.6-standard,10\n")
    expected = "error: a.csv: not every program reads this CSV the same way: use `--engine stream`\n"
    assert run("batch a.csv --engine spark --format csv -o out") == Ran(REFUSED, "", expected)
