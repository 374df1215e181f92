"""The small formatters that keep sentences right, and what makes foreign text harmless."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet runs a cell for, or drops to run the rest of it; the last four are the wide ones of Japanese."""

GUARDED = frozenset((*FORMULA_SIGNS, "'"))
"""What a cell begins with that may have to be guarded."""
UNSEEN = frozenset(
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"  # spaces
    "\u200c\u200d"  # what joins letters, as in Persian and in emoji, or keeps them apart
)
"""What Python does not call printable and other scripts need: it moves nothing on a screen but what follows it."""
FLAG = "(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f)"
"""A flag of a region, such as Scotland's, as a pattern: its letters are shown nowhere else."""

ASCII_SIGNS: dict[str, str | int | None] = {
    "–": "-",
    "—": "-",
    "≤": "<=",
    "×": "x",
    "…": "...",
    "·": "|",
    "─": "-",
    "├": "|",
    "╰": "`",
    "█": "#",
    "░": ".",
    "✓": "+",
    "✗": "x",
    "☆": "*",
    "▲": "^",
    "◐": "~",
    "↓": "v",
    "›": ">",
    "→": "->",
    "\u00a0": " ",
}
"""What is written for our signs where a stream is not in UTF-8."""

FIGURE = r"[+-][0-9]+(?:\.[0-9]*)?"
"""A number with a sign, which a spreadsheet takes for what it is."""


def ticked(words: Iterable[str], last: str = "or") -> str:
    """`a`, `b` or `c`."""
    quoted = [f"`{word}`" for word in words]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"


def series(words: Iterable[str], last: str = "and") -> str:
    """a, b and c."""
    *before, end = [*words] or [""]
    return f"{', '.join(before)} {last} {end}" if before else end


def count(number: int, noun: str) -> str:
    """1 row, 2 rows."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def units(unit: str) -> str:
    """credits; a currency stays as it is."""
    return unit if unit.isupper() else f"{unit}s"


def units_of(figure: str, unit: str) -> str:
    """The unit after a figure as it is printed: 1 credit, 80+ credits; a currency stays as it is."""
    return unit if figure == "1" else units(unit)


def unit_title(unit: str) -> str:
    """Credits: the unit as the title of a column; one of another name as its platform writes it."""
    return "Credits" if unit == "credit" else unit


def sentence(words: str) -> str:
    """The words with a capital."""
    return words[:1].upper() + words[1:]


def repeated(words: Iterable[str]) -> list[str]:
    """The words that stand more than once, in order of their first place."""
    seen: dict[str, bool] = {}
    for word in words:
        seen[word] = word in seen
    return [word for word, again in seen.items() if again]


def folded(name: str) -> str:
    """A name as it is told from others: its letters and digits alone, whatever their case, with `+` as "plus".

    A name that has neither is told by all its signs.
    """
    if name.isascii():
        return "".join(filter(str.isalnum, name.lower().replace("+", "plus"))) or name
    from unicodedata import category, normalize  # noqa: PLC0415  # hardly any name needs it

    words = normalize("NFKC", name).casefold().replace("+", "plus")
    return normalize("NFKC", "".join(one for one in words if category(one)[0] in "LMN")) or name


LONGEST_NAME = 100
"""Characters of the longest word that may be a name with a slip in it."""
MOST_HINTS = 500
"""Wrong names of a file for which the nearest known ones are looked for; a file with more is wrong as a whole."""
_hints: ContextVar[Iterator[bool] | None] = ContextVar("hints", default=None)


@contextmanager
def limited(hints: Iterator[bool]) -> Iterator[None]:
    """Gives no more hints than these meanwhile: each is a search through all names, and a file may have any number."""
    before = _hints.set(hints)
    try:
        yield
    finally:
        _hints.reset(before)


MOST_NEAR = 3
"""Things that one hint offers."""


def may_hint(word: str) -> bool:
    """Whether a hint for a wrong name may be looked for: it is no longer than a name, and not one hint too many."""
    hints = _hints.get()
    return len(word) <= LONGEST_NAME and (hints is None or next(hints, False))


def nearest(word: str, things: Mapping[str, str], alike: float = 0.6) -> list[str]:
    """The things, each but once, that have the names nearest to a word; `things` are by name.

    `alike` is how much of the two must be the same, from 0 to 1.
    """
    from difflib import get_close_matches  # noqa: PLC0415  # only on the way to an error

    close = get_close_matches(word, things, n=5 * MOST_NEAR, cutoff=alike)  # a thing may have several names
    return list(dict.fromkeys(things[name] for name in close))[:MOST_NEAR]


def offered(things: Iterable[str]) -> str:
    """`: did you mean ...?` for these things, else nothing."""
    words = ticked(things)
    return f": did you mean {words}?" if words else ""


def near_words(word: str, known: Iterable[str]) -> list[str]:
    """The nearest known words, if any."""
    return nearest(word.lower(), {one: one for one in known}) if may_hint(word) else []


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`: did you mean ...?` for the nearest known words, else nothing."""
    return offered(near_words(word, known))


def inert(text: str) -> str:
    """The text with every control character made visible, so that it drives no terminal; names stay as they are."""
    if text.isprintable():
        return text
    from re import split  # noqa: PLC0415  # nearly every text is printable

    parts = split(FLAG, text)
    parts[::2] = map(_coded, parts[::2])
    return "".join(parts)


def inert_lines(text: str) -> str:
    """The same of every line, each as it ends."""
    return "\n".join(map(inert, text.replace("\r\n", "\n").split("\n")))


def _coded(text: str) -> str:
    return "".join(
        letter if letter.isprintable() or letter in UNSEEN else letter.encode("unicode_escape").decode("ascii")
        for letter in text
    )


def guarded(cell: str, *, figure: bool = False) -> str:
    """A cell of CSV, with an apostrophe before it where a spreadsheet would run it or takes an apostrophe away.

    In a column of figures a number is what it is: `-5`.
    """
    if cell[:1] not in GUARDED or not cell.lstrip("'").startswith(FORMULA_SIGNS):
        return cell
    if figure and re.fullmatch(FIGURE, cell, re.ASCII):
        return cell
    return f"'{cell}"


def unguarded(cell: str) -> str:
    """The cell without the apostrophe that guards it."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA_SIGNS) else cell


def plural(number: int) -> str:
    """`1 entry`, `2 entries`."""
    return count(number, "entry") if number == 1 else f"{number:,} entries"


def in_ascii(text: str) -> str:
    """The text with signs of ASCII in place of ours, for a stream that is not in UTF-8."""
    return text if text.isascii() else text.translate(str.maketrans(ASCII_SIGNS))
