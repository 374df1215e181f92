"""What is whole in a damaged file of wallets: every row that verifies, read by itself from a copy in memory.

The head of the file and the statements of its tables are the same in every file, so the copy has them as they should
be. A row counts if its own checksum holds, whatever became of those around it.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from itertools import groupby
from typing import Any

from creditcalc.errors import CreditcalcError
from creditcalc.record import Record
from creditcalc.wallet.codec import entry_read
from creditcalc.wallet.ledger import Entry
from creditcalc.wallet.location import location
from creditcalc.wallet.store import HEAD, ROW, Wallet, decoded, quote_digest
from creditcalc.wallet.tables import STATEMENTS, TAKEN, TableRow, copy_earlier, create, row_holds

HEAD_BYTES = 100
"""Where the head of an SQLite file ends."""
PAGE_SIZE, PAGES, FREE = slice(16, 18), slice(28, 32), slice(32, 40)
"""Where it says how long a page is, how many there are, and which of them are free."""

PAGE_HOLDS = 40
"""Entries of a page at most: none takes less than 100 bytes."""


class Salvage(Record):
    """The wallet that was found, its entries numbered anew, the quotes that they name, and in words what is lost."""

    wallet: Wallet
    entries: tuple[Entry, ...]
    quotes: Mapping[str, Mapping[str, Any]]
    lost: tuple[str, ...]


def salvage(name: str | None, until: datetime | None = None) -> Salvage:
    """What is whole of a wallet (None: the default one, as far as can be told) up to a moment, or all of it.

    Raises CreditcalcError where nothing of it can be imported.
    """
    images = list(_images(location().read_bytes()))
    found: list[_Found] = []
    for read in (_mended, _brought_up):
        for image in [] if found else images:
            with suppress(sqlite3.Error, UnicodeDecodeError), read(image) as copy:
                counted = read is _mended
                found += [one for one in _wallets(copy, counted=counted) if name in (None, one.wallet.name)]
    if not found:
        raise CreditcalcError(f"{location()}: none of its wallets can be saved: restore a backup of the file")
    best = max(found, key=lambda one: (one.preferred, len(one.entries)))
    if not best.entries or best.entries[0].kind != "open":
        raise CreditcalcError(f"the first entry of wallet `{best.wallet.name}` is lost: restore a backup of the file")
    return _renumbered(best, until)


class _Found(Record):
    """A wallet as it is in a copy: when it was preferred, its whole entries, their quotes, and what is lost."""

    wallet: Wallet
    preferred: int
    entries: list[Entry]
    quotes: Mapping[str, Mapping[str, Any]]
    lost: list[str]


def _images(data: bytes) -> Iterator[bytes]:
    """The file with a head as it should be; and with the pages of a new file in the place of those that say where its
    tables are, which is where they are in every file that was not made out of an older one.
    """
    with closing(sqlite3.connect(":memory:")) as new:
        create(new)
        new.commit()
        roots = {root for (root,) in new.execute("SELECT rootpage FROM sqlite_master")}
        first = new.serialize()
    size = int.from_bytes(first[PAGE_SIZE], "big")
    data = data.ljust(max(len(first), -(-len(data) // size) * size), b"\0")  # of a file that was cut
    head = bytearray(first[:HEAD_BYTES])
    head[PAGES] = (len(data) // size).to_bytes(4, "big")
    head[FREE] = bytes(8)
    yield bytes(head) + data[HEAD_BYTES:]
    image = bytearray(data)
    for page in range(len(first) // size):
        if page + 1 not in roots:
            image[page * size : (page + 1) * size] = first[page * size : (page + 1) * size]
    yield bytes(head) + bytes(image[HEAD_BYTES:])


@contextmanager
def _mended(image: bytes, statements: Mapping[str, str] = STATEMENTS) -> Iterator[sqlite3.Connection]:
    """A database in memory with the tables of the image, whatever their own statements say."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        copy.deserialize(image)
        copy.execute("PRAGMA writable_schema = ON")
        rows = copy.execute("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0").fetchall()
        roots = {name: root for name, root in rows if name in statements}
        strange = [root for name, root in rows if name not in STATEMENTS]
        missing = [name for name, statement in STATEMENTS.items() if name not in roots and "TRIGGER" not in statement]
        if len(strange) == len(missing) == 1:  # its name is what is damaged
            roots[missing[0]] = strange[0]
        copy.execute("DELETE FROM sqlite_master")
        for table in TAKEN:
            if table in roots:
                row = (table, table, roots[table], statements[table])
                copy.execute("INSERT INTO sqlite_master VALUES ('table', ?, ?, ?, ?)", row)
        mended = copy.serialize()
    with closing(sqlite3.connect(":memory:")) as found:
        found.deserialize(mended)
        yield found


EARLIER = {
    "wallet": "CREATE TABLE wallet (id INTEGER PRIMARY KEY, name, platform, edition)",
    "preferred": "CREATE TABLE preferred (id INTEGER PRIMARY KEY, wallet)",
    "quote": "CREATE TABLE quote (digest PRIMARY KEY, text) WITHOUT ROWID",
    "entry": "CREATE TABLE entry (wallet, number, kind, at, amount, key, quote, data, sum,"
    " PRIMARY KEY (wallet, number)) WITHOUT ROWID",
}
"""The tables of a file of an earlier version."""


