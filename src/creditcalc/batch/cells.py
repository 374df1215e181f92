"""What a cell of a row or of a table says: a float is its shortest decimal, and NaN is nothing that was said."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from creditcalc.rating.generation import words

GAPS = ("NAType", "NaTType")
"""The types of what pandas has in a gap, besides NaN and None."""


def cell_words(cells: Mapping[str, Any]) -> dict[str, str]:
    """Cells as the words of an option, by column: True is `on`, 0.1 is `0.1`; what is not given is left out.

    Raises CreditcalcError for what is neither text nor a number nor a flag.
    """
    return words({name: value if type(value) in (str, int, bool) else _exact(value) for name, value in cells.items()})


def cell_texts(name: str, values: Iterable[Any]) -> list[str | None]:
    """The cells of a column as such words; None for what is not given. Raises as `cell_words` does."""
    return [cell_words({name: value}).get(name) for value in values]


def _exact(value: Any) -> Any:
    """A float as the decimal that is written for it, numbers of NumPy as Python's own, and a gap as None."""
    kind = type(value)
    if isinstance(value, float):
        value = Decimal(float.__repr__(value))
    elif kind.__module__ == "numpy" and (number := getattr(value, "dtype", None)) is not None and not value.ndim:
        # NumPy writes a float of 32 bits by the shortest decimal of 32 bits, where Python's own would have 17 digits
        value = Decimal(str(value)) if number.kind == "f" else value.item()
    elif kind.__name__ in GAPS and kind.__module__.startswith("pandas."):
        return None
    return None if isinstance(value, Decimal) and value.is_nan() else value
