"""Find and select editions: which platform, which price book, which day."""

import os
import stat
from _thread import RLock
from contextlib import suppress
from functools import cached_property
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from creditcalc import files
from creditcalc.day import Day
from creditcalc.errors import CreditcalcError
from creditcalc.files import home, why
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import ID
from creditcalc.sheets.cache import cached
from creditcalc.sheets.compiled import Compiled, Index, Platform, Root, platform_names
from creditcalc.text import MOST_HINTS, folded, limited, may_hint, nearest, offered, ticked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from creditcalc.pricebook.rule import Topic

PACKAGE = Path(__file__).parents[1]
SLIP = 0.7
"""How much of a platform's name is the same in one with a slip: names are so short that half of one is in many."""


def bundled() -> Path:
    """The sheets in the wheel or, in a checkout, the top-level `pricing/` folder."""
    shipped = PACKAGE / "pricing"
    return shipped if shipped.is_dir() else PACKAGE.parents[1] / "pricing"


def own(pricing: str | None) -> Path | None:
    """The folder of a person's own sheets: as named, else `pricing/` in the config folder, if there is one.

    Raises CreditcalcError where the folder that was named is none, and where one that is there cannot be read.
    """
    folder = Path(pricing) if pricing else home("config") / "pricing"
    try:
        there = stat.S_ISDIR(folder.stat().st_mode)
    except PermissionError as error:
        if pricing:
            raise CreditcalcError(f"cannot be read: {why(error)}", place=folder) from None
        files.unseen(f"{folder}: cannot be read: {why(error)}. Prices of your own are not used")
        return None
    except (OSError, ValueError):
        there = False
    if there and not os.access(folder, os.R_OK | os.X_OK):
        raise CreditcalcError("cannot be read: permission denied", place=folder)
    if pricing and not there:
        raise CreditcalcError(f"`{str(pricing)[:80]}` is not a folder: `--pricing` names a folder of sheets")
    return folder if there else None


