"""What an allowance is worth in credits: as it is, by the minute of a model, or not known."""

from pathlib import Path

import pytest
from sheets import EDITION, platform

from creditcalc.amount import Amount
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.plan import Allowance
from creditcalc.rating.allowance import credits_of
from creditcalc.sheets.catalog import Catalog

MODELS = """
    clip:
      name: Clip
      maker: Maker
      kind: video
      settings: {seconds: {number: 1..3600}, audio: {flag: off}}
      rates:
        - {when: {audio: off}, price: ~0.5..0.75, per: second, source: docs}
        - {when: {audio: on}, price: 9, per: second, source: docs}
    short:
      name: Short
      maker: Maker
      kind: video
      settings: {seconds: {number: 1..10}}
      rates: [{price: 1, per: second, source: docs}]
    """


@pytest.mark.parametrize(
    ("amount", "unit", "of", "worth"),
    [
        ("~100", "credit", None, "~100"),
        ("5+", "credit", None, "5+"),
        ("10", "credit", "clip", "10"),  # credits are credits, whatever they are for
        ("1", "second", "clip", "~0.5..0.75"),  # by the defaults: without sound
        ("15", "minute", "clip", "~450..675"),  # 15 * 60 * 0.5 and 0.75
        ("1..2", "hour", "clip", "~1800..5400"),  # 3600 * 0.5, and 2 * 3600 * 0.75
        ("0", "minute", "clip", "~0"),
        ("15", "minute", None, "unknown"),  # of what?
        ("15", "coin", "clip", "unknown"),
        ("15", "image", None, "unknown"),
        ("15+", "minute", "clip", "unknown"),
        ("unknown", "minute", "clip", "unknown"),
    ],
)
def test_what_an_allowance_is_worth(tmp_path: Path, amount: str, unit: str, of: str | None, worth: str) -> None:
    edition = platform(tmp_path, MODELS).edition
    assert str(credits_of(Allowance(Amount.parse(amount), unit, of), edition)) == worth


def test_the_unit_is_that_of_the_book(tmp_path: Path) -> None:
    edition = platform(tmp_path, MODELS, edition=EDITION.replace("unit: credit", "unit: USD")).edition
    assert str(credits_of(Allowance(Amount.parse("5"), "USD"), edition)) == "5"
    assert str(credits_of(Allowance(Amount.parse("5"), "credit"), edition)) == "unknown"


def test_a_minute_that_the_model_does_not_make_is_refused(tmp_path: Path) -> None:
    edition = platform(tmp_path, MODELS).edition
    with pytest.raises(CreditcalcError, match="`short` does not take seconds `60`"):
        credits_of(Allowance(Amount.parse("5"), "minute", "short"), edition)


def test_fifteen_minutes_of_the_guide_are_450_credits_and_45_seconds_of_its_dear_model() -> None:
    # 15 min x 60 s x ~0.5 = ~450. At 10+ a second: 450 / 10 = at most 45 s.
    book = Catalog().edition()
    granted = book.plan("generative").allowance
    assert granted is not None
    worth = credits_of(granted, book)
    assert str(worth) == "~450"
    assert str(worth / Amount.parse("10+")) == "~..45"
