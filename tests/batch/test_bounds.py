"""Files that are made to hurt are answered or refused by a named limit, in bounded time and memory."""

import gzip
from pathlib import Path

import pytest
from bounds import bounded, last_line, written

pytestmark = pytest.mark.usefixtures("warm", "folder")
COLUMNS = 100_000
KEPT = "remove those that affect no price"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder to be in."""
    monkeypatch.chdir(tmp_path)


def packed(name: str, *parts: tuple[bytes, int]) -> str:
    """A gzip file of some bytes, each so many times."""
    with gzip.open(name, "wb", compresslevel=1) as file:
        for part, times in parts:
            file.write(part * times)
    return name


def test_a_hundred_thousand_columns() -> None:
    names = ",".join(f"c{number}" for number in range(COLUMNS))
    ran = bounded(["batch", written("a.csv", f"model,{names}\nveo-3.1{',' * COLUMNS}\n")])
    assert last_line(ran) == f"error: a.csv:1: has 100,001 columns, but at most 1,000 are read: {KEPT}"


def test_a_line_of_a_hundred_thousand_keys_with_one_twice() -> None:
    keys = ",".join(f'"k{number}":1' for number in range(COLUMNS))
    line = f'{{{keys},"k{COLUMNS - 1}":2}}\n'
    for more in ([], ["--format", "csv"]):
        ran = bounded(["batch", written("a.jsonl", line), *more])
        assert f"a.jsonl:1: the key `k{COLUMNS - 1}` appears twice: remove one" in ran.err.splitlines()


@pytest.mark.parametrize("engine", ["stream", "duckdb"])
def test_a_line_of_many_keys(engine: str) -> None:
    keys = ",".join(f'"k{number}":1' for number in range(200_000))
    ran = bounded(["batch", written("a.jsonl", f"{{{keys}}}\n"), "--engine", engine])
    assert f"a.jsonl:1: has 200,000 keys, but at most 1,000 are read: {KEPT}" in ran.err.splitlines()


def test_many_lines_that_each_have_a_key_of_their_own() -> None:
    lines = "".join(f'{{"model":"veo-3.1","k{number}":1}}\n' for number in range(50_000))
    ran = bounded(["batch", written("a.jsonl", lines), "--format", "csv"])
    assert last_line(ran).endswith(f"keys, but at most 1,000 are read: {KEPT}")


def test_fifty_thousand_unknown_names() -> None:
    rows = "".join(f"veo-3.{number}x,8\n" for number in range(50_000))
    ran = bounded(["batch", written("a.csv", f"model,seconds\n{rows}")])
    lines = ran.err.splitlines()
    assert sum("did you mean" in line for line in lines) == 500
    assert lines[0].startswith("a.csv:2: unknown model `veo-3.0x` on invideo: did you mean `Veo 3`")
    assert lines[-2] == "a.csv:50001: unknown model `veo-3.49999x` on invideo (see `creditcalc models list`)"


@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_a_quote_left_open_before_ten_megabytes_of_line_ends(end: bytes) -> None:
    data = b'model,seconds\n"veo' + end * (9_990_000 // len(end))
    ran = bounded(["batch", written("a.csv", data)])
    assert last_line(ran) == "error: a.csv:2: a row is longer than 100,000 lines: is a closing quote missing?"


BOMB = "unpacks to more than 100 times its size: if that is expected, unpack it with `gunzip` first"


@pytest.mark.parametrize(
    ("name", "head", "part"),
    [
        ("a.csv.gz", b"model,seconds\n", b"a"),
        ("a.csv.gz", b"model,seconds\n", b"\n"),
        ("a.csv.gz", b"model,seconds\n", b" , \r\n"),
        ("a.csv.gz", b"model,seconds\n", b"veo-3.1,8\n"),
        ("a.jsonl.gz", b"", b"\n"),
        ("a.json.gz", b"[", b" "),
        ("a.jsonl.gz", b"", b'{"model":"veo-3.1","seconds":8}\n'),
    ],
    ids=["a row", "line ends", "empty rows", "rows", "blank lines", "blanks", "objects"],
)
def test_a_gzip_bomb(name: str, head: bytes, part: bytes) -> None:
    bomb = packed(name, (head, 1), (part, 30_000_000 // len(part)))
    assert last_line(bounded(["batch", bomb])) == f"error: {name}: {BOMB}"


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_nothing_but_blank_lines(name: str) -> None:
    ran = bounded(["batch", written(name, "model\n" * name.endswith("csv") + "\n" * 11_000_000)])
    assert last_line(ran) == f"error: {name}: has 10 MB of blank lines: is it damaged?"


def test_blank_lines_in_their_millions_are_counted() -> None:
    """A file of fewer is read, and the line of what follows is right."""
    for name, head, row in (("a.csv", "model\n", "veo-9\n"), ("a.jsonl", "", '{"model": "veo-9"}\n')):
        ran = bounded(["batch", written(name, head + "\n" * 5_000_000 + row)])
        assert f"{name}:{5_000_001 + len(head.splitlines())}: unknown model `veo-9`" in ran.err


def test_an_array_on_one_line() -> None:
    array = f"[{','.join(['{}'] * 200_000)}]"
    ran = bounded(["batch", written("a.json", array)])
    assert "a.json:1: not a generation" in ran.err


def test_half_a_character_is_kept_as_json_writes_it() -> None:
    row = r'{"model":"kling-2.6-standard","seconds":5,"note":"\ud83d"}' + "\n"
    ran = bounded(["batch", written("a.jsonl", row), "--format", "csv"])
    assert ran.code == 0
    assert ran.out.splitlines()[1] == r"kling-2.6-standard,5,\ud83d,2.5,2.5,about,third_party,"
    ran = bounded(["batch", written("a.jsonl", r'{"model":"veo-3.1","\ud83d":1}'), "--format", "csv"])
    assert ran.out.splitlines()[0] == r"model,\ud83d,credits_low,credits_high,qualifier,grade,error"
