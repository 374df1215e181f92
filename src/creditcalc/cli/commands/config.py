"""`creditcalc config`: what the tool remembers."""

from collections.abc import Iterator
from contextlib import suppress
from os.path import lexists
from typing import Annotated

import typer

from creditcalc.cli.config import (
    OF_ALL,
    OF_ONE,
    REMEMBERED,
    TABLE,
    TAKES,
    Memory,
    meaning,
    recalled,
)
from creditcalc.cli.config_file import change, own_path, raw_key
from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import Output, Pricing, command, config_path
from creditcalc.cli.output import emit, note, write_output
from creditcalc.day import month_words
from creditcalc.errors import CreditcalcError, Hinted
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.plan import BILLED
from creditcalc.record import Record
from creditcalc.reports.book import DATED
from creditcalc.reports.settings import SettingValue, settings_report
from creditcalc.sheets.catalog import Catalog
from creditcalc.text import folded, nearest, offered, ticked

app = PlainTyper(no_args_is_help=True)

SettingKey = Annotated[
    str,
    typer.Argument(
        metavar="KEY",
        help="platform, currency, plan, billing or edition; PLATFORM.plan for another platform.",
    ),
]


@app.callback()
def config() -> None:
    """Remember your platform, plan, prices and currency.

    creditcalc config set plan plus

    What is remembered is used where you type nothing else. An environment variable comes before it, and an option
    before both. Plan, billing and edition are kept for each platform.

    creditcalc config list
    """


OfPlatform = Annotated[
    str | None,
    typer.Option(
        "--platform",
        metavar="NAME",
        help="Platform whose setting it is.",
        rich_help_panel=Section.PRICES,
    ),
]


class Named(Record):
    """A setting by its name and, where it is of one, the platform that it is of, and the default one; both by id."""

    name: str
    platform: str = ""
    default: str = ""

    @classmethod
    def of(cls, catalog: Catalog, memory: Memory, key: str, platform: str | None = None) -> "Named":
        """The setting of a key that is typed. Raises CreditcalcError for an unknown key or platform."""
        before, _, name = key.rpartition(".")
        name = name.lower()
        if name not in REMEMBERED or (before and name in OF_ALL):
            near = offered(nearest(name, {one: one for one in REMEMBERED}))
            raise CreditcalcError(f"no setting `{key[:80]}`{near} (there are {ticked(REMEMBERED, 'and')})")
        if name in OF_ALL:
            if platform:
                raise CreditcalcError(f"`{name}` is the same for all platforms: leave out --platform")
            return cls(name)
        if platform and before:
            raise CreditcalcError(f"`{key[:80]}` names a platform already: leave out --platform")
        default, asked = default_platform(catalog, memory), platform or before
        return cls(name, catalog.platform(asked).id if asked else default, default)

    @property
    def path(self) -> tuple[str, ...]:
        """The key in the file."""
        return (TABLE, self.platform, self.name) if self.platform else (self.name,)

    @property
    def typed(self) -> str:
        """The key in full."""
        return f"{self.platform}.{self.name}" if self.platform else self.name


def default_platform(catalog: Catalog, memory: Memory) -> str:
    """The id of the platform that is priced where none is named."""
    return memory.platform(catalog).id


def _memory() -> Memory:
    """What is remembered."""
    path = config_path()
    return recalled(path if path and lexists(path) else "")


def _value(catalog: Catalog, memory: Memory, named: Named) -> SettingValue:
    said = memory.said(named.name, named.platform, default=named.platform == named.default)
    if said is not None:
        return SettingValue(named.typed, said.value, said.source)
    default = None
    if named.name == "platform":
        default = catalog.index.default_platform
    elif named.name == "edition" and named.platform in catalog.index.platforms:
        default = catalog.platform(named.platform).sheet.default_edition
    return SettingValue(named.typed, default, "default")


@app.command("get")
@command
def get_setting(key: SettingKey, platform: OfPlatform = None, pricing: Pricing = None) -> None:
    """Print the value of a setting.

    creditcalc config get platform

    It is the one that is used where no option says another. Without one the exit code is 1.
    """
    catalog, memory = Catalog(pricing), _memory()
    found = _value(catalog, memory, Named.of(catalog, memory, key, platform))
    if found.value is None:
        raise Hinted(f"{found.key} is not set", "to set it", f"creditcalc config set {found.key} VALUE")
    write_output(f"{found.value}\n")


