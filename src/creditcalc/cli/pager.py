"""A pager for what is higher than the terminal: `$PAGER`, else `less`."""

import os
import shlex
import shutil
import signal
import sys
from contextlib import suppress
from subprocess import PIPE, Popen

LESS = "FIRX"
"""What `less` does: end at once where all has room, search in any case, show colours, leave the text on the screen."""


def shown_in_pager(text: str) -> bool:
    """Shows the text in a pager, where it is higher than the terminal and there is one. Whether it was shown."""
    if text.count("\n") < shutil.get_terminal_size().lines or not sys.stdin.isatty() or not sys.stdout.isatty():
        return False
    try:
        command = shlex.split(os.environ.get("PAGER", "less"))
    except ValueError:  # a quotation mark that is not closed
        return False
    if not command or command == ["cat"] or os.environ.get("TERM") == "dumb" or not shutil.which(command[0]):
        return False
    sys.stdout.flush()
    try:
        pager = Popen(command, stdin=PIPE, env={"LESS": LESS, "LESSCHARSET": "utf-8", **os.environ})  # noqa: S603  # the person's own
    except OSError:
        return False
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the pager, which goes on
    try:
        with suppress(BrokenPipeError), pager.stdin as pipe:  # type: ignore[union-attr]  # it was asked for
            pipe.write(text.encode("utf-8", "replace"))
        pager.wait()
    finally:
        signal.signal(signal.SIGINT, before)
    return True
