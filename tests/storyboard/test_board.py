"""Storyboards: what shots inherit, what they sum to, and which alternatives fit a budget."""

import os
from fractions import Fraction
from itertools import product
from math import comb
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shell import Ran, run
from shop import shop

from creditcalc.amount import Amount, End, exactly
from creditcalc.errors import OVER, REFUSED, UNCLEAR
from creditcalc.rating.takes import Cost, around, expected
from creditcalc.storyboard.fit import Choice, fit

STORY = """\
name: A film
note: Two scenes.
defaults: {audio: off}
scenes:
  - name: One
    note: Indoors.
    defaults: {seconds: 10}
    shots:
      - {name: Door, model: clip, takes: 2, note: slowly}
      - name: Face
        alternatives:
          draft: {model: clip, seconds: 2, prefer: 1}
          final: {model: clip, resolution: 4k, audio: on, prefer: 9}
  - name: Two
    shots:
      - {model: picture, images: 4}
      - name: Street
        seconds: 5
        alternatives:
          draft: {model: silent, mode: std, prefer: 3}
          final: {model: clip, prefer: 5}
"""
"""
Door: 10 s at 2, 2 takes = 40. Face: draft 2 s at 2 = 4, final 10 s at 10+ = 100+.
Shot 1: 4 images at 0.25 = 1. Street: draft 5 s at ~0.5 = ~2.5, final 5 s at 2 = 10.
"""
SHOWN = """\
A film    P, edition e
  Shot        Made with                       Takes   Credits  Note
  One                                                          Indoors.
    Door      clip                                2        40  slowly
    Face      draft or final: clip                1        4+
    One, all                                              44+
  Two
    Shot 1    picture                             1         1
    Street    draft or final: silent or clip      1  ~2.5..10
    Two, all                                         ~3.5..11
  Total                                                ~47.5+
Two scenes.
Evidence: third party at the weakest.
A shot with several alternatives costs what any of them may: `--pick` or `--fit` decides.
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the story, to be in, and the shop as the sheets in use."""
    monkeypatch.setenv("CREDITCALC_PRICING", str(shop(tmp_path_factory.mktemp("shop")).folder))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.yaml").write_text(STORY)
    return tmp_path


def lines(*rows: str) -> str:
    return "".join(f"{row}\n" for row in rows)


def test_it_is_shown_scene_by_scene(folder: Path) -> None:
    assert run("batch s.yaml") == Ran(0, SHOWN, "")


@pytest.mark.parametrize(("pick", "total"), [("draft", "~47.5"), ("final", "151+")])
def test_one_alternative_may_be_picked_for_all(folder: Path, pick: str, total: str) -> None:
    # 40 + 4 + 1 + 2.5; 40 + 100 + 1 + 10
    assert run(f"batch s.yaml --pick {pick} --quiet").out == f"{total}\n"


def test_what_fits_is_taken_and_what_is_given_up_is_said(folder: Path) -> None:
    # 60: Door 40, picture 1, Face draft 4 (its final is open upward), Street final 10 = 55; preference 1 + 5
    found = run("batch s.yaml --fit 60")
    assert found.code == 0
    assert "Given up: Face as final, which costs 100+; it is made as draft (8 of preference)." in found.out
    assert run("batch s.yaml --fit 60 --quiet").out == "55\n"
    # 50: only the drafts: 47.5
    assert run("batch s.yaml --fit 50 --quiet").out == "~47.5\n"
    assert (
        "Given up: Street as final, which costs 10; it is made as draft (2 of preference)."
        in run("batch s.yaml --fit 50").out
    )


def test_where_nothing_fits_it_is_refused(folder: Path) -> None:
    expected = "error: nothing fits 40: the cheapest of every shot costs 47.5+\n"
    assert run("batch s.yaml --fit 40") == Ran(OVER, "", expected)
    (folder / "s.yaml").write_text("shots: [{model: clip, resolution: 4k, audio: on, seconds: 2}]\n")
    expected = "error: nothing surely fits 30: the cheapest of every shot costs 20+; narrow it or raise the budget\n"
    assert run("batch s.yaml --fit 30") == Ran(UNCLEAR, "", expected)


