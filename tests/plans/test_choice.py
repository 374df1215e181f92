"""Which plan is safe, which may cost less, and on what that hangs: true wherever the figures may lie."""

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from offers import NO_RATES, edition, plan, top_up

from creditcalc.amount import Amount, exactly
from creditcalc.plans.choice import Hinge, PlanChoice, choose, hinge, less
from creditcalc.plans.months import Month, months, on_option, worlds
from creditcalc.plans.options import Pack, options, packs
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.plan import Plan
from creditcalc.reports.choice import compare_months

STEPS = 4
"""Points of an interval that are looked at, from its low end on."""


@st.composite
def figures(draw: st.DrawFn, least: int, most: int, *, open_end: bool = False) -> str:
    """A figure as sheets write it: exact, about, a range, and if it may be, at least or unknown."""
    low = draw(st.integers(least, most))
    forms = [f"{low}", f"{low}", f"~{low}", f"{low}..{low + draw(st.integers(1, most))}"]
    forms += [f"{low}+", "unknown"] if open_end else []
    return draw(st.sampled_from(forms))


@st.composite
def shops_of_ranges(draw: st.DrawFn) -> Edition:
    """Up to four plans and two packs, of which any figure may be a range."""
    plans = []
    for number in range(draw(st.integers(1, 4))):
        yearly = draw(st.one_of(st.none(), figures(1, 300)))
        plans.append(plan(f"p{number}", draw(figures(0, 60, open_end=True)), draw(figures(1, 40)), yearly))
    bought = [
        top_up(f"t{number}", draw(figures(1, 9)), draw(figures(1, 12)), "never", draw(st.sampled_from([(), ("p0",)])))
        for number in range(draw(st.integers(0, 2)))
    ]
    return edition(plans, bought)


def chosen(shop: Edition, demand: Amount) -> tuple[list[Month], PlanChoice]:
    found = options(shop, "USD")
    listed = months(shop, found, demand, NO_RATES)
    return listed, choose(listed, worlds(shop, found, demand, NO_RATES))


def at(amount: Amount, step: int) -> Amount:
    """A point of an interval; one without end is looked at up to 80 above its low end."""
    high = amount.low + 80 if amount.high is None else amount.high
    return exactly(amount.low + (high - amount.low) * step / STEPS)


class World:
    """One case of all that is not known: a step for each figure."""

    def __init__(self, steps: Sequence[int], shop: Edition) -> None:
        names = ["demand", *(f"{one} {what}" for one in shop.plans for what in ("price", "yearly", "gives"))]
        names += [f"{one} {what}" for one in shop.top_ups for what in ("price", "gives")]
        self.steps = dict(zip(names, steps, strict=False))

    def pack(self, pack: Pack) -> Pack:
        name = pack.top_up.id
        return pack._replace(
            cost=at(pack.cost, self.steps[f"{name} price"]), credits=at(pack.credits, self.steps[f"{name} gives"])
        )

    def cost(self, month: Month, bought: tuple[Pack, ...]) -> Fraction | None:
        """What the month costs in this case; None where the plan does not hold it."""
        option, name = month.option, month.option.plan.id
        billed = at(option.billed, self.steps[f"{name} {'price' if option.billing == 'month' else 'yearly'}"])
        allowance = at(option.allowance, self.steps[f"{name} gives"])
        found = on_option(
            option._replace(billed=billed, allowance=allowance),
            at(month.demand, self.steps["demand"]),
            tuple(map(self.pack, bought)),
        )
        return None if found.fits in ("no", "maybe") else found.cost.low


steps = st.lists(st.integers(0, STEPS), min_size=17, max_size=17)
demands = figures(0, 90).map(Amount.parse)


def packs_of(listed: Sequence[Month], shop: Edition) -> dict[str, tuple[Pack, ...]]:
    """What each plan may buy, wherever its month buys any."""
    return {month.option.plan.id: packs(shop, month.option.plan, "USD") for month in listed}


@given(shops_of_ranges(), demands, steps)
def test_a_safe_plan_covers_the_work_and_costs_no_more_than_it_says(
    shop: Edition, demand: Amount, drawn: list[int]
) -> None:
    listed, choice = chosen(shop, demand)
    assume(choice.safe is not None)
    assert choice.safe is not None
    cost = World(drawn, shop).cost(choice.safe, ())  # without a pack: nothing extra is bought
    assert cost is not None
    assert choice.safe.cost.high is not None
    assert cost <= choice.safe.cost.high
    if not choice.maybe:  # then it is said to be the cheapest
        bought = packs_of(listed, shop)
        for month in listed:
            other = World(drawn, shop).cost(month, bought[month.option.plan.id])
            assert other is None or month.option.plan == choice.safe.option.plan or other >= cost


