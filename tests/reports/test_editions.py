"""Two price books row by row, on small books with the differences counted by hand."""

from pathlib import Path

from creditcalc.amount import Amount
from creditcalc.pricebook.edition import Edition
from creditcalc.reports.editions import Pair, changes, editions_report, resized
from creditcalc.reports.report import Report, cell_text, exact_text
from creditcalc.sheets.catalog import Catalog

HEAD = """\
unit: credit
from: 2026-05-01
as_of: 2026-05-31
sources:
  docs: {title: The documentation, date: 2026-05, grade: official}
"""


def book(folder: Path, *rates: str, edition: str = "e", name: str = "m") -> Edition:
    """A folder of its own with one model of these rows."""
    home = folder / "p" / edition
    home.mkdir(parents=True)
    (folder / "catalog.yaml").write_text("default_platform: p\n")
    (folder / "p" / "platform.yaml").write_text(f"name: P\ndefault_edition: {edition}\n")
    (home / "edition.yaml").write_text(HEAD)
    rows = "\n".join(f"    - {{{rate}, per: second, source: docs}}" for rate in rates)
    settings = "  settings: {seconds: {number: 1..60}, size: {one_of: [a, b, c, d]}}"
    (home / "models.yaml").write_text(f"{name}:\n  name: M\n  maker: X\n  kind: video\n{settings}\n  rates:\n{rows}\n")
    return Catalog(alone=str(folder)).edition()


def sizes(*prices: str) -> tuple[str, ...]:
    return tuple(f"when: {{size: {size}}}, price: {price}" for size, price in zip("abcd", prices, strict=True))


def said(report: Report) -> list[str]:
    """The answer in plain words."""
    return ["".join(line.words) for line in report.answer]


def cells(report: Report) -> list[list[str]]:
    """The one row of a report as scripts read it, and as people do."""
    (scripts,) = report.read_by("scripts").rows
    (people,) = report.read_by("people").rows
    return [[exact_text(cell) for cell in scripts], [cell_text(cell) for cell in people]]


def test_equal_books_have_no_difference(tmp_path: Path) -> None:
    one, other = book(tmp_path / "1", "price: 3"), book(tmp_path / "2", "price: 3")
    assert list(changes(one, other)) == []
    assert said(editions_report([Pair(one, other)])) == ["no differences."]


def test_a_figure_changed_in_place_is_a_correction(tmp_path: Path) -> None:
    # 3 -> 4 is 4/3 of what it was.
    one, other = book(tmp_path / "1", "price: 3"), book(tmp_path / "2", "price: 4")
    (found,) = changes(one, other)
    times = Amount.parse("4") / Amount.parse("3")
    assert found[:6] == ("correction", "m", "always", "3 / second", "4 / second", times)
    assert cells(editions_report([Pair(one, other)])) == [
        ["p", "e", "correction", "m", "always", "3 / second", "4 / second", str(times)],
        ["Prices corrected", "M", "", "3 per second", "4 per second", "1.33×"],
    ]
    (pair,) = editions_report([Pair(one, other)]).data["pairs"]
    (change,) = pair["changes"]
    assert [pair[key] for key in ("resized", "work")] == [None, None]
    assert (pair["before"]["edition"], pair["after"]["edition"]) == ("e", "e")
    assert (change["kind"], change["model"]["id"], change["when"]) == ("correction", "m", [])
    assert (change["before"]["price"]["text"], change["after"]["price"]["text"]) == ("3", "4")
    assert change["times"]["text"] == str(times)


def test_a_figure_with_a_later_since_is_a_price_change(tmp_path: Path) -> None:
    one = book(tmp_path / "1", "price: 3")
    other = book(tmp_path / "2", "price: 4, since: 2026-05-10", "price: 3, until: 2026-05-09")
    assert [(change.kind, change.before, change.after) for change in changes(one, other)] == [
        ("price_change", "3 / second", "4 / second")
    ]


def test_new_and_gone_models_and_rows_are_named(tmp_path: Path) -> None:
    one = book(tmp_path / "1", "when: {size: [a, b]}, price: 1", "when: {size: [c, d]}, price: 2")
    other = book(
        tmp_path / "2", "when: {size: [a, b]}, price: 1", "when: {size: c}, price: 2", "when: {size: d}, price: 3"
    )
    assert [(change.kind, change.when) for change in changes(one, other)] == [
        ("gone_row", "size c or d"),
        ("new_row", "size c"),
        ("new_row", "size d"),
    ]
    renamed = book(tmp_path / "3", "price: 1", name="n")
    assert [(change.kind, change.model) for change in changes(one, renamed)] == [
        ("gone_model", "m"),
        ("new_model", "n"),
    ]


def test_prices_that_change_alike_are_a_resized_credit(tmp_path: Path) -> None:
    # Each of four rows becomes ten times as dear: the credit became a tenth.
    one = book(tmp_path / "1", *sizes("1", "2", "3", "4"))
    other = book(tmp_path / "2", *sizes("10", "20", "30", "40"), edition="f")
    assert resized(list(changes(one, other))) == 10
    assert said(editions_report([Pair(one, other)])) == [
        "4 prices changed.",
        "The credit was resized: most prices are 10× what they were.",
    ]


def test_prices_that_change_unlike_are_no_resized_credit(tmp_path: Path) -> None:
    one = book(tmp_path / "1", *sizes("1", "2", "3", "4"))
    other = book(tmp_path / "2", *sizes("10", "21", "32", "43"), edition="f")
    assert resized(list(changes(one, other))) is None


def test_the_effect_on_some_work_is_said(tmp_path: Path) -> None:
    one, other = book(tmp_path / "1", "price: 3"), book(tmp_path / "2", "price: 4", edition="f")
    found = editions_report([Pair(one, other, (Amount.parse("312"), Amount.parse("374")))])
    assert said(found) == ["1 price changed.", "Your file costs 312 before, 374 credits after."]
    assert found.data["pairs"][0]["work"]["after"]["text"] == "374"
