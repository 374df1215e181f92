"""The wallet as a person meets it: what each command prints, refuses and exits with, to the letter."""

import json
import time
from collections.abc import Iterable, Iterator
from datetime import UTC
from pathlib import Path
from typing import Any, get_args

import pytest
import typer
from published import check
from shell import Ran, run
from shop import shop
from walks import options_of

from creditcalc.cli import wallet_gate as gate
from creditcalc.cli.app import COMMANDS, app
from creditcalc.pricebook.edition import How
from creditcalc.wallet.ledger import ENTRY_KINDS
from creditcalc.wallet.location import location

pytestmark = pytest.mark.usefixtures("warm")

PLANS = """\
small:
  name: Small
  prices: [{amount: 10, currency: USD, every: month, source: docs}]
  allowance: {amount: 100, unit: credit, every: month, source: docs}
  resets: {every: month, on: billing day, source: docs}
  rollover: {keeps: nothing, source: docs}
  source: docs
big:
  name: Big
  prices: [{amount: 40, currency: USD, every: month, source: docs}]
  allowance: {amount: 500, unit: credit, every: month, source: docs}
  resets: {every: month, on: billing day, at: 06:00, zone: Europe/Paris, source: docs}
  rollover: {keeps: everything, for: one month, source: docs}
  source: docs
free:
  name: Free
  prices: [{amount: 0, currency: USD, every: month, source: docs}]
  allowance: {amount: unknown, unit: credit, every: week, source: docs}
  resets: {every: week, on: monday, at: 00:00, zone: UTC, source: docs}
  rollover: {keeps: unknown, source: docs}
  source: docs
"""
ORDER = """\
spending_order: [plan, top_up]
spending_order_source: docs
plan_changes:
  downgrade: {how: cycle end, source: docs}
  cancel: {how: cycle end, forfeits: [top_up], source: docs}
"""
PACKS = """\

top_ups:
  pack:
    name: Pack
    prices: [{amount: 5, currency: USD, source: docs}]
    gives: {amount: 50, unit: credit, source: docs}
    expires: {after: 12 months, source: docs}
    source: docs
  bundle:
    name: Bundle
    prices: [{amount: 1, currency: USD, source: docs}]
    gives: {amount: 70, unit: credit, source: docs}
    expires: {after: 12-31 of year 2, source: docs}
    source: docs
  riddle:
    name: Riddle
    prices: [{amount: 5, currency: USD, source: docs}]
    gives: {amount: 50, unit: credit, source: docs}
    expires:
      after: unknown
      source: docs
      claims: [{after: cycle end, source: note}, {after: 12 months, source: page}]
    source: docs
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, alone: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The made-up shop with plans, a clock that stands at 20 June 2026, and an empty place for wallets."""
    sheets = shop(tmp_path / "mine").folder
    (sheets / "p/e/plans.yaml").write_text(PLANS)
    addons = sheets / "p/e/addons.yaml"
    addons.write_text(addons.read_text() + PACKS)
    edition = sheets / "p/e/edition.yaml"
    edition.write_text(ORDER + edition.read_text())
    monkeypatch.setenv("CREDITCALC_PRICING", str(sheets))
    monkeypatch.setenv("CREDITCALC_PLATFORM", "p")
    monkeypatch.setenv("CREDITCALC_WALLET", str(tmp_path / "w" / "wallet.db"))
    monkeypatch.setenv("TZ", "UTC")
    clock(monkeypatch, "2026-06-20T12:00:00+00:00")
    return tmp_path


