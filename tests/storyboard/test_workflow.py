"""Workflows of ComfyUI: both formats, subgraphs, what other nodes give, and that nothing else is shown."""

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shell import run

from creditcalc.pricebook.workflow import WorkflowSheet
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.workflows import workflow_sheet
from creditcalc.storyboard.nodes import NodePricer, node_rows
from creditcalc.storyboard.workflow import DEEPEST_SUBGRAPH, LARGEST_WORKFLOW, read_workflow

FLAWED = "sk-secret-4711"
"""A key that stands in a workflow and must not be shown."""
SENT: dict[str, Any] = {
    "3": {
        "class_type": "KlingVideoNode",
        "_meta": {"title": "The fight"},
        "inputs": {
            "multi_shot": "2 storyboards",
            "multi_shot.storyboard_1_prompt": FLAWED,
            "multi_shot.storyboard_1_duration": 2,
            "multi_shot.storyboard_2_prompt": "9",
            "multi_shot.storyboard_2_duration": 3,
            "generate_audio": True,
            "model": "kling-v3",
            "model.resolution": "1080p",
            "start_frame": ["7", 0],
        },
    },
    "4": {"class_type": "WanImageToVideo", "inputs": {"width": 832, "positive": FLAWED}},
    "5": {
        "class_type": "WanImageToVideoApi",
        "inputs": {"model": "wan2.6-i2v", "resolution": "720P", "duration": ["6", 0], "prompt": FLAWED},
    },
    "6": {"class_type": "PrimitiveInt", "inputs": {"value": 10}},
    "7": {"class_type": "LoadImage", "inputs": {"image": FLAWED}},
}
"""In the format of the API: 2 + 3 s of Kling 3.0 with sound at 0.168 a second are 0.84, 10 s of Wan at 0.10 are 1."""


def node(kind: str, number: int, values: Any, **more: Any) -> dict[str, Any]:
    """A node as the interface saves it."""
    return {"id": number, "type": kind, "mode": 0, "inputs": [], "widgets_values": values, **more}


def linked(widget: str, link: int | None) -> dict[str, Any]:
    """An input that stands for a widget."""
    return {"name": widget, "link": link, "widget": {"name": widget}}


def saved(*nodes: dict[str, Any], links: Any = (), subgraphs: Any = ()) -> dict[str, Any]:
    """A workflow as the interface saves it."""
    return {"nodes": [*nodes], "links": [*links], "version": 0.4, "definitions": {"subgraphs": [*subgraphs]}}


KLING = ["2 storyboards", FLAWED, 2, "9", 3, True, "kling-v3", "1080p", "16:9", 42, "randomize"]
FRAMES = [FLAWED, 5, False, "kling-v3", "1080p", 7, "fixed"]
"""5 s of Kling 3.0 without sound in 1080p, at 0.112 a second: 0.56."""


