"""What a batch sums to: by model, by scene, and whole, in memory that does not grow with the rows."""

from fractions import Fraction
from typing import NamedTuple

from creditcalc.amount import UNKNOWN, ZERO, Amount, exactly
from creditcalc.errors import REFUSED
from creditcalc.planned import Priced
from creditcalc.sheet import GRADES, Charged
from creditcalc.takes import Cost, around

MOST_SCENES = 1_000
"""Scenes that are summed one by one; what comes after goes under one name."""
OTHERS = "(other scenes)"


class Share(NamedTuple):
    """A part of a batch: its rows, how many of them have no price, and the sum of the others."""

    rows: int = 0
    missing: int = 0
    total: Amount = ZERO

    def plus(self, priced: Priced, count: int) -> "Share":
        """The part with so many rows more of one kind."""
        if priced.total is None:
            return Share(self.rows + count, self.missing + count, self.total)
        return Share(self.rows + count, self.missing, self.total + priced.total * exactly(count))

    @property
    def known(self) -> Amount:
        """The sum: a lower bound where rows are missing, for they are not free."""
        return self.total + UNKNOWN if self.missing else self.total


class Planned(NamedTuple):
    """The sums of the shots with a success rate, and of the rows without one.

    `rules` are what their platforms say of failed generations, and whether that decides the cost.
    """

    takes: Fraction = Fraction(0)
    shots: int = 0
    least: Amount = ZERO
    charged: Cost = Cost()
    free: Cost = Cost()
    low: Cost = Cost()
    high: Cost = Cost()
    others: Amount = ZERO
    rules: frozenset[tuple[Charged, bool]] = frozenset()

    def plus(self, priced: Priced, total: Amount, many: int) -> "Planned":
        """The sums with so many rows more of one kind."""
        times, shot = exactly(many), priced.shoot
        if shot is None:
            return self._replace(others=self.others + total * times)
        return Planned(
            self.takes + shot.takes.expected * many,
            self.shots + many,
            self.least + shot.least * times,
            self.charged.plus(shot.charged, times),
            self.free.plus(shot.free, times),
            self.low.plus(shot.low, times),
            self.high.plus(shot.high, times),
            self.others,
            self.rules | {(shot.rule, shot.low == shot.high)},
        )

    @property
    def total(self) -> Amount:
        """What all cost: the interval for 90 % confidence of the sum, from the cheaper rule to the dearer."""
        low, high = (around(*ends, self.least) for ends in (self.low, self.high))
        return Amount(low.low, high.high, approximate=True) + self.others


class Tally:
    """Sums priced rows; amounts in different units are never added."""

    def __init__(self) -> None:
        self.models: dict[tuple[str, str], Share] = {}
        self.scenes: dict[tuple[str, str], Share] = {}
        self.planned = Planned()
        self.refused = self.unpublished = 0
        self.grade = ""

    def add(self, priced: Priced, scene: str = "", count: int = 1) -> None:
        """Counts so many rows that were priced so."""
        key = priced.unit, priced.model
        self.models[key] = self.models.get(key, Share()).plus(priced, count)
        if scene:
            known = (priced.unit, scene) in self.scenes or len(self.scenes) < MOST_SCENES
            key = priced.unit, scene if known else OTHERS
            self.scenes[key] = self.scenes.get(key, Share()).plus(priced, count)
        if priced.total is None:
            self.refused += count if priced.code == REFUSED else 0
            self.unpublished += count if priced.code != REFUSED else 0
            return
        self.grade = max(self.grade or priced.grade, priced.grade, key=GRADES.index)
        self.planned = self.planned.plus(priced, priced.total, count)

    def scene(self, name: str) -> dict[str, Share]:
        """A scene's sums by unit; rows that are in none, since they have no price, make each of them a lower bound."""
        found = {unit: share for (unit, scene), share in self.scenes.items() if scene == name}
        lost = found.pop("", None) if len(found) > 1 else None
        if lost is None:
            return found
        return {unit: Share(one.rows + lost.rows, one.missing + lost.missing, one.total) for unit, one in found.items()}

    @property
    def rows(self) -> int:
        """All rows, priced or not."""
        return sum(share.rows for share in self.models.values())

    @property
    def missing(self) -> int:
        """The rows without a price."""
        return self.refused + self.unpublished

    @property
    def units(self) -> tuple[str, ...]:
        """The units of the amounts, in order of appearance."""
        return tuple(dict.fromkeys(unit for (unit, _), share in self.models.items() if share.rows > share.missing))

    def total(self, unit: str) -> Amount:
        """The sum of all amounts in a unit; a lower bound where any row is missing.

        Where there are success rates, the interval for 90 % confidence is of the sum and not of each row.
        """
        found = Share(missing=self.missing)
        for (known, _), share in self.models.items():
            if known == unit:
                found = found._replace(total=found.total + share.total)
        if self.planned.shots > 1 and self.units == (unit,):
            found = found._replace(total=self.planned.total)
        return found.known
