"""What a wallet holds at a moment, for whoever is about to spend it: read, and nothing written."""

from datetime import datetime

from creditcalc.amount import Amount
from creditcalc.record import Record
from creditcalc.wallet.ledger import Terms
from creditcalc.wallet.store import Store, Wallet, glance_at_wallets


class Glance(Record):
    """A wallet at a moment: what is left, of how much in this period, until when, and by the terms of which plan.

    `had` is None where no period is known; `until` where nothing ends what is left, or several ends do.
    """

    wallet: str
    at: datetime
    left: Amount
    had: Amount | None = None
    until: datetime | None = None
    terms: Terms | None = None


def glance(platform: str, edition: str, at: datetime, name: str | None = None) -> Glance | None:
    """The wallet of that name, else the one that is meant, if it holds credits of the price book.

    Raises CreditcalcError as `glance_at_wallets` does.
    """
    with glance_at_wallets() as store:
        wallet = _meant(store, platform, edition, name)
        if wallet is None:
            return None
        books, cycle = store.books(wallet, at), store.cycle(wallet, at)
        ends = {books.ends(lot) for lot in books.lots} or {books.reset}
        had = cycle.had if cycle and cycle.had.low > 0 and cycle.had.high is not None else None
        return Glance(wallet.name, at, books.left, had, ends.pop() if len(ends) == 1 else None, books.terms)


def _meant(store: Store, platform: str, edition: str, name: str | None) -> Wallet | None:
    """The wallet of that name; else the default one, or the only one, of those with credits of the price book."""
    known = store.wallets()
    its = [one for one in known if (one.platform, one.edition) == (platform, edition)]
    if name is not None:
        return next((one for one in its if one.name == name), None)
    return its[0] if its and (its[0] is known[0] or len(its) == 1) else None
