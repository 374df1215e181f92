"""Building sheets: every fault at once, in its place and with its remedy; and the schemas that editors use."""

import json
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from textwrap import dedent
from typing import Any, Literal, NamedTuple, get_args

import pytest
import yaml
from jsonschema_rs import Draft202012Validator, ValidationError, meta
from typer.testing import CliRunner

from creditcalc.amount import Amount
from creditcalc.cli.app import app
from creditcalc.pricebook.condition import Range
from creditcalc.pricebook.condition import Test as Condition
from creditcalc.pricebook.edition import EditionSheet, FailedGenerations
from creditcalc.pricebook.model import Model, Rate
from creditcalc.pricebook.plan import AddonsSheet, Plan
from creditcalc.pricebook.quantity import Expression, Per
from creditcalc.sheets.catalog import bundled
from creditcalc.sheets.compiler import BILLS, HEADS, SHEETS, sheet_schema
from creditcalc.sheets.reader import Fault, parse
from creditcalc.sheets.schema import meanings
from creditcalc.sheets.structure import WRITTEN_AS, build, entries, fields

MODELS = Mapping[str, Model]


def built(kind: Any, text: str) -> tuple[Any, list[str]]:
    """What becomes of a sheet, and what is wrong with it."""
    faults: list[Fault] = []
    value = build(kind, parse(dedent(text).strip("\n").encode(), "s.yaml"), faults)
    return value, [str(fault).removeprefix("s.yaml:") for fault in faults]


def faults(kind: Any, text: str) -> list[str]:
    """What is wrong with a sheet, which then has no value."""
    value, found = built(kind, text)
    assert value is None
    return found


MODEL = """
    veo:
      name: Veo
      maker: Google
      kind: video
      aliases: [v, w]
      settings:
        seconds: {number: 1..60}
        audio: {flag: off}
        size: {one_of: [720p, 4k], open: yes}
      rates:
        - {when: {seconds: ">6", size: [720p, 4k], audio: on}, price: ~0.5..1, per: 30 seconds started, source: docs}
        - {graduated: [{up_to: 10, price: 3}, {price: 6+}], per: frame, quantity: 24 * seconds, source: docs}
      examples:
        - {with: {seconds: 8}, total: 4, source: docs}
    """


def test_a_sheet_becomes_its_types() -> None:
    found, wrong = built(MODELS, MODEL)
    assert wrong == []
    model = found["veo"]
    assert (model.id, model.name, model.kind, model.aliases) == ("veo", "Veo", "video", ("v", "w"))
    assert model.settings["seconds"].number == Range(Fraction(1), Fraction(60))
    assert (model.settings["audio"].flag, model.settings["size"].open) == ("off", True)
    first, second = model.rates
    assert dict(first.when) == {
        "seconds": Range(Fraction(6), None, above=True),
        "size": Condition(["720p", "4k"]),
        "audio": Condition(["on"]),
    }
    assert (first.price, first.per) == (Amount.parse("~0.5..1"), Per.parse("30 seconds started"))
    assert [(step.up_to, str(step.price)) for step in second.graduated] == [(10, "3"), (None, "6+")]
    assert second.quantity == Expression("24 * seconds")
    assert dict(model.examples[0].with_) == {"seconds": "8"}
    assert (model.place, first.place, model.settings["size"].place) == ("s.yaml:2:3", "s.yaml:11:7", "s.yaml:9:11")


