"""The times of a bill: with a zone or on the clock of the account's, as days alone, or as Unix time.

A time that may be two is refused with both: `03-04-2026` is a day of March or of April unless another row of the bill
decides, and a clock time without a zone is read on the clock of the bill's zone alone.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import Literal

from creditcalc.amount import WHOLE, whole
from creditcalc.errors import CreditcalcError
from creditcalc.period import moment_iso, zone_of
from creditcalc.record import Record
from creditcalc.text import inert, ticked

DateOrder = Literal["day-first", "month-first"]
Clock = Literal["words", "seconds", "milliseconds"]
YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b\s*(.*)", re.ASCII | re.DOTALL)
"""A day by three numbers, the year last."""
YEAR_FIRST = re.compile(r"(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ]\s*(.*))?", re.ASCII | re.DOTALL)
CLOCK_FORM = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?", re.ASCII)
YEARLESS = re.compile(r"[A-Za-z]{3,9}\.? \d{1,2}(?!\d)(?!,? \d{4})", re.ASCII)
SOLD_FROM, SOLD_UNTIL = datetime(2015, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""Between which the times of bills lie: Unix time that is read in the wrong unit is far off."""
UNIX_UNITS = {"seconds": 1, "milliseconds": 1000}


class BillTime(Record):
    """A time of a bill: its first moment, and whether it is a day alone."""

    at: datetime
    whole_day: bool


class TimeReader(Record):
    """How the times of a bill are read.

    `zone` is whose clock times without a zone are on, None where that is not known.
    """

    zone: str | None
    clock: Clock | None = None
    order: DateOrder | None = None

    def read(self, text: str) -> BillTime:
        """A time. Raises CreditcalcError for what is none, for one that may be two, and for one without a year."""
        if WHOLE.fullmatch(text):
            return self._unix(text)
        found = YEAR_FIRST.fullmatch(text)
        if found:
            return self._on(text, (found[1], found[2], found[3]), found[4] or "")
        if found := YEAR_LAST.fullmatch(text):
            first, second, year, rest = found.groups()
            if self.order is None and first != second:
                raise _ambiguous(text, first, second, year)
            month, day = (second, first) if self.order == "day-first" else (first, second)
            return self._on(text, (year, month, day), rest)
        if YEARLESS.match(text):
            raise CreditcalcError(f"`{inert(text[:40])}` has no year: write the year into the bill, as in 2026-01-28")
        raise _no_time(text)

    def _unix(self, text: str) -> BillTime:
        units = UNIX_UNITS if self.clock in (None, "words") else {self.clock: UNIX_UNITS[self.clock or "seconds"]}
        for size in units.values():
            try:
                at = datetime.fromtimestamp(whole(text) // size, UTC)
            except (ValueError, OverflowError, OSError):
                continue
            if SOLD_FROM <= at < SOLD_UNTIL:  # of seconds and milliseconds only one can be
                return BillTime(at, whole_day=False)
        raise CreditcalcError(f"`{text}` is not a Unix time of these years in {ticked(units)}: correct the column")

    def _on(self, text: str, day: tuple[str, str, str], rest: str) -> BillTime:
        try:
            found = date(*map(whole, day))
        except ValueError:
            raise _no_time(text) from None
        if not rest:
            return BillTime(self.midnight(found, text), whole_day=True)
        hour = CLOCK_FORM.fullmatch(rest.strip())
        if hour is None:
            raise _no_time(text)
        try:
            at = datetime.combine(found, clock_time(whole(hour[1]), whole(hour[2]), whole(hour[3] or "0")))
        except ValueError:
            raise _no_time(text) from None
        zone = hour[4]
        if zone is None:
            return BillTime(self._local(at, text), whole_day=False)
        if zone in ("Z", "UTC"):
            return BillTime(at.replace(tzinfo=UTC), whole_day=False)
        sign, hours, minutes = zone[0], whole(zone[1:3]), whole(zone[-2:])
        offset = timedelta(hours=hours, minutes=minutes)
        try:
            return BillTime((at - offset if sign == "+" else at + offset).replace(tzinfo=UTC), whole_day=False)
        except OverflowError:
            raise _no_time(text) from None

    def midnight(self, day: date, text: str = "") -> datetime:
        """The first moment of a day in the zone of the bill, in UTC."""
        return self._local(datetime.combine(day, clock_time(0)), text or day.isoformat())

    def _local(self, at: datetime, text: str) -> datetime:
        if self.zone is None:
            raise CreditcalcError(
                f"`{inert(text[:40])}` has no time zone: add `--zone` with that of the bill, as in `--zone UTC`"
            )
        return at.replace(tzinfo=zone_of(self.zone)).astimezone(UTC)

    def day(self, at: datetime) -> date:
        """The day of a moment in the zone of the bill."""
        if self.zone is None:
            raise CreditcalcError(
                f"the bill does not say in which time zone its days are: add `--zone`, as in `--zone UTC` "
                f"({moment_iso(at)} is one of its times)"
            )
        return at.astimezone(zone_of(self.zone)).date()


def _no_time(text: str) -> CreditcalcError:
    return CreditcalcError(f"`{inert(text[:40])}` is not a time: write `2026-11-14` or `2026-11-14T09:30Z`")


def _ambiguous(text: str, first: str, second: str, year: str) -> CreditcalcError:
    readings = []
    for month, day in ((second, first), (first, second)):
        try:
            readings.append(date(whole(year), whole(month), whole(day)).isoformat())
        except ValueError:
            continue
    if len(readings) < 2:
        return _no_time(text)
    both = f"`{inert(text[:40])}` may be {' or '.join(readings)}"
    return CreditcalcError(f"{both}: add `--dates day-first` or `--dates month-first`")


def order_of(texts: Iterable[str]) -> DateOrder | None:
    """Whether days by three numbers begin with the day or with the month, where one of them can be read but so.

    None where all may be either. Where both orders are needed the days are wrong, and reading them says so.
    """
    days = months = False
    for text in texts:
        if found := YEAR_LAST.fullmatch(text):
            if found[1] == found[2]:
                continue
            days = days or whole(found[1]) > 12
            months = months or whole(found[2]) > 12
    if days == months:
        return None
    return "day-first" if days else "month-first"
