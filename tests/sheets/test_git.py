"""Sheets as a repository had them, in a small repository of one's own."""

import shutil
import subprocess
from pathlib import Path

import pytest
from sheets import platform, write

from creditcalc.errors import CreditcalcError
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.git import at_revision

MODELS = "m: {name: M, maker: X, kind: image, rates: [{price: 2, per: image, source: docs}]}\n"

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository: its first commit, `empty`, has no sheets; the next, `two`, a price of 2; now it is 3."""
    top = tmp_path / "a checkout"
    top.mkdir()
    git(top, "init", "-q")
    git(top, "commit", "-q", "--allow-empty", "-m", "nothing")
    git(top, "tag", "empty")
    platform(top / "pricing", MODELS)
    git(top, "add", ".")
    git(top, "commit", "-q", "-m", "sheets")
    git(top, "tag", "two")
    write(top / "pricing", {"p/e/models.yaml": MODELS.replace("price: 2", "price: 3")})
    return top


def refusal(folder: Path, revision: str) -> str:
    with pytest.raises(CreditcalcError) as refused, at_revision(folder, revision):
        pass
    return str(refused.value).removeprefix(f"{folder}: ")


@pytest.mark.parametrize("revision", ["two", "HEAD", "HEAD~0"])
def test_the_sheets_of_a_revision_and_nothing_left_of_them(
    checkout: Path, revision: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "of a hook"))
    with at_revision(checkout / "pricing", revision) as then:
        assert str(Catalog(alone=str(then)).edition().models["m"].rates[0].price) == "2"
    assert not then.exists()
    assert not list(tmp_path.glob("cache/**/*.sheets"))


def test_a_repository_that_is_a_folder_of_sheets(checkout: Path) -> None:
    git(checkout / "pricing", "init", "-q")
    git(checkout / "pricing", "add", ".")
    git(checkout / "pricing", "commit", "-q", "-m", "sheets")
    with at_revision(checkout / "pricing", "HEAD") as then:
        assert str(Catalog(alone=str(then)).edition().models["m"].rates[0].price) == "3"


@pytest.mark.parametrize("revision", ["nothing", "", "-x", "--help", "HEAD:pricing", "\0", "HEAD~99"])
def test_a_revision_that_is_none(checkout: Path, revision: str) -> None:
    assert refusal(checkout / "pricing", revision) in (
        f"no revision `{revision}` in the repository of `{checkout / 'pricing'}`: name a commit, a branch or a tag that"
        " `git log` knows, after `git fetch` if it is of elsewhere",
        "git cannot be started: embedded null byte",
    )


def test_a_folder_that_is_none_of_sheets(checkout: Path) -> None:
    assert refusal(checkout, "two") == (
        "is not a folder of sheets, for it has no `catalog.yaml`: name the one to compare, as in"
        " `creditcalc sheets diff pricing --since main`"
    )


def test_sheets_that_the_repository_had_not(checkout: Path) -> None:
    assert refusal(checkout / "pricing", "empty") == (
        "is not in the repository at `empty`: name a later revision, or name two folders of sheets, without `--since`"
    )


def test_sheets_in_no_repository(tmp_path: Path) -> None:
    folder = platform(tmp_path / "mine", MODELS).folder
    assert refusal(folder, "HEAD") == (
        "is in no git repository: name a folder that is in one, or name two folders of sheets, without `--since`"
    )


def test_a_machine_without_git(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(checkout))
    assert refusal(checkout / "pricing", "HEAD") == (
        "there is no `git` on this machine: install it, or name two folders of sheets, without `--since`"
    )
