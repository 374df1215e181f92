"""What the clock says of figures: what has ended or ends soon among what was priced, and how old the newest look is.

Objects for scripts never say any of this, so that the same input gives the same bytes on every day.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from creditcalc.day import day_words
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.evidence import LastDay, Source
from creditcalc.pricebook.model import Model, Rate
from creditcalc.rating.quote import Quote
from creditcalc.record import Record
from creditcalc.reports.limits import last_day
from creditcalc.reports.rates import row_case
from creditcalc.reports.report import Note, Report
from creditcalc.text import sentence, series

if TYPE_CHECKING:
    from creditcalc.plans.options import Option
    from creditcalc.plans.platforms import Offer
    from creditcalc.plans.share import PlanShare
    from creditcalc.pricebook.plan import Allowance, Plan, TopUp

SOON = 30
"""Days ahead in which an end is told of."""
OLD_LOOK = 60
"""Days after which it is said how old the newest look at the sources is."""
MOST_LAPSED = 6
"""Ends that are named one by one; more are counted."""


class Lapse(Record):
    """Something priced that has a last day: what it is, who sells it, that day, and what sources say of other days."""

    name: str
    seller: str
    until: LastDay
    otherwise: str = ""


def _lapse(name: str, seller: str, until: LastDay, book: Edition) -> Lapse:
    """The same with the words of the price book's sources, where they name several days."""
    (_, speaks), *others = until.days
    apart = [(day, key) for day, key in others if day != until and key]
    if not apart or speaks is None:
        return Lapse(name, seller, until)
    said = "; ".join(f"{book.source(key).said} says {day_words(day)}" for day, key in apart)
    return Lapse(name, seller, until, f" ({book.source(speaks).said}; {said})")


class Basis(Record):
    """What some figures rest on: what of it has a last day, and its sources."""

    lapses: tuple[Lapse, ...] = ()
    sources: tuple[Source, ...] = ()

    def and_of(self, *others: "Basis") -> "Basis":
        """This one and others together."""
        every = (self, *others)
        return Basis(
            tuple(dict.fromkeys(lapse for one in every for lapse in one.lapses)),
            tuple(dict.fromkeys(source for one in every for source in one.sources)),
        )


def _of_model(book: Edition, model: Model) -> Iterator[Lapse]:
    if until := last_day(model):
        makers = book.by_makers or bool(model.listed and until == model.listed[1])
        yield _lapse(model.name, model.maker if makers else book.seller, until, book)


def of_rows(rows: Iterable[tuple[Edition, Model, Rate]]) -> Basis:
    """The basis of rows of models."""
    lapses: dict[tuple[str, str, str], Lapse] = {}
    sources: dict[Source, None] = {}
    for book, model, row in rows:
        found = list(_of_model(book, model))
        if row.until:
            case = row_case(row, model)
            seller = model.maker if book.by_makers else book.seller
            found.append(_lapse(f"the price of {model.name}{f' ({case})' if case else ''}", seller, row.until, book))
        for one in found:
            lapses.setdefault((one.name, one.seller, one.until), one)
        sources[book.source(row.source)] = None
    return Basis(tuple(lapses.values()), tuple(sources))


def of_quotes(quotes: Iterable[Quote]) -> Basis:
    """The basis of quotes: the rows that they were priced by."""
    different = {id(one): one for one in quotes}.values()  # of a file of a million rows few are
    return of_rows((one.edition, one.generation.model, row) for one in different for row in one.rows)


def of_models(book: Edition, models: Iterable[Model], *, rows: bool = True) -> Basis:
    """The basis of all prices of models; without `rows` the ends of the models alone."""
    models = list(models)
    found = of_rows((book, model, row) for model in models for row in (*model.rates, *model.surcharges))
    if rows:
        return found
    return found._replace(lapses=tuple(lapse for model in models for lapse in _of_model(book, model)))


def of_plans(book: Edition, plans: Iterable["Plan"], top_ups: Iterable["TopUp"] = ()) -> Basis:
    """The basis of plans and of what can be bought on top: their prices and what they give."""
    from creditcalc.pricebook.plan import BILLED  # noqa: PLC0415  # most screens price no plan

    lapses: list[Lapse] = []
    keys: dict[str, None] = {}
    every: list[tuple[Plan | TopUp, Allowance | None]] = [(one, one.allowance) for one in plans]
    every += [(one, one.gives) for one in top_ups]
    for sold, gives in every:
        if sold.until:
            lapses.append(_lapse(sold.name, book.seller, sold.until, book))
        for price in sold.prices:
            if price.until:
                billed = f" ({BILLED[price.every]})" if price.every in BILLED else ""
                lapses.append(_lapse(f"the price of {sold.name}{billed}", book.seller, price.until, book))
        keys |= dict.fromkeys(part.source or sold.source for part in (*sold.prices, gives) if part)
    return Basis(tuple(dict.fromkeys(lapses)), tuple(map(book.source, keys)))


