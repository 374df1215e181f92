"""CSV: the rows under their keys; an amount takes three columns, its text and its two ends."""

from creditcalc.csv import csv_text
from creditcalc.reports.report import PLAIN, Branch, Cell, Report, View, amount_in, exact_text


def render(report: Report, view: View = PLAIN) -> str:
    """Every row, without the total, which a script that sums the column would count twice: but for `sums`."""
    report = report.read_by("scripts")
    amounts = _amounts(report)
    columns: dict[str, bool] = {}
    for number, column in enumerate(report.columns):
        keys = [column.key, f"{column.key}_low", f"{column.key}_high"] if number in amounts else [column.key]
        columns |= dict.fromkeys(keys, column.numeric)
    numbered = map(enumerate, (*report.rows, *report.sums))
    return csv_text(columns, ([text for n, cell in row for text in _texts(cell, n in amounts)] for row in numbered))


def _amounts(report: Report) -> set[int]:
    """The columns of amounts: of figures that are no counts, whether or not a row has one, so that the header stays."""
    counts = {number for row in report.rows for number, cell in enumerate(row) if isinstance(cell, int)}
    return {number for number, column in enumerate(report.columns) if column.numeric and number not in counts}


def _texts(cell: Cell, wide: bool) -> list[str]:
    if cell is None or isinstance(cell, str | int | Branch):
        return [exact_text(cell), "", ""] if wide else [exact_text(cell)]
    ends = amount_in(cell).as_json()
    return [exact_text(cell), str(ends["low"] or ""), str(ends["high"] or "")]
