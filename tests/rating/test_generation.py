"""A planned generation: every setting is given, a default, the only one, or open; anything else is refused."""

from decimal import Decimal
from fractions import Fraction
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import word_of
from creditcalc.pricebook.model import Model
from creditcalc.rating.generation import MOST_COUNT, Given, breakpoints, option, resolve, words
from creditcalc.sheets.reader import Fault, parse
from creditcalc.sheets.structure import build


def model(text: str) -> Model:
    """A model from the lines that stand under its id."""
    faults: list[Fault] = []
    found = build(Model, parse(dedent(text).encode(), "m.yaml"), faults)
    assert not faults
    return found._replace(id="m")  # type: ignore[no-any-return]


CLIP = model(
    """
    name: M
    settings:
      seconds: {number: 1..60}
      resolution: {one_of: [720p, 1080p, 4K], default: 1080p}
      audio: {flag: off}
      voice: {always: Alma}
      size: {one_of: [4, 8], open: yes}
    """
)


def refusal(found: Model, given: Given, **options: Any) -> str:
    """Why a generation cannot be planned."""
    with pytest.raises(CreditcalcError) as refused:
        resolve(found, given, **options)
    assert refused.value.code == 1
    return str(refused.value)


# What a caller gives


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (True, "on"),
        (False, "off"),
        (8, "8"),
        (Decimal("8.50"), "8.5"),
        (Decimal("1E+2"), "100"),
        (Decimal("1E-3"), "0.001"),
        (Fraction(17, 2), "8.5"),
        ("4K", "4K"),
    ],
)
def test_what_is_given_becomes_a_word(value: str | bool | int | Decimal | Fraction, word: str) -> None:
    assert words({"a": value}) == {"a": word}


def test_nothing_given_is_left_out() -> None:
    assert words({"a": None, "b": "x"}) == {"b": "x"}


def test_a_float_is_not_exact_and_is_refused() -> None:
    with pytest.raises(CreditcalcError) as refused:
        words({"seconds": 8.1})  # type: ignore[dict-item]
    assert str(refused.value) == "`seconds=8.1` is a float, which is not exact: give `'8.1'` or a Decimal"


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), "1e3", "٣", ""])
def test_a_number_is_plain_digits(value: str | int | Decimal) -> None:
    word = words({"seconds": value})["seconds"]
    assert refusal(CLIP, {"seconds": value}) == (
        f"`{word}` is not a number of seconds: write `8`, `8s`, `1m30s` or `0:30`"
    )


# Where a value comes from


def test_every_setting_has_a_value_and_says_where_it_comes_from() -> None:
    assert resolve(CLIP, {"seconds": 8, "audio": True}).inputs == {
        "seconds": {"value": "8", "from": "given"},
        "resolution": {"value": "1080p", "from": "default"},
        "audio": {"value": "on", "from": "given"},
        "voice": {"value": "alma", "from": "always"},
        "size": {"value": "open", "from": "open"},
    }


def test_a_value_that_is_given_takes_the_place_of_a_default() -> None:
    found = resolve(CLIP, {"seconds": "8.0", "resolution": "4k", "audio": "OFF", "voice": "ALMA", "size": 4})
    assert found.variants == (
        {"seconds": Fraction(8), "resolution": "4k", "audio": "off", "voice": "alma", "size": Fraction(4)},
    )
    assert set(found.origins.values()) == {"given"}
    assert found.open == ()


def test_an_open_setting_stands_for_all_its_values() -> None:
    found = resolve(CLIP, {"seconds": 8})
    assert [variant["size"] for variant in found.variants] == [4, 8]
    assert found.open == ("size",)


def test_an_agent_leaves_every_choice_open() -> None:
    found = resolve(CLIP, {"seconds": 8}, loose=True)
    assert found.open == ("resolution", "audio", "voice", "size")
    assert len(found.variants) == 3 * 2 * 1 * 2
    assert resolve(CLIP, {"seconds": 8, "audio": True}, loose=True).open == ("resolution", "voice", "size")


