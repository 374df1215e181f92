"""The table that a person sees on a terminal. The only owner of rich."""

from typing import Any

from rich.cells import cell_len
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from creditcalc.reports.report import Report, shown

GAP = 2
"""Columns of the terminal before and between the columns of the table."""
NARROWEST = 6
"""What text is folded to at the least; a terminal that is narrower still breaks the lines by itself."""


def render(report: Report) -> str:
    """The report drawn for the terminal's width and colours (`NO_COLOR` and `TERM=dumb` are respected)."""
    console = Console(force_terminal=True, highlight=False)
    widths = _widths(report, console.width)
    console.width = max(console.width, sum(GAP + (width or NARROWEST) for width in widths))
    with console.capture() as capture:
        console.print(_drawn(report, widths))
    return capture.get()


def _widths(report: Report, room: int) -> list[int | None]:
    """The fixed width of each column, None for one that may be folded.

    Where not everything has room, figures and the names in front stay whole: half a figure is another figure.
    """
    rows = [row for row in (*report.rows, report.total) if row]
    found: list[int | None] = []
    natural = 0
    for number, column in enumerate(report.columns):
        cells = [shown(row[number]) for row in rows]
        natural += GAP + max(map(cell_len, (column.title, *cells)))
        whole = column.numeric or (number == 0 and not any(" " in cell for cell in cells))
        words = [word for cell in (column.title, *cells) for word in cell.split()]
        found.append(max(map(cell_len, words)) if whole else None)
    return found if natural > room else [None] * len(found)


def _drawn(report: Report, widths: list[int | None]) -> Group:
    head = Table.grid(expand=False, padding=(0, 4))
    head.add_row(Text(shown(report.title), style="bold"), Text(shown(report.aside), style="dim"))
    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="dim")
    for column, width in zip(report.columns, widths, strict=True):
        justify: Any = "right" if column.numeric else "left"
        table.add_column(Text(shown(column.title)), justify=justify, overflow="fold", width=width)
    for row in report.rows:
        table.add_row(*(Text(shown(cell)) for cell in row))
    if report.total:
        table.add_row(*(Text(shown(cell), style="bold") for cell in report.total))
    notes = [Text(shown(note), style="dim") for note in (*report.notes, *report.details)]
    return Group(*([head] if report.title else []), Padding(table, (0, 0, 0, GAP), expand=False), *notes)
