"""The state of the sheets: what disagrees, what is old, what it rests on."""

from pathlib import Path

import pytest
from sheets import platform

from creditcalc.errors import CreditcalcError
from creditcalc.reports.conflicts import conflicts
from creditcalc.reports.report import AnswerLine
from creditcalc.reports.sheets import audit, coverage, stale
from creditcalc.sheets.catalog import Catalog

EDITION = """\
unit: credit
from: 2026-05-01
as_of: 2026-05-31
sources:
  docs: {title: The documentation, date: 2026-05, grade: official}
  old: {title: An old note, date: 2025-01-31, grade: third_party}
"""
MODELS = """\
m:
  name: M
  maker: X
  kind: video
  settings: {seconds: {number: 1..60}, size: {one_of: [a, b, c, d], open: yes}}
  rates:
    - {when: {size: a}, price: 1, per: second, source: docs, because: newer, claims: [{price: 2, source: old}]}
    - {when: {size: b}, price: 3, per: second, source: old}
    - {when: {size: c}, price: unknown, per: second, source: docs}
    - {when: {size: d}, unavailable: not made, source: docs}
  examples:
    - {with: {seconds: 4, size: a}, total: 4, source: docs}
"""


PLANS = """\
small:
  name: Small
  source: docs
  prices: [{amount: 10, currency: USD, every: month, claims: [{amount: 12, currency: USD, source: old}]}]
  allowance: {amount: 100, unit: credit, every: month, claims: [{amount: 90, unit: credit, source: old}]}
  rollover: {keeps: nothing, claims: [{keeps: everything, source: old}]}
"""


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    home = tmp_path / "p" / "e"
    home.mkdir(parents=True)
    (tmp_path / "catalog.yaml").write_text("default_platform: p\n")
    (tmp_path / "p" / "platform.yaml").write_text("name: P\ndefault_edition: e\n")
    (home / "edition.yaml").write_text(EDITION)
    (home / "models.yaml").write_text(MODELS)
    return Catalog(alone=str(tmp_path))


def test_an_audit_counts_models_rates_single_sources_and_old_ones(catalog: Catalog) -> None:
    # Four rates, one with a claim: three rest on a single source; one is of January 2025.
    found = audit(catalog, "2025-06-01", "2026-11-29")
    assert found.faults == ()
    assert found.report.rows == (("p", "e", "p/e", 1, 4, 1, 3, 1, 0),)


def test_an_edition_with_a_wrong_sheet_of_its_own_hides_no_other_fault(tmp_path: Path, catalog: Catalog) -> None:
    other = tmp_path / "p" / "f"
    other.mkdir()
    earlier = EDITION.replace("from: 2026-05-01", "from: 2026-04-01\nto: 2026-04-30").replace(
        "2026-05-31", "2026-04-30"
    )
    (other / "edition.yaml").write_text(
        f"{earlier}plan_changes: {{upgrade: {{how: maybe, source: docs}}}}\ncover: all\n"
    )
    (other / "models.yaml").write_text("m: {nmae: M}\n")
    (tmp_path / "p" / "e" / "models.yaml").write_text(MODELS.replace("total: 4", "total: 5"))
    found = audit(Catalog(alone=str(tmp_path)), "2025-06-01", "2026-11-29")
    assert [fault.removeprefix(f"{tmp_path}/") for fault in found.faults] == [
        "p/e/models.yaml:12:7: the example says 5, the sheet gives 4: correct one of them",
        "p/f/edition.yaml:8:31: `maybe` is not allowed here: write `cycle end`, `new`, `add` or `difference`",
        "p/f/edition.yaml:9:1: unknown key `cover`: did you mean `coverage`?",
        "p/f/models.yaml:1:5: unknown key `nmae`: did you mean `name` or `maker`?",
    ]
    assert [(row[2], row[-1]) for row in found.report.rows] == [("p/e", 1), ("p/f", 3)]
    with pytest.raises(CreditcalcError) as refused:
        Catalog(alone=str(tmp_path)).edition("p", "f")
    assert str(refused.value).removeprefix(f"{tmp_path}/") == (
        "p/f/edition.yaml:8:31: `maybe` is not allowed here: write `cycle end`, `new`, `add` or `difference` "
        "(and 1 more fault: see `creditcalc sheets check`)"
    )
    assert catalog.edition("p", "e").id == "e"


