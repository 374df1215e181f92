"""The tables of a wallet's file: made by today's statements, or out of a file of an earlier version."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import EMPTY

from creditcalc.amount import exactly
from creditcalc.errors import CreditcalcError
from creditcalc.period import Cadence, moment, moment_iso
from creditcalc.wallet import tables
from creditcalc.wallet.codec import books_object, entry_object
from creditcalc.wallet.ledger import Entry, Terms, effective, fold
from creditcalc.wallet.salvage import salvage
from creditcalc.wallet.store import open_wallets
from creditcalc.wallet.tables import row_holds, row_sum

FIRST = """
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
SECOND = """
CREATE TABLE checkpoint (id INTEGER PRIMARY KEY, wallet INTEGER NOT NULL REFERENCES wallet(id),
    number INTEGER NOT NULL, at TEXT NOT NULL, books TEXT NOT NULL, sum TEXT NOT NULL);
CREATE INDEX checkpoint_time ON checkpoint (wallet, at, number);
"""
NUMBER_TAKEN = "NEW.number != (SELECT coalesce(max(number), 0) + 1 FROM entry WHERE wallet = NEW.wallet)"
TRIGGERS = {
    "wallet": "EXISTS (SELECT 1 FROM wallet WHERE id = NEW.id OR name = NEW.name)",
    "preferred": "EXISTS (SELECT 1 FROM preferred WHERE id = NEW.id)",
    "quote": "EXISTS (SELECT 1 FROM quote WHERE digest = NEW.digest)",
    "entry": f"{NUMBER_TAKEN} OR EXISTS (SELECT 1 FROM entry WHERE wallet = NEW.wallet AND key = NEW.key)",
    "checkpoint": "EXISTS (SELECT 1 FROM checkpoint WHERE id = NEW.id)",
}

NOW = moment("2026-06-20 12:00Z", "UTC")
PLAN = Terms("plan", exactly(100), Cadence.parse("month on 14"), "nothing", ("plan", "top-up"))
QUOTE = json.dumps({"total": "7"}, separators=(",", ":"))
DIGEST = f"sha256:{sha256(QUOTE.encode()).hexdigest()}"
ENTRIES = (
    Entry(1, "open", moment("2026-06-14", "UTC"), NOW, terms=PLAN),
    Entry(2, "spend", NOW, NOW, exactly(5), key="k"),
    Entry(3, "spend", NOW, NOW, exactly(7), quote=DIGEST),
    Entry(4, "undo", NOW, NOW, of=2),
)
SPEND = Entry(0, "spend", NOW, NOW, exactly(1), note="x" * 200)
LEFT = "93"  # 100 - 5 - 7 + 5


@pytest.fixture(autouse=True)
def path(tmp_path: Path, alone: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's wallets are."""
    monkeypatch.setenv("CREDITCALC_WALLET", str(tmp_path / "wallet.db"))
    return tmp_path / "wallet.db"


def earlier_sum(found: Any) -> str:
    """The checksum that entries and checkpoints of a wallet `main` had, each for itself."""
    return sha256(json.dumps(["main", found], sort_keys=True, separators=(",", ":")).encode()).hexdigest()[:16]


def older(path: Path, version: int, entries: Sequence[Entry] = ENTRIES) -> None:
    """A file of an earlier version: two wallets, the second the default one and with no entries yet."""
    scripts = FIRST + (SECOND if version > 1 else "")
    if version > 2:
        scripts = scripts.replace("CREATE UNIQUE INDEX", "CREATE INDEX")
    for table, taken in TRIGGERS.items():
        when = NUMBER_TAKEN if table == "entry" and version > 2 else taken
        if f"CREATE TABLE {table} " in scripts:
            refuse = "BEGIN SELECT RAISE(ABORT, 'a wallet is append-only'); END;"
            scripts += f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}\n"
            scripts += f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}\n"
            scripts += f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {when} {refuse}\n"
    with closing(sqlite3.connect(path)) as file, file:
        file.executescript(scripts)
        file.execute("INSERT INTO wallet VALUES (1, 'main', 'p', 'e'), (2, 'spare', 'p', 'e')")
        file.execute("INSERT INTO preferred (wallet) VALUES (1), (2)")
        file.execute("INSERT INTO quote VALUES (?, ?)", (DIGEST, QUOTE))
        for entry in entries:
            found = entry_object(entry)
            columns = (found["at"], found.get("amount"), entry.key, entry.quote)
            data = json.dumps(found, separators=(",", ":"))
            row = (1, entry.number, entry.kind, *columns, data, earlier_sum(found))
            file.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        if version > 1:
            books, at = json.dumps(books_object(fold(EMPTY, effective(entries), NOW))), moment_iso(NOW)
            stated = earlier_sum({"number": len(entries), "at": at, "books": books})
            file.execute("INSERT INTO checkpoint VALUES (1, 1, ?, ?, ?, ?)", (len(entries), at, books, stated))
        file.execute(f"PRAGMA application_id = {0x63726374}")
        file.execute(f"PRAGMA user_version = {version}")


