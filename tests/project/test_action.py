"""The composite action: its own steps, run by bash in a repository as the runner runs them."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from clips import MODELS
from packaging.requirements import Requirement
from pages import ROOT
from sheets import platform

from creditcalc.errors import OVER, REFUSED, UNCLEAR

ACTION: dict[str, Any] = yaml.safe_load((Path(__file__).parents[2] / "action.yml").read_text(encoding="utf-8"))
STEPS: dict[str, dict[str, Any]] = {step["id"]: step for step in ACTION["runs"]["steps"] if "run" in step}
EXPRESSION = re.compile(r"\$\{\{ *(.*?) *\}\}")
SHELL = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail")
"""How the runner calls `shell: bash`."""
GH = """\
#!/usr/bin/env bash
printf '%s\\n' "$*" >> "$GH_CALLS"
all=$*
case "$all" in
*--jq*) cat "$GH_COMMENTS" ;;
*body=@*) cp "${all##*body=@}" "$GH_BODY" ;;
esac
exit "${GH_EXIT:-0}"
"""
pytestmark = pytest.mark.skipif(not (shutil.which("bash") and shutil.which("git")), reason="needs bash and git")


def shot(seconds: int) -> str:
    return f"name: A film\nshots: [{{name: A, model: clip, seconds: {seconds}}}]\n"


class Step(NamedTuple):
    """What a step did: its exit code, its log, the summary, and its outputs."""

    code: int
    log: str
    summary: str
    outputs: dict[str, str]


class Runner:
    """A runner with a repository of two commits: what was, and what a pull request makes of it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.repository = folder, folder / "repository"
        self.temp, self.bin = folder / "temp", folder / "bin"
        for path in (self.repository, self.temp, self.bin):
            path.mkdir()
        self.program("creditcalc", f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m creditcalc "$@"\n')
        self.program("gh", GH)
        (folder / "comments").touch()
        self.git("init", "--quiet")
        platform(self.repository / "mine", MODELS)
        self.base = ""

    def program(self, name: str, text: str) -> None:
        """A program on the path."""
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(0o755)

    def git(self, *arguments: str) -> str:
        """What git says."""
        name = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        done = subprocess.run(["git", *name, *arguments], cwd=self.repository, capture_output=True, check=True)
        return done.stdout.decode().strip()

    def commit(self, files: dict[str, str | None]) -> str:
        """A commit that writes some files, or removes them; its id."""
        for name, text in files.items():
            path = self.repository / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "x")
        return self.git("rev-parse", "HEAD")

    def pull_request(self, before: dict[str, str | None], after: dict[str, str | None]) -> None:
        """What was, and what the pull request makes of it."""
        self.base = self.commit(before)
        self.commit(after)

    def run(self, step: str, outputs: dict[str, str] | None = None, /, **inputs: str) -> Step:
        """Runs a step, with these inputs and the outputs of the step that prices."""
        known = {f"inputs.{name}": str(one.get("default", "")) for name, one in ACTION["inputs"].items()}
        known |= {
            "github.event.pull_request.base.sha": self.base,
            "github.event.pull_request.number": "7",
            "github.token": "token",
            **{f"steps.price.outputs.{name}": word for name, word in (outputs or {}).items()},
            **{f"inputs.{name.replace('_', '-')}": word for name, word in inputs.items()},
        }

        def value(text: str) -> str:
            return EXPRESSION.sub(lambda found: value(known[found[1]]), text)

        files = {name: self.temp / name.lower() for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_PATH")}
        for path in files.values():
            path.write_text("")
        script = self.temp / "step.sh"
        script.write_text(STEPS[step]["run"])
        done = subprocess.run(
            [*SHELL, str(script)],
            cwd=self.repository,
            env={
                **os.environ,
                **{name: str(path) for name, path in files.items()},
                **{name: value(text) for name, text in STEPS[step].get("env", {}).items()},
                "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}",
                "RUNNER_TEMP": str(self.temp),
                "GITHUB_REPOSITORY": "owner/films",
                "GH_CALLS": str(self.folder / "calls"),
                "GH_COMMENTS": str(self.folder / "comments"),
                "GH_BODY": str(self.folder / "body"),
                "LC_ALL": "C.UTF-8",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
        )
        written = files["GITHUB_OUTPUT"].read_text()
        pairs = dict(line.split("=", 1) for line in written.splitlines())
        return Step(done.returncode, done.stdout.decode(), files["GITHUB_STEP_SUMMARY"].read_text(), pairs)

    def price(self, **inputs: str) -> Step:
        """Runs the step that prices, with the repository's own sheets."""
        return self.run("price", **{"storyboards": "*.yaml\n:!mine\n", "pricing": "mine", **inputs})

    def report(self) -> str:
        """What would be the comment."""
        return (self.temp / "creditcalc.md").read_text()


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A runner of a test's own."""
    return Runner(tmp_path)


def test_no_expression_stands_in_a_script() -> None:
    for step in STEPS.values():
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"


def test_what_comes_from_elsewhere_is_named_by_what_it_is() -> None:
    page = (ROOT / "docs" / "how-to" / "gate.md").read_text("utf-8")
    used = re.findall(r"uses: (?!OWNER/)(\S+)", (ROOT / "action.yml").read_text("utf-8") + page)
    for workflow in (ROOT / ".github" / "workflows").iterdir():
        used += re.findall(r"uses: (\S+)", workflow.read_text("utf-8"))
    assert len(used) == 10 and all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", one) for one in used)
    lines = (ROOT / "action-requirements.txt").read_text("utf-8").replace("\\\n", " ").splitlines()
    pinned = {}
    for line in filter(lambda one: not one.startswith("#"), lines):
        name, version = re.match(r"([\w-]+)==(\S+) .*--hash=sha256:[0-9a-f]{64}", line).groups()  # type: ignore[union-attr]
        pinned[name] = version
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    for one in map(Requirement, project["project"]["dependencies"] + project["build-system"]["requires"]):
        assert one.specifier.contains(pinned[one.name])
    assert "--require-hashes" in STEPS["install"]["run"] and "--no-build-isolation" in STEPS["install"]["run"]


def test_a_symbolic_link_is_not_followed(runner: Runner) -> None:
    secret = runner.folder / "secret.yaml"
    secret.write_text("shots: [{name: TOKEN, model: clip, seconds: 5}]\n")
    runner.pull_request({"a.yaml": shot(5)}, {})
    for name, target in (("a.yaml", secret), ("b.yaml", secret), ("mine/p/e/more.yaml", secret)):
        (runner.repository / name).unlink(missing_ok=True)
        (runner.repository / name).symlink_to(target)
    runner.commit({})
    found = runner.price(pricing="")
    assert (found.outputs["exit-code"], found.outputs["count"]) == (str(REFUSED), "2")
    assert "TOKEN" not in found.summary + found.log and "A film" not in found.summary
    found = runner.price()
    assert "TOKEN" not in found.summary + found.log
    assert "mine/p/e/more.yaml:1:1" in found.log


def test_every_expression_names_what_there_is() -> None:
    text = yaml.safe_dump(ACTION)
    assert set(re.findall(r"inputs\.([a-z-]+)", text)) == set(ACTION["inputs"])
    assert {step for step, _ in re.findall(r"steps\.([a-z]+)\.outputs\.([a-z-]+)", text)} <= set(STEPS)
    assert set(re.findall(r"steps\.price\.outputs\.([a-z-]+)", text)) == set(ACTION["outputs"])


def test_a_changed_storyboard_is_compared_and_gated(runner: Runner) -> None:
    unchanged = {"b.yaml": shot(9), "readme.txt": "x"}
    runner.pull_request({"stories/a.yaml": shot(5), **unchanged}, {"stories/a.yaml": shot(8)})
    found = runner.price(max_increase="50%")
    assert (found.code, found.outputs["exit-code"], found.outputs["count"]) == (0, str(OVER), "1")
    assert found.summary.startswith(
        "### `stories/a.yaml`\n\n"
        "**A film: what changed** (P · prices of May 2026)\n\n"
        "**+6 credits** more expensive: 10 before, 16 now\n\n"
        "✗ rises by more than 50 %\n\n"
        "Shots: 1 changed.\n\n"
        "| Scene | Shot | What | Before | After | Difference | Why |\n"
        "| --- | --- | --- | ---: | ---: | ---: | --- |\n"
        "|  | A | changed | 10 | 16 | +6 | seconds 5 -\\> 8 |\n"
    )
    error = "error: over the increase allowed: +6 is more than 5, 50 % of the cost before"
    assert found.summary.endswith(f"\n````text\n{error}\n````\n\n")
    assert runner.report() == "<!-- creditcalc -->\n" + found.summary
    assert found.log == f"| {error}\n"
    assert found.outputs["report"] == str(runner.temp / "creditcalc.md")
    assert runner.git("worktree", "list").count("\n") == 0
    assert runner.run("gate", found.outputs).code == OVER


def test_what_is_within_its_limits_passes(runner: Runner) -> None:
    runner.pull_request({"a.yaml": shot(5)}, {"a.yaml": shot(8)})
    found = runner.price(max_increase="6", budget="16")
    assert found.outputs["exit-code"] == "0" and found.log == ""
    assert runner.run("gate", found.outputs).code == 0


def test_a_new_storyboard_counts_in_full_and_a_deleted_one_not_at_all(runner: Runner) -> None:
    runner.pull_request({"old.yaml": shot(5)}, {"old.yaml": None, "new.yaml": shot(8)})
    found = runner.price(max_increase="15")
    assert found.outputs == {**found.outputs, "exit-code": str(OVER), "count": "1"}
    assert "**+16 credits** more expensive: 0 before, 16 now" in found.summary
    assert "old.yaml" not in found.summary


def test_the_lowest_code_is_that_of_all(runner: Runner) -> None:
    unclear = "shots: [{name: A, model: wide, seconds: 5}]\n"  # 10..15
    runner.pull_request({}, {"a.yaml": unclear, "b.yaml": shot(50), "c.yaml": shot(1)})
    assert runner.price(budget="12").outputs["exit-code"] == str(OVER)
    runner.commit({"b.yaml": shot(2)})
    assert runner.price(budget="12").outputs["exit-code"] == str(UNCLEAR)
    runner.commit({"d.yaml": "shots: 3\n"})
    found = runner.price(budget="12")
    assert found.outputs == {**found.outputs, "exit-code": str(REFUSED), "count": "4"}
    assert "| error: d.yaml:1:8: `shots` must be a list" in found.log


def test_what_was_there_before_may_be_unreadable(runner: Runner) -> None:
    runner.pull_request({"a.yaml": "shots: 3\n"}, {"a.yaml": shot(8)})
    assert "\nThe earlier version cannot be read.\n" in runner.price().summary


def test_only_what_the_branch_changed_counts(runner: Runner) -> None:
    first = runner.commit({"a.yaml": shot(5), "b.yaml": shot(5)})
    runner.base = runner.commit({"b.yaml": shot(6)})  # on the main branch, meanwhile
    runner.git("checkout", "--quiet", first)
    runner.commit({"a.yaml": shot(8)})
    found = runner.price()
    assert found.outputs["count"] == "1"
    assert "10 before, 16 now" in found.summary


def test_where_sheets_changed_every_storyboard_is_priced_at_both_prices(runner: Runner) -> None:
    runner.pull_request({"a.yaml": shot(5)}, {})
    sheet = (runner.repository / "mine/p/e/models.yaml").read_text()
    runner.commit({"mine/p/e/models.yaml": sheet.replace("price: 2, per", "price: 4, per")})
    found = runner.price()
    assert "|  | A | changed | 10 | 20 | +10 | another price |" in found.summary


def test_where_nothing_changed_nothing_is_priced(runner: Runner) -> None:
    runner.pull_request({"a.yaml": shot(5)}, {"readme.txt": "y"})
    found = runner.price(budget="1")
    assert found.outputs == {**found.outputs, "exit-code": "0", "count": "0"}
    assert found.summary == "No storyboard changed.\n"


@pytest.mark.parametrize(
    ("inputs", "error"),
    [
        ({"base": "0" * 40}, "The commit to compare with is missing: set fetch-depth 0 of actions/checkout"),
        ({"base": ""}, "The commit to compare with is missing: set fetch-depth 0 of actions/checkout"),
        ({"storyboards": " \n\n"}, "The input storyboards names no file."),
        ({"storyboards": ":(globb)*.yaml"}, "The input storyboards is not a list of git pathspecs."),
        ({"storyboards": "*.yaml\n../x.yaml"}, "The input storyboards is not a list of git pathspecs."),
        ({"pricing": "none"}, "The input pricing names no folder."),
    ],
)
def test_inputs_that_would_check_nothing_fail(runner: Runner, inputs: dict[str, str], error: str) -> None:
    runner.pull_request({"a.yaml": shot(5)}, {"a.yaml": shot(8)})
    found = runner.price(**inputs)
    assert found.code == 2
    assert f"::error::{error}" in found.log


NAMES = [
    "$(touch pwned).yaml",
    "`touch pwned`.yaml",
    "-rf.yaml",
    "a b'\".yaml",
    "::error::x.yaml",
    "ü\n### @octocat.yaml",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_never_run(runner: Runner, name: str) -> None:
    runner.pull_request({name: shot(5)}, {name: shot(8)})
    found = runner.price(max_increase="$(touch pwned)", budget="`touch pwned`")
    assert (found.code, found.outputs["count"]) == (0, "1")
    assert found.outputs["exit-code"] == str(REFUSED)  # the limits are none
    found = runner.price(max_increase="1")
    assert found.outputs["exit-code"] == str(OVER)
    assert "**+6 credits** more expensive: 10 before, 16 now" in found.summary
    assert "@octocat" not in found.summary and not found.log.startswith("::")
    assert not list(runner.folder.rglob("pwned"))


def test_a_comment_has_room_for_so_much(runner: Runner) -> None:
    shots = "".join(f"  - {{name: shot {number} {'x' * 60}, model: clip, seconds: 5}}\n" for number in range(700))
    runner.pull_request({}, {f"{name}.yaml": f"shots:\n{shots}" for name in "abc"})
    found = runner.price()
    assert len(runner.report()) < 65_000 < len(found.summary)
    assert runner.report().endswith("2 more of 3 storyboards: see the summary of the run.\n")
    assert found.summary.count("are left out here") == 3


@pytest.mark.parametrize(
    ("before", "count", "calls"),
    [
        ("", "1", ["--method POST repos/owner/films/issues/7/comments"]),
        ("11\n12\n", "1", ["--method PATCH repos/owner/films/issues/comments/11"]),
        ("11\n", "0", ["--method PATCH repos/owner/films/issues/comments/11"]),
        ("", "0", []),
    ],
)
def test_one_comment_is_written_and_then_kept_up_to_date(
    runner: Runner, before: str, count: str, calls: list[str]
) -> None:
    (runner.folder / "comments").write_text(before)
    report = runner.temp / "creditcalc.md"
    report.write_text("<!-- creditcalc -->\nx\n")
    found = runner.run("comment", {"report": str(report), "count": count})
    assert (found.code, found.log) == (0, "")
    said = (runner.folder / "calls").read_text().splitlines()
    assert said[0].startswith("api --paginate repos/owner/films/issues/7/comments --jq ")
    assert said[1:] == [f"api {call} --field body=@{report}" for call in calls]
    assert (runner.folder / "body").exists() == bool(calls)


def test_a_token_that_may_not_comment_is_a_warning(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GH_EXIT", "1")
    found = runner.run("comment", {"report": "r", "count": "1"})
    assert found.code == 0 and found.log.startswith("::warning::The comment could not be written")


def test_a_comment_is_written_only_if_asked_for() -> None:
    assert STEPS["comment"]["if"] == "inputs.comment == 'true' && github.event.pull_request"
    assert ACTION["inputs"]["comment"]["default"] == "false"


def test_the_workflow_of_the_manual_gives_the_action_its_own_inputs() -> None:
    page = Path(__file__).parents[2] / "docs" / "how-to" / "gate.md"
    block = re.search(r'^```yaml title=".github/workflows/[^\n]*\n(.*?)^```$', page.read_text("utf-8"), re.M | re.S)
    assert block
    steps = yaml.safe_load(block[1])["jobs"]["cost"]["steps"]
    given = next(step["with"] for step in steps if "creditcalc@" in step["uses"])
    assert given.keys() <= ACTION["inputs"].keys()
    assert {name for name, one in ACTION["inputs"].items() if one.get("required")} <= given.keys()
