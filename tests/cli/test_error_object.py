"""With `--json` standard output is one object: the result, or why there is none; whatever is wrong with the words."""

import errno
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from published import check
from shell import CREDITCALC, Ran, process, run
from walks import commands

from creditcalc.cli.app import app
from creditcalc.cli.refusal import KIND_OF
from creditcalc.wallet.location import location
from examples import FILES, examples, made_ready, made_ready_for

EVERY = {" ".join(words): one for words, one in commands(typer.main.get_command(app)) if words}
JSON = [name for name, one in EVERY.items() if any("--json" in parameter.opts for parameter in one.params)]
"""The commands that print JSON."""
HUGE = 160_000_000
"""Bytes of a file that nothing of ours reads whole."""
BAD_VALUES = ("nonsense", "", "-1")
BAD_FILES = ("missing.csv", "empty.csv", "folder", "huge.json", "junk.yaml")


@pytest.fixture
def shelf(tmp_path: Path, warm: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in, with files that nothing can be read from."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.csv").touch()
    (tmp_path / "junk.yaml").write_bytes(b"\x00{]\xff")
    with (tmp_path / "huge.json").open("wb") as file:
        file.truncate(HUGE)
    return tmp_path


def said(found: Ran) -> dict[str, Any]:
    """The error that was printed, which is what standard error says."""
    error = check(found.out)
    assert (error["schema"], error["code"]) == ("creditcalc/error/1", found.code)
    lines = [line for line in found.err.splitlines() if not line.startswith(("note: ", "hint: "))]
    assert [line[len("error: ") :] for line in lines] == error["message"].splitlines()
    hint = f"hint: {error['hint']}   {error['command']}" if error["hint"] else ""
    assert [line for line in found.err.splitlines() if line.startswith("hint: ")] == ([hint] if hint else [])
    assert "\n".join(fault["message"] for fault in error["faults"]) == error["message"]
    assert error["place"] == error["faults"][0]["place"]
    return error


def one_object(command: str, *, as_without: bool = True) -> None:
    """With `--json` a command prints one object, whatever it comes to, and exits as it does without."""
    before = {file: file.read_bytes() for file in location().parent.glob("*") if file.is_file()}
    found = run(f"{command} --json")
    printed = check(found.out)
    if printed["schema"] == "creditcalc/error/1":
        assert said(found)
    for file in location().parent.glob("*"):
        file.unlink()
    for file, data in before.items():
        file.write_bytes(data)
        file.chmod(0o600)
    if as_without:
        assert run(command).code == found.code


def example(command: str, folder: Path) -> str:
    """The first example of a command, without the options that send its result elsewhere; all it needs is there."""
    made_ready(command, folder)
    first = examples(command)[0]
    made_ready_for(first)
    words = shlex.split(first.replace("--format csv", "").replace("--json", ""))
    for option in ("--output", "-o"):
        if option in words:
            del words[words.index(option) : words.index(option) + 2]
    return shlex.join(words)


@pytest.mark.parametrize("command", EVERY)
def test_wrong_usage_is_an_object_of_every_command(shelf: Path, command: str) -> None:
    for wrong in ("--bogus", "--bogus=1"):
        assert said(run(f"{command} {wrong} --json"))["kind"] in ("usage", "refused")
    for words in (
        "",
        "one two three four",
        "\u2014\u2014help",
    ):  # too little, or too much
        one_object(f"{command} {words}", as_without=False)


@pytest.mark.parametrize("command", JSON)
def test_so_is_every_option_with_a_value_that_is_none(shelf: Path, command: str) -> None:
    line = example(command, shelf)
    for parameter in EVERY[command].params:
        if parameter.param_type_name != "option" or parameter.is_flag or "--output" in parameter.opts:
            continue
        for value in BAD_VALUES:
            one_object(f"{line} {parameter.opts[0]} {shlex.quote(value)}")
    for option in ("--bogus", "--model"):  # of which the latter lacks its value
        assert said(run(f"{line} --json {option}"))["kind"] == "usage"


@pytest.mark.parametrize("command", [name for name in JSON if name in (*FILES, "wallet import", "sheets diff")])
def test_so_is_every_file_that_cannot_be_used(shelf: Path, command: str) -> None:
    made_ready(command, shelf)
    for file in BAD_FILES:
        one_object(f"{command} {file}{' folder' if command == 'sheets diff' else ''}")


