"""The file that the wallets live in: one SQLite database, append-only by its own triggers; see `tables`.

Every use is one transaction: it happens whole or not at all, whatever interrupts it, and what is acknowledged is on the
disk. A checkpoint holds the books at some entry, so that a balance is calculated from the last one on; one that a later
entry reaches behind is passed over. Whatever is read is verified first: the chain of entries from there to the last.
"""

import json
import os
import shlex
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from itertools import islice
from pathlib import Path
from stat import S_ISREG
from typing import Any

from creditcalc.amount import TOLERANCE
from creditcalc.errors import OVER, CreditcalcError
from creditcalc.figures import told_apart
from creditcalc.files import undoing, why
from creditcalc.period import moment_iso
from creditcalc.record import Record
from creditcalc.text import inert, near_words, offered, ticked
from creditcalc.wallet.codec import (
    DAMAGE_REMEDY,
    DamagedWallet,
    books_object,
    books_read,
    damaged,
    entry_object,
    entry_of_row,
    entry_text,
)
from creditcalc.wallet.ledger import CORRECTIONS, NO_BOOKS, Books, Cycle, Entry, cycle, effective, fold, pays
from creditcalc.wallet.location import location
from creditcalc.wallet.tables import (
    TableRow,
    check_current,
    genesis,
    insert,
    migrate,
    opening_values,
    row_holds,
    row_sum,
    wallet_values,
)

EVERY = 256
"""Entries between two checkpoints."""
PATIENCE = 20
"""Seconds to wait for another program that is writing."""
GLANCE_PATIENCE = 2
"""The same of a glance, which can be done without."""


class Wallet(Record):
    """A wallet of the file: its name, and the price book whose credits it counts."""

    id: int
    name: str
    platform: str
    edition: str


