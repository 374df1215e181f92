"""What a batch says of files that are wrong in every way a file can be wrong, and that nothing of a row is lost."""

import csv
import gzip
import json
import random
import subprocess
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shell import CREDITCALC, Ran, run
from shop import shop

from creditcalc.batch.pricer import SPACE
from creditcalc.batch.rows.cells import meant
from creditcalc.csv import line_of
from creditcalc.errors import REFUSED
from creditcalc.text import guarded, unguarded

GOOD = "model,seconds\nclip,8\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, and the shop as the sheets in use."""
    monkeypatch.setenv("CREDITCALC_PRICING", str(shop(tmp_path_factory.mktemp("shop")).folder))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refusal(name: str, data: bytes, options: str = "--format csv") -> str:
    """The one line said of a file, where no row of it is priced and nothing is written."""
    Path(name).write_bytes(data)
    found = run(f"batch {name} {options} -o out")
    assert (found.code, found.out, Path("out").exists()) == (REFUSED, "", False)
    return found.err


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "a.csv: is empty: the first line must name the columns, including `model`"),
        (b"\n\n", "a.csv: is empty: the first line must name the columns, including `model`"),
        (b"model,seconds\n", "a.csv: has no generations: add a row"),
        (b"1,clip\n2,clip\n", "a.csv:1: there is no column `model`: the first line must name the columns"),
        (b"model,seconds\nclip,8\nclip,8\xe4\nclip,9\xe4\n", "a.csv:3: is not UTF-8 text: save the file as UTF-8"),
        (b"model,seconds,Seconds\n", "a.csv:1: the column `seconds` appears twice: remove or rename one"),
        (b"model,,seconds\n", "a.csv:1: column 2 has no name: the first line must name every column"),
        (b"model,error\n", "a.csv:1: the output adds `error`: rename or remove your own"),
        (GOOD.encode("utf-32"), "a.csv: is UTF-32 text: save it as UTF-8"),
        (GOOD.encode("utf-16")[:-1], "a.csv: is damaged UTF-16 text: save it as UTF-8"),
        (
            b"PK\x03\x04 and more",
            "a.csv: is a spreadsheet or an archive: name it `.xlsx` or `.ods`, or save the sheet as CSV (UTF-8)",
        ),
        (b"PAR1", "a.csv: is a Parquet file: name it `.parquet`, and DuckDB reads it"),
        (
            b'model,seconds\nclip,8\nclip,"8\nclip,9\n',
            "a.csv:3: a quote that opens here is never closed: close it, or double it inside a cell",
        ),
        (gzip.compress(GOOD.encode(), mtime=0)[:-9], "a.csv: the gzip data is incomplete: copy the file again"),
    ],
)
def test_a_file_that_is_none_is_refused(data: bytes, expected: str) -> None:
    assert refusal("a.csv", data) == f"error: {expected}\n"


def test_a_file_without_models_may_have_one_for_all_rows() -> None:
    hint = "name a model, for example   creditcalc batch a.csv --format csv -o out --model clip"
    why = "there is no column `model`: add one that names the model of each row"
    assert refusal("a.csv", b"id,seconds\n1,8\n") == f"error: a.csv:1: {why}\nhint: {hint}\n"


def test_broken_gzip_data_is_said() -> None:
    data = bytearray(gzip.compress(GOOD.encode() * 1000))
    data[20] ^= 255
    assert refusal("a.csv", bytes(data)).startswith("error: a.csv: the gzip data is damaged (")


def test_a_folder_and_a_missing_file_are_said(folder: Path) -> None:
    (folder / "d.csv").mkdir()
    assert run("batch d.csv") == Ran(REFUSED, "", "error: d.csv: is a folder: name a file in it\n")
    expected = "error: no.csv: not found: name a file, or `-` for standard input\n"
    assert run("batch no.csv") == Ran(REFUSED, "", expected)
    assert run("batch a.txt").err.startswith("error: a.txt: unknown type of file: name it `.csv`, ")


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode("utf-8-sig"),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.removesuffix("\n").encode(),
        b"\n" + GOOD.encode() + b"\n\n",
        b'"model","seconds"\n"clip","8"\n',
        gzip.compress(GOOD.encode(), mtime=0),
        gzip.compress(b"model,seconds\n", mtime=0) + gzip.compress(b"clip,8\n", mtime=0),
        b"\xef\xbb\xbfModel, SECONDS \r\nclip,8",
    ],
    ids=["BOM", "CRLF", "no end of line", "blank lines", "quotes", "gzip", "two gzip members", "all at once"],
)
def test_what_programs_write_is_read(folder: Path, data: bytes) -> None:
    (folder / "a.csv").write_bytes(data)
    assert run("batch a.csv --quiet") == Ran(0, "16\n", "")  # 8 * 2