@pytest.mark.parametrize(
    ("setting", "needs"),
    [
        ("{number: 1..60}", "a number from 1 to 60"),
        ("{whole: 1..}", "a whole number from 1"),
        ("{one_of: [4, 6, 8]}", "`4`, `6` or `8`"),
        ("{one_of: [16:9, 9:16]}", "`16:9` or `9:16`"),
        ("{flag: required}", "`off` or `on`"),
    ],
)
def test_a_setting_without_a_default_is_needed(setting: str, needs: str) -> None:
    assert refusal(model(f"settings: {{seconds: {setting}}}"), {}) == f"`m` needs `seconds`: give `--seconds` ({needs})"
    assert (
        refusal(model(f"settings: {{ratio: {setting}}}"), {}) == f"`m` needs `ratio`: give `--set ratio=...` ({needs})"
    )


@pytest.mark.parametrize("name", ["seconds", "resolution", "audio", "quality", "characters"])
def test_standard_settings_have_options_of_their_own(name: str) -> None:
    assert option(name) == f"`--{name}`"


# What is refused


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"seconds": 61}, "`m` does not take seconds `61`: it takes a number from 1 to 60"),
        ({"seconds": "0.999"}, "`m` does not take seconds `0.999`: it takes a number from 1 to 60"),
        ({"seconds": 8, "resolution": "8k"}, "`m` does not take resolution `8k`: it takes `720p`, `1080p` or `4k`"),
        ({"seconds": 8, "audio": "maybe"}, "`m` does not take audio `maybe`: it takes `off` or `on`"),
        ({"seconds": 8, "size": 6}, "`m` does not take size `6`: it takes `4` or `8`"),
        ({"seconds": 8, "voice": "Bea"}, "`m` has only voice `Alma`, not `Bea`"),
        ({"second": 8}, "`m` has no setting `second`: did you mean `seconds`?"),
        ({"zzz": 8}, "`m` has no setting `zzz`; it has `seconds`, `resolution`, `audio`, `voice` and `size`"),
    ],
)
def test_only_what_the_model_takes_is_taken(given: Given, message: str) -> None:
    assert refusal(CLIP, given) == message


def test_a_slip_of_the_pen_is_told_what_was_meant() -> None:
    assert refusal(CLIP, {"secnds": 8}).startswith("`m` has no setting `secnds`: did you mean `seconds`?")


@pytest.mark.parametrize("name", ["duration", "dur", "length", "secs"])
def test_what_people_call_a_setting_is_named_and_not_taken_for_it(name: str) -> None:
    assert refusal(CLIP, {name: 8}) == f"`m` has no setting `{name}`: write `seconds`"


def test_a_model_without_settings_takes_none() -> None:
    assert refusal(model("name: M"), {"seconds": 8}) == "`m` has no setting `seconds`; it has none"


@pytest.mark.parametrize("word", ["1.5", "2.000001"])
def test_a_whole_number_has_no_part(word: str) -> None:
    counted = model("settings: {messages: {whole: 1..10}}")
    assert refusal(counted, {"messages": word}) == (
        f"`m` does not take messages `{word}`: it takes a whole number from 1 to 10"
    )
    assert resolve(counted, {"messages": "2.0"}).variants == ({"messages": Fraction(2)},)


@pytest.mark.parametrize("name", ["outputs", "takes"])
@pytest.mark.parametrize("number", [0, -1, MOST_COUNT + 1, 10**30])
def test_a_count_is_from_one_to_a_million(name: str, number: int) -> None:
    assert refusal(CLIP, {"seconds": 8}, **{name: number}) == (
        f"`{name}` must be a whole number from 1 to 1,000,000, not `{number}`"
    )


@pytest.mark.parametrize("number", [1, MOST_COUNT])
def test_both_ends_of_a_count_are_taken(number: int) -> None:
    found = resolve(CLIP, {"seconds": 8}, outputs=number, takes=number)
    assert (found.outputs, found.takes) == (number, number)


@pytest.mark.parametrize(
    ("each", "outputs", "generations"),
    [(1, 5, 5), (4, 1, 1), (4, 4, 1), (4, 5, 2), (4, 8, 2), (4, 9, 3), (10, MOST_COUNT, 10**5)],
)
def test_as_many_generations_as_bring_the_outputs(each: int, outputs: int, generations: int) -> None:
    assert resolve(model(f"outputs_per_generation: {each}"), {}, outputs=outputs).generations == generations


def test_outputs_may_be_a_setting_that_counts_by_itself() -> None:
    priced = model("settings: {outputs: {one_of: [1, 2, 4]}}")
    found = resolve(priced, {}, outputs=4)
    assert (found.variants, found.generations) == (({"outputs": Fraction(4)},), 1)
    assert refusal(priced, {}, outputs=3) == "`m` does not take outputs `3`: it takes `1`, `2` or `4`"


