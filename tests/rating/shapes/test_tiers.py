"""Shapes with steps: the rest at another price, the whole at another price, a portion at its own."""

from pathlib import Path

import pytest
from shapes import shape
from sheets import DOLLARS, platform


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


@pytest.mark.parametrize(
    ("rate", "given", "cost"),
    [
        # a step ends in the unit of `per`
        ("graduated: [{up_to: 10, price: 3}, {price: 6}], per: minute", {"seconds": 600}, "30"),  # 10 min * 3
        ("graduated: [{up_to: 10, price: 3}, {price: 6}], per: minute", {"seconds": 660}, "36"),  # and 1 min * 6
        ("graduated: [{up_to: 2, price: 60}, {price: 30}], per: hour", {"seconds": 9000}, "135"),  # 2 h * 60, 0.5 * 30
        ("whole: [{up_to: 10, price: 3}, {price: 2}], per: minute", {"seconds": 600}, "30"),
        ("whole: [{up_to: 10, price: 3}, {price: 2}], per: minute", {"seconds": 660}, "22"),  # 11 min * 2
        ("whole: [{up_to: 10, price: 3}, {price: 2}], per: 1000 characters", {"characters": 10000}, "30"),  # 10 * 3
        ("whole: [{up_to: 10, price: 3}, {price: 2}], per: 1000 characters", {"characters": 10500}, "21"),  # 10.5 * 2
        ("graduated: [{up_to: 2, price: 5}, {price: 1}], per: 30 seconds", {"seconds": 90}, "11"),  # 2 * 5 and 1
        ("graduated: [{up_to: 1, price: 4}, {price: 1}], per: silent_minute", {"silent_seconds": 90}, "4.5"),
        # each step counts its blocks by itself; one price for all is found before blocks are counted
        ("graduated: [{up_to: 1, price: 3}, {price: 6}], per: minute started", {"seconds": 61}, "9"),  # 3 and 6
        ("graduated: [{up_to: 1.5, price: 3}, {price: 6}], per: minute started", {"seconds": 91}, "12"),  # 2 * 3 and 6
        ("whole: [{up_to: 1, price: 3}, {price: 6}], per: minute started", {"seconds": 61}, "12"),  # 2 * 6
        # a limit is in the setting's own unit
        ("price: 60, per: minute, beyond: 10", {"seconds": 70}, "60"),  # 60 s
        ("price: 60, per: minute, at_least: 90", {"seconds": 70}, "90"),
        ("price: 60, per: minute, at_most: 10", {"seconds": 70}, "10"),
        ("price: 60, per: silent_minute, beyond: 10", {"silent_seconds": 13}, "3"),
        ("price: 2, per: 1000 characters, beyond: 10", {"characters": 1010}, "2"),
        # at_least, at_most, beyond, steps, blocks
        ("price: 1, per: second, at_least: 30, beyond: 20", {"seconds": 25}, "10"),  # 30 - 20
        ("price: 1, per: second, at_most: 30, beyond: 20", {"seconds": 60}, "10"),
        ("whole: [{up_to: 1, price: 3}, {price: 1}], per: minute, beyond: 30", {"seconds": 90}, "3"),  # 60 s
        ("whole: [{up_to: 1, price: 3}, {price: 1}], per: minute, beyond: 30", {"seconds": 120}, "1.5"),  # 90 s
        # an expression is in the setting's unit, too
        ("price: 60, per: minute, quantity: 'max(seconds - 10, 0)'", {"seconds": 70}, "60"),
        ("whole: [{up_to: 1, price: 6}, {price: 3}], per: minute, quantity: 2 * seconds", {"seconds": 30}, "6"),
        ("whole: [{up_to: 1, price: 6}, {price: 3}], per: minute, quantity: 2 * seconds", {"seconds": 40}, "4"),  # 80 s
    ],
)
def test_steps_count_in_the_unit_of_the_price_and_limits_in_that_of_the_setting(
    tmp_path: Path, rate: str, given: dict[str, int], cost: str
) -> None:
    numbers = ", ".join(
        f"{name}: {{whole: 0..99999, default: 0}}" for name in ("seconds", "characters", "silent_seconds")
    )
    sheet = f"job: {{name: J, maker: M, kind: video, settings: {{{numbers}}}, rates: [{{{rate}, source: docs}}]}}\n"
    assert platform(tmp_path, sheet).total("job", **given) == cost


def test_a_step_ends_at_a_value_that_the_setting_has(tmp_path: Path) -> None:
    sheet = """
        job:
          name: J
          maker: M
          kind: video
          settings: {seconds: {whole: 1..600}}
          rates: [{whole: [{up_to: 0.51, price: 3}, {price: 1}], per: minute, source: docs}]
        """
    # 0.51 minutes are 30.6 s, half a minute is 30
    assert platform(tmp_path / "a", sheet).faults == (
        "p/e/models.yaml:7:11: `30.6` is not a value of `seconds`: it takes a whole number from 1 to 600",
    )
    assert platform(tmp_path / "b", sheet.replace("0.51", "0.5")).total("job", seconds=30) == "1.5"


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
