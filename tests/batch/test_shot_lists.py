"""Shot lists that were made elsewhere: each kind is priced with defaults and named or well-known columns."""

import json
import re
import shlex
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shell import run
from shop import shop

from creditcalc.amount import figure
from creditcalc.batch.lengths import frames_of, length_between, length_of_frames, length_word
from creditcalc.errors import REFUSED, CreditcalcError

USAGE = 2


class Listed(NamedTuple):
    """A list: its file, what `--columns` and other options read it, what its rows cost, and what is said of guesses."""

    name: str
    text: str
    columns: str
    options: str
    credits: str
    said: tuple[str, ...]


LISTS = {  # 2 credits a second
    "seconds as numbers, with scenes": Listed(
        "a.csv",
        "scene_id,start,end,caption,prompt\ns1,0.0,8.0,Hi,a fox\ns2,8.0,12.0,,it runs\n",
        "scene=scene_id,seconds=end-start",
        "--model clip",
        "16 8",
        ("read `scene_id` as scene", "read `start` to `end` as seconds", "not read: `caption`, `prompt`"),
    ),
    "four ways to say the length": Listed(
        "a.csv",
        "shot,film_start_s,film_end_s,frame_start,frame_end,duration_s,camera,sound,map\n"
        '1A,0,6,0,143,6,"50mm; ""slow""",wind · birds,north\n1B,6,14,144,335,8,24mm × 2,→ silence,south\n',
        "seconds=duration_s",
        "--model clip",
        "12 16",
        ("read `duration_s` as seconds",),
    ),
    "no lengths, sections between": Listed(
        "a.csv",
        "Done,Scene,Shot,Media,Notes\n,INT. HOUSE,,,\nFalse,00,01,,Door\n,,,,\n,EXT. STREET,,,\nTrue,02,03,,Rain\n",
        "seconds=Media",
        "--model clip --seconds 8 --shots-only",
        "16 16",
        ("not read: `Done`, `Media`, `Notes`", "left out 2 lines of sections and sums: 2 and 5"),
    ),
    "an app's export": Listed(
        "a.csv",
        "\ufeffshot_id,scene_id,duration_seconds,dialogue,locked\r\n"
        '"a","1","4.5","x, y","true"\r\n"b","1","","","false"\r\n',
        "seconds=duration_seconds",
        "--model clip --seconds 8",
        "9 16",
        ("read `scene_id` as scene", "read `duration_seconds` as seconds"),
    ),
    "a log of takes": Listed(
        "a.csv",
        "File Name,Scene,Shot,Take,Good Take\na.mov,1,A,3,yes\n",
        "scene=Scene",
        "--model clip --seconds 5",
        "10",
        ("not read: `File Name`, `Take`, `Good Take`",),
    ),
    "an editor's markers": Listed(
        "a.csv",
        "Marker Name\tDescription\tIn\tOut\tDuration\nA\tx\t00:00:01:00\t00:00:06:12\t00:00:05:12\n",
        "seconds=Duration",
        "--model clip --fps 24",
        "11",  # (5 + 12/24) * 2
        ("columns are separated by tabs", "read `Duration` as seconds"),
    ),
    "a table in a document": Listed(
        "a.md",
        "# Plan\n\n| # | Time | Duration | Style |\n|--|--|--|--|\n| 01 | 0:00–0:08 | `8s` | noir |\n"
        "| **Scene 2** | | | |\n| 02 | 0:08–0:12 | ~4 s | noir |\n| 03 | 0:12 | **2 sec** | |\n"
        "| **Total** | | 14s | |\n",
        "seconds=Duration",
        "--model clip --shots-only",
        "16 8 4",
        ("read `Duration` as seconds", "left out 2 lines of sections and sums: 6 and 9"),
    ),
    "a table in another language": Listed(
        "a.md",
        "|镜号|时长|运镜|\n|-|-|-|\n|1|2.5s|推|\n",
        "seconds=时长",
        "--model clip",
        "5",
        ("read `时长` as seconds", "not read: `镜号`, `运镜`"),
    ),
    "a table of stretches": Listed(
        "a.md",
        "Shot | Time | Model\n--- | --- | ---\nA | 0:00-0:05 | `Clip`\nB | 0:05 → 0:08 | clip\n",
        "seconds=Time",
        "",
        "10 6",
        ("read `Time` as seconds",),
    ),
    "defaults at the top": Listed(
        "a.json",
        '{\n "model": "clip",\n "default_params": {"duration": 5, "generate_audio": false},\n "_notes": ["n"],\n'
        ' "shots": [\n  {"id": "a", "image": "a.png"},\n  {"id": "b", "duration": 10, "overlay": null}\n ]\n}\n',
        "seconds=duration",
        "--rows shots --seconds 5",
        "10 20",
        ("read `default_params.duration` as seconds", "read `duration` as seconds", "not read: `image`, `overlay`"),
    ),
    "one length for all": Listed(
        "a.json",
        '{"runtime_seconds": 25, "clip_seconds": 5, "keyframes": [{"id": "k"}], "clips": [{"id": 1}, {"id": 2}]}\n',
        "seconds=clip_seconds",
        "--rows clips --model clip",
        "10 10",
        ("read `clip_seconds` as seconds", "for rows that say nothing else: `clip_seconds` 5"),
    ),
    "an array, numbers as text": Listed(
        "a.json",
        '[{"id": "a", "seconds": "12", "title": "x"},\n {"id": "b", "seconds": "8", "prompt": ["y"]}]\n',
        "seconds=seconds",
        "--model clip",
        "24 16",
        ("not read: `title`, `prompt`",),
    ),
    "an array of stretches": Listed(
        "a.json",
        '[{"id": 1, "timecode": "0:00-0:05"}, {"id": 2, "timecode": "00:05-00:13"}]\n',
        "seconds=timecode",
        "--model clip",
        "10 16",
        ("read `timecode` as seconds",),
    ),
    "objects in objects": Listed(
        "a.json",
        '{"totalDuration": 14, "scenes": [{"sceneNumber": 1, "timeWindow": {"startTime": 0, "duration": 6}}]}\n',
        "seconds=timeWindow.duration",
        "--rows scenes --model clip",
        "12",
        ("read `sceneNumber` as scene", "read `timeWindow.duration` as seconds"),
    ),
    "objects by line": Listed(
        "a.jsonl",
        '{"shot": "a", "durationInSeconds": 2.5, "words": [1]}\n{"shot": "b", "durationInSeconds": 3}\n',
        "seconds=durationInSeconds",
        "--model clip",
        "5 6",
        ("read `durationInSeconds` as seconds", "not read: `words`"),
    ),
    "shots with qualities": Listed(
        "a.yaml",
        "meta: {title: x}\nshots:\n  - id: a\n    model: clip\n    quality: 4k\n    duration: 5\n    audio: true\n"
        "    post_process: {upscale: 4k}\n  - {id: b, model: clip, quality: 720p, duration: 8, audio: false}\n",
        "seconds=duration,resolution=quality",
        "--rows shots",
        "50 16",  # 5 * 10 and more, with sound; 8 * 2
        ("read `quality` as resolution", "read `duration` as seconds", "not read: `post_process.upscale`"),
    ),
    "frames at a rate": Listed(
        "a.yaml",
        "num_frames: 49\nfps: 16\nshots:\n  - {image: a.png}\n  - {image: b.png, num_frames: 32}\n",
        "seconds=num_frames/fps",
        "--rows shots --model clip",
        "6.125 4",  # 49 / 16 * 2
        ("read `num_frames` as frames",),
    ),
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, and the shop as the sheets in use."""
    monkeypatch.setenv("CREDITCALC_PRICING", str(shop(tmp_path_factory.mktemp("shop")).folder))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(one: Listed) -> Listed:
    """The same, with its file in the folder."""
    Path(one.name).write_text(one.text, encoding="utf-8", newline="")
    return one


def costs(out: str) -> str:
    """What the rows cost, which a batch wrote as JSON."""
    return " ".join(str(row["credits_low"]) for row in json.loads(out)["rows"])


def notes(err: str) -> list[str]:
    """What is said beside the result."""
    return [line.partition(": ")[2].partition(": ")[2] for line in err.splitlines() if line.startswith("note: ")]


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_is_priced_by_the_columns_that_are_named(kind: str) -> None:
    one = written(LISTS[kind])
    found = run(f"batch {one.name} --json --columns '{one.columns}' {one.options}")
    assert (found.code, costs(found.out)) == (0, one.credits), found.err


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_is_priced_by_well_known_words_and_each_is_said(kind: str) -> None:
    one = written(LISTS[kind])
    found = run(f"batch {one.name} --json --guess-columns {one.options}")
    assert (found.code, costs(found.out)) == (0, one.credits), found.err
    assert [line for line in one.said if line not in notes(found.err)] == []


@pytest.mark.parametrize("kind", LISTS)
def test_without_options_the_refusal_leads_on_until_it_is_priced(kind: str) -> None:
    """Each command that a hint offers is pasted; what is then left is said of rows."""
    one = written(LISTS[kind])
    command, seen = f"batch {one.name}", list[str]()
    while command and command not in seen and len(seen) < 5:
        seen.append(command)
        found = run(command)
        offered = re.search(r"^hint: .*?   creditcalc (.*)$", found.err, re.MULTILINE)
        command = offered[1] if offered else ""
        if found.code and offered:
            assert (found.out, len(found.err.splitlines())) == ("", 2 + found.err.count("error: ") - 1)
    priced = found.code == 0 or "rows" in found.err or "row" in found.err
    assert priced, (seen, found.err)


@pytest.mark.parametrize("kind", LISTS)
def test_every_column_is_kept_in_the_output_and_engines_write_the_same(kind: str) -> None:
    one = written(LISTS[kind])
    command = f"batch {one.name} --format csv --columns '{one.columns}' {one.options}"
    found = run(command)
    assert run(f"{command} --engine duckdb") == found
    header = found.out.splitlines()[0].lower()
    if one.name == "a.csv":
        assert header.startswith(re.split("[\r\n]", one.text.lstrip("\ufeff"))[0].replace("\t", ",").lower())
    assert header.endswith(",credits_low,credits_high,qualifier,grade,error")


def priced(text: str, options: str, name: str = "b.csv") -> tuple[str, list[str]]:
    """What the rows of a text cost, and what is said beside."""
    Path(name).write_text(text, encoding="utf-8")
    found = run(f"batch {name} --json {options}")
    assert found.out.startswith('{"schema": "creditcalc/batch/1"'), found
    return costs(found.out), notes(found.err)


def refused(text: str, options: str, name: str = "b.csv") -> str:
    """Why a text is refused as a whole."""
    Path(name).write_text(text, encoding="utf-8")
    found = run(f"batch {name} {options}")
    assert (found.code in (REFUSED, USAGE), found.out) == (True, "")
    return found.err


def test_a_rows_own_word_wins_over_every_default() -> None:
    text = "model,seconds,audio,resolution\nclip,4,on,4k\n,,,\nclip,,,\n"
    options = "--model silent --seconds 8 --no-audio --set resolution=720p"
    assert priced(text, options)[0] == "40 16"  # 4 * 10, 8 * 2
    assert priced("minutes\n1\n", "--model clip --seconds 8")[0] == "120"  # 60 * 2
    assert priced("outputs\n2\n", "--model picture --seconds 8 --set images=4 --audio")[0] == "0.5"  # 2 * 0.25


def test_a_default_is_checked_once() -> None:
    assert refused("id\n1\n", "--model nothing").startswith("error: unknown model `nothing` on p")
    assert refused("id\n1\n", "--model clip --set lenth=8").startswith(
        "error: --set lenth=8: the column `lenth` is not"
    )
    assert refused("id\n1\n", "--set scene=8") == "error: --set scene=8: `scene` is not a setting\n"
    assert "seconds is given twice" in refused("id\n1\n", "--seconds 8 --set seconds=9")
    assert "--columns takes NAME=COLUMN" in refused("id\n1\n", "--columns seconds")
    assert "--columns says seconds twice" in refused("id\n1\n", "--columns seconds=a,seconds=b")
    assert "--delimiter takes `comma`, `semicolon`, `tab` or `pipe`, not x" in refused("id\n1\n", "--delimiter x")
    assert refused("id\n1\n", "--seconds 1,000").startswith("error: `1,000` may be 1000 or 1: write")
    assert refused("id\n1\n", "--fps 0").startswith("error: 0 frames make no second")


def test_a_delimiter_is_typed_by_name_or_as_it_is() -> None:
    for word in ("semicolon", "';'", "Semicolon"):
        assert priced("model;seconds|x\nclip;8\n", f"--delimiter {word} --guess-columns --seconds 4")[0] == "8"
    assert priced("model\tseconds\nclip\t8\n", "--delimiter '\\t'") == ("16", ["columns are separated by tabs"])
    assert refused("model;seconds|note\n", "--format csv") == (
        "error: b.csv:1: its columns may be separated by semicolons or vertical bars\n"
        "hint: say which, for example   creditcalc batch b.csv --format csv --delimiter semicolon\n"
    )


def test_the_refusal_offers_what_is_known_and_nothing_is_taken_unasked() -> None:
    assert refused("Scene,Shot,Duration,Prompt\n1,A,5s,fox\n", "") == (
        "error: b.csv:1: there is no column `model`: add one that names the model of each row\n"
        "hint: read `Duration` as seconds, and name a model, for example   "
        "creditcalc batch b.csv --columns seconds=Duration --model clip\n"
    )
    assert refused("model,Prompt\nclip,fox\n", "--seconds 8").splitlines()[-1] == (
        "hint: keep the columns that are not read, for example   creditcalc batch b.csv --seconds 8 --guess-columns"
    )
    assert refused("Duration,secs\n1,2\n", "--guess-columns --model clip") == (
        "error: b.csv:1: `Duration` and `secs` may each be seconds\n"
        "hint: say which, for example   "
        "creditcalc batch b.csv --guess-columns --model clip --columns seconds=Duration\n"
    )
    assert refused("Tempo\n1\n", "--columns seconds=Temp --model clip") == (
        "error: b.csv:1: there is no column `Temp`: did you mean `tempo`?\n"
    )


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("sound", "on"),
        ("Audio", "wind, birds"),
        ("Audio Cue", "on"),
        ("generate_audio", "loud"),
        ("Take", "3"),
        ("uses", "2"),
        ("runtime_seconds", "60"),
        ("totalDuration", "60"),
        ("clip_in", "3"),
        ("Duration (min)", "2"),
        ("Time", "0:08"),  # a place in the film
        ("quality", "good"),
        ("Frames", "33 (~2.0s)"),
        ("characters", "Ann, Bob"),
    ],
)
def test_words_that_look_like_ours_and_are_not_are_never_taken(header: str, cell: str) -> None:
    options = "--guess-columns --model clip --seconds 8"
    expected, said = priced("shot\na\n", options)
    found, more = priced(f'shot,{header}\na,"{cell}"\n', options)
    assert (found, expected, said) == ("16", "16", [])
    assert [line for line in more if f"`{header}`" in line and "not read" in line] == more
    assert not any(line.startswith("read") for line in more)


def test_a_column_of_flags_and_of_prose_is_refused_with_both_ways_on() -> None:
    said = refused("model,seconds,Audio\nclip,8,on\nclip,8,birds\n", "--guess-columns")
    assert said == (
        "error: b.csv:1: `Audio` says audio in some cells, not in others: "
        "read it with `--columns audio=Audio`, or keep it unread with `--keep audio`\n"
    )
    kept = "model,seconds,resolution,Audio\nclip,8,4k,on\nclip,8,4k,birds\n"
    assert priced(kept, "--guess-columns --keep Audio --audio")[0] == "80 80"  # 8 * 10, with sound
    text = "model,seconds,resolution,Audio\nclip,8,4k,on\n"
    assert priced(text, "--guess-columns")[0] == "80"  # 8 * 10, with sound
    assert priced("resolution,generate_audio\n4k,true\n", "--guess-columns --model clip --seconds 8")[0] == "80"


def test_sections_and_sums_are_named_and_left_out_only_when_asked() -> None:
    text = "Shot,Prompt,Duration\nAct one,,\nA,fox,5\nTotal,,5\n"
    found = run(
        f"batch {written(Listed('b.csv', text, '', '', '', ())).name} --guess-columns --model clip --format csv"
    )
    assert found.code == REFUSED
    assert [line for line in found.err.splitlines() if line.startswith("b.csv")] == [
        "b.csv:2: `Act one` stands alone, as the name of a section does: leave out such lines with `--shots-only`",
        "b.csv:4: `Total` is a line of sums: leave out such lines with `--shots-only`",
    ]
    again = run("batch b.csv --guess-columns --model clip --format csv --shots-only")
    assert again.out.splitlines()[1:] == ["A,fox,5,10,10,exact,official,"]
    # a length alone is a shot of the default model
    assert priced("Prompt,Duration\n,5\n", "--guess-columns --model clip")[0] == "10"


def test_a_length_of_the_whole_film_holds_for_no_shot() -> None:
    text = '{"duration": 60, "model": "clip", "seconds": 3, "shots": [{"duration": 5}, {"duration": ""}, {"id": 3}]}'
    assert priced(text, "--rows shots --guess-columns --keep seconds --seconds 4", "b.json")[0] == "10 8"
    assert priced(text, "--rows shots", "b.json")[0] == "6 6"  # a length under our own name holds for all


def test_a_list_that_is_not_there_is_said() -> None:
    lists = '{"shots": [{"seconds": 8}], "takes": {"good": [{"seconds": 1}]}, "n": [1]}'
    assert priced(lists, "--rows takes.good --model clip", "b.json")[0] == "2"
    assert priced('{"scenes": [{"shots": [{"seconds": 8}]}, {"shots": [{"seconds": 1}]}]}',
                  "--rows scenes.shots --model clip", "b.json")[0] == "16 2"  # fmt: skip
    assert refused(lists, "--rows shot", "b.json") == "error: b.json: has no list `shot`: did you mean `shots`?\n"
    assert refused('{"a": [{"x": 1}], "b": [{"y": 2}]}', "--guess-columns", "b.json") == (
        "error: b.json: has `a` and `b`\n"
        "hint: say which holds the rows, as in   creditcalc batch b.json --guess-columns --rows a\n"
    )
    assert refused("[1]", "--rows a", "b.json") == "error: b.json: is a list itself: leave out --rows\n"
    assert refused("shots: [{seconds: 8}]\n", "--model clip", "b.yaml").endswith(
        "hint: if it is a list of your own   creditcalc batch b.yaml --model clip --rows shots\n"
    )
    assert refused('{"shots": [3]}', "--rows shots", "b.json").startswith("error: b.json:1:12: is not a row")
    assert "is not JSON" in refused('{"shots": [', "--rows shots", "b.json")
    assert refused("a\n1\n", "--rows a") == "error: b.csv: --rows is for a list in a JSON or YAML file: leave it out\n"


def test_a_row_of_a_document_is_told_by_its_line() -> None:
    Path("b.json").write_text('{"shots": [\n  {"seconds": 8},\n  {"seconds": "x"}\n]}\n')
    found = run("batch b.json --rows shots --model clip")
    assert any(line.startswith("b.json:3: ") for line in found.err.splitlines())


@given(st.integers(0, 59), st.integers(0, 59), st.integers(0, 23))
def test_a_timecode_counts_its_frames(minutes: int, seconds: int, frames: int) -> None:
    text = f"00:{minutes:02}:{seconds:02}:{frames:02}"
    exact = Fraction((minutes * 60 + seconds) * 24 + frames, 24)
    assert 0 <= figure(length_word(text, Fraction(24))) - exact < Fraction(1, 10**6)
    assert length_word(f"{minutes}:{seconds:02}", None) == f"{minutes}:{seconds:02}"  # as rows of ours say it


@pytest.mark.parametrize(
    ("text", "fps", "frames"),
    [
        ("00:00:01:00", "23.976", 24),
        ("00:00:59;29", "29.97", 1799),
        ("00:01:00;02", "29.97", 1800),  # of 00:01:00 the numbers 00 and 01 are dropped
        ("00:10:00;00", "29.97", 17982),  # 10 * 60 * 30 - 9 * 2
        ("00:01:00;04", "59.94", 3600),
    ],
)
def test_frames_of_television_take_their_time(text: str, fps: str, frames: int) -> None:
    assert length_word(text, frames_of(fps)) == length_of_frames(f"{frames}", frames_of(fps))


@pytest.mark.parametrize(
    ("text", "fps", "why"),
    [
        ("00:00:05:12", None, "`00:00:05:12` counts frames: say how many make a second, as in `--fps 24`"),
        ("00:00:05:24", "24", "`00:00:05:24` has frame 24, but the last one of a second is 23: check `--fps`"),
        ("00:00:05;12", "24", "`00:00:05;12` drops numbers of frames: that needs `--fps 29.97` or `--fps 59.94`"),
    ],
)
def test_a_timecode_that_is_none_is_refused(text: str, fps: str | None, why: str) -> None:
    with pytest.raises(CreditcalcError) as refusal:
        length_word(text, frames_of(fps) if fps else None)
    assert str(refusal.value).replace(" a frame ", " frame ") == why


def test_two_places_of_a_film_are_a_length() -> None:
    assert length_between("5.1", "7", None) == "1.9"
    assert length_between("0:58", "1:02.5", None) == "4.5"
    assert length_between("00:00:01:00", "00:00:02:12", Fraction(24)) == "1.5"
    assert length_word("00:00:01:00 - 00:00:02:12", Fraction(24)) == "1.5"
    with pytest.raises(CreditcalcError, match="`7 to 5` does not end after it begins"):
        length_between("7", "5", None)
    assert "has no `end`: a length needs both ends" in run_row("start,end\n5,\n", "--columns seconds=end-start")


def run_row(text: str, options: str) -> str:
    """What is said of the rows of a text."""
    Path("b.csv").write_text(text)
    return run(f"batch b.csv --model clip {options}").err


def test_the_columns_of_a_list_are_split_where_the_next_begins() -> None:
    assert (
        priced('"Length, in s",Tool\n5,clip\n', shlex.join(["--columns", "seconds=Length, in s,model=Tool"]))[0] == "10"
    )


def test_a_client_page_and_a_wallet_read_no_list_as_it_is_not() -> None:
    Path("b.csv").write_text("Duration\n5\n")
    assert "hint" not in run("plans compare --jobs b.csv").err


def test_a_storyboard_may_be_json(folder: Path) -> None:
    board = {"scenes": [{"name": "S", "shots": [{"name": "A", "model": "clip", "seconds": 5}]}]}
    Path("board.json").write_text(json.dumps(board))
    assert run("batch board.json").err == (
        "error: board.json: is one object and not a row: it has `scenes`\n"
        "hint: if it is a storyboard   creditcalc batch board.json --from yaml\n"
    )
    assert run("batch board.json --from yaml --quiet").out == "10\n"  # 5 x 2
