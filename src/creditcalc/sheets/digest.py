"""The digest of a folder of sheets."""

import hashlib
from pathlib import Path


def digest_of(folder: Path) -> str:
    """`sha256:` and the digest of every sheet in a folder, with its place in it."""
    digest = hashlib.sha256()
    for name, path in sorted((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*.yaml")):
        data = path.read_bytes()
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return f"sha256:{digest.hexdigest()}"
