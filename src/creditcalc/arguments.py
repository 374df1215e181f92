"""What a caller of the library gives, checked: every refusal names the argument."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from creditcalc.amount import number
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import word_of
from creditcalc.pricebook.model import Model
from creditcalc.rating.generation import words
from creditcalc.rating.spoken import length_said

if TYPE_CHECKING:
    from typing import Protocol, TypeVar

    class ArrowStream(Protocol):
        """A table of whatever library, as Arrow's stream interface offers it."""

        def __arrow_c_stream__(self, requested_schema: Any = None) -> object: ...

    class PandasFrame(ArrowStream, Protocol):
        """A DataFrame of pandas, as nothing else is."""

        def reset_index(self) -> Any: ...

    class PolarsFrame(ArrowStream, Protocol):
        """A DataFrame of Polars, as nothing else is."""

        @property
        def height(self) -> int: ...

    class ArrowTable(ArrowStream, Protocol):
        """A Table or RecordBatch of PyArrow, as nothing else is."""

        @property
        def num_rows(self) -> int: ...

    class ArrowReader(ArrowStream, Protocol):
        """A RecordBatchReader of PyArrow, as nothing else is."""

        def read_next_batch(self) -> Any: ...

    class DuckRelation(Protocol):
        """A relation of DuckDB, whose types do not say that it has Arrow's stream interface."""

        def to_arrow_table(self) -> Any: ...

    SameTable = TypeVar("SameTable", bound=PandasFrame | PolarsFrame | ArrowTable | ArrowReader)
    """A kind of table that comes back as what it was."""

MINUTE = Fraction(60)


def check_texts(**given: object) -> None:
    """Raises CreditcalcError for an argument that is no text, where one is given."""
    for name, value in given.items():
        if value is not None and not isinstance(value, str):
            raise CreditcalcError(f"`{name}` must be text, not {type(value).__name__}")


def check_counts(**given: Any) -> None:
    """Raises CreditcalcError for a count that is no whole number from 1 upward."""
    for name, value in given.items():
        if type(value) is not int or value < 1:
            raise CreditcalcError(f"`{name}` must be a whole number of at least 1, not `{value!s:.40}`")


def check_flags(**given: Any) -> None:
    """Raises CreditcalcError for what is neither True nor False."""
    for name, value in given.items():
        if type(value) is not bool:
            raise CreditcalcError(f"`{name}` must be True or False, not {type(value).__name__}")


def names_given(what: str, given: Iterable[str]) -> tuple[str, ...]:
    """A list of names; raises CreditcalcError for anything else."""
    names: tuple[Any, ...] = tuple(given) if isinstance(given, Iterable) and not isinstance(given, str) else (None,)
    if not all(isinstance(name, str) for name in names):
        raise CreditcalcError(f"`{what}` must be a list of names, as in `{what}=['client']`")
    return names


def number_given(name: str, value: Any) -> str:
    """A number as decimal text; raises CreditcalcError for anything else."""
    if value is None or isinstance(value, bool):
        raise CreditcalcError(f"`{name}` must be a number, not {value}")
    return words({name: value})[name]


def rates_given(given: Any) -> dict[str, Fraction]:
    """Exchange rates, by currency; raises CreditcalcError for anything else."""
    form = "`rates` must be numbers by currency, as in `rates={'USD': '0.92'}`"
    if not isinstance(given, Mapping):
        raise CreditcalcError(form)
    found = {}
    for currency, value in given.items():
        if not isinstance(currency, str) or not currency.isalpha():
            raise CreditcalcError(form)
        found[currency.upper()] = rate = number(number_given(f"rates[{currency[:40]!r}]", value))
        if not rate:
            raise CreditcalcError(f"a rate must be more than 0, and that of {currency[:40]} is 0")
    return found


def timed(settings: Mapping[str, Any], minutes: Any) -> dict[str, Any]:
    """Settings with the length that is given in minutes; raises CreditcalcError where it is given in seconds too."""
    if minutes is None:
        return dict(settings)
    if settings.get("seconds") is not None:
        raise CreditcalcError("give `seconds=` or `minutes=`, not both")
    return {**settings, "seconds": word_of(length_said(number_given("minutes", minutes), MINUTE, "minutes"))}


def outputs_given(outputs: int | None, images: int | None, model: Model | None = None) -> int | None:
    """The results wanted, which an image model calls images; None where they are not given.

    Raises CreditcalcError for what is no number of them, where both are given, and for images of a model that makes
    none.
    """
    check_counts(outputs=1 if outputs is None else outputs, images=1 if images is None else images)
    if images is None:
        return outputs
    if model is not None and model.kind != "image":
        raise CreditcalcError(f"`{model.id}` does not make images: give `outputs=` instead")
    if outputs not in (None, images):
        raise CreditcalcError("give `images=` or `outputs=`, not both")
    return images