class Store:
    """An open file of wallets, within one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def _rows(self, sql: str, *values: object) -> list[Any]:
        return self._connection.execute(sql, values).fetchall()

    def wallets(self) -> list[Wallet]:
        """All wallets, the default one first."""
        heads = self._heads()
        rows = self._rows("SELECT id, wallet, sum FROM preferred ORDER BY id DESC LIMIT 1")
        chosen = max(heads, key=lambda one: one.preferred, default=None)
        stated = [(chosen.preferred, chosen.wallet.id)] if chosen and chosen.preferred else []
        if [row[:2] for row in rows] != stated or not all(row_holds("preferred", *row) for row in rows):
            raise damaged("the choice of the default wallet")
        if chosen and chosen.preferred:
            heads.sort(key=lambda one: one is not chosen)
        return [one.wallet for one in heads]

    def _heads(self) -> list["_Head"]:
        """What the row of each wallet says, in the order in which they were made."""
        rows = self._rows(f"SELECT {HEAD} FROM wallet ORDER BY id")  # noqa: S608
        heads = [_head(row) for row in rows]
        ((last,),) = self._rows("SELECT max(wallet) FROM entry")
        used = [head.wallet.id for head in heads if head.entries]
        if [head.wallet.id for head in heads] != list(range(1, len(heads) + 1)) or last != max(used, default=None):
            raise damaged("the list of wallets")
        return heads

    def _head(self, wallet: Wallet) -> "_Head":
        """What a wallet's row says now."""
        for row in self._rows(f"SELECT {HEAD} FROM wallet WHERE id = ?", wallet.id):  # noqa: S608
            return _head(row)
        raise damaged("the list of wallets")

    def wallet(self, name: str | None) -> Wallet:
        """The wallet of that name, else the default one; raises CreditcalcError where there is none."""
        known = self.wallets()
        if not known:
            raise CreditcalcError(NO_WALLET)
        if name is None:
            return known[0]
        for wallet in known:
            if wallet.name == name:
                return wallet
        names = [wallet.name for wallet in known]
        near = near_words(name, names)
        raise CreditcalcError(f"no wallet `{name}`{offered(near)} (you have {ticked(names, 'and')})", did_you_mean=near)

    def create(self, name: str, platform: str, edition: str) -> Wallet:
        """A new wallet; raises CreditcalcError where the name is taken."""
        if any(wallet.name == name for wallet in self.wallets()):
            raise CreditcalcError(f"wallet `{name}` already exists: choose another name")
        wallet = Wallet(len(self._heads()) + 1, name, platform, edition)
        insert(self._connection, "wallet", [wallet_values(*wallet, 0, genesis(*wallet), 0)])
        return wallet

    def prefer(self, wallet: Wallet) -> None:
        """Make a wallet the default one."""
        ((last,),) = self._rows("SELECT coalesce(max(id), 0) FROM preferred")
        values = (last + 1, wallet.id)
        insert(self._connection, "preferred", [(*values, row_sum("preferred", *values))])
        self._say(self._head(wallet)._replace(preferred=last + 1))

    def _say(self, head: "_Head") -> None:
        """Write what a wallet's row says now."""
        row = wallet_values(*head.wallet, *head[1:])
        sql = "UPDATE wallet SET entries = ?, head = ?, preferred = ?, sum = ? WHERE id = ?"
        self._connection.execute(sql, (*row[-4:], head.wallet.id))

    def books(self, wallet: Wallet, at: datetime) -> Books:
        """The books of a wallet at a moment, as all entries known now have them."""
        start, entries = self._since(wallet, at)
        return fold(start, effective(entries), at)

    def cycle(self, wallet: Wallet, at: datetime) -> Cycle | None:
        """The period that a wallet is in at a moment; None where no plan is in force."""
        start, entries = self._since(wallet, at)
        found = cycle(start, effective(entries), at)
        if found is None and start.terms is not None:
            found = cycle(NO_BOOKS, effective(one for one in self.entries(wallet) if one.at <= at), at)
        return found

    def entries(self, wallet: Wallet) -> Iterator[Entry]:
        """All entries of a wallet as they were written, in that order."""
        for row in self._verified(wallet, 0, genesis(*wallet)):
            yield decoded(wallet, row)

    def entry(self, wallet: Wallet, number: int) -> Entry:
        """One entry; raises CreditcalcError where there is none of that number."""
        return decoded(wallet, self._row(wallet, number))

    def _row(self, wallet: Wallet, number: int) -> TableRow:
        last = self._head(wallet).entries
        if not 1 <= number <= last:
            raise CreditcalcError(f"wallet `{wallet.name}` has no entry {number}: its entries are 1 to {last}")
        for row in self._rows(f"SELECT {ROW} FROM entry WHERE wallet = ? AND number = ?", wallet.id, number):  # noqa: S608
            return _sound(wallet, row)
        raise damaged(f"entry {number} of wallet `{wallet.name}`")

    def onwards(self, wallet: Wallet, number: int) -> list[Entry]:
        """An entry and all that were written after it: what corrects it is among them."""
        before = self._row(wallet, number)[-2]
        return [decoded(wallet, row) for row in self._verified(wallet, number - 1, before)]

    def reconciled(self, wallet: Wallet) -> list[Entry]:
        """The entries of every moment of which something was reconciled."""
        moments = {
            at for (at,) in self._rows("SELECT at FROM entry WHERE wallet = ? AND kind = 'reconcile'", wallet.id)
        }
        # The rows that were asked for their kind are verified here, all of them.
        return [decoded(wallet, row) for row in self._verified(wallet, 0, genesis(*wallet)) if row[2] in moments]

    def keyed(self, wallet: Wallet, key: str) -> list[Entry]:
        """The entries that were written under a key, in that order."""
        first, second = (
            self._rows(f"SELECT number FROM entry INDEXED BY {index} WHERE wallet = ? AND key = ?", wallet.id, key)  # noqa: S608
            for index in ("entry_key", "key_entry")
        )
        found = [self.entry(wallet, number) for (number,) in sorted(first)]
        if first != second or any(entry.key != key for entry in found):
            raise damaged(f"the list of keys of wallet `{wallet.name}`")
        return found

    def restore(self, wallet: Wallet, entries: Sequence[Entry], now: datetime) -> None:
        """Write entries as they once were, numbers and all, into a new wallet.

        What a wallet of a damaged file could not pay, since a grant was lost, is overdrawn. Raises CreditcalcError
        where no wallet could have them.
        """
        wrong = [f"entry {entry.number}" for number, entry in enumerate(entries, 1) if entry.number != number]
        wrong += ["entry 1 does not open the wallet"] if entries[0].kind != "open" else []
        wrong += [f"entry {one.number} opens the wallet again" for one in entries[1:] if one.kind == "open"]
        kinds = {entry.number: entry for entry in entries}
        for entry in entries:
            target = kinds.get(entry.of or 0)
            if entry.of is not None and (target is None or target.number >= entry.number or target.at != entry.at):
                wrong.append(f"entry {entry.number} corrects an entry that does not exist")
        if wrong:
            raise CreditcalcError(f"not the entries of a wallet: {wrong[0]}")
        for start in range(0, len(entries), EVERY):
            chunk = entries[start : start + EVERY]
            for entry in chunk:
                _timely(wallet, entry, entries[0].at, max(now, entry.recorded))
            self._insert(wallet, chunk)
            self._settle(wallet, (), TOLERANCE)

    def latest(self, wallet: Wallet, kind: str, most: int) -> list[Entry]:
        """The last entries of a kind, the latest first."""
        found: list[Entry] = []
        _, number, before, _ = self._head(wallet)
        for row in self._connection.execute(f"{ENTRY_ROWS} ORDER BY number DESC", (wallet.id, 0)):
            if (row[0], row[-1]) != (number, before):
                break
            number, before = number - 1, _sound(wallet, row)[-2]
            if row[1] == kind:
                found.append(decoded(wallet, row))
            if len(found) == most:
                return found
        if (number, before) != (0, genesis(*wallet)):
            raise damaged(f"entry {number} of wallet `{wallet.name}`")
        return found

    def quote(self, digest: str) -> dict[str, Any]:
        """A stored quote, as its JSON object."""
        for (text,) in self._rows("SELECT text FROM quote WHERE digest = ?", digest):
            if quote_digest(text) == digest:
                return json.loads(text)  # type: ignore[no-any-return]  # an object was stored
        raise damaged(f"quote {str(digest)[:19]}")

    def keep(self, quote: object) -> str:
        """Store a quote; its digest, by which an entry names it. The same quote is stored once."""
        text = json.dumps(quote, separators=(",", ":"))
        digest = quote_digest(text)
        known = self._rows("SELECT text FROM quote WHERE digest = ?", digest)
        if not known:
            insert(self._connection, "quote", [(digest, text)])
        elif known != [(text,)]:
            raise damaged(f"quote {str(digest)[:19]}")
        return digest

    def add(
        self, wallet: Wallet, drafts: Iterable[Entry], now: datetime, tolerance: Fraction = TOLERANCE
    ) -> list[Entry]:
        """Write entries, numbered as they come.

        Raises CreditcalcError, and then the whole transaction writes nothing: for a moment in the future or before the
        wallet opened, and with code 3 where the wallet certainly cannot pay, what is approximate being off by the share
        of `tolerance` at most.
        """
        done: list[Entry] = []
        pending = iter(drafts)
        settled: Books | None = None
        while chunk := list(islice(pending, EVERY)):
            new = self._add(wallet, chunk, now)
            settled = self._settle(wallet, new, tolerance, settled)
            done += new
        return done

    def _add(self, wallet: Wallet, drafts: Sequence[Entry], now: datetime) -> list[Entry]:
        first = self._head(wallet).entries + 1
        opened = self.entry(wallet, 1).at if first > 1 else drafts[0].at
        done = [draft._replace(number=number) for number, draft in enumerate(drafts, first)]
        for entry in done:
            _timely(wallet, entry, opened, now)
        self._insert(wallet, done)
        return done

    def _insert(self, wallet: Wallet, entries: Sequence[Entry]) -> None:
        """Write entries after the last one, and what the wallet's row is to say then."""
        head = self._head(wallet)
        last, rows = head.sum, []
        for entry in entries:
            found = entry_object(entry)
            texts = (found["at"], found.get("amount"), entry.key, entry.quote, entry_text(found))
            values = (wallet.id, entry.number, entry.kind, *texts, last)
            last = row_sum("entry", *values)
            rows.append((*values, last))
        head = head._replace(entries=entries[-1].number, sum=last)
        insert(self._connection, "entry", rows)
        if entries[0].number == 1:
            insert(self._connection, "opening", [opening_values(*wallet, rows[0][7])])
        self._say(head)

    def _settle(
        self, wallet: Wallet, new: Sequence[Entry], tolerance: Fraction, settled: Books | None = None
    ) -> Books | None:
        """Refuse entries that the wallet cannot pay, and write a checkpoint where one is due: its books.

        `settled` are those of a checkpoint that the new entries were written right after: what none of them reaches
        behind need not be read again.
        """
        if settled is not None and all(one.at >= settled.at and one.kind not in CORRECTIONS for one in new):
            start, entries = settled, [*new]
        else:
            start, entries = self._since(wallet, None)
        horizon = max(start.at, *(entry.at for entry in entries))
        after = fold(start, effective(entries), horizon)

        def certain(books: Books) -> Fraction:
            return books.overdrawn.reach(tolerance).low

        if certain(after) > certain(start) and any(entry.kind != "reconcile" for entry in new):
            fresh = {entry.number for entry in new}
            before = fold(start, effective(entry for entry in entries if entry.number not in fresh), horizon)
            if certain(after) > certain(before):
                first = min(entry.at for entry in new)
                raise self._cannot_pay(wallet, new, self._without(start, entries, fresh, first), tolerance)
        if len(entries) < EVERY:
            return None
        self._checkpoint(wallet, after)
        return after

    @staticmethod
    def _without(start: Books, entries: list[Entry], fresh: set[int], at: datetime) -> Books:
        return fold(start, effective(one for one in entries if one.number not in fresh and one.at <= at), at)

    @staticmethod
    def _cannot_pay(wallet: Wallet, new: Sequence[Entry], books: Books, tolerance: Fraction) -> CreditcalcError:
        spend = next((entry.amount for entry in new if entry.kind == "spend"), None)
        if spend is not None and len(new) == 1 and pays(books.left, spend, tolerance) == "over":
            due, left = told_apart(spend, books.left, tolerance)
            words = f"wallet `{wallet.name}` cannot pay {due}: it had {left} left"
        elif all(entry.kind == "spend" for entry in new):
            words = f"wallet `{wallet.name}` cannot pay this together with later spends"
        else:
            words = f"wallet `{wallet.name}` could then not have paid its later spends"
        remedy = "Nothing was recorded. Add the missing credits with `wallet top-up` or `wallet grant`"
        return CreditcalcError(f"{words}. {remedy}", code=OVER)

    def _checkpoint(self, wallet: Wallet, books: Books) -> None:
        text = json.dumps(books_object(books), separators=(",", ":"))
        _, number, head, _ = self._head(wallet)
        ((last,),) = self._rows("SELECT coalesce(max(id), 0) FROM checkpoint")
        values = (last + 1, wallet.id, number, moment_iso(books.at), head, text)
        insert(self._connection, "checkpoint", [(*values, row_sum("checkpoint", *values))])

    def entry_count(self, wallet: Wallet) -> int:
        """How many entries a wallet has."""
        return self._head(wallet).entries

    def tail(
        self, wallet: Wallet, until: datetime, *, before: datetime | None = None, most: int | None = None
    ) -> "Tail":
        """The last checkpoint up to a moment, and earlier than `before`, that is at an entry of at most that number,
        with all entries after it, of whatever time.
        """
        latest = moment_iso(until)
        if before is not None:
            latest = min(latest, moment_iso(before).removesuffix("Z"))  # which comes before the moment itself
        number, head, books = self._start(wallet, latest, most)
        return Tail(number, books, [decoded(wallet, row) for row in self._verified(wallet, number, head)])

    def _since(self, wallet: Wallet, until: datetime | None) -> tuple[Books, list[Entry]]:
        """Books to start from, and the entries after them up to a moment (None: all of them)."""
        latest = "~" if until is None else moment_iso(until)  # `~` comes after every digit
        number, head, books = self._start(wallet, latest)
        rows = self._verified(wallet, number, head)
        return books, [decoded(wallet, row) for row in rows if row[2] <= latest]

    def _start(self, wallet: Wallet, latest: str, most: int | None = None) -> tuple[int, str, Books]:
        """The last checkpoint up to a moment that no later entry reaches behind: its entry, checksum and books.

        `most` is the number of the last entry that it may be at.
        """
        # No index on the time: the entries written since are few, those before it may be a million.
        behind = "SELECT 1 FROM entry WHERE wallet = ? AND number > ? AND (+at < ? OR (+at = ? AND kind IN (?, ?)))"
        earlier = "wallet = ? AND at <= ? AND number <= ? ORDER BY at DESC, number DESC"
        sql = f"SELECT {CHECKPOINT} FROM checkpoint WHERE {earlier}"  # noqa: S608
        most = self.entry_count(wallet) if most is None else most
        for row in self._connection.execute(sql, (wallet.id, latest, most)):
            _, _, found, at, *_ = row
            if not self._rows(f"{behind} LIMIT 1", wallet.id, found, at, at, *CORRECTIONS):
                return _checkpoint(wallet, row)
        return 0, genesis(*wallet), NO_BOOKS

    def ahead(self, wallet: Wallet, now: datetime) -> list[Entry]:
        """The entries that were written while a clock was ahead, and take effect after now, as later ones have them."""
        latest = moment_iso(now)
        number, head, _ = self._start(wallet, latest)
        later = [row[0] for row in self._verified(wallet, number, head) if row[2] > latest]
        return [one for one in effective(self.onwards(wallet, later[0])) if one.at > now] if later else []

    def _verified(self, wallet: Wallet, number: int, head: str) -> Iterator[TableRow]:
        """The rows of all entries after the one with this checksum; raises CreditcalcError at a damaged one."""
        last = self._head(wallet)
        for row in self._connection.execute(f"{ENTRY_ROWS} ORDER BY number", (wallet.id, number)):
            if row[0] != number + 1 or row[-2] != head:
                break
            number, head = row[0], _sound(wallet, row)[-1]
            yield row
        if (number, head) != (last.entries, last.sum):
            raise damaged(f"entry {min(number + 1, last.entries)} of wallet `{wallet.name}`")

    def check(self, now: datetime) -> Iterator[str]:
        """Every fault of the file, in words: of its pages, and of any row of any table."""
        for (said,) in self._rows("PRAGMA integrity_check"):
            if said != "ok":
                yield f"the database: {inert(str(said))}"
        for wallet in self.wallets():
            yield from self._check(wallet, now)
        for table, columns in (("preferred", "id, wallet, sum"), ("checkpoint", CHECKPOINT)):
            for row in self._rows(f"SELECT {columns} FROM {table}"):  # noqa: S608
                if not row_holds(table, *row):
                    yield f"row {row[0]} of `{table}` has changed since it was written"

    def _check(self, wallet: Wallet, now: datetime) -> Iterator[str]:
        """Every fault of a wallet."""
        entries, sums = [], {}
        try:
            for row in self._verified(wallet, 0, genesis(*wallet)):
                entries.append(decoded(wallet, row))
                sums[row[0]] = row[-1]
            for checkpoint in self._rows(f"SELECT {CHECKPOINT} FROM checkpoint WHERE wallet = ?", wallet.id):  # noqa: S608
                number, head, _ = _checkpoint(wallet, checkpoint)
                if sums.get(number) != head:
                    yield f"wallet `{wallet.name}`: a checkpoint is at an entry that does not exist"
            opening = opening_values(*wallet, self._row(wallet, 1)[6])
            if self._rows("SELECT * FROM opening WHERE wallet = ?", wallet.id) != [opening]:
                yield f"wallet `{wallet.name}`: the copy of its first entry differs from the entry"
            for digest in {entry.quote for entry in entries if entry.quote}:
                self.quote(digest)
            horizon = max([now, *(entry.at for entry in entries)])
            whole = fold(NO_BOOKS, effective(entries), horizon)
            if self.books(wallet, horizon) != whole:
                yield f"wallet `{wallet.name}`: a checkpoint does not match the entries"
        except DamagedWallet as error:
            yield str(error)


