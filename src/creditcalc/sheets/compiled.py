"""What a compiled copy holds: a catalog's folders, its platforms and its editions."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from creditcalc.pricebook.edition import Edition, PlatformSheet
from creditcalc.pricebook.overlay import on
from creditcalc.sheets.cache import Packed, Stamp


class Root(NamedTuple):
    """A folder of sheets, and the name that places in it begin with."""

    path: str
    name: str


class Days(NamedTuple):
    """The days an edition is in force."""

    since: str
    until: str | None


class Platform(NamedTuple):
    """A platform and its editions."""

    id: str
    sheet: PlatformSheet
    editions: Mapping[str, Days]


class Index(NamedTuple):
    """What platforms and editions there are."""

    default_platform: str
    list_prices: str | None
    platforms: Mapping[str, Platform]
    stamps: tuple[Stamp, ...] = ()


class Compiled(NamedTuple):
    """An edition, and everything that is wrong with it.

    `packed` are the edition's mappings (models, plans and so on), each entry by itself and not narrowed to a day.
    """

    edition: Edition
    packed: Mapping[str, Mapping[str, bytes]]
    faults: tuple[str, ...] = ()
    stamps: tuple[Stamp, ...] = ()

    def on(self, day: str | None) -> Edition:
        """The edition with the rows in force on a day; with all rows, where the day is None."""
        shelves: dict[str, Any] = {name: Packed(entries) for name, entries in self.packed.items()}
        if day is not None:
            shelves["models"] = Packed(self.packed["models"], lambda model: on(model, day))
        return self.edition._replace(as_of=day or self.edition.as_of, **shelves)
