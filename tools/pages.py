"""Run the commands of the pages: `python tools/pages.py` writes their output into the pages.

A page is one session on a fixed day, in a folder of its own with a copy of `examples/` and without any other sheets or
wallets. Its blocks run in order:

- `console`: after each `$ ` a command, below it what it prints and, where it fails, `$ echo $?` and the exit code;
- any language with `title="PATH"`: a file, which is written there;
- `python`: a program; each line it prints is a comment after a `print(...)`.

What stands between `<!-- counts -->` and `<!-- /counts -->` is counted in the bundled sheets.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from creditcalc.sheets.catalog import Catalog, bundled

ROOT = Path(__file__).parents[1]
MANUAL = sorted(ROOT.glob("docs/**/*.md"))
PAGES = [ROOT / "README.md", ROOT / "pricing" / "README.md", *MANUAL]
BLOCK = re.compile(
    r'^```(?P<language>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<text>.*?)^```$',
    re.MULTILINE | re.DOTALL,
)
PRINT = re.compile(r"^( *print\(.*\))  # (.*)$", re.MULTILINE)
COUNTS = re.compile(r"(?<=<!-- counts -->).*?(?=<!-- /counts -->)", re.DOTALL)
TODAY = "2026-11-02T09:00Z"
CREDITCALC = f"""\
#!{sys.executable}
from creditcalc.cli.app import main
main()
"""
"""The command line of this Python, whatever else is installed."""


class Session:
    """What a page does, one block after the other."""

    def __init__(self, folder: Path) -> None:
        self.work, self.bin = folder / "work", folder / "bin"
        shutil.copytree(ROOT / "examples", self.work / "examples")
        self.bin.mkdir()
        command = self.bin / "creditcalc"
        command.write_text(CREDITCALC, encoding="utf-8")
        command.chmod(0o755)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CREDITCALC_")}
        self.environment = {
            "CREDITCALC_TODAY": TODAY,
            "XDG_CACHE_HOME": str(folder / "cache"),  # the caller's, where it has one
            **kept,
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_DATA_HOME": str(folder / "data"),
            "PATH": os.pathsep.join([str(self.bin), str(Path(sys.executable).parent), os.environ["PATH"]]),
            "TZ": "UTC",
            "COLUMNS": "80",
            "PYTHONUTF8": "1",
        }

    def block(self, found: re.Match[str]) -> str:
        """The block as it really runs."""
        if found["title"]:
            path = self.work / found["title"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(found["text"], encoding="utf-8")
        elif found["language"] == "console":
            commands = re.findall(r"^\$ (?!echo \$\?)(.*)$", found["text"], re.MULTILINE)
            return f"```console\n{''.join(map(self.command, commands))}```"
        elif found["language"] == "python":
            return self.program(found[0], found["text"])
        return found[0]

    def command(self, line: str) -> str:
        """A command with what it prints."""
        done = self._run(["bash", "-o", "pipefail", "-c", line])
        return f"$ {line}\n{done.stdout}" + (f"$ echo $?\n{done.returncode}\n" if done.returncode else "")

    def program(self, block: str, code: str) -> str:
        """A program with what it prints behind each `print`."""
        done = self._run([sys.executable, "-c", code])
        if done.returncode:
            raise RuntimeError(done.stdout)
        lines = iter(done.stdout.splitlines())
        written = PRINT.sub(lambda line: f"{line[1]}  # {next(lines)}", block)
        if left := list(lines):
            raise RuntimeError(f"printed, but not by a line of its own with a comment: {left}")
        return written

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.work,
            env=self.environment,
            encoding="utf-8",
            timeout=60,
            check=False,
        )


def counted() -> str:
    """How much the bundled sheets know, by the default price book of each platform."""
    catalog = Catalog(alone=str(bundled()))
    editions = [catalog.edition(name) for name in catalog.index.platforms]
    models = [model for edition in editions for model in edition.models.values()]
    rows = sum(len(model.rates) for model in models)
    return f"{len(models):,} models on {len(editions)} platforms, in {rows:,} rows of prices"


def written(page: Path) -> str:
    """The page with every block as it really runs, and counts as they are."""
    text = COUNTS.sub(lambda _: counted(), page.read_text(encoding="utf-8"))
    with TemporaryDirectory() as folder:
        return BLOCK.sub(Session(Path(folder)).block, text)


if __name__ == "__main__":
    for page in map(Path, sys.argv[1:]) if sys.argv[1:] else PAGES:
        page.write_text(written(page), encoding="utf-8")