class Tail(Record):
    """Books of a wallet after so many entries, and all entries that were written later."""

    number: int
    books: Books
    entries: list[Entry]


class _Head(Record):
    """What the row of a wallet says: how many entries it has, the checksum of the last, and when it was preferred."""

    wallet: Wallet
    entries: int
    sum: str
    preferred: int


HEAD = "id, name, platform, edition, entries, head, preferred, sum"
CHECKPOINT = "id, wallet, number, at, head, books, sum"
ROW = "number, kind, at, amount, key, quote, data, before, sum"
ENTRY_ROWS = f"SELECT {ROW} FROM entry WHERE wallet = ? AND number > ?"  # noqa: S608
NO_WALLET = "you have no wallet yet: open one with `creditcalc wallet open NAME --plan PLAN --since DAY`"


def quote_digest(text: str) -> str:
    """What a quote is found by, which is its checksum too."""
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def _head(row: TableRow) -> _Head:
    if not row_holds("wallet", *row):
        raise damaged(f"the row of wallet {row[0]}")
    return _Head(Wallet(*row[:4]), *row[4:7])


def _checkpoint(wallet: Wallet, row: TableRow) -> tuple[int, str, Books]:
    """The number and checksum of the entry that a checkpoint is at, and the books then."""
    _, _, number, _, head, books, _ = row
    if not row_holds("checkpoint", *row):
        raise damaged(f"a checkpoint of wallet `{wallet.name}`")
    return number, head, books_read(json.loads(books))


