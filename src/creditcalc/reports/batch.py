"""A batch put into words: its sum by model and by scene, or a storyboard shot by shot; and as JSON."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from creditcalc.amount import TOLERANCE, UNKNOWN, WHOLE, Amount, decimal, exactly, whole
from creditcalc.batch.tally import Share, Tally, one_total
from creditcalc.figures import Figure, in_unit, in_words, listed, money, shown
from creditcalc.pricebook.edition import Edition
from creditcalc.record import Record
from creditcalc.reports.book import (
    GRADE_WORDS,
    aside,
    budget_json,
    newer_note,
    priced_book_json,
    shown_under,
)
from creditcalc.reports.limits import ended_json, ends_of, marked_name, model_ends
from creditcalc.reports.quote import model_named
from creditcalc.reports.report import AnswerLine, Branch, Cell, Column, Note, Report, Strong, pasted
from creditcalc.text import count, sentence, series, unit_title, units

if TYPE_CHECKING:
    from creditcalc.batch.pricer import Pricer
    from creditcalc.plans.share import PlanShare
    from creditcalc.pricebook.edition import Charged
    from creditcalc.pricebook.evidence import Grade
    from creditcalc.reports.objects import batch as objects
    from creditcalc.reports.objects.batch import FailedRule
    from creditcalc.storyboard.board import Storyboard
    from creditcalc.storyboard.decide import GivenUp, Row

NO_MODEL = "(no known model)"
"""What rows are counted under that name no model."""
MOST_EXPENSIVE = 5
"""Shots that are named where nothing fits."""
FEW_SHOTS = 3
"""Shots that an answer names one by one; more are counted."""
WEAK = {"derived": "an estimate", "third_party": "a third-party figure"}
"""What a price of a weaker grade is called."""


class Held(Record):
    """What a total is held against: a budget, and one that alternatives were chosen to fit; the tolerance, a share."""

    budget: Fraction | None = None
    fit: Fraction | None = None
    tolerance: Fraction = TOLERANCE


UNHELD = Held()


def summary(
    tally: Tally, edition: Edition, name: str, today: str | None, plan: "PlanShare | None" = None, held: Held = UNHELD
) -> tuple[Report, ...]:
    """The sums by model, then by scene where there are scenes; `today` tells which models have ended."""
    known = {key: edition.models[key] for _, key in tally.models if key in edition.models}
    named = {key: marked_name(model, today) for key, model in known.items()}
    models = [(unit, named.get(key, key or NO_MODEL), share) for (unit, key), share in tally.models.items()]
    first = _sums(tally, edition, "Model", sorted(models, key=lambda one: not one[0]))
    if len(models) > 1 and len(tally.units) < 2:
        total = Share(tally.rows, tally.missing, _whole(tally).sums)
        first = first._replace(total=_sum_cells(tally, "Total", "", total))
    first = first._replace(
        title="Standard input" if name == "-" else pasted(name),
        aside=aside(edition),
        answer=tuple(answers(tally, edition, "row", plan, held)),
    )
    grades = tally.grades.items()
    words: dict[str, Any] = {
        "notes": (*newer_note(edition), *notes(tally)),
        "behind": "",
        "last": shown_under_sums(tally, edition),
        "details": tuple(
            f"{named.get(key, key)}: {count(n, 'row')}, {GRADE_WORDS[grade]}." for (key, grade), n in grades
        ),
    }
    if not tally.scenes:
        return (first._replace(**words),)
    scenes = [(unit, scene, share) for (unit, scene), share in tally.scenes.items()]
    return first, _sums(tally, edition, "Scene", scenes)._replace(**words)


def shown_under_sums(tally: Tally, edition: Edition) -> str:
    """Where the platform of a batch shows the cost, where some figure of it is not exact, or is not known."""
    return shown_under(edition, [*map(tally.total, tally.units), *([None] if tally.missing else [])])


def _sums(tally: Tally, edition: Edition, title: str, parts: Iterable[tuple[str, str, Share]]) -> Report:
    columns = [Column("name", title), Column("rows", "Rows", True, priority=2)]
    columns += [Column("missing", "Without a price", True, priority=1)] if tally.missing else []
    columns.append(Column("total", sums_title(tally, edition), True))
    rows = (_sum_cells(tally, name, unit, share) for unit, name, share in parts)
    return Report("", tuple(columns), tuple(rows), {})


def _sum_cells(tally: Tally, name: str, unit: str, share: Share) -> tuple[Cell, ...]:
    missing = (share.missing or None,) if tally.missing else ()
    return (name, share.rows, *missing, _figure(share.known, unit, tally))


def _figure(amount: Amount, unit: str, tally: Tally) -> Amount | Figure:
    """An amount; with its unit where a batch has several."""
    if not unit or len(tally.units) < 2:
        return amount
    return money(amount, unit) if unit.isupper() else Figure(amount, after=f" {units(unit)}")


def sums_title(tally: Tally, edition: Edition) -> str:
    """What the amounts are in, as the head of a column."""
    found = tally.units or (edition.unit,)
    return "Amount" if len(found) > 1 else unit_title(found[0])


def answers(tally: Tally, edition: Edition, noun: str, plan: "PlanShare | None", held: Held) -> Iterator[AnswerLine]:
    """The total with its verdicts, in each unit that there is; its share of a plan and its money."""
    for unit in tally.units or (edition.unit,):
        total = tally.total(unit)
        bound = f"{in_words(total)}, " if total.qualifier == "at_least" else ""
        rows = sum(share.rows for (known, _), share in tally.models.items() if known == unit or len(tally.units) < 2)
        said = [AnswerLine("", (f"{bound}for {count(rows, noun)}",))]
        if len(tally.units) < 2:
            budgets = dict.fromkeys(one for one in (held.fit, held.budget) if one is not None)
            said = [budget_verdict(total, budget, held.tolerance) for budget in budgets] or said
        yield said[0]._replace(figure=in_unit(total, unit))
        yield from said[1:]
    if plan:
        from creditcalc.reports.quote_screen import plan_answers  # noqa: PLC0415  # plans are not on the way of every batch

        yield from plan_answers(plan, edition.unit)


def budget_verdict(total: Amount, budget: Fraction, tolerance: Fraction) -> AnswerLine:
    """Whether a total is within a budget; the tolerance is named where that depends on it."""
    found, limit = total.against(budget, tolerance), listed(exactly(budget))
    if found != Amount(total.low, total.high).against(budget):
        limit += f" at {decimal(tolerance * 100)} % tolerance"
    if found == "unclear":
        return AnswerLine("", (Strong(f"may be over {limit}"),))
    if found == "within":
        return AnswerLine("", (f"fits {limit}",), "✓")
    more = Amount(total.low - budget, None if total.high is None else total.high - budget, total.approximate)
    return AnswerLine("", (f"over {limit} by {in_words(more)}",), "✗")


def notes(tally: Tally) -> Iterator[Note]:
    """What a person should know before trusting the total."""
    if tally.missing:
        yield Note("unpublished", missing(tally))
    if lines := list(shoot_notes(tally)):
        yield Note("part", "\n".join(lines))
    yield from _weak(tally)


def _weak(tally: Tally) -> Iterator[Note]:
    """How many of the prices are of the weaker grades."""
    grades: Counter[str] = Counter()
    for (_, grade), rows in tally.grades.items():
        grades[grade] += rows
    found = {words: grades[grade] for grade, words in WEAK.items() if grades[grade]}
    weak, priced = sum(found.values()), grades.total()
    if not weak:
        return
    who = {1: "The price", 2: "Both prices"}.get(priced, f"All {priced:,} prices")
    if weak < priced:
        who = f"{weak:,} of {count(priced, 'price')}"
    kinds = series(found, "or") if weak == 1 else series((f"{words.partition(' ')[2]}s" for words in found), "or")
    yield Note("estimate", f"{who} {'is' if weak == 1 else 'are'} {kinds}: {pasted('--explain')} lists them.")


def missing(tally: Tally) -> str:
    """Why the total is a lower bound, or none."""
    if tally.missing == tally.rows:
        who = f"None of the {tally.rows:,} rows has a" if tally.rows > 1 else "The row has no"
        return f"{who} price: the total is unknown."
    have = ("has", "it") if tally.missing == 1 else ("have", "them")
    rows = count(tally.rows, "row")
    return f"{tally.missing:,} of {rows} {have[0]} no price: the total is a lower bound without {have[1]}."


def _whole(tally: Tally) -> Share:
    """All rows of a batch in one unit; nothing of one in several, which are never added."""
    return tally.whole(tally.units[0]) if len(tally.units) == 1 else Share()


def shoot_notes(tally: Tally) -> Iterable[str]:
    """What success rates make of the batch, under what the platforms say of failed generations."""
    whole = _whole(tally)
    plan = whole.sums
    if not plan.shots:
        return
    yield f"Expected takes: {in_words(exactly(plan.takes))} for {count(plan.shots, 'shot')}."
    charged, free = (in_words(whole.of(cost.mean + plan.others)) for cost in (plan.charged, plan.free))
    rules, decided = {rule for rule, _ in plan.rules}, all(decided for _, decided in plan.rules)
    if plan.rules == {("yes", True)}:
        yield f"Failed generations are charged: {charged} expected."
    elif plan.rules == {("no", True)}:
        yield f"Failed generations are not charged, takes that you reject are: {free} expected."
    elif decided and len(rules) > 1:
        each = in_words(whole.of(plan.low.mean + plan.others))
        yield f"Failed generations of some models are charged, of others not: {each} expected."
    else:
        yield f"If failed takes are charged: {charged} expected. If they are free: {free}."
    if decided:
        yield "The total is a 90 % confidence interval."
    else:
        yield "The total covers both, up to the upper end of a 90 % confidence interval."
        yield from _undecided({rule for rule, known in plan.rules if not known}, several=len(rules) > 1)
    yield from _blocked(plan.blocked)


def _undecided(rules: "set[Charged]", *, several: bool) -> Iterator[str]:
    """Why it is not decided what failed takes cost."""
    of = " of some models" if several else ""
    if "unknown" in rules:
        yield f"The platform does not publish whether failed generations{of} are charged."
    if "no" in rules:
        yield (
            f"Failed generations{of} are not charged, but a finished take that you reject is. "
            f"Add {pasted('--failure-rate')} to say what share fails."
        )


def _blocked(causes: "frozenset[tuple[Charged, Charged]]") -> Iterator[str]:
    """What generations that moderation stops cost, where that is not what failed ones do."""
    of = " of some models" if len(causes) > 1 else ""
    told: dict[Charged, str] = {"yes": "is charged", "no": "is not charged"}
    for blocked, said in told.items():
        if any(cause[1] == blocked != cause[0] for cause in causes):
            yield f"A generation{of} that moderation stops {said}."


RULES: "dict[Charged, FailedRule]" = {"yes": "charged", "no": "not_charged", "unknown": "unknown"}


def batch_json(
    tally: Tally, pricer: "Pricer", plan: "PlanShare | None" = None, held: Held = UNHELD
) -> "objects.BatchSumsObject":
    """What a `creditcalc/batch/1` object says of all rows, without the rows."""
    whole, edition = _whole(tally), pricer.book
    planned = whole.sums
    total = one_total(tally, edition) if len(tally.units) < 2 else None
    return {
        **priced_book_json(edition),
        "count": tally.rows,
        "missing": tally.missing,
        "complete": not tally.missing,
        "models": [_model_sum(pricer, *pair) for pair in tally.models.items()],
        "scenes": [{"scene": scene, **_sum(unit, share)} for (unit, scene), share in tally.scenes.items()],
        "totals": [{"unit": unit, "total": tally.total(unit).as_json()} for unit in tally.units],
        "total": None if total is None else total.as_json(),
        "grade": cast("Grade", tally.grade) if tally.grade else None,
        "takes": {
            "shots": planned.shots,
            "expected": exactly(planned.takes).as_json(),
            "if_failed_charged": whole.of(planned.charged.mean + planned.others).as_json(),
            "if_failed_free": whole.of(planned.free.mean + planned.others).as_json(),
            "failed_generations": sorted({RULES[rule] for rule, _ in planned.rules}),
            "blocked_generations": sorted({RULES[blocked] for _, blocked in planned.blocked}),
        }
        if planned.shots
        else None,
        "plan": plan and plan.as_json(),
        "budget": budget_json(total, held.budget, held.tolerance),
        "fit": budget_json(total, held.fit, held.tolerance),
    }


def _model_sum(pricer: "Pricer", named: tuple[str, str], share: Share) -> "objects.ModelSumObject":
    found = pricer.models(*named)
    models = [model_named(model) for model in found]
    several = len(models) > 1
    ends = [end for model in found for end in model_ends(model)]
    ends += [end for book, model, row in pricer.used.values() if model in found for end in ends_of(row)]
    return {
        "model": None if several or not models else models[0],
        "ended": ended_json(ends),
        "any_of": models if several else [],
        **_sum(named[0], share),
    }


def _sum(unit: str, share: Share) -> "objects.SumObject":
    return {"unit": unit or None, "count": share.rows, "missing": share.missing, "total": share.known.as_json()}


def storyboard(
    board: "Storyboard",
    rows: "Sequence[Row]",
    tally: Tally,
    edition: Edition,
    plan: "PlanShare | None",
    given_up: "Sequence[GivenUp]",
    today: str | None,
    held: Held = UNHELD,
) -> Report:
    """The storyboard as a tree of scenes and shots, with the subtotal of each scene and the total.

    `today` tells which models have ended.
    """
    columns = (
        Column("shot", board.noun.capitalize(), least=20),
        Column("made", "Made with", least=30),
        Column("takes", "Takes", True, priority=1),
        Column("total", sums_title(tally, edition), True),
        Column("note", "Note", priority=2, least=24),
    )
    cells: list[tuple[Cell, ...]] = []
    for scene in dict.fromkeys(row.shot.scene for row in rows):
        inside = [row for row in rows if row.shot.scene == scene]
        if scene:
            known = [share.known for share in tally.scene(scene).values()]
            cells.append((scene, "", None, known[0] if len(known) == 1 else None, board.notes[scene]))
        for row in inside:
            name = Branch(row.shot.name, row is inside[-1]) if scene else row.shot.name
            takes = whole(said) if WHOLE.fullmatch(said := row.values.get("takes", "1")) else None
            total = _figure(row.priced.total or UNKNOWN, row.priced.unit, tally)
            noted = (row.priced.error, row.shot.note)  # a note never hides why there is no price
            cells.append((name, made_with(row, today), takes, total, "; ".join(filter(None, noted))))
    fit = "" if held.fit is None else f"To fit {listed(exactly(held.fit))}: "
    lost = [f"{fit}{given_up_text(one)}" for one in given_up]
    unfit = held.fit is not None and one_total(tally, edition).against(held.fit, held.tolerance) != "within"
    few = (
        lost
        if len(lost) <= FEW_SHOTS
        else [*lost[: FEW_SHOTS - 1], f"{len(lost) - FEW_SHOTS + 1} shots more: {pasted('--explain')}"]
    )
    return Report(
        board.name or "Storyboard",
        columns,
        tuple(cells),
        {},
        aside=aside(edition),
        answer=(
            *answers(tally, edition, board.noun, plan, held),
            *([_most_expensive(rows)] if unfit else []),
            *(AnswerLine("", (one,), "↓") for one in few),
        ),
        total=("Total", "", None, one_total(tally, edition), "") if len(tally.units) < 2 else None,
        notes=(*newer_note(edition), *_shot_notes(rows), *notes(tally)),
        behind="",
        last=shown_under_sums(tally, edition),
        details=(*([board.note] if board.note else []), *lost[FEW_SHOTS - 1 :], *_shot_details(rows)),
    )


def _most_expensive(rows: "Sequence[Row]") -> AnswerLine:
    """That no version is cheaper, and the shots that cost most, those without an upper limit first."""

    def rank(row: "Row") -> tuple[bool, Fraction, Fraction]:
        cost = row.priced.total or UNKNOWN
        return cost.high is None, cost.high or cost.low, cost.low

    most = sorted(rows, key=rank, reverse=True)[:MOST_EXPENSIVE]
    shots = series(f"{row.shot.name} ({shown(row.priced.total or UNKNOWN)})" for row in most)
    cost = "shots that cost" if len(most) > 1 else "shot that costs"
    return AnswerLine("", (f"This is the cheapest version. The {cost} most: {shots}.",))


def _shot_notes(rows: "Sequence[Row]") -> Iterator[Note]:
    """What a person should know of single shots."""
    from creditcalc.reports.quote import not_sold  # noqa: PLC0415  # a file of rows puts no quote into words

    quotes = [one.quote for row in rows for _, one in row.ways.values() if one.quote]
    if any(row.way is None for row in rows):
        pick, fit = pasted("--pick NAME"), pasted("--fit BUDGET")
        yield Note("part", f"Alternatives not chosen yet: pick with {pick} or {fit}.")
    yield from (Note("part", text) for text in not_sold(quotes))


def _shot_details(rows: "Sequence[Row]") -> Iterator[str]:
    """The source of every price, and what makes it a range."""
    from creditcalc.reports.quote import notices  # noqa: PLC0415  # a file of rows puts no quote into words
    from creditcalc.reports.quote_screen import evidence  # noqa: PLC0415  # the same

    said: dict[str, list[str]] = {}
    for row in rows:
        for way, (_, one) in row.ways.items():
            if one.quote:
                name = f"{row.shot.name} as {way}" if way else row.shot.name
                yield f"{name}: {GRADE_WORDS[one.quote.grade]}. {evidence(one.quote)}"
                for notice in notices(one.quote):
                    said.setdefault(notice.text, []).append(name)
    for text, names in said.items():
        yield f"{sentence(text)} ({series(names) if len(names) <= FEW_SHOTS else count(len(names), 'shot')})."


def made_with(row: "Row", today: str | None) -> str:
    """With what a shot is made: the alternative, the model, whether that has ended, and its settings."""
    from creditcalc.reports.quote import described  # noqa: PLC0415  # a file of rows puts no quote into words

    made = []
    for way, (_, one) in row.ways.items():
        words = [one.model]
        if one.quote:
            generation = one.quote.generation
            settings = described(generation, fixed=False)[1:] if row.way else ()
            words = [marked_name(generation.model, today), *settings]
        made.append(f"{way}: {', '.join(words)}" if way else ", ".join(words))
    return " or ".join(made)


def given_up_text(one: "GivenUp") -> str:
    """What a shot was not given: `Steam as draft instead of final (~85–121 credits)`."""
    cost = f" ({in_unit(one.cost, one.unit)})" if one.cost else ""
    return f"{one.shot.name} as {one.taken.name} instead of {one.wanted.name}{cost}"
