"""Each format over one small report, to the letter."""

import csv
import io
import json
import re
from fractions import Fraction
from typing import get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditcalc.amount import UNKNOWN, Amount
from creditcalc.cli.options import Output
from creditcalc.csv import csv_text
from creditcalc.difference import Difference
from creditcalc.render import FORMATS, renderer, text
from creditcalc.reports.report import Cell, Column, Report
from creditcalc.text import guarded

COLUMNS = (Column("id", "Thing"), Column("what", "What"), Column("cost", "Credits", True), Column("n", "Count", True))
REPORT = Report(
    title="Two things",
    aside="P, edition e",
    columns=COLUMNS,
    rows=(
        ("one-thing", "the first", Amount.parse("10+"), 3),
        ("two", None, Amount.parse("~0.125..17.5"), 12),
    ),
    data={"schema": "creditcalc/things/1", "name": "één", "cost": Amount.parse("10+").as_json()},
    total=("Total", None, UNKNOWN, 15),
    notes=("A note of `some` words.", "", "    1 + 2 = 3"),
)
EXPECTED = {
    "table": """\
Two things    P, edition e
Two of them  about 10–28
  Thing      What       Credits  Count
  one-thing  the first      10+      3
  two                      ~0.1–18     12
  Total                    unknown     15
! They end in May.
  Yours too.
A note of `some` words.
1 + 2 = 3
""",
    "json": """\
{
  "schema": "creditcalc/things/1",
  "name": "\\u00e9\\u00e9n",
  "cost": {
    "low": "10",
    "high": null,
    "approximate": false,
    "qualifier": "at_least",
    "text": "10+"
  }
}
""",
    "csv": """\
id,what,cost,cost_low,cost_high,n
one-thing,the first,10+,10,,3
two,,~0.125..17.5,0.125,17.5,12
""",
    "markdown": """\
**Two things** (P, edition e)

| Thing | What | Credits | Count |
| --- | --- | ---: | ---: |
| one-thing | the first | 10+ | 3 |
| two |  | ~0.1–18 | 12 |
| **Total** |  | **unknown** | **15** |

A note of `some` words.

1 + 2 = 3
""",
}


def stripped(shown: str) -> str:
    """The text without the blanks at the end of its lines."""
    return "\n".join(line.rstrip() for line in shown.split("\n"))


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_gives_just_this(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert stripped(renderer(name)(REPORT)) == EXPECTED[name]


def test_plain_text_is_the_wide_table_without_blanks_at_the_ends() -> None:
    assert text.render(REPORT) == EXPECTED["table"]


def test_the_command_line_offers_the_formats_that_there_are() -> None:
    assert get_args(get_type_hints(Output)["format"]) == FORMATS


def drawn(columns: int, monkeypatch: pytest.MonkeyPatch, report: Report = REPORT) -> str:
    """The rows of a table on a terminal of that width, without colours."""
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm")
    return stripped(re.sub(r"\x1b\[\d+m", "", renderer("table")(report._replace(title="", notes=()))))


class TestTable:
    """The table on a terminal."""

    def test_titles_and_totals_are_bold_and_the_rest_beside_them_dim(self) -> None:
        table = renderer("table")(REPORT)
        assert table.startswith("\x1b[1mTwo things\x1b[0m    \x1b[2mP, edition e\x1b[0m\n")
        assert re.search(r"\x1b\[1mTotal +\x1b\[0m", table)
        assert "\x1b[2mA note of `some` words.\x1b[0m\n" in table

    @pytest.mark.parametrize("columns", [1, 20, 40])
    def test_a_narrow_one_keeps_names_and_figures_whole(self, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
        assert drawn(columns, monkeypatch) == (
            "  Thing      What         Credits  Count\n"
            "  one-thing  the              10+      3\n"
            "             first\n"
            "  two                ~0.125..17.5     12\n"
            "  Total                   unknown     15\n"
        )

    def test_the_width_that_is_just_enough_folds_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # 4 gaps of 2, and 9 + 9 + 12 + 5 for the widest cells
        assert drawn(43, monkeypatch) == "".join(EXPECTED["table"].splitlines(keepends=True)[1:5])
        assert drawn(42, monkeypatch) != drawn(43, monkeypatch)

    def test_a_name_of_several_words_is_folded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        report = REPORT._replace(rows=(("a thing of words", None, Amount.parse("10+"), 3),), total=None)
        assert drawn(30, monkeypatch, report).splitlines()[1:] == [
            "  a thing             10+      3",
            "  of words",
        ]


class TestCsv:
    """CSV for scripts."""

    @given(
        rows=st.lists(
            st.tuples(
                st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" \"',;")),
                st.one_of(st.none(), st.builds(Amount.parse, st.sampled_from(["0", "~0.5", "10+", "..20", "unknown"]))),
            )
        )
    )
    def test_the_cells_are_read_back(self, rows: list[tuple[str, Amount | None]]) -> None:
        columns = (Column("name", "Name"), Column("cost", "Cost", True))
        lines = list(csv.reader(io.StringIO(renderer("csv")(Report("", columns, tuple(rows), {})), newline="")))
        assert lines[0] == ["name", "cost", "cost_low", "cost_high"]
        assert lines[1:] == [[guarded(name), str(cost or ""), *ends(cost)] for name, cost in rows]

    def test_a_formula_is_not_written_for_a_spreadsheet_to_run(self) -> None:
        """Whatever cell it stands in; a number in a column of figures, text or not, is none."""
        columns = (Column("=key", "Key"), Column("n", "N", True), Column("d", "D", True))
        five, up_to = Difference(Fraction(-5), Fraction(-5)), Difference(Fraction(-3), Fraction(4))
        rows = (("=1+1", -5, five), ("-5", 3, up_to), ("@a", 0, "-5"), ("\t=1", 0, "-no price"))
        assert renderer("csv")(Report("", columns, rows, {})) == (
            "'=key,n,d,d_low,d_high\n'=1+1,-5,-5,-5,-5\n'-5,3,'-3..+4,-3,4\n'@a,0,-5,,\n\\t=1,0,'-no price,,\n"
        )

    def test_no_end_of_a_line_breaks_a_row(self) -> None:
        """A spreadsheet ends a row at any of them."""
        assert csv_text({"a": False, "b": False}, [["x\r=1", "x\n=1"]]) == 'a,b\n"x\r=1","x\n=1"\n'

    def test_the_header_is_the_same_when_no_row_has_an_amount(self) -> None:
        report = REPORT._replace(rows=(("a", "b", None, 1),))
        assert renderer("csv")(report) == "id,what,cost,cost_low,cost_high,n\na,b,,,,1\n"

    def test_an_endless_decimal_is_rounded_outward(self) -> None:
        third = Amount.parse("1") / Amount.parse("3")
        report = Report("", (Column("a", "A", True),), ((third,),), {})
        assert renderer("csv")(report) == "a,a_low,a_high\n0.333333..0.333334,0.333333,0.333334\n"

    def test_the_total_is_no_row(self) -> None:
        assert "Total" not in renderer("csv")(REPORT)


