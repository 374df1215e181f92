"""Resets on real calendars: anchors that months lack, leap days, clocks that jump, zones that skip a day."""

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from time import tzset
from zoneinfo import ZoneInfo, available_timezones, reset_tzpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditcalc.errors import CreditcalcError
from creditcalc.period import (
    Cadence,
    Hour,
    Rhythm,
    Span,
    YearDay,
    Zone,
    day_of,
    day_text,
    days_between,
    hour_text,
    later,
    moment,
    moment_iso,
    moment_text,
    moment_words,
    parse_moment,
    weekday_text,
    zone_of,
)

MOMENTS = st.integers(631152000, 3786912000).map(lambda second: datetime.fromtimestamp(second, UTC))
ZONES = st.sampled_from(
    [
        "UTC",
        "Europe/Paris",
        "America/New_York",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Asia/Kathmandu",
        "America/Sao_Paulo",
    ]
)
HOURS = st.times().map(lambda time: f"{time:%H:%M}")
DAYS = st.one_of(
    st.just("day"),
    st.sampled_from(["monday", "thursday", "sunday"]).map(lambda day: f"week on {day}"),
    st.integers(1, 31).map(lambda day: f"month on {day}"),
    st.sampled_from(["02-29", "01-01", "12-31", "06-30"]).map(lambda day: f"year on {day}"),
)
CADENCES = st.builds(lambda day, at, zone: Cadence.parse(f"{day} at {at} {zone}"), DAYS, HOURS, ZONES)


def resets(cadence: str, start: str, number: int) -> list[str]:
    """The first resets after a moment, in UTC."""
    found, when = [], moment(start)
    for _ in range(number):
        following = Cadence.parse(cadence).after(when)
        assert following is not None
        found.append(moment_iso(following))
        when = following
    return found


@given(CADENCES, MOMENTS, MOMENTS)
def test_resets_come_one_after_the_other_and_none_is_missed(cadence: Cadence, one: datetime, other: datetime) -> None:
    one, other = min(one, other), max(one, other)
    first, second = cadence.after(one), cadence.after(other)
    assert first is not None
    assert second is not None
    assert one < first <= second
    assert first == second or first <= other


@given(CADENCES, MOMENTS)
def test_no_period_is_much_longer_than_its_name(cadence: Cadence, when: datetime) -> None:
    most = {"day": 2, "week": 8, "month": 32, "year": 367}[cadence.every]
    following = cadence.after(when)
    assert following is not None
    assert following - when <= timedelta(days=most)


@given(CADENCES)
def test_a_cadence_is_what_it_says(cadence: Cadence) -> None:
    assert Cadence.parse(str(cadence)) == cadence


@given(MOMENTS)
def test_moments_are_read_as_they_were_written_and_compare_as_text(when: datetime) -> None:
    assert parse_moment(moment_iso(when)) == when == moment(moment_iso(when))
    assert moment_iso(when) < moment_iso(when + timedelta(seconds=1))


def test_the_31st_falls_on_the_last_day_of_shorter_months_and_comes_back() -> None:
    assert [day[:10] for day in resets("month on 31", "2027-12-31", 5)] == [
        "2028-01-31",
        "2028-02-29",
        "2028-03-31",
        "2028-04-30",
        "2028-05-31",
    ]
    assert Cadence.parse("month on 31").rule == "a month without that day resets on its last day"
    assert Cadence.parse("month on 28").rule == ""


def test_29_february_is_the_28th_in_other_years() -> None:
    assert [day[:10] for day in resets("year on 02-29", "2026-01-01", 3)] == ["2026-02-28", "2027-02-28", "2028-02-29"]


def test_a_week_begins_on_monday_at_midnight_utc() -> None:
    # 2026-11-14 is a Saturday.
    assert resets("week on monday at 00:00 UTC", "2026-11-14", 2) == ["2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z"]
    assert resets("week on monday at 00:00 UTC", "2026-11-16", 1) == ["2026-11-23T00:00:00Z"]


def test_an_hour_that_the_clock_jumps_over_comes_as_much_later() -> None:
    # In Paris 02:00 became 03:00 on 29 March 2026: 02:30 was 03:30, 01:30 in UTC.
    assert resets("day at 02:30 Europe/Paris", "2026-03-28", 3) == [
        "2026-03-28T01:30:00Z",
        "2026-03-29T01:30:00Z",
        "2026-03-30T00:30:00Z",
    ]


def test_an_hour_that_comes_twice_is_the_first() -> None:
    # In New York 02:00 became 01:00 on 1 November 2026: the first 01:30 was 05:30 in UTC.
    assert resets("day at 01:30 America/New_York", "2026-11-01", 2) == ["2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"]


