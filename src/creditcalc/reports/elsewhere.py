"""The shots of a file on every platform, and each where it is cheapest."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from creditcalc.amount import Amount
from creditcalc.figures import Figure, in_sentence, money, multiple, percentage
from creditcalc.plans.platforms import MONEY, Missing, Offer
from creditcalc.plans.share import HUNDRED, your_plan
from creditcalc.pricebook.edition import Edition
from creditcalc.reports.book import GRADE_WORDS, amount_json, money_json, newer_note, shown_there
from creditcalc.reports.plans_json import option_json
from creditcalc.reports.platforms import Mine, offer_name, paid_by, paid_monthly, platform_name, sentence_name
from creditcalc.reports.quote import MOST_NAMED, not_sold
from creditcalc.reports.report import AnswerLine, Cell, Column, Note, Report, Strong, pasted
from creditcalc.sheets.catalog import Catalog
from creditcalc.storyboard.elsewhere import Seller, ShotOffers, has_money, mix, sellers, sum_of_money
from creditcalc.text import count, series, units

if TYPE_CHECKING:
    from creditcalc.reports.objects import platforms as objects

MIX = "Cheapest mix"
"""What each shot where it is cheapest is called."""
NOT_IN_MONEY = f"its price in {MONEY} is not known"
NOT_SOLD = "its model is not sold there"
NOT_ON_PLAN = "it is not made on this plan"

SOLD_COLUMNS = (
    Column("kind", "", readers="scripts"),
    Column("platform", "", readers="scripts"),
    Column("edition", "", readers="scripts"),
    Column("plan", "", readers="scripts"),
    Column("top_up", "", readers="scripts"),
    Column("shots", "", True, readers="scripts"),
    Column("unpriced", "", True, readers="scripts"),
    Column("money", "", True, readers="scripts"),
    Column("total", "", True, readers="scripts"),
    Column("unit", "", readers="scripts"),
    Column("share_percent", "", True, readers="scripts"),
    Column("times_list_price", "", True, readers="scripts"),
    Column("grade", "", readers="scripts"),
    Column("name", "Platform", readers="people"),
    Column("way", "Plan", whole=True, readers="people"),
    Column("made", "Shots", True, readers="people"),
    Column("price", MONEY, True, readers="people"),
    Column("cost", "Credits", True, priority=2, readers="people"),
    Column("share", "of a month", True, priority=4, readers="people"),
    Column("measure", "vs list", True, priority=1, readers="people"),
    Column("source", "Source", priority=3, readers="people"),
)


def shots_compared(
    catalog: Catalog, found: Sequence[ShotOffers], title: str, mine: Mine, *, yearly: bool = False
) -> tuple[Report, list[ShotOffers]]:
    """The shots on every platform as a report, and what is offered for each that is shown.

    Without `yearly` only plans are compared that are paid monthly, but for a platform that has no other.
    """
    every = [offer for one in found for offer in one.offers]
    kept = {id(offer) for offer in (every if yearly else paid_monthly(every, mine))}
    found = [one._replace(offers=tuple(offer for offer in one.offers if id(offer) in kept)) for one in found]
    ways, best = sellers(found), list(mix(found))
    listed = next((way for way in ways if _platform(way) == catalog.index.list_prices), None)
    times = [_times(way.offers, way.money, listed) for way in ways]
    rows = [_row(catalog, way, factor, mine) for way, factor in zip(ways, times, strict=True)]
    hidden = len({_paid(offer) for offer in every} - {_paid(offer) for one in found for offer in one.offers})
    data: objects.ShotsComparedObject = {
        "schema": "creditcalc/platforms-compare-file/1",
        "currency": MONEY,
        "shots": len(found),
        "cheapest_mix": _mix_json(found, best),
        "sellers": [_seller_json(found, way, factor) for way, factor in zip(ways, times, strict=True)],
        "missing": [
            {
                "platform": platform,
                "reason": "unpublished" if all(one.unpublished for one in reasons) else "not_sold",
                "text": "; ".join(dict.fromkeys(one.reason for one in reasons)),
                "quote_at": catalog.index.platforms[platform].sheet.quote_at,
            }
            for platform, reasons in _missing(found, ways)
        ],
    }
    report = Report(
        title,
        SOLD_COLUMNS,
        (_mix_row(best, listed), *rows),
        data,
        aside=f"{count(len(found), 'shot')} on {count(len({_platform(way) for way in ways}), 'platform')}"
        + (" · paid monthly" if hidden else ""),
        answer=tuple(_answers(catalog, found, ways, best, mine)),
        notes=(
            *_notes(catalog, found, ways),
            *([f"{count(hidden, 'yearly plan')}: {pasted('--yearly')}"] * bool(hidden)),
        ),
        details=(
            *_details(catalog, found, ways, best),
            *not_sold(offer.quote for one in found for offer in one.offers),
        ),
        last=" ".join(_shown_there(catalog, ways)),
    )
    return report, found


def _platform(way: Seller) -> str:
    return way.made[0].quote.edition.platform


def _paid(offer: Offer) -> tuple[str, str | None]:
    return offer.quote.edition.platform, offer.option and offer.option.name


def _times(made: Sequence[Offer | None], cost: Amount | None, listed: Seller | None) -> Amount | None:
    """How many times the list price of the same shots some cost; None where not all of them are on the list."""
    if listed is None or cost is None:
        return None
    theirs = [other for one, other in zip(made, listed.offers, strict=True) if has_money(one)]
    against = sum_of_money(theirs)
    return cost / against if against.low and all(map(has_money, theirs)) else None


def _row(catalog: Catalog, way: Seller, factor: Amount | None, mine: Mine) -> tuple[Cell, ...]:
    """A platform for scripts, then for people."""
    first, edition, cost, share = way.made[0], way.made[0].quote.edition, way.money, way.share
    unit = "cr" if edition.unit == "credit" else units(edition.unit)
    return (
        "platform",
        edition.platform,
        edition.id,
        first.option and first.option.name,
        first.pack and first.pack.top_up.name,
        way.priced,
        len(way.offers) - way.priced,
        cost,
        way.total,
        edition.unit,
        share and share * HUNDRED,
        factor,
        way.grade,
        offer_name(catalog, first),
        your_plan(paid_by(first)) if mine.has(first) else paid_by(first),
        f"{way.priced} of {len(way.offers)}",
        cost and money(cost, MONEY),
        None if edition.unit == MONEY else Figure(way.total, after=f" {unit}"),
        share and percentage(share * HUNDRED),
        factor and multiple(factor),
        GRADE_WORDS[way.grade],
    )


def _mix_row(best: Sequence[Offer | None], listed: Seller | None) -> tuple[Cell, ...]:
    made = Seller(tuple(best))
    cost, priced = made.money, made.priced
    factor, grade = _times(best, cost, listed), made.grade if priced else None
    people = (MIX, "", f"{priced} of {len(best)}", cost and money(cost, MONEY), None, None, factor and multiple(factor))
    figures = (priced, len(best) - priced, cost, None, None, None, factor, grade)
    return ("mix", None, None, None, None, *figures, *people, GRADE_WORDS[grade] if grade else None)


def _reasons(found: Sequence[ShotOffers], way: Seller) -> dict[str, list[int]]:
    """Why shots have no price in money on a platform, each with their numbers, from 0."""
    reasons: dict[str, list[int]] = {}
    for number, (one, offer) in enumerate(zip(found, way.offers, strict=True)):
        if has_money(offer):
            continue
        own = next((other.reason for other in one.missing if other.platform == _platform(way)), None)
        there = any(other.quote.edition.platform == _platform(way) for other in one.offers)
        why = own or one.error or (NOT_IN_MONEY if offer else NOT_ON_PLAN if there else NOT_SOLD)
        reasons.setdefault(why, []).append(number)
    return reasons


def _nowhere(found: Sequence[ShotOffers], best: Sequence[Offer | None]) -> dict[str, list[int]]:
    """Why shots have no price in money anywhere."""
    reasons: dict[str, list[int]] = {}
    for number, (one, offer) in enumerate(zip(found, best, strict=True)):
        if offer is None:
            reasons.setdefault(one.error or NOT_IN_MONEY, []).append(number)
    return reasons


def _unpriced_json(found: Sequence[ShotOffers], reasons: dict[str, list[int]]) -> "list[objects.UnpricedShotsObject]":
    return [
        {"shots": _names(found, numbers), "rows": [number + 1 for number in numbers], "text": why}
        for why, numbers in reasons.items()
    ]


def _seller_json(found: Sequence[ShotOffers], way: Seller, factor: Amount | None) -> "objects.SellerOfShotsObject":
    first, edition = way.made[0], way.made[0].quote.edition
    return {
        "platform": edition.platform,
        "edition": edition.id,
        "unit": edition.unit,
        "shots": way.priced,
        "total": way.total.as_json(),
        "plan": first.option and option_json(first.option),
        "share_percent": amount_json(way.share and way.share * HUNDRED),
        "top_up": first.pack and {"id": first.pack.top_up.id, "name": first.pack.top_up.name},
        "money": None if way.money is None else money_json(way.money, MONEY),
        "times_list_price": amount_json(factor),
        "grade": way.grade,
        "unpriced": _unpriced_json(found, _reasons(found, way)),
    }


def _mix_json(found: Sequence[ShotOffers], best: Sequence[Offer | None]) -> "objects.CheapestMixObject":
    parts: list[objects.MixedShotObject] = [
        {
            "row": number,
            "shot": one.row.shot.name,
            "platform": offer.quote.edition.platform,
            "edition": offer.quote.edition.id,
            "plan": offer.option and option_json(offer.option),
            "top_up": offer.pack and {"id": offer.pack.top_up.id, "name": offer.pack.top_up.name},
            "money": money_json(offer.money, MONEY),
        }
        for number, (one, offer) in enumerate(zip(found, best, strict=True), 1)
        if offer and offer.money is not None
    ]
    return {
        "money": money_json(sum_of_money(best), MONEY) if parts else None,
        "parts": parts,
        "unpriced": _unpriced_json(found, _nowhere(found, best)),
    }


def _missing(found: Sequence[ShotOffers], ways: Sequence[Seller]) -> Iterator[tuple[str, list[Missing]]]:
    """The platforms that sell a model of the file and make none of its shots, with the reasons."""
    shown = {_platform(way) for way in ways}
    others: dict[str, list[Missing]] = {}
    for one in found:
        for other in one.missing:
            if other.platform not in shown:
                others.setdefault(other.platform, []).append(other)
    yield from others.items()


def _names(found: Sequence[ShotOffers], numbers: Iterable[int]) -> list[str]:
    return [found[number].row.shot.name for number in numbers]


def _said(found: Sequence[ShotOffers], numbers: Sequence[int]) -> str:
    """How many shots there are, and their names where they are few."""
    names = _names(found, numbers)
    named = f" ({series(names)})" if len(names) <= MOST_NAMED else ""
    return f"{count(len(names), 'shot')}{named}"


def _answers(
    catalog: Catalog, found: Sequence[ShotOffers], ways: Sequence[Seller], best: Sequence[Offer | None], mine: Mine
) -> Iterator[AnswerLine]:
    """The platform that makes most for least, the cheapest mix, and where the default platform is."""
    first = ways[0]
    if first.money is None:
        yield AnswerLine(words=(f"No platform has a known price in {MONEY} for any of these shots.",))
        return
    yield AnswerLine(words=(Strong(_seller_name(catalog, first)), f" {_does(first)}: {_cost(first.money)}."))
    places: dict[str, int] = {}
    for offer in best:
        if offer:
            name = sentence_name(catalog, offer)
            places[name] = places.get(name, 0) + 1
    if len(places) > 1 or first.priced < sum(map(has_money, best)):
        where = series(f"{number} on {_lower(name)}" for name, number in places.items())
        where = where if len(places) <= MOST_NAMED else f"on {len(places)} plans and platforms"
        yield AnswerLine(
            words=(Strong(MIX), f", each shot where it is cheapest: {_cost(sum_of_money(best))}, {where}.")
        )
    own = [way for way in ways if _platform(way) == mine.platform and way.money is not None]
    if own and first not in own:
        way = next((way for way in own if mine.has(way.made[0])), own[0])
        if way.money is not None:
            yield AnswerLine(words=(Strong(_seller_name(catalog, way)), f" {_does(way)}: {_cost(way.money)}."))


def _does(way: Seller) -> str:
    wanted = len(way.offers)
    if way.priced < wanted:
        return f"makes {way.priced} of {count(wanted, 'shot')}"
    return {1: "makes the shot", 2: "makes both shots"}.get(wanted, f"makes all {count(wanted, 'shot')}")


def _cost(amount: Amount) -> str:
    return in_sentence(money(amount, MONEY))


def _lower(name: str) -> str:
    return name[0].lower() + name[1:] if name.startswith("The ") else name


def _seller_name(catalog: Catalog, way: Seller) -> str:
    return sentence_name(catalog, way.made[0])


def _notes(catalog: Catalog, found: Sequence[ShotOffers], ways: Sequence[Seller]) -> Iterator[Note]:
    """Newer prices, what has no price where, what is an estimate, and how plans are counted."""
    editions: dict[str, Edition] = {_platform(way): way.made[0].quote.edition for way in ways}
    for edition in editions.values():
        yield from newer_note(edition, "quote --edition", rows=True)
    if nowhere := [number for numbers in _nowhere(found, list(mix(found))).values() for number in numbers]:
        yield Note("unpublished", f"No platform has a price for {_said(found, nowhere)}.")
    lacking: dict[str, list[str]] = {}
    for way in {_platform(way): way for way in reversed(ways)}.values():
        lacks = [number for number, one in enumerate(way.offers) if not has_money(one) and number not in nowhere]
        if lacks:
            lacking.setdefault(_said(found, lacks), []).append(offer_name(catalog, way.made[0]))
    for shots, sold in reversed(lacking.items()):
        yield Note("unpublished", f"No price for {shots}: {series(reversed(sold))}.")
    if others := [platform_name(catalog, platform) for platform, _ in _missing(found, ways)]:
        yield Note("unpublished", f"Not compared, no price for any shot: {series(others)}.")
    lengths = {offer.snapped: None for one in found for offer in one.offers if offer.snapped}
    for length in lengths:
        names = {offer_name(catalog, offer): None for one in found for offer in one.offers if offer.snapped == length}
        yield Note("part", f"Priced for the next longer clip, {length}: {series(names)}.")
    derived = {offer_name(catalog, way.made[0]): None for way in ways if way.grade == "derived"}
    if derived:
        yield Note("estimate", f"Prices of {series(derived)} are estimates.")
    if any(way.made[0].option for way in ways):
        yield Note("other", "Plans count by the share of a month that the shots use; you pay for whole months.")


def _details(
    catalog: Catalog, found: Sequence[ShotOffers], ways: Sequence[Seller], best: Sequence[Offer | None]
) -> Iterator[str]:
    """Where each shot is cheapest, and why a platform has no price for shots."""
    places: dict[str, list[int]] = {}
    for number, offer in enumerate(best):
        if offer:
            places.setdefault(sentence_name(catalog, offer), []).append(number)
    for name, numbers in places.items():
        cost = _cost(sum_of_money(best[number] for number in numbers))
        yield f"{MIX}: {name}, {cost} for {series(_names(found, numbers))}."
    lines = dict[str, None]()
    for way in ways:
        for why, numbers in _reasons(found, way).items():
            of_plan = why in (NOT_IN_MONEY, NOT_ON_PLAN)
            who = _seller_name(catalog, way) if of_plan else offer_name(catalog, way.made[0])
            lines[f"{who} has no price for {series(_names(found, numbers))}: {why}."] = None
    yield from lines
    for platform, reasons in _missing(found, ways):
        why = "; ".join(dict.fromkeys(one.reason for one in reasons))
        yield f"Not compared: {platform_name(catalog, platform)}, {why}."


def _shown_there(catalog: Catalog, ways: Sequence[Seller]) -> Iterator[str]:
    """Where platforms show the cost themselves of whose prices some are not exact."""
    inexact = {_platform(way) for way in ways if way.total.qualifier != "exact"}
    yield from (words for name in sorted(inexact) if (words := shown_there(catalog.edition(name))))
