"""The command line under limits that no input may reach: ten times the processor time that is aimed at, and memory."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from shell import CREDITCALC, Ran

SECONDS = 20
"""Of processor time: ten times what an answer may take, so that a busy machine fails no test."""
MEGABYTES = 500
"""Of memory, at its peak."""
LAUNCH = f"""
import resource, subprocess, sys
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS}))
code = subprocess.call(sys.argv[2:], stdin=subprocess.DEVNULL)
with open(sys.argv[1], "w") as file:
    file.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code if code >= 0 else 128 - code)
"""
"""Starts a command and writes down its peak in kB. Of a child of their own the tests would count their memory too."""


def bounded(arguments: Sequence[str], **environment: str) -> Ran:
    """What a command does, in a process of its own; fails where it reaches a limit or shows a traceback."""
    with tempfile.NamedTemporaryFile("r") as peak, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        launch = [sys.executable, "-c", LAUNCH, peak.name, *CREDITCALC, *arguments]
        code = subprocess.call(launch, stdout=out, stderr=err, env={**os.environ, **environment})
        out.seek(0)
        err.seek(0)
        ran = Ran(code, out.read().decode(), err.read().decode())
        megabytes = int(peak.read()) // 1024
    shown = " ".join(arguments)
    assert ran.code not in (128 + signal.SIGKILL, 128 + signal.SIGXCPU), f"{shown}: more than {SECONDS} s"
    assert megabytes < MEGABYTES, f"{shown}: {megabytes} MB"
    assert "Traceback" not in ran.err, ran.err
    return ran


def last_line(ran: Ran) -> str:
    """The last line of standard error, which says why."""
    return ran.err.splitlines()[-1]


def written(name: str, data: str | bytes) -> str:
    """A file in this folder, and its name."""
    Path(name).write_bytes(data if isinstance(data, bytes) else data.encode())
    return name
