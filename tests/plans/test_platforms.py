"""The same generation on several platforms, on small sheets reckoned by hand."""

import shlex
from pathlib import Path

import pytest
from shell import run

from creditcalc.amount import Amount
from creditcalc.errors import CreditcalcError
from creditcalc.figures import money
from creditcalc.plans.platforms import offers, snapped
from creditcalc.reports.platforms import ordinal, platform_ranking, platforms
from creditcalc.reports.report import Note
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
    called = f"name: {name.upper()}, maker: X, kind: video"
    return f"{name}: {{{called}, settings: {{{settings}}}, rates: [{{{rate}, source: docs}}]}}\n"


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
    assert [row[:7] for row in platforms(catalog, "list").read_by("scripts").rows] == [
        ("fixed", "Fixed", "credit", "e", "e", 1, 2),
        ("list", "List", "USD", "e", "e", 1, 0),
        ("other", "Other", "credit", "e", "e", 1, 2),
        ("quiet", "Quiet", "credit", "e", "e", 1, 2),
        ("shop", "Shop", "credit", "e", "e", 1, 2),
    ]
    assert platforms(catalog, "list").read_by("people").rows[0] == ("Fixed", "fixed", "credits", 1, 2, "e", None)


def test_offers_are_ranked_in_money_and_measured_by_the_list_price(catalog: Catalog) -> None:
    # 8 s. list: 8 x 0.20 = 1.60. shop: 24 credits; large 24/1000 x 40 = 0.96, small 24/100 x 10 = 2.40.
    # fixed sells 10 s for 8 s: 30 credits; large 30/1000 x 40 = 1.20, small 30/100 x 10 = 3.
    found, missing = offers(catalog, "m", {"seconds": 8}, outputs=1, takes=1)
    report = platform_ranking(catalog, found, missing, "M")
    assert [(row[0], row[2], row[5], str(row[8]), str(row[9])) for row in report.rows] == [
        ("shop", "", "Large", "0.96", "0.6"),
        ("fixed", "10 s for 8 s", "Large", "1.2", "0.75"),
        ("list", "", None, "1.6", "1"),
        ("shop", "", "Small", "2.4", "1.5"),
        ("fixed", "10 s for 8 s", "Small", "3", "1.875"),
    ]
    assert [list(map(str, row)) for row in report.read_by("people").rows[:2]] == [
        ["Shop", "Large", "$0.96", "24 cr", "2.4 %", "0.6×", "official", ""],
        ["Fixed", "Large", "$1.20", "30 cr", "3 %", "0.75×", "official", "10 s for 8 s"],
    ]
    assert ["".join(line.words) for line in report.answer] == [
        "Shop on Large is the cheapest: $0.96, 0.6× the list price.",
        "List is listed 3rd: $1.60, 1.67× as much.",  # 1.60 / 0.96
    ]
    assert report.notes == (
        Note("unpublished", "Not compared: Quiet (price not published)."),
        Note("part", "Priced for the next longer clip, 10 s for 8 s: Fixed."),
    )
    assert report.details == ("Not compared: Quiet, its price is not published.",)
    assert report.data["certain"] is True
    first, second, third, *_ = report.data["offers"]
    assert (first["platform"], first["plan"]["name"], first["money"]["text"]) == ("shop", "Large", "0.96")
    assert (first["share_percent"]["text"], first["times_list_price"]["text"]) == (("2.4", "0.6"))
    assert (second["platform"], second["total"]["text"]) == ("fixed", "30")
    books = {one["platform"]: one for one in report.data["books"]}
    assert [books[one]["snapped"] for one in ("shop", "fixed")] == [None, {"asked": "8", "made": "10"}]
    assert books["fixed"]["inputs"]["seconds"]["value"] == "10"
    assert (third["unit"], third["total"]["text"], third["plan"], third["top_up"]) == ("USD", "1.6", None, None)
    assert [(one["platform"], one["model"]["id"], one["unit"]) for one in report.data["books"]] == [
        ("shop", "m", "credit"),
        ("fixed", "m", "credit"),
        ("list", "m", "USD"),
    ]
    assert report.data["missing"] == [
        {"platform": "quiet", "reason": "unpublished", "text": "its price is not published", "quote_at": None}
    ]


