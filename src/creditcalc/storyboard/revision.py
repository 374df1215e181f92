"""A storyboard against an earlier state of it: shots added, removed and changed, what that costs, and why."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from operator import or_
from typing import Literal

from creditcalc.amount import UNKNOWN, Amount, exactly, number, total
from creditcalc.difference import NO_DIFFERENCE, Difference, added
from creditcalc.pricebook.condition import Value
from creditcalc.pricebook.model import Rate
from creditcalc.rating.quote import Quote
from creditcalc.record import Record

ShotChangeKind = Literal["added", "removed", "changed", "unchanged"]
SHOT_CHANGE_KINDS: tuple[ShotChangeKind, ...] = ("added", "removed", "changed", "unchanged")


class ShotState(Record):
    """A shot as it was or is planned: the settings of every way to make it that is open, and what it costs.

    `total` is None, and `error` says why, where it has no price. What is priced now has a quote for each way.
    """

    scene: str
    name: str
    ways: Mapping[str, Mapping[str, str]]
    total: Amount | None
    error: str = ""
    quotes: Mapping[str, Quote | None] = {}

    @property
    def known(self) -> Amount:
        """What it costs: without a price anything, and not nothing."""
        return UNKNOWN if self.total is None else self.total

    @property
    def way(self) -> str:
        """The alternative it is made as, or those that are open."""
        return " or ".join(self.ways)

    @property
    def of_one_book(self) -> bool:
        """Whether it is priced in the price book of the whole storyboard: no other one is named."""
        return not any({"platform", "edition"} & way.keys() for way in self.ways.values())

    def same(self, other: "ShotState") -> bool:
        """Whether both have the same settings and print the same figure."""
        return self.ways == other.ways and _printed(self.total) == _printed(other.total)


def _printed(amount: Amount | None) -> str:
    # what was read from a file was rounded when it was written: amounts are the same where their texts are
    return "" if amount is None else str(amount)


class SettingChange(Record):
    """A setting that differs, of one alternative where there are several; an empty text is not given."""

    way: str
    name: str
    before: str
    after: str

    def __str__(self) -> str:
        of = f"{self.way}: " if self.way else ""
        return f"{of}{self.name} {self.before or '(none)'} -> {self.after or '(none)'}"


class ShotChange(Record):
    """What became of a shot. `today` is what it would cost now with its settings of before.

    `by_price` leads from before to today, `by_settings` from today to after; both are None where today has no price.
    """

    kind: ShotChangeKind
    before: ShotState | None
    after: ShotState | None
    difference: Difference
    settings: tuple[SettingChange, ...] = ()
    today: ShotState | None = None
    by_settings: Difference | None = None
    by_price: Difference | None = None

    @property
    def shot(self) -> ShotState:
        """The shot as it is, or else was."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def repriced(self) -> bool:
        """Whether the same settings have another price now."""
        return self.by_price is not None and self.by_price != NO_DIFFERENCE

    @property
    def open_alike(self) -> bool:
        """Whether it changed, and the same alternatives are open as before."""
        both = self.before is not None and self.after is not None and self.before.way == self.after.way
        return both and bool(self.settings) and len(self.shot.ways) > 1

    @property
    def unpriced(self) -> bool:
        """Whether it has no price, before or after."""
        return any(one is not None and one.total is None for one in (self.before, self.after))

    @property
    def blind(self) -> bool:
        """Whether it leaves the difference open for want of a price."""
        return self.unpriced and self.difference != NO_DIFFERENCE


class Revision(Record):
    """Every shot of both states, once each, and what they sum to."""

    changes: tuple[ShotChange, ...]
    before: Amount
    after: Amount
    difference: Difference

    def count(self, kind: ShotChangeKind) -> int:
        """How many shots are of a kind."""
        return sum(change.kind == kind for change in self.changes)

    @property
    def before_unpriced(self) -> int:
        """How many shots had no price."""
        return sum(change.before is not None and change.before.total is None for change in self.changes)

    @property
    def after_unpriced(self) -> int:
        """How many shots have no price."""
        return sum(change.after is not None and change.after.total is None for change in self.changes)

    @property
    def blind(self) -> int:
        """How many shots leave the difference open for want of a price."""
        return sum(change.blind for change in self.changes)

    @property
    def by_shots(self) -> Difference:
        """What comes of shots added and removed."""
        return _sum(change for change in self.changes if change.kind in ("added", "removed"))

    @property
    def by_settings(self) -> Difference | None:
        """What comes of other settings; None where that cannot be told from other prices."""
        return _part(change.by_settings for change in self.changes if change.before and change.after)

    @property
    def by_price(self) -> Difference | None:
        """What comes of other prices; None where that cannot be told from other settings."""
        return _part(change.by_price for change in self.changes if change.before and change.after)


