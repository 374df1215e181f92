"""A storyboard against an earlier state of it: what changed, what that costs, why, and the gate on the increase."""

import json
import os
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from amounts import AMOUNTS
from clips import MODELS
from hypothesis import given
from hypothesis import strategies as st
from published import check
from sheets import platform
from shell import Ran, run

from creditcalc.amount import Amount
from creditcalc.batch.pricer import Pricer
from creditcalc.difference import NO_DIFFERENCE, Difference, added
from creditcalc.errors import OVER, REFUSED, UNCLEAR, UNPUBLISHED
from creditcalc.render import comment
from creditcalc.reports.report import Column, Report
from creditcalc.sheets.catalog import Catalog
from creditcalc.storyboard.board import read_storyboard
from creditcalc.storyboard.decide import decided
from creditcalc.storyboard.earlier import revised
from creditcalc.storyboard.revision import SHOT_CHANGE_KINDS, ShotState, between, limit_of, revise

OLD = """\
name: A film
scenes:
  - name: One
    shots:
      - {name: Door, model: clip, seconds: 5}
      - {name: Hall, model: wide, seconds: 5}
      - {name: Exit, model: clip, seconds: 3}
  - name: Two
    shots:
      - {name: Roof, model: wide, seconds: 8}
"""
NEW = """\
name: A film
scenes:
  - name: One
    shots:
      - {name: Hall, model: wide, seconds: 8}
      - {name: Door, model: clip, seconds: 5, audio: on, takes: 2}
  - name: Two
    shots:
      - {name: Rain, model: clip, seconds: 4}
      - {name: Roof, model: wide, seconds: 8}
"""
"""
Hall: 8 - 5 = 3 s at 2..3 = 6..9 more. Door: 5 s at 3, twice = 30, it was 5 s at 2 = 10: 20 more. Rain: 4 s at 2 = 8.
Exit is gone: 3 s at 2 = 6 less. Roof is the same. Before: 10 + 10..15 + 6 + 16..24 = 42..55.
After: 16..24 + 30 + 8 + 16..24 = 70..86. Difference: 6..9 + 20 + 8 - 6 = 28..31, where the totals alone say 15..44.
"""
SHOWN = """\
A film: what changed    P · prices of May 2026
+28 to +31 credits  more expensive: 42–55 before, 70–86 now
Shots: 1 added, 1 removed, 2 changed, 1 unchanged.
  Scene  Shot   What     Before  After  Difference  Why
  One    Hall   changed   10–15  16–24    +6 to +9  seconds 5 -> 8
  One    Door   changed      10     30         +20  audio (none) -> on, takes (none) -> 2
  Two    Rain   added                8          +8  model clip, seconds 4
  One    Exit   removed       6                 -6  model clip, seconds 3
         Total            42–55  70–86  +28 to +31
Of the difference: +2 by shots added and removed, +26 to +29 by other settings.
Unchanged shots add nothing to the difference, even where their price is a range.
Prices before and now: p e as of 2026-05-31, sheets {sheets}.
Least certain figure: official.
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in, with the storyboard as it is and the JSON of what it was."""
    monkeypatch.setenv("CREDITCALC_PRICING", str(platform(tmp_path_factory.mktemp("sheets"), MODELS).folder))
    monkeypatch.chdir(tmp_path)
    written(OLD)
    Path("s.yaml").write_text(NEW)
    return tmp_path


def written(text: str, options: str = "") -> None:
    """`main.json`, of a storyboard."""
    Path("old.yaml").write_text(text)
    Path("main.json").write_text(run(f"batch old.yaml --json {options}").out)


def compared(text: str, options: str = "") -> Ran:
    """What changed from `main.json` to a storyboard."""
    Path("s.yaml").write_text(text)
    return run(f"batch s.yaml --compare-to main.json {options}")


def shot(settings: str) -> str:
    return f"shots: [{{name: A, {settings}}}]\n"


