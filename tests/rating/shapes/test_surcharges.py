"""Shapes that add or multiply: surcharges, multipliers, audio, input, and several counters in one job."""

from pathlib import Path

import pytest
from shapes import VISIONSTORY, shape
from sheets import DOLLARS, platform


@shape(9)
@pytest.mark.parametrize(
    ("seconds", "hd", "green_screen", "cost"),
    [
        (15, True, False, "2"),  # 1 block * 1 * 2
        (16, True, False, "4"),  # 2 blocks * 1 * 2
        (31, True, False, "6"),  # 3 blocks * 1 * 2
        (31, True, True, "7"),  # 3 * 2 + 3 * 0.25 = 6.75; doubled after adding, 7.5 were 8
    ],
)
def test_a_multiplier_doubles_the_rate_before_surcharges_are_added_and_all_is_rounded(
    tmp_path: Path, seconds: int, hd: bool, green_screen: bool, cost: str
) -> None:
    visionstory = platform(tmp_path, VISIONSTORY)
    assert visionstory.total("avatar", seconds=seconds, hd=hd, green_screen=green_screen) == cost


@shape(9)
@pytest.mark.parametrize(
    ("resolution", "hdr", "dollars"),
    [
        ("720p", False, "0.3"),
        ("720p", True, "0.6"),  # 0.30 * 2, as the vendor's own HDR table has it
        ("1080p", True, "2.4"),  # 1.20 * 2
    ],
)
def test_hdr_doubles_the_price_at_every_resolution(tmp_path: Path, resolution: str, hdr: bool, dollars: str) -> None:
    luma = platform(
        tmp_path,
        """
        ray-3.2:
          name: Ray 3.2
          maker: Luma
          kind: video
          settings: {seconds: {one_of: [5, 10]}, resolution: {one_of: [720p, 1080p]}, hdr: {flag: off}}
          requires: [{when: {hdr: on}, needs: {seconds: 5}, source: page}]
          rates:
            - {when: {seconds: 5, resolution: 720p}, price: 0.30, per: clip, source: page}
            - {when: {seconds: 10, resolution: 720p}, price: 0.90, per: clip, source: page}
            - {when: {seconds: 5, resolution: 1080p}, price: 1.20, per: clip, source: page}
            - {when: {seconds: 10, resolution: 1080p}, price: 3.60, per: clip, source: page}
          multipliers: [{name: HDR, when: {hdr: on}, times: 2, source: page}]
        """,
        edition=DOLLARS,
    )
    assert luma.total("ray-3.2", seconds=5, resolution=resolution, hdr=hdr) == dollars
    # 10 s is three times 5 s: 0.90 and 3.60; HDR is sold at 5 s only
    assert luma.total("ray-3.2", seconds=10, resolution="720p") == "0.9"
    assert luma.refusal("ray-3.2", seconds=10, resolution="720p", hdr=True) == (
        1,
        "`ray-3.2` with hdr on needs seconds 5: change one of them",
    )


@shape(10)
@pytest.mark.parametrize(
    ("seconds", "amounts", "cost"),
    [
        (60, ["4", "1"], "5"),  # 4 blocks: 4 * 1 + 4 * 0.25
        (61, ["5", "1.25"], "7"),  # 5 blocks: 5 + 1.25 = 6.25, rounded up
    ],
)
def test_a_surcharge_is_added_with_a_unit_of_its_own(
    tmp_path: Path, seconds: int, amounts: list[str], cost: str
) -> None:
    quote = platform(tmp_path, VISIONSTORY)("avatar", seconds=seconds, green_screen=True)
    assert [line.label for line in quote.lines] == ["Avatar", "Green screen"]
    assert [str(line.amount) for line in quote.lines] == amounts
    assert str(quote.total) == cost


@shape(10)
@pytest.mark.parametrize(
    ("images", "dollars"),
    [
        (0, "0.0404"),
        (1, "0.0434"),  # 0.0404 + 0.003
        (8, "0.0644"),  # 0.0404 + 8 * 0.003
    ],
)
def test_reference_images_are_charged_by_their_count(tmp_path: Path, images: int, dollars: str) -> None:
    luma = platform(
        tmp_path,
        """
        uni-1:
          name: Uni 1
          maker: Luma
          kind: image
          settings: {reference_images: {whole: 0..8, default: 0}}
          rates: [{price: 0.0404, per: image, source: page}]
          surcharges: [{name: Reference images, price: 0.003, per: reference_image, source: page}]
        """,
        edition=DOLLARS,
    )
    assert luma.total("uni-1", reference_images=images) == dollars


