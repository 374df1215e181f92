"""What a page for a client says of a storyboard: the total and why it is open, every shot, where the money goes, draft
against final, the cheapest plan, and who says so.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from creditcalc.amount import TOLERANCE, Amount, exactly
from creditcalc.batch.pricer import Pricer
from creditcalc.batch.tally import Tally
from creditcalc.errors import OVER, UNCLEAR, CreditcalcError
from creditcalc.figures import tolerant
from creditcalc.plans.able import LeftOut
from creditcalc.plans.options import Option
from creditcalc.plans.share import PlanShare
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import EMPTY
from creditcalc.pricebook.plan import Plan
from creditcalc.rating.quote import Quote
from creditcalc.reports.bars import bar, longest
from creditcalc.reports.batch import NO_MODEL, batch_json, given_up_text, missing, shoot_notes, sums_title
from creditcalc.reports.book import GRADE_WORDS, aside
from creditcalc.reports.page_plans import Plans, plans_for
from creditcalc.reports.quote import notices, title
from creditcalc.reports.report import Column, Report
from creditcalc.storyboard.decide import Row, decided, given_up
from creditcalc.storyboard.shots import Shots
from creditcalc.text import count, sentence, units

QUALIFIER_MEANINGS = {
    "exact": "Exactly this, by the price sheets named below.",
    "about": "About this much: the sources themselves say “about”.",
    "range": "Between these two figures, for the reasons below.",
    "at_least": "At least this much. How much more it may be, nobody has published.",
    "at_most": "No more than this.",
    "unknown": "What this costs is not known.",
}
"""What the qualifier of a total means to somebody who reads no price sheets."""
BUDGET = {"within": ("Within", 0), "over": ("Over", OVER), "unclear": ("May be over", UNCLEAR)}
FOOT = ("withdrawn", "clip_length")
"""Notices that stand in the foot: they are about what is made, and not about what it costs."""
NO_REASONS = ("conflict", "newer_edition", "lines_vary", *FOOT)
"""Notices that are no reason why a total is open."""


class Sum(NamedTuple):
    """A total in one unit, and what it means."""

    total: Amount
    unit: str
    says: str


class PageWay(NamedTuple):
    """A way to make a shot: its name where there are several, what is generated, and what it costs."""

    way: str
    what: str
    cost: Amount | None


class Item(NamedTuple):
    """A shot as the page shows it; `wrong` says why it has no price."""

    name: str
    note: str
    made: tuple[PageWay, ...]
    cost: Amount | None
    unit: str
    grade: str
    wrong: str


class Scene(NamedTuple):
    """A scene with its shots; shots outside any scene have one without a name."""

    name: str
    note: str
    items: tuple[Item, ...]
    total: Amount | None


class Bar(NamedTuple):
    """A part of the money: what for, how much, and drawn."""

    name: str
    cost: Amount
    unit: str
    svg: str


class Bars(NamedTuple):
    """The money by one view of it."""

    title: str
    bars: tuple[Bar, ...]


class Gate(NamedTuple):
    """What a gate says: 0 yes, 3 no, 4 cannot tell."""

    says: str
    code: int = 0


class Page(NamedTuple):
    """All that the page says; the figures are those of `data`, the object of the batch."""

    title: str
    note: str
    book: str
    sums: tuple[Sum, ...]
    amount_title: str
    reasons: tuple[str, ...]
    verdicts: tuple[Gate, ...]
    share: PlanShare | None
    scenes: tuple[Scene, ...]
    parts: tuple[Bars, ...]
    ways: Bars | None
    kept: tuple[str, ...]
    plans: Plans
    sources: Report
    notes: tuple[str, ...]
    data: Mapping[str, Any]


class PageInput(NamedTuple):
    """What a page is made of: the shots with their sums, and what was asked of them."""

    name: str
    shots: Shots
    tally: Tally
    pricer: Pricer
    share: PlanShare | None = None
    budget: Fraction | None = None
    verdicts: tuple[Gate, ...] = ()
    fitted: bool = False
    tolerance: Fraction = TOLERANCE
    """The share by which what is approximate may be off where the total meets a limit."""


def page(
    asked: PageInput,
    options: Sequence[Option] | CreditcalcError,
    rates: Mapping[str, Fraction],
    left_out: Sequence[LeftOut] = (),
    prices: Mapping[str, Amount | None] = EMPTY,
) -> Page:
    """The page; `options` are the ways to pay for the plans that can do the work, or why there are none.

    `left_out` says which plans cannot, and why, and `prices` what the work costs on each where that depends on it.
    """
    found, tally, book = asked.shots, asked.tally, asked.pricer.book
    quotes = tuple(_quotes(found.rows, asked.pricer))
    demand = tally.total(book.unit) if set(tally.units) <= {book.unit} else None
    plans = plans_for(demand, book, options, rates, left_out, prices)
    sold = [one.plan for one in options] if plans.report and not isinstance(options, CreditcalcError) else []
    return Page(
        found.board.name or asked.name,
        found.board.note,
        aside(book),
        tuple(_sum(tally.total(unit), unit) for unit in tally.units or (book.unit,)),
        sums_title(tally, book),
        tuple(_reasons(asked, quotes)),
        tuple(_verdicts(asked)),
        asked.share,
        tuple(_scenes(asked)),
        tuple(_parts(tally)),
        _ways(asked),
        tuple(_kept(asked)),
        plans,
        _sources(quotes, sold, book),
        tuple(_notes(asked, quotes)),
        {**batch_json(tally, book, asked.share, _held(asked)), "rows": found.objects},
    )


def _sum(total: Amount, unit: str) -> Sum:
    return Sum(total, units(unit), QUALIFIER_MEANINGS[total.qualifier])


def _verdicts(asked: PageInput) -> Iterator[Gate]:
    """What the budget says, and whatever else was asked."""
    if asked.budget is not None and len(asked.tally.units) == 1:
        unit = asked.tally.units[0]
        total = asked.tally.total(unit)
        says, code = BUDGET[total.against(asked.budget, asked.tolerance)]
        off = f": {tolerant(total, asked.tolerance)}" if total.approximate else ""
        yield Gate(f"{says} the budget of {exactly(asked.budget).words} {units(unit)}{off}.", code)
    yield from asked.verdicts


def _held(asked: PageInput) -> Fraction | None:
    """The tolerance where the total met a limit."""
    return asked.tolerance if asked.budget is not None or asked.verdicts or asked.fitted else None


def _quotes(rows: Iterable[Row], pricer: Pricer) -> Iterator[tuple[Row, Quote]]:
    """The quotes behind the rows: of a shot that is not decided, those of all its ways."""
    for row in rows:
        ways = [row.priced] if row.way else [pricer(way.values(pricer)) for way in row.shot.ways]
        yield from ((row, one.quote) for one in ways if one.quote)


def _reasons(asked: PageInput, quotes: Iterable[tuple[Row, Quote]]) -> Iterator[str]:
    """Why the total is no exact figure, the widest reasons first."""
    tally, rows = asked.tally, asked.shots.rows
    if tally.missing:
        yield missing(tally)
    if open_shots := sum(row.way is None for row in rows):
        shots = count(open_shots, "shot")
        yield f"{shots} can still be made in several ways: the total holds the cheapest and the dearest of them."
    yield from shoot_notes(tally)
    places: Counter[str] = Counter()
    for says, _ in dict.fromkeys(
        (notice.text, row.shot.place)
        for row, quote in quotes
        for notice in notices(quote)
        if notice.code not in NO_REASONS
    ):
        places[says] += 1
    for says, number in places.most_common():
        yield f"{sentence(says)} ({count(number, 'shot')})."


def _scenes(asked: PageInput) -> Iterator[Scene]:
    board, rows, _ = asked.shots
    for name in dict.fromkeys(row.shot.scene for row in rows):
        inside = [row for row in rows if row.shot.scene == name]
        sums = [share.known for share in asked.tally.scene(name).values()]
        items = tuple(_item(row, asked) for row in inside)
        yield Scene(name, board.notes.get(name, ""), items, sums[0] if len(sums) == 1 else None)


def _item(row: Row, asked: PageInput) -> Item:
    priced, pricer = row.priced, asked.pricer
    if row.way:
        named = row.way.name if len(row.shot.ways) > 1 or row.way.name else ""
        made = [PageWay(named, title(priced.quote.generation) if priced.quote else priced.model, None)]
    else:
        each = [(way, pricer(way.values(pricer))) for way in row.shot.ways]
        made = [
            PageWay(way.name, title(one.quote.generation) if one.quote else one.model, one.total) for way, one in each
        ]
    unit = units(priced.unit) if len(asked.tally.units) > 1 and priced.unit else ""
    return Item(row.shot.name, row.shot.note, tuple(made), priced.total, unit, priced.grade, priced.error)


def _parts(tally: Tally) -> Iterator[Bars]:
    """Where the money goes: by scene in the order of the film, by model the dearest first."""
    names = dict.fromkeys(scene for _, scene in tally.scenes)
    scenes = [(unit, name, share.known) for name in names for unit, share in tally.scene(name).items()]
    models = [(unit, name or NO_MODEL, share.known) for (unit, name), share in tally.models.items()]
    if scenes:
        yield _drawn("By scene", scenes, mixed=len(tally.units) > 1)
    yield _drawn("By model", sorted(models, key=lambda one: _size(one[2]), reverse=True), mixed=len(tally.units) > 1)


def _size(amount: Amount) -> tuple[Fraction, Fraction]:
    return amount.low if amount.high is None else amount.high, amount.low


def _drawn(heading: str, parts: Sequence[tuple[str, str, Amount]], *, mixed: bool) -> Bars:
    """A bar for each part of (unit, name, amount); only bars of one unit are drawn to one scale."""
    scales = {unit: longest(amount for known, _, amount in parts if known == unit) for unit, _, _ in parts}
    return Bars(
        heading,
        tuple(
            Bar(name, amount, units(unit) if mixed and unit else "", bar(name, amount, scales[unit]))
            for unit, name, amount in parts
        ),
    )


def _ways(asked: PageInput) -> Bars | None:
    """What the whole costs made in each way throughout, beside what it costs as it stands; None without a choice."""
    board, rows, _ = asked.shots
    names = dict.fromkeys(way.name for shot in board.shots if len(shot.ways) > 1 for way in shot.ways)
    if len(asked.tally.units) > 1 or not names:
        return None
    unit = asked.tally.units[0] if asked.tally.units else asked.pricer.book.unit
    found: list[tuple[str, Amount]] = []
    for name in names:
        try:
            found.append((f"Every shot as {name}", _total(decided(board, asked.pricer, name), unit)))
        except CreditcalcError:
            continue  # some shot has no way of that name, so that the whole cannot be made so
    undecided = any(row.way is None for row in rows)
    if undecided or asked.fitted:
        found.append(("Not decided" if undecided else "As chosen here", asked.tally.total(unit)))
    return _drawn("", [(unit, name, amount) for name, amount in found], mixed=False)


def _total(rows: Iterable[Row], unit: str) -> Amount:
    tally = Tally()
    for row in rows:
        tally.add(row.priced, row.shot.scene)
    return tally.total(unit)


def _kept(asked: PageInput) -> Iterator[str]:
    """What was given up for a budget."""
    return map(given_up_text, given_up(asked.shots.rows, asked.pricer)) if asked.fitted else iter(())


def _sources(quotes: Iterable[tuple[Row, Quote]], plans: Iterable[Plan], book: Edition) -> Report:
    """Who says so, how good that is, and when it was read: of the shots the most used first, then of the plans."""
    used = Counter(source for _, quote in quotes for _, source in quote.evidence.sources)
    named = (part.source or plan.source for plan in plans for part in (plan, *plan.prices, plan.allowance) if part)
    found = dict.fromkeys([*(source for source, _ in used.most_common()), *(book.source(key) for key in named)])
    columns = (Column("title", "Source"), Column("date", "Read"), Column("grade", "Evidence"), Column("url", "Where"))
    rows = tuple((source.title, source.date, GRADE_WORDS[source.grade], source.url) for source in found)
    return Report("", columns, rows, {})


def _notes(asked: PageInput, quotes: Iterable[tuple[Row, Quote]]) -> Iterator[str]:
    """What stands in the foot: the weakest evidence, readings that differ, the price book and its day."""
    book, tally = asked.pricer.book, asked.tally
    if tally.grade:
        yield f"Evidence at the weakest: {GRADE_WORDS[tally.grade]}."
    said = dict.fromkeys(notice for _, quote in quotes for notice in notices(quote))
    yield from (f"{sentence(notice.text)}." for notice in said if notice.code in FOOT)
    others = {notice.text for notice in said if notice.code == "conflict"}
    if others:
        yield f"Other sources read {len(others)} of these figures differently."
    yield f"Prices of {aside(book)}, as of {book.as_of}."
    if book.sheet.note:
        yield book.sheet.note
    yield "In notes `~5` is about 5, `5..8` from 5 to 8, and `5+` at least 5."
    yield f"Price sheets: {book.digest}."