def reprice(old: str, new: str) -> None:
    """Another price in the sheets."""
    (sheet,) = Path(os.environ["CREDITCALC_PRICING"]).glob("p/e/models.yaml")
    text = sheet.read_text()
    assert text.count(old) == 1
    sheet.write_text(text.replace(old, new))


def test_what_changed_is_shown_with_the_reason(folder: Path) -> None:
    sheets = json.loads(Path("main.json").read_text())["sheets"][:19]
    assert run("batch s.yaml --compare-to main.json --explain") == Ran(0, SHOWN.format(sheets=sheets), "")


def test_the_total_alone_is_the_difference(folder: Path) -> None:
    assert run("batch s.yaml --compare-to main.json --quiet") == Ran(0, "+28..+31\n", "")


def test_csv_has_a_row_a_change(folder: Path) -> None:
    assert run("batch s.yaml --compare-to main.json --format csv").out.splitlines()[:2] == [
        "scene,shot,kind,before,before_low,before_high,after,after_low,after_high,"
        "difference,difference_low,difference_high,why",
        "One,Hall,changed,10..15,10,15,16..24,16,24,'+6..+9,6,9,seconds 5 -> 8",
    ]


def test_json_is_as_its_schema_says_and_counts_every_shot(folder: Path) -> None:
    found = check(run("batch s.yaml --compare-to main.json --json").out)
    assert found["selection"]["edition"] == {"value": found["edition"], "from": "default"}
    assert found["counts"] == {"added": 1, "removed": 1, "changed": 2, "unchanged": 1}
    assert found["difference"] == {"low": "28", "high": "31", "approximate": False, "text": "+28..+31"}
    assert found["direction"] == "more_expensive"
    assert found["shots"][1]["settings"] == [
        {"alternative": None, "setting": "audio", "before": None, "after": "on"},
        {"alternative": None, "setting": "takes", "before": None, "after": "2"},
    ]


@pytest.mark.parametrize(
    ("limit", "code", "error"),
    [
        ("31", 0, ""),
        ("27", OVER, "over the increase allowed: +28 to +31 is more than 27"),
        ("30", UNCLEAR, "may be over the increase allowed: +28 to +31 against 30"),
        ("80%", 0, ""),  # 33.6..44
        ("60%", UNCLEAR, "may be over the increase allowed: +28 to +31 against 25.2–33.0, 60 % of the cost before"),
        ("50%", OVER, "over the increase allowed: +28 to +31 is more than 21.0–27.5, 50 % of the cost before"),
    ],
)
def test_the_gate_on_the_increase_speaks_after_the_report(folder: Path, limit: str, code: int, error: str) -> None:
    found = run(f"batch s.yaml --compare-to main.json --max-increase {limit}")
    assert (found.code, found.err) == (code, f"error: {error}\n" if error else "")
    assert "more expensive: 42–55 before, 70–86 now\n" in found.out


def test_both_gates_speak_and_a_certain_no_comes_first(folder: Path) -> None:
    found = run("batch s.yaml --compare-to main.json --max-increase 20 --budget 80")
    assert found.code == OVER
    assert found.err == (
        "error: may be over the budget: 70–86 against 80; over the increase allowed: +28 to +31 is more than 20\n"
    )


def test_what_is_cheaper_is_within_any_limit(folder: Path) -> None:
    written(NEW)
    assert compared(OLD, "--max-increase 0 --quiet") == Ran(0, "-31..-28\n", "")


def test_order_is_no_change(folder: Path) -> None:
    shots = [
        "{name: A, model: wide, seconds: 3}",
        "{name: A, model: wide, seconds: 5}",
        "{name: B, model: least, seconds: 1}",
    ]
    written(f"shots: [{', '.join(shots)}]\n")
    found = compared(f"shots: [{', '.join(reversed(shots))}]\n", "--max-increase 0")
    assert found.code == 0
    assert "Shots: 3 unchanged." in found.out


