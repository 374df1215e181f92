"""Plans for so much a month: every way to pay, the cheapest first, and the picture of what each costs."""

from typing import TYPE_CHECKING

from creditcalc.errors import CreditcalcError
from creditcalc.plans.able import able
from creditcalc.plans.options import sold_in
from creditcalc.record import Record
from creditcalc.reports.page_plans import Plans, plans_for
from creditcalc.shown import Listed, Listing
from creditcalc.whatif.books import Declined, OpenDials, declined, settings_but
from creditcalc.whatif.dials import Dials

if TYPE_CHECKING:
    from creditcalc.plans.work import Demand

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


def plans(books: OpenDials, dials: Dials) -> PlansFound:
    """Every way to pay for what the dials demand; it raises nothing."""
    try:
        demand = demand_of(books, dials)
        book = books.book(dials)
        currency = dials.currency or None
        if dials.credits or demand is None:
            listing = book.compare_plans(credits=dials.credits or None, currency=currency)
        else:
            listing = book.compare_plans(
                model=dials.model,
                per_month=dials.per_month or None,
                outputs=dials.outputs,
                takes=dials.takes,
                mix=dials.mix or None,
                currency=currency,
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
