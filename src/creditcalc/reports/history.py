"""What a model has cost, as a table, a picture and an object: each price with the days that it holds."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from creditcalc.amount import UNKNOWN
from creditcalc.day import day_words, month_words
from creditcalc.errors import CreditcalcError
from creditcalc.figures import multiple
from creditcalc.pricebook.condition import condition_text
from creditcalc.pricebook.edition import Edition
from creditcalc.reports.book import GRADE_WORDS, amount_json, book_json, price_text, prices_of
from creditcalc.reports.chart import Curve, Picture
from creditcalc.reports.models_json import rate_json, rate_sources, sources_json, when_json
from creditcalc.reports.quote import model_named
from creditcalc.reports.quote_screen import source_words
from creditcalc.reports.rates import own_currency, price_cell, row_case, row_note, sold_by
from creditcalc.reports.report import AnswerLine, Cell, Column, Note, Report, apart, pasted
from creditcalc.sheets.history import PriceHistory, PriceSpan, PriceTrack
from creditcalc.text import count, sentence, series, units

if TYPE_CHECKING:
    from creditcalc.reports.objects import history as objects

ALWAYS = "any settings"
"""What a price without a condition is for."""


def price_history_report(found: PriceHistory, *, sources: bool = False) -> Report:
    """A model's prices over time, those for the same settings together; `sources` adds all that is said of them."""
    spans = [span for track in found.tracks for span in track.spans]
    columns = (
        *(Column(key, "") for key in ("name", "when", "since", "until")),
        Column("price", "", True),
        *(Column(key, "") for key in ("qualifier", "unit", "per")),
        Column("times", "", True),
        *(Column(key, "") for key in ("platform", "edition", "source", "grade", "note")),
    )
    sold = {(span.edition.unit, _cost(span)[1]) for span in spans if span.row.published and not span.row.unavailable}
    alike = next(iter(sold))[1] if len(sold) == 1 else ""
    people = (
        Column("case", "Settings"),
        Column("from", "From", whole=True),
        Column("to", "Until", priority=2, whole=True),
        Column("cost", sentence(alike) if alike else "Price", True),
        *([] if alike else [Column("each", "", least=18)]),
        Column("change", "Change", True, priority=1),
        Column("evidence", "Evidence", priority=3),
        Column("from_source", "Source", priority=5, least=20),
        Column("book", "Price book", priority=4),
        *([Column("said", "", prose=True)] if sources else []),
    )
    rows = tuple(_scripts(span) for span in spans)
    seen = tuple(
        (*_people(span, alike=bool(alike)), *([row_note(span.edition, span.model, span.row)] if sources else []))
        for span in spans
    )
    return Report(
        f"{found.model.name} · prices over time",
        *apart(columns, rows, people, seen),
        _json(found),
        aside=found.platform.sheet.name,
        answer=(AnswerLine("", (_answer(found),)),),
        group="case",
        bars="cost" if len(sold) == 1 else None,
        notes=tuple(_notes(found)),
        next="" if sources else f"What is said of each price: {pasted('--sources')}",
    )


def _answer(found: PriceHistory) -> str:
    """How many prices changed, or that none did, in a sentence."""
    changed = sum(track.changed for track in found.tracks)
    books = [book for book in found.books if book.sheet.reading_of is None] or [*found.books]
    where = f"One price book has it, {prices_of(books[0])}"
    if len(books) > 1:
        where = f"{len(books)} price books have it, from {prices_of(books[0])} to {prices_of(books[-1])}"
    if changed:
        rest = "; of the others no change is known" if changed < len(found.tracks) else ""
        return f"{count(changed, 'price')} changed{rest}. {where}."
    if not any(span.row.published for track in found.tracks for span in track.spans):
        return f"No price of {found.model.name} is published. {where}."
    return f"No price of {found.model.name} is known to have changed. {where}."


