"""A pager for what is higher than the terminal, and for nothing else."""

import sys
from pathlib import Path

import pytest
from shell import process, terminal

pytestmark = [
    pytest.mark.usefixtures("warm"),
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals as these are"),
]
LONG = "models list"  # more than fifty lines; the terminal has 24
SHORT = "quote --model veo-3.1 --seconds 8 --4k --audio --edition 2026-05"


@pytest.fixture
def pager(tmp_path: Path) -> str:
    """A pager that says what it was given, and how less was told to show it."""
    script = tmp_path / "pager"
    script.write_text('#!/bin/sh\necho "paged with LESS=$LESS and $1"\ncat\n')
    script.chmod(0o755)
    return f"{script} --quietly"


def test_it_shows_what_is_higher_than_the_terminal(pager: str) -> None:
    plain = terminal(LONG, columns=80)
    assert plain.code == 0
    shown = terminal(LONG, columns=80, PAGER=pager)
    assert shown.out == f"paged with LESS=FIRX and --quietly\n{plain.out}"
    assert terminal(LONG, columns=80, PAGER=pager, LESS="S").out.startswith("paged with LESS=S and")


@pytest.mark.parametrize("line", [SHORT, f"{LONG} --no-pager", f"{LONG} --json", f"{LONG} --format csv"])
def test_nothing_else_is_paged(line: str, pager: str) -> None:
    assert terminal(line, columns=80, PAGER=pager) == terminal(line, columns=80)


def test_a_terminal_that_shows_no_pager_has_none(pager: str) -> None:
    assert "paged" not in terminal(LONG, columns=80, PAGER=pager, TERM="dumb").out


def test_a_pipe_is_not_paged(pager: str) -> None:
    assert process(LONG, PAGER=pager) == process(LONG)


@pytest.mark.parametrize("missing", ["", "no-such-pager -x", "cat", "less '"])
def test_without_a_pager_the_text_is_printed(missing: str) -> None:
    assert terminal(LONG, columns=80, PAGER=missing) == terminal(LONG, columns=80)


def test_a_pager_that_is_left_early_is_no_failure(tmp_path: Path) -> None:
    assert terminal(LONG, columns=80, PAGER="head -n 1").code == 0


def test_a_film_that_is_high_is_paged_too(pager: str, tmp_path: Path) -> None:
    rows = "".join(f"kling-2.6-standard,10,Scene {number}\n" for number in range(40))
    (tmp_path / "shots.csv").write_text(f"model,seconds,scene\n{rows}")
    assert terminal(f"batch {tmp_path}/shots.csv", columns=80, PAGER=pager).out.count("paged with") == 1
