"""What begins and ends on one day is in force that day, whatever it is; what ends before it begins is a fault."""

from pathlib import Path
from textwrap import dedent

import pytest
from sheets import EDITION, Sheets, platform, write

from creditcalc.errors import CreditcalcError
from creditcalc.plans.options import options, packs
from creditcalc.pricebook.edition import Edition
from creditcalc.sheets.catalog import Catalog

BEFORE, DAY, AFTER = "2026-06-09", "2026-06-10", "2026-06-11"
"""One day in the time of the edition, and its neighbours."""
ONE_DAY = f"since: {DAY}, until: {DAY}"
SWAPPED = f"since: {DAY}, until: {BEFORE}"
FAULT = "`since` is later than `until`: swap them"

MODELS = """
    m:
      name: M
      maker: X
      kind: video
      rates:
        - {{price: 2, per: clip, until: 2026-06-09, source: docs}}
        - {{price: 1, per: clip, {rate}, source: docs}}
        - {{price: 3, per: clip, since: 2026-06-11, source: docs}}
      surcharges: [{{name: Fee, price: 10, per: clip, {surcharge}, source: docs}}]
    guest: {{name: Guest, maker: X, kind: video, {model}, rates: [{{price: 7, per: clip, source: docs}}]}}
    """
PLANS = """
    p:
      name: P
      source: docs
      prices: [{{amount: 5, currency: USD, every: month, {price}}}]
      allowance: {{amount: 100, unit: credit, every: month}}
      seats: {{extra: {{amount: 1, currency: USD, every: month, {seat}}}}}
    """
ADDONS = """
    top_ups:
      pack:
        name: Pack
        source: docs
        prices: [{{amount: 4, currency: USD, {pack}}}]
        gives: {{amount: 50, unit: credit}}
    surcharges:
      twin: {{name: Twin, for: [video], price: 20, per: clip, {addon}, source: docs}}
    """
PLACES = {
    "rate": "p/e/models.yaml:8:7",
    "surcharge": "p/e/models.yaml:10:16",
    "model": "p/e/models.yaml:11:8",
    "price": "p/e/plans.yaml:5:12",
    "seat": "p/e/plans.yaml:7:18",
    "pack": "p/e/addons.yaml:6:14",
    "addon": "p/e/addons.yaml:9:9",
}
"""Everything that begins and ends, and where it stands."""


def dated(folder: Path, **spans: str) -> Sheets:
    """Sheets in which everything that may is in force on one day, but for what is said otherwise."""
    said = dict.fromkeys(PLACES, ONE_DAY) | spans
    models, plans, addons = (dedent(sheet).format(**said) for sheet in (MODELS, PLANS, ADDONS))
    return platform(folder, models, plans=plans, addons=addons)


def on(sheets: Sheets, day: str) -> Edition:
    """The edition as it is on a day."""
    return Catalog(str(sheets.folder)).edition("p", "e", day)


def test_one_day_is_no_fault(tmp_path: Path) -> None:
    assert dated(tmp_path).faults == ()


@pytest.mark.parametrize(
    ("day", "total", "twin"),
    [
        (BEFORE, "2", "2"),
        (DAY, "11", "31"),  # 1, the fee of 10, and 20 for the twin
        (AFTER, "3", "3"),
    ],
)
def test_a_row_of_one_day_is_charged_that_day(tmp_path: Path, day: str, total: str, twin: str) -> None:
    sheets = dated(tmp_path)
    assert sheets.total("m", edition="e", as_of=day) == total
    assert sheets.total("m", edition="e", as_of=day, twin=True) == twin


def test_a_model_of_one_day_is_sold_that_day(tmp_path: Path) -> None:
    sheets = dated(tmp_path)
    assert sheets.total("guest", edition="e", as_of=DAY) == "7"
    for day, words in (
        (BEFORE, f"`guest` is on sale from {DAY}, and these prices are of {BEFORE}: give `as_of='{DAY}'` or later"),
        (AFTER, f"`guest` ended on {DAY}, and these prices are of {AFTER}: give `as_of='{DAY}'` or earlier"),
    ):
        assert sheets.refusal("guest", edition="e", as_of=day) == (1, words)


@pytest.mark.parametrize(("day", "sold"), [(BEFORE, []), (DAY, ["5", "4"]), (AFTER, [])])
def test_a_price_of_one_day_is_one_to_reckon_with_that_day(tmp_path: Path, day: str, sold: list[str]) -> None:
    edition = on(dated(tmp_path), day)
    assert [str(one.cost) for one in packs(edition, None, "USD")] == sold[1:]
    if sold:
        assert [str(one.billed) for one in options(edition, "USD")] == sold[:1]
    else:
        with pytest.raises(CreditcalcError, match="no plan of p e has a price in `USD`"):
            options(edition, "USD")


def test_an_edition_of_one_day_is_in_force_that_day(tmp_path: Path) -> None:
    sheets = dated(tmp_path)
    write(
        tmp_path,
        {
            "p/e/edition.yaml": EDITION + f"to: {BEFORE}\n",
            "p/f/edition.yaml": EDITION.replace("from: 2026-05-01", f"from: {DAY}\nto: {DAY}"),
            "p/f/models.yaml": "m: {name: M, maker: X, kind: video, rates: [{price: 50, per: clip, source: docs}]}\n",
        },
    )
    assert sheets.total("m", as_of=BEFORE) == "2"
    assert sheets.total("m", as_of=DAY) == "50"
    with pytest.raises(CreditcalcError, match=f"no price book of p covers {AFTER}"):
        sheets.total("m", as_of=AFTER)


@pytest.mark.parametrize("what", PLACES)
def test_what_ends_before_it_begins_is_a_fault_wherever_it_stands(tmp_path: Path, what: str) -> None:
    # an add-on is a row of every model of its kind, and told for each
    assert set(dated(tmp_path, **{what: SWAPPED}).faults) == {f"{PLACES[what]}: {FAULT}"}