def test_yearly_plans_are_counted_and_shown_when_asked_for(catalog: Catalog, tmp_path: Path) -> None:
    # 8 s are 24 of 100 credits: by the year at 96 / 12 = 8 a month 1.92, by the month at 10 2.40. Large is by the
    # year alone, at 360 / 12 = 30 a month: 24 / 1000 x 30 = 0.72; fixed's 30 credits are 0.90 there.
    for name in ("shop", "fixed"):
        sheet = tmp_path / name / "e" / "plans.yaml"
        small = "{amount: 10, currency: USD, every: month, source: docs}"
        text = sheet.read_text().replace(small, f"{small}, {{amount: 96, currency: USD, every: year, source: docs}}")
        sheet.write_text(
            text.replace("amount: 40, currency: USD, every: month", "amount: 360, currency: USD, every: year")
        )
    found, missing = offers(catalog, "m", {"seconds": 8}, outputs=1, takes=1)
    few = platform_ranking(catalog, found, missing, "M", yearly=False)
    assert [row[11:14] for row in few.rows] == [  # without those that are paid by the year
        ("List price", "pay as you go", money(Amount.parse("1.6"), "USD")),
        ("Shop", "Small", money(Amount.parse("2.4"), "USD")),
        ("Fixed", "Small", money(Amount.parse("3"), "USD")),
    ]
    assert (few.aside, few.notes[-1]) == ("3 offers on 3 platforms · paid monthly", "4 yearly plans: --yearly")
    whole = platform_ranking(catalog, found, missing, "M")
    assert (len(whole.rows), whole.aside) == (7, "7 offers on 3 platforms")
    assert few.data == whole.data
    text = "".join("".join(line.words) for line in whole.answer)
    assert text.startswith("Shop on Large (yearly) is the cheapest: $0.72, 0.45× the list price.")


def test_a_platform_with_yearly_plans_alone_is_shown(catalog: Catalog, tmp_path: Path) -> None:
    sheet = tmp_path / "shop" / "e" / "plans.yaml"
    sheet.write_text(sheet.read_text().replace("every: month, source: docs}]", "every: year, source: docs}]"))
    found, missing = offers(catalog, "m", {"seconds": 8}, outputs=1, takes=1)
    few = platform_ranking(catalog, found, missing, "M", yearly=False)
    assert [row[12] for row in few.rows if row[11] == "Shop"] == ["Large (yearly)", "Small (yearly)"]
    assert few.aside == "5 offers on 3 platforms"


def test_what_may_cost_less_than_the_first_is_named(catalog: Catalog, tmp_path: Path) -> None:
    sheet = tmp_path / "fixed" / "e" / "models.yaml"
    sheet.write_text(sheet.read_text().replace("price: 30", "price: 20..40"))
    found, missing = offers(catalog, "m", {"seconds": 8}, outputs=1, takes=1)
    report = platform_ranking(catalog, found, missing, "M")
    # shop on Large 0.96; fixed there 20..40 / 1000 x 40 = 0.80..1.60
    assert "".join(report.answer[0].words) == (
        "Shop on Large is listed first: $0.96, 0.6× the list price. Fixed on Large may cost less."
    )
    assert report.data["certain"] is False


@pytest.mark.parametrize(
    ("number", "word"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (22, "22nd")],
)
def test_an_ordinal(number: int, word: str) -> None:
    assert ordinal(number) == word


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
    assert (note and str(note)) == (None if made == asked else f"{made} s for {asked} s")


def test_a_platform_that_cannot_make_it_is_named_with_its_reason(catalog: Catalog) -> None:
    _, missing = offers(catalog, "m", {"seconds": 11}, outputs=1, takes=1)
    assert [(one.platform, one.reason) for one in missing] == [
        ("fixed", "`m` does not take seconds `11`: it takes `5` or `10`"),
        ("quiet", "its price is not published"),
    ]


@pytest.mark.parametrize("length", ["8x", "1/0", "22/3", "1e99999999", "²", "1_0", "+8", " ", "nan"])
def test_a_length_is_read_like_every_other_number(length: str) -> None:
    found = run(f"platforms compare --model veo-3.1 {shlex.quote(f'--seconds={length}')}")
    assert (found.code, found.out) == (1, "")
    assert found.err == f"error: `{length}` is not a number of seconds: write `8`, `8s`, `1m30s` or `0:30`\n"


def test_no_length_is_none() -> None:
    found = run("platforms compare --model veo-3.1 --seconds 0")
    assert (found.code, found.err) == (1, "error: `seconds` must be more than 0, not `0`\n")