def test_every_fault_of_a_sheet_is_found_at_once() -> None:
    sheet = """
        veo:
          name: Veo
          maker: [Google]
          kind: movie
          alias: v
          settings:
            seconds: {number: 60..1, opne: maybe}
            audio: {flag: "true"}
            size: 720p
          rates:
            - {when: {seconds: 6...8, size: [], audio: {a: b}}, price: 1.5.2, per: 0 seconds, source: docs}
            - {price: 20..10, quantity: a.b, since: 2026-02-30}
            - price
          requires: {needs: {a: 1}}
        Kling 2: {name: Kling}
        sora:
        """
    assert faults(MODELS, sheet) == [
        "3:10: must be one value: remove the brackets or the indented block",
        "4:9: `movie` is not allowed here: write `video`, `image`, `music`, `voice`, `effect`, `agent`, `operation` or "
        "`action`",
        "5:3: unknown key `alias`: did you mean `aliases` or `list`?",
        "7:23: the range `60..1` holds no number: write the smaller end first",
        "7:30: unknown key `opne`: did you mean `open` or `one_of`?",
        "8:19: `true` is not allowed here: write `on`, `off`, `required` or `open`",
        "9:11: must have keys: `number`, `whole`, `one_of`, `flag`, `always` and `default` are among them",
        "11:24: `6...8` is not a range: write `6..10`, `10..`, `..6`, `>10` or `<6`",
        "11:37: lists no value: write one, several or a range",
        "11:48: must be one value: remove the brackets or the indented block",
        "11:64: `1.5.2` is not an amount: write `0.5`, `~0.5`, `10+`, `..20`, `20..40` or `unknown`",
        "11:76: `0 seconds` is not a unit: write `second`, `1000 characters` or `30 seconds started`",
        "12:15: `20..10` runs backwards: write the smaller number first",
        "12:33: `a.b` is not a quantity: write numbers and settings with + - * /, min, max, ceil, floor",
        "12:45: `2026-02-30` is not a day: write year-month-day, as in `2026-05-31`",
        "12:7: lacks `source`: add it",
        "13:7: must have keys: `source`, `when`, `price`, `list_usd`, `unavailable` and `graduated` are among them",
        "14:13: must be a list: write `[a, b]` or lines that begin with `-`",
        "15:1: `Kling 2` is not an id: use lower case letters, digits, dots and dashes",
        "16:6: must have keys: `name`, `maker`, `kind`, `aliases`, `list` and `list_factor` are among them",
    ]


NO_IDS = "must be a mapping of ids: write `id:` and indent what belongs to it"


@pytest.mark.parametrize(
    ("kind", "sheet", "message"),
    [
        (MODELS, "- veo", f"1:1: {NO_IDS}"),
        (MODELS, "veo", f"1:1: {NO_IDS}"),
        (MODELS, "veo: {name: ''}", "1:13: is empty: write a value, or remove the key"),
        (MODELS, "veo: {name: }", "1:13: is empty: write a value, or remove the key"),
        (MODELS, "veo: {aliases: [a, [b]]}", "1:20: must be one value: remove the brackets or the indented block"),
        (
            MODELS,
            "veo: {rates: [{when: 4k, source: a}]}",
            "1:22: must name settings: write `{resolution: 4k, audio: on}`",
        ),
        (
            MODELS,
            "veo: {rates: [{when: {a: [b, [c]]}, source: a}]}",
            "1:30: must be one value: remove the brackets or the indented block",
        ),
        (MODELS, "veo: {place: here}", "1:7: unknown key `place`: use "),
        (
            MODELS,
            "veo: {settings: [seconds]}",
            "1:17: must be a mapping of ids: write `id:` and indent what belongs to it",
        ),
        (Plan, "{name: Plus, source: a, on_request: true}", "1:37: `true` is not allowed here: write `yes` or `no`"),
        (
            Plan,
            "{name: Plus, source: a, seats: {most: -1}}",
            "1:39: `-1` is not a number: write digits and a point, as in `8` or `8.5`",
        ),
        (AddonsSheet, "{topups: {}}", "1:2: unknown key `topups`: did you mean `top_ups`?"),
        (AddonsSheet, "{zzz: {}}", "1:2: unknown key `zzz`: use `surcharges`, `top_ups` or `discounts`"),
        (Plan, "{}", "1:1: lacks `name` and `source`: add them"),
        (Plan, "{name: Plus}", "1:1: lacks `source`: add it"),
        (EditionSheet, "{unit: credit}", "1:1: lacks `from`, `as_of` and `sources`: add them"),
        (Plan, f"{{{'k' * 300}: 1, name: Plus, source: a}}", f"1:2: unknown key `{'k' * 40}`: use "),
    ],
)
def test_a_fault_names_its_place_and_the_remedy(kind: Any, sheet: str, message: str) -> None:
    found = faults(kind, sheet)
    assert len(found) == 1
    assert found[0].startswith(message)
    assert found[0] == message or message.endswith("use ")


