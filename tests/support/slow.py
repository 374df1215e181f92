"""A tool that is slow when it is asked to be: what a worker of `creditcalc mcp` runs in place of the real one."""

import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from creditcalc.cli.commands.mcp.answers import Answer


def slow_answer(seconds: float, tool: object, given: Mapping[str, Any], preset: object) -> Answer:
    """Writes the worker's process id into the file `started`, if one is named, and sleeps for as long as is asked."""
    if "started" in given:
        Path(given["started"]).write_text(str(os.getpid()))
    if given.get("dies"):
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(given.get("seconds", 0))
    return Answer("done", None, refused=True)
