"""What is in a list twice."""

from collections.abc import Iterator
from typing import Any

from creditcalc.sheets.contradictions.parts import parts
from creditcalc.sheets.reader import Fault


def twice(value: Any, place: str = "") -> Iterator[Fault]:
    """Every entry that is in a list twice, in a part of the sheets and all that is in it."""
    for part, where in parts(value, place):
        if hasattr(part, "_fields"):
            continue
        said = [entry._replace(place="") if hasattr(entry, "place") else entry for entry in part]
        seen, mappings = set[Any](), list[Any]()  # a list may be of thousands; what holds a mapping has no hash
        for number, entry in enumerate(said):
            again = entry in (seen if _hashable(entry) else mappings)
            (seen.add if _hashable(entry) else mappings.append)(entry)
            if again:
                what = f"`{entry}`" if isinstance(entry, str) else "this"
                yield Fault(getattr(part[number], "place", where), f"{what} is in its list twice: remove one")


def _hashable(value: Any) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True
