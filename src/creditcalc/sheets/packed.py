"""Price books in one piece, made where the sheets are and opened where there are none: in a browser.

It names no file, holds no time, and is the same bytes for the same sheets.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from creditcalc.errors import CreditcalcError
from creditcalc.sheets.cache import pack, unpack
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.compiled import Compiled, Index, Platform

if TYPE_CHECKING:
    from creditcalc.pricebook.rule import Topic


def packed_books(catalog: Catalog, platforms: Iterable[str] = (), pricing: str = "") -> bytes:
    """The price books of some platforms, of all where none are named; the first one named is the default.

    `pricing` is what `--pricing` says at a command line that has the same prices.
    Raises CreditcalcError for an unknown platform, and for sheets that cannot be read.
    """
    index = catalog.index
    chosen = list(dict.fromkeys(catalog.platform(name).id for name in platforms))
    kept = {name: index.platforms[name] for name in chosen} or dict(index.platforms)
    default = chosen[0] if chosen else index.default_platform
    listed = index.list_prices if index.list_prices in kept else None
    books = {}
    for name, platform in kept.items():
        for edition in platform.editions:
            found = catalog.compiled(platform, edition)
            if found.faults:
                raise CreditcalcError(*found.faults)
            plain = found._replace(stamps=(), anew=None, packed=_same(found.packed))
            books[f"{name}/{edition}"] = pack(plain, shared=False)
    return pack((Index(default, listed, kept), books, (index.default_platform, pricing)), shared=False)


def _same(packed: Mapping[str, Mapping[str, bytes]]) -> dict[str, dict[str, bytes]]:
    """The entries packed again, so that what was shared while they were made leaves no trace."""
    return {
        shelf: {name: pack(unpack(data), shared=False) for name, data in entries.items()}
        for shelf, entries in packed.items()
    }


class PackedCatalog(Catalog):
    """The catalog of packed price books: it reads no file.

    `usual` is the platform that a command line takes where none is named, and `pricing` what `--pricing` says there.
    """

    def __init__(self, data: bytes) -> None:
        """Raises CreditcalcError for what `packed_books` never made."""
        super().__init__(alone="")
        self.roots = ()
        try:
            index, books, (self.usual, self.pricing) = unpack(data)
            if not (isinstance(index, Index) and isinstance(books, dict)):
                raise ValueError
        except Exception:
            raise CreditcalcError("this is not a file of price books: build the site again") from None
        self._packed_index, self._packed_books = index, books

    def _indexed(self, only: str | None) -> Index:
        return self._packed_index

    @cached_property
    def topics(self) -> "Mapping[str, Topic]":
        """No topics of the guide: those are for the command line."""
        return {}

    def compiled(self, platform: Platform, edition: str) -> Compiled:
        """An edition as it was packed. Raises CreditcalcError where it was not."""
        key = platform.id, edition
        if key not in self._editions:
            try:
                self._editions[key] = unpack(self._packed_books["/".join(key)])
            except Exception:
                raise CreditcalcError(f"the price book {' '.join(key)} is damaged: build the site again") from None
        return self._editions[key]
