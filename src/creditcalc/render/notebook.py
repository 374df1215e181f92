"""A report as a piece of HTML for a notebook: it brings no style and no script, and nothing in it can become markup."""

from collections.abc import Iterable
from html import escape

from creditcalc.reports.report import MARKS, MOST_NOTES, PLAIN, Cell, Column, Report, Strong, View

RIGHT = ' style="text-align:right"'
LEFT = ' style="text-align:left"'


def render(report: Report, view: View = PLAIN) -> str:
    """The title, the answer, the table with all its columns, and the notes."""
    report = report.read_by("people")
    title = f"<p><strong>{_words(report.title, view)}</strong> {_words(report.aside, view)}</p>"
    lines = [title] if report.title else []
    for one in report.answer:
        figure = f"<strong>{_words(one.figure, view)}</strong> " if one.figure else ""
        mark = f"{_words(one.mark, view)} " if one.mark else ""
        lines.append(f"<p>{figure}{mark}{''.join(_answer(word, view) for word in one.words)}</p>")
    if report.columns:
        lines += _table(report, view)
    notes = report.ranked()
    marked = [f"{MARKS[note.kind]} {note.text}" for note in notes if note.kind != "other"]
    plain = [note.text for note in notes if note.kind == "other"]
    few = [*marked[:MOST_NOTES], *plain, report.source, report.looked, report.last]
    lines += [f"<p><small>{_words(note, view)}</small></p>" for note in few if note]
    if more := [*marked[MOST_NOTES:], *report.details]:
        lines += ["<details><summary>More</summary>"]
        lines += [*(f"<p><small>{_words(note, view)}</small></p>" for note in more), "</details>"]
    return "<div>\n" + "\n".join(lines) + "\n</div>\n"


def _table(report: Report, view: View) -> list[str]:
    titles = [_words(column.title, view) for column in report.columns]
    lines = ["<table>"]
    if any(titles):
        lines += ["<thead>", _row("th", report.columns, titles), "</thead>"]
    lines += ["<tbody>", *(_row("td", report.columns, (_words(cell, view) for cell in row)) for row in report.rows)]
    if report.total:
        lines.append(_row("th", report.columns, (_words(cell, view) for cell in report.total)))
    return [*lines, "</tbody>", "</table>"]


def _row(tag: str, columns: Iterable[Column], cells: Iterable[str]) -> str:
    made = (
        f"<{tag}{RIGHT if column.numeric or column.right else LEFT}>{cell}</{tag}>"
        for column, cell in zip(columns, cells, strict=True)
    )
    return f"<tr>{''.join(made)}</tr>"


def _answer(word: str, view: View) -> str:
    said = _words(word, view)
    return f"<strong>{said}</strong>" if isinstance(word, Strong) else said


def _words(cell: Cell, view: View) -> str:
    if isinstance(cell, str):
        return "<br>".join(escape(view.text(line)) for line in cell.split("\n"))
    return escape(view.text(cell))