def test_rows_come_out_as_they_are_decided(folder: Path) -> None:
    assert run("batch s.yaml --pick draft --format csv").out == lines(
        "scene,shot,alternative,audio,seconds,model,takes,images,mode,note,"
        "credits_low,credits_high,qualifier,grade,error",
        "One,Door,,off,10,clip,2,,,slowly,40,40,exact,official,",
        "One,Face,draft,off,2,clip,,,,,4,4,exact,official,",
        "Two,Shot 1,,,,picture,,4,,,1,1,exact,official,",
        "Two,Street,draft,off,5,silent,,,std,,2.5,2.5,about,third_party,",
    )


def test_the_budget_and_a_bad_shot_speak_after_the_report(folder: Path) -> None:
    assert run("batch s.yaml --pick draft --budget 40").code == OVER
    (folder / "s.yaml").write_text(STORY.replace("model: picture", "model: pictures"))
    found = run("batch s.yaml --pick draft")
    assert found.code == REFUSED
    assert found.err.startswith("s.yaml:16:9: unknown model `pictures` on p: did you mean `picture`?")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "s.yaml: is an empty storyboard: add a shot under `shots`"),
        ("- a\n", "s.yaml:1:1: a storyboard must be a mapping: write `key: value`"),
        ("name: x\n", "s.yaml:1:1: has no shots: add one under `shots`"),
        ("shots: {a: b}\n", "s.yaml:1:8: `shots` must be a list: begin each with `-`"),
        (
            "scene: x\nshots: [{model: clip}]\n",
            "s.yaml:1:1: a storyboard has no `scene`: it has `name`, `note`, `defaults`, `scenes` and `shots`; "
            "settings are `defaults`",
        ),
        ("scenes: [{name: One}]\n", "s.yaml:1:10: the scene `One` has no `shots`: add one"),
        ("shots: [{model: [clip]}]\n", "s.yaml:1:17: `model` must be one word or number"),
        ("shots: [{model: clip, seconds: 8, seconds: 9}]\n", "s.yaml:1:35: the key `seconds` stands twice: remove one"),
        (
            "shots: [{alternatives: {a: {model: clip, prefer: high}}}]\n",
            "s.yaml:1:50: `prefer` must be a whole number from 0 to 100, not `high`",
        ),
        (
            "defaults: {audoi: on}\nshots: [{model: clip, seconds: 8}]\n",
            "s.yaml:1:12: no shot takes the default `audoi`: correct or remove it",
        ),
    ],
)
def test_a_wrong_storyboard_is_refused_with_its_place(folder: Path, text: str, error: str) -> None:
    (folder / "s.yaml").write_text(text)
    assert run("batch s.yaml") == Ran(REFUSED, "", f"error: {error}\n")


def test_all_faults_are_said_at_once(folder: Path) -> None:
    (folder / "s.yaml").write_text("scenes: [{name: One}, {name: Two, shots: 3}, {shots: [{takes: {}}]}]\n")
    assert run("batch s.yaml").err.count("s.yaml:1:") == 3  # no shots, no list, no word


def test_an_own_length_drops_the_inherited_one(folder: Path) -> None:
    (folder / "s.yaml").write_text("defaults: {seconds: 8}\nshots: [{model: clip, minutes: 0.5}, {model: clip}]\n")
    assert run("batch s.yaml --quiet").out == "76\n"  # 30 * 2 + 8 * 2


def test_a_name_that_no_shot_has_cannot_be_picked(folder: Path) -> None:
    assert run("batch s.yaml --pick best").err == (
        "error: no shot has the alternative `best`: there is `draft` and `final`\n"
    )


COSTS = st.builds(
    lambda low, more, approximate: Amount(
        Fraction(low, 2), None if more is None else Fraction(low + more, 2), approximate
    ),
    st.integers(0, 12),
    st.one_of(st.none(), st.integers(0, 6)),
    st.booleans(),
)
SHOTS = st.lists(st.lists(st.builds(Choice, COSTS, st.integers(0, 4)), min_size=1, max_size=3), max_size=5)


