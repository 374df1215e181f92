"""The help of every command."""

import platform
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from outcomes import printed, usage
from published import check
from shell import Ran, run
from walks import commands

import creditcalc
from creditcalc.cli.app import COMMANDS, app
from examples import examples, made_ready, made_ready_for

pytestmark = pytest.mark.usefixtures("folder")
ROOT = Path(__file__).parents[2]


EVERY = [" ".join(words) for words, _ in commands(typer.main.get_command(app))]
GROUPS = {command for command in EVERY if any(other.startswith(f"{command} ".lstrip()) for other in EVERY if other)}
VERBS = {
    *(
        "Ask",
        "Change",
        "Check",
        "Choose",
        "Compare",
        "Convert",
        "Create",
        "Explain",
        "Export",
        "Forecast",
        "Forget",
        "Import",
        "List",
        "Make",
    ),
    *("Open", "Price", "Print", "Record", "Remember", "Serve", "Show", "Track", "Try", "Undo", "Verify"),
}
"""What a command does, by the first word of its help."""
LOOSE = {"": ["--version", "--install-completion", "--show-completion"], "mcp": ["--time-limit"]}
"""The options that stand beside `--help` and in no section of their own."""


def context_of(command: str) -> typer.Context:
    """The context that a command has when its help is asked for."""
    found = dict(commands(typer.main.get_command(app)))[tuple(command.split())]
    return typer.Context(found, info_name=f"creditcalc {command}".strip(), help_option_names=["-h", "--help"])


def test_of_all() -> None:
    assert printed("--help") == printed("-h")
    assert printed("--help").startswith(
        "Estimate what an AI video costs before you generate it.\n\n  creditcalc quote veo-3.1 8s 4k audio "
    )
    assert " ".join(printed("--help").split("Exit codes: ")[1].split()) == (
        "0 done, 1 refused, 2 wrong usage, 3 over the budget, 4 may be over it, 5 no published price"
    )


def test_lists_every_command_by_section_and_loads_none() -> None:
    found = re.findall(r"^(\w[\w ]*):\n((?:  .*\n)+)", printed("--help"), re.MULTILINE)
    names = {title: " ".join(re.findall(r"^  (\w+) ", rows, re.MULTILINE)) for title, rows in found[:-1]}
    assert names == {
        "Price": "quote batch request report explore",
        "Compare": "models plans platforms",
        "Look up": "guide addons actions rules help",
        "Track": "wallet",
        "Maintain": "sheets site mcp setup config",
    }
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "creditcalc", "--help"], capture_output=True, text=True, check=True
    )
    assert "creditcalc.cli.app" in done.stderr
    assert "creditcalc.cli.commands" not in done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_a_line_of_the_list_is_the_first_of_the_help(command: str) -> None:
    assert f"\n\n  {COMMANDS[command][1]}\n\n" in printed(f"{command} --help")


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_a_group_alone_shows_its_help(group: str) -> None:
    assert run(group) == Ran(0, printed(f"{group} --help"), "")


@pytest.mark.parametrize("command", EVERY)
def test_help_of_a_command_is_what_its_option_shows(command: str) -> None:
    assert printed(f"help {command}") == printed(f"{command} --help")