@pytest.fixture(autouse=True)
def place(warm: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder to be in."""
    monkeypatch.chdir(tmp_path)


@cache
def reading() -> tuple[WorkflowSheet, NodePricer]:
    """The bundled sheet, and what prices its nodes."""
    catalog = Catalog()
    sheet = workflow_sheet(catalog, "comfyui")
    return sheet, NodePricer(catalog, catalog.edition(sheet.platform))


def rows(top: Any, **given_: str) -> list[tuple[str, str]]:
    """What each paid node of a workflow is called, and its price or why it has none."""
    Path("w.json").write_text(json.dumps(top), encoding="utf-8")
    sheet, pricer = reading()
    found = node_rows(read_workflow("w.json", sheet), pricer, given_)
    return [(row.shot.name, row.priced.error or str(row.priced.total)) for row in found]


def test_both_formats_say_the_same() -> None:
    assert rows(SENT) == [("The fight (#3)", "0.84"), ("WanImageToVideoApi (#5)", "1")]
    assert rows({"prompt": SENT}) == rows(SENT)
    wan = ["wan2.6-i2v", FLAWED, "", "720P", 5, 1, "randomize", True, True, False, "single"]
    top = saved(
        node("KlingVideoNode", 3, KLING, title="The fight"),
        node("WanImageToVideo", 4, [832, 480, 81, 1]),
        node("WanImageToVideoApi", 5, wan, inputs=[linked("duration", 1)]),
        node("PrimitiveInt", 6, [10, "fixed"]),
        links=[[1, 6, 0, 5, 0, "INT"]],
    )
    assert rows(top) == rows(SENT)


def test_the_command_shows_prices_and_counts_the_rest() -> None:
    top = {**SENT, "8": {"class_type": "Mine_Api", "inputs": {"key": FLAWED}}}
    Path("w.json").write_text(json.dumps(top))
    found = run("batch w.json --from comfyui --json")
    said = json.loads(found.out)
    assert found.code == 0
    assert said["platform"] == "comfy"
    assert said["total"]["low"] == said["total"]["high"] == "1.84"
    assert said["workflow"] == {
        "priced": 2,
        "unpriced": 0,
        "local": 3,
        "off": 0,
        "unknown": [{"kind": "Mine_Api", "count": 1}],
    }
    assert [(row["id"], row["model"], row["seconds"]) for row in said["rows"]] == [
        ("3", "kling-3.0", "5"),
        ("5", "wan-2.6", "10"),
    ]
    shown = run("batch w.json --from comfyui")
    for words in ("$1.84", "The fight (#3)", "Kling 3.0, 5 s, 1080p, audio", "3 local nodes", "paid: Mine_Api"):
        assert words in shown.out
    assert run("batch w.json --from comfyui --budget 1").code == 3
    assert run("batch - --from comfyui").code == 1


def test_muted_and_bypassed_nodes_are_not_run() -> None:
    top = saved(
        node("KlingVideoNode", 1, KLING, mode=2),
        node("KlingVideoNode", 2, KLING, mode=4),
        node("KlingFirstLastFrameNode", 3, FRAMES),
        node("MarkdownNote", 4, [FLAWED]),
    )
    assert rows(top) == [("KlingFirstLastFrameNode (#3)", "0.56")]
    assert json.loads(run("batch w.json --from comfyui --json").out)["workflow"]["off"] == 2


INSIDE = {
    "id": "u",
    "inputs": [{"name": "length"}],
    "nodes": [node("KlingFirstLastFrameNode", 9, FRAMES, inputs=[linked("duration", 4)])],
    "links": [{"id": 4, "origin_id": -10, "origin_slot": 0, "target_id": 9, "target_slot": 0}],
}


@pytest.mark.parametrize(
    ("user", "cost"),
    [
        ({"inputs": [linked("length", 1)]}, "1.12"),  # 10 s of a node outside, at 0.112
        ({"inputs": [linked("length", None)], "widgets_values": [4]}, "0.448"),  # its own value, 4 s
        ({"inputs": [linked("length", None)], "properties": {"proxyWidgets": [["9", "duration"]]}}, "0.56"),
        ({"inputs": [linked("length", None)], "widgets_values": [4, 4]}, "needs"),
        ({"inputs": [linked("length", 2)]}, "needs"),  # of a node that is no constant
        ({"inputs": [linked("length", 3)]}, "needs"),  # of one that is muted
        ({"inputs": [linked("length", 5)]}, "1.12"),  # through a reroute
    ],
)
def test_a_widget_that_comes_from_outside_a_subgraph(user: dict[str, Any], cost: str) -> None:
    """The stored 5 s count only where the subgraph shows the widget itself."""
    top = saved(
        {"widgets_values": [], **node("u", 3, None), **user},
        node("PrimitiveInt", 6, [10, "fixed"]),
        node("ComfyMathExpression", 7, [10]),
        node("PrimitiveInt", 8, [10], mode=2),
        node("Reroute", 9, None, inputs=[{"name": "", "link": 1}]),
        links=[[1, 6, 0, 3, 0, "INT"], [2, 7, 0, 3, 0, "INT"], [3, 8, 0, 3, 0, "INT"], [5, 9, 0, 3, 0, "INT"]],
        subgraphs=[INSIDE],
    )
    ((name, said),) = rows(top)
    assert name == "KlingFirstLastFrameNode (#3:9)"
    assert said == cost or (cost == "needs" and said.startswith("`kling-3.0` needs `seconds`: give `--set seconds="))
    if cost == "needs":
        assert rows(top, seconds="10") == rows(top, **{"3:9.seconds": "10"}) == [(name, "1.12")]


def test_a_subgraph_is_counted_each_time_it_is_used() -> None:
    shown = {"inputs": [linked("length", None)], "properties": {"proxyWidgets": [["9", "duration"], ["9", "x"]]}}
    users = [
        {**node("u", 1, []), **shown},
        {**node("u", 2, [8, 0]), **shown},  # two values for one input: which is which is not known
        {**node("u", 4, []), **shown, "mode": 4},
    ]
    found = rows(saved(*users, subgraphs=[INSIDE]))
    assert [name for name, _ in found] == ["KlingFirstLastFrameNode (#1:9)", "KlingFirstLastFrameNode (#2:9)"]
    assert found[0][1] == "0.56"


def test_what_stands_in_no_file_is_asked_for() -> None:
    top = {"a": {"class_type": "RunwayAleph2VideoToVideoNode", "inputs": {"prompt": FLAWED}}}
    ((_, said),) = rows(top)
    assert said == "needs the length of the input video, which stands in no file: add `--set a.seconds=...`"
    assert rows(top, seconds="10") == [("RunwayAleph2VideoToVideoNode (#a)", "~4.004")]  # 10 x 0.4004
    assert run("batch w.json --from comfyui --set a.seconds=10 --quiet").out == "~4.004\n"
    wrong = run("batch w.json --from comfyui --set seconds=10 --set b.seconds=4")
    assert (wrong.code, "no node needs `--set b.seconds`" in wrong.err) == (1, True)


def test_models_without_a_price_are_named_and_others_are_not() -> None:
    def one(model: str) -> dict[str, Any]:
        return {"class_type": "ByteDance2TextToVideoNode", "inputs": {"model": model, "model.duration": 5}}

    top = {"1": one("Seedance 2.5"), "2": one(FLAWED), "3": {"class_type": "MeshyRigModelNode", "inputs": {}}}
    assert [said for _, said in rows(top)] == [
        "seedance-2.5 has no price among the prices of Comfy of 2026-08",
        "its model is none that is known here",
        "MeshyRigModelNode has no price among the prices of Comfy of 2026-08",
    ]
    assert run("batch w.json --from comfyui").code == 5


def test_a_setting_that_the_file_leaves_open_is_a_range_whatever_the_models_default_is() -> None:
    """Kling 3.0 is silent by default in the sheet. 5 s in 1080p are 5 x 0.112 = 0.56 to 5 x 0.168 = 0.84."""
    top = deepcopy(SENT["3"])
    top["inputs"]["generate_audio"] = ["7", 0]
    assert rows({"3": top, "7": SENT["7"]}) == [("The fight (#3)", "0.56..0.84")]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", "is empty: save the workflow again"),
        (b"{", "is not JSON: Expecting property name enclosed in double quotes, in line 1, column 2"),
        (b"\xff", "is not UTF-8 text: save the workflow as JSON"),
        (b"[1]", "is not a workflow of ComfyUI: save it there, or export it for its API, and name that file"),
        (b'{"a": {"class_type": 1}}', "is not a workflow of ComfyUI"),
        (b'{"nodes": [{"type": 1}]}', "has no paid nodes: 0 of its nodes are local"),
        (b'{"model": "veo-3.1"}', "is not a workflow of ComfyUI"),
        (b"[" * 200_000, "is nested too deeply for a workflow: is it the right file?"),
        (b'{"nodes": []}', "has no paid nodes: 0 of its nodes are local"),
        (
            b'{"nodes": [{"type": "LoadImage"}, {"type": "X"}, 1]}',
            "1 of its nodes are local, and 1 node not known here",
        ),
        (b" " * (LARGEST_WORKFLOW + 1), f"is larger than {LARGEST_WORKFLOW:,} bytes: is it the right file?"),
    ],
)
def test_what_is_no_workflow_is_refused_in_one_line(data: bytes, error: str) -> None:
    Path("w.json").write_bytes(data)
    found = run("batch w.json --from comfyui")
    assert (found.code, found.out) == (1, "")
    assert found.err.startswith("error: w.json: ")
    assert error in found.err
    assert found.err.count("\n") == 1


def test_a_workflow_of_too_many_nodes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten uses of a subgraph with ten of another have 10 + 10 x (10 + 10) = 210 nodes."""
    monkeypatch.setattr("creditcalc.storyboard.workflow.MOST_NODES", 120)
    one = {"id": "v", "nodes": [node("X", 1, [])]}
    ten = {"id": "u", "nodes": [node("v", number, []) for number in range(10)]}
    top = saved(*(node("u", number, []) for number in range(10)), subgraphs=[one, ten])
    Path("w.json").write_text(json.dumps(top))
    assert "has more than 120 nodes with those of its subgraphs" in run("batch w.json --from comfyui").err


def test_a_subgraph_that_holds_itself_is_refused() -> None:
    top = saved(node("u", 1, []), subgraphs=[{"id": "u", "nodes": [node("u", 2, [])]}])
    Path("w.json").write_text(json.dumps(top))
    assert f"has subgraphs more than {DEEPEST_SUBGRAPH} deep" in run("batch w.json --from comfyui").err


@pytest.mark.parametrize(
    "options",
    [
        "--from comfyui --set seconds",
        "--from comfyui --set seconds=8 --set seconds=9",
        "--from comfyui --platform invideo",
        "--from comfyui --fit 3",
        "--from comfyui --keep x",
        "--from comfyui --engine duckdb",
        "--from comfyui --format parquet -o x.parquet",
        "--from comfyui --wallet main --charge",
    ],
)
def test_options_that_do_not_go_together(options: str) -> None:
    Path("w.json").write_text(json.dumps(SENT))
    assert run(f"batch w.json {options}").code == 2


def broken(value: Any) -> Iterator[Any]:
    """Every way to put something else in the place of a part of a workflow."""
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            for other in (7, FLAWED, {"name": FLAWED}):
                changed = value.copy()
                changed[key] = other
                yield changed
            for inner in broken(value[key]):
                changed = value.copy()
                changed[key] = inner
                yield changed


def test_whatever_is_wrong_with_a_workflow_nothing_breaks_and_no_key_is_shown() -> None:
    """But a title is shown, and so is what a node is called: its class and its id."""
    top = saved(
        {**node("u", 3, [4]), "inputs": [linked("length", None)]},
        node("KlingVideoNode", 1, KLING, inputs=[linked("generate_audio", 1)]),
        node("PrimitiveBoolean", 6, [True]),
        links=[[1, 6, 0, 1, 0, "BOOLEAN"]],
        subgraphs=[INSIDE],
    )
    sheet, pricer = reading()
    for changed in (*broken(top), *broken(SENT)):
        Path("w.json").write_text(json.dumps(changed))
        try:
            workflow = read_workflow("w.json", sheet)
        except Exception as error:
            assert type(error).__name__ == "CreditcalcError"
            assert FLAWED not in str(error)
            continue
        for row in node_rows(workflow, pricer, {}):
            assert FLAWED not in f"{row.priced.error}{row.values}"


@settings(max_examples=40)
@given(
    values=st.lists(st.none() | st.booleans() | st.integers(0, 20) | st.sampled_from([FLAWED, "720P", "fixed", "5"]))
)
def test_no_value_of_unknown_widgets_is_shown(values: list[Any]) -> None:
    """Whatever stands in the list of values, and in whichever order."""
    found = rows(saved(*(node(kind, 1, values) for kind in ("KlingVideoNode", "WanTextToVideoApi", "IdeogramV4"))))
    assert len(found) == 3
    assert not any(FLAWED in said for _, said in found)
