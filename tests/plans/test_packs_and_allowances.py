"""Ways to pay and what they bring: allowances by the month, prices in a currency, packs and how long they last."""

from calendar import monthrange
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import get_args

import pytest
from offers import lasting

from creditcalc.amount import Amount, exactly
from creditcalc.day import Day
from creditcalc.errors import CreditcalcError
from creditcalc.plans.options import A_MONTH, currencies, life, money_in, month_of, most_shown, options, packs
from creditcalc.pricebook.edition import Edition, EditionSheet
from creditcalc.pricebook.plan import Allowance, Every, Expiry, Money, Plan, TopUp

DAY = Day("2026-05-31")
NO_RATES: dict[str, Fraction] = {}
DATES = [date(2000, 1, 1) + timedelta(days=number) for number in range(28 * 366)]
"""Of 28 years and more, in which every kind of month begins on every weekday."""


def money(text: str, every: str | None = "month", **more: object) -> Money:
    """`10 USD`."""
    amount, _, currency = text.partition(" ")
    found = Money(amount=Amount.parse(amount), currency=currency or "USD", every=every)  # type: ignore[arg-type]
    return found._replace(**more)  # type: ignore[arg-type]  # fields of a price


def allowance(amount: str, every: str | None = "month", unit: str = "credit", per: str | None = None) -> Allowance:
    """What is given."""
    return Allowance(amount=Amount.parse(amount), unit=unit, every=every, per=per)  # type: ignore[arg-type]


def plan(name: str, *prices: Money, gives: Allowance | None = None) -> Plan:
    """A plan."""
    return Plan(id=name, name=name.capitalize(), source="docs", prices=prices, allowance=gives)


def pack(
    name: str, *prices: Money, gives: Allowance | None = None, after: str | None = None, plans: tuple[str, ...] = ()
) -> TopUp:
    """A top-up."""
    expires = Expiry(after=lasting(after)) if after else None
    return TopUp(id=name, name=name, source="docs", prices=prices, gives=gives, expires=expires, plans=plans)


def book(*plans: Plan, top_ups: tuple[TopUp, ...] = ()) -> Edition:
    """A price book with plans and packs alone."""
    return Edition(
        platform="p",
        platform_name="P",
        id="e",
        as_of=DAY,
        sheet=EditionSheet(unit="credit", from_=DAY, as_of=DAY, sources={}),
        plans={one.id: one for one in plans},
        top_ups={one.id: one for one in top_ups},
    )


def test_a_month_has_as_many_days_and_weeks_as_the_calendar_says() -> None:
    """By counting: days of each month, and how often each weekday falls into it."""
    days = {monthrange(one.year, one.month)[1] for one in DATES}
    weeks = set(Counter((one.year, one.month, one.weekday()) for one in DATES[: -DATES[-1].day]).values())
    assert (days, weeks) == ({28, 29, 30, 31}, {4, 5})
    counted = {"day": Amount(Fraction(28), Fraction(31)), "week": Amount(Fraction(4), Fraction(5))}
    assert {"month": exactly(1), "year": exactly(Fraction(1, 12)), **counted} == A_MONTH


MONTHLY = {
    "day": ("280..310", "140..620"),  # 10 on each of 28 to 31 days; 5..20 on each
    "week": ("40..50", "20..100"),  # 10 on 4 or 5 Mondays
    "month": ("10", "5..20"),
    "year": ("0.833333..0.833334", "0.416666..1.666667"),  # 10 / 12; 5 / 12 and 20 / 12
    "once": ("0", "0"),  # a gift at the start is nothing a month
}


@pytest.mark.parametrize("every", get_args(Every))
def test_an_allowance_a_month(every: str) -> None:
    for amount, brings in zip(("10", "5..20"), MONTHLY[every], strict=True):
        assert str(month_of(plan("p", gives=allowance(amount, every)), book())) == brings


