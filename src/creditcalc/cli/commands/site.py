"""`creditcalc site`."""

import json
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Annotated

import typer

from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import Pricing, command
from creditcalc.cli.output import usage
from creditcalc.cli.streams import say
from creditcalc.errors import CreditcalcError, Hinted
from creditcalc.files import read_whole, scratch, whole_folder, why
from creditcalc.render.calculator import MAKER, MANIFEST, Runtime, site
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.packed import packed_books
from creditcalc.text import count, ticked
from creditcalc.whatif.desk import listed_models, listed_platforms

app = PlainTyper()

RUNTIME = "pyodide@314.0.7"
"""The package that has Python for a browser, at the version that is tested."""
FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
"""What is used of it."""
ABOUT = ("package.json", "pyodide-lock.json")
"""What says its version."""
LARGEST_RUNTIME = 50_000_000
"""Bytes of its largest file."""


@app.command("site")
@command
def make_site(
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FOLDER", help="Folder to write.", rich_help_panel=Section.OUTPUT),
    ] = None,
    platform: Annotated[
        list[str] | None,
        typer.Option(
            "--platform",
            metavar="NAME",
            help="Only this platform; can be repeated, the first is shown first.",
            rich_help_panel=Section.PRICES,
        ),
    ] = None,
    pricing: Pricing = None,
    runtime: Annotated[
        str | None,
        typer.Option(
            "--runtime",
            metavar="DIR",
            help="Folder with Python for a browser: the npm package pyodide, which npm fetches by default.",
            rich_help_panel=Section.PAGE,
        ),
    ] = None,
) -> None:
    """Make a calculator for your own site, as a folder of files.

    creditcalc site -o public --runtime package

    Any web server can show the folder, and it opens from a disk too (public/index.html). It computes in the browser
    with this package and these prices, loads nothing from elsewhere, and sends nothing anywhere. A folder that is there
    is replaced if an earlier run made it.

    creditcalc site -o public --runtime package --pricing my-sheets
    """
    if output is None:
        usage("name the folder to write: creditcalc site -o public")
    folder = Path(output)
    _check_folder(folder)
    catalog = Catalog(pricing)
    books = packed_books(catalog, platform or ())
    first = catalog.edition(platform[0] if platform else None)
    names = [catalog.platform(name).id for name in platform or ()]
    known = listed_platforms(catalog)
    shown = [one for one in known["platforms"] if not names or one["id"] in names]
    start = {**listed_models(first), "default": first.platform, "platforms": shown}
    made = site(_runtime(runtime), books, start, count(len(shown), "platform"))
    with whole_folder(folder) as part:
        for name, data in made.items():
            (part / name).write_bytes(data)
    say(f"written: {output}, {sum(map(len, made.values())) / 1_000_000:.1f} MB in {count(len(made), 'file')}")


def _check_folder(folder: Path) -> None:
    """Raises CreditcalcError where something is there that no earlier run has made."""
    try:
        if not folder.exists():
            return
        if not folder.is_dir():
            raise CreditcalcError("is a file: name a folder", place=folder)
        if not any(folder.iterdir()):
            return
        made = json.loads((folder / MANIFEST).read_bytes())
        if isinstance(made, dict) and made.get("made_by") == MAKER:
            return
    except (OSError, ValueError):
        pass
    raise CreditcalcError("is there, and creditcalc did not make it: name another folder", place=folder)


def _runtime(folder: str | None) -> Runtime:
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
    return Runtime(version, {**info, "version": version}, files)


def _object(path: Path) -> dict[str, object]:
    try:
        found = json.loads(read_whole(path, LARGEST_RUNTIME))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise CreditcalcError("is not JSON: is it of the npm package?", place=path)
    return found
