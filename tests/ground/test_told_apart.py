"""The two figures of a verdict: whatever is more than a limit is also printed as more than it."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditcalc.amount import Amount
from creditcalc.difference import Difference
from creditcalc.figures import told_apart

VALUES = st.fractions(min_value=0, max_value=10**6, max_denominator=1000)


def printed(figure: str) -> list[Fraction]:
    """The numbers of a figure; of one with a tolerance those within the brackets."""
    numbers = re.findall(r"[+-]?\d[\d,]*(?:\.\d+)?", figure.partition("(")[2].partition(" at ")[0] or figure)
    return [Fraction(one.replace(",", "")) for one in numbers]


@pytest.mark.parametrize(
    ("more", "limit", "said"),
    [
        ("120", "84", ("120", "84")),
        ("80+", "50", ("80+", "50")),
        ("~38..54", "30", ("~38–54 (34–60 at 10 % tolerance)", "30")),  # 38 * 0.9 = 34.2, 54 * 1.1 = 59.4
        ("50.4..60", "50", ("50.4–60.0", "50")),  # in whole steps it would be 50 to 60
        ("50.004", "50", ("50.004", "50")),  # in hundredths it would be 50
        ("300", "100.5..299.2", ("300", "100.5–299.2")),  # in steps of ten it would be 100 to 300
    ],
)
def test_all_digits_are_printed_only_where_rounding_hides_the_verdict(
    more: str, limit: str, said: tuple[str, str]
) -> None:
    assert told_apart(Amount.parse(more), Amount.parse(limit)) == said


def test_a_difference_is_told_apart_with_its_sign() -> None:
    rise = Difference(Fraction("5.001"), Fraction("5.001"))
    assert told_apart(rise, Amount.parse("5")) == ("+5.001", "5")


@given(VALUES, VALUES, VALUES, VALUES, st.booleans(), st.booleans())
def test_what_is_more_is_printed_as_more(
    low: Fraction, width: Fraction, gap: Fraction, span: Fraction, about: bool, near: bool
) -> None:
    limit = Amount(low, low + width, near)
    most = limit.reach(Fraction(1, 10)).high or Fraction(0)
    least = (most + gap + Fraction(1, 1000)) / (Fraction(9, 10) if about else 1)
    more = Amount(least, least + span, about)
    one, other = told_apart(more, limit)
    assert printed(one)[0] > printed(other)[-1]
