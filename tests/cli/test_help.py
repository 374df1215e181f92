"""The help of every command."""

import re
from pathlib import Path

import pytest
import typer
from outcomes import printed, usage
from sheets import write
from shell import Ran, run
from walks import commands

import creditcalc
from creditcalc.cli.app import app

pytestmark = pytest.mark.usefixtures("folder")
ROOT = Path(__file__).parents[2]


EVERY = [" ".join(words) for words, _ in commands(typer.main.get_command(app))]
GROUPS = {command for command in EVERY if any(other.startswith(f"{command} ".lstrip()) for other in EVERY if other)}
PRICES = '{"m": {"litellm_provider": "m", "mode": "video_generation", "output_cost_per_second": 0.1}}'
STORYBOARD = (ROOT / "examples" / "storyboard.yaml").read_text(encoding="utf-8")
EXAMPLES = {
    "sheets import": {"prices.json": PRICES},
    "batch": {
        "shots.csv": "model,seconds\nkling-2.6-standard,10\n",
        "storyboard.yaml": STORYBOARD,
    },
    "report": {"storyboard.yaml": STORYBOARD},
}
"""The files that the example of a command reads."""
COMING = "sheets new --from-drift"
"""An example that needs what the one before it has not yet brought: a spend that was reconciled."""
SPEND = "wallet spend --model kling-2.6-standard --seconds 10"
WALLET = ("wallet open main --plan plus --since 2026-05-14", SPEND, SPEND, "wallet export --output main.json")
"""What has happened before the example of a command of the wallet."""


def test_of_all() -> None:
    assert printed("--help") == printed("-h")
    assert printed("--help").startswith(
        "Usage: creditcalc [OPTIONS] COMMAND [ARGS]...\n\n"
        "  What an AI video generation costs in credits, before you click: offline,\n"
        "  exact, from sheets you can read.\n"
    )


def test_without_a_command_it_is_the_help_and_wrong_usage() -> None:
    assert run("") == Ran(2, "", printed("--help"))


@pytest.mark.parametrize("command", EVERY)
def test_is_plain_text_within_80_columns(command: str) -> None:
    text = printed(f"{command} --help")
    assert text.isascii()
    assert max(map(len, text.splitlines())) <= 80
    assert ("--install-completion" in text) == (not command)


@pytest.mark.parametrize("command", EVERY)
def test_says_what_it_does_and_gives_an_example_of_one_line(command: str) -> None:
    does, example = printed(f"{command} --help").split("\n\n")[1:3]
    assert re.fullmatch(r"  [A-Z][^\n]*(\n  [^\n]+)*\.", does)
    assert re.fullmatch(rf"  creditcalc {command}\b[^\n]*", example)


@pytest.mark.parametrize("command", EVERY)
def test_has_examples_that_work(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREDITCALC_PRICING")
    monkeypatch.chdir(tmp_path)
    write(tmp_path, EXAMPLES.get(command, {}))
    if command.startswith("wallet") and command != "wallet open":
        before = WALLET[:1] if command == "wallet spend" else WALLET
        assert {run(one).code for one in before} == {0}
    if command == "batch":
        assert run("batch storyboard.yaml --json --output main.json").code == 0
    if command == "wallet import":
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "another"))
    for example in re.findall(r"^  creditcalc (.*)", printed(f"{command} --help"), re.MULTILINE):
        if example.startswith(COMING):
            assert {run(one).code for one in (*WALLET, "wallet reconcile 2 --charged 6")} == {0}
        assert run(example).code == 0


@pytest.mark.parametrize("command", [command for command in EVERY if command])
def test_is_said_whole_in_the_list_above(command: str) -> None:
    above, _, name = command.rpartition(" ")
    assert re.search(rf"^  {name}  .*[^.]\.$", printed(f"{above} --help"), re.MULTILINE)


@pytest.mark.parametrize("command", EVERY)
def test_names_what_an_option_takes(command: str) -> None:
    assert not re.findall(r"<(?:str|int|path)\b.*", printed(f"{command} --help"))


@pytest.mark.parametrize("group", sorted(GROUPS - {""}))
def test_a_group_needs_a_command(group: str) -> None:
    assert run(group) == usage(f"{group} [OPTIONS] COMMAND [ARGS]...", "Missing command.")


def test_an_unknown_command_is_wrong_usage() -> None:
    whole = "[OPTIONS] COMMAND [ARGS]..."
    assert run("bogus") == usage(whole, "No such command 'bogus'.")
    assert run("quot") == usage(whole, "No such command 'quot'. Did you mean 'quote'?")
    assert run("models lst") == usage(f"models {whole}", "No such command 'lst'. Did you mean 'list'?")


def test_version() -> None:
    assert printed("--version") == f"creditcalc {creditcalc.__version__}\n"