@given(shops_of_ranges(), demands, steps)
def test_what_bears_no_mark_is_never_the_cheapest(shop: Edition, demand: Amount, drawn: list[int]) -> None:
    listed, choice = chosen(shop, demand)
    assume(choice.best is not None)
    world, bought = World(drawn, shop), packs_of(listed, shop)
    costs = [(month, world.cost(month, bought[month.option.plan.id])) for month in listed]
    marked = [month for month in (choice.safe, choice.best, *choice.maybe) if month]
    least = min(cost for month, cost in costs if cost is not None and any(month is one for one in marked))
    for _, cost in costs:
        assert cost is None or cost >= least
    if choice.cheapest is not None:
        assert [cost for month, cost in costs if month is choice.cheapest] == [least]


@st.composite
def one_unknown(draw: st.DrawFn) -> tuple[Edition, Amount]:
    """A plan that covers all and one that lacks credits, and a pack of one kind or none: one figure is a range."""
    most = {"demand": 90, "small gives": 60, "small price": 40, "pack price": 9, "pack gives": 12}
    exact = {name: draw(st.integers(1, end)) for name, end in most.items()}
    lacking = max(0, exact["demand"] - exact["small gives"])
    near = exact["small price"] + -(-lacking // exact["pack gives"]) * exact["pack price"] + draw(st.integers(-9, 9))
    exact["big price"], most["big price"] = max(1, near), 20
    open_one = draw(st.sampled_from(sorted(most)))
    words = {name: str(value) for name, value in exact.items()}
    words[open_one] += f"..{exact[open_one] + draw(st.integers(1, most[open_one]))}"
    plans = [plan("big", "200", words["big price"]), plan("small", words["small gives"], words["small price"])]
    bought = [top_up("t", words["pack price"], words["pack gives"])] if draw(st.integers(0, 4)) else []
    return edition(plans, bought), Amount.parse(words["demand"])


@settings(max_examples=400)
@given(one_unknown(), st.integers(0, 40))
def test_a_plan_costs_less_on_one_side_of_its_limit_alone(case: tuple[Edition, Amount], step: int) -> None:
    _, choice = chosen(*case)
    assume(choice.safe is not None and choice.safe.option.name == "big")
    for month in choice.maybe:
        found = hinge(month, choice.safe)  # type: ignore[arg-type]  # assumed above
        if found.limit is None or less(month, choice.safe):  # type: ignore[arg-type]
            continue
        value = interval(month, choice.safe, found)  # type: ignore[arg-type]
        assert value.high is not None
        assert value.low <= found.limit <= value.high
        near = Fraction(1, 1000)
        some = value.low + (value.high - value.low) * step / 40
        for point in (some, found.limit - near, found.limit, found.limit + near):
            cost, against = costs_at(month, choice.safe, found, exactly(point))  # type: ignore[arg-type]
            assert (cost < against) == on_the_side(found, point), (found, point)


def interval(month: Month, other: Month, found: Hinge) -> Amount:
    """All that the one unknown figure may be."""
    return {
        "demand": lambda: month.demand,
        "allowance": lambda: month.option.allowance,
        "pack price": lambda: month.bought[0].cost,
        "pack credits": lambda: month.bought[0].credits,
        "price": lambda: month.option.monthly,
        "other price": lambda: other.option.monthly,
    }[found.unknowns[0]]()


def costs_at(month: Month, other: Month, found: Hinge, point: Amount) -> tuple[Fraction, Fraction]:
    """What both cost where the unknown figure is this one; a plan that does not hold the work costs no end."""
    option, demand, bought, against = month.option, month.demand, month.bought, other.option.monthly.low
    match found.unknowns[0]:
        case "demand":
            demand = point
        case "allowance":
            option = option._replace(allowance=point)
        case "pack price":
            bought = (bought[0]._replace(cost=point),)
        case "pack credits":
            bought = (bought[0]._replace(credits=point),)
        case "price":
            option = option._replace(billed=point, billing="month")
        case _:
            against = point.low
    made = on_option(option, demand, bought)
    return (Fraction(10**9) if made.fits == "no" else made.cost.low), against


def on_the_side(found: Hinge, point: Fraction) -> bool:
    """Whether the figure is where the plan is said to cost less."""
    assert found.limit is not None
    match found.unknowns[0]:
        case "pack price" | "price":
            return point < found.limit
        case "demand":
            return point <= found.limit
        case "other price":
            return point > found.limit
        case _:
            return point >= found.limit


def answer(shop: Edition, demand: str) -> list[str]:
    wanted = Amount.parse(demand)
    found = options(shop, "USD")
    listed = months(shop, found, wanted, NO_RATES)
    report = compare_months(shop, listed, worlds(shop, found, wanted, NO_RATES), wanted, "")
    return ["".join(line.words) for line in report.answer[1:]]


BIG = plan("big", "300", "50")


@pytest.mark.parametrize(
    ("other", "costs", "demand", "words"),
    [
        # small lacks 200, 8 packs of 25: less than 50 at (50 - 10) / 8 = 5 each
        (plan("small", "100", "10"), ["4..6"], "300", "costs less only if the top-up t is under $5."),
        # 1 pack of 25 at 4..6 is 45 + 4..6 = 49..51
        (plan("small", "100", "45"), ["4..6"], "125", "costs less only if the top-up t is under $5."),
        # with packs of 25 at 8: 10 + 4 x 8 = 42 is less, 10 + 5 x 8 = 50 is not; 100 + 4 x 25 = 200
        (plan("small", "100", "10"), ["8"], "150..250", "costs less only if you need at most 200 credits a month."),
        (plan("small", "100", "10"), [], "80..250", "costs less only if you need at most 100 credits a month."),
        # of 250 four packs give 100
        (plan("small", "100..200", "10"), ["8"], "250", "costs less only if it gives at least 150 credits a month."),
        # 50 - 3 x 8 = 26
        (plan("small", "100", "20..30"), ["8"], "160", "costs less only if its price is under $26 a month."),
        (plan("small", "100..200", "10..60"), ["8"], "250", "may cost less, depending on its price and its allowance."),
        # 30 + 8 is less than 50 whatever is bought
        (plan("small", "100", "30"), ["8"], "120", "is the cheapest: $8 of it for extra credits."),
        # ~100 may be 110, and then 10 are lacking
        (plan("small", "100", "30"), ["8"], "~100", "costs less, but its 100 credits may not be enough."),
    ],
)
def test_in_words(other: Plan, costs: list[str], demand: str, words: str) -> None:
    shop = edition([BIG, other], [top_up("t", cost, "25") for cost in costs])
    said = answer(shop, demand)
    assert any(line.startswith("small, ") and line.endswith(words) for line in said), said
    assert any(line.startswith("big, $50 a month, is the ") for line in said), said


def unpublished(shop: Edition, demand: str) -> list[str]:
    """What is said of allowances that are not published."""
    wanted = Amount.parse(demand)
    found = options(shop, "USD")
    listed = months(shop, found, wanted, NO_RATES)
    report = compare_months(shop, listed, worlds(shop, found, wanted, NO_RATES), wanted, "")
    return [note.text for note in report.ranked() if note.kind == "unpublished"]


@pytest.mark.parametrize(
    ("demand", "words"),
    [
        # packs of 25 at 8: for 300 twelve are 96, for 100 four are 32, less than 50 for big
        ("300", "free may cost less, at most $96: its monthly credits are not published."),
        ("100", "The monthly credits of free are not published."),
        # of 1,000 nobody covers all; for free forty packs are 320, for big 28 are 50 + 224 = 274
        ("1000", "free may cost less, at most $320: its monthly credits are not published."),
    ],
)
def test_an_allowance_that_is_not_published_is_said(demand: str, words: str) -> None:
    assert unpublished(edition([plan("free", "unknown", "0"), BIG], [top_up("t", "8", "25")]), demand) == [words]


def test_a_free_plan_that_certainly_costs_less_is_said_to() -> None:
    # free is 32 at most for 100, small 20 + 8 = 28, and big 50
    shop = edition([plan("free", "unknown", "0"), plan("small", "80", "20"), BIG], [top_up("t", "8", "25")])
    assert unpublished(shop, "100") == ["free costs less, at most $32: its monthly credits are not published."]
    assert answer(shop, "100") == [
        "big, $50 a month, is the safe choice: nothing extra to buy.",
        "small, $28, costs less, $8 of it for extra credits.",
    ]


def test_where_no_plan_certainly_holds_the_work_those_that_may_are_marked() -> None:
    # 60 and more: small has 50 and no top-up, big 300, which may or may not do
    shop = edition([BIG, plan("small", "50", "10")])
    listed, choice = chosen(shop, Amount.parse("60+"))
    assert (choice.safe, choice.best, [month.option.name for month in choice.maybe]) == (None, None, ["big"])
    report = compare_months(shop, listed, [listed], Amount.parse("60+"), "")
    assert [(row[0], row[-1]) for row in report.rows] == [("big", "☆ maybe"), ("small", "✗ too few")]
