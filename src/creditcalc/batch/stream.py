"""Rows through the definition of a price, one after the other: each kind of row is priced once, whatever its number."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from creditcalc.batch.pricer import SPACE, Priced, Pricer, refused
from creditcalc.batch.rows import BadRow, RowReader, RowWriter
from creditcalc.batch.tally import Tally
from creditcalc.errors import CreditcalcError

if TYPE_CHECKING:
    from creditcalc.batch.line import PriceLine, PriceLines

MANY_KINDS = 1 << 8
"""Kinds of rows after which those that follow are read off lines, where they lie on one."""
KEPT = 1 << 14
"""Kinds of rows that are remembered; then all are forgotten, so that memory stays as it is."""

LOW_CELL, HIGH_CELL = "<low>", "<high>"
"""What stands for the figures in the ending of a row."""

Write = Callable[[list[bytes], int], None]
OnFault = Callable[[str, Priced], None]


class PricedKinds(dict[Hashable, bytes]):
    """The ending of every kind of row, made when it is first met; and what was found on the way.

    Where there are many kinds, those that lie on a line are read off it.
    """

    def __init__(self, source: RowReader, pricer: Pricer, sink: RowWriter | None, tally: Tally) -> None:
        super().__init__()
        self.source, self.pricer, self.sink, self.tally = source, pricer, sink, tally
        self.found: dict[Hashable, tuple[Priced, str]] = {}
        self.bad: dict[Hashable, Priced] = {}
        self.counts: Counter[Hashable] = Counter()
        self.lines: PriceLines | None = None
        self.forgets = False
        self.drawn: dict[Hashable, tuple[PriceLine, int, int]] = {}

    def __missing__(self, key: Hashable) -> bytes:
        lines = self.lines or self._lines()
        found = lines(*parted) if lines and (parted := self.source.parted(key)) else None
        if found is None:
            priced, scene = self._priced(key)
            self.found[key] = priced._replace(quote=None), scene
            if priced.error:
                self.bad[key] = priced
            ending = self[key] = self.sink.ending(priced.results) if self.sink else b""
            return ending
        line, takes, seconds, decimals, ticks = found
        if self.sink is None:
            ending = b""
        else:
            before, between, behind = line.frame or _framed(line, self.sink)
            low, high = line.texts(takes, seconds, decimals)
            ending = f"{before}{low}{between}{high}{behind}".encode()
        if self.forgets:
            line.count += 1
            line.takes += takes
            line.ticks += ticks
        else:
            self.drawn[key] = line, takes, ticks
            self[key] = ending
        return ending

    def _lines(self) -> "PriceLines | None":
        """The lines, once there are many kinds."""
        if len(self) >= MANY_KINDS:
            from creditcalc.batch.line import PriceLines  # noqa: PLC0415  # few files have many kinds

            self.lines = PriceLines(self.pricer, self.source.values)
        return self.lines

    def _priced(self, key: Hashable) -> tuple[Priced, str]:
        try:
            values = self.source.values(key) if not isinstance(key, BadRow) else {}
        except CreditcalcError as error:
            return refused(str(error)), ""
        return (refused(key) if isinstance(key, BadRow) else self.pricer(values)), values.get("scene", "")

    def count(self, keys: Sequence[Hashable]) -> None:
        """Counts the rows of these keys."""
        self.counts.update(filter(self.__contains__, keys) if self.forgets else keys)

    def settle(self, most: int = -1) -> None:
        """Adds what was counted to the tally and forgets it all, where more than so many kinds are remembered.

        From then on kinds on a line are not remembered: most rows are of another kind than those before.
        """
        if len(self) <= most:
            return
        drawn = self.drawn
        for key, count in self.counts.items():
            if one := drawn.get(key):
                line, takes, ticks = one
                line.count += count
                line.takes += takes * count
                line.ticks += ticks * count
            else:
                self.tally.add(*self.found[key], count)
        if self.lines:
            self.lines.settle(self.tally)
        for kept in (self, self.found, self.bad, self.counts, drawn):
            kept.clear()
        self.forgets = True


def _framed(line: "PriceLine", sink: RowWriter) -> tuple[str, str, str]:
    """What a format writes before, between and behind the two figures of each row on a line."""
    high = HIGH_CELL if line.high else ""
    text = sink.ending({**line.priced.results, "credits_low": LOW_CELL, "credits_high": high}).decode()
    before, _, rest = text.partition(LOW_CELL)
    between, _, behind = rest.partition(HIGH_CELL) if high else (rest, "", "")
    line.frame = frame = before, between, behind
    return frame


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
        kinds.count(piece.keys)
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
    from creditcalc.batch.cells import cell_words  # noqa: PLC0415  # of rows from Python alone

    known: dict[Hashable, Priced] = {}
    lines: Any = None
    for row in rows:
        if not isinstance(row, Mapping):
            yield refused(f"a row is a mapping such as {{'model': ...}}, not of the type {type(row).__name__}")
            continue
        try:
            values = cell_words({name: value for name, value in row.items() if name not in pricer.aside})
        except CreditcalcError as error:
            yield refused(str(error))
            continue
        said = {name: word for name, cell in values.items() if (word := cell.strip(SPACE))}
        key = tuple(said.items())
        if key not in known:
            if lines is None and len(known) >= MANY_KINDS:
                from creditcalc.batch.line import PriceLines  # noqa: PLC0415  # few have many kinds

                lines = PriceLines(pricer, dict)
            if len(known) >= KEPT:
                known.clear()
            known[key] = (lines and lines.priced(said)) or pricer(said)
        yield known[key]
