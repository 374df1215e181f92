"""What the clock says on every screen with prices and in no object: what has ended or ends soon, how old a look is."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sheets import write
from shell import run

from creditcalc.day import Dated, Day
from creditcalc.pricebook.evidence import Source
from creditcalc.reports import fresh
from creditcalc.reports.fresh import Basis, last_look, looked_words

END = "2026-06-20"
EDITION = """
unit: credit
from: 2026-05-01
as_of: 2026-05-31
sources:
  docs: {title: The documentation, date: 2026-05, grade: official}
  page: {title: The page of ends, date: 2026-06-01, grade: official}
  note: {title: A note on ends, date: 2026-06-02, grade: transcribed}
"""
ENDS = f"{{on: 2026-06-10, source: note, claims: [{{on: {END}, source: page}}]}}"
MODELS = f"""
clip:
  name: Clip
  maker: M
  kind: video
  settings: {{seconds: {{number: 1..60}}}}
  rates:
    - {{price: 1, per: second, source: docs, until: {ENDS}}}
    - {{price: 2, per: second, source: docs, since: 2026-06-21}}
"""
PLANS = f"""
small:
  name: Small
  source: docs
  prices: [{{amount: 10, currency: USD, every: month, until: {END}}}]
  allowance: {{amount: 100, unit: credit, every: month}}
  resets: {{every: month, on: billing day}}
  rollover: {{keeps: nothing}}
"""
SCREENS = {
    "quote clip 8s": "The price of Clip",
    "quote clip 8s --format markdown": "The price of Clip",
    "batch rows.csv": "The price of Clip",
    "batch film.yaml": "The price of Clip",
    "batch film.yaml --compare-to was.json": "The price of Clip",
    "report film.yaml": "The price of Clip",
    "models show clip": "The price of Clip",
    "models compare 8s": "The price of Clip",
    "plans list": "The price of Small (monthly)",
    "plans show small": "The price of Small (monthly)",
    "plans compare": "The price of Small (monthly)",
    "plans compare --credits 50": "The price of Small (monthly)",
    "plans compare --credits 50 --horizon 2": "The price of Small (monthly)",
    "plans compare --break-even --up-to 50": "The price of Small (monthly)",
    "platforms compare clip 8s": "The price of Clip",
    "wallet spend --model clip --seconds 8": "The price of Clip",
}
"""Every screen with prices, and what ends on it. `models list` has models alone: see tests/cli/test_models.py."""
DATED = [line for line in SCREENS if not line.startswith(("platforms", "wallet"))]


@pytest.fixture(autouse=True)
def ending(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A price book with a price and a plan that end on one day, and files to price."""
    monkeypatch.setattr(fresh, "OLD_LOOK", 60)
    write(folder, {"p/e/edition.yaml": EDITION, "p/e/models.yaml": MODELS, "p/e/plans.yaml": PLANS})
    for path in folder.glob("p/e/*.yaml"):
        if path.name not in ("edition.yaml", "models.yaml", "plans.yaml"):
            path.unlink()
    monkeypatch.chdir(tmp_path)
    Path("rows.csv").write_text("model,seconds\nclip,8\n")
    Path("film.yaml").write_text("shots: [{name: a, model: clip, seconds: 8}]\n")
    monkeypatch.setenv("CREDITCALC_TODAY", "2026-06-05")
    Path("was.json").write_text(run("batch film.yaml --json").out)
    assert run("wallet open main --platform p --plan small --since 2026-06-01 --burn-order soonest").err == ""


def said(line: str, day: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What is printed on a day, in one line."""
    monkeypatch.setenv("CREDITCALC_TODAY", day)
    return " ".join(run(line).out.split())


@pytest.mark.parametrize("line", SCREENS)
def test_every_screen_with_prices_tells_of_ends(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    what = SCREENS[line].lower()
    both = " (the page of ends; a note on ends says 10 june 2026)" if "clip" in what else ""
    past = said(line, "2026-06-21", monkeypatch).lower().replace("\\", "")
    assert f"{what} ended on 20 june 2026 at p{both}" in past
    assert "; the price is the last one." in past or "; the prices are the last ones." in past
    assert f"{what} ends on 20 june 2026 at p{both}" in said(line, END, monkeypatch).lower().replace("\\", "")


def test_the_later_of_two_ends_is_told_of_thirty_days_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    # The note says 10 June and the page 20 June, which speaks: 30 days before it is 21 May.
    assert "ends on 20 June" in said("quote clip 8s", "2026-05-21", monkeypatch)
    assert "ends on" not in said("quote clip 8s", "2026-05-20", monkeypatch)


@pytest.mark.parametrize("line", DATED)
def test_who_asks_for_a_day_is_told_nothing_of_today(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = said(f"{line} --as-of 2026-05-31", "2026-12-01", monkeypatch)
    assert "The price of" not in shown and "Last checked" not in shown


def ends(data: Any) -> Iterator[Any]:
    """Whatever an object says of ends, however deep."""
    if isinstance(data, dict):
        yield from [data["ended"]] if "ended" in data else []
        data = list(data.values())
    if isinstance(data, list):
        for one in data:
            yield from ends(one)


@pytest.mark.parametrize("line", [line for line in DATED if "markdown" not in line and "report" not in line])
def test_an_object_is_the_same_on_every_day_and_has_the_end(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(f"{line} --json", "2026-06-05", monkeypatch) == said(f"{line} --json", "2027-06-05", monkeypatch)
    if line in ("quote clip 8s", "models show clip", "models compare 8s", "batch rows.csv", "plans show small"):
        source = "docs" if "plans" in line else "page"
        assert {"on": END, "source": source} in list(ends(json.loads(run(f"{line} --json").out)))


@pytest.mark.parametrize("line", ["quote clip 8s", "plans list", "batch rows.csv", "report film.yaml"])
def test_an_old_look_is_told_of(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # The documentation is of May 2026, which ends on the 31st: 60 days later is 30 July.
    words = "Last checked in May 2026: upgrade creditcalc for newer price sheets."
    assert words not in said(line, "2026-07-30", monkeypatch)
    assert words in said(line, "2026-07-31", monkeypatch)


@pytest.mark.parametrize(
    ("date", "checked", "look"),
    [
        ("2025", None, "2025-12-31"),
        ("2026", None, "2026-06-05"),  # its end is in the future: today at most
        ("2026-02", None, "2026-02-28"),
        ("2026-05-03", None, "2026-05-03"),
        ("2026-05-03", "2026-06-01", "2026-06-01"),
        ("2026-05-03", "2026-04-01", "2026-05-03"),
    ],
)
def test_the_last_look_at_a_source(date: str, checked: str | None, look: str) -> None:
    source = Source("A page", Dated(date), "official", checked=Day(checked) if checked else None)
    assert last_look(source, "2026-06-05") == look


def test_the_line_says_the_day_that_somebody_checked() -> None:
    source = Source("A page", Dated("2026-01"), "official", checked=Day("2026-03-01"))
    words = looked_words(Basis((), (source,)), "2026-06-05")
    assert words == "Last checked on 1 March 2026: upgrade creditcalc for newer price sheets."
