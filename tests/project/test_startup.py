"""What a start loads, once its sheets are compiled: nothing heavy, and no room that is not on its way."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from shell import run
from source import rungs

HEAVY = {
    *("rich", "yaml", "jinja2", "sqlite3", "duckdb", "pyspark", "pyarrow", "pandas", "polars", "numpy", "pydantic"),
    *("json.tool", "email", "asyncio", "multiprocessing", "mcp", "mcp_types", "anyio", "textual"),
    *("python_calamine", "xlsxwriter"),
}
"""What takes longer to load than a quote takes to be made."""
ROOMS = {room for rung in rungs() for room in rung}
QUOTE = {
    *("cli", "render", "reports", "sheets", "rating", "pricebook"),
    *("difference", "day", "files", "amount", "errors", "text", "record", "clock"),
}
"""The rooms that a quote passes, and what it stands on; the rest of the ground is for those who ask for it."""
ROWS = "model,seconds,resolution,audio\nveo-3.1,8,4k,on\n"
"""8 s at 10+ credits a second: 80+."""
COMMAND = """
import sys
from creditcalc.cli.app import main
sys.argv[0] = "creditcalc"
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""
LIBRARY = """
import sys
import creditcalc
print({"creditcalc.book", "creditcalc.sheets.catalog"} & set(sys.modules) != set())
print(creditcalc.quote(model="veo-3.1", seconds=8, resolution="4k", audio=True).total)
print(*sys.modules, file=sys.stderr)
"""
EVERYTHING = """
import sys
import creditcalc
clip = {"model": "veo-3.1", "seconds": 8, "resolution": "4k", "audio": True}
(row,) = creditcalc.price_many([clip])
body = {"prompt": "a fox", "duration": "4s", "resolution": "4k", "generate_audio": False}
request = creditcalc.price_request(body, provider="fal", endpoint="fal-ai/veo3.1")
book = creditcalc.open()
plans = book.compare_plans(credits=500).to_dict()
platforms = book.compare_platforms(**clip).to_dict()
print(row.total, request.total, len(plans) > 1, len(platforms) > 1)
print(*sys.modules, file=sys.stderr)
"""

pytestmark = pytest.mark.usefixtures("warm")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in, with one row in each format, and a wallet on a plan of 80 credits."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.csv").write_text(ROWS)
    (row,) = [dict(zip(*map(str.split, ROWS.replace(",", " ").splitlines()), strict=True))]
    (tmp_path / "one.jsonl").write_text(json.dumps(row))
    (tmp_path / "one.yaml").write_text(json.dumps({"shots": [row]}))  # which YAML takes for its own
    assert run("wallet open main --plan plus --since 2026-05-14").code == 0
    return tmp_path


def loaded(code: str, *words: str) -> tuple[str, set[str]]:
    """What a fresh process prints and the modules it has loaded, when the sheets were compiled before."""
    cache = Path(os.environ["XDG_CACHE_HOME"], "creditcalc")
    command = [sys.executable, "-c", code, *words]
    for _ in range(4):
        done = subprocess.run(command, capture_output=True, check=True, timeout=60)
        if cache.exists():
            break
        time.sleep(1)  # of sheets that were written in these seconds no copy is kept
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    return done.stdout.decode(), set(done.stderr.decode().split())


def rooms(modules: set[str]) -> set[str]:
    """The rooms that modules stand in."""
    return {name.split(".")[1] for name in modules if name.startswith("creditcalc.")} & ROOMS


@pytest.mark.parametrize(
    ("command", "printed", "more", "passed"),
    [
        ("quote --model veo-3.1 --seconds 8 --4k --audio --json", '"text": "80+"', set(), set()),
        ("quote --model veo-3.1 --seconds 8 --4k --audio --plan plus", "80+", set(), {"figures", "plans", "period"}),
        ("batch one.csv", "80+", set(), {"figures", "batch", "csv"}),
        ("batch one.csv --format csv", ",80,,at_least,", set(), {"figures", "batch", "csv"}),
        ("batch one.jsonl --json", '"text": "80+"', set(), {"figures", "batch", "csv"}),
        ("batch one.yaml", "80+", {"yaml"}, {"figures", "batch", "csv", "storyboard"}),
        ("wallet balance --at 2026-05-20", "80", {"sqlite3"}, {"figures", "wallet", "period"}),
        ("models list", "veo-3.1", set(), {"figures", "plans", "period"}),
        ("plans list", "InVideo AI", set(), {"figures", "plans", "period"}),
        ("rules list", "credits", set(), {"figures"}),
        ("guide refund", "Refunds", set(), {"figures"}),
        (
            "plans compare --jobs one.csv",
            "one.csv",
            set(),
            {"figures", "plans", "period", "batch", "csv", "storyboard"},
        ),
        (
            "wallet forecast --jobs one.csv --at 2026-05-20",
            "80+",
            {"sqlite3"},
            {"figures", "wallet", "period", "batch", "csv", "storyboard"},
        ),
    ],
)
def test_a_command_loads_what_it_needs(
    folder: Path, command: str, printed: str, more: set[str], passed: set[str]
) -> None:
    out, modules = loaded(COMMAND, *command.split())
    assert printed in out
    assert modules & HEAVY == more
    assert rooms(modules) <= QUOTE | passed


def test_rows_that_are_laid_out_as_ours_load_no_reader_of_others(folder: Path) -> None:
    modules = loaded(COMMAND, "batch", "one.csv", "--format", "csv")[1]
    names = ("layout", "columns", "lengths", "sections", "rows.markdown", "rows.documents", "rows.jsonl")
    assert modules & {"json", "glob", *(f"creditcalc.batch.{name}" for name in names)} == set()


def test_json_of_a_quote_loads_nothing_that_draws_screens(folder: Path) -> None:
    _, modules = loaded(COMMAND, *["quote", "--model", "veo-3.1", "--seconds", "8", "--4k", "--audio", "--json"])
    assert modules & {"creditcalc.reports.report", "creditcalc.reports.book", "creditcalc.figures"} == set()


def test_the_library_loads_nothing_heavy_and_importing_it_reads_no_sheets() -> None:
    printed, modules = loaded(LIBRARY)
    assert printed == "False\n80+\n"
    assert modules & (HEAVY | {"typer"}) == set()
    assert rooms(modules) <= (QUOTE | {"arguments", "book", "shown", "unit_amount"}) - {"cli", "render", "reports"}


def test_rows_requests_and_comparisons_load_no_extra() -> None:
    """Tables alone need one."""
    printed, modules = loaded(EVERYTHING)
    assert printed == "80+ 1.6 True True\n"
    assert modules & (HEAVY | {"typer"}) <= {"yaml"}  # where how requests are read is not compiled yet
