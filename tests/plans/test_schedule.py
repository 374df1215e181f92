"""Plans month by month: the cheapest of all schedules, and years, packs and expiry worked out by hand."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from offers import NO_RATES, edition, plan, shops, small, top_up

from creditcalc.amount import Amount
from creditcalc.errors import CreditcalcError
from creditcalc.plans.options import Option, options, packs
from creditcalc.plans.schedule import MOST_COMBINED, Schedule, _Front, _Shop, schedule, schedules
from creditcalc.pricebook.edition import Edition


def brute_force(shop: Edition, demand: Sequence[Fraction]) -> Fraction | None:
    """The cheapest of every choice of option and every number of packs in every month."""
    found = options(shop, "USD")
    most = sum(demand)
    best: list[Fraction | None] = [None]

    def go(month: int, held: tuple[Option, int] | None, lots: tuple[tuple[int, Fraction], ...], cost: Fraction) -> None:
        if best[0] is not None and cost >= best[0]:
            return
        if month == len(demand):
            best[0] = cost
            return
        choices = (
            [(held[0], held[1], Fraction(0))]
            if held
            else [(option, 12 if option.billing == "year" else 1, option.billed.low) for option in found]
        )
        for option, length, due in choices:
            bought = packs(shop, option.plan, "USD")
            for counts in product(*(range(int(-(-most // pack.credits.low)) + 1) for pack in bought)):
                lots_now = list(lots)
                paid = due
                for pack, count in zip(bought, counts, strict=True):
                    paid += pack.cost.low * count
                    last = 99 if pack.months_low is None else month + pack.months_low - 1
                    if count:
                        lots_now.append((last, pack.credits.low * count))
                lacking = max(Fraction(0), demand[month] - option.allowance.low)
                left = []
                for last, credits in sorted(lots_now):
                    used = min(credits, lacking)
                    lacking -= used
                    if credits > used and last > month:
                        left.append((last, credits - used))
                if lacking == 0:
                    go(month + 1, (option, length - 1) if length > 1 else None, tuple(left), cost + paid)

    go(0, None, (), Fraction(0))
    return best[0]


@settings(max_examples=60, deadline=None)
@given(shops(), st.lists(st.integers(0, 14), min_size=1, max_size=3))
def test_the_schedule_is_the_cheapest_of_all_schedules(shop: Edition, demand: list[int]) -> None:
    wanted = [Fraction(amount) for amount in demand]
    found: Schedule | None = schedule(shop, options(shop, "USD"), wanted, "low", NO_RATES)
    brute = brute_force(shop, wanted)
    assert (found.cost if found else None) == brute


@given(
    st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12)), min_size=2, max_size=3),
    st.sampled_from(["2 months", "3 months", "never"]),
    st.lists(st.integers(0, 7), min_size=1, max_size=3),
)
@settings(max_examples=25)
def test_packs_that_every_plan_may_buy_are_bought_in_the_cheapest_way(
    bought: list[tuple[int, int]], life: str, demand: list[int]
) -> None:
    """Packs of one life, large ones that are cheap by the credit and small ones that fit."""
    packs_ = [top_up(f"t{number}", str(cost), str(size), life) for number, (cost, size) in enumerate(bought)]
    shop = edition([plan("free", "1", "0")], packs_)
    wanted = [Fraction(amount) for amount in demand]
    found = schedule(shop, options(shop, "USD"), wanted, "low", NO_RATES)
    assert found
    assert found.cost == brute_force(shop, wanted)


KLING_LIKE = {5: 330, 10: 660, 20: 1_320, 50: 3_500, 100: 7_500, 200: 16_000, 600: 48_000, 1_200: 96_000}


def test_eight_sizes_of_packs_over_two_years(monkeypatch: pytest.MonkeyPatch) -> None:
    """24 x 1,000 = 24,000: 16,000 + 7,500 + 660 for 200 + 100 + 10 = 310; 22,500 + 1,650 would be 325, 48,000 be 600.

    What is bought too early is not looked at, nor how long beyond the end it lasts: few stocks are left to compare.
    """
    bought = [top_up(f"t{cost}", str(cost), str(size), "24 months") for cost, size in KLING_LIKE.items()]
    shop = edition([plan("free", "0", "0"), plan("large", "26000", "160")], bought)
    sizes, pareto = list[int](), _Shop.pareto

    def noted(self: _Shop, front: _Front, now: int) -> _Front:
        sizes.append(len(kept := pareto(self, front, now)))
        return kept

    monkeypatch.setattr(_Shop, "pareto", noted)
    found = schedule(shop, options(shop, "USD"), [Fraction(1_000)] * 24, "high", NO_RATES)
    assert found
    assert found.cost == 310
    assert max(sizes) < 20


@settings(max_examples=25, deadline=None)
@given(shops(), st.lists(small, min_size=1, max_size=4))
def test_the_schedule_never_costs_more_than_a_single_plan(shop: Edition, demand: list[int]) -> None:
    wanted = [Fraction(amount) for amount in demand]
    found = options(shop, "USD")
    best = schedule(shop, found, wanted, "high", NO_RATES)
    for option in found:
        alone = schedule(shop, [option], wanted, "high", NO_RATES)
        if alone is not None:
            assert best is not None
            assert best.cost <= alone.cost


@settings(max_examples=60, deadline=None)
@given(shops(), st.lists(small, min_size=1, max_size=5))
def test_what_a_schedule_pays_month_by_month_is_its_cost(shop: Edition, demand: list[int]) -> None:
    found = schedule(shop, options(shop, "USD"), [Fraction(amount) for amount in demand], "low", NO_RATES)
    if found is not None:
        assert sum(stage.paid for stage in found.stages) == found.cost
        assert [stage.month for stage in found.stages] == list(range(len(demand)))


def test_a_yearly_plan_is_paid_at_once_and_holds_twelve_months() -> None:
    # Twelve months at 10 are 120; the year costs 100.
    shop = edition([plan("p", "50", "10", "100")])
    found = schedule(shop, options(shop, "USD"), [Fraction(40)] * 12, "low", NO_RATES)
    assert found is not None
    assert found.cost == 100
    assert [stage.paid for stage in found.stages] == [100] + [0] * 11


def test_a_year_is_not_bought_for_nine_months_of_need() -> None:
    # Nine months at 10 are 90, the year 100; the free plan holds the rest.
    shop = edition([plan("free", "0", "0"), plan("p", "50", "10", "100")])
    demand = [Fraction(40)] * 9 + [Fraction(0)] * 3
    found = schedule(shop, options(shop, "USD"), demand, "low", NO_RATES)
    assert found is not None
    assert found.cost == 90


def test_credits_that_expire_with_the_cycle_are_bought_anew() -> None:
    # Packs of 10 for 5. Two months of 4: lasting packs need one (5), those of one cycle two (10).
    for after, cost in (("never", 5), ("cycle end", 10)):
        shop = edition([plan("free", "0", "0")], [top_up("t", "5", "10", after)])
        found = schedule(shop, options(shop, "USD"), [Fraction(4), Fraction(4)], "low", NO_RATES)
        assert found is not None
        assert found.cost == cost


def test_a_pack_that_only_a_dear_plan_may_buy_is_bought_ahead() -> None:
    # Month 1 needs 20 (plan p, 30 USD), month 2 needs 5: p again is 30 more, a pack bought in month 1 is 2.
    shop = edition([plan("free", "0", "0"), plan("p", "20", "30")], [top_up("t", "2", "5", "never", ("p",))])
    found = schedule(shop, options(shop, "USD"), [Fraction(20), Fraction(5)], "low", NO_RATES)
    assert found is not None
    assert found.cost == 32


Stages = list[tuple[int, str, str, tuple[tuple[str, int], ...], str]]


def way(shop: Edition, *demand: int, end: str = "low") -> tuple[str, Stages] | None:
    """What the cheapest way costs, and each month of it: plan, paid, bought, plan credits unused."""
    wanted = [Fraction(amount) for amount in demand]
    found = schedule(shop, options(shop, "USD"), wanted, end, NO_RATES)  # type: ignore[arg-type]  # an end
    if found is None:
        return None
    stages = [
        (
            one.month,
            one.option.name,
            str(one.paid),
            tuple((top_up.name, n) for top_up, n in one.bought),
            str(one.unused),
        )
        for one in found.stages
    ]
    return str(found.cost), stages


FREE = plan("free", "0", "0")


def test_a_month_that_needs_little_is_paid_with_packs_and_one_that_needs_much_with_a_plan() -> None:
    shop = edition([FREE, plan("big", "100", "20")], [top_up("pack", "5", "10")])
    # 30 are three packs, 15 USD; 90 would be nine, 45, and big is 20.
    assert way(shop, 30, 90, 0) == (
        "35",
        [
            (0, "free", "15", (("pack", 3),), "0"),
            (1, "big", "20", (), "10"),
            (2, "free", "0", (), "0"),
        ],
    )


def test_what_is_left_of_a_pack_serves_the_next_month() -> None:
    shop = edition([FREE], [top_up("pack", "5", "10")])
    # 4 of the first pack, then 6 and 1 of a second, which has 9 for the third month.
    assert way(shop, 4, 7, 9) == (
        "10",
        [
            (0, "free", "5", (("pack", 1),), "0"),
            (1, "free", "5", (("pack", 1),), "0"),
            (2, "free", "0", (), "0"),
        ],
    )


@pytest.mark.parametrize(
    ("after", "cost"),
    [
        ("cycle end", "20"),  # a pack of 10 for 5 each month, for 2 credits
        ("30 days", "20"),
        ("2 months", "10"),  # one for two months, and another
        ("3 months", "10"),
        ("4 months", "5"),  # 8 of one pack
        ("never", "5"),
        ("unknown", "5"),  # for ever, at the low end of a cost
    ],
)
def test_bought_credits_last_as_long_as_they_are_said_to(after: str, cost: str) -> None:
    found = way(edition([FREE], [top_up("pack", "5", "10", after)]), 2, 2, 2, 2)
    assert found is not None
    assert found[0] == cost


def test_an_unknown_expiry_is_the_end_of_the_cycle_at_the_high_end() -> None:
    found = way(edition([FREE], [top_up("pack", "5", "10", "unknown")]), 2, 2, end="high")
    assert found is not None
    assert found[0] == "10"


def test_what_expires_first_is_spent_first() -> None:
    # 20 in the first month: a lasting pack (10 for 6) and a short one (10 for 5) cost less than two lasting ones, but
    # then nothing is left; 5 more in the second. Cheapest: two short ones, then a short one: 15.
    short, lasting = top_up("short", "5", "10", "cycle end"), top_up("lasting", "6", "10")
    assert way(edition([FREE], [short, lasting]), 20, 5) == (
        "15",
        [(0, "free", "10", (("short", 2),), "0"), (1, "free", "5", (("short", 1),), "0")],
    )
    # 15, then 5: a short one is used up before the lasting one is touched, whose 5 are left: 11, not 6 + 6 = 12 or 15.
    assert way(edition([FREE], [short, lasting]), 15, 5) == (
        "11",
        [(0, "free", "11", (("short", 1), ("lasting", 1)), "0"), (1, "free", "0", (), "0")],
    )


def test_plan_credits_are_spent_before_bought_ones_and_do_not_roll_over() -> None:
    shop = edition([plan("p", "10", "3")], [top_up("pack", "5", "10")])
    # 15 lack 5, of a pack of 10; the next month's own 10 are enough for 4, 6 are lost; 15 lack the pack's other 5.
    assert way(shop, 15, 4, 15) == (
        "14",
        [(0, "p", "8", (("pack", 1),), "0"), (1, "p", "3", (), "6"), (2, "p", "3", (), "0")],
    )


def test_a_year_is_paid_at_once_and_holds_twelve_months_or_to_the_end() -> None:
    shop = edition([FREE, plan("p", "10", "10", "50")])
    # Six months at 10 are 60, a year 50; five are 50, as much as the year, and the first found stays.
    found = way(shop, *[10] * 6)
    assert found == ("50", [(0, "p (yearly)", "50", (), "0"), *[(n, "p (yearly)", "0", (), "0") for n in range(1, 6)]])
    # The year holds twelve months: a thirteenth is a month more, the fourteenth nothing.
    found = way(shop, *[10] * 13, 0)
    assert found is not None
    assert found[0] == "60"
    assert [(month, paid) for month, _, paid, _, _ in found[1] if paid != "0"] in ([(0, "50"), (12, "10")],
                                                                                   [(0, "10"), (1, "50")])  # fmt: skip


def test_each_end_is_reckoned_with_its_own_figures() -> None:
    shop = edition([plan("p", "10..20", "3..4")], [top_up("pack", "5..6", "10..20")])
    # 30: at the low end 20 for 3 and a pack of 20 for 5; at the high end 10 for 4 and two packs of 10 for 6.
    assert way(shop, 30) == ("8", [(0, "p", "8", (("pack", 1),), "0")])
    assert way(shop, 30, end="high") == ("16", [(0, "p", "16", (("pack", 2),), "0")])
    assert way(shop, 15) == ("3", [(0, "p", "3", (), "5")])


def test_a_demand_that_nothing_holds_has_no_way_through() -> None:
    assert way(edition([plan("p", "10", "3")]), 10, 11) is None
    assert way(edition([plan("p", "10", "3")]), 10, 10) == ("6", [(0, "p", "3", (), "0"), (1, "p", "3", (), "0")])
    assert way(edition([FREE]), 0) == ("0", [(0, "free", "0", (), "0")])


def test_packs_are_bought_ahead_only_where_not_every_plan_may_buy_them() -> None:
    only = top_up("only", "1", "10", plans=("dear",))
    shop = edition([FREE, plan("dear", "0", "5")], [only])
    # Three months of 10: dear once, with three packs: 5 + 3. Not 3 * (5 + 1).
    assert way(shop, 10, 10, 10) == (
        "8",
        [
            (0, "dear", "8", (("only", 3),), "0"),
            (1, "free", "0", (), "0"),
            (2, "free", "0", (), "0"),
        ],
    )


def test_any_number_of_packs_is_bought_for_the_months_that_may_not_buy_them() -> None:
    shop = edition([FREE, plan("dear", "0", "5")], [top_up("only", "1", "1", plans=("dear",))])
    # 2,001 credits of packs of 1 for 1, all of them in the one month on the dear plan, for 5.
    found = way(shop, 1_000, 1_001)
    assert found is not None
    assert found[0] == "2006"
    assert [bought for _, _, _, bought, _ in found[1]] == [(("only", 2_001),), ()]
    # Where every plan may buy them each is bought when it is needed: 1,000,000 at 1.
    found = way(edition([FREE], [top_up("any", "1", "1")]), 1_000_000)
    assert found is not None
    assert found[0] == "1000000"


def test_more_ways_to_combine_packs_than_can_be_searched_are_refused() -> None:
    assert MOST_COMBINED == 200_000
    # 200,001 credits of two packs of 1 with lives of their own are 200,002 combinations.
    shop = edition([FREE], [top_up("short", "1", "1", "cycle end"), top_up("long", "2", "1")])
    with pytest.raises(CreditcalcError) as refused:
        way(shop, 200_001)
    assert str(refused.value) == "packs can be combined in more than 200,000 ways: ask for fewer credits"


def test_a_short_pack_saves_what_lasts_longer_for_a_month_that_cannot_buy() -> None:
    # 6, 11 and 5 are needed. Month 1 on p0 (4) lacks 3: three lasting packs (12) leave 3. Month 2 on p1 (6) lacks 7:
    # a short pack of 6 and one of the 3 would do, but a second short one (2 * 3) saves it. Month 3 on the free plan
    # lacks 3, which are left: 4 + 12 + 6 + 6 + 0 = 28. With one short pack month 3 lacks one: p0 for 4, 25 + 4 = 29.
    packs_ = [top_up("long", "4", "2", plans=("p0",)), top_up("short", "3", "6", "cycle end", ("p1",))]
    shop = edition([plan("free", "2", "0"), plan("p0", "3", "4"), plan("p1", "4", "6")], packs_)
    assert way(shop, 6, 11, 5) == (
        "28",
        [
            (0, "p0", "16", (("long", 3),), "0"),
            (1, "p1", "12", (("short", 2),), "0"),
            (2, "free", "0", (), "0"),
        ],
    )


def test_a_way_through_the_months_at_both_ends_and_on_each_plan_alone() -> None:
    # Month 1 needs 10..20, month 2 needs 10. Low: small twice, 2 x 5 = 10. High: big (30) holds the 20, then small (5)
    # the 10, 35 in all. Alone at the high end big is 2 x 30 = 60, and small holds no 20.
    shop = edition([plan("small", "10", "5"), plan("big", "20", "30")])
    found = schedules(shop, options(shop, "USD"), [Amount.parse("10..20"), Amount.parse("10")], NO_RATES)
    assert found.low
    assert found.high
    assert [found.low.cost, found.high.cost] == [10, 35]
    assert [stage.option.plan.id for stage in found.high.stages] == ["big", "small"]
    assert {option.plan.id: str(cost) for option, cost in found.alone} == {"big": "60"}


def test_a_month_without_an_upper_end_has_no_way_through_at_the_high_one() -> None:
    shop = edition([plan("small", "10", "5")])
    found = schedules(shop, options(shop, "USD"), [Amount.parse("10"), Amount.parse("5+")], NO_RATES)
    assert found.low
    assert found.low.cost == 10  # twice 5
    assert (found.high, found.alone) == (None, ())


def cheapest(shop: Edition, *demand: int) -> Fraction | None:
    """What the cheapest schedule costs."""
    found = schedule(shop, options(shop, "USD"), [Fraction(amount) for amount in demand], "high", NO_RATES)
    return found and found.cost


def test_a_larger_pack_is_bought_at_once_where_two_cost_more() -> None:
    """4, then 6: a pack of 10 for 9 holds both; of 5 for 5 the second month needs another: 10."""
    shop = edition([plan("free", "0", "0")], [top_up("a", "5", "5"), top_up("b", "9", "10")])
    assert cheapest(shop, 4, 6) == 9


def test_a_pack_that_lasts_is_bought_where_several_that_end_cost_more() -> None:
    """5 in each of four months: 20 credits for 3 last; 10 for 1 end with their month, four times."""
    shop = edition([plan("free", "0", "0")], [top_up("a", "1", "10", "cycle end"), top_up("b", "3", "20")])
    assert cheapest(shop, 5, 5, 5, 5) == 3


def test_what_lasts_to_the_end_is_bought_in_the_last_month_that_may() -> None:
    """Packs of 10 for 1 on p0 (10) alone, which last two months: two in month 1 are 10 + 2."""
    packs_ = [top_up("a", "1", "10", "2 months", ("p0",))]
    assert cheapest(edition([plan("free", "0", "0"), plan("p0", "0", "10")], packs_), 0, 10, 10) == 12
