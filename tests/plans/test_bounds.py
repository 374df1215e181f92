"""Packs that are made to hurt are compared or refused by a named limit, in bounded time and memory."""

from pathlib import Path

import pytest
from bounds import bounded, last_line
from sheets import platform

pytestmark = pytest.mark.usefixtures("warm")
MODELS = """
    clip:
      name: Clip
      maker: Maker
      kind: video
      settings: {seconds: {number: 1..60}}
      rates: [{price: 2, per: second, source: docs}]
    """
PLANS = """
    small:
      name: Small
      source: docs
      prices: [{amount: 10, currency: USD, every: month}]
      allowance: {amount: 100, unit: credit, every: month, source: docs}
    """
PACK = """
      pack-{n}:
        name: Pack {n}
        prices: [{{amount: {cost}, currency: USD, source: docs}}]
        gives: {{amount: {n}, unit: credit, source: docs}}
        source: docs
    """
STEPLESS = {999_983: 5, 1_000_003: 6, 999_979: 7}
"""Three primes, each with its price: they have no step in common but a credit."""


@pytest.fixture
def sheets(tmp_path: Path) -> str:
    """A platform whose plan may be topped up by packs without a common step."""
    packs = "".join(PACK.format(n=size, cost=cost) for size, cost in STEPLESS.items())
    return str(platform(tmp_path, MODELS, plans=PLANS, addons=f"\n    top_ups:{packs}").folder)


def compared(sheets: str, *options: str) -> str:
    """What is said of the packs in the end: a table or a picture, or one line of why not."""
    ran = bounded(["plans", "compare", "--platform", "p", "--pricing", sheets, *options])
    return last_line(ran) if ran.code else "answered"


WAYS = "error: packs of `999983`, `1000003` and `999979` credits can be added up in more than 1,000,000 ways"


@pytest.mark.parametrize(
    ("credits", "expected"),
    [("900000", "answered"), ("30000000", WAYS), ("9" * 15, WAYS)],
)
def test_a_month_of_packs_without_a_common_step(sheets: str, credits: str, expected: str) -> None:
    assert compared(sheets, "--credits", credits).startswith(expected)


@pytest.mark.parametrize("most", ["900000", "30000000", "1900000000", "9" * 15])
@pytest.mark.parametrize("picture", ["--break-even", "--chart", "--svg=plans.svg"])
def test_a_picture_of_packs_without_a_common_step(
    sheets: str, picture: str, most: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = compared(sheets, picture, "--up-to", most)
    assert said == "answered" or said.startswith((WAYS, "error: more than 2,000 packs"))
