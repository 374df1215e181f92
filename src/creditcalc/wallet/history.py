"""What happened in a wallet, or the last of it: read from the checkpoint before, so that a page of it costs the same
however long the wallet is.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from creditcalc.record import Record
from creditcalc.wallet.ledger import Books, Entry, Event, effective, steps
from creditcalc.wallet.store import Store, Wallet


class Happening(Record):
    """A step of a wallet, the books before it (None where it is the first), and whether it is asked for."""

    step: Event
    before: Books | None
    wanted: bool


class Past(Record):
    """What happened in a wallet, in order, and the entries that it follows from, as they were written.

    `ahead` are those that take effect only after the moment that is looked at.
    """

    happenings: Iterable[Happening]
    entries: Sequence[Entry]
    ahead: Sequence[Entry]


def past(
    store: Store,
    wallet: Wallet,
    until: datetime,
    wanted: Callable[[Event], bool],
    *,
    since: datetime | None = None,
    last: int | None = None,
    ahead: bool = False,
) -> Past:
    """The steps of a wallet up to a moment, of which `wanted` says which are asked for.

    With `last` no more than so many of these, the newest, and with `since` none before it. With `ahead` the entries
    that take effect later come last. Raises CreditcalcError for a damaged file.
    """

    def shown(step: Event) -> bool:
        if (since is not None and step.at < since) or (step.at > until and step.entry is None):
            return False
        return wanted(step)

    entries = store.entry_count(wallet)
    reach = last or 0
    while True:
        if last is not None:
            start = store.tail(wallet, until, most=entries - reach)
        else:  # the checkpoint before `since` is early enough; without it none is
            start = store.tail(wallet, until, before=since, most=entries if since else 0)
        real = effective(start.entries)
        later = [entry for entry in real if entry.at > until] if ahead else []
        end = max([until, *(entry.at for entry in later)])
        found = _happenings(start.books if start.number else None, start.books, real, end, shown)
        if last is None:
            return Past(found, start.entries, later)
        newest, number = _newest(found, last)
        if number >= last or not start.number or (since is not None and start.books.at < since):
            return Past(newest, start.entries, later)
        reach = 2 * (entries - start.number)


def _happenings(
    before: Books | None, books: Books, entries: Iterable[Entry], until: datetime, wanted: Callable[[Event], bool]
) -> Iterator[Happening]:
    for step in steps(books, entries, until):
        yield Happening(step, before, wanted(step))
        before = step.books


def _newest(happenings: Iterable[Happening], most: int) -> tuple[list[Happening], int]:
    """The last of what is asked for, with what happened after it, and how many there are."""
    found: deque[Happening] = deque(maxlen=most)
    rest: list[Happening] = []
    for one in happenings:
        if one.wanted:
            found.append(one)
            rest.clear()
        else:
            rest[:] = [one]
    return [*found, *rest], len(found)
