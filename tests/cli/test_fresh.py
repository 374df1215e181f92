"""What the clock says on every screen with prices and in no object: what has ended or ends soon, how old a look is."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from priced import FILES, LINES, priced, words_of_commands
from sheets import write
from shell import run
from walks import options_of

from creditcalc.cli.app import app
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
yardsticks: {draft: {model: clip, with: {seconds: 8}, source: docs}}
"""
ENDS = f"{{on: 2026-06-10, source: note, claims: [{{on: {END}, source: page}}]}}"


def world(factor: int) -> dict[str, str]:
    """A platform whose models, plan, pack and surcharge end on one day; its prices are so many times as high."""
    return {
        "catalog.yaml": "default_platform: p",
        "p/platform.yaml": "{name: P, default_edition: e}",
        "p/e/edition.yaml": EDITION,
        "p/e/models.yaml": f"""
            clip:
              name: Clip
              maker: M
              kind: video
              until: {ENDS}
              settings: {{seconds: {{number: 1..60}}}}
              rates: [{{price: {factor}, per: second, source: docs}}]
            lookup:
              name: Look up
              maker: P
              kind: action
              until: {ENDS}
              rates: [{{price: {factor}, per: run, source: docs}}]
            """,
        "p/e/plans.yaml": f"""
            small:
              name: Small
              source: docs
              until: {END}
              prices: [{{amount: {10 * factor}, currency: USD, every: month}}]
              allowance: {{amount: 100, unit: credit, every: month}}
              resets: {{every: month, on: billing day}}
              rollover: {{keeps: nothing}}
            """,
        "p/e/addons.yaml": f"""
            surcharges:
              twin: {{name: AI twin, for: [video], price: {factor}, per: minute, source: docs, until: {END}}}
            top_ups:
              pack:
                name: Pack
                source: docs
                until: {END}
                prices: [{{amount: {factor}, currency: USD}}]
                gives: {{amount: 10, unit: credit}}
                expires: {{after: never}}
            """,
        "requests/p.yaml": """
            name: P
            platform: p
            sources: {docs: {title: The documentation, date: 2026-05, grade: official}}
            requests:
              clip:
                endpoints: [p/clip]
                model: clip
                source: docs
                with: {twin: off}
                fields: {duration: {setting: seconds, read: seconds, absent: required}}
            """,
    }


def dated_lines() -> Iterator[str]:
    """The lines of the commands that a day may be asked of."""
    known = dict(options_of(typer.main.get_command(app)))
    yield from (f"{name} {rest}".strip() for name, some in LINES.items() if "--as-of" in known[name] for rest in some)


DATED = [line for line in dated_lines() if "request" not in line]


def test_every_command_is_walked_and_no_other() -> None:
    assert set(LINES) == set(words_of_commands())


def test_every_screen_with_prices_tells_of_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = priced(tmp_path, monkeypatch, world, "2026-06-21")
    assert {line.partition(" ")[0] for line in found} > {"quote", "batch", "request", "report", "models", "plans"}
    said = re.compile(r"ended on 20 June 2026 at [PM]\b.*(the price is the last one|the prices are the last ones)\.")
    assert {line: screen for line, screen in found.items() if not said.search(screen)} == {}


@pytest.fixture(autouse=True)
def ending(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warm: None) -> None:
    """Such a platform as the person's own sheets, files to price and a wallet."""
    monkeypatch.setattr(fresh, "OLD_LOOK", 60)
    write(tmp_path / "mine", world(1))
    write(tmp_path, FILES)
    monkeypatch.setenv("CREDITCALC_PRICING", str(tmp_path / "mine"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CREDITCALC_TODAY", "2026-06-05")
    Path("was.json").write_text(run("batch film.yaml --json").out)


def said(line: str, day: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What is printed on a day, in one line."""
    monkeypatch.setenv("CREDITCALC_TODAY", day)
    return " ".join(run(line).out.split())


@pytest.mark.parametrize(
    ("day", "words"), [("2026-06-21", "Clip ended on 20 June 2026 at P"), (END, "Clip ends on 20 June 2026 at P")]
)
def test_the_sources_of_two_ends_are_named(day: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert f"! {words} (The page of ends; A note on ends says 10 June 2026)" in said("quote clip 8s", day, monkeypatch)


def test_the_later_of_two_ends_is_told_of_thirty_days_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    # The note says 10 June and the page 20 June, which speaks: 30 days before it is 21 May.
    assert "ends on 20 June" in said("quote clip 8s", "2026-05-21", monkeypatch)
    assert "ends on" not in said("quote clip 8s", "2026-05-20", monkeypatch)


@pytest.mark.parametrize("line", DATED)
def test_who_asks_for_a_day_is_told_nothing_of_today(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = said(f"{line} --as-of 2026-05-31", "2026-12-01", monkeypatch)
    assert shown
    assert "ended on" not in shown and "Last checked" not in shown


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
