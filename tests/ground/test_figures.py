"""Figures for people: each contains the true value, and is as fine as its width deserves."""

import re
from fractions import Fraction

import pytest
from amounts import AMOUNTS
from hypothesis import assume, given
from hypothesis import strategies as st

from creditcalc.amount import Amount
from creditcalc.difference import Difference
from creditcalc.figures import (
    all_digits,
    in_words,
    listed,
    money,
    multiple,
    per,
    percentage,
    rate,
    shown,
    tolerant,
)

NUMBER = r"[0-9][0-9,]*(?:\.[0-9]+)?"
ends = st.fractions(min_value=0, max_value=10**7, max_denominator=10**6)


def value(text: str) -> Fraction:
    return Fraction(text.replace(",", ""))


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("~7.616..10.688", "~7.6–10.7"),  # 3.072 / 8 = 0.384: tenths
        ("~38.08..53.44", "~38–54"),  # 15.36 / 8 = 1.92: ones
        ("~67.18..250.68", "~60–260"),  # 183.5 / 8 = 22.9: tens
        ("~..100", "≤ ~100"),
        ("~0.00119..0.00167", "~0.0011–0.0017"),  # 0.00048 / 8 = 0.00006, but not below the second digit of 0.0017
        ("~1..30", "~1–30"),
        ("~4744+", "~4,744+"),
        ("20.584+", "20.5+"),  # three digits, down
        ("0.2083+", "0.2+"),  # two decimals, down: 0.20
        ("~..5.2812", "≤ ~5.29"),  # three digits, up
        ("~6.3..8.97", "~6.3–9.0"),  # 2.67 / 8 = 0.33: tenths, in both ends
        ("28..30", "28–30"),  # 2 / 8 = 0.25: tenths, and both are whole
        ("~4.2..160", "~4–160"),  # 155.8 / 8 = 19.5: tens; 4.2 is not nothing
        ("~0.053..3.6", "~0.05–3.6"),  # 3.547 / 8 = 0.44: tenths; 0.053 is not nothing
        ("0.125+", "0.12+"),
        ("80+", "80+"),
        ("0.004+", "0.004+"),  # a bound that is not nothing
        ("unknown", "unknown"),
        ("0", "0"),
    ],
)
def test_a_calculated_figure(amount: str, said: str) -> None:
    assert shown(Amount.parse(amount)) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Fraction(50, 3), "16.67"),
        (Fraction(33, 2), "16.5"),
        (Fraction(15, 1000), "0.015"),
        (Fraction(24, 65), "0.37"),
        (Fraction(29, 20), "1.45"),
        (Fraction(5), "5"),
        (Fraction(1, 8), "0.13"),  # half up
        (Fraction(1, 3000), "0.00033"),
        (Fraction(3744000), "3,744,000"),
    ],
)
def test_one_value_is_the_nearest(value: Fraction, said: str) -> None:
    assert shown(Amount(value, value)) == said


def test_a_figure_as_its_source_prints_it_keeps_all_its_digits() -> None:
    assert [listed(Amount.parse(text)) for text in ("0.084", "10.08", "0.125+", "~28..30", "1.5..2", "~..100")] == [
        "0.084",
        "10.08",
        "0.125+",
        "~28–30",
        "1.5–2.0",
        "≤ ~100",
    ]


def test_money_shares_and_multiples() -> None:
    def exact(value: Fraction) -> Amount:
        return Amount(value, value)

    assert [str(money(exact(Fraction(50, 3)), "USD")), str(money(exact(Fraction(33, 2)), "USD"))] == [
        "$16.67",
        "$16.50",
    ]
    assert [str(money(Amount.parse(text), "EUR")) for text in ("28..30", "~..9.2", "3+")] == [
        "28–30 EUR",
        "≤ ~9.20 EUR",
        "3+ EUR",
    ]
    assert str(money(Amount.parse("0.084"), "USD", listed=True)) == "$0.084"
    assert str(money(Amount.parse("~28+"), "USD")) == "~$28+"
    assert str(percentage(Amount.parse("~93.75..106.25"))) == "~93–107 %"
    assert str(percentage(Amount.parse("100+"))) == "100+ %"
    assert str(multiple(exact(Fraction(29, 20)))) == "1.45×"


def test_a_tiny_price_is_said_of_a_thousand() -> None:
    assert rate(Amount.parse("~0.00119..0.00167"), "character") == "~1.19–1.67 per 1,000 characters"
    assert rate(Amount.parse("~0.5"), "second") == "~0.5 per second"
    assert per(Amount.parse("0.002"), "character") == (Amount.parse("1000"), "per 1,000 characters")
    assert rate(Amount.parse("0.0000043"), "token") == "4.3 per 1,000,000 tokens"  # of a thousand still 0.0043
    assert rate(Amount.parse("0.0885"), "second") == "0.0885 per second"  # as its source prints it
    assert rate(Amount.parse("unknown"), "second") == "unknown per second"


