"""What people were charged: sheets of bills, and where they contradict a price."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheets import EDITION, platform, write

from creditcalc.day import Day
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.bill import Bill
from creditcalc.sheets.bills import add_bill, bill_line, read_bills
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.contradictions.bills import bill_contradictions
from creditcalc.text import inert

MODELS = """\
clip:
  name: Clip
  maker: X
  kind: video
  settings: {seconds: {number: 1..60}, size: {one_of: [small, large], open: yes}}
  rates:
    - {when: {size: small}, price: 2, per: second, until: 2026-06-30, source: docs}
    - {when: {size: small}, price: ~3, per: second, since: 2026-07-01, source: docs}
    - {when: {size: large}, price: 4, per: second, source: docs}
hidden:
  name: Hidden
  maker: X
  kind: video
  settings: {seconds: {number: 1..60}}
  rates: [{price: unknown, per: second, source: docs}]
"""


def told(folder: Path, bills: str) -> list[str]:
    """What the check says of a sheet of bills."""
    platform(folder, MODELS)
    write(folder, {"p/e/bills.yaml": bills})
    catalog = Catalog(alone=str(folder))
    compiled = catalog.compiled(catalog.platform("p"), "e")
    assert compiled.faults == ()
    found = bill_contradictions(catalog.roots, compiled, "2026-11-30")
    return [str(fault).removeprefix(f"{folder}/p/e/") for fault in found]


def test_bills_that_agree_say_nothing(tmp_path: Path) -> None:
    # 5 s small: 10 until June, about 15 since, which may be 13.5 to 16.5; large: 20; neither said: 10..20; 2 takes: 20
    bills = """\
        - {model: clip, with: {seconds: 5, size: small}, before: 100.5, after: 90.5, day: 2026-06-30}
        - {model: Clip, with: {seconds: 5, size: small}, charged: 16.5, day: 2026-07-01}
        - {model: clip, with: {seconds: 5, size: large}, charged: 20, day: 2026-06-30}
        - {model: clip, with: {seconds: 5}, charged: 12, day: 2026-06-30}
        - {model: clip, with: {seconds: 5, size: small, takes: 2}, charged: 20, day: 2026-06-30, note: two takes}
        """
    assert told(tmp_path, bills) == []


def test_a_bill_that_contradicts_a_row_is_a_warning_with_both_figures(tmp_path: Path) -> None:
    bills = """\
        - {model: clip, with: {seconds: 5, size: large}, before: 412, after: 405, day: 2026-06-30}
        - {model: clip, with: {seconds: 5}, charged: 21, day: 2026-06-30}
        - {model: clip, with: {seconds: 5, size: small}, charged: 16.6, day: 2026-07-01}
        - {model: hidden, with: {seconds: 5}, charged: 1, day: 2026-07-01}
        """
    small = f"`{tmp_path}/p/e/models.yaml:7:7`"
    large = f"`{tmp_path}/p/e/models.yaml:9:7`"
    later = f"`{tmp_path}/p/e/models.yaml:8:7`"
    assert told(tmp_path, bills) == [
        f"bills.yaml:1:3: warning: 7 credits were charged (412 before, 405 after), and the sheet gives 20: "
        f"look at the bill and at {large}",
        f"bills.yaml:2:3: warning: 21 credits were charged, and the sheet gives 10..20: "
        f"look at the bill and at {small} and {large}",
        f"bills.yaml:3:3: warning: 16.6 credits were charged, and the sheet gives ~15: look at the bill and at {later}",
        "bills.yaml:4:3: warning: 1 credit was charged, and the price is not published: "
        "add it with the grade `observed`",
    ]


@pytest.mark.parametrize(
    ("bill", "fault"),
    [
        ("{model: clip, with: {seconds: 5}, before: 4, day: 2026-06-30}", "needs both `before` and `after`, or"),
        ("{model: clip, with: {seconds: 5}, day: 2026-06-30}", "needs both `before` and `after`, or"),
        ("{model: clip, before: 4, after: 3, charged: 1, day: 2026-06-30}", "needs both `before` and `after`, or"),
        ("{model: clip, before: 3, after: 4, day: 2026-06-30}", "`after` is more than `before`"),
        ("{model: clip, charged: 1, day: 2026-04-30}", "`day` is 2026-04-30, and the price book is in force from"),
        (
            "{model: clap, charged: 1, day: 2026-06-30}",
            "the bill cannot be priced: unknown model `clap` on p: did you mean",
        ),
        ("{model: clip, charged: 1, day: 2026-06-30}", "the bill cannot be priced: `clip` needs `seconds`"),
        ("{model: clip, with: {seconds: 5}, charged: ~1, day: 2026-06-30}", "`~1` is not a number"),
        ("{charged: 1}", "lacks `model` and `day`: add them"),
        (
            "{model: clip, with: {seconds: 5}, charged: 15, day: 2027-06-30}",
            "warning: `day` is 2027-06-30, in the future",
        ),
    ],
)
def test_a_bill_that_is_wrong_is_a_fault(tmp_path: Path, bill: str, fault: str) -> None:
    (found,) = told(tmp_path, f"- {bill}\n")
    assert found.partition(": ")[2].startswith(fault)


@pytest.mark.parametrize("sheet", ["clip: {}\n", "- [\n", "text\n", ""])
def test_a_sheet_of_bills_that_cannot_be_read_is_a_fault_and_hides_no_price(tmp_path: Path, sheet: str) -> None:
    (found,) = told(tmp_path, sheet)
    assert found.startswith("bills.yaml")
    assert Catalog(str(tmp_path)).edition("p", "e").ignored == ()


def test_a_bill_twice_is_a_fault_and_no_price_depends_on_bills(tmp_path: Path) -> None:
    before = platform(tmp_path, MODELS).edition.digest
    bill = "- {model: clip, with: {seconds: 5}, charged: 15, day: 2026-06-30}\n"
    assert [line.partition(": ")[2] for line in told(tmp_path, bill * 2)] == ["this is in its list twice: remove one"]
    assert Catalog(str(tmp_path)).edition("p", "e").digest == before


FIGURES = st.integers(0, 10**6).map(lambda cents: Fraction(cents, 100))
WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).map(inert)


@given(
    st.dictionaries(st.from_regex(r"[a-z][a-z_]{0,9}", fullmatch=True), WORDS, max_size=3),
    st.tuples(FIGURES, FIGURES, st.none()) | st.tuples(st.none(), st.none(), FIGURES),
    st.none() | WORDS,
)
def test_a_bill_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory,
    options: dict[str, str],
    figures: tuple[Fraction | None, Fraction | None, Fraction | None],
    note: str | None,
) -> None:
    bill = Bill("clip", Day("2026-06-30"), options, *figures, note)
    path = tmp_path_factory.getbasetemp() / "bills.yaml"
    path.write_text(f"- {bill_line(bill)}\n", encoding="utf-8")
    faults: list[object] = []
    (found,) = read_bills(path, "b", faults)  # type: ignore[arg-type]
    assert (found._replace(place=""), faults) == (bill, [])


def test_bills_are_added_at_the_end_and_what_is_there_stays(tmp_path: Path) -> None:
    edition = platform(tmp_path, MODELS).edition
    bill = Bill("clip", Day("2026-06-30"), {"seconds": "5", "size": "a: b"}, Fraction(9, 2), Fraction(0), None, "x #1")
    path = add_bill(tmp_path / "mine", edition, bill)
    first = (
        "# yaml-language-server: $schema=../../schema/bills.json\n"
        '- {model: clip, with: {seconds: 5, size: "a: b"}, before: 4.5, after: 0, day: 2026-06-30, note: "x #1"}\n'
    )
    assert (path, path.read_text()) == (tmp_path / "mine/p/e/bills.yaml", first)
    with pytest.raises(CreditcalcError, match="has this bill already"):
        add_bill(tmp_path / "mine", edition, bill)
    path.write_text(f"{first}# of mine".replace("4.5", "4.50"))
    add_bill(tmp_path / "mine", edition, bill._replace(note=None, charged=Fraction(1), before=None, after=None))
    assert path.read_text() == (
        f"{first.replace('4.5', '4.50')}# of mine\n"
        '- {model: clip, with: {seconds: 5, size: "a: b"}, charged: 1, day: 2026-06-30}\n'
    )
    for wrong, why in (("clip: 1\n", "must be a list"), ("- {model: clip}\n", "lacks `day`"), ("[]\n", "line by line")):
        path.write_text(wrong)
        with pytest.raises(CreditcalcError, match=why):
            add_bill(tmp_path / "mine", edition, bill)
        assert path.read_text() == wrong


def test_a_bill_of_a_day_after_its_price_book_is_a_warning(tmp_path: Path) -> None:
    platform(tmp_path, MODELS, edition=EDITION.replace("as_of", "to: 2026-08-31\nas_of"))
    write(tmp_path, {"p/e/bills.yaml": "- {model: clip, with: {seconds: 5}, charged: 20, day: 2026-09-01}\n"})
    catalog = Catalog(alone=str(tmp_path))
    compiled = catalog.compiled(catalog.platform("p"), "e")
    (found,) = bill_contradictions(catalog.roots, compiled, "2026-11-30")
    assert (found.warning, found.message) == (
        True,
        "`day` is 2026-09-01, and the price book is in force to 2026-08-31: is it that of the day?",
    )