@pytest.mark.parametrize("columns", [60, 80, 200])
@pytest.mark.parametrize("command", EVERY)
def test_is_plain_text_as_wide_as_the_terminal_and_80_columns_at_most(
    command: str, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    text = context_of(command).get_help()
    assert text.isascii()
    wrapped = [line for line in text.splitlines() if not line.startswith("  creditcalc ")]
    assert max(map(len, wrapped)) <= min(columns, 80)
    assert [line for line in printed(f"{command} --help").splitlines() if len(line) > 80] == []


def test_what_is_said_beside_an_example_goes_where_it_does_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    example = "creditcalc quote veo-3.1 8s 4k audio"
    assert f"\n  {example}\n" in context_of("").get_help()
    assert f"\n  {example}        one clip\n" in printed("--help")


@pytest.mark.parametrize("command", EVERY)
def test_completion_is_installed_by_the_program_alone(command: str) -> None:
    assert ("--install-completion" in printed(f"{command} --help")) == (not command)


@pytest.mark.parametrize("command", [command for command in EVERY if command])
def test_says_what_it_does_and_gives_an_example_of_one_line(command: str) -> None:
    does, example = printed(f"{command} --help").split("\n\n")[1:3]
    verb, _ = re.fullmatch(r"  ([A-Z]\w+),? ([^\n]{,56}\.)", does).groups()  # type: ignore[union-attr]
    assert len(does) - 2 < 60
    assert verb in VERBS
    assert re.fullmatch(rf"  creditcalc {command}\b[^\n]*", example)


@pytest.mark.parametrize("command", EVERY)
def test_an_option_stands_in_one_section(command: str) -> None:
    context = context_of(command)
    named = [
        option
        for parameter in context.command.get_params(context)
        for option in parameter.opts
        if option.startswith("--")
    ]
    below = re.split(r"\n\n\w[\w ]*:\n", printed(f"{command} --help"), maxsplit=1)[1]
    rows = re.findall(r"^  (?:-\w, )?(--[\w-]+(?:, --[\w-]+)*)(?= |$)", below, re.MULTILINE)
    assert sorted(option for row in rows for option in row.split(", ")) == sorted(named)
    last = below.rpartition("Options:\n")[2]
    assert re.findall(r"^  (?:-\w, )?(--[\w-]+)", last, re.MULTILINE) == [*LOOSE.get(command, ()), "--help"]


@pytest.mark.parametrize("command", EVERY)
def test_an_option_says_what_it_does_in_a_sentence(command: str) -> None:
    command_: Any = context_of(command).command
    for parameter in command_.params:
        assert re.fullmatch(r"[A-Za-z`-].*(?:[.]|\.\.\.)", parameter.help), parameter.name


@pytest.mark.parametrize("command", EVERY)
def test_has_examples_that_work(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREDITCALC_PRICING")
    monkeypatch.chdir(tmp_path)
    made_ready(command, tmp_path)
    if command == "wallet import":
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "another"))
    for example in examples(command):
        made_ready_for(example)
        elsewhere = {"setup": 1, "explore": 2}  # they need a terminal
        assert run(example).code == elsewhere.get(command, 0)


@pytest.mark.parametrize("command", [command for command in EVERY if command])
def test_is_said_whole_in_the_list_above(command: str) -> None:
    above, _, name = command.rpartition(" ")
    assert re.search(rf"^  {name}  .*[^.]\.$", printed(f"{above} --help"), re.MULTILINE)


@pytest.mark.parametrize("command", EVERY)
def test_an_option_is_written_in_small_letters(command: str) -> None:
    """Typer 0.27 takes a metavar that is the parameter's own name for the name of the option."""
    found: Any = context_of(command).command
    named = [option for parameter in found.params for option in parameter.opts if option.startswith("--")]
    assert [option for option in named if option != option.lower()] == []


@pytest.mark.parametrize("command", EVERY)
def test_names_what_an_option_takes(command: str) -> None:
    assert not re.findall(r"<(?:str|int|path)\b.*", printed(f"{command} --help"))


def test_version() -> None:
    assert printed("--version") == printed("-V") == f"creditcalc {creditcalc.__version__}\n"


@pytest.mark.parametrize("words", ["--version --json", "--json --version", "-V --json"])
def test_version_for_scripts(words: str) -> None:
    said = check(printed(words))
    assert (said["schema"], said["version"]) == ("creditcalc/version/1", creditcalc.__version__)
    assert said["python"] == ".".join(platform.python_version_tuple())


def test_help_of_what_is_neither_a_command_nor_a_topic() -> None:
    assert run("help qoute") == usage("no command or topic qoute: did you mean `quote`?")
    assert run("help zzz") == usage("no command or topic zzz: see `creditcalc --help` and `creditcalc guide`")
