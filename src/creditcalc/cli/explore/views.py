"""What each view of the explorer shows: its dials, and the reports that follow from them. Nothing here draws."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from creditcalc.amount import exactly
from creditcalc.book import LONGEST_HORIZON
from creditcalc.errors import REFUSED, CreditcalcError
from creditcalc.figures import in_unit, listed
from creditcalc.pricebook.model import Model
from creditcalc.rating.spoken import limit_said, rate_said
from creditcalc.record import Record
from creditcalc.render.table import gauge_signs
from creditcalc.reports.book import aside
from creditcalc.reports.chart import Picture
from creditcalc.reports.models import models
from creditcalc.reports.report import AnswerLine, Dim, Report, Strong, cell_text
from creditcalc.shown import Listed, Listing
from creditcalc.storyboard.board import Way
from creditcalc.text import units
from creditcalc.whatif.books import Declined, OpenDials, with_book
from creditcalc.whatif.clip import Cheaper, Clip, Dial, DialChoice, cheaper, clip, elsewhere, plan_dial
from creditcalc.whatif.dials import Dials, turned
from creditcalc.whatif.plans import (
    BreakEven,
    PlansFound,
    break_even_of,
    demand_of,
    plans,
    through_months,
)
from creditcalc.whatif.shoot import Change, Changes, Shooting


class Letters(Record):
    """A picture in letters, to be drawn for the width that there is."""

    picture: Picture


ViewPart = Report | Declined | Letters | str
"""Of what a view shows: a report, a refusal, a picture, or words."""
COMPUTING = "calculating …"
"""What stands where a figure will be."""
OFFERED_RATES = ("100%", "90%", "80%", "70%", "60%", "50%", "40%", "35%", "30%", "25%", "20%", "10%")
"""Success rates that are offered; any other may be typed."""
OF_SHOT = ("way", "takes", "success_rate")
"""Dials that turn one shot: the fields of `Change`."""


def number_dial(name: str, words: str, value: str, low: str = "1", high: str = "", default: str = "") -> Dial:
    """A dial of a whole number that is no setting of a model."""
    return Dial(name, words, value or default, "given" if value else "default", low=low, high=high, whole=True)


def plan_or_none(books: OpenDials, dials: Dials, model: Model | None = None) -> tuple[Dial, ...]:
    """The dial of the plan, where the price book has plans; no plan is the first of its choices."""
    try:
        found, plan = plan_dial(books, dials, model), books.book(dials).plan
    except CreditcalcError:
        return ()
    own = [DialChoice("", "none")]
    if plan is not None and dials.plan not in {one.value for one in found.choices}:
        own.append(DialChoice(dials.plan, plan.name))
    return (found._replace(value=dials.plan, choices=(*own, *found.choices)),) if found.choices else ()


def clip_dials(books: OpenDials, found: Clip) -> tuple[Dial, ...]:
    """The dials of the model of a clip, how often it is made, and the plan."""
    dials, own = found.dials, found.turnable
    if found.model is not None:
        outputs = "" if dials.outputs is None else str(dials.outputs)
        own = (
            *own,
            number_dial("outputs", "results", outputs, default="1"),
            number_dial("takes", "takes", "" if dials.takes == 1 else str(dials.takes), default="1"),
        )
        if found.model.uses:
            own = (*own, Dial("mix", "mix of models", dials.mix, "given" if dials.mix else None))
    return (*own, *plan_or_none(books, dials, found.model))


def clip_parts(found: Clip) -> tuple[ViewPart, ...]:
    """The answer of a clip, or why there is none."""
    return (found.refusal,) if found.refusal else found.reports


class ModelLine(Record):
    """A model in a list: its id, what it is called, its kind, and what a unit costs, as `models list` has it."""

    id: str
    name: str
    kind: str
    price: str


def model_lines(books: OpenDials, dials: Dials, word: str = "") -> list[ModelLine]:
    """The models of the price book, or those whose names begin with a word, by their kinds."""
    try:
        edition = books.book(dials).edition
    except CreditcalcError:
        return []
    report = models(edition, books.today, kind=None, maker=None, below=None, by_price=False, word=word)
    seen = report.read_by("people")
    places = [[column.key for column in seen.columns].index(key) for key in ("id", "model", "kind", "price", "per")]
    cells = ([cell_text(row[place]) for place in places] for row in seen.rows)
    found = [ModelLine(name, title, kind, " ".join(filter(None, rest))) for name, title, kind, *rest in cells]
    return sorted(found, key=lambda line: report.groups.index(line.kind) if line.kind in report.groups else 0)


class Beside(Record):
    """What else would do: cheaper models, and other platforms."""

    cheaper: Cheaper
    elsewhere: Listing[Listed] | Declined


def beside(books: OpenDials, dials: Dials) -> Beside:
    """What else would do for the clip of the dials; it raises nothing."""
    return Beside(cheaper(books, dials), elsewhere(books, dials))


def instead(found: Beside, here: str) -> Iterator[tuple[str, str, str]]:
    """The rows that can be taken: `model` or `platform`, its id, and its words; each other platform once."""
    own = [
        ("model", one.model, one.edition.models[one.model].name, in_unit(one.quote.total, one.edition.unit))
        for one in found.cheaper.answers
    ]
    if not isinstance(found.elsewhere, Declined):
        report = found.elsewhere.reports[0]
        places = [[column.key for column in report.columns].index(key) for key in ("platform", "name", "price")]
        rows = ([cell_text(row[place]) for place in places] for row in report.rows)
        first = {name: (title, price) for name, title, price in reversed([*rows]) if name != here}
        own += [("platform", name, title, price) for name, (title, price) in reversed(first.items())]
    width = max((len(title) for _, _, title, _ in own), default=0)
    for kind, name, title, figure in own:
        yield kind, name, f"{title:{width}}  {figure}"


def beside_parts(found: Beside | None, models: str, platforms: str) -> Iterator[ViewPart]:
    """What else would do, each under its title and with the command that says all of it."""
    for title, command, part in (
        ("Nearest cheaper models", models, found and _nearest(found.cheaper)),
        ("On other platforms", platforms, found and _whole(found.elsewhere)),
    ):
        lines = (AnswerLine(words=(Strong(title),)), AnswerLine(words=(Dim(command),)))
        yield Report("", (), (), {}, answer=lines)
        yield COMPUTING if part is None else part


def _nearest(found: Cheaper) -> ViewPart:
    """The rows of the comparison of the models that are the nearest, and of none where there are none."""
    if found.listing is None:
        assert found.refusal is not None
        return found.refusal
    if not found.answers:
        return "None of this kind is listed for less."
    names = {one.model for one in found.answers}
    shown = found.listing.reports[0]
    rows = tuple(row for row, one in zip(shown.rows, found.listing.items, strict=True) if one.model in names)
    return Report("", shown.columns, rows, {}, bars=shown.bars)


def _whole(found: Listing[Listed] | Declined) -> ViewPart:
    if isinstance(found, Declined):
        return found
    shown = found.reports[0]
    return shown._replace(title="", aside="", next="")


def plans_dials(books: OpenDials, dials: Dials) -> tuple[Dial, ...]:
    """How much is made a month, for how long, and the currency."""
    found: list[Dial] = []
    if dials.model:
        found.append(number_dial("per_month", "clips a month", dials.per_month, default="1"))
    found.append(Dial("credits", "credits a month", dials.credits, "given" if dials.credits else None, low="0"))
    horizon = number_dial("horizon", "months ahead", dials.horizon, high=str(LONGEST_HORIZON))
    found.append(horizon._replace(origin=None) if not dials.horizon else horizon)
    try:
        sold = currencies_sold(books, dials)
    except CreditcalcError:
        return tuple(found)
    if len(sold) > 1:
        choices = tuple(DialChoice(one, one) for one in sold)
        found.append(Dial("currency", "currency", dials.currency, "given" if dials.currency else None, choices))
    return tuple(found)


class PlansShown(Record):
    """The plans for the dials' work, and where each is the cheapest; `ahead` is the way through several months."""

    found: PlansFound
    ahead: PlansFound | None
    ends: BreakEven | Declined


