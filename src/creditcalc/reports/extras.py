"""What a price book has besides models and plans: actions, add-ons and rules."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from creditcalc.amount import UNKNOWN
from creditcalc.figures import Figure, listed, money, price_figure, shown
from creditcalc.pricebook.edition import Edition
from creditcalc.reports.book import GRADE_WORDS, aside, newer_note, price_text, shown_under
from creditcalc.reports.extras_json import actions_json, addons_json, rules_json
from creditcalc.reports.quote import MOST_NAMED
from creditcalc.reports.rates import each, own_currency, part_unstated, sold_by
from creditcalc.reports.report import AnswerLine, Cell, Column, Note, Report, Strong, apart, pasted
from creditcalc.text import count, sentence, series, units, units_of

if TYPE_CHECKING:
    from creditcalc.amount import Amount
    from creditcalc.pricebook.model import Model, Rate
    from creditcalc.pricebook.plan import Money, TopUp
    from creditcalc.pricebook.rule import Rule

FREE_ACTIONS, CHARGED_ACTIONS = "Free", "Charged"
ADDED, BOUGHT, OFF = "Added to a generation", "Bought on top of a plan", "Taken off the price"


def actions_of(edition: Edition) -> "list[Model]":
    """The actions of the price book's day."""
    return [model for model in edition.current(edition.models).values() if model.kind == "action"]


def actions(edition: Edition) -> Report:
    """The actions: what is free, and what costs without a published price."""
    columns = (
        Column("id", "Action"),
        Column("name", "Name"),
        Column("cost", "Cost"),
        Column("source", "Source"),
        Column("grade", "Evidence"),
    )
    people = (
        Column("group", "Charged"),
        Column("name", "Action", least=20),
        Column("id", "--model", whole=True, priority=2),
        Column("cost", "Cost", True),
        Column("source", "Source", priority=3),
        Column("grade", "How sure", priority=1),
    )
    found = actions_of(edition)
    found.sort(key=lambda model: not _is_free(model))
    rows = tuple(_action(edition, model) for model in found)
    free = sum(map(_is_free, found))
    unknown = [model.name for model in found if not model.rates[0].published]
    return Report(
        "What is free, and what costs credits",
        *apart(columns, rows, people, tuple(_seen_action(edition, model) for model in found)),
        actions_json(edition, found),
        aside=aside(edition),
        answer=(_how_many(free, len(found) - free),),
        group="group",
        groups=(FREE_ACTIONS, CHARGED_ACTIONS),
        notes=(
            *newer_note(edition),
            *([Note("unpublished", f"Not published: the price of {_some(unknown)}.")] if unknown else []),
        ),
        details=tuple(f"{model.name}: {note}." for model in found if (note := model.rates[0].note)),
        behind="Notes",
        next=f"Next: {pasted('quote --model MODEL')} (for what a model makes)" if free < len(found) else "",
        last=shown_under(edition, (model.rates[0].price for model in found)),
    )


def _some(names: Sequence[str]) -> str:
    return series(names) if len(names) <= MOST_NAMED else f"{len(names)} of them"


def _is_free(model: "Model") -> bool:
    price = model.rates[0].price
    return price is not None and price.high == 0


def _action(edition: Edition, model: "Model") -> tuple[Cell, ...]:
    row = model.rates[0]
    cost = "free" if _is_free(model) else str(row.price) if row.published else "charged, price unpublished"
    return (model.id, model.name, cost, row.source, edition.grade(row))


def _seen_action(edition: Edition, model: "Model") -> tuple[Cell, ...]:
    row = model.rates[0]
    size, words = sold_by(row.price or UNKNOWN, row.per)
    cost = price_figure((row.price or UNKNOWN) * size, own_currency(edition.unit))
    if not _is_free(model):
        cost = cost._replace(after=f"{cost.after} {words}")
    group, source = FREE_ACTIONS if _is_free(model) else CHARGED_ACTIONS, edition.source(row.source)
    return (group, model.name, model.id, cost, source.said, GRADE_WORDS[edition.grade(row)])


