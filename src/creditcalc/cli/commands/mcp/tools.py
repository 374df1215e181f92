"""The tools: each is a command, with those of its options that an assistant may give.

No option that names a file or a folder is among them, so that an assistant reads and writes none.
"""

import json
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import typer

SCHEMAS = Path(__file__).parents[3] / "schemas"
BOOK = ("platform", "edition", "as_of")
SETTINGS = ("seconds", "minutes", "resolution", "audio", "twin", "quality", "characters", "set")
ASKED = (*SETTINGS, "images", "outputs", "takes")
WORK = ("model", "credits", "per_week", "per_month", "horizon", "break_even", "up_to", "currency", "rate", "seats")
CERTAINTY = "Say how sure a figure is wherever you say it: `80+` is at least 80, `~5` about 5, and unknown is not 0."
STORYBOARD = """\
The YAML text: `scenes: [{name: Morning, shots: [{name: Rooftops, model: ID, seconds: 5, takes: 2}]}]`. A shot has a \
model and its settings; `defaults` of a scene hold for all its shots; a shot with `alternatives: {draft: {...}, final: \
{..., prefer: 5}}` is made in one of those ways, which `pick` or `fit` decides."""


class Tool(NamedTuple):
    """A tool: the command behind it, the schemas of what that prints, the options it takes, and whether it writes.

    `reads` names an argument that the command reads from standard input.
    """

    name: str
    command: str
    schemas: tuple[str, ...]
    takes: tuple[str, ...]
    reads: str = ""
    writes: bool = False


PLANS = ("plans-compare-1", "plans-for-1", "plans-schedule-1", "break-even-1")
LIMITS = ("budget", "tolerance", "fit", "pick", "plan", "success_rate", "failure_rate")
TOOLS = (
    Tool("quote", "quote", ("quote-1",), ("model", *ASKED, "mix", "plan", "budget", "tolerance", "explain", *BOOK)),
    Tool("list_models", "models list", ("models-1",), ("kind", "maker", "below", "sort", *BOOK)),
    Tool("show_model", "models show", ("model-1",), ("model", *BOOK)),
    Tool("compare_models", "models compare", ("comparison-1",), ("kind", *ASKED, "plan", *BOOK)),
    Tool("compare_plans", "plans compare", PLANS, (*WORK, *ASKED, "mix", *BOOK)),
    Tool("list_platforms", "platforms list", ("platforms-1",), ()),
    Tool("compare_platforms", "platforms compare", ("platforms-compare-1",), ("model", *ASKED, "plan")),
    Tool("price_storyboard", "batch - --from=yaml", ("batch-1",), (*LIMITS, *BOOK), reads="storyboard"),
    Tool("wallet_balance", "wallet balance", ("wallet-balance-1",), ("at",)),
    Tool(
        "wallet_spend",
        "wallet spend",
        ("wallet-entries-1",),
        ("key", "credits", "model", *ASKED, "mix", "note"),
        writes=True,
    ),
)


def tools(*, spending: bool) -> dict[str, Tool]:
    """The tools by name; without spending, those that only read."""
    return {tool.name: tool for tool in TOOLS if spending or not tool.writes}


@cache
def command_of(tool: Tool) -> tuple[Any, list[str]]:
    """The command behind a tool, and the words that it always gets."""
    module, *words = tool.command.split()
    found: Any = typer.main.get_command(import_module(f"creditcalc.cli.commands.{module}").app)
    while words and hasattr(found, "commands"):
        found = found.commands[words.pop(0)]
    return found, words


def description(tool: Tool) -> str:
    """What the tool is for: the first sentence of the command's help; and how its figures are to be said."""
    return f"{str(command_of(tool)[0].help).partition(chr(10))[0]} {CERTAINTY}"


def arguments(tool: Tool) -> dict[str, Any]:
    """The options that a tool takes, by the name of the argument: `--per-week` is `per_week`."""
    found = {param.opts[0].removeprefix("--").replace("-", "_"): param for param in command_of(tool)[0].params}
    return {name: found[name] for name in tool.takes}


def needed(tool: Tool) -> list[str]:
    """The arguments that a tool does not go without: what it writes, it writes under a key."""
    found = [name for name, param in arguments(tool).items() if param.required or (tool.writes and name == "key")]
    return [*found, tool.reads] if tool.reads else found


def input_schema(tool: Tool) -> dict[str, Any]:
    """The JSON Schema of a tool's arguments, from the command's own options."""
    properties = {name: _property(param) for name, param in arguments(tool).items()}
    if tool.reads:
        properties[tool.reads] = {"type": "string", "description": STORYBOARD}
    return {"type": "object", "properties": properties, "required": needed(tool), "additionalProperties": False}


def _property(param: Any) -> dict[str, Any]:
    kind = param.type.name
    found: dict[str, Any] = {"type": ["string", "integer"]}
    if kind == "boolean":
        found = {"type": "boolean"}
    elif kind == "choice":
        found = {"type": "string", "enum": list(param.type.choices)}
    elif kind in ("int", "int range"):
        ends = {"minimum": getattr(param.type, "min", None), "maximum": getattr(param.type, "max", None)}
        found = {"type": "integer", **{name: end for name, end in ends.items() if end is not None}}
    if param.multiple:
        found = {"type": "array", "items": found}
    form = f" {param.metavar}" if param.metavar else ""
    return {**found, "description": f"{param.help}{form}"}


def output_schema(tool: Tool) -> dict[str, Any]:
    """The published schema of the command's JSON, or of the several that it may print."""
    found = [json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8")) for name in tool.schemas]
    for name, one in zip(tool.schemas, found, strict=True):
        del one["$schema"]  # the protocol's own dialect, and some clients know no other name of it
        if len(found) > 1:
            one["$id"] = f"urn:creditcalc:{name}"  # what the `#/$defs` in it are found from
    return found[0] if len(found) == 1 else {"type": "object", "oneOf": found}
