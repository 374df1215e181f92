"""Text becomes a number in one place: `isdigit` takes `²`, and `Fraction` takes `1/0`, `1e99999999` and `１`."""

import ast
from collections.abc import Iterator
from pathlib import Path

import creditcalc

SRC = Path(creditcalc.__file__).parent
READER = "amount.py"
KINDS = ("int", "Fraction", "Decimal", "float")
ASKS = ("isdigit", "isdecimal", "isnumeric")
NUMERIC = (
    "floor",
    "ceil",
    "round",
    "abs",
    "max",
    "min",
    "sum",
    "len",
    "Fraction",
    "total_seconds",
    "isqrt",
    "__floor__",
)
"""Calls that give a number."""
EXCEPTIONS = {
    "batch/arrow.py: Decimal(f'{value:.{digits}g}')": "digits that were just written",
    "batch/arrow.py: Decimal(text)": "a float as Arrow writes it",
    "batch/arrow.py: Decimal(text.partition('..')[0])": "digits that were just written",
    "batch/arrow.py: float(figure)": "the view of a figure that is asked for as a float",
    "batch/arrow.py: int(text)": "digits that were just written",
    "batch/cells.py: Decimal(float.__repr__(value))": "a float, by its shortest decimal",
    "batch/cells.py: Decimal(str(value))": "a float of NumPy's, by its shortest decimal",
    "batch/engine/duckdb.py: int(code)": "a number of DuckDB's own",
    "batch/engine/duckdb.py: int(count)": "a number of DuckDB's own",
    "batch/engine/spark.py: int(code)": "a number of Spark's own",
    "batch/engine/spark.py: int(self.session.table('read_').count())": "a number of Spark's own",
    "batch/line.py: int(takes)": "ASCII digits, as was looked for",
    "batch/line.py: int(whole + part)": "ASCII digits, as was looked for",
    "batch/line.py: part.isdigit()": "ASCII alone, and any other writing takes the plain road",
    "batch/line.py: takes.isdigit()": "ASCII alone, and any other writing takes the plain road",
    "batch/line.py: whole.isdigit()": "ASCII alone, and any other writing takes the plain road",
    "batch/rows/jsonl.py: value.replace('.', '', 1).isdigit()": "a number of JSON's own",
    "batch/rows/spreadsheet.py: Decimal(text)": "a number of the spreadsheet's own",
    "batch/rows/workbook.py: float(cell)": "digits of which a spreadsheet keeps all",
    "batch/rows/workbook_parts.py: int(at[2])": "the row of a cell, in digits",
    "batch/rows/workbook_parts.py: int(found[1])": "how often a cell is repeated, in digits",
    "batch/rows/workbook_parts.py: int(found[2])": "the row of a cell, in digits",
    "cli/commands/mcp/answers.py: Decimal(repr(value))": "a float of JSON, below the largest that is taken",
    "cli/streams.py: int(self.bytes.fileno())": "a number of the system's",
    "day.py: int(date[8:])": "a day of the calendar",
    "day.py: int(rest[:2])": "a month of the calendar",
    "figures.py: Fraction(figure.replace(',', ''))": "digits that were just written",
    "plans/able.py: int(plan.seats.most)": "a whole number",
    "rating/generation.py: Fraction(end)": "a whole number",
    "reports/chart.py: Fraction(first)": "a whole number",
    "reports/chart.py: Fraction(last)": "a whole number",
    "reports/history.py: Fraction((day - start).days)": "a whole number",
    "reports/history.py: int(place)": "a line number of our own",
    "sheets/charges.py: Fraction(first)": "a whole number",
    "sheets/charges.py: Fraction(second)": "a whole number",
    "storyboard/workflow.py: int(one[2][:9])": "the slot of a link, a number of ComfyUI's own",
    "storyboard/workflow.py: str(one[2]).isdecimal()": "the slot of a link, a number of ComfyUI's own",
    "unit_amount.py: Fraction(value)": "a number of Python's own",
    "wallet/exports/moves.py: Decimal(decimal(-value, places=EXPORT_PLACES))": "digits that were just written",
    "wallet/exports/moves.py: Decimal(decimal(value, places=EXPORT_PLACES))": "digits that were just written",
    "wallet/exports/moves.py: Decimal(value.numerator)": "a whole number",
    "wallet/exports/moves.py: text.isdigit()": "digits that were just written",
    "wallet/tables.py: int(version)": "a number of SQLite's own",
}
"""What is no text, or no text of anybody else's, and why."""


def reads(tree: ast.AST) -> Iterator[str]:
    """Every call that may take text for a number: all but those of a literal, of arithmetic, and of numeric calls."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in ASKS:
            yield ast.unparse(node)
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in KINDS and len(node.args) == 1 and not numeric(node.args[0]):
            yield ast.unparse(node)


def numeric(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return not isinstance(node.value, str)
    if isinstance(node, ast.BinOp):
        return not isinstance(node.op, ast.Add | ast.Mod) or numeric(node.left) or numeric(node.right)
    if isinstance(node, ast.UnaryOp):
        return True
    return isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in NUMERIC


def test_one_reader_of_numbers() -> None:
    found = {
        f"{path.relative_to(SRC)}: {call}"
        for path in sorted(SRC.rglob("*.py"))
        if path.relative_to(SRC).as_posix() != READER
        for call in reads(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found == set(EXCEPTIONS)
