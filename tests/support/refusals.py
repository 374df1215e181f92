"""What is said of a text that is none of a kind."""

from typing import Protocol

import pytest

from creditcalc.errors import CreditcalcError


class Parsed(Protocol):
    """A kind of thing that is parsed from text."""

    @classmethod
    def parse(cls, text: str, /) -> object:
        """The thing that a text says; raises CreditcalcError for any other text."""


def refusal(kind: type[Parsed], text: str) -> str:
    """What is said of a text that is not of this kind."""
    with pytest.raises(CreditcalcError) as refused:
        kind.parse(text)
    return str(refused.value)
