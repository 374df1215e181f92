"""The wallet against SQLite itself: `python benchmarks/wallet.py [ENTRIES]`, a million unless said otherwise.

The balance of a large wallet as a ratio to SQLite's own sum of the column, what opening costs as a wallet grows, and
what one spend costs. Then whole commands in processor seconds, as ratios to bare Python and with their growth: a page
of history, all of it, each export, and a file of generations that is charged at once, which SQLite alone writes too.
`tools/endurance.py kills` kills writers by the thousand. Run it with the Python of an environment that has the package.
"""

import os
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from waiting import PROGRAM, spent, told

from creditcalc.amount import exactly
from creditcalc.period import Cadence, Span, moment
from creditcalc.wallet.exports import FORMATS
from creditcalc.wallet.ledger import Entry, Terms
from creditcalc.wallet.store import open_wallets

START, NOW = moment("2006-01-14"), moment("2026-06-20")
TERMS = Terms("plan", exactly(100_000), Cadence.parse("month on 31"), "nothing", ("plan", "top-up"))
ROUNDS = 15
BARE = (sys.executable, "-c", "pass")
OPENED = ("open", "main", "--platform", "invideo", "--plan", "max", "--since", "2026-05-14")
GIVEN = ("grant", "900000000", "--expires", "never")
ALONE = """
import sqlite3, sys
source, target = map(sqlite3.connect, sys.argv[1:])
target.execute("CREATE TABLE entry (" + ", ".join("abcdefghij") + ", PRIMARY KEY (a, b)) WITHOUT ROWID")
target.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", source.execute("SELECT * FROM entry"))
target.commit()
"""
"""SQLite by itself: the rows of a wallet written into another file."""


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


def command(path: Path, *words: str) -> float:
    """Processor seconds of a command on the wallets of a file."""
    os.environ["CREDITCALC_WALLET"] = str(path)
    return spent(*PROGRAM, "wallet", *words)


def read(paths: Sequence[Path], sizes: Sequence[int], bare: float) -> None:
    """What is read of wallets of these sizes: pages cost the same, the rest grows with the wallet."""
    start = command(paths[0], "path")
    told("the bare start of the command", (1,), (start,), bare, 0)
    recent = (NOW - timedelta(hours=12)).strftime("%Y-%m-%dT%H:%MZ")
    for name, words in (
        ("history --last 20", ("history", "--last", "20")),
        ("history --since, half a day", ("history", "--since", recent)),
        ("history, all of it", ("history",)),
        *((f"export --to {form}", ("export", "--to", form)) for form in FORMATS),
    ):
        times = [command(path, *words) for path in paths]
        told(name, sizes, times, bare, start)
        each = (times[-1] - start) / sizes[-1]
        print(f"{'':34} {each * 1e6:8.1f} us an entry")


def charged(folder: Path, sizes: Sequence[int], bare: float) -> None:
    """A file of generations of sixty kinds, each row a spend, in one transaction; and SQLite alone."""
    numbers, times, alone = random.Random(1), [], []
    for size in sizes:
        path, jobs = folder / f"jobs-{size}.db", folder / f"{size}.csv"
        rows = (f"{number},kling-2.6-standard,{numbers.randint(3, 60)}\n" for number in range(size))
        jobs.write_text(f"id,model,seconds\n{''.join(rows)}", encoding="utf-8")
        os.environ["CREDITCALC_WALLET"] = str(path)
        for words in (OPENED, GIVEN):
            spent(*PROGRAM, "wallet", *words, runs=1)
        times.append(spent(*PROGRAM, "wallet", "spend", "--jobs", str(jobs), runs=1))
        alone.append(spent(*BARE[:2], ALONE, str(path), str(folder / f"alone-{size}.db"), runs=1))
    told("spend --jobs", sizes, times, bare, bare)
    told("SQLite alone", sizes, alone, bare, bare)
    print(f"{'':34} {times[-1] / alone[-1]:8.1f} x SQLite alone")


def wallets(number: int) -> None:
    """Print what each takes with a wallet of so many entries, and the ratios that matter."""
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
        bare, tenth = spent(*BARE), Path(folder, "tenth.db")
        filled(tenth, number // 10)
        told("bare Python", (1,), (bare,), bare, 0)
        read((tenth, large), (number // 10, number), bare)
        charged(Path(folder), (number // 10, number), bare)


if __name__ == "__main__":
    wallets(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
