"""Shapes that follow time: by the second, one price at every length, compute time that is known afterwards."""

from pathlib import Path

import pytest
from shapes import shape
from sheets import platform


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
        "no published price for `eye-contact` in p e (checked: `docs`). Known afterwards as ai_credits_used. "
        "Put what you were charged into a sheet of your own (`pricing=`)",
    )
    quote = descript("eye-contact")
    assert (str(quote.total), quote.evidence.grade) == ("7", "observed")
