"""The explorer at a terminal, without one, and without its library: what is said, and how the terminal is left."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

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


class Tmux:
    """A terminal as a person has it: keys go in, and the screen can be read."""

    def __init__(self, folder: str) -> None:
        self.start = ["tmux", "-S", f"{folder}/s", "-f", "/dev/null"]

    def __call__(self, *words: str) -> str:
        """What a command of tmux prints."""
        found = subprocess.run([*self.start, *words], stdin=subprocess.DEVNULL, capture_output=True, check=True)
        return found.stdout.decode()

    def shows(self, *words: str) -> str:
        """The screen, once it has all of these words."""
        end, screen = time.monotonic() + 100, ""
        while time.monotonic() < end:
            screen = self("capture-pane", "-p")
            if all(word in screen for word in words):
                return screen
            time.sleep(0.1)
        raise AssertionError(screen)


@pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux")
def test_in_tmux_the_command_is_copied_and_a_suspended_one_resumes() -> None:
    """tmux takes what a program copies (OSC 52) into its buffer, so the copy can be read."""
    with TemporaryDirectory() as folder:
        tmux = Tmux(folder)
        tmux("new-session", "-d", "-x", "80", "-y", "24", "PS1='$ ' exec bash --norc --noprofile")
        try:
            tmux("set", "-g", "set-clipboard", "on")
            tmux("send-keys", f"{shlex.join(CREDITCALC)} explore veo 3.1 8s", "Enter")
            tmux.shows(COMMAND, "q Quit")
            tmux("send-keys", "c")
            tmux.shows("Copied")
            assert tmux("show-buffer") == COMMAND
            tmux("send-keys", "C-z")
            assert "q Quit" not in tmux.shows("Stopped")
            tmux("send-keys", "fg", "Enter")
            tmux.shows("1 Clip", "q Quit")
            tmux("send-keys", "Right")
            tmux.shows("--seconds 9", "q Quit")
            tmux("send-keys", "q")
            assert "1 Clip" not in tmux.shows("--seconds 9\n$")
            tmux("send-keys", "clear; stty -a", "Enter")
            assert not {"-icanon", "-echo", "-isig"} & {*tmux.shows("icanon", "isig").split()}
        finally:
            tmux("kill-server")


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
