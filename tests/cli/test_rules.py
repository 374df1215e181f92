"""`creditcalc rules`: what it prints, to the letter."""

from pathlib import Path
from textwrap import dedent

import pytest
from outcomes import printed, refused
from sheets import EDITION, write

pytestmark = pytest.mark.usefixtures("folder")


def test_rules(folder: Path) -> None:
    rule = "rules: [{name: reset, says: Credits end monthly., source: docs}]\n"
    write(folder, {"p/e/edition.yaml": dedent(EDITION) + rule})
    assert printed("rules list") == dedent(
        """\
        1 rule    P · prices of May 2026
          Rule   What it says          Source             How sure
          reset  Credits end monthly.  The documentation  official
        """
    )


def test_a_source_that_is_none_is_refused_in_one_line(folder: Path) -> None:
    rule = "rules: [{name: reset, says: Credits end monthly., source: doc}]\n"
    write(folder, {"p/e/edition.yaml": dedent(EDITION) + rule})
    assert refused("rules list") == "unknown source `doc` in p e: see `creditcalc sheets check`"
