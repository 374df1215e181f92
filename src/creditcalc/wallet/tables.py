"""The tables of the file in which wallets are kept, the checksums of their rows, and how an older file becomes newer.

Nothing in them is changed or deleted, but for what a wallet's row says of its last entry and of when it was last made
the default one: both only ever grow. Every row has a checksum. An entry's holds the one of the entry before it, the
first one's the wallet's own name, and the wallet's row says how many entries there are and the checksum of the last: so
no row can change, go, or come in between without being noticed.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from itertools import chain
from json.encoder import encode_basestring_ascii as quoted
from pathlib import Path
from typing import Any

from creditcalc.errors import CreditcalcError
from creditcalc.wallet.codec import damaged

APPLICATION = 0x63726374
"""`crct`: what kind of SQLite file it is."""
VERSION = 4
"""The version of the file. The first had no checkpoints, the first two one entry a key, the first three no chain."""

REFUSE = "BEGIN SELECT RAISE(ABORT, 'a wallet is append-only'); END"
TAKEN = {
    "wallet": "EXISTS (SELECT 1 FROM wallet WHERE id = NEW.id OR name = NEW.name)",
    "opening": "EXISTS (SELECT 1 FROM opening WHERE wallet = NEW.wallet)",
    "preferred": "EXISTS (SELECT 1 FROM preferred WHERE id = NEW.id)",
    "quote": "EXISTS (SELECT 1 FROM quote WHERE digest = NEW.digest)",
    "entry": "NEW.number != (SELECT coalesce(max(number), 0) + 1 FROM entry WHERE wallet = NEW.wallet)",
    "checkpoint": "EXISTS (SELECT 1 FROM checkpoint WHERE id = NEW.id)",
}
"""Each table, and when its place is taken: INSERT OR REPLACE deletes what no trigger on deletes sees."""
GROWS = (
    " WHEN NOT (NEW.id = OLD.id AND NEW.name = OLD.name AND NEW.platform = OLD.platform AND NEW.edition = OLD.edition"
    " AND NEW.entries >= OLD.entries AND NEW.preferred >= OLD.preferred"
    " AND (NEW.entries > OLD.entries OR NEW.preferred > OLD.preferred))"
)
"""When a change of a wallet's row is not one that a new entry makes, or a new preference."""

DAMAGED = ""
"""For the checksum of a row that was damaged before there was a chain: it stays damaged."""

STATEMENTS = {
    "wallet": "CREATE TABLE wallet (id INTEGER PRIMARY KEY, name TEXT NOT NULL, platform TEXT NOT NULL, edition TEXT"
    " NOT NULL, entries INTEGER NOT NULL, head TEXT NOT NULL, preferred INTEGER NOT NULL, sum TEXT NOT NULL)",
    "opening": "CREATE TABLE opening (wallet INTEGER PRIMARY KEY REFERENCES wallet(id), name TEXT NOT NULL,"
    " platform TEXT NOT NULL, edition TEXT NOT NULL, data TEXT NOT NULL, sum TEXT NOT NULL)",
    "preferred": "CREATE TABLE preferred (id INTEGER PRIMARY KEY, wallet INTEGER NOT NULL REFERENCES wallet(id),"
    " sum TEXT NOT NULL)",
    "quote": "CREATE TABLE quote (digest TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID",
    "entry": "CREATE TABLE entry (wallet INTEGER NOT NULL REFERENCES wallet(id), number INTEGER NOT NULL, kind TEXT"
    " NOT NULL, at TEXT NOT NULL, amount TEXT, key TEXT, quote TEXT REFERENCES quote(digest), data TEXT NOT NULL,"
    " before TEXT NOT NULL, sum TEXT NOT NULL, PRIMARY KEY (wallet, number)) WITHOUT ROWID",
    "checkpoint": "CREATE TABLE checkpoint (id INTEGER PRIMARY KEY, wallet INTEGER NOT NULL REFERENCES wallet(id),"
    " number INTEGER NOT NULL, at TEXT NOT NULL, head TEXT NOT NULL, books TEXT NOT NULL, sum TEXT NOT NULL)",
    "checkpoint_time": "CREATE INDEX checkpoint_time ON checkpoint (wallet, at, number)",
    # Twice, because no row says that a key is not there: only what both of them lack was never written.
    "entry_key": "CREATE INDEX entry_key ON entry (wallet, key) WHERE key IS NOT NULL",
    "key_entry": "CREATE INDEX key_entry ON entry (key, wallet) WHERE key IS NOT NULL",
    **{
        f"{table}_no_{name}": f"CREATE TRIGGER {table}_no_{name} BEFORE {event} ON {table}{when} {REFUSE}"
        for table, taken in TAKEN.items()
        for name, event, when in (
            ("update", "UPDATE", GROWS if table == "wallet" else ""),
            ("delete", "DELETE", ""),
            ("replace", "INSERT", f" WHEN {taken}"),
        )
    },
}
"""Every table, index and trigger, and the statement that makes it, as SQLite keeps it."""


