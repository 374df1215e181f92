"""A plan's share of a quote: percent of the month's credits, and what that is worth."""

from pathlib import Path

import pytest
from sheets import Sheets, platform

from creditcalc.amount import Amount
from creditcalc.errors import CreditcalcError
from creditcalc.plans.share import share, share_of
from creditcalc.rating.generation import resolve
from creditcalc.rating.quote import price

MODELS = """
    clip: {name: Clip, maker: M, kind: video, settings: {seconds: {number: 1..60}}, rates: [{price: 2, per: second, source: docs}]}
    """  # noqa: E501  # a flow mapping of a sheet
PLANS = """
    first:
      name: First
      source: docs
      prices: [{amount: 30, currency: USD, every: month}, {amount: 20, currency: EUR, every: month}]
      allowance: {amount: 100..200, unit: credit, every: month}
    yearly:
      name: Yearly
      source: docs
      prices: [{amount: 120, currency: USD, every: year}]
      allowance: {amount: 10, unit: credit, every: week}
    riddle: {name: Riddle, source: docs, prices: [{amount: 5, currency: USD, every: month}]}
    unpriced: {name: Unpriced, source: docs, allowance: {amount: 50, unit: credit, every: month}}
    vague:
      name: Vague
      source: docs
      prices: [{amount: 5, currency: USD, every: month}]
      allowance: {amount: unknown, unit: credit, every: month}
    """


@pytest.fixture
def sheets(tmp_path: Path) -> Sheets:
    """Plans of every sort of knowledge."""
    return platform(tmp_path, MODELS, plans=PLANS)


@pytest.mark.parametrize(
    ("plan", "currency", "part", "worth"),
    [
        # 20 of 100..200 are 10 to 20 %, of 30 USD 3 to 6, of 20 EUR 2 to 4.
        ("first", None, "10..20", "3..6"),
        ("first", "EUR", "10..20", "2..4"),
        # 20 of 40..50 are 40 to 50 %, of a twelfth of 120 USD 4 to 5.
        ("yearly", None, "40..50", "4..5"),
        ("riddle", None, "None", "None"),
        ("vague", None, "None", "None"),
        ("unpriced", None, "40", "None"),
        ("yearly", "EUR", "40..50", "None"),
    ],
)
def test_what_a_quote_takes_of_a_plan(sheets: Sheets, plan: str, currency: str | None, part: str, worth: str) -> None:
    edition = sheets.edition
    quote = price(resolve(edition.model("clip"), {"seconds": 10}), edition)
    found = share(edition, quote, edition.plans[plan], currency)
    assert (str(found.share), str(found.worth)) == (part, worth)
    assert (found.plan, found.currency) == (plan, currency or "USD")
    assert found == share_of(edition, quote.total, edition.plans[plan], currency)


def test_the_share_for_scripts(sheets: Sheets) -> None:
    edition = sheets.edition
    found = share_of(edition, Amount.parse("20"), edition.plans["unpriced"]).as_json()
    percent = Amount.parse("40").as_json()  # 20 of 50
    assert found == {"id": "unpriced", "name": "Unpriced", "billing": None, "share_percent": percent, "money": None}
    found = share_of(edition, Amount.parse("20"), edition.plans["riddle"]).as_json()
    assert (found["share_percent"], found["money"]) == (None, None)


def test_a_currency_that_nothing_is_sold_in_is_refused(sheets: Sheets) -> None:
    edition = sheets.edition
    with pytest.raises(CreditcalcError, match="has a price in `JPY`"):
        share_of(edition, Amount.parse("20"), edition.plans["first"], "JPY")


def test_a_book_without_prices_knows_shares_all_the_same(tmp_path: Path) -> None:
    plans = "only: {name: Only, source: docs, allowance: {amount: 50, unit: credit, every: month}}"
    edition = platform(tmp_path, MODELS, plans=plans).edition
    found = share_of(edition, Amount.parse("20"), edition.plans["only"])
    assert (found.share and str(found.share), found.worth, found.currency) == ("40", None, "")
