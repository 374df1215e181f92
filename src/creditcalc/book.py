"""A price book, opened once and asked as often as you like: what the library is."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from os import PathLike
from typing import TYPE_CHECKING, Any

from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.rating.generation import resolve
from creditcalc.rating.quote import Quote, price
from creditcalc.sheets.catalog import Catalog

if TYPE_CHECKING:
    from creditcalc.batch.pricer import Priced, Pricer

_Rate = str | Decimal | Fraction | None
"""A share of takes, from 0 to 1; None where nothing is said."""


def _texts(**given: object) -> None:
    """Raises CreditcalcError for an argument that is no text, where one is given."""
    for name, value in given.items():
        if value is not None and not isinstance(value, str):
            raise CreditcalcError(f"`{name}` must be text, not {type(value).__name__}")


class Book:
    """A price book: what a generation costs in it, or many, row by row or as a table.

    >>> from creditcalc.book import Book
    >>> book = Book.open()
    >>> [str(book.quote(model="veo-3.1", seconds=n, resolution="4k", audio=True).total) for n in (4, 8)]
    ['40+', '80+']
    """

    def __init__(self, catalog: Catalog, edition: Edition, as_of: str | None = None) -> None:
        """`as_of` is the day that was asked for, if one was: it holds for the other price books that rows may name."""
        self.catalog, self.edition, self.as_of = catalog, edition, as_of

    def __repr__(self) -> str:
        return f"<Book {self.edition.platform} {self.edition.id}>"

    @classmethod
    def open(
        cls,
        *,
        platform: str | None = None,
        edition: str | None = None,
        as_of: str | None = None,
        pricing: str | None = None,
    ) -> "Book":
        """The price book of a platform; without anything it is the default platform's default edition.

        `as_of` is a day, `"2026-05-31"`, and `pricing` a folder of your own sheets. Raises CreditcalcError for names
        that are not there, for a day that no edition covers, and for sheets that cannot be read.
        """
        _texts(platform=platform, edition=edition, as_of=as_of)
        if not isinstance(pricing, str | PathLike | None):
            raise CreditcalcError(f"`pricing` must be a folder, not {type(pricing).__name__}")
        catalog = Catalog(pricing)
        return cls(catalog, catalog.edition(platform, edition, as_of), as_of)

    def quote(
        self,
        *,
        model: str,
        outputs: int | None = None,
        takes: int = 1,
        mix: str | None = None,
        **settings: str | bool | int | Decimal | Fraction | None,
    ) -> Quote:
        """What a planned generation costs; see `creditcalc.quote`."""
        if model is None:
            raise CreditcalcError("`model` is None: name a model")
        _texts(model=model, mix=mix)
        found = self.edition.model(model)
        return price(
            resolve(found, self.edition.meant(found, settings), outputs=outputs, takes=takes, mix=mix), self.edition
        )

    def price_many(
        self,
        rows: Iterable[Mapping[str, Any]],
        *,
        success_rate: _Rate = None,
        failure_rate: _Rate = None,
        keep: Iterable[str] = (),
    ) -> "Iterator[Priced]":
        """What many planned generations cost, in order, each when it is asked for; see `creditcalc.price_many`."""
        from creditcalc.batch.stream import price_rows  # noqa: PLC0415  # a quote is no batch

        if not isinstance(rows, Iterable) or isinstance(rows, str | bytes | Mapping):
            raise CreditcalcError(f"`rows` must be a list of rows, not {type(rows).__name__}")
        return price_rows(rows, self._pricer((success_rate, failure_rate), keep))

    def price_table(
        self, table: Any, *, success_rate: _Rate = None, failure_rate: _Rate = None, keep: Iterable[str] = ()
    ) -> Any:
        """An Arrow table with the columns of the results beside its own; see `creditcalc.price_table`."""
        from creditcalc.batch.arrow import priced_table  # noqa: PLC0415  # a quote is no batch

        return priced_table(table, self._pricer((success_rate, failure_rate), keep))

    def _pricer(self, rates: tuple[_Rate, _Rate], keep: Iterable[str]) -> "Pricer":
        from creditcalc.batch.pricer import RATES, Pricer  # noqa: PLC0415  # a quote is no batch
        from creditcalc.rating.generation import words  # noqa: PLC0415
        from creditcalc.rating.spoken import rate_said  # noqa: PLC0415
        from creditcalc.rating.takes import Odds  # noqa: PLC0415

        names: tuple[Any, ...] = tuple(keep) if isinstance(keep, Iterable) and not isinstance(keep, str) else (None,)
        if not all(isinstance(name, str) for name in names):
            raise CreditcalcError("`keep` must be a list of names, as in `keep=['client']`")
        said = words(dict(zip(RATES, rates, strict=True)))
        odds = Odds(*(rate_said(said[name]) if name in said else None for name in RATES))
        return Pricer(self.catalog, self.edition, as_of=self.as_of, odds=odds, aside=names)


LOOKED_UP = ("XDG_CONFIG_HOME", "HOME", "APPDATA")
"""What says where a person's own sheets are, on one system or another."""


class OpenBooks:
    """Price books that are open, one for each set of arguments: their sheets are looked at once a second at most."""

    SECOND = 1.0
    MOST = 32
    """Sets of arguments whose books stay open."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` says the seconds from some moment on."""
        self.clock = clock
        self.books: dict[tuple[object, ...], tuple[float, Book]] = {}

    def book(self, platform: str | None, edition: str | None, as_of: str | None, pricing: str | None) -> Book:
        """The book that `Book.open` opens, or opened within the last second. Raises as that does."""
        now = self.clock()
        try:
            where = os.path.abspath(pricing) if pricing else tuple(map(os.environ.get, LOOKED_UP))  # noqa: PTH100  # fast
            key = platform, edition, as_of, pricing, where
            opened, book = self.books.get(key, (None, None))
        except (TypeError, ValueError, OSError):  # what nothing can be looked up by is refused, or read anew
            return Book.open(platform=platform, edition=edition, as_of=as_of, pricing=pricing)
        if opened is None or book is None or now - opened >= self.SECOND:
            book = Book.open(platform=platform, edition=edition, as_of=as_of, pricing=pricing)
            if len(self.books) >= self.MOST:
                self.books.clear()
            self.books[key] = now, book
        return book


open_books = OpenBooks()
"""Those of this process."""
