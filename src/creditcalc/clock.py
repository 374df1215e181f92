"""The only clock."""

import os
from datetime import UTC, datetime

from creditcalc.errors import CreditcalcError


def now() -> datetime:
    """This moment in UTC, to the second.

    `$CREDITCALC_TODAY` fixes it: a day, which means its noon, or a time with its zone.
    Raises CreditcalcError where the variable is neither.
    """
    fixed = os.environ.get("CREDITCALC_TODAY")
    if not fixed:
        return datetime.now(UTC).replace(microsecond=0)
    from creditcalc.period import moment  # noqa: PLC0415  # only where the clock is fixed

    try:
        return moment(f"{fixed}T12:00Z" if len(fixed) == len("2026-11-29") else fixed)
    except CreditcalcError as error:
        raise CreditcalcError(f"$CREDITCALC_TODAY: {error}") from None


def today() -> str:
    """The day of this moment in UTC, `2026-11-29`."""
    return now().date().isoformat()
