"""Contradictions of plans and top-ups: names, prices, currencies, units, seats, resets."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations
from typing import Any

from creditcalc.amount import Amount, decimal
from creditcalc.day import meet
from creditcalc.figures import Figure
from creditcalc.pricebook.currency import CURRENCIES
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.evidence import Claim
from creditcalc.pricebook.naming import plan_names
from creditcalc.pricebook.plan import Allowance, Money, Plan, TopUp
from creditcalc.pricebook.quantity import TIME
from creditcalc.sheets.compiled import Days
from creditcalc.sheets.contradictions.parts import parts
from creditcalc.sheets.reader import Fault
from creditcalc.text import did_you_mean, folded

ROUNDED = Fraction(2, 100)
"""How far a whole price that is shown a month may be from what is billed: vendors show 166.67 as 170."""
WHOLE_PERCENT = 100
MONTHS = {"month": 1, "year": 12}


def plan_contradictions(edition: Edition) -> Iterator[Fault]:
    """What the plans and top-ups of an edition say against themselves and one another."""
    yield from _names(edition.plans.values())
    days = Days(edition.sheet.from_, edition.sheet.to)
    offers: tuple[Plan | TopUp, ...] = (*edition.plans.values(), *edition.top_ups.values())
    for money in (money for offer in offers for money in offer.prices):
        if meet(days, days) and meet(money, money) and not meet(money, days):  # what ends before it begins is told so
            yield Fault(
                money.place, "is not in force on any day of this edition: correct `since` or `until`", warning=True
            )
    for plan in edition.plans.values():
        yield from _allowance(plan.allowance, edition)
        yield from _prices(plan.prices)
        yield from _plan(plan)
    for discount in edition.discounts.values():
        if discount.percent.low == 0 or (discount.percent.high or 0) >= WHOLE_PERCENT:
            yield Fault(discount.place, f"`{discount.percent}` is not a discount: write per cent over 0 and under 100")
    for top_up in edition.top_ups.values():
        yield from _allowance(top_up.gives, edition)
        yield from _prices(top_up.prices)
        if top_up.gives and top_up.gives.amount.high == 0:
            yield Fault(top_up.gives.place, f"`{top_up.id}` gives nothing for its price: correct `amount`")
        for money in top_up.prices:
            if money.amount.high == 0:
                yield Fault(money.place, f"`{top_up.id}` costs nothing and could be bought endlessly: correct it")


def currency_fault(code: str, place: str) -> Iterator[Fault]:
    """A currency that is none."""
    if code not in CURRENCIES:
        remedy = f"write `{code.upper()}`" if code.upper() in CURRENCIES else "write its three letters, as in `USD`"
        yield Fault(place, f"`{code[:40]}` is not a currency: {remedy}")


def currency_faults(value: Any) -> Iterator[Fault]:
    """Every currency in a part of the sheets that is none."""
    for part, place in parts(value):
        if isinstance(part, (Money, Claim)) and part.currency:
            yield from currency_fault(part.currency, place)


def _names(plans: Iterable[Plan]) -> Iterator[Fault]:
    """Names that two plans have, of which only the first could be had."""
    every = list(plans)
    ids = {folded(plan.id): plan.id for plan in reversed(every)}
    told = set[frozenset[str]]()
    for called, named in plan_names(every).items():
        owner = named[ids.get(called) or next(iter(named))].plan
        for name, _, plan in named.values():
            both = frozenset((plan.id, owner.id))
            if plan.id != owner.id and both not in told:
                told.add(both)  # once, whatever the billing
                yield Fault(plan.place, f"the name `{name}` belongs to the plan `{owner.id}` too: remove one")


def _allowance(allowance: Allowance | None, edition: Edition) -> Iterator[Fault]:
    """An allowance in a unit whose worth cannot be told."""
    if allowance is None:
        return
    unit, place = allowance.unit, allowance.place
    if unit in TIME and unit != edition.unit:
        if allowance.of is None:
            yield Fault(place, f"`unit: {unit}` needs `of`, the model whose {unit}s they are: add it")
    elif allowance.of is not None:
        yield Fault(place, f"has both `of` and `unit: {unit}`: `of` is for seconds, minutes and hours of a model")
    elif unit != edition.unit:
        near = "" if " " in unit else did_you_mean(unit, [edition.unit, *TIME])  # a web credit is another thing
        if near:
            yield Fault(place, f"`unit: {unit}` is not the unit of this edition{near}")
        elif not (allowance.note or allowance.because):
            unpriced = f"nothing in this edition is priced in `{unit}`, so its worth is unknown"
            yield Fault(place, f"{unpriced}: write `unit: {edition.unit}`, or say why in a `note`", warning=True)


def _plan(plan: Plan) -> Iterator[Fault]:
    for money in plan.prices:
        yield from _shown(money)
    seats, resets, kept, allowance = plan.seats, plan.resets, plan.rollover, plan.allowance
    if seats and seats.included is not None and seats.most is not None and seats.included > seats.most:
        yield Fault(seats.place, "`included` is more than `most`: swap them")
    if seats and seats.least is not None and seats.most is not None and seats.least > seats.most:
        yield Fault(seats.place, "`least` is more than `most`: swap them")
    yield from _meters(plan)
    if kept and kept.keeps == "nothing" and kept.for_:
        yield Fault(kept.place, f"keeps nothing, but for {kept.for_}: remove `for`, or correct `keeps`")
    if resets and allowance and allowance.every not in (None, resets.every):
        both = f"resets every {resets.every}, and the allowance comes every {allowance.every}"
        yield Fault(resets.place, f"{both}: correct one, if they are to be the same", warning=True)
    if plan.on_request and plan.prices:
        yield Fault(plan.prices[0].place, "is a price of a plan that is `on_request`: remove one", warning=True)


def _meters(plan: Plan) -> Iterator[Fault]:
    """Meters without a period, or that count what the allowance or another meter counts in the same one."""
    counted: dict[tuple[str, str | None], str] = {}
    if plan.allowance:
        counted[plan.allowance.unit, plan.allowance.every] = plan.allowance.place
    for meter in plan.meters:
        if meter.every is None:
            yield Fault(meter.place, "has no `every`: write how often it is reset, or `once` for a lifetime")
        elif (other := counted.setdefault((meter.unit, meter.every), meter.place)) != meter.place:
            yield Fault(meter.place, f"counts the {meter.unit}s of the period that `{other}` counts: keep one")
    if plan.at_once and plan.at_once.jobs.high == 0:
        yield Fault(plan.at_once.place, "lets no job run: correct `jobs`, or leave `at_once` out")


def _prices(prices: tuple[Money, ...]) -> Iterator[Fault]:
    """Two prices on the same terms, so that there is no telling which of them holds."""
    for one, other in combinations(prices, 2):
        first, second = (
            (money.currency, money.every, money.per, money.gives, money.channel, money.region, money.first)
            for money in (one, other)
        )
        # one that stands there twice is told as such
        if first == second and meet(one, other) and one._replace(place="") != other._replace(place=""):
            yield Fault(
                other.place, f"has the terms of the price at `{one.place}`: remove one, or add what tells them apart"
            )


def _shown(money: Money) -> Iterator[Fault]:
    """A price that is shown a month and is not what is billed, by more than rounding explains."""
    shown, months = money.shown_monthly, MONTHS.get(money.every or "")
    if shown is None or months is None or "unknown" in (shown.qualifier, money.amount.qualifier):
        return
    billed = money.amount * Amount(Fraction(1, months), Fraction(1, months))
    gap = max(
        billed.low - (shown.high if shown.high is not None else billed.low),
        shown.low - (billed.high if billed.high is not None else shown.low),
    )
    places = len(decimal(shown.low).partition(".")[2])
    if gap > (Fraction(1, 10**places) if places else max(Fraction(1), billed.low * ROUNDED)):
        said = f"{money.amount} a {money.every} is {Figure(billed)} a month"
        yield Fault(money.place, f"shows {shown} a month, and {said}: correct one of them")
