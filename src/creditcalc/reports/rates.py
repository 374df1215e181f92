"""Rows of prices as people read them: their conditions in words, their prices, how sure they are."""

import re
from collections.abc import Sequence
from fractions import Fraction

from creditcalc.amount import DIGITS, UNKNOWN, WHOLE, Amount, exactly
from creditcalc.figures import money, per, price_figure, thousands
from creditcalc.pricebook.condition import Range, Test, When, word_of
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model, Rate, Setting
from creditcalc.pricebook.quantity import Part, Per
from creditcalc.reports.book import GRADE_WORDS
from creditcalc.reports.quote import otherwise, spoken
from creditcalc.reports.quote_screen import source_words
from creditcalc.reports.report import Cell, Column, Rows
from creditcalc.text import sentence, series, unit_title, units

PART_WORDS: dict[Part, str] = {
    "started": "started {} count in full",
    "nearest": "to the nearest",
    "completed": "completed {} only",
}
"""How a part of a unit counts, where not by its share; of one where that is not stated a note says so."""


def own_currency(unit: str) -> str:
    """The currency that a price book's amounts are in; nothing for credits."""
    return unit if unit.isupper() else ""


def sold_by(amount: Amount, unit: Per | None) -> tuple[Amount, str]:
    """How many units a row's price is printed for, and that in words: `per minute (started minutes count in full)`."""
    if unit is None:
        return exactly(1), "per generation"
    block = unit.block.replace("_", " ")
    number, _, noun = block.rpartition(" ")
    counted = bool(WHOLE.fullmatch(number))
    size, words = (exactly(1), f"per {thousands(number)} {noun}") if counted else per(amount, block)
    part = PART_WORDS.get(unit.part, "").format("ones" if counted else f"{block}s")
    return size, f"{words} ({part})" if part else words


def row_rate(row: Rate, unit: str) -> str:
    """A row's price in words: `20 per minute`, `not published`, `not sold`."""
    if row.unavailable:
        return "not sold"
    if not row.published:
        return "not published"
    size, words = sold_by(row.price or UNKNOWN, row.per)
    return f"{price_cell(row, size, unit)} {words}"


def part_unstated(edition: Edition, block: str) -> str:
    """That the seller does not say how a part of a unit counts."""
    seller = edition.seller or edition.platform_name
    return f"{seller} does not say whether part of a {block} counts as a whole one."


def surcharge_words(row: Rate, unit: str) -> str:
    """What a row adds: `+20 credits a minute`."""
    if not row.published:
        return "its price is not published"
    size, words = sold_by(row.price or UNKNOWN, row.per)
    return f"+{price_cell(row, size, unit)}{'' if own_currency(unit) else f' {units(unit)}'} {each(words)}"


def each(words: str) -> str:
    """`a minute`, for `per minute`; of what begins otherwise as it is."""
    return re.sub(r"^per (?=[b-df-gj-np-tv-z])", "a ", words)


def asked_words(test: Test | Range, setting: Setting | None) -> str:
    """What a condition asks of a setting: `720p, 1080p`, `4K`, `above 10`, `6–10`."""
    if isinstance(test, Range):
        return range_words(test)
    choices = setting.choices if setting else ()
    order = sorted(test, key=lambda value: (choices.index(value) if value in choices else -1, word_of(value)))
    return ", ".join(_capital(word_of(value)) for value in order)


def range_words(span: Range) -> str:
    """`1–1800`, `above 10`, `6 and more`, `below 15`."""
    low, high = word_of(span.low), None if span.high is None else word_of(span.high)
    if high is None:
        return f"above {low}" if span.above else f"{low} and more"
    if not span.low and not span.above:
        return f"{'below' if span.below else 'up to'} {high}" if span.below else f"0–{high}"
    if span.above or span.below:
        return f"{'above ' if span.above else ''}{low} to {'below ' if span.below else ''}{high}"
    return f"{low}–{high}"


