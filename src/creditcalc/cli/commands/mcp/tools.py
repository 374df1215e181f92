"""The tools: each is a command, with those of its options that an assistant may give.

No option that names a file or a folder is among them, so that an assistant reads and writes none.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import typer

from creditcalc.record import Record

SCHEMAS = Path(__file__).parents[3] / "schemas"
BOOK = ("platform", "edition", "as_of")
SETTINGS = ("seconds", "minutes", "resolution", "audio", "twin", "quality", "characters", "set")
ASKED = (*SETTINGS, "images", "outputs", "takes")
WORK = ("model", "credits", "per_week", "per_month", "horizon", "break_even", "up_to", "currency", "rate", "seats")
LIMITS = ("budget", "tolerance", "fit", "pick", "plan", "success_rate", "failure_rate")
NUMBERS = frozenset(
    ("seconds", "minutes", "characters", "images", "outputs", "takes", "budget", "tolerance", "below", "per_week",
     "per_month", "horizon", "up_to", "seats", "fit", "success_rate", "failure_rate", "page")
)  # fmt: skip
"""The arguments that are numbers; text with digits is taken too."""
PAGE = "Page of a long answer, from 1. The first has the sums, and says how many there are."
STORYBOARD = """\
The YAML text: `scenes: [{name: Morning, shots: [{name: Rooftops, model: ID, seconds: 5, takes: 2}]}]`. A shot has a \
model and its settings; `defaults` of a scene apply to all its shots. A shot with `alternatives: {draft: {...}, final: \
{..., prefer: 5}}` is made in one of those ways, chosen by `pick` or `fit`."""
SAYS = {
    "budget": 'The most it may cost. The answer begins with "No" if it costs more, "Cannot tell" if it might.',
    "horizon": "Find the cheapest schedule of plans over this many months.",
    "credits": "Credits: 500, or one number per month with `horizon`: 500,80. A spend may be ~5, 80+ or 20..40.",
    "set": "Any other setting, each as KEY=VALUE.",
    "key": "Idempotency key of this spend: repeating it records nothing twice.",
    "rate": "Exchange rate: what one unit of another currency is worth in `currency`, each as CUR=N.",
}
"""What an argument is where the help of its option speaks of the command line, or of one command alone."""


class Tool(Record):
    """A tool: the command behind it, the schemas of what that prints, the options it takes, and whether it writes.

    `help` is what a model picks it by: what it answers, when to use which, and one example. `needs` are options that
    the command can do without and the tool cannot. `reads` names an argument that the command reads from standard
    input.
    """

    name: str
    command: str
    schemas: tuple[str, ...]
    takes: tuple[str, ...]
    help: str
    needs: tuple[str, ...] = ()
    reads: str = ""
    writes: bool = False


PLANS = ("plans-compare-1", "plans-for-1", "plans-schedule-1", "break-even-1")
TOOLS = (
    Tool(
        "quote",
        "quote",
        ("quote-1",),
        ("model", *ASKED, "mix", "plan", "budget", "tolerance", "explain", *BOOK),
        help="Price one generation in credits: an AI video clip, an image, a voice, music, or an agent's whole video, "
        "on InVideo AI or another platform. Can check a budget and show the share of a plan. For many shots use "
        "price_storyboard, to rank models compare_models, to rank platforms compare_platforms. "
        'Example: {"model": "veo-3.1", "seconds": 8, "resolution": "4k", "audio": true}',
        needs=("model",),
    ),
    Tool(
        "list_models",
        "models list",
        ("models-1",),
        ("word", "kind", "maker", "below", "sort", *BOOK),
        help="List the AI video, image, voice and music models of a platform with their prices. Use it to find a "
        'model\'s id, or the models below a price. Example: {"kind": "image", "sort": "price"}',
    ),
    Tool(
        "show_model",
        "models show",
        ("model-1",),
        ("model", *BOOK),
        help="Show one model's settings (lengths, resolutions, sound) and its price in credits for each of them. Use "
        'it before a quote to see what can be chosen. Example: {"model": "veo-3.1"}',
    ),
    Tool(
        "compare_models",
        "models compare",
        ("comparison-1",),
        ("kind", *ASKED, "plan", *BOOK),
        help='Compare the same clip or image on every model of one platform, cheapest first. Use it for "which model '
        'is cheapest for 8 s with sound?" Example: {"kind": "video", "seconds": 8, "audio": true}',
    ),
    Tool(
        "compare_plans",
        "plans compare",
        PLANS,
        (*WORK, *ASKED, "mix", *BOOK),
        help="Compare the plans (subscriptions) of one platform in money: their prices and credits; the cheapest for "
        "`credits`, or for a `model` and `per_week` or `per_month`, with top-ups; month by month with `horizon`; the "
        "demand from which each plan is cheapest with `break_even`. "
        'Example: {"model": "veo-3.1", "seconds": 8, "resolution": "1080p", "audio": true, "per_week": 5}',
    ),
    Tool(
        "list_platforms",
        "platforms list",
        ("platforms-1",),
        (),
        help="List the platforms whose prices are known, InVideo AI among them, with their models and plans. Use it to "
        "find the name for `platform`. Example: {}",
    ),
    Tool(
        "compare_platforms",
        "platforms compare",
        ("platforms-compare-1",),
        ("model", *ASKED, "plan"),
        help="Compare one generation on every platform that sells the model: credits, money on each plan, and the list "
        'price of the provider. Use it for "where is it cheapest?" Example: {"model": "kling-3.0", "seconds": 8}',
        needs=("model",),
    ),
    Tool(
        "price_storyboard",
        "batch - --from=yaml",
        ("batch-1",),
        (*LIMITS, *BOOK),
        help="Price many shots together, by scene and by model, in credits: a film's storyboard, with retakes, and "
        "with alternatives that are chosen to fit a budget. For one clip use quote. Example: "
        '{"storyboard": "shots: [{name: Street, model: veo-3.1-fast, seconds: 8, resolution: 720p, takes: 3}]"}',
        reads="storyboard",
    ),
    Tool(
        "wallet_balance",
        "wallet balance",
        ("wallet-balance-1",),
        ("at",),
        help="Show how many credits are left in the person's own ledger on this computer, and when the plan next "
        'brings some. It does not ask the platform. Example: {"at": "2026-06-01"}',
    ),
    Tool(
        "wallet_spend",
        "wallet spend",
        ("wallet-entries-1",),
        ("key", "credits", "model", *ASKED, "mix", "note"),
        help="Record a spend in the person's own ledger on this computer, by `credits` or by what was generated. It "
        'generates nothing and buys nothing. Example: {"key": "clip-7", "model": "kling-2.6-standard", "seconds": 10}',
        needs=("key",),
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


def arguments(tool: Tool) -> dict[str, Any]:
    """The options that a tool takes, by the name of the argument: `--per-week` is `per_week`."""
    found = {param.opts[0].removeprefix("--").replace("-", "_"): param for param in command_of(tool)[0].params}
    return {name: found[name] for name in tool.takes}


def needed(tool: Tool) -> list[str]:
    """The arguments that a tool does not go without: what it writes, it writes under a key."""
    found = [name for name, param in arguments(tool).items() if param.required or name in tool.needs]
    return [*found, tool.reads] if tool.reads else found


def input_schema(tool: Tool) -> dict[str, Any]:
    """The JSON Schema of a tool's arguments, from the command's own options.

    Each has one `type`, a word: for a list of types, or a choice of schemas, some hosts reject the whole server.
    """
    properties = {name: _property(name, param) for name, param in arguments(tool).items()}
    if tool.reads:
        properties[tool.reads] = {"type": "string", "description": STORYBOARD}
    if not tool.writes:
        properties["page"] = {"type": "number", "minimum": 1, "description": PAGE}
    return {"type": "object", "properties": properties, "required": needed(tool), "additionalProperties": False}


def _property(name: str, param: Any) -> dict[str, Any]:
    kind = param.type.name
    found: dict[str, Any] = {"type": "number" if name in NUMBERS else "string"}
    if kind == "boolean":
        found = {"type": "boolean"}
    elif kind == "choice":
        found = {"type": "string", "enum": list(param.type.choices)}
    elif kind == "int range":
        ends = {"minimum": param.type.min, "maximum": param.type.max}
        found |= {end: value for end, value in ends.items() if value is not None}
    if param.multiple:
        found = {"type": "array", "items": found}
    return {**found, "description": SAYS.get(name) or as_arguments(param.help)}


def as_arguments(text: str) -> str:
    """The text with the options that it names as arguments: `--per-week` as `per_week`."""
    return re.sub(r"(?<![\w-])--([a-z][a-z-]*)", lambda found: found[1].replace("-", "_"), text)


def output_schema(tool: Tool) -> dict[str, Any]:
    """What every answer of a tool certainly has, whichever schemas its command prints, and on every page.

    The whole is published as `creditcalc/.../N`; what has several types there is not named here.
    """
    found = [json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8")) for name in tool.schemas]
    each: list[dict[str, str]] = [
        {name: kind for name, one in schema["properties"].items() if isinstance(kind := _type(one, schema), str)}
        for schema in found
    ]
    sure = [name for name, kind in each[0].items() if all(one.get(name) == kind for one in each)]
    required = [name for name in sure if all(name in schema["required"] for schema in found)]
    properties = {name: {"type": each[0][name]} for name in sure}
    return {"type": "object", "properties": properties, "required": required}


def _type(part: Mapping[str, Any], schema: Mapping[str, Any]) -> object:
    """The type of a part of a schema, by the definition that it refers to."""
    if "$ref" in part:
        part = schema["$defs"][part["$ref"].rpartition("/")[2]]
    return part.get("type")
