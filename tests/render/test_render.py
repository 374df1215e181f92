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
from creditcalc.figures import money
from creditcalc.render import FORMATS, renderer, text
from creditcalc.reports.report import (
    PLAIN,
    AnswerLine,
    Branch,
    Cell,
    Column,
    Note,
    Report,
    Strong,
    View,
    pasted,
)
from creditcalc.text import guarded

COLUMNS = (
    Column("id", "Thing"),
    Column("key", "", readers="scripts"),
    Column("what", "What", priority=1),
    Column("cost", "Credits", True),
    Column("money", "Money", True, priority=3, readers="people"),
    Column("n", "Count", True, priority=2),
)
FIVE = money(Amount.parse("5"), "USD")
REPORT = Report(
    title="Two things",
    aside="P · prices of May 2026",
    columns=COLUMNS,
    rows=(
        ("one thing", "one", "the first of all things", Amount.parse("10+"), FIVE, 3),
        (Branch("two", last=True), "two", None, Amount.parse("~0.125..17.5"), None, 1200),
    ),
    data={"schema": "creditcalc/things/1", "name": "één", "cost": Amount.parse("10+").as_json()},
    total=("Total", None, None, UNKNOWN, None, 1203),
    answer=(AnswerLine("10+ credits", ("at least 10",)), AnswerLine("$5", ("on ", Strong("Plus")))),
    notes=(
        "A note of `some` words.",
        "",
        Note("estimate", "An estimate."),
        Note("doubtful", "A source may mean 9."),
        Note("unpublished", "Not listed: three."),
        Note("newer", f"They end in May.\nUse {pasted('--edition 2026-09')}"),
    ),
    details=("1 + 2 = 3",),
    source="Source: a page, May 2026.",
    next="Next: things show one",
    behind="Arithmetic",
)
EXPECTED = {
    "table": """\
Two things                  P · prices of May 2026

10+ credits  at least 10
         $5  on Plus

 Thing       What                  Credits   Count
 ─────────────────────────────────────────────────
 one thing   the first of all…         10+       3
 ╰─ two                            ~0.1–18   1,200

 Total                             unknown   1,203

! They end in May.
  Use --edition 2026-09
▲ A source may mean 9.
? Not listed: three.
  A note of `some` words.
  Source: a page, May 2026. 1 more: --explain
  Hidden: Money (--wide or --json shows it)
  Next: things show one
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
id,key,what,cost,cost_low,cost_high,n
one thing,one,the first of all things,10+,10,,3
two,two,,~0.125..17.5,0.125,17.5,1200
""",
    "markdown": """\
**Two things** (P · prices of May 2026)

**10+ credits** at least 10

**$5** on **Plus**

| Thing | What | Credits | Money | Count |
| --- | --- | ---: | ---: | ---: |
| one thing | the first of all things | 10+ | $5 | 3 |
| &nbsp;&nbsp;two |  | ~0.1–18 |  | 1,200 |
| **Total** |  | **unknown** |  | **1,203** |

! They end in May.\x20\x20
Use --edition 2026-09

▲ A source may mean 9.

? Not listed: three.

A note of `some` words.

Source: a page, May 2026.

<details><summary>Details</summary>

~ An estimate.

1 + 2 = 3

</details>
""",
}
PLAIN_TEXT = """\
Two things    P · prices of May 2026
10+ credits  at least 10
         $5  on Plus
  Thing      What                     Credits  Money  Count
  one thing  the first of all things      10+     $5      3
    two                               ~0.1–18         1,200
  Total                               unknown         1,203
! They end in May.
  Use --edition 2026-09
▲ A source may mean 9.
? Not listed: three.
~ An estimate.
A note of `some` words.
Source: a page, May 2026. Arithmetic: --explain
Next: things show one
"""


def stripped(shown: str) -> str:
    """The text without the blanks at the end of its lines."""
    return "\n".join(line.rstrip() for line in shown.split("\n"))


