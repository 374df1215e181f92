"""Which value of a node is of which widget: by its place and its kind."""

from functools import cache
from typing import Any

import pytest

from creditcalc.pricebook.workflow import NodeMapping, WorkflowSheet
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.workflows import workflow_sheet
from creditcalc.storyboard.nodes import CONTROLS, NodePricer, NodeSaid, folded_word, said_by
from creditcalc.storyboard.workflow import UNSURE, FoundNode, Numeral

pytestmark = pytest.mark.usefixtures("warm")


@cache
def reading() -> tuple[WorkflowSheet, NodePricer]:
    """The bundled sheet, and what prices its nodes."""
    catalog = Catalog()
    sheet = workflow_sheet(catalog, "comfyui")
    return sheet, NodePricer(catalog, catalog.edition(sheet.platform))


def said(kind: str, *listed: Any, named: dict[str, Any] | None = None, **handed: Any) -> NodeSaid:
    """What a node of a class with these values says."""
    sheet, pricer = reading()
    node = FoundNode("1", kind, kind, named or {}, [*map(written, listed)], handed, frozenset(handed))
    return said_by(node, sheet.mapping(kind), pricer)


def written(value: Any) -> Any:
    """A value as the file has it: a number in its digits."""
    return Numeral(value) if type(value) in (int, float) else value


@pytest.mark.parametrize(
    ("kind", "listed", "model", "settings"),
    [
        # a file from before storyboards, sound and seed; one with them, and a stray control at the end
        ("KlingOmniProTextToVideoNode", ["kling-video-o1", "p", "16:9", 5, "720p"], "kling-o1", "5 720p off"),
        (
            "KlingOmniProImageToVideoNode",
            ["kling-v3-omni", "p", "9:16", 12, "720p", "2 storyboards", "a", 4, "b", 8, True, 9, "fixed", "fixed"],
            "kling-3.0-omni",
            "12 720p on off",
        ),
        # without the ratio of the others of its entry
        (
            "KlingOmniProFirstLastFrameNode",
            ["kling-v3-omni", "p", 5, "1080p", "disabled", False, 0, "randomize"],
            "kling-3.0-omni",
            "5 1080p off off",
        ),
        ("KlingVideoNode", ["disabled", "720p", "", 5, False, "kling-v3", "4k", "1:1"], "kling-3.0", "5 off 4k"),
        ("KlingVideoNode", ["disabled", "", "", 5, False, "kling-3.0-turbo", "720p"], "kling-3.0-turbo", "5 720p"),
        # a prompt that looks like a model and a length, a length in words
        ("LumaVideoNode", ["ray-2", "ray-2", "16:9", "1080p", "9s", False, 3, "fixed"], "luma-ray-2", "1080p 9"),
        ("LtxApi25TextToVideo", ["LTX-2.5 (Fast)", "8", "1920x1080", "25", True, "720p", 1], "ltx-2.5-fast", "8 1080p"),
        # the resolution third, last, and not there
        (
            "Veo3VideoGenerationNode",
            ["p", "16:9", "1080p", "", 8, True, "ALLOW", 1, "randomize", "veo-3.1-lite", True],
            "veo-3.1-lite",
            "8 1080p on",
        ),
        (
            "Veo3VideoGenerationNode",
            ["p", "16:9", "", 4, True, "ALLOW", 1, "randomize", "veo-3.1-fast-generate", False, "4k"],
            "veo-3.1-fast",
            "4 4k off",
        ),
        (
            "Veo3VideoGenerationNode",
            ["p", "16:9", "", 6, True, "ALLOW", 1, "randomize", "veo-3.1-generate", False],
            "veo-3.1",
            "6 off",
        ),
        # seeds that could be numbers of images
        (
            "ByteDanceSeedreamNodeV3",
            ["p", "seedream 5.0 lite", "(1K) 1024x1024 (1:1)", 2048, 2048, "standard", 42, "randomize", False, True],
            "seedream-5.0-lite",
            "1",
        ),
        (
            "ByteDanceSeedreamNodeV2",
            ["p", "seedream-4-5-251128", "(2K) 2048x2048 (1:1)", 2048, 2048, 4, False, 42, "randomize", False],
            "seedream-4.5",
            "",
        ),
        ("Flux2ImageNode", ["p", "Flux.2 [pro]", 1920, 1088, 0, "fixed"], "flux-2-pro", "2.08896"),
        (
            "WanTextToVideoApi",
            ["wan2.6-t2v", "p", "", "1080p: 16:9 (1920x1080)", 5, 1, True, True, False],
            "wan-2.6",
            "1080p 5",
        ),
        ("OpenAIVideoSora2", ["sora-2-pro", "p", "1792x1024", 12, 1, "fixed"], "sora-2-pro", "1024p 12"),
        ("IdeogramV4", ["p", "Auto", "TURBO", 0, "randomize"], "ideogram-4.0", "turbo"),
    ],
)
def test_values_by_their_place(kind: str, listed: list[Any], model: str, settings: str) -> None:
    found = said(kind, *listed)
    assert (found.model, found.fault) == (model, "")
    assert sorted(found.settings.values()) == sorted(settings.split())


