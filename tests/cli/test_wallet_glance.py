"""What a cost leaves of a wallet, on the screen of a quote: read for a terminal alone, and never in the quote's way."""

import os
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from shell import Ran, process, run, terminal

pytestmark = [
    pytest.mark.usefixtures("warm"),
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals as these are"),
]

PIPED = "quote --model kling-2.6-standard --seconds 20"  # ~0.5 * 20 = ~10
SHOWN = "leaves ~70  of 80 until 20 Dec, in wallet main\n"


@pytest.fixture(autouse=True)
def file(tmp_path: Path, alone: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The place of the wallets, in a folder of its own, and a clock that stands."""
    path = tmp_path / "w" / "wallet.db"
    monkeypatch.setenv("CREDITCALC_WALLET", str(path))
    monkeypatch.setenv("CREDITCALC_TODAY", "2026-11-29")
    monkeypatch.setenv("TZ", "UTC")
    return path


def opened(name: str, *options: str) -> None:
    """A new wallet, for Plus of InVideo and since 20 May unless options say otherwise."""
    plan = () if "--plan" in " ".join(options) else ("--plan", "plus")
    assert run(" ".join(["wallet open", name, *plan, "--since 2026-05-20", *options])).code == 0


def seen(command: str = PIPED) -> Ran:
    """What a command shows on a terminal, without colours."""
    return terminal(command, columns=100, NO_COLOR="1")


def plain(ran: Ran) -> str:
    """The same without what makes it bold or dim."""
    return ran.out.replace("\x1b[1m", "").replace("\x1b[2m", "").replace("\x1b[0m", "")


def state(file: Path) -> object:
    """All that a reader could leave behind."""
    return sorted(file.parent.iterdir()), file.read_bytes(), file.stat().st_mtime_ns


def test_a_quote_says_what_it_leaves_and_writes_nothing(file: Path) -> None:
    opened("main")
    before = state(file)
    assert SHOWN in plain(seen())
    file.chmod(0o400)
    file.parent.chmod(0o500)
    assert SHOWN in plain(seen())
    file.parent.chmod(0o700)
    assert state(file) == before


@pytest.mark.parametrize(
    ("command", "line"),
    [
        # 80 of the plan, of which 75 are left after a spend of 5
        ("kling-2.6-standard --seconds 20", "leaves ~65  of 80 until 20 Dec, in wallet main"),
        (
            "quote --model kling-2.6-standard --seconds 150",
            "may exceed  the 75 of 80 left until 20 Dec, in wallet main",
        ),
        ("kling-2.6-standard --seconds 150 --tolerance 0", "leaves ~0  of 80 until 20 Dec"),
        ("kling-2.6-standard --seconds 200", "exceeds  the 75 of 80 left until 20 Dec, in wallet main"),
        ("veo-3.1 --seconds 8 --4k --audio", "exceeds  the 75 of 80 left until 20 Dec"),  # 80+
    ],
)
def test_a_cost_is_held_against_what_is_left(command: str, line: str) -> None:
    opened("main")
    assert run("wallet spend 5").code == 0
    assert line in plain(seen(f"quote --model {command}"))


def test_a_batch_says_what_it_leaves(tmp_path: Path) -> None:
    opened("main")
    rows, board = tmp_path / "a.csv", tmp_path / "b.yaml"
    rows.write_text("model,seconds,outputs\nkling-2.6-standard,10,2\nkling-2.6-standard,10,2\n")  # 4 * 10 * ~0.5
    board.write_text("shots: [{name: one, model: kling-2.6-standard, seconds: 20}]\n")
    shown = plain(seen(f"batch {rows}"))
    assert "25 %  of the 80 credits a month on Plus (your plan)\n" in shown
    assert "leaves ~60  of 80 until 20 Dec, in wallet main\n" in shown
    assert SHOWN in plain(seen(f"batch {board}"))
    for file in (rows, board):
        assert "wallet" not in seen(f"batch {file} --quiet").out + seen(f"batch {file} --json").out
        assert "wallet" not in process(f"batch {file}").out


def test_several_ends_are_not_one() -> None:
    opened("main")
    assert run("wallet top-up 100 --expires never").code == 0
    assert "leaves ~170  of 180 in wallet main\n" in plain(seen())


@pytest.mark.parametrize("option", ["--json", "--format csv", "--format markdown", "--format json", "--quiet"])
def test_no_script_is_told(file: Path, option: str) -> None:
    shown = seen(f"{PIPED} {option}").out
    opened("main")
    assert seen(f"{PIPED} {option}").out == shown
    file.write_bytes(b"no wallet")
    assert seen(f"{PIPED} {option}").out == shown


def test_no_pipe_is_told(file: Path) -> None:
    told = process(PIPED)
    opened("main")
    assert process(PIPED) == told
    file.write_bytes(b"no wallet")
    assert process(PIPED) == told


def test_without_a_wallet_nothing_is_made_or_loaded(file: Path) -> None:
    shown = terminal(PIPED, columns=100, PYTHONPROFILEIMPORTTIME="1").out
    assert "creditcalc.reports.quote_screen" in shown
    assert "sqlite3" not in shown
    assert "creditcalc.wallet.store" not in shown
    assert not file.parent.exists()
    file.parent.mkdir()
    file.touch()
    assert "sqlite3" not in terminal(PIPED, columns=100, PYTHONPROFILEIMPORTTIME="1").out
    assert file.read_bytes() == b""


def damage(file: Path) -> None:
    """The start of the file alone."""
    file.write_bytes(file.read_bytes()[:3000])


def version(number: int) -> Callable[[Path], None]:
    """The file as one of that version."""

    def set_version(file: Path) -> None:
        with sqlite3.connect(file) as connection:
            connection.execute(f"PRAGMA user_version = {number}")
        connection.close()

    return set_version


def interrupt(file: Path) -> None:
    """A journal beside it that a writer has not taken away."""
    code = (
        "import os, sqlite3, sys; one = sqlite3.connect(sys.argv[1], isolation_level=None); "
        "one.execute('PRAGMA cache_size = 1'); one.execute('BEGIN IMMEDIATE'); "
        "one.execute('CREATE TABLE big (text TEXT)'); "
        "[one.execute('INSERT INTO big VALUES (?)', ('x' * 9000,)) for _ in range(99)]; os._exit(0)"
    )
    assert os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", code, str(file)]) == 0
    assert file.with_name("wallet.db-journal").stat().st_size


FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "damaged": (damage, "it is damaged (database disk image is malformed); restore a backup, or save what is intact"),
    "other": (lambda file: file.write_bytes(b"x" * 9000), "it is not a wallet, or damaged"),
    "newer": (version(99), "newer"),
    "older": (version(3), "was made by an older release: `creditcalc wallet balance` brings it up to date"),
    "open to all": (lambda file: file.chmod(0o666), "other users can write to this file"),
    "interrupted": (interrupt, "what was being written was interrupted: `creditcalc wallet balance` takes it back"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_note_and_the_quote_is_as_without_a_wallet(file: Path, fault: str) -> None:
    without = seen()
    opened("main")
    make, words = FAULTS[fault]
    make(file)
    before = state(file)
    found = seen()
    note, _, rest = found.out.partition("\n")
    assert note.startswith(f"note: your wallet is not shown: {file}: "), found
    assert words in note
    assert (rest, found.code) == (without.out, without.code)
    assert state(file) == before


def test_a_writer_is_not_waited_for_long(file: Path) -> None:
    opened("main")
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    found = seen()
    holder.execute("ROLLBACK")
    holder.close()
    words = "another program has been writing to it for more than 2 seconds: try again"
    assert found.out.startswith(f"note: your wallet is not shown: {file}: {words}\n")
    assert found.code == 0


def test_it_is_the_default_wallet_or_the_only_one_of_the_price_book() -> None:
    opened("flow", "--platform flow --plan plus --zone UTC --rollover nothing --burn-order soonest")
    assert "in wallet" not in seen().out  # none holds credits of InVideo
    opened("one")
    assert "in wallet one\n" in seen().out  # the only one
    opened("two")
    assert "in wallet" not in seen().out  # neither is the default one
    assert run("wallet default two").code == 0
    assert "in wallet two\n" in seen().out
    assert "in wallet" not in seen("quote veo-3.1 8s --edition 2026-09").out  # credits of other prices
    assert "in wallet one\n" in seen(f"{PIPED} --wallet one").out


def test_the_plan_of_the_wallet_is_known_where_no_other_is(monkeypatch: pytest.MonkeyPatch) -> None:
    opened("main", "--plan 'Plus (yearly)'")
    # ~10 of 75; a twelfth of 200 USD is 16.67 a month
    told = "~13.33 %  of the 75 credits a month on Plus (yearly, your plan)\n"
    assert told in plain(seen())
    assert " of a month on Plus (yearly, your plan)" in " ".join(plain(seen("models compare 8s 1080p audio")).split())
    assert "your plan" not in process(PIPED).out + process("models compare 8s 1080p audio").out
    assert "  of the 400 credits a month on Max\n" in plain(seen(f"{PIPED} --plan max"))
    monkeypatch.setenv("CREDITCALC_PLAN", "max")
    assert "  of the 400 credits a month on Max (your plan)\n" in plain(seen())


@pytest.mark.parametrize(
    ("command", "wallet"),
    [
        ("quote veo-3.1-fast 8s --platform flow", "--platform flow --plan free --zone UTC --burn-order soonest"),
        ("quote agent-one --minutes 1", "--plan free --allowance 10 --rollover nothing"),
    ],
)
def test_the_plan_of_the_wallet_refuses_nothing_and_changes_no_price(command: str, wallet: str) -> None:
    without = seen(command)
    opened("main", wallet)
    found = seen(command)
    lines = found.out.splitlines(keepends=True)
    (said,) = [line for line in lines if "in wallet main" in line]
    lines.remove(said)
    assert ("".join(lines), found.code) == (without.out, without.code)
