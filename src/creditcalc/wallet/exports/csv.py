"""CSV: one line for each move of credits, resets and expiries included, with what is then left."""

import csv
from io import StringIO

from creditcalc.period import moment_iso
from creditcalc.wallet.exports.moves import WalletExport, moves, plain_decimal
from creditcalc.wallet.ledger import FLOWS, POOLS


def export(story: WalletExport) -> str:
    """Times in UTC; a figure known only as an interval stands at its low end, with the interval under `written`."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        [
            "at",
            "entry",
            "kind",
            "model",
            *POOLS,
            *FLOWS,
            *(f"left {pool}" for pool in POOLS),
            "written",
            "cost",
            "currency",
            "note",
        ]
    )
    for move in moves(story):
        entry = move.entry
        writer.writerow(
            [
                moment_iso(move.at),
                entry.number if entry else "",
                move.kind,
                entry.model or "" if entry else "",
                *(plain_decimal(move.pools[pool]) if pool in move.pools else "" for pool in POOLS),
                *(plain_decimal(move.flows[flow]) if flow in move.flows else "" for flow in FLOWS),
                *(plain_decimal(move.left[pool]) for pool in POOLS),
                move.written,
                str(entry.cost) if entry and entry.cost else "",
                entry.currency or "" if entry else "",
                _cell(entry.note or "") if entry else "",
            ]
        )
    return out.getvalue()


def _cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
