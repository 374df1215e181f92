"""The 29 ways in which platforms price one job: a small sheet of a real example each, worked out by hand.

The numbers, and the figures, are those of the table "How one job is priced" that the format was made for.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from sheets import DOLLARS, platform

from creditcalc.amount import total

Test = TypeVar("Test", bound=Callable[..., None])
SHOWN: dict[int, list[str]] = {}
"""The tests of each shape."""


def shape(number: int) -> Callable[[Test], Test]:
    """Notes that a test shows this shape of the table."""

    def noted(test: Test) -> Test:
        SHOWN.setdefault(number, []).append(test.__name__)
        return test

    return noted


@pytest.mark.parametrize("number", range(1, 30))
def test_every_shape_has_a_test(number: int) -> None:
    assert any(name.startswith("test_") for name in SHOWN.get(number, []))


@shape(1)
@pytest.mark.parametrize(
    ("seconds", "cost"),
    [
        ("1", "12"),
        ("5", "60"),  # 5 * 12
        ("10", "120"),  # 10 * 12
        ("7.5", "90"),  # 7.5 * 12
        ("0.1", "1.2"),  # exactly, where binary floats give 1.2000000000000002
    ],
)
def test_a_linear_price_counts_every_second(tmp_path: Path, seconds: str, cost: str) -> None:
    runway = platform(
        tmp_path,
        """
        gen-4.5:
          name: Gen-4.5
          maker: Runway
          kind: video
          settings: {seconds: {number: 0.1..10}}
          rates: [{price: 12, per: second, source: page}]
        """,
    )
    assert runway.total("gen-4.5", seconds=seconds) == cost


KLING = """
    kling-3.0:
      name: Kling 3.0
      maker: Kling
      kind: video
      settings:
        seconds: {number: 3..15}
        resolution: {one_of: [720p, 1080p, 4k]}
        audio: {flag: off}
      rates:
        - {when: {resolution: 720p, audio: off}, price: 6, per: second, source: page}
        - {when: {resolution: 720p, audio: on}, price: unknown, source: page}
        - {when: {resolution: 1080p, audio: off}, price: 8, per: second, source: page}
        - {when: {resolution: 1080p, audio: on}, price: 12, per: second, source: page}
        - {when: {resolution: 4k}, price: 30, per: second, source: page}
    """


@shape(2)
@pytest.mark.parametrize(
    ("resolution", "audio", "cost"),
    [
        ("720p", False, "30"),  # 5 * 6
        ("1080p", False, "40"),  # 5 * 8
        ("1080p", True, "60"),  # 5 * 12
        ("4k", False, "150"),  # 5 * 30
        ("4k", True, "150"),  # the guide states one 4K price and no effect of audio on it
    ],
)
def test_resolution_and_audio_pick_the_price_together(tmp_path: Path, resolution: str, audio: bool, cost: str) -> None:
    kling = platform(tmp_path, KLING)
    assert kling.total("kling-3.0", seconds=5, resolution=resolution, audio=audio) == cost


@shape(2)
def test_a_combination_nobody_prices_is_unknown_and_takes_no_default(tmp_path: Path) -> None:
    kling = platform(tmp_path, KLING)
    assert kling.refusal("kling-3.0", seconds=5, resolution="720p", audio=True) == (
        5,
        "nobody publishes the price of `kling-3.0` with resolution 720p, audio on in p e; looked at `page`; "
        "put what you were charged into a sheet of your own (`--pricing`)",
    )


@shape(2)
def test_a_combination_that_the_sheet_forgets_makes_its_model_unusable(tmp_path: Path) -> None:
    row = "        - {when: {resolution: 720p, audio: on}, price: unknown, source: page}\n"
    kling = platform(tmp_path, KLING.replace(row, ""))
    fault = (
        "p/e/models.yaml:11:7: no rate of `kling-3.0` fits resolution 720p, audio on: "
        "add rows, with `price: unknown` or `unavailable` if need be"
    )
    assert kling.faults == (fault,)
    assert kling.refusal("kling-3.0", seconds=5, resolution="1080p") == (1, f"{tmp_path}/{fault}")


@shape(3)
@pytest.mark.parametrize("seconds", [4, 6, 8])
def test_a_flat_clip_costs_the_same_at_every_length(tmp_path: Path, seconds: int) -> None:
    flow = platform(
        tmp_path,
        """
        veo-3.1-fast:
          name: Veo 3.1 Fast
          maker: Google
          kind: video
          settings: {seconds: {one_of: [4, 6, 8]}}
          rates: [{price: 10, per: clip, source: page}]
        """,
    )
    assert flow.total("veo-3.1-fast", seconds=seconds) == "10"
    assert flow.refusal("veo-3.1-fast", seconds=5) == (
        1,
        "`veo-3.1-fast` does not take seconds `5`: it takes `4`, `6` or `8`",
    )


OMNI = """
    omni-flash:
      name: Omni Flash 1.1
      maker: Google
      kind: video
      settings: {seconds: {one_of: [4, 6, 8, 10]}}
      rates:
        - {when: {seconds: 4}, price: 7, per: clip, source: page}
        - {when: {seconds: 6}, price: 10, per: clip, source: page}
        - {when: {seconds: 8}, price: 12, per: clip, source: page}
        - {when: {seconds: 10}, price: 15, per: clip, source: page}
    """


@shape(4)
@pytest.mark.parametrize(("seconds", "cost"), [(4, "7"), (6, "10"), (8, "12"), (10, "15")])
def test_each_clip_length_has_its_own_price(tmp_path: Path, seconds: int, cost: str) -> None:
    """Linear from 4 s, 8 s would cost 14 and 10 s 17.5."""
    assert platform(tmp_path, OMNI).total("omni-flash", seconds=seconds) == cost


@shape(4)
@pytest.mark.parametrize("seconds", ["3", "5", "7", "9.5", "11"])
def test_a_clip_length_off_the_table_is_refused(tmp_path: Path, seconds: str) -> None:
    """Neither interpolated nor taken to the next length."""
    assert platform(tmp_path, OMNI).refusal("omni-flash", seconds=seconds) == (
        1,
        f"`omni-flash` does not take seconds `{seconds}`: it takes `4`, `6`, `8` or `10`",
    )


@shape(4)
@pytest.mark.parametrize(
    ("resolution", "seconds", "cost"),
    [
        ("540p", 5, "45"),
        ("540p", 8, "90"),  # 2 * 45, where by the second it were 72
        ("720p", 5, "60"),
        ("720p", 8, "120"),  # 2 * 60
        ("1080p", 5, "120"),
        ("1080p", 8, "240"),  # 2 * 120
    ],
)
def test_a_longer_clip_may_cost_twice_the_shorter(tmp_path: Path, resolution: str, seconds: int, cost: str) -> None:
    pixverse = platform(
        tmp_path,
        """
        pixverse-5:
          name: PixVerse V5
          maker: PixVerse
          kind: video
          settings: {seconds: {one_of: [5, 8]}, resolution: {one_of: [360p, 540p, 720p, 1080p]}}
          rates:
            - {when: {seconds: 5, resolution: [360p, 540p]}, price: 45, per: clip, source: docs}
            - {when: {seconds: 8, resolution: [360p, 540p]}, price: 90, per: clip, source: docs}
            - {when: {seconds: 5, resolution: 720p}, price: 60, per: clip, source: docs}
            - {when: {seconds: 8, resolution: 720p}, price: 120, per: clip, source: docs}
            - {when: {seconds: 5, resolution: 1080p}, price: 120, per: clip, source: docs}
            - {when: {seconds: 8, resolution: 1080p}, price: 240, per: clip, source: docs}
        """,
    )
    assert pixverse.total("pixverse-5", seconds=seconds, resolution=resolution) == cost


@shape(5)
@pytest.mark.parametrize(
    ("seconds", "cost"),
    [
        ("3", "9"),  # 3 * 3
        ("10", "30"),  # 10 * 3: the tenth second is still of the first step
        ("10.5", "33"),  # 30 + 0.5 * 6
        ("11", "36"),  # 30 + 1 * 6, where the whole job at 6 were 66
        ("15", "60"),  # 30 + 5 * 6
    ],
)
def test_a_marginal_tier_prices_only_the_rest(tmp_path: Path, seconds: str, cost: str) -> None:
    flow = platform(
        tmp_path,
        """
        omni-flash-1.2:
          name: Omni Flash 1.2
          maker: Google
          kind: video
          settings: {seconds: {number: 3..15}}
          rates: [{graduated: [{up_to: 10, price: 3}, {price: 6}], per: second, source: note}]
        """,
    )
    assert flow.total("omni-flash-1.2", seconds=seconds) == cost


@shape(6)
@pytest.mark.parametrize(
    ("seconds", "dollars"),
    [
        ("6", "0.2802"),  # 6 * 0.0467: the sixth second is still of the first step
        ("6.001", "0.336056"),  # 6.001 * 0.056
        ("7", "0.392"),  # 7 * 0.056, where only the rest at 0.056 were 0.3362
        ("10", "0.56"),  # 10 * 0.056
    ],
)
def test_a_whole_job_tier_prices_every_second(tmp_path: Path, seconds: str, dollars: str) -> None:
    """The vendor publishes 6 and 10 s; the lengths between show where the step is."""
    higgsfield = platform(
        tmp_path,
        """
        hailuo-2.3:
          name: Hailuo 2.3
          maker: MiniMax
          kind: video
          settings: {seconds: {number: 6..10}}
          rates: [{whole: [{up_to: 6, price: 0.0467}, {price: 0.056}], per: second, source: page}]
        """,
        edition=DOLLARS,
    )
    assert higgsfield.total("hailuo-2.3", seconds=seconds) == dollars


FLOW_PLANS = """
    upscale-4k:
      name: Upscale to 4K
      maker: Google
      kind: operation
      settings: {plan: {one_of: [free, plus, pro, ultra]}}
      rates:
        - {when: {plan: [free, plus, pro]}, unavailable: only Ultra upscales to 4K, source: page}
        - {when: {plan: ultra}, price: 50, per: clip, source: page}
    veo-3.1-lite-relaxed:
      name: Veo 3.1 Lite, low priority
      maker: Google
      kind: video
      settings: {plan: {one_of: [free, plus, pro, ultra]}}
      rates:
        - {when: {plan: [free, plus, pro]}, unavailable: only Ultra has a low priority, source: note}
        - {when: {plan: ultra}, price: 0, per: clip, source: note}
    """


@shape(7)
@pytest.mark.parametrize(("model", "cost"), [("upscale-4k", "50"), ("veo-3.1-lite-relaxed", "0")])
def test_the_plan_sets_the_price(tmp_path: Path, model: str, cost: str) -> None:
    assert platform(tmp_path, FLOW_PLANS).total(model, plan="ultra") == cost


@shape(7)
@pytest.mark.parametrize("plan", ["free", "plus", "pro"])
@pytest.mark.parametrize(
    ("model", "why"),
    [("upscale-4k", "only Ultra upscales to 4K"), ("veo-3.1-lite-relaxed", "only Ultra has a low priority")],
)
def test_unavailable_on_a_plan_is_refused_and_is_not_free(tmp_path: Path, model: str, plan: str, why: str) -> None:
    assert platform(tmp_path, FLOW_PLANS).refusal(model, plan=plan) == (
        1,
        f"`{model}` is not sold with plan `{plan}`: {why}",
    )


@shape(7)
def test_a_price_by_plan_needs_the_plan(tmp_path: Path) -> None:
    assert platform(tmp_path, FLOW_PLANS).refusal("upscale-4k") == (
        1,
        "`upscale-4k` needs `plan`: give `--plan` (`free`, `plus`, `pro` or `ultra`)",
    )


@shape(8)
@pytest.mark.parametrize(
    ("quality", "at_1k", "at_2k", "at_4k"),
    [
        ("low", "~1", "~1", "~1.5"),
        ("medium", "~1", "~1.5", "~2"),
        ("high", "~2", "~3", "~4.5"),
        ("xhigh", "~3", "~5", "~8"),
        ("max", "~5", "~10", "~16"),
    ],
)
def test_a_matrix_has_a_price_in_every_cell(tmp_path: Path, quality: str, at_1k: str, at_2k: str, at_4k: str) -> None:
    """The prices are observed: about."""
    higgsfield = platform(
        tmp_path,
        """
        gpt-image-2.5:
          name: GPT Image 2.5
          maker: OpenAI
          kind: image
          settings: {quality: {one_of: [low, medium, high, xhigh, max]}, resolution: {one_of: [1k, 2k, 4k]}}
          rates:
            - {when: {quality: low, resolution: [1k, 2k]}, price: ~1, per: image, source: note}
            - {when: {quality: low, resolution: 4k}, price: ~1.5, per: image, source: note}
            - {when: {quality: medium, resolution: 1k}, price: ~1, per: image, source: note}
            - {when: {quality: medium, resolution: 2k}, price: ~1.5, per: image, source: note}
            - {when: {quality: medium, resolution: 4k}, price: ~2, per: image, source: note}
            - {when: {quality: high, resolution: 1k}, price: ~2, per: image, source: note}
            - {when: {quality: high, resolution: 2k}, price: ~3, per: image, source: note}
            - {when: {quality: high, resolution: 4k}, price: ~4.5, per: image, source: note}
            - {when: {quality: xhigh, resolution: 1k}, price: ~3, per: image, source: note}
            - {when: {quality: xhigh, resolution: 2k}, price: ~5, per: image, source: note}
            - {when: {quality: xhigh, resolution: 4k}, price: ~8, per: image, source: note}
            - {when: {quality: max, resolution: 1k}, price: ~5, per: image, source: note}
            - {when: {quality: max, resolution: 2k}, price: ~10, per: image, source: note}
            - {when: {quality: max, resolution: 4k}, price: ~16, per: image, source: note}
        """,
    )
    row = [higgsfield.total("gpt-image-2.5", quality=quality, resolution=size) for size in ("1k", "2k", "4k")]
    assert row == [at_1k, at_2k, at_4k]


VISIONSTORY = """
    avatar:
      name: Avatar
      maker: VisionStory
      kind: video
      settings: {seconds: {number: 1..600}, hd: {flag: off}, green_screen: {flag: off}}
      rates: [{price: 1, per: 15 seconds started, source: docs}]
      multipliers: [{name: HD, when: {hd: on}, times: 2, source: docs}]
      surcharges: [{name: Green screen, when: {green_screen: on}, price: 0.25, per: 15 seconds started, source: docs}]
      rounding: {to: up, at: total, source: docs}
    """


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
    assert flow.refusal("veo-3.1-fast", audio=False) == (1, "`veo-3.1-fast` knows only audio `on`, not `off`")


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


@shape(12)
@pytest.mark.parametrize(
    ("seconds", "stills", "minutes"),
    [
        (90, 0, "1.5"),  # 90 s
        (90, 30, "2"),  # 90 s, and 30 stills that count as a second each
    ],
)
def test_uploaded_media_is_metered_whatever_comes_out(tmp_path: Path, seconds: int, stills: int, minutes: str) -> None:
    descript = platform(
        tmp_path,
        """
        upload:
          name: Uploaded media
          maker: Descript
          kind: operation
          settings: {input_seconds: {number: 0..36000}, stills: {whole: 0..1000, default: 0}}
          rates: [{price: 1, per: input_minute, quantity: input_seconds + stills, source: docs}]
        """,
    )
    assert descript.total("upload", input_seconds=seconds, stills=stills) == minutes


BATCHES = """
    veo-3.1-fast:                    # on Pro
      name: Veo 3.1 Fast
      maker: Google
      kind: video
      rates: [{price: 20, per: clip, source: page}]
    photon:
      name: Photon
      maker: Luma
      kind: image
      rates: [{price: 4, per: image, source: docs}]
    leonardo-image:
      name: Image
      maker: Leonardo
      kind: image
      settings: {outputs: {one_of: [1, 4]}}
      rates:
        - {when: {outputs: 1}, price: 16, per: generation, source: docs}
        - {when: {outputs: 4}, price: 26, per: generation, source: docs}
    sound-effect:
      name: Sound effect
      maker: ElevenLabs
      kind: effect
      rates: [{price: 200, per: generation, source: docs}]
      outputs_per_generation: 4
    """


@shape(13)
@pytest.mark.parametrize(
    ("model", "outputs", "takes", "cost"),
    [
        ("veo-3.1-fast", 1, 1, "20"),
        ("veo-3.1-fast", 4, 1, "80"),  # 4 * 20: each output is charged
        ("photon", 4, 1, "16"),  # 4 * 4
        ("leonardo-image", 1, 1, "16"),
        ("leonardo-image", 4, 1, "26"),  # the price of four, and not four times it
        ("leonardo-image", 4, 3, "78"),  # 3 * 26
        ("sound-effect", 1, 1, "200"),
        ("sound-effect", 4, 1, "200"),  # one generation brings four
        ("sound-effect", 5, 1, "400"),  # the fifth takes a second one
        ("sound-effect", 8, 1, "400"),
        ("sound-effect", 4, 2, "400"),  # 2 * 200
    ],
)
def test_several_outputs_cost_as_often_as_they_are_charged(
    tmp_path: Path, model: str, outputs: int, takes: int, cost: str
) -> None:
    assert platform(tmp_path, BATCHES).total(model, outputs=outputs, takes=takes) == cost


@shape(13)
def test_a_batch_that_has_no_price_is_refused(tmp_path: Path) -> None:
    assert platform(tmp_path, BATCHES).refusal("leonardo-image", outputs=2) == (
        1,
        "`leonardo-image` does not take outputs `2`: it takes `1` or `4`",
    )


@shape(14)
@pytest.mark.parametrize(
    ("model", "outputs", "cost"),
    [
        ("text", 5, "1"),
        ("text", 1, "0.2..1"),  # 1 / 5, or the whole credit: the source does not say
        ("text", 6, "1.2..2"),
        ("text", 10, "2"),
        ("still", 4, "0.1"),
        ("still", 8, "0.2"),
        ("still", 2, "0.05..0.1"),  # 0.1 / 2, or all of it
    ],
)
def test_one_price_buys_several_operations(tmp_path: Path, model: str, outputs: int, cost: str) -> None:
    """Captivate's text, 1 credit for 5 generations; neural frames, 0.1 for 4 images."""
    sheets = platform(
        tmp_path,
        """
        text:
          name: Text
          maker: Adobe
          kind: action
          settings: {outputs: {whole: 1..}}
          rates: [{price: 1, per: 5 outputs unstated, source: docs}]
        still:
          name: Still
          maker: neural frames
          kind: image
          settings: {outputs: {whole: 1..}}
          rates: [{price: 0.1, per: 4 outputs unstated, source: docs}]
        """,
    )
    assert sheets.total(model, outputs=outputs) == cost


