"""`sheets check --stale N --by` and `--ended`: what nobody has looked at for long, and what has ended."""

import json
from pathlib import Path

import pytest
from sheets import write
from shell import run

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


@pytest.fixture(autouse=True)
def neglected(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A price book with three sources, and a model that ends."""
    for path in folder.glob("p/e/*.yaml"):
        path.unlink()
    write(folder, {"p/e/edition.yaml": HEAD, "p/e/models.yaml": MODELS})
    monkeypatch.setenv("CREDITCALC_TODAY", "2026-06-10")


def found(line: str) -> list[dict[str, object]]:
    """What is said of the platform `p`."""
    data = json.loads(run(f"sheets check {line} --json").out)
    (key,) = {"neglected", "endings"} & set(data)
    return [one for one in data[key] if one["platform"] == "p"]


def test_the_oldest_look_is_first_and_a_year_counts_from_its_end() -> None:
    # From 31 December 2025 to 10 June 2026 are 161 days, from 10 January 151.
    rows = [(one["next"]["key"], one["days"], one["old"], one["figures"]) for one in found("--stale 60 --by source")]  # type: ignore[index]
    assert rows == [("year", 161, 1, 1), ("memo", 151, 1, 1)]
    assert [one["model"] for one in found("--stale 155 --by model")] == ["one"]
    (whole,) = found("--stale 60 --by platform")
    assert (whole["old"], whole["figures"], whole["oldest"]) == (2, 3, "2025-12-31")


@pytest.mark.parametrize("by", ["", " --by source"])
def test_it_fails_where_anything_is_older(by: str) -> None:
    assert run(f"sheets check --stale 60{by} --fail").code == 1
    assert run(f"sheets check --stale 60{by}").code == 0
    assert run(f"sheets check --stale 100000{by} --fail").code == 0


def test_what_ends_is_listed() -> None:
    assert found("--ended") == []
    (ahead,) = found("--ended --within 30d")
    assert (ahead["name"], ahead["ended"], ahead["past"]) == ("Two", {"on": "2026-06-20", "source": None}, False)


def test_what_has_ended_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDITCALC_TODAY", "2026-06-21")
    assert [one["past"] for one in found("--ended")] == [True]


@pytest.mark.parametrize(
    "line", ["--by source", "--fail", "--within 30d", "--ended --within soon", "--ended --stale 3"]
)
def test_options_that_do_not_go_together(line: str) -> None:
    assert run(f"sheets check {line}").code == 2
