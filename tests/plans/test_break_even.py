"""What an option costs at a demand, and the stretches over which it is the cheapest."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from offers import NO_RATES, shops

from creditcalc.plans.break_even import break_even, cost_at
from creditcalc.plans.options import options, packs
from creditcalc.pricebook.edition import Edition


@given(shops(), st.integers(0, 80), st.integers(0, 80))
def test_a_bigger_workload_never_costs_less(shop: Edition, one: int, other: int) -> None:
    less, more = sorted((Fraction(one), Fraction(other)))
    for option in options(shop, "USD"):
        bought = packs(shop, option.plan, "USD")
        costs = [cost_at(option, bought, demand, "high") for demand in (less, more)]
        if costs[1] is not None:
            assert costs[0] is not None
            assert costs[0] <= costs[1]


@settings(deadline=None)
@given(shops(), st.integers(1, 60))
def test_the_break_even_names_a_cheapest_option_everywhere(shop: Edition, most: int) -> None:
    found = options(shop, "USD")
    segments = break_even(shop, found, Fraction(most), "high", NO_RATES)
    for segment in segments:
        for demand in (segment.to, (segment.above + segment.to) / 2 if segment.above < segment.to else segment.to):
            costs = [cost_at(option, packs(shop, option.plan, "USD"), demand, "high") for option in found]
            won = costs[next(number for number, option in enumerate(found) if option is segment.option)]
            assert won == min(cost for cost in costs if cost is not None)
