"""Amounts: their laws, their text, and what they say of a limit."""

import pickle
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from creditcalc.amount import (
    NOTHING,
    UNKNOWN,
    ZERO,
    Amount,
    Verdict,
    above,
    decimal,
    exactly,
    figure,
    number,
    plain,
    plus,
    total,
)
from creditcalc.errors import CreditcalcError

FRACTIONS = st.builds(Fraction, st.integers(0, 10**6), st.integers(1, 3000))
"""Values of which most have decimals without end."""
DECIMALS = st.builds(Fraction, st.integers(0, 10**12), st.integers(0, 6).map(lambda places: 10**places))
"""Values whose decimals end."""
WRITTEN = st.builds(
    lambda whole, part: f"{whole}.{part}" if part else f"{whole}",
    st.integers(0, 10**15 - 1),
    st.text("0123456789", max_size=15),
)
"""Numbers as a sheet may write them: up to 15 digits on each side of the point."""


def amounts(ends: st.SearchStrategy[Fraction] = FRACTIONS) -> st.SearchStrategy[Amount]:
    """Exact, open and closed amounts, approximate or not; unknown among them."""
    closed = st.tuples(ends, ends).map(lambda pair: (min(pair), max(pair)))
    shapes = st.one_of(ends.map(lambda end: (end, end)), ends.map(lambda end: (end, None)), closed)
    made = st.builds(lambda shape, about: Amount(shape[0], shape[1], about), shapes, st.booleans())
    return made.filter(lambda amount: amount.qualifier != "unknown") | st.just(UNKNOWN)


@st.composite
def amounts_with_a_value(draw: st.DrawFn) -> tuple[Amount, Fraction]:
    """An amount, and a true value that it may stand for."""
    amount = draw(amounts())
    if amount.high is None:
        return amount, amount.low + draw(FRACTIONS)
    return amount, amount.low + Fraction(draw(st.integers(0, 60)), 60) * (amount.high - amount.low)


CLOSED = st.tuples(FRACTIONS, FRACTIONS).map(lambda pair: (min(pair), max(pair)))
PAIRS = amounts_with_a_value()


@given(amounts(), amounts(), amounts())
def test_a_sum_does_not_depend_on_order_or_grouping(a: Amount, b: Amount, c: Amount) -> None:
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert total([a, b, c]) == total([c, a, b]) == a + b + c


WHOLES_TOO = FRACTIONS | st.integers(0, 99).map(Fraction)


@given(WHOLES_TOO, WHOLES_TOO)
def test_numbers_are_added_and_taken_as_fractions_are(one: Fraction, other: Fraction) -> None:
    assert plus(one, other) == one + other
    assert above(one, other) == max(NOTHING, one - other)
    assert above(one, one) is NOTHING


@given(amounts(), amounts(), st.integers(0, 200))
def test_what_an_amount_reaches_is_the_same_whenever_it_is_asked(one: Amount, other: Amount, percent: int) -> None:
    """It keeps what it reaches by the tolerance of every sum, and nothing else."""
    made, again = one + other, one + other
    share = Fraction(percent, 100)
    whole, part = made.reach(), made.reach(share)
    assert (made.reach(share), made.reach()) == (part, whole) == (again.reach(share), again.reach())
    assert pickle.loads(pickle.dumps(made)).reach() == whole


@given(amounts())
def test_zero_adds_nothing(a: Amount) -> None:
    assert a + ZERO == ZERO + a == a
    assert total([a]) == a


def test_nothing_sums_to_zero() -> None:
    assert total([]) == ZERO


@given(PAIRS, PAIRS)
def test_a_sum_contains_every_sum_of_values(one: tuple[Amount, Fraction], other: tuple[Amount, Fraction]) -> None:
    assert exactly(one[1] + other[1]) in one[0] + other[0]


@given(PAIRS, PAIRS)
def test_a_product_contains_every_product_of_values(
    one: tuple[Amount, Fraction], other: tuple[Amount, Fraction]
) -> None:
    assert exactly(one[1] * other[1]) in one[0] * other[0]


@given(PAIRS, PAIRS)
def test_a_quotient_contains_every_quotient_of_values(
    one: tuple[Amount, Fraction], other: tuple[Amount, Fraction]
) -> None:
    assume(other[1])
    assert exactly(one[1] / other[1]) in one[0] / other[0]