def clock(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Set the only clock."""
    monkeypatch.setenv("CREDITCALC_TODAY", text)


def done(command: str) -> str:
    """What a command that succeeds prints."""
    result = run(f"wallet {command}")
    assert (result.code, result.err) == (0, ""), result
    return result.out


def refused(command: str, code: int = 1) -> str:
    """The one line of a refusal; nothing is written by it."""
    before = contents()
    result = run(f"wallet {command}")
    assert (result.code, result.out, result.err.count("\n")) == (code, "", 1), result
    assert contents() == before
    return result.err.removeprefix("error: ").removesuffix("\n")


def contents() -> bytes:
    """The file of wallets, if there is one."""
    path = location()
    return path.read_bytes() if path.is_file() else b""


def left() -> str:
    """What is left now, as text."""
    found: str = json.loads(done("balance --json"))["left"]["text"]
    return found


OPEN = "open main --plan small --since 2026-05-14"


def test_a_month_of_use_to_the_letter() -> None:
    assert done(OPEN) == (
        "Wallet main · Small    P · prices of May 2026\n"
        "100 credits  left now\n"
        "  Entry  What  Credits  Day          Time\n"
        "      1  open           14 May 2026  00:00 UTC\n"
        "Reset time not published; 00:00 UTC assumed.\n"
        "Next: wallet balance\n"
    )
    done("top-up --pack pack --cost 5 --at 2026-05-20")
    done("spend --model clip --seconds 8 --at 2026-05-21")  # 8 * 2
    done("spend --model clip --seconds 8 --at 2026-05-22")
    done("spend --model clip --seconds 8 --4k --audio --at 2026-06-15")  # 8 * 10+
    assert done("balance") == (
        "Wallet main · Small    Sat 20 Jun 2026, 12:00 UTC\n"
        "≤ 70 credits  left of 150\n"  # 100 of the plan and the pack of 50; 80 or more are spent
        "         80+  spent since 14 Jun\n"
        "  Credits  Left  Until\n"
        "  Plan     ≤ 20  Tue 14 Jul (24 days)\n"
        "  Top-up   ≤ 50  Thu 20 May 2027 (334 days)\n"
        "\n"
        "  What that buys        Each  How many\n"
        "  Clip, 8 s               16       ≤ 4\n"
        "  Clip, 8 s, 4K, audio   80+      none\n"
        "! Unused plan credits are lost at the reset. 68 expired on 14 Jun.\n"  # 100 - 16 - 16
        "Next reset: Tue 14 Jul 2026, 00:00 UTC, with 100 credits.\n"
        "Credits are spent in the order of the table.\n"
        "Reset time not published; 00:00 UTC assumed. Details: --explain\n"
        "See also: wallet history\n"
    )
    assert "reconcile" in done("reconcile 5 --charged 96")
    assert left() == "54"  # 4 of the plan, 50 bought
    assert done("history --since 2026-06-01") == (
        "Wallet main · 3 events    P · prices of May 2026\n"
        "54 credits  left after the last event, on 15 Jun 2026\n"
        "  Day          Time       Entry  What     In  Out  Left  About\n"
        "  14 Jun 2026  00:00 UTC         expiry        68    50\n"
        "  14 Jun 2026  00:00 UTC         reset   100        150\n"
        "  15 Jun 2026  00:00 UTC      5  spend         96    54  reconciled, Clip, 8 s, 4K, audio\n"
    )
    assert done("drift") == (
        "Wallet main · quoted and charged    P · prices of May 2026\n"
        "≤ 1.2 credits  charged for each credit quoted, over 1 reconciled spend\n"
        "  Model  --model  Spends  Quoted  Charged  vs quote\n"
        "  Clip   clip          1     80+       96    ≤ 1.2×\n"
    )
    assert done("check") == "no faults found\n"


def test_the_31st_says_its_rule_and_the_reset_is_told_on_the_clock_of_here(monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        out = done("open main --plan big --burn-order soonest --since 2026-05-31")
        assert out.splitlines()[-2] == "A month without that day resets on its last day."
        said = done("balance --explain")
        assert "Next reset: Tue 30 Jun 2026, 00:00 EDT, with 500 credits.\n" in said
        assert "Resets: month on 31 at 06:00 Europe/Paris; a month without that day resets on its last day.\n" in said
        assert json.loads(done("balance --json"))["next_reset"] == "2026-06-30T04:00:00Z"
    finally:
        monkeypatch.setenv("TZ", "UTC")
        time.tzset()


def test_a_plan_without_a_published_allowance_is_asked_for() -> None:
    free = "open f --plan free --since 2026-06-13"
    assert refused(free) == "the allowance of plan `free` is not published: add `--allowance N`"
    assert refused(f"{free} --allowance 20") == (
        "what plan `free` carries over at a reset is not published precisely: add `--rollover` with `nothing`, "
        "`everything`, `one period` or the most credits that are kept"
    )
    done(f"{free} --allowance 20 --rollover nothing --left 7")
    found = json.loads(done("balance --at 2026-06-14 --json"))
    assert (found["left"]["text"], found["next_reset"]) == ("7", "2026-06-15T00:00:00Z")
    assert left() == "20"


def resheet(home: Path, sheet: str, one: str, other: str) -> None:
    """Other words in a sheet of the shop."""
    path = home / "mine" / "p" / "e" / f"{sheet}.yaml"
    assert one in path.read_text()
    path.write_text(path.read_text().replace(one, other))


RESETS = "resets: {every: month, on: billing day, at: 06:00, zone: Europe/Paris, source: docs}"
ROLLOVER = "rollover: {keeps: everything, for: one month, source: docs}"
BIG = "open main --plan big --since 2026-05-14"


@pytest.mark.parametrize(
    ("resets", "cadence", "reset"),
    [
        # Opened on 14 May 2026, a Thursday; now it is 20 June, and Paris is two hours ahead of UTC.
        ("{every: week, on: Sunday, at: 23:30, zone: UTC}", "week on sunday at 23:30 UTC", "2026-06-21T23:30:00Z"),
        ("{every: week, on: billing day, zone: UTC}", "week on thursday at 00:00 UTC", "2026-06-25T00:00:00Z"),
        ("{every: month, on: 31, zone: Europe/Paris}", "month on 31 at 00:00 Europe/Paris", "2026-06-29T22:00:00Z"),
        ("{every: year, on: billing day, zone: UTC}", "year on 05-14 at 00:00 UTC", "2027-05-14T00:00:00Z"),
        ("{every: year, on: 02-29, zone: UTC}", "year on 02-29 at 00:00 UTC", "2027-02-28T00:00:00Z"),
        ("{every: day, on: unknown, at: 06:00, zone: UTC}", "day at 06:00 UTC", "2026-06-21T06:00:00Z"),
        ("{every: day, on: first use}", "1 day from first use", None),
        ("{every: once, on: signing up}", "once", None),
    ],
)
def test_the_resets_of_a_sheet_are_those_of_the_wallet(
    home: Path, resets: str, cadence: str, reset: str | None
) -> None:
    resheet(home, "plans", RESETS, f"resets: {resets}")
    done(BIG)
    found = json.loads(done("balance --json"))
    assert (found["resets"]["text"], found["next_reset"]) == (cadence, reset)


@pytest.mark.parametrize(
    ("rollover", "unused"),
    [
        ("{keeps: nothing}", "! Unused credits are lost at the reset. 500 expired on 14 Jun."),
        ("{keeps: everything}", "Unused plan credits are carried over at the reset."),
        ("{keeps: everything, for: 1 period}", "Unused plan credits are carried over once at the reset."),
        # of the 500 all but 20.5 are lost
        ("{keeps: 20.50}", "! Unused plan credits above 20.5 are lost at the reset. 479.5 expired on 14 Jun."),
    ],
)
def test_the_rollover_of_a_sheet_is_that_of_the_wallet(home: Path, rollover: str, unused: str) -> None:
    resheet(home, "plans", ROLLOVER, f"rollover: {rollover}")
    done(BIG)
    said = done("balance --explain")
    assert f"\n{unused}\n" in said
    assert "\nSpent first: plan, then top-up.\n" in said


@pytest.mark.parametrize(
    ("rollover", "says"),
    [
        ("{keeps: ~500}", " (its sheet says `~500`)"),
        ("{keeps: 500, for: two moons}", " (its sheet says `500`, for `two moons`)"),
        ("{keeps: everything, for: two moons}", " (its sheet says `everything`, for `two moons`)"),
        ("{keeps: unknown}", ""),
    ],
)
def test_a_rollover_that_cannot_be_reckoned_with_is_asked_for(home: Path, rollover: str, says: str) -> None:
    resheet(home, "plans", ROLLOVER, f"rollover: {rollover}")
    assert refused(BIG) == (
        f"what plan `big` carries over at a reset is not published precisely{says}: add `--rollover` "
        "with `nothing`, `everything`, `one period` or the most credits that are kept"
    )


@pytest.mark.parametrize("word", ["soonest", "soonest_to_expire"])
def test_what_expires_first_is_spent_first_where_the_sheet_says_so(home: Path, word: str) -> None:
    resheet(home, "edition", "[plan, top_up]", f"[{word}]")
    done(OPEN)
    assert json.loads(done("balance --json"))["spending_order"] == ["soonest"]


def test_credits_that_no_wallet_keeps_are_left_out_of_the_order(home: Path) -> None:
    resheet(home, "edition", "[plan, top_up]", "[daily, plan, top_up, unlimited]")
    said = done(OPEN).splitlines()[-2]
    assert said == "Wallets do not track `daily` and `unlimited` credits, which are left out."
    assert json.loads(done("balance --json"))["spending_order"] == ["plan", "top_up"]
    resheet(home, "edition", "[daily, plan, top_up, unlimited]", "[unlimited]")
    assert refused(OPEN.replace("main", "other")) == (
        "p e spends credits that a wallet does not track, `unlimited`: give the order of the "
        "others, for example `--burn-order plan,top-up`"
    )


def test_bundled_plans_open_and_end_as_their_platforms_say(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CREDITCALC_PRICING", "CREDITCALC_PLATFORM"):
        monkeypatch.delenv(name)
    clock(monkeypatch, "2026-11-29T12:00:00+00:00")
    done('open lo --platform leonardo --plan essential --since 2026-03-14 --resets "month on 14 at 00:00 UTC"')
    assert json.loads(done("balance --at 2026-03-14 --json"))["left"]["text"] == "8500"
    assert "In all: 76,500 granted and 42,500 expired.\n" in done("balance --at 2026-11-20 --explain")
    assert run('wallet open r --platform runway --plan standard --since 2026-08-14 --rollover "one period"').code == 0
    assert "625 credits  left of 625, until Wed 14 Oct (55 days)\n" in done("balance --wallet r --at 2026-08-20")
    lots = json.loads(done("balance --wallet r --at 2026-09-20 --json"))["lots"]
    assert [(lot["left"]["text"], lot["expires"]) for lot in lots] == [
        ("625", "2026-11-14T00:00:00Z"),
        ("625", "2026-10-14T00:00:00Z"),
    ]
    assert "! Credits are lost unused: 625 on 14 Oct 2026.\n" in done(
        "forecast --wallet r --at 2026-08-20 --per-day 0 --days 60"
    )


@pytest.mark.parametrize("how", get_args(How))
def test_every_way_to_change_a_plan_can_be_typed_and_be_said_by_a_sheet(home: Path, how: How) -> None:
    big = "transfer --to big --zone UTC --burn-order plan,rollover,top-up --at 2026-06-19"
    done(OPEN)
    done(f"{big} --how {how.replace(' ', '-')}")
    assert run("wallet transfer --to small --how new --at 2026-06-19").code == 0  # with a note on its hour
    resheet(home, "edition", "plan_changes:\n", f"plan_changes:\n  upgrade: {{how: {how}, source: docs}}\n")
    done(big)
    entries = json.loads(done("export"))["entries"]
    assert [entry.get("how") for entry in entries] == [None, how, "new", how]


def test_a_zone_that_this_computer_cannot_look_up_is_told_before_anything_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("creditcalc.period._zone", lambda name: UTC if name == "UTC" else None)
    monkeypatch.setattr("creditcalc.period._zones_known", lambda: False)
    assert run("sheets check").code == 0
    assert refused(BIG) == (
        "the time zone `Europe/Paris` cannot be looked up: this computer has no database of time zones; install "
        "Python's, the package `tzdata`"
    )


REFUSALS = {
    "balance": "you have no wallet yet: open one with `creditcalc wallet open NAME --plan PLAN --since DAY`",
    "open a/b --plan small --since 2026-05-14": (
        "`a/b` cannot be a wallet's name: use at most 40 letters, digits, `.`, `-` and `_`, as in `a-b`"
    ),
    "open 'My wallet!' --plan small --since today": (
        "`My wallet!` cannot be a wallet's name: use at most 40 letters, digits, `.`, `-` and `_`, as in `My-wallet`"
    ),
    "open ... --plan small --since today": (
        "`...` cannot be a wallet's name: use at most 40 letters, digits, `.`, `-` and `_`"
    ),
    "open m --plan huge --since 2026-05-14": "unknown plan `huge` in p e (it has `small`, `big` and `free`)",
    "open m --plan small --since 2026-07-14": (
        "2026-07-14T00:00:00Z is in the future: a wallet records only what has happened"
    ),
    "open m --plan small --since soon": (
        "`soon` is not a time: write `2026-11-14` or, with its zone, `2026-11-14T09:30Z`"
    ),
    "open m --plan small --since 2026-05-14 --burn-order gold": (
        "unknown pool `gold`: --burn-order takes plan, rollover, promotion, top-up, or `soonest`"
    ),
}
LATER = {
    OPEN: "wallet `main` already exists: choose another name",
    "spend --credits -5": ("`-5` is not an amount: write `0.5`, `~0.5`, `10+`, `..20`, `20..40` or `unknown`"),
    "top-up --credits -5 --expires never": (
        "`-5` is not an amount: write `0.5`, `~0.5`, `10+`, `..20`, `20..40` or `unknown`"
    ),
    "top-up --credits 5": (
        "say when the credits expire: `--expires` with `never`, `cycle end`, `90 days`, `12 months` or a time"
    ),
    "top-up --credits 0 --expires never": "0 credits cannot be recorded: give more",
    "top-up --credits 5 --expires 2026-05-01": None,
    "top-up --credits 5 --expires never --currency euro": (
        "`euro` is not a currency: write three letters, such as `USD`"
    ),
    "top-up --pack pakc": "unknown pack `pakc`: did you mean `Pack`? (see `creditcalc addons list`)",
    "top-up --pack riddle": (
        "when `riddle` expires is not published for certain (A note says cycle end, A page as noted by others says "
        "12 months): add `--expires` with `never`, `cycle end`, `90 days` or `12 months`"
    ),
    "grant --credits 5 --at 2026-06-21": (
        "2026-06-21T00:00:00Z is in the future: a wallet records only what has happened"
    ),
    "spend --credits 5 --at 2026-05-13": (
        "2026-05-13T00:00:00Z is before wallet `main` opened, on 2026-05-14T00:00:00Z: open a wallet with an earlier "
        "`--since`"
    ),
    "undo 1": "the opening of a wallet cannot be undone: open another wallet",
    "undo 7": "wallet `main` has no entry 7: its entries are 1 to 1",
    "reconcile 1 --charged 5": "entry 1 is not a spend but `open`: only a spend can be reconciled",
    "balance --wallet mian": "no wallet `mian`: did you mean `main`? (you have `main`)",
    "balance --at 2036-12-31": "a wallet looks at most ten years ahead: give an earlier time",
    "transfer --to free --how new": "the allowance of plan `free` is not published: add `--allowance N`",
    "transfer --cancel --forfeit gold": ("unknown pool `gold`: `--forfeit` takes `rollover`, `promotion` or `top-up`"),
    "drift --wallet no": "no wallet `no` (you have `main`)",
}


@pytest.mark.parametrize("command", REFUSALS)
def test_bad_input_before_a_wallet_is_open(command: str) -> None:
    assert refused(command) == REFUSALS[command]


@pytest.mark.parametrize("command", LATER)
def test_bad_input(command: str) -> None:
    done(OPEN)
    words = refused(command)
    assert LATER[command] in (None, words)


def test_spending_more_than_there_is_is_refused_and_nothing_is_written() -> None:
    done(OPEN)
    assert refused("spend --credits 100.01", 3) == (
        "wallet `main` cannot pay 100.01: it had 100 left. Nothing was recorded. Add the missing "
        "credits with `wallet top-up` or `wallet grant`"
    )
    done("spend --credits 100")
    done("grant --credits 10 --expires 2026-06-25")
    assert left() == "10"


def test_an_earlier_spend_may_not_take_what_a_later_one_needed() -> None:
    done(OPEN)
    done("spend --credits 90 --at 2026-06-18")
    assert refused("spend --credits 20 --at 2026-06-16", 3) == (
        "wallet `main` cannot pay this together with later spends. Nothing was recorded. Add the missing credits "
        "with `wallet top-up` or `wallet grant`"
    )
    done("spend --credits 20 --at 2026-06-01")  # that was another month's


def test_a_grant_that_was_spent_cannot_be_undone_before_the_spend() -> None:
    done(OPEN)
    done("grant --credits 50 --at 2026-06-15")
    done("spend --credits 140")
    assert refused("undo 2", 3).startswith("wallet `main` could then not have paid its later spends. Nothing was")
    done("undo 3")
    done("undo 2")
    assert left() == "100"
    assert refused("undo 2") == "entry 2 is already undone: to restore it, undo the undo entry"
    done("undo 5")
    assert left() == "150"


def test_the_same_key_is_one_spend() -> None:
    done(OPEN)
    first = done("spend --credits 5 --key job-1")
    assert done("spend --credits 5 --key job-1") == first
    assert left() == "95"
    assert refused("spend --credits 6 --key job-1") == (
        "key `job-1` recorded entry 2, which says something else: use a new key"
    )
    done("undo 2 --key u")
    done("undo 2 --key u")
    assert left() == "100"


def test_what_is_undone_stays_in_the_history() -> None:
    done(OPEN)
    done('spend --credits 30 --at 2026-06-15 --note "8 s clip"')
    done("top-up --credits 10 --expires never --at 2026-06-15")
    done("transfer --to big --how new --rollover nothing --at 2026-06-16")
    done('undo 2 --note "failed, given back"')
    done("undo 3")
    done("undo 4")
    assert done("history --at 2026-06-20 --since 2026-06-15") == (
        "Wallet main · 3 events    P · prices of May 2026\n"
        "100 credits  left after the last event, on 16 Jun 2026\n"
        "  Day          Time       Entry  What      In  Out  Left  About\n"
        "  15 Jun 2026  00:00 UTC      2  spend     30   30   100  undone (failed, given back), 8 s clip\n"
        "  15 Jun 2026  00:00 UTC      3  top-up    10   10   100  undone\n"
        "  16 Jun 2026  00:00 UTC      4  transfer            100  undone, Big\n"
    )
    assert left() == "100"
    done("undo 5")
    assert "undone (" not in done("history")
    assert left() == "70"


def test_what_was_written_while_the_clock_was_ahead_is_seen_and_can_be_taken_back(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(OPEN)
    clock(monkeypatch, "2026-08-20T12:00:00+00:00")
    done("spend --credits 5")
    done("top-up --credits 10 --expires never")
    clock(monkeypatch, "2026-06-20T12:00:00+00:00")
    note = "Entries 2 to 3 take effect after now: the clock was ahead. To undo the last one: wallet undo 3"
    assert note in done("balance")
    assert left() == "100"
    assert done("history --since 2026-06-15") == (
        "Wallet main · 2 events    P · prices of May 2026\n"
        "105 credits  left after the last event, on 20 Aug 2026\n"
        "  Day          Time       Entry  What    In  Out  Left  About\n"
        "  20 Aug 2026  12:00 UTC      2  spend         5    95\n"
        "  20 Aug 2026  12:00 UTC      3  top-up  10        105\n"
        f"▲ {note}\n"
    )
    exported = done("export")
    assert '"number": 3' in exported
    done("undo 3")
    done("reconcile 2 --charged 4")
    assert "Entry 2 takes effect after now: the clock was ahead. To undo it: wallet undo 2\n" in done("history")
    done("undo 2")
    assert "clock" not in done("balance") + done("history")
    assert done("check") == "no faults found\n"
    (home / "main.json").write_text(exported)
    monkeypatch.setenv("CREDITCALC_WALLET", str(home / "again.db"))
    done(f"import {home / 'main.json'}")
    assert done("export") == exported


def test_a_wallet_that_was_opened_while_the_clock_was_ahead_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    clock(monkeypatch, "2026-08-20T12:00:00+00:00")
    done(OPEN.replace("2026-05-14", "2026-08-14"))
    clock(monkeypatch, "2026-06-20T12:00:00+00:00")
    said = "Entry 1 takes effect after now: the clock was ahead, and the wallet is not open yet. Open another one.\n"
    assert said in done("balance")
    assert refused("spend --credits 5").startswith(
        "2026-06-20T12:00:00Z is before wallet `main` opened, on 2026-08-14T"
    )


def test_nothing_is_no_spend_by_its_credits_but_a_generation_may_cost_nothing() -> None:
    done(OPEN)
    assert refused("spend --credits 0") == "0 credits cannot be recorded: give more"
    done("spend --model save")
    assert run(f"quote --model save {CHARGED}").err == "note: charged to wallet `main` as entry 3: 100 left\n"
    done("reconcile 2 --charged 0")
    assert left() == "100"


CHARGED = "--wallet main --charge"
KEYED = {
    "quote": [
        f"--model clip --seconds 8 {CHARGED}",
        f"--model clip --seconds 10 {CHARGED}",
        f"--model clip --seconds 4 --takes 2 {CHARGED}",  # another 16 credits
        f"--model picture {CHARGED}",
    ],
    "batch": [f"jobs.csv {CHARGED}", f"fewer.csv {CHARGED}", f"other.csv {CHARGED}"],
    "wallet grant": [
        "--credits 20",
        "--credits ~20",
        "--credits 20 --pool plan",
        '--credits 20 --expires "30 days"',
        "--credits 20 --at 2026-06-15",
    ],
    "wallet top-up": [
        "--credits 20 --expires never --cost 5",
        "--credits 21 --expires never --cost 5",
        "--credits 20 --expires never --cost 6",
        "--credits 20 --expires never --cost 5 --currency EUR",
        '--credits 20 --expires "90 days" --cost 5',
        "--pack pack --cost 5",
    ],
    "wallet spend": ["--credits 5", "--credits 6", "--credits 5 --at 2026-06-15", "--model clip --seconds 8"],
    "wallet undo": ["2", "3"],
    "wallet reconcile": ["2 --charged 4", "2 --charged 5", "3 --charged 4"],
    "wallet transfer": [
        "--to big --how new --rollover nothing",
        "--to small --how new --rollover nothing",
        "--to big --how add --rollover nothing",
        "--to big --how new --rollover everything",
        "--to big --how new --rollover nothing --forfeit top-up",
        "--to big --how new --rollover nothing --allowance 400",
        "--to big --how new --rollover nothing --at 2026-06-15",
        "--cancel",
    ],
}
"""Every command that takes a key: what is written first, and what says something else."""


def options() -> Iterator[tuple[str, Any]]:
    """Every option of every command, from the app itself, with the words of the command."""

    def walk(found: Any, words: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        for name, one in getattr(found, "commands", {}).items():
            yield from walk(one, (*words, name))
        yield from ((" ".join(words), param) for param in found.params)

    root: Any = typer.main.get_command(app)
    for name in COMMANDS:
        yield from walk(root.get_command(typer.Context(root), name), (name,))


@pytest.fixture
def desk(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A wallet with two spends of 7, and files of jobs."""
    monkeypatch.chdir(home)
    Path("jobs.csv").write_text("model,seconds\nclip,8\nclip,8\n")
    Path("fewer.csv").write_text("model,seconds\nclip,8\n")
    Path("other.csv").write_text("model,seconds\nclip,8\nclip,9\nclip,10\n")
    done(OPEN)
    done("spend --credits 7")
    done("spend --credits 7")
    return home / "w" / "wallet.db"


def test_every_command_that_takes_a_key_is_among_these() -> None:
    assert set(KEYED) == {command for command, option in options() if "--key" in option.opts}


BESIDES = {
    "wallet open": "second --plan small",
    "wallet grant": "--credits 1",
    "wallet top-up": "--credits 1 --expires never",
    "wallet spend": "--credits 1",
    "wallet transfer": "--to big --how new",
    "wallet forecast": "--per-day 1",
    "report": "jobs.csv --wallet main",
}
"""What commands that take a time need besides."""


def test_a_clock_time_without_a_zone_is_refused_with_its_readings_and_a_bare_day_stays(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    timed = [(command, one.opts[0]) for command, one in options() if one.metavar == "TIME" or "--expires" in one.opts]
    assert len(timed) > 10
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        for command, option in timed:
            said = f"{command} {BESIDES.get(command, '')} {option}"
            written = desk.read_bytes()
            assert run(f"{said}='2026-06-15 19:00'") == Ran(
                1,
                "",
                "error: `2026-06-15 19:00` has no time zone: write `2026-06-15T19:00Z` or `2026-06-15T19:00-04:00`\n",
            ), said
            assert desk.read_bytes() == written
            day = "2026-06-25" if option == "--expires" else "2026-06-15"
            assert run(f"{said}={day}").code == 0, said
    finally:
        monkeypatch.setenv("TZ", "UTC")
        time.tzset()


@pytest.mark.parametrize("command", KEYED)
def test_a_key_means_one_thing(desk: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    first, *others = KEYED[command]
    assert run(f"{command} {first} --key k").code == 0
    written = desk.read_bytes()
    clock(monkeypatch, "2026-06-21T15:00:00+00:00")
    assert run(f"{command} {first} --key k").code == 0
    others = [f"{command} {other}" for other in others]
    for other in [*others, *(f"{name} {said[0]}" for name, said in KEYED.items() if name != command)]:
        if {command, other.split(" --")[0]} == {"quote", "batch jobs.csv"}:
            continue  # a file of which the quote was the first row: it has grown
        result = run(f"{other} --key k")
        assert result.code == 1, other
        assert result.err.splitlines()[-1].startswith("error: key `k` recorded "), other
    assert desk.read_bytes() == written


@pytest.mark.parametrize("command", KEYED)
def test_a_key_of_what_is_undone_is_refused(desk: Path, command: str) -> None:
    said = f"{command} {KEYED[command][0]} --key k"
    assert run(said).code == 0
    done("undo 4")
    written = desk.read_bytes()
    result = run(said)
    said_so = "error: key `k` recorded entry 4, which is undone: use a new key"
    assert (result.code, result.err.splitlines()[-1].partition(", with a file")[0]) == (1, said_so)
    assert run("wallet spend --credits 99 --key k").err == result.err  # whatever is asked under it
    assert desk.read_bytes() == written
    assert run(said.replace("--key k", "--key k2")).code == 0


@pytest.mark.parametrize("charge", ["wallet spend --jobs jobs.csv", f"batch jobs.csv {CHARGED}"])
def test_a_file_that_grows_under_its_key_is_charged_for_what_is_new(desk: Path, charge: str) -> None:
    jobs = Path("jobs.csv")
    jobs.write_text("model,seconds\nclip,8\n")
    for rows, balance in [("", "70"), ("clip,10\n", "50"), ("clip,10\n", "50"), ("clip,10\nclip,1\n", "48")]:
        jobs.write_text(f"model,seconds\nclip,8\n{rows}")
        assert run(f"{charge} --key film").code == 0
        assert left() == balance  # 100 - 14 - 16, - 20, - 2
    clips = [line.split()[5] for line in done("history --kind spend").splitlines() if "Clip" in line]
    assert clips == ["4", "5", "6"]
    jobs.write_text("model,seconds\nclip,8\nclip,2\nclip,10\nclip,1\nclip,1\n")  # one within, one at the end
    assert run(f"{charge} --key film").code == 0
    assert left() == "42"  # 48 - 4 - 2
    for again in ("clip,8\nclip,2\nclip,10\nclip,1\nclip,1\n", "clip,1\nclip,2\nclip,8\nclip,1\nclip,10\n"):
        jobs.write_text(f"model,seconds\n{again}")
        assert run(f"{charge} --key film").code == 0
        assert left() == "42"
    for changed in ("clip,9\nclip,2\nclip,10\nclip,1\nclip,1\n", "clip,8\nclip,2\nclip,10\nclip,1\n"):
        jobs.write_text(f"model,seconds\n{changed}")
        result = run(f"{charge} --key film")
        assert (result.code, result.err.splitlines()[-1].split(" recorded ")[0]) == (1, "error: key `film`")
    assert left() == "42"


def test_a_file_that_has_grown_must_be_paid_for_what_is_new_only(desk: Path) -> None:
    jobs = Path("jobs.csv")
    jobs.write_text("model,seconds\nclip,40\n")
    assert run(f"batch jobs.csv {CHARGED} --key film").err.endswith(": 6 left\n")  # 100 - 14 - 80
    said = run(f"batch jobs.csv {CHARGED} --key film")
    assert (said.code, said.err.splitlines()[-1]) == (
        0,
        "note: already charged to wallet `main` as entry 4: 6 left",
    )
    jobs.write_text("model,seconds\nclip,40\nclip,2\n")
    said = run(f"batch jobs.csv {CHARGED} --key film")
    assert said.err.splitlines()[-1] == "note: charged to wallet `main` as entry 5, and earlier as entry 4: 2 left"
    jobs.write_text("model,seconds\nclip,40\nclip,2\nclip,2\n")
    said = run(f"batch jobs.csv {CHARGED} --key film")
    assert (said.code, said.err.splitlines()[-1]) == (
        3,
        "error: wallet `main` cannot pay: 4 is more than the 2 left. Nothing was charged",
    )


def test_a_file_of_which_a_row_was_given_back_is_not_charged_whole_under_a_new_key(desk: Path) -> None:
    assert run(f"batch jobs.csv {CHARGED} --key film").code == 0
    done("undo 5")
    Path("jobs.csv").write_text("model,seconds\nclip,8\nclip,8\nclip,1\n")
    assert refused("spend --jobs jobs.csv --key film") == (
        "key `film` recorded entry 5, which is undone: use a new key, with a file of the new rows only"
    )


def test_what_an_earlier_release_charged_row_by_row_stands_under_the_files_key(desk: Path) -> None:
    done("spend --model clip --seconds 8 --key film/1")
    done("spend --model clip --seconds 8 --key film/2")
    Path("jobs.csv").write_text("model,seconds\nclip,8\nclip,8\nclip,1\n")
    for _ in range(2):
        done("spend --jobs jobs.csv --key film")
        assert left() == "52"  # 100 - 14 - 16 - 16 - 2


@pytest.mark.parametrize("command", ["quote --model clip --seconds 8 --wallet main", "batch jobs.csv --wallet main"])
def test_a_key_is_for_what_is_charged(desk: Path, command: str) -> None:
    assert run(f"{command} --key k").code == 2
    assert run(f"{command} --charge --key ''").err.endswith(
        "error: the key is empty: give a word, or leave `--key` out\n"
    )


def test_a_change_of_plan_is_repeated_as_it_was_found_the_first_time(monkeypatch: pytest.MonkeyPatch) -> None:
    done(OPEN)
    first = run("wallet transfer --to big --how difference --rollover nothing --key up")
    assert first.code == 0
    clock(monkeypatch, "2026-06-29T09:00:00+00:00")
    again = run("wallet transfer --to big --how difference --rollover nothing --key up")
    assert (again.code, again.out) == (0, first.out)
    assert left() == "500"  # 100 and the difference of 400


@pytest.mark.parametrize("how", ["cycle end", "new"])
def test_a_change_by_the_price_books_rule_is_the_same_after_it(
    home: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    resheet(home, "edition", "downgrade: {how: cycle end", f"downgrade: {{how: {how}")
    assert run("wallet open main --plan big --since 2026-05-14 --burn-order plan,rollover,top-up").code == 0
    first = run("wallet transfer --to small --key down")
    clock(monkeypatch, "2026-07-20T09:00:00+00:00")
    again = run("wallet transfer --to small --key down")
    assert (first.code, again.code) == (0, 0)
    assert again.out.splitlines()[2] == first.out.splitlines()[2]
    assert json.loads(done("balance --json"))["plan"] == {"id": "small", "name": "Small", "billing": "month"}


@pytest.mark.parametrize(
    ("said", "spent", "until"),
    [
        ("--rollover 50", "40", ", at most 50 kept at the reset"),  # 60 are left
        ("--rollover 50", "50", ", which do not expire"),
        ("--rollover everything", "1", ", which do not expire"),
        ('--rollover "one period"', "1", ", until Fri 14 Aug (55 days)"),
        ("--rollover nothing", "1", ", until Tue 14 Jul (24 days)"),
        ("--rollover nothing", "100", ", 100 more on Tue 14 Jul (24 days)"),
        ('--rollover nothing --resets "7 days from first use"', "1", ", until Sat 27 Jun (7 days)"),
        ('--rollover "one period" --resets "7 days from first use"', "1", ", until Sat 4 Jul (14 days)"),
        ('--rollover nothing --resets "7 days from first use"', "", ", until the reset"),
        ('--rollover "one period" --resets "7 days from first use"', "", ", until the second reset"),
    ],
)
def test_a_balance_says_how_long_plan_credits_last(said: str, spent: str, until: str) -> None:
    done(f"{OPEN} {said}".replace("2026-05-14", "2026-06-14"))
    if spent:
        done(f"spend --credits {spent}")
    assert done("balance").splitlines()[1].endswith(f" left of 100{until}")


def test_a_bill_that_was_taken_back_says_nothing_of_drift() -> None:
    done(OPEN)
    done("spend --model clip --seconds 8")
    done("reconcile 2 --charged 17")
    assert " clip " in done("drift")
    done("undo 3")
    assert " clip " not in done("drift")
    done("undo 4")
    done("undo 2")
    assert " clip " not in done("drift")


def test_a_file_of_jobs_is_spent_whole_or_not_at_all(home: Path) -> None:
    done(OPEN)
    jobs = home / "jobs.csv"
    jobs.write_text("model,seconds\nclip,8\nclip,10\npicture,\n")
    assert "spend --jobs" not in done(f"spend --jobs {jobs} --key week-1")
    done(f"spend --jobs {jobs} --key week-1")
    assert left() == "63.75"  # 100 - 16 - 20 - 0.25
    jobs.write_text("model,seconds\nclip,8\nclip,10\nclip,60\n")
    refused(f"spend --jobs {jobs}", 3)
    jobs.write_text("model,seconds\nclip,8\nsecret,5\n")
    assert refused(f"spend --jobs {jobs}", 5).startswith(f"{jobs}:3: no published price for `secret`")
    assert left() == "63.75"


def called_by_words(command: str) -> str:
    """What a command of a wallet does, and what each wallet then holds."""
    result = run(f"wallet {command}")
    assert result.code == 0, result
    names = [one["wallet"] for one in json.loads(done("list --json"))["wallets"]]
    return result.out + "".join(done(f"history --wallet {name} --json") for name in names)


def takers(option: str) -> set[str]:
    """The commands of a wallet that take an option."""
    return {words for words, known in options_of(typer.main.get_command(app)) if option in known and "wallet" in words}


BY_WORDS = {
    "grant 20 other": "grant --credits 20 --wallet other",
    "grant other 20 --expires '30 days'": "grant --credits 20 --wallet other --expires '30 days'",
    "top-up 50 other --expires never": "top-up --credits 50 --wallet other --expires never",
    "top-up other --pack pack": "top-up --wallet other --pack pack",
    "spend 5 other": "spend --credits 5 --wallet other",
    "spend other ~5": "spend --credits ~5 --wallet other",
    "spend 5 credits": "spend --credits 5",
    "spend 5 --wallet other": "spend --credits 5 --wallet other",
    "spend other --credits 5": "spend --credits 5 --wallet other",
    "spend 2 7": "spend --credits 2 --wallet 7",
    "spend 7 --credits 2": "spend --credits 2 --wallet 7",
    "spend 7 other": "spend --credits 7 --wallet other",
    "spend 7 --model clip --seconds 8": "spend --wallet 7 --model clip --seconds 8",
    "undo 2 other": "undo 2 --wallet other",
    "reconcile 2 3 other": "reconcile 2 --charged 3 --wallet other",
    "reconcile 2 ~3": "reconcile 2 --charged ~3",
    "transfer other --to big --how new": "transfer --wallet other --to big --how new",
    "balance other": "balance --wallet other",
    "balance 7": "balance --wallet 7",
    "history other": "history --wallet other",
    "forecast other --per-week 20": "forecast --wallet other --per-week 20",
    "forecast 7 --per-week 20": "forecast --wallet 7 --per-week 20",
    "drift other": "drift --wallet other",
    "export other": "export --wallet other",
}
"""What is typed by words, and the same by options."""


@pytest.fixture
def wallets() -> None:
    """Three wallets, one of them called as an amount is written, the first two with a spend."""
    for name in ("main", "other", "7"):
        done(f"open {name} --plan small --since 2026-05-14 --zone UTC")
    for name in ("main", "other"):
        done(f"spend --credits 1 --wallet {name}")


@pytest.mark.parametrize("words", BY_WORDS)
@pytest.mark.usefixtures("wallets")
def test_words_do_what_options_do(words: str) -> None:
    path, before = location(), contents()
    said = called_by_words(words)
    path.write_bytes(before)
    assert called_by_words(BY_WORDS[words]) == said


@pytest.mark.parametrize(("option", "words"), [("--wallet", BY_WORDS.values()), ("--credits", BY_WORDS.values())])
def test_every_command_that_takes_a_wallet_or_credits_is_among_these(option: str, words: Iterable[str]) -> None:
    among = {f"wallet {one.partition(' ')[0]}" for one in words if option in one}
    assert takers(option) == among


@pytest.mark.usefixtures("wallets")
@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("spend 7", "`7` may be 7 credits or the wallet `7`: write `--credits 7` or `--wallet 7`"),
        ("grant 7", "`7` may be 7 credits or the wallet `7`: write `--credits 7` or `--wallet 7`"),
        ("reconcile 2 7", "`7` may be 7 credits or the wallet `7`: write `--charged 7` or `--wallet 7`"),
        ("spend 1,000", "`1,000` may be 1000 or 1: write `1000` or `1`"),
        ("spend 5 mian", "no wallet `mian`: did you mean `main`? (you have `main`, `other` and `7`)"),
        ("spend clip", "no wallet `clip` (you have `main`, `other` and `7`)"),
        ("balance 5", "no wallet `5` (you have `main`, `other` and `7`)"),
        ("forecast 5", "`5` may be of a day or a week: write `--per-day 5` or `--per-week 5`"),
    ],
)
def test_a_word_of_two_readings_or_of_none_is_refused(command: str, words: str) -> None:
    if command == "spend clip":
        assert run("wallet spend clip --credits 5").err == f"error: {words}\n"
    else:
        assert refused(command) == words


@pytest.mark.usefixtures("wallets")
@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("spend clip 8s", "clip and 8s cannot both be the wallet: give one of them"),
        ("balance main --wallet other", "main and other cannot both be the wallet: give one of them"),
        ("spend 5 --credits 5", "5 is too much: what to record is given already"),
        ("spend 5 6", "6 is too much: what to record is given already"),
        ("spend 5 --model clip --seconds 8", "5 is too much: what to record is given already"),
        ("spend main", "give the credits, --model or --jobs, and only one of them"),
        ("top-up main --expires never", "give either the credits or --pack"),
    ],
)
def test_words_that_say_a_thing_twice_or_nothing_are_refused(command: str, words: str) -> None:
    assert refused(command, code=2) == words


