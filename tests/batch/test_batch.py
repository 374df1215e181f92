"""`creditcalc batch`: what goes in, what comes out, and what is said of rows without a price."""

import csv
import io
import json
import signal
import subprocess
import time
from fractions import Fraction
from pathlib import Path

import pytest
from jsonschema_rs import Draft202012Validator, meta
from outcomes import lines
from published import SCHEMAS
from sheets import Sheets
from shell import CREDITCALC, Ran, process, run, terminal
from shop import shop

import creditcalc
from creditcalc.cli.progress import Progress
from creditcalc.errors import REFUSED, UNPUBLISHED, CreditcalcError
from creditcalc.files import UNFINISHED
from creditcalc.render import renderer
from creditcalc.reports.report import Report
from creditcalc.sheets.catalog import Catalog
from creditcalc.storyboard.shots import sum_of

SHOTS = """\
id,model,seconds,resolution,audio,takes,note
a,clip,8,4k,on,1,first
b,clip,10,,,2,"with, comma"
c,silent,8,,,1,
"""
"""
a: 8 s at 10+ a second in 4k with audio = 80+
b: 10 s at 2 a second in 1080p = 20, 2 takes = 40
c: 8 s at ~0.5 (std) to ~1 (pro) = ~4..8
Total: 80 + 40 + 4 = 124 and more, about.
"""


@pytest.fixture(autouse=True)
def store(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Sheets:
    """The shop, as the sheets in use."""
    found = shop(tmp_path_factory.mktemp("shop"))
    monkeypatch.setenv("CREDITCALC_PRICING", str(found.folder))
    return found


@pytest.fixture
def shots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The three shots in a file, in the folder we are in."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "shots.csv"
    path.write_text(SHOTS)
    return path


def write(name: str, text: str) -> None:
    """A file in the folder we are in."""
    Path(name).write_text(text, encoding="utf-8")


def files() -> list[str]:
    """Everything in the folder we are in."""
    return sorted(path.name for path in Path().iterdir())


def test_the_sums_are_by_model(shots: Path) -> None:
    assert run("batch shots.csv") == Ran(
        0,
        lines(
            "shots.csv    P · prices of May 2026",
            "~124+ credits  at least about 124, for 3 rows",
            "  Model   Rows  Credits",
            "  Clip       2     120+",
            "  Silent     1     ~4–8",
            "  Total      3    ~124+",
            "~ 2 of 3 prices are third-party figures: --explain lists them.",
        ),
        "",
    )


def test_explain_lists_how_sure_the_prices_are(shots: Path) -> None:
    assert run("batch shots.csv --explain").out.splitlines()[-3:] == [
        "Clip: 1 row, third party.",
        "Clip: 1 row, official.",
        "Silent: 1 row, third party.",
    ]


@pytest.mark.parametrize(
    ("row", "budget", "answer"),
    [
        ("clip,8", "16", "16 credits  ✓ fits 16"),  # 8 * 2
        ("clip,8", "15.5", "16 credits  ✗ over 15.5 by 0.5"),
        # 8 s at ~0.5..1 are ~4..8, and with a tenth off 3.6..8.8
        ("silent,8", "3.5", "~4–8 credits  ✗ over 3.5 by about 0.5–4.5"),
        ("silent,8", "3.9", "~4–8 credits  may be over 3.9 at 10 % tolerance"),
        ("silent,8", "5", "~4–8 credits  may be over 5"),
        ("silent,8", "8.5", "~4–8 credits  may be over 8.5 at 10 % tolerance"),
        ("silent,8", "9", "~4–8 credits  ✓ fits 9"),
    ],
)
def test_the_answer_says_the_verdict(shots: Path, row: str, budget: str, answer: str) -> None:
    shots.write_text(f"model,seconds\n{row}\n")
    assert run(f"batch shots.csv --budget {budget}").out.splitlines()[1] == answer


@pytest.mark.parametrize(("day", "marked"), [("2026-11-29", True), ("2026-09-23", False)])
def test_models_that_have_ended_are_marked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, day: str, marked: bool
) -> None:
    monkeypatch.delenv("CREDITCALC_PRICING")
    monkeypatch.setenv("CREDITCALC_TODAY", day)
    monkeypatch.chdir(tmp_path)
    write("a.csv", "model,seconds,resolution\nsora-2-pro,8,1080p\n")
    write("a.yaml", "shots: [{model: sora-2-pro, seconds: 8, resolution: 1080p}]\n")
    for name in ("a.csv", "a.yaml"):
        found = run(f"batch {name}").out
        assert ("Sora 2 Pro (ended)" in found) == marked
        assert ("! Sora 2 Pro ended on 23 September 2026 at OpenAI; the price is the last one.\n" in found) == marked
        assert ("! Sora 2 Pro ends on 23 September 2026 at OpenAI.\n" in found) == (not marked)


