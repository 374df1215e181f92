"""A list of rows under a key of a JSON or YAML document, and what the document says beside it."""

import json
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import chain

from creditcalc.amount import DIGITS, plain, whole
from creditcalc.batch.pricer import Values
from creditcalc.batch.rows.jsonl import JsonRows
from creditcalc.errors import CreditcalcError, MoreWords
from creditcalc.record import Record
from creditcalc.sheets.reader import Node, Unreadable, parse
from creditcalc.text import did_you_mean, ticked

LARGEST_DOCUMENT = 20_000_000
"""Bytes of the longest document that is read."""
USUAL_LISTS = ("shots", "scenes", "clips")
"""What people call the list of rows."""
JSON_BLANKS = re.compile(r"[ \t\r\n]*")
"""What stands between the pieces of a document and says nothing."""
MOST_KEYS_LISTED = 8
"""Lists that one line names."""
pieces = json.JSONDecoder(parse_float=plain, parse_int=str, parse_constant=str)
"""Takes a document apart; numbers stay text."""


class Document(Record):
    """The rows of a document by their lines, each as the nodes of its keys, and what the document says beside them."""

    rows: list[tuple[int, dict[str, Node]]]
    top: Values


class DocumentRows(JsonRows):
    """The rows of a document, as objects of one level: `timeWindow.duration` is the key of what is nested."""

    def __init__(self, document: Document, name: str, aside: frozenset[str], taken: frozenset[str]) -> None:
        super().__init__(iter(()), name, aside, taken)
        self.batches = iter([([line for line, _ in document.rows], [_object_of(row) for _, row in document.rows])])
        self.columns = tuple(dict.fromkeys(key.lower() for _, row in document.rows for key in row))


def all_of(blocks: Iterator[bytes], name: str) -> bytes:
    """All of a document; raises CreditcalcError where that is more than 20 MB."""
    found, size = list[bytes](), 0
    for block in blocks:
        found.append(block)
        size += len(block)
        if size > LARGEST_DOCUMENT:
            raise CreditcalcError("is larger than 20 MB: write one object per line", place=name)
    return b"".join(found)


def lists_in(blocks: Iterator[bytes], *, yaml: bool = False) -> tuple[list[str], Iterator[bytes]]:
    """The keys of the lists of objects that one object holds, and the same blocks again; none for anything else."""
    read, size = list[bytes](), 0
    for block in blocks:
        read.append(block)
        size += len(block)
        if size > LARGEST_DOCUMENT:
            return [], chain(read, blocks)
    data = b"".join(read)
    try:
        return [*_lists(_yaml(data, "") if yaml else _json(data, ""))], iter(read)
    except CreditcalcError:
        return [], iter(read)  # rows perhaps, of which each is told


def offer(blocks: Iterator[bytes], name: str) -> Iterator[bytes]:
    """The same blocks; raises CreditcalcError, with the way on, where they are an object that holds a list of rows."""
    found, blocks = lists_in(blocks)
    if not found:
        return blocks
    held = f"is one object and not a row: it has {ticked(found[:MOST_KEYS_LISTED], 'and')}"
    if "scenes" in found:
        raise MoreWords(held, hint="if it is a storyboard", words=("--from", "yaml"), place=name)
    raise MoreWords(held, hint="read the rows in that list", words=("--rows", likely(found)), place=name)


def document_in(data: bytes, name: str, key: str | None, *, yaml: bool) -> Document:
    """The rows under a key of a document, or those of its only list, or of one with a usual name.

    Raises CreditcalcError for what is not JSON or YAML, and where there is no such list, or not one alone.
    """
    root = _yaml(data, name) if yaml else _json(data, name)
    lists = [*_lists(root)]
    if isinstance(root.value, list):
        if key is not None:
            raise CreditcalcError("is a list itself: leave out --rows", place=name)
        return Document(_rows(root.value), {})
    if key is None:
        usual = [one for one in lists if one.rpartition(".")[2].lower() in USUAL_LISTS]
        if len(usual or lists) != 1:
            found = f"has {ticked(lists[:MOST_KEYS_LISTED], 'and')}" if lists else "has no list of rows"
            if not lists:
                raise CreditcalcError(found, place=name)
            raise MoreWords(found, hint="say which holds the rows, as in", words=("--rows", lists[0]), place=name)
        (key,) = usual or lists
    try:
        rows = _rows([*_under(root, key.split("."))])
    except KeyError:
        known = did_you_mean(key, lists) or (f": there is {ticked(lists[:MOST_KEYS_LISTED], 'and')}" if lists else "")
        raise CreditcalcError(f"has no list `{key[:40]}`{known}", place=name) from None
    beside = {name: node for name, node in _flat(root).items() if not name.lower().startswith(key.lower())}
    return Document(rows, {name.lower(): word for name, node in beside.items() if (word := _word(node))})


