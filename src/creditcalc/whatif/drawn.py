"""Answers as plain objects of texts, for whoever draws them without Python: a page in a browser."""

from collections.abc import Iterable, Sequence
from typing import Any

from creditcalc.reports.report import (
    MARKS,
    AnswerLine,
    Branch,
    Cell,
    Column,
    Dim,
    Report,
    Strong,
    cell_text,
)
from creditcalc.whatif.books import Declined
from creditcalc.whatif.clip import Dial

OF_SENTENCES = 20
"""Signs that a column needs at the least where it holds sentences: what has no room goes below its row."""


def drawn_report(report: Report) -> dict[str, Any]:
    """A report as people see it: every text inert, every figure as a screen has it."""
    report = report.read_by("people")
    return {
        "title": _text(report.title),
        "aside": _text(report.aside),
        "answer": [_answer(line) for line in report.answer],
        "columns": [_column(one) for one in report.columns],
        "rows": [_row(row, report.columns) for row in report.rows],
        "total": _row(report.total, report.columns) if report.total else None,
        "notes": [
            {
                "mark": MARKS[note.kind].strip(),
                "kind": note.kind,
                "lines": [_text(one) for one in note.text.split("\n")],
            }
            for note in report.ranked()
        ],
        "details": [_text(one) for one in report.details],
        "behind": _text(report.behind),
        "sources": [_text(one) for one in (report.source, report.looked, report.last) if one],
    }


def _text(cell: Cell) -> str:
    return cell_text(cell).replace("\n", " ")


def _answer(line: AnswerLine) -> dict[str, Any]:
    kinds = {Strong: "strong", Dim: "dim"}
    words = [{"text": _text(one), "kind": kinds.get(type(one), "")} for one in line.words]
    return {"figure": _text(line.figure), "words": words, "mark": _text(line.mark)}


def _column(column: Column) -> dict[str, Any]:
    return {
        "key": column.key,
        "title": _text(column.title),
        "right": column.numeric or column.right,
        "priority": column.priority,
        "whole": column.numeric or column.whole,
        "sentence": bool(column.priority) and column.least >= OF_SENTENCES,
    }


def _row(cells: Iterable[Cell], columns: Sequence[Column]) -> list[dict[str, Any]]:
    return [{"text": _text(cell), "inside": isinstance(cell, Branch)} for cell, _ in zip(cells, columns, strict=True)]


def drawn_dial(dial: Dial) -> dict[str, Any]:
    """A dial with its choices."""
    return {**dial._asdict(), "choices": [one._asdict() for one in dial.choices]}


def drawn_refusal(refusal: Declined) -> dict[str, Any]:
    """A refusal: its lines, its code, and the names that are offered."""
    return {"lines": [_text(one) for one in refusal.lines], "code": refusal.code, "names": [*refusal.did_you_mean]}
