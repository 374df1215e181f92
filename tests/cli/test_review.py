"""`sheets diff --review`: what changes without a newer source is refused, what moves far is warned about."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sheets import EDITION, platform, write
from shell import run

from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.review import review

HEAD = EDITION + "  later: {title: A page, date: 2026-06-03, grade: official}\n"
MODELS = """\
clip:
  name: Clip
  maker: X
  kind: video
  settings: {seconds: {number: 1..60}, size: {one_of: [small, large]}}
  rates:
    - {when: {size: small}, price: 2, per: second, source: docs}
    - {when: {size: large}, price: 4, per: second, source: docs}
"""
PLANS = """\
plus:
  name: Plus
  prices: [{amount: 20, currency: USD, every: month, source: docs}]
  allowance: {amount: 100, unit: credit, every: month, source: docs}
  source: docs
"""
SMALL = "{when: {size: small}, price: 2, per: second, source: docs}"


def told(folder: Path, models: str = MODELS, plans: str = PLANS) -> list[str]:
    """What a review says of a change, without the folder."""
    for name, sheet, plan in (("old", MODELS, PLANS), ("new", models, plans)):
        platform(folder / name, sheet, edition=HEAD, plans=plan)
    books = [Catalog(alone=str(folder / name)) for name in ("old", "new")]
    before, after = (book.compiled(book.platform("p"), "e").on(None) for book in books)
    return [str(fault).replace(f"{folder}/", "") for fault in review(before, after)]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (SMALL.replace("price: 2", "price: 3").replace("docs", "later"), []),  # half of 2 is 1: it moves by no more
        (
            SMALL.replace("price: 2", "price: 3.1").replace("docs", "later"),
            ["warning: `clip` size small: 3.1 per second, before 2 per second: it moves by more than half"],
        ),
        (
            SMALL.replace("price: 2", "price: 0.9").replace("docs", "note"),
            [
                "`clip` size small: 0.9 per second, before 2 per second: "
                "`note` of 2026-04-30 is not newer than `docs` of 2026-05: name a newer source",
                "warning: `clip` size small: 0.9 per second, before 2 per second: it moves by more than half",
            ],
        ),
        (
            SMALL.replace("second", "minute").replace("docs", "later"),
            ["warning: `clip` size small: 2 per minute, before 2 per second: it is counted otherwise"],
        ),
        (
            f"{SMALL.replace('source', 'until: 2026-06-30, source')}\n"
            f"    - {SMALL.replace('price: 2', 'price: 2.5').replace('source', 'since: 2026-07-01, source')}",
            [
                "`clip` size small: 2.5 per second, before 2 per second: "
                "`docs` of 2026-05 is not newer than `docs` of 2026-05: name a newer source"
            ],
        ),
        (SMALL.replace("docs", "note"), []),  # another source of the same figure
    ],
)
def test_a_row_that_changes(tmp_path: Path, row: str, said: list[str]) -> None:
    found = told(tmp_path, MODELS.replace(SMALL, row))
    assert [line.partition(": ")[2] for line in found] == said
    assert all(line.startswith("new/p/e/models.yaml:") for line in found)


def test_figures_of_plans_and_rows_that_are_gone(tmp_path: Path) -> None:
    plans = PLANS.replace("amount: 20", "amount: 25").replace("amount: 100", "amount: 40")
    found = told(tmp_path, MODELS.replace(f"    - {SMALL}\n", "").replace("small, ", ""), plans)
    same = "`docs` of 2026-05 is not newer than `docs` of 2026-05: name a newer source"
    assert [line.partition(": ")[2] for line in found] == [
        f"plan `plus` month USD: 25 USD, before 20 USD: {same}",
        f"plan `plus` gives: 40 credit, before 100 credit: {same}",
        "warning: plan `plus` gives: 40 credit, before 100 credit: it moves by more than half",
        "warning: `clip` size small: 2 per second is removed: close it with `until`",
    ]


@settings(max_examples=25)
@given(st.integers(1, 400), st.sampled_from(["docs", "note", "later"]))
def test_what_changes_is_refused_without_a_newer_source_and_warned_about_beyond_half(
    tmp_path_factory: pytest.TempPathFactory, percent: int, source: str
) -> None:
    price = f"{percent // 50}.{percent % 50 * 2:02}"  # so many per cent of 2
    row = SMALL.replace("price: 2", f"price: {price}").replace("docs", source)
    found = told(tmp_path_factory.getbasetemp() / "law", MODELS.replace(SMALL, row))
    assert sum("name a newer source" in line for line in found) == (percent != 100 and source != "later")
    assert sum("more than half" in line for line in found) == (not 50 <= percent <= 150)


def test_the_command_refuses_after_it_has_shown_the_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("old", "new"):
        platform(tmp_path / name, MODELS, edition=HEAD)
    write(tmp_path, {"new/p/e/models.yaml": MODELS.replace("price: 4", "price: 7")})
    write(tmp_path, {"jobs.csv": "model,seconds,size\nclip,5,large\n", "none.csv": "model,seconds\nother,5\n"})
    monkeypatch.chdir(tmp_path)
    found = run("sheets diff old new --review --jobs jobs.csv")
    assert found.code == 1
    assert "Your file costs 20 before, 35 credits after." in found.out  # 5 s at 4 and at 7
    both = "`clip` size large: 7 per second, before 4 per second"
    assert found.err == (
        f"new/p/e/models.yaml:8:7: {both}: `docs` of 2026-05 is not newer than `docs` of 2026-05: name a newer source\n"
        f"new/p/e/models.yaml:8:7: warning: {both}: it moves by more than half\n"
    )
    assert run("sheets diff old new").code == 0
    assert "Your file" not in run("sheets diff old new --review --jobs none.csv").out
    assert run("sheets diff old new --jobs none.csv").out == ""
    assert run("sheets diff new new --review")[::2] == (0, "")
    gone = run("sheets diff new old --review --jobs jobs.csv").err  # 4 after 7 is not less than half of it
    assert [line.partition(": ")[0] for line in gone.splitlines()] == ["old/p/e/models.yaml:8:7"]
