"""The one shape that every renderer accepts: a titled table with notes for people, and an object for scripts."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from creditcalc.text import inert

if TYPE_CHECKING:
    from creditcalc.amount import Amount
    from creditcalc.difference import Difference

Cell: TypeAlias = "str | int | Amount | Difference | None"


class Column(NamedTuple):
    """A column: its key for scripts, its title for people, and whether it holds figures."""

    key: str
    title: str
    numeric: bool = False


class Report(NamedTuple):
    """What a command has to say. `data` is the JSON object; the rest is for tables, CSV and Markdown.

    `details` are notes that need no reading at first sight: Markdown folds them away.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    data: Mapping[str, Any]
    aside: str = ""
    total: tuple[Cell, ...] | None = None
    notes: tuple[str, ...] = ()
    details: tuple[str, ...] = ()


def shown(cell: Cell) -> str:
    """A cell for people; nothing in it can drive a terminal."""
    if cell is None or isinstance(cell, str | int):
        return "" if cell is None else inert(str(cell))
    return cell.brief


def cell_json(cell: Cell) -> Any:
    """A cell for JSON: an amount is an object, all else as it is."""
    return cell if cell is None or isinstance(cell, str | int) else cell.as_json()


def listing(
    schema: str,
    name: str,
    columns: Iterable[Column],
    rows: Iterable[tuple[Cell, ...]],
    *,
    beside: Iterable[Mapping[str, Any]] | None = None,
    **head: Any,
) -> dict[str, Any]:
    """The JSON object of a list: the head, then every row under its columns' keys, with what a script needs besides."""
    keys = [column.key for column in columns]
    listed = [dict(zip(keys, map(cell_json, row), strict=True)) for row in rows]
    if beside is not None:
        listed = [{**row, **more} for row, more in zip(listed, beside, strict=True)]
    return {"schema": f"creditcalc/{schema}/1", **head, name: listed}
