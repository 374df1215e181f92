"""Batches through a database engine, which only finds the distinct kinds of rows and joins what they cost.

One SQL text (`sql`), one small adapter an engine. Every kind is priced by the definition of a price, here, once; the
engine never multiplies a price.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, Protocol

from creditcalc.amount import shortest
from creditcalc.batch.pricer import Pricer, Values
from creditcalc.batch.rows import parted, places_of
from creditcalc.batch.rows.cells import meant
from creditcalc.batch.stream import KEPT, MANY_KINDS
from creditcalc.batch.tally import Tally
from creditcalc.errors import CreditcalcError
from creditcalc.text import guarded, unguarded

CELL_SEPARATOR = "\x1f"
"""What comes between the cells of a kind's key."""


class Unread(CreditcalcError):
    """An engine cannot read a file as the stream does, and nothing was written."""


class Engine(Protocol):
    """A batch that an engine has opened: its columns, and what it does with them.

    Rows are `lined` where they are numbered without gaps; `risky` columns may hold what a spreadsheet would run.
    """

    lined: bool
    columns: tuple[str, ...]
    risky: set[str]
    typed: frozenset[str]
    """The columns that hold numbers as the file's format has them, and no text."""

    def kinds(self, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Every distinct row of these columns, with how often it occurs."""
        ...

    def put(self, columns: Sequence[str], rows: Iterable[Sequence[str | None]]) -> None:
        """Takes what the kinds cost: the kind's key, then these columns."""
        ...

    def read(self) -> int:
        """How many rows the file has, those of nothing but empty cells too."""
        ...

    def faults(self) -> Iterator[tuple[str, str, int]]:
        """Where, why and with which exit code rows have no price."""
        ...

    def write(self, path: str | Path, form: str) -> None:
        """Writes every row with its results, in the order of the input, into a file or a folder of parts."""
        ...


def columns_of(header: Iterable[str], kind: str) -> tuple[str, ...]:
    """What the names of a header mean; a key of JSON is what it is."""
    means: dict[str, Callable[[str], str]] = {"csv": meant, "jsonl": str, "parquet": str.strip}
    return tuple(means[kind](name).lower() for name in header)


def header_of(header: Iterable[str], source: str, target: str) -> list[str]:
    """The names of a header of one format as the stream writes them in another."""
    names = [unguarded(name) if source == "csv" else name for name in header]
    if {source, target} == {"csv", "jsonl"}:
        names = [name.lower() for name in names]
    return [guarded(name) for name in names] if target == "csv" else names


def priced(engine: Engine, pricer: Pricer) -> Tally:
    """Prices every kind of row that an engine finds and hands the results back to it; the sums of all rows.

    Kinds pass through one at a time: their number may be larger than memory.
    """
    kept = [name for name in engine.columns if name not in pricer.aside]
    results = pricer.columns(engine.columns)
    tally = Tally()
    engine.risky = {name for name in engine.columns if name not in kept}

    def values_of(cells: Iterable[str]) -> Values:
        return {
            name: shortest(word) if name in engine.typed else word
            for name, cell in zip(kept, cells, strict=True)
            if (word := meant(cell))
        }

    def one_by_one(kinds: Iterable[tuple[Any, ...]]) -> Iterator[Sequence[str | None]]:
        for *cells, count in kinds:
            values = values_of(cells)
            engine.risky |= {name for name, cell in zip(kept, cells, strict=True) if guarded(cell) != cell}
            found = pricer(values)
            tally.add(found, values.get("scene", ""), count)
            yield [CELL_SEPARATOR.join(cells), *(found.results.get(name) or None for name in results), str(found.code)]

    def each() -> Iterator[Sequence[str | None]]:
        kinds = engine.kinds(kept)
        yield from one_by_one(islice(kinds, MANY_KINDS))
        if (first := next(kinds, None)) is None:
            return
        from creditcalc.batch.line import PriceLines  # noqa: PLC0415  # few files have many kinds

        lines, places = PriceLines(pricer, values_of), places_of(kept)
        for kind in chain([first], kinds):
            *cells, count = kind
            found = lines(*parted([*cells], places))
            if found is None:
                yield from one_by_one([kind])
                continue
            line, takes, length, decimals, ticks = found
            line.frame = line.frame or [line.priced.results.get(name) or None for name in results[2:]]
            line.count += count
            line.takes += takes * count
            line.ticks += ticks * count
            if len(lines.drawn) > KEPT:
                lines.settle(tally)
            low, high = line.texts(takes, length, decimals)
            yield [CELL_SEPARATOR.join(cells), low, high or None, *line.frame, "0"]
        lines.settle(tally)

    engine.put((*results, "code"), each())
    return tally
