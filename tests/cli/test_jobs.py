"""A file of generations means the same to every command that reads one."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import typer
from shell import run

from creditcalc.cli.app import app

COMMANDS = {
    "batch": ["batch {} --quiet", "batch {} --format csv", "batch {} --json", "batch {} --wallet main --charge"],
    "report": ["report {}"],
    "plans compare": ["plans compare --jobs {}"],
    "sheets diff": ["sheets diff invideo/2026-05 invideo/2026-09 --jobs {}"],
    "wallet forecast": ["wallet forecast --jobs {}"],
    "wallet spend": ["wallet spend --jobs {}"],
}
"""Every command that reads generations from a file, and how it is called."""
if find_spec("duckdb"):
    COMMANDS["batch"] += ["batch {} --engine duckdb --quiet", "batch {} --engine duckdb --format csv"]
READ = {
    "blank.csv": "scene,shot,model,seconds\nA,1,kling-2.6-standard,5\n,,,\n",
    "columns.csv": "scene,shot,model,seconds,\nA,1,kling-2.6-standard,5,\n",
    "head.csv": "\nshot,model,seconds\n#1,kling-2.6-standard,5\n",
    "null.jsonl": '{"model": "kling-2.6-standard", "seconds": 5, "note": null, "takes": null}\n{"model": null}\n',
    "array.json": '[\n {"model": "kling-2.6-standard",\n  "seconds": 5}\n]\n',
    "null.yaml": "shots: [{name: a, model: kling-2.6-standard, seconds: 5, takes: null, outputs: ~, note: null}]\n",
    "again.yaml": """
scenes:
  - {name: A, shots: [{name: 1, model: kling-2.6-standard, seconds: 5}]}
  - {name: B, shots: [{name: 2, model: kling-2.6-standard, seconds: 5}]}
  - {name: A, shots: [{name: 3, model: kling-2.6-standard, seconds: 5}]}
""",
}
"""Five seconds of Kling at about half a credit a second, 2.5; where a scene is come back to three such shots, 7.5."""
REFUSED = {
    "cr.csv": (
        "model,seconds\rkling-2.6-standard,5\r",
        ":1: has line breaks of CR alone: save the file with LF or CRLF",
    ),
    "empty.yaml": ("", ": the storyboard is empty: add a shot under `shots`"),
    "two.yaml": ("shots: []\n---\nshots: []\n", "one storyboard a file"),
    "remedy.csv": ("model\nkling-2.6-standard\n", ":2: `kling-2.6-standard` needs `seconds`: give the column or key"),
}
"""What no command can price, and what each says of it."""


def readers(command: Any, *above: str) -> Iterator[str]:
    """Every command that takes a file of generations, by its option or by its argument."""
    context = typer.Context(command)
    for name in command.list_commands(context) if hasattr(command, "list_commands") else ():
        yield from readers(command.get_command(context, name), *above, name)
    if any("--jobs" in one.opts or (one.metavar == "FILE|-" and "CSV" in one.help) for one in command.params):
        yield " ".join(above)


def test_every_command_that_reads_generations_is_called_here() -> None:
    assert sorted(readers(typer.main.get_command(app))) == sorted(COMMANDS)


@pytest.fixture
def place(tmp_path: Path, warm: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, and a wallet that pays for a while."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CREDITCALC_WALLET", str(tmp_path / "wallet.db"))
    monkeypatch.setenv("CREDITCALC_TODAY", "2026-05-20")
    assert run("wallet open main --plan plus --since 2026-05-14 --edition 2026-05").code == 0
    return tmp_path


@pytest.mark.parametrize("name", READ)
def test_it_is_read_alike(place: Path, name: str) -> None:
    Path(name).write_text(READ[name])
    wallet = Path("wallet.db").read_bytes()
    for command in (call for calls in COMMANDS.values() for call in calls):
        if "duckdb" in command and name.endswith(".yaml"):
            continue
        found = run(command.format(name))
        said = found.out + found.err
        assert (found.code, "2.5" in said or (name == "again.yaml" and "7.5" in said)) == (0, True), (command, found)
        Path("wallet.db").write_bytes(wallet)


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_alike(place: Path, name: str) -> None:
    text, why = REFUSED[name]
    Path(name).write_bytes(text.encode())
    for command in (call for calls in COMMANDS.values() for call in calls):
        if "duckdb" in command and name.endswith(".yaml"):
            continue
        found = run(command.format(name))
        assert (found.code, name in found.err, why in found.err) == (1, True, True), (command, found)
