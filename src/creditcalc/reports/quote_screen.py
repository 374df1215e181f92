"""A quote as a screen: the answer, each charge, and how sure the figures are."""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from creditcalc.amount import TOLERANCE, WHOLE, Amount, exactly
from creditcalc.day import month_words
from creditcalc.figures import in_unit, in_words, in_words_of_unit, listed, money, percentage, rate, shown
from creditcalc.pricebook.condition import condition_text
from creditcalc.rating.generation import Generation
from creditcalc.rating.quote import Line, Notice, Quote
from creditcalc.reports.book import GRADE_WORDS, aside, newer_note, price_text, readings_text, shown_there
from creditcalc.reports.quote import MOST_NAMED, notices, quote_json, spoken, title
from creditcalc.reports.report import AnswerLine, Cell, Column, Note, NoteKind, Report
from creditcalc.text import sentence, series, unit_title, units, units_of

if TYPE_CHECKING:
    from creditcalc.plans.share import PlanShare
    from creditcalc.pricebook.evidence import Source
    from creditcalc.reports.objects.shared import BudgetObject
    from creditcalc.sheets.newest import Elsewhere
    from creditcalc.wallet.glance import Glance

MOST_DECIMALS = 3
"""Decimals of a length that is printed as it was given."""
SHORT_UNITS = {"second": "s", "minute": "min"}


def quantity(amount: Amount, unit: str) -> str:
    """`8 s`, `1.5–2.0 min`, `2 × 30 seconds`, `1 clip`."""
    unit, number = unit.replace("_", " "), listed(amount)
    if len(number.partition("–")[0].partition(".")[2]) > MOST_DECIMALS:
        number = shown(amount)  # a length that nobody typed
    if WHOLE.fullmatch(unit[:1]):
        return f"{number} × {unit}"
    return f"{number} {SHORT_UNITS.get(unit) or units_of(number, unit)}"


def counted(amount: Amount, unit: str) -> str:
    """The same to the last digit: `8 seconds`, `1.5..2 minutes`."""
    unit, number = unit.replace("_", " "), str(amount)
    if WHOLE.fullmatch(unit[:1]):
        return f"{number} × {unit}"
    return f"{number} {units_of(number, unit)}"


def source_words(source: "Source") -> str:
    """`Cognixx guide, May 2026`."""
    return f"{source.said}, {month_words(source.date)}"


def evidence(quote: Quote) -> str:
    """The sources and their dates, in one sentence, and how sure the weakest figure is."""
    found = quote.evidence
    if len(found.sources) > MOST_NAMED:
        weakest = GRADE_WORDS[found.grade]
        return f"{len(found.sources)} sources, the oldest of {month_words(found.oldest)}; the weakest is {weakest}."
    named = "; ".join(source_words(source) for _, source in found.sources)
    told = found.grade in ("official", "derived") or any(row.claims for row in quote.rows)  # or a note says so
    return f"Source{'s' if len(found.sources) > 1 else ''}: {named}{'' if told else f' ({GRADE_WORDS[found.grade]})'}."


