"""Every charging shape of the page stands in the sheets where the page says, and every one of a job has a test."""

import ast
import re
from pathlib import Path

import pytest
from shapes import NUMBERS

from creditcalc.sheets.catalog import Catalog

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "charging-shapes.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+) \| .* \| (.*) \|$", PAGE, re.MULTILINE)
SHELVES = {"model": "models", "plan": "plans", "top-up": "top_ups", "rule": "rules"}


def test_the_page_names_all_forty_six() -> None:
    assert [int(number) for number, _ in ROWS] == list(range(1, 47))


@pytest.mark.parametrize(("number", "where"), ROWS)
def test_a_shape_stands_where_the_page_says(number: str, where: str) -> None:
    catalog = Catalog()
    places = re.findall(r"`([a-z-]+) ([a-z0-9-]+)/([a-z0-9.-]+)`", where)
    assert len(places) == where.count("`") // 2 > 0
    for kind, platform, name in places:
        books = (catalog.edition(platform, book) for book in catalog.platform(platform).editions)
        assert any(name in getattr(book, SHELVES[kind]) for book in books), f"{kind} {platform}/{name}"


@pytest.mark.parametrize("number", NUMBERS)
def test_every_shape_has_a_test(number: int) -> None:
    """Read in the files, as pytest may be asked for some of them alone."""
    shown: dict[str, list[str]] = {}
    for path in (ROOT / "tests" / "rating" / "shapes").glob("test_*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                for mark in node.decorator_list:
                    shown.setdefault(ast.unparse(mark), []).append(node.name)
    assert any(name.startswith("test_") for name in shown.get(f"shape({number})", []))
