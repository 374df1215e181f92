"""The cheapest way through several months, stage by stage and by hand."""

from collections.abc import Sequence
from fractions import Fraction

import pytest
from offers import lasting

from creditcalc.amount import Amount
from creditcalc.day import Day
from creditcalc.plans.options import options
from creditcalc.plans.schedule import schedule
from creditcalc.pricebook.edition import Edition, EditionSheet
from creditcalc.pricebook.plan import Allowance, Expiry, Money, Plan, TopUp

DAY = Day("2026-05-31")


def money(amount: str, every: str | None) -> Money:
    """A price in USD."""
    return Money(amount=Amount.parse(amount), currency="USD", every=every)  # type: ignore[arg-type]


def plan(name: str, credits: str, monthly: str, yearly: str | None = None) -> Plan:
    """A plan of so many credits a month."""
    prices = (money(monthly, "month"), *((money(yearly, "year"),) if yearly else ()))
    gives = Allowance(Amount.parse(credits), "credit", every="month")
    return Plan(id=name, name=name, source="docs", prices=prices, allowance=gives)


def pack(name: str, cost: str, credits: str, after: str = "never", plans: tuple[str, ...] = ()) -> TopUp:
    """A top-up."""
    gives = Allowance(Amount.parse(credits), "credit")
    prices, expires = (money(cost, None),), Expiry(lasting(after))
    return TopUp(id=name, name=name, source="docs", prices=prices, gives=gives, expires=expires, plans=plans)


def book(plans: Sequence[Plan], *top_ups: TopUp) -> Edition:
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


Stages = list[tuple[int, str, str, tuple[tuple[str, int], ...], str]]


def way(edition: Edition, *demand: int, end: str = "low") -> tuple[str, Stages] | None:
    """What the cheapest way costs, and each month of it: plan, paid, bought, plan credits unused."""
    wanted = [Fraction(amount) for amount in demand]
    found = schedule(edition, options(edition, "USD"), wanted, end, {})  # type: ignore[arg-type]  # an end
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
    edition = book([FREE, plan("big", "100", "20")], pack("pack", "5", "10"))
    # 30 are three packs, 15 USD; 90 would be nine, 45, and big is 20.
    assert way(edition, 30, 90, 0) == (
        "35",
        [
            (0, "free", "15", (("pack", 3),), "0"),
            (1, "big", "20", (), "10"),
            (2, "free", "0", (), "0"),
        ],
    )


def test_what_is_left_of_a_pack_serves_the_next_month() -> None:
    edition = book([FREE], pack("pack", "5", "10"))
    # 4 of the first pack, then 6 and 1 of a second, which has 9 for the third month.
    assert way(edition, 4, 7, 9) == (
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
    found = way(book([FREE], pack("pack", "5", "10", after)), 2, 2, 2, 2)
    assert found is not None
    assert found[0] == cost


def test_an_unknown_expiry_is_the_end_of_the_cycle_at_the_high_end() -> None:
    found = way(book([FREE], pack("pack", "5", "10", "unknown")), 2, 2, end="high")
    assert found is not None
    assert found[0] == "10"


def test_what_expires_first_is_spent_first() -> None:
    # 20 in the first month: a lasting pack (10 for 6) and a short one (10 for 5) cost less than two lasting ones, but
    # then nothing is left; 5 more in the second. Cheapest: two short ones, then a short one: 15.
    short, lasting = pack("short", "5", "10", "cycle end"), pack("lasting", "6", "10")
    assert way(book([FREE], short, lasting), 20, 5) == (
        "15",
        [(0, "free", "10", (("short", 2),), "0"), (1, "free", "5", (("short", 1),), "0")],
    )
    # 15, then 5: a short one is used up before the lasting one is touched, whose 5 are left: 11, not 6 + 6 = 12 or 15.
    assert way(book([FREE], short, lasting), 15, 5) == (
        "11",
        [(0, "free", "11", (("short", 1), ("lasting", 1)), "0"), (1, "free", "0", (), "0")],
    )


def test_plan_credits_are_spent_before_bought_ones_and_do_not_roll_over() -> None:
    edition = book([plan("p", "10", "3")], pack("pack", "5", "10"))
    # 15 lack 5, of a pack of 10; the next month's own 10 are enough for 4, 6 are lost; 15 lack the pack's other 5.
    assert way(edition, 15, 4, 15) == (
        "14",
        [(0, "p", "8", (("pack", 1),), "0"), (1, "p", "3", (), "6"), (2, "p", "3", (), "0")],
    )


def test_a_year_is_paid_at_once_and_holds_twelve_months_or_to_the_end() -> None:
    edition = book([FREE, plan("p", "10", "10", "50")])
    # Six months at 10 are 60, a year 50; five are 50, as much as the year, and the first found stays.
    found = way(edition, *[10] * 6)
    assert found == ("50", [(0, "p (yearly)", "50", (), "0"), *[(n, "p (yearly)", "0", (), "0") for n in range(1, 6)]])
    # The year holds twelve months: a thirteenth is a month more, the fourteenth nothing.
    found = way(edition, *[10] * 13, 0)
    assert found is not None
    assert found[0] == "60"
    assert [(month, paid) for month, _, paid, _, _ in found[1] if paid != "0"] in ([(0, "50"), (12, "10")],
                                                                                   [(0, "10"), (1, "50")])  # fmt: skip


def test_each_end_is_reckoned_with_its_own_figures() -> None:
    edition = book([plan("p", "10..20", "3..4")], pack("pack", "5..6", "10..20"))
    # 30: at the low end 20 for 3 and a pack of 20 for 5; at the high end 10 for 4 and two packs of 10 for 6.
    assert way(edition, 30) == ("8", [(0, "p", "8", (("pack", 1),), "0")])
    assert way(edition, 30, end="high") == ("16", [(0, "p", "16", (("pack", 2),), "0")])
    assert way(edition, 15) == ("3", [(0, "p", "3", (), "5")])


def test_a_demand_that_nothing_holds_has_no_way_through() -> None:
    assert way(book([plan("p", "10", "3")]), 10, 11) is None
    assert way(book([plan("p", "10", "3")]), 10, 10) == ("6", [(0, "p", "3", (), "0"), (1, "p", "3", (), "0")])
    assert way(book([FREE]), 0) == ("0", [(0, "free", "0", (), "0")])


def test_packs_are_bought_ahead_only_where_not_every_plan_may_buy_them() -> None:
    only = pack("only", "1", "10", plans=("dear",))
    edition = book([FREE, plan("dear", "0", "5")], only)
    # Three months of 10: dear once, with three packs: 5 + 3. Not 3 * (5 + 1).
    assert way(edition, 10, 10, 10) == (
        "8",
        [
            (0, "dear", "8", (("only", 3),), "0"),
            (1, "free", "0", (), "0"),
            (2, "free", "0", (), "0"),
        ],
    )