def row_sum(table: str, *values: object) -> str:
    """The checksum of a row, of its values in order as JSON; raises TypeError for values that no row of ours has."""
    # by hand, since a million rows may be verified: an encoder is made anew for each of them
    if table == "entry":
        return _entry_sum(*values)
    texts = [
        quoted(one) if isinstance(one, str) else "null" if one is None else int.__repr__(one)
        for one in (table, *values)
    ]
    return _sum_of(f"[{','.join(texts)}]")


def _entry_sum(
    wallet: Any, number: Any, kind: Any, at: Any, amount: Any, key: Any, quote: Any, data: Any, before: Any
) -> str:
    """The same of an entry, three times as fast: what a column cannot be is not asked of each value."""
    amount = "null" if amount is None else quoted(amount)
    key = "null" if key is None else quoted(key)
    quote = "null" if quote is None else quoted(quote)
    start = f'["entry",{int.__repr__(wallet)},{int.__repr__(number)},{quoted(kind)},{quoted(at)}'
    return _sum_of(f"{start},{amount},{key},{quote},{quoted(data)},{quoted(before)}]")


def _sum_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def row_holds(table: str, *row: object) -> bool:
    """Whether a row, its checksum last, is as it was written."""
    *values, stated = row
    try:
        return row_sum(table, *values) == stated
    except TypeError:
        return False


TableRow = tuple[Any, ...]


def wallet_values(
    id_: int, name: str, platform: str, edition: str, entries: int, head: str, preferred: int
) -> TableRow:
    """A wallet's row: what it is, how many entries it has, the checksum of the last, and when it was last preferred."""
    values = (id_, name, platform, edition, entries, head, preferred)
    return (*values, row_sum("wallet", *values))


def opening_values(wallet: int, name: str, platform: str, edition: str, data: str) -> TableRow:
    """What a wallet is and what opened it, a second time: without it nothing else of a damaged file can be imported."""
    values = (wallet, name, platform, edition, data)
    return (*values, row_sum("opening", *values))


def insert(connection: sqlite3.Connection, table: str, rows: Iterable[TableRow]) -> None:
    """Write rows, whole."""
    pending = iter(rows)
    if (first := next(pending, None)) is not None:
        sql = f"INSERT INTO {table} VALUES ({', '.join('?' * len(first))})"  # noqa: S608
        connection.executemany(sql, chain((first,), pending))