def test_an_allowance_that_says_no_rhythm_comes_once_and_none_is_unknown() -> None:
    assert str(month_of(plan("p", gives=allowance("10", None)), book())) == "0"
    assert str(month_of(plan("p"), book())) == "unknown"
    assert str(month_of(plan("p", gives=allowance("unknown", "week")), book())) == "unknown"
    assert str(month_of(plan("p", gives=allowance("10", "week", unit="coin")), book())) == "unknown"


@pytest.mark.parametrize(
    ("prices", "found"),
    [
        (("10", "9 EUR"), ["10"]),
        # what is sold in an app or a country alone stands behind what holds everywhere, and in for it where it is all
        (("10", {"channel": "ios"}, "12", {}), ["12"]),
        (("10", {"region": "India"}, "12", {}), ["12"]),
        (("10", {"region": "India"}, "12", {"channel": "ios"}), ["10", "12"]),
        # introductory prices are none to reckon with, nor are those that are over or to come
        (("1", {"first": "3 months"}, "12", {}), ["12"]),
        (("1", {"until": "2026-05-30"}, "2", {"since": "2026-06-01"}, "12", {}), ["12"]),
        (("1", {"until": DAY}, "2", {"since": DAY}, "3", {"since": DAY, "until": DAY}), ["1", "2", "3"]),
        # a price of its own in the currency stands before one that is converted
        (("10", {}, "9 EUR", {}), ["10"]),
        (("9 EUR", {}, "5 RON", {}), ["11.25"]),  # 9 * 1.25
        (("4 JPY",), []),
    ],
)
def test_the_prices_in_a_currency(prices: tuple[object, ...], found: list[str]) -> None:
    made: list[Money] = []
    for one in prices:
        made = [*made, money(one)] if isinstance(one, str) else [*made[:-1], made[-1]._replace(**one)]  # type: ignore[arg-type]
    shown = money_in(made, "USD", {"EUR": Fraction(5, 4)}, DAY)
    assert [str(one.amount) for one in shown] == found
    assert {one.currency for one in shown} <= {"USD"}


def test_the_currency_most_prices_are_in_comes_first() -> None:
    plans = (plan("a", money("1 EUR"), money("1")), plan("b", money("1 RON")), plan("c", money("1")))
    assert currencies(book(*plans)) == ["USD", "EUR", "RON"]  # USD twice, then in order of appearance
    assert currencies(book()) == []


def listed(edition: Edition, seats: int = 1, **rates: Fraction) -> list[tuple[str, str, str, str]]:
    """Each way to pay: its name, what is billed, a month of it, and the credits of a month."""
    found = options(edition, "USD", rates=rates, seats=seats)
    return [(one.name, str(one.billed), str(one.monthly), str(one.allowance)) for one in found]


def test_every_way_to_pay_for_every_plan() -> None:
    edition = book(
        plan("both", money("120", "year"), money("12"), gives=allowance("100")),
        plan("yearly", money("100", "year"), gives=allowance("10", "week")),
        plan("unpriced", money("unknown"), gives=allowance("100")),
        plan("once", money("5", "once"), money("6", None), gives=allowance("100")),
        plan("riddle", money("10..12")),
        plan("lei", money("50 RON"), gives=allowance("7", "once")),
    )
    by_month = [
        ("Both", "12", "12", "100"),
        ("Both (yearly)", "120", "10", "100"),
        ("Yearly (yearly)", "100", "8.333333..8.333334", "40..50"),  # 100 / 12
        ("Riddle", "10..12", "10..12", "unknown"),
    ]
    assert listed(edition) == by_month
    assert listed(edition, RON=Fraction(1, 4)) == [*by_month, ("Lei", "12.5", "12.5", "0")]


