"""How sheets lie on one another: a row takes the place of the row with the same condition, whatever its order."""

from fractions import Fraction
from itertools import permutations
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditcalc.amount import Amount
from creditcalc.day import Day, in_force
from creditcalc.pricebook.edition import Calibration
from creditcalc.pricebook.model import Model, Rate, Setting
from creditcalc.pricebook.overlay import from_list, in_credits, model_over, on, rows_over, with_addons
from creditcalc.sheets.reader import Fault, parse
from creditcalc.sheets.structure import build

PER_USD = Calibration(Amount.parse("~12..16"), "calibration")
"""12 to 16 credits for a USD."""


def model(text: str) -> Model:
    """A model from the lines that stand under its id."""
    faults: list[Fault] = []
    found = build(Model, parse(dedent(text).encode(), "m.yaml"), faults)
    assert not faults
    return found._replace(id="m")  # type: ignore[no-any-return]


def rows(*conditions: str) -> tuple[Rate, ...]:
    """Rows of these conditions, priced 1, 2, 3."""
    lines = [f"  - {{when: {{{when}}}, price: {n}, source: docs}}" for n, when in enumerate(conditions, 1)]
    return model("rates:\n" + "\n".join(lines)).rates if lines else ()


def prices(found: tuple[Rate, ...]) -> list[str]:
    """The rows' prices, in order."""
    return [str(row.price or row.unavailable) for row in found]


# Days


@pytest.mark.parametrize(
    ("since", "until", "day", "applies"),
    [
        (None, None, "2026-05-31", True),
        ("2026-05-31", None, "2026-05-31", True),  # both ends are included
        ("2026-06-01", None, "2026-05-31", False),
        (None, "2026-05-31", "2026-05-31", True),
        (None, "2026-05-30", "2026-05-31", False),
        ("2026-05-31", "2026-05-31", "2026-05-31", True),
        ("2026-01-01", "2026-12-31", "2027-01-01", False),
    ],
)
def test_a_row_is_in_force_from_its_first_to_its_last_day(
    since: str | None, until: str | None, day: str, applies: bool
) -> None:
    row = Rate("docs", since=since and Day(since), until=until and Day(until))  # type: ignore[arg-type]
    assert in_force(row, day) is applies
    assert in_force(Model(since=row.since, until=row.until), day) is applies


def test_a_model_on_a_day_has_only_the_rows_of_that_day() -> None:
    found = model(
        """
        rates:
          - {price: 1, until: 2026-04-06, source: docs}
          - {price: 2, since: 2026-04-07, source: docs}
        surcharges:
          - {name: HD, price: 3, until: 2026-04-06, source: docs}
          - {name: 4K, price: 4, source: docs}
        """
    )
    assert (prices(on(found, "2026-04-06").rates), prices(on(found, "2026-04-06").surcharges)) == (["1"], ["3", "4"])
    assert (prices(on(found, "2026-04-07").rates), prices(on(found, "2026-04-07").surcharges)) == (["2"], ["4"])


# Rows over rows


@pytest.mark.parametrize(
    "own",
    [
        "resolution: 4k, audio: on",
        "audio: on, resolution: 4k",
        "resolution: [4k], audio: [on]",
        "resolution: 4K, audio: on",
    ],
)
def test_a_row_takes_the_place_of_the_row_with_the_same_condition_however_written(own: str) -> None:
    below = rows("resolution: 4k, audio: on", "resolution: 4k, audio: off")
    above = rows(own)
    assert rows_over(below, above) == (below[1], *above)


@pytest.mark.parametrize(
    "own", ["resolution: 4k", "", "resolution: [4k, 1080p], audio: on", "resolution: 4k, audio: on, seconds: 1..8"]
)
def test_a_row_with_another_condition_stands_beside_the_others(own: str) -> None:
    below = rows("resolution: 4k, audio: on", "resolution: 4k, audio: off")
    assert rows_over(below, rows(own)) == below + rows(own)


def test_ranges_are_the_same_when_their_ends_are() -> None:
    assert prices(rows_over(rows("seconds: ..6", "seconds: '>6'"), rows("seconds: 0..6"))) == ["2", "1"]


