"""What a quote or a batch asks of a wallet: whether it pays, and to be charged."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from creditcalc.amount import Amount
from creditcalc.cli.clock import now
from creditcalc.errors import OVER, UNCLEAR, CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.wallet.ledger import Entry, pays
from creditcalc.wallet.store import Wallet, open_wallets


class Charge(NamedTuple):
    """One generation to be charged: its model, its quote as JSON, its total."""

    model: str
    quote: dict[str, Any]
    total: Amount


def gate_wallet(
    name: str | None, total: Amount, edition: Edition, charges: Sequence[Charge] = (), at: datetime | None = None
) -> str:
    """Whether a wallet (None: the default one) pays a total; with charges, it is charged then. What came of it.

    `at` is the moment to look at, this one if none is given.

    Raises CreditcalcError, and nothing is charged: code 3 where the wallet cannot pay, 4 where that is unclear, 1 where
    the total is in credits of another price book.
    """
    at = at or now()
    with open_wallets(write=bool(charges)) as file:
        wallet = file.wallet(name)
        _same_credits(wallet, edition)
        left = file.books(wallet, at).left
        verdict = pays(left, total)
        done = "; nothing was charged" if charges else ""
        if verdict == "over":
            words = f"wallet `{wallet.name}` cannot pay: {total.brief} is more than the {left.brief} left"
            raise CreditcalcError(words + done, code=OVER)
        if verdict == "unclear":
            words = f"wallet `{wallet.name}` may not be able to pay: {total.brief} against {left.brief} left"
            raise CreditcalcError(words + done, code=UNCLEAR)
        if not charges:
            return f"wallet `{wallet.name}` pays it: {left.brief} left before"
        drafts = [Entry(0, "spend", at, at, one.total, model=one.model, quote=file.keep(one.quote)) for one in charges]
        entries = file.add(wallet, drafts, at)
        after = file.books(wallet, at).left
    numbers = (
        f"entry {entries[0].number}" if len(entries) == 1 else f"entries {entries[0].number} to {entries[-1].number}"
    )
    return f"charged to wallet `{wallet.name}` as {numbers}: {after.brief} left"


def _same_credits(wallet: Wallet, edition: Edition) -> None:
    if (wallet.platform, wallet.edition) != (edition.platform, edition.id):
        raise CreditcalcError(
            f"wallet `{wallet.name}` holds credits of {wallet.platform} {wallet.edition}, not of {edition.platform} "
            f"{edition.id}: give `--platform {wallet.platform} --edition {wallet.edition}`, or another wallet"
        )
