"""`creditcalc addons`: what it prints, to the letter."""

from pathlib import Path
from textwrap import dedent

import pytest
from outcomes import printed
from sheets import write
from shop import ADDONS

pytestmark = pytest.mark.usefixtures("folder")


def test_addons(folder: Path) -> None:
    top_up = """
        top_ups:
          pack:
            name: A pack
            prices: [{amount: 10, currency: USD, source: docs}]
            gives: {amount: 100, unit: credit, source: docs}
            expires: {after: unknown, source: docs}
            source: docs
        """
    write(folder, {"p/e/addons.yaml": dedent(ADDONS) + dedent(top_up)})
    assert printed("addons list") == dedent(
        """\
        What adds cost    P, edition e
          Add-on  Name     What it does           Price                 Source  Note
          twin    AI twin  added to video, agent  20 / minute unstated  note
          pack    A pack   gives 100 credit       10 USD                docs
        """
    )