def _notes(found: PriceHistory) -> Iterator[Note]:
    for book in found.books[1:]:
        if book.sheet.changed:
            began = day_words(book.sheet.from_)
            yield Note("other", f"{book.seller} {book.sheet.changed} on {began}: compare prices across it with care.")
    if len(set(_units(found))) > 1:
        yield Note("other", f"The price books count in {series(dict.fromkeys(map(units, _units(found))))}.")
    for book in found.books:
        if book.sheet.reading_of is not None:
            of = next((prices_of(one) for one in found.books if one.id == book.sheet.reading_of), book.sheet.reading_of)
            yield Note("other", f"The {prices_of(book)} are another reading of the same days as the {of}.")
    if unknown := _unpublished(found):
        yield Note("unpublished", f"Not published: {'; '.join(unknown)}.")


def _units(found: PriceHistory) -> list[str]:
    return [book.unit for book in found.books]


def _unpublished(found: PriceHistory) -> list[str]:
    """What has no published price, with the price books that say so."""
    said: dict[str, list[str]] = {}
    for track in found.tracks:
        for span in track.spans:
            if not span.row.published:
                said.setdefault(_case(span), []).append(prices_of(span.edition))
    return [f"{case} ({series(dict.fromkeys(books))})" for case, books in said.items()]


def _case(span: PriceSpan) -> str:
    return row_case(span.row, span.model) or ALWAYS


def _priced(span: PriceSpan) -> bool:
    """Whether the row is one figure."""
    return span.row.published and span.row.price is not None


def _per(span: PriceSpan) -> str:
    return span.row.per.block if span.row.per else "generation"


def _scripts(span: PriceSpan) -> tuple[Cell, ...]:
    row, book = span.row, span.edition
    price: Cell = row.price
    if row.unavailable or row.tiers or price is None:
        price = price_text(row)
    when = condition_text(tuple(sorted(row.when, key=lambda one: one[0])))
    qualifier = row.price.qualifier if row.price is not None else None
    head = (row.name or "", when or "always", span.since, span.until)
    note = "; ".join(word for word in (row.note, row.because) if word)
    return (
        *head,
        *(price, qualifier, book.unit, _per(span), span.times),
        *(book.platform, book.id, row.source, book.grade(row), note),
    )


def _cost(span: PriceSpan) -> tuple[Cell, str]:
    """A price for people, and what it is for: `credits per second`."""
    row, unit = span.row, span.edition.unit
    size, words = sold_by(row.price or UNKNOWN, row.per)
    if not row.published or row.unavailable:
        return price_cell(row, size, unit) if row.unavailable else "not published", ""
    return price_cell(row, size, unit), f"{unit if own_currency(unit) else units(unit)} {words}"


def _people(span: PriceSpan, *, alike: bool) -> tuple[Cell, ...]:
    """A row for people; where all prices are `alike` the title says what they are for."""
    row, book = span.row, span.edition
    cost, words = _cost(span)
    return (
        f"{sentence(_case(span))}{f' ({prices_of(book)})' if span.reading else ''}",
        day_words(span.since) if span.since else "not known",
        day_words(span.until) if span.until else "",
        cost,
        *([] if alike else [words]),
        multiple(span.times) if span.times is not None else "changed" if span.changed else "",
        GRADE_WORDS[book.grade(row)] if row.published else "",
        source_words(book.source(row.source)) if row.published else "",
        prices_of(book),
    )


def _json(found: PriceHistory) -> "objects.PriceHistoryObject":
    keys: dict[str, list[str]] = {}
    for track in found.tracks:
        for span in track.spans:
            keys.setdefault(span.edition.id, []).extend(rate_sources(span.row))
    return {
        "schema": "creditcalc/price-history/1",
        "platform": found.platform.id,
        "model": model_named(found.model),
        "changed": sum(track.changed for track in found.tracks),
        "books": [_book_json(book, keys.get(book.id, [])) for book in found.books],
        "prices": [_track_json(track) for track in found.tracks],
    }


def _book_json(book: Edition, keys: Sequence[str]) -> "objects.PastBookObject":
    sheet = book.sheet
    return {
        **book_json(book),
        "since": sheet.from_,
        "until": sheet.to,
        "title": sheet.title,
        "reading_of": sheet.reading_of,
        "changed": sheet.changed,
        "sources": sources_json(book, keys),
    }


