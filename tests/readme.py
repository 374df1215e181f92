"""The console blocks of the pages: `python tests/readme.py` runs them and writes what they really print.

A block is a shell session. Its first line is the command, then come its output and errors; where the command fails,
`$ echo $?` and the exit code follow.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "pricing" / "README.md", *ROOT.glob("docs/**/*.md")])
BLOCK = re.compile(r"^```console\n(\$ creditcalc .*)\n((?:.*\n)*?)```$", re.MULTILINE)


class Block(NamedTuple):
    """A command on a page, what the page says it prints, and what the page did with wallets before it."""

    command: str
    printed: str
    before: tuple[str, ...] = ()


def blocks(page: Path) -> Iterator[Block]:
    """The console blocks of a page."""
    before: list[str] = []
    for found in BLOCK.finditer(page.read_text(encoding="utf-8")):
        command = found[1].removeprefix("$ ")
        yield Block(command, found[2], tuple(before) if " --wallet " in command or _of_wallet(command) else ())
        before += [command] if _of_wallet(command) else []


def _of_wallet(command: str) -> bool:
    return command.startswith("creditcalc wallet ")


def session(command: str, before: tuple[str, ...] = ()) -> str:
    """What a command prints in the checkout, without a terminal and with nothing of one's own, but for the wallets that
    some commands before it have made.
    """
    with TemporaryDirectory() as empty:
        for earlier in before:
            _run(earlier, empty)
        return _run(command, empty)


def _run(command: str, empty: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CREDITCALC_")}
    caches = {"XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", empty)}
    done = subprocess.run(
        [sys.executable, "-m", *shlex.split(command)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=ROOT,
        env={
            **kept,
            **caches,
            "XDG_CONFIG_HOME": empty,
            "XDG_DATA_HOME": empty,
            "TZ": "UTC",
            "COLUMNS": "80",
            "PYTHONUTF8": "1",
        },
        timeout=60,
        check=False,
    )
    return done.stdout.decode() + (f"$ echo $?\n{done.returncode}\n" if done.returncode else "")


def written(page: Path) -> str:
    """The page with every block as it really runs."""
    found = iter(list(blocks(page)))

    def ran(match: re.Match[str]) -> str:
        block = next(found)
        return f"```console\n{match[1]}\n{session(block.command, block.before)}```"

    return BLOCK.sub(ran, page.read_text(encoding="utf-8"))


if __name__ == "__main__":
    for page in PAGES:
        page.write_text(written(page), encoding="utf-8")
