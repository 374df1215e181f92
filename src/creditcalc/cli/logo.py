"""A logo that is put into a page: as the address of itself, in which nothing runs and which loads nothing."""

import re
from base64 import b64encode
from pathlib import Path

from creditcalc.errors import CreditcalcError
from creditcalc.files import why

MOST_BYTES = 500_000
"""Of a logo: it is part of every page, and pages are sent by mail."""
SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
"""What files of pictures begin with."""
SVG = re.compile(rb"(?:\xef\xbb\xbf)?(?><\?xml[^>]*>|<!--.*?-->|<!DOCTYPE[^>\[]*>|\s)*+<svg[\s>]", re.DOTALL)
"""How a drawing begins: an inner DOCTYPE, which may define endless text, is not among it."""


def logo_of(path: Path) -> str:
    """The picture of a file as the address of an image, `data:image/png;base64,...`.

    A browser shows it as an image alone, so that no script of an SVG runs and nothing that it names is loaded. Raises
    CreditcalcError for what cannot be read, is no PNG, JPEG or SVG, or is too large.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        said = why(error) if isinstance(error, OSError) else "not a file name"
        raise CreditcalcError(f"cannot be read: {said}", place=path) from None
    if len(content) > MOST_BYTES:
        raise CreditcalcError(f"is larger than {MOST_BYTES:,} bytes: use a smaller logo", place=path)
    kinds = [kind for begins, kind in SIGNATURES.items() if content.startswith(begins)]
    if SVG.match(content):
        kinds.append("image/svg+xml")
    if not kinds:
        raise CreditcalcError("is not a PNG, JPEG or SVG image", place=path)
    return f"data:{kinds[0]};base64,{b64encode(content).decode()}"
