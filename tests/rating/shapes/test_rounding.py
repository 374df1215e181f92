"""Shapes that round: parts of a block, minimums, fractions of a credit, and the stage at which it is done."""

from pathlib import Path

import pytest
from shapes import VISIONSTORY, shape
from sheets import platform

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
