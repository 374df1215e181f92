"""Every screen of the product that shows a price, found by the price itself: what is printed changes with it."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import typer
from sheets import write
from shell import run
from walks import commands

from creditcalc.cli.app import app

WALLET = "wallet open main --platform p --plan small --since 2026-06-01 --burn-order soonest"
BEFORE = (WALLET, "wallet spend --model clip --seconds 8", "wallet export --output main.json")
"""What was done before each line."""
FILES = {
    "rows.csv": "model,seconds\nclip,8\n",
    "film.yaml": "shots: [{name: a, model: clip, seconds: 8}]\n",
    "body.json": '{"duration": 8}',
}
LINES: Mapping[str, tuple[str, ...]] = {
    "quote": ("clip 8s", "clip 8s --format markdown", "clip 8s --plan small"),
    "batch": ("rows.csv", "rows.csv --plan small", "film.yaml", "film.yaml --compare-to was.json"),
    "request": ("body.json --provider p --endpoint p/clip",),
    "report": ("film.yaml",),
    "models list": ("",),
    "models show": ("clip",),
    "models compare": ("8s", "8s --plan small"),
    "plans list": ("",),
    "plans show": ("small",),
    "plans compare": (
        *("", "--credits 50", "clip 8s --per-month 2", "--jobs rows.csv", "--credits 50 --horizon 2"),
        *("clip 8s --per-month 2 --horizon 2", "--break-even --up-to 50"),
    ),
    "platforms list": ("",),
    "platforms compare": ("clip 8s",),
    "guide": ("",),
    "addons list": ("",),
    "actions list": ("",),
    "rules list": ("",),
    "help": ("quote",),
    "wallet open": ("other --platform p --plan small --since 2026-06-01 --burn-order soonest",),
    "wallet list": ("",),
    "wallet default": ("main",),
    "wallet path": ("",),
    "wallet check": ("",),
    "wallet export": ("--to csv",),
    "wallet import": ("main.json",),
    "wallet grant": ("5 --expires never",),
    "wallet top-up": ("5 --expires never",),
    "wallet spend": ("--model clip --seconds 8", "--credits 2"),
    "wallet undo": ("2",),
    "wallet reconcile": ("2 --charged 6",),
    "wallet transfer": ("--to small --how new --burn-order soonest",),
    "wallet balance": ("",),
    "wallet history": ("",),
    "wallet forecast": ("--jobs film.yaml",),
    "wallet drift": ("",),
    "setup": ("",),
    "explore": (),  # at a terminal
    "config get": ("plan",),
    "config set": ("plan small",),
    "config unset": ("plan",),
    "config list": ("",),
    "config path": ("",),
}
"""What is typed after each command."""
OF_SHEETS = ("sheets", "mcp", "site")
"""The commands that show rows of the sheets themselves, with their days and sources; and those that show nothing."""
REFUSED = ("wallet import", "setup", "config get")
"""The commands that find their wallet there, nobody to ask, or nothing to say."""


def words_of_commands() -> Iterator[str]:
    """Every command that may show a price."""
    for words, command in commands(typer.main.get_command(app)):
        if not hasattr(command, "list_commands") and words[0] not in OF_SHEETS:
            yield " ".join(words)


def priced(
    folder: Path, patch: pytest.MonkeyPatch, sheets: Callable[[int], Mapping[str, str]], day: str
) -> Mapping[str, str]:
    """The screen of every line that prints something else where prices are otherwise, on a day; line breaks apart.

    `sheets` are those of platform `p` by the factor of their prices.
    """
    books = {factor: folder / f"mine{factor}" for factor in (1, 3)}
    for factor, book in books.items():
        write(book, sheets(factor))
    write(folder, FILES)
    patch.chdir(folder)
    patch.setenv("CREDITCALC_PRICING", str(books[1]))
    patch.setenv("CREDITCALC_TODAY", "2026-06-05")
    patch.setenv("XDG_DATA_HOME", str(folder / "data"))
    assert {run(line).code for line in BEFORE} == {0}
    (folder / "was.json").write_text(run("batch film.yaml --json").out)
    patch.setenv("CREDITCALC_TODAY", day)
    patch.setenv("XDG_DATA_HOME", str(folder / "used"))
    found: dict[str, str] = {}
    for name in words_of_commands():
        for rest in LINES[name]:
            line, shown = f"{name} {rest}".strip(), {}
            for factor, book in books.items():
                shutil.rmtree(folder / "used", ignore_errors=True)
                shutil.copytree(folder / "data", folder / "used")
                patch.setenv("CREDITCALC_PRICING", str(book))
                ran = run(line)
                assert (ran.code != 0) == (name in REFUSED), (line, ran)
                shown[factor] = " ".join(ran.out.replace("\\", "").replace(str(book), "").split())
            if shown[1] != shown[3]:
                found[line] = shown[1]
    return found
