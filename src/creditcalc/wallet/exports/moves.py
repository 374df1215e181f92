"""A wallet's story for those who tell it elsewhere: its entries, and every move of credits that follows from them."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from creditcalc.amount import NOTHING, Amount, decimal, plus
from creditcalc.period import DAY, moment_iso
from creditcalc.record import Record
from creditcalc.text import UNSEEN
from creditcalc.wallet.codec import amount_text
from creditcalc.wallet.ledger import FLOWS, NO_BOOKS, POOLS, Books, Entry, Lot, effective, exact, steps

EXPORT_PLACES = 9
"""Decimal places of a figure whose decimals do not end, in formats that know no fractions."""


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
    left, pools = dict.fromkeys(POOLS, NOTHING), [Decimal(0)] * len(POOLS)
    flows = held = [Decimal(0)] * len(FLOWS)
    books = NO_BOOKS
    for step in steps(NO_BOOKS, exact(real), story.until):
        before, books = books, step.books
        lots: dict[int, Fraction] = {}
        was_left, was, was_held = left, pools, held
        if before.lots is not books.lots:
            left = dict(left)
            for pool, number, part in _parts(before.lots, books.lots):
                left[pool] = plus(left[pool], part)
                lots[number] = lots[number] + part if number in lots else part
            pools = [
                old if left[pool] is was_left[pool] else digits(left[pool])
                for pool, old in zip(POOLS, pools, strict=True)
            ]
        flows = [
            old if after is earlier else digits(after.low)
            for earlier, after, old in zip(_flows(before), _flows(books), flows, strict=True)
        ]
        held = _balanced(pools, flows)
        moved = _changed(POOLS, was, pools)
        flowed = _changed(FLOWS, was_held, held)
        if not moved and not flowed:
            continue
        amount = amounts.get(step.entry.number) if step.entry else None
        yield Move(
            step.at,
            step.kind,
            step.entry,
            moved,
            {number: digits(part) for number, part in lots.items() if part},
            flowed,
            dict(zip(POOLS, pools, strict=True)),
            amount is None or (amount.exact or (amount.low == amount.high and not amount.approximate)),
            amount_text(amount) if amount is not None else "",
        )


def _flows(books: Books) -> Sequence[Amount]:
    """What the books sum, in the order of `FLOWS`: their last fields."""
    return books[-len(FLOWS) :]  # type: ignore[return-value]  # all of them are amounts


def _changed(names: Sequence[str], before: Sequence[Decimal], after: Sequence[Decimal]) -> dict[str, Decimal]:
    """By how much each of some figures has changed; only those that have."""
    pairs = zip(names, before, after, strict=True)
    return {name: new - old for name, old, new in pairs if new is not old and new != old}


def _parts(before: Sequence[Lot], after: Sequence[Lot]) -> Iterator[tuple[str, int, Fraction]]:
    """How much more is left in a pool of the credits of an entry, for each of whose lots any changed."""
    # a spend leaves those lots that it does not take of what they are
    gone, come = _left(before, set(map(id, after))), _left(after, set(map(id, before)))
    for key, rest in gone.items():
        now = come.pop(key, None)
        yield *key, -rest if now is None else now - rest
    for key, now in come.items():
        yield *key, now


def _left(lots: Iterable[Lot], same: Container[int]) -> dict[tuple[str, int], Fraction]:
    """What is left of the credits of each entry in each pool, but for what is the same in other books."""
    found: dict[tuple[str, int], Fraction] = {}
    for lot in lots:
        if id(lot) not in same:
            key, low = (lot.pool, lot.number), lot.left.low
            found[key] = found[key] + low if key in found else low
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
    return _commodity(story.platform, most)


@lru_cache(maxsize=16)
def _commodity(platform: str, most: int) -> str:
    name = re.sub(r"[^A-Z0-9]+", "-", platform.upper()).strip("-")
    return f"{name[: most - 8]}-CREDIT" if name[:1].isalpha() else f"C{name[: most - 9]}-CREDIT"


@lru_cache(maxsize=1024)  # every leg of a journal names one, and few differ
def account(*parts: str) -> str:
    """An account name whose parts begin with a capital and hold letters, digits and dashes."""
    return ":".join(re.sub(r"[^A-Za-z0-9]+", "-", part).strip("-").capitalize() or "X" for part in parts)


def plain_decimal(value: Decimal) -> str:
    """A decimal without exponent."""
    if not value:
        return "0"
    text = str(value)  # of a whole number, most often: nothing is to be taken from its end
    return text if text.isdigit() else format(value.normalize(), "f")
