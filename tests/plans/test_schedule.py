"""Plans month by month: the cheapest of all schedules, and years, packs and expiry worked out by hand."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st
from offers import NO_RATES, edition, plan, shops, small, top_up

from creditcalc.amount import Amount
from creditcalc.plans.options import Option, options, packs
from creditcalc.plans.schedule import Schedule, schedule, schedules
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


@settings(max_examples=60, deadline=None)
@given(shops(), st.lists(small, min_size=1, max_size=5))
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
