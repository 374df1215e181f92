"""The wallet against SQLite itself: `python benchmarks/wallet.py [ENTRIES]`, a million unless said otherwise.

The balance of a large wallet as a ratio to SQLite's own sum of the column, what opening costs as a wallet grows, and
what one spend costs. `tools/endurance.py kills` kills writers by the thousand.
"""

import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from creditcalc.amount import exactly
from creditcalc.period import Cadence, Span, moment
from creditcalc.wallet.ledger import Entry, Terms
from creditcalc.wallet.store import open_wallets

START, NOW = moment("2006-01-14"), moment("2026-06-20")
TERMS = Terms("plan", exactly(100_000), Cadence.parse("month on 31"), "nothing", ("plan", "top-up"))
ROUNDS = 15


def entries(number: int) -> Iterator[Entry]:
    """A wallet of twenty years: spends at even intervals, and a top-up now and then."""
    yield Entry(0, "open", START, NOW, terms=TERMS)
    step = (NOW - START) / number
    for turn in range(1, number):
        at = (START + step * turn).replace(microsecond=0)
        if turn % 1000:
            yield Entry(0, "spend", at, NOW, exactly(turn % 7))
        else:
            yield Entry(0, "top-up", at, NOW, exactly(500), pool="top-up", expires=Span(12, "month"))


def filled(path: Path, number: int) -> float:
    """Seconds it takes to write a wallet of so many entries, in one transaction."""
    os.environ["CREDITCALC_WALLET"] = str(path)
    start = time.perf_counter()
    with open_wallets(write=True, create=True) as file:
        file.add(file.create("main", "p", "e"), entries(number), NOW)
    return time.perf_counter() - start


def balance(at: datetime) -> None:
    """The books at a moment, from opening the file on."""
    with open_wallets() as file:
        file.books(file.wallet(None), at)


def opening() -> None:
    """Open and close."""
    with open_wallets() as file:
        file.wallets()


def spend() -> None:
    """One spend, to the disk."""
    with open_wallets(write=True) as file:
        file.add(file.wallet(None), [Entry(0, "spend", NOW, NOW, exactly(1))], NOW)


def summed(path: Path) -> None:
    """SQLite's own sum of the column."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("SELECT sum(amount) FROM entry").fetchall()


def seconds(run: Callable[[], object]) -> float:
    """The median of some runs."""
    found = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return median(found)


def main() -> None:
    """Print what each takes, and the ratios that matter."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder, "small.db"), Path(folder, "large.db")
        filled(small, 1000)
        small_open, small_spend = seconds(opening), seconds(spend)
        print(f"{number:,} entries written in {filled(large, number):.0f} s, {large.stat().st_size / 1e6:.0f} MB")
        sum_of = seconds(lambda: summed(large))
        print(f"{'SQLite sums the column':36} {sum_of * 1000:8.1f} ms")
        for name, at in (("balance now", NOW), ("balance ten years back", NOW - timedelta(days=3650))):
            found = seconds(lambda at=at: balance(at))  # type: ignore[misc]
            print(f"{name:36} {found * 1000:8.1f} ms {found / sum_of:6.2f} x the sum")
        for name, one, other in (("opening", small_open, seconds(opening)), ("a spend", small_spend, seconds(spend))):
            print(f"{name:36} {other * 1000:8.1f} ms {other / one:6.2f} x that of a wallet of 1,000")


if __name__ == "__main__":
    main()