def test_another_name_is_another_shot_that_costs_the_same(folder: Path) -> None:
    written(shot("model: wide, seconds: 3"))
    found = compared(shot("model: wide, seconds: 3").replace("A", "B"))
    # 6..9 are added and 6..9 removed: the same price, so nothing in all
    assert "0 credits  costs the same: 6–9 before and now\n" in found.out
    assert "Shots: 1 added, 1 removed." in found.out


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [
        ("model: wide, seconds: 3", "model: wide, seconds: 3, takes: 3", "+12..+18"),  # 2 times 3 s at 2..3
        ("model: wide, seconds: 3", "model: wide, seconds: 3, hdr: on", "+5"),
        ("model: wide, seconds: 3, hdr: on", "model: wide, seconds: 5", "-1..+1"),  # 4..6 more, 5 less
        ("model: wide, seconds: 3", "model: clip, seconds: 3", "-3..0"),  # 6, and not 6..9
        ("model: modes, seconds: 2", "model: modes, seconds: 5", "+60..+120"),  # 3 s more at 20..40
        ("model: modes, seconds: 2", "model: modes, seconds: 2, audio: on", "-40..+40"),  # 40..80, by mode or by audio
        ("model: whole, seconds: 5", "model: whole, seconds: 8", "-20..+20"),  # 20..40 a clip, perhaps by its length
        ("model: whole, seconds: 5", "model: whole, seconds: 5, outputs: 2", "+20..+40"),
        ("model: tiers, seconds: 5", "model: tiers, seconds: 8", "+1..+14"),  # 10..15 -> 16..24: of two steps
        ("model: agent, seconds: 5", "model: agent, seconds: 8", "-40..+220"),  # 100..200 -> 160..320: it chooses anew
        ("model: least, seconds: 3", "model: least, seconds: 4", "+10 or more"),
        ("model: least, seconds: 4", "model: least, seconds: 3", "-10 or less"),
        ("model: least, seconds: 1", "model: clip, seconds: 1", "-8 or less"),
        ("model: stepped, seconds: 3", "model: stepped, seconds: 5", "0..+8"),  # 5..8 -> 8..13: rounding is not linear
    ],
)
def test_an_uncertain_rate_of_both_sides_cancels(folder: Path, old: str, new: str, difference: str) -> None:
    written(shot(old))
    assert compared(shot(new), "--quiet").out == f"{difference}\n"


def test_another_price_is_told_from_other_settings(folder: Path) -> None:
    written("shots: [{name: A, model: clip, seconds: 5}, {name: B, model: clip, seconds: 5}]\n")
    reprice("price: 2, per", "price: 4, per")
    found = compared("shots: [{name: A, model: clip, seconds: 5}, {name: B, model: clip, seconds: 6}]\n", "--explain")
    # 5 s at 2 = 10; today 5 s at 4 = 20: 10 by the price; 6 s at 4 = 24: 4 by the setting
    assert "A      changed      10     20         +10  another price\n" in found.out
    assert "B      changed      10     24         +14  seconds 5 -> 6 (+4), another price (+10)\n" in found.out
    assert "Of the difference: +4 by other settings, +20 by other prices.\n" in found.out
    assert found.out.count("sheets sha256:") == 2


def test_settings_that_are_sold_no_more_are_named(folder: Path) -> None:
    written(shot("model: clip, seconds: 50"))
    (sheet,) = Path(os.environ["CREDITCALC_PRICING"]).glob("p/e/models.yaml")
    sheet.write_text(sheet.read_text().replace("1..60}, audio", "1..20}, audio"))
    found = compared(shot("model: clip, seconds: 10"), "--explain")
    assert "100     20         -80  seconds 50 -> 10, the earlier settings have no price now\n" in found.out
    assert "A has no price with its earlier settings: `clip` does not take seconds `50`" in found.out
    assert "is not known for every shot" in found.out


@pytest.mark.parametrize("form", ["table", "markdown", "csv", "json"])
def test_why_a_shot_has_no_price_is_whole_in_every_format(folder: Path, form: str) -> None:
    """Beside what changed; where it is the same reason before and now it is said once."""
    written(shot("model: nobody, seconds: 5"))
    for model, reasons in (("nobody", 1), ("no-one", 2)):
        text = compared(shot(f"model: {model}, seconds: 5"), f"--format {form}").out.replace("\\`", "`")
        for name in {"nobody", model}:
            assert f"unknown model `{name}` on p (see `creditcalc models list`)" in text
        if form != "json":
            assert text.count("unknown model") == reasons


