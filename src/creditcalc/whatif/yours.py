"""Which price book and which plan are a person's: what to ask, and what the answers tell."""

from collections.abc import Iterator, Mapping, Sequence

from creditcalc.errors import CreditcalcError
from creditcalc.figures import in_unit
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.plan import BILLED, Plan
from creditcalc.rating.generation import resolve
from creditcalc.rating.quote import price
from creditcalc.record import Record
from creditcalc.reports.quote import spoken
from creditcalc.sheets.catalog import Catalog

CLIPS = tuple({"seconds": seconds, "resolution": "720p", "audio": "off"} for seconds in ("8", "5", "10", "6"))
"""What one clip may be that tells price books apart; a model takes what it has."""
LAST = "9999-12-31"
"""The last day of a price book that has no end."""


class PricedClip(Record):
    """What one clip costs in some price books of a platform."""

    words: str
    totals: dict[str, str]


def possible_books(catalog: Catalog, platform: str, mine: str | None, today: str) -> list[Edition]:
    """The price books that may be a person's on a day: those in force, other readings of these, and first `mine`, the
    one that is remembered, or else the one that is used.
    """
    said, names = catalog.platform(platform), catalog.platform(platform).editions
    used = (said.sheet.default_edition, mine)
    every = [catalog.edition(platform, name) for name in sorted(names, key=lambda name: names[name].since)]
    known = {book.id for book in every if book.id in used or (book.sheet.to or LAST) >= today}
    found = [book for book in every if book.id in known or book.sheet.reading_of in known]
    return sorted(found, key=lambda book: book.id != (used[1] or used[0]))


def telling_plans(books: Sequence[Edition]) -> list[tuple[Edition, Plan]]:
    """The plans whose credits are published, by which a person knows the price book."""
    return [
        (book, plan)
        for book in books
        for plan in book.current(book.plans).values()
        if plan.allowance and plan.allowance.amount.qualifier != "unknown"
    ]


def billings_of(plan: Plan) -> list[str]:
    """How a plan may be paid for."""
    return [word for every, word in BILLED.items() if any(money.every == every for money in plan.prices)]


def clip_of(books: Sequence[Edition]) -> PricedClip | None:
    """The first clip that most of the price books price, each at another figure; None where there is none."""
    best: PricedClip | None = None
    for priced in (*_known_by(books), *_clips(books)):
        if len(set(priced.totals.values())) == len(priced.totals) > (len(best.totals) if best else 1):
            best = priced
            if len(best.totals) == len(books):
                break
    return best


def _known_by(books: Sequence[Edition]) -> Iterator[PricedClip]:
    """What some of the price books say themselves that they are known by."""
    for book in books:
        if stick := book.sheet.known_by:
            yield _priced_clip(books, stick.model, stick.with_)


def _clips(books: Sequence[Edition]) -> Iterator[PricedClip]:
    names = dict.fromkeys(name for book in books for name, one in book.models.items() if one.kind == "video")
    for name in names:
        for clip in CLIPS:
            yield _priced_clip(books, name, clip)


def _priced_clip(books: Sequence[Edition], name: str, clip: Mapping[str, str]) -> PricedClip:
    totals, words = {}, ""
    for book in (one for one in books if one.ids(name)):
        try:
            model = book.model(name)
            given = {key: value for key, value in clip.items() if key in model.settings}
            quote = price(resolve(model, given), book)
        except CreditcalcError:
            continue
        if quote.total.qualifier != "unknown":
            totals[book.id] = in_unit(quote.total, book.unit)
            said = [spoken(key, value) or "silent" for key, value in given.items()]
            words = ", ".join([model.name, *said])
    return PricedClip(words, totals)
