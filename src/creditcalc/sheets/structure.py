"""Nodes into the sheet types, every fault at once and in its place; and the JSON Schemas from the same types.

A type says how it is written: a named tuple is a mapping with its fields as keys, a type with `parse` is one
scalar, `Mapping[str, X]` a mapping of ids, `tuple[X, ...]` a list, `Literal[...] | X` one of the words or an `X`.
A scalar in `WRITTEN_AS` may be a mapping of the keys of a named tuple too.
"""

import types
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from creditcalc.amount import number
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import Range, Test, When
from creditcalc.pricebook.edition import Charged
from creditcalc.pricebook.ending import Ending
from creditcalc.pricebook.evidence import LastDay
from creditcalc.pricebook.model import ID
from creditcalc.pricebook.plan import After, Keeps
from creditcalc.pricebook.rule import Rule
from creditcalc.sheets.reader import Fault, Node
from creditcalc.text import did_you_mean, ticked

LATER = {"After": After, "Keeps": Keeps, "Charged": Charged, "Rule": Rule}
"""Types that a quote does not load: those that a claim has of a plan alone, and rules."""
WRITTEN_AS = {LastDay: Ending}
"""Scalars that may be a mapping too, and the named tuple that it is then."""
FILLED = ("id", "place", "listed")
"""Fields that the reader or the list fills and no sheet writes."""


class _Wrong(Exception):
    """This node cannot become its type; the fault is already noted."""


@lru_cache
def fields(kind: Any) -> dict[str, tuple[str, Any, bool]]:
    """A named tuple's keys as a sheet writes them: field name, type, and whether it is required."""
    hints = get_type_hints(kind, None, LATER)
    return {
        name.rstrip("_"): (name, hints[name], name not in kind._field_defaults)
        for name in kind._fields
        if name not in FILLED
    }


def build(kind: Any, node: Node, faults: list[Fault]) -> Any:
    """The node as a value of this type, or None; whatever is wrong with it is added to `faults`."""
    try:
        return _value(kind, node, faults)
    except _Wrong:
        return None


def entries(kind: Any, node: Node, faults: list[Fault]) -> Iterator[tuple[str, Any, list[Fault]]]:
    """The entries of a sheet that is a mapping of ids: id, value (None if faulty), and its own faults."""
    if not isinstance(node.value, dict):
        faults.append(Fault(node.place, "must be a mapping of ids: write `id:` and indent what belongs to it"))
        return
    for key, child in node.value.items():
        own: list[Fault] = []
        value = _entry(kind, key, node.keys[key], child, own)
        faults.extend(own)
        yield key, value, own


def _entry(kind: Any, key: str, place: str, node: Node, faults: list[Fault]) -> Any:
    if not ID.fullmatch(key):
        faults.append(Fault(place, f"`{key[:40]}` is not an id: use lower case letters, digits, dots and dashes"))
        return None
    found = build(kind, node, faults)
    return found._replace(id=key) if found is not None and "id" in getattr(kind, "_fields", ()) else found


def _wrong(node: Node, message: str, faults: list[Fault]) -> _Wrong:
    faults.append(Fault(node.place, message))
    return _Wrong()


def _text(node: Node, faults: list[Fault]) -> str:
    if not isinstance(node.value, str):
        raise _wrong(node, "must be one value: remove the brackets or the indented block", faults)
    if not node.value:
        raise _wrong(node, "is empty: write a value, or remove the key", faults)
    return node.value


