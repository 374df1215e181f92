"""Files of planned generations, opened by what they are: CSV, JSON Lines, a storyboard."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Literal

from creditcalc.amount import Amount, total
from creditcalc.catalog import Catalog
from creditcalc.errors import CreditcalcError, ticked
from creditcalc.planned import RESULTS, Priced, Pricer
from creditcalc.rows import Source
from creditcalc.rows.blocks import Input, opened
from creditcalc.rows.csv import CsvRows
from creditcalc.rows.jsonl import JsonRows
from creditcalc.sheet import Edition
from creditcalc.storyboard import decided, read_storyboard
from creditcalc.stream import stream

Kind = Literal["csv", "jsonl", "yaml", "parquet"]
SUFFIXES: dict[str, Kind] = {
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".parquet": "parquet",
}
PACKED = (".gz", ".zst")


def kind_of(path: str) -> Kind:
    """What a file is, by its name; `-` is CSV or JSON Lines, by how it begins.

    Raises CreditcalcError for a name that does not say.
    """
    if path == "-":
        return "csv"
    names = Path(path).name.lower()
    for packed in PACKED:
        names = names.removesuffix(packed)
    found = SUFFIXES.get(Path(names).suffix)
    if found is None:
        raise CreditcalcError(f"{path}: is of an unknown kind: name it {ticked(SUFFIXES)}, or say `--from`")
    return found


def rows_of(file: Input, kind: Kind | None, pricer: Pricer) -> Source:
    """The rows of an open file; raises CreditcalcError for a header that is wrong."""
    blocks = file.blocks()
    if kind is None:
        kind, blocks = _sniffed(blocks)
    if kind == "jsonl":
        return JsonRows(blocks, file.name, pricer.aside, frozenset((*RESULTS, "unit")))
    rows = CsvRows(blocks, file.name, pricer.aside)
    place = f"{file.name}:{rows.line}"
    taken = [name for name in rows.columns if name in pricer.columns(rows.columns)]
    if taken:
        raise CreditcalcError(f"{place}: the column {ticked(taken, 'and')} is one that is written: drop or rename it")
    for name in rows.columns:
        if why := pricer.unknown(name):
            raise CreditcalcError(f"{place}: {why}; a column of your own is kept with `--keep {name}`")
    return rows


def _sniffed(blocks: Iterator[bytes]) -> tuple[Kind, Iterator[bytes]]:
    """Whether a stream is JSON Lines or CSV, by its first character."""
    first = next(blocks, b"")

    def all_of() -> Iterator[bytes]:
        yield from [first] if first else []
        yield from blocks

    return "jsonl" if first.lstrip()[:1] == b"{" else "csv", all_of()


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes its name only when it is whole; whatever goes wrong, nothing is left and nothing replaced.

    Raises CreditcalcError where it cannot be written. A device or a pipe of that name is written to as it is.
    """
    straight = path.exists() and not path.is_file()
    part = path if straight else path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            yield file
        if not straight:
            part.replace(path)
    except OSError as error:
        raise CreditcalcError(f"{path}: cannot be written: {(error.strerror or str(error)).lower()}") from None
    finally:
        if not straight:
            with suppress(OSError):
                part.unlink()


def sum_of(catalog: Catalog, edition: Edition, path: Path) -> Amount:
    """What a file of generations costs, in the edition's unit.

    Raises CreditcalcError with its place for the first row that has no price, and for an empty file.
    """

    def stop(place: str, priced: Priced) -> None:
        raise CreditcalcError(f"{place}: {priced.error}", code=priced.code)

    pricer, name, kind = Pricer(catalog, edition), str(path), kind_of(str(path))
    if kind == "yaml":
        amounts = []
        for row in decided(read_storyboard(path, name), pricer):
            if row.priced.total is None:
                stop(row.shot.place, row.priced)
            amounts += [row.priced.total] if row.priced.total else []
        return total(amounts)
    with opened(name) as file:
        tally = stream(rows_of(file, kind, pricer), pricer, None, same=True, write=lambda _: None, fault=stop)
    if not tally.rows:
        raise CreditcalcError(f"{path}: has no generations: add a row")
    if tally.units != (edition.unit,):
        raise CreditcalcError(f"{path}: has prices in {ticked(tally.units, 'and')}: keep to one unit")
    return tally.total(edition.unit)


