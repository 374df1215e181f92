"""`creditcalc actions`: what it prints, to the letter."""

from textwrap import dedent

import pytest
from outcomes import printed

pytestmark = pytest.mark.usefixtures("folder")


def test_actions() -> None:
    assert printed("actions list") == dedent(
        """\
        What is free, and what is charged    P, edition e
          Action  Name  Cost  Source  Evidence
          save    Save  free  docs    official
        """
    )