def _sound(wallet: Wallet, row: TableRow) -> TableRow:
    """The row of an entry; raises CreditcalcError where it is not as it was written."""
    if not row_holds("entry", wallet.id, *row):
        raise damaged(f"entry {row[0]} of wallet `{wallet.name}`")
    return row


def decoded(wallet: Wallet, row: TableRow) -> Entry:
    """The entry that a verified row holds."""
    try:
        return entry_of_row(row[0], row[1], row[2], row[6])
    except (ValueError, KeyError, TypeError, CreditcalcError):
        raise damaged(f"entry {row[0]} of wallet `{wallet.name}`") from None


def _timely(wallet: Wallet, entry: Entry, opened: datetime, now: datetime) -> None:
    if entry.at > now and entry.kind not in CORRECTIONS:  # what was written while the clock was ahead can be undone
        raise CreditcalcError(f"{moment_iso(entry.at)} is in the future: a wallet records only what has happened")
    if entry.at < opened:
        raise CreditcalcError(
            f"{moment_iso(entry.at)} is before wallet `{wallet.name}` opened, on {moment_iso(opened)}: open a wallet "
            "with an earlier `--since`"
        )


@contextmanager
def open_wallets(*, write: bool = False, create: bool = False) -> Iterator[Store]:
    """The file of wallets within one transaction: committed at the end, undone by any exception.

    Raises CreditcalcError for whatever the file or the disk refuses, and says that nothing was written.
    """
    path = _checked_location(create=create)
    try:
        connection = _connected(path)
        with undoing(connection.close):
            # FULL would leave the end of a transaction, which is the name of its journal taken away, to the next sync.
            connection.execute("PRAGMA synchronous = EXTRA")
            connection.execute("PRAGMA cell_size_check = ON")
            migrate(connection, path)
            connection.execute("PRAGMA foreign_keys = ON")
            with _transaction(connection, write=write) as store:
                yield store
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter where SQLite quotes what is damaged
        raise _refusal(error, path) from None


