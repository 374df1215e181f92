"""What people wait for, as ratios to bare Python, and how it grows: `python benchmarks/waiting.py [ROWS]`.

Times are processor seconds of whole commands, the least of three runs; a growth of 1 means that twice the work takes
twice the time beyond the start. ROWS is the largest file, a million unless said otherwise; storyboards and months are
shorter with it. Run it with the Python of an environment that has the package and its extras installed.
"""

import json
import math
import os
import random
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

RUNS = 3
MOST = 1_000_000
"""Rows of the largest file, unless said otherwise."""
SHOTS = (100, 300, 1_000, 5_000)
"""Sizes of storyboards, of which a hundredth of the rows is the largest."""
PROGRAM = (sys.executable, str(Path(sys.executable).with_name("creditcalc")))
PLATFORMS = ("kling", "runway", "luma", "heygen", "firefly", "invideo")
WAYS = """
      - name: Shot {number}
        seconds: {seconds}
        alternatives:
          draft: {{model: kling-2.6-standard, takes: {takes}, prefer: 1}}
          middle: {{model: veo-3.1-fast, resolution: 720p, prefer: {middle}}}
          final: {{model: veo-3.1, resolution: 1080p, audio: on, prefer: 5}}
"""
LIBRARY = """
import creditcalc
for _ in range({calls}):
    creditcalc.quote(model="veo-3.1", seconds=8, resolution="4k", audio=True)
"""


def spent(*command: str, runs: int = RUNS) -> float:
    """Processor seconds of a command, the least of some runs; ends the run with what a command says that fails."""
    found = []
    for _ in range(runs):
        with tempfile.TemporaryFile() as said:
            with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said) as child:
                _, status, used = os.wait4(child.pid, 0)
                child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode:
                said.seek(0)
                words = said.read().decode(errors="replace")
                sys.exit(f"exit code {child.returncode}: {shlex.join(command)}\n{words}")
        found.append(used.ru_utime + used.ru_stime)
    return min(found)


def storyboard(path: Path, shots: int) -> str:
    """A storyboard of so many shots, each with three ways to make it."""
    numbers = random.Random(1)
    rows = [
        WAYS.format(
            number=number, seconds=numbers.randint(4, 8), takes=numbers.randint(1, 3), middle=numbers.randint(2, 4)
        )
        for number in range(shots)
    ]
    path.write_text(f"name: Long\ndefaults: {{audio: off}}\nscenes:\n  - name: One\n    shots:{''.join(rows)}")
    return str(path)


def rows(path: Path, count: int) -> str:
    """A file of so many generations of sixty kinds, each with an id of its own."""
    numbers = random.Random(1)
    with path.open("w", encoding="utf-8") as file:
        file.write("" if path.suffix == ".jsonl" else "id,model,seconds\n")
        for number in range(count):
            seconds = numbers.randint(3, 60)
            row = {"id": str(number), "model": "kling-2.6-standard", "seconds": seconds}
            file.write(f"{json.dumps(row)}\n" if path.suffix == ".jsonl" else f"{number},{row['model']},{seconds}\n")
    return str(path)


def told(name: str, sizes: Sequence[int], times: Sequence[float], bare: float, start: float) -> None:
    """Prints each time and its ratio to bare Python, and the growth from the first size to the last."""
    for size, time in zip(sizes, times, strict=True):
        print(f"{name:34} {size:>9,} {time:8.2f} s {time / bare:8.1f} x bare")
    first, last = (max(time - start, 0.001) for time in (times[0], times[-1]))
    if len(sizes) > 1:
        print(f"{'':34} growth {math.log(last / first) / math.log(sizes[-1] / sizes[0]):.1f}")


def waits(count: int = MOST) -> None:
    """Print what is waited for, with files of up to so many rows."""
    bare = spent(sys.executable, "-c", "pass")
    start = spent(*PROGRAM, "quote", "veo-3.1", "8s", "--json")
    told("bare Python", (1,), (bare,), bare, 0)
    told("a quote as JSON", (1,), (start,), bare, 0)

    def measured(name: str, sizes: Sequence[int], asked: Callable[[int], Sequence[str]], before: float = start) -> None:
        told(name, sizes, [spent(*asked(size)) for size in sizes], bare, before)

    compare = (*PROGRAM, "plans", "compare", "--json", "--platform")
    for platform in PLATFORMS:
        months = (12, 24, 120) if count >= MOST else (12, 24)
        options = (platform, "--credits", "10000", "--horizon")
        measured(f"--horizon, {platform}", months, lambda size: (*compare, *options, str(size)))  # noqa: B023
    for platform in ("kling", "pika"):
        until = (*compare, platform, "--break-even", "--up-to")
        measured(f"--break-even, {platform}", (10_000, 100_000), lambda size: (*until, str(size)))  # noqa: B023
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def board(shots: int) -> str:
            return storyboard(folder / f"{shots}.yaml", shots)

        batch, report = (*PROGRAM, "batch", "--quiet"), (*PROGRAM, "report", "-o", str(folder / "page.html"))
        shots = [size for size in SHOTS if size <= max(count // 100, SHOTS[0])]
        measured("batch --fit, shots", shots, lambda size: (*batch, board(size), "--fit", str(12 * size)))
        measured("report, shots", shots[:3], lambda size: (*report, board(size)))
        counts = (count // 10, count)
        for kind in ("csv", "jsonl"):
            measured(f"batch, rows of {kind}", counts, lambda size: (*batch, rows(folder / f"{size}.{kind}", size)))  # noqa: B023
    library = (sys.executable, "-c")
    calls = (count // 1000, count // 100)
    measured("creditcalc.quote(), calls", calls, lambda size: (*library, LIBRARY.format(calls=size)))


if __name__ == "__main__":
    waits(int(sys.argv[1]) if len(sys.argv) > 1 else MOST)
