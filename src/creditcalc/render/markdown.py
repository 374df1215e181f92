"""Markdown, for an issue, a pull request or a page."""

import re

from creditcalc.report import Cell, Report, shown


def render(report: Report) -> str:
    """A heading, a table and the notes; nothing in a cell can become markup."""
    lines = [f"**{_safe(report.title)}** ({_safe(report.aside)})" if report.aside else f"**{_safe(report.title)}**", ""]
    lines.append(_row(column.title for column in report.columns))
    lines.append(_row("---:" if column.numeric else "---" for column in report.columns))
    lines += [_row(map(_cell, row)) for row in report.rows]
    if report.total:
        lines.append(_row(f"**{text}**" if (text := _cell(cell)) else "" for cell in report.total))
    for note in report.notes:
        lines += ["", _safe(note)] if note else []
    return "\n".join(lines) + "\n"


def _row(cells: "map[str] | object") -> str:
    return f"| {' | '.join(cells)} |"  # type: ignore[arg-type]  # any iterable of texts


def _cell(cell: Cell) -> str:
    return _safe(shown(cell))


def _safe(text: str) -> str:
    return re.sub(r"([\\|<>\[\]*_])", r"\\\1", text)