@contextmanager
def glance_at_wallets() -> Iterator[Store]:
    """The file of wallets as it is: nothing is made, brought up to date or written, and no writer waited for long.

    Raises CreditcalcError for whatever the file refuses, for one of another version too.
    """
    path = _checked_location()
    try:
        connection = sqlite3.connect(_address(path, "ro"), uri=True, timeout=GLANCE_PATIENCE, isolation_level=None)
        with undoing(connection.close):
            connection.execute("PRAGMA query_only = ON")
            connection.execute("PRAGMA cell_size_check = ON")
            check_current(connection, path)
            with _transaction(connection) as store:
                yield store
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise _refusal(error, path, "", GLANCE_PATIENCE) from None


@contextmanager
def _transaction(connection: sqlite3.Connection, *, write: bool = False) -> Iterator[Store]:
    connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
    try:
        yield Store(connection)
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _checked_location(*, create: bool = False) -> Path:
    """Where the wallets are, in a file that is this user's alone; it is made if need be where that is asked for."""
    path = location()
    try:
        folder, there = path.is_dir(), path.exists()
    except OSError as error:
        raise CreditcalcError(f"cannot be opened: {why(error)}", place=path) from None
    if folder:
        raise CreditcalcError("is a folder: set `$CREDITCALC_WALLET` to a file", place=path)
    if not there:
        if not create:
            raise CreditcalcError(NO_WALLET)
        _create(path)
    _check_owner(path)
    return path


