"""The README and the pages beside it cannot lie: every command, snippet and sheet on them is run."""

import json
import re
import shutil
import tomllib
from pathlib import Path

import pytest
from pages import BLOCK, COUNTS, MANUAL, PAGES, PRINT, ROOT, counted, written
from reference import pages
from shell import run

import creditcalc
from creditcalc.errors import OVER, REFUSED, UNCLEAR, UNPUBLISHED

pytestmark = pytest.mark.usefixtures("warm")
MADE = {*pages(), "reference/sheets.md"}
"""The pages of the manual that are made when it is built."""
ELSEWHERE = (".github/workflows/storyboards.yml", ".pre-commit-config.yaml")
"""Files that other programs read: tests/test_action.py and tests/test_pre_commit.py prove them."""
README = (ROOT / "README.md").read_text(encoding="utf-8")
INSTALLS = re.compile(
    r"""(?:(?:
        (?:python3|py)\ -m\ venv\ \.venv
      | (?:\.\ \.venv/bin/activate|\.venv\\Scripts\\Activate\.ps1)
      | (?:pip|pipx|uv\ tool)\ install(?:\ --upgrade)?\ (?:\.|'\.\[[a-z,]+\]')
      | creditcalc\ --(?:version|install-completion)
      | npm\ pack\ pyodide@[0-9.]+ | tar\ -xzf\ pyodide-[0-9.]+\.tgz | creditcalc\ site\ -o\ public[\ a-z-]*
      | git\ pull
    )\n)+""",
    re.VERBOSE,
)
"""Lines that set up a computer: nothing that prints a figure."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_shows_what_its_commands_print(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for library in ("duckdb", "pyarrow", "pandas", "polars"):
        if re.search(rf"^(?:import|\$ .*--engine) {library}", text, re.MULTILINE):
            pytest.importorskip(library, reason="a command of the page needs it")
    if re.search(r"^\$ .* \| jq ", text, re.MULTILINE) and not shutil.which("jq"):
        pytest.skip("the commands of the page need jq, which is not on this machine")
    assert written(page) == text, "run `python tools/pages.py` and read the difference"
    for block in BLOCK.finditer(text):
        if block["title"] and (example := ROOT / block["title"]).exists():
            assert example.read_text(encoding="utf-8") == block["text"]


def test_the_readme_counts_what_the_sheets_have() -> None:
    assert COUNTS.findall(README) == [counted()], "run `python tools/pages.py README.md`"
    listed = json.loads(run("platforms list --json").out)["platforms"]
    assert re.search(rf"\b{len(listed)} platforms", COUNTS.findall(README)[0])


@pytest.mark.parametrize("page", MANUAL, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_of_the_manual_shows_nothing_that_is_not_run(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    blocks = list(BLOCK.finditer(text))
    assert text.count("```") == 2 * sum(bool(block["language"]) for block in blocks)
    for block in blocks:
        if block["title"]:  # a file, which a command after it reads
            assert block["title"] in ELSEWHERE or re.search(
                rf"^\$ .*{block['title'].partition('/')[0]}", text[block.end() :], re.MULTILINE
            )
        elif block["language"] in ("sh", "powershell"):
            assert block[0] in README or INSTALLS.fullmatch(block["text"])  # README's lines are run by CI
        elif block["language"] == "json":
            assert page.name == "assistant.md"  # tests/cli/test_mcp.py starts a server by it
        elif block["language"] == "python":
            assert PRINT.search(block[0])
        elif block["language"]:
            assert block["language"] == "console"
            assert block["text"].startswith("$ ")


def test_an_install_command_names_extras_that_are_there() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = {extra for extras in re.findall(r"install (?:-e )?'?\.\[([a-z,]+)\]", text) for extra in extras.split(",")}
    assert {"mcp", "duckdb", "arrow", "spark"} <= named <= set(declared)


@pytest.mark.parametrize("page", MANUAL, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_of_the_manual_needs_no_other_place(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "README" not in text
    assert "pip install 'creditcalc" not in text  # no package of this name is published


def test_the_amount_in_the_text_is_that_of_the_example_above_it() -> None:
    total = creditcalc.quote(model="veo-3.1", seconds=8, resolution="4k", audio=True).total
    assert json.dumps(total.as_json()) in " ".join(README.split())


def test_the_table_of_exit_codes_has_every_code() -> None:
    page = ROOT / "docs" / "reference" / "exit-codes.md"
    rows = re.findall(r"^\| (\d) \| .* \|$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [str(code) for code in (0, REFUSED, 2, OVER, UNCLEAR, UNPUBLISHED)]


def test_every_link_within_the_repository_leads_somewhere() -> None:
    for page in PAGES:
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            target = (page.parent / link).resolve()
            made = page in MANUAL and target.relative_to(ROOT / "docs").as_posix() in MADE
            assert made or target.exists(), link
