"""The same generation on every platform: in its credits, in money on its plans, against the list price."""

from itertools import pairwise

from creditcalc.plans.platforms import MONEY, Missing, Offer
from creditcalc.plans.share import HUNDRED
from creditcalc.reports.quote import not_sold
from creditcalc.reports.report import Cell, Column, Report, listing
from creditcalc.sheets.catalog import Catalog
from creditcalc.text import count, units


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


def platform_ranking(catalog: Catalog, found: list[Offer], missing: list[Missing], title: str) -> Report:
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
    notes += not_sold(offer.quote for offer in found)
    data = listing("platforms-compare", "offers", columns, rows, beside=map(_sold, found), currency=MONEY)
    data["certain"], data["missing"] = certain, [one._asdict() for one in missing]
    return Report(title, columns, tuple(rows), data, aside="default editions", notes=tuple(notes))