def case(when: When, model: Model) -> str:
    """A condition within a sentence: `4K with audio`, `720p or 1080p without audio`."""
    words, flags = [], []
    for name, test in when:
        said = asked_words(test, model.settings.get(name))
        if said in ("on", "off"):
            flags.append(f"{'with' if said == 'on' else 'without'} {spoken(name, 'on')}")
        elif name == "seconds":
            words.append(f"{said} s")
        else:
            said = series(said.split(", "), "or")
            words.append(said if name == "resolution" else f"{name.replace('_', ' ')} {said}")
    return " ".join([", ".join(words), *flags]).strip()


def row_case(row: Rate, model: Model) -> str:
    """What a row of a model is for, a surcharge by its name: `4K with audio`, `AI twin`."""
    when = case(row.when, model)
    return ", ".join(word for word in (row.name, when.replace(f"with {row.name}", "").strip()) if word)


def rate_table(
    edition: Edition, model: Model, rows: Sequence[Rate], *, sources: bool = False
) -> tuple[tuple[Column, ...], Rows]:
    """Rows of prices with a column for each setting that they depend on.

    Rows with a name, as surcharges, begin with it. `sources` adds where each is from, and its notes.
    """
    names = list(dict.fromkeys(name for row in rows for name, _ in row.when))
    named, listed = any(row.name for row in rows), any(row.list_usd for row in rows)
    sold = [sold_by(row.price or UNKNOWN, row.per) for row in rows]
    shared = {words for row, (_, words) in zip(rows, sold, strict=True) if row.published and not row.unavailable}
    title = unit_title(edition.unit)
    columns = [Column("what", "", least=20)] if named else []
    columns += [Column(f"when_{name}", sentence(name.replace("_", " "))) for name in names]
    columns += [Column("price", f"{title} {next(iter(shared))}" if len(shared) == 1 else title, True)]
    columns += [] if len(shared) < 2 else [Column("per", "", least=20)]
    columns += [Column("list_price", "List price", True, priority=3)] if listed else []
    columns += [Column("grade", "Source", priority=1, least=21)]
    columns += [Column("note", "From", prose=True)] if sources else []
    found = []
    for row, (size, words) in zip(rows, sold, strict=True):
        tests = dict(row.when)
        cells: list[Cell] = [row.name or ""] if named else []
        cells += [asked_words(tests[name], model.settings.get(name)) if name in tests else "any" for name in names]
        cells += [price_cell(row, size, edition.unit)]
        cells += [] if len(shared) < 2 else [words if row.published and not row.unavailable else ""]
        if listed:
            cells.append(None if row.list_usd is None else money(row.list_usd * size, "USD", listed=True))
        sure = GRADE_WORDS[edition.grade(row)] if row.published else "not published"
        cells += [f"{sure}, doubtful" if row.claims and row.published else sure]
        cells += [row_note(edition, model, row)] if sources else []
        found.append(tuple(cells))
    return tuple(columns), tuple(found)


def row_note(edition: Edition, model: Model, row: Rate) -> str:
    """Where a row is from, and all that is said of it, in sentences."""
    words = [source_words(edition.source(row.source)), row.note, row.because]
    words += [f"not sold: {row.unavailable}"] if row.unavailable else []
    words += [otherwise(edition, model, row, claim) for claim in row.claims]
    return " ".join(f"{sentence(word).rstrip('.')}." for word in words if word)


def price_cell(row: Rate, size: Amount, unit: str) -> Cell:
    """A row's price for so many units: the figure, or words."""
    if row.unavailable:
        return "not sold"
    currency = own_currency(unit)
    if row.tiers:
        steps = [
            f"{price_figure(step.price * size, currency)}{f' up to {_count(step.up_to)}' if step.up_to else ''}"
            for step in row.tiers
        ]
        return ", then ".join(steps) if row.graduated else " or ".join(steps)
    return price_figure((row.price or UNKNOWN) * size, currency, calculated=row.list_usd is not None)


def _count(number: Fraction) -> str:
    return thousands(word_of(number))


def _capital(word: str) -> str:
    """`4K`, as people write it."""
    return word.upper() if word.endswith("k") and DIGITS.fullmatch(word[:-1]) else word
