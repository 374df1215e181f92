"""Signals that end a run: whenever they come nothing of ours is said, nothing is left, and it dies of the signal."""

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from shell import CREDITCALC, run

from creditcalc.cli.ending import ENDING

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="signals of POSIX"),
    pytest.mark.usefixtures("warm"),
]

AT_EVENT = """
import os, sys
moment, number = int(sys.argv.pop(1)), int(sys.argv.pop(1))
count = None
def look(event, args):
    global count
    if count is None:
        if event == "exec" and args[0].co_filename.endswith(os.path.join("creditcalc", "cli", "app.py")):
            count = 0
    elif event != "import" or args[0] != "_signal":
        count += 1
        if count == moment:
            os.kill(os.getpid(), number)
sys.addaudithook(look)
from creditcalc.cli.app import main
try:
    main()
finally:
    print(count, file=sys.stderr)
"""
"""A start that sends itself a signal at an event of the interpreter, such as an import or the opening of a file.

The events are counted from the first instruction of `cli/app.py` on; where the moment never comes their number is said.
"""
MOMENTS = 8
"""How many are tried of each signal."""


def started(command: str, moment: int, number: int) -> tuple[int, str]:
    """How a start ended, and what it said."""
    code = [sys.executable, "-c", AT_EVENT, str(moment), str(number), *shlex.split(command)]
    done = subprocess.run(code, capture_output=True, timeout=60, check=False)
    return done.returncode, done.stderr.decode()


def test_a_start_ends_at_any_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a command that reads sheets and writes into a wallet, from the first import to the last write."""
    monkeypatch.chdir(tmp_path)
    assert run("wallet open main --plan plus --since 2026-05-14").code == 0
    command = "wallet spend --model kling-2.6-standard --seconds 5"
    code, events = started(command, -1, 0)
    assert code == 0, events
    last = int(events.split()[-1])
    moments = [1 + (last - 1) * step // MOMENTS for step in range(MOMENTS)]
    with ThreadPoolExecutor(2) as pool:
        for number in ENDING:
            for moment, found in zip(moments, pool.map(partial(started, command, number=number), moments), strict=True):
                assert found == (-number, ""), (number, moment)
    assert [path.name for path in Path(os.environ["XDG_DATA_HOME"], "creditcalc").iterdir()] == ["wallet.db"]
    assert run("wallet check").code == 0


@contextmanager
def waiting() -> Iterator["subprocess.Popen[bytes]"]:
    """A run that has begun to write `rows.csv`, and waits for more rows."""
    command = [*CREDITCALC, "batch", "-", "--format", "csv", "--output", "rows.csv"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdin is not None
        child.stdin.write(b"model,seconds\nkling-2.6-standard,5\n")
        child.stdin.flush()
        while not list(Path().glob(".rows.csv.*.part")):
            assert child.poll() is None
            time.sleep(0.01)
        yield child


@pytest.mark.parametrize("number", ENDING)
def test_what_is_written_meanwhile_is_taken_away(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(Path().iterdir())
    with waiting() as child:
        child.send_signal(number)
        assert child.wait(30) == -number
        assert child.stderr is not None
        assert child.stderr.read() == b""
    assert sorted(Path().iterdir()) == before


def test_what_is_ignored_stays_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `nohup` has it."""
    monkeypatch.chdir(tmp_path)
    handler = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with waiting() as child:
            child.send_signal(signal.SIGHUP)
            child.communicate(timeout=30)
    finally:
        signal.signal(signal.SIGHUP, handler)
    assert child.returncode == 0
    assert Path("rows.csv").read_text().startswith("model,seconds,")


def test_the_library_hears_of_no_signal() -> None:
    code = "import signal, creditcalc; print(creditcalc.Amount, signal.getsignal(signal.SIGINT).__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"<class 'creditcalc.amount.Amount'> default_int_handler\n"