def quote_report(
    quote: Quote,
    *,
    plan: "PlanShare | None" = None,
    budget: "BudgetObject | None" = None,
    there: "Elsewhere | None" = None,
    wallet: "Glance | None" = None,
    tolerance: Fraction = TOLERANCE,
) -> Report:
    """The breakdown for people and scripts.

    `budget` says how the total compares with a limit, `there` what the same costs at the seller's newer prices, and
    `wallet` which one is to pay: what is approximate may be off by the share of `tolerance`.
    """
    columns = (
        Column("kind", "", readers="scripts"),
        Column("line", "", whole=True),
        Column("quantity", "Quantity", right=True, priority=1, readers="people"),
        Column("rate", "Rate", right=True, priority=2, readers="people"),
        Column("quantity", "", readers="scripts"),
        Column("rate", "", readers="scripts"),
        Column("amount", unit_title(quote.edition.unit), True),
        *(Column(name, "", readers="scripts") for name in ("unit", "model", "platform", "edition")),
    )
    book = quote.edition.unit, quote.generation.model.id, quote.edition.platform, quote.edition.id
    rows: list[tuple[Cell, ...]] = []
    for number, line in enumerate(quote.lines):
        label = ", ".join([line.label, *settings_words(quote.generation)]) if number == 0 else line.label
        exact = counted(line.quantity, line.unit), f"{line.price} / {line.unit}{_factors(line)}"
        said = quantity(line.quantity, line.unit), _rate(line)
        rows.append(("line", label, *said, *exact, line.amount, *book))
    rows += [("step", step.label, "", "", "", "", step.amount, *book) for step in quote.steps]
    total = ("total", "Total", "", "", "", "", quote.total, *book)
    notes, aside_notes = _sorted_notes(quote)
    defaults = [
        spoken(name, one["value"])
        for name, one in quote.generation.inputs.items()
        if one["from"] == "default" and one["value"] not in ("off", "0")
    ]
    return Report(
        title=title(quote.generation),
        aside=aside(quote.edition),
        answer=(
            total_answer(quote),
            *(plan_answers(plan, quote.edition.unit) if plan else ()),
            *([wallet_answer(quote.total, wallet, tolerance)] if wallet else []),
        ),
        columns=columns,
        rows=tuple(rows),
        total=total if len(rows) > 1 else None,
        sums=(total,),
        notes=(
            *newer_note(quote.edition, there=newer_words(quote, there) if there else ""),
            *notes,
            *([f"Assumed: {', '.join(word for word in defaults if word)}."] if any(defaults) else []),
        ),
        details=(*aside_notes, *explained(quote)),
        source=evidence(quote),
        behind="Show the arithmetic",
        last=_shown_there(quote),
        data=quote_json(quote, plan, budget),
    )


def _shown_there(quote: Quote) -> str:
    """Where the platform itself shows the cost, if that is known; what an agent takes is shown afterwards."""
    return "" if quote.generation.model.uses else shown_there(quote.edition)


def newer_words(quote: Quote, there: "Elsewhere") -> str:
    """The same for people."""
    thing = "clip" if quote.generation.model.kind == "video" else "generation"
    if there.takes:
        return f"There this model takes other {there.takes}."
    if there.total is None:
        return f"There it cannot be priced: {there.why}."
    if str(there.total) == str(quote.total):
        return f"There this {thing} costs the same."
    return f"There this {thing} costs {in_words_of_unit(there.total, there.unit)}."


def total_answer(quote: Quote) -> AnswerLine:
    """The total in bold, and in words how sure it is."""
    return AnswerLine(in_unit(quote.total, quote.edition.unit), (_how_sure(quote, in_words(quote.total)),))


def plan_answers(plan: "PlanShare", unit: str) -> Iterator[AnswerLine]:
    """The share of a plan's month, and its money."""
    if plan.share is None:
        yield AnswerLine("unknown", (f"share of a month on {plan.shown}: its {units(unit)} are not published",))
        return
    yield AnswerLine(
        str(percentage(plan.share)), (f"of the {listed(plan.allowance)} {units(unit)} a month on {plan.shown}",)
    )
    if plan.worth is None or plan.monthly is None:
        yield AnswerLine("unknown", (f"in money: the price of {plan.name} is not published",))
        return
    price = money(plan.monthly, plan.currency)
    yield AnswerLine(str(money(plan.worth, plan.currency)), (f"at {plan.name}'s price of {price} a month",))


def wallet_answer(total: Amount, seen: "Glance", tolerance: Fraction = TOLERANCE) -> AnswerLine:
    """What a cost leaves of a wallet, of how much and until when; else that there is not enough, or may not be."""
    from creditcalc.period import day_text  # noqa: PLC0415  # whoever has no wallet loads none
    from creditcalc.wallet.ledger import pays  # noqa: PLC0415

    of = f"of {shown(seen.had)} " if seen.had else ""
    until = f"until {day_text(seen.until, seen.at)}, in" if seen.until else "in"
    where = f"{until} wallet {seen.wallet}"
    match pays(seen.left, total, tolerance):
        case "within":
            return AnswerLine(f"leaves {shown(seen.left.minus(total))}", (f"{of}{where}",))
        case "over":
            return AnswerLine("exceeds", (f"the {shown(seen.left)} {of}left {where}",))
        case "unclear":
            return AnswerLine("may exceed", (f"the {shown(seen.left)} {of}left {where}",))