class Limit(Record):
    """How much more something may cost: a number, or a share of what it cost before."""

    number: Fraction
    share: bool

    def of(self, before: Amount) -> Amount:
        """The most that it may cost more."""
        return before * exactly(self.number) if self.share else exactly(self.number)


def limit_of(text: str) -> Limit:
    """A limit as it is typed: `20`, or `10%`. Raises CreditcalcError for anything else."""
    share = text.endswith("%")
    found = number(text.removesuffix("%"))
    return Limit(found / 100 if share else found, share)


def revise(
    before: Sequence[ShotState], today: Sequence[ShotState], after: Sequence[ShotState], *, same_sheets: bool = False
) -> Revision:
    """What changed; `today` is every shot of before, in order, as the prices of after have it.

    `same_sheets` says that both states were priced by the same sheets: what has no price there is then the same unknown
    number before and after.

    Shots are the same by scene and name; of several that share both, those that are alike go together first, then one
    after the other. Order is not a change. What is the same in both states adds nothing, however uncertain its price.
    """
    changes = tuple(_changes(before, today, after, same_sheets))
    sums = [total(made.known for made in state) for state in (before, after)]
    return Revision(changes, sums[0], sums[1], _sum(changes))


def _changes(
    before: Sequence[ShotState], today: Sequence[ShotState], after: Sequence[ShotState], same_sheets: bool
) -> Iterator[ShotChange]:
    left: dict[tuple[str, str], list[tuple[ShotState, ShotState]]] = {}
    for pair in zip(before, today, strict=True):
        left.setdefault((pair[0].scene, pair[0].name), []).append(pair)
    partners = [_alike(made, left.get((made.scene, made.name), [])) for made in after]
    for made, alike in zip(after, partners, strict=True):
        waiting = left.get((made.scene, made.name))
        if alike:
            yield _changed(*alike, made, same_sheets)
        elif waiting:
            yield _changed(*waiting.pop(0), made, same_sheets)
        else:
            yield ShotChange("added", None, made, Difference.times(made.known, Fraction(1)))
    for pairs in left.values():
        for old, _ in pairs:
            yield ShotChange("removed", old, None, Difference.times(old.known, Fraction(-1)))


def _alike(made: ShotState, waiting: list[tuple[ShotState, ShotState]]) -> tuple[ShotState, ShotState] | None:
    """Takes the first that is the same from those that wait."""
    found = next((number for number, pair in enumerate(waiting) if pair[0].same(made)), None)
    return None if found is None else waiting.pop(found)


def _changed(before: ShotState, today: ShotState, after: ShotState, same_sheets: bool) -> ShotChange:
    settings = tuple(_settings(before, after))
    apart = Difference.between(before.known, after.known)
    if before.same(after) and (before.total is not None or (same_sheets and before.of_one_book)):
        return ShotChange("unchanged", before, after, NO_DIFFERENCE, (), after, NO_DIFFERENCE, NO_DIFFERENCE)
    kind: ShotChangeKind = "unchanged" if before.same(after) else "changed"
    if before.total is None or after.total is None or today.total is None:
        return ShotChange(kind, before, after, apart, settings, today)
    alike = _printed(before.total) == _printed(today.total)
    by_price = NO_DIFFERENCE if alike else Difference.between(before.total, today.total)
    by_settings = between(today, after) if settings else NO_DIFFERENCE
    difference = by_settings if alike else apart & (by_price + by_settings)
    return ShotChange(kind, before, after, difference, settings, today, by_settings, by_price)


