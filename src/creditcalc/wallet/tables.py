"""The tables of the file in which wallets are kept, and how an older file becomes a newer one."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from creditcalc.errors import CreditcalcError

APPLICATION = 0x63726374
"""`crct`: what kind of SQLite file it is."""

TABLES = {
    "wallet": "EXISTS (SELECT 1 FROM wallet WHERE id = NEW.id OR name = NEW.name)",
    "preferred": "EXISTS (SELECT 1 FROM preferred WHERE id = NEW.id)",
    "quote": "EXISTS (SELECT 1 FROM quote WHERE digest = NEW.digest)",
    "entry": "NEW.number != (SELECT coalesce(max(number), 0) + 1 FROM entry WHERE wallet = NEW.wallet)"
    " OR EXISTS (SELECT 1 FROM entry WHERE wallet = NEW.wallet AND key = NEW.key)",
    "checkpoint": "EXISTS (SELECT 1 FROM checkpoint WHERE id = NEW.id)",
}
"""Each table, and when its place is taken: INSERT OR REPLACE deletes what no trigger on deletes sees."""
REFUSE = "BEGIN SELECT RAISE(ABORT, 'a wallet is append-only'); END;"


def _kept(*tables: str) -> str:
    """The triggers that keep tables append-only."""
    return "".join(
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {REFUSE}\n"
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {REFUSE}\n"
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {TABLES[table]} {REFUSE}\n"
        for table in tables
    )


MIGRATIONS = (
    """
    CREATE TABLE wallet (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, platform TEXT NOT NULL,
        edition TEXT NOT NULL);
    CREATE TABLE preferred (id INTEGER PRIMARY KEY, wallet INTEGER NOT NULL REFERENCES wallet(id));
    CREATE TABLE quote (digest TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE entry (wallet INTEGER NOT NULL REFERENCES wallet(id), number INTEGER NOT NULL, kind TEXT NOT NULL,
        at TEXT NOT NULL, amount TEXT, key TEXT, quote TEXT REFERENCES quote(digest), data TEXT NOT NULL,
        sum TEXT NOT NULL, PRIMARY KEY (wallet, number)) WITHOUT ROWID;
    CREATE UNIQUE INDEX entry_key ON entry (wallet, key) WHERE key IS NOT NULL;
    CREATE INDEX entry_time ON entry (wallet, at, number);
    """
    + _kept("wallet", "preferred", "quote", "entry"),
    """
    CREATE TABLE checkpoint (id INTEGER PRIMARY KEY, wallet INTEGER NOT NULL REFERENCES wallet(id),
        number INTEGER NOT NULL, at TEXT NOT NULL, books TEXT NOT NULL, sum TEXT NOT NULL);
    CREATE INDEX checkpoint_time ON checkpoint (wallet, at, number);
    """
    + _kept("checkpoint"),
    # One key stands for every row of a file that was charged under it. Checkpoints are made anew: the rules that they
    # were reckoned by have changed.
    f"""
    DROP INDEX entry_key;
    CREATE INDEX entry_key ON entry (wallet, key) WHERE key IS NOT NULL;
    DROP TRIGGER entry_no_replace;
    CREATE TRIGGER entry_no_replace BEFORE INSERT ON entry
        WHEN NEW.number != (SELECT coalesce(max(number), 0) + 1 FROM entry WHERE wallet = NEW.wallet) {REFUSE}
    DROP TRIGGER checkpoint_no_delete;
    DELETE FROM checkpoint;
    CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint {REFUSE}
    """,  # noqa: S608  # a constant
)
"""What makes a file of each version out of one of the version before; never change one that was released."""


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring an older file up to this version, in one transaction; refuse a newer one and what is no wallet."""
    if _version(connection, path) == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection, path)  # another program may have done it while this one waited
        for migration in MIGRATIONS[version:]:
            for statement in statements(migration):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _version(connection: sqlite3.Connection, path: Path) -> int:
    ((version,),) = connection.execute("PRAGMA user_version").fetchall()
    ((application,),) = connection.execute("PRAGMA application_id").fetchall()
    ((tables,),) = connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    if tables and application != APPLICATION:
        raise CreditcalcError(f"{path}: is another program's database: name another file in `$CREDITCALC_WALLET`")
    if version > len(MIGRATIONS):
        raise CreditcalcError(
            f"{path}: was written by a newer creditcalc (version {version} of the file, this one knows "
            f"{len(MIGRATIONS)}): nothing was changed; update creditcalc"
        )
    return int(version)


def statements(script: str) -> Iterator[str]:
    """The statements of a script; unlike `executescript`, which would commit between them."""
    statement = ""
    for line in script.splitlines():
        statement += f"{line}\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