def _how_many(free: int, charged: int) -> AnswerLine:
    if not free and not charged:
        return AnswerLine("", ("No actions are listed.",))
    charge = f"{charged or 'none'} {'costs' if charged == 1 else 'cost'} credits"
    return AnswerLine(
        "",
        (Strong(count(free, "action") if free else "No action"), f" {'is' if free < 2 else 'are'} free, and {charge}."),
    )


def addons(edition: Edition) -> Report:
    """What adds cost to a generation, and what can be bought on top of a plan."""
    columns = (
        Column("id", "Add-on"),
        Column("name", "Name"),
        Column("what", "What it does"),
        Column("price", "Price"),
        Column("source", "Source"),
        Column("note", "Note"),
    )
    people = (
        Column("group", "Kind"),
        Column("name", "Add-on", least=28),
        Column("id", "Id", whole=True, priority=4),
        Column("price", "Price", True),
        Column("gives", "For", least=24),
        Column("with", "Available with", priority=1, least=24),
        Column("source", "Source", priority=3, least=24),
    )
    rows: list[tuple[Cell, ...]] = []
    seen: list[tuple[Cell, ...]] = []
    for key, row in edition.current(edition.addons).items():
        rows.append((key, row.name, f"added to {', '.join(row.for_)}", price_text(row), row.source, row.note))
        seen.append((ADDED, row.name, key, *_seen_addon(edition, row), edition.source(row.source).said))
    for key, top_up in edition.current(edition.top_ups).items():
        prices = "; ".join(f"{one.amount} {one.currency}" for one in top_up.prices) or "unknown"
        gives = f"gives {top_up.gives.amount} {top_up.gives.unit}" if top_up.gives else "gives an unknown amount"
        rows.append((key, top_up.name, gives, prices, top_up.source, top_up.note))
        seen.append((BOUGHT, top_up.name, key, *_seen_top_up(edition, top_up), edition.source(top_up.source).said))
    for key, discount in edition.current(edition.discounts).items():
        off = f"{discount.percent} % off"
        rows.append((key, discount.name, f"for {discount.terms}", off, discount.source, discount.note))
        said = edition.source(discount.source).said
        seen.append((OFF, discount.name, key, f"{listed(discount.percent)} % off", discount.terms, "", said))
    return Report(
        "Add-ons and extra credits",
        *apart(columns, tuple(rows), people, tuple(seen)),
        addons_json(edition),
        aside=aside(edition),
        answer=() if rows else (AnswerLine("", ("No add-ons are listed.",)),),
        group="group",
        groups=(ADDED, BOUGHT, OFF),
        notes=(*newer_note(edition), *_addon_doubts(edition)),
        details=tuple(_addon_notes(edition)),
        behind="Notes",
        last=shown_under(edition, map(_whole_price, edition.current(edition.addons).values())),
    )


def _whole_price(row: "Rate") -> "Amount | None":
    """The price of an add-on; None where it is not said how a part of its unit counts."""
    return None if row.per and row.per.part == "unstated" else row.price


def _seen_addon(edition: Edition, row: "Rate") -> tuple[Cell, ...]:
    size, words = sold_by(row.price or UNKNOWN, row.per)
    figure = price_figure((row.price or UNKNOWN) * size, own_currency(edition.unit))
    if not own_currency(edition.unit):
        figure = figure._replace(after=f" {units(edition.unit)}")
    return (figure, each(words), f"{series(row.for_)} models")


def _seen_top_up(edition: Edition, top_up: "TopUp") -> tuple[Cell, ...]:
    known = [one for one in top_up.prices if one.amount.qualifier != "unknown"]
    price: Cell = _cost(known[0]) if len(known) == 1 else "; ".join(str(_cost(one)) for one in known)
    plans = [edition.plans[one].name if one in edition.plans else one for one in top_up.plans]
    where = [series(plans) if len(plans) < len(edition.plans) / 2 else count(len(plans), "plan")] if plans else []
    where += [f"{one.channel or one.region}" for one in known if one.channel or one.region]
    return (price or price_figure(UNKNOWN), _gives(edition, top_up), ", ".join(where))


