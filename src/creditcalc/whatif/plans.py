"""Plans for so much a month: every way to pay, the cheapest first, through several months, and as pictures."""

from typing import TYPE_CHECKING

from creditcalc.amount import whole
from creditcalc.errors import CreditcalcError
from creditcalc.plans.able import able
from creditcalc.plans.options import most_shown, sold_in
from creditcalc.record import Record
from creditcalc.reports.page_plans import Plans, plans_for
from creditcalc.reports.plans import break_even_report, cost_picture
from creditcalc.shown import Listed, Listing
from creditcalc.whatif.books import Declined, OpenDials, declined, settings_but
from creditcalc.whatif.dials import Dials

if TYPE_CHECKING:
    from creditcalc.plans.work import Demand
    from creditcalc.reports.chart import Picture
    from creditcalc.reports.report import Report

NOT_TOLD_PLANS = ("credits", "per_week", "seats", "watermark")
"""Settings that a comparison of plans would take for something else."""


class PlansFound(Record):
    """The plans side by side for what the dials demand, or as they are where that is nothing; or why there are none."""

    dials: Dials
    demand: "Demand | None"
    listing: Listing[Listed] | None
    refusal: Declined | None = None


def demand_of(books: OpenDials, dials: Dials) -> "Demand | None":
    """What the dials demand of a plan a month: their credits, else their clip so often; None where they say neither.

    Raises CreditcalcError where that cannot be said.
    """
    book = books.book(dials._replace(plan=""))
    if dials.credits:
        return book.demand(dials.credits, None, None, None, (None, 1, None), {})
    if not dials.model:
        return None
    counts = dials.outputs, dials.takes, dials.mix or None
    return book.demand(None, dials.model, dials.per_month or None, None, counts, settings_but(dials, *NOT_TOLD_PLANS))


def plans(books: OpenDials, dials: Dials, horizon: int | None = None) -> PlansFound:
    """Every way to pay for what the dials demand, or the cheapest way through so many months; it raises nothing."""
    try:
        demand = demand_of(books, dials)
        book = books.book(dials)
        currency = dials.currency or None
        if dials.credits or demand is None:
            listing = book.compare_plans(credits=dials.credits or None, currency=currency, horizon=horizon)
        else:
            listing = book.compare_plans(
                model=dials.model,
                per_month=dials.per_month or None,
                outputs=dials.outputs,
                takes=dials.takes,
                mix=dials.mix or None,
                currency=currency,
                horizon=horizon,
                **settings_but(dials, *NOT_TOLD_PLANS),
            )
    except CreditcalcError as error:
        return PlansFound(dials, None, None, declined(error))
    quotes = [demand.quote] if demand and demand.quote else []
    shown = books.dated(*listing.reports, quotes=quotes)
    return PlansFound(dials, demand, Listing(listing.about, shown, listing.items, listing.selection))


def plans_picture(books: OpenDials, dials: Dials) -> Plans | Declined:
    """The plans that may be the cheapest, drawn over the demand as on a page for a client; it raises nothing."""
    try:
        demand = demand_of(books, dials)
        if demand is None:
            raise CreditcalcError("there is nothing to draw: choose a model, or say how many credits you need")
        edition = books.book(dials).edition
        found, left_out = able(sold_in(edition, dials.currency or None), demand.models, unsold=demand.unsold)
        return plans_for(demand.months[0], edition, found, {}, left_out, demand.by_plan)
    except CreditcalcError as error:
        return declined(error)


def through_months(books: OpenDials, dials: Dials) -> PlansFound:
    """The cheapest way to pay through the months of the dials' horizon; it raises nothing."""
    try:
        return plans(books, dials, whole(dials.horizon))
    except CreditcalcError as error:
        return PlansFound(dials, None, None, declined(error))


class BreakEven(Record):
    """From how many credits a month on each plan is the cheapest, and what all of them cost, as a picture."""

    report: "Report"
    picture: "Picture"


def break_even_of(books: OpenDials, dials: Dials) -> BreakEven | Declined:
    """Every plan of the dials' price book, for any work; it raises nothing."""
    try:
        edition = books.book(dials).edition
        found, left_out = able(sold_in(edition, dials.currency or None), ())
        most = most_shown(found)
        report = break_even_report(edition, found, most, {}, left_out)
        return BreakEven(report, cost_picture(edition, found, most, {}, DEMANDS_DRAWN))
    except CreditcalcError as error:
        return declined(error)


DEMANDS_DRAWN = 200
"""Demands at which a picture in letters is drawn."""
