"""Every charging shape of the page stands in the sheets where the page says."""

import re
from pathlib import Path

import pytest

from creditcalc.sheets.catalog import Catalog

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "charging-shapes.md").read_text(encoding="utf-8")
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
        assert name in getattr(catalog.edition(platform), SHELVES[kind]), f"{kind} {platform}/{name}"