def _value(kind: Any, node: Node, faults: list[Fault]) -> Any:  # noqa: PLR0911  # one line for each way to write
    if kind == When:
        return _when(node, faults)
    if kind is Test:
        return _test(node, faults)
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _either([arg for arg in args if arg is not type(None)], node, faults)
    if origin is Literal:
        return _word(args, node, faults)
    if origin is tuple:
        if not isinstance(node.value, list):
            raise _wrong(node, "must be a list: write `[a, b]` or lines that begin with `-`", faults)
        return _whole(tuple(build(args[0], item, faults) for item in node.value))
    if origin is Mapping or (hasattr(kind, "_fields") and not hasattr(kind, "parse")):
        return (_mapping if origin else _record)(args[1] if origin else kind, node, faults)
    if isinstance(node.value, dict) and kind in WRITTEN_AS:
        return kind(_record(WRITTEN_AS[kind], node, faults))
    text = _text(node, faults)
    if kind is bool:
        return _word(("yes", "no"), node, faults) == "yes"
    if kind is str:
        return text
    try:
        return (getattr(kind, "parse", None) or number)(text)
    except CreditcalcError as error:
        raise _wrong(node, str(error), faults) from None


def _either(kinds: list[Any], node: Node, faults: list[Fault]) -> Any:
    """What may be left out; or one of the words that are the first kind, and else what one of the others is."""
    if len(kinds) == 1:
        return _value(kinds[0], node, faults)
    words, others = get_args(kinds[0]), kinds[1:]
    text = _text(node, faults)
    if text in words:
        return text
    wrong: list[str] = []
    for other in others:
        try:
            return other.parse(text)
        except CreditcalcError as error:
            wrong.append(str(error))
    raise _wrong(node, f"{wrong[0]}; or write {ticked(words)}", faults)


def _whole(parts: tuple[Any, ...]) -> tuple[Any, ...]:
    if None in parts:
        raise _Wrong
    return parts


def _word(words: tuple[str, ...], node: Node, faults: list[Fault]) -> str:
    text = _text(node, faults)
    if text not in words:
        raise _wrong(node, f"`{text[:40]}` is not allowed here: write {ticked(words)}", faults)
    return text


def _mapping(kind: Any, node: Node, faults: list[Fault]) -> dict[str, Any]:
    found = {key: value for key, value, _ in entries(kind, node, faults)}
    if not isinstance(node.value, dict):
        raise _Wrong
    _whole(tuple(found.values()))
    return found


def _when(node: Node, faults: list[Fault]) -> When:
    if not isinstance(node.value, dict):
        raise _wrong(node, "must name settings: write `{resolution: 4k, audio: on}`", faults)
    tests = {name: build(Test, child, faults) for name, child in node.value.items()}
    _whole(tuple(tests.values()))
    return tuple(tests.items())


def _test(node: Node, faults: list[Fault]) -> Test | Range:
    if not isinstance(node.value, list):
        words: Any = _text(node, faults)
    elif not (words := [build(str, word, faults) for word in node.value]):
        raise _wrong(node, "lists no value: write one, several or a range", faults)
    elif None in words:
        raise _Wrong
    try:
        return Test.parse(words)
    except CreditcalcError as error:
        raise _wrong(node, str(error), faults) from None


def _record(kind: Any, node: Node, faults: list[Fault]) -> Any:
    if not isinstance(node.value, dict):
        raise _wrong(node, f"must have keys: {ticked(list(fields(kind))[:6], 'and')} are among them", faults)
    known = fields(kind)
    found: dict[str, Any] = {"place": node.place} if "place" in kind._fields else {}
    right = True
    for key, child in node.value.items():
        if key not in known:
            hint = did_you_mean(key, known) or f": use {ticked(known)}"
            faults.append(Fault(node.keys[key], f"unknown key `{key[:40]}`{hint}"))
            right = False
            continue
        name, hint_type, _ = known[key]
        found[name] = build(hint_type, child, faults)
        right = right and found[name] is not None
    missing = [key for key, (_, _, required) in known.items() if required and key not in node.value]
    if missing:
        them = "it" if len(missing) == 1 else "them"
        faults.append(Fault(node.place, f"lacks {ticked(missing, 'and')}: add {them}"))
    if missing or not right:
        raise _Wrong
    return kind(**found)
