"""Quoted against charged: what each model really costs by one's own bill, and the row of a sheet that says so. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from creditcalc.amount import UNKNOWN, ZERO, Amount, exactly
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import Range, Test, When, word_of
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Rate
from creditcalc.rating.worked import worked, written_down
from creditcalc.record import Record
from creditcalc.text import count
from creditcalc.wallet.ledger import Entry, effective, undone


class Billed(Record):
    """A spend that was quoted and of which the charge is known."""

    entry: Entry
    quoted: Amount
    charged: Amount


class Drift(Record):
    """What one model was quoted at and what it was charged, over some spends."""

    model: str
    spends: int
    quoted: Amount
    charged: Amount

    @property
    def factor(self) -> Amount:
        """How many times the quote was charged; unknown where nothing was quoted."""
        return UNKNOWN if self.quoted.high == 0 else self.charged / self.quoted


class Observed(Record):
    """A row of prices as one's own bill has it."""

    model: str
    rate: Rate
    price: Amount
    spends: int


def billed(entries: Iterable[Entry]) -> list[Billed]:
    """The spends with a quote whose real charge was entered."""
    found = list(entries)
    gone = undone(found)
    reconciled = {entry.of for entry in found if entry.kind == "reconcile" and entry.number not in gone}
    quoted = {entry.number: entry.amount for entry in found if entry.kind == "spend"}
    return [
        Billed(entry, quoted[entry.number] or ZERO, entry.amount or ZERO)
        for entry in effective(found)
        if entry.kind == "spend" and entry.model and entry.quote and entry.number in reconciled - gone
    ]


def drifts(bills: Iterable[Billed]) -> list[Drift]:
    """The drift of each model, those with most spends first."""
    found: dict[str, Drift] = {}
    for bill in bills:
        model = bill.entry.model or ""
        known = found.get(model, Drift(model, 0, ZERO, ZERO))
        found[model] = Drift(model, known.spends + 1, known.quoted + bill.quoted, known.charged + bill.charged)
    return sorted(found.values(), key=lambda one: (-one.spends, one.model))


def observed(
    edition: Edition, bills: Iterable[Billed], quotes: Mapping[str, Mapping[str, Any]]
) -> tuple[list[Observed], list[str]]:
    """Each row of prices that was billed, at what it really costs, and why some bills say nothing of a row.

    Several bills of a row make the interval over them.
    """
    found: dict[tuple[str, Rate], Observed] = {}
    left_out: list[str] = []
    for bill in bills:
        try:
            if bill.charged.high == 0:
                raise CreditcalcError("nothing was charged")
            model, rate, each = row_billed(edition, bill, quotes[bill.entry.quote or ""])
        except CreditcalcError as error:
            left_out.append(f"entry {bill.entry.number} gives no price: {error}")
            continue
        known = found.get((model, rate))
        merged = each if known is None else known.price | each
        found[model, rate] = Observed(model, rate, merged, 1 + (known.spends if known else 0))
    return list(found.values()), left_out


def asked_in(quote: Mapping[str, Any]) -> dict[str, str]:
    """What was asked for in a quote that was kept, as an example of a sheet says it."""
    mix = {one["model"]["id"]: one["share_percent"]["text"] for one in quote["mix"]}
    return written_down(quote["inputs"], quote["outputs"], quote["takes"], mix)


def row_billed(edition: Edition, bill: Billed, quote: Mapping[str, Any]) -> tuple[str, Rate, Amount]:
    """The row that a bill was for, and the price in its unit that the charge makes.

    Raises CreditcalcError where more than one price is part of it, or the price depends on the amount.
    """
    model = edition.named(quote["model"]["id"])
    priced = worked(model, asked_in(quote), edition)
    line = priced.lines[0]
    if len(priced.lines) > 1 or len(line.rows) > 1 or model.minimum or model.rounding or line.factors:
        raise CreditcalcError("more than one price is part of its total")
    rate = line.rows[0]
    quantity = line.quantity * exactly(priced.generation.generations * priced.generation.takes)
    if rate.tiers or quantity.low != quantity.high or not quantity.low:
        raise CreditcalcError("its price depends on the amount")
    return model.id, rate, bill.charged / quantity


def correction_sheet(rows: Iterable[Observed], wallet: str, day: str) -> str:
    """The rows as a sheet of one's own, each for the same case as the row it takes the place of."""
    models: dict[str, list[Observed]] = {}
    for row in rows:
        models.setdefault(row.model, []).append(row)
    lines = [f"# What wallet {wallet} was really charged, from its reconciled spends up to {day}."]
    for model, found in models.items():
        lines += [f"{model}:", "  rates:"]
        lines += [f"    - {{{_written(row, day)}}}" for row in found]
    return "\n".join(lines) + "\n"


def _written(row: Observed, day: str) -> str:
    rate = row.rate
    when = f"when: {{{_when(rate.when)}}}, " if rate.when else ""
    per = f"per: {rate.per.unit}, " if rate.per else ""
    quantity = f"quantity: {rate.quantity.text}, " if rate.quantity else ""
    limits = "".join(
        f"{name}: {word_of(value)}, "
        for name in ("beyond", "at_least", "at_most")
        if (value := getattr(rate, name)) is not None
    )
    note = f"{count(row.spends, 'charge')} up to {day}"
    return f"{when}price: {row.price}, {per}{quantity}{limits}source: own, grade: observed, note: {note}"


def _when(when: When) -> str:
    return ", ".join(f"{name}: {_test(test)}" for name, test in when)


def _test(test: Test | Range) -> str:
    if isinstance(test, Test):
        words = sorted(word_of(value) for value in test)
        return words[0] if len(words) == 1 else f"[{', '.join(words)}]"
    return test.written