def test_a_cell_may_have_lines_quotes_and_commas_and_keeps_them(folder: Path) -> None:
    (folder / "a.csv").write_text('note,model,seconds\n"a ""b""\nc, d",clip,8\n"x",clip,99\n')
    found = run("batch a.csv --format csv")
    assert next(csv.DictReader(found.out.splitlines(keepends=True)))["note"] == 'a "b"\nc, d'
    assert found.err.startswith("a.csv:4: ")  # the line on which the row begins


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (b"clip,8,a", "has 3 cells for 2 columns: put cells that contain commas in quotes"),
        (b"clip", "has 1 cell for 2 columns: keep the commas of empty cells"),
        (b'"cl"ip,8', "is not CSV: ',' expected after '\"'"),
    ],
)
def test_a_row_that_cannot_be_read_is_reported_and_kept(folder: Path, row: bytes, error: str) -> None:
    (folder / "a.csv").write_bytes(b"model,seconds\nclip,8\n" + row + b"\nclip,1\n")
    done = subprocess.run([*CREDITCALC, "batch", "a.csv", "--format", "csv"], capture_output=True, check=False)
    assert done.stderr.decode().splitlines()[0] == f"a.csv:3: {error}"
    out = done.stdout.splitlines()
    assert len(out) == 4 and out[1].startswith(b"clip,8,16") and out[3].startswith(b"clip,1,2")
    assert b"".join(row.replace(b'"', b"").split(b",")) in b"".join(out[2].replace(b'"', b"").split(b","))


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("{", "is not JSON: write one object per line"),
        ("[1]", 'not a generation: expected {"model": ...}'),
        ("{}", 'not a generation: expected {"model": ...}'),
        ('{"model": "clip", "model": "clip"}', "the key `model` appears twice: remove one"),
        ('{"model": "clip", "seconds": [8]}', "`seconds` must be text, a number, true or false"),
        ('{"model": "clip", "seconds": NaN}', "`NaN` is not a number of seconds: write `8`, `8s`, `1m30s` or `0:30`"),
        ('{"model": "clip", "error": "x"}', "the output adds `error`: rename or remove your own"),
        ("[" * 100_000, "is not JSON: write one object per line"),
    ],
)
def test_a_line_that_is_no_generation_is_reported_and_kept(folder: Path, line: str, error: str) -> None:
    (folder / "a.jsonl").write_text(f'{{"model": "clip", "seconds": 8}}\n{line}\n')
    found = run("batch a.jsonl --format jsonl")
    assert found.err.splitlines()[0] == f"a.jsonl:2: {error}"
    first, second = map(json.loads, found.out.splitlines())
    assert (first["credits_low"], second["credits_low"], second["error"]) == ("16", None, error)
    assert second.get("input", line) == line


def test_a_key_that_the_first_line_of_a_pipe_lacks_is_no_column(folder: Path) -> None:
    data = b'{"model": "clip", "seconds": 8}\n{"model": "clip", "seconds": 8, "takes": 2}\n'
    done = subprocess.run([*CREDITCALC, "batch", "-", "--format", "csv"], input=data, capture_output=True, check=False)
    expected = "stdin:2: the first line does not have the key `takes`: give every line the same keys"
    assert done.stderr.decode().splitlines()[0] == expected


def test_a_row_longer_than_10_mb_is_refused() -> None:
    why = "has a row longer than 10 MB: is a closing quote or a line break missing?"
    assert refusal("a.csv", GOOD.encode() + b"x" * 11_000_000) == f"error: a.csv: {why}\n"
    lines = b'model,seconds,note\nclip,8,a\nclip,8,"' + (b"line" * 50 + b"\n") * 60_000
    assert refusal("a.csv", lines) == "error: a.csv:3: a row is longer than 10 MB: is a closing quote missing?\n"


def test_a_file_that_grows_while_it_is_read_is_refused(folder: Path) -> None:
    path = folder / "a.csv"
    path.write_text("id,model,seconds\n" + "".join(f"{n},clip,{n % 59 + 1}\n" for n in range(300_000)))
    done = threading.Event()

    def grow() -> None:
        while not done.wait(0.002):
            with path.open("a") as file:
                file.write("x,clip,8\n")

    thread = threading.Thread(target=grow)
    thread.start()
    found = run("batch a.csv -o out.csv")
    done.set()
    thread.join()
    assert found.err.endswith("error: a.csv: changed while it was being read: run again, or pipe it in with `-`\n")
    assert not Path("out.csv").exists()


def test_a_hundred_thousand_bad_rows_are_all_reported_once_in_order(folder: Path) -> None:
    (folder / "a.csv").write_text("id,model,seconds\n" + "".join(f"{n},nothing,8\n" for n in range(100_000)))
    found = run("batch a.csv -o out.csv")
    *reported, written, refusal = found.err.splitlines()
    assert [line.split(":")[1] for line in reported] == [str(n + 2) for n in range(100_000)]
    assert written == "written: out.csv"
    assert refusal == "error: None of the 100,000 rows has a price: the total is unknown."
    assert len(Path("out.csv").read_text().splitlines()) == 100_001


