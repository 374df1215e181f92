"""The plans for a month's work as a screen: which is safe, which may cost less, and on what that hangs."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from creditcalc.amount import Amount, exactly
from creditcalc.figures import in_sentence, in_unit, in_words, in_words_of_unit, money, shown
from creditcalc.plans.able import LeftOut, marked
from creditcalc.plans.choice import Hinge, PlanChoice, Unknown, choose, hinge, less
from creditcalc.plans.months import Month, verdict
from creditcalc.plans.options import Pack
from creditcalc.plans.share import option_shown
from creditcalc.plans.work import Demand
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.plan import Plan
from creditcalc.reports.book import aside, newer_note, shown_under
from creditcalc.reports.plans import names, not_published, without_price
from creditcalc.reports.plans_json import plans_for_json, verdict_of
from creditcalc.reports.quote import MOST_NAMED, title
from creditcalc.reports.report import AnswerLine, Cell, Column, Note, Report, Strong, pasted
from creditcalc.text import sentence, series, units


def demand_title(demand: Demand, unit: str) -> str:
    """What plans are compared for, on one line: `10 × Veo 3.1, 8 s, a month`."""
    every = f"a {demand.often.every}"
    if demand.quote is not None:
        made = title(demand.quote.generation).replace(" · ", ", ")
        return f"{made}, once {every}" if demand.often.number == "1" else f"{demand.often.number} × {made}, {every}"
    if demand.file:
        times = "" if demand.often.number == "1" else f"{demand.often.number} × "
        return f"{times}{demand.file} {every}"
    return _credits(demand.months[0], unit) if len(demand.months) == 1 else f"{units(unit).capitalize()} month by month"


def _credits(amount: Amount, unit: str) -> str:
    return f"{in_words_of_unit(amount, unit)} a month"


def compare_months(
    edition: Edition,
    months: Sequence[Month],
    cases: Sequence[Sequence[Month]],
    demand: Amount,
    what: str,
    left_out: Sequence[LeftOut] = (),
    videos: Fraction | None = None,
    yours: Plan | None = None,
    priced: Iterable[Amount] = (),
) -> Report:
    """Plans for a month's work: cost with the cheapest top-ups, what is left over, and which one to choose.

    `left_out` says which plans cannot do the work, and why; `videos` is how many a month it is, `yours` the plan of the
    person who asks, if that is known, and `priced` what of the demand is a price.
    """
    currency = months[0].option.currency
    columns = (
        Column("plan", "Plan", whole=True, readers="scripts"),
        Column("name", "Plan", whole=True, readers="people"),
        Column("fits", "Fits", readers="scripts"),
        Column("money", "A month", True),
        Column("top_up_money", "Of it top-ups", True, readers="scripts"),
        Column("extra", "of it extra", True, priority=2, readers="people"),
        Column("unused", "Left of the plan", True, priority=1),
        Column("verdict", "", readers="scripts"),
        Column("watermark", "", readers="scripts"),
        Column("mark", "", whole=True, readers="people"),
    )
    best, rivals = verdict(months, cases)
    choice = choose(months, cases)
    rows: list[tuple[Cell, ...]] = []
    for month in months:
        said = verdict_of(month, best, rivals)
        rows.append(
            (
                month.option.name,
                option_shown(month.option, yours),
                month.fits,
                money(month.cost, currency),
                month.extra,
                None if month.fits == "no" else money(month.extra, currency) if month.extra.high != 0 else "—",
                month.unused,
                said,
                {True: "true", False: "false", None: None}[marked(month.option.plan)],
                _mark(month, choice),
            )
        )
    need = _credits(demand, edition.unit)
    differs = ", depending on the plan" if len({month.demand for month in months}) > 1 else ""
    lines = [AnswerLine(words=(f"You need {need}{differs}.",))] if what != need or differs else []
    lines += [*_chosen(choice, edition, demand), *_maybe(choice, edition), *_yours(months, choice, yours)]
    return Report(
        what,
        columns,
        tuple(rows),
        plans_for_json(edition, demand, months, best, rivals),
        aside=aside(edition),
        answer=tuple(lines),
        notes=(
            *newer_note(edition),
            *_notes(edition, months, choice, left_out),
            *_advice(edition, months, choice, videos),
        ),
        details=tuple(_limits(choice, edition)),
        behind="What decides between them",
        last=shown_under(edition, priced),
    )


def _mark(month: Month, choice: PlanChoice) -> str:
    if month is choice.safe:
        return "✓ safe"
    if month is choice.cheapest:
        return "✓ cheapest"
    if month.fits == "no":
        return "✗ too few"
    unsafe = choice.safe is None and month is choice.best
    return "☆ maybe" if unsafe or any(month is one for one in choice.maybe) else ""


def _chosen(choice: PlanChoice, edition: Edition, demand: Amount) -> Iterator[AnswerLine]:
    """Which plan is safe, and why, or why none is."""
    safe, best = choice.safe, choice.best
    if safe is not None:
        if choice.cheapest is not None:
            yield _line(choice.cheapest, f"is the cheapest: {_extra(choice.cheapest)}.")
            yield _line(safe, "is the cheapest with nothing extra to buy.")
        elif choice.maybe:
            yield _line(safe, "is the safe choice: nothing extra to buy.")
        else:
            yield _line(safe, "is the cheapest, with nothing extra to buy.")
    elif demand.high is None:
        yield AnswerLine(words=("There is no known upper limit, so no plan is certain to cover this.",))
    elif best is None or best.cost.high is None:
        yield AnswerLine(words=("No plan is certain to cover this at a known price.",))
    elif choice.cheapest is not None:
        yield AnswerLine(words=("No plan is certain to cover this with nothing extra to buy.",))
        yield _line(best, f"is the cheapest: {_extra(best)}.")
    else:
        yield AnswerLine(words=("No plan is certain to cover this with nothing extra to buy.",))
        what = "is the safest choice" if choice.maybe else "is the cheapest"
        extra = f", {_extra(best)}" if best.extra.high else f", but its {_granted(best, edition)} may not be enough"
        yield _line(best, f"{what}{extra}.")


def _yours(months: Sequence[Month], choice: PlanChoice, yours: Plan | None) -> Iterator[AnswerLine]:
    """What the month costs on the plan of the person who asks, where that is none of those named."""
    for month in months:
        said = (choice.safe, choice.cheapest, choice.best, *choice.maybe)
        if yours is None or not month.option.of(yours) or any(month is one for one in said):
            continue
        if month.fits == "no":
            yield AnswerLine(words=(Strong(month.option.name), ", your plan, has too few credits."))
        else:
            yield AnswerLine(
                words=("Your plan, ", Strong(month.option.name), f", costs {_cost(month)} a month{_watermark(month)}.")
            )


def _line(month: Month, words: str) -> AnswerLine:
    return AnswerLine(words=(Strong(month.option.name), f", {_cost(month)} a month{_watermark(month)}, {words}"))


def _watermark(month: Month) -> str:
    return " with a watermark on exports" if marked(month.option.plan) else ""


def _cost(month: Month) -> str:
    """What the month costs, within a sentence."""
    return in_sentence(money(month.cost, month.option.currency))


def _extra(month: Month) -> str:
    """How much of its cost is for what is bought besides."""
    return f"{in_sentence(money(month.extra, month.option.currency))} of it for {_packs(month.bought)}"


def _granted(month: Month, edition: Edition) -> str:
    return f"{in_words(month.option.allowance)} {units(edition.unit)}"


def _packs(bought: Sequence[Pack]) -> str:
    """What can be bought, in the plural: `extra minutes`, `extra credits`."""
    kinds = {pack.top_up.gives.unit for pack in bought if pack.top_up.gives}
    return f"extra {units(kinds.pop())}" if len(kinds) == 1 else "what is bought extra"


def _pack(pack: Pack) -> str:
    """One purchase: `an extra minute`, `the top-up Pack`."""
    gives = pack.top_up.gives
    if gives is not None and gives.amount == exactly(1) and gives.of is not None:
        return f"an extra {gives.unit}"
    return f"the top-up {pack.top_up.name}"


def _unpublished(month: Month) -> bool:
    """Whether the plan's allowance is not published at all."""
    return month.option.allowance.qualifier == "unknown"


