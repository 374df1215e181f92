"""A price book by itself: its models by every name, and how good the evidence of its rows is."""

from pathlib import Path

import pytest
from sheets import Sheets, platform

from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.rating.allowance import credits_of
from creditcalc.rating.generation import resolve
from creditcalc.rating.quote import price
from creditcalc.reports.model import model_data
from creditcalc.reports.sheets import coverage
from creditcalc.sheets.catalog import Catalog

ROWS = "rates: [{price: 2, per: second, source: docs}]"
LENGTH = "settings: {seconds: {number: 1..60}}"
SOLD = f"maker: X, kind: video, {LENGTH}, {ROWS}"
MODELS = f"""\
clip: {{name: Clip, aliases: [Clip One], {SOLD}}}
gone: {{name: Gone, aliases: [went], until: 2026-05-30, {SOLD}}}
next: {{name: Next, since: 2026-06-01, {SOLD}}}
last: {{name: Last, since: 2026-05-31, until: 2026-05-31, {SOLD}}}
bad: {{name: Bad, aliases: [worse], maker: X, kind: video, rates: [{{price: 1, per: clip, source: nobody}}]}}
odd: {{nmae: Odd}}
crew: {{name: Crew, maker: X, kind: agent, {LENGTH}, uses: {{kinds: [video], source: docs}}}}
"""
PLANS = "".join(
    f"{name}: {{name: {name}, source: docs, allowance: {{amount: 2, unit: minute, of: {name}}}}}\n"
    for name in ("clip", "gone", "bad")
)


@pytest.fixture
def sheets(tmp_path: Path) -> Sheets:
    """Sheets with models that are on sale on 31 May 2026, that are not, and that are wrong."""
    return platform(tmp_path, MODELS, plans=PLANS)


@pytest.fixture
def edition(sheets: Sheets) -> Edition:
    """Their edition, with no catalog at hand."""
    return sheets.edition


def refusal(edition: Edition, name: str) -> str:
    """Why a name finds no model that is on sale."""
    with pytest.raises(CreditcalcError) as refused:
        edition.model(name)
    return str(refused.value)


@pytest.mark.parametrize("name", ["clip", "CLIP", "Clip One", "clip one"])
def test_a_model_is_found_by_every_name_in_any_case(edition: Edition, name: str) -> None:
    assert edition.model(name) == edition.named(name) == edition.models["clip"]


def test_a_model_is_on_sale_from_its_first_day_to_its_last(edition: Edition) -> None:
    assert edition.model("last").id == "last"
    assert refusal(edition, "Went") == (
        "`gone` ended on 2026-05-30, and these prices are of 2026-05-31: give `--as-of 2026-05-30` or earlier"
    )
    assert refusal(edition, "next") == (
        "`next` is on sale from 2026-06-01, and these prices are of 2026-05-31: give `--as-of 2026-06-01` or later"
    )
    assert [edition.named(name).id for name in ("went", "next")] == ["gone", "next"]


WRONG = {
    "bad": "p/e/models.yaml:5:67: unknown source `nobody`: add it to the edition's `sources`",
    "worse": "p/e/models.yaml:5:67: unknown source `nobody`: add it to the edition's `sources`",
    "odd": "p/e/models.yaml:6:7: unknown key `nmae`: did you mean `name` or `maker`?",
    "clop": "unknown model `clop` on p: did you mean `Clip`? (see `creditcalc models list`)",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_model_that_cannot_be_used_says_why_whoever_asks(sheets: Sheets, edition: Edition, name: str) -> None:
    def said(error: CreditcalcError) -> str:
        return str(error).removeprefix(f"{sheets.folder}/")

    for find in (edition.model, edition.named):
        with pytest.raises(CreditcalcError) as refused:
            find(name)
        assert said(refused.value) == WRONG[name]
    with pytest.raises(CreditcalcError) as refused:
        price(resolve(edition.model("crew"), {"seconds": 8}, mix=f"{name}=100%"), edition)
    assert said(refused.value) == WRONG[name]


def test_minutes_of_a_model_that_has_ended_are_worth_what_it_cost(edition: Edition) -> None:
    for name in ("clip", "gone"):
        allowance = edition.plans[name].allowance
        assert allowance
        assert str(credits_of(allowance, edition)) == "240"  # 2 minutes of 60 seconds at 2
    allowance = edition.plans["bad"].allowance
    assert allowance
    with pytest.raises(CreditcalcError, match="unknown source `nobody`"):
        credits_of(allowance, edition)


GRADED = """\
clip:
  name: Clip
  maker: X
  kind: video
  settings: {size: {one_of: [a, b, c]}}
  rates:
    - {when: {size: a}, price: 1, per: clip, source: docs}
    - {when: {size: b}, price: 2, per: clip, source: docs, grade: derived}
    - {when: {size: c}, price: 3, per: clip, source: note}
"""
GRADES = {"a": "official", "b": "derived", "c": "third_party"}
"""By size: that of `docs`, the row's own, that of `note`."""


def test_a_row_has_its_own_grade_or_its_sources_wherever_it_is_shown(tmp_path: Path) -> None:
    sheets = platform(tmp_path, GRADED)
    edition, rates = sheets.edition, sheets.edition.models["clip"].rates
    assert [edition.grade(row) for row in rates] == list(GRADES.values())
    assert {size: sheets("clip", size=size).grade for size in GRADES} == GRADES
    shown = model_data(edition, edition.models["clip"])
    assert [row[2] for row in shown.rows] == list(GRADES.values())
    (counted,) = coverage(Catalog(alone=str(tmp_path))).rows
    assert counted[5:10] == (0, 1, 0, 1, 1)  # observed, official, transcribed, third party, derived


def test_the_grade_of_a_quote_is_that_of_its_weakest_row(tmp_path: Path) -> None:
    extra = "  surcharges: [{name: More, price: 1, per: clip, source: page}]\n"
    sheets = platform(tmp_path, GRADED + extra)
    # page is transcribed: weaker than official, stronger than the others
    assert [sheets("clip", size=size).grade for size in "abc"] == ["transcribed", "derived", "third_party"]


def test_a_plan_is_found_by_every_name_in_any_case(tmp_path: Path) -> None:
    plans = "plus: {name: Plus Plan, source: docs, aliases: [Standard, big]}\n"
    edition = platform(tmp_path, MODELS, plans=plans).edition
    for name in ("plus", "PLUS", "plus plan", "Standard", "standard", "BIG"):
        assert edition.plan(name).id == "plus"
    with pytest.raises(CreditcalcError, match="unknown plan `small`"):
        edition.plan("small")