def _cost(one: "Money") -> Figure:
    figure = money(one.amount, one.currency, listed=True)
    every = f" a {one.every}" if one.every and one.every != "once" else ""
    return figure._replace(after=figure.after + every)


def _addon_doubts(edition: Edition) -> Iterator[Note]:
    """Of which prices something is not published."""
    missing = [
        f"the {one.currency} price of {top_up.name}{_elsewhere(edition, one)}"
        for top_up in edition.current(edition.top_ups).values()
        for one in top_up.prices
        if one.amount.qualifier == "unknown" and len(top_up.prices) > 1
    ]
    if missing:
        yield Note("unpublished", f"Not published: {series(missing)}.")
    unstated = [
        row.per.block for row in edition.current(edition.addons).values() if row.per and row.per.part == "unstated"
    ]
    for block in dict.fromkeys(unstated):
        yield Note("part", part_unstated(edition, block))


def _elsewhere(edition: Edition, price: "Money") -> str:
    """What others say about a price that is not published: ` (Cognixx guide: ~$15)`."""
    said = [
        f"{edition.source(claim.source).said}: {money(claim.amount, claim.currency or price.currency, listed=True)}"
        for claim in price.claims
        if claim.amount is not None
    ]
    return f" ({'; '.join(said)})" if said else ""


def _gives(edition: Edition, top_up: "TopUp") -> str:
    """What is bought: `100 credits`, `1 minute (~30 credits)`, `credits not published`."""
    gives = top_up.gives
    if gives is None or gives.amount.qualifier == "unknown":
        return f"{units(gives.unit if gives else edition.unit)} not published"
    said = f"{listed(gives.amount)} {units_of(str(gives.amount), gives.unit)}"
    if gives.unit == edition.unit:
        return said
    from creditcalc.rating.allowance import credits_of  # noqa: PLC0415  # rules and actions give nothing

    worth = credits_of(gives, edition)
    return said if worth.qualifier == "unknown" else f"{said} ({shown(worth)} {units(edition.unit)})"


def _addon_notes(edition: Edition) -> Iterator[str]:
    """All that is said of each, in sentences."""
    for row in edition.current(edition.addons).values():
        if row.note:
            yield f"{row.name}: {row.note}"
    for discount in edition.current(edition.discounts).values():
        if discount.note:
            yield f"{discount.name}: {discount.note}"
    for top_up in edition.current(edition.top_ups).values():
        words = [top_up.note, *(one.note for one in top_up.prices), top_up.gives and top_up.gives.note]
        words += [claim.note for one in top_up.prices for claim in one.claims]
        said = "; ".join(word.rstrip(".") for word in words if word)
        if said:
            yield f"{top_up.name}: {said}."


def rules(edition: Edition, found: "Iterable[Rule]") -> Report:
    """Some of the platform's rules that are not prices: how credits are charged, shown, reset and spent."""
    columns = (
        Column("name", "Rule"),
        Column("text", "What it says"),
        Column("source", "Source"),
        Column("grade", "Evidence"),
    )
    people = (
        Column("name", "Rule", whole=True),
        Column("says", "What it says", prose=True),
        Column("source", "Source", priority=2, least=20),
        Column("grade", "How sure", priority=1),
    )
    cited = [(rule, edition.source(rule.source)) for rule in found]
    rows = tuple((rule.name, rule.says, rule.source, source.grade) for rule, source in cited)
    seen = tuple((rule.name, sentence(rule.says), source.said, GRADE_WORDS[source.grade]) for rule, source in cited)
    return Report(
        count(len(rows), "rule"),
        *apart(columns, rows, people, seen),
        rules_json(edition, [rule for rule, _ in cited]),
        aside=aside(edition),
        notes=tuple(newer_note(edition)),
    )
