"""Models in words: what a screen says of them is what their rows say, for every bundled model."""

from itertools import product
from math import floor

import pytest

from creditcalc.amount import UNKNOWN, Amount
from creditcalc.figures import Figure, per
from creditcalc.plans.share import PlanShare, share
from creditcalc.pricebook.edition import Edition
from creditcalc.rating.compare import Ranked, ranked, unit_price
from creditcalc.reports.model import model_reports
from creditcalc.reports.models import clips, model_ranking, models
from creditcalc.reports.rates import sold_by
from creditcalc.reports.report import Report, Strong
from creditcalc.sheets.catalog import Catalog

pytestmark = pytest.mark.usefixtures("warm")
TODAY = "2026-11-29"
WORK: list[dict[str, str | bool]] = [
    {"seconds": "8"},
    {"seconds": "5", "resolution": "720p"},
    {"seconds": "8", "resolution": "1080p", "audio": True},
    {"seconds": "8", "resolution": "4k"},
    {"seconds": "60", "twin": True},
]


def editions() -> list[Edition]:
    """Every bundled price book that is the default of its platform."""
    catalog = Catalog(None)
    return [catalog.edition(platform, None, None) for platform in catalog.index.platforms]


def column(report: Report, key: str) -> list[object]:
    """The cells that people read under a key."""
    seen = report.read_by("people")
    number = next(number for number, one in enumerate(seen.columns) if one.key == key)
    return [row[number] for row in seen.rows]


def rankings() -> list[tuple[Edition, list[Ranked], list[PlanShare]]]:
    """Rankings of video models of every platform that has two for the same work, with each of its plans and without."""
    found: list[tuple[Edition, list[Ranked], list[PlanShare]]] = []
    for edition, given in product(editions(), WORK):
        videos = [model for model in edition.models.values() if model.kind == "video"]
        rows, _ = ranked(edition, videos, given, outputs=None, takes=1)
        if len(rows) > 1:
            found.append((edition, rows, []))
            plans = edition.plans.values()
            found += [(edition, rows, [share(edition, one.quote, plan) for one in rows]) for plan in plans]
    return found


def test_the_cheapest_of_the_answer_is_the_first_row_and_no_other_may_cost_less() -> None:
    endings = set()
    for edition, found, shares in rankings():
        report = model_ranking(edition, found, [], "", TODAY, shares=shares)
        (line,) = report.answer
        first = str(column(report, "name")[0]).removesuffix(" (ended)")
        assert isinstance(line.words[0], Strong)
        assert line.words[0].startswith(first)
        rivals = [one.quote.generation.model.name for one in found if one.factor.low < 1]
        said = "".join(line.words)
        assert ("may cost less" in said) == bool(rivals)
        assert (" may be the cheapest: " in said) == bool(rivals)
        if rivals:
            assert f". {rivals[0]}" in said
        endings.add(line.words[1])
    assert endings == {" is the cheapest: ", " are the cheapest: ", " may be the cheapest: "}


def test_the_clips_a_month_contain_every_allowance_over_every_price() -> None:
    counted = 0
    for _, found, shares in rankings():
        if not shares or shares[0].share is None:
            continue
        total, allowance = found[0].quote.total, shares[0].allowance
        many = clips(allowance, total)
        for credits, price in product((allowance.low, allowance.high), (total.low, total.high)):
            if credits is not None and price:
                counted += 1
                assert many.low <= floor(credits / price)
                assert many.high is None or floor(credits / price) <= many.high
    assert counted > 100


@pytest.mark.parametrize(
    ("allowance", "total", "many"),
    [
        ("80", "~7.616..10.688", "~7..10"),  # 80 / 10.688 is 7.49, 80 / 7.616 is 10.5
        ("80", "80+", "..1"),
        ("80", "~81", "~0"),
        ("4250+", "~5", "~850+"),
        ("unknown", "5", "unknown"),
    ],
)
def test_clips_are_whole(allowance: str, total: str, many: str) -> None:
    assert str(clips(Amount.parse(allowance), Amount.parse(total))) == many


def test_the_list_shows_the_price_of_every_model() -> None:
    for edition in editions():
        report = models(edition, TODAY, kind=None, maker=None, below=None, by_price=False)
        for identity, cell, words in zip(*(column(report, key) for key in ("id", "price", "per")), strict=True):
            model = edition.models[str(identity)]
            found = unit_price(model)
            if found is None:
                assert cell == "varies" or (isinstance(cell, Figure) and cell.amount == UNKNOWN) or cell == UNKNOWN
                continue
            size, unit = per(found.amount, found.unit.replace("_", " "))
            assert isinstance(cell, Figure)
            assert (cell.amount, words) == (found.amount * size, unit)
            assert cell.amount.low == found.amount.low * size.low


def test_the_page_of_a_model_has_a_row_for_every_price_and_every_option() -> None:
    shown = 0
    for edition in editions():
        for model in edition.models.values():
            reports = model_reports(edition, model, sources=True)
            cells = [cell for report in reports for row in report.rows for cell in row]
            for row in model.rates:
                if row.price is not None and row.published and not row.unavailable:
                    size, _ = sold_by(row.price, row.per)
                    assert any(isinstance(cell, Figure) and cell.amount == row.price * size for cell in cells)
                    shown += 1
            options = [
                name for report in reports for row in report.rows for name in row[:1] if str(name).startswith("--")
            ]
            assert len(options) == len(model.settings)
            flat = " ".join(map(str, cells))
            assert all(not row.unavailable or row.unavailable in flat for row in model.rates)
    assert shown > 1000


def test_a_tiny_price_is_that_of_a_thousand_in_the_list_and_on_the_page() -> None:
    edition = Catalog(None).edition("invideo", "2026-05", None)
    report = models(edition, TODAY, kind="voice", maker=None, below=None, by_price=False)
    shown = dict(
        zip(column(report, "id"), zip(column(report, "price"), column(report, "per"), strict=True), strict=True)
    )
    price, words = shown["elevenlabs-v3"]
    # 0.1 USD a thousand characters, at 11.9 to 16.7 credits for a dollar: 1.19 to 1.67
    assert (str(price), words) == ("~1.19–1.67", "per 1,000 characters")
    page, _ = model_reports(edition, edition.model("elevenlabs-v3"))
    assert page.columns[0].title == "Credits per 1,000 characters"
    assert str(page.rows[0][0]) == "~1.19–1.67"
