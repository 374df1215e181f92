"""How a process is ended from outside: what it has begun is taken away, and it dies of the signal, as shells expect."""

import os
import signal
from contextlib import suppress
from typing import Any, NoReturn

from creditcalc.files import UNFINISHED

ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""The signals of a person, of the system, and of a terminal that is closed."""
PIPE = 13
"""The number of SIGPIPE, which Windows has not."""


def listen() -> None:
    """From now on what ends the process takes away what was begun; what whoever started it ignores stays ignored."""
    for number in ENDING:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)


def _end(number: int, frame: Any) -> None:
    while UNFINISHED:
        with suppress(Exception):
            UNFINISHED.pop()()
    die(number)


def die(number: int) -> NoReturn:
    """End this process by a signal: `$?` is 128 and its number, and a shell's loop stops."""
    if os.name == "posix":
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)
    os._exit(128 + number)  # Windows, or the first process of a container, which no signal ends