@shape(14)
@pytest.mark.parametrize(
    ("outputs", "cost"),
    [
        (1, "1"),  # a first five have begun
        (5, "1"),
        (6, "2"),  # a second five
        (10, "2"),
        (11, "3"),
    ],
)
def test_several_operations_may_be_sold_whole(tmp_path: Path, outputs: int, cost: str) -> None:
    captivate = platform(
        tmp_path,
        """
        text:
          name: Text
          maker: Adobe
          kind: action
          settings: {outputs: {whole: 1..}}
          rates: [{price: 1, per: 5 outputs started, source: docs}]
        """,
    )
    assert captivate.total("text", outputs=outputs) == cost


@shape(14)
def test_a_price_for_several_generations_is_not_taken_for_the_price_of_each(tmp_path: Path) -> None:
    """What is charged once a generation cannot be shared among several: those are `outputs`."""
    captivate = platform(
        tmp_path,
        """
        text:
          name: Text
          maker: Adobe
          kind: action
          rates: [{price: 1, per: 5 generations, source: docs}]
        """,
    )
    assert captivate.faults == (
        "p/e/models.yaml:6:11: `per: 5 generations` counts once each generation: leave out blocks, steps and limits",
    )


SPEECH = """
    flash:
      name: Flash
      maker: ElevenLabs
      kind: voice
      settings: {characters: {whole: 1..}}
      rates: [{price: 0.5, per: character, source: page}]
    runway-speech:
      name: Speech
      maker: Runway
      kind: voice
      settings: {characters: {whole: 1..}}
      rates: [{price: 1, per: 50 characters unstated, source: docs}]
    pixverse-speech:
      name: Speech
      maker: PixVerse
      kind: voice
      settings: {bytes: {whole: 1..}}
      rates: [{price: 4, per: 15 bytes unstated, source: docs}]
    """