def test_a_wrong_example_is_a_fault(catalog: Catalog, tmp_path: Path) -> None:
    sheet = tmp_path / "p" / "e" / "models.yaml"
    sheet.write_text(MODELS.replace("total: 4", "total: 5"))
    found = audit(Catalog(alone=str(tmp_path)), "2025-06-01", "2026-11-29")
    assert [fault.removeprefix(f"{tmp_path}/") for fault in found.faults] == [
        "p/e/models.yaml:12:7: the example says 5, the sheet gives 4: correct one of them"
    ]
    assert found.report.data["faults"] == [
        {
            "place": f"{tmp_path}/p/e/models.yaml:12:7",
            "text": "the example says 5, the sheet gives 4: correct one of them",
        }
    ]
    assert found.report.data["editions"][0]["counts"]["faults"] == 1


def test_conflicts_name_the_figure_in_use_and_why(catalog: Catalog) -> None:
    assert [row[:8] for row in conflicts(catalog).rows] == [
        ("p", "e", "m size a", "1 / second", "docs", "2", "old", "newer")
    ]
    assert [row[:-1] for row in conflicts(catalog).read_by("people").rows] == [
        ("p/e", "M, size a", "1 per second", "The documentation", "2", "An old note", "newer")
    ]


def test_a_conflict_is_told_by_its_parts(catalog: Catalog, tmp_path: Path) -> None:
    (tmp_path / "p" / "e" / "plans.yaml").write_text(PLANS)
    rate, price, gives, keeps = conflicts(Catalog(alone=str(tmp_path))).data["claims"]
    assert (rate["of"], rate["model"]["id"], rate["when"][0]["allowed"], rate["plan"]) == ("rate", "m", ["a"], None)
    assert [rate["used"][key] for key in ("source", "unit", "per")] == ["docs", "credit", "second"]
    assert (rate["used"]["amount"]["text"], rate["claim"]["amount"]["text"], rate["claim"]["source"]) == (
        ("1", "2", "old")
    )
    assert (rate["because"], rate["platform"], rate["edition"]) == ("newer", "p", "e")
    assert [(one["of"], one["plan"], one["billing"]) for one in (price, gives, keeps)] == [
        ("plan_price", {"id": "small", "name": "Small"}, "month"),
        ("allowance", {"id": "small", "name": "Small"}, None),
        ("rollover", {"id": "small", "name": "Small"}, None),
    ]
    assert [one["used"]["unit"] for one in (price, gives, keeps)] == ["USD", "credit", None]
    assert (keeps["used"]["source"], keeps["used"]["amount"], keeps["claim"]["text"]) == ("docs", None, "everything")


TWO = "until: {on: 2026-12-01, source: docs, claims: [{on: 2026-12-31, source: old, note: the page}]}"
ENDING = f"""
    clip: {{name: Clip, maker: M, kind: video, {TWO}, rates: [{{price: 1, per: clip, source: docs, {TWO}}}]}}
    """
SOLD = f"""
    small:
      {{name: Small, source: docs, {TWO}, prices: [{{amount: 9, currency: USD, every: month, {TWO}}}]}}
    """
MORE = f"""
    surcharges: {{twin: {{name: Twin, for: [video], price: 1, per: clip, source: docs, {TWO}}}}}
    top_ups: {{pack: {{name: Pack, source: docs, {TWO}, prices: [{{amount: 9, currency: USD, {TWO}}}]}}}}
    discounts: {{first: {{name: First, percent: 5, terms: all, source: docs, {TWO}}}}}
    """