@given(CLOSED, CLOSED)
def test_the_ends_of_results_are_results_of_ends(a: tuple[Fraction, Fraction], b: tuple[Fraction, Fraction]) -> None:
    one, other = Amount(*a), Amount(*b)
    assert one + other == Amount(a[0] + b[0], a[1] + b[1])
    assert one * other == Amount(a[0] * b[0], a[1] * b[1])
    if b[0]:
        assert one / other == Amount(a[0] / b[1], a[1] / b[0])


@given(amounts(), st.integers(1, 12))
def test_n_times_an_amount_is_the_amount_added_n_times(a: Amount, n: int) -> None:
    assert a * exactly(n) == exactly(n) * a == total([a] * n)


@given(amounts())
def test_nothing_at_any_price_costs_nothing(a: Amount) -> None:
    assert (a * ZERO).low == (a * ZERO).high == 0


@given(amounts(), amounts())
def test_whatever_is_made_of_an_approximate_amount_is_approximate(a: Amount, b: Amount) -> None:
    either = a.approximate or b.approximate
    assert (a + b).approximate == (a * b).approximate == (a / b).approximate == (a | b).approximate == either


@pytest.mark.parametrize(
    ("one", "other", "quotient"),
    [
        ("80", "20", "4"),
        ("80..100", "20..40", "2..5"),  # 80 / 40, 100 / 20
        ("80+", "20", "4+"),
        ("80", "20+", "..4"),  # from nothing, were it without end, to 80 / 20
        ("80", "0..20", "4+"),  # the nearer to 0, the more: no upper end
        ("80", "0", "unknown"),
        ("~10", "4", "~2.5"),
        ("unknown", "20", "unknown"),
    ],
)
def test_a_quotient_is_open_where_the_divisor_may_be_zero(one: str, other: str, quotient: str) -> None:
    assert str(Amount.parse(one) / Amount.parse(other)) == quotient


@given(amounts(), amounts(), amounts())
def test_a_union_is_the_smallest_amount_that_holds_both(a: Amount, b: Amount, c: Amount) -> None:
    union = a | b
    assert a in union
    assert b in union
    assert (union in c) == (a in c and b in c)


@given(amounts(), amounts(), amounts())
def test_a_union_does_not_depend_on_order_or_grouping(a: Amount, b: Amount, c: Amount) -> None:
    assert a | b == b | a
    assert (a | b) | c == a | (b | c)
    assert a | a == a


@given(amounts(), amounts(), amounts())
def test_one_amount_is_in_another_when_both_its_ends_are(a: Amount, b: Amount, c: Amount) -> None:
    assert Amount(a.low, a.high) in a
    assert a in UNKNOWN
    if a in b and b in c:
        assert a in c
    if a in b and b in a:
        assert (a.low, a.high) == (b.low, b.high)


@given(PAIRS)
def test_an_amount_holds_its_values_and_none_outside_its_ends(pair: tuple[Amount, Fraction]) -> None:
    amount, value = pair
    assert exactly(value) in amount
    assert amount.high is None or exactly(amount.high + 1) not in amount
    assert not amount.low or exactly(amount.low / 2) not in amount


@given(amounts(DECIMALS))
def test_text_read_back_is_the_same_amount(a: Amount) -> None:
    assert Amount.parse(str(a)) == a


@given(amounts())
def test_text_read_back_contains_the_true_amount(a: Amount) -> None:
    assert a in Amount.parse(str(a))


@given(WRITTEN)
def test_no_digit_of_a_number_is_lost(text: str) -> None:
    whole, _, part = text.partition(".")
    assert figure(text) == int(whole) + Fraction(int(part or "0"), 10 ** len(part))


@given(st.fractions(min_value=-(10**6), max_value=10**6), st.integers(0, 8) | st.none())
def test_decimals_are_rounded_outward(value: Fraction, places: int | None) -> None:
    down, up = Fraction(decimal(value, places=places)), Fraction(decimal(value, up=True, places=places))
    assert down <= value <= up
    assert up - down <= Fraction(1, 10 ** (6 if places is None else places))


@given(DECIMALS)
def test_decimals_that_end_are_written_in_full(value: Fraction) -> None:
    assert Fraction(decimal(value)) == Fraction(decimal(value, up=True)) == value


