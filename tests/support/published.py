"""The published JSON Schemas, and whether an output is as they say."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft202012Validator, meta

import creditcalc

SCHEMAS = Path(creditcalc.__file__).parent / "schemas"


@cache
def schema(name: str) -> dict[str, Any]:
    """The schema in the file of that name, once it is proved to be one."""
    found: dict[str, Any] = json.loads((SCHEMAS / f"{name}.json").read_text())
    meta.validate(found)
    return found


@cache
def validator(name: str) -> Draft202012Validator:
    """The validator of that schema."""
    return Draft202012Validator(closed(schema(name)))


def closed(found: Any) -> Any:
    """The schema without room for keys that it does not name: the published one leaves it, for keys to come."""
    if isinstance(found, list):
        return [closed(one) for one in found]
    if not isinstance(found, dict):
        return found
    shut = {"additionalProperties": False} if found.get("type") == "object" and "properties" in found else {}
    return {**shut, **{key: closed(one) for key, one in found.items()}}


def check(text: str) -> dict[str, Any]:
    """The object in a text, valid against the schema that it names."""
    found: dict[str, Any] = json.loads(text)
    _, name, version = found["schema"].split("/")
    validator(f"{name}-{version}").validate(found)
    return found