def test_ends_that_sources_disagree_on_are_conflicts(tmp_path: Path) -> None:
    platform(tmp_path, ENDING, edition=EDITION, plans=SOLD, addons=MORE)
    found = conflicts(Catalog(alone=str(tmp_path)))
    # The later of the two days is used, the 31st of December, whichever is written first.
    assert {row[3:8] for row in found.rows} == {("2026-12-31", "old", "2026-12-01", "docs", None)}
    names = ["Clip", "Clip", "Clip, Twin, with AI twin", "Plan Small", "Plan Small", "Pack", "Pack", "First"]
    seen = found.read_by("people").rows
    assert [row[1] for row in seen] == [f"{name}, last day" for name in names]
    assert seen[0][2:6] == ("31 December 2026", "An old note", "1 December 2026", "The documentation")
    first = found.data["claims"][0]
    assert (first["of"], first["model"]["id"], first["used"]["text"]) == ("end", "clip", "2026-12-31")
    assert first["used"]["source"] == "old"
    assert first["claim"] == {
        **{"source": "docs", "amount": None, "unit": None, "per": None, "text": "2026-12-01", "note": None}
    }
    assert first["place"].endswith("p/e/models.yaml:2:90")


@pytest.mark.parametrize(("before", "found"), [("2025-01-31", 0), ("2025-02-01", 1), ("2026-06-01", 4)])
def test_a_rate_is_stale_when_its_source_is_dated_before_the_day(catalog: Catalog, before: str, found: int) -> None:
    # One source is of 2025-01-31, three rows are of May 2026.
    rows = stale(catalog, before).read_by("people").rows
    assert len(rows) == len(stale(catalog, before).data["rates"]) == found
    if rows:
        assert rows[0][:6] == ("p/e", "M", "size b", "3 per second", "An old note", "2025-01-31")
        first = stale(catalog, before).data["rates"][0]
        assert (first["model"]["id"], first["when"][0]["allowed"], first["price"]["text"], first["per"]) == (
            ("m", ["b"], "3", "second")
        )
        assert (first["source"], first["date"], first["name"]) == ("old", "2025-01-31", None)


def test_coverage_counts_each_rate_once(catalog: Catalog) -> None:
    # a official, b third party, c unknown, d not sold; nothing observed, transcribed or derived.
    row = coverage(catalog).rows[0]
    assert row == ("p", "e", "p/e", 1, 4, 0, 1, 0, 1, 0, 1, 1, 1)
    (book,) = coverage(catalog).data["editions"]
    assert book["counts"] == {
        **{"models": 1, "rates": 4, "unpublished": 1, "not_sold": 1, "examples": 1},
        "grades": {"observed": 0, "official": 1, "transcribed": 0, "third_party": 1, "derived": 0},
    }
    assert coverage(catalog).answer == (
        AnswerLine("4 prices", ("1 official, 1 third party, 1 not published and 1 not sold",)),
    )


def test_coverage_counts_what_was_observed(catalog: Catalog, tmp_path: Path) -> None:
    row = "{when: {size: a}, price: 2, per: second, source: own}"
    sheet = tmp_path / "mine" / "p" / "e" / "mine.yaml"
    sheet.parent.mkdir(parents=True)
    sheet.write_text(f"m: {{rates: [{row}]}}\n")
    over = Catalog(str(tmp_path / "mine"))
    over.roots = (*catalog.roots, *over.roots[1:])
    # b third party, c unknown, d not sold; a now observed.
    (counted,) = coverage(over).rows
    assert counted[3:] == (1, 4, 1, 0, 0, 1, 0, 1, 1, 0)


def test_coverage_of_the_bundled_sheets_adds_up() -> None:
    for row in coverage(Catalog()).rows:
        figures = [cell for cell in row if isinstance(cell, int)]
        assert figures[1] == sum(figures[2:9]), row[2]