@pytest.mark.parametrize(
    ("form", "given", "outputs", "wanted", "origin"),
    [
        ("{one_of: [1, 2, 4], default: 4}", {}, None, 4, "default"),
        ("{one_of: [1, 2, 4], default: 4}", {}, 1, 1, "given"),
        ("{one_of: [1, 2, 4], default: 4}", {"outputs": 2}, None, 2, "given"),
        ("{one_of: [1, 2, 4], default: 4}", {"outputs": 2}, 2, 2, "given"),
        ("{always: 4}", {}, None, 4, "always"),
        ("{always: 4}", {}, 4, 4, "given"),
        ("{whole: 2..9, default: 3}", {}, None, 3, "default"),
        ("{one_of: [1, 4], open: yes}", {}, None, None, "open"),
        ("{one_of: [1, 4], open: yes}", {}, 4, 4, "given"),
        ("{one_of: [4], open: yes}", {}, None, None, "open"),
    ],
)
def test_outputs_as_a_setting_follow_it_like_any_other(
    form: str, given: Given, outputs: int | None, wanted: int | None, origin: str
) -> None:
    found = resolve(model(f"settings: {{outputs: {form}}}"), given, outputs=outputs)
    assert (found.outputs, found.origins["outputs"], found.generations) == (wanted, origin, 1)


def test_outputs_as_a_setting_may_be_required() -> None:
    required = model("settings: {outputs: {one_of: [1, 4]}}")
    assert refusal(required, {}) == "`m` needs `outputs`: give `--outputs` (`1` or `4`)"
    assert refusal(model("settings: {outputs: {always: 4}}"), {}, outputs=1) == "`m` has only outputs `4`, not `1`"


def test_outputs_are_given_once() -> None:
    free = model("settings: {outputs: {whole: 1..9}}")
    assert refusal(free, {"outputs": 2}, outputs=3) == "`outputs` is given twice, as `2` and `3`: give it once"


def test_without_a_setting_of_that_name_one_output_is_wanted() -> None:
    assert resolve(CLIP, {"seconds": 8}).outputs == 1


def test_an_agent_leaves_open_what_is_chosen_but_not_how_many() -> None:
    found = resolve(
        model("settings: {size: {one_of: [s, l], default: s}, outputs: {one_of: [1, 4], default: 1}}"), {}, loose=True
    )
    assert dict(found.origins) == {"size": "open", "outputs": "default"}


# What is not sold together

LIMITED = model(
    """
    settings: {seconds: {one_of: [4, 6, 8]}, resolution: {one_of: [720p, 1080p, 4k], open: yes}, audio: {flag: off}}
    requires:
      - {when: {resolution: [1080p, 4k]}, needs: {seconds: 8}, source: docs}
      - {needs: {seconds: 6..8}, when: {audio: on}, source: docs}
    """
)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"seconds": 4, "resolution": "4k"}, "`m` with resolution 1080p or 4k needs seconds 8: change one of them"),
        ({"seconds": 4, "audio": True}, "`m` with audio on needs seconds from 6 to 8: change one of them"),
    ],
)
def test_a_combination_that_is_not_sold_is_refused(given: Given, message: str) -> None:
    assert refusal(LIMITED, given) == message


def test_open_settings_leave_out_what_is_not_sold() -> None:
    assert [variant["resolution"] for variant in resolve(LIMITED, {"seconds": 4}).variants] == ["720p"]
    assert [variant["resolution"] for variant in resolve(LIMITED, {"seconds": 8}).variants] == ["720p", "1080p", "4k"]


def test_a_limit_without_a_condition_is_always_one() -> None:
    always = model("settings: {seconds: {number: 1..60}}\nrequires: [{needs: {seconds: ..8}, source: docs}]")
    assert refusal(always, {"seconds": 9}) == "`m` with these settings needs seconds from 0 to 8: change one of them"


def test_too_many_open_combinations_are_refused() -> None:
    flags = [f"f{n}" for n in range(15)]  # 2 ** 15 = 32,768
    wide = model(f"settings: {{{', '.join(f'{flag}: {{flag: open}}' for flag in flags)}}}")
    names = ", ".join(f"`{flag}`" for flag in flags[:-1])
    assert refusal(wide, {}) == f"`m` has too many settings not given: add {names} or `f14`"
    assert len(resolve(wide, {"f0": True}).variants) == 2**14