def plans_shown(books: OpenDials, dials: Dials) -> PlansShown:
    """The plans for the dials' work; it raises nothing."""
    ahead = through_months(books, dials) if dials.horizon and (dials.model or dials.credits) else None
    return PlansShown(plans(books, dials), ahead, break_even_of(books, dials))


def plans_parts(books: OpenDials, found: PlansShown) -> Iterator[ViewPart]:
    """The way through several months, the plans for a month, the demand as a bar, and where the cheapest changes."""
    shown = found.found
    for one in (found.ahead, shown):
        if one is not None:
            yield from (one.refusal,) if one.refusal else one.listing.reports if one.listing else ()
    if isinstance(found.ends, Declined):
        yield found.ends
        return
    most = found.ends.picture.workloads[-1]
    demand = demand_of(books, shown.dials) if shown.demand else None
    if demand is not None and most:
        share = min(Fraction(1), (demand.months[0].high or demand.months[0].low) / most)
        words = f"of {listed(exactly(most))} {units(books.book(shown.dials).edition.unit)}"
        yield Report("", (), (), {}, answer=(AnswerLine(words=(f"Demand {gauge_signs(share)} ", Dim(words))),))
    yield found.ends.report._replace(notes=())  # the table above has them
    yield Letters(found.ends.picture)


