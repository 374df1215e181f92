"""Quantities as people say them, in options, files, Python and tools: each is what its digits are."""

import csv
import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from outcomes import refused
from shell import run

import creditcalc
from creditcalc.cli.commands.mcp.answers import Answer, Preset, answer
from creditcalc.cli.commands.mcp.tools import tools
from creditcalc.cli.options import BookOptions

CLIP = "quote --model kling-2.6-standard --edition 2026-05"
AGENT = "quote --model agent-one --edition 2026-05"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, warm: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in, and the bundled sheets."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def same(*commands: str) -> str:
    """What all these commands print alike."""
    found = {run(command).out for command in commands}
    (said,) = found
    assert said
    return said


def asked(tool: str, /, **given: Any) -> Answer:
    """What a tool answers."""
    return answer(tools(spending=False)[tool], given, Preset(BookOptions()))


@pytest.mark.parametrize("typed", ["10s", "10 sec", "10 seconds", "0:10", "0m10s"])
def test_a_length_in_an_option_is_what_its_digits_are(typed: str) -> None:
    for output in ("--json", "--quiet", ""):
        same(f"{CLIP} --seconds 10 {output}", f"{CLIP} --seconds '{typed}' {output}")
    found = json.loads(run(f"{CLIP} --seconds '{typed}' --json").out)
    assert found["inputs"]["seconds"] == {"value": "10", "from": "given"}
    for command in ("models compare", "platforms compare --model kling-2.6-standard"):
        same(f"{command} --seconds 10 --json", f"{command} --seconds '{typed}' --json")
    plans = "plans compare --model kling-2.6-standard --per-month 4 --json"
    same(f"{plans} --seconds 10", f"{plans} --seconds '{typed}'")


@pytest.mark.parametrize("typed", ["1.5", "1.5min", "1m30s", "1:30", "90s"])
def test_minutes_too(typed: str) -> None:
    same(f"{AGENT} --seconds 90 --json", f"{AGENT} --minutes {typed} --json")


def test_platforms_compare_snaps_a_length_as_its_digits(folder: Path) -> None:
    command = "platforms compare --model kling-2.6-standard --json"
    same(f"{command} --seconds 7", f"{command} --seconds 7s", f"{command} --seconds 0:07")


def test_a_resolution_in_an_option() -> None:
    clip = "quote --model veo-3.1 --seconds 8 --edition 2026-05 --json"
    same(f"{clip} --1080p", *(f"{clip} --resolution '{typed}'" for typed in ("1080", "1080p", "FHD", "Full HD")))
    same(f"{clip} --4k", *(f"{clip} --resolution {typed}" for typed in ("4K", "UHD", "2160p", "2160")))
    assert (
        refused(f"{clip.removesuffix(' --json')} --resolution HD") == "`HD` may be `720p` or `1080p`: write one of them"
    )
    # what is wrong in one form is named as it was typed
    assert refused("quote --model nano-banana-pro --resolution UHD") == (
        "`nano-banana-pro` does not take resolution `UHD`: it takes `1k`, `2k` or `4k`"
    )


def test_a_flag_in_set() -> None:
    clip = "quote --model veo-3.1 --seconds 8 --4k --json"
    same(f"{clip} --audio", *(f"{clip} --set audio={word}" for word in ("on", "yes", "TRUE")))
    same(f"{clip} --no-audio", *(f"{clip} --set audio={word}" for word in ("off", "no", "false")))


SPOKEN = [
    {"model": "veo-3.1", "seconds": "8 sec", "resolution": "UHD", "audio": "yes"},
    {"model": "kling-2.6-standard", "seconds": "0:10"},
    {"model": "agent-one", "minutes": "1m30s"},
    {"model": "elevenlabs-v3", "characters": "2k chars"},
    {"model": "veo-3.1", "seconds": "8s", "resolution": "1080", "audio": "False"},
]
DIGITS = [
    {"model": "veo-3.1", "seconds": "8", "resolution": "4k", "audio": "on"},
    {"model": "kling-2.6-standard", "seconds": "10"},
    {"model": "agent-one", "minutes": "1.5"},
    {"model": "elevenlabs-v3", "characters": "2000"},
    {"model": "veo-3.1", "seconds": "8", "resolution": "1080p", "audio": "off"},
]
COLUMNS = ("model", "seconds", "minutes", "resolution", "audio", "characters")


