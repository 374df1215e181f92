"""The command line under limits that no input may reach: ten times the processor time that is aimed at, and memory."""

import os
import resource
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from shell import CREDITCALC, Ran

SECONDS = 20
"""Of processor time: ten times what an answer may take, so that a busy machine fails no test."""
MEGABYTES = 500
"""Of memory, at its peak."""


def bounded(arguments: Sequence[str], **environment: str) -> Ran:
    """What a command does, in a process of its own; fails where it reaches a limit or shows a traceback."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen(
            [*CREDITCALC, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            env={**os.environ, **environment},
        )
        resource.prlimit(child.pid, resource.RLIMIT_CPU, (SECONDS, SECONDS))
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        ran = Ran(child.returncode, out.read().decode(), err.read().decode())
    shown = " ".join(arguments)
    assert ran.code not in (-signal.SIGKILL, -signal.SIGXCPU), f"{shown}: more than {SECONDS} s"
    assert used.ru_maxrss < MEGABYTES * 1024, f"{shown}: {used.ru_maxrss // 1024} MB"
    assert "Traceback" not in ran.err, ran.err
    return ran


def last_line(ran: Ran) -> str:
    """The last line of standard error, which says why."""
    return ran.err.splitlines()[-1]


def written(name: str, data: str | bytes) -> str:
    """A file in this folder, and its name."""
    Path(name).write_bytes(data if isinstance(data, bytes) else data.encode())
    return name
