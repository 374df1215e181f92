"""A storyboard: scenes with shots, what they have in common, and other ways to make a shot.

What a storyboard or a scene says under `defaults` holds for every shot below it whose model knows that setting;
what a shot says itself goes before. A shot with `alternatives` is made in one of those ways.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from creditcalc.amount import Amount, exactly
from creditcalc.batch.pricer import Priced, Pricer, Values
from creditcalc.errors import OVER, UNCLEAR, CreditcalcError
from creditcalc.fit import Choice, fit
from creditcalc.pricebook.evidence import GRADES
from creditcalc.sheets.reader import LARGEST, Fault, Node, Unreadable, parse, read
from creditcalc.text import ticked

TOP = ("name", "note", "defaults", "scenes", "shots")
SCENE = ("name", "note", "defaults", "shots")
SHOT = ("name", "note", "alternatives")
WAY = ("note", "prefer")
STEAD = {"seconds": "minutes", "minutes": "seconds", "images": "outputs", "outputs": "images"}
"""What says the same in another word: an own one drops the inherited other."""
WORDS: tuple[str, ...] = GRADES
PREFER = 100
"""The strongest preference."""


class Way(NamedTuple):
    """One way to make a shot: what it says itself, what it inherits, and how much it is preferred."""

    name: str
    prefer: int
    own: Values
    inherited: Values

    def values(self, pricer: Pricer) -> Values:
        """What the way says in all, without the defaults that its model does not know."""
        own = self.own
        inherited = {
            name: word for name, word in self.inherited.items() if name not in own and STEAD.get(name) not in own
        }
        known = pricer.settings({**inherited, **own})
        return {name: word for name, word in inherited.items() if known is None or name in known} | dict(own)


class Shot(NamedTuple):
    """A shot of a storyboard, where it stands, and the ways to make it: one, or its alternatives."""

    place: str
    scene: str
    name: str
    note: str
    ways: tuple[Way, ...]


class Storyboard(NamedTuple):
    """A storyboard as it is written; `defaults` are the places of all that shots inherit, by name."""

    name: str
    note: str
    notes: Mapping[str, str]
    shots: tuple[Shot, ...]
    defaults: tuple[tuple[str, str], ...]


class Row(NamedTuple):
    """A shot with the way it is made, None where that is open, and what it costs."""

    shot: Shot
    way: Way | None
    values: Values
    priced: Priced
    ways: Mapping[str, tuple[Values, Priced]]
    """What is said of each way that is open, by its name, and what it costs; or of the one that is taken."""


def read_storyboard(path: Path, name: str) -> Storyboard:
    """The storyboard in a file; raises CreditcalcError with every fault of it, a line each."""
    faults: list[Fault] = []
    try:
        node = parse(sys.stdin.buffer.read(LARGEST + 1), "stdin") if name == "-" else read(path, name)[0]
    except Unreadable as error:
        raise CreditcalcError(str(error)) from None
    found = _Reading(faults).storyboard(node)
    if not found.shots and not faults:
        faults.append(Fault(node.place, "has no shots: add one under `shots`"))
    if faults:
        raise CreditcalcError(*map(str, faults))
    return found


class _Reading:
    """The pieces of a storyboard; whatever is wrong is added to the faults."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        self.defaults: list[tuple[str, str]] = []

    def storyboard(self, node: Node) -> Storyboard:
        top = self._mapping(node, "a storyboard", TOP)
        shared = self._defaults(top)
        shots = [*self._shots(top.get("shots"), "", shared)]
        notes: dict[str, str] = {}
        for number, one in enumerate(self._list(top.get("scenes"), "scenes"), 1):
            scene = self._mapping(one, "a scene", SCENE)
            name = self._text(scene, "name") or f"Scene {number}"
            if name in notes:
                self.faults.append(Fault(one.place, f"the scene `{name}` stands twice: rename one"))
            notes[name] = self._text(scene, "note")
            if "shots" not in scene:
                self.faults.append(Fault(one.place, f"the scene `{name}` has no `shots`: add one"))
            shots += self._shots(scene.get("shots"), name, {**shared, **self._defaults(scene)})
        return Storyboard(self._text(top, "name"), self._text(top, "note"), notes, tuple(shots), tuple(self.defaults))

    def _shots(self, node: Node | None, scene: str, inherited: Values) -> Iterator[Shot]:
        for number, one in enumerate(self._list(node, "shots"), 1):
            shot = self._mapping(one, "a shot", None)
            name, note = self._text(shot, "name") or f"Shot {number}", self._text(shot, "note")
            own = self._settings(shot, SHOT)
            ways = [Way("", 0, own, inherited)]
            if "alternatives" in shot:
                found = self._mapping(shot["alternatives"], "alternatives", None)
                if not found:
                    self.faults.append(
                        Fault(shot["alternatives"].place, "`alternatives` has none: add one, or remove it")
                    )
                    continue
                ways = [self._way(key, way, own, inherited) for key, way in found.items()]
            yield Shot(one.place, scene, name, note, tuple(ways))

    def _way(self, name: str, node: Node, shot: Values, inherited: Values) -> Way:
        way = self._mapping(node, "an alternative", None)
        word = self._text(way, "prefer") or "0"
        if not (word.isascii() and word.isdigit() and len(word) < 4 and int(word) <= PREFER):
            place = way["prefer"].place
            self.faults.append(Fault(place, f"`prefer` must be a whole number from 0 to {PREFER}, not `{word[:20]}`"))
            word = "0"
        return Way(name, int(word), {**shot, **self._settings(way, WAY)}, inherited)

    def _defaults(self, node: Mapping[str, Node]) -> Values:
        if "defaults" not in node:
            return {}
        found = self._mapping(node["defaults"], "defaults", None)
        self.defaults += [(name, node["defaults"].keys[name]) for name in found]
        return self._settings(found, ())

    def _settings(self, node: Mapping[str, Node], apart: Iterable[str]) -> Values:
        found = {name: one for name, one in node.items() if name not in apart}
        return {name: word for name in found if (word := self._text(found, name))}

    def _text(self, node: Mapping[str, Node], name: str) -> str:
        one = node.get(name)
        if one is None:
            return ""
        if not isinstance(one.value, str):
            self.faults.append(Fault(one.place, f"`{name[:40]}` must be one word or number"))
            return ""
        return one.value.strip()

    def _list(self, node: Node | None, name: str) -> list[Node]:
        if node is None:
            return []
        if not isinstance(node.value, list):
            self.faults.append(Fault(node.place, f"`{name}` must be a list: begin each with `-`"))
            return []
        return node.value

    def _mapping(self, node: Node, what: str, keys: tuple[str, ...] | None) -> Mapping[str, Node]:
        if not isinstance(node.value, dict):
            self.faults.append(Fault(node.place, f"{what} must be a mapping: write `key: value`"))
            return {}
        for key, place in node.keys.items():
            if keys is not None and key not in keys:
                self.faults.append(
                    Fault(
                        place,
                        f"{what} has no `{key[:40]}`: it has {ticked(keys, 'and')}; settings are `defaults`",
                    )
                )
        return node.value


