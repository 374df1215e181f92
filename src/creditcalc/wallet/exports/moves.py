"""A wallet's story for those who tell it elsewhere: its entries, and every move of credits that follows from them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from creditcalc.amount import decimal
from creditcalc.period import DAY, moment_iso
from creditcalc.record import Record
from creditcalc.text import UNSEEN
from creditcalc.wallet.codec import amount_text
from creditcalc.wallet.ledger import FLOWS, NO_BOOKS, POOLS, Entry, Lot, effective, exact, steps

EXPORT_PLACES = 9
"""Decimal places of a figure whose decimals do not end, in formats that know no fractions."""

NOTHING = Fraction(0)
MOVED = (*POOLS, *FLOWS)
"""What a move may change."""


class WalletExport(Record):
    """A wallet up to a moment: its entries as they were written, and the quotes that they name."""

    wallet: str
    platform: str
    platform_name: str
    edition: str
    entries: tuple[Entry, ...]
    quotes: Mapping[str, Mapping[str, Any]]
    until: datetime


class Move(Record):
    """One thing that happened: how each pool changed, and the figure that says why.

    `sure` is false where the books take the low end of an interval: the amount that the source or the bill gives at
    least. `left` is what each pool then holds.
    """

    at: datetime
    kind: str
    entry: Entry | None
    pools: Mapping[str, Decimal]
    lots: Mapping[int, Decimal]
    flows: Mapping[str, Decimal]
    left: Mapping[str, Decimal]
    sure: bool
    written: str


def moves(story: WalletExport) -> Iterator[Move]:
    """Every move of credits in order. Its figures are exact decimals: where a figure's own do not end, so much of the
    running sum is moved that each balance is right to the last place, always.
    """
    real = effective(story.entries)
    amounts = {entry.number: entry.amount for entry in real}
    zero = Decimal(0)
    held: Sequence[Decimal] = [zero] * len(MOVED)
    flows: Sequence[Decimal] = [zero] * len(FLOWS)
    books = NO_BOOKS
    for step in steps(NO_BOOKS, exact(real), story.until):
        before, books = books, step.books
        pools = _pools(before.lots, books.lots, held)
        flows = [
            old if getattr(books, flow) is getattr(before, flow) else digits(getattr(books, flow).low)
            for flow, old in zip(FLOWS, flows, strict=True)
        ]
        now = [*pools, *_balanced(pools, flows)]
        change = {kept: new - old for kept, new, old in zip(MOVED, now, held, strict=True) if new is not old}
        change = {kept: value for kept, value in change.items() if value}
        held = now
        if not change:
            continue
        amount = amounts.get(step.entry.number) if step.entry else None
        yield Move(
            step.at,
            step.kind,
            step.entry,
            {kept: value for kept, value in change.items() if kept in POOLS},
            _moved(before.lots, books.lots),
            {kept: value for kept, value in change.items() if kept in FLOWS},
            dict(zip(POOLS, now, strict=False)),
            amount is None or (amount.low == amount.high and not amount.approximate),
            amount_text(amount) if amount is not None else "",
        )


def _pools(before: Sequence[Lot], after: Sequence[Lot], held: Sequence[Decimal]) -> list[Decimal]:
    """What each pool holds, given what it held before: only of those whose lots changed is it summed anew."""
    changed = {lot.pool for lot in _parted(before, after)} if before is not after else ()
    return [
        digits(sum((lot.left.low for lot in after if lot.pool == pool), NOTHING)) if pool in changed else old
        for pool, old in zip(POOLS, held, strict=False)
    ]


def _parted(before: Sequence[Lot], after: Sequence[Lot]) -> Iterator[Lot]:
    """The lots that only one of two books has. A spend leaves those that it does not take of what they are."""
    for some, others in ((before, after), (after, before)):
        known = set(map(id, others))
        yield from (lot for lot in some if id(lot) not in known)


def _moved(before: Sequence[Lot], after: Sequence[Lot]) -> dict[int, Decimal]:
    """By how much the credits of each entry that are left have changed, in the order of the lots."""
    if before is after:
        return {}
    lots, now = _lots(before), _lots(after)
    return {
        number: digits(move)
        for number in {**lots, **now}
        if now.get(number) is not lots.get(number) and (move := now.get(number, NOTHING) - lots.get(number, NOTHING))
    }


def _lots(lots: Iterable[Lot]) -> dict[int, Fraction]:
    """What is left of the credits of each entry."""
    found: dict[int, Fraction] = {}
    for lot in lots:
        known = found.get(lot.number)
        found[lot.number] = lot.left.low if known is None else known + lot.left.low
    return found


def digits(value: Fraction) -> Decimal:
    """A number as a decimal, to nine places where its own do not end."""
    if value.denominator == 1:
        return Decimal(value.numerator)
    if value < 0:
        return -Decimal(decimal(-value, places=EXPORT_PLACES))
    return Decimal(decimal(value, places=EXPORT_PLACES))


def _balanced(pools: Iterable[Decimal], flows: Sequence[Decimal]) -> list[Decimal]:
    """The flows with what rounding each figure by itself has lost put to the grants, so that they balance."""
    _, spent, expired, voided, overdrawn = flows
    granted = sum(pools, Decimal(0)) + spent + expired + voided - overdrawn
    return [granted, spent, expired, voided, overdrawn]


def inline(text: str) -> str:
    """Foreign text as a part of one line: ends of lines and whatever else is invisible become blanks."""
    if text.isprintable():
        return text.strip()
    return "".join(letter if letter.isprintable() or letter in UNSEEN else " " for letter in text).strip()


def day(when: datetime) -> str:
    """The UTC day of a moment."""
    return moment_iso(when)[:DAY]


def commodity(story: WalletExport, most: int = 24) -> str:
    """The credits of a platform as a commodity: upper case, as ledgers want it."""
    name = re.sub(r"[^A-Z0-9]+", "-", story.platform.upper()).strip("-")
    return f"{name[: most - 8]}-CREDIT" if name[:1].isalpha() else f"C{name[: most - 9]}-CREDIT"


def account(*parts: str) -> str:
    """An account name whose parts begin with a capital and hold letters, digits and dashes."""
    return ":".join(re.sub(r"[^A-Za-z0-9]+", "-", part).strip("-").capitalize() or "X" for part in parts)


def plain_decimal(value: Decimal) -> str:
    """A decimal without exponent."""
    if not value:
        return "0"
    text = str(value)  # of a whole number, most often: nothing is to be taken from its end
    return text if text.isdigit() else format(value.normalize(), "f")
