"""What a page for a client says of a storyboard: the price and why it is open, every shot, where the money goes, each
alternative throughout, the plans, and the sources.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, cast

from creditcalc.amount import TOLERANCE, Amount, exactly
from creditcalc.batch.pricer import Pricer
from creditcalc.batch.tally import Share, Tally
from creditcalc.day import day_words
from creditcalc.errors import CreditcalcError
from creditcalc.plans.able import LeftOut
from creditcalc.plans.options import Option
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import EMPTY, Model
from creditcalc.pricebook.plan import Plan
from creditcalc.rating.quote import Quote
from creditcalc.record import Record
from creditcalc.reports.bars import bar, longest
from creditcalc.reports.batch import Held, batch_json
from creditcalc.reports.book import GRADE_WORDS, aside, prices_of
from creditcalc.reports.fresh import ended_words, looked_words, of_plans, of_quotes
from creditcalc.reports.page_money import Quoting, SumLine, Told
from creditcalc.reports.page_plans import Plans, plans_for
from creditcalc.reports.page_words import (
    QUALIFIER_MEANINGS,
    Gate,
    Quoted,
    budget_gate,
    foot,
    given_up_words,
    newer_lines,
    share_words,
    why_open,
    wrong_words,
)
from creditcalc.reports.quote import title
from creditcalc.reports.report import Column, Report
from creditcalc.storyboard.decide import Row, decided, given_up
from creditcalc.storyboard.shots import Shots
from creditcalc.text import count, sentence, series

if TYPE_CHECKING:
    from creditcalc.reports.objects.batch import BatchObject, BatchRowObject

MOST_TITLED = 3
"""Alternatives that the head of their bars names."""


class Sender(Record):
    """Whose page it is and of which day; the logo is an image as the address of itself."""

    agency: str = ""
    logo: str = ""
    date: str = ""


class Sum(Record):
    """A price, what it is, and what it means."""

    cost: Told
    on: str
    says: str
    lines: tuple[SumLine, ...] = ()


class PageWay(Record):
    """A way to make a shot: its name where there are several, what is generated, and what it costs."""

    way: str
    what: str
    cost: Told | None


class Item(Record):
    """A shot as the page shows it; `wrong` says why it has no price."""

    name: str
    note: str
    made: tuple[PageWay, ...]
    cost: Told | None
    grade: str
    wrong: str


class Scene(Record):
    """A scene with its shots; shots outside any scene have one without a name."""

    name: str
    note: str
    items: tuple[Item, ...]
    costs: tuple[Told, ...]


class Bar(Record):
    """A part of the money: what for, how much, and drawn."""

    name: str
    cost: Told
    svg: str


class Bars(Record):
    """The money by one view of it."""

    title: str
    bars: tuple[Bar, ...]


class Page(Record):
    """All that the page says; the figures are those of `data`, the object of the batch, which may be left out."""

    title: str
    note: str
    sender: Sender
    book: str
    sums: tuple[Sum, ...]
    newer: tuple[str, ...]
    reasons: tuple[str, ...]
    verdicts: tuple[Gate, ...]
    share: str
    scenes: tuple[Scene, ...]
    shots: str
    parts: tuple[Bars, ...]
    keys: tuple[str, ...]
    ways: Bars | None
    kept: tuple[str, ...]
    plans: Plans | None
    sources: Report
    notes: tuple[str, ...]
    data: "BatchObject | None"


class _Input(Record):
    """The fields of `PageInput`."""

    name: str
    shots: Shots
    tally: Tally
    pricer: Pricer
    quoting: Quoting
    sender: Sender = Sender()
    budget: Fraction | None = None
    verdicts: tuple[Gate, ...] = ()
    fit: Fraction | None = None
    tolerance: Fraction = TOLERANCE
    """The share by which what is approximate may be off where the total meets a limit."""
    today: str | None = None
    """The day by which prices end and grow old; None where those of a day are asked for."""


class PageInput(_Input):
    """What a page is made of: the shots with their sums, how they are told in money, and what was asked of them."""

    def costs(self, amounts: Mapping[str, Amount]) -> tuple[Told, ...]:
        """Amounts by unit, as the page tells them."""
        return tuple(self.quoting.costs(amounts, self.unit_names))

    @property
    def quoted(self) -> Iterator[tuple[str, Quote]]:
        """Every quote behind a price, with its unit."""
        return ((one.unit, one.quote) for row in self.shots.rows for _, one in row.ways.values() if one.quote)

    def called(self, name: str) -> str:
        """A model, or several of which one may make a shot, as people call them."""
        return series((self._models[one].name if one in self._models else one for one in name.split(" or ")), "or")

    @cached_property
    def _models(self) -> dict[str, Model]:
        """The models of the price book and of the quotes, by their ids."""
        quoted = (quote.generation.model for _, quote in self.quoted)
        return {**self.pricer.book.models, **{model.id: model for model in quoted}}

    @cached_property
    def unit_names(self) -> Mapping[str, str]:
        """What people call the units of other platforms, and of several, in the singular: `Google Flow credit`."""
        books = {unit: quote.edition for unit, quote in self.quoted}
        apart = [unit for unit in books if not unit.isupper() and (len(books) > 1 or unit != self.pricer.book.unit)]
        found = {unit: f"{books[unit].platform_name} {books[unit].unit}" for unit in apart}
        return {
            unit: name if list(found.values()).count(name) == 1 else f"{name} ({prices_of(books[unit])})"
            for unit, name in found.items()
        }


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
    found, tally, book, quoting = asked.shots, asked.tally, asked.pricer.book, asked.quoting
    quotes = tuple(_quotes(found.rows))
    plans = None
    if book.plans and not quoting.hidden:
        demand = tally.total(book.unit) if set(tally.units) <= {book.unit} else None
        plans = plans_for(demand, book, options, rates, left_out, prices, quoting.share)
    sold = [one.plan for one in options] if plans and plans.rows and not isinstance(options, CreditcalcError) else []
    if quoting.share is not None:
        sold = [book.plans[quoting.share.plan], *sold]
    parts, ways = tuple(_parts(asked)), _ways(asked)
    return Page(
        found.board.name or _name(asked.name),
        found.board.note,
        asked.sender._replace(date=day_words(asked.sender.date) if asked.sender.date else ""),
        aside(book),
        tuple(_sums(asked)),
        tuple(newer_lines([book, *(quote.edition for _, quote in quotes)])),
        tuple(why_open(found.rows, tally, quotes)),
        tuple(_verdicts(asked)),
        share_words(quoting),
        tuple(_scenes(asked)),
        count(tally.rows, "shot"),
        parts,
        _keys(chain(*(one.bars for one in (*parts, *([ways] if ways else []))))),
        ways,
        tuple(_kept(asked)),
        plans,
        _sources(quotes, sold, book),
        (
            *_aged(asked.today, (quote for _, quote in quotes), book, sold),
            *foot(tally, quotes, book, hidden=quoting.hidden),
        ),
        None if quoting.hidden else _data(asked),
    )


def _aged(today: str | None, quotes: Iterable[Quote], book: Edition, sold: Iterable[Plan]) -> Iterator[str]:
    """What has ended or ends soon of what is priced on the page, and how old the newest look at it is."""
    if today is None:
        return
    basis = of_quotes(quotes).and_of(of_plans(book, sold))
    yield from ended_words(basis, today)
    if looked := looked_words(basis, today):
        yield looked


def _name(file: str) -> str:
    """What a page is called whose file has no name for it: the file's, without its ending."""
    return "Estimate" if file == "-" else sentence(file.rpartition(".")[0] or file)


