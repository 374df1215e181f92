"""A clip and what follows from its dials: what may be chosen, what is cheaper, where else it is sold."""

from functools import cache

from creditcalc.sheets.catalog import Catalog
from creditcalc.whatif.books import Declined, OpenDials, with_model
from creditcalc.whatif.clip import Clip, Dial, DialChoice, cheaper, clip, elsewhere, plan_dial
from creditcalc.whatif.dials import Dials
from creditcalc.whatif.plans import plans, plans_picture
from creditcalc.whatif.shoot import shooting


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