@contextmanager
def _brought_up(image: bytes) -> Iterator[sqlite3.Connection]:
    """The rows of a file of an earlier version that can be read, as today's version keeps them."""
    with _mended(image, EARLIER) as copy, closing(sqlite3.connect(":memory:")) as found:
        for table, statement in EARLIER.items():
            rows = _readable(copy, f"SELECT * FROM {table}")  # noqa: S608
            if table == "entry":
                for (wallet,) in _readable(copy, "SELECT id FROM wallet"):
                    for number in range(1, _last(copy, wallet) + 1):
                        rows += _readable(copy, "SELECT * FROM entry WHERE wallet = ? AND number = ?", wallet, number)
            found.execute(statement.replace("CREATE TABLE ", "CREATE TEMP TABLE was_").partition(" WITHOUT")[0])
            for row in dict.fromkeys(rows):
                found.execute(f"INSERT OR IGNORE INTO was_{table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608
        create(found, copy_earlier)
        yield found


def _last(copy: sqlite3.Connection, wallet: int) -> int:
    """The number of the last entry of a wallet that can be read, if the file has room for so many."""
    ((pages,),) = copy.execute("PRAGMA page_count").fetchall()
    numbers = _readable(copy, "SELECT number FROM entry WHERE wallet = ? ORDER BY number DESC LIMIT 1", wallet)
    numbers += _readable(copy, "SELECT number FROM entry WHERE wallet = ? ORDER BY number", wallet)
    room = pages * PAGE_HOLDS
    return max((number for (number,) in numbers if isinstance(number, int) and number <= room), default=0)


def _readable(copy: sqlite3.Connection, sql: str, *values: object) -> list[TableRow]:
    """The rows of a statement, up to the first that cannot be read."""
    found: list[TableRow] = []
    with suppress(sqlite3.Error, UnicodeDecodeError):
        for row in copy.execute(sql, values):
            found.append(row)  # what was read before an error counts
    return found


def _wallets(copy: sqlite3.Connection, *, counted: bool) -> Iterator[_Found]:
    rows = {row[0]: row for row in _readable(copy, f"SELECT {HEAD} FROM wallet") if row_holds("wallet", *row)}  # noqa: S608
    openings = {row[0]: row for row in _readable(copy, "SELECT * FROM opening") if row_holds("opening", *row)}
    for id_ in sorted({*rows, *openings}):
        wallet = Wallet(*(rows.get(id_) or openings[id_])[:4])
        _, _, _, _, last, _, preferred, _ = rows.get(id_) or (*wallet, 0, "", 0, "")
        lost = [] if counted and id_ in rows else ["the number of entries (the last ones may be missing)"]
        last = max(last, _last(copy, id_))
        entries, gone = [], []
        for number in range(1, last + 1):
            entry = _entry(copy, wallet, number)
            if entry is None and number == 1 and id_ in openings:
                with suppress(ValueError, KeyError, TypeError, CreditcalcError):
                    entry = entry_read(json.loads(openings[id_][4]))
            if entry is None:
                gone.append(number)
            else:
                entries.append(entry)
        lost += _runs(gone)
        quotes = dict(_quotes(copy, {entry.quote for entry in entries if entry.quote}))
        yield _Found(wallet, preferred, entries, quotes, lost)


def _runs(numbers: Iterable[int]) -> Iterator[str]:
    """Entries in words, those in a row as one."""
    for _, group in groupby(enumerate(numbers), lambda one: one[1] - one[0]):
        run = [number for _, number in group]
        yield f"entry {run[0]}" if len(run) == 1 else f"entries {run[0]} to {run[-1]}"


def _entry(copy: sqlite3.Connection, wallet: Wallet, number: int) -> Entry | None:
    for row in _readable(copy, f"SELECT {ROW} FROM entry WHERE wallet = ? AND number = ?", wallet.id, number):  # noqa: S608
        if row[0] == number and row_holds("entry", wallet.id, *row):
            with suppress(CreditcalcError):
                return decoded(wallet, row)
    return None


def _quotes(copy: sqlite3.Connection, digests: Iterable[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for digest in digests:
        for (text,) in _readable(copy, "SELECT text FROM quote WHERE digest = ?", digest):
            if isinstance(text, str) and quote_digest(text) == digest:
                yield digest, json.loads(text)


def _renumbered(found: _Found, until: datetime | None) -> Salvage:
    """The wallet with its entries in a row again; what corrected a lost one has nothing to correct."""
    lost, numbers, entries = [*found.lost], dict[int, int](), []
    for entry in found.entries:
        if until is not None and entry.at > until:
            continue
        if entry.of is not None and entry.of not in numbers:
            lost.append(f"entry {entry.number}, which corrects entry {entry.of}")
            continue
        if entry.quote is not None and entry.quote not in found.quotes:
            lost.append(f"the quote of entry {entry.number}")
            entry = entry._replace(quote=None)  # noqa: PLW2901  # the same entry, without it
        numbers[entry.number] = len(numbers) + 1
        of = None if entry.of is None else numbers[entry.of]
        entries.append(entry._replace(number=numbers[entry.number], of=of))
    quotes = {entry.quote: found.quotes[entry.quote] for entry in entries if entry.quote}
    return Salvage(found.wallet, tuple(entries), quotes, tuple(lost))