def shoot_dials(books: OpenDials, dials: Dials, found: Shooting | None, at: int, changes: Changes) -> tuple[Dial, ...]:
    """The dials of one shot, by its number, and of the whole file."""
    own: list[Dial] = []
    if found is not None and found.filed is not None and found.shots is not None:
        shots, rows = found.filed.shots, found.shots.rows
        if at < len(shots):
            own = [*_shot_dials(shots[at].ways, rows[at].values, changes.get(at, Change()))]
        names = dict.fromkeys(way.name for shot in shots for way in shot.ways if way.name)
        if len(names) > 1 and not dials.budget:
            choices = (DialChoice("", "open"), *(DialChoice(one, one) for one in names))
            own.append(Dial("pick", "all shots as", dials.pick, "given" if dials.pick else None, choices))
    own.append(Dial("budget", "budget", dials.budget, "given" if dials.budget else None, low="0"))
    return (*own, *plan_or_none(books, dials))


def _shot_dials(ways: Sequence[Way], values: Mapping[str, str], change: Change) -> Iterator[Dial]:
    names = [way.name for way in ways]
    if len(names) > 1:
        choices = (DialChoice("", "as decided"), *(DialChoice(one, one) for one in names))
        yield Dial("way", "this shot as", change.way, "given" if change.way else None, choices)
    takes = number_dial("takes", "takes", change.takes, default=values.get("takes", "1"))
    yield takes if change.takes else takes._replace(origin=None)
    rate = change.success_rate or values.get("success_rate", "")
    choices = tuple(DialChoice(one, one) for one in OFFERED_RATES)
    yield Dial("success_rate", "success rate", rate, "given" if change.success_rate else None, choices)


def shot_lines(found: Shooting) -> Iterator[tuple[str, str]]:
    """The scenes and shots of a file for a list: the words of a line, and the number of its shot, "" for a scene."""
    assert found.shots is not None
    scene = ""
    for at, row in enumerate(found.shots.rows):
        if row.shot.scene and row.shot.scene != scene:
            scene = row.shot.scene
            yield scene, ""
        way = "" if row.way is None or not row.way.name else f" · {row.way.name}"
        yield f"{'  ' if scene else ''}{row.shot.name}{way}", str(at)


def shoot_parts(found: Shooting) -> Iterator[ViewPart]:
    """What is shown of a file."""
    if found.refusal is not None:
        yield found.refusal
    if found.by_shot is not None:
        yield found.by_shot
    yield from (one for one in found.reports if one is not found.by_shot)


def check_turn(books: OpenDials, dials: Dials, name: str, word: str) -> None:
    """Raises CreditcalcError for a word that a dial cannot be turned to, where that can be told."""
    if not word:
        return
    if name == "budget":
        limit_said(word)
    if name == "success_rate":
        rate_said(word)
        return
    there = turned(dials, name, word)
    error = None
    if dials.tab == "clip" and clip(books, dials).refusal is None:
        error = clip(books, there).refusal
    elif dials.tab == "plans":
        error = plans(books, there).refusal
    if error is not None and error.code == REFUSED:
        raise CreditcalcError(error.lines[0])


def headline(parts: Sequence[ViewPart]) -> str:
    """The first figure that is shown, or the words in its place: what a change of prices changes."""
    first = parts[0] if parts else ""
    if isinstance(first, Declined):
        return first.lines[0]
    if not isinstance(first, Report) or not first.answer:
        return ""
    return first.answer[0].figure or "".join(first.answer[0].words)


def plan_kept(books: OpenDials, dials: Dials, platform: str, edition: str) -> Dials:
    """The dials turned to another price book, on the same plan and in the same currency where it has these.

    Raises CreditcalcError for unknown names.
    """
    try:
        found = with_book(dials, books, platform, edition, dials.plan)
    except CreditcalcError:
        found = with_book(dials, books, platform, edition)
    return found if dials.currency in currencies_sold(books, found) else found._replace(currency="")


def currencies_sold(books: OpenDials, dials: Dials) -> list[str]:
    """The currencies in which the price book has plans."""
    plans = books.book(dials).edition.plans.values()
    return [*dict.fromkeys(money.currency for plan in plans for money in plan.prices)]


def book_words(books: OpenDials, dials: Dials) -> str:
    """The seller and the month of the prices."""
    try:
        return aside(books.book(dials).edition)
    except CreditcalcError as error:
        return error.lines[0]
