"""Tables as programs write them: what stands between cells, how the text is encoded, and tables of Markdown."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shell import Ran, run
from shop import shop

from creditcalc.batch.rows.csv import DELIMITER_WORDS, CsvRows
from creditcalc.csv import SEPARATORS, line_of

CELLS = [["model", "seconds", "note"], ["clip", "8", "a; b, c|d"], ["", "", ""], ["clip", "4", "Straße"]]
PRICED = "model,seconds,note,credits_low,credits_high,qualifier,grade,error\n"
"""What comes of these: 2 credits a second."""
PRICED += 'clip,8,"a; b, c|d",16,16,exact,official,\nclip,4,Straße,8,8,exact,official,\n'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, and the shop as the sheets in use."""
    monkeypatch.setenv("CREDITCALC_PRICING", str(shop(tmp_path_factory.mktemp("shop")).folder))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def quoted(sign: str) -> str:
    """The cells as text, every cell in quotes that has a sign."""
    return "".join(sign.join(f'"{one}"' if set(one) & {*SEPARATORS} else one for one in row) + "\n" for row in CELLS)


def in_markdown() -> str:
    head, *rows = [" | ".join(cell.replace("|", "\\|") for cell in row) for row in CELLS]
    return f"# Shots\n\n| {head} |\n|:--|--:|---|\n" + "".join(f"| {row} |\n" for row in rows) + "\nThat is all.\n"


DIALECTS: dict[str, tuple[str, bytes]] = {
    **{words: ("a.csv", quoted(sign).encode()) for sign, words in SEPARATORS.items()},
    "tabs in UTF-16": ("a.tsv", quoted("\t").encode("utf-16")),
    "semicolons in the other UTF-16": ("a.csv", b"\xfe\xff" + quoted(";").encode("utf-16-be")),
    "commas in UTF-16": ("a.csv", quoted(",").encode("utf-16")),
    "BOM": ("a.csv", quoted(",").encode("utf-8-sig")),
    "sep=;": ("a.csv", f"sep=;\r\n{quoted(';')}".encode()),
    "sep=|": ("a.csv", f'"sep=|"\n{quoted("|")}'.encode()),
    "sep=,": ("a.csv", f"sep=,\n{quoted(',')}".encode()),
    "Markdown": ("a.md", in_markdown().encode()),
}


@pytest.mark.parametrize("engine", ["auto", "stream", "duckdb"])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_comes_to_the_same_bytes(folder: Path, dialect: str, engine: str) -> None:
    if engine == "duckdb":
        pytest.importorskip("duckdb", reason="needs the extra `duckdb`")
    name, data = DIALECTS[dialect]
    (folder / name).write_bytes(data)
    found = run(f"batch {name} --format csv --engine {engine}")
    said = [line for line in found.err.splitlines() if line.startswith("note: ")]
    assert (found.code, found.out) == (0, PRICED)
    named = {**{words: words for words in SEPARATORS.values()}, **{f"sep={one}": SEPARATORS[one] for one in SEPARATORS}}
    other = next((words for name, words in named.items() if name in dialect and words != "commas"), "")
    assert said == ([f"note: {name}: columns are separated by {other}"] if other else [])


@pytest.mark.parametrize("sign", [*SEPARATORS])
def test_the_wrong_number_of_cells_is_said_in_words_of_the_file(folder: Path, sign: str) -> None:
    (folder / "b.csv").write_text(f"model{sign}seconds\nclip{sign}8{sign}9\nclip\n")
    found = [line for line in run("batch b.csv").err.splitlines() if line.startswith("b.csv:")]
    assert found == [
        f"b.csv:2: has 3 cells for 2 columns: put cells that contain {SEPARATORS[sign]} in quotes",
        f"b.csv:3: has 1 cell for 2 columns: keep the {SEPARATORS[sign]} of empty cells",
    ]


@pytest.mark.parametrize(
    ("header", "sign"),
    [
        ("model,a;b,c", ","),
        ("model;a, b;c", ";"),
        ('"a,b,c";model', ";"),
        ("model,a|b", ","),  # as often as the other one
        ("model\tseconds", "\t"),
        ("model", ","),
    ],
)
def test_the_sign_that_stands_most_often_in_the_header_separates_columns(header: str, sign: str) -> None:
    assert CsvRows(iter([f"{header}\n".encode()]), "a.csv", frozenset()).separator == sign


