"""Units and expressions: their grammar, how a part of a block counts, and exact arithmetic."""

from fractions import Fraction
from math import ceil, floor
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import refusal

from creditcalc.amount import Amount
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import Settings
from creditcalc.pricebook.quantity import Expression, Part, Per

POSITIVE = st.builds(Fraction, st.integers(1, 10**6), st.integers(1, 1000))


# Units


@pytest.mark.parametrize(
    ("text", "setting", "size", "part", "block"),
    [
        ("second", "seconds", 1, "proportional", "second"),
        ("seconds", "seconds", 1, "proportional", "seconds"),
        ("minute", "seconds", 60, "proportional", "minute"),
        ("hour", "seconds", 3600, "proportional", "hour"),
        ("30 seconds started", "seconds", 30, "started", "30 seconds"),
        ("0.5 minutes nearest", "seconds", 30, "nearest", "0.5 minutes"),
        ("minute unstated", "seconds", 60, "unstated", "minute"),
        ("1000 characters", "characters", 1000, "proportional", "1000 characters"),
        ("100 characters completed", "characters", 100, "completed", "100 characters"),
        ("input_second", "input_seconds", 1, "proportional", "input_second"),
        ("input_minute", "input_seconds", 60, "proportional", "input_minute"),
        ("reference_image", "reference_images", 1, "proportional", "reference_image"),
        ("message", "messages", 1, "proportional", "message"),
        ("clip", "", 1, "proportional", "clip"),
        ("generation", "", 1, "proportional", "generation"),
        ("image", "", 1, "proportional", "image"),
        ("track", "", 1, "proportional", "track"),
        ("run", "", 1, "proportional", "run"),
    ],
)
def test_a_unit_names_the_setting_that_it_counts(text: str, setting: str, size: int, part: Part, block: str) -> None:
    per = Per.parse(text)
    assert (per.unit, per.setting, per.size, per.part, per.block) == (text, setting, Fraction(size), part, block)


@pytest.mark.parametrize(
    "text", ["", "0 seconds", "0.0 seconds", "-1 second", "Second", "per second", "1,000 characters"]
)
def test_anything_else_is_no_unit(text: str) -> None:
    assert refusal(Per, text) == f"`{text}` is not a unit: write `second`, `1000 characters` or `30 seconds started`"


@pytest.mark.parametrize(
    ("unit", "seconds", "blocks"),
    [
        ("minute", "90", "1.5"),  # 90 / 60
        ("30 seconds started", "0", "0"),
        ("30 seconds started", "0.001", "1"),
        ("30 seconds started", "30", "1"),  # at the end of a block
        ("30 seconds started", "30.001", "2"),  # one past it
        ("30 seconds started", "60", "2"),
        ("30 seconds nearest", "14.999", "0"),
        ("30 seconds nearest", "15", "1"),  # half a block counts up
        ("30 seconds nearest", "44.999", "1"),
        ("30 seconds nearest", "45", "2"),
        ("30 seconds completed", "29.999", "0"),
        ("30 seconds completed", "30", "1"),
        ("30 seconds completed", "59.999", "1"),
        ("minute unstated", "60", "1"),
        ("minute unstated", "90", "1.5..2"),  # from 90 / 60 to two started minutes
        ("minute unstated", "8", "0.133333..1"),  # from 8 / 60 = 0.1333...
        ("minute unstated", "0", "0"),
    ],
)
def test_a_part_of_a_block_counts_as_the_sheet_says(unit: str, seconds: str, blocks: str) -> None:
    assert str(Per.parse(unit).blocks(Fraction(seconds))) == blocks


@given(POSITIVE, POSITIVE)
def test_the_ways_to_count_lie_round_the_proportion(size: Fraction, amount: Fraction) -> None:
    count = {part: Per("", "seconds", size, part).blocks(amount) for part in get_args(Part)}
    exact = amount / size
    assert count["proportional"].low == count["proportional"].high == exact
    assert count["started"].low == count["started"].high == ceil(exact)
    assert count["completed"].low == count["completed"].high == floor(exact)
    assert count["unstated"] == count["proportional"] | count["started"]
    assert count["nearest"].low in (ceil(exact), floor(exact))
    assert abs(count["nearest"].low - exact) <= Fraction(1, 2)


# Expressions

