"""The table that a person sees on a terminal. The only owner of rich."""

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from creditcalc.report import Report, shown


def render(report: Report) -> str:
    """The report drawn for the terminal's width and colours (`NO_COLOR` and `TERM=dumb` are respected)."""
    console = Console(force_terminal=True, highlight=False)
    with console.capture() as capture:
        console.print(_drawn(report), crop=False)
    return capture.get()


def _drawn(report: Report) -> Group:
    head = Table.grid(expand=False, padding=(0, 4))
    head.add_row(Text(shown(report.title), style="bold"), Text(shown(report.aside), style="dim"))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for number, column in enumerate(report.columns):
        table.add_column(
            Text(shown(column.title)),
            justify="right" if column.numeric else "left",
            overflow="fold",
            min_width=_longest(report, number) if column.numeric or not number else None,
        )
    for row in report.rows:
        table.add_row(*(Text(shown(cell)) for cell in row))
    if report.total:
        table.add_row(*(Text(shown(cell), style="bold") for cell in report.total))
    notes = [Text(shown(note), style="dim") for note in report.notes]
    return Group(*([head] if report.title else []), Padding(table, (0, 0, 0, 2), expand=False), *notes)


def _longest(report: Report, number: int) -> int:
    """The longest word of a column: on a narrow terminal a name or a figure is never broken, all else is."""
    return max((len(word) for row in report.rows for word in shown(row[number]).split()), default=1)
