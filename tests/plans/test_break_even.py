"""What an option costs at a demand, and the stretches over which it is the cheapest."""

from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from offers import NO_RATES, edition, plan, shops, top_up

from creditcalc.amount import Amount
from creditcalc.errors import CreditcalcError
from creditcalc.plans.break_even import ENDLESS, MOST_STEPS, break_even, costs_of, end_of
from creditcalc.plans.months import pack_table
from creditcalc.plans.options import options, packs
from creditcalc.pricebook.edition import Edition


@given(shops(), st.integers(0, 80), st.integers(0, 80))
def test_a_bigger_workload_never_costs_less(shop: Edition, one: int, other: int) -> None:
    less, more = sorted((Fraction(one), Fraction(other)))
    for option in options(shop, "USD"):
        bought = packs(shop, option.plan, "USD")
        costs = [costs_of(option, bought, "high")(demand) for demand in (less, more)]
        if costs[1] is not None:
            assert costs[0] is not None
            assert costs[0] <= costs[1]


halves = st.integers(1, 24)


@given(st.lists(st.tuples(halves, halves), max_size=4), st.lists(st.tuples(halves, halves), max_size=2), halves)
def test_the_break_even_is_that_of_every_half_credit(
    bought: list[tuple[int, int]], plans: list[tuple[int, int]], most: int
) -> None:
    """All credits are whole halves, so costs change at none but these: each is asked which option is the cheapest."""

    @cache
    def least(need: int) -> int | None:
        if need <= 0:
            return 0
        return min((cost + rest for cost, size in bought if (rest := least(need - size)) is not None), default=None)

    offered = [("free", 0, 0), *((f"p{number}", *one) for number, one in enumerate(plans))]
    shop = edition(
        [plan(name, str(Decimal(credits) / 2), str(cost)) for name, cost, credits in offered],
        [top_up(f"t{number}", str(cost), str(Decimal(size) / 2)) for number, (cost, size) in enumerate(bought)],
    )
    expected: list[tuple[str, str, str]] = []
    for demand in range(most + 1):
        ways = [(base + more, name) for name, base, held in offered if (more := least(demand - held)) is not None]
        if ways:
            name, to = min(ways, key=lambda way: way[0])[1], str(Fraction(demand, 2))
            if expected and expected[-1][2] == name:
                expected[-1] = expected[-1][0], to, name
            else:
                expected.append((str(Fraction(max(0, demand - 1), 2)), to, name))
    assert segments(shop, Fraction(most, 2)) == expected


def segments(shop: Edition, most: int | Fraction, end: str = "high") -> list[tuple[str, str, str]]:
    """The stretches of demand up to a limit: above, to, and the cheapest option."""
    found = break_even(shop, options(shop, "USD"), Fraction(most), end, NO_RATES)  # type: ignore[arg-type]  # an end
    return [(str(one.above), str(one.to), one.option.name) for one in found]


def costs(shop: Edition, end: str, *demands: int) -> list[str]:
    """What the first option costs at some demands."""
    option = options(shop, "USD")[0]
    bought = packs(shop, option.plan, "USD")
    return [str(costs_of(option, bought, end)(Fraction(demand))) for demand in demands]  # type: ignore[arg-type]


THREE = edition(
    [plan("free", "0", "0"), plan("mid", "50", "10"), plan("big", "200", "30")], [top_up("pack", "5", "10")]
)


def test_each_option_wins_from_where_it_costs_less() -> None:
    # Packs of 10 for 5. Free: 5, 10 to 10 and 20, then 15, where mid is 10 to 50. Mid: 15, 20, 25, 30 to 60, ..., 90,
    # as much as big; at 100 it is 35, and big 30. Of equal ones the first stays.
    assert segments(THREE, 250) == [("0", "20", "free"), ("20", "90", "mid"), ("90", "250", "big")]
    assert segments(THREE, 20) == [("0", "20", "free")]
    assert segments(THREE, 21) == [("0", "20", "free"), ("20", "21", "mid")]
    assert segments(THREE, 0) == [("0", "0", "free")]


def test_without_packs_an_option_holds_what_it_grants_and_beyond_there_is_none() -> None:
    shop = edition([plan("small", "50", "10"), plan("big", "200", "30")])
    assert segments(shop, 250) == [("0", "50", "small"), ("50", "200", "big")]
    assert costs(shop, "high", 0, 50, 51) == ["10", "10", "None"]


WIDE = edition([plan("wide", "40..60", "10..12")], [top_up("pack", "4..5", "8..10")])
"""At the low end 60 credits for 10, and packs of 10 for 4; at the high end 40 for 12, and packs of 8 for 5."""