@shape(15)
@pytest.mark.parametrize(
    ("model", "characters", "cost"),
    [
        ("flash", 1, "0.5"),
        ("flash", 1001, "500.5"),  # 1,001 * 0.5
        ("runway-speech", 50, "1"),
        ("runway-speech", 51, "1.02..2"),  # 51 / 50, or a second block
        ("runway-speech", 1000, "20"),  # 1,000 / 50
    ],
)
def test_text_is_charged_by_the_character_or_the_block(tmp_path: Path, model: str, characters: int, cost: str) -> None:
    assert platform(tmp_path, SPEECH).total(model, characters=characters) == cost


@shape(15)
@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("fifteen letters", "4"),  # 15 bytes
        ("sixteen letters!", "4.266666..8"),  # 16 * 4 / 15 = 4.2666..., or two blocks
        ("你好，世界", "4"),  # 5 characters, 15 bytes
    ],
)
def test_text_is_charged_by_the_byte_where_the_vendor_counts_bytes(tmp_path: Path, text: str, cost: str) -> None:
    speech = platform(tmp_path, SPEECH)
    assert speech.total("pixverse-speech", bytes=len(text.encode())) == cost
    assert speech.refusal("pixverse-speech", characters=15) == (
        1,
        "`pixverse-speech` has no setting `characters`; it has `bytes`",
    )


