"""The package as it is written: its modules, the rooms that they stand in, and what they import; nothing is run."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import creditcalc

ROOT = Path(__file__).parents[2]
SRC = Path(creditcalc.__file__).parent


def files() -> dict[str, Path]:
    """Every module of the package by its name within it; the package itself is `__init__`."""
    names = {path: ".".join(path.relative_to(SRC).with_suffix("").parts) for path in SRC.rglob("*.py")}
    return {name.removesuffix(".__init__"): path for path, name in names.items()}


def rungs() -> list[list[str]]:
    """The rungs of the ladder from the top, each with its rooms or files, as the contract has them."""
    (ladder,) = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    return [re.split(r" [|:] ", rung) for rung in ladder["layers"]]


def stands_in(module: str, room: str) -> bool:
    """Whether a module is a room or file of that name, or stands in it."""
    return f"{module}.".startswith(f"{room}.")


@cache
def parsed(path: Path) -> ast.Module:
    """A module as Python reads it."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imported(path: Path) -> tuple[str, ...]:
    """Every name that a module imports anywhere in it, with its module; not what the type checker alone reads."""
    return tuple(_imported(parsed(path)))


def _imported(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield from (f"{child.module}.{alias.name}" for alias in child.names)
        elif isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            yield from (name for other in child.orelse for name in _imported(other))
        else:
            yield from _imported(child)


def calls(path: Path) -> set[str]:
    """What a module calls, as it is written."""
    return {ast.unparse(node.func) for node in ast.walk(parsed(path)) if isinstance(node, ast.Call)}
