"""What a platform's newest edition would charge for what was priced in another one."""

from collections.abc import Callable

from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.model import Model
from creditcalc.rating.generation import Generation
from creditcalc.rating.quote import Notice, Quote, price
from creditcalc.sheets.catalog import Catalog


def newer(
    catalog: Catalog, quote: Quote, model: str, planned: Callable[[Model], Generation]
) -> tuple[str, Notice] | None:
    """The newest edition of a quote's platform, and what a person should know of what it charges for the same.

    None where that is the same figure.

    `model` is the name that was asked for, and `planned` what was asked of it, which the newer model may refuse. Raises
    CreditcalcError where the newest edition cannot be read.
    """
    edition = quote.edition
    newest = catalog.newest(edition.platform)
    if newest == edition.id:
        return None
    later = catalog.edition(edition.platform, newest)
    try:
        charge = str(price(planned(later.model(model)), later).total)
    except CreditcalcError as error:
        charge = f"nothing comparable ({error})"
    if charge == str(quote.total):
        return None
    return newest, Notice("newer_edition", f"edition {newest} has credits of its own and would charge {charge}")
