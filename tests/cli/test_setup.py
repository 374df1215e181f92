"""`setup` asks once for what `config` remembers, and writes it at the end."""

import sys
from pathlib import Path

import pytest
from shell import END, INTERRUPT, conversation, process

pytestmark = [pytest.mark.usefixtures("warm"), pytest.mark.skipif(sys.platform == "win32", reason="no such terminals")]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the configuration, which is not there yet."""
    monkeypatch.setenv("CREDITCALC_TODAY", "2026-11-29")
    monkeypatch.setenv("CREDITCALC_CONFIG", str(tmp_path / "config.toml"))
    return tmp_path / "config.toml"


def settings(file: Path) -> list[str]:
    """What the file sets, line by line."""
    return [line for line in file.read_text().splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize(
    ("answers", "its"),
    [
        (("", "", "plus", "yearly"), ['edition = "2026-05"', 'plan = "plus"', 'billing = "yearly"']),
        (("InVideo", "2", "Plus", "2"), ['edition = "2026-05-cards"', 'plan = "plus"', 'billing = "yearly"']),
        (("InVideo", "3", "Plus", "2"), ['edition = "2026-09"', 'plan = "plus"', 'billing = "yearly"']),
        (("", "4", "14", "1"), ['edition = "2026-09"', 'plan = "plus"', 'billing = "monthly"']),
        (("", "4", "1", ""), ['edition = "2026-05"', 'plan = "plus"', 'billing = "monthly"']),
    ],
)
def test_what_is_answered_is_written(file: Path, answers: tuple[str, ...], its: list[str]) -> None:
    result = conversation("setup", *answers, "")
    assert result.code == 0, result.out
    said = settings(file)
    assert said[0] == 'platform = "invideo"'
    assert said[said.index("[platforms.invideo]") + 1 :] == its
    assert result.out.endswith(f"Written to {file}\nNext: creditcalc quote\n")


def test_one_clip_tells_the_price_books_apart(file: Path) -> None:
    result = conversation("setup", "", END)
    assert "Before you generate Veo 3.1, 8 s, 720p, silent, InVideo shows:" in result.out
    # 0.2 USD a second x 8 s x 11.9 to 16.7 credits per USD is 19.04 to 26.72 (May); 8 x 8 s is 64 (September)
    # by the plan cards 0.8 x 8 s is 6.4
    shown = [
        "1  ~19.0–26.8 credits (prices of May 2026)",
        "2  6.4 credits (plan cards of May 2026)",
        "3  64 credits (prices of September 2026)",
    ]
    assert "\n   ".join(shown) in result.out


def test_enter_keeps_what_is_remembered(file: Path) -> None:
    conversation("setup", "", "3", "Max", "yearly", "", "")
    before = file.read_text()
    assert 'plan = "max"' in before
    result = conversation("setup", "", "", "", "", "", "")
    assert result.code == 0
    assert file.read_text() == before


def test_what_has_one_answer_is_not_asked_for(file: Path) -> None:
    result = conversation("setup", "runway", "no plan", "")
    assert "Which prices" not in result.out
    assert "How do you pay" not in result.out
    assert settings(file)[0] == 'platform = "runway"'


@pytest.mark.parametrize(("key", "code"), [(END, 1), (INTERRUPT, -2)])
def test_whoever_stops_in_the_middle_has_written_nothing(file: Path, key: str, code: int) -> None:
    assert conversation("setup", "", "1", key).code == code
    assert not file.exists()


def test_a_wrong_answer_is_asked_for_again(file: Path) -> None:
    result = conversation("setup", "nowhere", "", "7", "1", "plus", "1", "1")
    assert result.code == 0, result.out
    assert "error: unknown platform `nowhere`" in result.out
    assert "error: type a number from 1 to 4, or a name" in result.out


def test_without_a_terminal_the_commands_are_said(file: Path) -> None:
    result = process("setup")
    assert (result.code, result.out) == (1, "")
    error, hint = result.err.splitlines()
    assert error == "error: setup asks questions, and this is not a terminal"
    assert hint.endswith("creditcalc config set billing monthly; creditcalc config set currency USD")
    assert not file.exists()
