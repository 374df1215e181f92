"""What the widgets of a paid node decide, and what that costs: each by its place and the kind of its value."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from fractions import Fraction
from typing import Any

from creditcalc.amount import figure
from creditcalc.batch.pricer import Priced, Pricer, Values
from creditcalc.errors import UNPUBLISHED, CreditcalcError
from creditcalc.pricebook.condition import word_of
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.workflow import NodeMapping, NodeReading, Widget
from creditcalc.record import Record
from creditcalc.storyboard.board import Shot, Way
from creditcalc.storyboard.decide import Row
from creditcalc.storyboard.workflow import UNSURE, FoundNode, Numeral, Workflow
from creditcalc.text import count

MOST_BY_PLACE = 60
"""Values of a node that are told by their place."""
MOST_READINGS = 200
"""Ways to tell them that are looked at."""
MOST_ASTRAY = 8
"""What may be odd about the best one, all in all; a node beyond it is not read."""
SKIPPED, LACKING, STRAY, STRANGE = 1, 4, 4, 3
"""How odd it is that an optional widget has no value, that another has none, that a value has no widget, and that a
word is none of those that are known."""
CONTROLS = ("fixed", "increment", "decrement", "randomize")
"""What a seed is followed by, under no name."""
LONGEST_WORD = 80
"""Characters of a value that is one of several words."""
NUMBERED = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?) *s?", re.ASCII)
"""A number, as `5`, `"5"` or `"5s"`."""
RESOLUTION = re.compile(r"[0-9]{1,4}(?:\.[0-9])?[kp]", re.ASCII)
"""Words that are taken as they are, where a sheet does not say what they mean."""


def folded_word(text: str) -> str:
    """A word of a workflow as sheets write it: lower case, and a dash for whatever is no letter, digit or dot."""
    return re.sub("[^a-z0-9.]+", "-", text[:LONGEST_WORD].lower()).strip("-")


class NodeSaid(Record):
    """What a node says: its model or why there is none, the settings it decides, those it leaves open, and faults."""

    model: str
    settings: Mapping[str, str]
    opened: tuple[str, ...] = ()
    fault: str = ""
    code: int = 0


class NodePricer(Pricer):
    """Prices the nodes of a workflow: what their file does not say is open, whatever a model's own default is."""

    loose = True

    @staticmethod
    def giving(name: str) -> str:
        """How a setting is given that stands in no file."""
        return f"`--set {name}=...`"

    @classmethod
    def like(cls, pricer: Pricer) -> "NodePricer":
        """One with the price book and the plan of another."""
        return cls(pricer.catalog, pricer.book, as_of=pricer.as_of, plan=pricer.plan, assumed=pricer.assumed)


def paid_in(workflow: Workflow) -> Workflow:
    """A workflow with paid nodes. Raises CreditcalcError for one that has none."""
    if not workflow.paid:
        unknown = sum(workflow.unknown.values())
        others = f", and {count(unknown, 'node')} not known here" if unknown else ""
        raise CreditcalcError(
            f"has no paid nodes: {workflow.local:,} of its nodes are local{others}", place=workflow.name
        )
    return workflow


def node_rows(workflow: Workflow, pricer: NodePricer, given: Mapping[str, str]) -> list[Row]:
    """Every paid node with its price; `given` are settings that no file says, by name or by `NODE.NAME`.

    Raises CreditcalcError for one that no node needs.
    """
    used: set[str] = set()
    rows = [_row(workflow, node, pricer, given, used) for node in workflow.paid]
    for name in given.keys() - used:
        raise CreditcalcError(f"no node needs `--set {name[:80]}`: its file says it, or no model has it")
    return rows


def _row(workflow: Workflow, node: FoundNode, pricer: NodePricer, given: Mapping[str, str], used: set[str]) -> Row:
    said = said_by(node, workflow.sheet.mapping(node.kind), pricer)
    values: Values = {"model": said.model, **said.settings} if said.model else {}
    if said.fault:
        priced = Priced(said.model, error=said.fault, code=said.code)
    else:
        values = {**values, **_given(node, pricer, values, given, used)}
        priced = _priced(node, workflow.sheet.mapping(node.kind), pricer, values)
    way = Way("", 0, values, {})
    note = "" if node.title == node.kind else node.kind
    shot = Shot(f"{workflow.name}: node {node.id}", "", f"{node.title} (#{node.id})", note, (way,), node.id)
    return Row(shot, way, values, priced, {"": (values, priced)})


def _given(
    node: FoundNode, pricer: NodePricer, values: Values, given: Mapping[str, str], used: set[str]
) -> dict[str, str]:
    """What was given for the settings that a node leaves open."""
    model = pricer.book.models[values["model"]]
    found: dict[str, str] = {}
    for name in (*model.settings, "outputs"):
        for key in (f"{node.id}.{name}", name):
            if key in given and name not in values and not (name in model.settings and model.settings[name].always):
                used.add(key)
                found.setdefault(name, given[key])
    return found


