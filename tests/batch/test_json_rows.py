"""JSON as people have it: one object a line or an array, from a file or a pipe that comes in any pieces."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shell import run
from shop import shop

from creditcalc.batch.formats import rows_of, sink_for
from creditcalc.batch.pricer import Priced, Pricer
from creditcalc.batch.rows import jsonl
from creditcalc.batch.rows.blocks import Input
from creditcalc.batch.rows.jsonl import JsonRows
from creditcalc.batch.stream import stream
from creditcalc.errors import CreditcalcError
from creditcalc.sheets.catalog import Catalog


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, and the shop as the sheets in use."""
    monkeypatch.setenv("CREDITCALC_PRICING", str(shop(tmp_path_factory.mktemp("shop")).folder))
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Pipe:
    """Bytes that come in pieces, as a program writes them."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = [piece for piece in pieces if piece]

    def fileno(self) -> int:
        raise OSError

    def seekable(self) -> bool:
        return False

    def read1(self, size: int) -> bytes:
        return self.pieces.pop(0) if self.pieces else b""


def piped(*pieces: bytes, kind: str | None = None) -> tuple[bytes, tuple[str, ...]]:
    """What a batch writes as CSV of what comes through a pipe, and what it reports."""
    catalog = Catalog(os.environ["CREDITCALC_PRICING"])
    pricer = Pricer(catalog, catalog.edition())
    reported: list[str] = []

    def fault(place: str, priced: Priced) -> None:
        reported.append(f"{place}: {priced.error}")

    file = Input("stdin", Pipe(*pieces))  # type: ignore[arg-type]  # all that is asked of it
    source = rows_of(file, kind, pricer)  # type: ignore[arg-type]
    sink = sink_for("csv", source, pricer, file)
    written: list[bytes] = [sink.start()]
    stream(source, pricer, sink, same=source.format == "csv", write=lambda rows, _: written.extend(rows), fault=fault)
    return b"".join(written), tuple(reported)


KINDS = {
    "csv": b"model,seconds\nclip,8\n,\nclip,\nclip,10\n",
    "csv after blank lines": b"\n\nmodel,seconds\nclip,8\n",
    "csv with quotes": b'model,seconds\n"clip",8\n"a\nb",9\n',
    "json lines": b'{"model": "clip", "seconds": 8}\n{"model": "clip", "seconds": 10}\n',
    "the first line broken": b'{"model": "clip", "seconds": 5\n'
    b'{"model":"clip","seconds":5}\n{"model":"clip","seconds":10}\n',
    "blank lines first": b'\n  \n{"model": "clip", "seconds": 8}\n',
    "nulls": b'{"model": "clip", "seconds": 8, "audio": null}\n{"model": null, "seconds": null}\n',
    "an array": b'[\n {"model": "clip",\n  "seconds": 8},\n\n {"model": "clip", "seconds": 10} ]\n',
    "an array with faults": b'[{"model": "clip", "model": "clip"}, 3, {"model": "clip", "seconds": 10}]',
    "an empty array": b"[ ]\n",
}


@pytest.mark.parametrize("name", KINDS)
def test_a_pipe_may_come_in_any_two_pieces(name: str) -> None:
    """Every split of every kind: the same bytes and the same reports as in one piece."""
    data = KINDS[name]
    whole = piped(data)
    for at in range(1, len(data)):
        assert piped(data[:at], data[at:]) == whole, at


def test_a_row_before_the_first_that_can_be_read_is_reported_and_written() -> None:
    """5 s and 10 s at 2 a second in 1080p: 10 and 20; the first line is broken and is still a row."""
    data = KINDS["the first line broken"]
    first = data.index(b"\n") + 1
    written, reported = piped(data[:first], data[first:], kind="jsonl")
    assert reported == ("stdin:1: is not JSON: write one object per line",)
    assert [line.split(",")[:3] for line in written.decode().splitlines()] == [
        ["model", "seconds", "credits_low"],
        ["", "", ""],
        ["clip", "5", "10"],
        ["clip", "10", "20"],
    ]


def test_a_stream_without_a_row_that_can_be_read_is_refused_after_10_mb() -> None:
    def pieces() -> Iterator[bytes]:
        yield from [(b"{" + b"x" * 998 + b"\n") * 1_000] * 20

    with pytest.raises(CreditcalcError, match="no readable row in its first 10 MB"):
        piped(*pieces(), kind="jsonl")


def meaning(text: str, kind: str, name: str) -> object:
    """What an output says, whatever blanks stand in its rows and whatever file it is of."""
    text = text.replace(name, "FILE")
    if kind == "jsonl":
        return [json.loads(line) for line in text.splitlines()]
    return json.loads(text) if kind == "json" else text


@pytest.mark.parametrize("kind", ["jsonl", "json", "csv", "markdown"])
def test_an_array_is_rows(folder: Path, kind: str) -> None:
    """8 s and 10 s at 2 a second: 16 + 20 = 36; the same as one object a line."""
    rows = [{"model": "clip", "seconds": 8}, {"model": "clip", "seconds": 10}]
    (folder / "a.json").write_text(json.dumps(rows, indent=2))
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert run("batch a.json --quiet").out == "36\n"
    array, lines = run(f"batch a.json --format {kind}"), run(f"batch a.jsonl --format {kind}")
    assert meaning(array.out, kind, "a.json") == meaning(lines.out, kind, "a.jsonl")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[", "a.json:1"),
        ('[{"model": "clip", "seconds": 8}', "a.json:1"),
        ('[\n{"model": "clip", "seconds": 8}\n{"model": "clip"}]', "a.json:3"),
        ('[{"model": "clip", "seconds": 8},]', "a.json:1"),
        ('[{"model": "clip", "seconds": 8}] more', "a.json:1"),
        ('[\n\n{"model": oops}]', "a.json:3"),
    ],
)
def test_a_broken_array_is_refused_with_its_place(folder: Path, text: str, place: str) -> None:
    (folder / "a.json").write_text(text)
    found = run("batch a.json -o out.csv")
    assert (found.code, (folder / "out.csv").exists()) == (1, False)
    assert found.err.endswith(f"error: {place}: is not JSON: write an array of objects, or one object per line\n")


def test_a_key_that_is_null_in_the_first_line_is_a_column(folder: Path) -> None:
    """5 s at 2 = 10, 10 s = 20."""
    lines = ['{"model": "clip", "seconds": 5, "note": null}', '{"model": "clip", "seconds": 10, "note": "x"}']
    (folder / "a.jsonl").write_text("\n".join(lines) + "\n")
    found = run("batch a.jsonl --format csv --keep note")
    assert found.code == 0
    assert found.out.splitlines()[1:] == ["clip,5,,10,10,exact,official,", "clip,10,x,20,20,exact,official,"]


def test_a_key_that_is_null_needs_no_column(folder: Path) -> None:
    """5 s and 10 s at 2 a second: what the second line does not give is not among the columns of the first."""
    lines = b'{"model": "clip", "seconds": 5}\n', b'{"model": "clip", "seconds": 10, "takes": null, "resolution": ""}\n'
    written, reported = piped(*lines, kind="jsonl")
    assert reported == ()
    assert [line.split(",")[:3] for line in written.decode().splitlines()][1:] == [
        ["clip", "5", "10"],
        ["clip", "10", "20"],
    ]


NAMES = "id", "ID", "note", "seconds", "SECONDS", "takes", "model", r"a\"id", r"i\u0064", ":", "meta", "grade"
WORDS = (
    *(
        '"1"',
        '"2"',
        '"clip"',
        '"é"',
        '""',
        '" "',
        '"\x00"',
        '"\t"',
        "\x00",
        '"\udcff"',
        '"',
        '": 5, "',
        '": 6, "',
        '"8"',
    ),
    *(r'"\u00e9"', r'"\ud83d"', r'"\"id\": \"1\""', r'"\\"', r'"\x"', r'"\u12"', '"a\\', '"' + r"\n" * 100 + '"'),
    *("1", "2", "-0", "01", "1.50", '"1".50', "1e2", "9" * 5_000, "NaN", "null", "true", "1}", '"id": "1"'),
    *('{"id": "1"}', '{"id": "2"}', '{"id": 1, "id": 2}', '["id", "1"]', '[["id", "1"]]', "[1, 2"),
)
"""Words as they stand in a line, many of them broken; a half character stands for a byte that is no text."""
FORMS = (
    *('{"KEY": WORD}', '{"model":"clip","KEY":WORD}', '{"KEY": WORD, "model": "clip"}', '{"KEY": WORD, "model": ""}'),
    *('{"KEY"WORD, "model": "clip"}', '{"model": "clip", "note": {"KEY" : WORD}}', ' {"KEY": "1", "seconds": WORD} '),
    *('[["model", "clip"], ["KEY", WORD]]', '{"KEY": "1", "KEY": WORD}', '{"id": 1, "model": "clip", "KEY":\t WORD }'),
)


def rows_read(*lines: bytes, whole: bool, columns: tuple[str, ...] = ()) -> list[tuple[bytes, object, int]]:
    """What a reader makes of lines after a first one: what it writes back, what each means, and where it stands."""
    blocks = iter([b'{"model": "first"}\n', *(line + b"\n" for line in lines)])
    rows = JsonRows(blocks, "a.jsonl", frozenset(("id", "note", ":")), frozenset(("grade",)))
    rows.columns = columns
    pieces = rows.pieces((lambda values: repr(values).encode()) if whole else None)
    return [one for piece in pieces for one in zip(piece.heads, piece.keys, piece.lines, strict=True)][1:]


@pytest.mark.parametrize("columns", [(), ("model", "note")], ids=["", "known columns"])
@pytest.mark.parametrize("whole", [False, True], ids=["", "whole"])
@pytest.mark.parametrize("name", NAMES)
def test_a_line_is_read_as_if_it_were_alone(name: str, whole: bool, columns: tuple[str, ...]) -> None:
    """What is remembered of lines that are alike changes nothing: each word after every other one, in every form."""
    texts = [form.replace("KEY", name).replace("WORD", word) for form in FORMS for word in WORDS]
    lines = [text.encode("utf-8", "surrogateescape") for text in texts]
    alone = [rows_read(line, whole=whole, columns=columns) for line in lines] * 2
    together = rows_read(*lines, *lines, whole=whole, columns=columns)
    assert together == [(*row[:2], number) for number, found in enumerate(alone, 2) for row in found]


@given(
    st.lists(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(WORDS)), min_size=2, max_size=4), max_size=4),
    st.booleans(),
)
def test_lines_in_one_block_are_read_as_if_alone(rows: list[list[tuple[str, str]]], whole: bool) -> None:
    """A few rows with some keys each, in all kinds of order, and each again with its words the other way round."""
    texts = ["{" + ", ".join(f'"{name}": {word}' for name, word in row) + "}" for row in rows]
    for row in rows:
        turned = zip([name for name, _ in row], [word for _, word in reversed(row)], strict=True)
        texts.append("{" + ", ".join(f'"{name}": {word}' for name, word in turned) + "}")
    lines = [text.encode("utf-8", "surrogateescape") for text in texts]
    together = rows_read(*([b"\n".join(lines)] if lines else []), whole=whole)
    assert together == rows_read(*lines, whole=whole)


def test_lines_of_one_form_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever their ids and notes are: text with escapes, other letters, whole numbers."""
    read: list[bytes] = []
    whole = jsonl._object  # what reads a line in full

    def noted(text: bytes) -> dict[str, object]:
        read.append(text)
        return whole(text)

    monkeypatch.setattr(jsonl, "_object", noted)
    words = "7", '"7"', '"é"', r'"\u00e9 \"x\""', "-12"
    lines = [f'{{"id": {one}, "model": "clip", "note": {other}}}'.encode() for one in words for other in words]
    found = rows_read(*lines, whole=False)
    assert read == [b'{"model": "first"}', lines[0]]
    assert {key for _, key, _ in found} == {(("model", "clip"),)}
    assert [head + b"}" for head, _, _ in found] == lines


def test_a_key_in_capitals_is_the_same_key(folder: Path) -> None:
    """8 s at 2 a second: 16, and 32 for two takes. A list of pairs that say the same is no generation."""
    row = '{"model": "clip", "SECONDS": 8, "takes": 1}'
    (folder / "a.jsonl").write_text(f'{row}\n{row.replace("1", "2")}\n[["model", "clip"], ["seconds", "8"]]\n')
    lines = run("batch a.jsonl --format jsonl").out.splitlines()
    assert [json.loads(line)["credits_low"] for line in lines] == ["16", "32", None]
