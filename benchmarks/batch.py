"""How `creditcalc batch` compares with a C program that does the same: `python benchmarks/batch.py [--rows N]`.

Prints, for repeated and for all-distinct generations, CSV and Parquet, the time of each way, its ratio to the C
program, and its peak memory; and proves that all write the same bytes. `--random N` instead proves, on so many random
generations over all bundled models, that the stream, the engine and one quote after the other agree.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from fractions import Fraction
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import NamedTuple

from creditcalc.pricebook.condition import word_of
from creditcalc.pricebook.edition import Edition
from creditcalc.rating.generation import resolve
from creditcalc.rating.quote import price
from creditcalc.sheets.catalog import Catalog

HERE = Path(__file__).parent
CREDITCALC = (sys.executable, "-m", "creditcalc")
HEADER = "id,model,seconds,resolution,audio,takes\n"
CASES = {
    "kling-2.6-standard": [(s, "", "") for s in range(3, 60)],
    "veo-3.1-fast": [(8, r, a) for r in ("720p", "1080p") for a in ("on", "off")],
    "veo-3.1-lite": [(8, r, "on") for r in ("720p", "1080p")],
    "sora-2": [(s, "720p", "on") for s in (4, 8, 12)],
    "veo-3.1": [(8, r, "on") for r in ("720p", "4k")],
}
MILLION = Fraction(1_000_000)
BY_HAND = {
    "polars": """
import sys
import polars as pl
rates, source, target = sys.argv[1:]
keys = ["model", "resolution", "audio"]
names = [*keys, "low", "high", "qualifier", "grade"]
known = pl.scan_csv(rates, has_header=False, new_columns=names)
rows = pl.scan_csv(source)
times = pl.col("seconds") * pl.col("takes") / 1e6
low, high = pl.col("low") * times, pl.when(pl.col("high") >= 0).then(pl.col("high") * times)
priced = rows.join(known, on=keys, how="left", nulls_equal=True, maintain_order="left").with_columns(low=low, high=high)
priced.sink_csv(target)
""",
    "duckdb": """
import sys
import duckdb
rates, source, target = sys.argv[1:]
names = ["model", "resolution", "audio", "low", "high", "qualifier", "grade"]
known = duckdb.read_csv(rates, header=False, names=names, na_values="-")
rows = duckdb.read_csv(source, na_values="-", dtype={"resolution": "VARCHAR", "audio": "VARCHAR"})
duckdb.sql(
    "SELECT rows.*, low * seconds * takes / 1e6 AS low, CASE WHEN high >= 0 THEN high * seconds * takes / 1e6 END"
    " AS high, qualifier, grade FROM rows LEFT JOIN known USING (model, resolution, audio)"
).write_csv(target)
""",
}
"""The same work written by hand: a join with what a second of each kind costs, in floats."""


class Run(NamedTuple):
    """A finished command: wall and processor seconds, and the peak of its memory in MB."""

    wall: float
    cpu: float
    memory: float


def run(*command: str | Path) -> Run:
    """Runs a command to its end; what it says is kept from the screen."""
    start = time.perf_counter()
    with subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as child:
        assert child.stderr
        said = child.stderr.read().decode()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{said}")
    return Run(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def write_rows(path: Path, rows: int, distinct: bool) -> None:
    """A month of generations: a thousand kinds again and again, or every row another."""
    rng = random.Random(7)  # the same file every time
    kinds = [(model, *case) for model, cases in CASES.items() for case in cases]
    pool = [f"{m},{s},{r},{a},{t}" for (m, s, r, a), t in product(kinds, range(1, 16))]
    with path.open("w") as file:
        file.write(HEADER)
        for number in range(rows):
            if distinct:
                model, seconds, resolution, audio = kinds[number % 57]
                tail = f"{model},{seconds},{resolution},{audio},{number // 57 + 1}"
            else:
                tail = pool[rng.randrange(len(pool))]
            file.write(f"shot-{number:08d},{tail}\n")


def write_rates(path: Path, edition: Edition) -> None:
    """What one second of each kind costs, in millionths: the C program's whole knowledge."""
    lines = []
    for model, cases in CASES.items():
        for seconds, resolution, audio in {(case[1:]): case for case in cases}.values():
            given = {"seconds": seconds, "resolution": resolution or None, "audio": audio or None}
            quote = price(resolve(edition.model(model), given), edition)
            total = quote.total
            low = word_of(total.low / seconds * MILLION)
            high = "-1" if total.high is None else word_of(total.high / seconds * MILLION)
            lines.append(f"{model},{resolution},{audio},{low},{high},{total.qualifier},{quote.evidence.grade}\n")
    path.write_text("".join(lines))


