"""A clip and what follows from its dials: what may be chosen, what is cheaper, where else it is sold."""

import json
import shlex
from functools import cache
from pathlib import Path

from shell import run

from creditcalc.sheets.catalog import Catalog
from creditcalc.whatif.books import Declined, OpenDials, with_model
from creditcalc.whatif.clip import Clip, Dial, DialChoice, cheaper, clip, elsewhere, plan_dial
from creditcalc.whatif.dials import Dials, command_line
from creditcalc.whatif.plans import BreakEven, break_even_of, plans, plans_picture, through_months
from creditcalc.whatif.shoot import Change, one_shot, shooting, storyboard_text


@cache
def opened() -> OpenDials:
    """The bundled sheets, on a day."""
    return OpenDials(Catalog(), "2026-11-29")


def dial(found: Clip, name: str) -> Dial:
    """The dial of a name."""
    (one,) = (one for one in found.turnable if one.name == name)
    return one


def test_each_dial_has_its_value_where_that_is_from_and_what_else_is_sold() -> None:
    found = clip(opened(), with_model(Dials(), "kling-2.6-pro", opened()))
    assert dial(found, "seconds") == Dial("seconds", "seconds", "8", "given", low="1", high="1800")
    assert dial(found, "audio").origin == "default"
    why = (
        "`kling-2.6-pro` is not sold with seconds `8`, resolution `1080p`, audio `off`, voice_control `on`, "
        "twin `off`: voice control comes with audio"
    )
    choices = DialChoice("off", "off"), DialChoice("on", "on", why, sold=False)
    assert dial(found, "voice_control") == Dial(
        "voice_control", "voice control", "off", "default", choices, usual="off"
    )
    on = clip(opened(), found.dials._replace(settings=(*found.dials.settings, ("audio", "on"))))
    assert dial(on, "voice_control").choices == (DialChoice("off", "off"), DialChoice("on", "on"))


def test_what_has_no_published_price_may_be_chosen_and_says_so() -> None:
    found = clip(opened(), with_model(Dials(), "hailuo-02", opened()))
    longer = dial(found, "seconds").choices[-1]
    assert (longer.value, longer.words, longer.sold) == ("10", "10 s", True)
    assert longer.why.startswith("no published price for `hailuo-02`")
    there = clip(opened(), found.dials._replace(settings=(("seconds", "10"),)))
    assert (there.answer, there.refusal and there.refusal.code) == (None, 5)


def test_what_cannot_be_priced_is_an_answer() -> None:
    for dials, line in (
        (Dials(), "no model is chosen: choose one"),
        (Dials(model="veo-3.1"), "`veo-3.1` needs `seconds`: give `--seconds` (a number from 1 to 1800)"),
        (Dials(platform="nowhere"), "no model is chosen: choose one"),
        (Dials(platform="nowhere", model="x"), "unknown platform `nowhere` (see `creditcalc platforms list`)"),
    ):
        found = clip(opened(), dials)
        assert (found.answer, found.refusal) == (None, Declined((line,), 1))
        assert cheaper(opened(), dials).refusal is not None
    assert isinstance(elsewhere(opened(), Dials()), Declined)
    assert isinstance(plans_picture(opened(), Dials()), Declined)
    assert plans(opened(), Dials(credits="many")).refusal is not None
    for board in ("", "nofile.csv", "x.txt"):
        assert shooting(opened(), Dials(board=board)).refusal is not None


def test_the_nearest_cheaper_models_come_first() -> None:
    """Of 8 s in 1080p with sound the comparison's order is its own; these stand before Kling 3.0 in it."""
    dials = Dials(model="kling-3.0", settings=(("seconds", "8"), ("resolution", "1080p"), ("audio", "on")))
    found = cheaper(opened(), dials)
    assert found.listing is not None
    order = [one.model for one in found.listing]
    own = order.index("kling-3.0")
    assert [one.model for one in found.answers] == order[own - 1 : own - 4 : -1]
    assert cheaper(opened(), dials._replace(model=order[0])).answers == ()


