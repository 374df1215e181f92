"""Rows and columns in which nothing stands, in every command that reads a file of generations."""

from pathlib import Path

import pytest
from shell import run
from shop import shop

BLANKS = ("", ",,", "  , ,", "\t,,", ",,\r", ",", ",,,,", '"",,')


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, and the shop as the sheets in use."""
    monkeypatch.setenv("CREDITCALC_PRICING", str(shop(tmp_path_factory.mktemp("shop")).folder))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_row_of_nothing_but_empty_cells_is_no_row(folder: Path, blank: str, place: int) -> None:
    """8 s and 10 s at 2 a second: 36, two rows, and nothing else is written."""
    lines = ["model,seconds,audio", "clip,8,", "clip,10,off"]
    (folder / "plain.csv").write_text("\n".join(lines) + "\n")
    lines.insert(place, blank)
    (folder / "a.csv").write_text("\n".join(lines) + "\n")
    found, plain = run("batch a.csv --format csv"), run("batch plain.csv --format csv")
    assert found == plain
    assert (found.code, found.err) == (0, "2 rows, total 36 credits\n")


def test_the_lines_of_rows_behind_it_stay_what_they_are(folder: Path) -> None:
    (folder / "a.csv").write_text("model,seconds\nclip,8\n,\nclip,99\n")
    assert run("batch a.csv --format csv").err.startswith("a.csv:4: ")


@pytest.mark.parametrize(("header", "row"), [("model,seconds,", "clip,8,"), ("model,seconds, ,,", "clip,8,,,")])
def test_columns_without_a_name_and_without_cells_are_left_out(folder: Path, header: str, row: str) -> None:
    """8 s at 2 = 16; a row may leave the empty cells out."""
    (folder / "a.csv").write_text(f"{header}\n{row}\nclip,10\n")
    found = run("batch a.csv --format csv")
    assert found.code == 0
    assert found.out.splitlines() == [
        "model,seconds,credits_low,credits_high,qualifier,grade,error",
        "clip,8,16,16,exact,official,",
        "clip,10,20,20,exact,official,",
    ]


def test_a_cell_under_no_name_is_refused_by_the_number_of_its_column(folder: Path) -> None:
    (folder / "a.csv").write_text("model,seconds,,\nclip,8,,\nclip,10,,x\n")
    found = run("batch a.csv --format csv")
    assert found.code == 1
    assert found.err.startswith("a.csv:3: has a cell in column 4, which has no name: name it in the first line\n")
    assert found.out.splitlines()[2].startswith("clip,")


@pytest.mark.parametrize("options", ["", "--from csv"])
def test_lines_that_end_in_cr_alone_are_refused_in_words_of_ours(folder: Path, options: str) -> None:
    (folder / "a.csv").write_bytes(b"model,seconds\rclip,8\rclip,9\r")
    expected = "a.csv:1: has line breaks of CR alone: save the file with LF or CRLF line breaks"
    assert run(f"batch a.csv {options}").err == f"error: {expected}\n"
    (folder / "b.csv").write_bytes(b"model,seconds\nclip,8\rclip,9\n")
    assert f"b.csv:2: {expected.partition(': ')[2]}\n" in run(f"batch b.csv {options}").err


COMMANDS = (
    "batch a.csv --quiet",
    "plans compare --jobs a.csv",
    "report a.csv -o page.html",
    "wallet forecast --jobs a.csv",
    "wallet spend --jobs a.csv",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_reads_jobs_passes_them_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("CREDITCALC_WALLET", str(folder / "w.db"))
    monkeypatch.setenv("CREDITCALC_PLATFORM", "invideo")
    (folder / "a.csv").write_text("scene,model,seconds\nA,kling-2.6-standard,5\n,,\n")
    assert run("wallet open main --plan plus --since 2026-05-14 --edition 2026-05").code == 0
    found = run(command)
    assert (found.code, "names no model" in found.out + found.err) == (0, False)
