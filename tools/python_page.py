"""Make the manual's page about the library from its signatures and docstrings, as they are written in the source."""

import ast
import inspect
import re
from collections.abc import Iterator
from textwrap import dedent, indent
from types import ModuleType

import creditcalc
from creditcalc import amount, book, shown, unit_amount
from creditcalc.pricebook import evidence, model
from creditcalc.rating import quote

WIDTH = 100
"""Columns of a signature before it is broken."""
WRITTEN_OUT: dict[ModuleType, tuple[str, ...]] = {
    unit_amount: ("ExactNumber", "NumberSaid", "Within"),
    book: ("SettingSaid", "_Rate"),
    evidence: ("Grade",),
    model: ("ModelKind",),
    amount: ("Qualifier",),
}
"""Names of types that a reader does not know, by their module."""
CALLED = {"QuoteAnswer": "Quote", "Item_co": "Item", "SameTable": "Table", "ArrowStream | DuckRelation": "OtherTable"}
"""What the source calls a type, and what a reader knows it as."""
PARTS = (shown.QuotedLine, quote.Evidence, quote.Notice)
"""What answers are made of besides the names of the package."""
WITHIN_THE_PROGRAM = {
    *("Amount.each", "Amount.as_json", "UnitAmount.as_json", "UnitAmount.in_book"),
    *("Book.answers", "Book.catalog", "Book.chosen", "Book.typed", "Book.of", "Book.demand"),
    *("Listing.reports", "Listing.screens", "Quote.quote", "Quote.screens"),
    *("PricedRow.priced", "RequestAnswer.priced", "RequestAnswer.screens"),
}
"""What has a public name for the program's other rooms alone."""
INTRODUCTION = """\
# The library

What stands in the package `creditcalc`, from its own docstrings. [Use it from Python](../how-to/python.md) shows how it
is used, and [Tables in Python](tables.md) what tables mean. The objects that `to_dict` gives are under "JSON outputs".

In signatures, `Table` is the kind of table that you give, `OtherTable` a DuckDB relation or whatever else has the Arrow
stream interface, and `Item` what a listing lists. Types that are not on this page are for reading: their attributes may
change.
"""

Function = ast.FunctionDef


def python_page() -> str:
    """The page: the functions, then every class of `creditcalc.__all__`, then what answers are made of."""
    names = ["open", *creditcalc.__all__]
    functions = [name for name in names if inspect.isfunction(getattr(creditcalc, name))]
    classes = [getattr(creditcalc, name) for name in names if name not in functions]
    parts = [INTRODUCTION, "## Functions\n"]
    for name in functions:
        parts += _function(f"### `creditcalc.{name}`", ast.parse(inspect.getsource(creditcalc)).body, name)
    for kind in (*classes, *PARTS):
        parts += _class(kind)
    return "\n".join(parts)


def _class(kind: type) -> Iterator[str]:
    """A class: what it is, its attributes, its methods; also those that it has of a class above it."""
    called = CALLED.get(kind.__name__, kind.__name__)
    yield f"## `{called}`\n"
    yield prose(inspect.getdoc(kind) or "")
    sources = [ast.parse(dedent(inspect.getsource(one))).body[0] for one in kind.__mro__ if _ours(one)]
    found: dict[str, list[ast.stmt]] = {}
    fields: list[str] = []
    for body in (source.body for source in sources if isinstance(source, ast.ClassDef)):
        for node in body:
            name = ast.unparse(node.target) if isinstance(node, ast.AnnAssign) else getattr(node, "name", "_")
            if name.startswith("_") or f"{called}.{name}" in WITHIN_THE_PROGRAM:
                continue
            if isinstance(node, ast.AnnAssign):
                fields.append(f"- `{name}: {written(node.annotation)}`\n")
            else:
                found.setdefault(name, body)
    properties = [name for name in found if isinstance(inspect.getattr_static(kind, name), property)]
    for name in properties:
        node = next(node for node in found[name] if isinstance(node, Function) and node.name == name)
        fields.append(f"- `{name}: {written(node.returns)}`: {' '.join((ast.get_docstring(node) or '').split())}\n")
    if fields:
        yield "".join(fields)
    for name, written_in in found.items():
        if name not in properties:
            yield from _function(f"### `{called}.{name}`", written_in, name)


def _ours(kind: type) -> bool:
    """Whether a class is of the package and says more than that its objects never change."""
    return kind.__module__.startswith("creditcalc.") and kind.__module__ != "creditcalc.record"


def _function(heading: str, body: list[ast.stmt], name: str) -> Iterator[str]:
    """A function or a method: the ways to call it, and its docstring."""
    ways = [node for node in body if isinstance(node, Function) and node.name == name]
    yield f"{heading}\n"
    yield f"```python\n{''.join(map(signature, ways[:-1] or ways))}```\n"
    yield prose(ast.get_docstring(ways[-1]) or "")


def signature(node: Function) -> str:
    """How a function is called, on one line where it fits."""
    given = node.args
    defaults = [None] * (len(given.args) - len(given.defaults)) + given.defaults
    pieces = [
        _argument(one, default)
        for one, default in zip(given.args, defaults, strict=True)
        if one.arg not in ("self", "cls")
    ]
    if given.vararg:
        pieces.append(f"*{_argument(given.vararg, None)}")
    elif given.kwonlyargs:
        pieces.append("*")
    pieces += [_argument(one, default) for one, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)]
    if given.kwarg:
        pieces.append(f"**{_argument(given.kwarg, None)}")
    end = f" -> {written(node.returns)}" if node.returns else ""
    line = f"{node.name}({', '.join(pieces)}){end}\n"
    if len(line) <= WIDTH:
        return line
    return f"{node.name}(\n{indent(''.join(f'{piece},{chr(10)}' for piece in pieces), '    ')}){end}\n"


def _argument(one: ast.arg, default: ast.expr | None) -> str:
    end = "" if default is None else f" = {ast.unparse(default).replace('EMPTY', '{}')}"
    return f"{one.arg}: {written(one.annotation)}{end}" if one.annotation else f"{one.arg}{end}"


def written(annotation: ast.expr | None) -> str:
    """A type as a reader knows it: without quotes, and with names that are not public written out."""
    text = "" if annotation is None else ast.unparse(annotation)
    text = re.sub(r"(?<!\[)'([^']*)'(?!\])", r"\1", text) if "Literal" not in text else text
    for module, names in reversed(WRITTEN_OUT.items()):
        for name in reversed(names):
            if name in text:
                text = re.sub(rf"\b{name}\b", _meaning(module, name), text)
    for name, known in CALLED.items():
        text = re.sub(rf"\b{re.escape(name)}\b", known, text)
    return text


def _meaning(module: ModuleType, name: str) -> str:
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return ast.unparse(node.value)
    raise KeyError(name)


def prose(docstring: str) -> str:
    """A docstring as Markdown, its examples as blocks."""
    parts = [f"```pycon\n{part}\n```" if part.startswith(">>>") else part for part in docstring.split("\n\n")]
    return "\n\n".join(parts) + "\n" if docstring else ""
