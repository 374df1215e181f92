"""Markdown, for an issue, a pull request or a page."""

import re
from collections.abc import Iterable

from creditcalc.reports.report import MARKS, MOST_NOTES, PLAIN, Branch, Cell, Report, Strong, View, cell_text

MARKUP = re.compile(r"([\\|<>\[\]*_&]|(?<=\S)~)")
"""What is markup anywhere; a tilde only where it could end a crossed-out passage, and not in `~5`."""
CALL = re.compile(r"(?<=@)(?=\w)|(?<=#)(?=\d)")
"""Where a mention of a person or an issue goes on: with nothing visible in between nobody is called."""
START = re.compile(r"^(\d*)([#+=.)-])")
"""What is markup at the start of a line: headings and lists."""


def render(report: Report, view: View = PLAIN) -> str:
    """A heading, the answer, a table and the notes; nothing in a cell can become markup."""
    report = report.read_by("people")
    aside = f" ({_cell(report.aside)})" if report.aside else ""
    lines = [f"**{_cell(report.title)}**{aside}", ""] if report.title else []
    for one in report.answer:
        figure = f"**{_cell(one.figure)}** " if one.figure else ""
        mark = f"{one.mark} " if one.mark else ""
        words = "".join(f"**{_safe(word)}**" if isinstance(word, Strong) else _safe(word) for word in one.words)
        lines += [f"{figure}{mark}{words}".rstrip(), ""]
    if report.columns:
        lines.append(_row(_cell(column.title) for column in report.columns))
        lines.append(_row("---:" if column.numeric or column.right else "---" for column in report.columns))
    lines += [_row(map(_cell, row)) for row in report.rows]
    if report.total:
        lines.append(_row(f"**{text}**" if (text := _cell(cell)) else "" for cell in report.total))
    notes = report.ranked()
    marked = [f"{MARKS[note.kind]} {note.text}" for note in notes if note.kind != "other"]
    plain = [note.text for note in notes if note.kind == "other"]
    most = len(marked) if view.explain else MOST_NOTES
    for note in (*marked[:most], *plain, report.source, report.looked, report.last):
        lines += ["", _line(note)] if note else []
    if details := (*marked[most:], *report.details):
        lines += ["", "<details><summary>Details</summary>"]
        lines += [line for note in details for line in ("", _line(note))]
        lines += ["", "</details>"]
    return "\n".join(lines).replace("\u00a0", " ") + "\n"


def _line(note: str) -> str:
    return "  \n".join(START.sub(r"\1\\\2", _safe(line).lstrip()) for line in note.split("\n"))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    words = _safe(cell).replace("`", "\\`")
    return f"&nbsp;&nbsp;{words}" if isinstance(cell, Branch) else words


def _safe(cell: Cell) -> str:
    return CALL.sub("&#8203;", MARKUP.sub(r"\\\1", cell_text(cell)))