@given(SHOTS, st.integers(0, 60), st.sampled_from(["low", "high"]), st.data())
def test_the_fit_is_that_of_brute_force(shots: list[list[Choice]], half: int, end: End, data: st.DataObject) -> None:
    """Of all combinations that fit, the most preferred, and of such the cheapest; many just touch the budget."""
    some = [data.draw(st.sampled_from(choices)).cost for choices in shots]
    touched = sum((cost.low if end == "low" else cost.high or cost.low for cost in some), Fraction(0))
    budget = data.draw(st.sampled_from([touched, Fraction(half, 2)]))

    def value(picks: tuple[int, ...]) -> tuple[int, Fraction] | None:
        chosen = [choices[number] for choices, number in zip(shots, picks, strict=True)]
        ends = [choice.cost.low if end == "low" else choice.cost.high for choice in chosen]
        known = [cost for cost in ends if cost is not None]
        cost = sum(known, Fraction(0))
        about = end == "high" and any(choice.cost.approximate for choice in chosen)
        if len(known) < len(ends) or cost > budget or (about and cost == budget):
            return None
        return sum(choice.prefer for choice in chosen), -cost

    values = [found for picks in product(*(range(len(one)) for one in shots)) if (found := value(picks)) is not None]
    picked = fit(shots, budget, end)
    if picked is None:
        assert not values
    else:
        assert value(picked) == max(values)


def test_sixty_shots_are_fitted_at_once() -> None:
    shots = [
        [Choice(Amount(Fraction(n + 1, 3), Fraction(n + 1, 3)), n % 7), Choice(Amount(Fraction(9), Fraction(9)), 50)]
        for n in range(60)
    ]
    picked = fit(shots, Fraction(500))
    assert picked is not None and len(picked) == 60


@pytest.mark.parametrize(
    ("rate", "wanted", "mean", "low", "high"),
    [
        # 0.5: 1 - 0.5^n >= 0.05 from n = 1; >= 0.95 from n = 5, for 0.5^5 = 0.03125 and 0.5^4 = 0.0625
        ("0.5", 1, "2", 1, 5),
        # 0.35: 0.65^7 = 0.0490 <= 0.05 and 0.65^6 = 0.0754; mean 20/7
        ("0.35", 1, "20/7", 1, 7),
        ("1", 3, "3", 3, 3),
        # two good at 0.5: P(N <= n) = 1 - (n + 1) / 2^n: n = 2: 0.25; n = 7: 1 - 8/128 = 0.9375; n = 8: 1 - 9/256
        ("0.5", 2, "4", 2, 8),
    ],
)
def test_the_takes_that_a_shot_needs(rate: str, wanted: int, mean: str, low: int, high: int) -> None:
    found = expected(Fraction(rate), wanted)
    assert (found.expected, found.low, found.high) == (Fraction(mean), low, high)


@given(st.integers(1, 100), st.integers(1, 12))
def test_the_interval_leaves_out_a_twentieth_at_each_end(percent: int, wanted: int) -> None:
    """By the binomial distribution: enough takes are good in n tries, which is the same event counted otherwise."""
    rate = Fraction(percent, 100)
    found = expected(rate, wanted)

    def enough(tries: int) -> Fraction:
        return 1 - sum((comb(tries, k) * rate**k * (1 - rate) ** (tries - k) for k in range(wanted)), Fraction(0))

    assert enough(found.low) >= Fraction(1, 20) and enough(found.high) >= Fraction(19, 20)
    assert found.low == wanted or enough(found.low - 1) < Fraction(1, 20)
    assert found.high == wanted or enough(found.high - 1) < Fraction(19, 20)


def test_a_rate_is_a_share() -> None:
    for rate in ("0", "1.1", "0.0001"):
        found = run(f"batch s.yaml --pick draft --success-rate {rate}")
        assert "a success rate is a number from 0.001 to 1" in found.err


def test_a_success_rate_shows_both_rules_for_failed_takes(folder: Path) -> None:
    (folder / "a.csv").write_text("model,seconds,success_rate\nclip,5,0.5\n")
    # 5 s at 2 = 10; 2 takes expected, 5 in 95 of 100; charged 20, free 10; from 1 take to 5: 10..50
    assert run("batch a.csv --format csv").out == lines(
        "model,seconds,success_rate,credits_low,credits_high,qualifier,grade,error,"
        "takes_expected,takes_low,takes_high,credits_if_failed_charged,credits_if_failed_free",
        "clip,5,0.5,10,50,range,official,,2,1,5,20,10",
    )
    found = run("batch a.csv").out
    assert "Expected takes: 2 for 1 shot." in found
    assert "If failed takes are charged: 20 expected; if they are free: 10." in found


