"""Plain text for pipes and files: aligned columns, no colour, no width."""

from creditcalc.reports.report import MARKS, PLAIN, Branch, Cell, Report, View


def render(report: Report, view: View = PLAIN) -> str:
    """The title, the answer, the columns padded to their widest cell, the total and the notes."""
    report = report.read_by("people")
    lines = [f"{view.text(report.title)}    {view.text(report.aside)}".rstrip()] if report.title else []
    lines += answer_lines(report, view)
    lines += _table(report, view)
    for note in report.ranked():
        first, *rest = note.text.split("\n")
        lines += [view.text(f"{MARKS[note.kind]} {first}".lstrip()), *(view.text(f"  {line}") for line in rest)]
    lines += [view.text(line) for line in report.details] if view.explain else []
    lines += [
        view.text(line)
        for line in (" ".join((report.source, report.more(0, view))).strip(), report.looked, report.next, report.last)
        if line
    ]
    return "\n".join(lines).replace("\u00a0", " ") + "\n"


def answer_lines(report: Report, view: View) -> list[str]:
    """The answer in plain words, its figures one below the other."""
    widest = max((len(view.text(one.figure)) for one in report.answer), default=0)
    lines = []
    for one in report.answer:
        figure = view.text(one.figure)
        words = view.text("".join((f"{one.mark} " if one.mark else "", *one.words)))
        lines.append(f"{figure:>{widest}}  {words}".rstrip() if figure else words)
    return lines


def _table(report: Report, view: View) -> list[str]:
    known: dict[int, str] = {}  # the words of what stands in several rows, as much of a long table does
    body = [
        [known.get(id(cell)) or known.setdefault(id(cell), _cell(cell, view)) for cell in row] for row in report.rows
    ]
    last = [[_cell(cell, view) for cell in report.total]] if report.total else []
    titles = [view.text(column.title) for column in report.columns]
    if not titles:
        return []
    widths = [max(map(len, column)) for column in zip(titles, *body, *last, strict=True)]
    lines = []
    for row in [titles, *body, *last]:
        cells = [
            text.rjust(width) if column.numeric or column.right else text.ljust(width)
            for text, width, column in zip(row, widths, report.columns, strict=True)
        ]
        lines.append(f"  {'  '.join(cells)}".rstrip())
    return lines


def _cell(cell: Cell, view: View) -> str:
    return f"  {view.text(cell)}" if isinstance(cell, Branch) else view.text(cell)
