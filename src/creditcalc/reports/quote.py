"""A quote put into words: what it is for, how sure it is, who says so; as a report and as JSON."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from creditcalc.amount import DIGITS, WHOLE, Amount
from creditcalc.pricebook.condition import condition_text, word_of
from creditcalc.rating.generation import Generation, option
from creditcalc.rating.quote import Line, Notice, Quote
from creditcalc.reports.book import GRADE_WORDS, price_text, tolerance_json
from creditcalc.reports.limits import limit_notices
from creditcalc.reports.report import Cell, Column, Report
from creditcalc.text import count, sentence, ticked, unit_title

if TYPE_CHECKING:
    from creditcalc.plans.share import PlanShare

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
        return name.replace("_", " ")
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
    """`8 seconds`, `2 × 30 seconds`, `1 clip`."""
    unit = unit.replace("_", " ")
    if WHOLE.fullmatch(unit[:1]):
        return f"{amount.brief} × {unit}"
    return f"{amount.brief} {unit if amount.brief == '1' else unit + 's'}"


def notices(quote: Quote) -> tuple[Notice, ...]:
    """Everything a person should know before trusting the total, the most important first."""
    return tuple(_notices(quote))


def _notices(quote: Quote) -> Iterator[Notice]:
    generation, rows = quote.generation, quote.rows
    unknown = [line.label for line in quote.lines if line.amount.qualifier == "unknown"]
    if unknown:
        parts = ticked(unknown, "and")
        yield Notice("unknown_part", f"nobody publishes the price of {parts}: the total is a lower bound")
    if any(row.price and row.price.qualifier == "at_least" for row in rows):
        yield Notice("lower_bound", "at least this much: the source gives a lower bound")
    yield from limit_notices(quote)
    if generation.open:
        narrow = ticked((option(name).strip("`") for name in generation.open), "and")
        sold = " that are sold" if any(notice.code == "not_sold" for notice in quote.notices) else ""
        yield Notice(
            "open_setting", f"{', '.join(generation.open)} left open: the total spans all values{sold}; give {narrow}"
        )
    yield from (notice for notice in quote.notices if notice.code in OF_VARIANTS)
    for row in rows:
        if row.per and row.per.part == "unstated" and any(row in line.rows and _ranges(line) for line in quote.lines):
            block = row.per.block
            yield Notice(
                "part_unstated",
                f"`{row.source}` does not say how a part of a {block} counts: from in proportion to a whole {block}",
            )
    if any(row.list_usd for row in rows):
        per_usd = quote.edition.sheet.credits_per_usd
        yield Notice("derived", f"from providers' list prices at {per_usd and per_usd.price} credits per USD")
    if quote.total.approximate:
        yield Notice("approximate", "approximate: a source says about")
    for row in rows:
        for claim in row.claims:
            note = f" ({claim.note})" if claim.note else ""
            yield Notice("conflict", f"`{claim.source}` says {claim}{note}")
    yield from (notice for notice in quote.notices if notice.code not in OF_VARIANTS)


def _ranges(line: Line) -> bool:
    return line.quantity.low != line.quantity.high


def evidence(quote: Quote) -> str:
    """Who says so, when, and how good that is, in one sentence."""
    found = quote.evidence
    sources = "; ".join(f"{source.title} ({source.date})" for _, source in found.sources[:MOST_NAMED])
    if len(found.sources) > MOST_NAMED:
        sources = f"{len(found.sources)} sources, the oldest of {found.oldest} (`--json` lists them)"
    return f"Evidence: {GRADE_WORDS[found.grade]}. {sources}."


def quote_report(
    quote: Quote, *, explain: bool = False, plan: "PlanShare | None" = None, tolerance: Fraction | None = None
) -> Report:
    """The breakdown for people and scripts; `explain` adds the sheet rows that fired.

    `tolerance` is the share by which what is approximate may be off where the total is held against a limit.
    """
    columns = (
        Column("line", "Line"),
        Column("quantity", "Quantity"),
        Column("rate", "Rate"),
        Column("amount", unit_title(quote.edition.unit), True),
    )
    rows: list[tuple[Cell, ...]] = []
    for number, line in enumerate(quote.lines):
        label = ", ".join([line.label, *_chosen(quote.generation)]) if number == 0 else line.label
        rows.append((label, quantity(line.quantity, line.unit), _rate(line), line.amount))
    rows += [(step.label, "", "", step.amount) for step in quote.steps]
    defaults = [f"{name} {one['value']}" for name, one in quote.generation.inputs.items() if one["from"] == "default"]
    notes = [*([str(plan)] if plan else []), evidence(quote), *_sentences(quote)]
    if defaults:
        notes.append(f"By default: {', '.join(defaults)}.")
    if explain:
        notes += ["", *explained(quote)]
    return Report(
        title=title(quote.generation),
        aside=f"{quote.edition.platform_name}, edition {quote.edition.id}",
        columns=columns,
        rows=tuple(rows),
        total=("Total", "", "", quote.total),
        notes=tuple(notes),
        data=quote_json(quote, plan, tolerance),
    )


def _sentences(quote: Quote) -> Iterator[str]:
    """The notices for people; of many other readings only the number."""
    found = notices(quote)
    others = [notice for notice in found if notice.code == "conflict"]
    for notice in found:
        # The newer edition is told on standard error, where it is no part of the breakdown.
        if notice.code != "newer_edition" and (notice.code != "conflict" or len(others) <= MOST_NAMED):
            yield f"{sentence(notice.text)}."
    if len(others) > MOST_NAMED:
        yield f"Other sources read {len(others)} of these figures differently (`--json` lists them)."


def _chosen(generation: Generation) -> Iterator[str]:
    """The settings that the model's own line names: not the quantity, and not what has a line of its own."""
    apart = {"seconds", "characters", *(name for row in generation.model.surcharges for name, _ in row.when)}
    for name, one in generation.inputs.items():
        if name not in apart and one["from"] != "default" and not generation.model.uses:
            yield from [word] if (word := spoken(name, one["value"])) else []


def _rate(line: Line) -> str:
    factors = "".join(f" × {factor.brief} {name}" for name, factor in line.factors)
    return f"{line.price.brief} / {line.unit}{factors}"


def explained(quote: Quote) -> Iterator[str]:
    """Each sheet row that fired, where it stands, and its arithmetic."""
    for line in quote.lines:
        for row in line.rows:
            when = f" when {condition_text(row.when)}" if row.when else ""
            yield f"{row.place}{when}: {price_text(row)} [{row.source}]"
        factors = "".join(f" × {factor}" for _, factor in line.factors)
        yield f"    {line.label}: {quantity(line.quantity, line.unit)} × {line.price}{factors} = {line.amount}"
    for step in quote.steps:
        yield f"    {step.label}: {step.amount}"
    yield f"    Total: {quote.total}"


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
