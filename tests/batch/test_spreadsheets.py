"""Spreadsheets in and out: a sheet means what the same rows mean as CSV, and what is written has the same sums."""

import sys
import zipfile
from collections.abc import Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shell import run

from creditcalc.batch.rows.blocks import Input
from creditcalc.batch.rows.spreadsheet import SheetRows, letters
from creditcalc.batch.rows.workbook import WorkbookSink, as_workbook
from creditcalc.errors import CreditcalcError

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("python_calamine")
pytest.importorskip("xlsxwriter")
pytestmark = pytest.mark.usefixtures("warm", "folder")

HEADER = ("Shot", "model", "seconds", "takes", "note")
MODEL = "kling-2.6-standard"
"""About 0.5 credits a second: 5 s cost ~2.5."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def book(
    *rows: Sequence[Any], name: str = "shots.xlsx", title: str = "Shots", more: dict[str, Any] | None = None
) -> str:
    """A workbook with these rows on a sheet, and other sheets with a cell each."""
    made = openpyxl.Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    for other, cell in (more or {}).items():
        made.create_sheet(other)["A1"] = cell
    made.save(name)
    return name


def rows_of(name: str, sheet: str = "Rows") -> list[tuple[Any, ...]]:
    return [*openpyxl.load_workbook(name)[sheet].iter_rows(values_only=True)]


def refusal(command: str) -> str:
    ran = run(command)
    assert (ran.code, ran.out) == (1, ""), ran
    return ran.err


class TestRead:
    def test_a_sheet_means_what_its_rows_mean_as_csv(self) -> None:
        book(
            HEADER,
            ("A", MODEL, 5, 2, None),
            ("B", "veo-3.1-fast", 7.5, None, "dawn"),
            (None,) * 5,
            ("C", MODEL, "8s", 1, True),
        )
        Path("shots.csv").write_text(
            f"Shot,model,seconds,takes,note\nA,{MODEL},5,2,\nB,veo-3.1-fast,7.5,,dawn\nC,{MODEL},8s,1,TRUE\n"
        )
        for options in ("--format csv", "--format jsonl", "--json", ""):
            sheet, text = (run(f"batch shots.{kind} {options}") for kind in ("xlsx", "csv"))
            assert (sheet.code, sheet.out.replace("xlsx", "csv")) == (0, text.out)

    def test_numbers_have_as_many_digits_as_a_spreadsheet(self) -> None:
        # 0.1 + 0.2 is 0.30000000000000004 as a float, and 0.3 in the cell
        book(HEADER, ("A", MODEL, 0.1 + 0.2, 1e15, "x"))
        assert [row for piece in read("shots.xlsx").pieces(None) for row in piece.keys] == [
            ("A", MODEL, "0.3", "1000000000000000", "x")
        ]

    def test_a_list_with_other_columns(self) -> None:
        book(("Szene", "Dauer", "Prompt"), (1, "5s", "-a door"), (1, 8, "a cat"), name="list.xlsx")
        ran = run(f"batch list.xlsx --columns seconds=Dauer --model {MODEL} --format csv")
        assert ran.out.splitlines()[1:] == [
            "1,5s,'-a door,2.5,2.5,about,third_party,",
            "1,8,a cat,4,4,about,third_party,",
        ]
        assert "--rows and --delimiter are not for a spreadsheet" in refusal(
            "batch list.xlsx --rows shots --model veo-3.1"
        )

    def test_a_list_that_begins_further_in(self) -> None:
        book((None,), (None, None, "model", "seconds"), (None, None, MODEL, 5), (None, None, MODEL, time(0, 5)))
        ran = run("batch shots.xlsx --format csv")
        assert ran.out.splitlines()[:2] == [
            "model,seconds,credits_low,credits_high,qualifier,grade,error",
            f"{MODEL},5,2.5,2.5,about,third_party,",
        ]
        assert ran.err.startswith("shots.xlsx:4: D4 is a time, 0:05, ")

    @pytest.mark.parametrize(
        ("cell", "form", "error"),
        [
            (time(0, 5), "h:mm", "C2 is a time, 0:05, which may be `5min` or `5s`: write it as text"),
            (time(1, 30), "h:mm", "C2 is a time, 1:30, which may be `90min` or `1m30s`: write it as text"),
            (timedelta(minutes=5), "[h]:mm:ss", "C2 is a time, 0:05, which may be `5min` or `5s`: write it as text"),
            (timedelta(hours=26), "[h]:mm", "C2 is a time, 26:00, which may be `1560min` or `26min`: write it as text"),
            (0.25, "mm:ss", "C2 is a time, 6:00, which may be `360min` or `6min`: write it as text"),
            ("=2+3", "General", "C2 is a formula without a value: open the file in a spreadsheet program and save it"),
            (
                date(2026, 5, 8),
                "yyyy-mm-dd",
                "`2026-05-08` is not a number of seconds: write `8`, `8s`, `1m30s` or `0:30`",
            ),
        ],
    )
    def test_a_cell_that_is_not_sure_is_named(self, cell: Any, form: str, error: str) -> None:
        book(HEADER, ("A", MODEL, cell, None, None))
        made = openpyxl.load_workbook("shots.xlsx")
        made.active["C2"].number_format = form
        made.save("shots.xlsx")
        ran = run("batch shots.xlsx --quiet")
        assert (ran.code, ran.err.splitlines()[0]) == (1, f"shots.xlsx:2: {error}")

    def test_only_where_it_is_read(self) -> None:
        # five seconds within a minute cannot be typed as minutes and seconds: they are sure
        book(HEADER, ("A", MODEL, time(0, 0, 5), None, time(0, 5)), ("B", MODEL, 5, None, "=1+1"))
        assert run("batch shots.xlsx --format csv").out.splitlines()[1:] == [
            f"A,{MODEL},00:00:05,,00:05:00,2.5,2.5,about,third_party,",
            f"B,{MODEL},5,,?,2.5,2.5,about,third_party,",
        ]

    def test_an_error_of_a_formula_is_named(self) -> None:
        book(HEADER, ("A", MODEL, "#N/A", None, None))
        made = openpyxl.load_workbook("shots.xlsx")
        made.active["C2"].data_type = "e"
        made.save("shots.xlsx")
        assert run("batch shots.xlsx --quiet").err.startswith(
            "shots.xlsx:2: C2 is an error, #N/A: correct its formula\n"
        )

    def test_which_sheet(self) -> None:
        row = ("A", MODEL, 5, None, None)
        book(HEADER, row, more={"Empty": None})
        assert run("batch shots.xlsx --quiet").out == "~2.5\n"
        book(HEADER, row, more={"Crew list": "Ann"})
        assert refusal("batch shots.xlsx") == (
            "error: shots.xlsx: has rows in several sheets: `Shots` and `Crew list`\n"
            "hint: name one, for example   creditcalc batch shots.xlsx --sheet Shots\n"
        )
        assert run("batch shots.xlsx --sheet shots --quiet") == (
            0,
            "~2.5\n",
            "note: shots.xlsx: read the sheet `Shots`\n",
        )
        assert (
            refusal("batch shots.xlsx --sheet Crew")
            == "error: shots.xlsx: has no sheet `Crew`: it has `Shots` and `Crew list`\n"
        )
        made = openpyxl.load_workbook("shots.xlsx")
        made["Crew list"].sheet_state = "hidden"
        made.save("shots.xlsx")
        assert run("batch shots.xlsx --quiet").out == "~2.5\n"
        Path("shots.csv").write_text(f"model,seconds\n{MODEL},5\n")
        assert "--sheet is for a spreadsheet: leave it out" in refusal("batch shots.csv --sheet Shots")

    def test_every_command_that_reads_rows_reads_a_sheet(self) -> None:
        book(("model", "seconds"), (MODEL, 10))
        assert run("batch - --from excel").code == 1
        assert (
            run("platforms compare shots.xlsx --json").out
            == run("platforms compare shots.xlsx --sheet Shots --json").out
        )
        assert run("report shots.xlsx -o page.html").code == 0
        assert run("plans compare --jobs shots.xlsx").code == 0

    def test_an_open_document(self) -> None:
        text = '<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>'
        number = '<table:table-cell office:value-type="float" office:value="%s"/>'
        timed = '<table:table-cell office:value-type="time" office:time-value="PT00H05M00S"/>'
        unknown = '<table:table-cell table:formula="of:=1+1"/>'
        head = "".join(text % word for word in ("model", "seconds"))
        rows = [head, text % MODEL + number % 5, text % MODEL + timed, text % MODEL + unknown]
        open_document("shots.ods", "Shots", rows)
        ran = run("batch shots.ods --format csv")
        assert ran.out.splitlines()[1] == f"{MODEL},5,2.5,2.5,about,third_party,"
        assert ran.err.splitlines()[:2] == [
            "shots.ods:3: B3 is a time, 0:05, which may be `5min` or `5s`: write it as text",
            "shots.ods:4: B4 is a formula without a value: open the file in a spreadsheet program and save it",
        ]

    @pytest.mark.parametrize(
        ("data", "error"),
        [
            (b"", "is not a spreadsheet, or is damaged: open it and save it as .xlsx"),
            (b"model,seconds\n", "is not a spreadsheet, or is damaged: open it and save it as .xlsx"),
            (b"PK\x03\x04" + bytes(99), "is not a spreadsheet, or is damaged: open it and save it as .xlsx"),
            (
                b"\xd0\xcf\x11\xe0" + bytes(99),
                "is protected by a password, or an old .xls: save it as .xlsx, without one",
            ),
        ],
    )
    def test_what_is_not_one(self, data: bytes, error: str) -> None:
        Path("x.xlsx").write_bytes(data)
        assert refusal("batch x.xlsx") == f"error: x.xlsx: {error}\n"

    def test_what_takes_too_much_memory(self) -> None:
        made = openpyxl.Workbook()
        made.active["A1"], made.active["XFD1048576"] = "model", "x"
        made.save("far.xlsx")
        assert "has cells in 1,048,576 rows and 16,384 columns" in refusal("batch far.xlsx")
        with zipfile.ZipFile("bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("xl/worksheets/sheet1.xml", bytes(20_000_000))
        assert "unpacks to more than 100 times its size" in refusal("batch bomb.xlsx")
        open_document(
            "far.ods",
            "S",
            ['<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="99999999"/>'],
        )
        assert "columns: remove what stands far from the list" in refusal("batch far.ods")

    def test_other_spreadsheets_are_saved_as_one(self) -> None:
        assert (
            refusal("batch x.xls")
            == "error: x.xls: is a spreadsheet: save it as .xlsx or .ods, or the sheet as CSV (UTF-8)\n"
        )


def read(name: str) -> SheetRows:
    with Path(name).open("rb") as file:
        return SheetRows(Input(name, file), frozenset(), None)


def open_document(name: str, title: str, rows: list[str]) -> None:
    spaces = " ".join(
        f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
    )
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    content = (
        f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="{title}">{body}'
    )
    content += "</table:table></office:spreadsheet></office:body></office:document-content>"
    with zipfile.ZipFile(name, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        packed.writestr("content.xml", content)


class TestWritten:
    ROWS = f"Shot,model,seconds,note\nA,{MODEL},5,=1+1\n007,veo-3.1,8,1.50\nC,{MODEL},20,1234567890123456\n"
    # about 2.5 and 10; veo-3.1 8 s is a range

    def test_the_sums_are_those_of_the_rows(self) -> None:
        Path("shots.csv").write_text(self.ROWS)
        assert run("batch shots.csv -o priced.xlsx").code == 0
        header, *rows, total = rows_of("priced.xlsx")
        assert header == (
            "Shot",
            "model",
            "seconds",
            "note",
            "credits_low",
            "credits_high",
            "qualifier",
            "grade",
            "error",
        )
        assert [row[:4] for row in rows] == [
            ("A", MODEL, 5, "=1+1"),
            ("007", "veo-3.1", 8, "1.50"),
            ("C", MODEL, 20, "1234567890123456"),
        ]
        assert total[:4] == ("Total", None, None, None)
        for column in (4, 5):
            cells = [row[column] for row in (*rows, total)]
            assert all(type(cell) in (int, float) for cell in cells)
            *each, whole = (Decimal(str(cell)) for cell in cells)
            assert sum(each) == whole
        made = openpyxl.load_workbook("priced.xlsx")
        assert made["Rows"].freeze_panes == "A2"
        assert made["Rows"]["D2"].data_type == "s"  # and not a formula
        said = {row[0]: row[1] for row in rows_of("priced.xlsx", "Prices") if row[0]}
        assert (said["Prices from"], said["Price book"], said["Rows"]) == ("invideo", "2026-05", 3)
        assert said["Digest of the sheets"].startswith("sha256:")

    def test_the_same_input_makes_the_same_file(self) -> None:
        Path("shots.csv").write_text(self.ROWS)
        for name in ("a.xlsx", "b.xlsx"):
            assert run(f"batch shots.csv -o {name}").code == 0
        assert Path("a.xlsx").read_bytes() == Path("b.xlsx").read_bytes()
        assert openpyxl.load_workbook("a.xlsx").properties.created.year == 2000  # and not of the clock

    def test_an_engine_makes_the_same_file(self) -> None:
        pytest.importorskip("duckdb")
        Path("shots.csv").write_text(self.ROWS)
        for engine in ("stream", "duckdb"):
            assert run(f"batch shots.csv --engine {engine} -o {engine}.xlsx").code == 0
        assert Path("stream.xlsx").read_bytes() == Path("duckdb.xlsx").read_bytes()

    def test_whatever_was_read(self) -> None:
        Path("shots.jsonl").write_text(f'{{"model": "{MODEL}", "seconds": 5}}\n')
        Path("board.yaml").write_text(f"shots: [{{name: A, model: {MODEL}, seconds: 5}}]\n")
        book(("model", "seconds"), (MODEL, 5))
        for name in ("shots.jsonl", "board.yaml", "shots.xlsx"):
            assert run(f"batch {name} --output priced.xlsx").code == 0
            header, row, total = rows_of("priced.xlsx")
            assert [found[header.index("credits_low")] for found in (row, total)] == [2.5, 2.5]

    def test_rows_without_a_price_and_several_units(self) -> None:
        Path("shots.csv").write_text(f"model,seconds,platform\n{MODEL},5,\nnothing,5,\nveo-3.1,8,runway\n")
        assert run("batch shots.csv -o priced.xlsx").code == 1
        header, *rows = rows_of("priced.xlsx")
        totals = [dict(zip(header, row, strict=True)) for row in rows[3:]]
        assert [(one["model"], one["credits_low"], one["unit"]) for one in totals] == [
            ("Total", 2.5, "credit"),
            ("Total", 160, "runway 2026-09 credit"),
        ]
        assert totals[0]["error"] == "1 of 3 rows have no price"

    def test_it_goes_to_a_file(self) -> None:
        Path("shots.csv").write_text(self.ROWS)
        assert refusal("batch shots.csv --format xlsx") == (
            "error: an Excel workbook goes to a file: add `--output priced.xlsx`\n"
        )
        assert run("batch shots.csv --quiet -o priced.xlsx").code == 2
        long = "x" * 32_768
        Path("long.csv").write_text(f"model,seconds,note\n{MODEL},5,{long}\n")
        assert "a cell is longer than 32,767 characters" in run("batch long.csv -o priced.xlsx").err
        assert not Path("priced.xlsx").exists()

    @settings(max_examples=15)
    @given(
        cells=st.lists(
            st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=8)
            | st.decimals(allow_nan=False, allow_infinity=False).map(str),
            min_size=2,
            max_size=4,
        )
    )
    def test_every_text_comes_back(self, cells: list[str]) -> None:
        """What is not a number that a spreadsheet writes so is text; a number is the same number."""
        cells = [*cells, "end"]
        header = tuple(f"c{number}" for number, _ in enumerate(cells))
        sink = WorkbookSink(header, header, ("credits_low",))
        with as_workbook("text.xlsx") as file:
            row = sink.head(dict(zip(header, cells, strict=True))) + sink.ending({})
            file.write(sink.start() + row + sink.end({}))
        _, found = rows_of("text.xlsx")
        for cell, back in zip(cells, found, strict=False):
            if isinstance(back, int | float):
                assert Decimal(cell) == Decimal(str(back))
            else:
                assert (back or "") == cell


@pytest.mark.parametrize(
    ("library", "command"), [("python_calamine", "batch shots.xlsx"), ("xlsxwriter", "batch shots.csv -o priced.xlsx")]
)
def test_without_the_extra_a_line_says_how_to_install_it(
    library: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    book(("model", "seconds"), (MODEL, 5))
    Path("shots.csv").write_text(f"model,seconds\n{MODEL},5\n")
    monkeypatch.setitem(sys.modules, library, None)
    error = refusal(command)
    assert error.count("\n") == 1
    assert "run `pip install '.[excel]'` in a clone of creditcalc" in error


def test_columns_have_letters() -> None:
    assert [letters(number) for number in (0, 25, 26, 701, 702, 16_383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


def test_a_file_that_grows_too_large_is_refused() -> None:
    with pytest.raises(CreditcalcError, match="is larger than 0 MB"):
        Input("x", BytesIO(b"abc")).whole(2)
