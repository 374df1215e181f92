"""Differences between amounts: their laws, and how they are written."""

from fractions import Fraction

import pytest
from amounts import AMOUNTS
from hypothesis import given
from hypothesis import strategies as st

from creditcalc.amount import Amount, exactly
from creditcalc.difference import Difference


def difference(low: int | None, high: int | None, about: bool = False) -> Difference:
    """From a low end to a high one; None is open."""
    return Difference(None if low is None else Fraction(low), None if high is None else Fraction(high), about)


@pytest.mark.parametrize(
    ("before", "after", "text", "direction"),
    [
        ("10", "22", "+12", "dearer"),
        ("10", "5", "-5", "cheaper"),
        ("10", "10", "0", "same"),
        ("10..15", "16..24", "+1..+14", "dearer"),  # 16 - 15 to 24 - 10
        ("16..24", "10..15", "-14..-1", "cheaper"),
        ("10", "10..14", "0..+4", "not cheaper"),
        ("10..14", "10", "-4..0", "not dearer"),
        ("10..14", "11..12", "-3..+2", "unclear"),  # 11 - 14 to 12 - 10
        ("10", "15+", "+5 or more", "dearer"),
        ("15+", "10", "-5 or less", "cheaper"),
        ("10+", "10+", "unknown", "unclear"),
        ("10", "unknown", "-10 or more", "unclear"),  # it may cost nothing
        ("~10", "13", "~+3", "dearer"),
        ("~10", "10", "~0", "unclear"),  # "about nothing" may be either
    ],
)
def test_a_difference_is_written_with_its_sign_and_goes_one_way(
    before: str, after: str, text: str, direction: str
) -> None:
    found = Difference.between(Amount.parse(before), Amount.parse(after))
    assert (str(found), found.direction) == (text, direction)
    assert found.as_json()["text"] == text


@pytest.mark.parametrize(
    ("found", "limit", "verdict"),
    [
        (difference(28, 31), "31", "within"),
        (difference(28, 31), "30", "unclear"),
        (difference(28, 31), "28", "unclear"),
        (difference(28, 31), "27", "over"),
        (difference(-31, -28), "0", "within"),
        (difference(28, 31, about=True), "31", "unclear"),  # about 31 is no promise of 31
        (difference(28, 31, about=True), "34", "unclear"),
        (difference(28, 31, about=True), "35", "within"),  # 31 and a tenth is 34.1
        (difference(28, None), "1000", "unclear"),
        (difference(28, None), "27", "over"),
        (difference(None, 31), "31", "within"),
        (difference(28, 31), "25..30", "unclear"),
        (difference(28, 31), "31..40", "within"),  # whatever the limit is
        (difference(28, 31), "20..27", "over"),
    ],
)
def test_a_limit_on_a_difference_is_kept_broken_or_unclear(found: Difference, limit: str, verdict: str) -> None:
    assert found.against(Amount.parse(limit)) == verdict


@pytest.mark.parametrize(
    ("one", "other", "both", "either"),
    [
        (difference(1, 14), difference(6, 9), difference(6, 9), difference(1, 14)),
        (difference(1, 9), difference(6, 14), difference(6, 9), difference(1, 14)),
        (difference(1, None), difference(None, 9), difference(1, 9), difference(None, None)),
        (difference(1, 3), difference(2, 4, about=True), difference(2, 3, about=True), difference(1, 4, about=True)),
    ],
)
def test_two_statements_say_less_or_more_together(
    one: Difference, other: Difference, both: Difference, either: Difference
) -> None:
    assert one & other == other & one == both
    assert one | other == other | one == either


@pytest.mark.parametrize(
    ("amount", "times", "text"),
    [("2..3", 3, "+6..+9"), ("2..3", -3, "-9..-6"), ("10+", -1, "-10 or less"), ("10+", 0, "0"), ("unknown", 0, "0")],
)
def test_so_many_times_an_amount(amount: str, times: int, text: str) -> None:
    assert str(Difference.times(Amount.parse(amount), Fraction(times))) == text


@given(AMOUNTS, AMOUNTS, st.data())
def test_a_difference_contains_that_of_all_values(
    one: Amount | None, other: Amount | None, data: st.DataObject
) -> None:
    states = [amount or Amount(Fraction(0), None) for amount in (one, other)]
    values = [data.draw(st.integers(0, 12)) for _ in states]
    before, after = (
        amount.low + (Fraction(more, 3) if amount.high is None else (amount.high - amount.low) * Fraction(more, 12))
        for amount, more in zip(states, values, strict=True)
    )
    found = Difference.between(*states)
    point = Difference(after - before, after - before)
    assert point in found and -point in -found and point + point in found + found
    assert found.against(exactly(100)) != "over" or after - before > 100
    assert found.against(exactly(0)) != "within" or after <= before
