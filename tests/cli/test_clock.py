"""The one clock, and the day that `$CREDITCALC_TODAY` fixes."""

from datetime import UTC, datetime

import pytest
from shell import run

from creditcalc.clock import now
from creditcalc.errors import CreditcalcError


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [("2026-11-29", 12, 0), ("2026-11-29T09:30Z", 9, 30), ("2026-11-29T09:30+01:00", 8, 30)],
)
def test_today_can_be_fixed(monkeypatch: pytest.MonkeyPatch, text: str, hour: int, minute: int) -> None:
    """A day stands at its noon, so that it is that day in nearly every zone: 12:00 UTC; 9:30 in +01:00 is 8:30."""
    monkeypatch.setenv("CREDITCALC_TODAY", text)
    assert now() == datetime(2026, 11, 29, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", None])
def test_else_it_is_this_second(monkeypatch: pytest.MonkeyPatch, text: str | None) -> None:
    if text is not None:
        monkeypatch.setenv("CREDITCALC_TODAY", text)
    before = datetime.now(UTC).replace(microsecond=0)
    assert before <= now() <= datetime.now(UTC)


@pytest.mark.parametrize("text", ["today", "2026-13-01", "29.11.2026", "2026-1-1"])
def test_what_is_no_day_is_refused_with_the_name_of_the_variable(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("CREDITCALC_TODAY", text)
    with pytest.raises(CreditcalcError, match=r"^\$CREDITCALC_TODAY: "):
        now()
    refused = run("sheets check --stale 30")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith("error: $CREDITCALC_TODAY: `")
