"""Values, ranges and conditions: their grammar, and what stands on each side of an end."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import refusal

from creditcalc.pricebook.condition import Range, Settings, Value, condition_text, holds, value_of, word_of
from creditcalc.pricebook.condition import Test as Condition

POSITIVE = st.builds(Fraction, st.integers(1, 10**6), st.integers(1, 1000))


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