@pytest.mark.parametrize(
    ("value", "down", "up"),
    [
        (Fraction(8, 3), "2.666666", "2.666667"),
        (Fraction(-8, 3), "-2.666667", "-2.666666"),
        (Fraction(1, 3 * 10**9), "0", "0.000001"),
        (Fraction(-1, 3 * 10**9), "-0.000001", "0"),
        (Fraction(1, 2**30), f"0.{5**30:030d}", f"0.{5**30:030d}"),  # 30 places are the most that are written in full
        (Fraction(1, 2**31), "0", "0.000001"),
        (Fraction(0), "0", "0"),
        (Fraction(1200), "1200", "1200"),
    ],
)
def test_decimals_without_end_are_cut_after_six_places(value: Fraction, down: str, up: str) -> None:
    assert (decimal(value), decimal(value, up=True)) == (down, up)


@given(amounts())
def test_the_qualifier_follows_from_the_ends(a: Amount) -> None:
    expected = {
        (False, False): "range",
        (False, True): "at_most",
        (True, False): "about" if a.approximate else "exact",
    }
    if a.high is None:
        assert a.qualifier == ("at_least" if a.low > 0 else "unknown")
    elif a.low == a.high:
        assert a.qualifier == expected[True, False]
    else:
        assert a.qualifier == expected[False, a.low == 0]


@pytest.mark.parametrize(
    ("text", "low", "high", "approximate", "qualifier"),
    [
        ("0.5", Fraction(1, 2), Fraction(1, 2), False, "exact"),
        ("~0.5", Fraction(1, 2), Fraction(1, 2), True, "about"),
        ("10+", Fraction(10), None, False, "at_least"),
        ("~15+", Fraction(15), None, True, "at_least"),
        ("..20", Fraction(0), Fraction(20), False, "at_most"),
        ("20..40", Fraction(20), Fraction(40), False, "range"),
        ("~12..17", Fraction(12), Fraction(17), True, "range"),
        ("0", Fraction(0), Fraction(0), False, "exact"),
        ("unknown", Fraction(0), None, False, "unknown"),
    ],
)
def test_an_amount_is_read_as_vendors_write_it(
    text: str, low: Fraction, high: Fraction | None, approximate: bool, qualifier: str
) -> None:
    amount = Amount.parse(text)
    assert (amount.low, amount.high, amount.approximate, amount.qualifier) == (low, high, approximate, qualifier)
    assert str(amount) == text


@pytest.mark.parametrize(
    ("text", "canonical"), [("00.50", "0.5"), ("5..5", "5"), ("0..20", "..20"), ("0+", "unknown"), ("~0+", "unknown")]
)
def test_one_amount_has_one_text(text: str, canonical: str) -> None:
    assert str(Amount.parse(text)) == canonical


BAD_FORMS = ["", "~", "+", "..", "1..", "~~5", "..5+", "5..5+", "5+..", "1...2", "1..2..3", "~unknown", "Unknown"]
BAD_NUMBERS = ["-1", "+1", "1e3", "1,5", "1_0", ".5", "5.", " 5", "5\n", "nan", "inf", "٣", "５", "0x10", "1" * 16]


@pytest.mark.parametrize(
    "text",
    BAD_FORMS + BAD_NUMBERS,
)
def test_anything_else_is_no_amount(text: str) -> None:
    with pytest.raises(CreditcalcError) as refused:
        Amount.parse(text)
    assert str(refused.value) == (
        f"`{text}` is not an amount: write `0.5`, `~0.5`, `10+`, `..20`, `20..40` or `unknown`"
    )


@given(st.text("0123456789.~+unkow \n") | st.text())
def test_any_text_is_an_amount_or_a_refusal_of_one_line(text: str) -> None:
    try:
        amount = Amount.parse(text)
    except CreditcalcError as refused:
        assert len(str(refused)) < 150
    else:
        assert Amount.parse(str(amount)) == amount


def test_a_range_must_not_run_backwards() -> None:
    with pytest.raises(CreditcalcError) as refused:
        Amount.parse("20..10")
    assert str(refused.value) == "`20..10` runs backwards: write the smaller number first"


@pytest.mark.parametrize("text", ["-1", "1e3", "", "½", "1" * 16, "0." + "1" * 16, "1.", "nan"])
def test_a_number_is_digits_and_a_point(text: str) -> None:
    with pytest.raises(CreditcalcError) as refused:
        number(text)
    assert str(refused.value) == f"`{text}` is not a number: write digits and a point, as in `8` or `8.5`"


def test_a_refusal_quotes_at_most_40_letters() -> None:
    with pytest.raises(CreditcalcError) as refused:
        number("9" * 1000)
    assert str(refused.value) == f"`{'9' * 40}` is not a number: write digits and a point, as in `8` or `8.5`"