def test_every_row_comes_out_in_order_with_its_columns_and_results(shots: Path) -> None:
    assert run("batch shots.csv --format csv") == Ran(
        0,
        lines(
            "id,model,seconds,resolution,audio,takes,note,credits_low,credits_high,qualifier,grade,error",
            "a,clip,8,4k,on,1,first,80,,at_least,third_party,",
            'b,clip,10,,,2,"with, comma",40,40,exact,official,',
            "c,silent,8,,,1,,4,8,range,third_party,",
        ),
        "3 rows, total ~124+ credits\n",
    )


def test_json_lines_from_csv_say_null_where_a_cell_is_empty(shots: Path) -> None:
    found = [json.loads(line) for line in run("batch shots.csv --format jsonl").out.splitlines()]
    assert found[2] == {
        "id": "c",
        "model": "silent",
        "seconds": "8",
        "resolution": None,
        "audio": None,
        "takes": "1",
        "note": None,
        "credits_low": "4",
        "credits_high": "8",
        "qualifier": "range",
        "grade": "third_party",
        "error": None,
    }


def test_json_lines_pass_as_they_were_with_the_results_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write("a.jsonl", '{"model":"clip","seconds":8.50,"audio":true, "tag" : [1] }\n\n{"seconds": 1}\n')
    found = run("batch a.jsonl --format jsonl --keep tag")
    end = '"qualifier": "exact", "grade": "official", "error": null}'
    # 8.5 s at 2 a second in 1080p = 17
    assert found.out.splitlines()[0] == (
        '{"model":"clip","seconds":8.50,"audio":true, "tag" : [1], "credits_low": "17", "credits_high": "17", ' + end
    )
    nameless = "has no model: fill in `model`, or remove the row if it is a total"
    assert json.loads(found.out.splitlines()[1])["error"] == nameless
    assert found.code == REFUSED
    assert found.err.splitlines()[0] == f"a.jsonl:3: {nameless}"


def test_json_lines_as_csv_have_a_column_for_every_key_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write("a.jsonl", '{"model": "clip", "seconds": 8}\n{"seconds": "2", "model": "clip", "takes": 3}\n')
    assert run("batch a.jsonl --format csv").out == lines(
        "model,seconds,takes,credits_low,credits_high,qualifier,grade,error",
        "clip,8,,16,16,exact,official,",  # 8 * 2
        "clip,2,3,12,12,exact,official,",  # 2 * 2 * 3
    )


def test_the_json_object_holds_rows_and_sums(shots: Path) -> None:
    text = run("batch shots.csv --json").out
    found = json.loads(text)
    schema = json.loads((SCHEMAS / "batch-1.json").read_text())
    meta.validate(schema)
    Draft202012Validator(schema).validate(found)
    assert list(found)[:2] == ["schema", "rows"]
    assert [row["id"] for row in found["rows"]] == ["a", "b", "c"]
    assert found["total"]["text"] == "~124+"
    assert (found["count"], found["missing"], found["complete"]) == (3, 0, True)


