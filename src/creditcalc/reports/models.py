"""Models in words: the list, and the ranking of several for the same job."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import floor

from creditcalc.amount import UNKNOWN, Amount, exactly
from creditcalc.day import in_force
from creditcalc.figures import in_unit, in_words, money, multiple, per, percentage, price_figure
from creditcalc.plans.share import PlanShare
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model, ModelKind
from creditcalc.pricebook.naming import begins, plans_alone
from creditcalc.rating.compare import Ranked, UnitPrice, ratio, unit_price
from creditcalc.rating.generation import Given, option, words
from creditcalc.rating.quote import Quote
from creditcalc.reports.book import GRADE_WORDS, aside, newer_note, shown_under
from creditcalc.reports.limits import marked_name
from creditcalc.reports.models_json import comparison_json, models_json
from creditcalc.reports.quote import MOST_NAMED, not_sold, spoken
from creditcalc.reports.rates import own_currency
from creditcalc.reports.report import (
    AnswerLine,
    Cell,
    Column,
    Note,
    Report,
    Rows,
    Strong,
    apart,
    pasted,
)
from creditcalc.text import count, folded, sentence, series, unit_title, units

KIND_GROUPS: dict[ModelKind, str] = {
    "video": "Video",
    "image": "Images",
    "voice": "Voice",
    "music": "Music and sound",
    "effect": "Music and sound",
    "operation": "Other operations",
    "action": "Actions",
    "agent": "Agents",
}
"""The groups of the list, in their order."""
RANGES = "A range covers the cheapest to the most expensive settings."
LEAST = 30
"""Characters of a name before a column beside it goes."""


def models(
    edition: Edition,
    today: str | None,
    *,
    kind: ModelKind | None,
    maker: str | None,
    below: Fraction | None,
    by_price: bool,
    word: str = "",
    typed: str = "",
) -> Report:
    """The models on sale, with what one second, image or other unit costs; with a word, those whose names have it.

    `today` tells which have ended since, where that is asked; `typed` are the options that named the price book.
    """
    columns = (
        Column("id", "Model"),
        Column("name", "Name"),
        Column("maker", "Maker"),
        Column("kind", "Kind"),
        Column("price", unit_title(edition.unit), True),
        Column("per", "Per"),
    )
    people = (
        Column("model", "Model", least=LEAST),
        Column("id", "--model", whole=True, priority=2),
        Column("maker", "Maker", priority=3),
        Column("kind", "Kind"),
        Column("price", unit_title(edition.unit), True),
        Column("per", "", least=LEAST),
    )
    found = [(model, unit_price(model)) for model in edition.models.values() if _wanted(edition, model, kind, maker)]
    if word:
        found = [(model, price) for model, price in found if begins(model, word)]
    if below is not None:
        found = [(model, price) for model, price in found if price and price.amount.low <= below]
    if by_price:
        found.sort(key=lambda one: _by_price(_row(*one)))
    rows = tuple(_row(model, price) for model, price in found)
    seen = tuple(
        (marked_name(model, today), model.id, model.maker, _group(model), *_price(model, price, edition.unit))
        for model, price in found
    )
    order = list(dict.fromkeys(KIND_GROUPS.values()))
    first = min((model for model, _ in found), key=lambda one: order.index(_group(one)), default=None)
    merged = apart(columns, rows, people, seen)
    return Report(
        _list_title(len(rows), kind),
        *merged,
        models_json(edition, ((model, price, _sold(model)) for model, price in found)),
        aside=aside(edition),
        answer=(AnswerLine(words=(f"{sentence(without)}.",)),) if (without := plans_alone(edition)) else (),
        group="kind",
        groups=tuple(order),
        notes=(*newer_note(edition), *_list_notes(found)),
        source=RANGES if any(price.amount.qualifier == "range" for _, price in found if price) else "",
        next=f"Next: {pasted(f'models show {first.id}{typed}')}" if first else "",
        last=shown_under(edition, (price and price.amount for model, price in found if not model.uses)),
    )


def _wanted(edition: Edition, model: Model, kind: ModelKind | None, maker: str | None) -> bool:
    if not in_force(model, edition.as_of) or (maker and folded(maker) not in folded(model.maker)):
        return False
    return model.kind == kind if kind else model.kind != "action"


def _group(model: Model) -> str:
    return KIND_GROUPS[model.kind or "video"]


def _row(model: Model, found: UnitPrice | None) -> tuple[Cell, ...]:
    head = (model.id, model.name, model.maker, model.kind)
    if found:
        return (*head, found.amount, found.unit)
    return (*head, None, "of its models" if model.uses else "see `models show`")


def _price(model: Model, found: UnitPrice | None, unit: str) -> tuple[Cell, Cell]:
    """A price for people, and what it is for."""
    if found:
        size, words = per(found.amount, found.unit.replace("_", " "))
        derived = any(row.list_usd for row in model.rates)
        return price_figure(found.amount * size, own_currency(unit), calculated=derived), words
    if model.uses:
        return "varies", "cost of its models"
    return ("varies", "in several units") if _sold(model) else (UNKNOWN, "not published")


def priced_words(model: Model, found: UnitPrice | None, unit: str) -> str:
    """The same in a line: `~0.5 credits per second`."""
    price, words = _price(model, found, unit)
    if found is None:
        return str(words) if price == UNKNOWN else f"{price}, {words}"
    return f"{price} {words}" if own_currency(unit) else f"{price} {units(unit)} {words}"


def _sold(model: Model) -> bool:
    """Whether any price of a model is published."""
    return any(row.published and not row.unavailable for row in model.rates)


def _by_price(row: tuple[Cell, ...]) -> tuple[bool, str, Fraction]:
    amount, unit = row[4], str(row[5])
    return (not isinstance(amount, Amount), unit, amount.low if isinstance(amount, Amount) else Fraction(0))


def _list_title(number: int, kind: ModelKind | None) -> str:
    if kind is None:
        return f"{count(number, 'model')} you can price"
    return count(number, kind if kind in ("action", "agent", "operation") else f"{kind} model")


def _list_notes(found: Sequence[tuple[Model, UnitPrice | None]]) -> Iterator[Note]:
    least = [model.name for model, price in found if price and price.amount.qualifier == "at_least"]
    if least:
        verb = "is" if len(least) == 1 else "are"
        yield Note("doubtful", f"{_named(least)} {verb} at least this: no upper limit is published.")
    unknown = [model.name for model, price in found if not (price or model.uses or _sold(model))]
    if unknown:
        yield Note("unpublished", f"Not published: the price of {_named(unknown)}.")


def _named(names: Sequence[str]) -> str:
    """A, B and C; of many the first and how many more."""
    if len(names) <= MOST_NAMED + 1:
        return series(names)
    return f"{', '.join(names[:MOST_NAMED])} and {len(names) - MOST_NAMED} more"


def comparison_title(number: int, kind: ModelKind, given: Given, outputs: int | None, takes: int) -> str:
    """What a number of models are compared for, on one line: `13 models · 8 s · 1080p · audio`."""
    said = [count(number, f"{kind} model" if kind != "video" else "model")]
    said += [word for name, value in words(given).items() if (word := spoken(name, value))]
    said += [count(outputs, "image" if kind == "image" else "output")] if outputs and outputs > 1 else []
    said += [count(takes, "take")] if takes > 1 else []
    return " · ".join(said)


def model_ranking(
    edition: Edition,
    found: Sequence[Ranked],
    unpublished: Sequence[str],
    title: str,
    today: str | None,
    *,
    shares: Sequence[PlanShare] = (),
    closed: Sequence[Model] = (),
) -> Report:
    """The ranking as a report: who is the cheapest, and where ranges overlap that the order is not certain.

    `shares` are what each takes of a plan, in the order of `found`, and `closed` the models that the plan excludes.
    """
    columns = [
        Column("model", "Model"),
        Column("settings", "Settings"),
        Column("total", unit_title(edition.unit), True),
        Column("times", "Times the cheapest", True),
        Column("grade", "Evidence"),
    ]
    rows: list[tuple[Cell, ...]] = [
        (one.quote.generation.model.id, _settings(one), one.quote.total, one.factor, one.quote.evidence.grade)
        for one in found
    ]
    if shares:
        plan = shares[0]
        columns += [Column("share_percent", f"% of {plan.name}", True), Column("money", plan.currency, True)]
        rows = [(*row, one.share, one.worth) for row, one in zip(rows, shares, strict=True)]
    merged = apart(columns, tuple(rows), *_seen(edition, found, shares, today))
    return Report(
        title,
        *merged,
        comparison_json(edition, found, unpublished, closed, shares),
        aside=aside(edition),
        answer=tuple(_cheapest(edition, found, shares)),
        bars="credits",
        details=tuple(_disputed(found)),
        source=_overlap([one.quote for one in found]),
        last=shown_under(edition, [*(one.quote.total for one in found), *(None for _ in unpublished)]),
        notes=(*newer_note(edition), *_ranking_notes(edition, found, unpublished, closed, shares)),
    )


def _disputed(found: Sequence[Ranked]) -> Iterator[str]:
    names = [one.quote.generation.model.name for one in found if any(row.claims for row in one.quote.rows)]
    if names:
        yield f"Other sources differ on {series(names)}: {pasted('models show MODEL --sources')} lists what they say."


def _settings(one: Ranked) -> str:
    """The settings that a model does not let one choose, or that were left open."""
    return ", ".join(
        f"{name} {given['value']}"
        for name, given in one.quote.generation.inputs.items()
        if given["from"] in ("open", "always") and given["value"] != "off"
    )


def _seen(
    edition: Edition, found: Sequence[Ranked], shares: Sequence[PlanShare], today: str | None
) -> tuple[list[Column], Rows]:
    """The columns and rows that people read."""
    currency = own_currency(edition.unit)
    fixed = [_fixed(one) for one in found]
    columns = [
        Column("name", "Model", least=LEAST),
        Column("id", "--model", whole=True, priority=3),
        *([Column("fixed", "Settings", priority=4)] if any(fixed) else []),
        Column("credits", unit_title(edition.unit), True),
        Column("times", "vs cheapest", True, priority=1),
    ]
    known = [(one.share, one.worth) for one in shares]
    shared, worth = any(part is not None for part, _ in known), any(sum_ is not None for _, sum_ in known)
    columns += [Column("share", f"of {shares[0].name}", True, priority=1)] if shared else []
    columns += [Column("money", f"{shares[0].currency} on {shares[0].name}", True, priority=2)] if worth else []
    columns += [Column("source", "Source", priority=5)]
    rows = []
    for number, (one, settings) in enumerate(zip(found, fixed, strict=True)):
        quote = one.quote
        total = money(quote.total, currency) if currency else quote.total
        cells: list[Cell] = [marked_name(quote.generation.model, today), quote.generation.model.id]
        cells += [settings] if any(fixed) else []
        cells += [total, multiple(one.factor)]
        cells += [percentage(shares[number].share or UNKNOWN)] if shared else []
        cells += [money(shares[number].worth or UNKNOWN, shares[number].currency)] if worth else []
        rows.append((*cells, GRADE_WORDS[quote.evidence.grade]))
    return columns, tuple(rows)


def _fixed(one: Ranked) -> str:
    """The settings of a row that differ from what was asked for, in words: `720p`, `any mode`."""
    words = []
    for name, given in one.quote.generation.inputs.items():
        if given["from"] == "open":
            words.append(f"any {name.replace('_', ' ')}")
        elif given["from"] == "always" and given["value"] != "off":
            words.append(f"{name.replace('_', ' ')} {given['value']}")
    return ", ".join(words)


def _cheapest(edition: Edition, found: Sequence[Ranked], shares: Sequence[PlanShare]) -> Iterator[AnswerLine]:
    """Who is the cheapest, for how much, and how many of it a month of the plan makes."""
    first = found[0]
    names = [one.quote.generation.model.name for one in found if one.factor == exactly(1)]
    rivals = [one.quote.generation.model.name for one in found if one.factor.low < 1]
    parts = [in_unit(first.quote.total, edition.unit)]
    made = ""
    for share in shares[:1]:
        parts += [] if share.share is None else [f"{percentage(share.share)} of a month on {share.shown}"]
        parts += [] if share.worth is None else [str(money(share.worth, share.currency))]
        made = f" {_made(share, first.quote.total)}"
    cost = Strong(", ".join(parts))
    if len(found) == 1:
        yield AnswerLine("", (Strong(names[0]), " is the only one: ", cost, f".{made}"))
    elif rivals:
        less = f". {_named(rivals)} may cost less.{made}"
        yield AnswerLine("", (Strong(names[0]), " may be the cheapest: ", cost, less))
    else:
        each = ("is the cheapest", "") if len(names) == 1 else ("are the cheapest", " each")
        yield AnswerLine("", (Strong(_named(names)), f" {each[0]}: ", cost, f"{each[1]}.{made}"))


def _made(share: PlanShare, total: Amount) -> str:
    """How many of the same a month of the plan makes."""
    if share.share is None:
        return f"The credits a month of {share.name} are not published."
    many = clips(share.allowance, total)
    if many.high == 0:
        return f"A month of {share.name} is not enough for one."
    return f"A month of {share.name} makes {in_words(many).replace('–', ' to ')} of them."


def clips(allowance: Amount, total: Amount) -> Amount:
    """How many of the same an allowance makes, in whole ones."""
    return (allowance / total).each(lambda number: Fraction(floor(number)))


def _ranking_notes(
    edition: Edition,
    found: Sequence[Ranked],
    unpublished: Sequence[str],
    closed: Sequence[Model],
    shares: Sequence[PlanShare],
) -> Iterator[Note]:
    quotes = [one.quote for one in found]
    least = [quote.generation.model.name for quote in quotes if quote.total.qualifier == "at_least"]
    if least:
        verb = "is" if len(least) == 1 else "are"
        yield Note("doubtful", f"{_named(least)} {verb} at least this: no upper limit is published.")
    missing = {
        f"{'its' if len(unpublished) == 1 else 'their'} price at these settings is not published": [
            edition.models[one].name for one in unpublished
        ],
        f"not available on {shares[0].name if shares else ''}": [one.name for one in closed],
    }
    left = [f"{_named(names)} ({why})" for why, names in missing.items() if names]
    if left:
        yield Note("unpublished", f"Not listed: {', '.join(left)}.")
    if shares and shares[0].share is not None and shares[0].worth is None:
        yield Note("unpublished", f"The price of {shares[0].name} is not published.")
    opened = list(dict.fromkeys(name for quote in quotes for name in quote.generation.open))
    if opened:
        names = series(name.replace("_", " ") for name in opened)
        narrow = series(option(name).strip("`") for name in opened)
        yield Note("part", f"No {names} given: those ranges cover all values. Add {narrow} to narrow them.")
    for line in not_sold(quotes):
        yield Note("part", line)
    derived = [quote for quote in quotes if any(row.list_usd for row in quote.rows)]
    if derived:
        yield Note("estimate", f"{_part(len(derived), len(quotes))} from the providers' list prices.")


def _part(number: int, of: int) -> str:
    """`All 13 prices are estimates`, `1 of 5 prices is an estimate`."""
    if of == 1:
        return "The price is an estimate"
    prices = f"All {of} prices" if number == of else f"{number} of {of} prices"
    return f"{prices} {'is an estimate' if number == 1 else 'are estimates'}"


def _overlap(quotes: Sequence[Quote]) -> str:
    """What the order is worth where totals overlap: the ratio of list prices decides, or nothing does."""
    pairs = [
        (cheaper, later)
        for number, cheaper in enumerate(quotes)
        for later in quotes[number + 1 :]
        if cheaper.total.high is None or later.total.low < cheaper.total.high
    ]
    if any(ratio(later, cheaper).low < 1 for cheaper, later in pairs):
        return "Ranges overlap, so the order is not certain."
    return "Ranges overlap; the order is that of list prices." if pairs else ""