def test_one_row_takes_the_place_of_all_dated_rows_with_its_condition() -> None:
    below = model(
        """
        rates:
          - {when: {audio: on}, price: 1, until: 2026-04-06, source: docs}
          - {when: {audio: on}, price: 2, since: 2026-04-07, source: docs}
          - {when: {audio: off}, price: 3, source: docs}
        """
    ).rates
    above = model("rates: [{when: {audio: on}, price: 9, source: own}]").rates
    assert prices(rows_over(below, above)) == ["3", "9"]


def test_surcharges_of_different_names_stand_beside_one_another() -> None:
    below = model("surcharges: [{name: HD, price: 1, source: docs}, {name: 4K, price: 2, source: docs}]").surcharges
    above = model("surcharges: [{name: 4K, price: 3, source: own}, {name: 8K, price: 4, source: own}]").surcharges
    assert prices(rows_over(below, above)) == ["1", "3", "4"]


CONDITIONS = ["audio: on", "audio: off", "size: a", "size: b", ""]


@given(st.lists(st.sampled_from(CONDITIONS), unique=True), st.lists(st.sampled_from(CONDITIONS), unique=True))
def test_the_order_of_rows_changes_nothing(below: list[str], above: list[str]) -> None:
    results = {
        frozenset((row.when, row.price) for row in rows_over(some, others))
        for some in permutations(rows(*below))
        for others in [rows(*above)]
    }
    assert len(results) == 1
    assert rows_over(rows(*below), ()) == rows(*below)
    assert rows_over((), rows(*above)) == rows(*above)
    assert {row.when for row in rows_over(rows(*below), rows(*above))} == {row.when for row in rows(*below, *above)}


# A person's own model over the bundled one

BUNDLED = """
    name: Veo
    maker: Google
    kind: video
    aliases: [v]
    until: 2026-12-31
    settings: {seconds: {number: 1..60}, audio: {flag: off}}
    requires: [{needs: {seconds: 1..8}, source: docs}]
    rates:
      - {when: {audio: on}, price: 1, source: docs}
      - {when: {audio: off}, price: 2, source: docs}
    surcharges: [{name: HD, price: 3, source: docs}]
    minimum: {price: 5, source: docs}
    note: bundled
    """


def test_one_row_of_ones_own_changes_that_row_alone() -> None:
    below, above = model(BUNDLED), model("rates: [{when: {audio: on}, price: 9, source: own}]")
    found = model_over(below, above)
    assert prices(found.rates) == ["2", "9"]
    assert found._replace(rates=()) == below._replace(rates=())


def test_settings_and_names_of_ones_own_join_the_bundled_ones() -> None:
    found = model_over(model(BUNDLED), model("aliases: [w]\nsettings: {seconds: {number: 1..90}, hd: {flag: off}}"))
    assert found.aliases == ("v", "w")
    assert list(found.settings) == ["seconds", "audio", "hd"]
    assert found.settings["seconds"].range == (Fraction(1), Fraction(90), False, False)
    assert found.settings["audio"].flag == "off"


def test_whatever_else_is_ones_own_takes_the_place_of_the_bundled() -> None:
    found = model_over(
        model(BUNDLED),
        model(
            """
            name: My Veo
            until: 2027-12-31
            requires: [{needs: {seconds: 1..4}, source: own}]
            minimum: {price: 6, source: own}
            surcharges: [{name: HD, price: 4, source: own}, {name: Green, price: 1, source: own}]
            """
        ),
    )
    assert (found.name, found.maker, found.until, found.note) == ("My Veo", "Google", "2027-12-31", "bundled")
    assert [limit.source for limit in found.requires] == ["own"]
    assert found.minimum is not None
    assert str(found.minimum.price) == "6"
    assert prices(found.surcharges) == ["4", "1"]
    assert prices(found.rates) == ["1", "2"]


def test_a_model_that_is_not_bundled_is_ones_own() -> None:
    above = model(BUNDLED)
    assert model_over(None, above) is above


def test_an_empty_model_of_ones_own_changes_nothing() -> None:
    assert model_over(model(BUNDLED), model("{}")) == model(BUNDLED)


# List prices into credits