def ends(amount: Amount | None) -> list[str]:
    """The ends of an amount as CSV writes them."""
    known = amount.as_json() if amount else {"low": None, "high": None}
    return [str(known["low"] or ""), str(known["high"] or "")]


class TestMarkdown:
    """Markdown for an issue: nothing in a cell or a note is markup."""

    @pytest.mark.parametrize(
        ("cell", "written"),
        [
            ("a|b", r"a\|b"),
            ("a\\b", r"a\\b"),
            ("<script>", r"\<script\>"),
            ("[a](b)", r"\[a\](b)"),
            ("*a* _b_", r"\*a\* \_b\_"),
            ("~5 to ~6", "~5 to ~6"),
            ("~~5~~", r"~\~5\~\~"),
            ("`code`", r"\`code\`"),
            ("a\nb", r"a\\nb"),
            (Amount.parse("~12..17"), "~12..17"),
            (None, ""),
        ],
    )
    def test_a_cell_is_text(self, cell: Cell, written: str) -> None:
        report = Report("", (Column("a", "A"),), ((cell,),), {})
        assert renderer("markdown")(report) == f"| A |\n| --- |\n| {written} |\n"

    @pytest.mark.parametrize(
        ("note", "written"),
        [
            ("# a", r"\# a"),
            ("- a", r"\- a"),
            ("+ a", r"\+ a"),
            ("1. a", r"1\. a"),
            ("12) a", r"12\) a"),
            ("> a", r"\> a"),
            ("    indented", "indented"),
            ("10 of 12", "10 of 12"),
            ("===", r"\==="),
        ],
    )
    def test_a_note_is_a_paragraph(self, note: str, written: str) -> None:
        report = Report("", (Column("a", "A"),), (), {}, notes=(note,))
        assert renderer("markdown")(report) == f"| A |\n| --- |\n\n{written}\n"

    def test_the_title_is_text(self) -> None:
        report = Report("*T*", (Column("a", "A|B"),), (), {}, aside="[x]")
        assert renderer("markdown")(report) == "**\\*T\\*** (\\[x\\])\n\n| A\\|B |\n| --- |\n"


def test_json_is_the_object_in_ascii() -> None:
    printed = renderer("json")(REPORT)
    assert printed.isascii()
    assert json.loads(printed) == REPORT.data
