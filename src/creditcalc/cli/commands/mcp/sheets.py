"""The price sheets as resources: `sheets://bundled/...`, and `sheets://own/...` for a person's own."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from creditcalc.errors import CreditcalcError
from creditcalc.sheets.compiled import Root
from creditcalc.text import did_you_mean, inert

SCHEME = "sheets://"


def sheets(roots: tuple[Root, ...]) -> dict[str, Path]:
    """Every sheet there is, by its address."""
    return {
        f"{SCHEME}{name}/{quote(path.relative_to(root.path).as_posix())}": path
        for name, root in zip(("bundled", "own"), roots, strict=False)
        for path in sorted(Path(root.path).rglob("*.yaml"))
        if path.is_file()
    }


def sheet_text(known: Mapping[str, Path], address: str) -> str:
    """The text of a sheet. Only addresses that are listed are read: no other path is ever made of one."""
    if address not in known:
        raise CreditcalcError(f"unknown sheet `{inert(address[:80])}`{did_you_mean(address[:80], known)}")
    try:
        return known[address].read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        raise CreditcalcError(f"`{address}` cannot be read: it must be a file in UTF-8") from None
