"""A derived quote beside what it comes to at another source's credits per dollar."""

from pathlib import Path

import pytest
from sheets import EDITION, platform, write

from creditcalc.pricebook.edition import Edition
from creditcalc.rating.conversion import at_other_rates
from creditcalc.rating.generation import resolve
from creditcalc.rating.quote import price
from creditcalc.reports.quote import notices, quote_json
from creditcalc.sheets.catalog import Catalog

LENGTH = "maker: M, kind: video, settings: {seconds: {number: 1..60}}"
LIST = f"""
film: {{name: Film, {LENGTH}, rates: [{{price: 0.20, per: second, source: docs}}]}}
wide: {{name: Wide, {LENGTH}, rates: [{{price: 0.20..0.40, per: second, source: docs}}]}}
steps: {{name: Steps, {LENGTH}, rates: [
  {{graduated: [{{up_to: 5, price: 0.1}}, {{price: 0.2}}], per: second, source: docs}}],
  surcharges: [{{name: Start, price: 0.5, per: clip, source: docs}}]}}
least: {{name: Least, {LENGTH}, rates: [{{price: 0.01, per: second, source: docs}}],
  minimum: {{price: 1, source: docs}}}}
"""
OWN = """
film: {list: film}
dear: {list: film, name: Dear, list_factor: 1.2}
wide: {list: wide}
steps: {list: steps}
least: {list: least}
whole: {list: film, name: Whole, rounding: {to: up, step: 10, at: generation, source: docs}}
mixed: {list: film, name: Mixed, surcharges: [{name: Fee, price: 7, per: clip, source: docs}]}
own: {list: film, name: Own, rates: [{price: 3, per: second, source: docs}]}
crew: {name: Crew, maker: M, kind: agent, settings: {seconds: {number: 1..60}},
  uses: {models: [film, own], source: docs}}
"""
DERIVED = ("film", "dear", "wide", "steps", "least", "whole", "mixed", "crew")


def book(folder: Path, conversion: str) -> Edition:
    """A platform with these credits for a dollar, beside its list."""
    made = platform(folder, OWN, edition=f"{EDITION}list: list/l\ncredits_per_usd: {conversion}\n")
    write(folder, {"list/platform.yaml": "name: List\ndefault_edition: l\n", "list/l/models.yaml": LIST})
    write(folder, {"list/l/edition.yaml": EDITION.replace("unit: credit", "unit: USD")})
    return made.edition


@pytest.fixture
def disputed(tmp_path: Path) -> Edition:
    """12 to 16 credits for a dollar, and 4 by a note."""
    return book(tmp_path / "a", "{price: ~12..16, source: docs, claims: [{price: ~4, source: note}]}")


@pytest.mark.parametrize("name", DERIVED)
@pytest.mark.parametrize("seconds", [1, 8, 60])
def test_the_other_total_is_that_of_sheets_with_the_other_conversion(
    disputed: Edition, tmp_path: Path, name: str, seconds: int
) -> None:
    other = book(tmp_path / "b", "{price: ~4, source: docs}")
    quote = price(resolve(disputed.model(name), {"seconds": seconds}, takes=3), disputed)
    expected = price(resolve(other.model(name), {"seconds": seconds}, takes=3), other).total
    assert [one.total for one in at_other_rates(quote)] == [expected]


def test_a_quote_says_the_other_figure_in_words_and_in_its_object(disputed: Edition) -> None:
    quote = price(resolve(disputed.model("film"), {"seconds": 8}), disputed)
    assert str(quote.total) == "~19.2..25.6"  # 8 s x 0.20 USD x 12 to 16
    said = [notice.text for notice in notices(quote) if notice.code == "other_conversion"]
    assert said == ["about 6.4, if a dollar of list price is about 4 credits"]  # 8 s x 0.20 USD x 4
    [other] = quote_json(quote)["conversions"]
    assert (other["total"]["text"], other["credits_per_usd"]["text"], other["source"]["key"]) == ("~6.4", "~4", "note")


def test_what_is_not_derived_has_no_other_figure(disputed: Edition) -> None:
    quote = price(resolve(disputed.model("own"), {"seconds": 8}), disputed)
    assert list(at_other_rates(quote)) == []
    assert "conversions" not in quote_json(quote)


@pytest.mark.parametrize(
    ("name", "total"),
    [
        ("veo-3.1", "6.4"),  # 8 s x 0.8, as a third party's page has it
        ("kling-3.0", "~5.36"),  # 8 s x 0.67
        ("seedance-2.0", "~5.84"),  # 8 s x 0.73
        ("veo-3.1-fast", "~2.56"),  # 8 s x 0.08 USD x 4
    ],
)
def test_the_plan_cards_are_a_book_of_their_own(name: str, total: str) -> None:
    catalog = Catalog()
    cards = catalog.edition("invideo", "2026-05-cards")
    assert str(price(resolve(cards.model(name), {"seconds": 8, "resolution": "720p"}), cards).total) == total
    assert catalog.edition("invideo", None, "2026-06-01").id == "2026-05"
    given = {key: str(plan.allowance and plan.allowance.amount) for key, plan in cards.plans.items()}
    assert [given[key] for key in ("plus", "max", "generative", "generative-1600", "elite")] == [
        "75",
        "390",
        "800",
        "1600",
        "4250+",
    ]


def test_the_least_of_an_image_is_that_of_the_card() -> None:
    cards = Catalog().edition("invideo", "2026-05-cards")
    for name, total in {"nano-banana-pro": "0.25+", "nano-banana-2": "0.125+"}.items():  # 800 / 3,200 and 800 / 6,400
        assert str(price(resolve(cards.model(name), {}), cards).total) == total
