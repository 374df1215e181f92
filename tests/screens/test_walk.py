"""Every screen of every command, at every width: nothing is too wide, and no word or figure is cut."""

import io
import re
import shlex
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
import typer
from walks import commands

from creditcalc.cli.app import app
from creditcalc.render import table
from creditcalc.reports.report import PLAIN, Report, View
from examples import FILES, examples, made_ready, made_ready_for

pytestmark = pytest.mark.usefixtures("warm")
WIDTHS = (60, 80, 100, 120, 200)
OF_THEIR_OWN = (("mcp",), ("setup",), ("explore",))
"""The commands that answer an assistant, ask a person, or fill a screen themselves."""
EVERY = [
    " ".join(named)
    for named, one in commands(typer.main.get_command(app))
    if named and not hasattr(one, "commands") and named not in OF_THEIR_OWN
]
COLOUR = re.compile(r"\x1b\[[\d;]*m")
HIDDEN = re.compile(r"  Hidden: .*?\(--wide\s+or\s+--json\s+shows\s+(?:it|them)\)", re.DOTALL)
RANGE = re.compile(r"(?<![\d.–-])(\d[\d,]*(?:\.\d+)?)–(\d[\d,]*(?:\.\d+)?)(?![\d.–-])")
FINEST = 80
"""Steps of its last digit that a range has at most."""
UNPRICED = (
    *("sheets", "config", "platforms list", "report", "wallet path", "wallet default", "wallet check", "wallet export"),
    *(
        "wallet import",
        "wallet grant",
        "wallet top-up",
        "wallet undo",
        "wallet reconcile",
    ),
)
"""The commands whose screens have no prices, record without pricing, or draw none."""
NEWER = ("These are InVideo's prices of May 2026; it resized", "InVideo's rows are its prices of May 2026; it resized")
FURTHER = {
    "quote": [
        "quote --model kling-2.6-standard --seconds 90 --twin --plan plus",
        "quote --model agent-one --minutes 2",
    ],
    "guide": ["guide", "guide free", "guide faq", "guide agents", "guide --platform flow"],
    "models compare": ["models compare --seconds 8 --1080p --audio --plan plus"],
    "plans compare": [
        "plans compare",
        "plans compare --model kling-2.6-standard --minutes 1 --per-month 10",
        "plans compare --platform runway --credits 3000",
        "plans compare --break-even --up-to 1000",
        "plans compare --credits 100,300,800 --horizon 3",
    ],
    "platforms compare": ["platforms compare --model kling-3.0 --seconds 8 --1080p --audio"],
    "sheets check": ["sheets check --coverage", "sheets check --conflicts", "sheets check --stale 300"],
    "batch": [
        "batch storyboard.yaml --fit 200 --plan max",
        "batch storyboard.yaml --explain",
        "batch storyboard.yaml --compare-to /dev/null --max-increase 100 --budget 200",
        "batch shots.csv --plan max --budget 120",
    ],
}
"""Screens that the examples of the help do not show."""


class Terminal(io.TextIOWrapper):
    """A terminal that keeps what it is shown."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), "utf-8", write_through=True)

    def isatty(self) -> bool:
        """It is one."""
        return True


def reports_of(line: str, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Report, View]]:
    """What a command draws on a terminal."""
    found: list[tuple[Report, View]] = []

    def record(report: Report, view: View = PLAIN) -> str:
        found.append((report, view))
        return table_text(report, view)

    table_text = table.render
    with monkeypatch.context() as patch:
        patch.setattr(table, "render", record)
        patch.setattr(sys, "stdout", Terminal())
        with pytest.raises(SystemExit) as end:
            app(shlex.split(line), prog_name="creditcalc")
    assert end.value.code in (0, 3, 4), line
    return found


def pasted(report: Report) -> set[str]:
    """What is never broken: commands, paths, addresses."""
    answers = (word for one in report.answer for word in one.words)
    said = (*(note.text for note in report.ranked()), *report.details, report.source, report.next, *answers)
    return {word.replace("\u00a0", " ") for text in said for word in re.split(r"[ \n]", text)}


def words(screen: str) -> set[str]:
    return set(screen.split())


def faults(report: Report, view: View, columns: int, patch: pytest.MonkeyPatch) -> Iterator[str]:
    """What is wrong with a screen at a width."""
    patch.setenv("COLUMNS", str(columns))
    narrow = COLOUR.sub("", table.render(report, view))
    patch.setenv("COLUMNS", "2000")
    whole = words(COLOUR.sub("", table.render(report, view._replace(wide=True))))
    for line in narrow.splitlines():
        alone = re.sub(r"^[!▲?◐~] ", "", line.strip())
        if len(line) > columns and alone not in pasted(report):
            yield f"too wide ({len(line)}): {line}"
    if raw := re.search(r"\S*(?:\d\.\.[~\d]|~\.\.)\S*", narrow):
        yield f"a range as sheets write it: {raw[0]}"
    for low, high in RANGE.findall(narrow):
        decimals, others = (len(end.partition(".")[2]) for end in (low, high))
        steps = (Fraction(high.replace(",", "")) - Fraction(low.replace(",", ""))) * 10**decimals
        if decimals == others > 0 and steps > FINEST:  # a low end that would be nothing has a digit of its own
            yield f"a range that is finer than its width deserves: {low}–{high}"
    shown = HIDDEN.sub("", narrow)
    for word in words(shown):
        if word in whole or set(word) <= set("─█░├╰…"):
            continue
        if not (word.endswith("…") and (word[:-1] in whole or f"{word[:-1]}," in whole)):
            yield f"cut: {word}"


@pytest.mark.parametrize("command", EVERY)
def test_a_screen_fits_and_cuts_nothing(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("PAGER", "cat")
    made_ready(command, tmp_path)
    wrong = []
    for line in (*examples(command), *FURTHER.get(command, ())):
        made_ready_for(line)
        if command == "wallet import":
            monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "another"))
        for report, view in reports_of(line, monkeypatch):
            for columns in WIDTHS:
                wrong += [f"{line} at {columns}: {fault}" for fault in faults(report, view, columns, monkeypatch)]
    assert wrong == []


ELSEWHERE = ("--platform", "--provider", "--jsonl", "--from comfyui")
"""What takes a line to prices that are not those of the default platform."""


@pytest.mark.parametrize("command", [one for one in EVERY if not one.startswith(UNPRICED)])
def test_a_screen_of_prices_says_whose_they_are_and_that_there_are_newer_ones(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made_ready(command, tmp_path)
    for line in (*examples(command), *FURTHER.get(command, ())):
        if command == "wallet import":
            monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "another"))
        found = [report for report, _ in reports_of(line, monkeypatch)]
        if not found or any(word in line for word in ELSEWHERE):
            continue
        told = [note.text for report in found for note in report.ranked() if note.kind == "newer"]
        assert len(told) == 1, line
        assert told[0].startswith(NEWER), line


def test_the_walk_knows_every_further_screen() -> None:
    assert set(FURTHER) <= set(EVERY)
    assert set(FILES) <= {"", *EVERY}