def _rivals(choice: PlanChoice) -> tuple[Month, list[Month]] | None:
    """The plans that may cost less than the one to go by, but for those whose allowance is not published."""
    other = choice.safe or choice.best
    if other is None or other.cost.high is None:
        return None
    found = [month for month in choice.maybe if not _unpublished(month) and month is not choice.cheapest]
    return (other, found) if found else None


def _maybe(choice: PlanChoice, edition: Edition) -> Iterator[AnswerLine]:
    """Which plans may cost less, and on what that hangs."""
    found = _rivals(choice)
    if found is None:
        return
    other, rivals = found
    for month in [one for one in rivals if less(one, other)][:1] if len(rivals) > 1 else []:
        rivals.remove(month)
        yield AnswerLine(words=_sentence(month, other, edition))
    if len(rivals) == 1:
        yield AnswerLine(words=_sentence(rivals[0], other, edition))
        return
    hinges = [hinge(month, other) for month in rivals]
    why = dict.fromkeys(
        _cause(unknown, month, other) for month, one in zip(rivals, hinges, strict=True) for unknown in one.unknowns
    )
    named = len(rivals) <= MOST_NAMED
    each = [f"{month.option.name} at {_cost(month)}".replace("at at", "at") for month in rivals]
    who = series(each) if named else f"{len(rivals)} other plans"
    reasons = series(why) if len(why) <= MOST_NAMED else "figures that are not known exactly"
    yield AnswerLine(words=(f"{who} may cost less, depending on {reasons}.",))


def _limits(choice: PlanChoice, edition: Edition) -> Iterator[str]:
    """What decides of each of several plans whether it costs less."""
    found = _rivals(choice)
    if found is not None and len(found[1]) > 1:
        for month in found[1]:
            yield "".join(_sentence(month, found[0], edition))


