"""Contradictions of the catalog, of platforms, and of editions: what is missed, days, units, sources, yardsticks."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path

from creditcalc.errors import UNPUBLISHED, CreditcalcError
from creditcalc.pricebook.currency import CURRENCIES
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Rate
from creditcalc.pricebook.plan import TopUp
from creditcalc.rating.allowance import credits_of
from creditcalc.rating.generation import resolve
from creditcalc.rating.quote import price
from creditcalc.sheets.compiled import Compiled, Index, Platform, Root, platform_names
from creditcalc.sheets.contradictions.bills import bill_contradictions
from creditcalc.sheets.contradictions.failed import failed_contradictions
from creditcalc.sheets.contradictions.models import addon_contradictions, model_contradictions
from creditcalc.sheets.contradictions.plans import currency_fault, currency_faults, plan_contradictions
from creditcalc.sheets.contradictions.twice import twice
from creditcalc.sheets.reader import Fault, Unreadable, read_sheet
from creditcalc.text import did_you_mean, folded, ticked


def catalog_contradictions(roots: tuple[Root, ...], index: Index) -> Iterator[Fault]:
    """A platform that list prices are to come from and that is not there; a name that two platforms have."""
    if index.list_prices and index.list_prices not in index.platforms:
        place = _places(roots, "catalog.yaml")["list_prices"]
        hint = did_you_mean(index.list_prices, index.platforms) or f": there are {ticked(index.platforms, 'and')}"
        yield Fault(place, f"unknown platform `{index.list_prices}`{hint}")
    told = set[tuple[str, ...]]()
    for named, ids in platform_names(index.platforms.values()).items():
        if len(ids) > 1 and ids not in told:
            told.add(ids)
            owner = next((one for one in ids if folded(one) == named), ids[0])
            other = next(one for one in ids if one != owner)
            place = _places(roots, other, "platform.yaml")["name"]
            sheet = index.platforms[other].sheet
            name = next(one for one in (sheet.name, sheet.seller, other) if one and folded(one) == named)
            yield Fault(place, f"the name `{name}` belongs to the platform `{owner}` too: rename one")


def platform_contradictions(roots: tuple[Root, ...], platform: Platform) -> Iterator[Fault]:
    """A default edition that is not there; editions in force on the same day that are no reading of one another."""
    default = platform.sheet.default_edition
    if default not in platform.editions:
        place = _places(roots, platform.id, "platform.yaml")["default_edition"]
        hint = did_you_mean(default, platform.editions) or f": it has {ticked(platform.editions, 'and') or 'none'}"
        yield Fault(place, f"{platform.id} has no edition `{default}`{hint}")
    yield from _readings(roots, platform)
    spans = sorted((days.since, days.until or NEVER, name) for name, days in platform.editions.items())
    for (_, ends, one), (begins, last, other) in combinations(spans, 2):
        if begins <= min(ends, last) and _read(platform, one) != _read(platform, other):
            place = _places(roots, platform.id, other, "edition.yaml")["from"]
            remedy = f"give `{one}` a `to` before, or one of them a `reading_of`, or `--as-of` cannot tell them apart"
            yield Fault(place, f"edition `{one}` is in force on {begins} too: {remedy}")


NEVER = "9999"
"""Later than the last day of any edition."""


def _read(platform: Platform, edition: str) -> str:
    """The edition that another reads otherwise, or that one itself."""
    return platform.editions[edition].reading_of or edition


def _readings(roots: tuple[Root, ...], platform: Platform) -> Iterator[Fault]:
    """Readings of what is not there, is a reading itself or of other days; a default edition that is a reading."""
    for name, days in platform.editions.items():
        if days.reading_of is None:
            continue
        place = _places(roots, platform.id, name, "edition.yaml")["reading_of"]
        read = platform.editions.get(days.reading_of)
        if read is None:
            hint = did_you_mean(days.reading_of, platform.editions) or ": name one that it has"
            yield Fault(place, f"{platform.id} has no edition `{days.reading_of}`{hint}")
        elif read.reading_of is not None:
            yield Fault(place, f"`{days.reading_of}` is a reading itself: name the edition that both read")
        elif max(days.since, read.since) > min(days.until or NEVER, read.until or NEVER):
            yield Fault(place, f"`{days.reading_of}` is in force on other days: a reading is of the same days")
        if name == platform.sheet.default_edition:
            place = _places(roots, platform.id, "platform.yaml")["default_edition"]
            yield Fault(place, f"`{name}` is a reading of `{days.reading_of}`: name that one")


def edition_contradictions(roots: tuple[Root, ...], compiled: Compiled, today: str) -> Iterator[Fault]:
    """What an edition says against itself. What depends on `today` (year-month-day) is a warning."""
    edition = compiled.on(None)
    sheet = edition.sheet
    places = _places(roots, edition.platform, edition.id, "edition.yaml")
    yield from _days(edition, places, today)
    yield from _unit(edition.unit, places["unit"])
    if sheet.spending_order_source and not sheet.spending_order:
        place = places["spending_order_source"]
        yield Fault(place, "has no `spending_order` to be the source of: add one, or remove it", warning=True)
    said = (sheet.plan_changes, sheet.failed_generations, sheet.credits_per_usd)
    for part in (edition.plans, edition.top_ups, edition.discounts, edition.addons, *said):
        yield from twice(part)
        yield from currency_faults(part)
    yield from plan_contradictions(edition)
    yield from failed_contradictions(sheet.failed_generations, edition)
    yield from _measures(compiled.on(edition.as_of))
    yield from _conversions(edition)
    yield from _alike(edition)
    for model in edition.models.values():
        yield from model_contradictions(model, edition)
    for addon in edition.addons.values():
        yield from addon_contradictions(addon, edition)
    yield from bill_contradictions(roots, compiled, today)


def _places(roots: Iterable[Root], *parts: str) -> dict[str, str]:
    """The places of the values of a sheet by key, each in the last root that has it."""
    found: dict[str, str] = {}
    for root in roots:
        try:
            node, _ = read_sheet(Path(root.path, *parts), "/".join((root.name, *parts)))
        except Unreadable:
            continue  # it is not in this root, or its own fault is told
        if isinstance(node.value, dict):
            found |= {key: child.place for key, child in node.value.items()}
    return found


def _days(edition: Edition, places: Mapping[str, str], today: str) -> Iterator[Fault]:
    sheet = edition.sheet
    as_of = f"`as_of` is {sheet.as_of}"
    if sheet.to and sheet.from_ > sheet.to:
        yield Fault(places["to"], f"`from` is later than `to`, {sheet.from_} than {sheet.to}: swap them")
    elif sheet.as_of < sheet.from_:
        yield Fault(places["as_of"], f"{as_of}, and the edition is in force from {sheet.from_}: correct one of them")
    elif sheet.to and sheet.as_of > sheet.to:
        yield Fault(places["as_of"], f"{as_of}, and the edition is in force to {sheet.to}: correct one of them")
    if sheet.as_of > today:
        yield Fault(places["as_of"], f"{as_of}, in the future: write the day that the figures were read", warning=True)
    for key, source in edition.sources.items():
        if source.place and ":" not in key and source.date > today[: len(source.date)]:
            yield Fault(source.place, f"`{key}` is dated {source.date}, in the future: correct its date", warning=True)


def _unit(unit: str, place: str) -> Iterator[Fault]:
    """A unit that is no currency, though it looks like one, or no singular."""
    code = unit.upper()
    if len(unit) == len("USD") and (unit == code or code in CURRENCIES):
        yield from currency_fault(unit, place)
    elif unit.endswith("s") and not unit.endswith("ss"):
        yield Fault(place, f"`{unit}` is not singular: write `{unit[:-1]}`")


def _conversions(edition: Edition) -> Iterator[Fault]:
    """Claims on `credits_per_usd` that no price can be calculated with."""
    conversion = edition.sheet.credits_per_usd
    for claim in conversion.claims if conversion else ():
        if claim.price is None or not claim.price.low:
            yield Fault(claim.place, "a claim on `credits_per_usd` needs a `price` above 0, the credits of one dollar")


def _alike(edition: Edition) -> Iterator[Fault]:
    """Top-ups and add-ons that nobody could tell apart by what they are called."""
    shelves: tuple[Mapping[str, TopUp | Rate], ...] = (edition.top_ups, edition.addons)
    for shelf in shelves:
        owners: dict[str, str] = {}
        for key, value in shelf.items():
            if value.name and (owner := owners.setdefault(folded(value.name), key)) != key:
                yield Fault(
                    value.place, f"`{key}` and `{owner}` are both called `{value.name}`: rename one", warning=True
                )


def _measures(edition: Edition) -> Iterator[Fault]:
    """Yardsticks and minutes of a model that cannot be measured by: options that it does not take, or lacks."""
    given = [plan.allowance for plan in edition.plans.values()] + [pack.gives for pack in edition.top_ups.values()]
    for allowance in given:
        if allowance is None or allowance.of is None or not _usable(allowance.of, edition):
            continue  # it is of no model, or that is told already
        try:
            credits_of(allowance, edition)
        except CreditcalcError as error:
            if error.code != UNPUBLISHED:
                yield Fault(allowance.place, f"a {allowance.unit} of `{allowance.of}` cannot be priced: {error}")
    for name, stick in edition.sheet.sticks.items():
        if not _usable(stick.model, edition):
            continue  # that is told already
        try:
            price(resolve(edition.model(stick.model), stick.with_), edition)
        except CreditcalcError as error:
            if error.code != UNPUBLISHED:
                what = f"the yardstick `{name}`" if name in edition.sheet.yardsticks else f"`{name}`"
                yield Fault(stick.place, f"{what} cannot be priced: {error}")


def _usable(model: str, edition: Edition) -> bool:
    """Whether a name is that of one model, whose sheet is right."""
    ids = edition.ids(model)
    return len(ids) == 1 and ids[0] in edition.models
