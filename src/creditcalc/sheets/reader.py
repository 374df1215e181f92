"""Strict YAML: text stays text, every node knows its place, and nothing expands, recurses or repeats.

The only owner of yaml.
"""

import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from creditcalc.files import why
from creditcalc.record import Record

LARGEST_SHEET = 2_000_000
"""Bytes of the largest sheet that is read; the largest bundled one has a fiftieth of that."""
DEEPEST = 24
"""Levels of the deepest sheet that is read."""
LIBRARYS_LIMIT = "exceeded maximum nesting depth"
"""What libyaml says since 0.2.6 of a thousand levels; it scans ahead, and may say it before the 25th is seen."""


NULLS = ("", "~", "null", "Null", "NULL")


class Fault(Record):
    """Something wrong with a sheet: where, what, and the remedy. A warning is of what may be meant."""

    place: str
    message: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {'warning: ' if self.warning else ''}{self.message}"


class Unreadable(Exception):
    """A file that cannot be read as YAML of ours; carries the one fault."""

    def __init__(self, place: str, message: str) -> None:
        self.fault = Fault(place, message)
        super().__init__(str(self.fault))


class NoWord(Unreadable):
    """A key that is a list or a mapping, as where a bracket is left open; knows where that begins."""

    def __init__(self, place: str, index: int) -> None:
        self.index = index
        super().__init__(place, "a key must be one word: quote it")


class Empty(Unreadable):
    """A file in which nothing stands."""


@dataclass(slots=True)
class Node:
    """A piece of a sheet: text, a list or a mapping, and its `path:line:col`."""

    value: "str | list[Node] | dict[str, Node]"
    place: str
    keys: dict[str, str] = field(default_factory=dict)
    """The places of a mapping's keys."""
    null: bool = False
    """Whether it is text that YAML calls null: nothing, `~` or `null`, without quotes."""
    plain: bool = False
    """Whether it is text without quotes, which YAML reads as a number where it looks like one."""


def read_sheet(path: Path, name: str, what: str = "sheet", most: int = LARGEST_SHEET) -> tuple[Node, bytes]:
    """The sheet in a file and the bytes it was read from; places begin with `name`, and `what` is what it is called.

    Raises Unreadable for a file that is missing, no regular file, larger than `most` bytes, not UTF-8, not YAML, empty,
    nested deeper than 24 levels, or that has anchors, aliases, tags, duplicate keys or several documents.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable(name, f"is not a file: name a YAML {what}")
        if status.st_size > most:
            raise larger(name, what, most)
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(name, f"cannot be read: {why(error)}") from None
    return parse(data, name, what), data


def larger(name: str, what: str, most: int) -> Unreadable:
    """The refusal of what has more bytes than are read."""
    return Unreadable(name, f"is larger than {most:,} bytes: split the {what}")


def parse(data: bytes, name: str, what: str = "sheet") -> Node:
    """The sheet in some bytes; raises Unreadable as `read_sheet` does."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = _after(error.object[: error.start].decode(), name)
        raise Unreadable(place, f"is not UTF-8 text: save the {what} as UTF-8") from None
    return _sheet(text, name, what)


def _sheet(text: str, name: str, what: str) -> Node:
    try:
        return _Document(text, name, what).root()
    except NoWord as error:
        raise _unclosed(text, name, error.index) or error from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if mark and error.problem == LIBRARYS_LIMIT:
            return _sheet(text[: mark.index], name, what)  # what leads there is nested deeply enough for our limit
        place = _place(name, mark) if mark else name
        wrong = Unreadable(place, f"is not YAML: {error.problem or error.context}; check quotes and indentation")
        raise (_unclosed(text, name, mark.index) if mark else None) or wrong from None
    except yaml.reader.ReaderError as error:
        place = _after(text.partition(chr(error.character))[0], name)
        raise Unreadable(place, f"is not YAML: {error.reason}; remove what is not plain text") from None


