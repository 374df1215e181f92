"""hledger: the same transactions, each posting of a reset with a balance assertion beside it."""

import re

from creditcalc.wallet.exports.moves import WalletExport, commodity, inline, plain_decimal
from creditcalc.wallet.exports.postings import Posting, Transaction, accounts, pool_account, transactions
from creditcalc.wallet.ledger import POOLS


def export(story: WalletExport) -> str:
    """The journal. What is known only as an interval is given at its low end, marked `!` until it is reconciled."""
    found = list(transactions(story))
    lines = [
        f"; Wallet {inline(f'{story.wallet}, {story.platform} {story.edition}')}, by creditcalc. Days are in UTC.",
        f'commodity 1. "{commodity(story)}"',
        *dict.fromkeys(f"commodity 1. {leg.paid[1]}" for one in found for leg in one.postings if leg.paid),
        *(f"account {name}" for name in accounts(found, story)),
        "",
    ]
    for one in found:
        lines += [*_written(story, one), ""]
    return "\n".join(lines)


def _written(story: WalletExport, one: Transaction) -> list[str]:
    words = re.sub(r"[;|]", " ", inline(one.words))
    comment = [f"time: {one.move.at:%H:%M:%S} UTC"]
    comment += [f"entry: {one.move.entry.number}"] if one.move.entry else []
    comment += [] if one.sure else [f"written: {one.move.written}"]
    asserted = (
        {pool_account(story, pool): one.left[pool] for pool in POOLS} if one.move.kind in ("open", "reset") else {}
    )
    lines = [f"{one.date} {'*' if one.sure else '!'} {words}  ; {', '.join(comment)}"]
    for leg in one.postings:
        after = f" = {plain_decimal(asserted[leg.account])} {_unit(leg.commodity)}" if leg.account in asserted else ""
        lines.append(f"    {leg.account}  {plain_decimal(leg.number)} {_unit(leg.commodity)}{_paid(leg)}{after}")
    return lines


def _unit(name: str) -> str:
    return name if name.isalpha() else f'"{name}"'


def _paid(leg: Posting) -> str:
    return f" @@ {plain_decimal(leg.paid[0])} {_unit(leg.paid[1])}" if leg.paid else ""