@pytest.mark.parametrize("lost", ["model: secret, seconds: 3", "model: clips, seconds: 3"])
def test_a_lost_price_is_no_saving(folder: Path, lost: str) -> None:
    written(shot("model: clip, seconds: 3"))
    found = compared(shot(lost), "--max-increase 1")
    assert found.code == (UNPUBLISHED if "secret" in lost else REFUSED)
    assert "-6 credits or more  may be cheaper or more expensive: 6 before, unknown now\n" in found.out
    assert "A      changed       6  no price  -6 or more" in found.out
    assert "1 shot has no price now, so the difference is not fully known." in found.out


def test_a_price_that_was_not_known_is_no_rise(folder: Path) -> None:
    written(shot("model: secret, seconds: 3"))
    found = compared(shot("model: clip, seconds: 3"), "--max-increase 1")
    assert found.code == UNCLEAR
    assert "+6 credits or less  may be cheaper or more expensive: unknown before, 6 now\n" in found.out
    assert "1 shot had no price before, so the difference is not fully known." in found.out
    found = compared(shot("model: secret, seconds: 3"))
    assert found.code == UNPUBLISHED
    assert "0 credits  costs the same: unknown before and now\n" in found.out  # the same unknown number
    assert "1 unchanged" in found.out
    assert "1 shot has no price now, with no effect on the difference." in found.out


WAYS = """\
shots:
  - name: A
    seconds: {seconds}
    alternatives:
      draft: {{model: clip}}
      final: {{model: wide}}
"""


def test_an_open_shot_is_taken_to_be_made_in_the_same_way(folder: Path) -> None:
    written(WAYS.format(seconds=5))
    found = compared(WAYS.format(seconds=8))
    # draft: 3 s at 2 = 6 more; final: 3 s at 2..3 = 6..9 more
    assert "10–15  16–24    +6 to +9  draft: seconds 5 -> 8, final: seconds 5 -> 8\n" in found.out
    assert "A shot with several alternatives is assumed to be made the same way before and now.\n" in found.out
    assert compared(WAYS.format(seconds=5), "--quiet").out == "0\n"


def test_a_decision_is_a_change(folder: Path) -> None:
    written(WAYS.format(seconds=5))
    assert (
        "alternative draft or final -> final, seconds 5 -> 6\n".replace(", ", ", final: ")
        in compared(WAYS.format(seconds=6), "--pick final").out
    )
    written(WAYS.format(seconds=5), "--pick draft")
    opened = compared(WAYS.format(seconds=6)).out
    assert "alternative draft -> draft or final, draft: seconds 5 -> 6\n" in opened
    assert "is assumed to be made the same way" not in opened
    assert "alternative draft -> final, model clip -> wide\n" in compared(WAYS.format(seconds=5), "--pick final").out


def test_the_null_device_is_the_state_before_there_was_anything(folder: Path) -> None:
    found = run("batch s.yaml --compare-to /dev/null --max-increase 50")
    assert found.code == OVER
    assert "There was no storyboard before: every shot is added.\n" in found.out


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (None, "main.json: cannot be read: no such file or directory"),
        ("", "main.json:1:1: is not complete JSON: "),
        ("[1]", "main.json: not a `creditcalc/batch/1` file: "),
        ('{"schema": "creditcalc/quote/1"}', "main.json: not a `creditcalc/batch/1` file: "),
        ('{"schema": "creditcalc/batch/1"}', "main.json: does not hold the shots of a storyboard: "),
        ("\xff", "main.json: is not JSON: "),
        ("[" * 100_000, "main.json: is not JSON: "),
        ('{"a": 1, "a": 2}', "main.json: is not JSON: "),
    ],
)
def test_what_was_not_written_earlier_is_refused(folder: Path, text: str | None, error: str) -> None:
    Path("main.json").unlink()
    if text is not None:
        Path("main.json").write_bytes(text.encode("latin-1"))
    found = run("batch s.yaml --compare-to main.json")
    again = "write it again with `creditcalc batch STORYBOARD --json`" if text is not None else ""
    assert found == Ran(REFUSED, "", f"error: {error}{again}\n")