def _how_sure(quote: Quote, said: str) -> str:
    """What the figure says, and why it is no single one."""
    total, derived = quote.total, any(row.list_usd for row in quote.rows)
    why = {"at_least": "; the source gives no upper limit", "about": "; the source is not exact"}
    if total.qualifier != "range" or total.high is None:
        return "" if total.qualifier == "exact" else said + why.get(total.qualifier, "")
    if quote.generation.open:
        return f"{said}, depending on {series(name.replace('_', ' ') for name in quote.generation.open)}"
    blocks = [row.per.block for row in quote.rows if row.per and row.per.part == "unstated"]
    if blocks and not derived:
        low, high = shown(exactly(total.low)), shown(exactly(total.high))
        about = "about " if total.approximate else ""
        return f"{about}{low}, or {high} if a started {blocks[0]} counts in full"
    return f"{said}, an estimate" if derived else said


NOTE_KINDS: dict[str, NoteKind] = {
    "unknown_part": "unpublished",
    "models_left_out": "unpublished",
    "conflict": "doubtful",
    "open_setting": "part",
    "part_unstated": "part",
    "clip_length": "part",
    "not_sold": "part",
    "any_model": "part",
    "derived": "estimate",
    "other_conversion": "doubtful",
}
"""What kind of note a notice is; one of another code is behind `--explain`, or is said by the answer."""


def _sorted_notes(quote: Quote) -> tuple[list[Note], list[str]]:
    """The notices as notes, and those that only `--explain` shows; of many other readings only the number."""
    found = [notice for notice in notices(quote) if notice.code != "newer_edition"]
    others = [notice for notice in found if notice.code == "conflict"]
    if len(others) > MOST_NAMED:
        found = [notice for notice in found if notice.code != "conflict"]
        said = f"other sources read {len(others)} of these figures differently (--json lists them)"
        found.append(Notice("conflict", said))
    told = {"other_conversion": readings_text(quote.edition)}
    notes = [
        Note(NOTE_KINDS[notice.code], "\n".join([f"{sentence(notice.text)}.", *told.get(notice.code, [])]))
        for notice in found
        if notice.code in NOTE_KINDS
    ]
    return notes, [f"{sentence(notice.text)}." for notice in found if notice.code not in NOTE_KINDS]


def settings_words(generation: Generation) -> Iterator[str]:
    """The settings that the model's own line names: not the quantity, and not what has a line of its own."""
    apart = {"seconds", "characters", *(name for row in generation.model.surcharges for name, _ in row.when)}
    words = [
        word
        for name, one in generation.inputs.items()
        if name not in apart and one["from"] != "default" and not generation.model.uses
        if (word := spoken(name, one["value"]))
    ]
    if "audio" in words and len(words) > 1:
        words.remove("audio")
        words[-1] += " with audio"
    yield from words


def _rate(line: Line) -> str:
    factors = "".join(f" × {shown(factor)} {name}" for name, factor in line.factors)
    return f"{rate(line.price, line.unit.replace('_', ' '))}{factors}"


def _factors(line: Line) -> str:
    """What the price is multiplied by, to the last digit."""
    return "".join(f" × {factor} {name}" for name, factor in line.factors)


def explained(quote: Quote) -> Iterator[str]:
    """Each sheet row that fired, where it stands, and its arithmetic."""
    for line in quote.lines:
        for row in line.rows:
            when = f" when {condition_text(row.when)}" if row.when else ""
            yield f"{row.place}{when}: {price_text(row)} ({quote.edition.source(row.source).said})"
        factors = "".join(f" × {factor}" for _, factor in line.factors)
        yield f"{line.label}: {counted(line.quantity, line.unit)} × {line.price}{factors} = {line.amount}"
    for step in quote.steps:
        yield f"{step.label}: {step.amount}"
    yield f"Total: {quote.total}"
