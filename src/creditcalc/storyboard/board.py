"""A storyboard as written: scenes, shots and their alternatives, read from YAML."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from creditcalc.amount import WHOLE, shortest, whole
from creditcalc.batch.pricer import Pricer, Values
from creditcalc.errors import CreditcalcError
from creditcalc.record import Record
from creditcalc.text import ticked

if TYPE_CHECKING:
    from creditcalc.sheets.reader import Fault, Node

STORYBOARD_KEYS = ("name", "note", "defaults", "scenes", "shots")
SCENE = ("name", "note", "defaults", "shots")
SHOT = ("name", "note", "alternatives")
WAY = ("note", "prefer")

ELSEWHERE = {
    "shot": "name a shot with `name`",
    "scene": "put the shot under `scenes`",
    "alternative": "put it under `alternatives`",
    "note": "write the note in the shot or scene itself",
}
"""Columns of a storyboard's rows that are not settings, and where a storyboard says them."""

LARGEST_STORYBOARD = 20_000_000
"""Bytes of the longest storyboard that is read: about 70,000 shots with alternatives."""
PREFER = 100
"""The strongest preference."""


class Way(Record):
    """One way to make a shot: what it says itself, what it inherits, and how much it is preferred."""

    name: str
    prefer: int
    own: Values
    inherited: Values

    def values(self, pricer: Pricer) -> Values:
        """What the way says in all, without the defaults that its model does not know."""
        return pricer.with_inherited(self.own, self.inherited)


class Shot(Record):
    """A shot of a storyboard, where it stands, and the ways to make it: one, or its alternatives."""

    place: str
    scene: str
    name: str
    note: str
    ways: tuple[Way, ...]
    id: str = ""


class Storyboard(Record):
    """A storyboard as it is written; `defaults` are the places of all that shots inherit, by name.

    `noun` is what one of its shots is called.
    """

    name: str
    note: str
    notes: Mapping[str, str]
    shots: tuple[Shot, ...]
    defaults: tuple[tuple[str, str], ...]
    noun: str = "shot"


def read_storyboard(path: Path, name: str, data: bytes | None = None) -> Storyboard:
    """The storyboard in a file, or in some bytes that are there already.

    Raises CreditcalcError with every fault of it, a line each.
    """
    from creditcalc.sheets.reader import (  # noqa: PLC0415  # rows of CSV are not YAML
        Empty,
        Fault,
        Unreadable,
        larger,
        parse,
        read_sheet,
    )

    faults: list[Fault] = []
    try:
        if data is not None:
            node = parse(data, name, "storyboard")
        elif name == "-":
            data = sys.stdin.buffer.read(LARGEST_STORYBOARD + 1)
            if len(data) > LARGEST_STORYBOARD:
                raise larger("stdin", "storyboard", LARGEST_STORYBOARD)
            node = parse(data, "stdin", "storyboard")
        else:
            node = read_sheet(path, name, "storyboard", LARGEST_STORYBOARD)[0]
    except Empty as error:
        raise CreditcalcError("the storyboard is empty: add a shot under `shots`", place=error.fault.place) from None
    except Unreadable as error:
        raise CreditcalcError(error.fault) from None
    found = _Reading(faults).storyboard(node)
    if not found.shots and not faults:
        faults.append(Fault(node.place, "has no shots: add one under `shots`"))
    if faults:
        raise CreditcalcError(*faults)
    return found


