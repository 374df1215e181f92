"""The same generation on several platforms, on small sheets reckoned by hand."""

import shlex
from pathlib import Path

import pytest
from shell import run

from creditcalc.errors import CreditcalcError
from creditcalc.plans.platforms import offers, snapped
from creditcalc.reports.platforms import platform_ranking, platforms
from creditcalc.sheets.catalog import Catalog

EDITION = """\
unit: {unit}
from: 2026-05-01
as_of: 2026-05-31
sources:
  docs: {{title: The documentation, date: 2026-05, grade: official}}
"""
PLANS = """\
small:
  name: Small
  prices: [{amount: 10, currency: USD, every: month, source: docs}]
  allowance: {amount: 100, unit: credit, every: month, source: docs}
  source: docs
large:
  name: Large
  prices: [{amount: 40, currency: USD, every: month, source: docs}]
  allowance: {amount: 1000, unit: credit, every: month, source: docs}
  source: docs
"""


def model(settings: str, rate: str, name: str = "m") -> str:
    return f"{name}: {{name: M, maker: X, kind: video, settings: {{{settings}}}, rates: [{{{rate}, source: docs}}]}}\n"


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    """`list` asks 0.20 a second, `shop` 3 credits a second, `fixed` 30 a clip of 5 or 10 s; `quiet` has no price."""
    (tmp_path / "catalog.yaml").write_text("default_platform: list\nlist_prices: list\n")
    per_second = "seconds: {number: 1..60}"
    sheets = {
        "list": ("USD", model(per_second, "price: 0.20, per: second"), ""),
        "shop": ("credit", model(per_second, "price: 3, per: second"), PLANS),
        "fixed": ("credit", model("seconds: {one_of: [5, 10]}", "price: 30, per: clip"), PLANS),
        "quiet": ("credit", model(per_second, "price: unknown, per: second"), PLANS),
        "other": ("credit", model(per_second, "price: 1, per: second", "n"), PLANS),
    }
    for name, (unit, models, plans) in sheets.items():
        home = tmp_path / name / "e"
        home.mkdir(parents=True)
        (tmp_path / name / "platform.yaml").write_text(f"name: {name.title()}\ndefault_edition: e\n")
        (home / "edition.yaml").write_text(EDITION.format(unit=unit))
        (home / "models.yaml").write_text(models)
        if plans:
            (home / "plans.yaml").write_text(plans)
    return Catalog(alone=str(tmp_path))


def test_platforms_are_listed_with_what_they_sell_in(catalog: Catalog) -> None:
    assert [row[:6] for row in platforms(catalog).rows] == [
        ("fixed", "Fixed", "credits", "e (default)", 1, 2),
        ("list", "List", "USD", "e (default)", 1, 0),
        ("other", "Other", "credits", "e (default)", 1, 2),
        ("quiet", "Quiet", "credits", "e (default)", 1, 2),
        ("shop", "Shop", "credits", "e (default)", 1, 2),
    ]


def test_offers_are_ranked_in_money_and_measured_by_the_list_price(catalog: Catalog) -> None:
    # 8 s. list: 8 x 0.20 = 1.60. shop: 24 credits; large 24/1000 x 40 = 0.96, small 24/100 x 10 = 2.40.
    # fixed sells 10 s for 8 s: 30 credits; large 30/1000 x 40 = 1.20, small 30/100 x 10 = 3.
    found, missing = offers(catalog, "m", {"seconds": 8}, outputs=1, takes=1)
    report = platform_ranking(catalog, found, missing, "M")
    assert [(row[0], row[1], row[3], str(row[5]), str(row[6])) for row in report.rows] == [
        ("shop e", "", "Large", "0.96", "0.6"),
        ("fixed e", "10 s for 8 s", "Large", "1.2", "0.75"),
        ("list e", "", None, "1.6", "1"),
        ("shop e", "", "Small", "2.4", "1.5"),
        ("fixed e", "10 s for 8 s", "Small", "3", "1.875"),
    ]
    assert report.notes == ("Not compared: quiet, its price is not published.",)
    assert report.data["certain"] is True


def test_only_the_plans_asked_for_are_compared(catalog: Catalog) -> None:
    found, _ = offers(catalog, "m", {"seconds": 8}, outputs=1, takes=1, plans=["small"])
    assert [(offer.quote.edition.platform, offer.option and offer.option.plan.id) for offer in found] == [
        ("list", None),
        ("shop", "small"),
        ("fixed", "small"),
    ]
    with pytest.raises(CreditcalcError, match="no platform that sells this has a plan `medium`"):
        offers(catalog, "m", {"seconds": 8}, outputs=1, takes=1, plans=["medium"])


@pytest.mark.parametrize(("asked", "made"), [("3", "5"), ("5", "5"), ("5.5", "10"), ("10", "10"), ("11", "11")])
def test_a_length_is_snapped_to_the_next_longer_one_and_never_to_a_shorter(
    catalog: Catalog, asked: str, made: str
) -> None:
    settings, note = snapped(catalog.edition("fixed").models["m"], {"seconds": asked})
    assert settings["seconds"] == made
    assert note == (None if made == asked else f"{made} s for {asked} s")


def test_a_platform_that_cannot_make_it_is_named_with_its_reason(catalog: Catalog) -> None:
    _, missing = offers(catalog, "m", {"seconds": 11}, outputs=1, takes=1)
    assert [(one.platform, one.reason) for one in missing] == [
        ("fixed", "`m` does not take seconds `11`: it takes `5` or `10`"),
        ("quiet", "its price is not published"),
    ]


@pytest.mark.parametrize("length", ["8s", "1/0", "22/3", "-5", "1e99999999", "²", "1_0", "+8", " ", "nan"])
def test_a_length_is_read_like_every_other_number(length: str) -> None:
    found = run(f"platforms compare --model veo-3.1 {shlex.quote(f'--seconds={length}')}")
    assert (found.code, found.out) == (1, "")
    assert found.err == f"error: `{length}` is not a number: write digits and a point, as in `8` or `8.5`\n"


def test_no_length_is_none() -> None:
    found = run("platforms compare --model veo-3.1 --seconds 0")
    assert (found.code, found.err) == (1, "error: `seconds` must be more than 0, not `0`\n")