def test_a_day_that_a_zone_skipped_brings_no_reset_of_its_own() -> None:
    # Samoa had no 30 December 2011: after the 29th, at UTC-10, came the 31st, at UTC+14.
    assert resets("day at 00:00 Pacific/Apia", "2011-12-29T00:00Z", 3) == [
        "2011-12-29T10:00:00Z",
        "2011-12-30T10:00:00Z",
        "2011-12-31T10:00:00Z",
    ]


def test_from_first_use_and_once_bring_no_reset_by_themselves() -> None:
    start = moment("2026-05-14 10:00Z")
    assert Cadence.parse("once").after(start) is Cadence.parse("once").used(start) is None
    assert Cadence.parse("1 day from first use").after(start) is None
    assert Cadence.parse("7 days from first use").used(start) == moment("2026-05-21 10:00Z")


def test_the_calendar_ends() -> None:
    for cadence in ("day", "week on monday", "month on 31", "year on 12-31"):
        last = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
        assert Cadence.parse(cadence).after(last) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "daily",
        "week on funday",
        "month on 0",
        "month on 32",
        "year on 02-30",
        "day at 25:00",
        "0 days from first use",
    ],
)
def test_what_is_no_reset_is_refused(text: str) -> None:
    with pytest.raises(CreditcalcError, match="is not a reset: write `day at 06:00 UTC`"):
        Cadence.parse(text)


@pytest.mark.parametrize("name", ["Mars/Olympus", "../../etc/passwd", "", "Europe", "a\0b", "/etc/localtime"])
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(CreditcalcError, match="unknown time zone"):
        zone_of(name)


