"""What creditcalc says when it refuses, and the small formatters that keep its sentences right."""

from collections.abc import Iterable
from typing import Any

REFUSED = 1
OVER = 3
UNCLEAR = 4
UNPUBLISHED = 5


class CreditcalcError(Exception):
    """A refusal: one line for a person, or one for each of several faults, and the exit code that tells a script why.

    Codes: 1 refused (unknown name, bad sheet or file, unsupported combination), 3 certainly over a gate,
    4 a gate cannot tell, 5 known, but its price is not published.

    `place` is where that is: `FILE`, `FILE:LINE` or `FILE:LINE:COLUMN`; each line begins with it. A line may be a fault
    that knows its own. `did_you_mean` are the names that are offered in place of an unknown one.
    """

    lines: tuple[str, ...]
    places: tuple[str, ...]
    code: int
    did_you_mean: tuple[str, ...]

    def __init__(
        self, *lines: object, code: int = REFUSED, place: object = "", did_you_mean: Iterable[str] = ()
    ) -> None:
        self.lines = tuple(f"{place}: {line}" if place else f"{line}" for line in lines)
        self.places = tuple(f"{place or getattr(line, 'place', '')}" for line in lines)
        self.code = code
        self.did_you_mean = tuple(did_you_mean)
        super().__init__("\n".join(self.lines))

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.lines, self.places, self.code, self.did_you_mean)


class Hinted(CreditcalcError):
    """A refusal with a way on: what to do, and the command that does it."""

    hint = command = ""

    def __init__(self, words: str, hint: str, command: str, *, place: object = "") -> None:
        super().__init__(words, place=place)
        self.hint, self.command = hint, command


class MoreWords(CreditcalcError):
    """A refusal of a command that goes through with more words at its end; `hint` says what these do."""

    hint = ""
    words: tuple[str, ...] = ()

    def __init__(self, *lines: object, hint: str, words: Iterable[str], place: object = "") -> None:
        super().__init__(*lines, place=place)
        self.hint, self.words = hint, tuple(words)

    @classmethod
    def of(cls, error: CreditcalcError, hint: str, words: Iterable[str]) -> "MoreWords":
        """Another refusal that these words would lead on."""
        found = cls(*error.lines, hint=hint, words=words)
        found.places, found.code, found.did_you_mean = error.places, error.code, error.did_you_mean
        return found


def _again(
    kind: type[CreditcalcError], lines: tuple[str, ...], places: tuple[str, ...], code: int, names: tuple[str, ...]
) -> CreditcalcError:
    error = kind.__new__(kind)
    CreditcalcError.__init__(error, *lines, code=code, did_you_mean=names)  # kinds of it are made of other things
    error.places = places
    return error
