"""The words of the product: every text that people or developers read, against one table of words with better ones."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from source import ROOT, SRC, files, parsed


class Banned(NamedTuple):
    """Words that are not written, what to write in their place, and a sentence in which they are found."""

    words: str
    instead: str
    found_in: str


EVERYWHERE = (
    Banned(r"dear(er|est|ness)?", "expensive, more expensive", "Finish on a dear one."),
    Banned(r"reckon(s|ed|ing)?", "calculate, assume", "The reset is reckoned as 00:00 UTC."),
    Banned(r"(no|any|some)body (else )?(has )?(publish\w*|says?|said)", "not published", "Nobody publishes the price."),
    Banned(r"who (says|said) (so|what|it)", "source", "The price, and who says so."),
)
"""Of what developers read too: docstrings and comments."""
FOR_PEOPLE = (
    *EVERYWHERE,
    Banned(
        r"(?<!there )(is|are|was|were) no(?! (longer|newer|older|more|less|later|earlier|other|worse|better|\d))",
        "is not a",
        "`film` is no model.",
    ),
    Banned(r"at the weakest", "least certain", "Derived at the weakest."),
    Banned(r"astride|straddl(e|es|ed|ing)", "on both sides of", "The total straddles the budget."),
    Banned(r"surely|for sure", "certainly, for certain", "It is surely the cheapest."),
    Banned(r"price lists?", "price book; prices", "The price list of May 2026."),
    Banned(r"as sold", "as it is sold", "The plans as sold."),
    Banned(r"spans|spanned", "covers", "The total spans all values."),
    Banned(r"besides", "as well, also", "What is paid besides."),
    Banned(r"stands? (there|twice|under|beside)", "is listed, is", "The row stands twice."),
    Banned(r"left open", "not given: the range covers", "Resolution left open."),
    Banned(r"burn order", "which credits are spent first", "The burn order of the pools."),
    Banned(r"sheet rows?", "price, line of the price book", "The sheet rows that fired."),
    Banned(r"evidence(?=:)|published by nobody", "source; how sure", "Evidence: published by nobody."),
    Banned(r"(unknown|it) is never 0|nothing is guessed", "leave it out", "Unknown is never 0."),
    Banned(r"third hand", "a third party", "A price at third hand."),
    Banned(r"anew", "again; reset", "The credits start anew."),
)
"""Of what people meet: messages, help, pages, notes of the price sheets."""
CODES = {"dearer", "not dearer", "not_dearer"}
"""Texts that are values of JSON, which stay as they are."""

PAGES = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "pricing/README.md", "action.yml")


def texts(path: Path) -> Iterator[tuple[str, tuple[Banned, ...]]]:
    """The texts of a file, each with the words that it may not have."""
    if path.suffix != ".py":
        yield path.read_text(encoding="utf-8"), FOR_PEOPLE
        return
    tree = parsed(path)
    told = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    if path.is_relative_to(SRC / "cli" / "commands"):  # what a command says of itself is its help
        told -= {
            node.body[0].value
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef) and node.decorator_list and isinstance(node.body[0], ast.Expr)
        }
    parts = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield (
                "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values),
                FOR_PEOPLE,
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in parts:
            yield node.value, EVERYWHERE if node in told else FOR_PEOPLE
    for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline):
        if token.type == tokenize.COMMENT:
            yield token.string, EVERYWHERE


def faults(text: str, table: tuple[Banned, ...]) -> Iterator[str]:
    """Every place of a text with words of a table, and what to write there."""
    if text in CODES:
        return
    text = " ".join(text.split())
    for row in table:
        for found in re.finditer(rf"\b(?:{row.words})\b", text, re.IGNORECASE):
            near = text[max(0, found.start() - 40) : found.end() + 40]
            yield f"`{found[0]}` in {near!r}: write {row.instead}"


def written() -> list[Path]:
    """Every file with texts that people or developers read."""
    pages = [ROOT / name for name in PAGES]
    page = [path for path in (SRC / "render" / "page").iterdir() if path.suffix in (".jinja", ".js")]
    return sorted(
        [*files().values(), *page, *pages, *(ROOT / "docs").rglob("*.md"), *(ROOT / "pricing").rglob("*.yaml")]
    )


@pytest.mark.parametrize("path", [str(path.relative_to(ROOT)) for path in written()])
def test_no_text_has_a_word_that_is_not_written(path: str) -> None:
    found = [fault for text, table in texts(ROOT / path) for fault in faults(text, table)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("row", FOR_PEOPLE, ids=lambda row: row.instead)
def test_each_row_of_the_table_finds_its_words_and_not_its_remedy(row: Banned) -> None:
    assert list(faults(row.found_in, (row,)))
    assert not list(faults(row.instead, (row,)))


@pytest.mark.parametrize(
    "right",
    [
        "It is no longer sold.",
        "There is no plan.",
        "It costs no more.",
        "It is no newer than that.",
        "endearing",
        "Dean",
    ],
)
def test_right_english_is_left_alone(right: str) -> None:
    assert not list(faults(right, FOR_PEOPLE))