def test_a_plan_on_which_it_cannot_be_made_says_why() -> None:
    start = clip(opened(), with_model(Dials(), "agent-one", opened()))
    found = plan_dial(opened(), start.dials, start.model)
    by_value = {one.value: one for one in found.choices}
    assert by_value["plus (yearly)"] == DialChoice("plus (yearly)", "Plus (yearly)")
    assert not by_value["free"].sold
    assert by_value["free"].why == "Agent One is not available on Free"


def test_the_picture_is_of_the_plans_that_may_win() -> None:
    work = Dials("plans", model="kling-2.6-standard", settings=(("seconds", "60"),), per_month="10")
    found = plans_picture(opened(), work)
    assert not isinstance(found, Declined)
    assert len(found.pictures) == 2
    assert "Max (yearly)" in found.pictures[0]


def test_a_shoot_over_its_budget_is_shown_with_the_refusal() -> None:
    found = shooting(opened(), Dials("shoot", board="examples/storyboard.yaml", budget="1"))
    assert found.shots is not None and found.reports
    assert found.refusal is not None
    assert found.refusal.code == 3
    fitting = shooting(opened(), Dials("shoot", board="examples/storyboard.yaml", budget="150"))
    assert fitting.refusal is None
    assert [one.shot.name for one in fitting.lost] == ["First light", "Steam"]


def test_the_way_through_some_months_and_the_break_even_points_are_those_of_the_command() -> None:
    work = Dials("plans", model="kling-2.6-standard", settings=(("seconds", "60"),), per_month="10", horizon="3")
    words = command_line(work, "plans compare")
    assert words[-2:] == ["--horizon", "3"]
    found, ends = through_months(opened(), work), break_even_of(opened(), work)
    assert found.listing is not None
    assert isinstance(ends, BreakEven)
    for report, command in (
        (found.listing.reports[0], shlex.join(words[1:])),
        (ends.report, "plans compare --break-even"),
    ):
        made = json.loads(run(f"{command} --json").out)
        made.pop("selection")
        assert made == json.loads(json.dumps(dict(report.data)))


def test_a_horizon_without_work_or_beyond_all_is_refused() -> None:
    for dials in (Dials(horizon="3"), Dials(credits="100", horizon="121"), Dials(credits="100", horizon="soon")):
        assert through_months(opened(), dials).refusal is not None


def test_what_is_changed_of_a_shot_is_saved_and_costs_the_same(tmp_path: Path) -> None:
    """8 s at ~0.5 a second, thrice: ~12 for First light, which is the second shot."""
    dials = Dials("shoot", board="examples/storyboard.yaml")
    found = shooting(opened(), dials, {1: Change("draft", "3")})
    assert found.shots is not None and found.board is not None
    assert str(found.shots.rows[1].priced.total) == "~12"
    saved = tmp_path / "saved.yaml"
    saved.write_text(storyboard_text(opened(), dials, found.board))
    again = shooting(opened(), dials._replace(board=str(saved)))
    assert again.shots is not None
    assert [row.priced.total for row in again.shots.rows] == [row.priced.total for row in found.shots.rows]
    listed = shooting(opened(), Dials("shoot", board="examples/shots.csv"), {0: Change(takes="5")})
    assert listed.board is not None
    saved.write_text(storyboard_text(opened(), dials, listed.board))
    again = shooting(opened(), dials._replace(board=str(saved)))
    assert again.tally is not None and listed.tally is not None
    assert again.data["total"] == listed.data["total"]


def test_a_clip_is_saved_as_one_shot() -> None:
    clip_dials = Dials(model="veo-3.1", settings=(("seconds", "8"), ("audio", "off")), takes=2, outputs=3)
    text = storyboard_text(opened(), clip_dials, one_shot(clip_dials, "One"))
    assert text == (
        "name: One\nshots:\n  - name: One\n    model: veo-3.1\n    seconds: 8\n    audio: off\n"
        "    outputs: 3\n    takes: 2\n"
    )
