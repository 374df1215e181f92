"""The README and the pages beside it cannot lie: every command, snippet and sheet on them is run."""

import contextlib
import io
import json
import re
from pathlib import Path

import pytest
from readme import PAGES, ROOT, Block, blocks, session
from sheets import write
from shell import run

import creditcalc
from creditcalc.errors import OVER, REFUSED, UNCLEAR, UNPUBLISHED

pytestmark = pytest.mark.usefixtures("warm")
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("block", [block for page in PAGES for block in blocks(page)], ids=lambda block: block.command)
def test_a_console_block_shows_what_the_command_prints(block: Block) -> None:
    assert session(block.command, block.before) == block.printed, "run `python tests/readme.py` and read the difference"


def test_every_console_block_is_one_that_is_run() -> None:
    for page in PAGES:
        assert page.read_text(encoding="utf-8").count("```console\n") == len(list(blocks(page)))


PYTHON = [
    code
    for page in PAGES
    for code in re.findall(r"^```python\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
]


@pytest.mark.parametrize("code", PYTHON, ids=range(len(PYTHON)))
def test_a_python_block_prints_what_its_comments_say(code: str) -> None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, {})
    assert printed.getvalue().splitlines() == re.findall(r"^print\(.*\)  # (.*)$", code, re.MULTILINE)


def test_the_amount_in_the_text_is_that_of_the_example_above_it() -> None:
    total = creditcalc.quote(model="veo-3.1", seconds=8, resolution="4k", audio=True).total
    assert json.dumps(total.as_json()) in " ".join(README.split())


def own_sheet() -> dict[str, str]:
    """The sheet under "A price is wrong?", by its path in the person's own folder."""
    return dict(re.findall(r"^```yaml\n# mine/(\S+)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE))


def test_a_row_of_ones_own_takes_the_place_of_the_bundled_one(tmp_path: Path) -> None:
    write(tmp_path, own_sheet())
    mine = creditcalc.quote(model="kling-2.6-standard", seconds=10, pricing=str(tmp_path))
    assert str(mine.total) == "4.5"  # 10 * 0.45
    assert mine.evidence.grade == "observed"


def test_a_row_of_ones_own_passes_the_check(tmp_path: Path) -> None:
    write(tmp_path, own_sheet())
    assert run(f"sheets check {tmp_path}").err == ""


def test_the_table_of_exit_codes_has_every_code() -> None:
    rows = re.findall(r"^\| (\d) \| .* \|$", README, re.MULTILINE)
    assert rows == [str(code) for code in (0, REFUSED, 2, OVER, UNCLEAR, UNPUBLISHED)]


def test_every_link_within_the_repository_leads_somewhere() -> None:
    for page in PAGES:
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), link
