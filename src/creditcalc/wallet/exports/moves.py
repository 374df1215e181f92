"""A wallet's story for those who tell it elsewhere: its entries, and every move of credits that follows from them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from creditcalc.amount import decimal
from creditcalc.record import Record
from creditcalc.text import UNSEEN
from creditcalc.wallet.codec import amount_text
from creditcalc.wallet.ledger import FLOWS, NO_BOOKS, POOLS, Entry, Event, effective, exact, steps

EXPORT_PLACES = 9
"""Decimal places of a figure whose decimals do not end, in formats that know no fractions."""

NOTHING = Fraction(0)


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
    held: Sequence[Decimal] = [Decimal(0)] * (len(POOLS) + len(FLOWS))
    before: dict[int, Fraction] = {}
    for step in steps(NO_BOOKS, exact(real), story.until):
        now = [*(digits(step.books.pool(pool).low) for pool in POOLS)]
        now += [digits(getattr(step.books, flow).low) for flow in FLOWS]
        now = _balanced(now)
        change = [new - old for new, old in zip(now, held, strict=True)]
        held, lots, before = now, before, _lots(step)
        if not any(change):
            continue
        amount = amounts.get(step.entry.number) if step.entry else None
        yield Move(
            step.at,
            step.kind,
            step.entry,
            {pool: value for pool, value in zip(POOLS, change, strict=False) if value},
            {
                number: digits(move)
                for number in {**lots, **before}
                if (move := before.get(number, NOTHING) - lots.get(number, NOTHING))
            },
            {flow: value for flow, value in zip(FLOWS, change[len(POOLS) :], strict=True) if value},
            dict(zip(POOLS, now, strict=False)),
            amount is None or (amount.low == amount.high and not amount.approximate),
            amount_text(amount) if amount is not None else "",
        )


def _lots(step: Event) -> dict[int, Fraction]:
    """What is left of the credits of each entry."""
    found: dict[int, Fraction] = {}
    for lot in step.books.lots:
        found[lot.number] = found.get(lot.number, NOTHING) + lot.left.low
    return found


def digits(value: Fraction) -> Decimal:
    """A number as a decimal, to nine places where its own do not end."""
    if value < 0:
        return -Decimal(decimal(-value, places=EXPORT_PLACES))
    return Decimal(decimal(value, places=EXPORT_PLACES))


def _balanced(now: list[Decimal]) -> list[Decimal]:
    """The figures with what rounding each by itself has lost put to the grants, so that they balance."""
    pools, (granted, spent, expired, voided, overdrawn) = now[: len(POOLS)], now[len(POOLS) :]
    granted = sum(pools, Decimal(0)) + spent + expired + voided - overdrawn
    return [*pools, granted, spent, expired, voided, overdrawn]


def inline(text: str) -> str:
    """Foreign text as a part of one line: ends of lines and whatever else is invisible become blanks."""
    return "".join(letter if letter.isprintable() or letter in UNSEEN else " " for letter in text).strip()


def day(when: datetime) -> str:
    """The UTC day of a moment."""
    return f"{when:%Y-%m-%d}"


def commodity(story: WalletExport, most: int = 24) -> str:
    """The credits of a platform as a commodity: upper case, as ledgers want it."""
    name = re.sub(r"[^A-Z0-9]+", "-", story.platform.upper()).strip("-")
    return f"{name[: most - 8]}-CREDIT" if name[:1].isalpha() else f"C{name[: most - 9]}-CREDIT"


def account(*parts: str) -> str:
    """An account name whose parts begin with a capital and hold letters, digits and dashes."""
    return ":".join(re.sub(r"[^A-Za-z0-9]+", "-", part).strip("-").capitalize() or "X" for part in parts)


def plain_decimal(value: Decimal) -> str:
    """A decimal without exponent."""
    return format(value.normalize(), "f") if value else "0"
