"""What the tests of the charging shapes share: the number of a shape, and a sheet that shows several."""

from collections.abc import Callable
from typing import TypeVar

Test = TypeVar("Test", bound=Callable[..., None])
NUMBERS = range(1, 30)
"""The shapes of one job: those of the table "How one job is priced" that the format was made for."""


def shape(number: int) -> Callable[[Test], Test]:
    """Says which shape of the table a test shows; `tests/project/test_charging_shapes.py` reads it in the files."""
    assert number in NUMBERS
    return lambda test: test


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