@shape(10)
def test_a_surcharge_of_unknown_price_makes_the_total_a_lower_bound(tmp_path: Path) -> None:
    leonardo = platform(
        tmp_path,
        """
        leonardo-image:
          name: Image
          maker: Leonardo
          kind: image
          settings: {reference_images: {whole: 0..6, default: 0}}
          rates: [{price: 16, per: image, source: docs}]
          surcharges:
            - {name: Reference images, when: {reference_images: ">0"}, price: unknown, source: docs}
        """,
    )
    assert leonardo.total("leonardo-image") == "16"
    assert leonardo.total("leonardo-image", reference_images=1) == "16+"


AUDIO = """
    kling-3.0:                       # a rate row of its own: 1080p, 5 s
      name: Kling 3.0
      maker: Kling
      kind: video
      settings: {seconds: {number: 3..15}, audio: {flag: off}}
      rates:
        - {when: {audio: off}, price: 8, per: second, source: page}
        - {when: {audio: on}, price: 12, per: second, source: page}
    veo-3:                           # doubles the clip
      name: Veo 3
      maker: Google
      kind: video
      settings: {seconds: {always: 4}, audio: {flag: off}}
      rates: [{price: 32, per: clip, source: docs}]
      multipliers: [{name: Audio, when: {audio: on}, times: 2, source: docs}]
    ray-2:                           # costs nothing: 720p
      name: Ray 2
      maker: Luma
      kind: video
      settings: {seconds: {one_of: [5, 10]}, audio: {flag: off}}
      rates: [{price: 160, per: 5 seconds, source: docs}]
      surcharges: [{name: Audio, when: {audio: on}, price: 0, per: clip, source: docs}]
    veo-3.1-fast:                    # included
      name: Veo 3.1 Fast
      maker: Google
      kind: video
      settings: {seconds: {always: 8}, audio: {always: on}}
      rates: [{price: 20, per: clip, source: page}]
    kling-2.6:                       # on unless switched off, as Higgsfield has it for Wan, whose price nobody has
      name: Kling 2.6
      maker: Kling
      kind: video
      settings: {audio: {flag: on}}
      rates:
        - {when: {audio: on}, price: ~10, per: clip, source: page}
        - {when: {audio: off}, price: ~5, per: clip, source: page}
    """


@shape(11)
@pytest.mark.parametrize(
    ("model", "seconds", "silent", "sound", "unasked"),
    [
        ("kling-3.0", 5, "40", "60", "40"),  # 5 * 8; 5 * 12
        ("veo-3", 4, "32", "64", "32"),  # 32 * 2
        ("ray-2", 5, "160", "160", "160"),  # 160 + 0
        ("kling-2.6", None, "~5", "~10", "~10"),
    ],
)
def test_audio_has_a_price_of_its_own_or_doubles_or_costs_nothing(
    tmp_path: Path, model: str, seconds: int | None, silent: str, sound: str, unasked: str
) -> None:
    sheets = platform(tmp_path, AUDIO)
    totals = [sheets.total(model, seconds=seconds, audio=audio) for audio in (False, True, None)]
    assert totals == [silent, sound, unasked]


@shape(11)
@pytest.mark.parametrize(
    ("model", "value", "origin"),
    [("ray-2", "off", "default"), ("kling-2.6", "on", "default"), ("veo-3.1-fast", "on", "always")],
)
def test_what_audio_is_when_nobody_asks_is_stated(tmp_path: Path, model: str, value: str, origin: str) -> None:
    seconds = 5 if model == "ray-2" else None
    quote = platform(tmp_path, AUDIO)(model, seconds=seconds)
    assert quote.generation.inputs["audio"] == {"value": value, "from": origin}


@shape(11)
def test_included_audio_costs_nothing_more_and_cannot_be_left_out(tmp_path: Path) -> None:
    flow = platform(tmp_path, AUDIO)
    assert flow.total("veo-3.1-fast", audio=True) == "20"
    assert flow.refusal("veo-3.1-fast", audio=False) == (1, "`veo-3.1-fast` has only audio `on`, not `off`")


