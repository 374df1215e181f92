"""Rows as the text of a CSV file: no spreadsheet runs a cell of it, and no end of a line breaks one.

And what may stand between the cells of a file that others wrote.
"""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from creditcalc.text import GUARDED, guarded

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
"""What may stand between the cells of a row, in words."""


def likely_separators(header: str) -> list[str]:
    """Those that stand most often outside of quotes in the line of a header; a comma, where it is among them."""
    bare = "".join(header.split('"')[::2])
    times = {sign: bare.count(sign) for sign in SEPARATORS}
    most = [sign for sign, number in times.items() if number == max(times.values())]
    return [","] if "," in most else most


class _Echo:
    """Where the csv module writes to: it hands back what it gets."""

    def write(self, text: str) -> str:
        return text


_write: Callable[[list[str]], Any] = csv.writer(_Echo(), lineterminator="\r\n").writerow


def line_of(cells: list[str]) -> str:
    """A row as CSV, without the end of the line."""
    # The csv module quotes only those ends of lines that it writes itself: it must write both.
    return str(_write(cells)[:-2])


def csv_text(columns: Mapping[str, bool], rows: Iterable[Sequence[str]]) -> str:
    """The rows, guarded, below the names of their columns, each of which says whether it holds figures."""
    lines = [[guarded(name) for name in columns]]
    figures = [*columns.values()]
    lines += [
        # most cells need no guard, and there may be millions of them: they are not handed over
        [
            guarded(cell, figure=figure) if cell[:1] in GUARDED else cell
            for cell, figure in zip(row, figures, strict=True)
        ]
        for row in rows
    ]
    return "".join(f"{line_of(cells)}\n" for cells in lines)
