"""Rows as the text of a CSV file: no spreadsheet runs a cell of it, and no end of a line breaks one."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from creditcalc.text import GUARDED, guarded


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