@pytest.mark.parametrize(
    ("rule", "rates", "low", "high", "charged", "free", "said"),
    [
        # 5 s at 2 = 10 a take. Half are good: 2 expected, and in 90 of 100 shoots 1 to 5, since 1 - 1/2^5 = 0.97.
        ("yes", "0.5,", 10, 50, 20, 10, "Failed generations are charged: 20 expected."),
        ("no", "0.5,", 10, 50, 20, 10, "say what share fails with `--failure-rate`"),
        ("unknown", "0.5,", 10, 50, 20, 10, "If failed takes are charged: 20 expected; if they are free: 10."),
        # A quarter fails, of the others 0.5 / 0.75 = 2/3 are good: 1.5 expected; 1 to 3, as 1 - 1/3^2 = 0.89 and
        # 1 - 1/3^3 = 0.96
        ("no", "0.5,0.25", 10, 30, 20, 15, "takes that are turned down are: 15 expected."),
        ("unknown", "0.5,0.25", 10, 50, 20, 15, "If failed takes are charged: 20 expected; if they are free: 15."),
        ("yes", "0.5,0.25", 10, 50, 20, 15, "Failed generations are charged: 20 expected."),
        # One of ten is good: P(N <= 1) = 0.1, so that 1 suffices with 5 % already; 1 - 0.9^29 = 0.953, 0.9^28 = 0.052
        ("yes", "0.1,", 10, 290, 100, 10, "Failed generations are charged: 100 expected."),
        # Fails never: both rules are one. All the others fail: only the good ones are charged.
        ("no", "0.5,0", 10, 50, 20, 20, "The total is the interval for 90 % confidence."),
        ("no", "0.5,0.5", 10, 10, 20, 10, "takes that are turned down are: 10 expected."),
    ],
)
def test_what_failed_takes_cost_is_the_platforms_rule(
    folder: Path, rule: str, rates: str, low: int, high: int, charged: int, free: int, said: str
) -> None:
    _rule(rule)
    (folder / "a.csv").write_text(f"model,seconds,success_rate,failure_rate\nclip,5,{rates}\n")
    found = run("batch a.csv --format csv").out.splitlines()[1]
    assert found.split(",")[4:6] == [str(low), str(high)] and found.endswith(f",{charged},{free}")
    assert said in run("batch a.csv").out


def _rule(charged: str) -> None:
    edition = Path(os.environ["CREDITCALC_PRICING"], "p", "e", "edition.yaml")
    with edition.open("a") as sheet:
        sheet.write(f"failed_generations: {{charged: {charged}, source: docs}}\n")


def test_where_the_rule_decides_the_sum_is_an_interval_too(folder: Path) -> None:
    _rule("yes")
    (folder / "a.csv").write_text("model,seconds\n" + "clip,5\n" * 100)
    # as below, and the lower end 2000 - 1.645 * 141.42 + 8.5 = 1775.9
    assert run("batch a.csv --success-rate 0.5 --quiet").out.startswith("~1775.89")


def test_rows_without_a_success_rate_cost_what_they_cost(folder: Path) -> None:
    (folder / "a.csv").write_text("model,seconds,success_rate\nclip,5,0.5\nclip,5,0.5\nclip,30,\n")
    # Two shots from 10 each, of 20 with a variance of 200 each: 40 + 1.645 * 20 = 72.9. Their third moment is
    # 10^3 * 0.5 * 1.5 / 0.5^3 = 6000 each, 12000 / 400 = 30, times (1.645^2 - 1) / 6 = 0.2843375: 8.530125 more.
    # Two good takes at 0.5 need 8 at most in 95 of 100 shoots: 80. Then 60 for 30 s.
    assert run("batch a.csv --quiet").out == "~80..141.430125\n"
    # Expected of all: 2 * 20 + 60, or 2 * 10 + 60.
    assert "If failed takes are charged: 100 expected; if they are free: 80." in run("batch a.csv").out


@given(st.integers(1, 40), st.integers(2, 60))
def test_many_shots_and_as_many_takes_of_one_are_the_same_shoot(percent: int, wanted: int) -> None:
    """The sum's interval is near the exact one, and never much narrower: 2 % of it, or a take and a half."""
    rate = Fraction(percent, 100)
    one, exact = expected(rate), expected(rate, wanted)
    times = [exactly(wanted * moment) for moment in (one.expected, one.variance, one.third)]
    found = around(Cost(*times), exactly(wanted))
    assert found.high is not None
    slack = max(Fraction(exact.high) / 50, Fraction(3, 2))
    assert found.high >= exact.high - slack and found.low <= exact.low + slack


