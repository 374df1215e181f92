"""A file of generations as quotes, one for each row, for a wallet to spend on."""

from collections.abc import Iterator
from pathlib import Path

from creditcalc.batch import kind_of, rows_of
from creditcalc.catalog import Catalog
from creditcalc.errors import CreditcalcError
from creditcalc.planned import Priced, Pricer
from creditcalc.quote import Quote
from creditcalc.rows import Bad
from creditcalc.rows.blocks import opened
from creditcalc.sheet import Edition
from creditcalc.storyboard import decided, read_storyboard


def quotes(catalog: Catalog, edition: Edition, path: Path) -> list[Quote]:
    """The quote for every row, in order.

    Raises CreditcalcError with its place for the first row without a price, for one priced in another price book, whose
    credits are others, and for a file without rows.
    """
    found = []
    for place, priced in _priced(Pricer(catalog, edition), path):
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


def _priced(pricer: Pricer, path: Path) -> Iterator[tuple[str, Priced]]:
    name, kind = str(path), kind_of(str(path))
    if kind == "yaml":
        for row in decided(read_storyboard(path, name), pricer):
            yield row.shot.place, row.priced
        return
    with opened(name) as file:
        source = rows_of(file, kind, pricer)
        for piece in source.pieces(None):
            for line, key in zip(piece.lines, piece.keys, strict=True):
                priced = Priced("", error=str(key), code=1) if isinstance(key, Bad) else pricer(source.values(key))
                yield f"{name}:{line}", priced