def totals(tally: Tally, book: Edition) -> dict[str, Amount]:
    """The sums by unit; of nothing at all in the price book's own unit."""
    return {unit: tally.total(unit) for unit in tally.units or (book.unit,)}


def _sums(asked: PageInput) -> Iterator[Sum]:
    """The price, or one for each unit that has no money in common with the others; what is added makes it one."""
    quoting, own = asked.quoting, asked.quoting.book.unit
    for cost in asked.costs(totals(asked.tally, asked.pricer.book)):
        lines = tuple(quoting.lines(cost.figure.amount)) if cost.scale == quoting.currency else ()
        told = cost._replace(figure=lines[-1].figure) if lines else cost
        on = f"on {quoting.share.name}" if quoting.share and cost.scale == quoting.currency != own else ""
        if on and any(unit.isupper() for unit in asked.tally.units):
            on = f"partly {on}"
        yield Sum(told, on, QUALIFIER_MEANINGS[told.figure.amount.qualifier], lines)


def _verdicts(asked: PageInput) -> Iterator[Gate]:
    """What the budget says, and whatever else was asked."""
    gates = list(asked.verdicts)
    if asked.budget is not None and len(asked.tally.units) == 1:
        unit = asked.tally.units[0]
        limit = Quoting(asked.quoting.book).costs({unit: exactly(asked.budget)}, asked.unit_names)[0]
        gates.insert(0, budget_gate(asked.tally.total(unit), asked.budget, limit.words, asked.tolerance))
    for gate in gates:
        yield gate._replace(says=gate.short) if asked.quoting.hidden and gate.short else gate


def _data(asked: PageInput) -> "BatchObject":
    """What the page says, for scripts."""
    sums = batch_json(asked.tally, asked.pricer, asked.quoting.share, Held(asked.budget, asked.fit, asked.tolerance))
    rows = cast("list[BatchRowObject]", [*asked.shots.objects])
    return cast("BatchObject", {"schema": "creditcalc/batch/1", **sums, "rows": rows})


def _quotes(rows: Iterable[Row]) -> Iterator[tuple[Row, Quote]]:
    """The quotes behind the rows: of a shot that is not decided, those of all its ways."""
    for row in rows:
        yield from ((row, one.quote) for _, one in row.ways.values() if one.quote)


