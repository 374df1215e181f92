"""A model's own setting `outputs`, in every way that a generation is asked for."""

import json
from pathlib import Path

import pytest
from sheets import Sheets, platform
from typer.testing import CliRunner

import creditcalc
from creditcalc.cli.app import app
from creditcalc.reports.quote import quote_json
from creditcalc.reports.wallet import generation_said

MODELS = """
    four:
      name: Four
      maker: M
      kind: image
      settings: {outputs: {one_of: [1, 4], default: 4}}
      rates:
        - {when: {outputs: 1}, price: 16, per: generation, source: docs}
        - {when: {outputs: 4}, price: 26, per: generation, source: docs}
    any:
      name: Any
      maker: M
      kind: image
      settings: {outputs: {one_of: [1, 4], open: yes}}
      rates:
        - {when: {outputs: 1}, price: 16, per: generation, source: docs}
        - {when: {outputs: 4}, price: 26, per: generation, source: docs}
    each:
      name: Each
      maker: M
      kind: image
      settings: {outputs: {whole: 1..}}
      rates: [{price: 2, per: output, source: docs}]
    plain: {name: Plain, maker: M, kind: image, rates: [{price: 5, per: image, source: docs}]}
    """
COSTS = {
    ("four", None): "26",
    ("four", 1): "16",
    ("four", 4): "26",
    ("any", None): "16..26",
    ("any", 4): "26",
    ("each", None): None,
    ("each", 3): "6",  # 3 * 2
    ("plain", None): "5",
    ("plain", 3): "15",  # 3 * 5
}
"""What so many outputs of a model cost; None where it needs to be said."""


@pytest.fixture
def sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sheets:
    """The models above, as the only sheets."""
    made = platform(tmp_path / "sheets", MODELS)
    monkeypatch.setenv("CREDITCALC_PRICING", str(made.folder))
    return made


def run(*words: str) -> str | None:
    """What a command prints; None where it refuses because outputs are not said."""
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0 or "`outputs`" in result.output, result.output
    return result.stdout if result.exit_code == 0 else None


@pytest.mark.parametrize(("model", "outputs"), COSTS)
def test_every_way_to_ask_gives_the_same(sheets: Sheets, tmp_path: Path, model: str, outputs: int | None) -> None:
    cost = COSTS[model, outputs]
    said = [] if outputs is None else [f"--outputs={outputs}"]
    assert run("quote", "--model", model, *said, "--quiet") == (cost and f"{cost}\n")
    if outputs is not None:
        assert run("quote", "--model", model, f"--images={outputs}", "--quiet") == f"{cost}\n"
        assert run("quote", "--model", model, f"--images={outputs}", *said, "--quiet") == f"{cost}\n"
    if cost is not None:
        assert sheets.total(model, outputs=outputs) == cost
    row = {"model": model} | ({} if outputs is None else {"outputs": outputs})
    priced = next(iter(creditcalc.price_many([row], pricing=str(sheets.folder))))
    assert (priced.total and str(priced.total)) == cost
    (tmp_path / "rows.csv").write_text(f"model,outputs\n{model},{outputs or ''}\n")
    result = CliRunner().invoke(app, ["batch", str(tmp_path / "rows.csv"), "--format", "jsonl"])
    written = json.loads(result.stdout.splitlines()[0])
    low, _, high = (cost or "").partition("..")
    assert (written["credits_low"] or "", written["credits_high"] or "") == (low, high or low)
    ranked = json.loads(CliRunner().invoke(app, ["models", "compare", "--kind=image", *said, "--json"]).stdout)
    costs = {one["model"]["id"]: one["total"]["text"] for one in ranked["models"]}
    assert costs.get(model) == cost


def test_a_quote_says_how_many_it_is_for(sheets: Sheets) -> None:
    def said(*words: str) -> tuple[int | None, str]:
        data = json.loads(run("quote", *words, "--json") or "")
        return data["outputs"], (run("quote", *words) or "").splitlines()[0].partition("    ")[0]

    assert said("--model=four") == (4, "Four")
    assert said("--model=four", "--outputs=4") == (4, "Four · 4 images")
    assert said("--model=any") == (None, "Any")
    assert said("--model=plain") == (1, "Plain")
    assert said("--model=plain", "--outputs=3") == (3, "Plain · 3 images")


def test_images_and_outputs_are_one_number(sheets: Sheets) -> None:
    result = CliRunner().invoke(app, ["quote", "--model=plain", "--images=4", "--outputs=1"])
    assert (result.exit_code, "give --images or --outputs, not both" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("model", "outputs", "said"),
    [("four", 4, "Four, 4 outputs"), ("four", None, "Four"), ("any", None, "Any"), ("plain", 3, "Plain, 3 outputs")],
)
def test_a_stored_quote_says_the_number_once(sheets: Sheets, model: str, outputs: int | None, said: str) -> None:
    assert generation_said(quote_json(sheets(model, outputs=outputs))) == said
