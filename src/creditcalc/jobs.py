"""A file of generations as quotes, one for each row, for a wallet to spend on."""

from pathlib import Path

from creditcalc.batch.formats import kind_of
from creditcalc.batch.pricer import Pricer
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.rating.quote import Quote
from creditcalc.sheets.catalog import Catalog
from creditcalc.shots import shots


def quotes(catalog: Catalog, edition: Edition, path: Path) -> list[Quote]:
    """The quote for every row, in order.

    Raises CreditcalcError with its place for the first row without a price, for one priced in another price book, whose
    credits are others, and for a file without rows.
    """
    found = []
    for row in shots(str(path), kind_of(str(path)), Pricer(catalog, edition)).rows:
        place, priced = row.shot.place, row.priced
        if priced.quote is None:
            raise CreditcalcError(
                f"{place}: {priced.error or 'has alternatives: decide them first'}", code=priced.code or 1
            )
        book = priced.quote.edition
        if (book.platform, book.id) != (edition.platform, edition.id):
            raise CreditcalcError(f"{place}: is priced in {book.platform} {book.id}, which has credits of its own")
        found.append(priced.quote)
    if not found:
        raise CreditcalcError(f"{path}: has no generations: add a row")
    return found
