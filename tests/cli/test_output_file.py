"""What an option names to be written: never what a run reads, never under the name of a format that is none of ours."""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from sheets import platform
from shell import CREDITCALC, Ran, run, terminal
from shop import ADDONS, MODELS

from creditcalc.cli.app import app
from creditcalc.cli.output_file import FORMATS

COMMANDS = {
    "batch --output": ("board.yaml --compare-to before.json --max-increase 0", {".csv", ".json", ".md"}),
    "plans compare --svg": ("--jobs rows.csv", {".svg"}),
    "report --output": ("board.yaml --logo logo.svg", {".html", ".htm"}),
    "sheets export --output": ("--platform p", {".csv", ".json", ".parquet"}),
    "sheets history --svg": ("clip", {".svg"}),
    "wallet export --output": ("", {".csv", ".json"}),
}
"""Every option that names a file to write: a call of its command with every file that it can read, and the suffixes of
what it writes then.
"""
PLAN = """
    small:
      name: Small
      source: docs
      prices: [{amount: 10, currency: USD, every: month}]
      allowance: {amount: 40, unit: credit, every: month}
    """
READS = {"FILE", "FILE|-"}
"""How help names what a command reads."""
ALWAYS = ("wallet.db", "config/creditcalc/notes.txt")
"""What no command writes over, whether it reads it or not: the wallets, the configuration."""
SHEET = "mine/p/e/models.yaml"
"""What a command with `--pricing` reads besides."""


def options(command: Any, *above: str) -> Iterator[tuple[str, Any, Any]]:
    """Every option of every command that names a file to write, with its command."""
    context = typer.Context(command)
    for name in command.list_commands(context) if hasattr(command, "list_commands") else ():
        yield from options(command.get_command(context, name), *above, name)
    for option in command.params:
        if option.metavar == "FILE" and option.callback is not None:
            yield " ".join([*above, max(option.opts, key=len)]), command, option


def names(command: Any) -> set[str]:
    """The names of a command's parameters."""
    return {option.name for option in command.params}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with everything that the commands read, and the shop as the sheets in use."""
    monkeypatch.chdir(tmp_path)
    sheets = platform(tmp_path / "mine", MODELS, plans=PLAN, addons=ADDONS).folder
    for path in (sheets, *sheets.rglob("*")):
        os.utime(path, (0, 0))  # at rest: else no compiled copy is kept, and every run compiles them anew
    monkeypatch.setenv("CREDITCALC_PRICING", str(sheets))
    monkeypatch.setenv("CREDITCALC_WALLET", str(tmp_path / "wallet.db"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    Path("config/creditcalc").mkdir(parents=True)
    Path("config/creditcalc/notes.txt").write_text("mine")
    Path("rows.csv").write_text("model,seconds\nclip,8\n")
    Path("board.yaml").write_text("shots: [{name: Ä, model: clip, seconds: 8}]\n")
    Path("logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')
    assert run("batch board.yaml --output before.json").code == 0
    terms = "--resets 'month on 14 at 00:00 UTC' --burn-order soonest --rollover nothing"
    assert run(f"wallet open main --plan small --since 2026-05-14 {terms}").code == 0
    return tmp_path


def test_every_option_that_names_a_file_to_write_is_called_here() -> None:
    assert sorted(name for name, _, _ in options(typer.main.get_command(app))) == sorted(COMMANDS)


def test_every_file_that_a_command_reads_is_in_its_call(place: Path) -> None:
    """By the metavars of the command's own parameters."""
    for name, command, option in options(typer.main.get_command(app)):
        call, _ = COMMANDS[name]
        reads = [one for one in command.params if one is not option and one.metavar in READS]
        assert len(reads) == sum(Path(word).exists() for word in shlex.split(call)), name


@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_that_a_run_reads_is_replaced(place: Path, name: str) -> None:
    """By its own name, by a link and by another name of the same inode."""
    call, _ = COMMANDS[name]
    command, _, option = name.rpartition(" ")
    read = [word for word in shlex.split(call) if Path(word).exists()]
    priced = [
        SHEET for one, known, _ in options(typer.main.get_command(app)) if one == name and "pricing" in names(known)
    ]
    for number, file in enumerate([*read, *ALWAYS, *priced]):
        os.link(file, f"hard{number}")
        Path(f"soft{number}").symlink_to(place / file)
        before = Path(file).read_bytes()
        for output in (f"hard{number}", f"soft{number}"):
            found = run(f"{command} {call} {option} {output}")
            assert found == Ran(
                1, "", f"error: {output}: is one of the files that this command reads: name another file to write\n"
            )
            assert Path(file).read_bytes() == before


