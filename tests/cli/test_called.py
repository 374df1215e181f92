"""What is printed can be typed: display names, plans with their billing and platforms, wherever a name is taken."""

import json
import random
import shlex
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outcomes import refused
from shell import run
from writings import rewritten

import creditcalc
from creditcalc.cli.commands.mcp.answers import Preset, answer
from creditcalc.cli.commands.mcp.tools import TOOLS
from creditcalc.cli.options import BookOptions
from creditcalc.day import in_force
from creditcalc.pricebook.naming import names_of
from creditcalc.sheets.catalog import Catalog

pytestmark = pytest.mark.usefixtures("warm")
TWIN = "Kling 2.6 Standard"  # ~0.5 a second: 10 s are ~5
IDS = ("kling-2.6-standard", TWIN, "KLING_2.6_STANDARD", "Kling\u2011 2.6 Standard", "kling26standard")

CATALOG = Catalog()
BOOKS = [(name, one) for name, platform in CATALOG.index.platforms.items() for one in platform.editions]


def printed(command: str) -> tuple[int, dict[str, object]]:
    """The exit code and the object of a command, without what is to be pasted, where a name is as it was typed."""
    ran = run(f"{command} --json")
    return ran.code, {key: value for key, value in json.loads(ran.out or "{}").items() if key != "command"}


def everywhere(name: str, platform: str, edition: str, seconds: str) -> dict[str, object]:
    """What becomes of a name in everything that takes one: the model and its cost, or why it is refused."""
    book = f"--platform {platform} --edition {edition}"
    row: dict[str, Any] = {"model": name} | ({"seconds": seconds} if seconds else {})
    Path("a.csv").write_text(f"{','.join(row)}\n{','.join(row.values())}\n", encoding="utf-8")
    Path("a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    Path("a.yaml").write_text(json.dumps({"shots": [{"name": "One", **row}]}), encoding="utf-8")
    option = f"--seconds {seconds}" if seconds else ""
    found: dict[str, object] = {
        "option": printed(f"quote --model {shlex.quote(name)} {option} {book}"),
        "words": printed(f"quote {shlex.quote(name)} {option} {book}"),
        "tool": answer(TOOLS[0], {**row, "platform": platform, "edition": edition}, Preset(BookOptions())),
    }
    for kind in ("csv", "jsonl", "yaml"):
        (priced,) = json.loads(run(f"batch a.{kind} {book} --json").out)["rows"]
        found[kind] = {key: priced[key] for key in ("credits_low", "credits_high", "qualifier", "error")}
    (many,) = creditcalc.price_many([row], platform=platform, edition=edition)
    found["rows"] = (many.model, many.total, many.error)
    try:
        made = creditcalc.quote(**row, platform=platform, edition=edition)
        found["python"] = (made.generation.model.id, made.total)
    except creditcalc.CreditcalcError as error:
        found["python"] = str(error)
    return found


@settings(max_examples=30)
@given(st.sampled_from(BOOKS), st.integers(0, 10**9))
def test_any_writing_of_a_name_means_the_same_everywhere(
    tmp_path_factory: pytest.TempPathFactory, book: tuple[str, str], seed: int
) -> None:
    rng, found = random.Random(seed), CATALOG.edition(*book)
    sold = [model for model in found.models.values() if model.kind != "action" and in_force(model, found.as_of)]
    if not sold:
        return
    model = rng.choice(sold)
    name = rewritten(rng.choice(names_of(model)), rng)
    seconds = "8" if "seconds" in model.settings else ""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.getbasetemp())
        meant, known = (everywhere(one, *book, seconds) for one in (name, model.id))
    words, other = meant.pop("words"), known.pop("words")
    assert words == other or words[0] in (1, 2)  # type: ignore[index]  # a blank within a name may leave a unit alone
    assert meant == known, name