def _settings(before: ShotState, after: ShotState) -> Iterator[SettingChange]:
    """The settings that differ, those of the alternatives that both states have."""
    if before.way != after.way:
        yield SettingChange("", "alternative", before.way, after.way)
    several = len(before.ways) > 1 or len(after.ways) > 1
    for old, new in _both(before, after):
        was, is_ = before.ways[old], after.ways[new]
        for name in dict.fromkeys([*was, *is_]):
            if was.get(name) != is_.get(name):
                yield SettingChange(new if several else "", name, was.get(name, ""), is_.get(name, ""))


def _both(before: ShotState, after: ShotState) -> list[tuple[str, str]]:
    """The alternatives of before and after that are the same, or the only ones."""
    both = [(name, name) for name in after.ways if name in before.ways]
    if not both and len(before.ways) == len(after.ways) == 1:
        return list(zip(before.ways, after.ways, strict=True))
    return both


def between(one: ShotState, other: ShotState) -> Difference:
    """How much more `other` costs, both at the prices of the same sheets, if the same alternative is taken of both.

    Where only lengths and counts differ, what a sheet says as an interval is the same unknown number on both sides:
    8 seconds at 2..3 cost 6..9 more than 5, and not 1..14.
    """
    both = _both(one, other)
    quotes = [(one.quotes.get(old), other.quotes.get(new)) for old, new in both]
    parts = [_apart(before, after) for before, after in quotes if before and after]
    if not len(parts) == len(one.ways) == len(other.ways):
        return Difference.between(one.known, other.known)
    return reduce(or_, parts)


def _apart(one: Quote, other: Quote) -> Difference:
    before, after = _linear(one), _linear(other)
    if before is None or after is None or _chosen(one, other) != _chosen(other, one):
        return Difference.between(one.total, other.total)
    none = Fraction(0)
    rates = dict.fromkeys([*before, *after])
    return added(Difference.times(rate[1], after.get(rate, none) - before.get(rate, none)) for rate in rates)


def _chosen(one: Quote, other: Quote) -> list[dict[str, Value]]:
    """What is chosen for a generation, but for what either quote counts or charges apart.

    A row may be an interval for these very settings: `20..40` by mode, with and without audio.
    """
    counted = {row.per.setting for quote in (one, other) for line in quote.lines for row in line.rows if row.per}
    apart = {name for quote in (one, other) for row in quote.generation.model.surcharges for name, _ in row.when}
    return [
        {name: value for name, value in variant.items() if name not in counted | apart}
        for variant in one.generation.variants
    ]


def _linear(quote: Quote) -> dict[tuple[Rate, Amount], Fraction] | None:
    """How often a quote charges the price of each row, where its total is that sum and nothing else.

    Two steps of a row are two prices, and what an agent chooses it chooses anew.
    """
    model = quote.generation.model
    if model.minimum or model.rounding or model.uses or any(row.tiers for line in quote.lines for row in line.rows):
        return None
    found: dict[tuple[Rate, Amount], Fraction] = {}
    for line in quote.lines:
        times = line.quantity
        for _, factor in line.factors:
            times = times * factor
        if len(line.rows) != 1 or times.low != times.high or times.approximate or times * line.price != line.amount:
            return None
        key = line.rows[0], line.price
        found[key] = found.get(key, Fraction(0)) + times.low * quote.generation.generations * quote.generation.takes
    return found


def _sum(changes: Iterable[ShotChange]) -> Difference:
    """The sum of differences; a shot that only got another name cancels, as it costs the same under both."""
    found = list(changes)
    gone = Counter(_kind(change) for change in found if change.kind == "removed")
    come = Counter(_kind(change) for change in found if change.kind == "added")
    renamed = {"added": gone & come, "removed": gone & come}
    differences = []
    for change in found:
        same = renamed.get(change.kind)
        if same and same[_kind(change)] and not change.unpriced:
            same[_kind(change)] -= 1
        else:
            differences.append(change.difference)
    return added(differences)


def _kind(change: ShotChange) -> tuple[object, ...]:
    """What is equal of two shots that differ in their names alone."""
    ways = tuple((name, tuple(sorted(values.items()))) for name, values in change.shot.ways.items())
    return ways, _printed(change.shot.total)


def _part(differences: Iterable[Difference | None]) -> Difference | None:
    found = list(differences)
    known = [one for one in found if one is not None]
    return added(known) if len(known) == len(found) else None
