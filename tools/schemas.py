"""Make the JSON Schemas of all outputs from their types in `creditcalc.reports.objects`: `python tools/schemas.py`."""

import json
import types
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from creditcalc.reports import objects
from creditcalc.reports.objects.shared import Least, Pattern

FOLDER = Path(__file__).parents[1] / "src" / "creditcalc" / "schemas"
MEANINGS = {
    "schema": "This shape and its version.",
    "note": "For people; null where there is nothing to say.",
    "grade": "How good the source is, from `observed` to `derived`.",
}
"""What keys mean that mean the same everywhere."""
OTHERS = "__extra_items__"
"""The key of a type that says what all keys hold that it does not name."""
SCALARS = {str: "string", int: "integer", bool: "boolean", type(None): "null"}


def _only(key: str, words: object, then: dict[str, Any], other: dict[str, Any] | None = None) -> dict[str, Any]:
    found = {"if": {"properties": {"qualifier": words}}, "then": {"properties": {key: then}}}
    return found if other is None else {**found, "else": {"properties": {key: other}}}


NOTHING, TEXT = {"type": "null"}, {"type": "string"}
LAWS = [
    _only("low", {"const": "unknown"}, NOTHING, TEXT),
    _only("high", {"enum": ["at_least", "unknown"]}, NOTHING, TEXT),
    _only("approximate", {"const": "exact"}, {"const": False}),
    _only("approximate", {"const": "about"}, {"const": True}),
]
"""What the keys of an amount say of each other, which no type says."""


def schemas() -> dict[str, str]:
    """Every schema as the text of its file, by the file's name."""
    return {f"{name}.json": f"{json.dumps(one, indent=2)}\n" for name, one in map(_published, _printed())}


def _printed() -> Iterator[Any]:
    """The types that name a schema: what commands print."""
    for module in iter_modules(objects.__path__, f"{objects.__name__}."):
        for kind in vars(import_module(module.name)).values():
            if is_typeddict(kind) and kind.__module__ == module.name and "schema" in kind.__annotations__:
                yield kind


def _published(kind: Any) -> tuple[str, dict[str, Any]]:
    (title,) = get_args(get_type_hints(kind)["schema"])
    _, name, version = title.split("/")
    parts: dict[str, Any] = {}
    whole = _object(kind, parts)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    return f"{name}-{version}", {**head, **whole, **({"$defs": dict(sorted(parts.items()))} if parts else {})}


def _object(kind: Any, parts: dict[str, Any]) -> dict[str, Any]:
    """A type of an object; the types in it are put under `parts`."""
    hints = get_type_hints(kind, include_extras=True)
    others = hints.pop(OTHERS, None)
    keys = sorted(hints, key=lambda key: key != "schema")  # what an object is comes first, then its own order
    said = (kind.__doc__ or "").strip()
    found: dict[str, Any] = {"description": said} if said and not said.startswith("dict(") else {}
    found |= {"type": "object", "required": [key for key in keys if key in kind.__required_keys__]}
    found["properties"] = {key: _meant(key, _schema(hints[key], parts), parts) for key in keys}
    found |= {} if others is None else {"additionalProperties": _schema(others, parts)}
    laws = [law for law in LAWS if "qualifier" in hints and law["then"]["properties"].keys() <= hints.keys()]
    return {**found, "allOf": laws} if "approximate" in hints and laws else found


def _schema(hint: Any, parts: dict[str, Any]) -> dict[str, Any]:  # noqa: PLR0911  # one return for each kind of type
    origin, inner = get_origin(hint), get_args(hint)
    if origin is NotRequired:
        return _schema(inner[0], parts)
    if origin is Annotated:
        return _said(_schema(inner[0], parts), inner[1:])
    if origin is Literal:
        return {"const": inner[0]} if len(inner) == 1 else {"enum": list(inner)}
    if origin in (Union, types.UnionType):
        return _either([_schema(one, parts) for one in inner])
    if origin is list:
        return {"type": "array", "items": _schema(inner[0], parts)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(inner[1], parts)}
    if is_typeddict(hint):
        name = hint.__name__.removesuffix("Object")
        if name not in parts:
            parts[name] = None  # an object may hold its own kind
            parts[name] = _object(hint, parts)
        return {"$ref": f"#/$defs/{name}"}
    return {"type": SCALARS[hint]} if hint in SCALARS else {}


def _meant(key: str, found: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    """A key's schema with what it means: what its type says of it, else what is said of the objects in it."""
    if "description" in found:
        return found
    if key in MEANINGS:
        return {"description": MEANINGS[key], **found}
    inner = found.get("items", found)
    of = parts[inner["$ref"].rpartition("/")[2]] if "$ref" in inner else None
    return {"description": of["description"], **found} if of and "description" in of else found


def _said(found: dict[str, Any], extras: tuple[object, ...]) -> dict[str, Any]:
    for extra in extras:
        match extra:
            case str():
                found = {"description": extra, **{key: value for key, value in found.items() if key != "description"}}
            case Pattern():
                found = {**found, "pattern": extra.text}
            case Least():
                found = {**found, "minimum": extra.number}
    return found


def _either(found: list[dict[str, Any]]) -> dict[str, Any]:
    """One of some schemas: scalars as a list of types, a choice of words with null in it."""
    *rest, last = found
    if len(rest) == 1 and last == NOTHING:
        (one,) = rest
        if isinstance(one.get("type"), str) and one["type"] not in ("object", "array"):
            return {**one, "type": [one["type"], "null"]}
        if "enum" in one:
            return {**one, "enum": [*one["enum"], None]}
    return {"oneOf": found}


if __name__ == "__main__":
    made = schemas()
    for old in FOLDER.glob("*.json"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
