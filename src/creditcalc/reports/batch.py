"""A batch put into words: its sum by model and by scene, or a storyboard shot by shot; and as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from creditcalc.amount import WHOLE, Amount, whole
from creditcalc.batch.tally import Share, Tally, one_total
from creditcalc.pricebook.condition import word_of
from creditcalc.pricebook.edition import Edition
from creditcalc.reports.book import GRADE_WORDS, aside, book_json, tolerance_json
from creditcalc.reports.report import Cell, Column, Report
from creditcalc.text import count, unit_title, units

if TYPE_CHECKING:
    from creditcalc.plans.share import PlanShare
    from creditcalc.storyboard.board import Storyboard
    from creditcalc.storyboard.decide import GivenUp, Row

NO_MODEL = "(no known model)"
"""What rows are counted under that name no model."""


def summary(tally: Tally, edition: Edition, name: str, plan: "PlanShare | None" = None) -> tuple[Report, ...]:
    """The sums by model, then by scene where there are scenes."""
    reports = [_sums(tally, edition, tally.models, "model", "Model", name, plan)]
    if tally.scenes:
        by_scene = _sums(tally, edition, tally.scenes, "scene", "Scene", "", None)
        reports.append(by_scene._replace(aside="", notes=()))
    return tuple(reports)


def _sums(
    tally: Tally,
    edition: Edition,
    shares: Mapping[tuple[str, str], Share],
    key: str,
    title: str,
    name: str,
    plan: "PlanShare | None",
) -> Report:
    columns = (
        Column(key, title),
        Column("rows", "Rows", True),
        Column("missing", "Without a price", True),
        Column("total", sums_title(tally, edition), True),
    )
    mixed = len(tally.units) > 1
    rows = tuple(
        (f"{label or NO_MODEL}{f' ({unit})' if mixed and unit else ''}", share.rows, share.missing or None, share.known)
        for (unit, label), share in sorted(shares.items(), key=lambda pair: pair[0][0] == "")
    )
    total: tuple[Cell, ...] | None = None
    if not mixed:
        total = ("Total", tally.rows, tally.missing or None, one_total(tally, edition))
    return Report(
        name,
        columns,
        rows,
        batch_json(tally, edition, plan),
        aside=aside(edition),
        total=total,
        notes=tuple(notes(tally, edition, plan)),
    )


def sums_title(tally: Tally, edition: Edition) -> str:
    """What the amounts are in, as the head of a column."""
    found = tally.units or (edition.unit,)
    return "Amount" if len(found) > 1 else unit_title(found[0])


def notes(tally: Tally, edition: Edition, plan: "PlanShare | None") -> Iterable[str]:
    """What a person should know before trusting the total."""
    if tally.missing:
        yield missing(tally)
    if len(tally.units) > 1:
        for unit in tally.units:
            yield f"Total in {units(unit)}: {tally.total(unit).brief}."
    yield from shoot_notes(tally)
    if plan:
        yield str(plan)
    if tally.grade:
        yield f"Evidence: {GRADE_WORDS[tally.grade]} at the weakest."


def missing(tally: Tally) -> str:
    """Why the total is a lower bound, or none."""
    if tally.missing == tally.rows:
        return f"{count(tally.rows, 'row')}, and none has a price: the total is unknown."
    have = "has" if tally.missing == 1 else "have"
    return f"{tally.missing:,} of {count(tally.rows, 'row')} {have} no price: the total is a lower bound without them."


def _whole(tally: Tally) -> Share:
    """All rows of a batch in one unit; nothing of one in several, which are never added."""
    return tally.whole(tally.units[0]) if len(tally.units) == 1 else Share()


def shoot_notes(tally: Tally) -> Iterable[str]:
    """What success rates make of the batch, under what the platforms say of failed generations."""
    whole = _whole(tally)
    plan = whole.sums
    if not plan.shots:
        return
    takes = Amount(plan.takes, plan.takes).brief
    yield f"Expected takes: {takes} for {count(plan.shots, 'shot')}."
    charged, free = (whole.of(cost.mean + plan.others).brief for cost in (plan.charged, plan.free))
    if plan.rules == {("yes", True)}:
        yield f"Failed generations are charged: {charged} expected."
    elif plan.rules == {("no", True)}:
        yield f"Failed generations are not charged, takes that are turned down are: {free} expected."
    else:
        yield f"If failed takes are charged: {charged} expected; if they are free: {free}."
    if all(decided for _, decided in plan.rules):
        yield "The total is the interval for 90 % confidence."
        return
    yield "The total spans both, up to the upper end of the interval for 90 % confidence."
    if any(rule == "unknown" for rule, _ in plan.rules):
        yield "Whether failed generations are charged is the platform's rule, and nobody publishes it."
    else:
        yield (
            "Failed generations are not charged, but a take that is finished and turned down is: "
            "say what share fails with `--failure-rate`."
        )


RULES = {"yes": "charged", "no": "not charged", "unknown": "unknown"}


def batch_json(
    tally: Tally, edition: Edition, plan: "PlanShare | None" = None, tolerance: Fraction | None = None
) -> dict[str, Any]:
    """The sums as a `creditcalc/batch/1` object, without the rows."""
    whole = _whole(tally)
    planned = whole.sums
    return {
        "schema": "creditcalc/batch/1",
        **book_json(edition),
        "count": tally.rows,
        "missing": tally.missing,
        "complete": not tally.missing,
        "models": [_share("model", *pair) for pair in tally.models.items()],
        "scenes": [_share("scene", *pair) for pair in tally.scenes.items()],
        "totals": [{"unit": unit, "total": tally.total(unit).as_json()} for unit in tally.units],
        "total": one_total(tally, edition).as_json() if len(tally.units) < 2 else None,  # one unit
        "grade": tally.grade or None,
        "takes": {
            "shots": planned.shots,
            "expected": word_of(planned.takes),
            "if_failed_charged": whole.of(planned.charged.mean + planned.others).as_json(),
            "if_failed_free": whole.of(planned.free.mean + planned.others).as_json(),
            "failed_generations": sorted({RULES[rule] for rule, _ in planned.rules}),
        }
        if planned.shots
        else None,
        "plan": plan and plan.as_json(),
        "tolerance_percent": tolerance_json(tolerance),
    }


def _share(key: str, named: tuple[str, str], share: Share) -> dict[str, Any]:
    unit, name = named
    return {
        key: name,
        "unit": unit or None,
        "rows": share.rows,
        "missing": share.missing,
        "total": share.known.as_json(),
    }


def storyboard(
    board: "Storyboard",
    rows: "Sequence[Row]",
    tally: Tally,
    edition: Edition,
    plan: "PlanShare | None",
    given_up: "Sequence[GivenUp]",
) -> Report:
    """The storyboard scene by scene, shot by shot, with subtotals and the total."""
    columns = (
        Column("shot", "Shot"),
        Column("made", "Made with"),
        Column("takes", "Takes", True),
        Column("total", sums_title(tally, edition), True),
        Column("note", "Note"),
    )
    cells: list[tuple[Cell, ...]] = []
    for scene in dict.fromkeys(row.shot.scene for row in rows):
        if scene:
            cells.append((scene, "", None, None, board.notes[scene]))
        for row in rows:
            if row.shot.scene == scene:
                takes = whole(said) if WHOLE.fullmatch(said := row.values.get("takes", "1")) else None
                name = f"  {row.shot.name}" if scene else row.shot.name
                noted = (row.priced.error, row.shot.note)  # a note never hides why there is no price
                cells.append((name, made_with(row), takes, row.priced.total, "; ".join(filter(None, noted))))
        if scene:
            known = [share.known for share in tally.scene(scene).values()]
            cells.append((f"  {scene}, all", "", None, known[0] if len(known) == 1 else None, ""))
    total = ("Total", "", None, one_total(tally, edition), "") if len(tally.units) < 2 else None
    from creditcalc.reports.quote import not_sold  # noqa: PLC0415  # a file of rows puts no quote into words

    priced = (one for row in rows for _, one in row.ways.values())
    left_out = not_sold(one.quote for one in priced if one.quote)
    sentences = [board.note, *map(given_up_text, given_up), *left_out, *notes(tally, edition, plan)]
    if any(row.way is None for row in rows):
        sentences.append("A shot with several alternatives costs what any of them may: `--pick` or `--fit` decides.")
    return Report(
        board.name or "Storyboard",
        columns,
        tuple(cells),
        batch_json(tally, edition, plan),
        aside=aside(edition),
        total=total,
        notes=tuple(note for note in sentences if note),
    )


def made_with(row: "Row") -> str:
    """With what a shot is made: the alternative and the model."""
    way = row.way.name if row.way else " or ".join(way.name for way in row.shot.ways)
    return f"{way}: {row.priced.model}" if way else row.priced.model


def given_up_text(one: "GivenUp") -> str:
    """What a shot was not given, in a sentence."""
    cost = f", which costs {one.cost.brief}" if one.cost else ""
    lost = one.wanted.prefer - one.taken.prefer
    return (
        f"Given up: {one.shot.name} as {one.wanted.name}{cost}; it is made as {one.taken.name} ({lost} of preference)."
    )
