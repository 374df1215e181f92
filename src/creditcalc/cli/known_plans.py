"""The plans that are remembered of several platforms."""

from collections.abc import Iterable

from creditcalc.cli.options import BookOptions
from creditcalc.plans.platforms import Offer
from creditcalc.pricebook.plan import Plan


def known_plans(book: BookOptions, found: Iterable[Offer]) -> dict[str, Plan]:
    """The plans that are remembered, by the platform, of platforms that have some offers."""
    if book.memory is None:
        return {}
    editions = {offer.quote.edition.platform: offer.quote.edition for offer in found}
    known = {name: book._replace(platform=name).known_plan(edition) for name, edition in editions.items()}
    return {name: one.plan for name, one in known.items() if one}
