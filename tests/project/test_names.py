"""Names: one stands for one thing, a command's file has the word that is typed, and no platform or model has one.

Platforms, makers and models stand in the sheets alone, and in the code's examples.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from source import ROOT, SRC, files, parsed, rungs

from creditcalc.cli.app import COMMANDS
from creditcalc.sheets.catalog import Catalog

ENGLISH = {"flow", "list", "meta", "openrouter", "others", "providers' list prices"}
"""The names in the sheets that are words of the language too."""
FAMILIES = {"FORMATS", "T", "app", "export", "group", "render"}
"""The names that many modules give to what is theirs of a kind: how a format is written, the commands of a group."""


@cache
def sold() -> re.Pattern[str]:
    """Every platform and maker of the bundled sheets, every model that is named with a number, and its family.

    `veo-3.1` is such a model, and `veo` its family. Models named with plain words (`speech`) are not looked for.
    """
    catalog = Catalog()
    names: set[str] = set()
    for platform in catalog.index.platforms.values():
        names |= {platform.id, platform.sheet.name}
        for edition in platform.editions:
            for model in catalog.edition(platform.id, edition).models.values():
                numbered = {name for name in (model.id, model.name, *model.aliases) if re.search(r"\d", name)}
                heads = (re.match(r"[A-Za-z]{3,}", name) for name in numbered if model.kind == "video")
                names |= {model.maker, *numbered, *(head[0] for head in heads if head)}
    words = sorted({name.lower() for name in names} - ENGLISH, key=len, reverse=True)
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, words))})(?![a-z0-9])")


def said(path: Path) -> Iterator[str]:
    """Every name, text and comment of a module but its examples: the docstrings and the help of options."""
    tree = parsed(path)
    examples = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            examples.add(node.body[0].value)  # type: ignore[attr-defined]  # a docstring is an expression
        if isinstance(node, ast.keyword) and node.arg == "help":
            examples.add(node.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in examples:
            yield node.value
    for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
        if token.type == tokenize.NAME:
            yield token.string.replace("_", "-")


@pytest.mark.parametrize("module", sorted(files()))
def test_no_platform_or_model_is_named_but_in_examples(module: str) -> None:
    for text in said(files()[module]):
        found = sold().search(text.lower())
        assert not found, (
            f"{module} says {found and found[0]} in {text!r}: leave it to the sheets, or add it to `ENGLISH`"
        )


PAGES = sorted(path for folder in ("page", "site") for path in (SRC / "render" / folder).iterdir())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_pages_name_none_either(path: Path) -> None:
    text = re.sub(r'placeholder="[^"]*"', "", path.read_text(encoding="utf-8"))  # which is an example
    assert not sold().search(text.lower())


def defined(module: str) -> set[str]:
    """The public names that a module defines, but for its commands, which are named as they are typed."""
    found = set()
    for node in parsed(files()[module]).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            if not any(ast.unparse(mark).partition("(")[0].endswith(".command") for mark in node.decorator_list):
                found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    return {name for name in found if not name.startswith("_")}


def test_a_public_name_is_defined_once() -> None:
    where: dict[str, list[str]] = {}
    for module in sorted(files()):
        for name in defined(module) - FAMILIES:
            where.setdefault(name, []).append(module)
    assert {name: modules for name, modules in where.items() if len(modules) > 1} == {}


def test_a_command_is_found_under_the_word_that_is_typed() -> None:
    inside = {module.split(".")[2] for module in files() if module.startswith("cli.commands.")}
    assert inside == set(COMMANDS)


def test_the_tests_of_a_room_are_found_under_its_name() -> None:
    rooms = {room for rung in rungs() for room in rung if (SRC / room).is_dir()}
    found = {path.parent.name for path in (ROOT / "tests").glob("*/test_*.py")}
    assert found == {*rooms, "browser", "ground", "library", "project", "screens"}
