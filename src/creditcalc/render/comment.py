"""Markdown for a comment on a pull request: no longer than one may be."""

from creditcalc.render import markdown
from creditcalc.reports.report import PLAIN, Report, View
from creditcalc.text import count

LONGEST_COMMENT = 60_000
"""Characters; GitHub takes 65,536, and whoever posts it adds some."""


def render(report: Report, view: View = PLAIN) -> str:
    """The report as Markdown; of one that is too long, as many rows and details as go in, and how many are left out."""
    text = markdown.render(report, view)
    rows, details = len(report.rows), len(report.details)
    while len(text) > LONGEST_COMMENT and rows + details:
        rows, details = rows * 9 // 10, details * 9 // 10
        left = count(len(report.rows) - rows, "row")
        note = f"{left} and {count(len(report.details) - details, 'detail')} are left out here: it would be too long."
        short = report._replace(rows=report.rows[:rows], details=report.details[:details])
        text = markdown.render(short._replace(notes=(*report.notes, note)), view)
    return text