def _sentence(month: Month, other: Month, edition: Edition) -> tuple[str, ...]:
    """That a plan may cost less than another one, and in which case."""
    name, cost = Strong(month.option.name), f", {_cost(month)}{_watermark(month)},"
    if less(month, other):
        if month.fits == "yes":
            return name, f"{cost} costs less, but its {_granted(month, edition)} may not be enough."
        return name, f"{cost} costs less, {_extra(month)}."
    found = hinge(month, other)
    if found.limit is not None:
        return name, f"{cost} costs less only if {_only_if(month, other, found, edition.unit)}."
    reasons = series(_cause(unknown, month, other, alone=True) for unknown in found.unknowns)
    return name, f"{cost} may cost less, depending on {reasons}."


def _only_if(month: Month, other: Month, found: Hinge, unit: str) -> str:
    """In which case alone a plan costs less, by the one figure that is not known."""
    limit = exactly(found.limit or 0)
    price, number = money(limit, month.option.currency), in_unit(limit, unit)
    return {
        "demand": f"you need at most {number} a month",
        "allowance": f"it gives at least {number} a month",
        "pack price": f"{_pack(month.bought[0])} is under {price}" if month.bought else "",
        "pack credits": f"{_pack(month.bought[0])} gives at least {number}" if month.bought else "",
        "price": f"its price is under {price} a month",
        "other price": f"{other.option.name} costs more than {price} a month",
    }[found.unknowns[0]]


def _cause(unknown: Unknown, month: Month, other: Month, *, alone: bool = False) -> str:
    """What is not known, in words; `alone` of one plan that was just named."""
    whose = "its" if alone else f"{month.option.name}'s"
    return {
        "demand": "how much you need",
        "allowance": f"{whose} allowance",
        "pack price": f"what {_packs(month.bought or other.bought)} cost",
        "pack credits": f"what {_packs(month.bought or other.bought)} give",
        "price": f"{whose} price",
        "other price": f"{other.option.name}'s price",
        "digits": "figures that are approximate",
    }[unknown]


def _notes(
    edition: Edition, months: Sequence[Month], choice: PlanChoice, left_out: Sequence[LeftOut]
) -> Iterator[Note]:
    """What a person should know: a doubtful allowance, one that is not published, the packs, and who is left out."""
    if edition.sheet.note:
        yield Note("doubtful", edition.sheet.note)
    for month in months:
        if _unpublished(month) and month.fits != "no" and _mark(month, choice) and month is not choice.safe:
            yield Note("unpublished", _not_published(month, choice, edition))
    bought = {pack.top_up.id: pack for month in months for pack in month.bought}
    currency = months[0].option.currency
    plain = [
        f"{pack.top_up.name}: {money(pack.cost, currency)} for {shown(pack.credits)} {units(edition.unit)}."
        for pack in bought.values()
    ]
    missing = without_price(edition, [month.option for month in months], left_out)
    plain += [one.why for one in left_out]
    plain += [f"Not compared (no {currency} price): {names(missing)}."] if missing else []
    named = [month for month in months if month.fits != "no" and _mark(month, choice) and marked(month.option.plan)]
    plain += (
        [
            f"{series(dict.fromkeys(month.option.plan.name for month in named))} "
            f"{'puts' if len(named) == 1 else 'put'} a watermark on exports: {pasted('--no-watermark')}"
        ]
        if named
        else []
    )
    if plain:
        yield Note("other", " ".join(plain))


def _advice(edition: Edition, months: Sequence[Month], choice: PlanChoice, videos: Fraction | None) -> Iterator[Note]:
    """What a source suggests for so many videos, and whether it says that a plan is enough that may cost less."""
    maybe = {month.option.plan.id for month in months if month.fits != "no" and _mark(month, choice)}
    told = [rule for rule in edition.rules.values() if rule.plan is None or rule.plan in maybe]
    fit = [rule for rule in told if rule.videos is not None and videos is not None and videos in rule.videos]
    for rule in fit:
        yield Note("other", f"{edition.source(rule.source).said}: {rule.says}")
    for plan in maybe - {rule.plan for rule in fit}:
        topics = [topic for rule in told if rule.plan == plan for topic in rule.topic]
        if topics:
            yield Note("other", f"Is {edition.plans[plan].name} enough? See: {pasted(f'guide {topics[0]}')}")


def _not_published(month: Month, choice: PlanChoice, edition: Edition) -> str:
    """What is not published of a plan, and that it may cost less, unless the answer says what it costs."""
    plan, other = month.option.plan, choice.safe or choice.best
    if other is None or month is other or month is choice.cheapest:
        return f"{sentence(not_published(plan, edition, f'of {plan.name}'))}."
    verb = "costs" if less(month, other) else "may cost"
    cost = "" if month.cost.high is None else f", {_cost(month)}"
    if month.fits == "maybe":
        return f"{month.option.name}{cost}, may be enough: {not_published(plan, edition)}."
    return f"{month.option.name} {verb} less{cost}: {not_published(plan, edition)}."
