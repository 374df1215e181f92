"""A key is a person's word for what is written down once: never twice, and never for anything else.

A file that was charged under a key may grow: the rows that are there already, in whatever order, are not written
again, and the others are.
"""

import json
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from creditcalc.amount import TOLERANCE
from creditcalc.errors import CreditcalcError
from creditcalc.record import Record
from creditcalc.wallet.ledger import NO_BOOKS, Books, Entry, effective, fold, undone
from creditcalc.wallet.store import Store, Wallet

SAID = ("kind", "amount", "of", "pool", "expires", "cost", "currency", "terms", "how", "void", "model")
"""What two entries of one key have in common. A note is words for oneself; time and quote are compared apart."""
GENERATED = ("mix", "outputs", "takes")
"""What a quote says of the generation, beyond its inputs. Its warnings and sources may change with the day."""


class Draft(Record):
    """An entry to be written, and the quote that it keeps, as JSON."""

    entry: Entry
    quote: Mapping[str, Any] | None = None


class Attempt(Record):
    """One command that writes into a wallet, within its transaction.

    `said` is the time that a person names, None where it is now; `known` are the entries of its key, in their order.
    """

    store: Store
    wallet: Wallet
    now: datetime
    said: datetime | None = None
    key: str | None = None
    known: tuple[Entry, ...] = ()

    @property
    def at(self) -> datetime:
        """When it takes effect: as said, else as it did the first time, else now."""
        return self.said or (self.known[0].at if self.known else self.now)

    def books(self) -> Books:
        """What it finds in the wallet; of what is repeated, what it found the first time."""
        if not self.known:
            return self.store.books(self.wallet, self.at)
        before = [one for one in self.store.entries(self.wallet) if one.number < self.known[0].number]
        return fold(NO_BOOKS, (one for one in effective(before) if one.at <= self.at), self.at)

    def fresh(self, drafts: Sequence[Draft]) -> Sequence[Draft]:
        """The drafts that are not written yet: those that the key does not have, which must have all that it has.

        Raises CreditcalcError where the key has anything else, or what is undone.
        """
        if not self.known:
            return drafts
        gone = undone(self.store.onwards(self.wallet, self.known[0].number))
        back = [known for known in self.known if known.number in gone]
        if back:
            rest = ", with a file of the new rows only" if len(back) < len(self.known) else ""
            raise CreditcalcError(
                f"key `{self.key}` recorded entry {back[0].number}, which is undone: use a new key{rest}"
            )
        if len(self.known) > len(drafts):
            raise CreditcalcError(
                f"key `{self.key}` recorded {numbered(self.known)}, more than this command has: use a new key"
            )
        said = [(draft, self._said(draft.entry, draft.quote)) for draft in drafts]
        asked = Counter(words for _, words in said)
        for known in self.known:
            words = self._said(known, known.quote and self.store.quote(known.quote))
            if not asked[words]:
                raise CreditcalcError(
                    f"key `{self.key}` recorded entry {known.number}, which says something else: use a new key"
                )
            asked[words] -= 1
        new = []
        for draft, words in reversed(said):  # of equal rows the last ones are new
            if asked[words]:
                asked[words] -= 1
                new.append(draft)
        return new[::-1]

    def _said(self, entry: Entry, quote: Any) -> Hashable:
        """What an entry says, as far as two entries of one key say the same; its time only where a person names one."""
        values = tuple(getattr(entry, name) for name in SAID)
        return values, _generated(quote) if quote else None, entry.at if self.said else None

    def write(self, drafts: Sequence[Draft], tolerance: Fraction = TOLERANCE) -> list[Entry]:
        """Write what is not written yet; the entries of all drafts."""
        fresh = self.fresh(drafts)
        made: dict[int, Entry] = {}  # of a file of a million rows few differ
        for draft in fresh:
            if id(draft) not in made:
                digest = None if draft.quote is None else self.store.keep(draft.quote)
                made[id(draft)] = draft.entry._replace(key=self.key, quote=digest)
        new = (made[id(draft)] for draft in fresh)
        return [*self.known, *self.store.add(self.wallet, new, self.now, tolerance)]


def attempt(
    store: Store, name: str | None, now: datetime, said: datetime | None = None, key: str | None = None
) -> Attempt:
    """An attempt to write into a wallet, None the default one; raises CreditcalcError for a key that is not a word."""
    wallet = store.wallet(name)
    if key is None:
        return Attempt(store, wallet, now, said)
    if not key.strip():
        raise CreditcalcError("the key is empty: give a word, or leave `--key` out")
    if any("\ud800" <= letter <= "\udfff" for letter in key):
        raise CreditcalcError(f"key `{key}` is not text: give a word of letters and digits")
    known = store.keyed(wallet, key)
    rows = list(_numbered_rows(store, wallet, key))
    return Attempt(store, wallet, now, said, key, (*(rows if len(rows) > 1 else ()), *known))


def _numbered_rows(store: Store, wallet: Wallet, key: str) -> Iterator[Entry]:
    """The rows of a file as an earlier release charged them: `film/1`, `film/2`, ... at once."""
    before: Entry | None = None
    position = 1
    while found := store.keyed(wallet, f"{key}/{position}"):
        entry = found[0]
        if before and (entry.number, entry.recorded) != (before.number + 1, before.recorded):
            return
        yield entry
        before, position = entry, position + 1


def _generated(quote: Mapping[str, Any]) -> str:
    """What a quote is for, whatever it costs and whoever says so."""
    values = {name: one["value"] for name, one in quote.get("inputs", {}).items()}
    return json.dumps([values, *(quote.get(name) or None for name in GENERATED)], sort_keys=True)


def numbered(entries: Sequence[Entry | int]) -> str:
    """`entry 4`, `entries 2 to 5`, or `entries 2, 3 and 7`."""
    numbers = [entry if isinstance(entry, int) else entry.number for entry in entries]
    if len(numbers) == 1:
        return f"entry {numbers[0]}"
    if numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"entries {numbers[0]} to {numbers[-1]}"
    return f"entries {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