def _rows(nodes: list[Node]) -> list[tuple[int, dict[str, Node]]]:
    """Objects by their lines."""
    found = []
    for node in nodes:
        if not isinstance(node.value, dict):
            raise CreditcalcError('is not a row: write an object such as {"seconds": 8}', place=node.place)
        found.append((whole(node.place.split(":")[-2]), _flat(node)))
    return found


def _under(node: Node, keys: list[str]) -> Iterator[Node]:
    """The elements of the list that these keys lead to; of lists on the way all of theirs."""
    if isinstance(node.value, list):
        yield from node.value if not keys else chain.from_iterable(_under(one, keys) for one in node.value)
    elif keys and isinstance(node.value, dict):
        known = {key.lower(): key for key in node.value}
        yield from _under(node.value[known[keys[0].lower()]], keys[1:])
    else:
        raise KeyError


def _lists(root: Node) -> Iterator[str]:
    """The keys, and the keys of objects under them, that hold lists of objects."""
    for key, node in _flat(root).items():
        if isinstance(node.value, list) and any(isinstance(one.value, dict) for one in node.value):
            yield key


def likely(lists: list[str]) -> str:
    """The list that holds the rows, by what people call it."""
    return next((one for one in lists if one.rpartition(".")[2].lower() in USUAL_LISTS), lists[0])


def _flat(node: Node, before: str = "") -> dict[str, Node]:
    """What an object says by its keys, those of objects in it behind their own: `a.b`."""
    if not isinstance(node.value, dict):
        return {}
    found: dict[str, Node] = {}
    for key, one in node.value.items():
        found |= _flat(one, f"{before}{key}.") if isinstance(one.value, dict) else {f"{before}{key}": one}
    return found


def _word(node: Node) -> str:
    """What a piece says, if it is a word."""
    return node.value if isinstance(node.value, str) and not node.null else ""


def _object_of(row: dict[str, Node]) -> bytes:
    return f"{{{', '.join(f'{json.dumps(key)}: {_written(node)}' for key, node in row.items())}}}".encode()


def _written(node: Node) -> str:
    """A piece as JSON: a number and a flag are what they are."""
    if isinstance(node.value, list):
        return f"[{', '.join(map(_written, node.value))}]"
    if isinstance(node.value, dict):
        return f"{{{', '.join(f'{json.dumps(key)}: {_written(one)}' for key, one in node.value.items())}}}"
    if node.null:
        return "null"
    number = DIGITS.fullmatch(node.value) and (node.value[0] != "0" or node.value[:2] in ("0", "0."))
    return node.value if node.plain and (number or node.value in ("true", "false")) else json.dumps(node.value)


def _yaml(data: bytes, name: str) -> Node:
    try:
        return parse(data, name, "list")
    except Unreadable as error:
        raise CreditcalcError(error.fault) from None


def _json(data: bytes, name: str) -> Node:
    """A document of JSON; raises CreditcalcError for anything else."""
    try:
        text = data.decode()
        pieces.decode(text)
        return _Pieces(text, name).node(0)[0]
    except UnicodeDecodeError:
        raise CreditcalcError("is not UTF-8 text: save the file as UTF-8", place=name) from None
    except json.JSONDecodeError as error:
        raise CreditcalcError(f"is not JSON: {error.msg}", place=f"{name}:{error.lineno}") from None
    except RecursionError:
        raise CreditcalcError("is nested too deeply to be a list of rows", place=name) from None


class _Pieces:
    """The pieces of a text that is JSON, each with its place."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self.ends = [found.start() for found in re.finditer("\n", text)]

    def node(self, at: int) -> tuple[Node, int]:
        """The piece that begins there, or behind blanks, and where it ends."""
        at = self._next(at)
        line = bisect_left(self.ends, at)
        column = at - (self.ends[line - 1] if line else -1)
        place = f"{self.name}:{line + 1}:{column}"
        sign = self.text[at]
        if sign == "{":
            keys: dict[str, Node] = {}
            return Node(keys, place), self._members(at, "}", lambda start: self._pair(start, keys))
        if sign == "[":
            items: list[Node] = []
            return Node(items, place), self._members(at, "]", lambda start: self._item(start, items))
        value, end = pieces.raw_decode(self.text, at)
        if value is None:
            return Node("", place, null=True), end
        return Node(value if isinstance(value, str) else f"{value}".lower(), place, plain=sign != '"'), end

    def _members(self, at: int, close: str, member: Callable[[int], int]) -> int:
        at = self._next(at + 1)
        while self.text[at] != close:
            at = self._next(member(at))
            if self.text[at] == ",":
                at = self._next(at + 1)
        return at + 1

    def _pair(self, at: int, keys: dict[str, Node]) -> int:
        key, at = pieces.raw_decode(self.text, at)
        if key in keys:
            raise CreditcalcError(f"the key `{key[:40]}` appears twice: remove one", place=self.name)
        keys[key], at = self.node(self._next(at) + 1)
        return at

    def _item(self, at: int, items: list[Node]) -> int:
        node, at = self.node(at)
        items.append(node)
        return at

    def _next(self, at: int) -> int:
        found = JSON_BLANKS.match(self.text, at)
        assert found
        return found.end()