def test_takes_that_are_rounded_together_have_no_mean_of_their_own(folder: Path) -> None:
    edition = Path(os.environ["CREDITCALC_PRICING"], "p", "e", "models.yaml")
    with edition.open("a") as sheet:
        sheet.write(
            "whole:\n  name: Whole\n  maker: M\n  kind: video\n  settings: {seconds: {number: 1..60}}\n"
            "  rates: [{price: 0.3, per: second, source: docs}]\n"
            "  rounding: {to: up, at: total, source: docs}\n"
        )
    (folder / "a.csv").write_text("model,seconds,success_rate,failure_rate\n" + "whole,4,0.5,0\n" * 2)
    # 1.2 a take, rounded up at the end: 2 for one take, 6 for 5. Not 2 * 2 takes of 2 each, which would be 8 expected.
    found = run("batch a.csv")
    assert "If failed takes are charged: ~4..12 expected" in found.out and "  ~4..12\n" in found.out


def test_credits_of_another_book_are_another_unit() -> None:
    Path("m.yaml").write_text(
        "shots: [{name: A, model: kling-2.6-standard, seconds: 5},"
        " {name: B, model: veo-3.1, seconds: 8, platform: flow}]"
    )
    os.environ.pop("CREDITCALC_PRICING")
    shown = run("batch m.yaml")
    assert "Total in credits: ~2.5." in shown.out and "Total in flow 2026-09 credits: 100." in shown.out
    for gate in ("--budget 200", "--plan plus", "--fit 200", "--quiet"):
        found = run(f"batch m.yaml {gate}")
        assert found.code == REFUSED and "priced in `credit` and `flow 2026-09 credit`" in found.err
    Path("f.yaml").write_text("shots: [{name: B, model: veo-3.1, seconds: 8, platform: flow}]")
    found = run("batch f.yaml --plan plus")
    assert found.code == REFUSED and "none of invideo 2026-05: name that platform" in found.err


def test_alternatives_without_any_are_refused(folder: Path) -> None:
    (folder / "n.yaml").write_text("shots:\n  - {name: A, seconds: 5, alternatives: {}}\n  - {name: B, model: [x]}\n")
    found = run("batch n.yaml")
    assert found.code == REFUSED and found.err == lines(
        "error: n.yaml:2:41: `alternatives` has none: add one, or remove it",
        "error: n.yaml:3:22: `model` must be one word or number",
    )


def test_a_failure_rate_is_a_share_of_the_takes(folder: Path) -> None:
    for rates, said in (
        ("0.6,0.5", "a failure rate is a number from 0, and with the success rate at most 1"),
        ("0.6,-1", "`-1`"),
        (",0.5", "a failure rate goes with a success rate: give `success_rate` too"),
    ):
        (folder / "a.csv").write_text(f"model,seconds,success_rate,failure_rate\nclip,5,{rates}\n")
        found = run("batch a.csv")
        assert found.code == REFUSED and said in found.err
    found = run("batch a.csv --failure-rate 0.5")
    assert found.code == 2 and "--failure-rate goes with --success-rate" in found.err


def test_the_total_of_many_shots_is_narrower_than_the_sum_of_their_intervals(folder: Path) -> None:
    (folder / "a.csv").write_text("model,seconds\n" + "clip,5\n" * 100)
    # mean 100 * 20 = 2000; variance of one: 10^2 * 0.5 / 0.5^2 = 200, of all 20000, deviation 141.42
    # 2000 + 1.645 * 141.42 = 2232.6, and 0.2843375 * 600000 / 20000 = 8.5 for the skew: 2241.2; and not 100 * 50
    assert run("batch a.csv --success-rate 0.5 --quiet").out.startswith("~1000..2241.168")


def test_an_interval_never_falls_below_what_is_certain() -> None:
    one = Amount(Fraction(10), Fraction(10))
    wide = Amount(Fraction(10**6), Fraction(10**6))
    assert around(Cost(one, wide), one).low == 10


def test_an_exact_sum_is_kept_beside_one_that_is_about() -> None:
    """10 of 10 is within the budget, about 10 is not: what is preferred less may be all that can touch it."""
    five, about = Amount(Fraction(5), Fraction(5)), Amount(Fraction(5), Fraction(5), approximate=True)
    assert fit([[Choice(about, 3), Choice(five, 2)], [Choice(five, 0)]], Fraction(10)) == (1, 0)