class _Reading:
    """The pieces of a storyboard; whatever is wrong is added to the faults."""

    def __init__(self, faults: "list[Fault]") -> None:
        self.faults = faults
        self.defaults: list[tuple[str, str]] = []

    def _fault(self, place: str, message: str) -> None:
        from creditcalc.sheets.reader import Fault  # noqa: PLC0415  # it owns yaml

        self.faults.append(Fault(place, message))

    def storyboard(self, node: "Node") -> Storyboard:
        top = self._mapping(node, "a storyboard", STORYBOARD_KEYS)
        shared = self._defaults(top)
        scenes: dict[str, list[Shot]] = {"": [*self._shots(top.get("shots"), "", shared, 0)]}
        notes: dict[str, str] = {}
        for number, one in enumerate(self._list(top.get("scenes"), "scenes"), 1):
            scene = self._mapping(one, "a scene", SCENE)
            name = self._text(scene, "name") or f"Scene {number}"
            # a scene that a screenplay comes back to is one scene, at its first place
            shots, note = scenes.setdefault(name, []), self._text(scene, "note")
            notes[name] = " ".join(dict.fromkeys(filter(None, (notes.get(name), note))))
            if "shots" not in scene:
                self._fault(one.place, f"the scene `{name}` has no `shots`: add one")
            shots += self._shots(scene.get("shots"), name, {**shared, **self._defaults(scene)}, len(shots))
        all_shots = tuple(shot for shots in scenes.values() for shot in shots)
        return Storyboard(self._text(top, "name"), self._text(top, "note"), notes, all_shots, tuple(self.defaults))

    def _shots(self, node: "Node | None", scene: str, inherited: Values, before: int) -> Iterator[Shot]:
        """The shots of a list; `before` are those that the scene has already, after which unnamed ones are counted."""
        for number, one in enumerate(self._list(node, "shots"), before + 1):
            shot = self._mapping(one, "a shot", None)
            name, note = self._text(shot, "name") or f"Shot {number}", self._text(shot, "note")
            own = self._settings(shot, SHOT)
            ways = [Way("", 0, own, inherited)]
            if "alternatives" in shot:
                found = self._mapping(shot["alternatives"], "alternatives", None)
                if not found:
                    place = shot["alternatives"].place
                    self._fault(place, "`alternatives` is empty: add one, or remove it")
                    continue
                ways = [self._way(key, way, own, inherited) for key, way in found.items()]
            yield Shot(one.place, scene, name, note, tuple(ways))

    def _way(self, name: str, node: "Node", shot: Values, inherited: Values) -> Way:
        way = self._mapping(node, "an alternative", None)
        word = self._text(way, "prefer") or "0"
        if not (WHOLE.fullmatch(word) and whole(word) <= PREFER):
            place = way["prefer"].place
            self._fault(place, f"`prefer` must be a whole number from 0 to {PREFER}, not `{word[:20]}`")
            word = "0"
        return Way(name, whole(word), {**shot, **self._settings(way, WAY)}, inherited)

    def _defaults(self, node: "Mapping[str, Node]") -> Values:
        if "defaults" not in node:
            return {}
        found = self._mapping(node["defaults"], "defaults", None)
        self.defaults += [(name, node["defaults"].keys[name]) for name in found]
        return self._settings(found, ())

    def _settings(self, node: "Mapping[str, Node]", apart: Iterable[str]) -> Values:
        found = {name: one for name, one in node.items() if name not in apart}
        words = {name: self._text(found, name) for name in found}
        for name, remedy in ELSEWHERE.items():
            if words.get(name):
                self._fault(found[name].place, f"`{name}` is not a setting: {remedy}")
        return {name: shortest(word) if found[name].plain else word for name, word in words.items() if word}

    def _text(self, node: "Mapping[str, Node]", name: str) -> str:
        one = node.get(name)
        if one is None:
            return ""
        if not isinstance(one.value, str):
            self._fault(one.place, f"`{name[:40]}` must be one word or number")
            return ""
        return one.value.strip()

    def _list(self, node: "Node | None", name: str) -> "list[Node]":
        if node is None:
            return []
        if not isinstance(node.value, list):
            self._fault(node.place, f"`{name}` must be a list: begin each with `-`")
            return []
        return node.value

    def _mapping(self, node: "Node", what: str, keys: tuple[str, ...] | None) -> "Mapping[str, Node]":
        if not isinstance(node.value, dict):
            self._fault(node.place, f"{what} must be a mapping: write `key: value`")
            return {}
        for key, place in node.keys.items():
            if keys is not None and key not in keys:
                self._fault(
                    place, f"{what} has no `{key[:40]}`: it has {ticked(keys, 'and')}; settings go under `defaults`"
                )
        return node.value if what == "alternatives" else {key: one for key, one in node.value.items() if not one.null}