@pytest.mark.parametrize("name", IDS)
def test_options_rows_and_python_take_a_model_as_it_is_printed(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text(f'model,seconds,platform\n"{name}",10,InVideo AI\n', encoding="utf-8")
    Path("a.jsonl").write_text(json.dumps({"model": name, "seconds": 10, "platform": "invideo"}), encoding="utf-8")
    Path("a.yaml").write_text(f"shots: [{{name: One, model: '{name}', seconds: 10}}]\n", encoding="utf-8")
    assert run(f"quote --model '{name}' --seconds 10 --quiet").out == "~5\n"
    for file in ("a.csv", "a.jsonl", "a.yaml"):
        found = json.loads(run(f"batch {file} --json").out)
        assert [(one["model"]["id"], one["total"]["text"]) for one in found["models"]] == [("kling-2.6-standard", "~5")]
    assert str(creditcalc.quote(model=name, seconds=10).total) == "~5"
    assert [str(row.total) for row in creditcalc.price_many([{"model": name, "seconds": 10}])] == ["~5"]


def test_a_table_takes_them_too() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    table = pyarrow.table({"model": list(IDS), "seconds": [10] * len(IDS)})
    assert (
        creditcalc.price_table(table)["credits_low"].to_pylist()
        == creditcalc.price_table(pyarrow.table({"model": [IDS[0]] * len(IDS), "seconds": [10] * len(IDS)}))[
            "credits_low"
        ].to_pylist()
    )


def test_a_mix_takes_them_too() -> None:
    mixed = "quote --model 'Agent One' --seconds 60 --quiet --mix"
    assert run(f"{mixed} '{TWIN}=100%'").out == run(f"{mixed} kling-2.6-standard=100%").out


def test_the_assistant_takes_them_too() -> None:
    arguments = {"model": TWIN, "seconds": 10, "platform": "InVideo", "plan": "Max (yearly)"}
    found = answer(TOOLS[0], arguments, Preset(BookOptions())).data
    assert found is not None
    assert (found["total"]["text"], found["model"]["id"]) == ("~5", "kling-2.6-standard")


def test_a_plan_with_its_billing_has_that_share_and_price(tmp_path: Path) -> None:
    # ~5 credits of Plus: by the month of 80, by the year of 75 at 200 USD / 12 = 16.67 a month
    clip = "quote --model kling-2.6-standard --seconds 10 --json --plan"
    (tmp_path / "a.csv").write_text("model,seconds\nkling-2.6-standard,10\n")
    by_month, by_year = ("~6.25", "~28..30"), ("~6.666666..6.666667", "200")
    for plan, (share, _) in {
        "plus": by_month,
        "Plus": by_month,
        "plus (MONTHLY)": by_month,
        "Plus (yearly)": by_year,
        "plus yearly": by_year,
    }.items():
        assert json.loads(run(f"{clip} '{plan}'").out)["plan"]["share_percent"]["text"] == share, plan
        batch = json.loads(run(f"batch {tmp_path}/a.csv --json --plan '{plan}'").out)
        assert batch["plan"]["share_percent"]["text"] == share, plan
    assert "Plus (yearly)'s price of $16.67 a month" in run(f"{clip.replace(' --json', '')} 'Plus (yearly)'").out
    ranked = run("models compare --seconds 8 --1080p --audio --plan 'plus yearly'").out
    assert "a month on Plus (yearly)" in ranked
    offers = json.loads(run("platforms compare --model 'Kling 3.0' --seconds 8 --plan 'Plus (yearly)' --json").out)
    assert {row["plan"]["name"] for row in offers["offers"] if row["plan"]} == {"Plus (yearly)"}
    assert {row["top_up"]["name"] for row in offers["offers"] if row["top_up"]} == {"Trial pack"}


def test_a_billing_that_a_plan_is_not_sold_by_is_refused() -> None:
    assert refused("plans show 'Free (yearly)'").startswith("unknown plan `Free (yearly)` in invideo 2026-05")


def test_a_family_is_refused_with_its_models_and_their_prices() -> None:
    found = run("quote --model kling --seconds 5")
    assert (found.code, found.err.splitlines()) == (
        1,
        [
            "error: 7 models are called kling",
            "       kling-2.6-standard   ~0.5 credits per second",
            "       kling-2.5-turbo      ~0.49–1.17 credits per second",
            "       kling-2.6-pro        ~0.8–2.9 credits per second",
            "       … 4 more             creditcalc models list kling",
        ],
    )
    both = run("quote --model 'Kling 2.6' --seconds 5 --platform list").err
    assert both.splitlines()[0].endswith("models are called Kling 2.6")
    assert run("models show openai").err.startswith("error: 5 models are called or made by openai\n")


def test_a_slip_of_a_makers_name_finds_the_maker() -> None:
    """Where no model's name is near; what is offered lists the maker's models."""
    assert run("quote opneai 8s").err == (
        "error: unknown model `opneai` on invideo: did you mean `OpenAI`? (see `creditcalc models list`)\n"
    )
    assert run("quote OpenAI 8s").err.startswith("error: 5 models are called or made by OpenAI\n")


def test_a_family_in_a_row_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("model,seconds\nkling,5\n")
    one = "7 models are called `kling`: `kling-2.6-standard`, `kling-2.5-turbo`, `kling-2.6-pro` and 4 more"
    assert f"{one} (see `creditcalc models list kling`)" in run(f"batch {tmp_path}/a.csv --format csv").out
    with pytest.raises(creditcalc.CreditcalcError, match=one):
        creditcalc.quote(model="kling", seconds=5)


def test_the_list_of_models_is_searched_by_a_word() -> None:
    def ids(words: str) -> list[str]:
        return [model["id"] for model in json.loads(run(f"models list {words} --json").out)["models"]]

    assert len(ids("kling")) == 7
    assert ids("Kling 2.6") == ids("kling-2.6") == ["kling-2.6-standard", "kling-2.6-pro"]
    assert ids("nano banana") == ["nano-banana", "nano-banana-pro", "nano-banana-2"]
    assert ids("google --kind image") == ids("nano")
    assert ids("--maker black-forest-labs") == ids("flux")
    assert run("models list zebra").err == "error: unknown model `zebra` on invideo (see `creditcalc models list`)\n"
    found = run("models list midjourney").err
    assert found.startswith("error: `midjourney` is a platform, not a model: see `creditcalc models list --platform")


def test_a_platform_is_named_as_it_is_printed() -> None:
    assert run("quote --model veo-3.1-fast --seconds 8 --platform 'Google Flow' --json").code in (0, 1)
    assert json.loads(run("models list --platform 'google flow' --json").out)["platform"] == "flow"
    assert refused("models list --platform sora-maker") == (
        "unknown platform `sora-maker` (see `creditcalc platforms list`)"
    )
    assert refused("platforms compare --model 'Google Flow' --seconds 8").startswith("`Google Flow` is a platform")


def test_the_plan_that_a_model_is_made_on_is_named_as_it_is_printed(tmp_path: Path) -> None:
    # Veo 3.1 Fast on Flow: 10 on Ultra, 20 on Plus and Pro
    clip = "quote --platform flow --model 'Veo 3.1 Fast' --seconds 8 --quiet"
    for said in (
        "--plan 'Ultra (lower)'",
        "--plan ultra-lower",
        "--set 'plan=Ultra (lower)'",
        "--set plan=ULTRA-LOWER",
    ):
        assert run(f"{clip} {said}").out == "10\n", said
    (tmp_path / "a.csv").write_text('model,seconds,plan\n"veo 3.1 fast",8,Ultra (lower)\nveo-3.1-fast,8,Pro\n')
    assert run(f"batch {tmp_path}/a.csv --platform 'Google Flow' --quiet").out == "30\n"  # 10 + 20
    made = creditcalc.quote(model="Veo 3.1 Fast", seconds=8, plan="Ultra (lower)", platform="Google Flow")
    assert (str(made.total), made.generation.variants[0]["plan"]) == ("10", "ultra-lower")
    assert "does not take plan `zebra`" in refused(f"{clip} --set plan=zebra")


def test_a_wallet_of_a_plan_with_its_billing_is_billed_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    for name, plan in (("a", "Plus (yearly)"), ("b", "Plus")):
        opened = run(f"wallet open {name} --plan '{plan}' --since 2026-11-20 --json")
        assert opened.code == 0, opened.err
    exported = {name: run(f"wallet export --wallet {name} --to json").out for name in "ab"}
    assert '"billing": "year"' in exported["a"]
    assert '"billing": "month"' in exported["b"]
