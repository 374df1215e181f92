"""Lines of JSON without the words that change nothing: lines that are alike there mean the same."""

import json
import re
from collections.abc import Iterable
from functools import cache

CUT = b"\0"
"""What a word that is cut out leaves behind: it stands in no JSON."""
TEXT_VALUE = rb'"(?!")[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*){0,99}"'
"""Text that is not empty; what has more than 99 escapes stays."""
COUNT_VALUE = rb"-?(?:0|[1-9][0-9]*)(?=[ \t\r,}])"
"""A whole number, with what ends it."""


class Bare:
    """Cuts out of lines the words of some keys.

    A word is cut out only where, in a line that is JSON, a value stands. So if a line is JSON, any other that is the
    same without its words is JSON too, with the same keys and the same other values.
    """

    def __init__(self, names: Iterable[str]) -> None:
        # A letter cannot follow a value: the quote before it begins a key.
        self.keys = [_written(name) for name in names if name[:1].isalpha()]

    def __call__(self, lines: list[bytes]) -> list[bytes]:
        """The same lines without the words; whole ones, which equal no others, where they are not sure to be text."""
        text = b"\n".join(lines)
        if CUT in text or not _utf8(text):
            return [b"\n" + line for line in lines]
        for key in self.keys:
            if key in text:
                text = _word_of(key).sub(key.replace(b"\\", rb"\\") + CUT, text)
        return text.split(b"\n") if lines else []


def _written(text: str) -> bytes:
    """Text as JSON writes it, with letters of all languages as they are."""
    return json.dumps(text, ensure_ascii=False).encode("utf-8", "backslashreplace")


@cache
def _word_of(key: bytes) -> re.Pattern[bytes]:
    """What finds a key with a word as its value."""
    name = re.escape(key)
    # Behind a backslash the quote begins no key, but stands in one that ends with the same letters.
    return re.compile(name + rb"(?<!\\" + name + rb")[ \t\r]*:[ \t\r]*(?:" + TEXT_VALUE + b"|" + COUNT_VALUE + b")")


def _utf8(text: bytes) -> bool:
    try:
        return text.isascii() or bool(text.decode())
    except UnicodeDecodeError:
        return False
