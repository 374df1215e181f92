"""A quote put into words: what it is for, how sure it is, who says so; as a report and as JSON."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from creditcalc.amount import DIGITS, WHOLE, Amount, exactly
from creditcalc.day import month_words
from creditcalc.pricebook.condition import condition_text, word_of
from creditcalc.rating.generation import Generation, option
from creditcalc.rating.quote import Line, Notice, Quote
from creditcalc.reports.book import GRADE_WORDS, aside, newer_note, price_text, tolerance_json
from creditcalc.reports.limits import limit_notices
from creditcalc.reports.report import AnswerLine, Cell, Column, Note, NoteKind, Report
from creditcalc.text import count, sentence, series, unit_title, units

if TYPE_CHECKING:
    from creditcalc.plans.share import PlanShare
    from creditcalc.pricebook.evidence import Claim, Source
    from creditcalc.pricebook.model import Rate
    from creditcalc.sheets.newest import Elsewhere

SHORT_UNITS = {"second": "s", "minute": "min"}
MOST_NAMED = 3
"""Sources or other readings that are named one by one; more are counted."""
OF_VARIANTS = ("not_sold", "lines_vary")
"""Notices that belong to a setting left open."""


def not_sold(quotes: Iterable[Quote]) -> list[str]:
    """What is left out of the intervals of some quotes, since it is not sold: a sentence a model and case."""
    found = ((one, notice) for one in quotes for notice in one.notices if notice.code == "not_sold")
    return list(dict.fromkeys(f"Of {one.generation.model.id}, {notice.text}." for one, notice in found))


def spoken(name: str, word: str) -> str:
    """A setting's value as people say it: `8 s`, `4K`, `audio`; nothing for what is off."""
    if word in ("off", "open"):
        return ""
    if word == "on":
        return {"twin": "AI twin"}.get(name, name.replace("_", " "))
    if name == "seconds":
        return f"{word} s"
    if name == "resolution":
        return word.upper() if word.endswith("k") else word
    return f"{word} {name.replace('_', ' ')}" if DIGITS.fullmatch(word) else word


def title(generation: Generation) -> str:
    """What was planned, on one line: `Veo 3.1 · 8 s · 4K · audio`."""
    settings = [
        spoken(name, inputs["value"])
        for name, inputs in generation.inputs.items()
        if inputs["from"] != "default" or inputs["value"] == "on"
    ]
    apart = "outputs" not in generation.inputs and (generation.outputs or 1) > 1
    counts = [count(generation.outputs or 1, "output")] if apart else []
    counts += [count(generation.takes, "take")] if generation.takes > 1 else []
    return " · ".join(word for word in (generation.model.name, *settings, *counts) if word)


def quantity(amount: Amount, unit: str) -> str:
    """`8 s`, `1.5–2.0 min`, `2 × 30 seconds`, `1 clip`."""
    from creditcalc.figures import listed  # noqa: PLC0415  # JSON writes no figures for people

    unit, number = unit.replace("_", " "), listed(amount)
    if WHOLE.fullmatch(unit[:1]):
        return f"{number} × {unit}"
    short = SHORT_UNITS.get(unit)
    return f"{number} {short or (unit if number == '1' else unit + 's')}"


def notices(quote: Quote) -> tuple[Notice, ...]:
    """Everything a person should know before trusting the total, the most important first."""
    return tuple(_notices(quote))


def _notices(quote: Quote) -> Iterator[Notice]:
    generation, rows = quote.generation, quote.rows
    unknown = [line.label for line in quote.lines if line.amount.qualifier == "unknown"]
    if unknown:
        yield Notice("unknown_part", f"no published price for {series(unknown)}: the total is a lower bound")
    if any(row.price and row.price.qualifier == "at_least" for row in rows):
        yield Notice("lower_bound", "at least this much; no upper limit is published")
    yield from limit_notices(quote)
    if generation.open:
        yield Notice("open_setting", _open(quote))
    yield from (notice for notice in quote.notices if notice.code in OF_VARIANTS)
    for row in rows:
        if row.per and row.per.part == "unstated" and any(row in line.rows and _ranges(line) for line in quote.lines):
            block = row.per.block
            yield Notice(
                "part_unstated",
                f"{_sayer(quote, row.source)} does not say whether part of a {block} counts as a whole one: "
                "the range covers both",
            )
    if any(row.list_usd for row in rows):
        yield Notice("derived", _derived(quote))
    if quote.total.approximate:
        yield Notice("approximate", 'approximate: the source says "about"')
    for row in rows:
        for claim in row.claims:
            yield Notice("conflict", _otherwise(quote, row, claim))
    yield from (notice for notice in quote.notices if notice.code not in OF_VARIANTS)


