"""What the shell completes after a tab: names from the sheets, the person's own included."""

from pathlib import Path

import pytest
from sheets import EDITION, write
from shell import process

pytestmark = pytest.mark.usefixtures("folder")


def completed(line: str) -> list[str]:
    """What bash is offered for the last word of a line."""
    words = f"creditcalc {line}"
    last = str(words.count(" "))
    result = process("", _CREDITCALC_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=last)
    assert (result.code, result.err) == (0, "")
    return result.out.split()


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
        ("sheets schema m", ["models"]),
        ("quote --model nothing --set ", []),
        ("quote --platform nowhere --edition ", []),
        ("quote --pricing nowhere --model ", []),
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


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell_is_shown(shell: str) -> None:
    result = process("", _CREDITCALC_COMPLETE=f"source_{shell}")
    assert (result.code, result.err) == (0, "")
    assert "_CREDITCALC_COMPLETE" in result.out
