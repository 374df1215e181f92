"""What the shell completes after a tab: names from the sheets, the person's own included."""

import os
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import typer
from sheets import EDITION, write
from shell import process

from creditcalc.cli.app import app
from creditcalc.cli.completion import OFFERED
from creditcalc.cli.options import BookOptions
from creditcalc.cli.shells import complete_in_shell
from creditcalc.sheets import cache
from creditcalc.sheets.catalog import Catalog

pytestmark = pytest.mark.usefixtures("folder")


def completed(line: str) -> list[str]:
    """What bash is offered for the last word of a line."""
    return completed_in_bash("creditcalc", *line.split(" "))


def completed_in_bash(*pieces: str) -> list[str]:
    """What bash is offered for the last of the pieces into which it breaks a line."""
    last = str(len(pieces) - 1)
    result = process("", _CREDITCALC_COMPLETE="complete_bash", COMP_WORDS="\n".join(pieces), COMP_CWORD=last)
    assert (result.code, result.err) == (0, "")
    return result.out.splitlines()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("qu", ["quote"]),
        ("models ", ["list", "show", "compare"]),
        ("quote --se", ["--seconds", "--set"]),
        ("quote --model cl", ["clip"]),
        ("quote --model s", ["silent", "secret", "save"]),
        ("models show pic", ["picture"]),
        ("models list --sort ", ["sheet", "price"]),
        ("quote --model clip --resolution ", ["1080p", "4k", "720p"]),
        ("quote --resolution 4", ["4k"]),
        ("quote --model silent --set ", ["seconds=", "audio=off", "mode=std", "mode=pro", "twin=off", "twin=on"]),
        ("quote --model silent --set m", ["mode=std", "mode=pro"]),
        ("quote --set m", ["mode=std", "mode=pro"]),
        ("quote --platform li", ["list"]),
        ("quote --edition ", ["e"]),
        ("quote --format ", ["table", "json", "csv", "markdown"]),
        ("sheets schema m", ["models", "maps"]),
        ("quote --model nothing --set ", []),
        ("quote --platform nowhere --edition ", []),
    ],
)
def test_a_word_is_completed(line: str, words: list[str]) -> None:
    assert completed(line) == words


RATES = "[{price: 1, per: image, source: docs}]"


def test_a_model_is_completed_as_soon_as_its_sheet_is_there(folder: Path) -> None:
    assert completed("quote --model ri") == []
    write(folder, {"p/e/more.yaml": f"rival: {{name: Rival, maker: M, kind: image, rates: {RATES}}}\n"})
    assert completed("quote --model ri") == ["rival"]


def test_the_edition_named_before_is_the_one_that_completes(folder: Path) -> None:
    models = f"newer: {{name: Newer, maker: M, kind: image, rates: {RATES}}}\n"
    write(folder, {"p/f/edition.yaml": EDITION, "p/f/models.yaml": models})
    assert completed("quote --edition f --model ") == ["newer"]


def test_a_broken_sheet_completes_nothing(folder: Path) -> None:
    write(folder, {"p/platform.yaml": "name: ["})
    assert completed("quote --model cl") == []


def test_what_may_be_a_word_or_a_file_is_completed_as_either(folder: Path) -> None:
    (folder / "shots.csv").write_text("model,seconds\n")
    assert completed("platforms compare cli") == ["clip"]
    assert completed("platforms compare shots") == completed("batch shots")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell", "pwsh"])
def test_the_script_of_a_shell_is_shown(shell: str) -> None:
    result = process("", _CREDITCALC_COMPLETE=f"source_{shell}")
    assert (result.code, result.err) == (0, "")
    assert "_CREDITCALC_COMPLETE" in result.out