def _scenes(asked: PageInput) -> Iterator[Scene]:
    board, rows, _ = asked.shots
    scenes: dict[str, list[Row]] = {}
    for row in rows:
        scenes.setdefault(row.shot.scene, []).append(row)
    for name, inside in scenes.items():
        costs = asked.costs(_known(asked.tally.scene(name)))
        yield Scene(name, board.notes.get(name, ""), tuple(_item(row, asked) for row in inside), costs)


def _known(shares: Mapping[str, Share]) -> dict[str, Amount]:
    return {unit: share.known for unit, share in shares.items()}


def _item(row: Row, asked: PageInput) -> Item:
    priced = row.priced
    if row.way:
        named = row.way.name if len(row.shot.ways) > 1 or row.way.name else ""
        made = [PageWay(named, title(priced.quote.generation) if priced.quote else asked.called(priced.model), None)]
    else:
        made = [
            PageWay(
                name,
                title(one.quote.generation) if one.quote else asked.called(one.model),
                _cost(one.total, one.unit, asked),
            )
            for name, (_, one) in row.ways.items()
        ]
    wrong = wrong_words(priced.code) if priced.error else ""
    grade = GRADE_WORDS[priced.grade] if priced.grade else ""
    return Item(row.shot.name, row.shot.note, tuple(made), _cost(priced.total, priced.unit, asked), grade, wrong)


def _cost(amount: Amount | None, unit: str, asked: PageInput) -> Told | None:
    return None if amount is None else asked.costs({unit: amount})[0]


def _parts(asked: PageInput) -> Iterator[Bars]:
    """Where the money goes: by scene in the order of the film, by model the most expensive first."""
    tally = asked.tally
    names = dict.fromkeys(scene for _, scene in tally.scenes)
    scenes = [(name, cost) for name in names for cost in asked.costs(_known(tally.scene(name)))]
    if scenes:
        yield _drawn("By scene", scenes)
    models = [
        (asked.called(name) or "Not known", cost)
        for (unit, name), share in tally.models.items()
        for cost in asked.costs({unit: share.known})
    ]
    yield _drawn("By model", sorted(models, key=lambda one: _size(one[1].figure.amount), reverse=True))


def _size(amount: Amount) -> tuple[Fraction, Fraction]:
    return amount.low if amount.high is None else amount.high, amount.low


def _drawn(heading: str, parts: Sequence[tuple[str, Told]]) -> Bars:
    """A bar for each part; only bars of one unit are drawn to one scale."""
    scales = {
        scale: longest(cost.figure.amount for _, cost in parts if cost.scale == scale)
        for scale in {cost.scale for _, cost in parts}
    }
    return Bars(
        heading,
        tuple(Bar(name, cost, bar(name, cost.words, cost.figure.amount, scales[cost.scale])) for name, cost in parts),
    )


KEYS = {"at_least": "open", "unknown": "unknown", "range": "may-be", "at_most": "may-be"}


def _keys(bars: Iterable[Bar]) -> tuple[str, ...]:
    """What the legend has to explain: the kinds of bars that there are."""
    kinds = {one.cost.figure.amount.qualifier for one in bars}
    used = {KEYS.get(kind, "sure") for kind in kinds} | ({"sure"} if kinds & {"range", "at_least"} else set())
    return tuple(key for key in ("sure", "may-be", "open", "unknown") if key in used)


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
    if undecided or asked.fit is not None:
        found.append(("Not decided yet" if undecided else "As chosen here", asked.tally.total(unit)))
    heading = sentence(series(names, "or")) if len(names) <= MOST_TITLED else "The alternatives"
    return _drawn(heading, [(name, asked.costs({unit: amount})[0]) for name, amount in found])


def _total(rows: Iterable[Row], unit: str) -> Amount:
    tally = Tally()
    for row in rows:
        tally.add(row.priced, row.shot.scene)
    return tally.total(unit)


def _kept(asked: PageInput) -> Iterator[str]:
    """What was given up for a budget."""
    if asked.fit is None:
        return
    for one in given_up(asked.shots.rows, asked.pricer):
        unit = asked.tally.units[0] if asked.tally.units else asked.pricer.book.unit
        cost = _cost(one.cost, unit, asked)
        yield given_up_words(one, cost.words if cost else "")


def _sources(quotes: Quoted, plans: Iterable[Plan], book: Edition) -> Report:
    """Where the prices are from, how sure that is, and of when: of the shots the most used first, then of the plans."""
    used = Counter(source for _, quote in quotes for _, source in quote.evidence.sources)
    named = (part.source or plan.source for plan in plans for part in (plan, *plan.prices, plan.allowance) if part)
    found = dict.fromkeys([*(source for source, _ in used.most_common()), *(book.source(key) for key in named)])
    columns = (Column("title", "Source"), Column("date", "Date"), Column("grade", "How sure"), Column("url", "Where"))
    rows = ((source.title, day_words(source.date), GRADE_WORDS[source.grade], source.url) for source in found)
    return Report("", columns, tuple(dict.fromkeys(rows)), {})