def drawn(columns: int, monkeypatch: pytest.MonkeyPatch, report: Report = REPORT, view: View = PLAIN) -> str:
    """The report on a terminal of that width, without colours."""
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm")
    return re.sub(r"\x1b\[[\d;]+m", "", renderer("table")(report, view))


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_gives_just_this(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = drawn(50, monkeypatch) if name == "table" else renderer(name)(REPORT)
    assert found == EXPECTED[name]


def test_a_figure_that_needs_no_words_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = REPORT._replace(answer=(AnswerLine("$4.80", ("",)),))
    assert "\n\n$4.80\n\n" in drawn(80, monkeypatch, exact)


def test_a_pipe_has_all_columns_and_notes() -> None:
    assert text.render(REPORT) == PLAIN_TEXT


def test_the_command_line_offers_the_formats_that_there_are() -> None:
    assert get_args(get_type_hints(Output)["format"]) == FORMATS


class TestTable:
    """The screen on a terminal."""

    def test_colours_and_bold_are_where_they_tell_something(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("NO_COLOR")
        monkeypatch.setenv("TERM", "xterm")
        screen = renderer("table")(REPORT)
        assert screen.startswith("\x1b[1mTwo things\x1b[0m")
        for part in (
            "\x1b[2mP · prices of May 2026\x1b[0m",
            "\x1b[1m10+ credits\x1b[0m",
            "\x1b[1mPlus\x1b[0m",
            "\x1b[35m10+\x1b[0m",
            "\x1b[33m~\x1b[0m0.1–18",
            "\x1b[1;31m!\x1b[0m",
            "\x1b[35m▲\x1b[0m",
            "\x1b[31m?\x1b[0m",
        ):
            assert part in screen
        assert not re.search(r"\x1b\[(?:3[89]|4|9|10)", screen)  # the eight colours, and no background

    @given(width=st.integers(30, 200))
    def test_no_line_is_wider_and_no_figure_is_cut(self, width: int) -> None:
        with pytest.MonkeyPatch.context() as patch:
            screen = drawn(width, patch)
        lines = screen.splitlines()
        assert all(len(line) <= width for line in lines)
        assert any(re.search(r" one thing  .* 10\+(?!\S)", line) for line in lines)
        assert any(re.search(r" ~0\.1–18(?!\S)", line) for line in lines)
        assert "--edition 2026-09" in screen

    def test_what_has_the_highest_priority_goes_first_and_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        heads = {columns: drawn(columns, monkeypatch) for columns in (80, 50, 40, 30)}
        hidden = {columns: " ".join(screen.split()) for columns, screen in heads.items()}
        assert {columns: re.findall("Hidden: (.*) \\(", screen) for columns, screen in hidden.items()} == {
            80: [],
            50: ["Money"],
            40: ["Money, Count"],
            30: ["What, Money, Count"],
        }

    def test_wide_shows_all_columns_whole_on_any_terminal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        screen = drawn(30, monkeypatch, view=View(wide=True))
        assert " one thing   the first of all things       10+      $5       3" in screen
        assert "Hidden" not in screen

    def test_explain_shows_all_notes_and_the_details(self, monkeypatch: pytest.MonkeyPatch) -> None:
        screen = drawn(80, monkeypatch, view=View(explain=True))
        end = "~ An estimate.\n  A note of `some` words.\n  1 + 2 = 3\n  Source: a page, May 2026.\n"
        assert screen.endswith(f"{end}  Next: things show one\n")

    def test_a_terminal_without_unicode_has_signs_of_ascii_in_line(self, monkeypatch: pytest.MonkeyPatch) -> None:
        screen = drawn(50, monkeypatch, view=View(ascii=True))
        assert screen.isascii()
        assert " `- two                            ~0.1-18   1,200\n" in screen
        assert " one thing   the first of all...       10+       3\n" in screen

    def test_rows_are_grouped_under_the_words_of_a_column(self, monkeypatch: pytest.MonkeyPatch) -> None:
        columns = (Column("kind", "Kind"), Column("name", "Name"), Column("n", "N", True))
        report = Report("", columns, (("Video", "a", 1), ("Video", "b", 2), ("Images", "c", 3)), {}, group="kind")
        assert drawn(40, monkeypatch, report) == (
            "   Name   N\n ──────────\n Video\n   a      1\n   b      2\n Images\n   c      3\n"
        )

    def test_groups_stand_in_their_order_each_with_all_its_rows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        columns = (Column("kind", "Kind"), Column("name", "Name"))
        rows = (("Agents", "a"), ("Video", "b"), ("Sound", "c"), ("Agents", "d"), ("Video", "e"))
        report = Report("", columns, rows, {}, group="kind", groups=("Video", "Images"))
        lines = drawn(40, monkeypatch, report).splitlines()[2:]
        assert lines == [" Video", "   b", "   e", " Agents", "   a", "   d", " Sound", "   c"]
        assert [line.split()[-1] for line in renderer("text")(report).splitlines()[1:]] == ["a", "b", "c", "d", "e"]

    def test_sentences_of_a_column_are_whole_below_their_row(self, monkeypatch: pytest.MonkeyPatch) -> None:
        columns = (Column("name", "Name"), Column("says", "Says", prose=True), Column("from", "From"))
        report = Report("", columns, (("a", "One two three four five.", "page"), ("b", None, "note")), {})
        assert drawn(18, monkeypatch, report).splitlines()[2:] == [
            " a      page",
            "   One two three",
            "   four five.",
            " b      note",
        ]

    def test_a_column_goes_for_the_room_of_bars(self, monkeypatch: pytest.MonkeyPatch) -> None:
        columns = (
            Column("name", "Name"),
            Column("cost", "Credits", True),
            Column("more", "More", priority=1, whole=True),
        )
        report = Report("", columns, (("a", Amount.parse("10"), "m" * 70),), {}, bars="cost")
        assert "mmm" in drawn(99, monkeypatch, report)
        assert "mmm" not in drawn(100, monkeypatch, report)  # 1 + 4 + 3 + 7 + 3 + 70 leave 12 of 100 signs, not 18
        assert "█" * 20 in drawn(100, monkeypatch, report)

    def test_amounts_are_drawn_as_bars_where_there_is_room(self, monkeypatch: pytest.MonkeyPatch) -> None:
        columns = (Column("name", "Name"), Column("cost", "Credits", True))
        rows = (("a", Amount.parse("10")), ("b", Amount.parse("5..20")), ("c", UNKNOWN))
        report = Report("", columns, rows, {}, bars="cost")
        # 20 is the longest: twenty signs; 10 is half of that, and 5 to 20 a quarter and the rest
        assert [line[18:] for line in drawn(100, monkeypatch, report).splitlines()[2:5]] == [
            "█" * 10,
            "█" * 5 + "░" * 15,
            "",
        ]
        assert "█" not in drawn(99, monkeypatch, report)

    @given(st.text(st.characters(codec="utf-8"), min_size=1))
    def test_nothing_in_a_cell_drives_the_terminal(self, words: str) -> None:
        report = Report(words, (Column("a", words),), ((words,),), {}, notes=(words,), aside=words)
        with pytest.MonkeyPatch.context() as patch:
            screen = drawn(60, patch, report)
        assert all(letter == "\n" or (ord(letter) >= 32 and not 127 <= ord(letter) < 160) for letter in screen)


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
        report = REPORT._replace(rows=(("a", "k", "b", None, None, 1),))
        assert renderer("csv")(report) == "id,key,what,cost,cost_low,cost_high,n\na,k,b,,,,1\n"

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
            (Amount.parse("~12..17"), "~12–17"),
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
