"""A key is a person's word for what is written down once: never twice, and never for anything else.

A file that was charged under a key may grow: what stands there already is not written again, what is new is.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from creditcalc.errors import CreditcalcError
from creditcalc.wallet.ledger import NO_BOOKS, Books, Entry, effective, fold, undone
from creditcalc.wallet.store import Store, Wallet

SAID = ("kind", "amount", "of", "pool", "expires", "cost", "currency", "terms", "how", "void", "model")
"""What two entries of one key have in common. A note is words for oneself; time and quote are compared apart."""
GENERATED = ("mix", "outputs", "takes")
"""What a quote says of the generation, besides its inputs. Its warnings and sources may change with the day."""


class Draft(NamedTuple):
    """An entry to be written, and the quote that it keeps, as JSON."""

    entry: Entry
    quote: Mapping[str, Any] | None = None


class Attempt(NamedTuple):
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
        """The drafts that are not written yet: all but the first ones, which stand under the key.

        Raises CreditcalcError where the key stands for anything else, or for what is undone.
        """
        gone = undone(self.store.onwards(self.wallet, self.known[0].number)) if self.known else ()
        for known in self.known:
            if known.number in gone:
                raise CreditcalcError(
                    f"entry {known.number}, which key `{self.key}` stands for, is undone: take a new key"
                )
        for known, draft in zip(self.known, drafts, strict=False):
            if not self._same(known, draft):
                raise CreditcalcError(
                    f"key `{self.key}` stands for entry {known.number}, which says something else: take a new key"
                )
        if len(self.known) > len(drafts):
            raise CreditcalcError(
                f"key `{self.key}` stands for {numbered(self.known)}, which are more than this: take a new key"
            )
        return drafts[len(self.known) :]

    def _same(self, known: Entry, draft: Draft) -> bool:
        if any(getattr(known, name) != getattr(draft.entry, name) for name in SAID):
            return False
        if self.said is not None and known.at != draft.entry.at:
            return False
        if known.quote is None or draft.quote is None:
            return known.quote is None and draft.quote is None
        return _generated(self.store.quote(known.quote)) == _generated(draft.quote)

    def write(self, drafts: Sequence[Draft]) -> list[Entry]:
        """Write what is not written yet; the entries of all drafts."""
        new = [
            entry._replace(key=self.key, quote=None if quote is None else self.store.keep(quote))
            for entry, quote in self.fresh(drafts)
        ]
        return [*self.known, *self.store.add(self.wallet, new, self.now)]


def attempt(
    store: Store, name: str | None, now: datetime, said: datetime | None = None, key: str | None = None
) -> Attempt:
    """An attempt to write into a wallet, None the default one; raises CreditcalcError for a key that is no word."""
    wallet = store.wallet(name)
    if key is None:
        return Attempt(store, wallet, now, said)
    if not key.strip():
        raise CreditcalcError("an empty key stands for nothing: give a word, or leave `--key` out")
    if any("\ud800" <= letter <= "\udfff" for letter in key):
        raise CreditcalcError(f"key `{key}` is no text: give a word of letters and digits")
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


def _generated(quote: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a quote is for, whatever it costs and whoever says so."""
    values = {name: one["value"] for name, one in quote.get("inputs", {}).items()}
    return values, *(quote.get(name) for name in GENERATED)


def numbered(entries: Sequence[Entry]) -> str:
    """`entry 4`, `entries 2 to 5`, or `entries 2, 3 and 7`."""
    numbers = [entry.number for entry in entries]
    if len(numbers) == 1:
        return f"entry {numbers[0]}"
    if numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"entries {numbers[0]} to {numbers[-1]}"
    return f"entries {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