def edited(**changes: object) -> str:
    """`main.json` with some keys changed."""
    return json.dumps({**json.loads(Path("main.json").read_text()), **changes})


def test_rows_that_are_missing_or_wrong_are_noticed(folder: Path) -> None:
    whole = Path("main.json").read_text()
    for length in range(0, len(whole) - 3, 97):
        Path("main.json").write_text(whole[:length])
        assert run("batch s.yaml --compare-to main.json").code == REFUSED
    rows = json.loads(whole)["rows"]
    amount = rows[0]["total"]
    for wrong in [
        rows[:-1],
        [],
        [*rows[:-1], 3],
        [*rows[:-1], {**rows[-1], "shot": None}],
        [*rows[:-1], {**rows[-1], "seconds": ["5"]}],
        *(
            [*rows[:-1], {**rows[-1], "total": {**amount, **part}}]
            for part in ({"low": "x"}, {"low": "-1"}, {"high": "1"})
        ),
        [*rows[:-1], {key: value for key, value in rows[-1].items() if key != "total"}],
    ]:
        Path("main.json").write_text(whole)
        Path("main.json").write_text(edited(rows=wrong))
        found = run("batch s.yaml --compare-to main.json")
        assert found.code == REFUSED and found.err.startswith("error: main.json: does not hold ")


@pytest.mark.parametrize("other", [{"platform": "q"}, {"edition": "f"}, {"unit": "USD"}, {"totals": [{"unit": "USD"}]}])
def test_other_credits_are_not_compared(folder: Path, other: dict[str, object]) -> None:
    Path("main.json").write_text(edited(**other))
    found = run("batch s.yaml --compare-to main.json")
    assert found.code == REFUSED
    assert ": add `--platform" in found.err


def test_takes_of_a_success_rate_are_not_compared(folder: Path) -> None:
    written(OLD, "--success-rate 0.5")
    assert "main.json: was written with a success rate" in run("batch s.yaml --compare-to main.json").err


@pytest.mark.parametrize(
    "options",
    [
        "s.yaml --max-increase 3",
        "s.yaml --compare-to main.json --format jsonl",
        "s.yaml --compare-to main.json --success-rate 0.5",
        "s.yaml --compare-to main.json --plan plus",
        "s.csv --compare-to main.json",
        "s.yaml old.yaml --compare-to main.json",
        "s.yaml old.yaml --json",
        "s.yaml old.yaml --output a.md",
        "s.yaml -",
    ],
)
def test_options_that_do_not_go_together_are_usage_errors(folder: Path, options: str) -> None:
    Path("s.csv").write_text("model,seconds\nclip,3\n")
    assert run(f"batch {options}").code == 2


@pytest.mark.parametrize("limit", ["-3", "x", "%", "10%%", "1e3"])
def test_a_limit_is_a_number_or_a_share(folder: Path, limit: str) -> None:
    assert run(f"batch s.yaml --compare-to main.json --max-increase={limit}").code == REFUSED


@pytest.mark.parametrize(
    ("limit", "before", "most"),
    [
        ("20", "50", "20"),
        ("10%", "50", "5"),  # 50 x 10/100
        ("12.5%", "40..80", "5..10"),  # 40 x 1/8, 80 x 1/8
        ("10%", "50+", "5+"),
        ("0%", "7", "0"),
    ],
)
def test_a_limit_in_a_library_is_the_most_that_it_may_cost_more(limit: str, before: str, most: str) -> None:
    assert str(limit_of(limit).of(Amount.parse(before))) == most


