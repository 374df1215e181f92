"""Storyboards as they are decided: what shots cost, which alternatives are picked, and what fits a budget."""

import os
from pathlib import Path

import pytest
from outcomes import lines
from shell import Ran, run
from shop import shop

from creditcalc.errors import OVER, REFUSED, UNCLEAR, UNPUBLISHED

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
A film    P · prices of May 2026
~47.5+ credits  at least about 47.5, for 4 shots
  Shot      Made with                     Takes    Credits  Note
  One                                                  44+  Indoors.
    Door    Clip, 10 s                        2         40  slowly
    Face    draft: Clip or final: Clip        1         4+
  Two                                            ~3.5–11.0
    Shot 1  Picture, 4 images                 1          1
    Street  draft: Silent or final: Clip      1  ~2.5–10.0
  Total                                             ~47.5+
◐ Alternatives not chosen yet: pick with --pick NAME or --fit BUDGET.
~ 2 of 4 prices are third-party figures: --explain lists them.
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the story, to be in, and the shop as the sheets in use."""
    monkeypatch.setenv("CREDITCALC_PRICING", str(shop(tmp_path_factory.mktemp("shop")).folder))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.yaml").write_text(STORY)
    return tmp_path


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
    assert "↓ To fit 60: Face as draft instead of final (100+ credits)\n" in found.out
    assert run("batch s.yaml --fit 60 --quiet").out == "55\n"
    # 50: only the drafts: 47.5
    assert run("batch s.yaml --fit 50 --quiet").out == "~47.5\n"
    assert "↓ To fit 50: Street as draft instead of final (10 credits)\n" in run("batch s.yaml --fit 50").out


def test_of_many_that_are_given_up_the_rest_is_counted(folder: Path) -> None:
    ways = "{draft: {seconds: 1}, final: {seconds: 4, prefer: 5}}"  # 2 or 8
    shots = ", ".join(f"{{name: {name}, model: clip, alternatives: {ways}}}" for name in "ABCD")
    (folder / "s.yaml").write_text(f"shots: [{shots}]\n")
    shown = run("batch s.yaml --fit 8").out.splitlines()  # four drafts of 2
    assert shown[1:5] == [
        "8 credits  ✓ fits 8",
        "↓ To fit 8: A as draft instead of final (8 credits)",
        "↓ To fit 8: B as draft instead of final (8 credits)",
        "↓ 2 shots more: --explain",
    ]
    explained = run("batch s.yaml --fit 8 --explain").out
    assert "To fit 8: C as draft instead of final (8 credits)\nTo fit 8: D as" in explained


def test_where_nothing_fits_the_cheapest_version_is_shown_and_refused(folder: Path) -> None:
    # 40 + 4 + 1 + ~2.5, of which the ~2.5 may be a tenth off: 7.5 more than 40
    expected = "error: nothing fits 40: the cheapest alternatives cost ~47.5 (47.25–47.75 at 10 % tolerance)\n"
    found = run("batch s.yaml --fit 40")
    assert (found.code, found.err) == (OVER, expected)
    assert found.out.splitlines()[1:3] == [
        "~47.5 credits  ✗ over 40 by about 7.5",
        "This is the cheapest version. The shots that cost most: Door (40), Face (4), Street (~2.5) and Shot 1 (1).",
    ]
    assert run("batch s.yaml --fit 40 --quiet") == Ran(OVER, "~47.5\n", expected)
    assert run("batch s.yaml --fit 40 --format csv").out == run("batch s.yaml --pick draft --format csv").out
    written = run("batch s.yaml --fit 40 --output s.json")
    assert (written.code, written.err) == (OVER, f"4 rows, total ~47.5 credits\nwritten: s.json\n{expected}")


def test_of_many_shots_five_are_named(folder: Path) -> None:
    shots = ", ".join(f"{{name: {name}, model: clip, seconds: {n}}}" for n, name in enumerate("ABCDEFG", 1))
    (folder / "s.yaml").write_text(f"shots: [{shots}]\n")  # 2 a second: 2 + 4 + ... + 14 = 56, 46 more than 10
    assert run("batch s.yaml --fit 10").out.splitlines()[1:3] == [
        "56 credits  ✗ over 10 by 46",
        "This is the cheapest version. The shots that cost most: G (14), F (12), E (10), D (8) and C (6).",
    ]


def test_where_nothing_certainly_fits_the_lowest_upper_end_is_shown(folder: Path) -> None:
    (folder / "s.yaml").write_text("shots: [{model: clip, resolution: 4k, audio: on, seconds: 2}]\n")
    found = run("batch s.yaml --fit 30")
    assert (found.code, found.err) == (
        UNCLEAR,
        "error: nothing certainly fits 30: the cheapest alternatives cost 20+; "
        "raise the budget or give more settings\n",
    )
    assert found.out.splitlines()[1:3] == [
        "20+ credits  may be over 30",
        "This is the cheapest version. The shot that costs most: Shot 1 (20+).",
    ]
    # 10+ or 20 credits, 15 to fit: the one may fit, and the other costs 20 at most
    ways = "{some: {seconds: 1, resolution: 4k, audio: on}, sure: {seconds: 10}}"
    (folder / "s.yaml").write_text(f"shots: [{{model: clip, alternatives: {ways}}}]\n")
    assert run("batch s.yaml --fit 15 --quiet")[:2] == (UNCLEAR, "20\n")
    assert run("batch s.yaml --fit 9 --quiet")[:2] == (OVER, "10+\n")


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
    assert found.err.startswith("s.yaml:16:9: unknown model `pictures` on p: did you mean `Picture`?")


def test_a_name_that_no_shot_has_cannot_be_picked(folder: Path) -> None:
    assert run("batch s.yaml --pick best").err == (
        "error: no shot has the alternative `best`: there are `draft` and `final`\n"
    )


def test_credits_of_another_book_are_another_unit() -> None:
    Path("m.yaml").write_text(
        "shots: [{name: A, model: kling-2.6-standard, seconds: 5},"
        " {name: B, model: veo-3.1, seconds: 8, platform: flow}]"
    )
    os.environ.pop("CREDITCALC_PRICING")
    shown = run("batch m.yaml")
    assert shown.out.splitlines()[1:3] == [
        "            ~2.5 credits  for 1 shot",
        "100 flow 2026-09 credits  for 1 shot",
    ]
    for gate in ("--budget 200", "--plan plus", "--fit 200", "--quiet"):
        found = run(f"batch m.yaml {gate}")
        assert found.code == REFUSED and "priced in `credit` and `flow 2026-09 credit`" in found.err
    Path("f.yaml").write_text("shots: [{name: B, model: veo-3.1, seconds: 8, platform: flow}]")
    found = run("batch f.yaml --plan plus")
    assert found.code == REFUSED and "not in credits of invideo 2026-05: choose one platform" in found.err


@pytest.mark.parametrize(("other", "code"), [("secret", UNPUBLISHED), ("nowhere", REFUSED)])
def test_a_shot_that_may_be_made_without_a_price_says_why_it_has_none(other: str, code: int) -> None:
    """Nobody publishes the price of `secret`, there is no `nowhere`; what stays unpublished stops no change."""
    ways = "{a: {model: clip}, b: {model: secret}, c: {model: %s}}"
    Path("s.yaml").write_text(f"shots: [{{seconds: 8, alternatives: {ways % other}}}, {{model: clip, seconds: 8}}]\n")
    found = run("batch s.yaml --json -o before.json")
    assert found.code == code
    unchanged = run("batch s.yaml --compare-to before.json --max-increase 0")
    assert unchanged.code == (0 if code == UNPUBLISHED else REFUSED)
    assert run("batch s.yaml --compare-to before.json --max-increase 0 --budget 99").code == code
