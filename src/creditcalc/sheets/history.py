"""What a model has cost: its rows in every price book of a platform, each with the days that it holds."""

from collections.abc import Iterable, Iterator, Mapping

from creditcalc.amount import Amount
from creditcalc.pricebook.condition import Range, Test, Value, When, overlap
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model, Rate
from creditcalc.record import Record
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.compiled import Platform


class PriceSpan(Record):
    """A row of a price book for some settings, and the days that it holds, both included.

    since: the first day; None where it is not known
    until: the last day; None where none is known
    times: how many times the price before it; None where there is none, or they cannot be compared
    changed: whether there is a price before it, which is another one
    """

    edition: Edition
    model: Model
    row: Rate
    since: str | None
    until: str | None
    times: Amount | None = None
    changed: bool = False

    @property
    def reading(self) -> bool:
        """Whether its price book is another reading of one, and no later one."""
        return self.edition.sheet.reading_of is not None


class PriceTrack(Record):
    """The prices for the same settings, or of the same surcharge, the earliest first."""

    spans: tuple[PriceSpan, ...]

    @property
    def row(self) -> Rate:
        """The last row, which has the name and the settings of all."""
        return self.spans[-1].row

    @property
    def changed(self) -> bool:
        """Whether any price is another one than the price before it."""
        return any(span.changed for span in self.spans)


class PriceHistory(Record):
    """A model's prices: the price books that have it, the earliest first, and a track for each of its settings."""

    platform: Platform
    model: Model
    books: tuple[Edition, ...]
    tracks: tuple[PriceTrack, ...]


def price_history(catalog: Catalog, edition: Edition, name: str) -> PriceHistory:
    """The prices of a model through all price books of the platform that `edition` is of.

    The name is that of the model in `edition`, else in any other price book. Raises CreditcalcError as
    `Edition.named` does for a name that none has, and for sheets that cannot be read.
    """
    platform = catalog.platform(edition.platform)
    days = platform.editions
    order = sorted(days, key=lambda one: (days[one].since, days[one].reading_of is not None, one))
    books = [catalog.compiled(platform, one).on(None) for one in order]
    chosen = _named([catalog.compiled(platform, edition.id).on(None), *reversed(books)], name)
    there = [(book, found) for book in books if (found := _same(book, chosen)) is not None]
    spans = [span for book, model in there for span in _spans(book, model)]
    return PriceHistory(platform, chosen, tuple(book for book, _ in there), tuple(_tracks(spans)))


def _named(books: list[Edition], name: str) -> Model:
    first, *others = books
    for book in books:
        if len(book.ids(name)) == 1:
            return book.named(name)
    for book in others:
        if book.ids(name):
            return book.named(name)  # which says what else is called so
    return first.named(name)


def _same(book: Edition, model: Model) -> Model | None:
    """The model of a price book that has the same id, else the same display name."""
    ids = book.ids(model.id) or book.ids(model.name)
    return book.named(ids[0]) if len(ids) == 1 else None


def _spans(book: Edition, model: Model) -> Iterator[PriceSpan]:
    """The rows of a model with their days: their own, else the model's, else those of the price book.

    A price book may keep rows that ended before it began: when these began is not known.
    """
    sheet = book.sheet
    for row in (*model.rates, *model.surcharges):
        until: str | None = row.until or _earlier(model.until, sheet.to)
        since: str | None = row.since or max(model.since or "", sheet.from_)
        if row.since is None and since and until and until < since:
            since = None
        yield PriceSpan(book, model, row, since and str(since), until and str(until))


def _earlier(one: str | None, other: str | None) -> str | None:
    return min((day for day in (one, other) if day is not None), default=None)


CaseKey = tuple[str | None, frozenset[tuple[str, object]]]
"""What a row is for: the name of a surcharge, and its settings."""


def _tracks(spans: list[PriceSpan]) -> Iterator[PriceTrack]:
    """The spans by what they are for, in the order of the newest price book that has that."""
    found: dict[CaseKey, list[PriceSpan]] = {}
    rows = [span.row for span in spans]
    for span in spans:
        for when in _split(span.row, rows):
            row = span.row._replace(when=when)
            found.setdefault((row.name, frozenset(when)), []).append(span._replace(row=row))
    newest = {key: (max(span.edition.sheet.from_ for span in some)) for key, some in found.items()}
    for key in sorted(found, key=lambda one: newest[one], reverse=True):
        yield PriceTrack(tuple(_compared(sorted(found[key], key=lambda one: (one.since or "", one.until or "9")))))


def _split(row: Rate, rows: Iterable[Rate]) -> list[When]:
    """A row's condition as several, where others have a price for some of its values alone: 720p or 1080p as each."""
    near = [dict(other.when) for other in rows if other.name == row.name and _meet(dict(row.when), dict(other.when))]
    found: list[When] = [()]
    for name, test in row.when:
        parts: list[Test | Range] = [test]
        if isinstance(test, Test):
            blocks: dict[tuple[bool, ...], set[Value]] = {}
            for value in test:
                blocks.setdefault(tuple(value in other[name] for other in near), set()).add(value)
            parts = sorted(map(Test, blocks.values()), key=str)
        found = [(*one, (name, part)) for one in found for part in parts]
    return found


def _meet(one: Mapping[str, Test | Range], other: Mapping[str, Test | Range]) -> bool:
    """Whether two conditions are on the same settings, and the same values of them can meet both."""
    return one.keys() == other.keys() and all(overlap(test, other[name]) for name, test in one.items())


def _compared(spans: list[PriceSpan]) -> Iterator[PriceSpan]:
    """Each price against the last one that was published; another reading of a price book against none."""
    before: PriceSpan | None = None
    for span in spans:
        if before is None or span.reading or not span.row.published:
            yield span
        else:
            alike = (before.edition.unit, *figures_of(before.row)) == (span.edition.unit, *figures_of(span.row))
            yield span._replace(changed=not alike, times=None if alike else _times(before, span))
        if span.row.published and not span.reading:
            before = span


def figures_of(row: Rate) -> tuple[object, ...]:
    """All that a row's price is made of: of two rows with the same the prices are the same."""
    return (row.price, row.tiers, row.per, row.beyond, row.at_least, row.at_most, row.quantity, bool(row.unavailable))


def _times(before: PriceSpan, after: PriceSpan) -> Amount | None:
    return None if before.edition.unit != after.edition.unit else times_of(before.row, after.row)


def times_of(old: Rate, new: Rate) -> Amount | None:
    """How many times the old price the new one is; None where they have not both one, for the same."""
    if old.price is None or new.price is None or old.per != new.per or not old.price.low or not new.published:
        return None
    return new.price / old.price
