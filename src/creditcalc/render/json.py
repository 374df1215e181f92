"""JSON for scripts: one object, stable keys, decimals as text."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

try:
    from _json import encode_basestring_ascii as quoted  # `json` is slow to load
except ImportError:
    from json.encoder import encode_basestring_ascii as quoted

if TYPE_CHECKING:
    from creditcalc.reports.report import Report, View


def render(report: "Report", view: "View | None" = None) -> str:
    """The report's object; it is the same in every view."""
    return text_of(report.data)


def text_of(data: Mapping[str, Any]) -> str:
    """An object in ASCII, so that any terminal and any locale takes it, as `json.dumps` writes it with an indent of 2.

    Raises TypeError for what is not text, a whole number, a truth value or null, or a list or dict of those by text.
    """
    return f"{_text(dict(data), NEXT)}\n"


NEXT, DEEPER = "\n", "  "
CONSTANTS = {None: "null", True: "true", False: "false"}


def _text(value: Any, line: str) -> str:  # noqa: PLR0911  # one return for each kind of value
    """A value, whose lines begin so."""
    if isinstance(value, str):
        return str(quoted(value))
    if value is None or value is True or value is False:
        return CONSTANTS[value]
    if isinstance(value, int):
        return int.__repr__(value)
    inner = line + DEEPER
    if isinstance(value, dict):
        if not value:
            return "{}"
        parts = [f"{quoted(key)}: {_text(one, inner)}" for key, one in value.items()]
        return f"{{{inner}{f',{inner}'.join(parts)}{line}}}"
    if isinstance(value, list | tuple):
        if not value:
            return "[]"
        return f"[{inner}{f',{inner}'.join([_text(one, inner) for one in value])}{line}]"
    raise TypeError(f"{type(value).__name__} is not written as JSON")
