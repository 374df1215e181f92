"""When an allowance starts anew: daily, weekly, monthly, yearly, some days from first use, or never again.

A moment is a datetime in UTC. A reset is calculated on the clock of its zone. Where the clock jumps over the hour, the
reset comes as much later as the clock jumps; where the hour comes twice, it is the first. A month (or year) without
the anchor day resets on its last day, and the next one that has the day resets on it again: 31 January, 28 February,
31 March.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

from creditcalc.amount import whole
from creditcalc.errors import CreditcalcError
from creditcalc.record import Record
from creditcalc.text import ticked

Rhythm = Literal["day", "week", "month", "year", "use", "once"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOUR = r"([01]\d|2[0-3]):[0-5]\d"
ZONE = r"[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*)*"
"""How the names of zones are written, whatever other files a computer keeps beside its zones."""
FORM = re.compile(
    r"(?P<every>day|week on (?P<weekday>[a-z]+)|month on (?P<day>\d{1,2})|year on (?P<month>\d\d)-(?P<of>\d\d))"
    rf"(?: at (?P<at>{HOUR})(?: (?P<zone>\S+))?)?"
)
USE = re.compile(r"(\d{1,3}) days? from first use")


def zone_of(name: str) -> tzinfo:
    """The time zone of that name; raises CreditcalcError where there is none, or no database to look it up in."""
    found = _zone(name)
    if found is not None:
        return found
    if _zones_known():
        raise _unknown_zone(name)
    raise CreditcalcError(
        f"the time zone `{name[:40]}` cannot be looked up: this computer has no database of time zones; install "
        "Python's, the package `tzdata`"
    )


def _zone(name: str) -> tzinfo | None:
    """The time zone of that name, if this computer knows it."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415  # a quote needs no zones

    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; odd characters; a folder of zones
        return None


def _zones_known() -> bool:
    """Whether this computer has a database of time zones: its own, or Python's package `tzdata`."""
    from zoneinfo import available_timezones  # noqa: PLC0415  # only where a zone was not found

    return bool(available_timezones())


def _unknown_zone(name: str) -> CreditcalcError:
    return CreditcalcError(f"unknown time zone `{name[:40]}`: write a name such as `Europe/Paris`")


