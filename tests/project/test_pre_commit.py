"""The hooks for pre-commit, run by pre-commit itself in a sample repository.

As `language: system`, so that nothing is installed: all else is as `.pre-commit-hooks.yaml` says.
"""

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from clips import MODELS
from sheets import platform

HOOKS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
)
pytestmark = pytest.mark.skipif(
    shutil.which("git") is None or find_spec("pre_commit") is None, reason="needs git and pre-commit"
)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with sheets of its own, to be in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CREDITCALC_PRICING", str(platform(tmp_path / "pricing", MODELS).folder))
    (tmp_path / ".gitignore").write_text("home/\n")
    subprocess.run(["git", "init", "--quiet"], check=True)
    return tmp_path


def hook(name: str, **others: object) -> tuple[int, str]:
    """What pre-commit says of a hook: its exit code, and all that it prints."""
    (found,) = [one for one in HOOKS if one["id"] == name]
    program, rest = found["entry"].split(" ", 1)
    assert (program, found["language"]) == ("creditcalc", "python")
    entry = f"{sys.executable} -m creditcalc {rest}"
    config = {"repos": [{"repo": "local", "hooks": [{**found, "entry": entry, "language": "system", **others}]}]}
    Path(".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    subprocess.run(["git", "add", "--all"], check=True)
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--all-files", "--color", "never", name],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull},
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout.decode()


def test_every_storyboard_is_held_against_the_budget(repository: Path) -> None:
    for name, seconds in (("a", 5), ("b", 60)):
        (repository / f"storyboard-{name}.yaml").write_text(f"shots: [{{model: clip, seconds: {seconds}, takes: 2}}]\n")
    # 5 s at 2, twice = 20; 60 s at 2, twice = 240
    code, said = hook("creditcalc-budget")
    assert code == 1 and "- exit code: 3\n" in said
    assert "error: storyboard-b.yaml: over the budget: 240 is more than 200\n" in said
    code, said = hook("creditcalc-budget", args=["--budget", "240"])
    assert code == 0 and "Passed" in said


def test_a_file_whose_name_is_an_option_is_a_file(repository: Path) -> None:
    for name in ("storyboard.yaml", "--output=../evil_storyboard.yaml", "--budget=999_storyboard.yaml"):
        (repository / name).parent.mkdir(exist_ok=True)
        (repository / name).write_text("shots: [{model: clip, seconds: 60, takes: 2}]\n")
    code, said = hook("creditcalc-budget")
    # 60 s at 2, twice = 240
    assert set(re.findall(r"(\S+): over the budget: 240 is more than 200", said)) == {
        "storyboard.yaml", "./--output=../evil_storyboard.yaml", "./--budget=999_storyboard.yaml"
    }  # fmt: skip
    assert code == 1 and not list(repository.parent.glob("evil*"))
    code, said = hook("creditcalc-budget", args=["--budget=240", "--tolerance=10"])
    assert code == 0 and "Passed" in said
    (repository / "--budget=240").write_text("shots: []\n")  # would take the budget away
    code, said = hook("creditcalc-budget", args=["--budget=240"])
    assert code == 1 and "error: `--budget=240` is an option, and also a file here: rename the file\n" in said


def test_files_that_are_no_storyboards_are_left_alone(repository: Path) -> None:
    (repository / "other.yaml").write_text("a: b\n")
    code, said = hook("creditcalc-budget")
    assert code == 0 and "(no files to check)Skipped" in said


def test_sheets_are_checked(repository: Path) -> None:
    code, said = hook("creditcalc-sheets-check")
    assert code == 0 and "Passed" in said
    sheet = repository / "pricing/p/e/models.yaml"
    sheet.write_text(sheet.read_text().replace("price: 10+", "price: ten"))
    code, said = hook("creditcalc-sheets-check")
    assert code == 1
    assert "pricing/p/e/models.yaml:22:19: `ten` is not an amount" in said


def test_the_configuration_of_the_manual_names_hooks_that_are_there() -> None:
    page = Path(__file__).parents[2] / "docs" / "how-to" / "gate.md"
    block = re.search(r'^```yaml title=".pre-commit-[^\n]*\n(.*?)^```$', page.read_text("utf-8"), re.M | re.S)
    assert block
    (repo,) = yaml.safe_load(block[1])["repos"]
    assert {one["id"] for one in repo["hooks"]} == {one["id"] for one in HOOKS}