def test_the_credits_of_a_wallet_are_those_of_how_its_plan_is_paid(home: Path) -> None:
    plans = home / "mine/p/e/plans.yaml"
    yearly = "{amount: 100, currency: USD, every: year, gives: 90, source: docs}"
    plans.write_text(PLANS.replace("every: month, source: docs}]", f"every: month, source: docs}}, {yearly}]", 1))
    assert done("open y --plan 'Small (yearly)' --since 2026-05-14 --zone UTC").splitlines()[:2] == [
        "Wallet y · Small (yearly)    P · prices of May 2026",
        "90 credits  left now",
    ]
    assert "90 credits" in done("open same --plan small --billing year --since 2026-05-14 --zone UTC")
    assert "100 credits" in done("open monthly --plan small --since 2026-05-14 --zone UTC")
    assert "70 credits" in done("open said --plan 'small (yearly)' --since 2026-05-14 --zone UTC --allowance 70")
    assert run("wallet transfer monthly --to 'Small (yearly)' --how new").code == 0
    assert json.loads(done("balance monthly --json"))["left"]["text"] == "90"
    assert done("history monthly").splitlines()[-1].endswith("Small (yearly)")
    both = yearly.replace("90", "80").replace("USD", "EUR")
    plans.write_text(plans.read_text().replace(yearly, f"{yearly}, {both}"))
    assert refused("open two --plan 'Small (yearly)' --since 2026-05-14") == (
        "not every price of plan `small` brings the same: add `--allowance N`"
    )


