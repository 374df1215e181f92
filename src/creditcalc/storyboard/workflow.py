"""The nodes of a program's workflow, out of either of its formats, and which of them are paid.

A workflow carries prompts and keys: no value of it is kept but those of paid nodes, and none is shown that does not
decide a price.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from creditcalc.errors import CreditcalcError
from creditcalc.files import read_whole
from creditcalc.pricebook.workflow import WorkflowSheet
from creditcalc.record import Record
from creditcalc.text import inert

LARGEST_WORKFLOW = 20_000_000
"""Bytes of the largest workflow that is read."""
MOST_NODES = 20_000
"""Nodes of a workflow, those of its subgraphs counted each time that they are used."""
DEEPEST_SUBGRAPH = 30
"""Subgraphs within one another; more are one that holds itself."""
LONGEST_CHAIN = 100
"""Nodes through which a value is followed to where it stands."""
MODES_OFF = ("2", "4")
"""Modes of nodes that are muted, and that are bypassed."""
OUTSIDE = "-10"
"""What a link inside a subgraph begins at where it comes from outside."""
LONGEST_TITLE = 60


class Numeral(str):
    """A number of a workflow, in the digits that stand there."""

    __slots__ = ()


class Unsure:
    """The value of a widget that another node gives, and that does not stand in the file."""


UNSURE = Unsure()
STORED = Unsure()
"""The same where the widget's own value is the one that holds."""


class FoundNode(Record):
    """A paid node as the workflow has it.

    `named` are its values by name, `listed` those whose place tells what they are of. `handed` are the widgets that
    other nodes give, with their values or `UNSURE`, and `linked` all its inputs that come from other nodes.
    """

    id: str
    title: str
    kind: str
    named: Mapping[str, Any]
    listed: Sequence[Any]
    handed: Mapping[str, Any]
    linked: frozenset[str]


class Workflow(Record):
    """A workflow: its paid nodes, how many others cost nothing and are off, and the classes that are not known."""

    name: str
    sheet: WorkflowSheet
    paid: tuple[FoundNode, ...]
    local: int
    off: int
    unknown: Mapping[str, int]


def read_workflow(name: str, sheet: WorkflowSheet) -> Workflow:
    """The workflow in a file (`-`: standard input), as a sheet reads it.

    Raises CreditcalcError for a file that cannot be read, is larger than 20 MB, or is no workflow.
    """
    place = "stdin" if name == "-" else name
    try:
        found = list(_nodes(_parsed(read_whole(name, LARGEST_WORKFLOW)), sheet))
    except CreditcalcError as error:
        if error.places[0]:
            raise
        raise CreditcalcError(*error.lines, place=place) from None
    counts = Counter(kind for kind, node in found if node is None)
    off, local = (
        counts.pop("", 0),
        sum(counts.pop(kind, 0) for kind in {*sheet.local, *sheet.constants, *sheet.passing}),
    )
    return Workflow(place, sheet, tuple(node for _, node in found if node), local, off, counts)


