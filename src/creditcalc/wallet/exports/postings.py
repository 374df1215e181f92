"""What beancount and hledger share: the accounts, and each move as a transaction that balances."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from creditcalc.record import Record
from creditcalc.text import sentence
from creditcalc.wallet.exports.moves import Move, WalletExport, account, commodity, day, digits, moves
from creditcalc.wallet.ledger import POOLS

MOVE_WORDS = {"top-up": "Top-up", "reset": "Reset", "expiry": "Expiry", "grant": "Grant", "open": "Open"}


class Posting(Record):
    """One leg: an account, and how much of what; `paid` is what the whole of it cost."""

    account: str
    number: Decimal
    commodity: str
    paid: tuple[Decimal, str] | None = None


class Transaction(Record):
    """One move: its day, whether its amounts are sure, what it was, its legs, and what is then in each pool."""

    move: Move
    date: str
    sure: bool
    words: str
    postings: tuple[Posting, ...]
    left: Mapping[str, Decimal]


def pool_account(story: WalletExport, pool: str) -> str:
    """Where the credits of a pool stand."""
    return account("Assets", "Credits", story.wallet, pool)


def transactions(story: WalletExport) -> Iterator[Transaction]:
    """Every move as a transaction."""
    unit = commodity(story)
    for move in moves(story):
        legs = [Posting(pool_account(story, pool), change, unit) for pool, change in move.pools.items()]
        paid = _paid(move)
        if paid is not None and len(legs) == 1:
            bought = legs[0]._replace(paid=paid)
            yield _transaction(story, move, (bought, Posting("Equity:Paid", -paid[0], paid[1])))
            continue
        for flow, change in move.flows.items():
            number = change if flow in ("spent", "expired", "voided") else -change
            legs.append(Posting(_other(story, move, flow), number, unit))
        yield _transaction(story, move, tuple(legs))


def _paid(move: Move) -> tuple[Decimal, str] | None:
    entry = move.entry
    if entry is None or entry.cost is None or entry.currency is None or entry.undone:
        return None
    return digits(entry.cost.low), entry.currency


def _other(story: WalletExport, move: Move, flow: str) -> str:
    if flow == "granted":
        return account(
            "Income", "Credits", story.wallet, "Allowance" if move.kind in ("open", "reset", "transfer") else "Granted"
        )
    if flow == "overdrawn":
        return account("Equity", "Credits", story.wallet, "Unexplained")
    if flow == "spent" and move.entry is not None and move.entry.model:
        return account("Expenses", "Credits", story.wallet, "Spent", move.entry.model)
    return account("Expenses", "Credits", story.wallet, flow)


def _transaction(story: WalletExport, move: Move, legs: tuple[Posting, ...]) -> Transaction:
    entry = move.entry
    words = [MOVE_WORDS.get(move.kind, sentence(move.kind))]
    words += [str(entry.number)] if entry else []
    words += [entry.model] if entry and entry.model else []
    words += [entry.note] if entry and entry.note else []
    return Transaction(move, day(move.at), move.sure, " ".join(words), legs, move.left)


def accounts(found: list[Transaction], story: WalletExport) -> list[str]:
    """Every account that is used, and all pools."""
    used = {posting.account for one in found for posting in one.postings}
    return sorted(used | {pool_account(story, pool) for pool in POOLS})
