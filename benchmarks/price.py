"""How many quotes a second `price()` makes on one core, uncached: `python benchmarks/price.py`."""

import time
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
ROUNDS, QUOTES = 7, 5_000


def main() -> None:
    """Print the median of some rounds for each case."""
    catalog = Catalog()
    edition = catalog.edition()
    for name, (model, settings) in CASES.items():
        generation = resolve(edition.model(model), settings)
        times = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            for _ in range(QUOTES):
                price(generation, edition)
            times.append(time.perf_counter() - start)
        print(f"{name:20} {QUOTES / median(times):>10,.0f} quotes/s")


if __name__ == "__main__":
    main()
