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
        Add-ons and extra credits    P · prices of May 2026
          Kind                     Add-on   Id         Price  For          Available with          Source
          Added to a generation    AI twin  twin  20 credits  a minute     video and agent models  A note
          Bought on top of a plan  A pack   pack         $10  100 credits                          The documentation
        ◐ P does not say whether part of a minute counts as a whole one.
        """
    )


def test_scripts_read_the_same_columns_as_ever(folder: Path) -> None:
    assert printed("addons list --format csv") == dedent(
        """\
        id,name,what,price,source,note
        twin,AI twin,"added to video, agent",20 / minute unstated,note,
        """
    )
