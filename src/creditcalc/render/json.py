"""JSON for scripts: one object, stable keys, decimals as text."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from creditcalc.reports.report import Report, View


def render(report: "Report", view: "View | None" = None) -> str:
    """The report's object; it is the same in every view."""
    return text_of(report.data)


def text_of(data: Mapping[str, Any]) -> str:
    """An object in ASCII, so that any terminal and any locale takes it."""
    return json.dumps(data, indent=2) + "\n"
