"""A folder of sheets as a git repository has it at a revision."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from creditcalc.errors import CreditcalcError
from creditcalc.files import scratch
from creditcalc.sheets import cache

LOCATED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR")
"""What a hook of git says of a repository, which need not be that of the folder."""
FOLDERS = "or name two folders of sheets, without `--since`"


@contextmanager
def at_revision(folder: Path, revision: str) -> Iterator[Path]:
    """A copy of a folder of sheets as it was committed at a revision; it is gone afterwards.

    Raises CreditcalcError where there is no git, where the folder is none of sheets or is in no repository, and where
    the repository has no such revision, or no such folder in it.
    """
    if not (folder / "catalog.yaml").is_file():
        raise CreditcalcError(
            "is not a folder of sheets, for it has no `catalog.yaml`: name the one to compare, as in"
            " `creditcalc sheets diff pricing --since main`",
            place=folder,
        )
    top = _asked(folder, "rev-parse", "--show-toplevel")
    if top is None:
        raise CreditcalcError(f"is in no git repository: name a folder that is in one, {FOLDERS}", place=folder)
    commit = _asked(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None:
        raise CreditcalcError(
            f"no revision `{revision[:80]}` in the repository of `{folder}`: name a commit, a branch or a tag that"
            " `git log` knows, after `git fetch` if it is of elsewhere"
        )
    inside = (_asked(folder, "rev-parse", "--show-prefix") or "").rstrip("/")
    if _asked(folder, "rev-parse", "--verify", "--quiet", f"{commit}:{inside}") is None:
        raise CreditcalcError(
            f"is not in the repository at `{revision[:80]}`: name a later revision, {FOLDERS}", place=folder
        )
    whole = _git(Path(top), "archive", "--format=zip", f"{commit}:{inside}")
    if whole.returncode:
        raise CreditcalcError(f"git cannot read `{revision[:80]}`: {_said(whole)}", place=folder)
    with scratch() as then, _keeping_nothing(), ZipFile(BytesIO(whole.stdout)) as packed:
        packed.extractall(then)
        if not (then / "catalog.yaml").is_file():
            raise CreditcalcError(
                f"had no `catalog.yaml` at `{revision[:80]}`: name a later revision, {FOLDERS}", place=folder
            )
        yield then


@contextmanager
def _keeping_nothing() -> Iterator[None]:
    """Keeps no compiled copies meanwhile: nothing else ever reads a folder that is soon gone."""
    before, cache.keeping = cache.keeping, False
    try:
        yield
    finally:
        cache.keeping = before


def _asked(folder: Path, *words: str) -> str | None:
    """A line that git prints of a folder; None where it prints none, and fails."""
    done = _git(folder, *words)
    return None if done.returncode else os.fsdecode(done.stdout).rstrip("\n")


def _git(folder: Path, *words: str) -> "subprocess.CompletedProcess[bytes]":
    program = shutil.which("git")
    if program is None:
        raise CreditcalcError(f"there is no `git` on this machine: install it, {FOLDERS}")
    environment = {name: value for name, value in os.environ.items() if name not in LOCATED}
    try:
        return subprocess.run(  # noqa: S603  # git itself, with words that no shell reads
            [program, "-C", str(folder), *words],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env={**environment, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"},
            check=False,
        )
    except (OSError, ValueError) as error:  # the latter for a word that no process can be given
        raise CreditcalcError(f"git cannot be started: {error}") from None


def _said(done: "subprocess.CompletedProcess[bytes]") -> str:
    return os.fsdecode(done.stderr).strip().partition("\n")[0].removeprefix("fatal: ") or "it does not say why"