BLOCKS = """
    creatify:
      name: Avatar video
      maker: Creatify
      kind: video
      settings: {seconds: {number: 1..600}}
      rates: [{price: 5, per: 30 seconds started, source: docs}]
    visionstory:
      name: Avatar
      maker: VisionStory
      kind: video
      settings: {seconds: {number: 1..600}}
      rates: [{price: 1, per: 15 seconds started, source: docs}]
    photo-avatar:
      name: Photo avatar, API
      maker: HeyGen
      kind: video
      settings: {seconds: {number: 1..600}}
      rates: [{price: 0.5, per: 30 seconds started, source: docs}]
    voice-isolation:
      name: Voice isolation
      maker: Runway
      kind: voice
      settings: {seconds: {number: 1..600}}
      rates: [{price: 1, per: 6 seconds unstated, source: docs}]
    kling-3.0:                       # the API, in USD
      name: Kling 3.0
      maker: Kling
      kind: video
      settings: {seconds: {number: 3..15}}
      rates: [{price: ~0.1, per: second nearest, source: note}]
    """


@shape(16)
@pytest.mark.parametrize(
    ("model", "seconds", "cost"),
    [
        ("creatify", "1", "5"),
        ("creatify", "30", "5"),
        ("creatify", "30.001", "10"),  # a second block has begun
        ("creatify", "60", "10"),
        ("creatify", "61", "15"),
        ("visionstory", "15", "1"),
        ("visionstory", "16", "2"),
        ("photo-avatar", "30", "0.5"),  # 1 a minute, in steps of 30 s
        ("photo-avatar", "31", "1"),
        ("voice-isolation", "6", "1"),
        ("voice-isolation", "9", "1.5..2"),  # 9 / 6, or two blocks: the source does not say
        ("kling-3.0", "5.49", "~0.5"),  # 5 * 0.1
        ("kling-3.0", "5.5", "~0.6"),  # 6 * 0.1: from the half upward
        ("kling-3.0", "6.4", "~0.6"),
    ],
)
def test_a_part_of_a_block_counts_as_the_vendor_rounds(tmp_path: Path, model: str, seconds: str, cost: str) -> None:
    assert platform(tmp_path, BLOCKS).total(model, seconds=seconds) == cost