def test_a_file_that_is_read_under_its_own_name_or_a_pattern_is_not_replaced(place: Path) -> None:
    expected = "error: rows.csv: is one of the files that this command reads: name another file to write\n"
    assert run("batch rows.csv --output rows.csv") == Ran(1, "", expected)
    assert run("batch 'r*.csv' --output rows.csv") == Ran(1, "", expected)
    with Path("rows.csv").open("rb") as file:
        done = subprocess.run(
            [*CREDITCALC, "batch", "-", "-o", "rows.csv"], stdin=file, capture_output=True, check=False
        )
    assert (done.returncode, done.stderr.decode()) == (1, expected)
    assert Path("rows.csv").read_text() == "model,seconds\nclip,8\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_name_that_promises_another_format_is_refused_with_those_that_are_written(name: str) -> None:
    call, own = COMMANDS[name]
    command, _, option = name.rpartition(" ")
    written = {".csv", ".jsonl", ".ndjson", ".json", ".parquet", ".xlsx", ".md"} if command == "batch" else own
    assert {".ods", ".pdf"} <= FORMATS - written
    for suffix in FORMATS - written:
        for output in (f"out{suffix}", f"OUT.csv{suffix.upper()}"):
            found = run(f"{command} {call} {option} {output}")
            assert found.code == 1
            assert found.err.startswith(f"error: {output}: cannot be written as `{suffix}`: name it `.")
            assert all(f"`{one}`" in found.err for one in written)
            assert not Path(output).exists()


@pytest.mark.parametrize("name", COMMANDS)
def test_what_was_written_is_said_on_standard_error(name: str) -> None:
    call, own = COMMANDS[name]
    command, _, option = name.rpartition(" ")
    for suffix in own:
        found = run(f"{command} {call} {option} out{suffix}")
        assert found.code == 0
        assert found.err.splitlines()[-1] == f"written: out{suffix}"
        assert Path(f"out{suffix}").read_bytes()


def test_it_is_said_before_a_limit_and_not_at_all_where_it_is_quiet() -> None:
    """8 s at 2 a second is 16, which is more than 10."""
    over = "error: over the budget: 16 is more than 10\n"
    found = run("batch rows.csv --budget 10 --output out.csv")
    assert (found.code, found.err) == (3, f"1 row, total 16 credits\nwritten: out.csv\n{over}")
    assert run("batch rows.csv --budget 10 --quiet --output out.txt") == Ran(3, "", over)
    assert Path("out.txt").read_text() == "16\n"
    assert run("batch nothing.csv --output not.csv").err.count("written") == 0


@pytest.mark.parametrize("name", COMMANDS)
def test_a_dash_is_standard_output(name: str) -> None:
    call, _ = COMMANDS[name]
    command, _, option = name.rpartition(" ")
    run(f"{command} {call} {option} out")
    found = run(f"{command} {call} {option} -")
    assert (found.code, found.out, found.err) == (0, Path("out").read_text(encoding="utf-8"), "")
    assert not Path("-").exists()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-16"])
@pytest.mark.parametrize("command", ["report board.yaml", "wallet export", "batch board.yaml --format csv"])
def test_a_file_that_a_shell_makes_is_utf_8_whatever_the_console_writes(command: str, encoding: str) -> None:
    Path("board.yaml").write_text("shots: [{name: Ä·ß, model: clip, seconds: 8}]\n", encoding="utf-8")
    assert run("wallet spend --credits 1 --note Ä·ß").code == 0
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run([*CREDITCALC, *command.split()], capture_output=True, env=environment, check=True)
    assert "Ä·ß" in done.stdout.decode() or json.dumps("Ä·ß") in done.stdout.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="no terminal of its own")
def test_a_wallet_is_shown_on_a_terminal_in_its_encoding() -> None:
    assert run("wallet spend --credits 1 --note Ä").code == 0
    shown = terminal("wallet export --to csv", columns=100, PYTHONIOENCODING="ascii")
    assert (shown.code, "?" in shown.out) == (0, True)


def test_a_page_is_no_text_for_a_terminal_by_a_dash_either() -> None:
    assert terminal("report board.yaml --output -", columns=100).code == 2


def test_a_device_and_a_pipe_are_written_to_as_they_are() -> None:
    assert run("batch rows.csv --format csv --output /dev/null").err.endswith("written: /dev/null\n")
