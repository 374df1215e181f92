"""What a change of the sheets does to figures: which may not change so, and which move so far that one looks twice."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from creditcalc.amount import Amount
from creditcalc.pricebook.condition import condition_text
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.plan import Allowance, Plan, TopUp
from creditcalc.record import Record
from creditcalc.sheets.reader import Fault

MOST_MOVED = Fraction(1, 2)
"""The share of itself by which a figure may move without a word."""


class SheetFigure(Record):
    """A figure of a sheet: its amounts, what they are of and in, since when, and from which source of which date."""

    amounts: tuple[Amount, ...]
    terms: tuple[Any, ...]
    since: str
    source: str
    date: str
    place: str

    def __str__(self) -> str:
        figures = ", ".join(map(str, self.amounts)) or "not sold"
        return " ".join([figures, *(str(term) for term in self.terms[:1] if term)])


def review(before: Edition, after: Edition) -> Iterator[Fault]:
    """Faults for figures that change without a newer source; warnings for those that move by more than half, are
    counted otherwise, or are removed. Both editions have the rows of all days.
    """
    old, new = _figures(before), _figures(after)
    for key, figures in new.items():
        for figure in figures:
            known = old.get(key, [])
            if known and not any((one.amounts, one.terms) == (figure.amounts, figure.terms) for one in known):
                yield from _changed(key, _replaced(figure, known), figure)
    for key, figures in old.items():
        if key not in new:
            yield Fault(figures[-1].place, f"{key}: {figures[-1]} is removed: close it with `until`", warning=True)


def _replaced(figure: SheetFigure, known: list[SheetFigure]) -> SheetFigure:
    """The figure of before in whose place another is: of the same first day, else the last one."""
    return next((one for one in known if one.since == figure.since), max(known, key=lambda one: one.since))


def _changed(key: str, was: SheetFigure, figure: SheetFigure) -> Iterator[Fault]:
    both = f"{key}: {figure}, before {was}"
    if figure.date <= was.date:
        words = f"`{figure.source}` of {figure.date} is not newer than `{was.source}` of {was.date}"
        yield Fault(figure.place, f"{both}: {words}: name a newer source")
    if was.terms != figure.terms or len(was.amounts) != len(figure.amounts):
        yield Fault(figure.place, f"{both}: it is counted otherwise", warning=True)
    elif any(map(_far, was.amounts, figure.amounts)):
        yield Fault(figure.place, f"{both}: it moves by more than half", warning=True)


def _far(was: Amount, amount: Amount) -> bool:
    """Whether either end moves by more than half of what it was, or opens or closes."""
    if (was.high is None) != (amount.high is None):
        return True
    ends = [(was.low, amount.low)] + ([(was.high, amount.high)] if was.high is not None else [])
    return any(abs(new - old) > old * MOST_MOVED for old, new in ends)  # type: ignore[operator]  # both are closed


def _figures(edition: Edition) -> dict[str, list[SheetFigure]]:
    """The figures of an edition's own sheets by what they are of; what is taken from the list changes there."""
    found: dict[str, list[SheetFigure]] = {}

    def add(key: str, amounts: tuple[Amount, ...], terms: tuple[Any, ...], part: Any, source: str) -> None:
        if ":" not in source:
            date = edition.source(source).date
            since = getattr(part, "since", None) or ""
            found.setdefault(key, []).append(SheetFigure(amounts, terms, since, source, date, part.place))

    for model in edition.models.values():
        for row in (*model.rates, *model.surcharges):
            when = " and ".join(sorted(condition_text((part,)) for part in row.when))
            price = row.list_usd or row.price
            amounts = tuple(step.price for step in row.tiers) if row.tiers else (price,) if price is not None else ()
            per, steps = row.per and f"per {row.per.block}", tuple(step.up_to for step in row.tiers)
            limits = row.beyond, row.at_least, row.at_most, row.quantity and row.quantity.text, bool(row.unavailable)
            key = " ".join(word for word in (f"`{model.id}`", row.name, when) if word)
            add(key, amounts, (per, steps, bool(row.list_usd), *limits), row, row.source)
    if conversion := edition.sheet.credits_per_usd:
        add("`credits_per_usd`", (conversion.price,), (), conversion, conversion.source)
    sold: list[tuple[str, Plan | TopUp, Allowance | None]] = [
        *((f"plan `{plan.id}`", plan, plan.allowance) for plan in edition.plans.values()),
        *((f"top-up `{pack.id}`", pack, pack.gives) for pack in edition.top_ups.values()),
    ]
    for name, one, given in sold:
        for money in one.prices:
            said = (money.every, money.per, money.channel, money.region, money.first, money.currency)
            key = " ".join([name, *(str(word) for word in said if word)])
            add(key, (money.amount,), (money.currency,), money, money.source or one.source)
        if given:
            terms = given.unit, given.every, given.of, given.per
            add(f"{name} gives", (given.amount,), terms, given, given.source or one.source)
    return found
