"""What creditcalc says when it refuses, and the small formatters that keep its sentences right."""

from collections.abc import Iterable

REFUSED = 1
OVER = 3
UNCLEAR = 4
UNPUBLISHED = 5


class CreditcalcError(Exception):
    """A refusal: one line for a person, or one for each of several faults, and the exit code that tells a script why.

    Codes: 1 refused (unknown name, bad sheet or file, unsupported combination), 3 certainly over a gate,
    4 a gate cannot tell, 5 known but nobody publishes the price.
    """

    def __init__(self, *lines: str, code: int = REFUSED) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines
        self.code = code


def ticked(words: Iterable[str], last: str = "or") -> str:
    """`a`, `b` or `c`."""
    quoted = [f"`{word}`" for word in words]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"


def count(number: int, noun: str) -> str:
    """1 row, 2 rows."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def units(unit: str) -> str:
    """credits; a currency stays as it is."""
    return unit if unit.isupper() else f"{unit}s"


def sentence(words: str) -> str:
    """The words with a capital."""
    return words[:1].upper() + words[1:]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`: did you mean ...?` for the nearest known names, else nothing."""
    from difflib import get_close_matches  # noqa: PLC0415  # only on the way to an error

    near = get_close_matches(word.lower(), list(known), n=3, cutoff=0.6)
    return f": did you mean {ticked(near)}?" if near else ""


def inert(text: str) -> str:
    """The text with every control character made visible, so that it cannot drive a terminal."""
    if text.isprintable():
        return text
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii") for letter in text
    )