@shape(17)
@pytest.mark.parametrize(
    ("seconds", "cost"),
    [
        ("1", "0.1"),  # counts as 30 s: 0.5 min * 0.2
        ("30", "0.1"),
        ("30.1", "0.103333..0.103334"),  # counts as 31 s: 31 / 60 * 0.2 = 0.10333...
        ("33", "0.11"),  # 33 / 60 * 0.2
        ("60", "0.2"),
    ],
)
def test_after_the_least_that_counts_smaller_steps_follow(tmp_path: Path, seconds: str, cost: str) -> None:
    heygen = platform(
        tmp_path,
        """
        streaming:
          name: Streaming avatar
          maker: HeyGen
          kind: video
          settings: {seconds: {number: 0.1..3600}}
          rates: [{price: 0.2, per: minute, quantity: ceil(seconds), at_least: 30, source: docs}]
        """,
    )
    assert heygen.total("streaming", seconds=seconds) == cost


@shape(17)
@pytest.mark.parametrize(
    ("seconds", "runs", "cost"),
    [
        (1, 1, "2"),  # max(0.7, 1.5) = 1.5, up to 2
        (2, 1, "2"),  # max(1.4, 1.5)
        (3, 1, "3"),  # 2.1 is past the minimum: up to 3
        (3, 3, "9"),  # 3 runs of 3; rounded after the runs, 6.3 were 7
        (1, 3, "6"),  # 3 runs of 2; the minimum after the runs were 3
    ],
)
def test_a_minimum_holds_for_each_run_before_it_is_rounded_up(
    tmp_path: Path, seconds: int, runs: int, cost: str
) -> None:
    """Vyndra: ceil(max(raw, min)) a run, times the runs. The source has the formula and no figures: these are ours."""
    vyndra = platform(
        tmp_path,
        """
        run:
          name: Run
          maker: Vyndra
          kind: video
          settings: {seconds: {number: 1..60}}
          rates: [{price: 0.7, per: second, source: note}]
          minimum: {price: 1.5, source: note}
          rounding: {to: up, at: generation, source: note}
        """,
    )
    assert vyndra.total("run", seconds=seconds, outputs=runs) == cost


@shape(17)
@pytest.mark.parametrize(
    ("seconds", "cost"),
    [
        ("3", "80"),  # 3 * 20 = 60 is below the minimum
        ("4", "80"),  # 4 * 20
        ("4.1", "82"),  # 4.1 * 20
    ],
)
def test_a_minimum_holds_only_below_it(tmp_path: Path, seconds: str, cost: str) -> None:
    runway = platform(
        tmp_path,
        """
        seedance-2.5:                  # the API, at 480p
          name: Seedance 2.5
          maker: ByteDance
          kind: video
          settings: {seconds: {number: 1..15}}
          rates: [{price: 20, per: second, source: docs}]
          minimum: {price: 80, source: docs}
        """,
    )
    assert runway.total("seedance-2.5", seconds=seconds) == cost


@shape(18)
@pytest.mark.parametrize(
    ("model", "options", "cost"),
    [
        ("soul-location", {}, "0.12"),
        ("soul-location", {"outputs": 3}, "0.36"),  # 3 * 0.12
        ("subtitles", {"voiced_blocks": 7}, "0.35"),  # 7 * 0.05
        ("estimate", {}, "1.5"),  # what the API writes as "1.500"
    ],
)
def test_a_fraction_of_a_credit_is_kept(tmp_path: Path, model: str, options: dict[str, int], cost: str) -> None:
    higgsfield = platform(
        tmp_path,
        """
        soul-location:
          name: Soul location
          maker: Higgsfield
          kind: image
          rates: [{price: 0.12, per: image, source: docs}]
        subtitles:
          name: Subtitles
          maker: Higgsfield
          kind: operation
          settings: {voiced_blocks: {whole: 0..}}
          rates: [{price: 0.05, per: voiced_block, source: docs}]
        estimate:
          name: Estimate
          maker: Higgsfield
          kind: video
          rates: [{price: 1.500, per: generation, source: docs}]
        """,
    )
    assert higgsfield.total(model, **options) == cost


@shape(18)
@pytest.mark.parametrize(
    ("takes", "cost"),
    [
        (1, "3"),  # 2 + 2 * 0.25 = 2.5
        (2, "5"),  # 2 * 2.5; each rounded by itself, 6
        (3, "8"),  # 3 * 2.5 = 7.5; each rounded by itself, 9
    ],
)
def test_the_grand_total_is_rounded_and_not_each_take(tmp_path: Path, takes: int, cost: str) -> None:
    assert platform(tmp_path, VISIONSTORY).total("avatar", seconds=16, green_screen=True, takes=takes) == cost


@shape(18)
@pytest.mark.parametrize(
    ("at", "up", "nearest", "down"),
    [
        # Two takes of 0.62 for an image and 0.25 for 5 voiced blocks: 0.87 each, 1.74 together.
        ("line", "4", "2", "0"),  # 2 * (1 + 1); 2 * (1 + 0); 2 * (0 + 0)
        ("generation", "2", "2", "0"),  # 2 * 1; 2 * 1; 2 * 0
        ("total", "2", "2", "1"),
    ],
)
def test_rounding_has_a_stage_and_a_direction(tmp_path: Path, at: str, up: str, nearest: str, down: str) -> None:
    models = [
        f"""
        {to}:
          name: Image with subtitles
          maker: nobody
          kind: image
          settings: {{voiced_blocks: {{whole: 0..}}}}
          rates: [{{price: 0.62, per: image, source: docs}}]
          surcharges: [{{name: Subtitles, price: 0.05, per: voiced_block, source: docs}}]
          rounding: {{to: {to}, at: {at}, source: docs}}
        """
        for to in ("up", "nearest", "down")
    ]
    sheets = platform(tmp_path, "".join(models))
    assert [sheets.total(to, voiced_blocks=5, takes=2) for to in ("up", "nearest", "down")] == [up, nearest, down]


