"""A storyboard as priced: which alternative each shot takes, and what that costs."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from creditcalc.amount import TOLERANCE, Amount, exactly, total
from creditcalc.batch.pricer import STEAD, Priced, Pricer, Values
from creditcalc.errors import OVER, UNCLEAR, CreditcalcError
from creditcalc.figures import listed, told_apart, tolerant
from creditcalc.pricebook.evidence import GRADES
from creditcalc.record import Record
from creditcalc.storyboard.board import Shot, Storyboard, Way
from creditcalc.storyboard.fit import Choice, fit
from creditcalc.text import ticked

if TYPE_CHECKING:
    from creditcalc.reports.objects.batch import ShotDetailsObject

GRADE_NAMES: tuple[str, ...] = GRADES


class Row(Record):
    """A shot with the way it is made, None where that is open, and what it costs."""

    shot: Shot
    way: Way | None
    values: Values
    priced: Priced
    ways: Mapping[str, tuple[Values, Priced]]
    """What is said of each way that is open, by its name, and what it costs; or of the one that is taken."""


class Unfit(CreditcalcError):
    """No choice of alternatives fits, or none certainly does: `rows` are the cheapest version."""

    rows: Sequence[Row] = ()


def unused(board: Storyboard, pricer: Pricer) -> tuple[str, str] | None:
    """The first default that no shot takes, a slip of the pen, and its place."""
    used = {name for shot in board.shots for way in shot.ways for name in way.values(pricer)}
    for name, place in board.defaults:
        if name not in used and STEAD.get(name) not in used:
            return f"no shot uses the default `{name}`: correct or remove it", place
    return None


def decided(
    board: Storyboard,
    pricer: Pricer,
    pick: str | None = None,
    budget: Fraction | None = None,
    tolerance: Fraction = TOLERANCE,
) -> list[Row]:
    """Every shot with the way it is made: the one picked by name, or the one that fits the budget best.

    Without either, a shot with alternatives costs what any of them may. Raises CreditcalcError for a default that no
    shot takes and a name that no shot has, and Unfit where nothing fits (code 3) or nothing certainly does (code 4).
    """
    if wrong := unused(board, pricer):
        words, place = wrong
        raise CreditcalcError(words, place=place)
    said = [[way.values(pricer) for way in shot.ways] for shot in board.shots]
    priced = [[pricer(values) for values in ways] for ways in said]
    unfit: Unfit | None = None
    if pick is not None:
        choices = _picked(board, pick)
    elif budget is not None:
        choices, unfit = _fitted(board, priced, budget, tolerance)
    else:
        choices = [0 if len(shot.ways) == 1 else None for shot in board.shots]
    rows = [
        _row(shot, values, found, choice)
        for shot, values, found, choice in zip(board.shots, said, priced, choices, strict=True)
    ]
    if unfit:
        unfit.rows = rows
        raise unfit
    return rows


def _row(shot: Shot, said: list[Values], priced: list[Priced], choice: int | None) -> Row:
    if choice is not None:
        way, values = shot.ways[choice], said[choice]
        return Row(shot, way, values, priced[choice], {way.name: (values, priced[choice])})
    same = {name: word for name, word in said[0].items() if all(values.get(name) == word for values in said)}
    ways = zip((way.name for way in shot.ways), zip(said, priced, strict=True), strict=True)
    return Row(shot, None, same, _any_of(shot, priced), dict(ways))


def row_with(row: Row, pricer: Pricer) -> Row:
    """A row with the prices of another pricer; what was decided stays decided."""
    ways = {name: (values, pricer(values)) for name, (values, _) in row.ways.items()}
    priced = [one for _, one in ways.values()]
    return row._replace(priced=priced[0] if row.way else _any_of(row.shot, priced), ways=ways)


def _any_of(shot: Shot, priced: list[Priced]) -> Priced:
    """What a shot costs while it is open how it is made."""
    names = " or ".join(dict.fromkeys(one.model for one in priced))
    wrong = [f"{way.name}: {one.error}" for way, one in zip(shot.ways, priced, strict=True) if one.error]
    if wrong:
        return Priced(names, error="; ".join(wrong), code=min(one.code for one in priced if one.error))
    units = dict.fromkeys(one.unit for one in priced)
    if len(units) > 1:
        return Priced(names, error=f"its alternatives are priced in {ticked(units, 'and')}: use one unit", code=1)
    joined = priced[0].total
    for one in priced[1:]:
        joined = joined | one.total if joined and one.total else None
    grade = max((one.grade for one in priced), key=GRADE_NAMES.index)
    return Priced(names, priced[0].unit, joined, grade)


def _picked(board: Storyboard, pick: str) -> list[int | None]:
    known = dict.fromkeys(way.name for shot in board.shots for way in shot.ways if way.name)
    if pick not in known:
        raise CreditcalcError(
            f"no shot has the alternative `{pick}`: "
            + (f"there are {ticked(known, 'and')}" if known else "there are none")
        )
    found: list[int | None] = []
    for shot in board.shots:
        names = [way.name for way in shot.ways]
        if len(names) > 1 and pick not in names:
            raise CreditcalcError(f"has no alternative `{pick}`: it has {ticked(names, 'and')}", place=shot.place)
        found.append(names.index(pick) if pick in names else 0)
    return found


def _fitted(
    board: Storyboard, priced: list[list[Priced]], budget: Fraction, tolerance: Fraction
) -> tuple[list[int | None], Unfit | None]:
    """The choices that fit; where none do, the cheapest and the refusal."""
    options: list[list[tuple[int, Choice]]] = []
    for shot, ways in zip(board.shots, priced, strict=True):
        known = [(number, Choice(one.total, shot.ways[number].prefer)) for number, one in enumerate(ways) if one.total]
        if not known:
            raise CreditcalcError(
                f"has no price, so --fit cannot choose: {ways[0].error}", code=ways[0].code, place=shot.place
            )
        options.append(known)
    units = dict.fromkeys(one.unit for ways in priced for one in ways if one.total)
    if len(units) > 1:
        raise CreditcalcError(f"--fit needs one unit, and shots are priced in {ticked(units, 'and')}")
    choices = [[choice for _, choice in known] for known in options]
    unfit: Unfit | None = None
    if (found := fit(choices, budget, tolerance=tolerance)) is None:
        found, unfit = _cheapest([[choice.cost for choice in ways] for ways in choices], budget, tolerance)
    return [known[number][0] for known, number in zip(options, found, strict=True)], unfit


def _cheapest(costs: list[list[Amount]], budget: Fraction, tolerance: Fraction) -> tuple[tuple[int, ...], Unfit]:
    """The cheapest choices, and that they do not fit; or those with the lowest upper ends, which may not fit."""

    def choices(rank: Callable[[Amount], tuple[bool, Fraction]]) -> tuple[tuple[int, ...], Amount]:
        found = tuple(min(range(len(ways)), key=lambda number: rank(ways[number])) for ways in costs)
        return found, total(ways[number] for ways, number in zip(costs, found, strict=True))

    def upper(cost: Amount) -> tuple[bool, Fraction]:
        high = cost.reach(tolerance).high
        return high is None, cost.low if high is None else high

    found, least = choices(lambda cost: (False, cost.reach(tolerance).low))
    if least.against(budget, tolerance) == "over":
        cost, limit = told_apart(least, exactly(budget), tolerance)
        return found, Unfit(f"nothing fits {limit}: the cheapest alternatives cost {cost}", code=OVER)
    found, surest = choices(upper)
    return found, Unfit(
        f"nothing certainly fits {listed(exactly(budget))}: the cheapest alternatives cost "
        f"{tolerant(surest, tolerance)}; raise the budget or give more settings",
        code=UNCLEAR,
    )


class GivenUp(Record):
    """What a shot was not given, so that the whole fits."""

    shot: Shot
    taken: Way
    wanted: Way
    cost: Amount | None
    unit: str


def given_up(rows: Iterable[Row], pricer: Pricer) -> Iterator[GivenUp]:
    """Every shot that is not made in the most preferred way, and what that saves where it is known."""
    for row in rows:
        wanted = max(row.shot.ways, key=lambda way: way.prefer)
        if row.way is None or row.way.prefer >= wanted.prefer:
            continue
        better = pricer(wanted.values(pricer))
        yield GivenUp(row.shot, row.way, wanted, better.total, better.unit)


def storyboard_columns(rows: Sequence[Row]) -> tuple[str, ...]:
    """The columns of a storyboard's rows: what names a shot, then every setting that any shot has."""
    found = dict.fromkeys(name for row in rows for name in row.values)
    ids = ("id",) if any(row.shot.id for row in rows) else ()
    return (*ids, "scene", "shot", "alternative", *found, "note")


DETAILS = ("alternatives", "total")
"""What only formats with objects hold of a row: the settings of each alternative that is open, and the amount."""


def details(row: Row) -> "ShotDetailsObject":
    """The values of `DETAILS`: with them a row says all that it was priced by."""
    total = row.priced.total
    ways = {name: {**values} for name, (values, _) in row.ways.items()}
    return {"alternatives": None if row.way else ways, "total": None if total is None else total.as_json()}


def storyboard_cells(row: Row) -> Values:
    """A storyboard's row as its columns hold it."""
    way = row.way.name if row.way else " or ".join(way.name for way in row.shot.ways)
    head = {
        **({"id": row.shot.id} if row.shot.id else {}),
        "scene": row.shot.scene,
        "shot": row.shot.name,
        "alternative": way,
    }
    return {**row.values, **{"model": row.values.get("model", row.priced.model)}, **head, "note": row.shot.note}
