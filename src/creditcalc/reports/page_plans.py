"""The plans for some work as a page says it: which is the cheapest, how certain that is, and the break-even picture."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from creditcalc.amount import Amount, decimal, exactly
from creditcalc.errors import CreditcalcError
from creditcalc.figures import Figure, in_words, money, thousands
from creditcalc.plans.able import LeftOut, marked
from creditcalc.plans.break_even import break_even
from creditcalc.plans.months import Month, months, worlds
from creditcalc.plans.options import Option, packs
from creditcalc.plans.share import PlanShare
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import EMPTY
from creditcalc.record import Record
from creditcalc.reports.chart import NARROW, WIDE, Picture, drawn
from creditcalc.reports.choice import compare_months
from creditcalc.reports.plans import cost_picture, without_price
from creditcalc.reports.report import Cell, Report
from creditcalc.text import sentence, series, units

COST_POINTS = 120
"""Demands at which the costs of plans are drawn; a phone has no more pixels than that for them."""
MOST_PACKS = 250
"""Packs of several sizes that may be bought within the picture; with more, finding every break-even takes too long."""


class PlanRow(Record):
    """A plan for this work: its cost in a month, what of it is extra, what is left of its credits, and a verdict."""

    name: str
    cost: Cell
    extra: Figure | None
    left: Cell
    mark: str
    words: str


class Plans(Record):
    """The plans for this work; without a picture, `instead` says why."""

    lead: tuple[str, ...]
    unit: str = ""
    rows: tuple[PlanRow, ...] = ()
    notes: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    curves: Mapping[str, Any] | None = None
    instead: str = ""


def plans_for(
    demand: Amount | None,
    book: Edition,
    options: Sequence[Option] | CreditcalcError,
    rates: Mapping[str, Fraction],
    left_out: Sequence[LeftOut] = (),
    prices: Mapping[str, Amount | None] = EMPTY,
    share: PlanShare | None = None,
) -> Plans:
    """Every plan for this work once a month, the cheapest first, and the picture of the plans that may win.

    `options` are the ways to pay for them, or why there are none; without a demand, not all is paid in the credits of
    this price book. `prices` are what the work costs on plans, as of `plans.work.on_plans`. `share` is the plan whose
    price the page is calculated with.
    """
    if isinstance(options, CreditcalcError):
        return Plans((f"No plan of {book.platform_name} can be compared for this.",))
    if demand is None or (not prices and not demand.low and demand.high in (None, 0)):
        return Plans((_without(demand, book),))
    ranked = months(book, options, lambda plan: prices.get(plan.id) or demand, rates)
    cases = [ranked] if prices else worlds(book, options, demand, rates)
    report = compare_months(book, ranked, cases, demand, "", left_out)
    rows = tuple(_row(month, cells) for month, cells in zip(ranked, _cells(report), strict=True))
    whole = [] if share is None else ["A plan is paid for a whole month. For this work alone:"]
    answers = [_plainly("".join(line.words)) for line in report.answer[1:]]  # the first is what the page begins with
    found = Plans((*whole, *answers), sentence(units(book.unit)), rows, tuple(_notes(book, ranked, report, left_out)))
    if not demand.high and not demand.low:
        return found
    # Of work without an upper end any plan may be the cheapest: then only those are drawn that win in the picture.
    winners = [row.name for row in rows if row.mark and demand.high]
    try:
        shown = _picture(book, options, demand, rates, winners)
    except CreditcalcError:
        return found._replace(instead="There is no picture: too many extra packs would have to be drawn.")
    if len(shown.curves) == 1:
        only = f"{shown.curves[0].name} stays the cheapest up to three times this work."
        return found._replace(instead=only if winners else "")
    return found._replace(
        pictures=(drawn(shown, WIDE), drawn(shown, NARROW)), curves=_curves(shown, options[0].currency)
    )


def _without(demand: Amount | None, book: Edition) -> str:
    """Why no plan is looked for."""
    if demand is None:
        return f"The plans are of {book.platform_name}, and not all of this is paid in its {units(book.unit)}."
    if demand.high == 0:
        return "This needs no plan: it costs nothing."
    return "No plan can be named: the cost is not known."


def _plainly(text: str) -> str:
    """A sentence with its figures as a page has them, on which no sign stands for "about"."""
    return text.replace("~", "about ")


def _cells(report: Report) -> Iterator[tuple[Cell, ...]]:
    """What a plan costs in a month, what of it is extra, what is left of its credits, and its verdict."""
    keys = [column.key for column in report.columns]
    for row in report.rows:
        yield tuple(row[keys.index(key)] for key in ("money", "extra", "unused", "mark"))


def _row(month: Month, cells: tuple[Cell, ...]) -> PlanRow:
    cost, extra, left, verdict = cells
    mark, _, words = str(verdict).partition(" ")
    if words and marked(month.option.plan):
        words += ", with a watermark"
    return PlanRow(month.option.name, cost, extra if isinstance(extra, Figure) else None, left, mark, words)


def _notes(book: Edition, ranked: Sequence[Month], report: Report, left_out: Sequence[LeftOut]) -> Iterator[str]:
    """What is not published, what is bought extra, and which plans are not in the table."""
    yield from (_plainly(note.text) for note in report.ranked() if note.kind == "unpublished")
    currency = ranked[0].option.currency
    bought = {pack.top_up.id: pack for month in ranked for pack in month.bought}
    for pack in bought.values():
        cost, gives = in_words(money(pack.cost, currency)), in_words(pack.credits)
        yield f"{pack.top_up.name}: {cost} for {gives} {units(book.unit)}."
    yield from (one.why for one in left_out)
    if missing := without_price(book, [month.option for month in ranked], left_out):
        yield f"Not compared, since no price in {currency} is published: {series(missing)}."


def _many(most: Fraction, sizes: Sequence[Fraction]) -> bool:
    return len(set(sizes)) > 1 and most / min(sizes) > MOST_PACKS


def _picture(
    book: Edition,
    options: Sequence[Option],
    demand: Amount,
    rates: Mapping[str, Fraction],
    winners: Sequence[str],
) -> Picture:
    """Cost against credits a month, of the plans that are the cheapest anywhere in it or may be for this work."""
    most = (demand.low if demand.high is None else demand.high) * 3
    for one in options:
        if _many(most, [pack.credits.low for pack in packs(book, one.plan, one.currency, rates)]):
            raise CreditcalcError("too many combinations of packs")
    contending = set(winners)
    for end in ("low", "high"):
        contending |= {one.option.name for one in break_even(book, options, most, end, rates)}
    contenders = [one for one in options if one.name in contending]
    found = cost_picture(book, contenders, most, rates, COST_POINTS)
    return found._replace(up=f"{options[0].currency} a month, at the highest prices", work=demand)


def _curves(shown: Picture, currency: str) -> dict[str, Any]:
    """The picture's figures for a slider: money to be sorted by, and as it is shown."""
    return {
        "demands": [thousands(decimal(one, places=1)) for one in shown.workloads],
        "curves": [
            {
                "name": curve.name,
                "costs": [None if cost is None else decimal(cost, up=True, places=2) for cost in curve.costs],
                "shown": [None if cost is None else str(money(exactly(cost), currency)) for cost in curve.costs],
            }
            for curve in shown.curves
        ],
        "across": shown.across,
    }
