"""A page of a wallet's history is the end of the whole history, wherever it begins to read."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledgers import EMPTY, EXACT, MOMENTS, START, wallets

from creditcalc.amount import exactly
from creditcalc.errors import CreditcalcError
from creditcalc.period import Cadence
from creditcalc.reports.wallet import WalletHeading, history_report
from creditcalc.wallet import store
from creditcalc.wallet.history import Past, past
from creditcalc.wallet.ledger import Entry, Event, Terms, effective, reasons, steps
from creditcalc.wallet.store import open_wallets

NOW = START + timedelta(days=130)
KINDS = st.sampled_from([None, "spend", "reset", "expiry", "undo"])
TERMS = Terms("plan", exactly(100_000), Cadence.parse("month on 14"), "nothing", ("plan", "top-up"))


@pytest.fixture(autouse=True)
def path(tmp_path: Path, alone: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's wallets are."""
    monkeypatch.setenv("CREDITCALC_WALLET", str(tmp_path / "wallet.db"))
    return tmp_path / "wallet.db"


def written(entries: list[Entry]) -> list[Entry]:
    """A wallet of those entries that it could pay, one after the other, and these."""
    kept: list[Entry] = []
    with open_wallets(write=True, create=True) as file:
        file.create("main", "p", "e")
    for entry in entries:
        with suppress(CreditcalcError), open_wallets(write=True) as file:
            if entry.of is None or any((one.number, one.at) == (entry.of, entry.at) for one in kept):
                kept += file.add(file.wallet(None), [entry], NOW)
    return kept


def seen(wanted: Callable[[Event], bool], **asked: object) -> Past:
    """The past of the wallet, as it is asked for."""
    with open_wallets() as file:
        return past(file, file.wallet(None), NOW, wanted, **asked)  # type: ignore[arg-type]


def told(found: Past) -> list[object]:
    """What a report says of it: every line for people and for scripts, and the answer."""
    report = history_report(WalletHeading("main", "p", "e"), found.happenings, reasons(found.entries), {})
    return [*zip(report.rows, report.data["events"], strict=True)]


@given(wallets(EXACT), MOMENTS, st.integers(1, 12), KINDS, st.integers(1, 4))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_a_page_is_the_end_of_the_whole_history(
    path: Path, entries: list[Entry], since: datetime, last: int, kind: str | None, every: int
) -> None:
    def wanted(step: Event) -> bool:
        return kind in (None, step.kind)

    path.unlink(missing_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "EVERY", every)
        patch.setattr("os.fsync", lambda _: None)
        kept = written(entries)
        plain = [step for step in steps(EMPTY, effective(kept), NOW) if wanted(step)]
        whole = seen(wanted)
        happened = list(whole.happenings)
        assert [one.step for one in happened if one.wanted] == plain
        rows = told(whole._replace(happenings=happened))
        after = [row for row, step in zip(rows, plain, strict=True) if step.at >= since]
        assert told(seen(wanted, last=last)) == rows[-last:]
        assert told(seen(wanted, since=since)) == after
        assert told(seen(wanted, since=since, last=last)) == after[-last:]


def test_a_page_reads_no_more_as_the_wallet_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "EVERY", 16)
    minutes = [NOW - timedelta(minutes=600 - number) for number in range(600)]
    spends = [Entry(0, "spend", at, NOW, exactly(1)) for at in minutes[1:]]
    with open_wallets(write=True, create=True) as file:
        file.add(file.create("main", "p", "e"), [Entry(0, "open", minutes[0], NOW, terms=TERMS), *spends], NOW)

    def read(**asked: object) -> int:
        return len(seen(lambda step: step.kind != "reset", **asked).entries)

    assert read(last=20) <= 20 + 16
    assert read(since=minutes[-20]) <= 20 + 16
    assert read(last=20, since=minutes[-5]) <= 20 + 16
    assert read() == 600


def test_a_file_of_one_command_makes_the_same_file_as_entries_by_themselves(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a long transaction knows already it need not read again; checkpoints and checksums are the same."""
    monkeypatch.setattr(store, "EVERY", 4)
    opening = Entry(0, "open", START, START, terms=TERMS)
    spends = [Entry(0, "spend", START + timedelta(hours=hour % 17), NOW, exactly(hour)) for hour in range(1, 31)]
    found = []
    for at_once in (30, 4):
        path.unlink(missing_ok=True)
        with open_wallets(write=True, create=True) as file:
            wallet = file.create("main", "p", "e")
            file.add(wallet, [opening, *spends[:3]], NOW)
            for first in range(3, 30, at_once):
                file.add(wallet, spends[first : first + at_once], NOW)
            found.append([file._rows(f"SELECT * FROM {table}") for table in ("wallet", "entry", "checkpoint")])
            assert list(file.check(NOW)) == []
    assert found[0] == found[1]
    assert len(found[0][2]) > 5
