"""Days as sheets write them: a date, one that may be a year or a month alone; and what is in force on a day."""

import re
from typing import TYPE_CHECKING, Protocol

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
            return cls(date.fromisoformat(text if re.fullmatch(cls.PATTERN, text) else "").isoformat())
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


MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def month_words(date: str) -> str:
    """The month of a date, `May 2026`; of a year alone the year."""
    year, _, rest = date.partition("-")
    return f"{MONTH_NAMES[int(rest[:2]) - 1]} {year}" if rest else year


def day_words(date: str) -> str:
    """A date as people write it: `24 September 2026`, `May 2026`, `2026`."""
    return f"{int(date[8:])} {month_words(date)}" if len(date) > 7 else month_words(date)


def in_force(row: "Timed", day: str) -> bool:
    """Whether a row, a model or a price is in force on a day (both ends included)."""
    return (row.since is None or row.since <= day) and (row.until is None or day <= row.until)


def meet(one: "Timed", other: "Timed") -> bool:
    """Whether two that may begin and end are in force on the same day."""
    begins = max(one.since or "", other.since or "")
    return all(part.until is None or part.until >= begins for part in (one, other))