@app.command("set")
@command
def set_setting(
    key: SettingKey,
    value: Annotated[str, typer.Argument(metavar="VALUE", help='Value, for example plus or "Plus (yearly)".')],
    platform: OfPlatform = None,
    pricing: Pricing = None,
) -> None:
    """Remember a setting.

    creditcalc config set plan "Plus (yearly)"

    You can write names as they are printed. A plan with its billing sets both.

    creditcalc config set plan pro --platform runway
    """
    path, catalog, memory = own_path(), Catalog(pricing), _memory()
    named = Named.of(catalog, memory, key, platform)
    found = dict(_meant(catalog, memory, named, value))
    change(path, {(*named.path[:-1], name): word for name, word in found.items()})
    prefix = f"{named.platform}." if named.platform else ""
    for name, word in found.items():
        note(f"{prefix}{name} is {word}")
        if name in memory.environment and named.platform == named.default:
            note(f"CREDITCALC_{name.upper()} comes before it: {memory.environment[name]}")


def _meant(catalog: Catalog, memory: Memory, named: Named, value: str) -> Iterator[tuple[str, str]]:
    """What a value sets, by the names of the settings. Raises CreditcalcError for what means nothing."""
    if named.name == "platform":
        yield "platform", catalog.platform(value).id
    elif named.name in TAKES:
        said = meaning(named.name, value)
        if said is None:
            raise CreditcalcError(f"`{named.typed}` cannot be `{value[:80]}`: {TAKES[named.name]}")
        yield named.name, said
    elif named.name == "edition":
        yield "edition", _edition(catalog, named.platform, value)
    else:
        yield from _plan(catalog, memory, named, value)


def _edition(catalog: Catalog, platform: str, value: str) -> str:
    """The price book of that name, or of the month or title that screens call it by."""
    books = catalog.platform(platform).editions
    months = {month_words(one): one for one in books if DATED.fullmatch(one)}
    called = {folded(f"{before}{month}"): one for month, one in months.items() for before in ("", "prices of ")}
    called |= {folded(span.title): name for name, span in books.items() if span.title}
    return catalog.edition(platform, called.get(folded(value), value)).id


def _plan(catalog: Catalog, memory: Memory, named: Named, value: str) -> Iterator[tuple[str, str]]:
    said = memory.config.get("edition", named.platform)
    edition = catalog.edition(named.platform, said)
    try:
        plan = edition.plan(value)
    except CreditcalcError as error:
        raise _of_another(catalog, edition, value) or error from None
    yield "plan", plan.id
    billed = {BILLED[money.every] for money in plan.prices if money.every in BILLED}
    if plan.prices != edition.plans[plan.id].prices and len(billed) == 1:
        yield "billing", billed.pop()


def _of_another(catalog: Catalog, edition: Edition, value: str) -> CreditcalcError | None:
    """The refusal of a plan that another price book of the platform has."""
    for name in catalog.platform(edition.platform).editions:
        with suppress(CreditcalcError):
            plan = catalog.edition(edition.platform, name).plan(value)
            return Hinted(
                f"{plan.name} is a plan of {edition.platform} {name}, and your prices are those of {edition.id}",
                "to use those prices first",
                f"creditcalc config set {edition.platform}.edition {name}",
            )
    return None


@app.command("unset")
@command
def unset_setting(key: SettingKey, platform: OfPlatform = None, pricing: Pricing = None) -> None:
    """Forget a setting.

    creditcalc config unset plan

    It forgets whatever the file has under a key, also what means nothing.
    """
    path = own_path()
    if not platform and (raw := raw_key(path, key)):
        change(path, {raw: None})
        return
    catalog, memory = Catalog(pricing), _memory()
    named = Named.of(catalog, memory, key, platform)
    if memory.config.get(named.name, named.platform) is None:
        note(f"{named.typed} was not set")
        return
    change(path, {named.path: None})


@app.command("list")
@command
def list_settings(output: Output, pricing: Pricing = None) -> None:
    """List every setting with its value, and where that is from.

    creditcalc config list
    """
    catalog, memory = Catalog(pricing), _memory()
    default = default_platform(catalog, memory)
    known = dict.fromkeys((default, *memory.config.platforms))
    names = [Named(name) for name in OF_ALL] + [Named(name, one, default) for one in known for name in OF_ONE]
    found = [_value(catalog, memory, one) for one in names]
    emit(output, settings_report(found, config_path()))


@app.command("path")
@command
def print_path() -> None:
    """Print the path of the file that keeps the settings.

    creditcalc config path
    """
    write_output(f"{own_path()}\n")
