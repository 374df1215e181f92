"""The calculator as `creditcalc site` writes it, and the runtime that it needs."""

import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from shell import run

from creditcalc.cli.browser_python import RUNTIME


def fetched_runtime(folder: Path) -> Path:
    """The runtime of the npm package, in a folder; skips where npm or its registry cannot be had."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not there, and the runtime is one of its packages")
    try:
        done = subprocess.run(
            [npm, "pack", RUNTIME, "--silent", "--prefer-offline", f"--pack-destination={folder}"],
            capture_output=True,
            check=False,
            timeout=120,
        )
    except subprocess.TimeoutExpired:
        pytest.skip("npm did not answer within two minutes")
    packed = next(folder.glob("*.tgz"), None)
    if done.returncode or packed is None:
        pytest.skip(f"npm cannot fetch {RUNTIME}: {done.stderr.decode()[-200:]}")
    with tarfile.open(packed) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def built(folder: Path, runtime: Path, more: str = "") -> Path:
    """The site, built into a folder."""
    ran = run(f"site -o {folder} --runtime {runtime} {more}")
    assert ran.code == 0, ran.err
    return folder