@pytest.mark.parametrize(
    "text", ["", "today", "2026-13-01", "2026-02-29", "20260514", "2026-05-14T25:00", "2026-W20-4"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(CreditcalcError, match="is not a time: write `2026-11-14`"):
        moment(text)


def test_an_hour_of_a_reset_needs_a_zone_and_a_day_has_one() -> None:
    with pytest.raises(CreditcalcError, match="`day at 06:00` has no time zone: write `day at 06:00 UTC`"):
        Cadence.parse("day at 06:00")
    assert str(Cadence.parse("month on 14")) == "month on 14 at 00:00 UTC"
    assert str(Cadence.parse("month on 14", "Europe/Paris")) == "month on 14 at 00:00 Europe/Paris"
    assert str(Cadence.parse("day at 06:00", "Europe/Paris")) == "day at 06:00 Europe/Paris"
    assert str(Cadence.parse("day at 06:00 UTC", "Europe/Paris")) == "day at 06:00 UTC"


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """What sets the zone of this computer."""

    def change(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        tzset()

    yield change
    monkeypatch.undo()
    tzset()


@pytest.mark.parametrize(
    ("zone", "text", "readings"),
    [
        ("America/New_York", "2026-11-15 19:00", ["2026-11-15T19:00Z", "2026-11-15T19:00-05:00"]),
        ("Asia/Kolkata", "2026-11-15T19:00:07", ["2026-11-15T19:00:07Z", "2026-11-15T19:00:07+05:30"]),
        ("UTC", "2026-11-15T19", ["2026-11-15T19:00Z"]),
        ("America/New_York", "2026-11-01 01:30", [f"2026-11-01T01:30{one}" for one in ("Z", "-04:00", "-05:00")]),
        ("America/New_York", "2026-03-08 02:30", ["2026-03-08T02:30Z"]),  # the clock jumps over it
    ],
)
def test_a_clock_time_without_a_zone_is_refused_with_every_moment_that_it_may_be(
    here: Callable[[str], None], zone: str, text: str, readings: list[str]
) -> None:
    here(zone)
    with pytest.raises(CreditcalcError) as refused:
        moment(text, "Europe/Paris")
    before, _, words = str(refused.value).partition(": write ")
    assert before == f"`{text}` has no time zone"
    assert words.replace("`", "").replace(" or ", ", ").split(", ") == readings
    assert len({moment(reading) for reading in readings}) == len(readings)


@pytest.mark.parametrize(
    ("span", "after"),
    [("90 days", "2026-05-01"), ("1 month", "2026-02-28"), ("13 months", "2027-02-28"), ("2 years", "2028-01-31")],
)
def test_a_length_of_time(span: str, after: str) -> None:
    assert later(moment("2026-01-31"), Span.parse(span)) == moment(after)


@pytest.mark.parametrize("span", ["", "0 days", "-1 day", "1.5 months", "soon", "9999 years"])
def test_what_is_no_length_of_time_is_refused(span: str) -> None:
    with pytest.raises(CreditcalcError, match=r"not a length of time|ends after the year 9999"):
        later(moment("2026-01-31"), Span.parse(span))


@pytest.mark.parametrize(
    ("written", "said"),
    [("1 day", "1 day"), ("1 days", "1 day"), ("90 day", "90 days"), ("012 months", "12 months"), ("7999 years", None)],
)
def test_a_length_of_time_is_said_in_one_way(written: str, said: str | None) -> None:
    # 2000 + 7999 = 9999, the last year there is
    assert str(Span.parse(written)) == (said or written)
    assert Span.parse(str(Span.parse(written))) == Span.parse(written)


@pytest.mark.parametrize(
    ("written", "bought", "end"),
    [
        # year 1 is that of the purchase, and the last day is of it
        ("12-31 of year 2", "2026-01-01", "2028-01-01"),
        ("12-31 of year 2", "2026-12-31T23:59Z", "2028-01-01"),
        ("12-31 of year 1", "2026-11-30", "2027-01-01"),
        ("02-29 of year 3", "2026-01-01", "2028-03-01"),
        ("02-29 of year 2", "2026-01-01", "2027-03-01"),  # without that day, the last of February
    ],
)
def test_a_day_of_a_year_is_counted_from_the_year_of_the_purchase(written: str, bought: str, end: str) -> None:
    assert YearDay.parse(written).end(moment(bought)) == moment(end)
    assert str(YearDay.parse(written)) == written


@pytest.mark.parametrize(
    "text", ["", "12-31", "12-31 of year 0", "13-01 of year 2", "02-30 of year 1", "12-31 of year"]
)
def test_what_is_no_day_of_a_year_is_refused(text: str) -> None:
    with pytest.raises(CreditcalcError, match="is not a day of a year: write `12-31 of year 2`"):
        YearDay.parse(text)


def test_a_day_of_a_year_after_the_calendar_is_refused() -> None:
    with pytest.raises(CreditcalcError, match="`12-31 of year 2` ends after the year 9999"):
        YearDay.parse("12-31 of year 2").end(moment("9999-01-01"))


def test_a_length_of_time_longer_than_the_calendar_is_refused() -> None:
    with pytest.raises(CreditcalcError) as refused:
        Span.parse("8000 years")
    assert str(refused.value) == "`8000 years` ends after the year 9999: give a shorter time"
    with pytest.raises(CreditcalcError) as refused:
        later(moment("2026-01-31"), Span.parse("7974 years"))  # 2026 + 7974 = 10000
    assert str(refused.value) == "`7974 years` ends after the year 9999: give a shorter time"
    assert later(moment("2026-01-31"), Span.parse("7973 years")) == moment("9999-01-31")


@given(st.times())
def test_an_hour_is_what_it_says(when: time) -> None:
    text = f"{when:%H:%M}"
    assert str(Hour.parse(text)) == f"{Hour.parse(text)}" == text
    assert Hour.parse(text) == when.replace(second=0, microsecond=0)
    assert Cadence.parse(f"day at {text} UTC").at == Hour.parse(text)


NO_HOURS = ["", "25:99", "24:00", "23:60", "6:00", "06:00:00", "06.00", "0600", "noon", " 06:00", "06:00 UTC", "0٦:00"]


@pytest.mark.parametrize("text", NO_HOURS)
def test_what_is_no_hour_is_refused(text: str) -> None:
    with pytest.raises(CreditcalcError) as refused:
        Hour.parse(text)
    assert str(refused.value) == f"`{text}` is not a time of day: write `00:00` to `23:59`"


@pytest.mark.parametrize(
    ("every", "on", "day"),
    [
        ("week", "monday", 0),
        ("week", "Sunday", 6),
        ("week", "mondy", None),
        ("week", "1", None),
        ("week", "monday at 06:00", None),
        ("month", "1", 1),
        ("month", "31", 31),
        ("month", "0", None),
        ("month", "32", None),
        ("month", "1st", None),
        ("year", "11-14", 1114),  # 11 * 100 + 14
        ("year", "02-29", 229),
        ("year", "02-30", None),
        ("year", "billing day", None),
        ("day", "monday", None),
        ("once", "1", None),
    ],
)
def test_the_day_of_a_reset(every: Rhythm, on: str, day: int | None) -> None:
    assert day_of(every, on) == day
    if day is not None:
        assert Cadence.parse(f"{every} on {on.lower()}").on == day


NO_ZONES = [
    "Nowhere/City",
    "PST",
    "utc",
    "localtime",
    "posix/Europe/Paris",
    "Europe",
    "/etc/localtime",
    "../UTC",
    "a\0b",
]


@pytest.mark.parametrize("name", NO_ZONES)
def test_a_sheet_names_no_zone_that_is_none(name: str) -> None:
    with pytest.raises(CreditcalcError) as refused:
        Zone.parse(name)
    assert str(refused.value) == f"unknown time zone `{name}`: write a name such as `Europe/Paris`"


def test_every_zone_of_the_database_is_one_that_a_sheet_may_name() -> None:
    names = available_timezones() - {"localtime"}  # a file of this computer's own
    assert len(names) > 400
    assert [name for name in sorted(names) if Zone.parse(name) != name] == []


@pytest.fixture
def no_zones(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A computer without a database of time zones."""
    with monkeypatch.context() as patch:
        for name in [name for name in sys.modules if name.startswith("tzdata.")]:
            patch.delitem(sys.modules, name)
        patch.setitem(sys.modules, "tzdata", None)
        reset_tzpath(to=())
        ZoneInfo.clear_cache()
        yield
    reset_tzpath()
    ZoneInfo.clear_cache()


@pytest.mark.usefixtures("no_zones")
def test_without_a_database_a_sheet_may_name_any_zone_and_nothing_is_reckoned_by_it() -> None:
    assert Zone.parse("Europe/Paris") == "Europe/Paris"
    assert Zone.parse("Nowhere/City") == "Nowhere/City"  # which cannot be told from the one above
    with pytest.raises(CreditcalcError, match="unknown time zone `utc`"):
        Zone.parse("utc")
    assert Cadence.parse("day at 06:00 UTC").after(moment("2026-05-14")) == moment("2026-05-14T06:00Z")
    for reckon in (zone_of, lambda name: Cadence.parse(f"day at 06:00 {name}")):
        with pytest.raises(CreditcalcError) as refused:
            reckon("Europe/Paris")
        assert str(refused.value) == (
            "the time zone `Europe/Paris` cannot be looked up: this computer has no database of time zones; install "
            "Python's, the package `tzdata`"
        )


def test_a_moment_names_its_zone() -> None:
    when = moment("2026-11-16T00:00Z")
    assert moment_text(when, UTC) == "Mon 2026-11-16 00:00 UTC"
    assert moment_text(when, zone_of("Europe/Paris")) == "Mon 2026-11-16 01:00 CET"
    assert moment_text(when + timedelta(seconds=5), zone_of("America/New_York")) == "Sun 2026-11-15 19:00:05 EST"


def test_people_read_a_moment_on_the_clock_of_here(here: Callable[[str], None]) -> None:
    when, today = moment("2026-12-31T23:30Z"), moment("2026-11-29T06:04Z")
    here("Europe/Berlin")  # half past midnight there, of the next year
    assert moment_words(when) == "Fri 1 Jan 2027, 00:30 CET"
    assert (weekday_text(when, today), day_text(when, today), hour_text(when)) == (
        "Fri 1 Jan 2027",
        "1 Jan 2027",
        "00:30 CET",
    )
    assert days_between(today, when) == 33  # 2 of November, 31 of December
    here("UTC")
    assert (weekday_text(when, today), day_text(when, today), day_text(when)) == ("Thu 31 Dec", "31 Dec", "31 Dec 2026")
    assert days_between(today, when) == 32
    assert hour_text(when + timedelta(seconds=5)) == "23:30:05 UTC"


def test_the_last_moment_of_the_calendar_is_told_in_utc_where_here_is_a_day_ahead(here: Callable[[str], None]) -> None:
    here("Europe/Berlin")
    last = moment("9999-12-31T23:30Z")
    assert moment_words(last) == "Fri 31 Dec 9999, 23:30 UTC"
    assert moment_text(last) == "Fri 9999-12-31 23:30 UTC"


def test_the_day_on_which_a_cycle_begins_brings_no_second_allowance() -> None:
    paris = Cadence.parse("month on 14 at 06:00 Europe/Paris")
    for start in ("2026-05-14T00:00+02:00", "2026-05-14T05:59+02:00", "2026-05-14T06:00+02:00"):
        assert paris.first(moment(start)) == moment("2026-06-14T04:00Z")
    assert paris.first(moment("2026-05-13T23:59+02:00")) == moment("2026-05-14T04:00Z")
    weekly = Cadence.parse("week on monday at 06:00 UTC")
    assert weekly.first(moment("2026-11-16T03:00Z")) == moment("2026-11-16T06:00Z")
