"""What a quote or a batch asks of a wallet: whether it pays, and to be charged."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from creditcalc.amount import Amount
from creditcalc.errors import OVER, UNCLEAR, CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.wallet.ledger import Entry, pays
from creditcalc.wallet.store import Store, Wallet, open_wallets


class Charge(NamedTuple):
    """One generation to be charged: its model, its quote as JSON, its total."""

    model: str
    quote: dict[str, Any]
    total: Amount


class Paid(NamedTuple):
    """A wallet that pays: what was left in it before; and of what it was charged the entries, and what is left then."""

    wallet: str
    before: Amount
    entries: tuple[Entry, ...] = ()
    after: Amount | None = None

    def __str__(self) -> str:
        if not self.entries or self.after is None:
            return f"wallet `{self.wallet}` pays it: {self.before.brief} left before"
        first, last = self.entries[0].number, self.entries[-1].number
        numbers = f"entry {first}" if len(self.entries) == 1 else f"entries {first} to {last}"
        return f"charged to wallet `{self.wallet}` as {numbers}: {self.after.brief} left"


def pay(name: str | None, total: Amount, edition: Edition, at: datetime, charges: Sequence[Charge] = ()) -> Paid:
    """Whether a wallet (None: the default one) pays a total at a moment; with charges, it is charged then.

    Raises CreditcalcError, and nothing is charged: code 3 where the wallet cannot pay, 4 where that is unclear, 1 where
    the total is in credits of another price book.
    """
    with open_wallets(write=bool(charges)) as store:
        wallet = store.wallet(name)
        _same_credits(wallet, edition)
        left = store.books(wallet, at).left
        verdict = pays(left, total)
        done = "; nothing was charged" if charges else ""
        if verdict == "over":
            words = f"wallet `{wallet.name}` cannot pay: {total.brief} is more than the {left.brief} left"
            raise CreditcalcError(words + done, code=OVER)
        if verdict == "unclear":
            words = f"wallet `{wallet.name}` may not be able to pay: {total.brief} against {left.brief} left"
            raise CreditcalcError(words + done, code=UNCLEAR)
        if not charges:
            return Paid(wallet.name, left)
        entries = store.add(wallet, spends(store, Entry(0, "spend", at, at), charges), at)
        return Paid(wallet.name, left, tuple(entries), store.books(wallet, at).left)


def spends(store: Store, draft: Entry, charges: Sequence[Charge]) -> list[Entry]:
    """A spend for each charge, its quote kept; of several each has a key of its own."""
    alone = draft.key is None or len(charges) == 1
    return [
        draft._replace(
            amount=one.total,
            model=one.model,
            quote=store.keep(one.quote),
            key=draft.key if alone else f"{draft.key}/{position}",
        )
        for position, one in enumerate(charges, 1)
    ]


def _same_credits(wallet: Wallet, edition: Edition) -> None:
    if (wallet.platform, wallet.edition) != (edition.platform, edition.id):
        raise CreditcalcError(
            f"wallet `{wallet.name}` holds credits of {wallet.platform} {wallet.edition}, not of {edition.platform} "
            f"{edition.id}: give `--platform {wallet.platform} --edition {wallet.edition}`, or another wallet"
        )