class Zone(str):
    """The name of a time zone, as a sheet writes it: `Europe/Paris`, `UTC`."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> "Zone":
        """Raises CreditcalcError for what no time zone is called.

        A computer without a database of time zones cannot tell one name from another. A sheet is not wrong for the
        computer that reads it, so there every name is taken that is written as they are; whoever calculates with it
        is refused by `zone_of`.
        """
        if not re.fullmatch(ZONE, text) or (_zone(text) is None and _zones_known()):
            raise _unknown_zone(text)
        return cls(text)


class Hour(time):
    """A time of day to the minute, as a sheet writes it: `06:00`."""

    @classmethod
    def parse(cls, text: str) -> "Hour":
        """Raises CreditcalcError for anything but `00:00` to `23:59`, two digits each."""
        if not re.fullmatch(HOUR, text, re.ASCII):
            raise CreditcalcError(f"`{text[:40]}` is not a time of day: write `00:00` to `23:59`")
        return cls(whole(text[:2]), whole(text[3:]))

    def __str__(self) -> str:
        return f"{self:%H:%M}"


DAY = len("2026-11-14")


def moment(text: str, zone: str = "UTC") -> datetime:
    """A day (its first moment in the zone) or a time with its own zone, in UTC: `2026-11-14`, `2026-11-14T09:30Z`.

    Raises CreditcalcError for anything else: a clock time without a zone is one moment in UTC and another one here.
    """
    try:
        if not re.match(r"\d{4}-\d\d-\d\d", text):
            raise ValueError
        found = datetime.fromisoformat(text)
        if found.tzinfo is None and len(text) > DAY:
            raise _zoneless(text, found)
        if found.tzinfo is None:
            found = found.replace(tzinfo=zone_of(zone))
        return found.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        raise CreditcalcError(
            f"`{text[:40]}` is not a time: write `2026-11-14` or, with its zone, `2026-11-14T09:30Z`"
        ) from None


def _zoneless(text: str, clock: datetime) -> CreditcalcError:
    """The refusal of a clock time without a zone, with every moment that it may be: in UTC, and on this computer."""
    spec = "seconds" if clock.second else "minutes"
    here = (clock.replace(fold=fold).astimezone() for fold in (0, 1))  # an hour that comes twice is two moments
    readings = [f"{clock.isoformat(timespec=spec)}Z"]
    readings += [one.isoformat(timespec=spec) for one in here if one.utcoffset() and one.replace(tzinfo=None) == clock]
    return CreditcalcError(f"`{text[:40]}` has no time zone: write {ticked(dict.fromkeys(readings))}")


TO_THE_SECOND = len("2026-11-14T09:30:00")


def moment_iso(when: datetime) -> str:
    """A moment as text: `2026-11-14T09:30:00Z`. Texts compare as their moments do."""
    return f"{when.isoformat()[:TO_THE_SECOND]}Z"


def parse_moment(text: str) -> datetime:
    """The moment that `written` wrote."""
    return datetime.fromisoformat(text)


def moment_text(when: datetime, zone: tzinfo | None = None) -> str:
    """A moment for a person, with its zone named: in UTC, or on a zone's clock (None: this computer's)."""
    local = _here(when, zone)
    return f"{local:%a %Y-%m-%d} {_hour(local)}"


def moment_words(when: datetime) -> str:
    """A moment as people write it, on this computer's clock: `Sun 29 Nov 2026, 07:04 CET`."""
    return f"{weekday_text(when)}, {hour_text(when)}"


def weekday_text(when: datetime, today: datetime | None = None) -> str:
    """The day of a moment on this computer's clock, `Sun 20 Dec 2026`; without the year where it is that of today."""
    return f"{_here(when):%a} {day_text(when, today)}"


def day_text(when: datetime, today: datetime | None = None) -> str:
    """The same without the day of the week: `20 Dec 2026`."""
    local = _here(when)
    year = "" if today and _here(today).year == local.year else f" {local.year}"
    return f"{local.day} {local:%b}{year}"


def hour_text(when: datetime) -> str:
    """The hour of a moment on this computer's clock, with the name of its zone: `07:04 CET`."""
    return _hour(_here(when))


def days_between(one: datetime, other: datetime) -> int:
    """How many days a moment is after another one, counted in days of this computer's calendar."""
    return (_here(other).date() - _here(one).date()).days


def _here(when: datetime, zone: tzinfo | None = None) -> datetime:
    """A moment on a zone's clock; in UTC where the calendar has no such day there."""
    try:
        return when.astimezone(zone)
    except (OverflowError, ValueError):
        return when


def _hour(local: datetime) -> str:
    seconds = f":{local.second:02}" if local.second else ""
    return f"{local:%H:%M}{seconds} {local.tzname() or 'local time'}"


SPAN = r"\d{1,4} (day|month|year)s?"
MOST_MONTHS = (9999 - 2000) * 12
"""From the year 2000 to the end of the calendar."""


class Span(Record):
    """A length of time, from one day on: `90 days`, `12 months`, `2 years`."""

    number: int
    unit: Literal["day", "month", "year"]

    @classmethod
    def parse(cls, text: str) -> "Span":
        """Raises CreditcalcError for any other form, for no days at all, and for more than the calendar has."""
        if not re.fullmatch(SPAN, text) or not whole(text.partition(" ")[0]):
            raise CreditcalcError(f"`{text[:40]}` is not a length of time: write `90 days`, `12 months` or `2 years`")
        number, _, unit = text.partition(" ")
        span = cls(whole(number), unit.removesuffix("s"))  # type: ignore[arg-type]  # the pattern names the units
        if span.months > MOST_MONTHS:
            raise _beyond(span)
        return span

    @property
    def months(self) -> int:
        """How many months it is; none, where it is counted in days."""
        return {"day": 0, "month": 1, "year": 12}[self.unit] * self.number

    def __str__(self) -> str:
        return f"{self.number} {self.unit}{'s' if self.number > 1 else ''}"


