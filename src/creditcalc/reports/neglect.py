"""How long nobody has looked at the sources of figures, and what has ended or ends soon in the price books."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from creditcalc.day import day_words, in_force
from creditcalc.pricebook.edition import Edition
from creditcalc.record import Record
from creditcalc.reports.fresh import Lapse, last_look, of_models, of_plans
from creditcalc.reports.quote import source_json
from creditcalc.reports.report import AnswerLine, Cell, Column, Report
from creditcalc.sheets.catalog import Catalog
from creditcalc.text import count, sentence

if TYPE_CHECKING:
    from creditcalc.pricebook.plan import Plan, TopUp
    from creditcalc.reports.objects import neglect as objects

NeglectBy = Literal["source", "platform", "model"]
"""By what figures are put together."""


class Looked(Record):
    """The last look at the source of a figure: the day, the price book, the key of the source and the model, if any."""

    day: str
    book: Edition
    key: str
    model: str

    def of(self, by: NeglectBy) -> tuple[str, str, str]:
        """Its platform, and what it is put together by."""
        return self.book.platform, *{
            "source": (self.book.id, self.key),
            "platform": ("", ""),
            "model": ("", self.model),
        }[by]


def _books(catalog: Catalog) -> Iterator[Edition]:
    for platform in catalog.index.platforms.values():
        yield from (catalog.edition(platform.id, name) for name in platform.editions)


def _looks(catalog: Catalog, today: str) -> Iterator[Looked]:
    """The last look at every figure that is no list price of another book: of models, plans and top-ups."""
    for book in _books(catalog):
        days = {key: last_look(source, today) for key, source in book.sources.items()}
        for model in book.models.values():
            for row in (*model.rates, *model.surcharges):
                if not row.list_usd:
                    yield Looked(days[row.source], book, row.source, model.id)
        every: list[Plan | TopUp] = [*book.plans.values(), *book.top_ups.values()]
        for sold in every:
            for price in sold.prices:
                key = price.source or sold.source
                yield Looked(days[key], book, key, "")


def neglect(catalog: Catalog, today: str, days: int, by: NeglectBy) -> Report:
    """What was last looked at more than some days ago, the oldest first, and which source to look at next."""
    before = (date.fromisoformat(today) - timedelta(days=days)).isoformat()
    together: dict[tuple[str, str, str], list[Looked]] = {}
    for one in _looks(catalog, today):
        if one.model or by != "model":
            together.setdefault(one.of(by), []).append(one)
    rows: list[tuple[Cell, ...]] = []
    data: list[objects.NeglectedObject] = []
    for (platform, edition, name), some in sorted(together.items(), key=lambda one: min(look.day for look in one[1])):
        old = sorted((one for one in some if one.day < before), key=lambda one: one.day)
        if not old:
            continue
        first = old[0]
        source = first.book.source(first.key)
        ago = (date.fromisoformat(today) - date.fromisoformat(first.day)).days
        what = {"source": f"{platform}/{edition}:{name}", "platform": platform, "model": f"{platform} {name}"}[by]
        rows.append((what, first.day, ago, len(old), len(some), first.key, source.url))
        data.append(
            {
                "platform": platform,
                "edition": edition or None,
                "model": name if by == "model" else None,
                "oldest": first.day,
                "days": ago,
                "old": len(old),
                "figures": len(some),
                "next": source_json(first.key, source),
            }
        )
    every = (
        Column(by, sentence(by), whole=True),
        Column("oldest", "Last look", whole=True),
        Column("days", "Days", True, priority=1),
        Column("old", "Old", True, priority=1),
        Column("figures", "Of", True, priority=2),
        Column("next", "Look next at", whole=True, priority=3),
        Column("url", "Where", whole=True, priority=4),
    )
    shown = [number for number, column in enumerate(every) if by != "source" or column.key != "next"]
    columns = tuple(every[number] for number in shown)
    cells = tuple(tuple(row[number] for number in shown) for row in rows)
    found = sum(one["old"] for one in data)
    answer = f"last looked at before {day_words(before)}, in {count(len(rows), by)}"
    whole: objects.NeglectObject = {"schema": "creditcalc/neglect/1", "before": before, "by": by, "neglected": data}
    return Report(
        f"Figures by {by}, the longest without a look first",
        columns,
        cells,
        whole,
        answer=(AnswerLine(count(found, "figure"), (answer,), ""),),
        next="Write `checked: DAY` into a source that you looked at, also where nothing had changed.",
    )


def _ends(book: Edition) -> tuple[Lapse, ...]:
    """What of a price book has a last day, among what is in force on its own day."""
    sold = [model for model in book.models.values() if in_force(model, book.as_of)]
    basis = of_models(book, sold).and_of(of_plans(book, book.plans.values(), book.top_ups.values()))
    return tuple(lapse for lapse in basis.lapses if lapse.until >= book.as_of)


def endings(catalog: Catalog, today: str, within: int) -> Report:
    """What is still priced and has ended, and what ends within some days, the first first."""
    soon = (date.fromisoformat(today) + timedelta(days=within)).isoformat()
    found = [
        (lapse, book)
        for book in _books(catalog)
        for lapse in _ends(book)
        if lapse.until < today or (within and lapse.until <= soon)
    ]
    found.sort(key=lambda one: one[0].until)
    rows: list[tuple[Cell, ...]] = []
    data: list[objects.EndingObject] = []
    for lapse, book in found:
        name, ended = sentence(lapse.name), lapse.until < today
        rows.append(
            (
                f"{book.platform}/{book.id}",
                name,
                lapse.until,
                "ended" if ended else "ends",
                lapse.otherwise.strip(" ()"),
            )
        )
        data.append(
            {
                "platform": book.platform,
                "edition": book.id,
                "name": name,
                "ended": {"on": lapse.until, "source": lapse.until.days[0][1]},
                "past": ended,
            }
        )
    columns = (
        Column("book", "Price book", whole=True),
        Column("name", "What", least=20),
        Column("on", "Last day", whole=True),
        Column("state", "State"),
        Column("otherwise", "Other days", priority=1, least=20),
    )
    whole: objects.EndingsObject = {
        "schema": "creditcalc/endings/1",
        "day": today,
        "within_days": within,
        "endings": data,
    }
    past = sum(one["past"] for one in data)
    said = f"{past} ended" + (f", {len(data) - past} to end within {count(within, 'day')}" if within else "")
    return Report("What has ended and is still priced", columns, tuple(rows), whole, answer=(AnswerLine("", (said,)),))
