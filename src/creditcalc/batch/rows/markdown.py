"""A table of Markdown as rows of cells."""

import re
from collections.abc import Iterator

from creditcalc.batch.rows.blocks import LONGEST_ROW
from creditcalc.errors import CreditcalcError
from creditcalc.text import count

RULE = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?")
"""The line below the header of a table."""
CELL_BORDER = re.compile(r"(?<!\\)\|")
MARKED = re.compile(r"(\*\*\*|___|\*\*|__|\*|_|`|~~)(?=\S)(.+)(?<=\S)\1")
"""Marks round a whole cell, which make it bold, italic, code or struck out."""

CellTable = tuple[int, list[str], list[tuple[int, list[str]]]]
"""The line of a header, its names, and the rows below it with their lines."""


def table_in(blocks: Iterator[bytes], name: str) -> CellTable:
    """The table in a text; several with the same header are one.

    Raises CreditcalcError for a text without one or with different ones, for one of 10 MB, and for what is not UTF-8.
    """
    found: list[CellTable] = []
    for table in _tables(_lines(blocks, name)):
        same = next((one for one in found if one[1] == table[1]), None)
        if same:
            same[2].extend(table[2])
        else:
            found.append(table)
    if not found:
        raise CreditcalcError("has no table: a line such as `|---|---|` goes below its header", place=name)
    if len(found) > 1:
        lines = ", ".join(str(line) for line, _, _ in found)
        raise CreditcalcError(
            f"has {count(len(found), 'table')} with different columns (lines {lines}): keep one", place=name
        )
    return found[0]


def _lines(blocks: Iterator[bytes], name: str) -> list[str]:
    data = b""
    for block in blocks:
        data += block
        if len(data) > LONGEST_ROW:
            raise CreditcalcError("is Markdown of more than 10 MB: save its table as CSV", place=name)
    try:
        return [line.strip() for line in data.decode().split("\n")]
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CreditcalcError("is not UTF-8 text: save the file as UTF-8", place=f"{name}:{line}") from None


def _tables(lines: list[str]) -> Iterator[CellTable]:
    """The tables of a text: a header, a rule below it, and all lines with a bar that follow."""
    at = 0
    while at + 1 < len(lines):
        header, rule = lines[at], lines[at + 1]
        at += 1
        if "|" not in header or not RULE.fullmatch(rule) or len(_cells(header)) != len(_cells(rule)):
            continue
        names, rows, first = _cells(header), list[tuple[int, list[str]]](), at
        at += 1
        while at < len(lines) and "|" in lines[at]:
            cells = _cells(lines[at])
            at += 1
            rows.append((at, cells + [""] * (len(names) - len(cells))))
        yield first, names, rows


def _cells(line: str) -> list[str]:
    """The cells of a line, without what makes them bold and the like."""
    bare = line.removeprefix("|")
    if bare.endswith("|") and not bare.endswith("\\|"):
        bare = bare[:-1]
    return [_plain(cell.strip().replace("\\|", "|")) for cell in CELL_BORDER.split(bare)]


def _plain(cell: str) -> str:
    while found := MARKED.fullmatch(cell):
        cell = found[2]
    return cell
