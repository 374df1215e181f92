"""creditcalc: what an AI video generation costs in credits, before you click.

>>> import creditcalc
>>> quote = creditcalc.quote(model="veo-3.1", seconds=8, resolution="4k", audio=True)
>>> str(quote.total)
'80+'
"""

__version__ = "0.1.0"

from decimal import Decimal
from fractions import Fraction

from creditcalc.amount import Amount
from creditcalc.errors import CreditcalcError
from creditcalc.quote import Quote

__all__ = ["Amount", "CreditcalcError", "Quote", "quote"]


def quote(
    *,
    model: str,
    outputs: int = 1,
    takes: int = 1,
    mix: str | None = None,
    platform: str | None = None,
    edition: str | None = None,
    as_of: str | None = None,
    pricing: str | None = None,
    **settings: str | bool | int | Decimal | Fraction | None,
) -> Quote:
    """What a planned generation costs.

    `settings` are the model's own: `seconds=8`, `resolution="4k"`, `audio=True`. Numbers are ints, Decimals,
    Fractions or decimal text, never floats. `platform`, `edition`, `as_of` (a day, `"2026-05-31"`) and `pricing` (a
    folder of your own sheets) select the price book; without them it is the default platform's default edition.

    The result's `total` is an `Amount` in the edition's unit: `low` and `high` (None: open), `qualifier`, and its
    text. Raises CreditcalcError, with the exit code of the command line in `code`.
    """
    from creditcalc.catalog import Catalog  # noqa: PLC0415  # importing the package touches no files
    from creditcalc.generation import resolve  # noqa: PLC0415
    from creditcalc.quote import price  # noqa: PLC0415

    catalog = Catalog(pricing)
    book = catalog.edition(platform, edition, as_of)
    return price(resolve(catalog.model(book, model), settings, outputs=outputs, takes=takes, mix=mix), book)