@pytest.mark.parametrize(
    ("command", "code", "schema"),
    [
        ("quote veo-3.1 8s 4k audio --budget 50", 3, "quote"),  # 80+ is more than 50
        ("quote kling-2.6-standard 10s --budget 5", 4, "quote"),  # ~5 may be more
        ("quote veo-3.1 8s 4k audio --wallet main", 4, "quote"),  # Plus has 80, and 80+ may be more
        ("quote veo-3.1 8s 4k audio --wallet nobody", 1, "quote"),
        ("quote seedance-2.5 8s 1080p", 5, "error"),
        ("batch rows.csv", 1, "batch"),  # one row has no price
        ("batch rows.csv --budget 1 --tolerance 0", 1, "batch"),
        ("batch unpublished.csv", 5, "batch"),
        ("batch rows.csv --strict", 1, "error"),
        ("batch good.csv --budget 1", 3, "batch"),
    ],
)
def test_a_verdict_is_a_result_and_no_error(shelf: Path, command: str, code: int, schema: str) -> None:
    (shelf / "good.csv").write_text("model,seconds\nkling-2.6-standard,10\n")
    (shelf / "rows.csv").write_text("model,seconds\nkling-2.6-standard,10\nnonsense,10\n")
    (shelf / "unpublished.csv").write_text("model,seconds,resolution\nseedance-2.5,8,1080p\n")
    assert run("wallet open main --plan plus --since 2026-05-14").code == 0
    found = run(f"{command} --json")
    assert (found.code, check(found.out)["schema"]) == (code, f"creditcalc/{schema}/1")
    assert run(command).code == code


def test_a_result_in_a_file_is_one_too(shelf: Path) -> None:
    (shelf / "rows.csv").write_text("model,seconds\nkling-2.6-standard,10\nnonsense,10\n")
    found = run("batch rows.csv --json --output priced.json")
    assert (found.code, found.out) == (1, "")
    assert check((shelf / "priced.json").read_text())["schema"] == "creditcalc/batch/1"


@pytest.mark.parametrize("words", ["--json", "--format json", "--format=json", "--format csv --format json"])
def test_json_is_asked_for_in_these_ways(words: str) -> None:
    assert said(run(f"quote {words} --bogus"))["kind"] == "usage"


@pytest.mark.parametrize(
    "words", ["", "--format csv", "--format", "-- --json", "-- --format=json", "--output x.json", "--jsn"]
)
def test_and_in_no_other(words: str) -> None:
    found = run(f"quote --bogus {words}")
    assert (found.code, found.out) == (2, "")


@pytest.mark.parametrize(
    ("file", "text", "places"),
    [
        ("a.csv", "", [(None, None)]),
        ("a.csv", "modle,seconds\n", [(1, None)]),
        ("a.jsonl", '{"model": "kling-2.6-standard", "seconds": 8}\n{"model": \n', [(2, None)]),
        ("a.yaml", "shots: []\n", [(1, 1)]),
        ("a.yaml", "shots:\n  - model: [1]\n  - seconds: {a: b}\n", [(2, 12), (3, 14)]),
        ("a.yaml", "shots: [\n", [(1, 8)]),
        ("a.yaml", "shots: [{model: veo-3.1, seconds: 8}]\ndefaults: {audio: on, qality: x}\n", [(2, 23)]),
    ],
)
def test_an_error_says_where_each_fault_is(
    shelf: Path, file: str, text: str, places: list[tuple[int | None, int | None]]
) -> None:
    (shelf / file).write_text(text)
    error = said(run(f"batch {file} --strict --json"))
    assert [(fault["place"]["line"], fault["place"]["column"]) for fault in error["faults"]] == places
    assert {fault["place"]["file"] for fault in error["faults"]} == {file}


def test_a_colon_in_the_name_of_a_file_is_no_place(shelf: Path) -> None:
    place = said(run("batch a:b.csv --json"))["place"]
    assert place == {"file": "a:b.csv", "line": None, "column": None}


