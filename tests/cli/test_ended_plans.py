"""Plans, packs, discounts and surcharges that ended: gone from the lists of their price book, and refused by name."""

import json
import re
from pathlib import Path

import pytest
from outcomes import refused
from sheets import EDITION, write
from shell import run

PLAN = "allowance: {amount: 100, unit: credit, every: month}, rollover: {keeps: nothing}, source: docs"
RESETS = "resets: {every: month, on: billing day, at: 00:00, zone: UTC}"
PRICES = "{amount: 9, currency: USD, every: month, until: 2026-05-10}, " + (
    "{amount: 12, currency: USD, every: month, since: 2026-05-11}"
)
SHEETS = {
    "catalog.yaml": "default_platform: p",
    "p/platform.yaml": "{name: P, default_edition: e}",
    "p/e/edition.yaml": EDITION + "spending_order: [plan, top_up]\n",  # as of 31 May 2026
    "p/e/models.yaml": """
        clip:
          name: Clip
          maker: M
          kind: video
          settings: {seconds: {number: 1..60}}
          rates: [{price: 1, per: second, source: docs}]
        lookup:
          name: Look up
          maker: M
          kind: action
          until: 2026-05-20
          rates: [{price: 1, per: run, source: docs}]
        """,
    "p/e/plans.yaml": f"""
        old: {{name: Old, until: 2026-05-20, prices: [{{amount: 5, currency: USD, every: month}}], {PLAN}, {RESETS}}}
        small: {{name: Small, until: 2026-06-20, prices: [{PRICES}], {PLAN}, {RESETS}}}
        new: {{name: New, since: 2026-07-01, prices: [{{amount: 7, currency: USD, every: month}}], {PLAN}, {RESETS}}}
        """,
    "p/e/addons.yaml": """
        surcharges:
          twin: {name: AI twin, for: [video], price: 1, per: minute, source: docs, until: 2026-05-20}
        top_ups:
          gone: {name: Gone, until: 2026-05-20, prices: [{amount: 5, currency: USD}], gives: {amount: 50, unit: credit},
            expires: {after: never}, source: docs}
          pack: {name: Pack, until: 2026-06-20, prices: [{amount: 6, currency: USD}], gives: {amount: 60, unit: credit},
            expires: {after: never}, source: docs}
        discounts:
          first: {name: First, percent: 5, terms: whoever asks, source: docs, until: 2026-05-20}
          later: {name: Later, percent: 6, terms: whoever asks, source: docs, until: 2026-06-20}
        """,
}
EARLIER = "and these prices are of 2026-05-31: give `--as-of 2026-05-20` or earlier"


@pytest.fixture(autouse=True)
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warm: None) -> None:
    """Such a platform, on the first of July."""
    write(tmp_path / "mine", SHEETS)
    monkeypatch.setenv("CREDITCALC_PRICING", str(tmp_path / "mine"))
    monkeypatch.setenv("CREDITCALC_TODAY", "2026-07-01")
    monkeypatch.chdir(tmp_path)


def names(line: str) -> list[str]:
    """What a list has, of everything that is sold."""
    data = json.loads(run(f"{line} --json").out)
    rows = [one for key in ("plans", "top_ups", "discounts", "addons", "actions") for one in data.get(key, [])]
    return [one.get("name") or one["plan"]["name"] for one in rows]


@pytest.mark.parametrize(
    ("line", "now", "earlier"),
    [
        ("plans list", ["Small"], ["Old", "Small"]),
        ("plans compare", ["Small"], ["Old", "Small"]),
        ("plans compare --credits 50", ["Small"], ["Old", "Small"]),
        ("addons list", ["Pack", "Later"], ["Gone", "Pack", "First", "Later", "AI twin"]),
        ("actions list", [], ["Look up"]),
    ],
)
def test_what_ended_before_the_day_of_the_prices_is_in_no_list(line: str, now: list[str], earlier: list[str]) -> None:
    assert names(line) == now
    assert names(f"{line} --as-of 2026-05-20") == earlier
    assert names(f"{line} --as-of 2026-05-21") == now
    screen = run(line).out
    assert all(name in screen for name in now)
    assert not any(name in screen for name in {*earlier} - {*now})


@pytest.mark.parametrize(
    "line",
    [
        *("plans show old", "plans show Old", 'plans show "old (monthly)"', "plans compare old small"),
        *("plans compare --plan old", "quote clip 8s --plan old", "models compare 8s --plan old"),
        *("platforms compare clip 8s --plan old", "config set plan old"),
    ],
)
def test_a_plan_that_ended_is_refused_by_name(line: str) -> None:
    assert refused(line) == f"`old` ended on 2026-05-20, {EARLIER}"


def test_a_plan_that_begins_later_is_refused_too() -> None:
    words = "and these prices are of 2026-05-31: give `--as-of 2026-07-01` or later"
    assert refused("plans show new") == f"`new` is on sale from 2026-07-01, {words}"
    assert run("plans show new --as-of 2026-07-01").code == 0


def test_an_unknown_name_is_offered_no_plan_that_ended() -> None:
    assert refused("plans show olds") == "unknown plan `olds` in p e (it has `small`)"


def test_what_ends_after_the_day_of_the_prices_is_listed_and_noted() -> None:
    for line in ("plans list", "plans compare", "plans show small", "quote clip 8s --plan small"):
        assert re.search("! Small (and Pack )?ended on 20 June 2026 at P; ", run(line).out)
        assert "ended on" not in run(f"{line} --as-of 2026-05-31").out
    assert "! Pack and Later ended on 20 June 2026 at P; the prices are the last ones." in run("addons list").out


def test_a_price_is_the_one_of_the_day() -> None:
    for line in ("plans list", "plans show small", "plans compare"):
        assert "$12" in run(line).out
        assert "$9" not in run(line).out
        assert "$9" in run(f"{line} --as-of 2026-05-10").out
    assert [one["price"]["text"] for one in json.loads(run("plans list --json").out)["plans"][0]["prices"]] == ["12"]


def test_a_plan_that_is_remembered_and_ended_is_said_and_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDITCALC_PLAN", "old")
    found = run("quote clip 8s")
    assert (found.code, "Old" in found.out) == (0, False)
    assert found.err == f"note: CREDITCALC_PLAN: `old` ended on 2026-05-20, {EARLIER}. No plan is used\n"


def test_a_wallet_takes_what_was_on_sale_when_it_was_bought() -> None:
    bought = "and these prices are of 2026-05-31: give the day 2026-05-20 or earlier"
    assert refused("wallet open main --plan old --since 2026-05-21") == f"`old` ended on 2026-05-20, {bought}"
    assert run("wallet open main --plan old --since 2026-05-20").code == 0
    assert refused("wallet top-up --pack gone") == f"`gone` ended on 2026-05-20, {bought}"
    assert run("wallet top-up --pack gone --at 2026-05-20T12:00Z").code == 0
    assert run("wallet top-up --pack pack").code == 0  # it ended after the day of the prices
    assert refused("wallet transfer --to old --how new") == f"`old` ended on 2026-05-20, {bought}"
    assert run("wallet transfer --to small --how new").code == 0
