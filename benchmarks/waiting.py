"""What people wait for, as ratios to bare Python, and how it grows: `python benchmarks/waiting.py`.

Times are processor seconds of whole commands, the least of three runs; a growth of 1 means that twice the work takes
twice the time beyond the start. Run it with the Python of an environment that has the package and its extras installed.
"""

import json
import math
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

RUNS = 3
PLATFORMS = ("runway", "luma", "heygen", "firefly", "invideo")
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
    """Processor seconds of a command, the least of some runs."""
    found = []
    for _ in range(runs):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
            _, _, used = os.wait4(child.pid, 0)
            child.returncode = 0
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


def main() -> None:
    """Print what is waited for."""
    program = (sys.executable, str(Path(sys.executable).with_name("creditcalc")))
    bare = spent(sys.executable, "-c", "pass")
    start = spent(*program, "quote", "veo-3.1", "8s", "--json")
    told("bare Python", (1,), (bare,), bare, 0)
    told("a quote as JSON", (1,), (start,), bare, 0)
    compare = (*program, "plans", "compare")
    for platform in PLATFORMS:
        months = (12, 24, 120)
        asked = (*compare, "--platform", platform, "--credits", "10000", "--json", "--horizon")
        told(f"--horizon, {platform}", months, [spent(*asked, str(month)) for month in months], bare, start)
    for platform in ("kling", "pika"):
        most = (10_000, 100_000)
        until = (*compare, "--platform", platform, "--break-even", "--json", "--up-to")
        told(f"--break-even, {platform}", most, [spent(*until, str(up_to)) for up_to in most], bare, start)
    with tempfile.TemporaryDirectory() as folder:
        shots = (300, 1_000, 5_000)
        files = [storyboard(Path(folder, f"{number}.yaml"), number) for number in shots]
        fits = [
            spent(*program, "batch", file, "--fit", str(12 * number), "--quiet")
            for file, number in zip(files, shots, strict=True)
        ]
        told("batch --fit, shots", shots, fits, bare, start)
        counts = (100_000, 1_000_000)
        for kind in ("csv", "jsonl"):
            files = [rows(Path(folder, f"{count}.{kind}"), count) for count in counts]
            told(
                f"batch, rows of {kind}",
                counts,
                [spent(*program, "batch", file, "--quiet") for file in files],
                bare,
                start,
            )
    calls = (1_000, 10_000)
    each = [spent(sys.executable, "-c", LIBRARY.format(calls=number)) for number in calls]
    told("creditcalc.quote(), calls", calls, each, bare, start)


if __name__ == "__main__":
    main()