def _open(quote: Quote) -> str:
    """What was not given, what the range covers for it, and what narrows it."""
    names = series(name.replace("_", " ") for name in quote.generation.open)
    narrow = series(option(name).strip("`") for name in quote.generation.open)
    covers = "all values that are sold" if any(one.code == "not_sold" for one in quote.notices) else "all values"
    return f"no {names} given: the range covers {covers}. Add {narrow} to narrow it"


def _sayer(quote: Quote, key: str) -> str:
    """Who does not say something: the seller, where the source is its own page or a guide to it."""
    return quote.edition.seller or quote.edition.source(key).said


def _derived(quote: Quote) -> str:
    """That a price is an estimate, and how it is calculated."""
    seller = quote.edition.seller
    own = [line.label for line in quote.lines if any(row.list_usd for row in line.rows)]
    return f"estimate from the provider's list price; {seller} publishes no price for {series(dict.fromkeys(own))}"


def _otherwise(quote: Quote, row: "Rate", claim: "Claim") -> str:
    """How a source reads otherwise, or another one does."""
    source = quote.edition.source(claim.source)
    unit = row.per.block if row.per else None
    per = f", not per {unit}" if claim.per and unit and claim.per != unit else ""
    kind = {"generation": quote.generation.model.kind}.get(claim.per or "", claim.per)
    price = f"{claim.price} per {kind}" if claim.price is not None and kind else str(claim)
    if claim.source != row.source:
        return f"{source.said} says {price}{per}"
    who = "third-party source, and it" if source.grade == "third_party" else source.said
    return f"{who} may mean {price}{per}"


def _ranges(line: Line) -> bool:
    return line.quantity.low != line.quantity.high


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
    return f"Source{'s' if len(found.sources) > 1 else ''}: {named}."


def quote_report(
    quote: Quote,
    *,
    plan: "PlanShare | None" = None,
    tolerance: Fraction | None = None,
    there: "Elsewhere | None" = None,
) -> Report:
    """The breakdown for people and scripts.

    `tolerance` is the share by which what is approximate may be off where the total is held against a limit; `there`
    says what the same costs at the seller's newer prices.
    """
    columns = (
        Column("line", "", whole=True),
        Column("quantity", "Quantity", right=True, priority=1),
        Column("rate", "Rate", right=True, priority=2),
        Column("amount", unit_title(quote.edition.unit), True),
    )
    rows: list[tuple[Cell, ...]] = []
    for number, line in enumerate(quote.lines):
        label = ", ".join([line.label, *_chosen(quote.generation)]) if number == 0 else line.label
        rows.append((label, quantity(line.quantity, line.unit), _rate(line), line.amount))
    rows += [(step.label, "", "", step.amount) for step in quote.steps]
    notes, aside_notes = _sorted_notes(quote)
    defaults = [
        spoken(name, one["value"])
        for name, one in quote.generation.inputs.items()
        if one["from"] == "default" and one["value"] not in ("off", "0")
    ]
    return Report(
        title=title(quote.generation),
        aside=aside(quote.edition),
        answer=(total_answer(quote), *(plan_answers(plan, quote.edition.unit) if plan else ())),
        columns=columns,
        rows=tuple(rows),
        total=("Total", "", "", quote.total) if len(rows) > 1 else None,
        notes=(
            *newer_note(quote.edition, there=newer_words(quote, there) if there else ""),
            *notes,
            *([f"Assumed: {', '.join(word for word in defaults if word)}."] if any(defaults) else []),
        ),
        details=(*aside_notes, *explained(quote)),
        source=evidence(quote),
        behind="Show the arithmetic",
        data=quote_json(quote, plan, tolerance),
    )


def newer_notice(quote: Quote, there: "Elsewhere") -> Notice | None:
    """For scripts: what the seller's newest prices charge for the same; None where that is the same figure."""
    charge = f"nothing comparable ({there.why})" if there.total is None else str(there.total)
    if charge == str(quote.total):
        return None
    return Notice("newer_edition", f"edition {there.edition} has credits of its own and would charge {charge}")


def newer_words(quote: Quote, there: "Elsewhere") -> str:
    """The same for people."""
    from creditcalc.figures import in_words  # noqa: PLC0415  # JSON writes no figures for people

    thing = "clip" if quote.generation.model.kind == "video" else "generation"
    if there.total is None:
        return f"There it cannot be priced: {there.why}."
    if str(there.total) == str(quote.total):
        return f"There this {thing} costs the same."
    return f"There this {thing} costs {in_words(there.total)} {units(there.unit)}."


def total_answer(quote: Quote) -> AnswerLine:
    """The total in bold, and in words how sure it is."""
    from creditcalc.figures import in_words, money, shown  # noqa: PLC0415  # JSON writes no figures for people

    total, unit = quote.total, quote.edition.unit
    figure = (
        str(money(total, unit)) if unit.isupper() else f"{shown(total)} {units(unit) if shown(total) != '1' else unit}"
    )
    return AnswerLine(figure, (_how_sure(quote, in_words(total)),))