@pytest.mark.parametrize(
    ("price", "factor", "credits"),
    [
        ("0.5", None, "~6..8"),  # 0.5 * 12, 0.5 * 16
        ("0.5+", None, "~6+"),
        ("~0.25..0.5", None, "~3..8"),  # 0.25 * 12, 0.5 * 16
        ("0", None, "~0"),
        ("unknown", None, "unknown"),
        ("0.5", "0.5", "~3..4"),  # half of 6 to 8
        ("0.5", "2..3", "~12..24"),  # 0.5 * 12 * 2, 0.5 * 16 * 3
    ],
)
def test_a_list_price_becomes_credits(price: str, factor: str | None, credits: str) -> None:
    listed = Rate("page", price=Amount.parse(price))
    found = in_credits(listed, PER_USD, Amount.parse(factor) if factor else None, "list/2026-09:")
    assert (str(found.price), str(found.list_usd)) == (credits, price)
    assert (found.grade, found.source) == ("derived", "list/2026-09:page")


def test_every_step_of_a_list_price_becomes_credits() -> None:
    listed = model("rates: [{graduated: [{up_to: 10, price: 0.5}, {price: 1}], per: second, source: page}]").rates[0]
    found = in_credits(listed, PER_USD, None, "")
    assert [(str(step.price), step.up_to) for step in found.graduated] == [("~6..8", 10), ("~12..16", None)]
    assert (found.price, found.list_usd, found.grade) == (None, None, "derived")


def test_what_is_not_sold_is_as_sure_as_its_source() -> None:
    found = in_credits(Rate("page", unavailable="no audio in 4k"), PER_USD, None, "list:")
    assert (found.unavailable, found.grade, found.source) == ("no audio in 4k", None, "list:page")


def test_the_sources_of_other_claims_are_those_of_the_list_too() -> None:
    listed = model("rates: [{price: 1, source: page, claims: [{price: 2, source: note}]}]").rates[0]
    assert [claim.source for claim in in_credits(listed, PER_USD, None, "list:").claims] == ["list:note"]


LISTED = """
    name: Veo
    maker: Google
    kind: video
    aliases: [v, w]
    since: 2026-01-01
    settings: {seconds: {one_of: [4, 8]}, resolution: {one_of: [720p, 4k]}, audio: {flag: off}}
    requires:
      - {when: {resolution: 4k}, needs: {seconds: 8}, source: page}
      - {when: {resolution: 4k}, needs: {audio: on}, source: page}
    rates:
      - {when: {resolution: 4k}, price: 0.5, per: second, source: page}
      - {when: {resolution: 720p}, price: 0.25, per: second, source: page}
    multipliers: [{name: Loud, when: {audio: on}, times: 2, source: page}]
    surcharges: [{name: HD, price: 1, per: clip, source: page}]
    minimum: {price: 2, source: page}
    outputs_per_generation: 4
    examples: [{with: {}, total: 1, source: page}]
    note: listed
    """


def taken(text: str) -> Model:
    """A model that takes the listed one."""
    return from_list(model(text), model(LISTED), PER_USD, "list:")


def test_a_model_taken_from_the_list_is_the_listed_one_in_credits() -> None:
    found, listed = taken("list: veo"), model(LISTED)
    assert (found.name, found.maker, found.kind, found.aliases) == ("Veo", "Google", "video", ("v", "w"))
    assert (found.since, found.note) == ("2026-01-01", "listed")
    assert found.outputs_per_generation == 4
    assert found.settings == listed.settings
    assert prices(found.rates) == ["~6..8", "~3..4"]  # 0.5 and 0.25 times 12 to 16
    assert prices(found.surcharges) == ["~12..16"]
    assert [(factor.source, str(factor.times)) for factor in found.multipliers] == [("list:page", "2")]
    assert found.minimum is not None
    assert (str(found.minimum.price), found.minimum.source) == ("~24..32", "list:page")  # 2 * 12, 2 * 16
    assert {row.source for row in found.rates + found.surcharges + found.requires} == {"list:page"}
    assert found.examples == ()  # those are in USD