def _priced(node: FoundNode, mapping: NodeMapping | None, pricer: NodePricer, values: Values) -> Priced:
    for name, what in mapping.asked.items() if mapping else ():
        if name not in values and (name == "outputs" or name in pricer.book.models[values["model"]].settings):
            fault = f"needs {what}, which stands in no file: add {pricer.giving(f'{node.id}.{name}')}"
            return Priced(values["model"], error=fault, code=1)
    return pricer(values)


def said_by(node: FoundNode, mapping: NodeMapping | None, pricer: Pricer) -> NodeSaid:
    """What a node says of its price in a price book."""
    book = pricer.book
    if mapping is None:
        return NodeSaid("", {}, fault=_without_price(node.kind, book), code=UNPUBLISHED)
    values = _values(node, mapping)
    if values is None:
        return NodeSaid("", {}, fault="its values stand in an order that is not known: save the workflow again", code=1)
    model, fault = mapping.model or "", ""
    found: dict[str, str] = {}
    for reading in mapping.readings:
        if reading.setting == "model":
            model, fault = _model(reading, mapping, values)
        elif model not in reading.not_for:
            word = _read(reading, node, values)
            if isinstance(word, Unmeant):
                fault = fault or f"its {reading.setting} is none that is known here"
            elif word is not None:
                found[reading.setting] = word
    if not model:
        return NodeSaid("", {}, fault=fault, code=UNPUBLISHED)
    if model not in book.models:
        return NodeSaid(model, {}, fault=book.broken.get(model) or _without_price(model, book), code=UNPUBLISHED)
    known = book.models[model].settings
    found = {name: word for name, word in {**mapping.with_, **found}.items() if name == "outputs" or name in known}
    return NodeSaid(model, found, fault=fault, code=1 if fault else 0)


def _without_price(name: str, book: Edition) -> str:
    return f"{name} has no price among the prices of {book.seller} of {book.id}"


class Unmeant:
    """A value that is none of those that are known; it is never shown."""


UNMEANT = Unmeant()


def _model(reading: NodeReading, mapping: NodeMapping, values: Mapping[str, Any]) -> tuple[str, str]:
    """The model that a node names, or why there is none."""
    words = [values[name] for name in reading.from_ if name in values]
    if not words or UNSURE in words:
        return "", "its model does not stand in the file"
    word = folded_word(" ".join(map(str, words)))
    if word in reading.values:
        return reading.values[word], ""
    first = folded_word(str(words[0]))
    if first in mapping.unpriced:
        return first, ""
    return "", "its model is none that is known here"


def _read(reading: NodeReading, node: FoundNode, values: Mapping[str, Any]) -> str | Unmeant | None:
    """What a reading makes of a node's values; None where that is open."""
    if reading.read == "unlinked":
        free = not any(fnmatchcase(name, pattern) for name in node.linked for pattern in reading.from_)
        return reading.values.get("unlinked") if free else None
    found = [values[name] for pattern in reading.from_ for name in values if fnmatchcase(name, pattern)]
    if UNSURE in found:
        return None
    said = [one for value in found for one in (value if isinstance(value, tuple) else (value,))]
    return READINGS[reading.read](reading, said) if said else reading.absent


def _worded(reading: NodeReading, said: Sequence[Any]) -> str | Unmeant:
    return _meant(reading, folded_word(" ".join(map(str, said))))


def _first(reading: NodeReading, said: Sequence[Any]) -> str | Unmeant | None:
    """The first word of a text; one that says something else leaves the setting open."""
    found = _meant(reading, folded_word(str(said[0])).partition("-")[0])
    return None if isinstance(found, Unmeant) else found


def _meant(reading: NodeReading, word: str) -> str | Unmeant:
    if reading.values:
        return reading.values.get(word, UNMEANT)
    return word if RESOLUTION.fullmatch(word) else UNMEANT


def _length(reading: NodeReading, said: Sequence[Any]) -> str | Unmeant | None:
    """The sum of the lengths; the texts between those of several scenes count for nothing."""
    several = any("*" in name for name in reading.from_)
    lengths = [found for one in said if (found := _number(one, bare=several)) is not None]
    if not lengths or (len(lengths) < len(said) and not several):
        return UNMEANT
    word = word_of(sum(lengths, Fraction(0)))
    return reading.values.get(word) if reading.values else word


def _number(value: Any, *, bare: bool = False) -> Fraction | None:
    """The number that a value is; `bare` ones alone are no text."""
    if not isinstance(value, str) or (bare and not isinstance(value, Numeral)):
        return None
    found = NUMBERED.fullmatch(value)
    return figure(found[1]) if found else None


def _flag(_: NodeReading, said: Sequence[Any]) -> str | Unmeant:
    return "on" if said[0] is True else "off" if said[0] is False else UNMEANT


def _characters(_: NodeReading, said: Sequence[Any]) -> str | Unmeant:
    return f"{len(said[0])}" if type(said[0]) is str else UNMEANT


def _megapixels(_: NodeReading, said: Sequence[Any]) -> str | Unmeant | None:
    sides = [found for one in said if (found := _number(one)) is not None]
    return word_of(sides[0] * sides[1] / 1_000_000) if len(sides) == 2 else None