def test_what_expired_unused_is_exact_after_a_spend_that_was_not() -> None:
    done("open main --plan small --since 2026-03-14 --zone UTC")
    done("spend ~5 --at 2026-03-20")
    assert done("history").splitlines()[3:] == [
        "  14 Mar 2026  00:00 UTC      1  open    100        100  Small",
        "  20 Mar 2026  00:00 UTC      2  spend         ~5   ~95",
        "  14 Apr 2026  00:00 UTC         expiry       ~95     0",
        "  14 Apr 2026  00:00 UTC         reset   100        100",
        "  14 May 2026  00:00 UTC         expiry       100     0",
        "  14 May 2026  00:00 UTC         reset   100        100",
        "  14 Jun 2026  00:00 UTC         expiry       100     0",
        "  14 Jun 2026  00:00 UTC         reset   100        100",
    ]
    # from 20 June on 24 days of 1 credit, then 30
    assert "! Credits are lost unused: 76 on 14 Jul 2026 and 69 on 14 Aug 2026." in done("forecast --per-day 1")


def test_several_wallets_and_one_default() -> None:
    done(OPEN)
    done("open other --plan big --since 2026-06-01 --burn-order plan,rollover,top-up --default")
    listed = json.loads(done("list --json"))["wallets"]
    assert [(one["wallet"], one["left"]["text"]) for one in listed] == [("other", "500"), ("main", "100")]
    assert done("default main") == "main is the default wallet\n"
    assert left() == "100"