def test_a_factor_applies_to_every_list_price() -> None:
    found = taken("{list: veo, list_factor: 0.5}")
    assert prices(found.rates) == ["~3..4", "~1.5..2"]
    assert prices(found.surcharges) == ["~6..8"]
    assert found.minimum is not None
    assert str(found.minimum.price) == "~12..16"


def test_own_settings_drop_the_limits_that_speak_of_them() -> None:
    found = taken("{list: veo, settings: {seconds: {number: 1..60}}}")
    assert found.settings["seconds"].choices == ()
    assert found.settings["audio"] == model(LISTED).settings["audio"]
    assert [dict(limit.needs).keys() for limit in found.requires] == [{"audio"}]


def test_own_settings_drop_the_rows_that_they_rule_out() -> None:
    assert prices(taken("{list: veo, settings: {resolution: {one_of: [4k]}}}").rates) == ["~6..8"]
    assert prices(taken("{list: veo, settings: {resolution: {always: 720p}}}").rates) == ["~3..4"]
    assert taken("{list: veo, settings: {audio: {always: off}}}").multipliers == ()


def test_own_rows_take_the_place_of_listed_ones_and_are_not_converted() -> None:
    found = taken("{list: veo, rates: [{when: {resolution: 4k}, price: 10+, per: second, source: guide}]}")
    assert [(str(row.price), row.source, row.grade) for row in found.rates] == [
        ("~3..4", "list:page", "derived"),
        ("10+", "guide", None),
    ]


def test_own_words_take_the_place_of_listed_ones() -> None:
    found = taken("{list: veo, name: My Veo, aliases: [w, x], note: mine, minimum: {price: 1, source: guide}}")
    assert (found.name, found.maker, found.note, found.aliases) == ("My Veo", "Google", "mine", ("w", "x", "v"))
    assert found.minimum is not None
    assert (str(found.minimum.price), found.minimum.source) == ("1", "guide")


# Add-ons

TWIN = Rate("guide", price=Amount.parse("20"), name="AI twin", for_=("video", "agent"), id="twin", place="addons:1:1")


def test_an_add_on_brings_a_flag_and_a_surcharge() -> None:
    found = with_addons(model(BUNDLED), {"twin": TWIN})
    assert found.settings["twin"] == Setting(flag="off", place="addons:1:1")
    assert prices(found.surcharges) == ["3", "20"]
    assert [(name, str(test)) for name, test in found.surcharges[1].when] == [("twin", "on")]


def test_an_add_on_keeps_its_own_condition() -> None:
    loud = TWIN._replace(when=model("rates: [{when: {audio: on}, price: 1, source: docs}]").rates[0].when)
    found = with_addons(model(BUNDLED), {"twin": loud})
    assert [(name, str(test)) for name, test in found.surcharges[1].when] == [("audio", "on"), ("twin", "on")]


@pytest.mark.parametrize("kind", ["image", "music", "voice", "effect", "operation", "action"])
def test_an_add_on_is_for_models_of_its_kinds_alone(kind: str) -> None:
    other = model(BUNDLED.replace("kind: video", f"kind: {kind}"))
    assert with_addons(other, {"twin": TWIN}) is other


def test_a_persons_own_settings_drop_the_rows_below_that_they_rule_out() -> None:
    below = model("""
        settings: {seconds: {number: 1..60}, size: {one_of: [s, l]}}
        rates:
          - {when: {seconds: ..5}, price: 1, source: docs}
          - {when: {seconds: ">5..10"}, price: 2, source: docs}
          - {when: {seconds: ">10", size: l}, price: 3, source: docs}
          - {when: {seconds: 20}, price: 4, source: docs}
        multipliers: [{name: Long, when: {seconds: 30..}, times: 2, source: docs}]
        surcharges: [{name: Large, when: {size: l}, price: 5, source: docs}]
        """)
    found = model_over(below, model("settings: {seconds: {number: 5..10}}"))
    assert (prices(found.rates), found.multipliers, len(found.surcharges)) == (["1", "2"], (), 1)
    assert prices(model_over(below, model("settings: {seconds: {number: '>5..30'}}")).rates) == ["2", "3", "4"]
    assert model_over(below, model("settings: {size: {one_of: [s]}}")).surcharges == ()
    assert model_over(below, model("note: mine")).rates == below.rates
