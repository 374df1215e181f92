"""The small formatters that keep sentences right, and what makes foreign text harmless."""

import re
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditcalc.text import (
    FLAG,
    FORMULA_SIGNS,
    UNSEEN,
    count,
    did_you_mean,
    guarded,
    inert,
    inert_lines,
    plural,
    sentence,
    ticked,
    unguarded,
    unit_title,
    units,
)


@pytest.mark.parametrize(
    ("words", "either", "both"),
    [
        ([], "", ""),
        (["a"], "`a`", "`a`"),
        (["a", "b"], "`a` or `b`", "`a` and `b`"),
        (["a", "b", "c"], "`a`, `b` or `c`", "`a`, `b` and `c`"),
    ],
)
def test_words_are_listed_in_backticks(words: list[str], either: str, both: str) -> None:
    assert (ticked(words), ticked(iter(words), "and")) == (either, both)


@pytest.mark.parametrize(
    ("number", "rows", "entries"),
    [
        (0, "0 rows", "0 entries"),
        (1, "1 row", "1 entry"),
        (2, "2 rows", "2 entries"),
        (1234567, "1,234,567 rows", "1,234,567 entries"),
    ],
)
def test_one_is_not_several(number: int, rows: str, entries: str) -> None:
    assert (count(number, "row"), plural(number)) == (rows, entries)


@pytest.mark.parametrize(
    ("unit", "said", "title"),
    [("credit", "credits", "Credits"), ("fast minute", "fast minutes", "fast minute"), ("USD", "USD", "USD")],
)
def test_a_currency_has_no_plural(unit: str, said: str, title: str) -> None:
    assert (units(unit), unit_title(unit)) == (said, title)


@pytest.mark.parametrize(("words", "said"), [("", ""), ("a b", "A b"), ("über A", "Über A"), ("2 rows", "2 rows")])
def test_a_sentence_begins_with_a_capital(words: str, said: str) -> None:
    assert sentence(words) == said


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("pictur", ": did you mean `picture`?"),
        ("PICTURE", ": did you mean `picture`?"),
        ("clip-on", ": did you mean `clip-one` or `clip`?"),
        ("zebra", ""),
        ("", ""),
    ],
)
def test_only_a_near_name_is_suggested(word: str, said: str) -> None:
    assert did_you_mean(word, ["clip", "clip-one", "picture"]) == said


def test_at_most_three_are_suggested() -> None:
    # equally near: each has three of four letters of the word
    assert did_you_mean("abcd", ["abc1", "abc2", "abc3", "abc4"]).count("`abc") == 3


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Kling 3.0 · 你好", "Kling 3.0 · 你好"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("a\r\nb\tc", r"a\r\nb\tc"),
        ("\x9b31m", r"\x9b31m"),  # the same escape in one byte
        ("left\u202eright", r"left\u202eright"),  # turns the text round
        ("\U000e0041", r"\U000e0041"),  # a tag that nobody sees
        ("\U0001f3f4\U000e0041", "\U0001f3f4" r"\U000e0041"),  # and that makes no flag
        ("a\u2028b\u200fc", r"a\u2028b\u200fc"),
        ("\ud800", r"\ud800"),  # half a letter, which no stream can write
    ],
)
def test_control_characters_are_shown_as_their_codes(text: str, shown: str) -> None:
    assert inert(text) == shown


@pytest.mark.parametrize(
    "name",
    [
        "\u6620\u753b\u3000\u7b2c1\u8a71",  # Japanese, with its wide space
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian, with what keeps two letters apart
        "Prix\u00a0: 5\u202f000",  # French, with spaces that do not break
        "\U0001f469\u200d\U0001f4bb \u2764\ufe0f \U0001f44d\U0001f3fd",  # emoji that are joined, chosen and coloured
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",  # the flag of Scotland
        "\u0915\u094d\u200d\u0937",  # Devanagari, with a joiner
    ],
)
def test_a_name_in_another_script_is_shown_as_it_is(name: str) -> None:
    assert inert(name) == name


@given(st.text())
def test_what_is_shown_drives_nothing_and_what_was_printable_is_kept(text: str) -> None:
    shown = inert(text)
    assert {category(letter) for letter in re.sub(FLAG, "", shown)}.isdisjoint({"Cc", "Cs", "Zl", "Zp"})
    assert {letter for letter in re.sub(FLAG, "", shown) if category(letter) == "Cf"} <= {"\u200c", "\u200d"}
    assert inert(shown) == shown
    assert shown == text or not text.isprintable()


def test_every_space_of_a_script_is_shown() -> None:
    spaces = {letter for letter in map(chr, range(0x110000)) if category(letter) == "Zs"}
    assert spaces - {" "} == UNSEEN - {"\u200c", "\u200d"}


def test_lines_end_as_they_do() -> None:
    assert inert_lines("a\x1b\r\nb\r\n\nc\rd") == "a\\x1b\nb\n\nc\\rd"


CELLS = st.text(alphabet="'=+-@ax0.\t\r\n \uff1d", max_size=6) | st.text()
"""Cells that look like formulas, guarded ones and numbers; and any text."""


@given(CELLS)
def test_a_guarded_cell_begins_with_no_sign_and_is_read_back(cell: str) -> None:
    assert not guarded(cell).startswith(FORMULA_SIGNS)
    assert unguarded(guarded(cell)) == cell


@given(CELLS)
def test_a_cell_that_nobody_runs_stays_as_it_is(cell: str) -> None:
    if not cell.lstrip("'").startswith(FORMULA_SIGNS):
        assert guarded(cell) == unguarded(cell) == guarded(cell, figure=True) == cell


@pytest.mark.parametrize(
    "cell", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20a"]
)
def test_the_signs_of_a_formula(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"
    assert guarded(f"'{cell}") == f"''{cell}"  # a spreadsheet takes the first apostrophe away


@pytest.mark.parametrize("cell", ["-5", "+5", "-0.5", "+12.25", "7", "10+", "~-5", ""])
def test_a_number_in_a_column_of_figures_stays_a_number(cell: str) -> None:
    assert guarded(cell, figure=True) == cell


@pytest.mark.parametrize(
    "cell", ["-3..+4", "+5 or more", "-5 or less", "=5", "@5", "+1+1", "-", "-.", "+1e3", "\t5", "-1.2.3"]
)
def test_what_is_no_number_is_guarded_among_figures_too(cell: str) -> None:
    assert guarded(cell, figure=True) == f"'{cell}"