def test_a_quote_asks_the_wallet_and_charges_it() -> None:
    done(OPEN)
    clip = "quote --model clip --seconds 8 --quiet --edition e"
    assert run(f"{clip} --wallet main") == Ran(0, "16\n", "note: wallet `main` can pay: 100 left\n")
    assert run(f"{clip} --wallet main --charge").err == "note: charged to wallet `main` as entry 2: 84 left\n"
    assert left() == "84"
    over = run("quote --model clip --seconds 60 --quiet --edition e --wallet main --charge")
    assert (over.code, over.out) == (3, "120\n")
    assert over.err == "error: wallet `main` cannot pay: 120 is more than the 84 left. Nothing was charged\n"
    unclear = run("quote --model clip --seconds 8 --4k --audio --quiet --edition e --wallet main --charge")
    assert unclear.code == 4
    assert unclear.err == "error: wallet `main` may not be able to pay: 80+ against 84 left. Nothing was charged\n"
    assert run(f"{clip} --charge").code == 2
    assert left() == "84"


def test_credits_of_another_price_book_are_not_the_wallets() -> None:
    done(OPEN)
    other = run("quote --platform invideo --model kling-2.6-standard --seconds 5 --quiet --wallet main")
    assert other.code == 1
    assert (
        "error: wallet `main` holds credits of p e, not of invideo 2026-05: add `--platform p --edition e`" in other.err
    )


