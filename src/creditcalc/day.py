"""Days and lengths of time as sheets write them: a date, one that may be a year or a month alone, and a span."""

import re
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from creditcalc.errors import CreditcalcError


class Day(str):
    """A day, `2026-05-31`; days compare as text."""

    __slots__ = ()
    PATTERN = r"^\d{4}-\d{2}-\d{2}$"

    @classmethod
    def parse(cls, text: str) -> "Day":
        """Raises CreditcalcError for anything but a day of the calendar, written year-month-day."""
        from datetime import date  # noqa: PLC0415  # only when a sheet or an option is read

        try:
            return cls(date.fromisoformat(text if re.fullmatch(cls.PATTERN, text) else ""))
        except ValueError:
            raise CreditcalcError(f"`{text[:40]}` is not a day: write year-month-day, as in `2026-05-31`") from None


class Dated(str):
    """When something was read or written: a year, a month or a day."""

    __slots__ = ()
    PATTERN = r"^\d{4}(-\d{2}){0,2}$"

    @classmethod
    def parse(cls, text: str) -> "Dated":
        """Raises CreditcalcError for anything but `2026`, `2026-05` or `2026-05-31`."""
        if not re.fullmatch(cls.PATTERN, text):
            raise CreditcalcError(f"`{text[:40]}` is not a date: write `2026`, `2026-05` or `2026-05-31`")
        Day.parse(f"{text}-01-01"[:10])
        return cls(text)


if TYPE_CHECKING:  # a protocol costs every start more than all else here

    class Timed(Protocol):
        """Anything that may begin and end."""

        @property
        def since(self) -> str | None: ...
        @property
        def until(self) -> str | None: ...


def in_force(row: "Timed", day: str) -> bool:
    """Whether a row, a model or a price is in force on a day (both ends included)."""
    return (row.since is None or row.since <= day) and (row.until is None or day <= row.until)


SPAN = r"\d{1,4} (day|month|year)s?"
MOST_MONTHS = (9999 - 2000) * 12
"""From the year 2000 to the end of the calendar."""


class Span(NamedTuple):
    """A length of time, from one day on: `90 days`, `12 months`, `2 years`."""

    number: int
    unit: Literal["day", "month", "year"]

    @classmethod
    def parse(cls, text: str) -> "Span":
        """Raises CreditcalcError for any other form, for no days at all, and for more than the calendar has."""
        if not re.fullmatch(SPAN, text) or not int(text.partition(" ")[0]):
            raise CreditcalcError(f"`{text[:40]}` is no length of time: write `90 days`, `12 months` or `2 years`")
        number, _, unit = text.partition(" ")
        span = cls(int(number), unit.removesuffix("s"))  # type: ignore[arg-type]  # the pattern names the units
        if span.months > MOST_MONTHS:
            raise beyond_calendar(span)
        return span

    @property
    def months(self) -> int:
        """How many months it is; none, where it is counted in days."""
        return {"day": 0, "month": 1, "year": 12}[self.unit] * self.number

    def __str__(self) -> str:
        return f"{self.number} {self.unit}{'s' if self.number > 1 else ''}"


def beyond_calendar(span: Span) -> CreditcalcError:
    """The refusal of a length of time that ends after the year 9999."""
    return CreditcalcError(f"`{span}` reaches beyond the calendar: write less")
