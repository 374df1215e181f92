"""Amounts with their unit: they add up, compare, and are formatted as figures are; what cannot be told raises."""

import pickle
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditcalc.amount import Amount, total
from creditcalc.errors import UNCLEAR, CreditcalcError
from creditcalc.unit_amount import UnitAmount

TEXTS = ("0", "5", "80+", "~5", "20..40", "~12..17", "..20", "unknown", "0.5")


def credits(text: str, of: str = "p e") -> UnitAmount:
    """So many credits of a price book."""
    return UnitAmount(Amount.parse(text), "credit", of)


def usd(text: str) -> UnitAmount:
    """So much money."""
    return UnitAmount(Amount.parse(text), "USD")


@given(st.lists(st.sampled_from(TEXTS), max_size=4), st.sampled_from([0, 1, 3, Fraction(1, 3), Decimal("2.5")]))
def test_sums_and_products_are_those_of_the_amounts(texts: list[str], times: Any) -> None:
    amounts = [Amount.parse(text) for text in texts]
    factor = Amount(Fraction(times), Fraction(times))
    assert sum(map(credits, texts)) == (UnitAmount(total(amounts), "credit", "p e") if texts else 0)
    for text, amount in zip(texts, amounts, strict=True):
        assert credits(text) * times == times * credits(text) == UnitAmount(amount * factor, "credit", "p e")


@pytest.mark.parametrize("other", [usd("5"), credits("5", "p f"), credits("5", "q e")])
def test_different_units_are_refused_and_never_equal(other: UnitAmount) -> None:
    one = credits("5")
    assert one != other
    asks: list[Callable[[], object]] = [lambda: one + other, lambda: one < other, lambda: one.within(other)]
    for do in asks:
        with pytest.raises(CreditcalcError, match="different units"):
            do()


@pytest.mark.parametrize("odd", [0.5, True, -1, Decimal("nan"), Decimal("1e999999"), None])
def test_what_is_no_exact_number_multiplies_nothing(odd: Any) -> None:
    with pytest.raises(CreditcalcError):
        credits("5") * odd


@pytest.mark.parametrize("odd", ["2", [], "x", 1, None])
def test_what_is_no_amount_is_neither_added_nor_compared(odd: Any) -> None:
    with pytest.raises(TypeError):
        credits("5") + odd
    with pytest.raises(TypeError):
        credits("5") < odd  # noqa: B015  # that it raises
    assert credits("5") != odd


@pytest.mark.parametrize(
    ("one", "other", "less", "at_most"),
    [
        ("5", "6", True, True),
        ("5", "5", False, True),
        ("6", "5", False, False),
        ("80+", "40", False, False),
        ("40", "80+", True, True),
        ("~5", "6", True, True),  # 4.5 to 5.5
        ("~5", "5.5", None, True),  # at most 5.5, or less
        ("~5", "5.2", None, None),
        ("20..40", "30", None, None),
        ("unknown", "5", None, None),
    ],
)
def test_an_order_is_told_or_refused(one: str, other: str, less: bool | None, at_most: bool | None) -> None:
    first, second = credits(one), credits(other)
    asks: list[tuple[bool | None, Callable[[], object]]] = [
        (less, lambda: first < second),
        (less, lambda: second > first),
        (at_most, lambda: first <= second),
        (at_most, lambda: second >= first),
    ]
    for expected, asked in asks:
        if expected is None:
            with pytest.raises(CreditcalcError, match="cannot be told") as refused:
                asked()
            assert refused.value.code == UNCLEAR
        else:
            assert asked() is expected


@given(
    st.sampled_from(TEXTS), st.sampled_from(["0", "4.4", "5", "5.5", "30", "80"]), st.sampled_from([None, "0", "20"])
)
def test_a_budget_is_held_as_the_gates_hold_it(text: str, budget: str, tolerance: str | None) -> None:
    share = Fraction(1, 10) if tolerance is None else Fraction(tolerance) / 100
    said = {"within": "yes", "over": "no", "unclear": "unknown"}[Amount.parse(text).against(Fraction(budget), share)]
    for given_ in (budget, Decimal(budget), Fraction(budget), credits(budget)):
        assert credits(text).within(given_, tolerance=tolerance) == said


@pytest.mark.parametrize("odd", [None, True, 0.5, "x", "", [], credits("~5"), credits("80+")])
def test_a_budget_that_is_no_number_is_refused(odd: Any) -> None:
    with pytest.raises(CreditcalcError):
        credits("5").within(odd)


@pytest.mark.parametrize(
    ("amount", "spec", "shown"),
    [
        (credits("~7.616..10.7"), "", "~7.616..10.7"),
        (credits("~7.616..10.7"), "exact", "~7.616..10.7"),
        (credits("~7.616..10.7"), "figure", "~7.6–10.7"),
        (credits("~7.616..10.7"), "unit", "~7.6–10.7 credits"),
        (credits("80+"), "words", "at least 80 credits"),
        (credits("1"), "unit", "1 credit"),
        (usd("16.666"), "figure", "$16.67"),
        (usd("16.666"), "unit", "$16.67"),
        (usd("..5.29"), "words", "at most $5.29"),
        (credits("5"), ">8unit", "5 credits"),
        (credits("5"), "*>4", "***5"),
        (credits("5"), "^5figure", "  5  "),
    ],
)
def test_it_is_formatted_as_figures_are(amount: UnitAmount, spec: str, shown: str) -> None:
    assert format(amount, spec) == shown


@pytest.mark.parametrize("spec", ["d", ".2f", "figures", "unitx"])
def test_a_format_that_means_nothing_is_refused_as_python_does(spec: str) -> None:
    with pytest.raises(ValueError, match="formats no amount"):
        format(credits("5"), spec)


def test_it_says_its_unit_and_never_changes() -> None:
    assert [repr(one) for one in (credits("80+"), credits("1"), usd("~5"))] == [
        "<80+ credits of p e>",
        "<1 credit of p e>",
        "<~5 USD>",
    ]
    amount = credits("~5..7")
    assert (amount.low, amount.high, amount.about, amount.qualifier) == (Fraction(5), Fraction(7), True, "range")
    for name in ("unit", "anything"):
        with pytest.raises(AttributeError, match="never changes"):
            setattr(amount, name, "USD")
    with pytest.raises(AttributeError, match="never changes"):
        del amount.unit
    assert pickle.loads(pickle.dumps(amount)) == amount
    assert {amount, credits("~5..7"), usd("~5..7")} == {amount, usd("~5..7")}
