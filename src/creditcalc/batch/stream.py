"""Rows through the definition of a price, one after the other: each kind of row is priced once, whatever its number."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any

from creditcalc.batch.pricer import SPACE, Priced, Pricer, refused
from creditcalc.batch.rows import BadRow, RowReader, RowWriter
from creditcalc.batch.tally import Tally
from creditcalc.errors import CreditcalcError
from creditcalc.rating.generation import words

KEPT = 1 << 14
"""Kinds of rows that are remembered; then all are forgotten, so that memory stays as it is."""

Write = Callable[[list[bytes], int], None]
OnFault = Callable[[str, Priced], None]


class PricedKinds(dict[Hashable, bytes]):
    """The ending of every kind of row, made when it is first met; and what was found on the way."""

    def __init__(self, source: RowReader, pricer: Pricer, sink: RowWriter | None, tally: Tally) -> None:
        super().__init__()
        self.source, self.pricer, self.sink, self.tally = source, pricer, sink, tally
        self.found: dict[Hashable, tuple[Priced, str]] = {}
        self.bad: dict[Hashable, Priced] = {}
        self.counts: Counter[Hashable] = Counter()

    def __missing__(self, key: Hashable) -> bytes:
        priced, scene = self._priced(key)
        self.found[key] = priced._replace(quote=None), scene
        if priced.error:
            self.bad[key] = priced
        ending = self[key] = self.sink.ending(priced) if self.sink else b""
        return ending

    def _priced(self, key: Hashable) -> tuple[Priced, str]:
        try:
            values = self.source.values(key) if not isinstance(key, BadRow) else {}
        except CreditcalcError as error:
            return refused(str(error)), ""
        return (refused(key) if isinstance(key, BadRow) else self.pricer(values)), values.get("scene", "")

    def settle(self, most: int = 0) -> None:
        """Adds what was counted to the tally and forgets it all, where more than so many kinds are remembered."""
        if len(self) <= most:
            return
        for key, count in self.counts.items():
            priced, scene = self.found[key]
            self.tally.add(priced, scene, count)
        for kept in (self, self.found, self.bad, self.counts):
            kept.clear()


def stream(
    source: RowReader, pricer: Pricer, sink: RowWriter | None, *, same: bool, write: Write, fault: OnFault
) -> Tally:
    """Prices all rows of a source in order; what comes out is as many rows as went in.

    `same` says that the sink writes the format of the source, whose rows then pass as they were. `fault` is told of
    every row without a price and its place; it may raise to stop.
    """
    tally = Tally()
    kinds = PricedKinds(source, pricer, sink, tally)
    for piece in source.pieces(None if same or sink is None else sink.head):
        endings = list(map(kinds.__getitem__, piece.keys))
        if kinds.bad and not kinds.bad.keys().isdisjoint(piece.keys):
            for line, key in zip(piece.lines, piece.keys, strict=True):
                if key in kinds.bad:
                    fault(f"{source.name}:{line}", kinds.bad[key])
        write(_interleaved(piece.heads, endings) if sink else [], len(endings))
        kinds.counts.update(piece.keys)
        kinds.settle(KEPT)
    kinds.settle()
    return tally


def _interleaved(heads: list[bytes], endings: list[bytes]) -> list[bytes]:
    """Each row's head and ending in turn: joined at once, which is cheaper than row by row."""
    found = [b""] * (2 * len(heads))
    found[::2], found[1::2] = heads, endings
    return found


def price_rows(rows: Iterable[Mapping[str, Any]], pricer: Pricer) -> Iterator[Priced]:
    """What becomes of each row, in order, as each is asked for; each kind of row is priced once."""
    known: dict[Hashable, Priced] = {}
    for row in rows:
        if not isinstance(row, Mapping):
            yield refused(f"a row is a mapping such as {{'model': ...}}, not of the type {type(row).__name__}")
            continue
        try:
            values = words({name: value for name, value in row.items() if name not in pricer.aside})
        except CreditcalcError as error:
            yield refused(str(error))
            continue
        said = {name: word for name, cell in values.items() if (word := cell.strip(SPACE))}
        key = tuple(said.items())
        if key not in known:
            if len(known) >= KEPT:
                known.clear()
            known[key] = pricer(said)
        yield known[key]
