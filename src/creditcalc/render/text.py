"""Plain text for pipes and files: aligned columns, no colour, no width."""

from creditcalc.reports.report import Report, shown


def render(report: Report) -> str:
    """The title, the columns padded to their widest cell, the total and the notes."""
    body = [[shown(cell) for cell in row] for row in report.rows]
    last = [[shown(cell) for cell in report.total]] if report.total else []
    titles = [shown(column.title) for column in report.columns]
    widths = [max(map(len, column)) for column in zip(titles, *body, *last, strict=True)]
    lines = [f"{shown(report.title)}    {shown(report.aside)}".rstrip()] if report.title else []
    for row in [titles, *body, *last]:
        cells = [
            text.rjust(width) if column.numeric else text.ljust(width)
            for text, width, column in zip(row, widths, report.columns, strict=True)
        ]
        lines.append(f"  {'  '.join(cells)}".rstrip())
    return "\n".join([*lines, *(shown(note) for note in (*report.notes, *report.details))]) + "\n"
