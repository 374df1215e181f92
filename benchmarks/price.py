"""How many quotes a second `price()` makes on one core, uncached: `python benchmarks/price.py`."""

import time
from collections.abc import Callable
from fractions import Fraction
from statistics import median

from creditcalc.rating.generation import resolve
from creditcalc.rating.quote import price
from creditcalc.sheets.catalog import Catalog

CASES = {
    "a stated rate": ("veo-3.1", {"seconds": "8", "resolution": "4k", "audio": "on"}),
    "a derived rate": ("veo-3.1", {"seconds": "8", "resolution": "1080p", "audio": "on"}),
    "with a surcharge": ("kling-2.6-standard", {"seconds": "90", "twin": "on"}),
    "an open setting": ("veo-3.1", {"seconds": "8", "audio": "on"}),
}
ROUNDS, QUOTES = 7, 500


def each(run: Callable[[], object]) -> float:
    """Processor seconds of one run, the median of some rounds of many."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(QUOTES):
            run()
        times.append(time.process_time() - start)
    return median(times) / QUOTES


def prices() -> None:
    """Print what each case takes, as a ratio to one exact product of bare Python."""
    seconds, credit = Fraction(8), Fraction(5, 3)
    product = each(lambda: seconds * credit)
    catalog = Catalog()
    edition = catalog.edition()
    for name, (model, settings) in CASES.items():
        generation = resolve(edition.model(model), settings)
        found = each(lambda: price(generation, edition))  # noqa: B023  # called at once
        print(f"{name:20} {found / product:6.1f} x a product of two fractions {1 / found:>10,.0f} quotes/s")


if __name__ == "__main__":
    prices()