def unused(board: Storyboard, pricer: Pricer) -> str | None:
    """The first default that no shot takes, with its place: a slip of the pen."""
    used = {name for shot in board.shots for way in shot.ways for name in way.values(pricer)}
    for name, place in board.defaults:
        if name not in used and STEAD.get(name) not in used:
            return f"{place}: no shot takes the default `{name}`: correct or remove it"
    return None


def decided(board: Storyboard, pricer: Pricer, pick: str | None = None, budget: Fraction | None = None) -> list[Row]:
    """Every shot with the way it is made: the one picked by name, or the one that fits the budget best.

    Without either, a shot with alternatives costs what any of them may. Raises CreditcalcError for a default that no
    shot takes, a name that no shot has, and where nothing fits (code 3) or nothing surely (code 4).
    """
    if wrong := unused(board, pricer):
        raise CreditcalcError(wrong)
    said = [[way.values(pricer) for way in shot.ways] for shot in board.shots]
    priced = [[pricer(values) for values in ways] for ways in said]
    if pick is not None:
        choices = _picked(board, pick)
    elif budget is not None:
        choices = _fitted(board, priced, budget)
    else:
        choices = [0 if len(shot.ways) == 1 else None for shot in board.shots]
    return [
        _row(shot, values, found, choice)
        for shot, values, found, choice in zip(board.shots, said, priced, choices, strict=True)
    ]


def _row(shot: Shot, said: list[Values], priced: list[Priced], choice: int | None) -> Row:
    if choice is not None:
        way, values = shot.ways[choice], said[choice]
        return Row(shot, way, values, priced[choice], {way.name: (values, priced[choice])})
    same = {name: word for name, word in said[0].items() if all(values.get(name) == word for values in said)}
    ways = zip((way.name for way in shot.ways), zip(said, priced, strict=True), strict=True)
    return Row(shot, None, same, _any_of(shot, priced), dict(ways))


