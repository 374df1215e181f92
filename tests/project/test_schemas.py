"""Every JSON output against its published schema: all bundled models, every setting, every command."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import ValidationError
from published import SCHEMAS, check, schema, validator
from schemas import schemas
from sheets import platform
from typer.testing import CliRunner

import creditcalc
from creditcalc.cli.app import app
from creditcalc.errors import REFUSED, UNPUBLISHED, CreditcalcError
from creditcalc.pricebook.condition import word_of
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model
from creditcalc.rating.generation import breakpoints, resolve
from creditcalc.rating.quote import price
from creditcalc.render import json as json_format
from creditcalc.reports.model import model_data
from creditcalc.reports.quote import quote_json
from creditcalc.sheets.catalog import Catalog

pytestmark = pytest.mark.usefixtures("warm")
EXAMPLES = Path(__file__).parents[2] / "examples"
ASKED = Path(__file__).parents[1] / "sheets" / "asked.csv"
OUTPUTS = [
    "quote --model veo-3.1 --seconds 8 --json",
    "quote --model agent-one --minutes 3 --mix veo-3.1=30%,kling-2.6-standard=70% --outputs 2 --json",
    "quote --model download --json",
    "quote --model veo-3.1 --seconds 8 --plan plus --json",
    "quote --model veo-3.1 --seconds 8 --plan enterprise --json",
    f"batch {EXAMPLES}/storyboard.yaml --plan enterprise --json",
    "models list --json",
    "models list --kind agent --json",
    "models list --maker nobody --json",
    "models list --platform list --json",
    "models show veo-3.1 --json",
    "models show agent-one --json",
    "models compare --seconds 8 --json",
    "models compare --kind image --images 4 --json",
    "models compare --seconds 8 --plan plus --json",
    "config list --json",
    "actions list --json",
    "addons list --json",
    "addons list --platform list --json",
    "rules list --json",
    "guide --json",
    "guide refund --json",
    "--version --json",
    "plans list --json",
    "plans show plus --json",
    "plans show free --json",
    "plans compare --json",
    "plans compare --credits 500 --json",
    "plans compare --credits 500 --horizon 12 --json",
    "plans compare --break-even --json",
    "platforms list --json",
    "platforms compare --model veo-3.1 --seconds 8 --audio --json",
    f"platforms compare {EXAMPLES / 'shots.csv'} --json",
    "sheets check --json",
    "sheets check --conflicts --json",
    "sheets check --stale 300 --json",
    "sheets check --coverage --json",
    "sheets check --stale 60 --by source --json",
    "sheets check --ended --json",
    f"sheets check --coverage --pairs {ASKED} --json",
    f"sheets verify --against {EXAMPLES}/price-map.csv --json",
    "sheets diff invideo/2026-05 invideo/2026-09 --json",
    "sheets export --platform kling --format json",
    "sheets export --platform kling --combinations --format json",
    "sheets history veo-3.1 --json",
    f"request {EXAMPLES}/request.json --provider fal --endpoint fal-ai/veo3.1/fast --budget 2 --json",
    f"request {EXAMPLES}/request.json --jsonl --provider fal --endpoint fal-ai/veo3.1/fast --json",
    f"batch {EXAMPLES}/storyboard.yaml --json",
    f"batch {EXAMPLES}/storyboard.yaml --compare-to /dev/null --json",
]


def run(arguments: str) -> dict[str, Any]:
    """The object that a command prints."""
    result = CliRunner().invoke(app, arguments.split())
    assert result.exit_code == 0, result.stderr
    return check(result.stdout)


def editions() -> list[Edition]:
    """Every bundled edition."""
    catalog = Catalog()
    return [
        catalog.edition(platform.id, name)
        for platform in catalog.index.platforms.values()
        for name in platform.editions
    ]


def plans(model: Model) -> Iterator[dict[str, str]]:
    """The least that a model needs, and that with each value of each setting."""
    least = {
        name: word_of(breakpoints(model, name)[0])
        for name, setting in model.settings.items()
        if setting.initial is None and not setting.is_open
    }
    yield least
    for name, setting in model.settings.items():
        if not setting.always and name != "outputs":
            yield from ({**least, name: word_of(value)} for value in breakpoints(model, name))


@pytest.mark.parametrize("arguments", OUTPUTS)
def test_an_output_is_as_its_schema_says(arguments: str) -> None:
    assert run(arguments)


def test_every_schema_is_that_of_an_output() -> None:
    used = {run(arguments)["schema"] for arguments in OUTPUTS}
    others = (*SCHEMAS.glob("wallet-*"), *SCHEMAS.glob("error-*"))  # tests/cli/test_wallet.py, test_error_object.py
    kept = {schema(path.stem)["title"] for path in others}
    assert used | kept == {schema(path.stem)["title"] for path in SCHEMAS.iterdir()}


def test_every_output_in_the_code_has_a_schema() -> None:
    names = set()
    for path in Path(creditcalc.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Constant(value=str(text)) if found := re.fullmatch(r"creditcalc/([a-z-]+)/(\d+)", text):
                    names.add(f"{found[1]}-{found[2]}")
    assert names <= {path.stem for path in SCHEMAS.iterdir()}


def test_every_quote_of_every_bundled_model_is_as_its_schema_says() -> None:
    codes = set()
    models = [(model, edition) for edition in editions() for model in edition.models.values()]
    priced = set()
    for model, edition in models:
        for given in plans(model):
            try:
                quote = price(resolve(model, given), edition)
            except CreditcalcError as error:
                codes.add(error.code)
                continue
            check(json.dumps(quote_json(quote)))
            priced.add((edition.platform, edition.id, model.id))
    assert codes <= {REFUSED, UNPUBLISHED}
    assert len(priced) > len(models) / 2


def test_every_bundled_model_is_shown_as_its_schema_says() -> None:
    for edition in editions():
        for model in edition.models.values():
            shown = check(json_format.render(model_data(edition, model)))
            assert shown["model"]["id"] == model.id


def test_a_quote_of_every_part_is_as_its_schema_says(tmp_path: Path) -> None:
    sheets = platform(
        tmp_path,
        """
        clip:
          name: Clip
          maker: M
          kind: video
          settings: {seconds: {number: 1..60}, hdr: {flag: off}, size: {one_of: [s, l], open: yes}}
          rates:
            - {when: {size: s}, price: ~2, per: second, source: docs, claims: [{source: note, price: 3}]}
            - {when: {size: l}, price: 4+, per: second, source: docs}
          multipliers: [{when: {hdr: on}, times: 1.5, name: HDR, source: docs}]
          surcharges:
            - {name: Voice, price: unknown, source: note}
            - {name: Twin, price: 20, per: minute unstated, source: note}
          minimum: {price: 5, source: docs}
          rounding: {to: up, at: generation, source: docs}
          outputs_per_generation: 2
        """,
    )
    quote = check(json.dumps(quote_json(sheets("clip", seconds=8, hdr=True, outputs=3, takes=2))))
    assert {one["code"] for one in quote["warnings"]} == {
        "unknown_part",
        "lower_bound",
        "open_setting",
        "part_unstated",
        "approximate",
        "conflict",
    }
    assert [step["label"] for step in quote["steps"]] == ["Minimum 5", "Rounded up to 1", "2 generations", "2 takes"]


def test_faults_are_as_the_schema_says(tmp_path: Path) -> None:
    platform(tmp_path, "m: {name: M, maker: M, kind: video, price: 1}")
    result = CliRunner().invoke(app, ["sheets", "check", "--json", str(tmp_path)])
    assert result.exit_code == REFUSED
    assert check(result.stdout)["faults"]


@pytest.mark.parametrize("path", sorted(SCHEMAS.iterdir()), ids=lambda path: path.stem)
class TestSchema:
    """What every schema file keeps."""

    def test_it_is_named_after_the_value_of_schema(self, path: Path) -> None:
        title = schema(path.stem)["title"]
        assert title == schema(path.stem)["properties"]["schema"]["const"]
        assert title == f"creditcalc/{'/'.join(path.stem.rsplit('-', 1))}"

    def test_every_object_has_room_for_keys_to_come(self, path: Path) -> None:
        assert all(one.get("additionalProperties") is not False for one in objects(schema(path.stem)))

    def test_its_shared_definitions_are_those_of_the_others(self, path: Path) -> None:
        shared = schema("quote-1")["$defs"]
        own = schema(path.stem).get("$defs", {})
        for name in ("Amount", "ModelNamed", "PlanTaken", "Source", "Input", "Budget"):
            assert own.get(name, shared[name]) == shared[name]

    def test_every_definition_is_used(self, path: Path) -> None:
        text = path.read_text()
        for name in schema(path.stem).get("$defs", {}):
            assert f'"#/$defs/{name}"' in text


def objects(whole: object) -> Iterator[dict[str, Any]]:
    """Every schema of an object within a schema."""
    if isinstance(whole, dict):
        if whole.get("type") == "object":
            yield whole
        for part in whole.values():
            yield from objects(part)
    if isinstance(whole, list):
        for part in whole:
            yield from objects(part)


def test_the_schemas_are_what_the_types_say() -> None:
    assert {path.name: path.read_text(encoding="utf-8") for path in SCHEMAS.iterdir()} == schemas()


@pytest.mark.parametrize(
    "amount",
    [
        {"low": 80, "high": "80", "approximate": False, "qualifier": "exact", "text": "80"},
        {"low": "80", "high": "80", "approximate": False, "qualifier": "exact"},
        {"low": "80", "high": "80", "approximate": False, "qualifier": "exact", "text": "80", "unit": "credit"},
        {"low": "80", "high": "80", "approximate": True, "qualifier": "exact", "text": "80"},
        {"low": "80", "high": "80", "approximate": False, "qualifier": "about", "text": "~80"},
        {"low": "80", "high": "80", "approximate": False, "qualifier": "at_least", "text": "80+"},
        {"low": "0", "high": None, "approximate": False, "qualifier": "unknown", "text": "unknown"},
        {"low": "1", "high": None, "approximate": False, "qualifier": "range", "text": "1..2"},
        {"low": "8e1", "high": "8e1", "approximate": False, "qualifier": "exact", "text": "80"},
        {"low": "-1", "high": "1", "approximate": False, "qualifier": "range", "text": "0..1"},
    ],
)
def test_an_amount_that_contradicts_itself_is_no_amount(amount: dict[str, object]) -> None:
    listing = run("models list --kind agent --json")
    listing["models"][0]["price"] = amount
    with pytest.raises(ValidationError):
        validator("models-1").validate(listing)