UPSCALES = """
    upscale-4k:                      # Flow, on Ultra
      name: Upscale to 4K
      maker: Google
      kind: operation
      rates: [{price: 50, per: clip, source: page}]
    upscale-1080p:
      name: Upscale to 1080p
      maker: Google
      kind: operation
      settings: {plan: {one_of: [free, pro, ultra]}}
      rates:
        - {when: {plan: free}, unavailable: on paid plans only, source: page}
        - {when: {plan: [pro, ultra]}, price: 0, per: clip, source: page}
    luma-upscale:
      name: Upscale
      maker: Luma
      kind: operation
      settings:
        seconds: {number: 1..60}
        input_resolution: {one_of: [720p, 1080p]}
        resolution: {one_of: [1080p, 2160p]}
      requires: [{when: {resolution: 1080p}, needs: {input_resolution: 720p}, source: docs}]
      rates:
        - {when: {input_resolution: 720p, resolution: 1080p}, price: 10, per: 5 seconds unstated, source: docs}
        - {when: {input_resolution: 720p, resolution: 2160p}, price: 20, per: 5 seconds unstated, source: docs}
        - {when: {input_resolution: 1080p, resolution: 2160p}, price: 10, per: 5 seconds unstated, source: docs}
    """


@shape(19)
@pytest.mark.parametrize(
    ("source", "target", "seconds", "cost"),
    [
        ("720p", "1080p", 5, "10"),
        ("720p", "2160p", 5, "20"),
        ("1080p", "2160p", 5, "10"),
        ("720p", "2160p", 10, "40"),  # 2 * 20
        ("720p", "1080p", 6, "12..20"),  # 6 / 5 * 10, or two blocks
    ],
)
def test_upscaling_is_an_operation_with_a_price_of_its_own(
    tmp_path: Path, source: str, target: str, seconds: int, cost: str
) -> None:
    upscale = platform(tmp_path, UPSCALES)
    assert upscale.total("luma-upscale", seconds=seconds, input_resolution=source, resolution=target) == cost


@shape(19)
def test_upscaling_costs_a_flat_price_or_nothing(tmp_path: Path) -> None:
    upscale = platform(tmp_path, UPSCALES)
    assert upscale.total("upscale-4k", outputs=2) == "100"  # 2 * 50
    assert [upscale.total("upscale-1080p", plan=plan) for plan in ("pro", "ultra")] == ["0", "0"]
    assert upscale.refusal("upscale-1080p", plan="free") == (
        1,
        "`upscale-1080p` is not sold with plan `free`: on paid plans only",
    )


@shape(19)
def test_a_clip_is_not_upscaled_to_what_it_is(tmp_path: Path) -> None:
    upscale = platform(tmp_path, UPSCALES)
    assert upscale.refusal("luma-upscale", seconds=5, input_resolution="1080p", resolution="1080p") == (
        1,
        "`luma-upscale` with resolution 1080p needs input_resolution 720p: change one of them",
    )


@shape(20)
@pytest.mark.parametrize(
    ("plan", "links", "cost"),
    [
        ("pro", ["20", "20", "20", "0"], "60"),
        ("ultra", ["10", "10", "10", "0"], "30"),
    ],
)
def test_a_chain_costs_what_its_links_cost(tmp_path: Path, plan: str, links: list[str], cost: str) -> None:
    """A clip of Veo 3.1 Fast, extended twice at the price of a new clip each time, and joined for nothing."""
    flow = platform(
        tmp_path,
        """
        veo-3.1-fast:
          name: Veo 3.1 Fast
          maker: Google
          kind: video
          settings: {plan: {one_of: [pro, ultra]}}
          rates:
            - {when: {plan: pro}, price: 20, per: clip, source: page}
            - {when: {plan: ultra}, price: 10, per: clip, source: page}
        extend-fast:
          name: Extend with Veo 3.1 Fast
          maker: Google
          kind: operation
          settings: {plan: {one_of: [pro, ultra]}}
          rates:
            - {when: {plan: pro}, price: 20, per: clip, source: page}
            - {when: {plan: ultra}, price: 10, per: clip, source: page}
        concatenate:
          name: Concatenate
          maker: Google
          kind: operation
          rates: [{price: 0, per: run, source: page}]
        """,
    )
    clip, extended = flow("veo-3.1-fast", plan=plan), flow("extend-fast", plan=plan)
    chain = [clip.total, extended.total, extended.total, flow("concatenate").total]
    assert [str(amount) for amount in chain] == links
    assert str(total(chain)) == cost


@shape(21)
def test_a_set_up_is_charged_once_and_has_no_length(tmp_path: Path) -> None:
    sheets = platform(
        tmp_path,
        """
        ai-twin:
          name: AI twin
          maker: Captions
          kind: action
          rates: [{price: 48, per: run, source: docs}]
        avatar-training:
          name: Training of an avatar
          maker: HeyGen
          kind: action
          rates: [{price: 20, per: run, source: docs}]
        """,
    )
    assert [sheets.total(model) for model in ("ai-twin", "avatar-training")] == ["48", "20"]
    assert sheets.refusal("ai-twin", seconds=30) == (1, "`ai-twin` has no setting `seconds`; it has none")


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
        "nobody publishes the price of `underlord` in p e; looked at `docs` (billed by tokens); "
        "put what you were charged into a sheet of your own (`--pricing`)",
    )


@shape(23)
@pytest.mark.parametrize(
    ("outputs", "turbo", "minutes"),
    [
        (4, False, "~1"),  # about a GPU minute for a job of four images
        (1, False, "~1"),
        (5, False, "~2"),  # a second job
        (4, True, "~2"),  # Turbo doubles
    ],
)
def test_compute_time_is_an_estimate_beforehand(tmp_path: Path, outputs: int, turbo: bool, minutes: str) -> None:
    midjourney = platform(
        tmp_path,
        """
        imagine:
          name: Imagine
          maker: Midjourney
          kind: image
          settings: {turbo: {flag: off}}
          rates: [{price: ~1, per: generation, source: page}]
          multipliers: [{name: Turbo, when: {turbo: on}, times: 2, source: page}]
          outputs_per_generation: 4
        """,
    )
    quote = midjourney("imagine", outputs=outputs, turbo=turbo)
    assert (str(quote.total), quote.total.qualifier, quote.evidence.grade) == (minutes, "about", "transcribed")


