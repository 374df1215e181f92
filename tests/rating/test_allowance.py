"""What a plan's allowance is in credits."""

from creditcalc.amount import Amount
from creditcalc.rating.allowance import credits_of
from creditcalc.sheets.catalog import Catalog


def test_fifteen_minutes_of_the_guide_are_450_credits_and_45_seconds_of_its_dear_model() -> None:
    # 15 min x 60 s x ~0.5 = ~450. At 10+ a second: 450 / 10 = at most 45 s.
    book = Catalog().edition()
    granted = book.plan("generative").allowance
    assert granted is not None
    worth = credits_of(granted, book)
    assert str(worth) == "~450"
    assert str(worth / Amount.parse("10+")) == "~..45"
