"""How sure a figure is stands before the figure: for every amount there is."""

import re
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from creditcalc.amount import Amount
from creditcalc.errors import OVER, REFUSED, UNCLEAR, UNPUBLISHED, CreditcalcError
from creditcalc.reports.certainty import MISSING, certainty, certainty_of, refusal

ENDS = st.fractions(min_value=0, max_value=10**12, max_denominator=10**6)
WORDS = {
    "exact": "Exactly ",
    "about": "About ",
    "at_least": "At least ",
    "at_most": "At most ",
    "range": "Between ",
    "unknown": "Unknown, not ",
}


@st.composite
def amounts(draw: st.DrawFn) -> Amount:
    """Any amount: exact, open, a range, approximate or unknown."""
    low, width = draw(ENDS), draw(st.none() | st.just(Fraction(0)) | ENDS)
    return Amount(low, None if width is None else low + width, draw(st.booleans()))


@given(amounts())
def test_the_sentence_says_what_kind_of_figure_it_is_before_any_digit(amount: Amount) -> None:
    said = certainty(amount.as_json(), "credit")
    kind = amount.qualifier
    rounded = kind == "exact" and not said.startswith("Exactly ")
    assert re.split(r"\d", said)[0].removesuffix("about ") == ("Rounded to " if rounded else WORDS[kind])
    assert ("about " in said.lower()) == (amount.approximate and kind != "unknown")
    assert said.endswith("not a price to promise.") == (kind not in ("exact", "unknown"))
    assert said.endswith(": the object has every digit.") == rounded


@given(amounts())
def test_an_amount_without_an_upper_end_is_never_said_to_be_a_price(amount: Amount) -> None:
    open_end = certainty(amount.as_json(), "credit").startswith(("At least ", "Unknown, not 0: "))
    assert open_end == (amount.high is None)


@given(amounts())
@example(Amount(Fraction(1, 71429), Fraction(1, 71429)))
def test_the_figures_in_the_sentence_hold_the_amount(amount: Amount) -> None:
    said = certainty(amount.as_json(), "credit")
    numbers = [Fraction(one.replace(",", "")) for one in re.findall(r"\d[\d,]*(?:\.\d+)?", said)]
    match numbers:
        case [low, high]:
            assert amount in Amount(low, high)
        case [one] if said.startswith("At least "):
            assert amount in Amount(one, None)
        case [one] if said.startswith("At most "):
            assert amount in Amount(Fraction(0), one)
        case [one] if said.startswith(("About ", "Rounded ")):
            half = max(amount.low / 20, Fraction(1, 10**7))  # of the second digit
            ends = [
                Fraction(str(amount.as_json()[end])) for end in ("low", "high")
            ]  # six decimals, where they have no end
            assert ends[0] - half <= one <= ends[1] + half
            assert ends[0] != ends[1] or abs(one - amount.low) <= half
            assert amount.low < Fraction(1, 10) or abs(one - amount.low) <= Fraction(1, 200)
        case [one]:
            assert one == (0 if said.startswith("Unknown") else amount.low)


@pytest.mark.parametrize(
    ("text", "unit", "said"),
    [
        ("192", "credit", "Exactly 192 credits."),
        ("1", "credit", "Exactly 1 credit."),
        ("0", "credit", "Exactly 0 credits."),
        ("16.5", "USD", "Exactly $16.50."),
        ("7.616", "credit", "Rounded to 7.62 credits: the object has every digit."),
        ("1234.005", "EUR", "Rounded to 1,234.01 EUR: the object has every digit."),
        ("~5", "credit", "About 5 credits: approximate, not a price to promise."),
        ("80+", "credit", "At least 80 credits: a lower bound without an upper end, not a price to promise."),
        ("~80+", "credit", "At least about 80 credits: a lower bound without an upper end, not a price to promise."),
        ("..20", "USD", "At most $20: an upper bound, not a price to promise."),
        ("9.2+", "EUR", "At least 9.20 EUR: a lower bound without an upper end, not a price to promise."),
        ("~7.616..10.688", "credit", "Between about 7.6 and 10.7 credits: a range, not a price to promise."),
        ("unknown", "credit", "Unknown, not 0: there is no figure to give."),
    ],
)
def test_each_kind_of_amount_in_words(text: str, unit: str, said: str) -> None:
    assert certainty(Amount.parse(text).as_json(), unit) == said


def of(*texts: str) -> dict[str, object]:
    """A JSON object with some amounts deep in it."""
    return {"schema": "s", "rows": [{"cells": [Amount.parse(text).as_json()]} for text in texts]}


def test_many_figures_are_counted_with_the_least_sure_first() -> None:
    assert certainty_of(of("1", "2", "80+", "unknown", "1..2", "..3", "~4")) == (
        "Not every figure here is a price to promise: 1 is unknown, which is not 0, 1 is a lower bound, which is not "
        "the price, 1 is an upper bound, 1 is a range, 1 is approximate, 2 are each exact. "
        "A figure that is missing is unknown, not 0."
    )


def test_exact_figures_are_said_to_be_exact_and_no_figures_to_be_missing() -> None:
    assert certainty_of(of("1", "2")) == f"Every figure here is exact. {MISSING}"
    assert certainty_of(of()) == MISSING == "A figure that is missing is unknown, not 0."


@given(st.lists(amounts(), min_size=1))
def test_figures_are_exact_only_where_each_is(found: list[Amount]) -> None:
    exact = all(amount.qualifier == "exact" for amount in found)
    said = certainty_of({"rows": [amount.as_json() for amount in found]})
    assert said.startswith("Every figure here is exact") == exact
    assert ("lower bound" in said) == any(amount.qualifier == "at_least" for amount in found)
    assert ("is unknown, which" in said or "each unknown, which" in said) == any(
        amount.qualifier == "unknown" for amount in found
    )


def test_a_total_or_what_is_left_speaks_for_the_whole() -> None:
    total = Amount.parse("80+").as_json()
    assert certainty_of({"unit": "credit", "total": total}).startswith("At least 80 credits: ")
    assert certainty_of({"unit": "credit", "currency": "USD", "total": total}).startswith("At least $80: ")
    assert certainty_of({"left": total}).startswith("Left: at least 80 credits: ")
    assert certainty_of({"unit": "credit", "total": None, **of("5+")}).startswith("Not every figure here is ")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (REFUSED, "Refused"),
        (OVER, "No"),
        (UNCLEAR, "Cannot tell"),
        (UNPUBLISHED, "Unpublished, so unknown and not 0"),
        (2, "Refused"),
    ],
)
def test_a_refusal_says_first_what_it_means(code: int, said: str) -> None:
    assert refusal(CreditcalcError("so it is", code=code)) == f"{said}: so it is"


def test_a_border_calculated_twice_is_not_one_exact_answer() -> None:
    segments = [
        {"end": end, "above": Amount.parse("0").as_json(), "to": Amount.parse(to).as_json()}
        for end, to in (("high prices", "30"), ("low prices", "6375"))
    ]
    assert certainty_of({"unit": "credit", "segments": segments}).startswith("Calculated twice, ")