@shape(23)
def test_what_a_job_turned_out_to_cost_takes_the_place_of_unknown_from_its_day(tmp_path: Path) -> None:
    descript = platform(
        tmp_path,
        """
        eye-contact:
          name: Eye contact
          maker: Descript
          kind: operation
          rates:
            - {price: unknown, source: docs, until: 2026-05-30, note: known afterwards as ai_credits_used}
            - {price: 7, per: run, source: note, grade: observed, since: 2026-05-31}
        """,
    )
    assert descript.refusal("eye-contact", as_of="2026-05-30") == (
        5,
        "nobody publishes the price of `eye-contact` in p e; looked at `docs` (known afterwards as ai_credits_used); "
        "put what you were charged into a sheet of your own (`--pricing`)",
    )
    quote = descript("eye-contact")
    assert (str(quote.total), quote.evidence.grade) == ("7", "observed")


MONEY = """
    agents:
      name: Agents, extra minutes
      maker: ElevenLabs
      kind: voice
      settings: {seconds: {number: 1..36000}, plan: {one_of: [free, creator, pro, scale, business]}}
      rates:
        - {when: {plan: free}, price: unknown, source: docs}
        - {when: {plan: creator}, price: 400, per: minute, source: docs}
        - {when: {plan: pro}, price: 454, per: minute, source: docs}
        - {when: {plan: scale}, price: 555, per: minute, source: docs}
        - {when: {plan: business}, price: 800, per: minute, source: docs}
    music:                           # `dollars`: what a track costs in money; a plan's credits / its price turn it
      name: Music
      maker: ElevenLabs
      kind: music
      settings: {dollars: {number: 0..100}, plan: {one_of: [creator, pro]}}
      rates:
        - {when: {plan: creator}, price: 1, per: credit, quantity: dollars * 121000 / 22, source: page, grade: derived}
        - {when: {plan: pro}, price: 1, per: credit, quantity: dollars * 600000 / 99, source: page, grade: derived}
    """


@shape(24)
@pytest.mark.parametrize(
    ("plan", "cost"),
    [
        ("creator", "600"),  # 1.5 min * 400
        ("pro", "681"),  # 1.5 * 454
        ("scale", "832.5"),  # 1.5 * 555
        ("business", "1200"),  # 1.5 * 800
    ],
)
def test_one_price_in_money_is_other_credits_on_every_plan(tmp_path: Path, plan: str, cost: str) -> None:
    """Extra minutes cost much the same money on each plan: $22, $99, $330 and $1,320 once bought 100,000, 500,000,
    2 and 11 million credits, so a minute is about $0.09 on all four.
    """
    assert platform(tmp_path, MONEY).total("agents", seconds=90, plan=plan) == cost


@shape(24)
@pytest.mark.parametrize(
    ("plan", "dollars", "cost"),
    [
        ("creator", "0.5", "2750"),  # 0.5 * 121,000 / 22 = 0.5 * 5,500
        ("pro", "0.99", "6000"),  # 0.99 * 600,000 / 99
        ("pro", "0.5", "3030.30303..3030.303031"),  # 300,000 / 99 = 3,030.3030...
    ],
)
def test_money_turns_into_credits_at_what_a_plan_pays_for_them(
    tmp_path: Path, plan: str, dollars: str, cost: str
) -> None:
    """The source says only that the price is in money: the money is given, and the conversion is derived."""
    quote = platform(tmp_path, MONEY)("music", dollars=dollars, plan=plan)
    assert (str(quote.total), quote.evidence.grade) == (cost, "derived")


@shape(24)
def test_a_plan_whose_credits_for_the_money_nobody_publishes_has_no_quote(tmp_path: Path) -> None:
    assert platform(tmp_path, MONEY).refusal("agents", seconds=90, plan="free") == (
        5,
        "nobody publishes the price of `agents` with plan free in p e; looked at `docs`; "
        "put what you were charged into a sheet of your own (`--pricing`)",
    )


SILENCE = """
    agents:                          # on Creator; 5 % of 400 is 20
      name: Agents
      maker: ElevenLabs
      kind: voice
      settings: {seconds: {number: 1..36000}, silent_seconds: {number: 0..36000, default: 0}}
      rates: [{price: 400, per: minute, quantity: "seconds - max(silent_seconds - 10, 0)", source: docs}]
      surcharges: [{name: Silence, price: 20, per: silent_minute, beyond: 10, source: docs}]
    """


@shape(25)
@pytest.mark.parametrize(
    ("silence", "amounts", "cost"),
    [
        (0, ["4000"], "4000"),  # 10 min * 400
        (10, ["4000"], "4000"),  # 10 s of silence still cost all
        (13, ["3980", "1"], "3981"),  # 597 s * 400 / 60 and 3 s * 20 / 60
        (70, ["3600", "20"], "3620"),  # 9 min * 400 and 1 min * 20
    ],
)
def test_a_discounted_portion_is_charged_at_its_own_rate(
    tmp_path: Path, silence: int, amounts: list[str], cost: str
) -> None:
    quote = platform(tmp_path, SILENCE)("agents", seconds=600, silent_seconds=silence)
    assert [str(line.amount) for line in quote.lines] == amounts
    assert str(quote.total) == cost


@shape(25)
def test_a_portion_larger_than_the_whole_is_refused(tmp_path: Path) -> None:
    assert platform(tmp_path, SILENCE).refusal("agents", seconds=30, silent_seconds=41) == (
        1,
        "the quantity `seconds - max(silent_seconds - 10, 0)` is below zero here: give other settings",
    )


RETRIES = """
    creatify:
      name: Avatar video
      maker: Creatify
      kind: video
      settings:
        seconds: {number: 1..600}
        revision: {flag: off}
        plan: {one_of: [starter, pro]}
        changed: {flag: off, note: "script, avatar or voice"}
      rates:
        - {when: {revision: off}, price: 5, per: 30 seconds started, source: docs}
        - {when: {revision: on, plan: starter}, price: 3, per: 30 seconds started, source: docs}
        - {when: {revision: on, plan: pro, changed: on}, price: 3, per: 30 seconds started, source: docs}
        - {when: {revision: on, plan: pro, changed: off}, price: 0, per: 30 seconds started, source: docs}
    multilingual:
      name: Multilingual
      maker: ElevenLabs
      kind: voice
      settings: {characters: {whole: 1..}, regenerate: {flag: off}, changed: {flag: off, note: "text, voice or model"}}
      requires: [{when: {changed: on}, needs: {regenerate: on}, source: page}]
      rates:
        - {when: {regenerate: off}, price: 1, per: character, source: page}
        - {when: {regenerate: on, changed: on}, price: 1, per: character, source: page}
        - {when: {regenerate: on, changed: off}, price: 0, per: character, source: page, note: a limited number}
    """


