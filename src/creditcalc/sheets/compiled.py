"""What a compiled copy holds: a catalog's folders, its platforms and its editions."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from creditcalc.pricebook.edition import Edition, OtherPrices, PlatformSheet
from creditcalc.pricebook.overlay import on, sold_on
from creditcalc.record import Record
from creditcalc.sheets.cache import Packed, Stamp
from creditcalc.text import folded


class Root(Record):
    """A folder of sheets, and the name that places in it begin with."""

    path: str
    name: str


class Days(Record):
    """The days an edition is in force, what it is called, and which edition of the same days it reads otherwise."""

    since: str
    until: str | None
    title: str | None = None
    reading_of: str | None = None


class Platform(Record):
    """A platform and its editions.

    `newer` is what the newest one is known by, where that is not the default; `readings` what other readings of the
    default one are.
    """

    id: str
    sheet: PlatformSheet
    editions: Mapping[str, Days]
    newer: OtherPrices | None = None
    readings: tuple[OtherPrices, ...] = ()

    def in_force_on(self, day: str) -> list[str]:
        """The editions that a day selects; never another reading of one."""
        return [
            name
            for name, span in self.editions.items()
            if span.reading_of is None and span.since <= day and (not span.until or day <= span.until)
        ]

    def newest(self) -> str:
        """The edition that came into force last and is no other reading of one; the default one where there is none."""
        dated = [name for name, span in self.editions.items() if span.reading_of is None]
        return max(dated, key=lambda name: self.editions[name].since, default=self.sheet.default_edition)


class Index(Record):
    """What platforms and editions there are."""

    default_platform: str
    list_prices: str | None
    platforms: Mapping[str, Platform]
    stamps: tuple[Stamp, ...] = ()


class Compiled(Record):
    """An edition, and everything that is wrong with it.

    `packed` are the edition's mappings (models, plans and so on), each entry by itself and not narrowed to a day.
    `anew` makes it from the sheets again, where an entry of a copy that was kept cannot be unpacked.
    """

    edition: Edition
    packed: Mapping[str, Mapping[str, bytes]]
    faults: tuple[str, ...] = ()
    stamps: tuple[Stamp, ...] = ()
    anew: "Callable[[], Compiled] | None" = None

    def on(self, day: str | None) -> Edition:
        """The edition with the rows in force on a day; with all rows, where the day is None."""
        narrow: dict[str, Callable[[Any], Any]] = {}
        if day is not None:
            narrow["models"] = lambda model: on(model, day)
            narrow["plans"] = narrow["top_ups"] = lambda sold: sold_on(sold, day)
        shelves: dict[str, Any] = {
            name: Packed(entries, narrow.get(name, _whole), partial(self._packed_anew, name))
            for name, entries in self.packed.items()
        }
        return self.edition._replace(as_of=day or self.edition.as_of, **shelves)

    def _packed_anew(self, name: str) -> Mapping[str, bytes]:
        return (self.anew() if self.anew else self).packed[name]


def _whole(value: Any) -> Any:
    """A value as it was packed."""
    return value


def platform_names(platforms: Iterable[Platform]) -> dict[str, tuple[str, ...]]:
    """The ids of the platforms of a name, by the name folded."""
    found: dict[str, dict[str, None]] = {}
    for platform in platforms:
        for name in (platform.id, platform.sheet.name, platform.sheet.seller or platform.sheet.name):
            found.setdefault(folded(name), {})[platform.id] = None
    return {name: tuple(ids) for name, ids in found.items()}
