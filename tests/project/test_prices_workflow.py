"""The workflow for a change of prices: its commands run in a small repository, without GitHub."""

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from sheets import platform
from shell import run

ROOT = Path(__file__).parents[2]
WORKFLOW: dict[Any, Any] = yaml.safe_load((ROOT / ".github/workflows/prices.yml").read_text("utf-8"))
STEPS: dict[str, dict[str, Any]] = {one.get("name", ""): one for one in WORKFLOW["jobs"]["prices"]["steps"]}
MODELS = """\
clip:
  name: Clip
  maker: X
  kind: video
  settings: {seconds: {number: 1..60}}
  rates: [{price: 2, per: second, source: docs}]
"""


def test_it_runs_for_prices_alone_and_may_write_nothing_but_a_comment() -> None:
    assert WORKFLOW[True] == {"pull_request": {"paths": ["pricing/**"]}}  # YAML 1.1 reads `on` so
    assert WORKFLOW["permissions"] == {"contents": "read", "pull-requests": "write"}
    assert (ROOT / "examples/shots.csv").is_file()
    assert run("sheets check --help").code == 0
    for step in STEPS.values():
        assert "${{" not in step.get("run", "")


@pytest.mark.skipif(sys.platform == "win32", reason="its scripts are of bash")
def test_a_figure_without_a_newer_source_is_in_the_report_and_fails_the_gate(tmp_path: Path, warm: None) -> None:
    top, temp = tmp_path / "top", tmp_path / "temp"
    platform(top / "pricing", MODELS)
    (top / "examples").mkdir()
    (top / "examples/shots.csv").write_text("model,seconds\nclip,5\n")
    temp.mkdir()
    program = temp / "creditcalc"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m creditcalc "$@"\n')
    program.chmod(0o755)
    git = ("git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")

    def commit() -> str:
        for words in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "x")):
            subprocess.run([*git, *words], cwd=top, check=True)
        return subprocess.run([*git, "rev-parse", "HEAD"], cwd=top, check=True, capture_output=True, text=True).stdout

    base = commit().strip()
    (top / "pricing/p/e/models.yaml").write_text(MODELS.replace("price: 2", "price: 3"))
    commit()
    summary, outputs = temp / "summary", temp / "outputs"
    environment = {
        **os.environ,
        "PATH": f"{temp}{os.pathsep}{os.environ['PATH']}",
        "BASE": base,
        "RUNNER_TEMP": str(temp),
        "GITHUB_STEP_SUMMARY": str(summary),
        "GITHUB_OUTPUT": str(outputs),
    }
    shell = ("bash", "-e", "-c")
    script = [*shell, STEPS["Review"]["run"]]
    done = subprocess.run(script, cwd=top, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, outputs.read_text()) == (0, "code=1\n"), done.stderr
    report = (temp / "prices.md").read_text()
    assert report.startswith("<!-- creditcalc prices -->\n") and summary.read_text() == report
    assert "Your file costs 10 before, 15 credits after." in report  # 5 s at 2 and at 3
    assert "`clip`: 3 per second, before 2 per second: `docs` of 2026-05 is not newer than" in report
    assert subprocess.run([*shell, STEPS["Gate"]["run"]], env={**environment, "CODE": "1"}, check=False).returncode == 1