@pytest.mark.parametrize("key", ["veo-3.1", "a", "0", "a_b", "a" * 64])
def test_an_id_has_lower_case_letters_digits_dots_and_dashes(key: str) -> None:
    assert built(MODELS, f"{key}: {{}}")[1] == []


@pytest.mark.parametrize("key", ["Veo", "veo 3", "-a", ".a", "a/b", "../a", "é", "a" * 65, "a\\nb", "\\e[31m"])
def test_anything_else_is_no_id(key: str) -> None:
    shown = json.loads(f'"{key}"'.replace("\\e", "\\u001b"))[:40]
    message = f"1:1: `{shown}` is not an id: use lower case letters, digits, dots and dashes"
    assert faults(MODELS, f'"{key}": {{}}') == [message]


def test_an_entry_that_is_wrong_leaves_the_others_right() -> None:
    wrong: list[Fault] = []
    found = list(entries(Model, parse(b"a: {name: A}\nb: {nmae: B}\nc: {name: C}\n", "s.yaml"), wrong))
    assert [(key, value.name if value else None) for key, value, _ in found] == [("a", "A"), ("b", None), ("c", "C")]
    assert [list(map(str, own)) for _, _, own in found] == [[], list(map(str, wrong)), []]
    assert list(map(str, wrong)) == ["s.yaml:2:5: unknown key `nmae`: did you mean `name` or `maker`?"]


# The types, and the schemas made from them


def types(kind: Any) -> Iterator[Any]:
    """The sheet types that a type is made of, itself among them."""
    if hasattr(kind, "_fields") and not hasattr(kind, "parse"):
        yield kind
        for _, part, _ in fields(kind).values():
            yield from types(part)
    for part in (*get_args(kind), *([WRITTEN_AS[kind]] if kind in WRITTEN_AS else [])):
        yield from types(part)


TYPES: dict[str, Any] = {kind.__name__: kind for sheet in SHEETS.values() for kind in types(sheet)}


def test_the_sheets_are_made_of_these_types() -> None:
    assert set(TYPES) >= {"CatalogSheet", "PlatformSheet", "EditionSheet", "Model", "Setting", "Rate", "Tier", "Claim"}
    assert set(TYPES) >= {"Plan", "Money", "Allowance", "Reset", "Rollover", "Seats", "AddonsSheet", "TopUp", "Expiry"}


@pytest.mark.parametrize("name", TYPES)
def test_every_key_has_a_meaning(name: str) -> None:
    assert set(meanings(TYPES[name])) == set(fields(TYPES[name]))


ENDS = "{on: 2026-10-23, source: a, claims: [{on: 2027-05-04, source: b}]}"


@pytest.mark.parametrize(
    ("kind", "sheet"),
    [
        ("models", "veo: {until: %s}"),
        ("models", "veo: {rates: [{until: %s, source: c}]}"),
        ("plans", "plus: {until: %s, name: Plus, source: c}"),
        ("plans", "plus: {name: Plus, source: c, prices: [{amount: 1, currency: USD, until: %s}]}"),
        ("addons", "top_ups: {more: {until: %s, name: More, source: c}}"),
    ],
)
def test_an_end_is_a_day_or_what_several_sources_say(kind: str, sheet: str) -> None:
    for end in (ENDS, "2027-05-04"):
        Draft202012Validator(sheet_schema(kind)).validate(yaml.load(sheet % end, Loader=Editor))
        found, wrong = built(SHEETS[kind], sheet % end)
        assert (str(found).count("'2027-05-04'") >= 1, wrong) == (True, [])
    with pytest.raises(ValidationError):
        Draft202012Validator(sheet_schema(kind)).validate(yaml.load(sheet % "{on: 2026-10-23}", Loader=Editor))
    assert "lacks `source`: add it" in faults(SHEETS[kind], sheet % "{on: 2026-10-23}")[0]