class Catalog:
    """The editions under the bundled folder and a person's own, each read when it is first asked for.

    `pricing` names the own folder; see `own`. `alone` names one folder to read instead of both.
    """

    def __init__(self, pricing: str | None = None, *, alone: str | None = None) -> None:
        self._lock = RLock()  # what is read for one thread is not read again for another, nor mistaken for its own
        self._platforms: dict[str, Platform] = {}
        self._editions: dict[tuple[str, str], Compiled] = {}
        self._pending: list[tuple[str, str]] = []
        self._listed: str | None = None
        if alone is not None:
            self.roots: tuple[Root, ...] = (Root(str(Path(alone).absolute()), alone),)
            return
        mine = own(pricing)
        self.roots = (Root(str(bundled()), "pricing"), *([Root(str(mine.absolute()), str(mine))] if mine else []))

    def __getstate__(self) -> dict[str, object]:
        """What it reads, and nothing of what it has read."""
        return {"roots": self.roots, "_platforms": {}, "_editions": {}, "_pending": [], "_listed": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__ |= {**state, "_lock": RLock()}

    @cached_property
    def index(self) -> Index:
        """All platforms and their editions. Raises CreditcalcError where their sheets are wrong."""
        return self._indexed(None)

    def _indexed(self, only: str | None) -> Index:
        def make() -> Index:
            from creditcalc.sheets.compiler import index  # noqa: PLC0415  # the compiler owns yaml

            return index(self.roots, only)

        return cached(f"index {only} {self.roots}", make, Index)

    def platform(self, name: str | None = None) -> Platform:
        """The platform of that id or display name, however it is written, else the default one.

        No other platform's sheets are looked at for an id. Raises CreditcalcError for an unknown name, with the nearest
        ones, and for one that several platforms have.
        """
        wanted = (name or "").lower()
        if wanted not in self._platforms:
            found = self._indexed(wanted) if not wanted or ID.fullmatch(wanted) else None
            known = found.platforms.get(wanted or found.default_platform) if found else None
            self._listed = found.list_prices if found else self.index.list_prices
            if known is None:
                known = self._named(name or "")
            self._platforms[wanted] = self._platforms[known.id] = known
        return self._platforms[wanted]

    def _named(self, name: str) -> Platform:
        found = self.platforms_called.get(folded(name), ())
        if len(found) == 1:
            return self.index.platforms[found[0]]
        if found:
            raise CreditcalcError(f"`{name[:80]}` is a name of {ticked(found, 'and')}: use an id", did_you_mean=found)
        things = {called: self.index.platforms[ids[0]].sheet.name for called, ids in self.platforms_called.items()}
        hint, near = "", list[str]()
        if may_hint(name):
            near = nearest(folded(name), things, SLIP)
            if maker := self._maker(name):
                near = [one for one in near if folded(one).startswith(folded(name))]
                hint = f"{' ' if near else ': '}{maker}'s own prices are those of `--platform {self.index.list_prices}`"
        words = f"unknown platform `{name[:80]}`{offered(near)}{hint} (see `creditcalc platforms list`)"
        raise CreditcalcError(words, did_you_mean=near)

    def _maker(self, name: str) -> str | None:
        """The maker of that name among those whose own prices there are, if there is one."""
        if self.index.list_prices in self.index.platforms:
            with suppress(CreditcalcError):
                listed = self.edition(self.index.list_prices)
                return next((one.maker for one in listed.models.values() if folded(one.maker) == folded(name)), None)
        return None

    @cached_property
    def platforms_called(self) -> dict[str, tuple[str, ...]]:
        """The ids of the platforms of a name, by the name folded."""
        return platform_names(self.index.platforms.values())

    @cached_property
    def topics(self) -> "Mapping[str, Topic]":
        """The topics of the guide, by id. Raises CreditcalcError where a catalog's sheet is wrong."""
        from creditcalc.pricebook.rule import Topics  # noqa: PLC0415  # a quote reads no rules

        def make() -> Topics:
            from creditcalc.sheets.compiler import topics  # noqa: PLC0415  # the compiler owns yaml

            return topics(self.roots)

        return cached(f"topics {self.roots}", make, Topics).topics

    def compiled(self, platform: Platform, edition: str) -> Compiled:
        """An edition as its sheets make it, with whatever is wrong with them."""

        def listed(name: str) -> Compiled:
            platform_name, _, edition_name = name.partition("/")
            if (platform_name, edition_name) in self._pending:
                raise CreditcalcError(f"edition `{name}` cannot take list prices from itself: name another as `list`")
            found = self.platform(platform_name)
            if edition_name not in found.editions:
                raise CreditcalcError(f"no edition `{name}` to take list prices from")
            return self.compiled(found, edition_name)

        def make() -> Compiled:
            from creditcalc.sheets.compiler import compile_edition  # noqa: PLC0415  # the compiler owns yaml

            self._pending.append(key)
            try:
                with limited(repeat(True, MOST_HINTS)):
                    return compile_edition(self.roots, platform, edition, listed)
            finally:
                self._pending.pop()

        key = (platform.id, edition)
        if key not in self._editions:
            self._editions[key] = cached(f"{platform.id}/{edition} {self.roots}", make, Compiled)._replace(anew=make)
        return self._editions[key]

    def edition(self, platform: str | None = None, edition: str | None = None, as_of: str | None = None) -> Edition:
        """The edition to price with: the named one, else the one in force on a day, else
        the platform's default; with the rows in force on that day, else on the day its figures were read.

        Raises CreditcalcError for names that are not there, for a day no edition (or more than one) covers, and for
        sheets that cannot be read.
        """
        with self._lock:
            book = self.platform(platform)
            day = Day.parse(as_of) if as_of else None
            found = self.compiled(book, _edition_name(book, edition, day))
            priced = found.on(day or found.edition.as_of)
        priced = priced._replace(platform_of=PlatformOf(self), by_makers=book.id == self._listed)
        return priced if edition or day else priced._replace(newer=book.newer, readings=book.readings)


def _edition_name(platform: Platform, wanted: str | None, day: str | None) -> str:
    known = ticked(platform.editions, "and")
    if wanted:
        if wanted not in platform.editions:
            raise CreditcalcError(f"unknown price book `{wanted[:80]}` of {platform.id} (it has {known})")
        return wanted
    if day is None:
        if platform.sheet.default_edition not in platform.editions:
            raise CreditcalcError(f"the default edition `{platform.sheet.default_edition}` of {platform.id} is missing")
        return platform.sheet.default_edition
    fitting = platform.in_force_on(day)
    if len(fitting) != 1:
        found = (
            f"{ticked(fitting, 'and')} of {platform.id} cover" if fitting else f"no price book of {platform.id} covers"
        )
        raise CreditcalcError(f"{found} {day}: name one with `--edition` ({known})")
    return fitting[0]


class PlatformOf:
    """The id of the one platform of a name, of the default one for `""`; None where there is none, or several."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def __call__(self, name: str) -> str | None:
        if not name:
            return self.catalog.index.default_platform
        found = self.catalog.platforms_called.get(folded(name), ())
        return found[0] if len(found) == 1 else None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PlatformOf) and self.catalog.roots == other.catalog.roots

    def __hash__(self) -> int:
        return hash(self.catalog.roots)