def _track_json(track: PriceTrack) -> "objects.PriceTrackObject":
    return {
        "name": track.row.name,
        "when": when_json(track.row.when),
        "changed": track.changed,
        "periods": [
            {
                "edition": span.edition.id,
                "since": span.since,
                "until": span.until,
                "unit": span.edition.unit,
                **rate_json(span.edition, span.row),
                "times": amount_json(span.times),
            }
            for span in track.spans
        ],
    }


POINTS = 400
"""Days at the most that a picture of prices is drawn from."""
ROOM = 12
"""Parts of its length that a picture has before the first day that is known, and behind the last."""


def price_picture(found: PriceHistory) -> Picture:
    """The prices over the days, of the unit that most have; what is not drawn is said beside it.

    Raises CreditcalcError where no price is one figure.
    """
    drawn = [span for track in found.tracks for span in track.spans if _priced(span) and not span.reading]
    if not drawn:
        raise CreditcalcError(
            f"no price of `{found.model.id}` can be drawn, for none is a figure: leave out `--chart` and `--svg`"
        )
    (unit, block), _ = Counter((span.edition.unit, _per(span)) for span in drawn).most_common(1)[0]
    drawn = [span for span in drawn if (span.edition.unit, _per(span)) == (unit, block)]
    start, end = _between(drawn)
    length = (end - start).days
    points = min(POINTS, length)
    places = tuple(Fraction(length * number, points) for number in range(points + 1))
    days = [(start + timedelta(days=int(place))).isoformat() for place in places]
    tracks = [(track, [span for span in track.spans if span in drawn]) for track in found.tracks]
    curves = tuple(_curve(spans, days) for _, spans in tracks if spans)
    marks = sorted({date.fromisoformat(span.since) for span in drawn if span.since})
    said = tuple((Fraction((day - start).days), day.isoformat()) for day in marks if start <= day <= end)
    seller = found.platform.sheet.name
    up = f"{units(unit)} per {block.replace('_', ' ')} ({found.model.name}, {seller})"
    beside = [prices_of(book) for book in found.books if book.sheet.reading_of is not None]
    beside += [words for track, spans in tracks if (words := _undrawn(track, spans))]
    left = f"Not drawn: {'; '.join(beside)}." if beside else ""
    return Picture(places, curves, "the day from which a price holds", up, marks=said, beside=left)


def _between(drawn: Sequence[PriceSpan]) -> tuple[date, date]:
    """The first and the last day of a picture: room before a price that began on no known day, and behind the last."""
    begun = [date.fromisoformat(span.since) for span in drawn if span.since]
    ended = [date.fromisoformat(span.until) for span in drawn if span.until and not span.since]
    last = max(*begun, *ended, *(date.fromisoformat(span.edition.sheet.as_of) for span in drawn))
    first = min(*begun, *ended, last)
    room = timedelta(days=max(1, (last - first).days // ROOM))
    return first - room if ended else first, last + room


def _curve(spans: Sequence[PriceSpan], days: Sequence[str]) -> Curve:
    amounts = [next((span.row.price for span in spans if _holds(span, day)), None) for day in days]
    costs = tuple(None if one is None else one.low for one in amounts)
    most = tuple(None if one is None else one.high for one in amounts)
    return Curve(sentence(_case(spans[-1])), costs, () if most == costs else most)


def _holds(span: PriceSpan, day: str) -> bool:
    return (span.since or "") <= day and (span.until is None or day <= span.until)


def _undrawn(track: PriceTrack, spans: Sequence[PriceSpan]) -> str:
    """The prices for some settings that are not drawn, and why; nothing where all are."""
    whys = dict.fromkeys(_why(span) for span in track.spans if span not in spans and not span.reading)
    return f"{_case(track.spans[-1])} ({series(whys)})" if whys else ""


def _why(span: PriceSpan) -> str:
    if span.row.unavailable:
        return "not sold"
    if not span.row.published:
        return f"not published in {month_words(span.edition.sheet.from_)}"
    return "a price in steps" if span.row.price is None else f"{units(span.edition.unit)} per {_per(span)}"
