"""The page for developers names every word that is typed, and files that are there."""

import re
from pathlib import Path

import pytest

import creditcalc
from creditcalc.cli.app import COMMANDS

ROOT = Path(__file__).parents[2]
SRC = Path(creditcalc.__file__).parent
PAGES = ("CONTRIBUTING.md", "docs/explanation/architecture.md")
TEXT = {page: (ROOT / page).read_text(encoding="utf-8") for page in PAGES}
FILES = sorted({(page, name) for page in PAGES for name in re.findall(r"`([\w/.-]+/(?:[\w.-]+\.\w+)?)`", TEXT[page])})
"""What is named with a slash in it: files and folders."""


@pytest.mark.parametrize("command", COMMANDS)
def test_a_line_says_where_each_command_is_found(command: str) -> None:
    table = TEXT["CONTRIBUTING.md"].partition("### Where do I find ...?")[2]
    assert any(f"`{command}`" in line.split("|")[1] for line in table.splitlines() if line.startswith("| `"))


@pytest.mark.parametrize(("page", "name"), FILES)
def test_what_a_page_names_is_there(page: str, name: str) -> None:
    """From the top of the repository, or below `src/creditcalc/`; `pricing/<platform>/` and the like are patterns."""
    assert (ROOT / name).exists() or (SRC / name).exists() or "<" in name
