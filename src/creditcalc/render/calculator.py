"""The calculator for a browser as files: a page, what it runs, and a manifest. Equal inputs give equal bytes."""

import json
import zlib
from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from creditcalc import __version__
from creditcalc.record import Record
from creditcalc.reports.chart import STYLE
from creditcalc.sheets.catalog import PACKAGE

PAGE_SOURCES = Path(__file__).parent / "site"
NOT_LOADED = (
    "cli",
    "wallet",
    "schemas",
    "pricing",
    "batch/engine/duckdb.py",
    "batch/engine/spark.py",
    "batch/arrow.py",
    "render/bytecode.py",
)
"""What of the package a page never loads: rooms and files that other libraries, a terminal or a disk are for."""
ON_SHEETS = ("cache", "catalog", "compiled", "newest", "packed")
"""The modules of `sheets` that it does load: it reads price books that are packed."""
MAKER = "creditcalc site"
"""What the manifest of a site of ours says that it is made by."""
MANIFEST = "manifest.json"
DIGITS_OF_NAME = 12
"""Digits of a file's digest in its name: another build has other names, and no cache mixes two."""


class Runtime(Record):
    """Python for a browser: its version, what its index says of itself, and its files by name."""

    version: str
    info: Mapping[str, Any]
    files: Mapping[str, bytes]


def site(runtime: Runtime, package: bytes, books: bytes, start: Mapping[str, Any], of: str) -> dict[str, bytes]:
    """The files of a site by name.

    `package` is `packaged()`, which may be compiled, and `books` are packed price books. `start` is what the page shows
    before it can compute, and `of` says of what.
    """
    parts = {
        **runtime.files,
        "runtime.json": json.dumps(runtime.info, sort_keys=True).encode(),
        "creditcalc.zip": package,
        "books": books,
    }
    found: dict[str, bytes] = {}
    listed = []
    for name, data in parts.items():
        listed.append(_part(found, name, _gzipped(data)))
    listed.append(_part(found, "worker.js", _source("worker.js")))
    said = json.dumps({"version": __version__, **start, "parts": listed}, sort_keys=True)
    names = {
        "start": _named(found, "start.js", f"globalThis.creditcalcStart={_in_script(said)};\n".encode()),
        "app": _named(found, "app.js", _source("app.js")),
        "style": _named(found, "style.css", _source("style.css") + f"{STYLE}\n".encode()),
    }
    page = _source("index.html").decode()
    for name, value in {**names, "version": __version__, "books": of}.items():
        page = page.replace(f"@{name}@", value)
    found["index.html"] = page.encode()
    build = _digest(json.dumps({name: _digest(data) for name, data in sorted(found.items())}).encode())[:16]
    files = json.dumps(["./", *sorted(found)])
    found["sw.js"] = _source("sw.js").decode().replace("@build@", build).replace("@files@", files).encode()
    found[MANIFEST] = _manifest(runtime, books, build, parts, found)
    return found


def _manifest(
    runtime: Runtime, books: bytes, build: str, parts: Mapping[str, bytes], files: Mapping[str, bytes]
) -> bytes:
    """What the site is made of, with digests."""
    made = {
        "made_by": MAKER,
        "version": __version__,
        "build": build,
        "runtime": runtime.version,
        "books": _digest(books),
        "parts": {name: {"bytes": len(data), "sha256": _digest(data)} for name, data in sorted(parts.items())},
        "files": {name: {"bytes": len(data), "sha256": _digest(data)} for name, data in sorted(files.items())},
    }
    return f"{json.dumps(made, indent=2)}\n".encode()


def _source(name: str) -> bytes:
    return (PAGE_SOURCES / name).read_bytes()


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def _named(found: dict[str, bytes], name: str, data: bytes) -> str:
    """Puts a file among those found, under a name with its digest; that name."""
    stem, _, ending = name.rpartition(".")
    named = f"{stem}-{_digest(data)[:DIGITS_OF_NAME]}.{ending}"
    found[named] = data
    return named


def _part(found: dict[str, bytes], name: str, data: bytes) -> dict[str, Any]:
    """Puts a part among the files, as a script that hands it over: pages on a disk may load nothing else."""
    script = f'creditcalcPart("{name}","{b64encode(data).decode()}");\n'.encode()
    return {"name": name, "file": _named(found, f"{name}.js", script), "bytes": len(script)}


def _gzipped(data: bytes) -> bytes:
    packer = zlib.compressobj(9, wbits=31)  # without a time or a name in its head
    return packer.compress(data) + packer.flush()


def _in_script(text: str) -> str:
    """JSON as a script may hold it: nothing in it ends the script."""
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def packaged() -> bytes:
    """The package as an archive, without what a page never loads."""
    data = BytesIO()
    with ZipFile(data, "w", ZIP_STORED) as archive:
        for name in sorted(_modules()):
            entry = ZipInfo(f"creditcalc/{name}", (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, (PACKAGE / name).read_bytes())
    return data.getvalue()


def _modules() -> Iterable[str]:
    for path in PACKAGE.rglob("*.py"):
        name = path.relative_to(PACKAGE).as_posix()
        room, _, rest = name.partition("/")
        if any(f"{name}/".startswith(f"{one}/") for one in NOT_LOADED):
            continue
        if room != "sheets" or rest.removesuffix(".py") in (*ON_SHEETS, "__init__"):
            yield name
