"""What a platform's newest edition would charge for what was priced in another one."""

from collections.abc import Callable

from creditcalc.amount import Amount
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.model import Model
from creditcalc.rating.generation import Generation
from creditcalc.rating.quote import Quote, price
from creditcalc.record import Record
from creditcalc.sheets.catalog import Catalog


class Elsewhere(Record):
    """What the same costs at a platform's newest prices, in their unit; without a total `why` it cannot be priced.

    `takes` says what the model takes there in place of a value that it refuses, for people: `lengths: 5 or 10`.
    """

    edition: str
    unit: str
    total: Amount | None
    why: str = ""
    takes: str = ""


def newer(catalog: Catalog, quote: Quote, model: str, planned: Callable[[Model], Generation]) -> Elsewhere:
    """What the platform's newest edition charges for the same as a quote.

    `model` is the name that was asked for, and `planned` what was asked of it, which the newer model may refuse. Raises
    CreditcalcError where the newest edition cannot be read.
    """
    newest = catalog.platform(quote.edition.platform).newest()
    later = catalog.edition(quote.edition.platform, newest)
    try:
        return Elsewhere(newest, later.unit, price(planned(later.model(model)), later).total)
    except CreditcalcError as error:
        return Elsewhere(newest, later.unit, None, str(error), _taken(error))


def _taken(error: CreditcalcError) -> str:
    from creditcalc.rating.spoken import NotTaken  # noqa: PLC0415  # most generations are priced there

    if not isinstance(error, NotTaken):
        return ""
    what = "lengths" if error.name == "seconds" else f"values of {error.name}"
    return f"{what}: {error.model.settings[error.name].accepted.replace('`', '')}"