FAULTS = (
    "clip",
    "clip,8,x,y",
    'cl"ip,8',
    '"cl"ip,8',
    "clip,,",
    ",,x",
    "clip,99,",
    "nothing,8,",
    "=1,8,",
)


@given(st.lists(st.sampled_from((*FAULTS, "clip,8,", "silent,2,note")), min_size=1, max_size=60), st.booleans())
def test_as_many_rows_come_out_as_go_in_whatever_is_wrong_with_them(rows: list[str], plain: bool) -> None:
    """Each row keeps its place: the text of the good ones stands where it stood, and every other has an error."""
    if plain:
        rows = [row for row in rows if '"' not in row] or ["clip,8,"]
    Path("a.csv").write_bytes(b"model,seconds,note\n" + "\n".join(rows).encode() + b"\n")
    found = run("batch a.csv -o out.csv")
    with Path("out.csv").open(encoding="utf-8", errors="surrogateescape", newline="") as file:
        out = list(csv.DictReader(file))
    good = [row in ("clip,8,", "silent,2,note") for row in rows]
    assert [row["error"] == "" for row in out] == good
    assert [row["credits_low"] for row in out] == [
        {"clip,8,": "16", "silent,2,note": "1"}.get(row, "")
        for row in rows  # 8 * 2; 2 * 0.5
    ]
    assert len(found.err.splitlines()) == good.count(False) + (3 if any(good) else 2) - (0 if False in good else 1)


@given(st.text(alphabet="'=+-@ax\t\r\n \uff1d", max_size=6) | st.text())
def test_a_guarded_cell_says_what_it_said(cell: str) -> None:
    """As a value of another format, which is trimmed where it is read; and as a cell that passes from CSV to CSV."""
    assert meant(guarded(cell)) == cell.strip(SPACE) or cell.startswith(" ")  # an apostrophe after a space may guard
    assert meant(guarded(unguarded(cell))) == meant(cell)


def test_a_formula_is_not_written_for_a_spreadsheet_to_run(folder: Path) -> None:
    (folder / "a.csv").write_text("id,model,seconds,note\n=1+1,clip,8,@a\n'=1,clip,8,+b\n-1,clip,8,-c\n")
    run("batch a.csv -o once.csv")
    assert [line.split(",credits")[0].split(",16")[0] for line in Path("once.csv").read_text().splitlines()[1:]] == [
        "'=1+1,clip,8,'@a",
        "'=1,clip,8,'+b",
        "'-1,clip,8,'-c",
    ]
    out = run("batch once.csv --format jsonl --keep x")
    assert out.code == REFUSED  # its results are columns that are written
    trimmed = "".join(",".join(line.split(",")[:4]) + "\n" for line in Path("once.csv").read_text().splitlines())
    Path("twice.csv").write_text(trimmed)
    assert run("batch twice.csv -o twice.out --format csv").code == 0
    assert Path("twice.out").read_text() == Path("once.csv").read_text()
    ids = [json.loads(line)["id"] for line in run("batch twice.csv --format jsonl").out.splitlines()]
    assert ids == ["=1+1", "=1", "-1"]


def test_plain_blocks_and_careful_rows_come_to_the_same(folder: Path) -> None:
    """One quoted cell makes a whole block be read with care; what is written is the same."""
    rng = random.Random(1)
    rows = [
        [f"r{n}", "clip", str(rng.randrange(1, 70)), rng.choice(["", "on"]), rng.choice(["", "a", "ä"])]
        for n in range(30_000)
    ]
    header = "id,model,seconds,audio,note\n"
    (folder / "plain.csv").write_text(header + "".join(line_of(row) + "\n" for row in rows), encoding="utf-8")
    careful = "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows)
    (folder / "quoted.csv").write_text(header + careful, encoding="utf-8")
    first, second = run("batch plain.csv -o 1.csv"), run("batch quoted.csv -o 2.csv")
    assert Path("1.csv").read_bytes() == Path("2.csv").read_bytes()
    assert first.err.replace("plain", "quoted").replace("1.csv", "2.csv") == second.err


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_sign_is_seen_at_the_start_of_a_file_a_line_and_a_cell(folder: Path, sign: str) -> None:
    for rows in (f"{sign}1,clip,8,\n", f"a,clip,8,\n{sign}1,clip,8,\n", f"a,clip,8,{sign}1\n"):
        (folder / "a.csv").write_text(f"id,model,seconds,note\n{rows}")
        assert f"'{sign}1" in run("batch a.csv --format csv").out


def test_a_number_in_json_is_never_a_float(folder: Path) -> None:
    (folder / "a.jsonl").write_text('{"model": "clip", "seconds": 33.333333333333333}\n')
    assert run("batch a.jsonl --quiet").out == "66.666666666666666\n"  # times 2; a float holds 33.333333333333336