CLOSED_BY = {
    yaml.FlowSequenceStartToken: yaml.FlowSequenceEndToken,
    yaml.FlowMappingStartToken: yaml.FlowMappingEndToken,
}
BEHIND_QUOTES = ("", " ", "\t", "\n", "\r", ",", ":", "]", "}")
"""What may stand right behind a quoted word."""
FURTHER = 20_000
"""Characters behind a mistake in which a bracket may still close."""


def _unclosed(text: str, name: str, mistake: int) -> Unreadable | None:
    """The quote or bracket that opens before a mistake and does not close, if that is what is wrong.

    A quote left open ends where the next one begins, and what follows that is the mistake.
    """
    opened: list[yaml.Token] = []
    found: tuple[str, yaml.Mark | None] | None = None
    try:
        for token in yaml.scan(text[: mistake + FURTHER], Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
            start, end = token.start_mark, token.end_mark
            if getattr(token, "style", None) in ("'", '"') and end.index <= mistake:
                between = text[end.index : mistake]
                if "\n" not in between and (
                    start.line < end.line or (not between and text[mistake : mistake + 1] not in BEHIND_QUOTES)
                ):
                    found = "quote", start
                    break
            if type(token) in CLOSED_BY:
                opened.append(token)
            elif isinstance(token, tuple(CLOSED_BY.values())) and opened:
                if not isinstance(token, CLOSED_BY[type(opened[-1])]):
                    break
                opened.pop()
    except yaml.MarkedYAMLError as error:
        if error.context == "while scanning a quoted scalar":
            found = "quote", error.context_mark
        elif error.problem_mark and error.problem_mark.index > mistake:
            return None
    if found is None and opened and opened[-1].start_mark.index < mistake:
        found = "bracket", opened[-1].start_mark
    if found is None or found[1] is None:
        return None
    return Unreadable(_place(name, found[1]), f"is not YAML: the {found[0]} that opens here is not closed: close it")


def _place(name: str, mark: "yaml.Mark | yaml._yaml.Mark") -> str:
    return f"{name}:{mark.line + 1}:{mark.column + 1}"


def _after(text: str, name: str) -> str:
    """The place where some text ends."""
    lines = text.split("\n")
    return f"{name}:{len(lines)}:{len(lines[-1]) + 1}"


class _Document:
    """The one document of a file, made of the events of its parser."""

    def __init__(self, text: str, name: str, what: str) -> None:
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
        self.name, self.what = name, what

    def root(self) -> Node:
        found: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if found is not None:
                    raise Unreadable(self._place(event), f"starts a second document: one {self.what} a file")
                found = self._node(next(self.events), 0)
        if found is None or found.null or found.value == "":
            raise Empty(self.name, f"is empty: a {self.what} has at least one entry")
        return found

    def _place(self, event: yaml.Event) -> str:
        return _place(self.name, event.start_mark) if event.start_mark else self.name

    def _node(self, event: yaml.Event, depth: int) -> Node:
        place = self._place(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Unreadable(place, "anchors and aliases are not supported: write the text out")
        if (tag := getattr(event, "tag", None)) not in (None, "!"):
            raise Unreadable(place, f"the tag `{tag[:40]}` is not supported: write plain text")
        if depth > DEEPEST:
            raise Unreadable(place, f"is nested deeper than {DEEPEST} levels: a {self.what} needs six")
        if isinstance(event, yaml.ScalarEvent):
            plain = event.implicit[0]
            return Node(event.value, place, null=plain and event.value in NULLS, plain=plain)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
                items.append(self._node(event, depth + 1))
            return Node(items, place)
        node = Node({}, place)
        entries: dict[str, Node] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            begins = event.start_mark.index if event.start_mark else 0
            key = self._node(event, depth + 1)
            if not isinstance(key.value, str):
                raise NoWord(key.place, begins)
            if key.value in entries:
                raise Unreadable(key.place, f"the key `{key.value[:40]}` is given twice: remove one")
            node.keys[key.value] = key.place
            entries[key.value] = self._node(next(self.events), depth + 1)
        node.value = entries
        return node
