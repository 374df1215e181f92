"""The ways to buy a plan: what a month of each costs, in which currency."""

from fractions import Fraction

import pytest
from offers import edition, money, plan

from creditcalc.amount import exactly
from creditcalc.errors import CreditcalcError
from creditcalc.plans.able import LeftOut, able
from creditcalc.plans.options import WEEKS_A_MONTH, options
from creditcalc.pricebook.plan import Plan, Seats
from creditcalc.sheets.catalog import Catalog


def test_a_yearly_price_is_a_twelfth_of_what_is_billed_and_never_what_is_shown() -> None:
    # Plus is billed 200 a year and shown as 17 a month: 200 / 12 = 16.666...
    found = [one for one in options(Catalog().edition(), "USD") if one.plan.id == "plus" and one.billing == "year"]
    assert [one.monthly for one in found] == [exactly(Fraction(50, 3))]


def test_a_week_is_twelve_fifty_seconds_of_a_month() -> None:
    assert Fraction(13, 3) == WEEKS_A_MONTH


def test_a_currency_no_plan_is_sold_in_is_refused() -> None:
    with pytest.raises(CreditcalcError) as refused:
        options(Catalog().edition(), "JPY")
    remedy = "prices are in `USD`, `RON` and `AUD`, or add your exchange rate, as in `--rate USD=0.92`"
    assert str(refused.value) == f"no plan of invideo 2026-05 has a price in `JPY`: {remedy}"


def test_money_is_converted_only_at_a_rate_that_is_given() -> None:
    # Plus in lei is 99.99..129.99; at 0.2 USD a leu a plan without a USD price costs 0.2 x that.
    shop = edition([plan("p", "10", "5")])
    lei = shop.plans["p"]._replace(id="q", prices=(money("10")._replace(currency="RON"),))
    shop = shop._replace(plans={**shop.plans, "q": lei})
    assert [one.plan.id for one in options(shop, "USD")] == ["p"]
    rated = options(shop, "USD", rates={"RON": Fraction(1, 5)})
    assert [(one.plan.id, str(one.billed)) for one in rated] == [("p", "5"), ("q", "2")]


def test_a_base_fee_and_seats_is_what_each_seat_more_costs_on_top() -> None:
    # 149 with one seat and 20 for each more: three seats cost 149 + 2 x 20 = 189; by the year nothing is known of them.
    extra = money("20")._replace(per="seat")
    team = plan("team", "1500", "149", "1490")._replace(seats=Seats(included=Fraction(1), extra=extra))
    assert billed(team, 1) == ["149", "1490"]
    assert billed(team, 3) == ["189", "1490+"]
    assert billed(team._replace(seats=Seats(included=Fraction(3), extra=extra)), 3) == ["149", "1490"]
    # where it is not published how many seats the 149 pay for, it may be all three
    assert billed(team._replace(seats=Seats(extra=extra)), 3) == ["149..189", "1490+"]


def test_the_least_seats_are_paid_for_even_if_fewer_use_them() -> None:
    # 79 a seat from 3 seats on: 3 x 79 = 237, and 3 x 1000 credits
    price = money("79")._replace(per="seat")
    team = plan("team", "1000")._replace(prices=(price,), seats=Seats(least=Fraction(3), most=Fraction(15)))
    team = team._replace(allowance=team.allowance and team.allowance._replace(per="seat"))
    found = options(edition([team]), "USD", seats=1)
    assert [(str(one.billed), str(one.allowance), one.seats) for one in found] == [("237", "3000", 3)]
    assert billed(team, 4) == ["316"]


def test_a_plan_for_fewer_seats_is_left_out() -> None:
    small = plan("small", "10", "5")._replace(seats=Seats(most=Fraction(5)))
    found = options(edition([small, plan("large", "20", "9")]), "USD", seats=6)
    kept, left_out = able(found, (), seats=6)
    assert [one.plan.id for one in kept] == ["large"]
    assert left_out == [LeftOut("small", "small is for at most 5 seats.")]
    assert able(found, (), seats=5)[1] == []


def billed(offer: Plan, seats: int) -> list[str]:
    """What a plan costs for so many seats, by the month and by the year."""
    return [str(one.billed) for one in options(edition([offer]), "USD", seats=seats)]