READINGS: Mapping[str, Callable[[NodeReading, Sequence[Any]], "str | Unmeant | None"]] = {
    "word": _worded,
    "first": _first,
    "length": _length,
    "flag": _flag,
    "characters": _characters,
    "megapixels": _megapixels,
}


def _values(node: FoundNode, mapping: NodeMapping) -> dict[str, Any] | None:
    """The values of a node by the names of its widgets; None where their order is not known."""
    found: dict[str, Any] | None = dict(node.named)
    if node.listed:
        found = _by_place(node.listed, mapping)
    if found is None:
        return None
    for name, value in node.handed.items():
        several = [widget for widget in found if "*" in widget and fnmatchcase(name, widget)]
        found |= dict.fromkeys(several or [name], UNSURE if several else value)
    return found


def _by_place(listed: Sequence[Any], mapping: NodeMapping) -> dict[str, Any] | None:
    """The values of a list by the names of their widgets: what the least odd ways to tell them agree on."""
    if len(listed) > MOST_BY_PLACE:
        return None
    ways = list(_Places(listed, mapping).ways())
    if not ways:
        return None
    found: dict[str, Any] = {}
    for name in dict.fromkeys(name for way in ways for name in way):
        told = [way.get(name) for way in ways]
        if any(one is None or one != told[0] for one in told):
            found[name] = UNSURE
        else:
            found[name] = tuple(told[0] or ()) if "*" in name else (told[0] or [UNSURE])[0]
    return found


class _Places:
    """A list of values and the widgets that they may be of, in their order."""

    def __init__(self, listed: Sequence[Any], mapping: NodeMapping) -> None:
        self.listed, self.widgets = listed, mapping.widgets
        self.known = {name: _known(name, mapping) for name in {widget.name for widget in mapping.widgets}}
        height, width = len(listed) + 1, len(self.widgets) + 1
        self.least = [[0] * width for _ in range(height)]
        for at in reversed(range(height)):
            for of in reversed(range(width)):
                if at < len(listed) or of < len(self.widgets):
                    self.least[at][of] = min(odd + self.least[a][o] for odd, a, o, _ in self._steps(at, of))

    def _steps(self, at: int, of: int) -> Iterator[tuple[int, int, int, bool]]:
        """The ways on from a value and a widget: how odd each is, where it leads, and whether the two are taken."""
        widget = self.widgets[of] if of < len(self.widgets) else None
        if at < len(self.listed):
            value = self.listed[at]
            yield (0 if value in CONTROLS and at and of else STRAY), at + 1, of, False
            odd = None if widget is None else _oddness(value, widget, self.known[widget.name])
            if widget is not None and odd is not None:
                yield odd, at + 1, of if widget.kind == "part" else of + 1, True
        if widget is not None:
            yield 0 if widget.kind == "part" else SKIPPED if widget.optional else LACKING, at, of + 1, False

    def ways(self) -> Iterator[dict[str, list[Any]]]:
        """The least odd ways to tell the values, as far as they are looked at; none where all are too odd."""
        if self.least[0][0] > MOST_ASTRAY:
            return
        open_: list[tuple[int, int, tuple[tuple[str, Any], ...]]] = [(0, 0, ())]
        number = 0
        while open_ and number < MOST_READINGS:
            at, of, told = open_.pop()
            if at == len(self.listed) and of == len(self.widgets):
                number += 1
                found: dict[str, list[Any]] = {}
                for name, value in told:
                    found.setdefault(name, []).append(value)
                yield found
                continue
            for odd, a, o, taken in self._steps(at, of):
                if odd + self.least[a][o] == self.least[at][of]:
                    more = ((self.widgets[of].name, self.listed[at]),) if taken else ()
                    open_.append((a, o, (*told, *more)))


def _known(name: str, mapping: NodeMapping) -> Callable[[str], bool] | None:
    """Whether a word is one that a widget is known to have; None where nothing is said of it."""
    readings = [one for one in mapping.readings if name in one.from_ and one.read in ("word", "first")]
    if not readings:
        return None
    (reading, *_) = readings
    words = {*reading.values, *(mapping.unpriced if reading.setting == "model" else ())}

    def known(word: str) -> bool:
        if reading.read == "first":
            return RESOLUTION.fullmatch(word.partition("-")[0]) is not None
        if not words:
            return RESOLUTION.fullmatch(word) is not None
        return any(word == one or (len(reading.from_) > 1 and word in one) for one in words)

    return known


def _oddness(value: Any, widget: Widget, known: Callable[[str], bool] | None) -> int | None:
    """How odd it is that a value is of a widget; None where it cannot be."""
    number = isinstance(value, Numeral)
    text = isinstance(value, str) and not number
    if widget.kind == "flag":
        return 0 if isinstance(value, bool) else None
    if widget.kind == "number":
        return 0 if number or (text and NUMBERED.fullmatch(value)) else None
    if widget.kind == "part":
        return 0 if number or text else None
    if not text or (widget.kind == "word" and (len(value) > LONGEST_WORD or "\n" in value)):
        return None
    odd = SKIPPED if value in CONTROLS else 0
    return odd if known is None or known(folded_word(value)) else odd + STRANGE
