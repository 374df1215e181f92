"""Type checkers know what the library gives and takes: the files in `typed` say it, and are checked as a user's are."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from mypy import api
from source import SRC

TYPED = Path(__file__).with_name("typed")


def by_mypy(folder: Path) -> str:
    """What mypy says of the files; it reads the package as one that is installed, whose own faults are not shown."""
    options = ["--strict", "--config-file=", "--follow-imports=silent", f"--cache-dir={folder / 'cache'}"]
    said, failed, _ = api.run([*options, *map(str, sorted(folder.glob("*.py")))])
    return said + failed


def by_pyright(folder: Path) -> str:
    """What pyright says of them; its package has all of it but Node, and nothing is downloaded."""
    if not find_spec("pyright") or not shutil.which("node"):
        pytest.skip("pyright needs its package, `pip install -e '.[dev]'`, and Node")
    options = {
        "typeCheckingMode": "strict",
        "extraPaths": [str(SRC.parent)],
        "enableTypeIgnoreComments": False,  # those are mypy's
        "reportUnnecessaryTypeIgnoreComment": True,
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(options), encoding="utf-8")
    command = [sys.executable, "-m", "pyright", "--project", str(folder), "--pythonpath", sys.executable]
    done = subprocess.run(
        command,
        env={**os.environ, "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize(("checker", "nothing"), [(by_mypy, "Success"), (by_pyright, "0 errors, 0 warnings")])
def test_a_checker_knows_the_types(
    checker: Callable[[Path], str], nothing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("polars", reason="a table of the examples is one of it")
    pytest.importorskip("duckdb", reason="another is")
    monkeypatch.setenv("MYPYPATH", str(SRC.parent))
    for file in TYPED.glob("*.py"):
        shutil.copy(file, tmp_path)
    assert nothing in checker(tmp_path)
