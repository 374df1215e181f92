"""CSV: the rows under their keys; an amount takes three columns, its text and its two ends."""

import csv
from io import StringIO

from creditcalc.amount import Amount
from creditcalc.report import Cell, Report


def render(report: Report) -> str:
    """Every row, without the total: a script that sums the column must not count it twice."""
    amounts = {number for row in report.rows for number, cell in enumerate(row) if isinstance(cell, Amount)}
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    header: list[str] = []
    for number, column in enumerate(report.columns):
        header += [column.key, f"{column.key}_low", f"{column.key}_high"] if number in amounts else [column.key]
    writer.writerow(header)
    for row in report.rows:
        writer.writerow([text for number, cell in enumerate(row) for text in _texts(cell, number in amounts)])
    return out.getvalue()


def _texts(cell: Cell, wide: bool) -> list[str]:
    if isinstance(cell, Amount):
        ends = cell.as_json()
        return [str(cell), str(ends["low"] or ""), str(ends["high"] or "")]
    text = "" if cell is None else str(cell)
    return [text, "", ""] if wide else [text]
