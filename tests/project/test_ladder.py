"""The ladder: its contract stands in `pyproject.toml`, holds for the package, and is broken by what it forbids."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from source import ROOT, SRC, files, parsed

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"
DOORS = {
    "batch.rows",
    "batch.engine",
    "wallet.exports",
    "render",
    "cli.commands.sheets",
    "cli.commands.wallet",
    "cli.commands.mcp",
}
"""The rooms and families whose `__init__` holds what its modules share: a protocol, a list of formats, a command."""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The contract, and the package as it is, to be changed."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(SRC, tmp_path / "src" / "creditcalc", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def linted(folder: Path) -> tuple[int, str]:
    """What import-linter says of the package in a folder, and its exit code."""
    command = [sys.executable, "-c", LINT, "--no-cache", "--no-logo"]
    found = subprocess.run(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": "src"}, capture_output=True, check=False, timeout=120
    )
    return found.returncode, found.stdout.decode() + found.stderr.decode()


def test_the_contract_holds(copy: Path) -> None:
    code, said = linted(copy)
    assert (code, said.count(" KEPT")) == (0, 1), said


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("rating.quote", "from creditcalc.sheets.catalog import Catalog"),  # upward
        ("amount", "import creditcalc.difference"),  # on the ground too
        ("batch.stream", "def late(): import creditcalc.storyboard.fit"),  # where it seldom runs
        ("plans.options", "from creditcalc.wallet.ledger import fold"),  # sideways
        ("explore", ""),  # a room on no rung
    ],
)
def test_what_it_forbids_breaks_it(copy: Path, module: str, line: str) -> None:
    path = copy.joinpath("src", "creditcalc", *module.split(".")).with_suffix(".py")
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n\n{line}\n")
    code, said = linted(copy)
    assert (code, said.count(" BROKEN")) == (1, 1)
    assert f"creditcalc.{module}" in said


@pytest.mark.parametrize("room", sorted(name for name, path in files().items() if path.name == "__init__.py"))
def test_opening_a_door_loads_one_file(room: str) -> None:
    body = parsed(files()[room]).body
    assert isinstance(body[0], ast.Expr), "say in one sentence what the room is for"
    assert len(body) == 1 or room in {*DOORS, "__init__"}, f"`{room}/__init__.py` holds more than its docstring"