@pytest.mark.parametrize("on", ["2026-10-23", "2027-05-04"])
@pytest.mark.parametrize("claimed", ["2026-10-23", "2027-05-04"])
def test_of_several_ends_the_latest_is_used_and_all_are_kept(on: str, claimed: str) -> None:
    row, _ = built(Rate, f"{{source: c, until: {{on: {on}, source: a, claims: [{{on: {claimed}, source: b}}]}}}}")
    assert row.until == max(on, claimed)
    assert row.until.days == tuple(sorted([(on, "a"), (claimed, "b")], reverse=True))
    assert row.until.prefixed("list:").days == tuple((day, f"list:{source}") for day, source in row.until.days)


@pytest.mark.parametrize("name", SHEETS)
def test_a_schema_is_a_schema(name: str) -> None:
    meta.validate(sheet_schema(name))


@pytest.mark.parametrize("name", SHEETS)
def test_the_published_schema_is_the_one_that_the_types_give(name: str) -> None:
    result = CliRunner().invoke(app, ["sheets", "schema", name])
    assert result.exit_code == 0
    assert (bundled() / "schema" / f"{name}.json").read_text(encoding="utf-8") == result.output


def test_there_are_no_other_schemas() -> None:
    assert {path.name for path in (bundled() / "schema").iterdir()} == {f"{name}.json" for name in SHEETS}