def measure(rows: int, distinct: bool, folder: Path, engines: list[str]) -> None:
    """One size of input, every way."""
    source, rates, program = folder / "in.csv", folder / "rates.csv", folder / "batch"
    write_rates(rates, Catalog().edition())
    write_rows(source, rows, distinct)
    subprocess.run(["cc", "-O3", "-march=native", "-o", program, HERE / "batch.c"], check=True)
    size = source.stat().st_size / 1e6
    print(f"\n{rows:,} rows, {'all distinct' if distinct else 'repeated'}, {size:,.0f} MB of CSV")
    print(f"  {'':30}{'wall s':>9}{'cpu s':>9}{'x C':>8}{'MB':>9}  (processor time)")
    base = min(run(program, rates, source, folder / "c.csv") for _ in range(3))
    show("C, one thread", base, base)
    ways = {"stream, CSV to CSV": ("--engine", "stream")}
    ways |= {f"{name}, CSV to CSV": ("--engine", name) for name in engines}
    for name, options in ways.items():
        target = folder / "out.csv"
        show(name, run(*CREDITCALC, "batch", source, *options, "--output", target), base)
        if subprocess.run(["cmp", folder / "c.csv", target], check=False).returncode:
            sys.exit(f"{name}: other bytes than the C program's")
    for name, script in BY_HAND.items():
        if find_spec(name):
            by_hand = run(sys.executable, "-c", script, rates, source, folder / "out.csv")
            show(f"{name} by hand, CSV to CSV", by_hand, base)
    if "duckdb" in engines:
        parquet = folder / "in.parquet"
        # In a process of its own: what this one has used would count as its children's memory.
        read = f"(FROM read_csv('{source}', all_varchar = true))"
        show("duckdb, plain copy of CSV", copied(read, folder / "out.csv"), base)
        copied(read, parquet)
        show("duckdb, plain copy of Parquet", copied(f"(FROM '{parquet}')", folder / "out.parquet"), base)
        show("duckdb, Parquet to Parquet", run(*CREDITCALC, "batch", parquet, "-o", folder / "out.parquet"), base)
        show("duckdb, Parquet to sums", run(*CREDITCALC, "batch", parquet), base)
    show("stream, CSV to sums", run(*CREDITCALC, "batch", source, "--engine", "stream"), base)


def copied(rows: str, target: Path) -> Run:
    """DuckDB's own copy of a file, without us: what reading and writing alone take."""
    return run(sys.executable, "-c", f"import duckdb; duckdb.execute(\"COPY {rows} TO '{target}'\")")


def agree(count: int) -> None:
    """Proves that stream and engine say of random generations what one quote after the other says."""
    sys.path.insert(0, str(HERE.parent / "tests" / "support"))
    from batches import alone, as_csv, generation, results  # noqa: PLC0415  # the tests' own generations

    rng = random.Random(count)
    rows = [{"id": str(number), **generation(rng)} for number in range(count)]
    expected = [alone(row)[:3] for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "in.csv")
        source.write_text(as_csv(rows), encoding="utf-8")
        for engine in ("stream", "duckdb"):
            target = Path(folder, f"{engine}.csv")
            command = [*CREDITCALC, "batch", source, "--engine", engine, "--output", target]
            subprocess.run(command, stderr=subprocess.DEVNULL, check=False)
            if [found[:3] for found in results(target)] != expected:
                sys.exit(f"{engine}: other amounts than one quote after the other")
    priced = sum(1 for _, _, qualifier in expected if qualifier)
    print(f"{count:,} random generations, {priced:,} with a price: stream = duckdb = one quote after the other")


def show(name: str, one: Run, base: Run) -> None:
    """A line of the table."""
    print(f"  {name:30}{one.wall:>9.2f}{one.cpu:>9.2f}{one.cpu / base.cpu:>8.1f}{one.memory:>9.0f}", flush=True)


def batches(repeated: Sequence[int], distinct: Sequence[int], engines: list[str]) -> None:
    """Files of so many repeated rows, and of so many that are all different."""
    with tempfile.TemporaryDirectory() as folder:
        for rows in repeated:
            measure(rows, False, Path(folder), engines)
        for rows in distinct:
            measure(rows, True, Path(folder), engines)


def main() -> None:
    """Measure, or prove."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 10_000_000])
    options.add_argument("--engines", nargs="*", default=["duckdb"])
    options.add_argument("--distinct", type=int, nargs="*", default=[1_000_000])
    options.add_argument("--random", type=int)
    given = options.parse_args()
    if given.random:
        agree(given.random)
        return
    batches(given.rows, given.distinct, given.engines)


if __name__ == "__main__":
    main()