def test_each_end_is_reckoned_with_its_own_figures() -> None:
    # low: 61 lacks 1: a pack more, 71 lacks 11: two. high: 41 lacks 1, 49 lacks 9: two of 8.
    assert costs(WIDE, "low", 60, 61, 70, 71) == ["10", "14", "14", "18"]
    assert costs(WIDE, "high", 40, 41, 48, 49) == ["12", "17", "17", "22"]
    other = plan("other", "100", "18..20")
    shop = edition([WIDE.plans["wide"], other], [top_up("pack", "4..5", "8..10")])
    # low: wide is 18 to 80, as much as other, and 22 beyond. high: 17 to 48, 22 beyond, and other 20.
    assert segments(shop, 100, "low") == [("0", "80", "wide"), ("80", "100", "other")]
    assert segments(shop, 100, "high") == [("0", "48", "wide"), ("48", "100", "other")]


def test_a_figure_without_an_upper_end_is_endless_where_that_is_the_better_end() -> None:
    shop = edition([plan("least", "40+", "10+"), plan("big", "100", "11")])
    assert segments(shop, 90, "low") == [("0", "90", "least")]  # as good as endless, for 10
    assert segments(shop, 90, "high") == [("0", "40", "least"), ("40", "90", "big")]
    amount = Amount.parse("40+")
    assert (end_of(amount, "low", better="high"), end_of(amount, "high", better="high")) == (ENDLESS, Fraction(40))
    assert (end_of(amount, "low", better="low"), end_of(amount, "high", better="low")) == (Fraction(40), ENDLESS)
    price = edition([plan("p", "0", "0")], [top_up("pack", "5..6", "10+")])
    assert costs(price, "low", 1, 10_000) == ["5", "5"]
    assert costs(price, "high", 1, 11) == ["6", "12"]


def test_a_year_costs_a_twelfth_a_month() -> None:
    assert costs(edition([plan("p", "50", yearly="100..120")]), "low", 50) == ["25/3"]  # 100 / 12
    assert costs(edition([plan("p", "50", yearly="100..120")]), "high", 50) == ["10"]


def test_different_packs_change_the_cost_at_each_of_their_sums() -> None:
    # Packs of 3 for 2 and 5 for 3, against 5 for everything: 2 to 3, 3 to 5, 4 to 6, 5 to 8 (as much as flat), then 6.
    shop = edition([plan("free", "0", "0"), plan("flat", "100", "5")], [top_up("a", "2", "3"), top_up("b", "3", "5")])
    assert costs(shop, "high", 3, 4, 5, 6, 7, 8, 9) == ["2", "3", "3", "4", "5", "5", "6"]
    assert segments(shop, 30) == [("0", "8", "free"), ("8", "30", "flat")]


def test_more_packs_than_can_be_looked_at_are_refused() -> None:
    assert MOST_STEPS == 2_000
    shop = edition([plan("free", "10", "0")], [top_up("pack", "1", "1")])
    assert segments(shop, 2_010) == [("0", "2010", "free")]
    with pytest.raises(CreditcalcError) as refused:
        segments(shop, 2_011)
    assert str(refused.value) == "more than 2,000 packs might be bought: ask for fewer credits, or give `--up-to`"


def test_more_sums_of_packs_than_can_be_looked_at_are_refused() -> None:
    """Packs of 1,000 for 1,000 and 1,001 for 1,001: each sum costs more than the one before.

    Of k packs there are k + 1 sums; of 0 to 200 packs, 1 + 2 + ... + 201 = 20,301, all below 201,000.
    """
    shop = edition([plan("free", "0", "0")], [top_up("a", "1000", "1000"), top_up("b", "1001", "1001")])
    with pytest.raises(CreditcalcError) as refused:
        segments(shop, 201_000)
    assert str(refused.value) == (
        "more than 20,000 sums of packs cost more than the ones before: ask for fewer credits, or give `--up-to`"
    )


def test_options_with_the_same_packs_share_one_table() -> None:
    """Packs of 330 for 5 to 96,000 for 1,200, all whole tens: a table of 10,000 steps to 100,000."""
    sizes = {5: 330, 10: 660, 20: 1_320, 50: 3_500, 100: 7_500, 200: 16_000, 600: 48_000, 1_200: 96_000}
    bought = [top_up(f"t{cost}", str(cost), str(credits)) for cost, credits in sizes.items()]
    shop = edition([plan("free", "0", "0"), plan("big", "26000", "180")], bought)
    pack_table.cache_clear()
    # 7,500 + 3,500 + 1,320 + 660 = 12,980 for 100 + 50 + 20 + 10 = 180, as much as big.
    assert segments(shop, 100_000) == [("0", "12980", "free"), ("12980", "100000", "big")]
    assert pack_table.cache_info().currsize == 1
    table = pack_table(tuple((Fraction(cost), Fraction(credits)) for cost, credits in sizes.items()))
    assert len(table.least) == 1 + 10_000