def left() -> str:
    """What is left in the first wallet."""
    with open_wallets() as file:
        return str(file.books(file.wallet("main"), NOW).left)


def sql(statement: str, path: Path) -> list[Any]:
    """A statement by somebody else."""
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement).fetchall()


@pytest.mark.parametrize("version", [1, 2, 3])
def test_an_older_file_is_brought_up_to_date_with_all_that_was_in_it(version: int, path: Path) -> None:
    older(path, version)
    assert left() == LEFT
    with open_wallets(write=True) as file:
        assert [wallet.name for wallet in file.wallets()] == ["spare", "main"]  # the default one is still the second
        wallet = file.wallet("main")
        assert tuple(file.entries(wallet)) == ENTRIES
        assert file.quote(DIGEST) == {"total": "7"}
        assert [entry.number for entry in file.keyed(wallet, "k")] == [2]
        file.add(wallet, [Entry(0, "spend", NOW, NOW, exactly(3))], NOW)
        file.add(file.wallet("spare"), [Entry(0, "open", NOW, NOW, terms=PLAN)], NOW)
    with open_wallets() as file:
        assert list(file.check(NOW)) == []
    assert left() == "90"  # 93 - 3
    assert sql("PRAGMA user_version", path) == [(tables.VERSION,)]
    assert sql("SELECT count(*) FROM checkpoint", path) == [(0,)]  # its rules may have changed


@pytest.mark.parametrize("version", [1, 2, 3])
def test_of_an_older_file_that_cannot_be_read_what_is_whole_is_exported(version: int, path: Path) -> None:
    older(path, version, [*ENTRIES, *(SPEND._replace(number=number) for number in range(5, 60))])
    roots = dict(sql("SELECT name, rootpage FROM sqlite_master", path))
    pages = len(path.read_bytes()) // 4096
    path.write_bytes(path.read_bytes()[: (pages - 1) * 4096] + bytes(4096))
    assert pages not in roots.values()
    with pytest.raises(CreditcalcError, match="nothing was written: it is damaged"):
        left()
    found = salvage("main")
    kept = [entry for entry in found.entries if entry.kind == "spend"]
    assert found.entries[: len(ENTRIES)] == ENTRIES
    assert 3 < len(kept) < 57
    assert found.quotes == {DIGEST: {"total": "7"}}
    assert found.lost == ("the number of entries (the last ones may be missing)",)


@pytest.mark.parametrize("name", ["entry", "wallet", "quote"])
def test_a_name_that_is_damaged_is_told_by_the_others(name: str, path: Path) -> None:
    older(path, 2)
    left()  # its tables stand elsewhere than those of a new file
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("PRAGMA writable_schema = ON")
        file.execute("UPDATE sqlite_master SET name = 'x' WHERE name = ?", (name,))
    with pytest.raises(CreditcalcError, match="damaged"):
        left()
    found = salvage("main")
    assert (found.entries, found.lost, found.quotes) == (ENTRIES, (), {DIGEST: {"total": "7"}})


