"""What a platform's newest edition would charge for what was priced in another one."""

from collections.abc import Callable

from creditcalc.errors import CreditcalcError
from creditcalc.figures import in_words
from creditcalc.pricebook.model import Model
from creditcalc.rating.generation import Generation
from creditcalc.rating.quote import Notice, Quote, price
from creditcalc.sheets.catalog import Catalog
from creditcalc.text import units


def newer(
    catalog: Catalog, quote: Quote, model: str, planned: Callable[[Model], Generation]
) -> tuple[str, Notice | None]:
    """What the platform's newest edition charges for the same as a quote: in a sentence, and as a notice for scripts.

    The notice is None where that is the same figure.

    `model` is the name that was asked for, and `planned` what was asked of it, which the newer model may refuse. Raises
    CreditcalcError where the newest edition cannot be read.
    """
    edition = quote.edition
    newest = catalog.newest(edition.platform)
    later = catalog.edition(edition.platform, newest)
    thing = "clip" if quote.generation.model.kind == "video" else "generation"
    try:
        total = price(planned(later.model(model)), later).total
    except CreditcalcError as error:
        said = str(error)
        return f"There it cannot be priced: {said}.", _notice(newest, f"nothing comparable ({error})")
    if str(total) == str(quote.total):
        return f"There this {thing} costs the same.", None
    return f"There this {thing} costs {in_words(total)} {units(later.unit)}.", _notice(newest, str(total))


def _notice(newest: str, charge: str) -> Notice:
    return Notice("newer_edition", f"edition {newest} has credits of its own and would charge {charge}")