@given(amounts(), FRACTIONS)
def test_a_verdict_holds_for_every_value(a: Amount, limit: Fraction) -> None:
    verdict = a.against(limit)
    if verdict == "within":
        assert a.high is not None
        assert a.high <= limit
    elif verdict == "over":
        assert a.low > limit
    else:
        reach = a.reach()
        assert reach.low <= limit
        assert reach.high is None or reach.high > limit


@pytest.mark.parametrize(
    ("text", "limit", "verdict"),
    [
        ("80", 79, "over"),
        ("80", 80, "within"),
        ("~80", 80, "unclear"),  # "about 80" is no promise of 80
        ("~80", 87, "unclear"),
        ("~80", 88, "within"),  # 80 and a tenth
        ("~80", 72, "unclear"),  # 80 less a tenth is 72
        ("~80", 71, "over"),
        ("80+", 79, "over"),
        ("80+", 80, "unclear"),
        ("80+", 10**9, "unclear"),
        ("20..40", 40, "within"),
        ("~20..40", 40, "unclear"),
        ("20..40", 39, "unclear"),
        ("20..40", 20, "unclear"),
        ("20..40", 19, "over"),
        ("unknown", 0, "unclear"),
        ("unknown", 10**9, "unclear"),
        ("0", 0, "within"),
    ],
)
def test_a_limit_is_kept_broken_or_unclear(text: str, limit: int, verdict: Verdict) -> None:
    assert Amount.parse(text).against(Fraction(limit)) == verdict


@given(amounts())
def test_json_ends_are_decimals_that_contain_the_amount(a: Amount) -> None:
    data = a.as_json()
    assert data["text"] == str(a)
    assert (data["qualifier"], data["approximate"]) == (a.qualifier, a.approximate)
    assert (data["high"] is None) == (a.high is None)
    if a.qualifier != "unknown":
        assert Fraction(str(data["low"])) <= a.low
        assert a.high is None or Fraction(str(data["high"])) >= a.high


def test_an_unknown_amount_has_no_ends_in_json() -> None:
    assert UNKNOWN.as_json() == {
        "low": None,
        "high": None,
        "approximate": False,
        "qualifier": "unknown",
        "text": "unknown",
    }


def test_zero_is_not_unknown_in_json() -> None:
    assert ZERO.as_json() == {"low": "0", "high": "0", "approximate": False, "qualifier": "exact", "text": "0"}


@given(st.lists(FRACTIONS, min_size=2, max_size=6, unique=True).map(sorted))
def test_nested_amounts_are_in_one_another(ends: list[Fraction]) -> None:
    nested = [Amount(ends[0], end) for end in ends]
    assert all(inner in outer and outer not in inner for inner, outer in pairwise(nested))


@given(PAIRS, PAIRS)
def test_what_is_left_lies_within_what_is_printed(one: tuple[Amount, Fraction], other: tuple[Amount, Fraction]) -> None:
    """For any true value of each, the true rest (never below nothing) is in the interval; and both ends are reached."""
    left = one[0].minus(other[0])
    rest = max(Fraction(0), one[1] - other[1])
    assert left.low <= rest
    assert left.high is None or rest <= left.high


@pytest.mark.parametrize(
    ("one", "other", "left"),
    [
        ("100", "~2.5", "~97.5"),
        ("~5", "8", "~0"),
        ("10..20", "5..8", "2..15"),  # 10 - 8 to 20 - 5
        ("10+", "4", "6+"),
        ("10", "4+", "..6"),
        ("3..9", "5", "..4"),
    ],
)
def test_less(one: str, other: str, left: str) -> None:
    assert str(Amount.parse(one).minus(Amount.parse(other))) == left


@pytest.mark.parametrize("name", ["low", "high", "approximate", "other"])
def test_an_amount_never_changes(name: str) -> None:
    amount = Amount.parse("1..2")
    with pytest.raises(AttributeError, match=f"an amount never changes.*{name}"):
        setattr(amount, name, Fraction(7))
    with pytest.raises(AttributeError):
        delattr(amount, name)
    assert amount == Amount(Fraction(1), Fraction(2))


@given(amounts())
def test_an_amount_is_known_again(amount: Amount) -> None:
    """Copied by pickle, or made again from its parts, it is equal, has the same hash, and is nothing but an amount."""
    again = pickle.loads(pickle.dumps(amount))
    assert (again, hash(again), repr(again)) == (amount, hash(amount), repr(amount))
    assert amount != (amount.low, amount.high, amount.approximate)


