"""The file that the wallets live in: one SQLite database, append-only by its own triggers. The only owner of sqlite3.

Every use is one transaction: it happens whole or not at all, whatever interrupts it. Nothing in the file is ever
changed or deleted. A checkpoint holds the books at some entry, so that a balance is reckoned from the last one on; one
that a later entry reaches behind is passed over.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from creditcalc.errors import OVER, CreditcalcError
from creditcalc.files import NOWHERE, home, why
from creditcalc.period import moment_iso, parse_moment
from creditcalc.text import did_you_mean, ticked
from creditcalc.wallet.codec import books_object, books_read, checksum, damaged, entry_object, entry_read
from creditcalc.wallet.ledger import CORRECTIONS, NO_BOOKS, Books, Entry, effective, fold, pays
from creditcalc.wallet.tables import migrate

EVERY = 256
"""Entries between two checkpoints."""
PATIENCE = 20
"""Seconds to wait for another program that is writing."""


class Wallet(NamedTuple):
    """A wallet of the file: its name, and the price book whose credits it counts."""

    id: int
    name: str
    platform: str
    edition: str


def location() -> Path:
    """Where the wallets are: `$CREDITCALC_WALLET`, else `wallet.db` where the system keeps a user's data.

    Raises CreditcalcError where that is nowhere.
    """
    named = os.environ.get("CREDITCALC_WALLET")
    if named:
        return Path(named)
    folder = home("data")
    if folder == NOWHERE:
        raise CreditcalcError("this user has no home folder: name the wallet's file in `$CREDITCALC_WALLET`")
    return folder / "wallet.db"


class Store:
    """An open file of wallets, within one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def _rows(self, sql: str, *values: object) -> list[Any]:
        return self._connection.execute(sql, values).fetchall()

    def wallets(self) -> list[Wallet]:
        """All wallets, the default one first."""
        order = "id != coalesce((SELECT wallet FROM preferred ORDER BY id DESC LIMIT 1), 1), id"
        return [Wallet(*row) for row in self._rows(f"SELECT id, name, platform, edition FROM wallet ORDER BY {order}")]  # noqa: S608

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
        raise CreditcalcError(f"no wallet `{name}`{did_you_mean(name, names)} (there are {ticked(names, 'and')})")

    def create(self, name: str, platform: str, edition: str) -> Wallet:
        """A new wallet; raises CreditcalcError where the name is taken."""
        if any(wallet.name == name for wallet in self.wallets()):
            raise CreditcalcError(f"there is a wallet `{name}` already: choose another name")
        made = self._connection.execute(
            "INSERT INTO wallet (name, platform, edition) VALUES (?, ?, ?)", (name, platform, edition)
        )
        return Wallet(made.lastrowid or 0, name, platform, edition)

    def prefer(self, wallet: Wallet) -> None:
        """Make a wallet the default one."""
        self._connection.execute("INSERT INTO preferred (wallet) VALUES (?)", (wallet.id,))

    def books(self, wallet: Wallet, at: datetime) -> Books:
        """The books of a wallet at a moment, as all entries known now have them."""
        start, entries = self._since(wallet, at)
        return fold(start, effective(entries), at)

    def entries(self, wallet: Wallet) -> Iterator[Entry]:
        """All entries of a wallet as they were written, in that order."""
        sql = f"SELECT {ROW} FROM entry WHERE wallet = ? ORDER BY number"  # noqa: S608
        for row in self._connection.execute(sql, (wallet.id,)):
            yield _entry(wallet, row)

    def entry(self, wallet: Wallet, number: int) -> Entry:
        """One entry; raises CreditcalcError where there is none of that number."""
        for row in self._rows(f"SELECT {ROW} FROM entry WHERE wallet = ? AND number = ?", wallet.id, number):  # noqa: S608
            return _entry(wallet, row)
        last = self._last(wallet)
        raise CreditcalcError(f"wallet `{wallet.name}` has no entry {number}: its entries are 1 to {last}")

    def beside(self, wallet: Wallet, at: datetime) -> list[Entry]:
        """The entries of one moment: an entry, and all that corrects it, have the same."""
        sql = f"SELECT {ROW} FROM entry WHERE wallet = ? AND at = ? ORDER BY number"  # noqa: S608
        rows = self._rows(sql, wallet.id, moment_iso(at))
        return [_entry(wallet, row) for row in rows]

    def reconciled(self, wallet: Wallet) -> list[Entry]:
        """The entries of every moment of which something was reconciled."""
        moments = "SELECT at FROM entry WHERE wallet = ? AND kind = 'reconcile'"
        sql = f"SELECT {ROW} FROM entry WHERE wallet = ? AND at IN ({moments}) ORDER BY number"  # noqa: S608
        return [_entry(wallet, row) for row in self._rows(sql, wallet.id, wallet.id)]

    def keyed(self, wallet: Wallet, key: str) -> list[Entry]:
        """The entries that were written under a key, in that order."""
        sql = f"SELECT {ROW} FROM entry WHERE wallet = ? AND key = ? ORDER BY number"  # noqa: S608
        return [_entry(wallet, row) for row in self._rows(sql, wallet.id, key)]

    def restore(self, wallet: Wallet, entries: Sequence[Entry], now: datetime) -> None:
        """Write entries as they once were, numbers and all, into a new wallet.

        Raises CreditcalcError where they are none that a wallet could have.
        """
        wrong = [f"entry {entry.number}" for number, entry in enumerate(entries, 1) if entry.number != number]
        wrong += ["entry 1 does not open it"] if entries[0].kind != "open" else []
        wrong += [f"entry {one.number} opens it again" for one in entries[1:] if one.kind == "open"]
        kinds = {entry.number: entry for entry in entries}
        for entry in entries:
            target = kinds.get(entry.of or 0)
            if entry.of is not None and (target is None or target.number >= entry.number or target.at != entry.at):
                wrong.append(f"entry {entry.number} corrects what is not there")
        if wrong:
            raise CreditcalcError(f"the entries are not those of a wallet: {wrong[0]}")
        for start in range(0, len(entries), EVERY):
            chunk = entries[start : start + EVERY]
            for entry in chunk:
                self._timely(wallet, entry, now)
                self._insert(wallet, entry)
            self._settle(wallet, chunk)

    def latest(self, wallet: Wallet, kind: str, most: int) -> list[Entry]:
        """The last entries of a kind, the latest first."""
        sql = f"SELECT {ROW} FROM entry WHERE wallet = ? AND kind = ? ORDER BY number DESC LIMIT ?"  # noqa: S608
        return [_entry(wallet, row) for row in self._rows(sql, wallet.id, kind, most)]

    def quote(self, digest: str) -> dict[str, Any]:
        """A stored quote, as its JSON object."""
        for (text,) in self._rows("SELECT text FROM quote WHERE digest = ?", digest):
            if _digest(text) == digest:
                return json.loads(text)  # type: ignore[no-any-return]  # an object was stored
        raise damaged(f"quote {digest[:12]}")

    def keep(self, quote: object) -> str:
        """Store a quote; its digest, by which an entry names it. The same quote is stored once."""
        text = json.dumps(quote, separators=(",", ":"))
        digest = _digest(text)
        if not self._rows("SELECT 1 FROM quote WHERE digest = ?", digest):
            self._connection.execute("INSERT INTO quote VALUES (?, ?)", (digest, text))
        return digest

    def add(self, wallet: Wallet, drafts: Iterable[Entry], now: datetime) -> list[Entry]:
        """Write entries, numbered as they come.

        Raises CreditcalcError, and then the whole transaction writes nothing: for a moment in the future or before the
        wallet opened, and with code 3 where the wallet cannot pay.
        """
        done = []
        pending = iter(drafts)
        while chunk := list(islice(pending, EVERY)):
            done += self._add(wallet, chunk, now)
        return done

    def _add(self, wallet: Wallet, drafts: Sequence[Entry], now: datetime) -> list[Entry]:
        done = []
        for number, draft in enumerate(drafts, self._last(wallet) + 1):
            entry = draft._replace(number=number)
            self._timely(wallet, entry, now)
            self._insert(wallet, entry)
            done.append(entry)
        self._settle(wallet, done)
        return done

    def _timely(self, wallet: Wallet, entry: Entry, now: datetime) -> None:
        if entry.at > now:
            raise CreditcalcError(f"{moment_iso(entry.at)} is in the future: a wallet holds only what has happened")
        if entry.kind != "open":
            ((opened,),) = self._rows("SELECT at FROM entry WHERE wallet = ? AND number = 1", wallet.id)
            if moment_iso(entry.at) < opened:
                raise CreditcalcError(
                    f"{moment_iso(entry.at)} is before wallet `{wallet.name}` opened, on {opened}: open one with an "
                    "earlier `--since`"
                )

    def _insert(self, wallet: Wallet, entry: Entry) -> None:
        found = entry_object(entry)
        self._connection.execute(
            "INSERT INTO entry (wallet, number, kind, at, amount, key, quote, data, sum) VALUES (?,?,?,?,?,?,?,?,?)",
            (
                wallet.id,
                entry.number,
                entry.kind,
                found["at"],
                found.get("amount"),
                entry.key,
                entry.quote,
                json.dumps(found, separators=(",", ":")),
                checksum(wallet.name, found),
            ),
        )

    def _settle(self, wallet: Wallet, new: Sequence[Entry]) -> None:
        """Refuse entries that the wallet cannot pay, and write a checkpoint where one is due."""
        ((latest,),) = self._rows("SELECT max(at) FROM entry WHERE wallet = ?", wallet.id)
        horizon = parse_moment(latest)
        start, entries = self._since(wallet, horizon)
        after = fold(start, effective(entries), horizon)
        if after.overdrawn.low > start.overdrawn.low and any(entry.kind != "reconcile" for entry in new):
            fresh = {entry.number for entry in new}
            before = fold(start, effective(entry for entry in entries if entry.number not in fresh), horizon)
            if after.overdrawn.low > before.overdrawn.low:
                first = min(entry.at for entry in new)
                raise self._cannot_pay(wallet, new, self._without(start, entries, fresh, first))
        if len(entries) >= EVERY:
            self._checkpoint(wallet, after, self._last(wallet))

    @staticmethod
    def _without(start: Books, entries: list[Entry], fresh: set[int], at: datetime) -> Books:
        return fold(start, effective(one for one in entries if one.number not in fresh and one.at <= at), at)

    @staticmethod
    def _cannot_pay(wallet: Wallet, new: Sequence[Entry], books: Books) -> CreditcalcError:
        spend = next((entry.amount for entry in new if entry.kind == "spend"), None)
        if spend is not None and len(new) == 1 and pays(books.left, spend) == "over":
            words = f"wallet `{wallet.name}` cannot pay {spend.brief}: {books.left.brief} were left"
        elif all(entry.kind == "spend" for entry in new):
            words = f"wallet `{wallet.name}` cannot pay this and what was spent since"
        else:
            words = f"wallet `{wallet.name}` could then not have paid what was spent since"
        remedy = "nothing was written; `wallet top-up` or `wallet grant` what is missing"
        return CreditcalcError(f"{words}: {remedy}", code=OVER)

    def _checkpoint(self, wallet: Wallet, books: Books, number: int) -> None:
        text = json.dumps(books_object(books), separators=(",", ":"))
        at = moment_iso(books.at)
        values = (wallet.id, number, at, text, checksum(wallet.name, {"number": number, "at": at, "books": text}))
        self._connection.execute("INSERT INTO checkpoint (wallet, number, at, books, sum) VALUES (?,?,?,?,?)", values)

    def _since(self, wallet: Wallet, until: datetime) -> tuple[Books, list[Entry]]:
        """Books to reckon from, and the entries after them up to a moment."""
        sql = "SELECT number, at, books, sum FROM checkpoint WHERE wallet = ? AND at <= ? ORDER BY at DESC, number DESC"
        number, at, books = 0, "", NO_BOOKS
        # No index on the time: the entries written since are few, those before it may be a million.
        behind = "SELECT 1 FROM entry WHERE wallet = ? AND number > ? AND (+at < ? OR (+at = ? AND kind IN (?, ?)))"
        for found, when, text, stated in self._connection.execute(sql, (wallet.id, moment_iso(until))):
            if self._rows(f"{behind} LIMIT 1", wallet.id, found, when, when, *CORRECTIONS):
                continue
            if checksum(wallet.name, {"number": found, "at": when, "books": text}) != stated:
                raise damaged(f"a checkpoint of wallet `{wallet.name}`")
            number, at, books = found, when, books_read(json.loads(text))
            break
        rows = self._connection.execute(
            f"SELECT {ROW} FROM entry WHERE wallet = ? AND (at, number) > (?, ?) AND at <= ? ORDER BY at, number",  # noqa: S608
            (wallet.id, at, number, moment_iso(until)),
        )
        return books, [_entry(wallet, row) for row in rows]

    def _last(self, wallet: Wallet) -> int:
        ((last,),) = self._rows("SELECT coalesce(max(number), 0) FROM entry WHERE wallet = ?", wallet.id)
        return int(last)

    def check(self, now: datetime) -> Iterator[str]:
        """Every fault of the file, in words: of its pages, of any entry, of any checkpoint."""
        for (said,) in self._rows("PRAGMA integrity_check"):
            if said != "ok":
                yield f"the database: {said}"
        for wallet in self.wallets():
            entries = list(self.entries(wallet))
            if [entry.number for entry in entries] != list(range(1, len(entries) + 1)):
                yield f"wallet `{wallet.name}`: entries are missing"
            horizon = max([now, *(entry.at for entry in entries)])
            whole = fold(NO_BOOKS, effective(entries), horizon)
            if self.books(wallet, horizon) != whole:
                yield f"wallet `{wallet.name}`: a checkpoint is not what its entries make"


