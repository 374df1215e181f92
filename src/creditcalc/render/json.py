"""JSON for scripts: one object, stable keys, decimals as text."""

import json

from creditcalc.reports.report import Report, View


def render(report: Report, view: "View | None" = None) -> str:
    """The report's object, in ASCII, so that any terminal and any locale takes it."""
    return json.dumps(report.data, indent=2) + "\n"