def commas(separator: str) -> list[tuple[str, str]]:
    """What some numbers come to with that between cells."""
    name = "a.md" if separator == "md" else "a.csv"
    text = (
        "|model|seconds|\n|---|---|\n|clip|7,5|\n"
        if separator == "md"
        else f"model{separator}seconds\nclip{separator}7,5\n"
    )
    Path(name).write_text(text if separator != "," else text.replace("7,5", '"7,5"'))
    found = run(f"batch {name} --quiet")
    return [(found.out, found.err)]


@pytest.mark.parametrize("separator", [";", "\t", "|", "md"])
def test_a_decimal_comma_is_one_where_no_comma_is_between_cells(folder: Path, separator: str) -> None:
    assert commas(separator)[0][0] == "15\n"  # 7.5 * 2


def test_elsewhere_it_is_refused_with_both_readings(folder: Path) -> None:
    assert "a.csv:2: `7,5` may be 75 or 7.5: write `75` or `7.5`\n" in commas(",")[0][1]
    (folder / "a.csv").write_text("model;seconds\nclip;1,000\nclip;1.000\n")
    assert run("batch a.csv").err.splitlines()[1:3] == [
        "a.csv:2: `1,000` may be 1000 or 1: write `1000` or `1`",
        "a.csv:3: `1.000` may be 1000 or 1: write `1000` or `1`",
    ]


def test_text_in_latin_1_is_refused_with_the_remedy_wherever_it_stands(folder: Path) -> None:
    for name, text in (("a.csv", "model,Länge\n"), ("a.csv", "model\n"), ("a.md", "|model|\n|-|\n|Länge|\n")):
        data = text if "ä" in text else f"{text}Länge\n"
        (folder / name).write_bytes(data.encode("latin-1"))
        line = 3 if name == "a.md" else 1 + (data != text)
        assert run(f"batch {name}").err == f"error: {name}:{line}: is not UTF-8 text: save the file as UTF-8\n"


def test_marks_of_markdown_are_not_what_a_cell_says(folder: Path) -> None:
    (folder / "a.md").write_text("model | takes\n--- | ---\n`clip` | **3**\n***clip*** | _2_\n")
    found = run("batch a.md --format csv")
    assert found.out.splitlines()[1:] == [
        f"clip,{takes},,,,,`clip` needs `seconds`: give the column or key `seconds` (a number from 1 to 60)"
        for takes in (3, 2)
    ]


def test_tables_of_the_same_columns_are_one_and_others_are_refused(folder: Path) -> None:
    table = "|model|seconds|\n|---|---|\n|clip|8|\n"
    (folder / "a.md").write_text(f"{table}\n## Two\n\n{table}")
    assert run("batch a.md --quiet") == Ran(0, "32\n", "")  # 2 * 8 * 2
    (folder / "a.md").write_text(f"{table}\n|Name|Value|\n|---|---|\n|a|b|\n")
    assert run("batch a.md").err == "error: a.md: has 2 tables with different columns (lines 1, 5): keep one\n"
    (folder / "a.md").write_text("No | table\n")
    remedy = "has no table: a line such as `|---|---|` goes below its header"
    assert run("batch a.md").err == f"error: a.md: {remedy}\n"


def test_a_place_in_markdown_is_its_line(folder: Path) -> None:
    (folder / "a.md").write_text("# A\n\n|model|seconds|\n|---|---|\n|clip|8|\n|clip|x|\n")
    assert any(line.startswith("a.md:6: ") for line in run("batch a.md").err.splitlines())


@given(st.lists(st.lists(st.text("a\"';,\t|\n é=", max_size=4), min_size=2, max_size=2), min_size=1, max_size=4))
def test_a_separator_changes_no_cell(rows: list[list[str]]) -> None:
    """What a file with commas says, it says with any other sign, when cells are quoted."""

    def keys(sign: str, write: Callable[[str], str]) -> list[object]:
        text = sign.join(["model", "b"]) + "\n" + "".join(sign.join(map(write, row)) + "\n" for row in rows)
        found = CsvRows(iter([text.encode()]), "a", frozenset(), sign)
        return [key for piece in found.pieces(lambda _: b"") for key in piece.keys]

    def write(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"'

    assert all(keys(sign, write) == keys(",", write) for sign in DELIMITER_WORDS)
    assert line_of(["a"]) == "a"