def _any_of(shot: Shot, priced: list[Priced]) -> Priced:
    """What a shot costs while it is open how it is made."""
    names = " or ".join(dict.fromkeys(one.model for one in priced))
    wrong = [f"{way.name}: {one.error}" for way, one in zip(shot.ways, priced, strict=True) if one.error]
    if wrong:
        code = max(one.code for one in priced if one.error) if all(one.error for one in priced) else 1
        return Priced(names, error="; ".join(wrong), code=code)
    units = dict.fromkeys(one.unit for one in priced)
    if len(units) > 1:
        return Priced(names, error=f"its alternatives are priced in {ticked(units, 'and')}: keep to one", code=1)
    joined = priced[0].total
    for one in priced[1:]:
        joined = joined | one.total if joined and one.total else None
    grade = max((one.grade for one in priced), key=WORDS.index)
    return Priced(names, priced[0].unit, joined, grade)


def _picked(board: Storyboard, pick: str) -> list[int | None]:
    known = dict.fromkeys(way.name for shot in board.shots for way in shot.ways if way.name)
    if pick not in known:
        raise CreditcalcError(f"no shot has the alternative `{pick}`: there is {ticked(known, 'and') or 'none'}")
    found: list[int | None] = []
    for shot in board.shots:
        names = [way.name for way in shot.ways]
        if len(names) > 1 and pick not in names:
            raise CreditcalcError(f"{shot.place}: has no alternative `{pick}`: it has {ticked(names, 'and')}")
        found.append(names.index(pick) if pick in names else 0)
    return found


def _fitted(board: Storyboard, priced: list[list[Priced]], budget: Fraction) -> list[int | None]:
    options: list[list[tuple[int, Choice]]] = []
    for shot, ways in zip(board.shots, priced, strict=True):
        known = [(number, Choice(one.total, shot.ways[number].prefer)) for number, one in enumerate(ways) if one.total]
        if not known:
            raise CreditcalcError(
                f"{shot.place}: has no price, so nothing can be fitted: {ways[0].error}", code=ways[0].code
            )
        options.append(known)
    units = dict.fromkeys(one.unit for ways in priced for one in ways if one.total)
    if len(units) > 1:
        raise CreditcalcError(f"there is nothing to fit: shots are priced in {ticked(units, 'and')}")
    choices = [[choice for _, choice in known] for known in options]
    found = fit(choices, budget)
    if found is None:
        raise _unfit(choices, budget)
    return [known[number][0] for known, number in zip(options, found, strict=True)]


def _unfit(choices: list[list[Choice]], budget: Fraction) -> CreditcalcError:
    """Why nothing fits: certainly, or only because the upper ends of some costs are open or too high."""
    limit = exactly(budget)
    least = exactly(sum((min(choice.cost.low for choice in ways) for ways in choices), Fraction(0)))
    if least.low > budget:
        return CreditcalcError(
            f"nothing fits {limit}: the cheapest of every shot costs {Amount(least.low, None).brief}", code=OVER
        )
    surest = sum((min((c.cost for c in ways), key=_upper) for ways in choices), exactly(0))
    return CreditcalcError(
        f"nothing surely fits {limit}: the cheapest of every shot costs {surest.brief}; narrow it or raise the budget",
        code=UNCLEAR,
    )


def _upper(cost: Amount) -> tuple[bool, Fraction]:
    return cost.high is None, cost.high if cost.high is not None else cost.low


class GivenUp(NamedTuple):
    """What a shot was not given, so that the whole fits."""

    shot: Shot
    taken: Way
    wanted: Way
    cost: Amount | None


def given_up(rows: Iterable[Row], pricer: Pricer) -> Iterator[GivenUp]:
    """Every shot that is not made in the most preferred way, and what that saves where it is known."""
    for row in rows:
        wanted = max(row.shot.ways, key=lambda way: way.prefer)
        if row.way is None or row.way.prefer >= wanted.prefer:
            continue
        better = pricer(wanted.values(pricer)).total
        yield GivenUp(row.shot, row.way, wanted, better)


def columns_of(rows: Iterable[Row]) -> tuple[str, ...]:
    """The columns of a storyboard's rows: what names a shot, then every setting that any shot has."""
    found = dict.fromkeys(name for row in rows for name in row.values)
    return ("scene", "shot", "alternative", *found, "note")


DETAILS = ("alternatives", "total")
"""What only formats with objects hold of a row: the settings of each alternative that is open, and the amount."""


def details(row: Row) -> dict[str, Any]:
    """The values of `DETAILS`: with them a row says all that it was priced by."""
    total = row.priced.total
    ways = {name: values for name, (values, _) in row.ways.items()}
    return {"alternatives": None if row.way else ways, "total": total and total.as_json()}


def cells(row: Row) -> Values:
    """A storyboard's row as its columns hold it."""
    way = row.way.name if row.way else " or ".join(way.name for way in row.shot.ways)
    head = {"scene": row.shot.scene, "shot": row.shot.name, "alternative": way}
    return {**row.values, **{"model": row.values.get("model", row.priced.model)}, **head, "note": row.shot.note}
