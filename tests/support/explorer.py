"""Where walks through the explorer begin, and what is typed there."""

from collections.abc import Iterable
from pathlib import Path

from exploring import CLIP, VIEWS

from creditcalc.whatif.dials import Dials

__all__ = ["CLIP", "EMPTY", "PLANS", "SHOOT", "typed"]

SHOOT = Dials("shoot", board=str(Path(__file__).parents[2] / "examples" / "storyboard.yaml"), plan="max")
PLANS = VIEWS["plans"]
EMPTY = Dials()


def typed(word: str) -> Iterable[str]:
    """The keys of a word."""
    names = {" ": "space", ".": "full_stop", "-": "minus", "/": "slash", "%": "percent_sign", "_": "underscore"}
    return [names.get(letter, letter) for letter in word]
