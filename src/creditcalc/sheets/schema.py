"""The JSON Schema of a sheet, made from its types."""

import re
import types
from collections.abc import Mapping
from typing import Any, Literal, Union, get_args, get_origin

from creditcalc.amount import Amount
from creditcalc.day import Dated, Day
from creditcalc.period import HOUR, SPAN, YEAR_DAY, ZONE, Hour, Span, YearDay, Zone
from creditcalc.pricebook.condition import RANGE, Range, When
from creditcalc.pricebook.quantity import EXPRESSION, PER, Expression, Per
from creditcalc.pricebook.workflow import WIDGET, Widget
from creditcalc.sheets.structure import WRITTEN_AS, fields

PATTERNS = {
    Amount: r"(unknown|~?\d+(\.\d+)?\+?|~?(\d+(\.\d+)?)?\.\.\d+(\.\d+)?)",
    Range: RANGE,
    Per: PER,
    Expression: EXPRESSION,
    Day: r"\d{4}-\d{2}-\d{2}",
    Dated: r"\d{4}(-\d{2}){0,2}",
    Span: SPAN,
    YearDay: YEAR_DAY,
    Hour: HOUR,
    Zone: ZONE,
    Widget: WIDGET,
}
"""How the types that are one scalar are written, for the schemas."""
SCALAR = {"type": ["string", "number", "boolean"]}


def schema_of(kind: Any, title: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a sheet of this type, for editors."""
    parts: dict[str, Any] = {}
    body = _schema(kind, parts)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **body, "$defs": parts}


def meanings(kind: Any) -> dict[str, str]:
    """What each key means, from the `key: meaning` lines of the type's docstring."""
    return dict(re.findall(r"^\s*(\w+): (.+)$", kind.__doc__.partition("\n")[2], re.MULTILINE))


def _schema(kind: Any, parts: dict[str, Any]) -> dict[str, Any]:  # noqa: PLR0911  # one line for each way to write
    if kind == When:
        value = {"anyOf": [SCALAR, {"type": "array", "items": SCALAR}]}
        return {"type": "object", "additionalProperties": value}
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        kinds = [_schema(arg, parts) for arg in args if arg is not type(None)]
        return kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
    if origin is Literal:
        return {"enum": list(args)}
    if origin is tuple:
        return {"type": "array", "items": _schema(args[0], parts)}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _schema(args[1], parts)}
    if kind is bool:
        return {"enum": ["yes", "no", True, False]}
    if kind in WRITTEN_AS:
        return {"anyOf": [_schema(kind.__base__, parts), _schema(WRITTEN_AS[kind], parts)]}
    if kind in PATTERNS:
        return {"type": ["string", "number"], "pattern": f"^{PATTERNS[kind]}$"}
    if hasattr(kind, "_fields"):
        if kind.__name__ not in parts:
            parts[kind.__name__] = {}
            parts[kind.__name__].update(_object(kind, parts))
        return {"$ref": f"#/$defs/{kind.__name__}"}
    return SCALAR if kind is str else {"type": "number"}


def _object(kind: Any, parts: dict[str, Any]) -> dict[str, Any]:
    said, known = meanings(kind), fields(kind)
    return {
        "type": "object",
        "description": kind.__doc__.partition("\n")[0],
        "additionalProperties": False,
        "required": [key for key, (_, _, required) in known.items() if required],
        "properties": {key: {**_schema(of, parts), "description": said[key]} for key, (_, of, _) in known.items()},
    }