YEAR_DAY = r"\d\d-\d\d of year [1-9]"


class YearDay(Record):
    """A day that is counted by the calendar: `12-31 of year 2` is the last day of the year after the purchase.

    Year 1 is that of the purchase.
    """

    month: int
    day: int
    year: int

    @classmethod
    def parse(cls, text: str) -> "YearDay":
        """Raises CreditcalcError for any other form, and for a day that no calendar has."""
        try:
            if not re.fullmatch(YEAR_DAY, text, re.ASCII):
                raise ValueError
            found = date(2024, whole(text[:2]), whole(text[3:5]))
        except ValueError:
            raise CreditcalcError(
                f"`{text[:40]}` is not a day of a year: write `12-31 of year 2` for the end of the year after the "
                "purchase, which is in year 1"
            ) from None
        return cls(found.month, found.day, whole(text[-1]))

    def __str__(self) -> str:
        return f"{self.month:02}-{self.day:02} of year {self.year}"

    def end(self, bought: datetime) -> datetime:
        """The first moment after that day, in UTC. Raises CreditcalcError for one after the year 9999."""
        try:
            found = _day(bought.astimezone(UTC).year + self.year - 1, self.month, self.day)
            return datetime.combine(found, time(0), UTC) + timedelta(days=1)
        except (ValueError, OverflowError):
            raise CreditcalcError(f"`{self}` ends after the year 9999: give a shorter time") from None


def _beyond(span: Span) -> CreditcalcError:
    """The refusal of a length of time that ends after the year 9999."""
    return CreditcalcError(f"`{span}` ends after the year 9999: give a shorter time")


def later(when: datetime, span: Span) -> datetime:
    """A moment after so long: days are of 24 hours, months and years keep the day or take the last one.

    Raises CreditcalcError for a moment after the year 9999.
    """
    try:
        if span.unit == "day":
            return when + timedelta(days=span.number)
        year, month = divmod(when.month - 1 + span.months, 12)
        return datetime.combine(_day(when.year + year, month + 1, when.day), when.timetz())
    except (ValueError, OverflowError):
        raise _beyond(span) from None


def _day(year: int, month: int, day: int) -> date:
    """The day of a month, or its last."""
    return date(year, month, min(day, monthrange(year, month)[1]))


