"""What a release promises: formats that stay as they are, and a version that the changelog tells of."""

from hashlib import sha256
from pathlib import Path

from published import SCHEMAS

import creditcalc

ROOT = Path(__file__).parents[2]


def test_a_published_schema_stays_as_it_is() -> None:
    """A new key is a new number: CONTRIBUTING.md, "Change an output"."""
    lines = (ROOT / "tests" / "project" / "schemas.sha256").read_text(encoding="utf-8").splitlines()
    frozen = {name: digest for digest, name in (line.split() for line in lines)}
    assert {path.name: sha256(path.read_bytes()).hexdigest() for path in SCHEMAS.iterdir()} == frozen


def test_the_changelog_tells_of_this_version() -> None:
    assert f"\n## [{creditcalc.__version__}] - " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_bytes_are_the_same_on_every_system() -> None:
    """Digests are of bytes, so a checkout on Windows ends its lines as they end here."""
    assert "\n* text=auto eol=lf\n" in (ROOT / ".gitattributes").read_text(encoding="utf-8")
    kept = [path for folder in ("pricing", "src", "examples") for path in (ROOT / folder).rglob("*.[yjcm]*")]
    assert len(kept) > 100
    assert [path for path in kept if path.suffix != ".pyc" and b"\r" in path.read_bytes()] == []
