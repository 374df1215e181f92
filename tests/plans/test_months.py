"""Plans against the work of a month: packs for the rest, the cheapest, and how certain that is."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from offers import NO_RATES, edition, plan, shops, sizes, top_up

from creditcalc.amount import Amount, exactly
from creditcalc.errors import CreditcalcError
from creditcalc.plans.months import PackTable, cover, months, verdict, worlds
from creditcalc.plans.options import Option, options
from creditcalc.pricebook.edition import Edition
from creditcalc.reports.choice import compare_months


@given(st.integers(0, 60), st.lists(st.tuples(st.integers(1, 20), sizes), min_size=1, max_size=3))
def test_cover_is_the_cheapest_of_all_ways_to_buy(need: int, bought: list[tuple[int, int]]) -> None:
    ways = [range(-(-need // size) + 1) for _, size in bought]
    brute = min(
        sum(count * cost for count, (cost, _) in zip(counts, bought, strict=True))
        for counts in product(*ways)
        if sum(count * size for count, (_, size) in zip(counts, bought, strict=True)) >= need
    )
    assert cover(Fraction(need), [(Fraction(cost), Fraction(size)) for cost, size in bought]) == brute


def test_cover_of_a_large_need_takes_best_packs_for_all_but_the_rest() -> None:
    # Packs of 7 for 10 and 3 for 5: 10/7 a credit is the better. 1,000,001 = 142,857 x 7 + 2, so 142,857 large
    # ones and, for the last 2, one small (5) rather than one more large (10): 1,428,570 + 5.
    assert cover(Fraction(1_000_001), [(Fraction(10), Fraction(7)), (Fraction(5), Fraction(3))]) == 1_428_575


def test_cover_leaves_best_packs_out_where_others_fit_better() -> None:
    # 10 for 10 is the best by the credit, 6 for 6.5. For 12: one of each is 16.5, two small ones are 13.
    assert cover(Fraction(12), [(Fraction(10), Fraction(10)), (Fraction("6.5"), Fraction(6))]) == 13


def cheapest(shop: Edition, found: Sequence[Option], demand: int) -> Fraction | None:
    held = [
        month.cost.low
        for month in months(shop, found, exactly(demand), NO_RATES)
        if month.fits in ("yes", "with_top_ups")
    ]
    return min(held, default=None)


@given(shops(), st.integers(0, 80))
def test_adding_a_plan_never_makes_the_cheapest_dearer(shop: Edition, demand: int) -> None:
    found = options(shop, "USD")
    before = cheapest(shop, found[:-1], demand)
    after = cheapest(shop, found, demand)
    if before is not None:
        assert after is not None
        assert after <= before


@given(shops())
def test_no_work_picks_the_free_plan(shop: Edition) -> None:
    best, _ = verdict(*_cases(shop, exactly(0)))
    assert best is not None
    assert best.cost == exactly(0)


def _cases(shop: Edition, demand: Amount) -> tuple[list, list]:  # type: ignore[type-arg]  # Month lists
    found = options(shop, "USD")
    return months(shop, found, demand, NO_RATES), worlds(shop, found, demand, NO_RATES)


def test_an_overlap_is_said_and_what_would_decide_it() -> None:
    # a: 10..12 for 50 credits; b: 11 for 50. Which is cheaper hangs on the price of a.
    shop = edition([plan("a", "50", "10..12"), plan("b", "50", "11")])
    listed, cases = _cases(shop, exactly(20))
    best, rivals = verdict(listed, cases)
    assert best is not None
    assert (best.option.name, [month.option.name for month in rivals]) == ("b", ["a"])
    report = compare_months(shop, listed, cases, exactly(20), "")
    assert ["".join(line.words) for line in report.answer[1:]] == [
        "b, $11 a month, is the safe choice: nothing extra to buy.",
        "a, $10–12, costs less only if its price is under $11 a month.",
    ]


def test_plans_that_buy_the_same_top_up_are_ranked_although_their_intervals_overlap() -> None:
    # Both lack credits: a lacks 10 (one pack), b 20 (two packs) of 8..10 USD. a: 20 + 8..10 = 28..30; b: 15 + 16..20
    # = 31..35. Were the packs priced apart, 28..30 and 31..35 would do; with a at 24: 32..34 overlaps 31..35, but b is
    # cheaper at 8 (31 < 32) and dearer at 10 (35 > 34): not certain.
    packs_ = [top_up("t", "8..10", "10")]
    sure = edition([plan("a", "10", "20"), plan("b", "0", "15")], packs_)
    unsure = edition([plan("a", "10", "24"), plan("b", "0", "15")], packs_)
    assert verdict(*_cases(sure, exactly(20)))[1] == []
    assert [month.option.name for month in verdict(*_cases(unsure, exactly(20)))[1]] == ["b"]


def test_packs_without_a_common_step_are_refused_where_there_are_too_many_sums() -> None:
    bought = [(Fraction(5), Fraction(999_983)), (Fraction(6), Fraction(1_000_003))]
    assert cover(Fraction(999_984), bought) == 6  # one large pack; the small one lacks a credit
    # 999,982 x 1,000,003 steps of one credit would have to be looked at before best packs alone are the cheapest
    with pytest.raises(CreditcalcError, match="can be added up in more than 1,000,000 ways: ask for less"):
        cover(Fraction(10**9), bought)


def test_what_was_found_for_one_need_serves_the_next() -> None:
    table = PackTable([(Fraction(5), Fraction(99_991)), (Fraction(6), Fraction(100_003))])
    for need in range(150_199, 150_000, -1):
        assert table.cover(Fraction(need)) == 10  # two small packs
    assert len(table.least) == 150_200  # every sum from 0 to the greatest need, once


@given(
    st.lists(st.tuples(st.integers(1, 30), st.integers(1, 9)), min_size=1, max_size=3),
    st.lists(st.integers(0, 60), min_size=1, max_size=8),
)
def test_a_table_asked_in_any_order_finds_what_a_new_one_finds(packs: list[tuple[int, int]], needs: list[int]) -> None:
    bought = [(Fraction(cost), Fraction(size, 2)) for cost, size in packs]
    table = PackTable(bought)
    assert [table.cover(Fraction(need, 3)) for need in needs] == [
        PackTable(bought).cover(Fraction(need, 3)) for need in needs
    ]
