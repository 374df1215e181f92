"""`creditcalc sheets`: what it prints, refuses and exits with, to the letter."""

import csv
import json
import sys
from pathlib import Path
from textwrap import dedent
from typing import get_args

import pytest
from outcomes import printed, refused, usage
from published import check
from sheets import write
from shell import Ran, run

from creditcalc.pricebook.model import ModelKind
from creditcalc.text import ticked

pytestmark = pytest.mark.usefixtures("folder")


def test_path_names_the_bundled_folder_and_then_ones_own(folder: Path) -> None:
    bundled, own = printed("sheets path").splitlines()
    assert own == str(folder)
    assert (Path(bundled) / "catalog.yaml").is_file()


def test_path_of_a_folder_that_is_none() -> None:
    assert refused("sheets path --pricing gone") == "`gone` is not a folder: `--pricing` names a folder of sheets"


@pytest.mark.parametrize("sheet", ["catalog", "platform", "edition", "models", "plans", "addons", "maps", "bills"])
def test_schema_is_the_one_that_the_sheets_name(sheet: str) -> None:
    bundled = Path(printed("sheets path").splitlines()[0])
    assert printed(f"sheets schema {sheet}") == (bundled / "schema" / f"{sheet}.json").read_text()


SHEET_TAKES = (
    "SHEET takes catalog, platform, edition, models, plans, addons, maps, bills, requests, workflows or statements"
)


def test_schema_of_no_sheet() -> None:
    assert run("sheets schema film") == usage(f"{SHEET_TAKES}, not film")
    assert run("sheets schema model") == usage(
        f"{SHEET_TAKES}, not model",
        "did you mean models?",
        "creditcalc sheets schema models",
    )


@pytest.mark.parametrize("path", ["", "{folder}", "{folder}/p/e/models.yaml", "{folder}/catalog.yaml"])
def test_check_of_good_sheets(folder: Path, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDITCALC_TODAY", "2026-11-29")
    result = run(f"sheets check {path.format(folder=folder)}")
    assert (result.code, [line for line in result.err.splitlines() if ": warning: " not in line]) == (0, [])
    out = result.out.splitlines()
    assert out[1].startswith("✓ no faults")
    (row,) = [line for line in out if line.strip().startswith("p/e")]
    edition, models, rates, examples, single, _, faults = row.split()
    assert (edition, models, rates, examples, single, faults) == ("p/e", "6", "8", "0", "7", "0")


def test_check_finds_every_fault_at_once(folder: Path) -> None:
    write(
        folder,
        {
            "p/e/models.yaml": """\
                clip: {name: Clip, maker: M, kind: film}
                clop: {name: Clop, maker: M, kind: video, price: 3}
                """,
            "p/e/more.yaml": "o: {name: O, maker: M, kind: image, rates: [{price: 1, per: image, source: doc}]}\n",
        },
    )
    result = run("sheets check")
    assert result.code == 1
    assert "\n✗ 3 faults and 4 warnings in " in result.out
    assert "".join(line for line in result.err.splitlines(keepends=True) if ": warning: " not in line) == dedent(
        f"""\
        {folder}/p/e/models.yaml:1:36: `film` is not allowed here: write {ticked(get_args(ModelKind))}
        {folder}/p/e/models.yaml:2:43: unknown key `price`: did you mean `since`?
        {folder}/p/e/more.yaml:1:45: unknown source `doc`: did you mean `docs`?
        """
    )


def test_check_of_one_sheet_names_its_faults_alone(folder: Path) -> None:
    write(folder, {"p/e/one.yaml": "a: [\n", "p/e/two.yaml": "b: [\n"})
    result = run(f"sheets check {folder}/p/e/two.yaml")
    assert result.code == 1
    assert [line.partition(":")[0] for line in result.err.splitlines()] == [f"{folder}/p/e/two.yaml"]


def test_check_takes_a_sheet_by_its_path_from_here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, {"p/e/one.yaml": "a: [\n"})
    monkeypatch.chdir(folder / "p")
    assert run("sheets check e/models.yaml").code == 0
    assert run("sheets check e/one.yaml").code == 1


def test_check_of_a_good_sheet_beside_a_bad_one_passes(folder: Path) -> None:
    write(folder, {"p/e/one.yaml": "a: [\n"})
    result = run(f"sheets check {folder}/p/e/models.yaml")
    assert (result.code, result.err) == (0, "")


DATED = """\
unit: credit
from: 2026-05-01
as_of: 2026-05-31
sources: {docs: {title: The documentation, date: 2026-12-01, grade: official}}
"""


@pytest.mark.parametrize(("today", "warned"), [("2026-11-30", True), ("2026-12-01", False)])
def test_what_depends_on_today_is_a_warning_and_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, today: str, warned: bool
) -> None:
    own = tmp_path / "own"
    write(own, {"q/platform.yaml": "{name: Q, default_edition: e}\n", "q/e/edition.yaml": DATED})
    monkeypatch.setenv("CREDITCALC_TODAY", today)
    said = f"{own}/q/e/edition.yaml:4:17: warning: `docs` is dated 2026-12-01, in the future: correct its date"
    for path in (own, own / "q/e/edition.yaml"):
        result = run(f"sheets check {path} --json")
        assert (result.code, result.err) == (0, f"{said}\n" if warned else "")
        place, _, text = said.partition(": warning: ")
        assert json.loads(result.out)["warnings"] == ([{"place": place, "text": text}] if warned else [])
    answer = "\n✓ no faults and 1 warning in " if warned else "\n✓ no faults in "
    assert answer in run(f"sheets check {own}").out
    # of one sheet or folder, what it says itself; without a path, what all say
    assert run(f"sheets check {own}/q/platform.yaml").err == ""
    monkeypatch.setenv("CREDITCALC_TODAY", "2026-09-01")
    assert {line.partition("/")[0] for line in run("sheets check").err.splitlines()} == {"pricing"}


def test_check_of_what_is_not_there() -> None:
    assert refused("sheets check gone") == "`gone` is neither a sheet nor a folder of sheets: name one of them"


@pytest.mark.parametrize("what", ["", "--combinations "])
def test_an_export_has_the_same_rows_in_every_format(what: str, folder: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    for suffix in ("csv", "json", "parquet"):
        file = tmp_path / f"out.{suffix}"
        assert run(f"sheets export {what}--platform p -o {file}") == Ran(0, "", f"written: {file}\n")
    found = check((tmp_path / "out.json").read_text())
    assert found["of"] == ("combinations" if what else "rates")
    assert parquet.read_table(tmp_path / "out.parquet").to_pylist() == found["rows"]
    text = (tmp_path / "out.csv").read_text()
    words = {None: "", True: "true", False: "false"}
    assert [*csv.DictReader(text.splitlines())] == [
        {name: words.get(cell, cell) for name, cell in row.items()} for row in found["rows"]
    ]
    assert printed(f"sheets export {what}--platform p") == text
    assert printed(f"sheets export {what}--platform p --format json -o -") == (tmp_path / "out.json").read_text()


def test_an_export_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused("sheets export --format parquet") == "Parquet goes to a file: add `--output prices.parquet`"
    assert refused("sheets export --platform q").startswith("unknown platform `q`")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert refused("sheets export --platform p -o out.parquet") == (
        "pyarrow is not installed: run `pip install '.[arrow]'` in a clone of creditcalc"
    )
