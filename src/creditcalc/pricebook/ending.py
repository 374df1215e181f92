"""The last day of something as a sheet may write it, with its source and the days of others; no quote loads it."""

from creditcalc.day import Day
from creditcalc.record import Record


class EndClaim(Record):
    """Another last day, and its source.

    on: the last day, included
    source: where this is from: a key of the price book's sources
    note: for people
    """

    on: Day
    source: str
    note: str | None = None
    place: str = ""


class Ending(Record):
    """The last day of something, and its source. Of several days the latest is used.

    on: the last day, included
    source: where this is from: a key of the price book's sources
    claims: other last days
    note: for people
    """

    on: Day
    source: str
    claims: tuple[EndClaim, ...] = ()
    note: str | None = None
    place: str = ""

    @property
    def every(self) -> "tuple[Ending | EndClaim, ...]":
        """Each day that is said, its own first."""
        return (self, *self.claims)
