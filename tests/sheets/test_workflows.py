"""The sheets that say how nodes of workflows are read: what in them leads nowhere."""

from pathlib import Path

import pytest

from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.workflow import Widget
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.workflows import workflow_faults, workflow_sheet

pytestmark = pytest.mark.usefixtures("warm")
HEAD = """\
name: ComfyUI
platform: comfy
sources: {s: {title: S, date: 2026, grade: official}}
"""
ENTRY = """\
nodes:
  own:
    classes: [Own]
    source: s
    widgets: [model word, duration number, size word or none]
    readings:
      - {setting: model, from: [model], values: {a: veo-3.1}}
      - {setting: seconds, from: [duration], read: length}
"""


def faults(folder: Path, sheet: str) -> list[str]:
    """What is wrong with a sheet of a person's own."""
    path = folder / "workflows" / "comfyui.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(sheet, encoding="utf-8")
    return [
        str(fault).removeprefix(f"{folder}/workflows/comfyui.yaml:") for fault in workflow_faults(Catalog(str(folder)))
    ]


def test_nothing_is_wrong_with_the_bundled_sheet(tmp_path: Path) -> None:
    assert list(workflow_faults(Catalog())) == []
    assert faults(tmp_path, HEAD + ENTRY) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("source: s", "source: t", "6:5: unknown source `t`: add it to `sources`"),
        ("{a: veo-3.1}", "{a: veo-9, b: veo-3.1}", "6:5: `veo-9` is in no price book of `comfy`: did you mean `veo-3`"),
        ("setting: seconds", "setting: second", "11:9: no model of this entry has a setting `second`: correct it"),
        ("from: [duration]", "from: [length]", "11:9: none of `length` is among `widgets`"),
        ("read: length", "values: {a: 5}", "11:9: `5` is not a value of `seconds`: it takes `4`, `6` or `8`"),
        ("read: length", "absent: 5", "11:9: `5` is not a value of `seconds`: it takes `4`, `6` or `8`"),
        (
            "source: s",
            "source: s\n    with: {audio: loud}",
            "6:5: `loud` is not a value of `audio`: it takes `off` or `on`",
        ),
        (
            "source: s",
            "source: s\n    with: {seconds: 8}",
            "6:5: `seconds` is said twice: keep the reading, or remove it",
        ),
        ("source: s", "source: s\n    asked: {length: x}", "6:5: no model of this entry has a setting `length`"),
        ("a: veo-3.1", "a: seedance-2.0", "6:5: says nothing of `input_seconds` of `seedance-2.0`, whose default"),
        ("[Own]", "[Own, Own]", "6:5: `Own` stands in two places: keep one"),
        ("size word or none", "size", "8:44: `size` is not a widget: write its name and kind, as in `duration number`"),
        ("readings:", "reading:", "9:5: unknown key `reading`: did you mean `readings`?"),
    ],
)
def test_what_leads_nowhere_is_told_in_its_place(tmp_path: Path, old: str, new: str, fault: str) -> None:
    found = faults(tmp_path, HEAD + ENTRY.replace(old, new, 1))
    assert len(found) == 1
    assert found[0].startswith(fault)


def test_the_reading_of_the_model_stands_first(tmp_path: Path) -> None:
    *above, model, seconds = (HEAD + ENTRY).splitlines()
    found = faults(tmp_path, "\n".join([*above, seconds, model]))
    assert found == ["10:9: the reading of `model` must stand first: others depend on it"]


def test_own_nodes_replace_those_of_the_same_id_and_the_others_stay(tmp_path: Path) -> None:
    faults(tmp_path, HEAD + ENTRY.replace("own:", "grok:"))
    found = workflow_sheet(Catalog(str(tmp_path)), "comfyui")
    assert found.nodes["grok"].classes == ("Own",)
    assert found.mapping("GrokVideoNode") is None
    assert found.mapping("IdeogramV4") is not None


def test_where_there_is_no_sheet_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_text("default_platform: p\n")
    with pytest.raises(CreditcalcError, match=r"there is no sheet `workflows/comfyui.yaml`"):
        workflow_sheet(Catalog(alone=str(tmp_path)), "comfyui")


@pytest.mark.parametrize("text", ["a text", "model.size word or none", "b.*c part", "x_1 number"])
def test_a_widget_is_written_as_it_is_read(text: str) -> None:
    widget = Widget.parse(text)
    name, kind, *rest = text.split(" ")
    assert (widget.name, widget.kind, widget.optional) == (name, kind, bool(rest))


@pytest.mark.parametrize("text", ["a", "a b", "a text none", "", "a  text"])
def test_what_is_no_widget_is_refused(text: str) -> None:
    with pytest.raises(CreditcalcError, match="is not a widget"):
        Widget.parse(text)
