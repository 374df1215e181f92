"""What a person at a terminal is asked for: a model or a length that is missing. Nobody else is asked."""

import os
import subprocess
import sys

import pytest
from shell import CREDITCALC, END, INTERRUPT, conversation

pytestmark = [pytest.mark.usefixtures("warm"), pytest.mark.skipif(sys.platform == "win32", reason="no such terminals")]


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDITCALC_TODAY", "2026-11-29")


@pytest.mark.parametrize(
    ("command", "answers", "title", "again"),
    [
        ("quote", ("Veo 3.1 Lite", "6"), "Veo 3.1 Lite · 6 s", "quote veo-3.1-lite 6s"),
        ("quote", ("kling", "4", "0:10"), "Kling 3.0 · 10 s", "quote kling-3.0 10s"),
        ("quote", ("kling", "2.6", "std", ""), "Kling 2.6 Standard · 8 s", "quote kling-2.6-standard 8s"),
        ("quote", ("voice", "multi", "2k"), "ElevenLabs Multilingual v2 · 2000 characters", "--characters 2000"),
        ("quote 4k", ("veo 3.1 fast 8s",), "Veo 3.1 Fast · 8 s · 4K", "quote 4k veo 3.1 fast 8s"),
        ("quote --model veo-3.1 --4k", ("8 sec",), "Veo 3.1 · 8 s · 4K", "quote --model veo-3.1 --4k 8s"),
        ("quote veo-3.1", ("8",), "Veo 3.1 · 8 s", "quote veo-3.1 8s"),
    ],
)
def test_what_is_missing_is_asked_for(command: str, answers: tuple[str, ...], title: str, again: str) -> None:
    result = conversation(command, *answers)
    assert result.code == 0, result.out
    assert f"\n{title}" in result.out
    assert f"{again}\n" in result.out.partition("Without questions: creditcalc ")[2]


@pytest.mark.parametrize(
    ("command", "answers", "error"),
    [
        ("quote", ("nothing", "veo-3.1", "8"), "unknown model `nothing`"),
        ("quote", ("", "veo-3.1", "8"), "type the name of a model"),
        ("quote", ("kling", "9", "1", "8"), "type a number from 1 to 7, or a name"),
        ("quote veo-3.1", ("long", "8"), "`long` is not a number of seconds"),
        ("quote veo-3.1", ("99999", "8"), "does not take seconds `99999`"),
    ],
)
def test_a_wrong_answer_is_refused_in_a_line_and_asked_for_again(
    command: str, answers: tuple[str, ...], error: str
) -> None:
    result = conversation(command, *answers)
    assert result.code == 0, result.out
    assert len([line for line in result.out.splitlines() if line.startswith("error: ") and error in line]) == 1


@pytest.mark.parametrize("command", ["quote", "quote veo-3.1"])
def test_the_end_of_the_input_stops_it(command: str) -> None:
    result = conversation(command, END)
    assert (result.code, result.out.splitlines()[-1]) == (1, "error: stopped")


@pytest.mark.parametrize("command", ["quote", "quote veo-3.1"])
def test_an_interrupt_ends_it_as_everywhere(command: str) -> None:
    assert conversation(command, INTERRUPT).code == -2


def test_what_is_not_missing_is_not_asked_for() -> None:
    result = conversation("quote veo-3.1 8s")
    assert result.code == 0
    assert "Without questions" not in result.out


@pytest.mark.parametrize("options", ["--json", "--quiet", "--format csv", "--format markdown", "--format json"])
def test_a_script_at_a_terminal_is_not_asked(options: str) -> None:
    result = conversation(f"quote veo-3.1 {options}")
    assert result.code in (1, 2)
    assert "Length" not in result.out


@pytest.mark.parametrize("piped", ["stdin", "stdout", "stderr"])
@pytest.mark.parametrize("command", [("quote",), ("quote", "veo-3.1"), ("setup",)])
def test_nothing_is_read_where_a_stream_is_no_terminal(command: tuple[str, ...], piped: str) -> None:
    screen, keyboard = os.openpty()
    streams = dict.fromkeys(("stdin", "stdout", "stderr"), keyboard) | {piped: subprocess.PIPE}
    with subprocess.Popen([*CREDITCALC, *command], **streams) as child:  # type: ignore[call-overload]
        assert child.wait(60) in (1, 2)
    os.close(keyboard)
    os.close(screen)
