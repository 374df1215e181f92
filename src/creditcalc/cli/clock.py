"""The only clock of the command line."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