def test_a_storyboards_json_is_of_the_same_shape(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write("s.yaml", "scenes: [{name: One, shots: [{model: clip, seconds: 8}, {model: nothing}]}]\n")
    found = json.loads(run("batch s.yaml --json --success-rate 0.5").out)
    Draft202012Validator(json.loads((SCHEMAS / "batch-1.json").read_text())).validate(found)
    assert found["complete"] is False


@pytest.mark.parametrize("form", ["table", "json", "csv", "markdown", "jsonl"])
def test_a_file_holds_what_would_be_printed(shots: Path, form: str) -> None:
    printed = run(f"batch shots.csv --format {form}").out
    assert run(f"batch shots.csv --format {form} --output out").out == ""
    assert Path("out").read_text() == printed
    assert files() == ["out", "shots.csv"]


def test_the_name_of_the_output_says_its_format(shots: Path) -> None:
    run("batch shots.csv -o out.jsonl")
    assert json.loads(Path("out.jsonl").read_text().splitlines()[0])["credits_low"] == "80"


def test_quiet_prints_the_total_alone(shots: Path) -> None:
    assert run("batch shots.csv --quiet") == Ran(0, "~124+\n", "")


def test_every_bad_row_is_reported_and_the_total_is_a_lower_bound(shots: Path) -> None:
    shots.write_text(SHOTS + "d,clip,99,,,1,\ne,nothing,8,,,1,\nf,secret,8,,,1,\n")
    found = run("batch shots.csv --format csv")
    assert found.code == REFUSED
    assert found.err == lines(
        "shots.csv:5: `clip` does not take seconds `99`: it takes a number from 1 to 60",
        "shots.csv:6: unknown model `nothing` on p (see `creditcalc models list`)",
        "shots.csv:7: no published price for `secret` in p e (checked: `page`). Shown after the click. "
        "Put what you were charged into a sheet of your own (`--pricing`)",
        "6 rows, total ~124+ credits",
        "error: 3 of 6 rows have no price: the total is a lower bound without them.",
    )
    assert [row["credits_low"] for row in csv.DictReader(found.out.splitlines())] == ["80", "40", "4", "", "", ""]


def test_an_exact_total_with_a_row_missing_is_a_lower_bound(shots: Path) -> None:
    shots.write_text("model,seconds\nclip,8\nclip,99\n")
    assert run("batch shots.csv --quiet").out == "16+\n"  # 8 * 2, and more


def test_bad_rows_are_counted_under_their_model_where_there_is_one(shots: Path) -> None:
    """Names that nobody has are not kept: there may be a million of them."""
    shots.write_text("model,seconds\nclip,8\nclip,99\nnothing,8\nnobody,8\n")
    assert run("batch shots.csv").out.splitlines()[3:6] == [
        "  Clip                 2                1      16+",
        "  (no known model)     2                2  unknown",
        "  Total                4                3      16+",
    ]


def test_with_no_price_at_all_the_total_is_unknown_and_not_zero(shots: Path) -> None:
    shots.write_text("model,seconds\nclip,99\n")
    assert run("batch shots.csv --quiet").out == "unknown\n"


def test_rows_whose_price_nobody_publishes_exit_5(shots: Path) -> None:
    shots.write_text("model,seconds\nclip,8\nsecret,8\n")
    assert run("batch shots.csv").code == UNPUBLISHED


def test_strict_stops_at_the_first_bad_row_and_leaves_no_file(shots: Path) -> None:
    shots.write_text(SHOTS + "d,clip,99,,,1,\ne,nothing,8,,,1,\n")
    found = run("batch shots.csv --strict -o out.csv")
    expected = "error: shots.csv:5: `clip` does not take seconds `99`: it takes a number from 1 to 60\n"
    assert found == Ran(REFUSED, "", expected)
    assert files() == ["shots.csv"]


@pytest.mark.parametrize(("budget", "code"), [("130", 4), ("124", 4), ("123", 3)])
def test_the_budget_is_a_gate_after_the_report(shots: Path, budget: str, code: int) -> None:
    found = run(f"batch shots.csv --budget {budget}")  # ~124+
    assert found.code == code
    assert "Total" in found.out


def test_within_the_budget_is_0(shots: Path) -> None:
    shots.write_text("model,seconds\nclip,8\n")
    assert run("batch shots.csv --budget 16").code == 0


def test_missing_rows_come_before_the_budget(shots: Path) -> None:
    shots.write_text("model,seconds\nclip,8\nclip,99\n")
    assert run("batch shots.csv --budget 1").code == REFUSED


def test_rows_choose_their_price_book_and_units_are_never_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CREDITCALC_PRICING")
    monkeypatch.chdir(tmp_path)
    write("a.csv", "platform,model,seconds,resolution,audio\n,veo-3.1,8,4k,on\nlist,veo-3.1,8,4k,on\n")
    found = run("batch a.csv --format csv")
    assert found.out == lines(
        "platform,model,seconds,resolution,audio,credits_low,credits_high,qualifier,grade,error,unit",
        ",veo-3.1,8,4k,on,80,,at_least,third_party,,credit",  # 10+ a second
        "list,veo-3.1,8,4k,on,4.8,4.8,exact,transcribed,,USD",  # 0.60 a second
    )
    table = run("batch a.csv").out
    assert table.splitlines()[1:3] == ["80+ credits  at least 80, for 1 row", "      $4.80  for 1 row"]
    assert "  Total  " not in table
    assert run("batch a.csv --quiet").code == REFUSED


def test_scenes_are_summed(shots: Path) -> None:
    shots.write_text("scene,model,seconds\nOne,clip,8\nTwo,clip,1\nOne,clip,2\n")
    assert run("batch shots.csv").out == lines(
        "shots.csv    P · prices of May 2026",
        "22 credits  for 3 rows",
        "  Model  Rows  Credits",
        "  Clip      3       22",  # 16 + 2 + 4
        "",
        "  Scene  Rows  Credits",
        "  One       2       20",
        "  Two       1        2",
    )


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("clip,8,TRUE,,", "16"),  # the flag of a spreadsheet
        ("CLIP-ONE,8,False,,", "16"),  # an alias in any case
        ("clip, 8 ,off,,", "16"),  # space round a cell
        ("clip,8.0,,,2.0", "32"),  # how a spreadsheet writes numbers; 8 * 2 * 2
        ("clip,,,0.5,", "60"),  # half a minute is 30 s; * 2
    ],
)
def test_values_mean_what_they_mean_in_a_quote(shots: Path, row: str, expected: str) -> None:
    shots.write_text(f"model,seconds,audio,minutes,takes\n{row}\n")
    assert run("batch shots.csv --quiet").out == f"{expected}\n"


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ("clip,8,maybe,,", "`clip` does not take audio `maybe`: it takes `off` or `on`"),
        ("clip,8,,1,", "has both `seconds` and `minutes`: give one"),
        ("clip,8,,,1.5", "`takes` must be a whole number of at least 1, not `1.5`"),
        ("clip,8,,,0", "`takes` must be a whole number from 1 to 1,000,000, not `0`"),
        ("clip,8,,,9999999", "`takes` must be a whole number from 1 to 1,000,000, not `9999999`"),
        ("clip,1e1,,,", "`1e1` is not a number of seconds: write `8`, `8s`, `1m30s` or `0:30`"),
        ('clip,"1,000",,,', "`1,000` may be 1000 or 1: write `1000` or `1`"),
        (",,,,x", "has no model: fill in `model`, or remove the row if it is a total"),
    ],
)
def test_slips_in_a_row_are_refused(shots: Path, row: str, error: str) -> None:
    shots.write_text(f"model,seconds,audio,minutes,takes\n{row}\n")
    assert run("batch shots.csv").err.splitlines()[0] == f"shots.csv:2: {error}"