BUNDLED = {"CREDITCALC_PRICING": "", "CREDITCALC_TODAY": "2026-11-29"}


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        (("quote", "--model", "=", "veo-3.1-l"), ["veo-3.1-lite"]),
        (("quote", "--model", "=", '"Veo 3.1 L'), ["Veo 3.1 Lite"]),
        (("quote", "--model", "=", "Veo\\ 3.1\\ L"), ["Veo\\ 3.1\\ Lite"]),
        (("quote", "--model", "="), None),
        (("quote", "-m", "veo-3.1", "--set", "resolution", "="), ["720p", "1080p", "4k"]),
        (("quote", "-m", "veo-3.1", "--set", "resolution", "=", "7"), ["720p"]),
        (("quote", "-m", "veo-3.1", "--set=resolution=7"), ["--set=resolution=720p"]),  # bash told not to break at `=`
        (("quote", "--mix", "veo-3.1", "=", "30%,kling-2.6-s"), ["30%,kling-2.6-standard="]),
        (("quote", "veo-3.1", "0", ":", "08", "au"), ["audio"]),
        (
            ("quote", "--characters", "@", "text.txt", "elevenlabs-m"),
            ["elevenlabs-multilingual-v2", "elevenlabs-music"],
        ),
        (("quote", "--plan", "pl"), ["plus"]),
        (("quote", "--plan", "'Plus (y"), ["Plus (yearly)"]),
        (("quote", "--plan", "Plus\\ \\(y"), ["Plus\\ \\(yearly\\)"]),
        (("quote", "Veo\\ 3.1"), ["Veo\\ 3.1", "Veo\\ 3.1\\ Fast", "Veo\\ 3.1\\ Lite"]),
        (("quote", "veo-3.1-l"), ["veo-3.1-lite"]),
        (("quote", "veo", "3.1", ""), ["Fast", "Lite", "720p", "1080p", "4k", "audio", "twin"]),
        (("quote", "veo", "3.1", "f"), ["fast"]),
        (("quote", "veo", "3.1", "fast", "8s", "4k", ""), ["audio", "twin"]),
        (("quote", "--model", "veo-3.1", "8s", "a"), ["audio"]),
        (("models", "compare", "8s", "108"), ["1080p"]),
        (("plans", "compare", "kling", "2.6", "stan"), ["standard"]),
        (("plans", "compare", "--currency", "U"), ["USD"]),
        (("platforms", "compare", "veo-3.1", "8s", "aud"), ["audio"]),
        (("models", "list", "--maker", "goo"), ["google"]),
        (("quote", "--platform", "InV"), ["InVideo\\ AI"]),
        (("sheets", "diff", "invideo/2026-0"), ["invideo/2026-05", "invideo/2026-05-cards", "invideo/2026-09"]),
        (("config", "set", "plan", "Pl"), ["Plus", "Plus\\ \\(monthly\\)", "Plus\\ \\(yearly\\)"]),
        (("guide", "free-o"), ["free-of-credits"]),
        (("--version", "qu"), ["quote"]),
    ],
)
def test_bash_breaks_words_and_is_given_the_last_piece(
    pieces: tuple[str, ...], words: list[str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in BUNDLED.items():
        monkeypatch.setenv(name, value)
    found = completed_in_bash("creditcalc", *pieces)
    assert found == words if words is not None else "veo-3.1" in found


@pytest.mark.parametrize(
    ("shell", "line", "written"),
    [
        ("fish", 'quote "Veo 3.1 F', "Veo 3.1 Fast\tveo-3.1-fast\n"),
        ("fish", "quote --model=veo-3.1-l", "--model=veo-3.1-lite\tVeo 3.1 Lite\n"),
        ("fish", "quote -m veo-3.1 --set resolution=7", "resolution=720p\n"),
        ("fish", 'quote "Veo 3.1 ', "Veo 3.1 Fast\tveo-3.1-fast\nVeo 3.1 Lite\tveo-3.1-lite\n"),
        ("zsh", "quote --nothing-like-it", "_files\n"),
        (
            "zsh",
            "quote Veo\\ 3.1\\ F",
            "local -a whole; whole=('Veo 3.1 Fast:veo-3.1-fast'); _describe -V values whole;\n",
        ),
        ("zsh", "quote -m veo-3.1 --set sec", "local -a begun; begun=(seconds=); _describe -V values begun -S '';\n"),
        ("powershell", "quote 'Veo 3.1 F", "'Veo 3.1 Fast':::veo-3.1-fast\n"),
        ("powershell", "quote --model=veo-3.1-l", "--model=veo-3.1-lite:::Veo 3.1 Lite\n"),
        ("powershell", 'quote --model="Veo 3.1 L', "'--model=Veo 3.1 Lite':::veo-3.1-lite\n"),
        ("pwsh", "quote -m veo-3.1 --set resolution=7", "resolution=720p::: \n"),
    ],
)
def test_each_shell_is_told_whole_words_as_it_writes_them(shell: str, line: str, written: str) -> None:
    words = {"_TYPER_COMPLETE_ARGS": f"creditcalc {line}", "_TYPER_COMPLETE_WORD_TO_COMPLETE": line.rpartition(" ")[2]}
    action = {"_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    result = process("", _CREDITCALC_COMPLETE=f"complete_{shell}", **words, **action, **BUNDLED)
    assert (result.code, result.out, result.err) == (0, written, "")


def test_powershell_says_no_blank_after_the_last_word() -> None:
    words = {"_TYPER_COMPLETE_ARGS": "creditcalc plans", "_TYPER_COMPLETE_WORD_TO_COMPLETE": ""}
    result = process("", _CREDITCALC_COMPLETE="complete_powershell", **words)
    assert [line.partition(":::")[0] for line in result.out.splitlines()] == ["list", "show", "compare"]


@pytest.mark.parametrize(("word", "code"), [("veo-3.1-l", 0), ("nothing", 1)])
def test_fish_is_told_whether_anything_completes(word: str, code: int) -> None:
    words = {"_TYPER_COMPLETE_ARGS": f"creditcalc quote {word}", "_TYPER_COMPLETE_FISH_ACTION": "is-args"}
    result = process("", _CREDITCALC_COMPLETE="complete_fish", **words, **BUNDLED)
    assert (result.code, result.out, result.err) == (code, "", "")


@pytest.mark.parametrize(
    "environment",
    [
        {"_CREDITCALC_COMPLETE": "complete_bash"},
        {"_CREDITCALC_COMPLETE": "complete_bash", "COMP_WORDS": "creditcalc\nquote", "COMP_CWORD": "last"},
        {"_CREDITCALC_COMPLETE": "complete_bash", "COMP_WORDS": "creditcalc\nquote", "COMP_CWORD": "-7"},
        {
            "_CREDITCALC_COMPLETE": "complete_bash",
            "COMP_WORDS": "creditcalc\nquote\n--takes\nx\n--nothing",
            "COMP_CWORD": "4",
        },
        {"_CREDITCALC_COMPLETE": "complete_bash", "COMP_WORDS": "creditcalc\nquote\n--bad\n\udcff", "COMP_CWORD": "3"},
        {"_CREDITCALC_COMPLETE": "complete_bash", "COMP_WORDS": "creditcalc\nquote\n1,000s\naud", "COMP_CWORD": "3"},
        {"_CREDITCALC_COMPLETE": "complete_fish", "_TYPER_COMPLETE_ARGS": "creditcalc quote 'nothing"},
    ],
)
def test_whatever_a_shell_says_nothing_goes_wrong(environment: dict[str, str], tmp_path: Path) -> None:
    result = process("", **environment, **BUNDLED, XDG_CACHE_HOME=str(tmp_path / "none"))
    assert (result.code, result.out, result.err) == (0, "", "")


def test_completion_writes_no_file(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    homes = {f"XDG_{kind}_HOME": str(home) for kind in ("CACHE", "CONFIG", "DATA")}
    words = {"COMP_WORDS": "creditcalc quote veo-3.1-l", "COMP_CWORD": "2"}
    result = process("", _CREDITCALC_COMPLETE="complete_bash", **words, **homes, **BUNDLED)
    assert (result.code, result.out) == (0, "veo-3.1-lite\n")
    assert not any(home.iterdir())


OTHERS = {
    "N",
    "N[,N...]",
    "FILE",
    "FILE|-",
    "FOLDER",
    "DIR",
    "PATH",
    "DAY",
    "TIME",
    "LENGTH",
    "WHEN",
    "PERCENT",
    "RATE",
    "URL",
    "TEXT",
    "DAYS",
    "REV",
}
"""What arguments and options are called that no sheet has values for: numbers, times, files, words of one's own."""
OWN = {
    "--key",
    "--keep",
    "--pick",
    "--wallet",
    "--agency",
    "--zone",
    "--kind",
    "--forfeit",
    "--burn-order",
    "--rollover",
    "--since",
    "--endpoint",
    "--rows",
    "--sheet",
    "--delimiter",
}
OWN |= {"NAME", "ENTRY", "ENTRY|BILL", "SHEET", "PLATFORM", "--columns", "--models"}


def values_taken() -> list[tuple[str, Any]]:
    """Every parameter that takes a value, of every command, with the command's words."""

    def walk(command: Any, names: tuple[str, ...]) -> list[tuple[str, Any]]:
        if hasattr(command, "list_commands"):
            return [
                one
                for name in command.list_commands(None)
                for one in walk(command.get_command(None, name), (*names, name))
            ]
        return [(" ".join(names), one) for one in command.params if not getattr(one, "is_flag", False)]

    return walk(typer.main.get_command(app), ())


def called(parameter: Any) -> str:
    """The option, or what the usage line calls the argument."""
    return str(parameter.metavar if parameter.param_type_name == "argument" else parameter.opts[0])


def test_every_value_that_sheets_have_is_completed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cache, "keeping", True)
    for name, value in BUNDLED.items():
        monkeypatch.setenv(name, value)
    assert BookOptions().open().models  # a copy of the sheets is kept now, which completion uses
    assert Catalog().index.platforms
    program, used = typer.main.get_command(app), set()
    for names, parameter in values_taken():
        word = called(parameter)
        if getattr(parameter.type, "choices", None) or parameter.metavar in OTHERS or word in OWN:
            continue
        assert word in OFFERED, f"{names}: {word} is neither completed nor known to be a word of a person's own"
        used.add(word)
        option = [] if parameter.param_type_name == "argument" else [word]
        monkeypatch.setenv("COMP_WORDS", "\n".join(("creditcalc", *names.split(), *option, "")))
        monkeypatch.setenv("COMP_CWORD", str(1 + len(names.split()) + len(option)))
        assert complete_in_shell(program, "complete_bash") == 0
        assert capsys.readouterr().out, f"{names} {word}"
    assert used == {*OFFERED}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals as these are")
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("quote --model=veo-3.1-l", ["quote", "--model=veo-3.1-lite"]),
        ("quote --model veo-3.1 --set resolution=7", ["quote", "--model", "veo-3.1", "--set", "resolution=720p"]),
        ('quote "Veo 3.1 L', ["quote", "Veo 3.1 Lite"]),
        ("quote Veo\\ 3.1\\ L", ["quote", "Veo 3.1 Lite"]),
        ("quote --plan 'Plus (y", ["quote", "--plan", "Plus (yearly)"]),
    ],
)
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_what_is_typed(shell: str, typed: str, words: list[str], tmp_path: Path) -> None:
    if not shutil.which(shell):
        pytest.skip(f"there is no {shell} here")
    assert after_a_tab(shell, typed, words[-1].rstrip(")")[-3:], tmp_path) == words


START = {
    "bash": (("bash", "--norc", "--noprofile", "-i"), "bind 'set bell-style none'"),
    "zsh": (("zsh", "-f", "-i"), "autoload -Uz compinit; compinit -u -D"),
    "fish": (("fish", "--no-config", "-i"), "true"),
}
"""How a shell is started without anything of the person's own, and what makes it complete."""


def own_terminal() -> None:
    """Makes standard input the terminal that this process is controlled by, without which fish does not start."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def passed(done: Path) -> bool:
    """Whether it is a second since something was done, in which what comes of it was shown."""
    return done.exists() and time.time() > done.stat().st_mtime + 1


def after_a_tab(shell: str, typed: str, end: str, folder: Path) -> list[str]:
    """The arguments that a program is given by a shell where a tab is typed after a line and, when that ends so or
    nothing happens, a return."""
    program, said = folder / "creditcalc", folder / "said"
    program.write_text(
        f'#!/bin/sh\nif [ -n "$_CREDITCALC_COMPLETE" ]; then {sys.executable} -m creditcalc "$@"; code=$?\n'
        f"touch {folder}/completed; exit $code; fi\n"
        f'printf "%s\\n" "$@" > {said}.part; mv {said}.part {said}\n'
    )
    program.chmod(0o755)
    script = folder / "script"
    script.write_text(process("", _CREDITCALC_COMPLETE=f"source_{shell}").out)
    command, settings = START[shell]
    own = {"PATH": f"{folder}:{os.environ['PATH']}", "TERM": "xterm", "HOME": str(folder), **BUNDLED}
    screen, keyboard = os.openpty()
    shown = ""
    with subprocess.Popen(
        command,
        stdin=keyboard,
        stdout=keyboard,
        stderr=keyboard,
        env={**os.environ, **own},
        start_new_session=True,
        preexec_fn=own_terminal,  # noqa: PLW1509  # nothing else runs in this process that holds a lock
    ) as child:
        os.close(keyboard)
        stages: tuple[tuple[str, Callable[[str], bool]], ...] = (
            (f"{settings}; source {script}; touch {folder}/ready\n", lambda shown: (folder / "ready").exists()),
            (
                f"creditcalc {typed}\t",
                lambda shown: shown.rstrip("\\'\") ").endswith(end) or passed(folder / "completed"),
            ),  # zsh gives up if more is typed
            ("\n", lambda shown: said.exists()),
        )
        for text, done in stages:
            shown = ""
            os.write(screen, text.encode())
            limit = time.monotonic() + 20
            while not done(shown) and time.monotonic() < limit:
                if select.select([screen], [], [], 0.05)[0]:
                    with suppress(OSError):
                        shown = re.sub(
                            r"\x1b\[[?0-9;]*[A-Za-z]", "", shown + os.read(screen, 65536).decode(errors="replace")
                        )
        child.kill()
    os.close(screen)
    return said.read_text().splitlines() if said.exists() else []
