"""Days, values, ranges, conditions, units and expressions: their grammar, and what stands on each side of an end."""

from fractions import Fraction
from math import ceil, floor
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditcalc.amount import Amount
from creditcalc.day import Dated, Day
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import Range, Settings, Value, condition_text, holds, value_of, word_of
from creditcalc.pricebook.condition import Test as Condition
from creditcalc.pricebook.quantity import Expression, Part, Per

POSITIVE = st.builds(Fraction, st.integers(1, 10**6), st.integers(1, 1000))


def refusal(kind: type[Day | Dated | Range | Per | Expression | Condition], text: str) -> str:
    """What is said of a text that is not of this kind."""
    with pytest.raises(CreditcalcError) as refused:
        kind.parse(text)
    return str(refused.value)


# Days


@pytest.mark.parametrize("text", ["2026-05-31", "2024-02-29", "0001-01-01"])
def test_a_day_is_year_month_day(text: str) -> None:
    assert Day.parse(text) == text


@pytest.mark.parametrize(
    "text", ["2026-02-30", "2026-5-1", "2026-05", "20260531", "31.05.2026", "today", "", "2026-W22-7"]
)
def test_a_day_stands_in_the_calendar(text: str) -> None:
    assert refusal(Day, text) == f"`{text}` is not a day: write year-month-day, as in `2026-05-31`"


def test_days_compare_as_text() -> None:
    assert Day.parse("2026-04-30") < Day.parse("2026-05-01") < Day.parse("2026-10-01")


@pytest.mark.parametrize("text", ["2026", "2026-05", "2026-05-31"])
def test_a_date_may_be_a_year_a_month_or_a_day(text: str) -> None:
    assert Dated.parse(text) == text


@pytest.mark.parametrize("text", ["26", "2026-5", "2026-05-31-01", "May 2026", ""])
def test_anything_else_is_no_date(text: str) -> None:
    assert refusal(Dated, text) == f"`{text}` is not a date: write `2026`, `2026-05` or `2026-05-31`"


def test_a_date_has_a_month_of_the_calendar() -> None:
    assert refusal(Dated, "2026-13") == "`2026-13-01` is not a day: write year-month-day, as in `2026-05-31`"


# Values


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("8", Fraction(8)),
        ("8.50", Fraction(17, 2)),
        ("4K", "4k"),
        ("on", "on"),
        ("1e3", "1e3"),
        ("-1", "-1"),
        ("yes", "yes"),
        ("null", "null"),
        ("16:9", "16:9"),
        ("1:30", "1:30"),  # YAML 1.1 makes 90 of it
        ("010", Fraction(10)),  # and 8 of this
    ],
)
def test_digits_are_a_number_and_all_else_is_a_word(word: str, value: Value) -> None:
    assert value_of(word) == value


def test_an_aspect_ratio_is_not_a_number() -> None:
    assert Condition.parse("16:9") == Condition(["16:9"])
    assert holds((("ratio", Condition.parse("16:9")),), {"ratio": value_of("16:9")})
    assert not holds((("ratio", Condition.parse("16:9")),), {"ratio": Fraction(16, 9)})


@given(st.builds(Fraction, st.integers(0, 10**9), st.integers(0, 6).map(lambda places: 10**places)))
def test_a_number_written_and_read_is_the_same_value(value: Fraction) -> None:
    assert value_of(word_of(value)) == value


# Ranges


