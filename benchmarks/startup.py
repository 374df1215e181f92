"""Start-up as a ratio to bare Python and to a bare Typer app of the same environment: `python benchmarks/startup.py`.

Run it with the Python of a virtual environment that has the package installed (not editable) and byte-compiled, and
with PYTHONDONTWRITEBYTECODE unset.
"""

import os
import pty
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

BARE_TYPER = """
import typer
app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
@app.command()
def quote(model: str = typer.Option(...)):
    print(model)
@app.command()
def other():
    pass
app()
"""
QUOTE = ["quote", "--model", "veo-3.1", "--seconds", "8", "--4k", "--audio"]
ROUNDS = 21


def piped(command: list[str], env: dict[str, str]) -> float:
    """Seconds that a command takes, its output discarded."""
    start = time.perf_counter()
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def anew(command: list[str], env: dict[str, str], cache: Path) -> float:
    """Seconds that a command takes with nothing compiled."""
    shutil.rmtree(cache, ignore_errors=True)
    return piped(command, {**env, "XDG_CACHE_HOME": str(cache)})


def on_terminal(command: list[str], env: dict[str, str]) -> float:
    """Seconds that a command takes when its output is a terminal."""
    ours, theirs = pty.openpty()
    start = time.perf_counter()
    process = subprocess.Popen(command, env=env, stdout=theirs, stderr=subprocess.DEVNULL)
    os.close(theirs)
    try:
        while os.read(ours, 65536):
            pass
    except OSError:
        pass
    os.close(ours)
    if process.wait():
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.perf_counter() - start


def starts(rounds: int = ROUNDS) -> None:
    """Print the median of each command, as a ratio to bare Python and in milliseconds."""
    scratch = Path(tempfile.mkdtemp())
    (scratch / "bare_typer.py").write_text(BARE_TYPER)
    env = {key: value for key, value in os.environ.items() if not key.startswith(("CREDITCALC", "PYTHONDONT"))}
    env |= {"XDG_CACHE_HOME": str(scratch / "warm"), "XDG_CONFIG_HOME": str(scratch / "none"), "TERM": "xterm-256color"}
    python = sys.executable
    program = [python, str(Path(python).with_name("creditcalc"))]
    ours = [*program, *QUOTE]
    cases: dict[str, Callable[[], float]] = {
        "bare python": lambda: piped([python, "-c", "pass"], env),
        "bare typer app": lambda: piped([python, str(scratch / "bare_typer.py"), "quote", "--model", "x"], env),
        "--help": lambda: piped([*program, "--help"], env),
        "quote --help": lambda: piped([*program, "quote", "--help"], env),
        "quote --json, warm": lambda: piped([*ours, "--json"], env),
        "quote, piped text, warm": lambda: piped(ours, env),
        "quote, rich table, warm": lambda: on_terminal(ours, env),
        "quote --json, all sheets read anew": lambda: anew([*ours, "--json"], env, scratch / "cold"),
    }
    times: dict[str, list[float]] = {name: [] for name in cases}
    for run in cases.values():
        run()
    for _ in range(rounds):
        for name, run in cases.items():
            times[name].append(run())
    bare = median(times["bare python"])
    for name, found in times.items():
        print(f"{name:36} {median(found) / bare:6.2f} x bare {median(found) * 1000:7.1f} ms")
    shutil.rmtree(scratch)


if __name__ == "__main__":
    starts()
