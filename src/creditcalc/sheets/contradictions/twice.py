"""What stands in a list twice."""

from collections.abc import Iterator, Mapping
from typing import Any

from creditcalc.sheets.reader import Fault


def twice(value: Any, place: str = "") -> Iterator[Fault]:
    """Every entry that stands in a list twice, in a part of the sheets and all that is in it."""
    if isinstance(value, Mapping):
        for entry in value.values():
            yield from twice(entry, place)
    elif isinstance(value, tuple):
        place = getattr(value, "place", "") or place
        if not hasattr(value, "_fields"):
            said = [entry._replace(place="") if hasattr(entry, "place") else entry for entry in value]
            seen, mappings = set[Any](), list[Any]()  # a list may be of thousands; what holds a mapping has no hash
            for number, entry in enumerate(said):
                again = entry in (seen if _hashable(entry) else mappings)
                (seen.add if _hashable(entry) else mappings.append)(entry)
                if again:
                    what = f"`{entry}`" if isinstance(entry, str) else "this"
                    yield Fault(getattr(value[number], "place", place), f"{what} stands in its list twice: remove one")
        for entry in value:
            yield from twice(entry, place)


def _hashable(value: Any) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True