class Editor(yaml.SafeLoader):
    """YAML 1.2, as editors read it: `on` is a word, `8` a number, `true` a truth."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  # as in the class above


for tag, pattern, first in [
    ("bool", r"^(true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", "-+.0123456789"),
    ("null", r"^(~|null|Null|NULL|)$", ["~", "n", "N", ""]),
]:
    Editor.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


def kind_of(path: Path) -> str:
    """Which sheet a file is."""
    if path.parent.name in SHEETS:
        return path.parent.name
    return path.stem if path.name in (*HEADS, BILLS, "catalog.yaml", "platform.yaml") else "models"


BUNDLED = sorted(bundled().rglob("*.yaml"))


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.relative_to(bundled()).as_posix())
def test_a_bundled_sheet_is_as_its_schema_says(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    validator = Draft202012Validator(sheet_schema(kind_of(path)))
    read = json.loads(json.dumps(yaml.load(text, Loader=Editor)))  # in which every key is text, as for an editor
    errors = [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(read)]
    assert errors == []


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.relative_to(bundled()).as_posix())
def test_a_bundled_sheet_names_its_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    named = first.removeprefix("# yaml-language-server: $schema=")
    assert (path.parent / named).resolve() == (bundled() / "schema" / f"{kind_of(path)}.json").resolve()


def test_the_bundled_sheets_are_of_every_kind() -> None:
    assert {kind_of(path) for path in BUNDLED} == set(SHEETS) - {"bills"}  # nobody has sent one in yet


@pytest.mark.parametrize(
    ("name", "sheet"),
    [
        ("models", "veo: {nmae: Veo}"),
        ("models", "veo: {kind: movie}"),
        ("models", "veo: {rates: [{price: 1}]}"),
        ("models", "veo: {rates: [{price: 1.5.2, source: a}]}"),
        ("models", "veo: {rates: [{price: 1, per: 2 seconds rounded, source: a}]}"),
        ("models", "veo: {rates: [{since: 2026-5-1, source: a}]}"),
        ("models", "veo: {settings: {seconds: {number: 6...8}}}"),
        ("models", "veo: {rates: [{graduated: [{up_to: ten, price: 1}], source: a}]}"),
        ("plans", "plus: {name: Plus}"),
        ("plans", "plus: {name: Plus, source: a, prices: 1}"),
        ("plans", 'plus: {name: Plus, source: a, resets: {every: month, on: 1, at: "25:99"}}'),
        ("plans", "plus: {name: Plus, source: a, resets: {every: month, on: 1, zone: nowhere}}"),
        ("plans", "plus: {name: Plus, source: a, rollover: {keeps: most of it}}"),
        ("plans", "plus: {name: Plus, source: a, prices: [{amount: 1, currency: USD, first: a while}]}"),
        ("addons", "{top_ups: {a: {name: A, source: a, expires: {after: soon}}}}"),
        ("edition", "{unit: credit, from: 2026-05-01, as_of: 2026-05-01, sources: {}, spending_order: [nonsense]}"),
        ("edition", "{unit: credit}"),
        ("addons", "{topups: {}}"),
    ],
)
def test_a_schema_refuses_what_the_reader_refuses(name: str, sheet: str) -> None:
    with pytest.raises(ValidationError):
        Draft202012Validator(sheet_schema(name)).validate(yaml.load(sheet, Loader=Editor))
    assert faults(SHEETS[name], sheet)


def test_a_type_that_needs_a_key_says_so_in_its_schema() -> None:
    class Small(NamedTuple):
        """A small sheet.

        name: what it is called
        size: how large
        word: one of two
        """

        name: str
        size: Amount | None = None
        word: Literal["a", "b"] = "a"
        place: str = ""

    from creditcalc.sheets.schema import schema_of

    assert schema_of(Mapping[str, Small], "small") == {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "small",
        "type": "object",
        "additionalProperties": {"$ref": "#/$defs/Small"},
        "$defs": {
            "Small": {
                "type": "object",
                "description": "A small sheet.",
                "additionalProperties": False,
                "required": ["name"],
                "properties": {
                    "name": {"type": ["string", "number", "boolean"], "description": "what it is called"},
                    "size": {
                        "type": ["string", "number"],
                        "pattern": r"^(unknown|~?\d+(\.\d+)?\+?|~?(\d+(\.\d+)?)?\.\.\d+(\.\d+)?)$",
                        "description": "how large",
                    },
                    "word": {"enum": ["a", "b"], "description": "one of two"},
                },
            }
        },
    }


README = (bundled() / "README.md").read_text(encoding="utf-8")


def blocks(start: str) -> list[str]:
    """The YAML blocks of the README that begin with a key."""
    return [one for one in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL) if one.startswith(start)]


def test_the_examples_of_rules_in_the_readme_are_what_the_reader_takes() -> None:
    (failed,) = blocks("failed_generations:")
    rule, wrong = built(Mapping[str, FailedGenerations], failed)
    assert wrong == [] and [one.charged for one in rule["failed_generations"].except_] == ["yes", "unknown"]
    (addons,) = blocks("surcharges:")
    sheet, wrong = built(AddonsSheet, addons)
    assert wrong == [] and str(sheet.discounts["packages"].percent) == "5..20"
    assert str(sheet.top_ups["pack"].expires.after) == "12-31 of year 2"
    snippets = re.findall(r"^- `((?:meters|at_once|seats): [^`]*)`", README, re.MULTILINE)
    assert len(snippets) == 3
    for snippet in snippets:
        plan, wrong = built(Plan, f"{{name: Plus, source: a, {snippet}}}")
        assert (wrong, plan is not None) == ([], True), snippet


def test_the_bills_in_the_readme_are_what_the_reader_takes() -> None:
    (block,) = blocks("# yaml-language-server: $schema=../../schema/bills.json")
    bills, wrong = built(SHEETS["bills"], block)
    assert wrong == [] and [str(bill.charge) for bill in bills] == ["8", "48/5"]  # 412 - 404, 9.6
