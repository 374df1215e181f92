"""The ways to buy a plan: what a month of each costs, in which currency."""

from fractions import Fraction

import pytest
from offers import edition, money, plan

from creditcalc.amount import exactly
from creditcalc.errors import CreditcalcError
from creditcalc.plans.options import WEEKS_A_MONTH, options
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
