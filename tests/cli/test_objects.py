"""What the JSON of models, actions, add-ons, rules and batches says, worked out by hand for a made-up shop."""

import json
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from published import check
from sheets import EDITION, write
from shell import run
from shop import ADDONS

pytestmark = pytest.mark.usefixtures("folder")


def said(command: str) -> dict[str, Any]:
    """The object that a command prints."""
    return check(run(f"{command} --json").out)


def only(values: dict[str, Any]) -> dict[str, Any]:
    """What is not null."""
    return {key: value for key, value in values.items() if value is not None}


def test_a_price_in_a_list_is_a_figure_unknown_or_varies() -> None:
    found = {
        one["id"]: (one["price"] and one["price"]["text"], one["per"], one["varies"])
        for one in said("models list")["models"]
    }
    assert found == {
        "clip": ("2+", "second", None),  # 2, or at least 10
        "silent": ("~0.5..1", "second", None),
        "secret": ("unknown", None, None),
        "picture": ("0.25", "image", None),
        "director": (None, None, "by_model"),
    }


def test_settings_and_conditions_are_values() -> None:
    found = said("models show clip")
    assert [only(one) for one in found["settings"]][:3] == [
        {"name": "seconds", "least": "1", "most": "60", "whole": False, "required": True},
        {
            "name": "resolution",
            "allowed": ["720p", "1080p", "4k"],
            "default": "1080p",
            "whole": False,
            "required": False,
        },
        {"name": "audio", "allowed": ["off", "on"], "default": "off", "whole": False, "required": False},
    ]
    assert [[only(test) for test in one["when"]] for one in found["rates"]] == [
        [{"name": "resolution", "allowed": ["1080p", "720p"]}],
        [{"name": "resolution", "allowed": ["4k"]}, {"name": "audio", "allowed": ["on"]}],
        [{"name": "resolution", "allowed": ["4k"]}, {"name": "audio", "allowed": ["off"]}],
    ]
    assert [(one["price"] and one["price"]["text"], one["per"], one["unavailable"]) for one in found["rates"]] == [
        ("2", "second", None),
        ("10+", "second", None),
        (None, None, "4k always has sound"),
    ]
    assert [(one["source"], one["amount"]["text"]) for one in found["rates"][1]["claims"]] == [("docs", "9")]
    assert [(one["name"], one["price"]["text"], one["per"], one["part"]) for one in found["surcharges"]] == [
        ("AI twin", "20", "minute", "unstated")
    ]
    assert {one["key"] for one in found["sources"]} == {"docs", "note"}


def test_ends_that_are_left_out_have_keys_of_their_own(folder: Path) -> None:
    sheet = """
        steps:
          name: Steps
          maker: Maker
          kind: video
          settings: {seconds: {whole: 1..60}}
          rates:
            - {when: {seconds: "<6"}, price: 1, per: second, source: docs}
            - {when: {seconds: 6..10}, price: 2, per: second, source: docs}
            - {when: {seconds: ">10"}, price: 3, per: second, source: docs}
        """
    write(folder, {"p/e/more.yaml": dedent(sheet)})
    found = said("models show steps")
    assert found["settings"][0]["whole"] is True
    assert [only(one["when"][0]) for one in found["rates"]] == [
        {"name": "seconds", "least": "0", "below": "6"},
        {"name": "seconds", "least": "6", "most": "10"},
        {"name": "seconds", "above": "10"},
    ]


def test_a_comparison_says_how_certain_its_order_is() -> None:
    found = said("models compare --seconds 8")
    assert [
        (one["model"]["name"], one["total"]["text"], one["times"]["text"], one["certain"]) for one in found["models"]
    ] == [
        ("Silent", "~4..8", "1", True),  # 8 s at 0.5 to 1
        ("Clip", "16", "~2..4", True),  # 8 s at 2: twice 8, four times 4
    ]
    assert found["models"][0]["inputs"]["mode"] == {"value": "open", "from": "open"}
    assert (found["plan"], found["excluded"], [one["name"] for one in found["unpublished"]]) == (None, [], ["Secret"])


def test_what_is_free_costs_nothing_and_what_is_not_published_is_unknown(folder: Path) -> None:
    sheet = "voice: {name: Voiceover, maker: P, kind: action, rates: [{price: unknown, source: docs}]}\n"
    write(folder, {"p/e/more.yaml": sheet})
    found = said("actions list")["actions"]
    assert [(one["id"], one["price"]["text"], one["source"]) for one in found] == [
        ("save", "0", "docs"),
        ("voice", "unknown", "docs"),
    ]


def test_addons_and_top_ups_are_two_lists(folder: Path) -> None:
    top_up = """
        top_ups:
          pack:
            name: A pack
            prices: [{amount: 10, currency: USD, source: docs}]
            gives: {amount: 100, unit: credit, source: docs}
            expires: {after: unknown, source: docs}
            source: docs
        """
    write(folder, {"p/e/addons.yaml": dedent(ADDONS) + dedent(top_up)})
    found = said("addons list")
    (addon,), (pack,) = found["addons"], found["top_ups"]
    assert (addon["id"], addon["price"]["text"], addon["per"], addon["kinds"]) == (
        "twin",
        "20",
        "minute",
        ["video", "agent"],
    )
    price = pack["prices"][0]["price"]
    assert (price["text"], price["currency"], pack["gives"]["amount"]["text"], pack["expires"]["after"]) == (
        "10",
        "USD",
        "100",
        "unknown",
    )
    assert [one["key"] for one in found["sources"]] == ["note", "docs"]


def test_a_rule_has_its_text_and_its_source(folder: Path) -> None:
    write(
        folder,
        {"p/e/edition.yaml": dedent(EDITION) + "rules: [{name: reset, says: Credits end monthly., source: docs}]\n"},
    )
    found = said("rules list")
    assert found["rules"] == [
        {"name": "reset", "text": "Credits end monthly.", "topics": [], "source": "docs", "grade": "official"}
    ]
    assert [one["key"] for one in found["sources"]] == ["docs"]


def test_a_batch_names_the_models_of_other_price_books_and_of_open_alternatives(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    cells = [{"model": "clip"}, {"model": "Kling 2.6 Standard", "platform": "invideo"}, {"model": "nothing"}]
    rows.write_text("".join(json.dumps({"seconds": 5, **one}) + "\n" for one in cells))
    found = said(f"batch {rows}")
    assert [(one["model"] and one["model"]["name"], one["any_of"], one["count"]) for one in found["models"]] == [
        ("Clip", [], 1),
        ("Kling 2.6 Standard", [], 1),
        (None, [], 1),
    ]
    board = tmp_path / "board.yaml"
    board.write_text("shots: [{name: A, seconds: 5, alternatives: {draft: {model: silent}, final: {model: clip}}}]\n")
    (one,) = said(f"batch {board}")["models"]
    assert (one["model"], [model["name"] for model in one["any_of"]]) == (None, ["Silent", "Clip"])