def written(rows: list[dict[str, str]], name: str) -> str:
    """The rows in a file of that format."""
    path = Path(name)
    if path.suffix == ".csv":
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, restval="")
            writer.writeheader()
            writer.writerows(rows)
    elif path.suffix == ".jsonl":
        path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    else:
        shots = [", ".join(f"{name}: {word}" for name, word in row.items()) for row in rows]
        path.write_text("shots:\n" + "".join(f"  - {{{shot}}}\n" for shot in shots))
    return name


@pytest.mark.parametrize("kind", ["csv", "jsonl", "yaml"])
def test_a_file_says_what_an_option_says(kind: str) -> None:
    spoken, digits = written(SPOKEN, f"spoken.{kind}"), written(DIGITS, f"digits.{kind}")
    assert run(f"batch {spoken}").code == 0
    same(f"batch {spoken} --quiet", f"batch {digits} --quiet")


def test_rows_of_python_too() -> None:
    assert [str(one.total) for one in creditcalc.price_many(SPOKEN)] == [
        str(one.total) for one in creditcalc.price_many(DIGITS)
    ]
    one = creditcalc.quote(model="veo-3.1", seconds="8s", resolution="UHD", audio="yes")
    assert str(one.total) == str(creditcalc.quote(model="veo-3.1", seconds=8, resolution="4k", audio=True).total)
    with pytest.raises(creditcalc.CreditcalcError, match="`seconds` must be more than 0, not `-8`"):
        creditcalc.quote(model="veo-3.1", seconds=-8)


@pytest.mark.skipif(not find_spec("duckdb"), reason="needs the extra `duckdb`")
@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_an_engine_writes_the_bytes_of_the_stream(kind: str, folder: Path) -> None:
    wrong = [{"model": "veo-3.1", "seconds": word} for word in ("eight", "1,000", "-8", "8 chars")]
    written([*SPOKEN, *wrong, *DIGITS], f"a.{kind}")
    for engine in ("stream", "duckdb"):
        found = run(f"batch a.{kind} --engine {engine} -o {engine}.csv")
        assert found.code == 1  # four rows have no price
    assert (folder / "duckdb.csv").read_bytes() == (folder / "stream.csv").read_bytes()
    assert run(f"batch a.{kind} --engine duckdb").out == run(f"batch a.{kind} --engine stream").out


def test_a_tool_takes_what_an_option_takes() -> None:
    said = asked("quote", model="veo-3.1", seconds="8s", resolution="UHD", audio=True)
    assert said.data == asked("quote", model="veo-3.1", seconds=8, resolution="4k", audio=True).data


def test_no_tool_reads_a_file(folder: Path) -> None:
    (folder / "secret.txt").write_text("a secret")
    for given in ({"characters": "@secret.txt"}, {"set": ["bytes=@secret.txt"]}, {"set": ["characters=@secret.txt"]}):
        said = asked("quote", model="elevenlabs-v3", **given)
        (name,) = given
        assert (said.refused, said.text) == (True, f"Refused: `{name}` must be a number here: a tool reads no files")
    storyboard = "shots: [{model: elevenlabs-v3, characters: '@secret.txt'}]"
    assert "is not a number of characters" in asked("price_storyboard", storyboard=storyboard).text


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        (b"Hello, world.\n", 13),
        (b"Hello, world.", 13),
        (b"\xef\xbb\xbfHello\r\n\r\nyou\r\n", 10),  # 5 + 2 line breaks + 3
        ("Grüße, 世界\n\n".encode(), 10),  # 5 + comma + blank + 2 + a line break before the last
    ],
)
def test_the_characters_of_a_text_are_counted(folder: Path, text: bytes, characters: int) -> None:
    (folder / "script.txt").write_bytes(text)
    counted = run("quote --model elevenlabs-v3 --characters @script.txt --json")
    assert counted.out == run(f"quote --model elevenlabs-v3 --characters {characters} --json").out
    assert counted.err.splitlines()[0] == (
        f"note: script.txt has {characters} characters of Unicode, line breaks between lines included; "
        "sellers may differ"
    )


