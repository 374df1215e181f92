"""Whatever reads a file, it finds the same rows: from CSV to CSV the same bytes, else the same prices and refusals."""

import json
import os
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shell import Ran, run
from shop import shop

from creditcalc.batch.engine.alike import reads_alike

needs_duckdb = pytest.mark.skipif(not find_spec("duckdb"), reason="needs the extra `duckdb`")
GOOD = "id,model,seconds,note\na,clip,8,x\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, and the shop as the sheets in use."""
    sheets = shop(tmp_path_factory.mktemp("shop")).folder
    for path in (sheets, *sheets.rglob("*")):
        os.utime(path, (0, 0))  # at rest: else no compiled copy is kept, and every run compiles them anew
    monkeypatch.setenv("CREDITCALC_PRICING", str(sheets))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def both(name: str, form: str) -> tuple[tuple[Ran, bytes | None], ...]:
    """What a batch says and writes, through the stream and through DuckDB."""
    found = []
    for engine in ("stream", "duckdb"):
        out = Path(f"out.{form}")
        out.unlink(missing_ok=True)
        said = run(f"batch {name} --engine {engine} -o {out}")
        found.append((said, out.read_bytes() if out.exists() else None))
    return tuple(found)


ODD = {
    "a blank line before the header": f"\n{GOOD}",
    "blank lines between": "id,model,seconds,note\n\na,clip,8,x\n\n\nb,clip,9,\n",
    "rows of empty cells": "id,model,seconds,note\na,clip,8,x\n,,,\n \t,, ,\nb,clip,99,\n",
    "a quoted row of empty cells": 'id,model,seconds,note\n"","",,\na,clip,8,x\n',
    "a blank row in one column": "model\nclip\n \npicture\n",
    "a row with a comma too many": "id,model,seconds,note\na,clip,8,x,\nb,clip,9,\n",
    "as many commas too many as too few": "id,model,seconds,note\na,clip,8,x,\nb,clip,9\n",
    "a header with commas too many": "id,model,seconds,note,,\na,clip,8,x,,\nb,clip,9,,,\n",
    "a row whose first cells are empty, and a row of nothing": "id,model,seconds,note\n,clip,8,\n,,,\n1,clip,8,\n",
    "cells that begin as comments do": "id,model,seconds,note\n#1,clip,8,Shot #3\n#,clip,9,#4\nc,#,8,\n",
    "a quote behind a space": 'id,model,seconds,note\na, "clip",8,x\n',
    "a space behind a quote": 'id,model,seconds,note\na,"clip" ,8,"" \n',
    "a quote inside a cell": 'id,model,seconds,note\na,clip,8,5" wide\nb,clip,8,"5"" wide"\n',
    "text behind a quote": 'id,model,seconds,note\na,"cl"ip,8,x\n',
    "lines that end in two ways": "id,model,seconds,note\r\na,clip,8,x\nb,clip,9,\r\n",
    "a lone CR": "id,model,seconds,note\na,clip,8,x\ry\n",
    "lines inside cells": 'id,model,seconds,note\na,clip,8,"x\ny"\n"b\n\n",clip,9,\n',
    "lines inside cells of every kind": 'id,model,seconds,note\na,"cl\nip",8,\nb,"cl\r\nip",8,',
    "a quote left open": 'id,model,seconds,note\na,"clip,8,x\n',
    "what joins the cells of a kind": "id,model,seconds,note\na,clip\x1f,8,x\n",
    "what is no text": "id,model,seconds,note\na,clip,8,\udcff\n",
    "CRLF": GOOD.replace("\n", "\r\n"),
    "no end of the last line": GOOD.removesuffix("\n"),
    "a byte order mark": f"\ufeff{GOOD}",
}


@needs_duckdb
@pytest.mark.parametrize("name", ODD)
def test_a_file_that_engines_read_in_their_own_way_gives_the_bytes_of_the_stream(name: str) -> None:
    Path("a.csv").write_bytes(ODD[name].encode("utf-8", "surrogateescape"))
    stream, duckdb = both("a.csv", "csv")
    assert duckdb[1] == stream[1]
    assert duckdb[0].code == stream[0].code
    if '"' not in ODD[name]:  # else rows may span lines, and are named by their numbers
        assert duckdb == stream


@needs_duckdb
def test_rows_of_nothing_are_none_where_only_an_engine_can_read(folder: Path) -> None:
    """8 s and 10 s at 2 a second: 36, and the row of nothing is none, in Parquet, in zstd and through a pattern."""
    import duckdb

    rows = "('clip', '8', NULL), (NULL, '', ' \t'), ('clip', '10', 'x')"
    table = f"(SELECT * FROM (VALUES {rows}) AS t(model, seconds, note))"
    duckdb.execute(f"COPY {table} TO 'blank.parquet'")
    duckdb.execute(f"COPY {table} TO 'blank.csv.zst' (HEADER, COMPRESSION zstd)")
    duckdb.execute(f"COPY {table} TO 'blank-1.csv' (HEADER)")
    for name in ("blank.parquet", "blank.csv.zst", "'blank-*.csv'"):
        assert run(f"batch {name} -o out.csv") == Ran(0, "", "2 rows, total 36 credits\nwritten: out.csv\n"), name
        assert len(Path("out.csv").read_text().splitlines()) == 3