@pytest.mark.parametrize(
    ("text", "inside", "outside", "written"),
    [
        ("6..10", ["6", "7.5", "10"], ["5.999", "10.001"], "from 6 to 10"),
        ("10..", ["10", "999999"], ["9.999"], "from 10"),
        ("..6", ["0", "6"], ["6.001"], "from 0 to 6"),
        (">10", ["10.001"], ["10", "9"], "above 10"),
        (">10..", ["10.001"], ["10"], "above 10"),
        ("<6", ["0", "5.999"], ["6"], "from 0 and below 6"),
        ("..<6", ["0", "5.999"], ["6"], "from 0 and below 6"),
        (">10..20", ["10.001", "20"], ["10", "20.001"], "above 10 to 20"),
        ("6..<10", ["6", "9.999"], ["10"], "from 6 and below 10"),
        (">6..<7", ["6.5"], ["6", "7"], "above 6 and below 7"),
        ("6..6", ["6"], ["5.999", "6.001"], "from 6 to 6"),
        ("0.5..1.25", ["0.5", "1.25"], ["0.499", "1.251"], "from 0.5 to 1.25"),
    ],
)
def test_a_range_holds_its_ends_unless_they_are_marked(
    text: str, inside: list[str], outside: list[str], written: str
) -> None:
    found = Range.parse(text)
    assert all(Fraction(word) in found for word in inside)
    assert not any(Fraction(word) in found for word in outside)
    assert str(found) == written


def test_a_range_holds_no_words() -> None:
    assert "6" not in Range.parse("..10")
    assert None not in Range.parse("..10")


@given(POSITIVE, POSITIVE, POSITIVE)
def test_every_number_is_on_one_side_of_an_end(end: Fraction, value: Fraction, other: Fraction) -> None:
    low, high = Range(Fraction(0), end), Range(end, None, above=True)
    assert (value in low) != (value in high)
    low, high = Range(Fraction(0), end, below=True), Range(end, None)
    assert (end in high, end in low) == (True, False)
    assert (other in low) != (other in high)


@pytest.mark.parametrize(
    "text",
    ["6", "..", "", ">..6", "<6..7", "6..>7", "6...7", "6..7..8", "1e3..", "-1..2", "6..10\n", "a..b", "6-10", "=6"],
)
def test_anything_else_is_no_range(text: str) -> None:
    assert refusal(Range, text) == f"`{text}` is not a range: write `6..10`, `10..`, `..6`, `>10` or `<6`"


@pytest.mark.parametrize("text", ["10..6", ">6..6", "6..<6", "<0", ">7..<7"])
def test_a_range_holds_at_least_one_number(text: str) -> None:
    assert refusal(Range, text) == f"the range `{text}` holds no number: write the smaller end first"


def test_the_ends_of_a_range_have_at_most_15_digits() -> None:
    digits = "1" * 16
    assert refusal(Range, f"{digits}..") == f"`{digits}` is not a number: write digits and a point, as in `8` or `8.5`"


# Conditions


@pytest.mark.parametrize(
    ("written", "settings", "fits"),
    [
        ("4k", {"a": "4k"}, True),
        ("4K", {"a": "4k"}, True),  # words are the same in any case
        ("4k", {"a": "1080p"}, False),
        ("4k", {}, False),  # a setting that is not there has no value
        (["720p", "1080p"], {"a": "1080p"}, True),
        (["720p", "1080p"], {"a": "4k"}, False),
        (["4", "8"], {"a": Fraction(8)}, True),
        ("8.0", {"a": Fraction(8)}, True),
        ("6..10", {"a": Fraction(8)}, True),
        ("<6", {"a": Fraction(6)}, False),
        (">6", {"a": "8"}, False),
    ],
)
def test_a_condition_asks_for_one_of_its_values(written: str | list[str], settings: Settings, fits: bool) -> None:
    assert holds((("a", Condition.parse(written)),), settings) is fits


def test_a_condition_holds_when_all_its_parts_do() -> None:
    when = (("resolution", Condition.parse("4k")), ("audio", Condition.parse("on")))
    assert holds(when, {"resolution": "4k", "audio": "on"})
    assert not holds(when, {"resolution": "4k", "audio": "off"})
    assert not holds(when, {"resolution": "720p", "audio": "on"})
    assert holds((), {})


def test_a_condition_is_said_in_words() -> None:
    when = (
        ("resolution", Condition.parse(["4k", "1080p"])),
        ("seconds", Condition.parse(">6")),
        ("audio", Condition.parse("on")),
    )
    assert condition_text(when) == "resolution 1080p or 4k, seconds above 6, audio on"


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