def test_what_changed_since_a_file_is_asked_without_a_command(folder: Path) -> None:
    catalog = Catalog(os.environ["CREDITCALC_PRICING"])
    pricer = Pricer(catalog, catalog.edition())
    rows = decided(read_storyboard(Path("s.yaml"), "s.yaml"), pricer)
    earlier, revision = revised("main.json", rows, pricer)
    assert (earlier.book or {})["edition"] == "e"
    assert str(revision.difference) == "+28..+31"


def test_several_storyboards_are_gated_one_by_one(folder: Path) -> None:
    assert run("batch s.yaml old.yaml --budget 60 --quiet") == Ran(
        OVER, "70..86\n42..55\n", "error: s.yaml: over the budget: 70–86 is more than 60\n"
    )
    found = run("batch old.yaml s.yaml --budget 50 --quiet")
    assert found.code == OVER
    assert "old.yaml: may be over the budget: 42–55 against 50; s.yaml: over the budget" in found.err


EVIL = "]|`<b>@octocat #12 \\x1b[2J\\n&lt;/details>"


def test_nothing_in_a_name_is_markup_or_calls_anybody(folder: Path) -> None:
    found = compared(f'shots: [{{name: "{EVIL}", model: clip, seconds: 1, note: "@octocat"}}]\n', "--format markdown")
    (row,) = [line for line in found.out.splitlines() if "added" in line and "octocat" in line]
    assert row.split(" | ")[1] == r"\]\|\`\<b\>@&#8203;octocat #&#8203;12 \\x1b\[2J\\n\&lt;/details\>"
    assert found.out.count("<details>") == found.out.count("</details>") == 1
    assert "@octocat" not in found.out


def test_a_comment_is_no_longer_than_one_may_be() -> None:
    rows = tuple((f"shot {number} {'|' * 50}",) for number in range(3000))
    text = comment.render(Report("T", (Column("a", "A"),), rows, {}, notes=("A note.",), details=("x" * 500,) * 100))
    assert 40_000 < len(text) <= comment.LONGEST_COMMENT
    kept = text.count("| shot")
    left = int(text.partition(" rows and ")[0].rpartition("\n")[2].replace(",", ""))
    assert kept + left == 3000 and "A note." in text


# Laws

MADE = st.builds(
    lambda name, seconds, total: ShotState("", name, {"": {"seconds": str(seconds)}}, total),
    st.sampled_from("abc"),
    st.integers(1, 3),
    AMOUNTS,
)
STATES = st.lists(MADE, max_size=6)


PRICES = st.fixed_dictionaries({str(seconds): AMOUNTS for seconds in (1, 2, 3)})
"""A price list: for the same settings it has one price, whichever state they are of."""


def priced(state: list[ShotState], prices: Mapping[str, Amount | None]) -> list[ShotState]:
    """The same shots at the prices of a list."""
    return [made._replace(total=prices[made.ways[""]["seconds"]]) for made in state]


@given(STATES, STATES, PRICES, st.lists(st.booleans(), min_size=6, max_size=6))
def test_every_shot_is_counted_once_and_the_sums_contain_the_difference(
    drawn: list[ShotState], wanted: list[ShotState], prices: Mapping[str, Amount | None], kept: list[bool]
) -> None:
    today, after = priced(drawn, prices), priced(wanted, prices)
    before = [new if keep else old for old, new, keep in zip(drawn, today, kept, strict=False)]  # many prices stay
    found = revise(before, today, after)
    assert Counter(str(change.before) for change in found.changes if change.before) == Counter(map(str, before))
    assert Counter(str(change.after) for change in found.changes if change.after) == Counter(map(str, after))
    assert sum(map(found.count, SHOT_CHANGE_KINDS)) == len(found.changes)
    assert found.difference in Difference.between(found.before, found.after)
    assert found.difference in added(change.difference for change in found.changes)


@given(STATES)
def test_compared_with_itself_nothing_changed(state: list[ShotState]) -> None:
    found = revise(state, state, state)
    assert found.count("unchanged") == len(state)
    if all(made.total for made in state):
        assert found.difference == NO_DIFFERENCE == found.by_settings == found.by_price