def genesis(id_: int, name: str, platform: str, edition: str) -> str:
    """What the first entry of a wallet has for the checksum before it."""
    return row_sum("genesis", id_, name, platform, edition)


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring an older file up to this version, in one transaction; refuse a newer one and what is not a wallet.

    Raises CreditcalcError where the file's tables are not as they were made.
    """
    version = _version(connection, path)
    if version < VERSION:
        connection.execute("BEGIN IMMEDIATE")
        try:
            version = _version(connection, path)  # another program may have done it while this one waited
            if version == 0:
                create(connection)
            elif version < VERSION:
                _upgrade(connection)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
    _check_tables(connection, path)


def check_current(connection: sqlite3.Connection, path: Path) -> None:
    """Raises CreditcalcError as `migrate` does, and for an older file, which stays as it is."""
    if _version(connection, path) < VERSION:
        raise CreditcalcError(f"{path}: was made by an older release: `creditcalc wallet balance` brings it up to date")
    _check_tables(connection, path)


def _check_tables(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("SELECT name, tbl_name, sql FROM sqlite_master").fetchall()
    if {name: sql for name, table, sql in found if table in TAKEN} != STATEMENTS:
        raise damaged(f"{path}: a table")


def _version(connection: sqlite3.Connection, path: Path) -> int:
    ((version,),) = connection.execute("PRAGMA user_version").fetchall()
    ((application,),) = connection.execute("PRAGMA application_id").fetchall()
    ((tables,),) = connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    if tables and application != APPLICATION:
        raise CreditcalcError("is another program's database: set `$CREDITCALC_WALLET` to another file", place=path)
    if version > VERSION:
        raise CreditcalcError(
            f"was written by a newer creditcalc (file version {version}, this one reads {VERSION}); nothing "
            "was changed: update creditcalc",
            place=path,
        )
    return int(version)


def create(connection: sqlite3.Connection, fill: Callable[[sqlite3.Connection], None] | None = None) -> None:
    """Make the tables; `fill` writes into them before the triggers keep them as they are."""
    for table in TAKEN:
        connection.execute(STATEMENTS[table])
    if fill is not None:
        fill(connection)
    for name, statement in STATEMENTS.items():
        if name not in TAKEN:
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _upgrade(connection: sqlite3.Connection) -> None:
    """Make the tables anew, with what was in the older ones, but for checkpoints: the rules have changed."""
    older = ("wallet", "preferred", "quote", "entry")
    for table in older:
        connection.execute(f"CREATE TEMP TABLE was_{table} AS SELECT * FROM main.{table}")  # noqa: S608
    for table in ("checkpoint", *older):
        connection.execute(f"DROP TABLE IF EXISTS main.{table}")
    create(connection, copy_earlier)
    for table in older:
        connection.execute(f"DROP TABLE temp.was_{table}")


def copy_earlier(connection: sqlite3.Connection) -> None:
    """Chain the rows of an older file, which stand in tables `was_...`.

    What is damaged stays so: it gets a checksum that cannot be right.
    """
    connection.execute("INSERT INTO quote SELECT * FROM was_quote")
    preferred = dict(connection.execute("SELECT wallet, max(id) FROM was_preferred GROUP BY wallet").fetchall())
    rows = connection.execute("SELECT id, name, platform, edition FROM was_wallet").fetchall()
    for id_, name, platform, edition in rows:
        wallet = (id_, name, platform, edition)
        first = genesis(*wallet)
        insert(connection, "entry", _chained(connection, id_, name, first))
        last = "SELECT number, sum FROM entry WHERE wallet = ? ORDER BY number DESC LIMIT 1"
        head = connection.execute(last, (id_,)).fetchone() or (0, first)
        insert(connection, "wallet", [wallet_values(*wallet, head[0], head[1], preferred.get(id_, 0))])
        opening = "SELECT data FROM entry WHERE wallet = ? AND number = 1 AND sum != ?"
        texts = connection.execute(opening, (id_, DAMAGED)).fetchall()
        insert(connection, "opening", (opening_values(*wallet, text) for (text,) in texts))
    rows = connection.execute("SELECT id, wallet FROM was_preferred ORDER BY id").fetchall()
    insert(connection, "preferred", ((*row, row_sum("preferred", *row)) for row in rows))


def _chained(connection: sqlite3.Connection, wallet: int, name: str, head: str) -> Iterator[TableRow]:
    columns = "number, kind, at, amount, key, quote, data, sum"
    rows = connection.execute(f"SELECT {columns} FROM was_entry WHERE wallet = ? ORDER BY number", (wallet,))  # noqa: S608
    for *values, stated in rows:
        row, head = (wallet, *values, head), DAMAGED
        number, kind, at, amount, key, quote, data = values
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            found = json.loads(data)
            same = (found["number"], found["kind"], found["at"], *map(found.get, ("amount", "key", "quote")))
            if same == (number, kind, at, amount, key, quote) and _first_sum(name, found) == stated:
                head = row_sum("entry", *row)
        yield (*row, head)


def _first_sum(wallet: str, found: Mapping[str, Any]) -> str:
    """The checksum of the first three versions, which held no other."""
    text = json.dumps([wallet, found], sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:16]