def plan_answers(plan: "PlanShare", unit: str) -> Iterator[AnswerLine]:
    """The share of a plan's month, and its money."""
    from creditcalc.figures import listed, money, percentage  # noqa: PLC0415  # JSON writes no figures for people

    if plan.share is None:
        yield AnswerLine("unknown", (f"share of a month on {plan.name}: its {units(unit)} are not published",))
        return
    yield AnswerLine(
        str(percentage(plan.share)), (f"of the {listed(plan.allowance)} {units(unit)} a month on {plan.name}",)
    )
    if plan.worth is None or plan.monthly is None:
        yield AnswerLine("unknown", (f"in money: the price of {plan.name} is not published",))
        return
    price = money(plan.monthly, plan.currency)
    yield AnswerLine(str(money(plan.worth, plan.currency)), (f"at {plan.name}'s price of {price} a month",))


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
        from creditcalc.figures import shown  # noqa: PLC0415  # JSON writes no figures for people

        low, high = shown(exactly(total.low)), shown(exactly(total.high))
        about = "about " if total.approximate else ""
        return f"{about}{low}, or {high} if a started {blocks[0]} counts in full"
    return f"{said}, an estimate" if derived else said


NOTE_KINDS: dict[str, NoteKind] = {
    "unknown_part": "unpublished",
    "models_left_out": "unpublished",
    "withdrawn": "ended",
    "conflict": "doubtful",
    "open_setting": "part",
    "part_unstated": "part",
    "clip_length": "part",
    "not_sold": "part",
    "any_model": "part",
    "derived": "estimate",
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
    notes = [
        Note(NOTE_KINDS[notice.code], f"{sentence(notice.text)}.") for notice in found if notice.code in NOTE_KINDS
    ]
    return notes, [f"{sentence(notice.text)}." for notice in found if notice.code not in NOTE_KINDS]


def _chosen(generation: Generation) -> Iterator[str]:
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
    from creditcalc.figures import rate, shown  # noqa: PLC0415  # JSON writes no figures for people

    factors = "".join(f" × {shown(factor)} {name}" for name, factor in line.factors)
    return f"{rate(line.price, line.unit.replace('_', ' '))}{factors}"


def explained(quote: Quote) -> Iterator[str]:
    """Each sheet row that fired, where it stands, and its arithmetic."""
    for line in quote.lines:
        for row in line.rows:
            when = f" when {condition_text(row.when)}" if row.when else ""
            yield f"{row.place}{when}: {price_text(row)} ({quote.edition.source(row.source).said})"
        factors = "".join(f" × {factor}" for _, factor in line.factors)
        yield f"{line.label}: {quantity(line.quantity, line.unit)} × {line.price}{factors} = {line.amount}"
    for step in quote.steps:
        yield f"{step.label}: {step.amount}"
    yield f"Total: {quote.total}"


def quote_json(quote: Quote, plan: "PlanShare | None" = None, tolerance: Fraction | None = None) -> dict[str, Any]:
    """The quote as a `creditcalc/quote/1` object: every resolved input, line, step, source and warning."""
    generation, edition, found = quote.generation, quote.edition, quote.evidence
    model = generation.model
    return {
        "schema": "creditcalc/quote/1",
        "platform": edition.platform,
        "edition": edition.id,
        "as_of": edition.as_of,
        "sheets": edition.digest,
        "unit": edition.unit,
        "model": {"id": model.id, "name": model.name, "maker": model.maker, "kind": model.kind},
        "inputs": generation.inputs,
        "mix": {name: word_of(share) for name, share in generation.mix},
        "outputs": generation.outputs,
        "takes": generation.takes,
        "lines": [_line(line) for line in quote.lines],
        "steps": [{"label": step.label, "amount": step.amount.as_json()} for step in quote.steps],
        "total": quote.total.as_json(),
        "plan": plan and plan.as_json(),
        "tolerance_percent": tolerance_json(tolerance),
        "evidence": {
            "grade": found.grade,
            "oldest": found.oldest,
            "sources": [
                {"key": key, "title": source.title, "url": source.url, "date": source.date, "grade": source.grade}
                for key, source in found.sources
            ],
        },
        "warnings": [notice._asdict() for notice in notices(quote)],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "label": line.label,
        "quantity": line.quantity.as_json(),
        "unit": line.unit,
        "price": line.price.as_json(),
        "factors": [{"name": name, "times": factor.as_json()} for name, factor in line.factors],
        "amount": line.amount.as_json(),
        "rows": [
            {
                "place": row.place,
                "source": row.source,
                "grade": row.grade,
                "list_usd": row.list_usd.as_json() if row.list_usd else None,
            }
            for row in line.rows
        ],
    }
