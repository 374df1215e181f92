"""`sheets check --stale N --by` and `--ended`: what nobody has looked at for long, and what has ended."""

from pathlib import Path

import pytest
from sheets import write
from shell import run

from creditcalc.reports.neglect import endings, neglect
from creditcalc.sheets.catalog import Catalog

HEAD = """
unit: credit
from: 2025-05-01
as_of: 2026-05-31
sources:
  year: {title: A book, date: 2025, grade: third_party}
  page: {title: The page, date: 2025-05, checked: 2026-05-30, grade: official, url: "https://example.com/page"}
  memo: {title: A memo, date: 2026-01-10, grade: transcribed}
"""
RATES = "kind: video, settings: {seconds: {number: 1..9}}"
MODELS = f"""
one: {{name: One, maker: M, {RATES}, rates: [{{price: 1, per: second, source: year}}]}}
two: {{name: Two, maker: M, {RATES}, until: 2026-06-20, rates: [{{price: 1, per: second, source: memo}}]}}
six: {{name: Six, maker: M, {RATES}, rates: [{{price: 1, per: second, source: page}}]}}
"""


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    """A price book with three sources, and a model that ends."""
    platform = "name: P\ndefault_edition: e\n"
    sheets = {"catalog.yaml": "default_platform: p\n", "p/platform.yaml": platform}
    write(tmp_path, {**sheets, "p/e/edition.yaml": HEAD, "p/e/models.yaml": MODELS})
    return Catalog(alone=str(tmp_path))


def test_the_oldest_look_is_first_and_a_year_counts_from_its_end(catalog: Catalog) -> None:
    # From 31 December 2025 to 10 June 2026 are 161 days, from 10 January 151.
    found = neglect(catalog, "2026-06-10", 60, "source").data["neglected"]
    rows = [(one["next"]["key"], one["days"], one["old"], one["figures"]) for one in found]
    assert rows == [("year", 161, 1, 1), ("memo", 151, 1, 1)]
    assert [one["model"] for one in neglect(catalog, "2026-06-10", 155, "model").data["neglected"]] == ["one"]
    (whole,) = neglect(catalog, "2026-06-10", 60, "platform").data["neglected"]
    assert (whole["old"], whole["figures"], whole["oldest"]) == (2, 3, "2025-12-31")
    assert neglect(catalog, "2026-06-10", 161, "source").rows == ()


def test_what_has_ended_or_ends_soon_is_listed(catalog: Catalog) -> None:
    assert endings(catalog, "2026-06-20", 0).rows == ()
    (ahead,) = endings(catalog, "2026-06-20", 30).data["endings"]
    assert (ahead["name"], ahead["ended"], ahead["past"]) == ("Two", {"on": "2026-06-20", "source": None}, False)
    assert [one["past"] for one in endings(catalog, "2026-06-21", 0).data["endings"]] == [True]


@pytest.mark.parametrize(
    "line", ["--by source", "--fail", "--within 30d", "--ended --within soon", "--ended --stale 3"]
)
def test_options_that_do_not_go_together(line: str) -> None:
    assert run(f"sheets check {line}").code == 2