@pytest.mark.parametrize(
    ("command", "offered"),
    [
        ("quote --model veo3.9 --seconds 8", ["Veo 3", "Veo 3.1", "Veo 3 Fast"]),
        ("quote --model sora2pro --duration 8", ["--seconds"]),
        ("plans show plsu", ["plus"]),
        ("plans list --platform runwey", ["Runway"]),
        ("quote --model veo-3.1 --set secnds=8", ["seconds"]),
        ("qoute --model veo-3.1", ["quote"]),
        ("plans list --format jsn", ["json"]),
        ("quote --model nonsense-of-nobody", []),
    ],
)
def test_an_error_offers_names_as_they_are_typed(shelf: Path, command: str, offered: list[str]) -> None:
    error = said(run(f"{command} --json"))
    assert error["did_you_mean"] == offered
    assert all(name in f"{error['message']}{error['hint']}" for name in offered)


def test_of_a_maker_or_family_all_models_are_offered(shelf: Path) -> None:
    error = said(run("quote --model kling --seconds 8 --json"))
    assert len(error["did_you_mean"]) == int(error["message"].partition(" ")[0])
    for model in error["did_you_mean"]:
        assert run(f"models show {model}").code == 0


@pytest.mark.parametrize(
    ("raised", "kind", "message"),
    [
        (typer.Abort(), "stopped", "stopped"),
        (OSError(errno.EACCES, "Permission denied", "a.csv"), "system", "a.csv: permission denied"),
        (OSError("lost"), "system", "lost"),
    ],
)
def test_what_the_system_or_a_person_stops_is_one_too(
    shelf: Path, monkeypatch: pytest.MonkeyPatch, raised: BaseException, kind: str, message: str
) -> None:
    def stop(*_: Any) -> None:
        raise raised

    monkeypatch.setattr("creditcalc.cli.commands.quote.price", stop)
    error = said(run("quote --model veo-3.1 --seconds 8 --json"))
    assert (error["code"], error["kind"], error["message"]) == (1, kind, message)


def test_every_exit_code_has_its_kind() -> None:
    assert sorted(KIND_OF) == [1, 2, 3, 4, 5]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such shells")
@pytest.mark.parametrize(
    ("command", "code"),
    [("quote --bogus", 2), ("quote veo-3.1 8s 4k audio --budget 50", 3), ("batch rows.csv", 1), ("plans show plsu", 1)],
)
def test_a_stream_that_takes_nothing_changes_no_exit_code(shelf: Path, command: str, code: int) -> None:
    (shelf / "rows.csv").write_text("model,seconds\nkling-2.6-standard,10\nnonsense,10\n")
    assert check(process(f"{command} --json").out)
    for way in (">&-", "> /dev/full", "| :; exit ${PIPESTATUS[0]}"):
        line = f"{shlex.join(CREDITCALC)} {command} --json {way}"
        if "full" in way and not Path("/dev/full").exists():
            continue
        found = subprocess.run(["bash", "-c", line], capture_output=True, timeout=60, check=False)
        assert (found.returncode, found.stdout) == (code, b"")


def test_rows_that_end_in_an_error_leave_no_half_of_an_object(shelf: Path) -> None:
    rows = '{"model": "kling-2.6-standard", "seconds": 8}\n' * 50_000
    (shelf / "long.jsonl").write_text(f'{rows}{{"model": "nonsense"}}\n')
    error = said(process("batch long.jsonl --strict --json"))
    assert error["place"] == {"file": "long.jsonl", "line": 50_001, "column": None}


WORDS = [
    *("veo-3.1", "veo", "kling", "8s", "4k", "1080p", "audio", "x3", "nonsense", "--json", "--", "-", "-q", "=", ""),
    *("--model", "--seconds", "8", "--plan", "plus", "--budget", "5", "--format", "json", "--set", "a=b", "--mix"),
]


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(st.lists(st.sampled_from(WORDS), max_size=7))
def test_whatever_is_typed_comes_to_one_object_and_one_code(shelf: Path, words: list[str]) -> None:
    """With `--json` first and `--` and `-q` aside, since those say what else is printed."""
    own = [word for word in words if word not in ("--", "-q", "--format", "json", "--json")]
    found, plain = run(f"quote --json {shlex.join(own)}"), run(f"quote {shlex.join(own)}")
    assert check(found.out)
    assert found.code == plain.code
