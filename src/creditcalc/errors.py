"""What creditcalc says when it refuses, and the small formatters that keep its sentences right."""

from typing import Any

REFUSED = 1
OVER = 3
UNCLEAR = 4
UNPUBLISHED = 5


class CreditcalcError(Exception):
    """A refusal: one line for a person, or one for each of several faults, and the exit code that tells a script why.

    Codes: 1 refused (unknown name, bad sheet or file, unsupported combination), 3 certainly over a gate,
    4 a gate cannot tell, 5 known, but its price is not published.
    """

    def __init__(self, *lines: str, code: int = REFUSED) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines
        self.code = code

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.lines, self.code)


class Hinted(CreditcalcError):
    """A refusal with a way on: what to do, and the command that does it."""

    hint = command = ""

    def __init__(self, words: str, hint: str, command: str) -> None:
        super().__init__(words)
        self.hint, self.command = hint, command


def _again(kind: type[CreditcalcError], lines: tuple[str, ...], code: int) -> CreditcalcError:
    error = kind.__new__(kind)
    CreditcalcError.__init__(error, *lines, code=code)  # kinds of it are made of other things
    return error