def test_drift_becomes_a_row_of_ones_own(home: Path) -> None:
    done(OPEN)
    assert run("sheets new --from-drift --in x").err == (
        "error: wallet `main` has no charge that gives a price: record what you were charged with `creditcalc wallet "
        "reconcile`\n"
    )
    for seconds, charged in (("8", "20"), ("10", "24"), ("10", "26")):
        done(f"spend --model clip --seconds {seconds}")
        done(f"reconcile {json.loads(done('history --json'))['events'][-1]['entry']} --charged {charged}")
    mine = home / "own"
    made = run(f"sheets new --from-drift --in {mine}")
    assert made == Ran(0, f"{mine}/p/e/observed.yaml\n", "")
    assert (mine / "p/e/observed.yaml").read_text().splitlines()[1:] == [
        "clip:",
        "  rates:",
        "    - {when: {resolution: [1080p, 720p]}, price: 2.4..2.6, per: second, source: own, grade: observed, note: 3 "
        "charges up to 2026-06-20}",
    ]


def test_a_row_from_drift_takes_the_place_of_the_bundled_one(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREDITCALC_PRICING")
    monkeypatch.setenv("CREDITCALC_PLATFORM", "invideo")
    done("open main --plan plus --since 2026-05-14")
    done("spend --model kling-2.6-standard --seconds 10")
    done("reconcile 2 --charged 4.8")
    assert run(f"sheets new --from-drift --in {home}/own").code == 0
    kling = "quote --model kling-2.6-standard --seconds 5 --edition 2026-05 --json"
    quote = json.loads(run(f"{kling} --pricing {home}/own").out)
    assert (quote["total"]["text"], quote["evidence"]["grade"]) == ("2.4", "observed")  # 5 * 4.8 / 10
    assert quote["evidence"]["sources"][0]["key"] == "own"


def test_a_forecast_of_jobs_and_of_a_rate(home: Path) -> None:
    done(OPEN)
    jobs = home / "jobs.csv"
    jobs.write_text("model,seconds\nclip,30\nclip,30\nclip,60\n")
    assert done(f"forecast --jobs {jobs} --days 40") == (
        "Forecast for wallet main    P · prices of May 2026\n"
        "3 jobs: 1 now, 1 after a reset, 1 never (no reset brings enough).\n"
        "Credits first run short on Sat 20 Jun 2026, 12:00 UTC.\n"
        "On Thu 30 Jul 2026, 40 credits will be left.\n"
        "  Job          Credits  When                            Time                        Left\n"
        "  Clip · 30 s       60  now                             Sat 20 Jun 2026, 12:00 UTC    40\n"
        "  Clip · 30 s       60  after a reset                   Tue 14 Jul 2026, 00:00 UTC    40\n"
        "  Clip · 60 s      120  never (no reset brings enough)                                40\n"
        "! Credits are lost unused: 40 on 14 Jul 2026.\n"
        "Details: --explain\n"
    )
    # 22 a day of 100: four days; on the fifth 12 are left
    assert "At 22 a day the credits run out on Wed 24 Jun 2026, 12:00 UTC.\n" in done("forecast --per-day 22 --days 20")
    chart = done("forecast --per-day 22 --days 60 --chart")
    assert "credits left" in chart
    assert "the credits reset" in chart


def test_a_change_of_plan_takes_its_rules_from_the_price_book_and_else_from_options() -> None:
    done(OPEN)
    done("top-up --credits 30 --expires never")
    assert refused("transfer --to big --burn-order plan,rollover,top-up") == (
        "p e does not say what such a change does to unused credits: add `--how` `cycle-end`, `new`, `add` or "
        "`difference`"
    )
    done("transfer --to big --how new --zone UTC --burn-order plan,rollover,top-up --at 2026-06-19")
    assert left() == "530"
    assert run("wallet transfer --to small").err == ("note: reset time not published; 00:00 UTC assumed\n")
    # big resets at 06:00 in Paris, which is 04:00 UTC in summer
    small = "From the next reset on the plan is Small.\nNext reset: Sun 19 Jul 2026, 04:00 UTC, with 100 credits.\n"
    assert small in done("balance")
    done("transfer --cancel")
    assert "! The plan ends at the reset.\n" in done("balance")
    ended = json.loads(done("balance --at 2026-08-20 --json"))
    assert (ended["left"]["text"], ended["books"]["voided"]["text"], ended["plan"]) == ("0", "130", None)


SCHEMAS = {
    "wallet-balance": "balance --json",
    "wallet-history": "history --json",
    "wallet-list": "list --json",
    "wallet-drift": "drift --json",
    "wallet-forecast": "forecast --per-day 5 --json",
    "wallet-entries": "spend --credits 1 --json",
    "wallet": "export --to json",
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_json_is_as_its_schema_says(name: str) -> None:
    done(OPEN)
    done("top-up --credits 10 --expires never --cost 2 --key k")
    done("spend --model clip --seconds 8 --note x")
    done("reconcile 3 --charged 17")
    done("transfer --to big --how cycle-end --burn-order soonest")
    assert check(done(SCHEMAS[name]))["schema"] == f"creditcalc/{name}/1"


def test_the_schema_knows_every_kind_of_entry() -> None:
    path = Path(gate.__file__).parents[1] / "schemas" / "wallet-1.json"
    entry = json.loads(path.read_text())["$defs"]["EntryKept"]
    assert entry["properties"]["kind"]["enum"] == list(ENTRY_KINDS)


def test_the_wallets_are_where_they_are_said_to_be(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert done("path") == f"{home}/w/wallet.db\n"
    monkeypatch.delenv("CREDITCALC_WALLET")
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setattr("sys.platform", "linux")
    assert done("path") == f"{home}/data/creditcalc/wallet.db\n"


def test_a_batch_asks_the_wallet_and_charges_every_row(home: Path) -> None:
    done(OPEN)
    jobs = home / "jobs.csv"
    jobs.write_text("model,seconds\nclip,8\nclip,10\n")
    asked = run(f"batch {jobs} --quiet --edition e --wallet main")
    assert (asked.code, asked.out, asked.err) == (0, "36\n", "note: wallet `main` can pay: 100 left\n")
    charged = run(f"batch {jobs} --quiet --edition e --wallet main --charge")
    assert charged.err == "note: charged to wallet `main` as entries 2 to 3: 64 left\n"
    jobs.write_text("model,seconds\nclip,8\nclip,60\n")
    over = run(f"batch {jobs} --quiet --edition e --wallet main --charge")
    assert (over.code, over.out) == (3, "136\n")
    assert left() == "64"
    assert run(f"batch {jobs} --charge").code == 2


def test_a_change_of_plan_keeps_the_zone_that_a_person_gave(monkeypatch: pytest.MonkeyPatch) -> None:
    """InVideo names no zone. New York's midnight is 04:00 UTC in summer."""
    monkeypatch.delenv("CREDITCALC_PRICING")
    monkeypatch.delenv("CREDITCALC_PLATFORM", raising=False)
    new_york = "--since 2026-05-14 --zone America/New_York --platform invideo --edition 2026-05"
    assert run(f"wallet open other --plan plus {new_york}").code == 0
    assert run("wallet transfer --wallet other --to max --how new --at 2026-05-20").code == 0
    found = json.loads(done("balance --wallet other --at 2026-05-21 --json"))
    assert found["resets"]["text"] == "month on 19 at 00:00 America/New_York"  # 2026-05-20 00:00 UTC is the 19th there
    assert found["next_reset"] == "2026-06-19T04:00:00Z"
    assert run("wallet transfer --wallet other --to plus --how new --at 2026-05-22 --zone UTC").code == 0
    assert "Resets: month on 22 at 00:00 UTC.\n" in done("balance --wallet other --at 2026-05-23 --explain")


@pytest.mark.parametrize(("plan", "shows"), [("plus", "Plus shows 2,000"), ("max", "Max shows 5,000")])
def test_a_wallet_that_keeps_to_older_prices_says_how_its_owner_tells(
    monkeypatch: pytest.MonkeyPatch, plan: str, shows: str
) -> None:
    for name in ("CREDITCALC_PRICING", "CREDITCALC_PLATFORM"):
        monkeypatch.delenv(name)
    opened = run(f"wallet open main --plan {plan} --since 2026-05-14")
    note = (
        "! These are InVideo's prices of May 2026; it resized its credits in September.\n"
        f"  Yours are new if {shows} a month: wallet open --edition 2026-09\n"
    )
    spent = done("spend --model kling-2.6-standard --seconds 5")
    screens = [opened.out, spent, *map(done, ("balance", "history", "list", "forecast --per-day 1", "drift"))]
    assert [note in screen for screen in screens[:3]] == [True] * 3
    assert ["wallet open --edition 2026-09\n" in screen for screen in screens] == [True] * len(screens)
    assert "2026-09" not in done("balance --json")
    assert run("wallet open new --plan plus --since 2026-06-14 --edition 2026-09").code == 0
    assert "prices of September 2026" in done("history --wallet new")
    assert "--edition" not in done("balance --wallet new")


def test_a_pack_to_the_end_of_the_year_after_its_purchase_ends_there() -> None:
    done(OPEN)
    done("top-up --pack bundle --at 2026-05-20")
    lots = json.loads(done("balance --json"))["lots"]
    # to 31 December of the second year, 2027: its last day is over when 2028 begins
    assert [lot["expires"] for lot in lots if lot["pool"] == "top_up"] == ["2028-01-01T00:00:00Z"]
    done("top-up 10 --expires '12-31 of year 1' --at 2026-05-20")
    lots = json.loads(done("balance --json"))["lots"]
    assert {lot["expires"] for lot in lots if lot["pool"] == "top_up"} == {
        "2028-01-01T00:00:00Z",
        "2027-01-01T00:00:00Z",
    }