def of_share(book: Edition, share: "PlanShare | None") -> Basis:
    """What ends of a plan whose share of a price is shown; how old a look at the price is, the plan does not change."""
    if share is None:
        return Basis()
    plan = book.plans[share.plan]
    billed = tuple(one for one in plan.prices if one.every == share.billing)
    return of_plans(book, [plan._replace(prices=billed)])._replace(sources=())


def of_addons(book: Edition) -> Basis:
    """The basis of what is added to prices, bought on top of plans, and taken off."""
    rows, off = book.current(book.addons), book.current(book.discounts).values()
    ends = [(row.name or key, row.until) for key, row in rows.items()]
    ends += [(one.name, one.until) for one in off]
    lapses = tuple(_lapse(name, book.seller, until, book) for name, until in ends if until)
    sources = tuple(map(book.source, [*(row.source for row in rows.values()), *(one.source for one in off)]))
    return of_plans(book, (), book.current(book.top_ups).values()).and_of(Basis(lapses, sources))


def of_options(book: Edition, found: Iterable["Option"]) -> Basis:
    """The basis of ways to pay: their plans, with what can be bought on top."""
    plans = {one.plan.id: one.plan for one in found}
    return of_plans(book, plans.values(), book.current(book.top_ups).values())


def of_offers(found: Iterable["Offer"]) -> Basis:
    """The basis of offers of several platforms: their quotes, and the plans and packs that pay for them."""
    found = list(found)
    paid = [
        of_plans(
            offer.quote.edition,
            [offer.option.plan] if offer.option else [],
            [offer.pack.top_up] if offer.pack else [],
        )
        for offer in found
    ]
    return of_quotes(offer.quote for offer in found).and_of(*paid)


def ended_words(basis: Basis, today: str) -> Iterator[str]:
    """What has ended, and what ends soon, a sentence each; of many ends only how many."""
    soon = (date.fromisoformat(today) + timedelta(days=SOON)).isoformat()
    past = [lapse for lapse in basis.lapses if lapse.until < today]
    ahead = [lapse for lapse in basis.lapses if today <= lapse.until <= soon]
    if past:
        last = "the price is the last one" if len(past) == 1 else "the prices are the last ones"
        yield f"{sentence(_said(past, 'ended', 'have ended'))}; {last}."
    if ahead:
        yield f"{sentence(_said(ahead, 'ends', 'end'))}."


def _said(lapses: list[Lapse], verb: str, verb_of_many: str) -> str:
    if len(lapses) > MOST_LAPSED:
        first, last = min(one.until for one in lapses), max(one.until for one in lapses)
        between = f"on {day_words(last)}" if first == last else f"from {day_words(first)} to {day_words(last)}"
        return f"{len(lapses)} of these {verb_of_many}, {between}"
    together: dict[tuple[str, str, str], list[str]] = {}
    for one in sorted(lapses, key=lambda one: one.until):
        together.setdefault((one.until, one.seller, one.otherwise), []).append(one.name)
    plural = "end" if verb == "ends" else verb
    return ", ".join(
        f"{series(names)} {verb if len(names) == 1 else plural} on {day_words(day)} at {seller}{otherwise}"
        for (day, seller, otherwise), names in together.items()
    )


def last_look(source: Source, today: str) -> str:
    """The day of the last look at a source: when it was checked, else its date; a month or a year counts from its end.

    No day after `today`.
    """
    written = str(source.date)
    if len(written) == len("2026"):
        written = f"{written}-12-31"
    elif len(written) == len("2026-05"):
        begins = date.fromisoformat(f"{written}-28") + timedelta(days=4)
        written = (begins - timedelta(days=begins.day)).isoformat()
    return min(max(written, source.checked or ""), today)


def looked_words(basis: Basis, today: str) -> str:
    """That even the newest look at the sources is old, and what to do; nothing where it is not."""
    newest = max(basis.sources, key=lambda source: last_look(source, today), default=None)
    if newest is None:
        return ""
    look = last_look(newest, today)
    if date.fromisoformat(today) - date.fromisoformat(look) <= timedelta(days=OLD_LOOK):
        return ""
    said = newest.checked if newest.checked == look else newest.date
    when = f"{'on' if len(said) == len(look) else 'in'} {day_words(said)}"
    return f"Last checked {when}: upgrade creditcalc for newer price sheets."


def dated(today: str | None, basis: Basis, *reports: Report) -> tuple[Report, ...]:
    """Reports with what the clock says of them at their end; as they are where a day was asked for, and not today's."""
    if today is None or not reports:
        return reports
    number = next((number for number, one in enumerate(reports) if one.notes), len(reports) - 1)
    found = reports[number]
    words = list(ended_words(basis, today))
    notes = (*found.notes, *([Note("ended", "\n".join(words))] if words else []))
    aged = found._replace(notes=notes, looked=looked_words(basis, today))
    return (*reports[:number], aged, *reports[number + 1 :])
