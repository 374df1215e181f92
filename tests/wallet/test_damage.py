"""A damaged file is refused in one line or answers as before, and what is whole of it can be taken elsewhere."""

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from endurance import NOW, PAGE, QUOTE, answers, mutations, outcome, sample, spend
from shell import run

from creditcalc.amount import exactly
from creditcalc.errors import CreditcalcError
from creditcalc.wallet import store
from creditcalc.wallet.ledger import Entry
from creditcalc.wallet.store import open_wallets
from creditcalc.wallet.tables import STATEMENTS, TAKEN


@pytest.fixture(autouse=True)
def path(tmp_path: Path, alone: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's wallets are."""
    monkeypatch.setenv("CREDITCALC_WALLET", str(tmp_path / "wallet.db"))
    monkeypatch.setenv("CREDITCALC_TODAY", "2026-06-20T12:00Z")
    return tmp_path / "wallet.db"


class Whole:
    """The file before it is damaged: its bytes, all that it can be asked, its entries."""

    def __init__(self, path: Path) -> None:
        self.bytes, _ = sample()
        self.answers = answers()
        self.path = path
        with open_wallets() as file:
            self.entries = list(file.entries(file.wallet("main")))

    def damaged(self, *statements: str) -> None:
        """Statements that no trigger sees."""
        self.path.write_bytes(self.bytes)
        triggers = [name for name, statement in STATEMENTS.items() if "TRIGGER" in statement]
        with closing(sqlite3.connect(self.path, isolation_level=None)) as file:
            file.execute("BEGIN")
            for name in triggers:
                file.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                file.execute(statement)
            for name in triggers:
                file.execute(STATEMENTS[name])
            file.execute("COMMIT")

    def looked_at(self) -> str:
        """What becomes of the file where it is used: `refused` or `the same`."""
        return outcome(answers, self.answers)


@pytest.fixture
def whole(path: Path) -> Whole:
    """A file with rows in every table: two wallets, a choice of the default one, keys, quotes, checkpoints."""
    return Whole(path)


def checked() -> list[str]:
    """What `wallet check` says is wrong; never a traceback."""
    result = run("wallet check")
    assert (result.code, result.out) in ((0, "no faults found\n"), (1, ""))
    return result.err.splitlines()


def columns() -> Iterator[tuple[str, str]]:
    """Every column of every table."""
    with closing(sqlite3.connect(":memory:")) as new:
        for table in TAKEN:
            new.execute(STATEMENTS[table])
            for (column,) in new.execute(f"SELECT name FROM pragma_table_info('{table}')"):
                yield table, column


LAST = {
    "entry": "(wallet, number) = (SELECT wallet, max(number) FROM entry WHERE wallet = 1)",
    "quote": "digest = (SELECT max(digest) FROM quote)",
    "opening": "wallet = 1",
    "wallet": "id = 1",
    "checkpoint": "id = (SELECT max(id) FROM checkpoint)",
    "preferred": "id = (SELECT max(id) FROM preferred)",
}
"""The row of each table that a reader looks at first."""
DERIVED = ("opening", "checkpoint")
"""The tables whose rows follow from the entries: a reader can do without."""


def test_any_damage_is_refused_or_changes_nothing() -> None:
    said = mutations(60, random.Random(5))
    assert said.startswith("60 damaged files")
    assert all(
        words in said for words in ("a file refused", "a file the same", "a command refused", "its export keeps")
    )


def test_a_changed_value_of_any_column_is_noticed(whole: Whole) -> None:
    for table, column in columns():
        change = f"CASE typeof({column}) WHEN 'integer' THEN {column} + 7 ELSE coalesce({column}, '') || 'x' END"
        whole.damaged(f"UPDATE {table} SET {column} = {change} WHERE {LAST[table]}")
        assert whole.looked_at() == "refused" or table in DERIVED, (table, column)
        assert checked(), (table, column)


def test_a_row_that_is_gone_is_noticed(whole: Whole) -> None:
    for table in TAKEN:
        whole.damaged(f"DELETE FROM {table} WHERE {LAST[table]}")
        assert whole.looked_at() == ("the same" if table in DERIVED else "refused"), table
        assert bool(checked()) == (table != "checkpoint"), table


def test_the_last_entry_is_missed_by_its_number(whole: Whole) -> None:
    whole.damaged(f"DELETE FROM entry WHERE {LAST['entry']}")
    result = run("wallet balance")
    assert (result.code, result.out) == (1, "")
    assert result.err == (
        f"error: entry {len(whole.entries)} of wallet `main` has changed since it was written: the file is damaged, "
        "and nothing was written; restore a backup, or save what is intact with `creditcalc wallet export --to json "
        "-o FILE`\n"
    )


def test_the_latest_spends_are_read_backwards_and_none_is_missing(whole: Whole) -> None:
    for number in (1, 9, len(whole.entries)):
        whole.damaged(f"DELETE FROM entry WHERE wallet = 1 AND number = {number}")
        with pytest.raises(CreditcalcError, match="has changed since it was written"), open_wallets() as file:
            file.latest(file.wallet("main"), "spend", 99)


def test_two_entries_in_each_others_place_are_noticed(whole: Whole) -> None:
    values = "kind, at, amount, key, quote, data, before, sum"
    whole.damaged(
        f"CREATE TEMP TABLE both AS SELECT number, {values} FROM entry WHERE wallet = 1 AND number IN (4, 5)",
        "DELETE FROM entry WHERE wallet = 1 AND number IN (4, 5)",
        f"INSERT INTO entry SELECT 1, 9 - number, {values} FROM both",
    )
    assert whole.looked_at() == "refused"


def test_an_entry_of_another_past_is_noticed(whole: Whole) -> None:
    columns = "wallet, number, kind, at, amount, key, quote, data, before, sum"
    last = len(whole.entries)
    for amount in (1, 2, 3):  # a file, one that went another way from it, and what came after
        whole.path.write_bytes(whole.bytes)
        with open_wallets(write=True) as file:
            file.add(file.wallet("main"), [spend(amount), spend(9)], NOW)
        if amount == 1:
            with closing(sqlite3.connect(whole.path)) as file_:
                (other,) = file_.execute(f"SELECT {columns} FROM entry WHERE number = {last + 1}").fetchall()
    whole.bytes = whole.path.read_bytes()
    values = ", ".join("NULL" if value is None else repr(value) for value in other)
    whole.damaged(f"DELETE FROM entry WHERE number = {last + 1}", f"INSERT INTO entry VALUES ({values})")
    with pytest.raises(CreditcalcError, match=f"entry {last + 2} of wallet `main` has changed since it was written"):
        answers()


def test_a_wallet_that_is_gone_is_missed(whole: Whole) -> None:
    whole.damaged("DELETE FROM wallet WHERE id = 2")  # not the default one
    assert run("wallet balance").err.startswith("error: the list of wallets has changed since it was written")


def test_a_damaged_quote_is_not_kept_a_second_time(whole: Whole) -> None:
    whole.damaged("UPDATE quote SET text = replace(text, '\"2\"', '\"3\"')")
    with pytest.raises(CreditcalcError, match="quote sha256:"), open_wallets(write=True) as file:
        file.keep(QUOTE)


def test_what_is_no_text_is_named_as_it_is(whole: Whole) -> None:
    whole.path.write_bytes(whole.bytes.replace(b"CREATE TABLE wallet", b"CREATE TABL\xaf wallet"))
    result = run("wallet balance")
    assert (result.code, result.out) == (1, "")
    assert "nothing was written: it is damaged (" in result.err


def test_a_key_that_one_index_lost_is_not_taken_for_a_new_one(whole: Whole) -> None:
    for index in ("entry_key", "key_entry"):
        changed = whole.bytes.replace(b"teaser", b"teases")  # in the entry, in its text, and in both indexes
        places = [at for at in range(len(changed)) if changed[at] != whole.bytes[at]]
        assert len(places) == 4
        pages = dict(sql("SELECT name, rootpage FROM sqlite_master", whole))
        (place,) = [at for at in places if at // PAGE + 1 == pages[index]]
        whole.path.write_bytes(whole.bytes[:place] + b"s" + whole.bytes[place + 1 :])
        result = run("wallet spend --credits 1 --key teaser")
        assert result.code == 1
        assert "the list of keys of wallet `main` has changed since it was written" in result.err


def sql(statement: str, whole: Whole) -> list[Any]:
    """The rows of a statement, of the whole file."""
    whole.path.write_bytes(whole.bytes)
    with closing(sqlite3.connect(whole.path)) as file:
        return file.execute(statement).fetchall()


class TestSalvaged:
    """`wallet export --to json` of a damaged file, and the import of it."""

    def saved(self, whole: Whole, *, of: str = "main") -> tuple[list[str], list[Entry]]:
        """What an export says is lost, and what stands in another file after the import; all else is as it was."""
        result = run(f"wallet export --to json -o saved.json --wallet {of}")
        written, *lost = result.err.splitlines()
        last = lost.pop() if lost else ""
        assert (result.code, written) == (1 if lost else 0, "written: saved.json")
        assert last == "" or "then run `creditcalc wallet import saved.json`" in last
        damaged = whole.path.read_bytes()
        whole.path.unlink()
        assert run("wallet import saved.json").code == 0
        with open_wallets() as file:
            assert list(file.check(NOW)) == []
            entries = list(file.entries(file.wallet(of)))
        whole.path.write_bytes(damaged)
        return [line.removeprefix("lost: ") for line in lost], entries

    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where the export is written."""
        monkeypatch.chdir(tmp_path)

    def test_an_entry_is_left_out_with_what_corrects_it(self, whole: Whole) -> None:
        # Entry 4 is a spend, and the last entry but one undoes it.
        assert [(one.number, one.kind, one.of) for one in whole.entries if one.of] == [(18, "undo", 4)]
        whole.damaged("UPDATE entry SET data = replace(data, '\"1\"', '\"9\"') WHERE wallet = 1 AND number = 4")
        lost, entries = self.saved(whole)
        assert lost == ["entry 4", "entry 18, which corrects entry 4"]
        kept = [one for one in whole.entries if one.number not in (4, 18)]
        assert entries == [one._replace(number=number) for number, one in enumerate(kept, 1)]

    def test_a_number_beyond_all_is_not_counted_to(self, whole: Whole) -> None:
        whole.damaged(f"UPDATE entry SET number = {10**15} WHERE wallet = 1 AND number = {len(whole.entries)}")
        assert self.saved(whole) == ([f"entry {len(whole.entries)}"], whole.entries[:-1])

    def test_a_lost_grant_leaves_its_spends_overdrawn(self, whole: Whole) -> None:
        whole.damaged("UPDATE entry SET amount = '1' WHERE wallet = 1 AND number = 2")
        with open_wallets(write=True) as file:
            file.add(file.wallet("spare"), [Entry(0, "spend", NOW, NOW, exactly(1))], NOW)  # another wallet, whole
        lost, entries = self.saved(whole)
        assert lost == ["entry 2"]
        assert len(entries) == len(whole.entries) - 1

    def test_what_opened_it_stands_there_twice(self, whole: Whole) -> None:
        for damage in (
            "UPDATE entry SET sum = 'x' WHERE wallet = 1 AND number = 1",
            "DELETE FROM opening WHERE wallet = 1",
        ):
            whole.damaged(damage, "UPDATE checkpoint SET sum = 'x'")
            assert self.saved(whole) == ([], whole.entries)
        whole.damaged("DELETE FROM opening", "UPDATE entry SET sum = 'x' WHERE number = 1")
        result = run("wallet export --to json -o saved.json --wallet main")
        assert (result.code, result.err) == (
            1,
            "error: the first entry of wallet `main` is lost: restore a backup of the file\n",
        )

    def test_a_quote_is_left_out_and_its_spends_stay(self, whole: Whole) -> None:
        whole.damaged("UPDATE quote SET text = replace(text, '\"2\"', '\"3\"')")
        quoted = [one.number for one in whole.entries if one.quote]
        lost, entries = self.saved(whole)
        assert lost == [f"the quote of entry {number}" for number in quoted]
        assert entries == [one._replace(quote=None) for one in whole.entries]

    def test_a_wallets_row_is_lost_with_the_number_of_its_entries(self, whole: Whole) -> None:
        whole.damaged("UPDATE wallet SET platform = 'q' WHERE id = 1")
        assert self.saved(whole) == (["the number of entries (the last ones may be missing)"], whole.entries)
        assert json.loads(Path("saved.json").read_text())["platform"] == "p"

    def test_another_statement_of_any_table_costs_nothing(self, whole: Whole) -> None:
        for name, statement in STATEMENTS.items():
            for other in (f"{statement[:-9]}x", f"{statement} "):  # no statement, and one that SQLite takes
                whole.path.write_bytes(whole.bytes)
                with closing(sqlite3.connect(whole.path)) as file, file:
                    file.execute("PRAGMA writable_schema = ON")
                    file.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (other, name))
                assert whole.looked_at() == "refused", name
        assert self.saved(whole) == ([], whole.entries)

    def test_whatever_page_is_lost_the_rest_is_whole(self, whole: Whole) -> None:
        known = [self.bare(one) for one in whole.entries]
        for start in range(0, len(whole.bytes), PAGE):
            whole.path.write_bytes(whole.bytes[:start] + bytes(PAGE) + whole.bytes[start + PAGE :])
            if whole.looked_at() == "refused":
                lost, entries = self.saved(whole)
                assert all(self.bare(one) in known for one in entries)
                assert lost or entries == whole.entries

    def test_of_a_file_that_was_cut_what_opened_it_is_left(self, whole: Whole) -> None:
        size = len(whole.bytes) // PAGE // 2 * PAGE + 100
        whole.path.write_bytes(whole.bytes[:size])
        assert whole.looked_at() == "refused"
        lost, entries = self.saved(whole)
        assert lost == [f"entries 2 to {len(whole.entries)}"]
        assert entries == whole.entries[:1]

    @staticmethod
    def bare(entry: Entry) -> Entry:
        """An entry without what an export of a damaged file may change in it."""
        return entry._replace(number=0, of=None, quote=None)

    def test_other_formats_refuse_a_damaged_file(self, whole: Whole) -> None:
        whole.damaged("UPDATE entry SET data = replace(data, '\"1\"', '\"9\"') WHERE wallet = 1 AND number = 4")
        result = run("wallet export --to csv")
        assert (result.code, result.out) == (1, "")
        assert result.err.startswith("error: entry 4 of wallet `main` has changed since it was written")

    def test_nothing_is_made_up(self, path: Path) -> None:
        path.write_bytes(b"my diary\n" * 2000)
        result = run("wallet export --to json -o saved.json")
        assert (result.code, result.err) == (
            1,
            f"error: {path}: none of its wallets can be saved: restore a backup of the file\n",
        )
        assert not Path("saved.json").exists()


def test_the_sample_has_a_row_in_every_table(whole: Whole) -> None:
    for table in TAKEN:
        assert sql(f"SELECT count(*) FROM {table}", whole)[0][0] > 0
    assert QUOTE
    assert len(whole.entries) < store.EVERY
    for number in (0, 99, 2**63):
        with pytest.raises(CreditcalcError, match=f"no entry {number}: its entries are 1 to"), open_wallets() as file:
            file.entry(file.wallet("main"), number)