@shape(12)
@pytest.mark.parametrize(
    ("resolution", "input_seconds", "cost"),
    [
        ("1080p", None, "816"),  # 12 * 68, the vendor's own quote
        ("1080p", 4, "952"),  # 816 + 4 * 34
        ("720p", 4, "420"),  # 12 * 30 + 4 * 15
        ("480p", None, "240"),  # 12 * 20
        ("480p", 4, "240+"),  # nobody publishes the price of input video at 480p
    ],
)
def test_input_video_is_charged_beside_the_output(
    tmp_path: Path, resolution: str, input_seconds: int | None, cost: str
) -> None:
    runway = platform(
        tmp_path,
        """
        seedance-2.5:
          name: Seedance 2.5
          maker: ByteDance
          kind: video
          settings:
            seconds: {number: 4..15}
            input_seconds: {number: 0..60, default: 0}
            resolution: {one_of: [480p, 720p, 1080p]}
          rates:
            - {when: {resolution: 480p}, price: 20, per: second, source: page}
            - {when: {resolution: 720p}, price: 30, per: second, source: page}
            - {when: {resolution: 1080p}, price: 68, per: second, source: page}
          surcharges:
            - {name: Input video, when: {resolution: 480p, input_seconds: ">0"}, price: unknown, source: page}
            - {name: Input video, when: {resolution: 720p}, price: 15, per: input_second, source: page}
            - {name: Input video, when: {resolution: 1080p}, price: 34, per: input_second, source: page}
        """,
    )
    assert runway.total("seedance-2.5", seconds=12, resolution=resolution, input_seconds=input_seconds) == cost


CHAT = """
    prompt-to-video:
      name: Prompt to video
      maker: Captions
      kind: video
      settings: {seconds: {number: 1..60}}
      rates: [{price: 8, per: second, source: docs}]
    chat:                            # what is generated is given in seconds of prompt-to-video
      name: Chat
      maker: Captions
      kind: action
      settings:
        messages: {whole: 1..}
        actions: {whole: 0.., default: 0}
        seconds: {number: 0..60, default: 0}
      rates: [{price: 2, per: message, source: docs}]
      surcharges:
        - {name: Actions, price: 1, per: action, source: docs}
        - {name: Generation, price: 8, per: second, source: docs}
    agent:                           # the same, and the generation is priced by the model that it runs
      name: Agent
      maker: Captions
      kind: agent
      settings:
        seconds: {number: 1..60}
        messages: {whole: 1..}
        actions: {whole: 0.., default: 0}
      uses: {models: [prompt-to-video], source: docs}
      surcharges:
        - {name: Messages, price: 2, per: message, source: docs}
        - {name: Actions, price: 1, per: action, source: docs}
    underlord:
      name: Underlord
      maker: Descript
      kind: agent
      settings: {tokens: {whole: 1..}}
      rates: [{price: unknown, per: token, source: docs, note: billed by tokens}]
    """


@shape(22)
@pytest.mark.parametrize(
    ("messages", "actions", "seconds", "cost"),
    [
        (1, None, None, "2"),
        (3, None, None, "6"),  # 3 * 2
        (3, 2, None, "8"),  # 3 * 2 + 2 * 1
        (3, 2, 10, "88"),  # 3 * 2 + 2 * 1 + 10 * 8
    ],
)
def test_one_job_may_run_several_counters(
    tmp_path: Path, messages: int, actions: int | None, seconds: int | None, cost: str
) -> None:
    chat = platform(tmp_path, CHAT)
    assert chat.total("chat", messages=messages, actions=actions, seconds=seconds) == cost


@shape(22)
def test_a_conversation_pays_for_what_the_model_behind_it_generates(tmp_path: Path) -> None:
    quote = platform(tmp_path, CHAT)("agent", messages=3, actions=2, seconds=10)
    # 10 * 8, 3 * 2 and 2 * 1
    assert [(line.label, str(line.amount)) for line in quote.lines] == [
        ("Agent", "80"),
        ("Messages", "6"),
        ("Actions", "2"),
    ]
    assert str(quote.total) == "88"


@shape(22)
def test_an_agent_billed_by_tokens_of_unknown_price_has_no_quote(tmp_path: Path) -> None:
    assert platform(tmp_path, CHAT).refusal("underlord", tokens=1000) == (
        5,
        "no published price for `underlord` in p e (checked: `docs`). Billed by tokens. "
        "Put what you were charged into a sheet of your own (`pricing=`)",
    )
