"""Make the manual's reference from the commands, the library, the sheet types and the JSON Schemas, at each build."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import typer
from notebook import NOTEBOOKS, notebook_page
from python_page import python_page

import creditcalc
from creditcalc.cli.app import COMMANDS, app
from creditcalc.cli.help import sections
from creditcalc.sheets.compiler import SHEETS, sheet_schema
from creditcalc.sheets.schema import PATTERNS

SCHEMAS = Path(creditcalc.__file__).parent / "schemas"
SCALARS = {f"^{pattern}$": kind.__name__.lower() for kind, pattern in PATTERNS.items()}
"""What a scalar of a sheet is called, by the pattern that its schema has."""

Schema = Mapping[str, Any]


def pages() -> dict[str, str]:
    """Every page of the reference as Markdown, by its path in the manual."""
    commands = {f"reference/commands/{name}.md": command_page(name) for name in COMMANDS}
    outputs = {f"reference/json/{path.stem}.md": json_page(path) for path in sorted(SCHEMAS.glob("*.json"))}
    notebooks = {f"notebooks/{path.stem}.md": notebook_page(path) for path in NOTEBOOKS}
    return {
        **commands,
        **notebooks,
        "reference/sheet-types.md": sheets_page(),
        "reference/python.md": python_page(),
        **outputs,
    }


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def command_page(name: str) -> str:
    """A command and all its subcommands, with the text of `--help`."""
    group: Any = typer.main.get_command(app)
    return "\n".join(_command(group.get_command(typer.Context(group), name), f"creditcalc {name}", "#"))


def _command(command: Any, name: str, mark: str) -> Iterator[str]:
    """The parts of a command, or of a group and its commands."""
    context = typer.Context(command, info_name=name, help_option_names=["-h", "--help"])
    yield f"{mark} `{name}`\n"
    for part in command.help.split("\n\n"):
        yield f"```sh\n{part}\n```\n" if part.startswith("creditcalc ") else f"{part}\n"
    if hasattr(command, "list_commands"):
        for below in command.list_commands(context):
            yield from _command(command.get_command(context, below), f"{name} {below}", f"{mark}#")
        return
    yield f"Usage: `{name} {' '.join(command.collect_usage_pieces(context))}`\n"
    for title, records in sections(command, context).items():
        yield table((title, "Meaning"), [(f"`{words}`", meaning) for words, meaning in records])


def sheets_page() -> str:
    """Every kind of sheet, and every type in them."""
    kinds: dict[str, Schema] = {}
    parts = [
        "# Sheet types\n",
        "What each key of a price sheet means and how to write it. `creditcalc sheets check` reads sheets by these "
        "rules, and `creditcalc sheets schema SHEET` prints them for editors. [Price sheets by example](sheets.md) "
        "shows how the keys are used and how [amounts](sheets.md#amounts) are written.\n",
        "## Sheets\n",
    ]
    rows = []
    for name in SHEETS:
        schema: Schema = sheet_schema(name)
        kinds |= schema["$defs"]
        rows.append((f"`{name}`", _type(schema)))
    parts += [table(("Sheet", "Written as"), rows), "## Types\n"]
    for name, kind in sorted(kinds.items()):
        parts += [f"### {name}\n", f"{kind['description']}\n", _keys(kind)]
    return "\n".join(parts)


def json_page(path: Path) -> str:
    """A JSON output: its keys, then those of the shapes within it."""
    schema = json.loads(path.read_text(encoding="utf-8"))
    parts = [f"# {schema['title']}\n", f"{schema['description']} The JSON Schema: [{path.name}]({path.name}).\n"]
    parts.append(_keys(schema))
    for name, shape in schema.get("$defs", {}).items():
        parts += [f"## {name}\n", f"{shape['description']}\n" if "description" in shape else ""]
        parts.append(_keys(shape) if _entries(shape) else f"{_type(shape)}\n")
    return "\n".join(parts)


def _keys(schema: Schema) -> str:
    rows = [(f"`{name}`", _type(of), of.get("description", "")) for name, of in _entries(schema)]
    return table(("Key", "Written as", "Meaning"), rows)


def _entries(schema: Schema, above: str = "", needed: bool = True) -> list[tuple[str, Schema]]:
    """Every key within a shape, by its path: `model.id`, `lines[]`, `inputs.*.value`; optional ones say so."""
    found: list[tuple[str, Schema]] = []
    for name, of in _named(schema):
        path = f"{above}.{name}".lstrip(".")
        must = needed and name in schema.get("required", ())
        optional = "" if must else "Optional: "
        found.append((path, {**of, "description": f"{optional}{of.get('description', '')}".removesuffix(": ")}))
        found += _within(of, path)
    return found


def _named(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """The keys that a shape has by name; then those of a pattern, which may list names: `^(amount|cost)$`."""
    yield from schema.get("properties", {}).items()
    for pattern, of in schema.get("patternProperties", {}).items():
        listed = re.fullmatch(r"\^\(?([\w|]+)\)?\$", pattern)
        yield from ((name, of) for name in (listed[1].split("|") if listed else [pattern.strip("^$")]))


def _within(schema: Schema, path: str) -> Iterator[tuple[str, Schema]]:
    """The keys below one, where they are written out in their place."""
    yield from _entries(schema, path)
    if "items" in schema:
        yield from _within(schema["items"], f"{path}[]")
    if isinstance(schema.get("additionalProperties"), dict):
        yield from _within(schema["additionalProperties"], f"{path}.*")
    for other in _others(schema):
        yield from _within(other, path)


def _others(schema: Schema) -> list[Schema]:
    """The shapes one of which it has."""
    return [*schema.get("oneOf", ()), *schema.get("anyOf", ())]


def _type(schema: Schema) -> str:  # noqa: PLR0911  # one line for each way to write
    """How a value is written, in words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if others := _others(schema):
        return " or ".join(dict.fromkeys(map(_type, others)))
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return ", ".join(f"`{word}`" if isinstance(word, str) else json.dumps(word) for word in schema["enum"])
    if "items" in schema:
        return f"list of {_type(schema['items'])}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"mapping of names to {_type(schema['additionalProperties'])}"
    if schema.get("pattern") in SCALARS:
        return SCALARS[schema["pattern"]]
    kinds = schema.get("type", "object")
    if kinds == ["string", "number", "boolean"]:
        return "text"  # in a sheet, where all is read as text
    words = {"string": "text", "integer": "whole number", "boolean": "true or false", "array": "list"}
    return " or ".join(words.get(kind, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds))