def test_images_are_outputs_of_an_image_model(shots: Path) -> None:
    shots.write_text("model,images,seconds\npicture,4,\nclip,4,8\n")
    found = run("batch shots.csv --format csv")
    assert "picture,4,,1,1,exact,official," in found.out  # 4 * 0.25
    assert found.err.splitlines()[0] == "shots.csv:3: `clip` does not make images: give `outputs` instead"


def test_the_own_columns_are_kept_only_where_they_are_named(shots: Path) -> None:
    shots.write_text("model,seconds,client,resolutoin\nclip,8,me,4k\n")
    assert run("batch shots.csv --keep client").err == (
        "error: shots.csv:1: the column `resolutoin` is not a setting of any model: "
        "did you mean `resolution` or `input_resolution`? "
        "(or keep your own column with `--keep resolutoin`)\n"
    )
    shots.write_text("model,client,seconds\nclip,me,8\n")
    assert run("batch shots.csv --keep client --format csv").out.splitlines()[1] == "clip,me,8,16,16,exact,official,"


def test_it_streams(shots: Path) -> None:
    """The first rows come out of a pipe while it is still open."""
    with subprocess.Popen(
        [*CREDITCALC, "batch", "-", "--format", "csv"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin and child.stdout
        child.stdin.write(b"model,seconds\nclip,8\n")
        child.stdin.flush()
        assert child.stdout.readline() == b"model,seconds,credits_low,credits_high,qualifier,grade,error\n"
        assert child.stdout.readline() == b"clip,8,16,16,exact,official,\n"
        child.stdin.write(b"clip,1\n")
        child.stdin.close()
        assert child.stdout.read() == b"clip,1,2,2,exact,official,\n"


def test_standard_input_may_be_json_lines(shots: Path) -> None:
    done = subprocess.run(
        [*CREDITCALC, "batch", "-", "--format", "csv"],
        input=b'{"model": "clip", "seconds": 8}\n',
        capture_output=True,
        check=False,
    )
    assert done.stdout.splitlines()[1] == b"clip,8,16,16,exact,official,"


def test_an_interrupt_leaves_no_half_file(shots: Path) -> None:
    shots.unlink()
    with subprocess.Popen(
        [*CREDITCALC, "batch", "-", "-o", "out.csv"], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdin
        child.stdin.write(b"model,seconds\n" + b"clip,8\n" * 1000)
        child.stdin.flush()
        for _ in range(200):
            if files():
                break
            time.sleep(0.05)
        assert [name for name in files() if name.endswith(".part")]
        child.send_signal(signal.SIGINT)
        child.wait()
    assert files() == []


class Screen(io.StringIO):
    """Standard error on a terminal."""

    def isatty(self) -> bool:
        return True


def test_progress_says_rows_speed_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    screen, clock = Screen(), iter([100.0, 100.1, 102.0, 103.0])
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    progress = Progress(size=1000)
    progress.tick(10, 1)  # too soon to be shown
    progress.tick(90, 100)  # 100 rows in 2 s; 900 of 1000 bytes are left, 18 s
    assert progress.over in UNFINISHED  # a signal takes the line away too
    progress.say("a.csv:2: wrong")
    progress.over()
    assert screen.getvalue() == "\r\x1b[K100 rows, 50 rows/s, 0:18 left\r\x1b[Ka.csv:2: wrong\n\r\x1b[K"
    assert progress.over not in UNFINISHED
    assert Progress().line(1.0, 0) == "0 rows, 0 rows/s"  # of a pipe nobody knows the size


def test_progress_is_for_terminals_and_not_among_rows(shots: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert terminal("batch shots.csv --quiet", columns=100).out == "\r\x1b[K" * 2 + "~124+\n"
    assert "\x1b[K" not in terminal("batch shots.csv --format csv", columns=100).out
    assert process("batch shots.csv --quiet").err == ""


def test_a_full_disk_is_said_and_nothing_is_left(shots: Path) -> None:
    with Path("/dev/full").open("w") as full:
        found = process("batch shots.csv --format csv", stdout=full)
    assert found.code == REFUSED
    assert found.err == "3 rows, total ~124+ credits\nerror: no space left on device: nothing more was written\n"
    found = run("batch shots.csv -o /dev/full --format csv")
    assert (found.code, found.err) == (REFUSED, "error: /dev/full: cannot be written: no space left on device\n")


def test_an_output_that_cannot_be_written_is_said(shots: Path) -> None:
    assert run("batch shots.csv -o nowhere/out.csv").err == (
        "error: nowhere/out.csv: cannot be written: no such file or directory\n"
    )
    Path("folder").mkdir()
    assert run("batch shots.csv -o folder --format csv").err == "error: folder: is a folder: name a file\n"


def test_the_input_is_not_the_output(shots: Path) -> None:
    before = shots.read_text()
    expected = "error: shots.csv: is one of the files that this command reads: name another file to write\n"
    assert run("batch shots.csv -o shots.csv") == Ran(REFUSED, "", expected)
    assert shots.read_text() == before


def test_a_storyboards_options_are_for_storyboards(shots: Path) -> None:
    assert run("batch shots.csv --fit 10").code == 2


def test_sum_of_takes_every_format_and_names_the_first_bad_row(shots: Path, store: Sheets) -> None:
    catalog = Catalog(str(store.folder))
    edition = catalog.edition()
    assert str(sum_of(catalog, edition, shots)[0]) == "~124+"
    write("a.jsonl", '{"model": "clip", "seconds": 8}\n')
    write("a.yaml", "shots: [{model: clip, seconds: 8}]\n")
    assert [str(sum_of(catalog, edition, Path(name))[0]) for name in ("a.jsonl", "a.yaml")] == ["16", "16"]
    write("b.yaml", "shots: [{model: clip, seconds: 8}, {model: veo-3.1-lite, seconds: 8, platform: flow}]\n")
    with pytest.raises(CreditcalcError, match="has prices in `credit` and `flow 2026-09 credit`: use one unit"):
        sum_of(catalog, edition, Path("b.yaml"))
    write("a.jsonl", '{"model": "secret", "seconds": 8}\n')
    with pytest.raises(CreditcalcError) as refused:
        sum_of(catalog, edition, Path("a.jsonl"))
    assert refused.value.code == UNPUBLISHED and str(refused.value).startswith("a.jsonl:1: ")


def test_many_are_priced_one_for_one_in_python(store: Sheets) -> None:
    rows = [
        {"model": "clip", "seconds": 8, "audio": True},
        {"model": "clip", "seconds": Fraction(1, 2)},
        {"model": "clip", "seconds": 8.0},
        {"id": 7, "model": "clip", "seconds": "8"},
    ]
    found = list(creditcalc.price_many(iter(rows), pricing=str(store.folder)))
    assert [str(one.total) for one in found] == ["16", "None", "16", "16"]
    assert found[0].quote is not None and found[0].quote.grade == "official"


def test_many_are_priced_as_they_are_asked_for(store: Sheets) -> None:
    endless = ({"model": "clip", "seconds": number} for number in range(1, 10**9))
    assert str(next(creditcalc.price_many(endless, pricing=str(store.folder))).total) == "2"


def test_arrow_tables_go_in_and_out(store: Sheets) -> None:
    pa = pytest.importorskip("pyarrow", reason="needs the extra `arrow`")
    table = pa.table({"id": [1, 2], "model": ["clip", "x"], "seconds": [8.0, 4.0], "audio": [True, None]})
    found = creditcalc.price_table(table, pricing=str(store.folder))
    assert found.column("credits_low").to_pylist() == [16, None]
    assert found.select(table.column_names) == table
    reader = pa.RecordBatchReader.from_batches(table.schema, table.to_batches())
    assert creditcalc.price_table(reader, pricing=str(store.folder)).read_all() == found
    with pytest.raises(CreditcalcError, match="there is no column `model`"):
        creditcalc.price_table(pa.table({"id": [1]}))


def test_the_markdown_is_the_same_report(shots: Path) -> None:
    assert "| **Total** | **3** |" in run("batch shots.csv --format markdown").out
    assert renderer("markdown")(Report("", (), (), {}))


@pytest.mark.parametrize(
    ("column", "setting"), [("duration", "seconds"), ("dur", "seconds"), ("length", "seconds"), ("res", "resolution")]
)
def test_what_people_call_a_column_is_named_and_not_taken_for_it(shots: Path, column: str, setting: str) -> None:
    shots.write_text(f"model,{column}\nclip,8\n")
    assert run("batch shots.csv").err == (
        f"error: shots.csv:1: the column `{column}` is not a setting of any model: write `{setting}` "
        f"(or keep your own column with `--keep {column}`)\n"
        f"hint: read `{column}` as {setting}, for example   creditcalc batch shots.csv --columns {setting}={column}\n"
    )
