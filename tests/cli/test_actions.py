"""`creditcalc actions`: what it prints, to the letter."""

from pathlib import Path
from textwrap import dedent

import pytest
from outcomes import printed
from sheets import write

pytestmark = pytest.mark.usefixtures("folder")


def test_actions() -> None:
    assert printed("actions list") == dedent(
        """\
        What is free, and what costs credits    P · prices of May 2026
        1 action is free, and none cost credits.
          Charged  Action  --model  Cost  Source             How sure
          Free     Save    save        0  The documentation  official
        """
    )


def test_what_costs_credits_without_a_published_price_is_counted_and_named(folder: Path) -> None:
    sheet = "voice: {name: Voiceover, maker: P, kind: action, rates: [{price: unknown, source: docs}]}\n"
    write(folder, {"p/e/more.yaml": sheet})
    said = printed("actions list").splitlines()
    assert said[1] == "1 action is free, and 1 costs credits."
    assert said[4].split() == ["Charged", "Voiceover", "voice", "unknown", "The", "documentation", "official"]
    assert said[5] == "? Not published: the price of Voiceover."
    assert (
        printed("actions list --format csv").splitlines()[2]
        == 'voice,Voiceover,"charged, price unpublished",docs,official'
    )
