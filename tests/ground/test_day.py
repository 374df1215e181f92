"""Days and dates: their grammar, and that they stand in the calendar."""

import pytest
from refusals import refusal

from creditcalc.day import Dated, Day


@pytest.mark.parametrize("text", ["2026-05-31", "2024-02-29", "0001-01-01"])
def test_a_day_is_year_month_day(text: str) -> None:
    assert Day.parse(text) == text


@pytest.mark.parametrize(
    "text", ["2026-02-30", "2026-5-1", "2026-05", "20260531", "31.05.2026", "today", "", "2026-W22-7"]
)
def test_a_day_stands_in_the_calendar(text: str) -> None:
    assert refusal(Day, text) == f"`{text}` is not a day: write year-month-day, as in `2026-05-31`"


def test_days_compare_as_text() -> None:
    assert Day.parse("2026-04-30") < Day.parse("2026-05-01") < Day.parse("2026-10-01")


@pytest.mark.parametrize("text", ["2026", "2026-05", "2026-05-31"])
def test_a_date_may_be_a_year_a_month_or_a_day(text: str) -> None:
    assert Dated.parse(text) == text


@pytest.mark.parametrize("text", ["26", "2026-5", "2026-05-31-01", "May 2026", ""])
def test_anything_else_is_no_date(text: str) -> None:
    assert refusal(Dated, text) == f"`{text}` is not a date: write `2026`, `2026-05` or `2026-05-31`"


def test_a_date_has_a_month_of_the_calendar() -> None:
    assert refusal(Dated, "2026-13") == "`2026-13-01` is not a day: write year-month-day, as in `2026-05-31`"
