"""The plans for some work as a page says it: which is the cheapest, how certain that is, and the break-even picture."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from creditcalc.amount import Amount, decimal
from creditcalc.errors import CreditcalcError
from creditcalc.plans.able import LeftOut, marked
from creditcalc.plans.break_even import break_even
from creditcalc.plans.months import Month, months, verdict, worlds
from creditcalc.plans.options import Option, packs
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import EMPTY
from creditcalc.reports.chart import NARROW, WIDE, Picture, drawn
from creditcalc.reports.plans import compare_months, cost_picture
from creditcalc.reports.quote import MOST_NAMED
from creditcalc.reports.report import Report
from creditcalc.text import sentence, units

COST_POINTS = 120
"""Demands at which the costs of plans are drawn; a phone has no more pixels than that for them."""
MOST_PACKS = 250
"""Packs of several sizes that may be bought within the picture; with more, finding every break-even takes too long."""


class Plans(NamedTuple):
    """The plans for this work; without a picture, `instead` says why."""

    lead: str
    report: Report | None = None
    notes: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    curves: Mapping[str, Any] | None = None
    instead: str = ""


def plans_for(
    demand: Amount | None,
    book: Edition,
    options: Sequence[Option] | CreditcalcError,
    rates: Mapping[str, Fraction],
    left_out: Sequence[LeftOut] = (),
    prices: Mapping[str, Amount | None] = EMPTY,
) -> Plans:
    """Every plan for this work once a month, the cheapest first, and the picture of the plans that may win.

    `options` are the ways to pay for them, or why there are none; without a demand, not all is paid in the credits of
    this price book. `prices` are what the work costs on plans, as of `plans.work.on_plans`.
    """
    if isinstance(options, CreditcalcError):
        return Plans(f"{sentence(str(options))}.")
    if demand is None or (not prices and not demand.low and demand.high in (None, 0)):
        return Plans(_without(demand, book))
    ranked = months(book, options, lambda plan: prices.get(plan.id) or demand, rates)
    cases = [ranked] if prices else worlds(book, options, demand, rates)
    best, rivals = verdict(ranked, cases)
    report = compare_months(book, ranked, cases, demand, "", left_out)
    lead, notes = (
        _lead(best, rivals, report),
        tuple(note.text for note in report.ranked() if note.text != book.sheet.note),
    )
    if not demand.high and not demand.low:
        return Plans(lead, report, notes)
    # Of work without an upper end any plan may be the cheapest: then only those are drawn that win in the picture.
    winners = [month for month in (best, *rivals) if month and demand.high]
    try:
        shown = _picture(book, options, demand, rates, winners)
    except CreditcalcError:
        return Plans(lead, report, notes, instead="No picture: too many top-ups would have to be drawn.")
    if len(shown.curves) == 1:
        return Plans(
            lead, report, notes, instead=f"{shown.curves[0].name} is the cheapest for anything up to three times this."
        )
    return Plans(lead, report, notes, (drawn(shown, WIDE), drawn(shown, NARROW)), _curves(shown, options[0].currency))


def _without(demand: Amount | None, book: Edition) -> str:
    """Why no plan is looked for."""
    if demand is None:
        return f"The plans are of {book.platform_name}, and not all of this is paid in its {units(book.unit)}."
    return "It needs no plan: it costs nothing." if demand.high == 0 else "No plan can be named: the cost is not known."


def _many(most: Fraction, sizes: Sequence[Fraction]) -> bool:
    return len(set(sizes)) > 1 and most / min(sizes) > MOST_PACKS


def _picture(
    book: Edition,
    options: Sequence[Option],
    demand: Amount,
    rates: Mapping[str, Fraction],
    winners: Sequence[Month],
) -> Picture:
    """Cost against credits a month, of the plans that are the cheapest anywhere in it or may be for this work."""
    most = (demand.low if demand.high is None else demand.high) * 3
    for one in options:
        if _many(most, [pack.credits.low for pack in packs(book, one.plan, one.currency, rates)]):
            raise CreditcalcError("too many combinations of packs")
    named = {month.option.name for month in winners}
    for end in ("low", "high"):
        named |= {one.option.name for one in break_even(book, options, most, end, rates)}
    contenders = [one for one in options if one.name in named]
    found = cost_picture(book, contenders, most, rates, COST_POINTS)
    return found._replace(up=f"{options[0].currency} a month, at the highest prices", work=demand)


def _curves(shown: Picture, currency: str) -> dict[str, Any]:
    """The picture's figures for a slider: money rounded up to cents."""
    return {
        "demands": [decimal(one, places=1) for one in shown.workloads],
        "curves": [
            {
                "name": curve.name,
                "costs": [None if cost is None else decimal(cost, up=True, places=2) for cost in curve.costs],
            }
            for curve in shown.curves
        ],
        "across": shown.across,
        "currency": currency,
    }


def _lead(best: Month | None, rivals: Sequence[Month], report: Report) -> str:
    """Which plan, and how certain that is."""
    currency = report.data["currency"]
    if best is None:
        return "No plan is sure to hold this."
    if best.cost.high is None:
        return "Which plan is the cheapest cannot be told: what this costs has no known upper end."
    mark = ", with a watermark on exports" if marked(best.option.plan) else ""
    cost = f"{best.cost.words} {currency} a month{mark}"
    if not rivals:
        return f"{best.option.name} is the cheapest plan for making this once a month: {cost}."
    others = ", ".join(month.option.name for month in rivals)
    others = others if len(rivals) <= MOST_NAMED else f"{len(rivals)} other plans"
    return f"{best.option.name} is the safest choice for making this once a month: {cost}. {others} may cost less."
