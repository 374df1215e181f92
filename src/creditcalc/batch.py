"""Files of planned generations: CSV and JSON Lines, a column or key a setting."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from creditcalc.amount import Amount, total
from creditcalc.catalog import Catalog
from creditcalc.errors import CreditcalcError
from creditcalc.generation import resolve
from creditcalc.quote import Quote, price
from creditcalc.sheet import Edition

ASIDE = ("id", "model", "outputs", "takes", "mix")
"""Columns that are no settings."""


class Row(NamedTuple):
    """One planned generation of a file: where it stands and what it says."""

    place: str
    values: dict[str, str]


def rows(path: Path) -> Iterator[Row]:
    """The generations of a file, in order; empty cells count as not given.

    Raises CreditcalcError with `path:line` for a file that cannot be read or is neither CSV nor JSON Lines.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from (_json_lines if path.suffix in (".jsonl", ".ndjson") else _csv)(file, str(path))
    except OSError as error:
        raise CreditcalcError(f"{path}: cannot be read: {(error.strerror or 'no such file').lower()}") from None
    except UnicodeDecodeError:
        raise CreditcalcError(f"{path}: is not UTF-8 text: save it as UTF-8") from None


def _csv(file: Iterator[str], name: str) -> Iterator[Row]:
    reader = csv.reader(file, strict=True)
    try:
        header = next(reader, None)
        if not header or "model" not in header or len(set(header)) != len(header):
            raise CreditcalcError(f"{name}:1: the first line names the columns, each once, `model` among them")
        for cells in reader:
            place = f"{name}:{reader.line_num}"
            if len(cells) > len(header):
                raise CreditcalcError(f"{place}: has {len(cells)} cells for {len(header)} columns: quote the commas")
            found = {key: cell for key, cell in zip(header, cells, strict=False) if cell != ""}
            if found:
                yield Row(place, found)
    except csv.Error as error:
        raise CreditcalcError(f"{name}:{reader.line_num}: is not CSV: {error}") from None


def _json_lines(file: Iterator[str], name: str) -> Iterator[Row]:
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        place = f"{name}:{number}"
        try:
            # Numbers stay the text they were: no float reaches an amount.
            found = json.loads(line, parse_float=str, parse_int=str)
        except (ValueError, RecursionError):
            raise CreditcalcError(f"{place}: is not JSON: one object a line") from None
        if not isinstance(found, dict):
            raise CreditcalcError(f'{place}: is no object: write {{"model": ...}}')
        words = {True: "on", False: "off"}
        yield Row(
            place,
            {
                key: words[value] if isinstance(value, bool) else str(value)
                for key, value in found.items()
                if value is not None
            },
        )


def priced(catalog: Catalog, edition: Edition, path: Path) -> Iterator[Quote]:
    """A quote for each generation of a file; raises CreditcalcError with its place for the first that has none."""
    for row in rows(path):
        try:
            model = catalog.model(edition, row.values.get("model", ""))
            settings = {key: value for key, value in row.values.items() if key not in ASIDE}
            counts = {key: _count(row.values.get(key, "1"), key) for key in ("outputs", "takes")}
            yield price(
                resolve(model, settings, outputs=counts["outputs"], takes=counts["takes"], mix=row.values.get("mix")),
                edition,
            )
        except CreditcalcError as error:
            raise CreditcalcError(f"{row.place}: {error}", code=error.code) from None


def _count(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise CreditcalcError(f"`{name}` must be a whole number, not `{text}`")
    return int(text)


def sum_of(catalog: Catalog, edition: Edition, path: Path) -> Amount:
    """What a file of generations costs; raises CreditcalcError as `priced` does, and for an empty file."""
    amounts = [quote.total for quote in priced(catalog, edition, path)]
    if not amounts:
        raise CreditcalcError(f"{path}: has no generations: add a row")
    return total(amounts)
