"""What a batch sums to: by model, by scene, and whole, in memory that does not grow with the rows."""

from fractions import Fraction

from creditcalc.amount import UNKNOWN, ZERO, Amount, exactly
from creditcalc.batch.pricer import Priced
from creditcalc.errors import REFUSED, CreditcalcError
from creditcalc.pricebook.edition import Charged, Edition
from creditcalc.pricebook.evidence import GRADES
from creditcalc.rating.takes import Cost, Shoot, around
from creditcalc.record import Record
from creditcalc.text import ticked

MOST_SCENES = 1_000
"""Scenes that are summed one by one; what comes after goes under one name."""
OTHERS = "(other scenes)"


class Sums(Record):
    """Sums of rows in one unit: of the shots with a success rate, and `others`, of the rows without one.

    `alone` is the sum of the shots' own totals, which is theirs only while there is one shot: luck evens out. `rules`
    are what their platforms say of failed generations, and whether that decides the cost.
    """

    takes: Fraction = Fraction(0)
    shots: int = 0
    least: Amount = ZERO
    charged: Cost = Cost()
    free: Cost = Cost()
    low: Cost = Cost()
    high: Cost = Cost()
    alone: Amount = ZERO
    others: Amount = ZERO
    rules: frozenset[tuple[Charged, bool]] = frozenset()
    blocked: frozenset[tuple[Charged, Charged]] = frozenset()
    """Whether generations that fail, and those that moderation stops, are charged: each pair that there is."""

    @classmethod
    def of(cls, total: Amount, shot: Shoot | None) -> "Sums":
        """One row."""
        if shot is None:
            return cls(others=total)
        ends = shot.charged, shot.free, shot.low, shot.high
        rules = frozenset({(shot.rule, shot.low == shot.high)})
        causes = frozenset({(shot.rule, shot.blocked)})
        return cls(shot.takes.expected, 1, shot.least, *ends, alone=total, rules=rules, blocked=causes)

    def plus(self, other: "Sums", many: int = 1) -> "Sums":
        """Both, the other so many times."""
        times = exactly(many)
        if not other.shots:
            return self._replace(others=self.others + other.others * times)
        return Sums(
            self.takes + other.takes * many,
            self.shots + other.shots * many,
            self.least + other.least * times,
            self.charged.plus(other.charged, times),
            self.free.plus(other.free, times),
            self.low.plus(other.low, times),
            self.high.plus(other.high, times),
            self.alone + other.alone * times,
            self.others + other.others * times,
            self.rules | other.rules,
            self.blocked | other.blocked,
        )

    @property
    def total(self) -> Amount:
        """What all cost: the interval for 90 % confidence of the sum, from the cheaper rule to the more expensive."""
        if self.shots < 2:
            return self.alone + self.others
        low, high = (around(cost, self.least) for cost in (self.low, self.high))
        return Amount(low.low, high.high, approximate=True) + self.others


class Share(Record):
    """A part of a batch: its rows, how many of them have no price, and the sums of the others."""

    rows: int = 0
    missing: int = 0
    sums: Sums = Sums()

    def plus(self, priced: Priced, count: int, each: int) -> "Share":
        """The part with so many rows more, and so many times what was priced."""
        if priced.total is None:
            return Share(self.rows + count, self.missing + count, self.sums)
        sums = self.sums.plus(Sums.of(priced.total, priced.shoot), each)
        return Share(self.rows + count, self.missing, sums)

    @property
    def known(self) -> Amount:
        """The sum: a lower bound where rows are missing, for they are not free."""
        return self.of(self.sums.total)

    def of(self, amount: Amount) -> Amount:
        """A figure of the priced rows, as one of all rows."""
        return amount + UNKNOWN if self.missing else amount


class Tally:
    """Sums priced rows; amounts in different units are never added."""

    def __init__(self) -> None:
        self.models: dict[tuple[str, str], Share] = {}
        self.scenes: dict[tuple[str, str], Share] = {}
        self.grades: dict[tuple[str, str], int] = {}
        self.refused = self.unpublished = 0

    def add(self, priced: Priced, scene: str = "", count: int = 1, *, together: bool = False) -> None:
        """Counts so many rows that were priced so, each or all together."""
        key, each = (priced.unit, priced.model), 1 if together else count
        self.models[key] = self.models.get(key, Share()).plus(priced, count, each)
        if scene:
            known = (priced.unit, scene) in self.scenes or len(self.scenes) < MOST_SCENES
            key = priced.unit, scene if known else OTHERS
            self.scenes[key] = self.scenes.get(key, Share()).plus(priced, count, each)
        if priced.total is None:
            self.refused += count if priced.code == REFUSED else 0
            self.unpublished += count if priced.code != REFUSED else 0
            return
        graded = priced.model, priced.grade
        self.grades[graded] = self.grades.get(graded, 0) + count

    def scene(self, name: str) -> dict[str, Share]:
        """A scene's sums by unit; rows that are in none, since they have no price, make each of them a lower bound."""
        found = {unit: share for (unit, scene), share in self.scenes.items() if scene == name}
        lost = found.pop("", None) if len(found) > 1 else None
        if lost is None:
            return found
        return {unit: Share(one.rows + lost.rows, one.missing + lost.missing, one.sums) for unit, one in found.items()}

    @property
    def grade(self) -> str:
        """The weakest grade of all prices; nothing without a price."""
        return max((grade for _, grade in self.grades), key=GRADES.index, default="")

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

    def whole(self, unit: str) -> Share:
        """All rows in a unit, and those that are in none since they have no price."""
        sums = Sums()
        for (known, _), share in self.models.items():
            if known == unit:
                sums = sums.plus(share.sums)
        return Share(self.rows, self.missing, sums)

    def total(self, unit: str) -> Amount:
        """The sum of all amounts in a unit; a lower bound where any row is missing.

        Where there are success rates, the interval for 90 % confidence is of the sum and not of each row.
        """
        return self.whole(unit).known


def one_total(tally: Tally, edition: Edition) -> Amount:
    """The sum of a batch, of none at all in the edition's unit; raises CreditcalcError where units differ."""
    if len(tally.units) > 1:
        raise CreditcalcError(f"there is no single total: rows are priced in {ticked(tally.units, 'and')}")
    return tally.total(tally.units[0] if tally.units else edition.unit)


def own_total(tally: Tally, edition: Edition) -> Amount:
    """The sum for the price book's own plans and wallets; raises CreditcalcError where it is in another unit."""
    total = one_total(tally, edition)
    if tally.units not in ((), (edition.unit,)):
        raise CreditcalcError(
            f"rows are priced in {ticked(tally.units)}, not in credits of {edition.platform} {edition.id}: "
            "choose one platform and price book for the whole batch"
        )
    return total