@given(STATES, STATES)
def test_back_again_is_the_negative(before: list[ShotState], after: list[ShotState]) -> None:
    there, back = revise(before, before, after), revise(after, after, before)
    assert back.difference == -there.difference
    assert (back.count("added"), back.count("changed")) == (there.count("removed"), there.count("changed"))


def test_every_rate_between_its_ends_has_its_difference_within(tmp_path: Path) -> None:
    """The rate of `wide` is somewhere from 2 to 3: whichever it is, it is the same before and after."""
    sheets = platform(tmp_path / "mine", MODELS)
    plans = [{"seconds": s, "hdr": hdr, "takes": takes} for s in (1, 4, 9) for hdr in (True, False) for takes in (1, 3)]
    for old, new in product(plans, plans):
        quotes = [sheets("wide", **plan) for plan in (old, new)]
        one, other = (ShotState("", "", {"": {}}, quote.total, "", {"": quote}) for quote in quotes)
        found = between(one, other)
        for rate in (Fraction(2), Fraction(5, 2), Fraction(3)):
            costs = [(plan["seconds"] * rate + 5 * plan["hdr"]) * plan["takes"] for plan in (old, new)]
            assert Difference(costs[1] - costs[0], costs[1] - costs[0]) in found
        assert found in Difference.between(one.known, other.known)
        if (old["hdr"], old["takes"]) == (new["hdr"], new["takes"]):
            assert found.low is not None and found.high is not None
            assert found.high - found.low == abs(new["seconds"] - old["seconds"]) * old["takes"]


UNPRICED = "shots: [{name: A, model: clip, seconds: 5}, {name: B, model: secret, seconds: 8}]\n"


def test_an_unchanged_shot_without_a_price_does_not_blind_the_limit_on_the_increase(folder: Path) -> None:
    """The same settings under the same sheets are the same unknown number: A alone decides, 2 a second."""
    written(UNPRICED)
    same = compared(UNPRICED, "--max-increase 0")
    assert (same.code, "Shots: 2 unchanged." in same.out) == (0, True)
    assert compared(UNPRICED, "--max-increase 0 --budget 100").code == UNPUBLISHED
    longer = UNPRICED.replace("seconds: 5", "seconds: 6")
    assert (compared(longer, "--max-increase 2").code, compared(longer, "--max-increase 1").code) == (0, OVER)


def test_a_shot_without_a_price_that_changed_leaves_the_increase_unknown(folder: Path) -> None:
    written(UNPRICED)
    assert compared(UNPRICED.replace("seconds: 8", "seconds: 9"), "--max-increase 1000").code == UNPUBLISHED
    reprice("price: 2, per: second", "price: 2.5, per: second")  # other sheets: nothing says that it is the same
    assert compared(UNPRICED, "--max-increase 1000").code == UNPUBLISHED


def test_a_name_that_is_wrong_is_a_fault_whatever_it_was_before(folder: Path) -> None:
    wrong = UNPRICED.replace("secret", "secrit")
    written(wrong)
    assert compared(wrong, "--max-increase 1000").code == REFUSED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("model: clip, seconds: 8", "model: Clip, seconds: '0:08'"),
        ("model: clip, seconds: 8", "model: CLIP, seconds: 8s, takes: 1.0"),
        ("model: clip, seconds: 30, audio: on", "model: clip, minutes: 0.5, audio: yes"),
    ],
)
def test_the_same_quantity_in_other_words_is_not_a_change(before: str, after: str) -> None:
    written(shot(f"{before}, takes: 1"))
    found = compared(shot(after if "takes" in after else f"{after}, takes: 1"), "--json")
    assert json.loads(found.out)["counts"] == {"added": 0, "removed": 0, "changed": 0, "unchanged": 1}


def test_another_quantity_is_said_in_one_form() -> None:
    written(shot("model: clip, seconds: 8s"))
    assert "seconds 8 -> 10" in compared(shot("model: Clip, seconds: '0:10'")).out
