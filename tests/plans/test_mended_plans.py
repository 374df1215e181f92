"""Plans of the bundled sheets that were wrong once, or without a price: each stays as its source has it."""

import pytest

from creditcalc.sheets.catalog import Catalog

MENDED = (
    # platform, plan, prices and the allowance of credits; the arithmetic stands beside it
    ("synthesia", "starter-yearly", "264 a year", "120"),
    ("synthesia", "creator-yearly", "708 a year", "360"),
    ("krea", "basic", "9 a month, ~63 a year", "5000"),  # 12 x 5.25
    ("krea", "pro", "35 a month, ~252 a year", "20000"),  # 12 x 21
    ("krea", "max", "105 a month, ~756 a year", "60000"),  # 12 x 63
    ("krea", "business", "200 a month, ~1920 a year", "80000"),  # 12 x 160
    ("leonardo", "essential", "12 a month", "8500"),
    ("leonardo", "premium", "30 a month", "25000"),
    ("leonardo", "ultimate", "60 a month", "60000"),
    ("captions", "scale", "69.99 a month", "1400"),
)


@pytest.mark.parametrize(("platform", "plan", "prices", "allowance"), MENDED)
def test_a_mended_plan_stays(platform: str, plan: str, prices: str, allowance: str) -> None:
    found = Catalog().edition(platform).plan(plan)
    assert ", ".join(f"{one.amount} a {one.every}" for one in found.prices) == prices
    assert found.allowance is not None
    assert str(found.allowance.amount) == allowance