@shape(26)
@pytest.mark.parametrize(
    ("plan", "revision", "changed", "cost"),
    [
        ("starter", False, False, "10"),  # 31 s are 2 blocks: 2 * 5
        ("starter", True, False, "6"),  # 2 * 3
        ("pro", False, False, "10"),
        ("pro", True, False, "0"),
        ("pro", True, True, "6"),
    ],
)
def test_a_retry_is_cheaper_and_on_one_plan_free_while_nothing_changed(
    tmp_path: Path, plan: str, revision: bool, changed: bool, cost: str
) -> None:
    creatify = platform(tmp_path, RETRIES)
    assert creatify.total("creatify", seconds=31, plan=plan, revision=revision, changed=changed) == cost


@shape(26)
def test_a_retry_is_free_only_while_text_and_voice_are_the_same(tmp_path: Path) -> None:
    speech = platform(tmp_path, RETRIES)
    assert speech.total("multilingual", characters=250) == "250"
    assert speech.total("multilingual", characters=250, regenerate=True) == "0"
    assert speech.total("multilingual", characters=250, regenerate=True, changed=True) == "250"
    assert speech.refusal("multilingual", characters=250, changed=True) == (
        1,
        "`multilingual` with changed on needs regenerate on: change one of them",
    )


RANGES = """
    veo-3.1:
      name: Veo 3.1
      maker: Google
      kind: video
      settings: {seconds: {one_of: [4, 6, 8]}}
      rates: [{price: 20..40, per: second, source: page}]
    sound-effect:
      name: Sound effect
      maker: Runway
      kind: effect
      rates: [{price: 1..2, per: generation, source: docs}]
    partner-image:
      name: Partner image
      maker: Adobe
      kind: image
      rates: [{price: 10..20, per: image, source: note}]
    veo-3.1-4k:                      # a guide to Invideo: "10+ a second"
      name: Veo 3.1, 4K
      maker: Google
      kind: video
      settings: {seconds: {one_of: [4, 6, 8]}}
      rates: [{price: 10+, per: second, source: note}]
    kling-3.0:                       # Higgsfield: "about 8 per 5 s"
      name: Kling 3.0
      maker: Kling
      kind: video
      settings: {seconds: {number: 3..15}}
      rates: [{price: ~8, per: 5 seconds, source: note}]
    kling-4.0:
      name: Kling 4.0
      maker: Kling
      kind: video
      rates: [{price: unknown, source: note, note: announced}]
    """


@shape(27)
@pytest.mark.parametrize(
    ("model", "options", "cost", "qualifier"),
    [
        ("veo-3.1", {"seconds": 8}, "160..320", "range"),  # 8 * 20 to 8 * 40
        ("veo-3.1", {"seconds": 8, "takes": 2}, "320..640", "range"),
        ("sound-effect", {"outputs": 3}, "3..6", "range"),  # 3 * 1 to 3 * 2
        ("partner-image", {}, "10..20", "range"),
        ("veo-3.1-4k", {"seconds": 8}, "80+", "at_least"),  # 8 * 10, or more
        ("kling-3.0", {"seconds": 10}, "~16", "about"),  # 2 * 8
    ],
)
def test_a_range_stays_a_range(tmp_path: Path, model: str, options: dict[str, int], cost: str, qualifier: str) -> None:
    quote = platform(tmp_path, RANGES)(model, **options)
    assert (str(quote.total), quote.total.qualifier) == (cost, qualifier)


@shape(27)
def test_an_unknown_price_is_refused_and_is_not_zero(tmp_path: Path) -> None:
    assert platform(tmp_path, RANGES).refusal("kling-4.0") == (
        5,
        "nobody publishes the price of `kling-4.0` in p e; looked at `note` (announced); "
        "put what you were charged into a sheet of your own (`--pricing`)",
    )


@shape(28)
def test_what_others_say_is_carried_along_and_never_counted(tmp_path: Path) -> None:
    flow = platform(
        tmp_path,
        """
        edit:
          name: Video edit
          maker: Google
          kind: operation
          rates:
            - price: 20
              per: clip
              source: page
              because: Flow's own model configuration
              claims:
                - {price: 40, per: clip, source: docs}
                - {price: 30, source: note, note: quoted for three with a video ingredient}
        """,
    )
    quote = flow("edit", outputs=3)
    assert str(quote.total) == "60"  # 3 * 20, and neither 3 * 40 nor 30
    assert (quote.evidence.grade, quote.evidence.oldest) == ("transcribed", "2026-05")
    (row,) = quote.rows
    assert row.because == "Flow's own model configuration"
    assert [(str(claim), claim.source, claim.note) for claim in row.claims] == [
        ("40 per clip", "docs", None),
        ("30", "note", "quoted for three with a video ingredient"),
    ]
    assert [quote.edition.sources[claim.source].grade for claim in row.claims] == ["official", "third_party"]


@shape(29)
def test_a_seat_is_a_price_in_money_and_adds_no_credits(tmp_path: Path) -> None:
    heygen = platform(
        tmp_path,
        """
        avatar-iv:
          name: Avatar IV
          maker: HeyGen
          kind: video
          settings: {seconds: {number: 1..1800}}
          rates: [{price: 20, per: minute, source: note}]
        """,
        plans="""
        business:
          name: Business
          prices: [{amount: 149, currency: USD, every: month}]
          allowance: {amount: 1500, unit: credit, every: month}
          seats: {extra: {amount: 20, currency: USD, every: month, per: seat, source: note}}
          source: docs
        """,
    )
    assert heygen.faults == ()
    seats = heygen.edition.plan("business").seats
    assert seats is not None
    assert seats.extra is not None
    assert (str(seats.extra.amount), seats.extra.currency, seats.extra.every, seats.extra.per, seats.extra.source) == (
        "20",
        "USD",
        "month",
        "seat",
        "note",
    )
    assert seats.included is None  # nobody says how many seats are in the price
    assert heygen.total("avatar-iv", seconds=90) == "30"  # 1.5 * 20, whoever sits there