def test_an_older_file_and_a_new_one_have_the_same_tables(path: Path, tmp_path: Path) -> None:
    older(path, 2)
    left()
    with closing(sqlite3.connect(tmp_path / "new.db")) as new:
        tables.migrate(new, tmp_path / "new.db")
        both = [sorted(new.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall())]
    both.append(sorted(sql("SELECT type, name, tbl_name, sql FROM sqlite_master", path)))
    assert both[0] == both[1]
    assert {name: statement for _, name, _, statement in both[0]} == tables.STATEMENTS


@pytest.mark.parametrize(("number", "old", "new"), [(2, '"5"', '"4"'), (4, '"of":2', '"of":3'), (1, "100", "900")])
def test_what_was_damaged_before_stays_damaged(number: int, old: str, new: str, path: Path) -> None:
    older(path, 1)
    path.write_bytes(path.read_bytes().replace(old.encode(), new.encode()))
    for _ in range(2):
        with pytest.raises(CreditcalcError, match=f"entry {number} of wallet `main` has changed since it was written"):
            left()


def test_an_entry_that_was_missing_before_is_missed(path: Path) -> None:
    older(path, 1, ENTRIES[:2])
    trigger = sql("SELECT sql FROM sqlite_master WHERE name = 'entry_no_delete'", path)[0][0]
    sql("DROP TRIGGER entry_no_delete", path)
    sql("DELETE FROM entry WHERE number = 1", path)
    sql(trigger, path)
    with pytest.raises(CreditcalcError, match="entry 1 of wallet `main` has changed since it was written"):
        left()


def test_a_migration_that_breaks_off_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older(path, 2)
    before = path.read_bytes()
    monkeypatch.setitem(tables.STATEMENTS, "z", "NONSENSE")
    with pytest.raises(CreditcalcError, match="nothing was written"):
        left()
    assert path.read_bytes() == before


def test_a_newer_file_is_left_alone(path: Path) -> None:
    older(path, 99)
    with pytest.raises(CreditcalcError) as refused:
        left()
    assert str(refused.value) == (
        f"{path}: was written by a newer creditcalc (file version 99, this one reads {tables.VERSION}); nothing "
        "was changed: update creditcalc"
    )


def test_every_table_has_its_triggers() -> None:
    text = "\n".join(tables.STATEMENTS.values())
    assert text.count("CREATE TABLE") == len(tables.TAKEN)
    assert text.count("CREATE TRIGGER") == 3 * len(tables.TAKEN)


@pytest.mark.parametrize(
    "change",
    ["name = 'other'", "platform = 'other'", "edition = 'f'", "entries = 0", "preferred = preferred - 1", "id = 9"],
)
def test_a_wallets_row_only_grows(change: str, path: Path) -> None:
    with open_wallets(write=True, create=True) as file:
        file.prefer(file.create("main", "p", "e"))
        file.add(file.wallet(None), [ENTRIES[0]], NOW)
    with pytest.raises(sqlite3.DatabaseError, match="append-only"):
        sql(f"UPDATE wallet SET {change}, head = 'x'", path)


TEXTS = st.text(max_size=9)


@given(st.tuples(TEXTS, TEXTS), st.tuples(*[st.none() | TEXTS] * 3), st.tuples(TEXTS, TEXTS))
def test_the_sum_of_an_entry_is_that_of_its_values_as_json(
    said: tuple[str, ...], perhaps: tuple[str | None, ...], last: tuple[str, ...]
) -> None:
    values = (3, 7, *said, *perhaps, *last)
    text = json.dumps(["entry", *values], separators=(",", ":"))
    assert row_sum("entry", *values) == sha256(text.encode()).hexdigest()[:16]
    assert row_holds("entry", *values, row_sum("entry", *values))
    for place, wrong in ((0, 3.0), (1, "7"), (2, None), (4, 5), (7, None), (8, b"")):
        assert not row_holds("entry", *values[:place], wrong, *values[place + 1 :], row_sum("entry", *values))


def test_the_disk_has_what_is_acknowledged() -> None:
    with open_wallets(write=True, create=True) as file:
        assert file._rows("PRAGMA synchronous") == [(3,)]  # EXTRA: the journal's name is gone for good, too
