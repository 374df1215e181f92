"""All benchmarks in one run, as ratios: `python benchmarks/all.py [--quick] [--rows N] [--only start price ...]`.

A ratio is to bare Python, to a program written by hand (C; Polars and DuckDB where they are installed) or to SQLite
alone, measured in the same run; a growth of 1 means that twice the work takes twice the time. At last the fast roads
are proved to say what the plain ones do. In full it takes about an hour, `--quick` some minutes, `--rows 1000` a few.
It ends with an exit code of 1 at the first command that fails, or law that does not hold. Run it with the Python of an
environment that has the package (not editable) and its `dev` extra installed.
"""

import argparse
import os
import sys
from collections.abc import Callable
from importlib.util import find_spec

from batch import batches
from laws import laws
from price import prices
from startup import starts
from waiting import waits
from wallet import wallets

QUICK_ROWS, FULL_ROWS = 100_000, 1_000_000
ENGINES = ["duckdb"] if find_spec("duckdb") else []


def batched(rows: int) -> None:
    """A tenth of the rows too, so that the growth can be seen."""
    batches((rows // 10, rows), (rows // 10, rows), ENGINES)


def main() -> None:
    """Run what is asked for."""
    options = argparse.ArgumentParser(description=__doc__)
    parts = ("start", "price", "waiting", "batch", "wallet", "laws")
    options.add_argument("--quick", action="store_true", help="small sizes and few rounds")
    options.add_argument("--rows", type=int, help="rows of the largest files, instead of a million")
    options.add_argument("--only", nargs="+", choices=parts, default=parts, help="some of it")
    asked = options.parse_args()
    rows = asked.rows or (QUICK_ROWS if asked.quick else FULL_ROWS)
    quick = rows < FULL_ROWS
    runs: dict[str, Callable[[], None]] = {
        "start": lambda: starts(5 if quick else 21),
        "price": prices,
        "waiting": lambda: waits(rows),
        "batch": lambda: batched(rows),
        "wallet": lambda: wallets(rows),
        "laws": lambda: laws(rows // 50 if quick else rows),
    }
    python = sys.version.split()[0]
    print(f"{os.cpu_count()} cores, Python {python}, load {os.getloadavg()[0]:.1f}")
    for name in asked.only:
        print(f"\n{name}", flush=True)
        runs[name]()


if __name__ == "__main__":
    main()