ROW = "number, kind, at, amount, key, quote, data, sum"
NO_WALLET = "there is no wallet yet: `creditcalc wallet open NAME --plan PLAN --since DAY` opens one"


def _digest(text: str) -> str:
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def _entry(wallet: Wallet, row: tuple[Any, ...]) -> Entry:
    """A row as the entry that was written; raises CreditcalcError where it is not as it was written."""
    number, kind, at, amount, key, quote, data, stated = row
    try:
        found = json.loads(data)
        same = (found["number"], found["kind"], found["at"], *map(found.get, ("amount", "key", "quote")))
        if same == (number, kind, at, amount, key, quote) and checksum(wallet.name, found) == stated:
            return entry_read(found)
    except (ValueError, KeyError, TypeError, CreditcalcError):
        pass
    raise damaged(f"entry {number} of wallet `{wallet.name}`")


@contextmanager
def open_wallets(*, write: bool = False, create: bool = False) -> Iterator[Store]:
    """The file of wallets within one transaction: committed at the end, undone by any exception.

    Raises CreditcalcError for whatever the file or the disk refuses, and says that nothing was written.
    """
    path = location()
    if path.is_dir():
        raise CreditcalcError(f"{path}: is a folder: `$CREDITCALC_WALLET` names a file")
    if not path.exists():
        if not create:
            raise CreditcalcError(NO_WALLET)
        _create(path)
    try:
        with closing(_connected(path)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")
            migrate(connection, path)
            connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            try:
                yield Store(connection)
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise _refusal(error, path) from None


def _create(path: Path) -> None:
    """An empty file that only its owner may read; SQLite gives its journal the same permissions."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        raise CreditcalcError(f"{path}: cannot be made: {why(error)}") from None


def _connected(path: Path) -> sqlite3.Connection:
    mode = "rw" if os.access(path, os.W_OK) else "ro"
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=PATIENCE, isolation_level=None)


SQLITE_WORDS = {
    "SQLITE_BUSY": f"another program is writing to it, for more than {PATIENCE} seconds: try again",
    "SQLITE_FULL": "the disk is full: free some space",
    "SQLITE_READONLY": "it may not be written: change its permissions",
    "SQLITE_CANTOPEN": "it cannot be opened: check its permissions and its folder's",
    "SQLITE_PERM": "it may not be opened: change its permissions",
    "SQLITE_IOERR": "the disk does not take or give it: free some space, check the disk",
    "SQLITE_CORRUPT": "it is damaged: restore a copy of it, or `creditcalc wallet import` an export",
    "SQLITE_NOTADB": "it is no wallet, or damaged: restore a copy of it, or name another file in `$CREDITCALC_WALLET`",
}


def _refusal(error: sqlite3.Error, path: Path) -> CreditcalcError:
    name = getattr(error, "sqlite_errorname", "")
    words = next((words for key, words in SQLITE_WORDS.items() if name.startswith(key)), f"it was refused ({error})")
    return CreditcalcError(f"{path}: nothing was written: {words}")
