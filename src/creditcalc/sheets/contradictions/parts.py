"""Every part of what sheets say, whatever it stands in."""

from collections.abc import Iterator, Mapping
from typing import Any


def parts(value: Any, place: str = "") -> Iterator[tuple[tuple[Any, ...], str]]:
    """Every list and entry of a sheet in a value, outer ones first, each with its place or that of what it is in."""
    if isinstance(value, Mapping):
        for entry in value.values():
            yield from parts(entry, place)
    elif isinstance(value, tuple):
        place = getattr(value, "place", "") or place
        yield value, place
        for entry in value:
            yield from parts(entry, place)