def _create(path: Path) -> None:
    """An empty file that only its owner may read; SQLite gives its journal the same permissions."""
    try:
        made = [folder for folder in (path.parent, *path.parent.parents) if not folder.exists()]
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        for folder in made:
            _keep_name(folder)
    except OSError as error:
        raise CreditcalcError(f"cannot be created: {why(error)}", place=path) from None


def _check_owner(path: Path) -> None:
    """Raises CreditcalcError where somebody else may have written to the file, or to what SQLite would mend it by.

    Its sums notice damage by accident alone.
    """
    for suffix in ("", "-journal", "-wal"):
        file = path.with_name(f"{path.name}{suffix}")
        try:
            status = file.stat()
        except OSError:
            continue  # it is not there, or cannot be opened either, which is said then
        if not S_ISREG(status.st_mode):
            raise CreditcalcError("is not a file: set `$CREDITCALC_WALLET` to a file", place=file)
        if os.name != "posix":
            continue
        pasted = shlex.quote(str(file))
        if status.st_uid != os.getuid():
            raise CreditcalcError(
                f"belongs to another user: `sudo chown $USER {pasted} && chmod 600 {pasted}`", place=file
            )
        if status.st_mode & 0o022:
            raise CreditcalcError(f"other users can write to this file: `chmod 600 {pasted}`", place=file)


