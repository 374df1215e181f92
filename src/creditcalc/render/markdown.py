"""Markdown, for an issue, a pull request or a page."""

import re
from collections.abc import Iterable

from creditcalc.reports.report import Cell, Report, shown

MARKUP = re.compile(r"([\\|<>\[\]*_&]|(?<=\S)~)")
"""What is markup anywhere; a tilde only where it could end a crossed-out passage, and not in `~5`."""
CALL = re.compile(r"(?<=@)(?=\w)|(?<=#)(?=\d)")
"""Where a mention of a person or an issue goes on: with nothing visible in between nobody is called."""
START = re.compile(r"^(\d*)([#+=.)-])")
"""What is markup at the start of a line: headings and lists."""


def render(report: Report) -> str:
    """A heading, a table and the notes; nothing in a cell can become markup."""
    aside = f" ({_cell(report.aside)})" if report.aside else ""
    lines = [f"**{_cell(report.title)}**{aside}", ""] if report.title else []
    lines.append(_row(_cell(column.title) for column in report.columns))
    lines.append(_row("---:" if column.numeric else "---" for column in report.columns))
    lines += [_row(map(_cell, row)) for row in report.rows]
    if report.total:
        lines.append(_row(f"**{text}**" if (text := _cell(cell)) else "" for cell in report.total))
    for note in report.notes:
        lines += ["", _line(note)] if note else []
    if report.details:
        lines += ["", "<details><summary>Details</summary>"]
        lines += [line for note in report.details for line in ("", _line(note))]
        lines += ["", "</details>"]
    return "\n".join(lines) + "\n"


def _line(note: str) -> str:
    return START.sub(r"\1\\\2", _safe(note).lstrip())


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    return _safe(cell).replace("`", "\\`")


def _safe(cell: Cell) -> str:
    return CALL.sub("&#8203;", MARKUP.sub(r"\\\1", shown(cell)))
