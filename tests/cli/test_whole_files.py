"""Whatever a command writes into a file is there whole or not at all."""

import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from sheets import write
from shell import run

from creditcalc.cli.app import app
from creditcalc.errors import REFUSED
from examples import RUNTIME

MOST = 100
"""Bytes that a file may have on the disk of these tests: less than what is written, more than the shortest of it."""
SMALL_DISK = f"""
import resource, sys
from creditcalc.cli.app import main
resource.setrlimit(resource.RLIMIT_FSIZE, ({MOST}, {MOST}))
sys.argv[0] = "creditcalc"
main()
"""
COMMANDS = {
    "batch": ["rows.csv --output out.csv", "rows.csv --output out.json", "board.yaml --output out.md"],
    "plans compare": ["--svg out.svg"],
    "report": ["board.yaml --output out.html"],
    "wallet export": ["--output out.json", "--to csv --output out.csv"],
    "sheets new": ["other --in own", "--from-drift --in own"],
    "sheets export": ["--platform suno --output out.csv", "--platform suno --output out.json"],
    "sheets observe": [f"kling-2.6-standard 10s --charged 7 --day 2026-06-20 --note {'x' * MOST} --in own"],
    "sheets history": ["kling-2.6-standard --svg out.svg"],
    "sheets import": ["litellm map.json --in own"],
    "site": ["--output public --runtime package --platform suno"],
}
"""Every command that writes into a file or a folder, and how it is called."""
WRITES = {"--output", "--svg", "--in"}
"""The options that say where to."""
MAP = {
    f"video-{number}": {"mode": "video_generation", "litellm_provider": "x", "output_cost_per_second": 0.1}
    for number in range(3)
}


def writers(command: Any, *above: str) -> Iterator[str]:
    """Every command with an option that says where to write."""
    context = typer.Context(command)
    for name in command.list_commands(context) if hasattr(command, "list_commands") else ():
        yield from writers(command.get_command(context, name), *above, name)
    if any(WRITES & {*option.opts} for option in command.params):
        yield " ".join(above)


def test_every_command_that_writes_a_file_is_called_here() -> None:
    assert sorted(writers(typer.main.get_command(app))) == sorted(COMMANDS)


@pytest.fixture
def place(tmp_path: Path, warm: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with everything that the commands read, and files where they write."""
    monkeypatch.setenv("CREDITCALC_WALLET", str(tmp_path / "wallet.db"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rows.csv").write_text("model,seconds\n" + "kling-2.6-standard,10\n" * 20)
    shots = "".join(f"  - {{name: Shot {number}, model: kling-2.6-standard, seconds: 10}}\n" for number in range(20))
    (tmp_path / "board.yaml").write_text(f"shots:\n{shots}")
    (tmp_path / "map.json").write_text(json.dumps(MAP))
    (tmp_path / "own").mkdir()
    write(tmp_path, RUNTIME)
    for command in ("open main --plan plus --since 2026-05-14", "spend --model kling-2.6-standard --seconds 10"):
        assert run(f"wallet {command}").code == 0
    assert run("wallet reconcile 2 --charged 7").code == 0
    for suffix in ("csv", "json", "md", "svg", "html"):
        (tmp_path / f"out.{suffix}").write_text('<meta name="generator" content="creditcalc before">')
    return tmp_path


def contents(place: Path) -> dict[str, bytes]:
    """Every file of a folder, and what is in it."""
    return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of a file's size")
@pytest.mark.parametrize("command", [f"{name} {call}" for name, calls in COMMANDS.items() for call in calls])
def test_a_disk_that_fills_up_leaves_what_was_there(place: Path, command: str) -> None:
    before = contents(place)
    # `-B`: Python would keep the beginning of a module's compiled copy, and trip over it ever after.
    process = [sys.executable, "-B", "-c", SMALL_DISK, *shlex.split(command)]
    done = subprocess.run(process, capture_output=True, text=True, check=False)
    assert done.returncode == REFUSED
    assert done.stderr.splitlines()[-1].endswith(": cannot be written: file too large")
    assert contents(place) == before
    assert run(command).code == 0  # where there is room
    assert contents(place) != before
