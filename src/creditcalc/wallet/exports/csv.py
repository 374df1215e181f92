"""CSV: one line for each move of credits, resets and expiries included, with what is then left."""

from creditcalc.csv import csv_text
from creditcalc.period import moment_iso
from creditcalc.wallet.exports.moves import Move, WalletExport, inline, moves, plain_decimal
from creditcalc.wallet.ledger import FLOWS, POOLS

COLUMNS = {
    **dict.fromkeys(("at", "entry", "kind", "model"), False),
    **dict.fromkeys((*POOLS, *FLOWS, *(f"left {pool}" for pool in POOLS)), True),
    **dict.fromkeys(("written", "cost", "currency", "note"), False),
}
"""Each with whether it holds figures."""


def export(story: WalletExport) -> str:
    """Times in UTC; a figure known only as an interval is given at its low end, with the interval under `written`."""
    return csv_text(COLUMNS, map(_row, moves(story)))


def _row(move: Move) -> list[str]:
    entry = move.entry
    return [
        moment_iso(move.at),
        str(entry.number) if entry else "",
        move.kind,
        inline(entry.model or "") if entry else "",
        *(plain_decimal(move.pools[pool]) if pool in move.pools else "" for pool in POOLS),
        *(plain_decimal(move.flows[flow]) if flow in move.flows else "" for flow in FLOWS),
        *(plain_decimal(move.left[pool]) for pool in POOLS),
        move.written,
        str(entry.cost) if entry and entry.cost else "",
        entry.currency or "" if entry else "",
        inline(entry.note or "") if entry else "",
    ]
