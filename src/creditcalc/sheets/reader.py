"""Strict YAML: text stays text, every node knows its place, and nothing expands, recurses or repeats.

The only owner of yaml.
"""

import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import yaml

LARGEST_SHEET = 2_000_000
"""Bytes of the largest sheet that is read; the largest bundled one has a fiftieth of that."""
DEEPEST = 24
"""Levels of the deepest sheet that is read."""
LIBRARYS_LIMIT = "exceeded maximum nesting depth"
"""What libyaml says since 0.2.6 of the thousandth level: it scans ahead, so perhaps before we have seen the 25th."""


class Fault(NamedTuple):
    """Something wrong with a sheet: where, what, and the remedy."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class Unreadable(Exception):
    """A file that is no sheet at all; carries the one fault."""

    def __init__(self, place: str, message: str) -> None:
        self.fault = Fault(place, message)
        super().__init__(str(self.fault))


@dataclass(slots=True)
class Node:
    """A piece of a sheet: text, a list or a mapping, and its `path:line:col`."""

    value: "str | list[Node] | dict[str, Node]"
    place: str
    keys: dict[str, str] = field(default_factory=dict)
    """The places of a mapping's keys."""


def read_sheet(path: Path, name: str) -> tuple[Node, bytes]:
    """The sheet in a file and the bytes it was read from; places begin with `name`.

    Raises Unreadable for a file that is missing, no regular file, larger than 2 MB, not UTF-8, not YAML, empty,
    nested deeper than 24 levels, or that has anchors, aliases, tags, duplicate keys or several documents.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable(name, "is not a file: name a YAML sheet")
        if status.st_size > LARGEST_SHEET:
            raise Unreadable(name, f"is larger than {LARGEST_SHEET:,} bytes: split the sheet")
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(name, f"cannot be read: {(error.strerror or 'no such file').lower()}") from None
    return parse(data, name), data


def parse(data: bytes, name: str) -> Node:
    """The sheet in some bytes; raises Unreadable as `read` does."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = _after(error.object[: error.start].decode(), name)
        raise Unreadable(place, "is not UTF-8 text: save the sheet as UTF-8") from None
    return _sheet(text, name)


def _sheet(text: str, name: str) -> Node:
    try:
        return _document(yaml.parse(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)), name)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if mark and error.problem == LIBRARYS_LIMIT:
            return _sheet(text[: mark.index], name)  # what leads there is nested deeply enough for our limit
        place = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        what = error.problem or error.context
        raise Unreadable(place, f"is not YAML: {what}; check quotes and indentation") from None
    except yaml.reader.ReaderError as error:
        place = _after(text.partition(chr(error.character))[0], name)
        raise Unreadable(place, f"is not YAML: {error.reason}; remove what is not plain text") from None


def _document(events: Iterator[yaml.Event], name: str) -> Node:
    root: Node | None = None
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if root is not None:
                raise Unreadable(_place(event, name), "starts a second document: one sheet a file")
            root = _node(events, next(events), name, 0)
    if root is None or root.value == "":
        raise Unreadable(name, "is empty: a sheet has at least one entry")
    return root


def _place(event: yaml.Event, name: str) -> str:
    mark = event.start_mark
    return f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name


def _after(text: str, name: str) -> str:
    """The place where some text ends."""
    lines = text.split("\n")
    return f"{name}:{len(lines)}:{len(lines[-1]) + 1}"


def _node(events: Iterator[yaml.Event], event: yaml.Event, name: str, depth: int) -> Node:
    place = _place(event, name)
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise Unreadable(place, "anchors and aliases are not read: write the text out")
    if (tag := getattr(event, "tag", None)) not in (None, "!"):
        raise Unreadable(place, f"the tag `{tag[:40]}` is not read: write plain text")
    if depth > DEEPEST:
        raise Unreadable(place, f"is nested deeper than {DEEPEST} levels: a sheet needs six")
    if isinstance(event, yaml.ScalarEvent):
        return Node(event.value, place)
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(_node(events, event, name, depth + 1))
        return Node(items, place)
    node = Node({}, place)
    entries: dict[str, Node] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        key = _node(events, event, name, depth + 1)
        if not isinstance(key.value, str):
            raise Unreadable(key.place, "a key must be one word: quote it")
        if key.value in entries:
            raise Unreadable(key.place, f"the key `{key.value[:40]}` stands twice: remove one")
        node.keys[key.value] = key.place
        entries[key.value] = _node(events, next(events), name, depth + 1)
    node.value = entries
    return node