def _keep_name(folder: Path) -> None:
    """Put the name of a new folder on the disk, where the system can: SQLite does so of files alone."""
    with suppress(OSError):
        above = os.open(folder.parent, os.O_RDONLY)
        try:
            os.fsync(above)
        finally:
            os.close(above)


def _connected(path: Path) -> sqlite3.Connection:
    mode = "rw" if os.access(path, os.W_OK) else "ro"
    return sqlite3.connect(_address(path, mode), uri=True, timeout=PATIENCE, isolation_level=None)


def _address(path: Path, mode: str) -> str:
    return f"{path.absolute().as_uri()}?mode={mode}"


SQLITE_WORDS = {
    "SQLITE_BUSY": "another program has been writing to it for more than {} seconds: try again",
    "SQLITE_FULL": "the disk is full: free some space",
    "SQLITE_READONLY_ROLLBACK": "what was being written was interrupted: `creditcalc wallet balance` takes it back",
    "SQLITE_READONLY": "it is read-only: change its permissions",
    "SQLITE_CANTOPEN": "it cannot be opened: check its permissions and those of its folder",
    "SQLITE_PERM": "you may not open it: change its permissions",
    "SQLITE_IOERR": "the disk reported an error: check the disk and its free space",
}


def _refusal(
    error: Exception, path: Path, done: str = "nothing was written: ", patience: int = PATIENCE
) -> CreditcalcError:
    name = getattr(error, "sqlite_errorname", "")
    words = next((words for key, words in SQLITE_WORDS.items() if name.startswith(key)), None)
    if words is None:  # by nothing else could a statement of ours be refused
        no_wallet = "not a wallet, or " if name == "SQLITE_NOTADB" else ""
        return DamagedWallet(f"{done}it is {no_wallet}damaged ({inert(str(error))}); {DAMAGE_REMEDY}", place=path)
    return CreditcalcError(f"{done}{words.format(patience)}", place=path)