@pytest.mark.parametrize(
    ("amount", "reach"),
    [
        (Amount.parse("~5"), "4.5..5.5"),  # 5 less and more a tenth of 5
        (Amount.parse("80") + Amount.parse("~5"), "84.5..85.5"),  # only the 5 is approximate
        (Amount.parse("400").minus(Amount.parse("~2.5")), "397.25..397.75"),  # 400 - 2.75 to 400 - 2.25
        (Amount.parse("~7.616..10.688"), "6.8544..11.7568"),  # 7.616 * 0.9 to 10.688 * 1.1
        (Amount.parse("~15+"), "13.5+"),
        (Amount.parse("10..20"), "10..20"),
        (Amount.parse("~5") * exactly(3), "13.5..16.5"),
        ((Amount.parse("80") + Amount.parse("~5")) * exactly(2), "169..171"),  # 160 + 9 to 160 + 11
        (Amount.parse("~5") + Amount.parse("~7"), "10.8..13.2"),  # 12 less and more a tenth
        ((Amount.parse("1") + Amount.parse("~5")) * Amount.parse("~2"), "10.8..13.2"),  # all of ~12 is approximate
        (Amount.parse("10") | Amount.parse("~10.5"), "9.45..11.55"),  # the exact one is 10, the other 9.45 to 11.55
        (Amount.parse("~3").at_least(Amount.parse("5")), "5"),  # at most 3.3, so the minimum of 5 holds exactly
        (Amount.parse("~5").at_least(Amount.parse("5")), "5..5.5"),
    ],
)
def test_what_is_approximate_reaches_a_tenth_up_and_down(amount: Amount, reach: str) -> None:
    assert str(amount.reach()) == reach
    assert pickle.loads(pickle.dumps(amount)).reach() == amount.reach()


@pytest.mark.parametrize(
    ("percent", "reach"),
    [("0", "85"), ("1", "84.95..85.05"), ("20", "84..86"), ("100", "80..90"), ("200", "75..95")],
)
def test_the_tolerance_says_how_far(percent: str, reach: str) -> None:
    """Of 80 + ~5 the 5 may be off by so many percent."""
    amount = Amount.parse("80") + Amount.parse("~5")
    assert str(amount.reach(Fraction(int(percent), 100))) == reach


@pytest.mark.parametrize(
    ("amount", "limit", "verdict"),
    [
        ("~5", "4.4", "over"),  # 4.5 and more
        ("~5", "4.5", "unclear"),
        ("~5", "5.01", "unclear"),
        ("~5", "5.5", "within"),
        ("5", "5", "within"),
        ("5", "4.99", "over"),
        ("5..6", "5.5", "unclear"),
        ("~5+", "1000", "unclear"),
    ],
)
def test_a_limit_is_held_against_all_that_an_amount_reaches(amount: str, limit: str, verdict: Verdict) -> None:
    assert Amount.parse(amount).against(number(limit)) == verdict


EXACT_OR_ABOUT = st.lists(amounts(DECIMALS), min_size=1, max_size=5)


@given(EXACT_OR_ABOUT, st.integers(0, 30))
def test_a_sum_reaches_as_far_as_its_parts_together(parts: list[Amount], percent: int) -> None:
    """Exactly, at every tolerance up to all of it: exact parts never become uncertain."""
    tolerance = Fraction(percent, 100)
    reached = total(part.reach(tolerance) for part in parts)
    assert total(parts).reach(tolerance) == Amount(reached.low, reached.high)


@given(amounts(), amounts())
def test_a_rest_reaches_as_far_as_what_it_is_the_rest_of(one: Amount, other: Amount) -> None:
    assert one.minus(other).reach() == one.reach().minus(other.reach())


@given(amounts_with_a_value(), st.integers(0, 30))
def test_the_reach_holds_the_amount(pair: tuple[Amount, Fraction], percent: int) -> None:
    amount, _ = pair
    assert amount in amount.reach(Fraction(percent, 100)) or amount.approximate is False
    assert not amount.reach().approximate


@given(st.decimals(0, 10**14, allow_nan=False, allow_infinity=False, places=8), st.integers(-6, 0))
def test_a_power_of_ten_is_written_out(value: Decimal, power: int) -> None:
    written = plain(f"{value:f}e{power}")
    assert number(written) == Fraction(value) * Fraction(10) ** power


@pytest.mark.parametrize("text", ["1e999", "5e-99", "1e16", "nan", "-5e1", "e5", "5e", "1e9999999999"])
def test_what_has_more_digits_than_are_read_stays_as_it_is(text: str) -> None:
    with pytest.raises(CreditcalcError):
        number(plain(text))