def test_values_in_no_known_order_are_not_read() -> None:
    assert said("KlingVideoNode", True, True, True).fault.startswith("its values stand in an order that is not known")
    assert said("KlingVideoNode", *[5] * 61).fault.startswith("its values stand in an order that is not known")


def test_a_value_that_may_be_of_two_widgets_is_open() -> None:
    """Of width, height and seed one is missing, and nobody knows which: then the size is not known."""
    found = said("Flux2ImageNode", "p", "Flux.2 [pro]", 1024, 768)
    assert (found.model, found.settings) == ("flux-2-pro", {})


def test_a_widget_that_another_node_gives_has_its_constant_or_is_open() -> None:
    listed = ["p", 3, False, "kling-v3", "720p", 7, "fixed"]
    assert said("KlingFirstLastFrameNode", *listed, duration=Numeral(8)).settings["seconds"] == "8"
    assert "seconds" not in said("KlingFirstLastFrameNode", *listed, duration=UNSURE).settings
    assert said("KlingFirstLastFrameNode", *listed, model=UNSURE).fault == "its model does not stand in the file"


def named_values(mapping: NodeMapping, *, optional: bool) -> list[tuple[str, Any]]:
    """A value for every widget of an entry, in their order: a known word where there are some."""
    found: list[tuple[str, Any]] = []
    for widget in mapping.widgets:
        if (widget.optional and not optional) or widget.name in dict(found):
            continue
        reading_ = next((one for one in mapping.readings if widget.name in one.from_), None)
        words = reading_.values if reading_ and reading_.read == "word" else {}
        if len(words) and reading_ and len(reading_.from_) > 1 and reading_.setting == "model":
            words = {"kling-v2-6": "", "pro": ""} if widget.name == "model_name" else {"pro": ""}
        word = next(iter(words), "720p" if reading_ else "x")
        value = {"text": "t", "word": word, "number": Numeral(5), "flag": True, "part": Numeral(5)}[widget.kind]
        found.append((widget.name.replace("*", ""), value))
    return found


@pytest.mark.parametrize("optional", [False, True])
def test_an_entry_says_the_same_by_name_and_by_place(optional: bool) -> None:
    """Entries of earlier prices have no model in these."""
    earlier = ("minimax-01", "veo-2", "pika", "pika-image", "pika-scenes")
    for key, mapping in reading()[0].nodes.items():
        values = named_values(mapping, optional=optional)
        for kind in mapping.classes:
            by_name = said(kind, named=dict(values))
            assert said(kind, *(value for _, value in values)) == by_name, kind
            assert by_name.model or not optional, kind
            assert by_name.fault == "" or not by_name.model or key in earlier, kind


def test_words_are_folded_as_sheets_write_them() -> None:
    assert folded_word("Nano Banana 2 (Gemini 3.1 Flash Image)") == "nano-banana-2-gemini-3.1-flash-image"
    assert folded_word("720p: 16:9 (1280x720)") == "720p-16-9-1280x720"
    assert all(folded_word(word) == word for word in CONTROLS)
