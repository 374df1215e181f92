"""A file whole, whatever it is: its shots, their quotes, their sum."""

import json
from collections.abc import Hashable, Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from creditcalc.amount import TOLERANCE, Amount
from creditcalc.batch.formats import SAME, InputFormat, OutputFormat, kind_of, rows_of, sink_for, sink_of
from creditcalc.batch.pricer import Priced, Pricer, Values, refused
from creditcalc.batch.rows import BadRow, RowReader, RowWriter
from creditcalc.batch.rows.blocks import open_rows
from creditcalc.batch.stream import KEPT, OnFault, stream
from creditcalc.batch.tally import Tally
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model
from creditcalc.rating.quote import Quote
from creditcalc.record import Record
from creditcalc.sheets.catalog import Catalog
from creditcalc.storyboard.board import Shot, Storyboard, Way, read_storyboard
from creditcalc.storyboard.decide import (
    DETAILS,
    Row,
    decided,
    details,
    row_with,
    storyboard_cells,
    storyboard_columns,
)
from creditcalc.text import ticked


class Shots(Record):
    """A file whole: what it is as a storyboard, every row with its price, and the rows as a batch writes them."""

    board: Storyboard
    rows: tuple[Row, ...]
    objects: tuple[dict[str, Any], ...]


def shots(
    name: str,
    kind: InputFormat | None,
    pricer: Pricer,
    pick: str | None = None,
    fit: Fraction | None = None,
    tolerance: Fraction = TOLERANCE,
    most: int | None = None,
) -> Shots:
    """The shots of a file; of a storyboard as `decided` says, of other files one for each row.

    Raises CreditcalcError for what cannot be read at all, and where there are more than `most`; a row without a price
    is among the rows.
    """
    if kind == "yaml" and not pricer.layout:
        board = read_storyboard(Path(name), name)
        _few(name, len(board.shots), most)
        rows = tuple(decided(board, pricer, pick, fit, tolerance))
        return Shots(board, rows, row_objects(rows, pricer))
    found: list[tuple[Row, dict[str, Any]]] = []
    for one in _read(name, kind, pricer):
        found.append(one)
        _few(name, len(found), most)
    rows = tuple(row for row, _ in found)
    scenes = dict.fromkeys((row.shot.scene for row in rows if row.shot.scene), "")
    return Shots(Storyboard("", "", scenes, (), ()), rows, tuple(said for _, said in found))


def storyboard_rows(form: OutputFormat, rows: Sequence[Row], pricer: Pricer) -> tuple[RowWriter, list[bytes]]:
    """The writer of a format for a storyboard's rows, and every row with its results as it writes it."""
    columns = storyboard_columns(rows)
    more = DETAILS if form in ("json", "jsonl") else ()
    sink = sink_of(form, (*columns, *more), pricer.columns(columns))
    return sink, [
        sink.head({**storyboard_cells(row), **details(row)}) + sink.ending(row.priced.results) for row in rows
    ]


def row_objects(rows: Sequence[Row], pricer: Pricer) -> tuple[dict[str, Any], ...]:
    """A storyboard's rows, each as the object that a batch writes."""
    return tuple(map(json.loads, storyboard_rows("jsonl", rows, pricer)[1]))


def tallied(rows: Iterable[Row], fault: OnFault) -> Tally:
    """The sums of some rows. `fault` is told of every one without a price and its place; it may raise to stop."""
    tally = Tally()
    for row in rows:
        tally.add(row.priced, row.shot.scene)
        if row.priced.error:
            fault(row.shot.place, row.priced)
    return tally


def total_on(rows: Sequence[Row], pricer: Pricer, unit: str) -> Amount:
    """What the rows that have a price come to in a unit with another pricer, such as on another plan.

    Raises CreditcalcError for a row that has none there.
    """

    def stop(place: str, priced: Priced) -> None:
        raise CreditcalcError(priced.error, code=priced.code, place=place)

    return tallied([row_with(row, pricer) for row in rows if row.priced.total is not None], stop).total(unit)


def _few(name: str, number: int, most: int | None) -> None:
    if most is not None and number > most:
        raise CreditcalcError(f"has more than {most:,} rows, too many for this command: use `batch`", place=name)


