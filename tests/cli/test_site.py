"""`creditcalc site`: a folder whole or not at all, the same bytes for the same inputs, and what it refuses."""

import hashlib
import io
import json
import shutil
import zipfile
from base64 import b64decode
from gzip import decompress
from pathlib import Path

import pytest
from sheets import write
from shell import run

from creditcalc import __version__
from creditcalc.cli.browser_python import RUNTIME as VERSION
from creditcalc.render.calculator import packaged
from examples import RUNTIME


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with what stands for a runtime."""
    write(tmp_path, RUNTIME)
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def built(folder: Path, more: str = "") -> dict[str, bytes]:
    """The site, built into `public`."""
    ran = run(f"site -o {folder}/public --runtime {folder}/package {more}")
    assert (ran.code, ran.out) == (0, ""), ran.err
    assert "written:" in ran.err
    return files(folder / "public")


def parts(folder: Path) -> list[bytes]:
    """What the page loads, each unpacked."""
    packed = (data.decode() for data in files(folder).values() if data.startswith(b"creditcalcPart("))
    return [decompress(b64decode(one.split('"')[3])) for one in packed if '"worker.js"' not in one]


def test_the_same_inputs_make_the_same_bytes(folder: Path) -> None:
    first = built(folder, "--platform flow")
    assert built(folder, "--platform flow") == first
    assert built(folder, "--platform flow --platform invideo") != first


def test_the_manifest_says_what_is_there(folder: Path) -> None:
    found = built(folder, "--platform flow")
    made = json.loads(found.pop("manifest.json"))
    assert (made["version"], made["runtime"], made["made_by"]) == (__version__, "0", "creditcalc site")
    for name, data in found.items():
        assert made["files"].pop(name) == {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    assert made["files"] == {}
    assert made["build"] in found["sw.js"].decode()


def test_a_page_names_every_other_file_by_its_digest(folder: Path) -> None:
    """So that no cache can mix two builds."""
    found = built(folder, "--platform flow")
    page = found["index.html"].decode()
    assert "@" not in page.replace("@media", "")
    for name in found.keys() - {"index.html", "sw.js", "manifest.json"}:
        stem, _, ending = name.rpartition(".")
        assert hashlib.sha256(found[name]).hexdigest()[:12] == stem.rpartition("-")[2]
        assert name in page or name.encode() in next(data for one, data in found.items() if one.startswith("start-"))
        assert ending in ("js", "css")


def test_a_part_is_what_it_is_of(folder: Path) -> None:
    found = built(folder, "--platform flow")
    (part,) = (data for name, data in found.items() if name.startswith("creditcalc.zip-"))
    name, packed = json.loads(f"[{part.decode().removeprefix('creditcalcPart(').removesuffix(');' + chr(10))}]")
    assert name == "creditcalc.zip"
    assert decompress(b64decode(packed)) == packaged()
    held = zipfile.ZipFile(io.BytesIO(packaged())).namelist()
    assert {"creditcalc/whatif/desk.py", "creditcalc/book.py", "creditcalc/__init__.py"} <= {*held}
    assert not [one for one in held if one.startswith(("creditcalc/cli/", "creditcalc/wallet/")) or "yaml" in one]


def test_what_a_sheet_says_ends_no_script(folder: Path) -> None:
    evil = "</script><script>alert(1)</script>"
    sheets = {
        "sheets/p/platform.yaml": f'name: "{evil}"\ndefault_edition: e\n',
        "sheets/p/e/edition.yaml": (
            "unit: credit\nfrom: 2026-05-01\nas_of: 2026-05-31\n"
            "sources: {a: {title: A, date: 2026-05, grade: official}}\n"
        ),
        "sheets/p/e/models.yaml": (
            "m: {name: M, maker: M, kind: video, settings: {seconds: {number: 1..9}}, "
            "rates: [{price: 1, per: second, source: a}]}\n"
        ),
    }
    write(folder, sheets)
    found = built(folder, f"--pricing {folder}/sheets --platform p")
    (start,) = (data for name, data in found.items() if name.startswith("start-"))
    assert b"<" not in start
    assert evil in json.loads(start.decode().partition("=")[2].removesuffix(";\n"))["platforms"][0]["name"]


def test_only_a_folder_of_ones_own_is_replaced(folder: Path) -> None:
    """And that as a whole: what an earlier run left is gone, what somebody else keeps stays."""
    built(folder, "--platform flow")
    (folder / "public" / "left.js").write_text("old")
    assert "left.js" not in built(folder, "--platform flow")
    (folder / "mine").mkdir()
    (folder / "mine" / "index.html").write_text("mine")
    ran = run(f"site -o {folder}/mine --runtime {folder}/package")
    assert (ran.code, ran.err) == (
        1,
        f"error: {folder}/mine: is there, and creditcalc did not make it: name another folder\n",
    )
    assert files(folder / "mine") == {"index.html": b"mine"}
    assert "is a file: name a folder" in run(f"site -o {folder}/mine/index.html --runtime {folder}/package").err
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_a_run_that_fails_leaves_what_was_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = built(folder, "--platform flow")
    count = iter(range(100))

    def full(self: Path, data: bytes) -> int:
        if next(count) == 5:
            raise OSError(28, "No space left on device")
        with self.open("wb") as file:
            return file.write(data)

    monkeypatch.setattr(Path, "write_bytes", full)
    ran = run(f"site -o {folder}/public --runtime {folder}/package")
    assert (ran.code, ran.err) == (1, f"error: {folder}/public: cannot be written: no space left on device\n")
    monkeypatch.undo()
    assert files(folder / "public") == before
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_a_runtime_that_is_not_there_says_how_to_fetch_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "package" / "pyodide.mjs").unlink()
    ran = run(f"site -o {folder}/public --runtime {folder}/package")
    assert ran.code == 1
    assert f"{folder}/package: has no `pyodide.mjs`" in ran.err
    monkeypatch.setattr("shutil.which", lambda name: None)
    ran = run(f"site -o {folder}/public")
    assert "npm is not installed" in ran.err
    assert "npm pack pyodide@314.0.7 && tar -xzf pyodide-314.0.7.tgz" in ran.err
    assert not (folder / "public").exists()
    assert run("site").code == 2
    assert run(f"site -o {folder}/public --platform nowhere --runtime {folder}/package").code == 1


def test_without_node_the_page_is_made_of_sources(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It works, and a note says what is missing; the same where Node is there and cannot run this runtime."""
    monkeypatch.setattr("shutil.which", lambda name: None)
    ran = run(f"site -o {folder}/public --runtime {folder}/package --platform flow")
    assert ran.code == 0
    assert ran.err.startswith("note: node is not installed: the page works, and takes about twice as long to start\n")
    assert packaged() in parts(folder / "public")
    monkeypatch.undo()
    if shutil.which("node") is None:
        return
    (folder / "package" / "pyodide.mjs").write_text(
        "export const loadPyodide = async () => { throw new TypeError('no'); };"
    )
    ran = run(f"site -o {folder}/public --runtime {folder}/package --platform flow")
    assert ran.code == 0
    assert ran.err.startswith("note: node cannot compile the page (TypeError: no): it works, and takes about twice as")
    assert packaged() in parts(folder / "public")


def test_a_runtime_that_is_damaged_is_refused(folder: Path) -> None:
    """Where its version is the one that is tested, whose files are known."""
    about = folder / "package" / "package.json"
    about.write_text(about.read_text().replace('"0"', f'"{VERSION.partition("@")[2]}"'))
    ran = run(f"site -o {folder}/public --runtime {folder}/package")
    assert ran.code == 1
    assert f"not as {VERSION} has it: `pyodide.mjs`, `pyodide.asm.mjs`, `pyodide.asm.wasm` and" in ran.err
    assert not (folder / "public").exists()