def _parsed(data: bytes) -> Any:
    from json import JSONDecodeError, JSONDecoder  # noqa: PLC0415  # rows and storyboards are read otherwise

    if not data.strip():
        raise CreditcalcError("is empty: save the workflow again")
    try:
        text = data.decode("utf-8-sig")
        return JSONDecoder(parse_float=Numeral, parse_int=Numeral, parse_constant=Numeral).decode(text)
    except UnicodeDecodeError:
        raise CreditcalcError("is not UTF-8 text: save the workflow as JSON") from None
    except JSONDecodeError as error:
        raise CreditcalcError(f"is not JSON: {error.msg}, in line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise CreditcalcError("is nested too deeply for a workflow: is it the right file?") from None


def _nodes(top: Any, sheet: WorkflowSheet) -> Iterator[tuple[str, FoundNode | None]]:
    """The class of every node, with the node where it is paid; the class "" of one that is off."""
    if isinstance(top, dict) and isinstance(top.get("nodes"), list):
        yield from _Interface(top, sheet).nodes()
        return
    if isinstance(top, dict) and isinstance(top.get("prompt"), dict):
        top = top["prompt"]
    if not isinstance(top, dict) or not top or not all(map(_is_sent, top.values())):
        raise CreditcalcError(
            f"is not a workflow of {sheet.name}: save it there, or export it for its API, and name that file"
        )
    if len(top) > MOST_NODES:
        raise _too_many()
    for key, one in top.items():
        kind = one["class_type"]
        if kind not in sheet.notes:
            yield kind, _sent(key, one, top, sheet) if _is_paid(kind, sheet) else None


def _is_sent(one: Any) -> bool:
    """Whether this is a node of the format that is sent to the program's API."""
    return isinstance(one, dict) and type(one.get("class_type")) is str and isinstance(one.get("inputs", {}), dict)


def _is_paid(kind: str, sheet: WorkflowSheet) -> bool:
    return kind in sheet.unpriced or sheet.mapping(kind) is not None


def _too_many() -> CreditcalcError:
    return CreditcalcError(f"has more than {MOST_NODES:,} nodes with those of its subgraphs: split the workflow")


def _title(said: Any, kind: str) -> str:
    """What people call a node: its own title, or its class."""
    text = " ".join(said.split()) if type(said) is str else ""
    return inert(text[:LONGEST_TITLE] or kind)


def _sent(key: str, one: Mapping[str, Any], nodes: Mapping[str, Any], sheet: WorkflowSheet) -> FoundNode:
    """A paid node of the format that is sent to the API."""
    inputs = one.get("inputs", {})
    linked = {name for name, value in inputs.items() if _is_link(value)}
    handed = {name: _sent_on(inputs[name], nodes, sheet) for name in linked}
    named = {name: value for name, value in inputs.items() if name not in linked}
    meta = one.get("_meta")
    title = _title(meta.get("title") if isinstance(meta, dict) else None, one["class_type"])
    return FoundNode(inert(key[:LONGEST_TITLE]), title, one["class_type"], named, (), handed, frozenset(linked))


def _is_link(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and type(value[0]) in (str, Numeral)


def _sent_on(link: Sequence[Any], nodes: Mapping[str, Any], sheet: WorkflowSheet) -> Any:
    """What stands at the end of a link in the format that is sent to the API."""
    for _ in range(LONGEST_CHAIN):
        node = nodes.get(f"{link[0]}", {})
        values = list(node.get("inputs", {}).values())
        if node.get("class_type") in sheet.passing and len(values) == 1 and _is_link(values[0]):
            link = values[0]
        elif node.get("class_type") in sheet.constants and values and not any(map(_is_link, values)):
            return values[0]
        else:
            return UNSURE
    return UNSURE


class _Graph(Record):
    """The nodes of a workflow, or of one use of a subgraph: then with the node that uses it, and where that is."""

    nodes: Sequence[Any]
    links: Mapping[str, tuple[str, int]]
    by_id: Mapping[str, Any]
    inputs: Sequence[Any] = ()
    user: Any = None
    outer: Any = None


def _graph(written: Mapping[str, Any], user: Any = None, outer: "_Graph | None" = None) -> _Graph:
    nodes = [one for one in _list(written.get("nodes")) if isinstance(one, dict)]
    links: dict[str, tuple[str, int]] = {}
    for one in _list(written.get("links")):
        if isinstance(one, dict):
            one = [one.get(key) for key in ("id", "origin_id", "origin_slot")]  # noqa: PLW2901  # a subgraph's links have names
        if isinstance(one, list) and len(one) > 2 and str(one[2]).isdecimal():
            links[f"{one[0]}"] = f"{one[1]}", int(one[2][:9])
    by_id = {f"{one.get('id')}": one for one in nodes}
    return _Graph(nodes, links, by_id, _list(written.get("inputs")), user, outer)


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


class _Interface:
    """A workflow in the format that the program's interface saves."""

    def __init__(self, top: Mapping[str, Any], sheet: WorkflowSheet) -> None:
        self.sheet, self.top = sheet, top
        written = _list(_dict(top.get("definitions")).get("subgraphs"))
        self.subgraphs = {one["id"]: one for one in written if isinstance(one, dict) and type(one.get("id")) is str}
        self.seen = 0

    def nodes(self) -> Iterator[tuple[str, FoundNode | None]]:
        """The class of every node, with the node where it is paid; the class "" of one that is off."""
        yield from self._within(_graph(self.top), "", 0)

    def _within(self, graph: _Graph, above: str, depth: int) -> Iterator[tuple[str, FoundNode | None]]:
        if depth > DEEPEST_SUBGRAPH:
            raise CreditcalcError(f"has subgraphs more than {DEEPEST_SUBGRAPH} deep: one may hold itself")
        for node in graph.nodes:
            kind = node.get("type")
            if type(kind) is not str or kind in self.sheet.notes:
                continue
            self.seen += 1
            if self.seen > MOST_NODES:
                raise _too_many()
            key = f"{above}{node.get('id')}"[:LONGEST_TITLE]
            if f"{node.get('mode')}" in MODES_OFF:
                yield "", None
            elif kind in self.subgraphs:
                yield from self._within(_graph(self.subgraphs[kind], node, graph), f"{key}:", depth + 1)
            else:
                yield kind, self._paid(node, key, graph) if _is_paid(kind, self.sheet) else None

    def _paid(self, node: Mapping[str, Any], key: str, graph: _Graph) -> FoundNode:
        """A paid node: its widgets that other nodes give, and those that its subgraph gives to the outside."""
        linked = {name: one for name, one in _inputs(node).items() if one.get("link") is not None}
        handed = self._promoted(node, graph)
        for one in linked.values():
            name = _widget(one)
            if name and (value := self._handed(graph, one["link"], (node, name))) is not STORED:
                handed[name] = value
        values = node.get("widgets_values")
        title = _title(node.get("title"), node["type"])
        named, listed = _dict(values), _list(values)
        return FoundNode(inert(key), title, node["type"], named, listed, handed, frozenset(linked))

    def _handed(self, graph: _Graph, link: Any, to: tuple[Mapping[str, Any], str] | None) -> Any:
        """What stands at the end of a link; `STORED` where that is what the widget `to` holds itself."""
        for _ in range(LONGEST_CHAIN):
            origin, output = graph.links.get(f"{link}", ("", 0))
            if origin == OUTSIDE and graph.outer is not None:
                name = _dict(graph.inputs[output]).get("name") if output < len(graph.inputs) else None
                given = _inputs(graph.user).get(f"{name}", {})
                if given.get("link") is None:
                    return self._kept(graph.user, given, to)
                graph, link, to = graph.outer, given["link"], None
                continue
            node = graph.by_id.get(origin, {})
            inputs = [one["link"] for one in _inputs(node).values() if one.get("link") is not None]
            if f"{node.get('mode', 0)}" != "0":
                return UNSURE
            if node.get("type") in self.sheet.passing and len(inputs) == 1:
                link, to = inputs[0], None
                continue
            values = _list(node.get("widgets_values"))
            return values[0] if node.get("type") in self.sheet.constants and values and not inputs else UNSURE
        return UNSURE

    @staticmethod
    def _kept(user: Mapping[str, Any], given: Mapping[str, Any], to: tuple[Mapping[str, Any], str] | None) -> Any:
        """The value of a widget that a subgraph gives to the outside: of the node that uses it, or the widget's own."""
        widgets = [name for name, one in _inputs(user).items() if _widget(one)]
        values = _list(user.get("widgets_values"))
        if values:
            same = len(values) == len(widgets) and given.get("name") in widgets
            return values[widgets.index(given["name"])] if same else UNSURE
        return STORED if to and [f"{to[0].get('id')}", to[1]] in _proxies(user) else UNSURE

    @staticmethod
    def _promoted(node: Mapping[str, Any], graph: _Graph) -> dict[str, Any]:
        """The widgets of a node that its subgraph shows outside, where the node that uses it has other values."""
        values = _list(_dict(graph.user).get("widgets_values"))
        proxies = _proxies(graph.user) if values else []
        own = f"{node.get('id')}"
        found = {pair[1]: place for place, pair in enumerate(proxies) if pair[0] == own}
        same = len(values) == len(proxies)
        return {name: (values[place] if same else UNSURE) for name, place in found.items()}


def _inputs(node: Any) -> dict[str, Mapping[str, Any]]:
    """The inputs of a node, by name."""
    written: Iterable[Any] = _list(_dict(node).get("inputs"))
    return {one["name"]: one for one in written if isinstance(one, dict) and isinstance(one.get("name"), str)}


def _widget(given: Mapping[str, Any]) -> str | None:
    """The name of the widget that an input stands for, if it does for one."""
    name = _dict(given.get("widget")).get("name")
    return name if isinstance(name, str) else None


def _proxies(user: Any) -> list[list[str]]:
    """The widgets that a subgraph shows outside: the id of the node in it, and the name."""
    pairs = _list(_dict(_dict(user).get("properties")).get("proxyWidgets"))
    return [[f"{part}" for part in pair[:2]] for pair in pairs if isinstance(pair, list) and len(pair) > 1]