def test_a_figure_within_a_sentence() -> None:
    said = {"80+": "at least 80", "~38.08..53.44": "about 38–54", "~..100": "at most about 100", "5": "5", "~28+": ""}
    assert {text: in_words(Amount.parse(text)) for text in said} == said | {"~28+": "at least about 28"}
    assert tolerant(Amount.parse("~5")) == "~5 (4.5–5.5 at 10 % tolerance)"  # 5 x 0.9 and x 1.1
    assert tolerant(Amount.parse("80+")) == "80+"


def test_a_difference_has_its_sign() -> None:
    def between(low: int | None, high: int | None, about: bool = False) -> str:
        return shown(
            Difference(None if low is None else Fraction(low), None if high is None else Fraction(high), about)
        )

    assert between(12, 12) == "+12"
    assert between(-3, 4) == "-3 to +4"
    assert between(5, None) == "+5 or more"
    assert between(None, -5, True) == "~-5 or less"
    assert between(0, 0) == "0"
    assert between(None, None) == "unknown"


def test_all_digits_are_shown_if_asked_for() -> None:
    with all_digits(True):
        assert shown(Amount.parse("~7.616..10.688")) == "~7.616–10.688"
        assert shown(Amount(Fraction(50, 3), Fraction(50, 3))) == "16.666666–16.666667"
    assert shown(Amount.parse("~7.616..10.688")) == "~7.6–10.7"


@given(ends, ends, st.booleans())
def test_a_range_contains_the_true_one_and_grows_by_less_than_two_of_its_last_digit(
    one: Fraction, other: Fraction, about: bool
) -> None:
    low, high = sorted((one, other))
    assume(0 < low < high)
    low_said, high_said = (value(end) for end in re.findall(NUMBER, shown(Amount(low, high, about))))
    step = _step(low, high)
    assert low_said <= low
    assert high <= high_said < high + step
    # an end that would be nothing keeps one digit of its own: 25 is 20, and 0.053 is 0.05
    assert low - low_said < (step if low >= step else low)
    assert high_said - low_said < high - low + 2 * step


@given(ends, ends)
def test_no_range_is_finer_than_an_eightieth_of_its_width(one: Fraction, other: Fraction) -> None:
    low, high = sorted((one, other))
    assume(0 < low < high)
    assert _step(low, high) * 80 >= high - low
    low_said, high_said = re.findall(NUMBER, shown(Amount(low, high)))
    for said in (low_said, high_said):
        if low >= _step(low, high):
            assert value(said) % _step(low, high) == 0


def _step(low: Fraction, high: Fraction) -> Fraction:
    """By the definition: the largest power of ten at most an eighth of the width, and no finer than its limits."""
    powers = [Fraction(10) ** power for power in range(-12, 9)]
    step = max(power for power in powers if power <= (high - low) / 8) if high - low >= 8 * powers[0] else powers[0]
    if high >= 1:
        return max(step, Fraction(1, 100))
    first = max(power for power in powers if power <= high)
    return max(step, first / 10)


@given(ends, st.booleans())
def test_a_bound_is_rounded_away_from_what_it_bounds(end: Fraction, about: bool) -> None:
    assume(end > 0)
    least = value(re.findall(NUMBER, shown(Amount(end, None, about)))[0])
    most = value(re.findall(NUMBER, shown(Amount(Fraction(0), end, about)))[0])
    assert 0 < least <= end <= most
    finest = Fraction(1) if end >= 100 else Fraction(1, 10) if end >= 10 else Fraction(1, 100)
    assert end - least < finest or end < finest
    assert most - end < finest or end < finest


@given(ends)
def test_a_calculated_value_is_within_half_of_its_last_digit(end: Fraction) -> None:
    said = value(shown(Amount(end, end)))
    assert abs(said - end) <= (Fraction(1, 200) if end >= Fraction(1, 10) else end * Fraction(1, 20))


@given(AMOUNTS.filter(lambda amount: amount is not None))
def test_every_figure_says_what_it_is(amount: Amount) -> None:
    said = shown(amount)
    assert ("~" in said) == (amount.approximate and amount.qualifier != "unknown")
    assert said.endswith("+") == (amount.qualifier == "at_least")
    assert said.startswith("≤") == (amount.qualifier == "at_most")
    assert (said == "unknown") == (amount.qualifier == "unknown")