def test_what_is_sold_by_the_seat_is_bought_for_each() -> None:
    edition = book(
        plan("flat", money("10"), gives=allowance("100")),
        plan("seat", money("10", per="seat"), gives=allowance("100", per="seat")),
        plan("shared", money("10", per="seat"), gives=allowance("100")),
        plan("each", money("10"), gives=allowance("100", per="seat")),
        plan("own", money("10", gives=exactly(30)), gives=allowance("100")),
        plan("owns", money("10", per="seat", gives=exactly(30)), gives=allowance("100", per="seat")),
    )
    assert listed(edition, seats=3) == [
        ("Flat", "10", "10", "100"),
        ("Seat", "30", "30", "300"),
        ("Shared", "30", "30", "100"),
        ("Each", "10", "10", "300"),
        ("Own", "10", "10", "30"),  # the credits that come with the price stand for the plan's
        ("Owns", "30", "30", "90"),
    ]
    assert [way[2:] for way in listed(edition)] == [("10", "100")] * 4 + [("10", "30")] * 2


def test_a_currency_that_no_plan_is_sold_in_is_refused() -> None:
    edition = book(plan("a", money("1 RON")))
    with pytest.raises(CreditcalcError) as refused:
        options(edition, "USD")
    rate = "or add your exchange rate, as in `--rate RON=0.92`"
    assert str(refused.value) == f"no plan of p e has a price in `USD`: prices are in `RON`, {rate}"
    with pytest.raises(CreditcalcError, match=r"has a price in `USD`$"):
        options(book(), "USD")


def test_packs_are_those_a_plan_may_buy_at_a_known_price_for_known_credits() -> None:
    gives = allowance("50", None)
    edition = book(
        plan("a"),
        plan("b"),
        top_ups=(
            pack("any", money("5..6", None), gives=gives, after="never"),
            pack("ours", money("4", None), gives=gives, plans=("a",), after="90 days"),
            pack("open", money("4+", None), gives=gives),
            pack("empty", money("4", None)),
            pack("nothing", money("4", None), gives=allowance("..50", None)),
            pack("riddle", money("4", None), gives=allowance("unknown", None)),
            pack("unpriced", gives=gives),
            pack("lei", money("20 RON", None), gives=gives, after="1 month"),
        ),
    )

    def shown(who: str | None, **rates: Fraction) -> list[tuple[object, ...]]:
        found = packs(edition, edition.plans[who] if who else None, "USD", rates)
        return [(one.top_up.id, str(one.cost), str(one.credits), one.months_low, one.months_high) for one in found]

    anyone = ("any", "5..6", "50", None, None)
    assert shown("a") == [anyone, ("ours", "4", "50", 3, 3)]
    assert shown("b") == shown(None) == [anyone]
    assert shown("b", RON=Fraction(1, 4)) == [anyone, ("lei", "5", "50", 1, 1)]  # 20 / 4


@pytest.mark.parametrize(
    ("after", "months"),
    [
        ("never", (None, None)),
        ("cycle end", (1, 1)),
        ("unknown", (1, None)),
        (None, (1, None)),
        ("90 days", (3, 3)),
        ("89 days", (2, 2)),  # two months are sure
        ("30 days", (1, 1)),
        ("7 days", (1, 1)),  # it lasts the month it is bought in
        ("1 day", (1, 1)),
        ("1 month", (1, 1)),
        ("12 months", (12, 12)),
        ("1 year", (12, 12)),
        ("2 years", (24, 24)),
    ],
)
def test_bought_credits_last_so_many_months(after: str | None, months: tuple[int | None, int | None]) -> None:
    assert life(pack("p", after=after)) == months


@pytest.mark.parametrize(
    ("gives", "most"),
    [
        (["100", "200..300", "50+"], 450),  # half as much again as 300
        (["50+"], 75),
        (["100", "200+"], 300),
        (["unknown"], 1000),
        ([], 1000),
    ],
)
def test_a_picture_reaches_beyond_the_largest_allowance(gives: list[str], most: int) -> None:
    plans = [plan(f"p{number}", money("1"), gives=allowance(amount)) for number, amount in enumerate(gives)]
    assert most_shown(options(book(*plans), "USD") if plans else []) == most
