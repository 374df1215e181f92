"""The same generation on every platform: in its credits, in money on its plans, against the list price."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from creditcalc.amount import Amount
from creditcalc.errors import UNPUBLISHED, CreditcalcError
from creditcalc.plan import Option, Pack, options, packs
from creditcalc.plan_report import HUNDRED
from creditcalc.pricebook.condition import value_of, word_of
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model
from creditcalc.rating.generation import Given, resolve, words
from creditcalc.rating.quote import Quote, price
from creditcalc.report import Cell, Column, Report, listing
from creditcalc.sheets.catalog import Catalog
from creditcalc.text import count, units

MONEY = "USD"
"""What is compared in; a platform whose unit this is needs no plan."""


class Offer(NamedTuple):
    """A generation on a platform, on one of its plans or with bought credits alone where it sells credits."""

    quote: Quote
    snapped: str | None
    option: Option | None = None
    pack: Pack | None = None

    @property
    def money(self) -> Amount | None:
        """What it costs in money: directly, as its share of the plan's month, or of a pack; None where unpublished."""
        if self.quote.edition.unit == MONEY:
            return self.quote.total
        if self.pack is not None:
            return self.quote.total / self.pack.credits * self.pack.cost
        share = self.share
        return None if share is None or self.option is None else share * self.option.monthly

    @property
    def share(self) -> Amount | None:
        """Its share of the plan's monthly allowance, of one."""
        if self.option is None or self.option.allowance.qualifier == "unknown":
            return None
        return self.quote.total / self.option.allowance


class Missing(NamedTuple):
    """A platform that does not compare, and why."""

    platform: str
    reason: str


def platforms(catalog: Catalog) -> Report:
    """Every platform: what it sells in, its editions, and how much of it the sheets hold."""
    columns = (
        Column("id", "Platform"),
        Column("name", "Name"),
        Column("unit", "Sells"),
        Column("editions", "Editions"),
        Column("models", "Models", True),
        Column("plans", "Plans", True),
        Column("home", "Home page"),
    )
    rows: list[tuple[Cell, ...]] = []
    for platform in catalog.index.platforms.values():
        default = platform.sheet.default_edition
        edition = catalog.edition(platform.id)
        names = ", ".join(f"{name} (default)" if name == default else name for name in platform.editions)
        rows.append(
            (
                platform.id,
                platform.sheet.name,
                units(edition.unit),
                names,
                len(edition.models),
                len(edition.plans),
                platform.sheet.home,
            )
        )
    beside = (
        {"edition_ids": list(platform.editions), "default_edition": platform.sheet.default_edition}
        for platform in catalog.index.platforms.values()
    )
    data = listing("platforms", "platforms", columns, rows, beside=beside, default=catalog.index.default_platform)
    return Report(count(len(rows), "platform"), columns, tuple(rows), data)


def snapped(model: Model, given: Given) -> tuple[dict[str, str], str | None]:
    """The settings with a length that the model makes: where it only makes fixed lengths, the next longer one."""
    asked = words(given)
    setting = model.settings.get("seconds")
    if setting is None or "seconds" not in asked or not setting.choices or setting.admits(value_of(asked["seconds"])):
        return asked, None
    wanted = Fraction(asked["seconds"])
    longer = [value for value in setting.choices if isinstance(value, Fraction) and value >= wanted]
    if not longer:
        return asked, None
    length = word_of(min(longer))
    return {**asked, "seconds": length}, f"{length} s for {asked['seconds']} s"


def offers(
    catalog: Catalog, model: str, given: Given, *, outputs: int, takes: int, plans: Iterable[str] = ()
) -> tuple[list[Offer], list[Missing]]:
    """The generation on every platform, cheapest first in money, and the platforms that do not compare."""
    wanted = {name.lower() for name in plans}
    found: list[Offer] = []
    missing: list[Missing] = []
    for platform in catalog.index.platforms.values():
        edition = catalog.edition(platform.id)
        if model.lower() not in edition.names:
            continue
        try:
            sold = catalog.model(edition, model)
            found += _on(edition, sold, given, outputs, takes, wanted)
        except CreditcalcError as error:
            why = "nobody publishes its price" if error.code == UNPUBLISHED else str(error)
            missing.append(Missing(platform.id, why))
    known = sorted({offer.option.plan.id for offer in found if offer.option})
    unknown = wanted - set(known)
    if unknown:
        raise CreditcalcError(f"no platform that sells this has a plan `{min(unknown)}`: they have {', '.join(known)}")
    found.sort(key=_dearness)
    return found, missing


