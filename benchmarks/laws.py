"""Proves that the fast roads say what the plain ones do: `python benchmarks/laws.py [ROWS]`, a million unless said so.

Rows read off lines cost what `price()` says; stream, DuckDB and one quote after the other agree; `--fit` and
`--horizon` find what trying everything finds. The tests hold the same laws with fewer cases.
"""

import random
import sys
from importlib import import_module
from pathlib import Path

from batch import agree
from hypothesis import given, settings
from hypothesis import strategies as st

from creditcalc.batch.pricer import Pricer
from creditcalc.batch.stream import price_rows
from creditcalc.errors import CreditcalcError
from creditcalc.sheets.catalog import Catalog

TESTS = Path(__file__).parent.parent / "tests"
KINDS = 2_000
"""Kinds of random rows, but for their takes."""
ROWS_A_CASE = 200
"""Rows of the first two laws for one case of the others, each of which tries everything."""


def lines(count: int) -> None:
    """Random generations over all bundled models, with takes that make each row another."""
    from batches import generation  # noqa: PLC0415  # the tests' own generations

    rng, catalog = random.Random(count), Catalog()
    pricer = Pricer(catalog, catalog.edition())
    kinds = [generation(rng) for _ in range(KINDS)]
    rows = [{**rng.choice(kinds), "takes": str(rng.randrange(1, 10**6))} for _ in range(count)]
    priced = 0
    for row, found in zip(rows, price_rows(rows, pricer), strict=True):
        try:
            said = {name: word for name, cell in row.items() if (word := cell.strip())}
            total = pricer.quote(said).total
        except CreditcalcError:
            total = None
        if found.total != total:
            sys.exit(f"{row}: {found.total} by the batch, {total} by the definition")
        priced += total is not None
    print(f"{count:,} rows, {priced:,} with a price: lines = price", flush=True)


def tried(cases: int) -> None:
    """The tests' own laws, with more cases."""
    from offers import shops  # noqa: PLC0415  # the tests' own platforms

    more = settings(max_examples=cases, deadline=None, database=None)
    more(import_module("test_fit").test_the_fit_is_that_of_brute_force)()
    print(f"{cases:,} storyboards: fit = brute force", flush=True)
    cheapest = import_module("test_schedule").test_the_schedule_is_the_cheapest_of_all_schedules
    demands = st.lists(st.integers(0, 14), min_size=1, max_size=3)
    more(given(shops(), demands)(cheapest.hypothesis.inner_test))()
    print(f"{cases:,} platforms: schedule = brute force", flush=True)


def laws(count: int) -> None:
    """All of them; raises or ends the run where one does not hold."""
    sys.path[:0] = [str(TESTS / room) for room in ("support", "storyboard", "plans")]
    lines(count)
    agree(count)
    tried(max(count // ROWS_A_CASE, 10))


if __name__ == "__main__":
    laws(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