def test_the_bytes_of_a_text_are_counted_where_a_seller_counts_them(folder: Path) -> None:
    (folder / "script.txt").write_text("Grüße\n", encoding="utf-8")  # 5 letters, two of them of 2 bytes
    speech = "quote --platform pixverse --model pixverse-speech --json"
    same(f"{speech} --set bytes=7", f"{speech} --set bytes=@script.txt")


def test_a_text_that_cannot_be_read_is_refused(folder: Path) -> None:
    (folder / "latin.txt").write_bytes(b"Gr\xfc\xdfe")
    (folder / "empty.txt").write_bytes(b"\n")
    quote = "quote --model elevenlabs-v3 --characters"
    assert refused(f"{quote} @none.txt") == "none.txt: cannot be read: no such file or directory"
    assert refused(f"{quote} @latin.txt") == "latin.txt: is not UTF-8 text: save the file as UTF-8"
    found = run(f"{quote} @empty.txt")
    assert (found.code, "does not take characters `0`" in found.err) == (1, True)


def test_today_is_the_day_of_the_clock(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDITCALC_TODAY", "2026-05-20")
    same(f"{CLIP[: -len(' --edition 2026-05')]} --seconds 10 --as-of {'2026-05-20'} --json",
         f"{CLIP[: -len(' --edition 2026-05')]} --seconds 10 --as-of Today --json")  # fmt: skip
    (folder / "a.csv").write_text("model,seconds\nkling-2.6-standard,10\n")
    same("report a.csv --date 2026-05-20", "report a.csv --date today")
    assert run("wallet open main --plan plus --since today").code == 0
    opened = json.loads(run("wallet history --json").out)["events"][0]
    assert opened["at"].startswith("2026-05-20T")
    same("wallet history --since 2026-05-20 --json", "wallet history --since today --json")
    same("wallet balance --at 2026-05-20 --json", "wallet balance --at today --json")


def test_another_word_for_a_day_is_refused() -> None:
    for word in ("yesterday", "31.05.2026", "2026-02-30"):
        said = f"`{word}` is not a day: write year-month-day, as in `2026-05-31`, or `today`"
        assert refused(f"{CLIP[: -len(' --edition 2026-05')]} --seconds 10 --as-of {word}") == said
        assert refused(f"report a.csv --date {word}") == said


def test_a_success_rate_in_per_cent(folder: Path) -> None:
    rows = "model,seconds,takes{}\nkling-2.6-standard,10,2{}\nkling-2.6-standard,5,1{}\n"
    (folder / "a.csv").write_text(rows.format("", "", ""))
    same("batch a.csv --success-rate 0.35 --json", "batch a.csv --success-rate 35% --json")
    both = "batch a.csv --success-rate {} --failure-rate {} --json"
    same(both.format("0.35", "0.1"), both.format("35%", "10%"))
    (folder / "digits.csv").write_text(rows.format(",success_rate", ",0.35", ",0.5"))
    (folder / "spoken.csv").write_text(rows.format(",success_rate", ",35%", ",50 %"))
    same("batch digits.csv --quiet", "batch spoken.csv --quiet")
    row = {"model": "kling-2.6-standard", "seconds": 10}
    found = [next(creditcalc.price_many([row], success_rate=rate)).results for rate in ("0.35", "35%")]
    assert found[0] == found[1]


def test_a_wrong_rate_is_said_once(folder: Path) -> None:
    (folder / "a.csv").write_text("model,seconds\n" + "kling-2.6-standard,10\n" * 9)
    assert refused("batch a.csv --success-rate 35") == "`35` is more than 1: write `0.35` or `35%`"


def test_a_limit_is_in_credits() -> None:
    for typed in ("50 credits", "$50", "50USD"):
        said = refused(f"{CLIP} --seconds 10 --budget '{typed}'")
        assert said == f"`{typed}` is not a number: write the limit in credits, as in `50`"