class Cadence(Record):
    """How often something starts anew.

    `on` is the weekday (Monday is 0), the day of the month, month * 100 + day, or of `use` the number of days.
    """

    every: Rhythm
    on: int = 0
    at: time = time(0)
    zone: str = "UTC"

    @classmethod
    def parse(cls, text: str, zone: str | None = None) -> "Cadence":
        """`day at 06:00 UTC`, `week on monday at 00:00 UTC`, `month on 31 at 00:00 Europe/Paris`, `year on 02-29`,
        `1 day from first use`, `once`. Without an hour it is 00:00.

        `zone` is that of a text that names none, else UTC. Raises CreditcalcError for anything else, and for an hour
        without any zone.
        """
        if text == "once":
            return cls("once")
        if used := USE.fullmatch(text):
            if whole(used[1]):
                return cls("use", whole(used[1]))
        elif found := FORM.fullmatch(text):
            try:
                anchor, hour = _anchor(found), time.fromisoformat(found["at"] or "00:00")
            except ValueError:
                pass
            else:
                if found["at"] and not (found["zone"] or zone):
                    raise CreditcalcError(f"`{text}` has no time zone: write `{text} UTC`, or name another zone")
                return cls(*anchor, hour, _named(found["zone"] or zone or "UTC"))
        raise CreditcalcError(
            f"`{text[:60]}` is not a reset: write `day at 06:00 UTC`, `week on monday at 00:00 UTC`, "
            "`month on 31 at 00:00 Europe/Paris`, `year on 11-14`, `1 day from first use` or `once`"
        )

    def __str__(self) -> str:
        if self.every == "once":
            return "once"
        if self.every == "use":
            return f"{self.on} day{'s' if self.on > 1 else ''} from first use"
        on = f" on {self.day}" if self.day else ""
        return f"{self.every}{on} at {self.at:%H:%M} {self.zone}"

    @property
    def day(self) -> str:
        """The day of a reset in words: `monday`, `31`, `02-29`; empty where it is none of these."""
        match self.every:
            case "week":
                return WEEKDAYS[self.on % 7]
            case "month":
                return str(self.on)
            case "year":
                return f"{self.on // 100:02}-{self.on % 100:02}"
        return ""

    @property
    def rule(self) -> str:
        """What holds where a month lacks the anchor day; empty where every month has it."""
        if self.every not in ("month", "year") or self.on % 100 <= 28:
            return ""
        return "a month without that day resets on its last day"

    def after(self, when: datetime) -> datetime | None:
        """The first reset after a moment; None where there is none, or where it waits for a use."""
        if self.every in ("use", "once"):
            return None
        zone = zone_of(self.zone)
        for day in self._days(when.astimezone(zone).date()):
            found = datetime.combine(day, self.at, zone).astimezone(UTC)
            if found > when:
                return found
        return None

    def first(self, start: datetime) -> datetime | None:
        """The first reset of a cycle that begins at a moment: on a billing day itself the allowance comes but once."""
        found = self.after(start)
        if found is None or self.every not in ("month", "year"):
            return found
        zone = zone_of(self.zone)
        same = found.astimezone(zone).date() == start.astimezone(zone).date()
        return self.after(found) if same else found

    def used(self, when: datetime) -> datetime | None:
        """The reset that a first use at this moment sets; None where resets do not depend on use."""
        return when + timedelta(days=self.on) if self.every == "use" else None

    def _days(self, today: date) -> Iterator[date]:
        """The days that may bring the next reset, in order, from before today."""
        try:
            match self.every:
                case "day":
                    yield from (today + timedelta(days=number) for number in range(-1, 4))
                case "week":
                    first = today + timedelta(days=(self.on - today.weekday()) % 7 - 7)
                    yield from (first + timedelta(days=7 * number) for number in range(3))
                case "month":
                    start = today.year * 12 + today.month - 1
                    for month in range(start - 1, start + 3):
                        yield _day(month // 12, month % 12 + 1, self.on)
                case "year":
                    for year in range(today.year - 1, today.year + 3):
                        yield _day(year, self.on // 100, self.on % 100)
        except (ValueError, OverflowError):  # the calendar ends in 9999
            return


def day_of(every: Rhythm, on: str) -> int | None:
    """The day of a reset as a cadence counts it, from its words: of a week `monday`, a month `14`, a year `11-14`.

    None where it is no such day.
    """
    found = FORM.fullmatch(f"{every} on {on.lower()}")
    try:
        return _anchor(found)[1] if found and not found["at"] else None
    except ValueError:
        return None


def _anchor(found: re.Match[str]) -> tuple[Rhythm, int]:
    """The word and number of a cadence; raises ValueError for a day that no calendar has."""
    if found["weekday"]:
        return "week", WEEKDAYS.index(found["weekday"])
    if found["day"]:
        return "month", date(2024, 1, whole(found["day"])).day
    if found["month"]:
        leap = date(2024, whole(found["month"]), whole(found["of"]))
        return "year", leap.month * 100 + leap.day
    return "day", 0


def _named(zone: str) -> str:
    zone_of(zone)
    return zone