def _read(name: str, kind: InputFormat | None, pricer: Pricer) -> Iterator[tuple[Row, dict[str, Any]]]:
    """The rows of a CSV or JSON Lines file, each with its object."""
    with open_rows(name) as file:
        source = rows_of(file, kind, pricer)
        sink = sink_for("jsonl", source, pricer, file)
        same = (source.format, "jsonl") in SAME
        number = 0
        for piece in source.pieces(None if same else sink.head):
            for head, key, line in zip(piece.heads, piece.keys, piece.lines, strict=True):
                number += 1
                values, priced = _priced(source, key, pricer)
                said = json.loads(head + sink.ending(priced.results))
                title = said.get("shot") or said.get("id") or f"Row {number}"
                way = Way(str(said.get("alternative") or ""), 0, values, {})
                note = str(said.get("note") or "")
                shot = Shot(f"{source.name}:{line}", values.get("scene", ""), str(title), note, (way,))
                yield Row(shot, way, values, priced, {way.name: (values, priced)}), said


def _priced(source: RowReader, key: Hashable, pricer: Pricer) -> tuple[Values, Priced]:
    """What a row of that key says and costs."""
    try:
        values = {} if isinstance(key, BadRow) else source.values(key)
    except CreditcalcError as error:
        return {}, refused(str(error))
    return values, refused(key) if isinstance(key, BadRow) else pricer(values)


def sum_of(catalog: Catalog, edition: Edition, path: Path, plan: str | None = None) -> tuple[Amount, tuple[Model, ...]]:
    """What a file of generations costs, in the edition's unit, and the edition's models that make them.

    `plan` is the id of the plan on which they are made, where their price depends on it and they name none. Raises
    CreditcalcError with its place for the first row that has no price, and for an empty file.
    """

    def stop(place: str, priced: Priced) -> None:
        raise CreditcalcError(priced.error, code=priced.code, place=place)

    pricer, name, kind = Pricer(catalog, edition, plan=plan), str(path), kind_of(str(path))
    if kind == "yaml":
        tally = tallied(decided(read_storyboard(path, name), pricer), stop)
    else:
        with open_rows(name) as file:
            tally = stream(rows_of(file, kind, pricer), pricer, None, same=True, write=lambda *_: None, fault=stop)
    if not tally.rows:
        raise CreditcalcError("has no generations: add a row", place=path)
    if tally.units != (edition.unit,):
        raise CreditcalcError(f"has prices in {ticked(tally.units, 'and')}: use one unit", place=path)
    return tally.total(edition.unit), models_of(edition, tally)


def models_of(edition: Edition, tally: Tally) -> tuple[Model, ...]:
    """The models of an edition that make some rows, or may make those that are not decided.

    A generation in another price book has none here.
    """
    names = dict.fromkeys(name for _, names in tally.models for name in names.split(" or "))
    return tuple(edition.models[name] for name in names if name in edition.models)


def quotes(pricer: Pricer, path: Path) -> list[Quote]:
    """The quote for every row, in order.

    Raises CreditcalcError with its place for the first row without a price, for one priced in another price book, whose
    credits are others, and for a file without rows.
    """
    found = [_quoted(place, priced, pricer.book) for place, priced in _each(str(path), pricer)]
    if not found:
        raise CreditcalcError("has no generations: add a row", place=path)
    return found


def _each(name: str, pricer: Pricer) -> Iterator[tuple[str, Priced]]:
    """Every row's place, and what becomes of it: rows that say the same are priced once, and have one quote."""
    kind = kind_of(name)
    if kind == "yaml" and not pricer.layout:
        yield from ((row.shot.place, row.priced) for row in shots(name, kind, pricer).rows)
        return
    with open_rows(name) as file:
        source = rows_of(file, kind, pricer)
        known: dict[Hashable, Priced] = {}
        for piece in source.pieces(None):
            for key, line in zip(piece.keys, piece.lines, strict=True):
                if (priced := known.get(key)) is None:
                    if len(known) >= KEPT:
                        known.clear()
                    priced = known[key] = _priced(source, key, pricer)[1]
                yield f"{source.name}:{line}", priced


def _quoted(place: str, priced: Priced, edition: Edition) -> Quote:
    """The quote of a row; raises CreditcalcError where it has none of that price book."""
    if priced.quote is None:
        raise CreditcalcError(
            f"{priced.error or 'has alternatives: choose one first'}", code=priced.code or 1, place=place
        )
    book = priced.quote.edition
    if (book.platform, book.id) != (edition.platform, edition.id):
        raise CreditcalcError(
            f"is priced in credits of {book.platform} {book.id}, not of {edition.platform} {edition.id}", place=place
        )
    return priced.quote