def _dearness(offer: Offer) -> tuple[bool, bool, Fraction]:
    """What is surely cheap first: by the upper end, then what has none, then what has no price in money."""
    money = offer.money
    if money is None:
        return True, True, Fraction(0)
    return False, money.high is None, money.low if money.high is None else money.high


def _on(edition: Edition, model: Model, given: Given, outputs: int, takes: int, wanted: set[str]) -> list[Offer]:
    """The offers of one platform: one, or one for each of its plans."""
    settings, note = snapped(model, given)

    def quoted(extra: dict[str, str]) -> Quote:
        return price(resolve(model, {**settings, **extra}, outputs=outputs, takes=takes), edition)

    if edition.unit == MONEY:
        return [Offer(quoted({}), note)]
    if not edition.plans:
        return [Offer(quoted({}), note, pack=_cheapest(edition))]
    try:
        ways = options(edition, MONEY)
    except CreditcalcError:
        ways = []
    by_plan = "plan" in model.settings and "plan" not in settings
    # What is free of charge is no price to compare, unless it is asked for by name.
    chosen = [way for way in ways if (way.plan.id in wanted if wanted else way.billed.high != 0)]
    found = []
    for way in chosen:
        if by_plan and not model.settings["plan"].admits(way.plan.id):
            continue
        try:
            found.append(Offer(quoted({"plan": way.plan.id} if by_plan else {}), note, way))
        except CreditcalcError:
            if not by_plan:
                raise
    return found or ([] if wanted else [Offer(quoted({}), note)])


def _cheapest(edition: Edition) -> Pack | None:
    """The top-up with the cheapest credits, where one can be bought without a plan."""
    return min(packs(edition, None, MONEY), key=lambda pack: pack.cost.low / pack.credits.low, default=None)


def _sold(offer: Offer) -> dict[str, str | None]:
    """Where an offer is, as scripts name it."""
    edition, option, pack = offer.quote.edition, offer.option, offer.pack
    return {
        "platform": edition.platform,
        "edition": edition.id,
        "plan_id": option.plan.id if option else None,
        "billing": option.billing if option else None,
        "top_up_id": pack.top_up.id if pack else None,
    }


def comparison(catalog: Catalog, found: list[Offer], missing: list[Missing], title: str) -> Report:
    """The offers as a report, with the provider's list price as the measure where the list has it."""
    columns = (
        Column("platform", "Platform"),
        Column("settings", "As sold"),
        Column("total", "Credits", True),
        Column("plan", "Plan"),
        Column("share_percent", "% of month", True),
        Column("money", MONEY, True),
        Column("factor", "Times list price", True),
        Column("grade", "Evidence"),
    )
    measure = catalog.index.list_prices
    listed = next((offer.money for offer in found if offer.quote.edition.platform == measure), None)
    rows: list[tuple[Cell, ...]] = []
    for offer in found:
        edition = offer.quote.edition
        inputs = offer.quote.generation.inputs
        chosen = [
            f"{name} {one['value']}" for name, one in inputs.items() if one["from"] in ("open", "default", "always")
        ]
        share, money = offer.share, offer.money
        rows.append(
            (
                f"{edition.platform} {edition.id}",
                ", ".join(
                    [*([offer.snapped] if offer.snapped else []), *(w for w in chosen if not w.endswith(" off"))]
                ),
                offer.quote.total if edition.unit != MONEY else None,
                offer.option.name if offer.option else offer.pack.top_up.name if offer.pack else None,
                share * HUNDRED if share else None,
                money,
                money / listed if money is not None and listed is not None else None,
                offer.quote.evidence.grade,
            )
        )
    notes = [f"Not compared: {one.platform}, {one.reason}." for one in missing]
    known = [offer.money for offer in found if offer.money is not None]
    certain = all(one.high is not None and one.high <= other.low for one, other in pairwise(known))
    if not certain:
        notes.append("Where intervals overlap the order is not certain.")
    data = listing("platforms-compare", "offers", columns, rows, beside=map(_sold, found), currency=MONEY)
    data["certain"], data["missing"] = certain, [one._asdict() for one in missing]
    return Report(title, columns, tuple(rows), data, aside="default editions", notes=tuple(notes))
