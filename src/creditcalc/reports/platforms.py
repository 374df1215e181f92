"""The same generation on every platform: in its credits, in money on its plans, against the list price."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from creditcalc.amount import Amount
from creditcalc.figures import Figure, in_sentence, money, multiple, percentage
from creditcalc.plans.platforms import MONEY, Missing, Offer
from creditcalc.plans.share import HUNDRED, your_plan
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import EMPTY
from creditcalc.pricebook.plan import Plan
from creditcalc.rating.generation import Given, words
from creditcalc.record import Record
from creditcalc.reports.book import GRADE_WORDS, amount_json, money_json, newer_note, priced_book_json, shown_there
from creditcalc.reports.plans_json import option_json
from creditcalc.reports.quote import MOST_NAMED, model_named, not_sold, spoken
from creditcalc.reports.report import AnswerLine, Cell, Column, Note, Report, Strong, pasted
from creditcalc.sheets.catalog import Catalog
from creditcalc.text import count, series, units

if TYPE_CHECKING:
    from creditcalc.reports.objects import platforms as objects


def platforms(catalog: Catalog, mine: str) -> Report:
    """Every platform: what it sells in, its editions, and how much of it the sheets hold.

    `mine` is the id of the one that is priced where none is named.
    """
    columns = (
        Column("id", "Platform", readers="scripts"),
        Column("name", "Platform"),
        Column("typed", "--platform", whole=True, readers="people"),
        Column("unit", "", readers="scripts"),
        Column("sells", "Sells", priority=1, readers="people"),
        Column("editions", "Editions", readers="scripts"),
        Column("default_edition", "", readers="scripts"),
        Column("models", "Models", True),
        Column("plans", "Plans", True, priority=2),
        Column("books", "--edition", priority=3, least=24, readers="people"),
        Column("home", "Home page", whole=True, priority=4),
    )
    rows: list[tuple[Cell, ...]] = []
    listed: list[objects.PlatformObject] = []
    for platform in catalog.index.platforms.values():
        default = platform.sheet.default_edition
        edition = catalog.edition(platform.id)
        ordered = [default, *(name for name in platform.editions if name != default)]
        titles = {name: span.title for name, span in platform.editions.items()}
        rows.append(
            (
                platform.id,
                platform.sheet.name,
                platform.id,
                edition.unit,
                units(edition.unit),
                ", ".join(platform.editions),
                default,
                len(edition.models),
                len(edition.plans),
                ", ".join(f"{name} ({titles[name]})" if titles.get(name) else name for name in ordered),
                platform.sheet.home,
            )
        )
        listed.append(
            {
                "id": platform.id,
                "name": platform.sheet.name,
                "unit": edition.unit,
                "editions": list(platform.editions),
                "default_edition": default,
                "books": [
                    {"edition": name, "title": span.title, "reading_of": span.reading_of}
                    for name, span in platform.editions.items()
                ],
                "counts": {"models": len(edition.models), "plans": len(edition.plans)},
                "home": platform.sheet.home,
            }
        )
    data: objects.PlatformsObject = {
        "schema": "creditcalc/platforms/1",
        "default_platform": catalog.index.default_platform,
        "platforms": listed,
    }
    return Report(
        count(len(rows), "platform"),
        columns,
        tuple(rows),
        data,
        notes=(f"Without --platform, prices are {platform_name(catalog, mine)}'s.",),
    )


def _seller(offer: Offer) -> "objects.SellerObject":
    generation = offer.quote.generation
    return {
        **priced_book_json(offer.quote.edition),
        "model": model_named(generation.model),
        "inputs": {name: one for name, one in generation.inputs.items() if name != "plan"},
        "snapped": offer.snapped and {"asked": offer.snapped.asked, "made": offer.snapped.made},
    }


def _offer(offer: Offer, factor: Amount | None) -> "objects.OfferObject":
    """An offer for scripts; `factor` is how many times the list price it costs."""
    quote, option, pack = offer.quote, offer.option, offer.pack
    return {
        "platform": quote.edition.platform,
        "edition": quote.edition.id,
        "unit": quote.edition.unit,
        "total": quote.total.as_json(),
        "plan": option and option_json(option),
        "share_percent": amount_json(offer.share and offer.share * HUNDRED),
        "top_up": pack and {"id": pack.top_up.id, "name": pack.top_up.name},
        "money": None if offer.money is None else money_json(offer.money, MONEY),
        "times_list_price": amount_json(factor),
        "grade": quote.evidence.grade,
    }


RANKING = (
    Column("platform", "", readers="scripts"),
    Column("edition", "", readers="scripts"),
    Column("settings", "", readers="scripts"),
    Column("total", "", True, readers="scripts"),
    Column("unit", "", readers="scripts"),
    Column("plan", "", readers="scripts"),
    Column("top_up", "", readers="scripts"),
    Column("share_percent", "", True, readers="scripts"),
    Column("money", "", True, readers="scripts"),
    Column("times_list_price", "", True, readers="scripts"),
    Column("grade", "", readers="scripts"),
    Column("name", "Platform", readers="people"),
    Column("way", "Plan", whole=True, readers="people"),
    Column("price", MONEY, True, readers="people"),
    Column("cost", "Credits", True, priority=2, readers="people"),
    Column("share", "of a month", True, priority=4, readers="people"),
    Column("measure", "vs list", True, priority=1, readers="people"),
    Column("source", "Source", priority=3, readers="people"),
    Column("made", "Made as", priority=5, least=16, readers="people"),
)


class Mine(Record):
    """The platform that is priced where none is named, and the plans of the person who asks, by platform."""

    platform: str
    plans: Mapping[str, Plan] = EMPTY

    def has(self, offer: Offer) -> bool:
        """Whether an offer is on such a plan."""
        plan = self.plans.get(offer.quote.edition.platform)
        return plan is not None and offer.option is not None and offer.option.of(plan)


def offers_title(found: Sequence[Offer], own: str, given: Given) -> str:
    """What is compared, on one line: the model as the platform `own` calls it, if it sells it, and the settings."""
    said = [word for name, value in words(given).items() if (word := spoken(name, value))]
    named = next((offer for offer in found if offer.quote.edition.platform == own), found[0])
    return " · ".join([named.quote.generation.model.name, *said])


def platform_ranking(
    catalog: Catalog,
    found: list[Offer],
    missing: list[Missing],
    title: str,
    mine: Mine | None = None,
    *,
    yearly: bool = True,
) -> Report:
    """The offers as a report, with the provider's list price as the measure where the list has it.

    Without `yearly` only those rows are shown that are paid monthly or by use, but for a platform that has no other.
    """
    measure = catalog.index.list_prices
    list_price = next((offer.money for offer in found if offer.quote.edition.platform == measure), None)
    times = [offer.money / list_price if offer.money and list_price else None for offer in found]
    mine = mine or Mine(catalog.index.default_platform)
    rows = [_row(catalog, offer, factor, mine) for offer, factor in zip(found, times, strict=True)]
    data: objects.PlatformsComparedObject = {
        "schema": "creditcalc/platforms-compare/1",
        "currency": MONEY,
        "certain": _certain(found),
        "books": [_seller(one) for one in {offer.quote.edition.platform: offer for offer in found}.values()],
        "offers": [_offer(offer, factor) for offer, factor in zip(found, times, strict=True)],
        "missing": [
            {
                "platform": one.platform,
                "reason": "unpublished" if one.unpublished else "not_sold",
                "text": one.reason,
                "quote_at": catalog.index.platforms[one.platform].sheet.quote_at,
            }
            for one in missing
        ],
    }
    kept = found if yearly else paid_monthly(found, mine)
    shown = tuple(row for row, offer in zip(rows, found, strict=True) if any(offer is one for one in kept))
    columns = RANKING if any(row[-1] for row in shown) else RANKING[:-1]
    hidden = len(found) - len(kept)
    sellers = count(len({offer.quote.edition.platform for offer in kept}), "platform")
    return Report(
        title,
        columns,
        tuple(row[: len(columns)] for row in shown),
        data,
        aside=f"{count(len(kept), 'offer')} on {sellers}{' · paid monthly' if hidden else ''}",
        answer=tuple(_answers(catalog, kept, list_price, mine)),
        notes=(
            *_notes(catalog, kept, missing),
            *([f"{count(hidden, 'yearly plan')}: {pasted('--yearly')}"] * bool(hidden)),
        ),
        details=(
            *(f"Not compared: {platform_name(catalog, one.platform)}, {one.reason}." for one in missing),
            *not_sold(offer.quote for offer in found),
        ),
        last=" ".join(_shown_there(catalog, kept, missing)),
    )


def _row(catalog: Catalog, offer: Offer, factor: Amount | None, mine: Mine) -> tuple[Cell, ...]:
    """An offer for scripts, then for people."""
    edition, share, cost = offer.quote.edition, offer.share, offer.money
    inputs = offer.quote.generation.inputs
    chosen = [f"{name} {one['value']}" for name, one in inputs.items() if one["from"] in ("open", "default", "always")]
    settings = [str(offer.snapped)] if offer.snapped else []
    settings += [word for word in chosen if not word.endswith(" off")]
    total = offer.quote.total
    unit = "cr" if edition.unit == "credit" else units(edition.unit)
    grade = offer.quote.evidence.grade
    return (
        edition.platform,
        edition.id,
        ", ".join(settings),
        total,
        edition.unit,
        offer.option and offer.option.name,
        offer.pack and offer.pack.top_up.name,
        share and share * HUNDRED,
        cost,
        factor,
        grade,
        offer_name(catalog, offer),
        your_plan(paid_by(offer)) if mine.has(offer) else paid_by(offer),
        cost and money(cost, MONEY),
        None if edition.unit == MONEY else Figure(total, after=f" {unit}"),
        share and percentage(share * HUNDRED),
        factor and multiple(factor),
        GRADE_WORDS[grade],
        ", ".join(_made_as(offer)),
    )


def _made_as(offer: Offer) -> Iterator[str]:
    """How an offer differs from what was asked for, in words: `10 s instead of 8 s`, `any resolution`, `mode pro`."""
    if offer.snapped:
        yield str(offer.snapped)
    for name, one in offer.quote.generation.inputs.items():
        words = name.replace("_", " ")
        if one["from"] == "open":
            yield f"any {words}"
        elif one["from"] in ("default", "always") and one["value"] != "off":
            yield f"{words} {one['value']}"


def platform_name(catalog: Catalog, platform: str) -> str:
    """A platform as people call it, without what explains the name."""
    return catalog.index.platforms[platform].sheet.name.partition(" (")[0]


def offer_name(catalog: Catalog, offer: Offer) -> str:
    platform = offer.quote.edition.platform
    return "List price" if platform == catalog.index.list_prices else platform_name(catalog, platform)


def paid_by(offer: Offer) -> str:
    """The plan or pack that pays for an offer."""
    if offer.option:
        return offer.option.name
    return offer.pack.top_up.name if offer.pack else "pay as you go"


def _by_year(offer: Offer) -> bool:
    return offer.option is not None and offer.option.billing == "year"


def paid_monthly(found: Sequence[Offer], mine: Mine) -> list[Offer]:
    """The offers that are not paid by the year, all of a platform that has no other, and those on your plan."""
    with_others = {offer.quote.edition.platform for offer in found if not _by_year(offer)}
    return [
        offer
        for offer in found
        if not _by_year(offer) or offer.quote.edition.platform not in with_others or mine.has(offer)
    ]


def _certain(found: Sequence[Offer]) -> bool:
    """Whether no offer may cost less than one before it."""
    known = [offer.money for offer in found if offer.money is not None]
    return all(one.high is not None and one.high <= other.low for one, other in pairwise(known))


def _answers(catalog: Catalog, kept: Sequence[Offer], listed: Amount | None, mine: Mine) -> Iterator[AnswerLine]:
    """Which offer is the cheapest, against the list price, and where the default platform is."""
    first = next((offer for offer in kept if offer.money is not None), None)
    if first is None or first.money is None:
        yield AnswerLine(words=(f"No platform has a known price in {MONEY} for this.",))
        return
    name, cost = sentence_name(catalog, first), in_sentence(money(first.money, MONEY))
    against = _against(first, listed) if first.quote.edition.platform != catalog.index.list_prices else ""
    high = first.money.high
    rivals = [
        offer
        for offer in kept
        if offer is not first
        and offer.money is not None
        and offer.money.low > 0
        and (high is None or offer.money.low < high)
    ]
    if not rivals:
        yield AnswerLine(words=(Strong(name), f" is the cheapest: {cost}{against}."))
    else:
        others = series(sentence_name(catalog, offer) for offer in rivals)
        who = others if len(rivals) <= MOST_NAMED else f"{len(rivals)} others"
        yield AnswerLine(words=(Strong(name), f" is listed first: {cost}{against}. {who} may cost less."))
    yield from _own(catalog, kept, first, mine)


def sentence_name(catalog: Catalog, offer: Offer) -> str:
    """An offer within a sentence: `Kling AI on Ultra`."""
    if offer.quote.edition.platform == catalog.index.list_prices:
        return "The provider's list price"
    if offer.option is None and offer.pack is None:
        return offer_name(catalog, offer)
    return f"{offer_name(catalog, offer)} {'on' if offer.option else 'with'} {paid_by(offer)}"


def _against(offer: Offer, listed: Amount | None) -> str:
    """How much of the list price an offer costs."""
    if listed is None or offer.money is None or not listed.low:
        return ""
    factor = offer.money / listed
    return ", the list price" if factor.low == factor.high == 1 else f", {in_sentence(multiple(factor))} the list price"


def _own(catalog: Catalog, kept: Sequence[Offer], first: Offer, mine: Mine) -> Iterator[AnswerLine]:
    """Where the platform is that is priced when none is named, and what it costs on your plan or its cheapest one."""
    places = [
        (number, offer)
        for number, offer in enumerate(kept, 1)
        if offer.quote.edition.platform == mine.platform and offer.money is not None
    ]
    if not places or [offer for _, offer in places] == [first]:
        return
    own = min((offer for _, offer in places), key=lambda one: one.option.monthly.low if one.option else 0)
    own = next((offer for _, offer in places if mine.has(offer)), own)
    cost = own.money
    if cost is None or first.money is None:
        return
    numbers = [number for number, _ in places]
    near = numbers[-1] - numbers[0] < len(numbers)
    where = ordinal(numbers[0]) if len(numbers) == 1 else f"{ordinal(numbers[0])} to {ordinal(numbers[-1])}"
    plan = f" on {your_plan(own.option.name) if mine.has(own) else own.option.name}" if own.option else ""
    times = "" if own is first or not first.money.low else f", {in_sentence(multiple(cost / first.money))} as much"
    name = platform_name(catalog, mine.platform)
    listed = f"is listed {where}" if near else f"is listed {series(map(ordinal, numbers))}"
    yield AnswerLine(words=(Strong(name), f" {listed}: {in_sentence(money(cost, MONEY))}{plan}{times}."))


def ordinal(number: int) -> str:
    """1st, 2nd, 13th."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _notes(catalog: Catalog, kept: Sequence[Offer], missing: Sequence[Missing]) -> Iterator[Note]:
    """Newer prices, what is a lower bound, who is not compared, and what is an estimate."""
    editions: dict[str, Edition] = {offer.quote.edition.platform: offer.quote.edition for offer in kept}
    for edition in editions.values():
        yield from newer_note(edition, "quote --edition", rows=True)
    for name in {offer_name(catalog, offer): None for offer in kept if _least(offer)}:
        costs = [offer.money for offer in kept if offer_name(catalog, offer) == name and offer.money is not None]
        least = in_sentence(money(costs[0], MONEY)) if len(costs) == 1 else "at least this much"
        yield Note("doubtful", f"{name} costs {least}; no upper limit is published.")
    if missing:
        yield Note("unpublished", f"Not compared: {', '.join(_left_out(catalog, missing))}.")
    for length in dict.fromkeys(offer.snapped for offer in kept if offer.snapped):
        names = dict.fromkeys(offer_name(catalog, offer) for offer in kept if offer.snapped == length)
        yield Note("part", f"Priced for the next longer clip, {length}: {series(names)}.")
    derived = {offer_name(catalog, one): one for one in kept if one.quote.evidence.grade == "derived"}
    if derived:
        yield Note("estimate", f"The prices of {series(derived)} are estimates.")
    if not _certain(kept):
        yield Note("other", "Overlapping ranges may rank either way.")


def _shown_there(catalog: Catalog, kept: Sequence[Offer], missing: Sequence[Missing]) -> Iterator[str]:
    """Where platforms show the cost themselves of whose offers some are not exact, or whose price is not published."""
    inexact = {offer.quote.edition.platform for offer in kept if offer.quote.total.qualifier != "exact"}
    inexact |= {one.platform for one in missing if one.unpublished}
    yield from (words for name in sorted(inexact) if (words := shown_there(catalog.edition(name))))


def _least(offer: Offer) -> bool:
    """Whether only a lower bound of an offer is known."""
    return offer.money is not None and offer.quote.total.qualifier == "at_least"


def _left_out(catalog: Catalog, missing: Sequence[Missing]) -> Iterator[str]:
    """The platforms that do not compare, by the reason in a word or two."""
    for unpublished, why in ((True, "price not published"), (False, "other settings")):
        names = [platform_name(catalog, one.platform) for one in missing if one.unpublished == unpublished]
        if names:
            yield f"{series(names)} ({why})"
