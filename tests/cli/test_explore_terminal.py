"""The explorer at a terminal, without one, and without its library: what is said, and how the terminal is left."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from shell import CREDITCALC, END, INTERRUPT, Ran, conversation, run

import creditcalc.cli.commands.explore as explore_command
from creditcalc.cli.app import COMMANDS

if sys.platform != "win32":
    import termios

pytestmark = pytest.mark.usefixtures("warm")

BROKEN = """
import sys
from creditcalc.cli.explore.app import Explorer
from creditcalc.cli.app import main
def fail(self):
    raise ValueError("a fault of ours")
Explorer.action_help = fail
sys.argv = ["creditcalc", "explore", "veo", "3.1", "8s"]
main()
"""
COMMAND = "creditcalc quote --model veo-3.1 --seconds 8"


def at_terminal(*line: str, keys: bytes = b"", number: int = 0) -> tuple[int, str, bool]:
    """The exit code of a program that is left at a terminal, what it wrote, and whether the terminal is as before."""
    if sys.platform == "win32":
        pytest.skip("Windows has no pseudo-terminals as these are")
    screen, keyboard = os.openpty()
    termios.tcsetwinsize(keyboard, (24, 80))
    before = termios.tcgetattr(keyboard)
    ours = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
    with subprocess.Popen(
        line, stdin=keyboard, stdout=keyboard, stderr=keyboard, env={**ours, "TERM": "xterm"}
    ) as child:
        shown, sent = b"", False
        os.set_blocking(screen, False)
        end = time.monotonic() + 100
        while child.poll() is None and time.monotonic() < end:
            with suppress(BlockingIOError):
                shown += os.read(screen, 65536)
            if not sent and COMMAND.encode() in shown and b"Quit" in shown:
                os.write(screen, keys)
                if number:
                    child.send_signal(number)
                sent = True
            time.sleep(0.02)
        child.kill()
        with suppress(BlockingIOError, OSError):
            shown += os.read(screen, 65536)
        after = termios.tcgetattr(keyboard)
        os.close(keyboard)
        os.close(screen)
    return child.returncode, shown.decode(errors="replace"), before == after


@pytest.mark.parametrize(
    ("keys", "number", "code"), [(b"q", 0, 0), (b"\x03", 0, -signal.SIGINT), (b"", signal.SIGTERM, -signal.SIGTERM)]
)
def test_the_terminal_is_left_as_it_was_and_the_command_is_printed(keys: bytes, number: int, code: int) -> None:
    found, shown, same = at_terminal(*CREDITCALC, "explore", "veo", "3.1", "8s", keys=keys, number=number)
    left = shown.rpartition("\x1b[?1049l")[2]  # what follows the end of the other screen
    assert (found, same) == (code, True)
    assert "\x1b[?25h" in shown  # the cursor is there again
    assert re.sub("\x1b\\[[?<>]*[0-9;]*[a-zA-Z]", "", left).split("\r\n")[0].strip() == COMMAND


def test_after_a_fault_of_ours_the_terminal_is_left_as_it_was() -> None:
    code, shown, same = at_terminal(sys.executable, "-c", BROKEN, keys=b"?")
    assert (code, same) == (1, True)
    assert "a fault of ours" in shown.rpartition("\x1b[?1049l")[2]


def test_without_a_terminal_it_names_the_command_for_that() -> None:
    ran = run("explore veo 3.1 8s --plan plus --platform invideo")
    assert ran == Ran(
        2,
        "",
        "error: explore needs a terminal\n"
        "hint: without one   creditcalc quote veo 3.1 8s --plan plus --platform invideo\n",
    )


def test_without_its_library_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("creditcalc.cli.explore.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "textual.app", None)
    monkeypatch.setattr(explore_command, "at_terminal", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    ran = run("explore veo 3.1 8s")
    assert ran == Ran(
        1, "", "error: Textual is not installed: run `pip install '.[explore]'` in a clone of creditcalc\n"
    )


def test_plainly_it_asks_what_quote_asks() -> None:
    asked = conversation("explore --plain veo 3.1", "8")
    assert (asked.code, asked.out) == (0, conversation("quote veo 3.1", "8").out)
    assert run("explore --plain veo 3.1 8s --plan plus") == run("quote veo 3.1 8s --plan plus")
    assert END != INTERRUPT


def test_a_folder_of_ones_own_sheets_is_in_the_command(tmp_path: Path) -> None:
    """The options that every command needs to find the same sheets."""
    from creditcalc.cli.options import BookOptions

    book = BookOptions(pricing=str(tmp_path), no_config=True)
    assert explore_command._needed(book) == ("--pricing", str(tmp_path), "--no-config")
    assert "explore" in COMMANDS
