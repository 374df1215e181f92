"""What a quote or a batch asks of a wallet: whether it pays, and to be charged."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from creditcalc.amount import TOLERANCE, ZERO, Amount, total
from creditcalc.errors import OVER, UNCLEAR, CreditcalcError
from creditcalc.figures import shown, told_apart, tolerant
from creditcalc.pricebook.edition import Edition
from creditcalc.record import Record
from creditcalc.wallet.keys import Draft, attempt, numbered
from creditcalc.wallet.ledger import Entry, pays
from creditcalc.wallet.store import Wallet, open_wallets


class Charge(Record):
    """One generation to be charged: its model, its quote as JSON, its total."""

    model: str
    quote: Mapping[str, Any]
    total: Amount


class Paid(Record):
    """A wallet that pays: what was left in it before; and of what it was charged the entries, and what is left then.

    `known` are the entries of a repeated key: what was charged before, and is not charged again.
    """

    wallet: str
    before: Amount
    entries: tuple[Entry, ...] = ()
    after: Amount | None = None
    known: tuple[Entry, ...] = ()

    def __str__(self) -> str:
        if self.after is None:
            return f"wallet `{self.wallet}` can pay: {shown(self.before)} left"
        left = f"{shown(self.after)} left"
        if not self.entries:
            return f"already charged to wallet `{self.wallet}` as {numbered(self.known)}: {left}"
        earlier = f", and earlier as {numbered(self.known)}" if self.known else ""
        return f"charged to wallet `{self.wallet}` as {numbered(self.entries)}{earlier}: {left}"


def pay(
    name: str | None,
    due: Amount,
    edition: Edition,
    at: datetime,
    charges: Sequence[Charge] = (),
    key: str | None = None,
    tolerance: Fraction = TOLERANCE,
) -> Paid:
    """Whether a wallet (None: the default one) pays a total at a moment; with charges, it is charged then.

    What the key has recorded already is not charged again, and only the rest has to be paid. Raises CreditcalcError,
    and nothing is charged: code 3 where the wallet cannot pay, 4 where that is unclear, 1 where the total is in credits
    of another price book, and where the key has recorded something else.
    """
    with open_wallets(write=bool(charges)) as store:
        one = attempt(store, name, at, key=key)
        wallet = one.wallet
        _same_credits(wallet, edition)
        left = store.books(wallet, at).left
        drafts = spends(Entry(0, "spend", at, at), charges)
        if one.known:
            due = total(draft.entry.amount or ZERO for draft in one.fresh(drafts))
        verdict = pays(left, due, tolerance)
        done = ". Nothing was charged" if charges else ""
        if verdict == "over":
            asked, there = told_apart(due, left, tolerance)
            words = f"wallet `{wallet.name}` cannot pay: {asked} is more than the {there} left"
            raise CreditcalcError(words + done, code=OVER)
        if verdict == "unclear":
            asked, there = tolerant(due, tolerance), tolerant(left, tolerance)
            words = f"wallet `{wallet.name}` may not be able to pay: {asked} against {there} left"
            raise CreditcalcError(words + done, code=UNCLEAR)
        if not charges:
            return Paid(wallet.name, left)
        new = one.write(drafts, tolerance)[len(one.known) :]
        return Paid(wallet.name, left, tuple(new), store.books(wallet, at).left, one.known)


def spends(draft: Entry, charges: Sequence[Charge]) -> list[Draft]:
    """A spend for each charge, with its quote; of one that comes again the same draft again."""
    made = {id(one): Draft(draft._replace(amount=one.total, model=one.model), one.quote) for one in charges}
    return [made[id(one)] for one in charges]


def _same_credits(wallet: Wallet, edition: Edition) -> None:
    if (wallet.platform, wallet.edition) != (edition.platform, edition.id):
        raise CreditcalcError(
            f"wallet `{wallet.name}` holds credits of {wallet.platform} {wallet.edition}, not of {edition.platform} "
            f"{edition.id}: add `--platform {wallet.platform} --edition {wallet.edition}`, or use another wallet"
        )
