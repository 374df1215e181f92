"""The command line as a person meets it: in this process, in one of its own, or on a terminal."""

import os
import re
import shlex
import signal
import subprocess
import sys
from contextlib import suppress
from typing import Any, NamedTuple

import pytest
from typer.testing import CliRunner

from creditcalc.cli.app import app

if sys.platform != "win32":
    import termios

CREDITCALC = (sys.executable, "-m", "creditcalc")


END, INTERRUPT = "\x04", "\x03"
"""What Ctrl-D and Ctrl-C type."""


class Ran(NamedTuple):
    """What a command did: its exit code and all that it wrote."""

    code: int
    out: str
    err: str


def run(command: str) -> Ran:
    """What `creditcalc COMMAND` does, in this process and without a terminal."""
    result = CliRunner().invoke(app, shlex.split(command), prog_name="creditcalc")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)


def process(command: str, *, stdout: Any = subprocess.PIPE, **environment: str) -> Ran:
    """What `creditcalc COMMAND` does, in a process of its own and without a terminal."""
    found = subprocess.run(
        [*CREDITCALC, *shlex.split(command)],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
        timeout=600,
        check=False,
    )
    return Ran(found.returncode, (found.stdout or b"").decode(), found.stderr.decode())


def terminal(command: str, *, columns: int, **environment: str) -> Ran:
    """What `creditcalc COMMAND` shows on a terminal of that width, standard error included; skipped on Windows."""
    if sys.platform == "win32":
        pytest.skip("Windows has no pseudo-terminals as these are")
    screen, keyboard = os.openpty()
    termios.tcsetwinsize(keyboard, (24, columns))
    ours = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR", "TERM")}
    with subprocess.Popen(
        [*CREDITCALC, *shlex.split(command)],
        stdin=keyboard,
        stdout=keyboard,
        stderr=keyboard,
        env={**ours, "TERM": "xterm-256color", "PAGER": "cat", **environment},
    ) as child:
        os.close(keyboard)
        shown = b""
        with suppress(OSError):  # the way in which a terminal ends on Linux
            while piece := os.read(screen, 65536):
                shown += piece
        os.close(screen)
    return Ran(child.returncode, shown.decode().replace("\r\n", "\n"), "")


def conversation(command: str, *answers: str, **environment: str) -> Ran:
    """What `creditcalc COMMAND` shows on a terminal where each question is answered; skipped on Windows.

    `END` and `INTERRUPT` are the keys that end the input and the program.
    """
    if sys.platform == "win32":
        pytest.skip("Windows has no pseudo-terminals as these are")
    screen, keyboard = os.openpty()
    termios.tcsetwinsize(keyboard, (60, 80))
    ours = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    with subprocess.Popen(
        [*CREDITCALC, *shlex.split(command)],
        stdin=keyboard,
        stdout=keyboard,
        stderr=keyboard,
        env={**ours, "TERM": "xterm", "NO_COLOR": "1", "PAGER": "cat", **environment},
    ) as child:
        os.close(keyboard)
        shown, left = "", list(answers)
        with suppress(OSError):
            while piece := os.read(screen, 65536):
                shown += piece.decode(errors="replace")
                if left and shown.endswith((": ", "] ")):
                    answer = left.pop(0)
                    if answer == INTERRUPT:
                        child.send_signal(signal.SIGINT)
                    else:
                        os.write(screen, (END if answer == END else f"{answer}\n").encode())
        os.close(screen)
    return Ran(child.returncode, re.sub("\x1b\\[[0-9;]*m", "", shown).replace("\r\n", "\n"), "")