# Values that stand for all others


def ends(found: Model, name: str) -> list[str]:
    """The breakpoints of a setting, as they are written."""
    return [word_of(value) for value in breakpoints(found, name)]


def test_the_breakpoints_of_a_choice_are_its_values() -> None:
    assert ends(LIMITED, "seconds") == ["4", "6", "8"]
    assert ends(LIMITED, "audio") == ["off", "on"]


def test_the_breakpoints_of_a_number_are_the_ends_of_every_stretch() -> None:
    found = model(
        """
        settings: {seconds: {number: 1..60}}
        requires: [{needs: {seconds: ..50}, source: docs}]
        rates:
          - {when: {seconds: ..6}, price: 1, per: second, source: docs}
          - {when: {seconds: ">6"}, whole: [{up_to: 20, price: 1}, {price: 2}], per: second, beyond: 2, source: docs}
        """
    )
    assert set(ends(found, "seconds")) >= {
        "1",
        "2",
        "5.999",
        "6",
        "6.001",
        "21.999",
        "22",  # what counts is without the first 2: the step of 20 ends here
        "22.001",
        "50",
        "50.001",
        "60",
    }


def test_the_breakpoints_of_a_whole_number_are_whole() -> None:
    found = model(
        """
        settings: {seconds: {whole: 1..60}}
        rates: [{when: {seconds: [8, 9]}, price: 1, per: second, source: docs}]
        """
    )
    assert ends(found, "seconds") == ["1", "2", "7", "8", "9", "10", "59", "60"]


@given(st.lists(st.integers(1, 60), min_size=1, max_size=4), st.sampled_from(["whole", "number"]))
def test_breakpoints_are_values_of_the_setting(marks: list[int], form: str) -> None:
    rates = "\n".join(f"  - {{when: {{seconds: ..{mark}}}, price: 1, per: second, source: docs}}" for mark in marks)
    found = model(f"settings: {{seconds: {{{form}: 2..50}}}}\nrates:\n{rates}")
    values = breakpoints(found, "seconds")
    assert all(found.settings["seconds"].admits(value) for value in values)
    assert {Fraction(2), Fraction(50), *(Fraction(mark) for mark in marks if 2 <= mark <= 50)} <= set(values)


# A mix of models

AGENT = model("settings: {seconds: {number: 1..60}}\nuses: {kinds: [video], source: docs}")
FORM = "write `--mix a=30%,b=70%`"


@pytest.mark.parametrize(
    ("mix", "shares"),
    [
        ("a=30%,b=70%", (("a", Fraction(3, 10)), ("b", Fraction(7, 10)))),
        ("a=100%", (("a", Fraction(1)),)),
        ("a=33.3%, b=66.7%", (("a", Fraction(333, 1000)), ("b", Fraction(667, 1000)))),
    ],
)
def test_a_mix_is_shares_of_a_hundred(mix: str, shares: tuple[tuple[str, Fraction], ...]) -> None:
    assert resolve(AGENT, {"seconds": 8}, mix=mix).mix == shares


@pytest.mark.parametrize(
    ("mix", "message"),
    [
        ("", f"`` is not a share of a mix: {FORM}"),
        ("a", f"`a` is not a share of a mix: {FORM}"),
        ("a=30", f"`a=30` is not a share of a mix: {FORM}"),
        ("=30%", f"`=30%` is not a share of a mix: {FORM}"),
        ("a=30%,,b=70%", f"`` is not a share of a mix: {FORM}"),
        ("a=50%,a=50%", f"`a` is in the mix twice: {FORM}"),
        ("a=30%,b=60%", f"the mix adds up to 90 %, not 100 %: {FORM}"),
        ("a=33.3%,b=33.3%,c=33.3%", f"the mix adds up to 99.9 %, not 100 %: {FORM}"),
        ("a=-5%,b=105%", "`-5` is not a number: write digits and a point, as in `8` or `8.5`"),
        ("a=x%", "`x` is not a number: write digits and a point, as in `8` or `8.5`"),
    ],
)
def test_anything_else_is_no_mix(mix: str, message: str) -> None:
    assert refusal(AGENT, {"seconds": 8}, mix=mix) == message


def test_only_agents_run_a_mix() -> None:
    assert refusal(CLIP, {"seconds": 8}, mix="a=100%") == "`m` runs no other models: `--mix` is for agents"
