"""Python for a browser: the npm package that has it, and archives compiled for it."""

import json
import re
import shutil
import subprocess
import tarfile
from hashlib import sha256
from pathlib import Path

from creditcalc.cli.output import note
from creditcalc.errors import CreditcalcError, Hinted
from creditcalc.files import read_whole, scratch, why
from creditcalc.render import bytecode
from creditcalc.render.calculator import PAGE_SOURCES, Runtime
from creditcalc.text import ticked

RUNTIME = "pyodide@314.0.7"
"""The package that has Python for a browser, at the version that is tested."""
LIBRARY = "python_stdlib.zip"
DIGESTS = {
    "pyodide.mjs": "6f1d60f7bf529beb300f0f47983c921d3982363640ba20af0e38efdddbc66109",
    "pyodide.asm.mjs": "f7cdc8ece80678ceb712f8e65ebe6d3a83203a180c399865f49612a051693635",
    "pyodide.asm.wasm": "cc36e3cab04fdfc9a63ff13eb52eae2b911bf46c025cc7b281f394bd3de1d5e6",
    LIBRARY: "fa1957e5777068fc4f7437f96d860ae2fbe9c19732ba06c84e004ec16dd7dd7a",
}
"""What is used of it, with the SHA-256 of that version."""
FILES = tuple(DIGESTS)
LOCK = "pyodide-lock.json"
ABOUT = ("package.json", LOCK)
"""What says its version."""
LARGEST_RUNTIME = 50_000_000
"""Bytes of its largest file."""


def in_bytecode(runtime: Runtime, package: bytes) -> tuple[Runtime, bytes]:
    """The runtime and the package with bytecode in place of sources, or as they are where Node cannot make it.

    A page needs half the time to start with it, and is no larger. Raises CreditcalcError where there is no room for it.
    """
    node = shutil.which("node")
    if node is None:
        note("node is not installed: the page works, and takes about twice as long to start")
        return runtime, package
    with scratch() as folder:
        ours = folder / "creditcalc.zip"
        try:
            for name, data in runtime.files.items():
                (folder / name).write_bytes(data)
            (folder / LOCK).write_text(json.dumps({"info": dict(runtime.info), "packages": {}}))
            ours.write_bytes(package)
        except OSError as error:
            raise CreditcalcError(f"cannot be written: {why(error)}", place=folder) from None
        done = subprocess.run(  # noqa: S603  # node itself, with words that no shell reads
            [node, PAGE_SOURCES / "compile.mjs", folder, bytecode.__file__, folder / LIBRARY, ours],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        if not done.returncode:
            library = (folder / LIBRARY).read_bytes()
            return runtime._replace(files={**runtime.files, LIBRARY: library}), ours.read_bytes()
    said = re.search(r"^\w*Error\b.*", done.stderr.decode(errors="replace"), re.MULTILINE)
    wrong = f" ({said.group()[:200].strip()})" if said else ""
    note(f"node cannot compile the page{wrong}: it works, and takes about twice as long to start")
    return runtime, package


def runtime_of(folder: str | None) -> Runtime:
    """The runtime of a folder, or of the npm package. Raises CreditcalcError where it cannot be had."""
    if folder is not None:
        return _runtime_in(Path(folder))
    npm = shutil.which("npm")
    if npm is None:
        raise _no_runtime("npm is not installed, and Python for a browser is one of its packages")
    with scratch() as into:
        done = subprocess.run(  # noqa: S603  # npm itself, with words that no shell reads
            [npm, "pack", RUNTIME, "--silent", f"--pack-destination={into}"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        packed = next(into.glob("*.tgz"), None)
        if done.returncode or packed is None:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise _no_runtime(f"npm could not fetch {RUNTIME}{f' ({said[-1][:200]})' if said else ''}")
        with tarfile.open(packed) as archive:
            for name in (*FILES, *ABOUT):
                member = archive.extractfile(f"package/{name}")
                if member is None:
                    raise _no_runtime(f"{RUNTIME} has no file {name}")
                (into / name).write_bytes(member.read())
        return _runtime_in(into)


def _no_runtime(words: str) -> CreditcalcError:
    return Hinted(words, "fetch it where npm is, then name its folder", _fetching())


def _fetching() -> str:
    name, _, version = RUNTIME.partition("@")
    return f"npm pack {RUNTIME} && tar -xzf {name}-{version}.tgz && creditcalc site -o public --runtime package"


def _runtime_in(folder: Path) -> Runtime:
    """The runtime whose files are there."""
    try:
        missing = [name for name in (*FILES, *ABOUT) if not (folder / name).is_file()]
    except OSError as error:
        raise CreditcalcError(f"cannot be read: {why(error)}", place=folder) from None
    if missing:
        raise _no_runtime(f"{folder}: has no {ticked(missing, 'and')}")
    files = {name: read_whole(folder / name, LARGEST_RUNTIME) for name in FILES}
    about, lock = (_object(folder / name) for name in ABOUT)
    version, info = about.get("version"), lock.get("info")
    if not isinstance(version, str) or not isinstance(info, dict):
        raise _no_runtime(f"{folder}: does not say its version")
    damaged = [name for name, data in files.items() if sha256(data).hexdigest() != DIGESTS[name]]
    if damaged and f"pyodide@{version}" == RUNTIME:
        raise _no_runtime(f"{folder}: not as {RUNTIME} has it: {ticked(damaged, 'and')}")
    return Runtime(version, {**info, "version": version}, files)


def _object(path: Path) -> dict[str, object]:
    try:
        found = json.loads(read_whole(path, LARGEST_RUNTIME))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise CreditcalcError("is not JSON: is it of the npm package?", place=path)
    return found