TEN: Settings = {"seconds": Fraction(10), "width": Fraction(1280), "a": Fraction(1, 3)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("24 * seconds + 1", Fraction(241)),  # 24 * 10 + 1
        ("(seconds + 2) / 4", Fraction(3)),
        ("1 + 2 * 3 - 4 / 8", Fraction(13, 2)),  # 1 + 6 - 0.5
        ("min(seconds, 8)", Fraction(8)),
        ("max(seconds, 8, 12)", Fraction(12)),
        ("ceil(seconds / 3)", Fraction(4)),
        ("floor(seconds / 3)", Fraction(3)),
        ("seconds / 3 * 3", Fraction(10)),
        ("a + a + a", Fraction(1)),
        ("0.1 + 0.2", Fraction(3, 10)),  # a float gives 0.30000000000000004
        ("ceil(0.1 + 0.2 - 0.3)", Fraction(0)),  # a float gives 1
        ("123456789012345.123456789012345", Fraction(123456789012345123456789012345, 10**15)),
        ("4.35 * 100", Fraction(435)),  # a float gives 434.99999999999994
        ("max(0, min(1, 2)) * (width - 1279)", Fraction(1)),
    ],
)
def test_a_quantity_is_exact_arithmetic(text: str, value: Fraction) -> None:
    assert Expression.parse(text).value(TEN) == value


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("24 * seconds + 1", {"seconds"}),
        ("max(seconds - input_seconds, 0) * fps", {"seconds", "input_seconds", "fps"}),
        ("1", set()),
    ],
)
def test_a_quantity_names_the_settings_that_it_needs(text: str, names: set[str]) -> None:
    assert Expression.parse(text).names() == names


HOSTILE = [
    "__import__('os')",
    "__import__(a)",
    "9**9**9",
    "a.b",
    "[1]",
    "(1, 2)",
    "a[0]",
    "1 if a else 2",
    "lambda: 1",
    "a := 1",
    "'text'",
    "f'{a}'",
    "True",
    "None",
    "...",
    "1e400",
    "1e3",
    "1j",
    "0x10",
    "1_000",
    "010",
    ".5",
    "5.",
    "-1",
    "+1",
    "~1",
    "1 // 2",
    "1 % 2",
    "1 << 62",
    "1 < 2",
    "not a",
    "a and b",
    "a @ b",
    "a; b",
    "a, b",
    "a b",
    "# a",
    "a # b",
    "a\n+ 1",
    "(1\n+2)",
    "(a\\\n)",
    "",
    " ",
    "min()",
    "max(1)",
    "ceil()",
    "ceil(1, 2)",
    "min(*a)",
    "min(1, key=a)",
    "pow(2, 2)",
    "eval(a)",
    "min(1)(2)",
    "1" * 16,
    "Ａ",
    "é",
    "²",
    "a\0b",
    "1or 2",
    "(" * 5000 + "1" + ")" * 5000,
    "(" * 100 + "1" + ")" * 100,
    "min(1, " * 60 + "1" + ")" * 60,
    "1 + " * 60 + "1",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_anything_else_is_no_quantity(text: str) -> None:
    assert refusal(Expression, text) == (
        f"`{text[:40]}` is not a quantity: write numbers and settings with + - * /, min, max, ceil, floor"
    )


@given(st.text("abx019.+-*/(), \n_[]:=<>'\"#@~", max_size=60) | st.text(max_size=210))
def test_any_text_is_a_quantity_or_a_refusal(text: str) -> None:
    try:
        expression = Expression.parse(text)
    except CreditcalcError:
        return
    try:
        value = expression.value(dict.fromkeys(expression.names(), Fraction(3)))
    except CreditcalcError as refused:
        assert str(refused).startswith(f"the quantity `{text}` ")
    else:
        assert value >= 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 / (seconds - 10)", "the quantity `1 / (seconds - 10)` divides by zero here: give other settings"),
        ("seconds - 11", "the quantity `seconds - 11` is below zero here: give other settings"),
    ],
)
def test_a_quantity_is_a_number_from_zero(text: str, message: str) -> None:
    with pytest.raises(CreditcalcError) as refused:
        Expression.parse(text).value(TEN)
    assert str(refused.value) == message


@given(POSITIVE, POSITIVE, POSITIVE)
def test_a_quantity_is_what_the_arithmetic_says(a: Fraction, b: Fraction, c: Fraction) -> None:
    settings: Settings = {"a": a, "b": b, "c": c}
    assert Expression.parse("a * b + c / a").value(settings) == a * b + c / a
    assert Expression.parse("min(a, b, c) + max(a, b)").value(settings) == min(a, b, c) + max(a, b)
    assert Expression.parse("ceil(a / b) - floor(a / b)").value(settings) == ceil(a / b) - floor(a / b)


def test_a_value_that_is_carried_exactly_is_rounded_only_when_written() -> None:
    eight_of_sixty = Expression.parse("seconds / 60").value({"seconds": Fraction(8)})
    assert eight_of_sixty == Fraction(2, 15)
    assert str(Amount(eight_of_sixty, eight_of_sixty)) == "0.133333..0.133334"
