"""What must never happen to a wallet, whatever happens to the program, the disk or the file."""

import os
import random
import resource
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from endurance import kills
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledgers import EMPTY, EXACT, MOMENTS, START, wallets

from creditcalc.amount import exactly
from creditcalc.errors import CreditcalcError
from creditcalc.period import Cadence, Span, moment
from creditcalc.wallet import store, tables
from creditcalc.wallet.keys import Draft
from creditcalc.wallet.ledger import Entry, Terms, effective, fold
from creditcalc.wallet.record import record
from creditcalc.wallet.store import open_wallets

KILLS = int(os.environ.get("KILLS", "100"))
PLAN = Terms("plan", exactly(100), Cadence.parse("month on 14"), "nothing", ("plan", "top-up"))
NOW = moment("2026-06-20 12:00Z")
OPEN = Entry(0, "open", moment("2026-05-14"), NOW, terms=PLAN)


@pytest.fixture(autouse=True)
def path(tmp_path: Path, alone: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's wallets are."""
    monkeypatch.setenv("CREDITCALC_WALLET", str(tmp_path / "wallet.db"))
    return tmp_path / "wallet.db"


def spend(amount: int, key: str | None = None) -> Entry:
    """A spend on the day that the tests' clock stands at."""
    return Entry(0, "spend", NOW, NOW, exactly(amount), key=key)


def top_up(amount: int) -> Entry:
    """Credits bought at the same time."""
    return Entry(0, "top-up", NOW, NOW, exactly(amount), pool="top-up", expires="never")


def begun(*entries: Entry) -> None:
    """A wallet with some entries."""
    with open_wallets(write=True, create=True) as file:
        file.add(file.create("main", "p", "e"), [OPEN, *entries], NOW)


def left() -> str:
    """What is left on that day."""
    with open_wallets() as file:
        return str(file.books(file.wallet(None), NOW).left)


def faults() -> list[str]:
    """What the file's own check finds."""
    with open_wallets() as file:
        return list(file.check(NOW))


def refusal(*entries: Entry) -> str:
    """The refusal to write some entries."""
    with pytest.raises(CreditcalcError) as refused, open_wallets(write=True) as file:
        file.add(file.wallet(None), entries, NOW)
    return str(refused.value)


def sql(statement: str, path: Path) -> None:
    """A statement by somebody else."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


@pytest.mark.parametrize("table", tables.TAKEN)
def test_the_database_itself_refuses_to_change_or_delete(
    table: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "EVERY", 2)
    with open_wallets(write=True, create=True) as file:
        wallet = file.create("main", "p", "e")
        file.prefer(wallet)
        file.add(wallet, [OPEN, spend(1)._replace(quote=file.keep({"a": 1})), spend(1, "k")], NOW)
    before = path.read_bytes()
    with closing(sqlite3.connect(path)) as connection:
        column = connection.execute(f"SELECT name FROM pragma_table_info('{table}') LIMIT 1").fetchone()[0]
    for statement in (
        f"DELETE FROM {table}",
        f"UPDATE {table} SET {column} = {column}",
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1",
    ):
        with pytest.raises(sqlite3.DatabaseError, match="append-only"):
            sql(statement, path)
    assert path.read_bytes() == before


def test_a_replaced_key_does_not_take_an_entry_away(path: Path) -> None:
    begun(spend(1, "k"))
    sql(
        "INSERT OR REPLACE INTO entry SELECT wallet, 3, kind, at, amount, key, quote, data, before, sum FROM entry"
        " WHERE number = 2",
        path,
    )
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT number FROM entry WHERE key = 'k'").fetchall() == [(2,), (3,)]


def test_only_the_owner_may_read_it(path: Path) -> None:
    old = os.umask(0)
    try:
        begun()
    finally:
        os.umask(old)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("suffix", ["", "-journal", "-wal"])
@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_a_file_that_others_may_write_is_refused_until_the_command_is_pasted(
    path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, mode: int
) -> None:
    begun()
    file = path.with_name(f"a wallet.db{suffix}")
    path.rename(path.with_name("a wallet.db"))
    monkeypatch.setenv("CREDITCALC_WALLET", str(path.with_name("a wallet.db")))
    file.touch()
    file.chmod(mode)
    with pytest.raises(CreditcalcError) as refused, open_wallets():
        pass
    said, _, pasted = str(refused.value).partition(": `")
    assert said == f"{file}: other users can write to this file"
    subprocess.run(pasted.removesuffix("`"), shell=True, check=True)
    with open_wallets() as file_:
        assert [wallet.name for wallet in file_.wallets()]


def test_a_file_of_somebody_else_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun()
    uid = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: uid + 1)
    with pytest.raises(CreditcalcError) as refused, open_wallets(write=True):
        pass
    pasted = f"sudo chown $USER {path} && chmod 600 {path}"
    assert str(refused.value) == f"{path}: belongs to another user: `{pasted}`"


def test_a_device_is_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDITCALC_WALLET", "/dev/zero")
    with pytest.raises(CreditcalcError, match=r"^/dev/zero: is not a file"), open_wallets():
        pass


class TestKilled:
    """A process that writes is killed at random moments."""

    def test_every_acknowledged_entry_is_there_and_the_books_balance(self) -> None:
        assert kills(KILLS, random.Random(7)).startswith(f"{KILLS:,} kills")

    def test_a_command_killed_anywhere_leaves_the_wallet_as_before_or_as_after(self, path: Path) -> None:
        begun(top_up(10**6))
        command = [sys.executable, "-m", "creditcalc", "wallet", "spend", "--credits", "1", "--at", "2026-06-20T12:00Z"]
        random_ = random.Random(11)
        number = 2
        for _ in range(12):
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
                time.sleep(random_.random() * 0.3)
                child.kill()
                acknowledged = b"spend" in (child.stdout.read() if child.stdout else b"")
            with open_wallets() as file:
                count = len(list(file.entries(file.wallet(None))))
            assert count in ((number + 1,) if acknowledged else (number, number + 1))
            number = count
        assert faults() == []


def spender(out: int) -> None:
    """Spend one by one until the wallet cannot pay, and say how often it could."""
    number = 0
    try:
        while number < 1000:
            with open_wallets(write=True) as file:
                file.add(file.wallet(None), [spend(1)], NOW)
            number += 1
    except CreditcalcError as error:
        os.write(out, b"%d %d\n" % (number, error.code))


def test_two_shells_spending_at_once_never_overspend_together() -> None:
    begun()
    ours, theirs = os.pipe()
    children = []
    for _ in range(3):
        child = os.fork()
        if not child:
            try:
                spender(theirs)
            finally:
                os._exit(0)
        children.append(child)
    os.close(theirs)
    for child in children:
        os.waitpid(child, 0)
    said = [line.split() for line in os.read(ours, 4096).decode().splitlines()]
    os.close(ours)
    assert sum(int(number) for number, _ in said) == 100
    assert {code for _, code in said} == {"3"}
    assert left() == "0"


def test_the_same_key_at_once_is_one_spend() -> None:
    begun()
    children = []
    for _ in range(4):
        child = os.fork()
        if not child:
            try:
                record(None, lambda _: [Draft(spend(7))], NOW, key="job")
            finally:
                os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    assert left() == "93"


def test_a_full_disk_writes_nothing(path: Path) -> None:
    begun()
    before = path.read_bytes()
    command = [sys.executable, "-m", "creditcalc", "wallet", "grant", "--credits", "1", "--note", "x" * 90_000]

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 8192, len(before) + 8192))

    done = subprocess.run(command, capture_output=True, preexec_fn=small, check=False)
    assert (done.returncode, done.stdout) == (1, b"")
    assert (
        done.stderr.decode()
        == f"error: {path}: nothing was written: the disk reported an error: check the disk and its free space\n"
    )
    assert left() == "100"
    assert faults() == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write what it may not")
def test_a_read_only_file_is_read_and_not_written(path: Path) -> None:
    begun()
    path.chmod(0o400)
    assert left() == "100"
    assert "may not be written" in refusal(spend(1))


def test_a_file_that_cannot_be_written_is_left_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun()
    monkeypatch.setattr("os.access", lambda *_: False)
    assert left() == "100"
    assert refusal(spend(1)) == f"{path}: nothing was written: it is read-only: change its permissions"


def test_a_folder_is_no_file(path: Path) -> None:
    path.mkdir()
    with pytest.raises(CreditcalcError, match="is a folder: set `\\$CREDITCALC_WALLET` to a file"):
        begun()


def test_another_programs_database_is_left_alone(path: Path) -> None:
    sql("CREATE TABLE bookmarks (url TEXT)", path)
    with pytest.raises(CreditcalcError, match="is another program's database"):
        begun()


def test_what_is_no_database_is_left_alone(path: Path) -> None:
    path.write_text("my diary, which is longer than the head of a database file, and none of it is one\n" * 20)
    before = path.read_bytes()
    with pytest.raises(CreditcalcError, match="nothing was written: it is not a wallet, or damaged"):
        begun()
    assert path.read_bytes() == before


def test_a_newer_file_is_left_alone(path: Path) -> None:
    begun()
    sql("PRAGMA user_version = 99", path)
    words = refusal(spend(1))
    assert words.startswith(f"{path}: was written by a newer creditcalc (file version 99, this one reads ")
    assert words.endswith("); nothing was changed: update creditcalc")


def test_another_program_that_writes_for_too_long_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun()
    monkeypatch.setattr(store, "PATIENCE", 0.1)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "another program has been writing to it" in refusal(spend(1))


def test_a_changed_amount_is_not_believed(path: Path) -> None:
    begun(spend(5))
    data = path.read_bytes()
    path.write_bytes(data.replace(b'"amount":"5"', b'"amount":"4"'))
    with pytest.raises(
        CreditcalcError, match="entry 2 of wallet `main` has changed since it was written: the file is damaged"
    ):
        left()


def test_a_changed_word_that_no_column_repeats_is_not_believed(path: Path) -> None:
    begun(top_up(30)._replace(expires=Span(90, "day")))
    path.write_bytes(path.read_bytes().replace(b'"expires":"90 days"', b'"expires":"10 days"'))
    with pytest.raises(CreditcalcError, match="entry 2 of wallet `main` has changed since it was written"):
        left()


def test_a_cut_file_is_noticed(path: Path) -> None:
    begun(*[spend(1) for _ in range(90)])
    path.write_bytes(path.read_bytes()[: -3 * 4096])
    with pytest.raises(CreditcalcError, match="damaged"):
        left()
        faults()
        refusal(spend(1))


def test_an_exception_undoes_all(path: Path) -> None:
    begun()
    with pytest.raises(ZeroDivisionError), open_wallets(write=True) as file:
        file.add(file.wallet(None), [spend(5)], NOW)
        1 / 0  # noqa: B018
    assert left() == "100"


@given(wallets(EXACT), MOMENTS, st.integers(1, 5))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_checkpoints_change_no_balance(path: Path, entries: list[Entry], when: datetime, every: int) -> None:
    path.unlink(missing_ok=True)
    now = START + timedelta(days=130)
    kept: list[Entry] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "EVERY", every)
        patch.setattr("os.fsync", lambda _: None)
        with open_wallets(write=True, create=True) as file:
            file.create("main", "p", "e")
        for entry in entries:
            # Some the wallet cannot pay; what such a one was to correct is then not there either.
            with suppress(CreditcalcError), open_wallets(write=True) as file:
                if entry.of is None or any((one.number, one.at) == (entry.of, entry.at) for one in kept):
                    kept.append(*file.add(file.wallet(None), [entry], now))
        with open_wallets() as file:
            found = [file.books(file.wallet(None), moment_) for moment_ in (when, now)]
            assert list(file.check(now)) == []
    assert found == [fold(EMPTY, effective(kept), moment_) for moment_ in (when, now)]


def test_a_balance_reads_no_more_as_the_wallet_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "EVERY", 16)
    start = NOW - timedelta(days=9)
    bought = top_up(10**6)._replace(at=start)
    begun(bought, *(spend(1)._replace(at=start + timedelta(minutes=n)) for n in range(500)))
    with open_wallets() as file:
        assert len(file._since(file.wallet(None), NOW)[1]) < 2 * 16 + 2


def test_a_period_that_began_before_the_last_checkpoint_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "EVERY", 4)
    begun(top_up(100), *(spend(1) for _ in range(20)))
    with open_wallets() as file:
        wallet = file.wallet(None)
        assert file._since(wallet, NOW)[0].spent != exactly(0)  # a checkpoint is among them
        seen = file.cycle(wallet, NOW)
    assert seen is not None
    assert seen.spent == exactly(20)


def test_times_are_stored_in_utc(path: Path) -> None:
    begun(Entry(0, "grant", moment("2026-06-01T02:00+02:00"), NOW, exactly(1), pool="promotion"))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT at FROM entry WHERE number = 2").fetchone() == ("2026-06-01T00:00:00Z",)