@needs_duckdb
def test_a_pattern_names_the_file_that_only_the_stream_reads(folder: Path) -> None:
    (folder / "odd-1.csv").write_text(GOOD)
    (folder / "odd-2.csv").write_text(f"\n{GOOD}")
    expected = "error: odd-2.csv: not every program reads this CSV the same way: use `--engine stream`\n"
    assert run("batch 'odd-*.csv' -o out2.csv") == Ran(1, "", expected)
    assert not (folder / "out2.csv").exists()


CELLS = ["", "", "x", " ", "\t", "#4", "=1", "'=1", "é", '"a, b"', '"a\nb"', '"q""q"', '""', '"" ', ' "a"', '"', "\\"]
CELLS += [",", ",,", "\n", "\r\n", "\r", "\x1f", "\u2028", "NULL", "'", "-5"]
cell = st.sampled_from(CELLS)


@st.composite
def csv_files(draw: st.DrawFn) -> str:
    """CSV as programs and people write it, and as neither should."""
    header = draw(
        st.sampled_from(["id,model,seconds,note"] * 4 + ["\nid,model,seconds,note", "id,model,seconds,note,"])
    )
    lines = [header]
    for number in range(draw(st.integers(1, 3))):
        cells = [str(number), "clip", "8", draw(cell)]
        for at in draw(st.lists(st.integers(0, 3), max_size=1)):
            cells[at] = draw(cell)
        lines.append(",".join(cells) + draw(st.sampled_from([""] * 6 + [",", "\n", "\n,,,"])))
    end = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    return end.join(lines) + draw(st.sampled_from([end, "", end + end]))


@needs_duckdb
@settings(max_examples=100)
@given(csv_files())
def test_any_csv_gives_the_same_bytes_through_every_engine(text: str) -> None:
    Path("a.csv").write_bytes(text.encode())
    stream, duckdb = both("a.csv", "csv")
    assert (duckdb[1], duckdb[0].code) == (stream[1], stream[0].code)


VALUES = ['"clip"', "8", "10", '""', "null", '" "', '"#4"', "true", "8.10", "1e1", "8.1234567890123456789", "[8]"]
VALUES += ['{"a":1}', '"=1"', '"\\n"', "-0", '"[x]"', '"{"', "NaN", '"\\u0000"', "01", '"\\ud800"']
ROWS = ("", "{}", "[]", "3", "null", '{"model": null}', "{", '{"model": "clip", "seconds": 5,}', '{"id": "x"}')
KEYS = ("note", "takes", "scene", "Model", "model", " seconds", "zz", "error", "")


@st.composite
def json_lines(draw: st.DrawFn) -> str:
    """JSON Lines, mostly of generations."""
    lines = []
    for number in range(draw(st.integers(1, 3))):
        pairs = [("id", f'"{number}"'), ("model", '"clip"'), ("seconds", draw(st.sampled_from(["8", "9", *VALUES])))]
        pairs += draw(st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(VALUES)), max_size=1))
        line = ", ".join(f'"{key}": {value}' for key, value in pairs)
        lines.append(draw(st.sampled_from([f"{{{line}}}"] * 8 + [draw(st.sampled_from(ROWS))])))
    text = "\n".join(lines) + draw(st.sampled_from(["\n", ""]))
    return f"[{text}]" if draw(st.integers(0, 9)) == 0 else text


def prices(written: bytes | None) -> list[tuple[object, ...]] | None:
    """The results of every row of JSON Lines, and whether there is an error: its words may spell a number otherwise."""
    if written is None:
        return None
    rows = map(json.loads, written.decode().splitlines())
    return [(row["credits_low"], row["credits_high"], row["qualifier"], bool(row["error"])) for row in rows]


@needs_duckdb
@settings(max_examples=60)
@given(json_lines())
def test_any_json_gives_the_same_prices_and_refusals_through_every_engine(text: str) -> None:
    Path("a.jsonl").write_text(text)
    stream, duckdb = both("a.jsonl", "jsonl")
    assert (prices(duckdb[1]), duckdb[0].code) == (prices(stream[1]), stream[0].code)


@needs_duckdb
@pytest.mark.parametrize("text", ['[\n{"model": "clip",\n"seconds": 8}\n]', '[{"model": "clip", "seconds": 8}]\n'])
def test_an_array_is_read_by_the_stream_whatever_engine_is_asked_for(text: str) -> None:
    Path("a.json").write_text(text)
    assert run("batch a.json --engine duckdb --quiet") == Ran(0, "16\n", "")  # 8 * 2


@given(csv_files(), st.data())
def test_it_does_not_matter_where_a_block_ends(text: str, data: st.DataObject) -> None:
    lines = text.encode().splitlines(keepends=True)
    lines = [line for line in lines if line.endswith(b"\n")]
    at = data.draw(st.integers(0, len(lines)))
    parts = [part for part in (b"".join(lines[:at]), b"".join(lines[at:])) if part]
    assert reads_alike(iter(parts), 4) == reads_alike(iter([b"".join(lines)] if lines else []), 4)
