"""Plans as reports: what they cost and give, what that buys, and from which demand on which is the cheapest."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Any

from creditcalc import figures
from creditcalc.amount import UNKNOWN, Amount, End, decimal, exactly
from creditcalc.errors import CreditcalcError
from creditcalc.figures import Figure, shown
from creditcalc.plans.able import LeftOut, excluded, marked
from creditcalc.plans.break_even import ENDLESS, Segment, break_even, costs_of
from creditcalc.plans.options import Option, currencies, packs
from creditcalc.plans.schedule import Schedules, Stage
from creditcalc.plans.share import HUNDRED, option_shown
from creditcalc.pricebook.condition import number_of
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.evidence import Claim
from creditcalc.pricebook.model import Model
from creditcalc.pricebook.plan import Allowance, AtOnce, Money, Plan, TopUp
from creditcalc.rating.allowance import credits_of
from creditcalc.rating.compare import UnitPrice, unit_price
from creditcalc.rating.generation import resolve
from creditcalc.rating.quote import Quote, price
from creditcalc.record import Record
from creditcalc.reports.book import GRADE_WORDS, aside, newer_note, prices_of, shown_under
from creditcalc.reports.chart import Curve, Picture
from creditcalc.reports.guide import sentences
from creditcalc.reports.plans_json import break_even_json, compared_json, plan_shown_json, plans_json, schedule_json
from creditcalc.reports.quote import title
from creditcalc.reports.quote_screen import settings_words
from creditcalc.reports.report import AnswerLine, Cell, Column, Note, Report, pasted
from creditcalc.text import count, sentence, series, unit_title, units, units_of

RHYTHMS = {"day": "daily ", "week": "weekly ", "month": "monthly ", "year": "yearly "}
"""How often an allowance is granted, before what is granted."""


def money_text(money: Money) -> str:
    """A price as published: `~28..30 USD a month`, with where it holds and what the vendor shows beside it."""
    every = {"month": " a month", "year": " a year", "once": " once"}.get(money.every or "", "")
    seat = " per seat" if money.per else ""
    where = ", ".join(word for word in (money.channel, money.region) if word)
    shown = f", shown as {money.shown_monthly} a month" if money.shown_monthly else ""
    return f"{money.amount} {money.currency}{every}{seat}{f' ({where})' if where else ''}{shown}"


def allowance_text(allowance: Allowance | None) -> str:
    """An allowance: `80 credits a month`, `15 minutes a month`, `unknown credits a week`."""
    if allowance is None:
        return "none"
    plural = "" if str(allowance.amount) == "1" else "s"
    every = f" a {allowance.every}" if allowance.every and allowance.every != "once" else " once"
    return f"{allowance.amount} {allowance.unit}{plural}{every}{' per seat' if allowance.per else ''}"


def resets_text(plan: Plan) -> str:
    """When the allowance starts anew: `every week on monday at 00:00 UTC`."""
    if plan.resets is None:
        return "unknown"
    hour = f" at {plan.resets.at}" if plan.resets.at else ""
    return f"every {plan.resets.every} on {plan.resets.on}{hour}{f' {plan.resets.zone}' if plan.resets.zone else ''}"


def _published(amount: Amount, currency: str) -> Figure:
    """Money as its source prints it; of a range as fine as its width deserves."""
    return figures.money(amount, currency, listed=amount.high is None or amount.low == amount.high)


def price_words(money: Money) -> str:
    """A price as people read it: `~$28–30 a month`, `$200 a year (shown as $17 a month)`, `price not published`."""
    every = {"month": " a month", "year": " a year", "once": " once"}.get(money.every or "", "")
    if money.amount.qualifier == "unknown":
        return f"not published{f' ({seat_words(money.per)})' if money.per else ''}"
    where = [word for word in (money.channel, money.region) if word]
    if money.shown_monthly:
        where.append(f"shown as {_published(money.shown_monthly, money.currency)} a month")
    about = f" ({', '.join(where)})" if where else ""
    return f"{_published(money.amount, money.currency)}{every}{seat_words(money.per)}{about}"


def seat_words(per: str | None) -> str:
    """What a price or an allowance is for, where it is one for each seat."""
    return " per seat" if per else ""


def gives_words(allowance: Allowance | None) -> str:
    """An allowance as people read it: `80 credits a month`, `credits not published`."""
    if allowance is None:
        return "unknown"
    if allowance.amount.qualifier == "unknown":
        return f"{units(allowance.unit)} not published"
    unit = units_of(str(allowance.amount), allowance.unit)
    every = f" a {allowance.every}" if allowance.every and allowance.every != "once" else " once"
    return f"{figures.listed(allowance.amount)} {unit}{every}{seat_words(allowance.per)}"


def meter_words(meter: Allowance) -> str:
    """What else a plan limits: `20 downloads a month`, `7 downloads in a lifetime`, `no downloads`."""
    if meter.amount.high == 0:
        return f"no {units(meter.unit)}"
    said = gives_words(meter)
    return f"{said.removesuffix(' once')} in a lifetime" if said.endswith(" once") else said


def at_once_words(at_once: AtOnce) -> str:
    """How many generations may run at the same time: `5 jobs at once`."""
    return f"{figures.listed(at_once.jobs)} {units_of(str(at_once.jobs), 'job')} at once"


def limits_of(plan: Plan) -> str:
    """What a plan limits beside its credits, in a few words; nothing where that is not published."""
    jobs = [at_once_words(plan.at_once)] if plan.at_once else []
    return ", ".join([*map(meter_words, plan.meters), *jobs])


def _billed(edition: Edition, plan: Plan, billing: str) -> Cell:
    """What a plan costs a month or a year, in the currency that most plans are sold in."""
    found = [money for money in plan.prices if money.every == billing and not money.first]
    known = currencies(edition)
    first = [money for money in found if money.currency == known[0]] if known else []
    if not first:
        return None if found or not plan.on_request or billing == "year" else "on request"
    return _published(first[0].amount, first[0].currency)


def plans_list(edition: Edition) -> Report:
    """Every plan on sale with its prices, allowance, reset and rollover."""
    plans = edition.current(edition.plans).values()
    columns = (
        Column("name", "Plan", whole=True, readers="people"),
        Column("id", "--plan", whole=True, priority=2),
        Column("monthly", "A month", right=True, readers="people"),
        Column("yearly", "A year", right=True, priority=1, readers="people"),
        Column("prices", "Prices", readers="scripts"),
        Column("gives", "Gives", readers="people", least=22),
        Column("allowance", "Allowance", readers="scripts"),
        Column("resets", "Resets", priority=4),
        Column("rollover", "Keeps", priority=3),
        Column("source", "Source", readers="scripts"),
        *([Column("limits", "Also", priority=1, least=20)] if any(map(limits_of, plans)) else []),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            plan.name,
            plan.id,
            _billed(edition, plan, "month"),
            _billed(edition, plan, "year"),
            "; ".join(map(money_text, plan.prices)) or ("on request" if plan.on_request else "unknown"),
            gives_words(plan.allowance and plan.allowance._replace(per=None)),
            allowance_text(plan.allowance),
            resets_text(plan),
            str(plan.rollover.keeps) if plan.rollover else "unknown",
            plan.source,
            *([limits_of(plan)] if any(map(limits_of, plans)) else []),
        )
        for plan in plans
    )
    return Report(
        count(len(rows), "plan"),
        columns,
        rows,
        plans_json(edition),
        aside=aside(edition),
        notes=(*newer_note(edition), *_seats(plans)),
        next=f"Next: {pasted('plans show PLAN')} for all that it includes, {pasted('plans compare')} to choose one",
    )


def _seats(plans: Iterable[Plan]) -> Iterator[str]:
    """Which plans are sold by the seat."""
    found = [plan.name for plan in plans if any(part and part.per for part in (*plan.prices, plan.allowance))]
    if found:
        yield f"Sold by the seat: {', '.join(found)}."


ENDS: tuple[End, ...] = ("high", "low")
"""The figures at which plans are compared, in the order in which they are shown."""


class _Fact(Record):
    """Something that a plan's sheet says, for scripts and for people."""

    what: str
    says: str
    source: str
    note: str | None
    title: str
    words: str


def _facts(edition: Edition, plan: Plan) -> Iterator[_Fact]:
    """Every price and claim of a plan, what it gives and includes, and what can be bought on top."""

    def said(what: str, text: str, part: Any, words: str = "") -> Iterator[_Fact]:
        note = part.note or getattr(part, "because", None)
        yield _Fact(what, text, part.source or plan.source, note, what, words or text)
        for claim in part.claims:
            yield _Fact(
                f"{what}, otherwise", str(claim), claim.source, claim.note, "elsewhere", _claim_words(claim, part)
            )

    for money in plan.prices:
        yield from said("price", money_text(money), money, price_words(money))
    if plan.on_request:
        yield _Fact("price", "on request", plan.source, None, "price", "on request")
    if plan.allowance:
        yield from said("allowance", allowance_text(plan.allowance), plan.allowance, gives_words(plan.allowance))
    limits: list[tuple[str, str, Any]] = [("meter", meter_words(meter), meter) for meter in plan.meters]
    limits += [("at once", at_once_words(plan.at_once), plan.at_once)] if plan.at_once else []
    for what, words, part in limits:
        yield from said(what, words, part)
    if plan.resets:
        yield from said("resets", resets_text(plan), plan.resets)
    if plan.rollover:
        yield from said("keeps", str(plan.rollover.keeps), plan.rollover)
    if seats := plan.seats:
        numbers = {"included": seats.included, "least": seats.least, "most": seats.most}
        if many := ", ".join(f"{word} {decimal(n)}" for word, n in numbers.items() if n):
            yield _Fact("seats", many, seats.source or plan.source, seats.note, "seats", many)
        if seats.extra:
            yield from said("extra seat", money_text(seats.extra), seats.extra, price_words(seats.extra))
    for name, value in plan.includes.items():
        words = f"{name.replace('_', ' ')}: {value}"
        yield _Fact("includes", words, plan.source, None, "includes", words)
    for top_up in edition.current(edition.top_ups).values():
        if not top_up.plans or plan.id in top_up.plans:
            yield _Fact("top-up", top_up.name, top_up.source, top_up.note, "can buy", _top_up_words(top_up))


def _claim_words(claim: Claim, part: Any) -> str:
    """What another source says of a price or an allowance."""
    if claim.amount is not None and isinstance(part, Money):
        return str(_published(claim.amount, claim.currency or part.currency))
    if claim.amount is not None and isinstance(part, Allowance):
        return f"{figures.listed(claim.amount)} {units(claim.unit or part.unit)}"
    return str(claim)


def _top_up_words(top_up: TopUp) -> str:
    """A top-up with its prices, as far as they are published."""
    prices = [price_words(money) for money in top_up.prices if money.amount.qualifier != "unknown"]
    return f"{top_up.name}: {', '.join(prices) or 'price not published'}"


def plan_reports(edition: Edition, plan: Plan) -> tuple[Report, ...]:
    """One plan whole: every price and claim, what it includes, and how much of each model its allowance is."""
    columns = (
        Column("what", "What", readers="scripts"),
        Column("says", "Says", readers="scripts"),
        Column("source", "Source", readers="scripts"),
        Column("title", "", readers="people"),
        Column("words", "", readers="people", least=30),
        Column("said", "Source", priority=1, readers="people", least=20),
        Column("note", "Note", priority=2, least=20),
    )
    rows: list[tuple[Cell, ...]] = []
    before = ""
    facts = list(_facts(edition, plan))
    for fact in facts:
        head = "" if fact.title == before else fact.title
        before = fact.title
        rows.append((fact.what, fact.says, fact.source, head, fact.words, edition.source(fact.source).said, fact.note))
    bought = list(_bought(edition, plan))
    data = plan_shown_json(plan, edition, bought, (plan.source, *(fact.source for fact in facts)))
    notes: list[Note | str] = [*newer_note(edition), *([plan.note] if plan.note else [])]
    report = Report(plan.name, columns, tuple(rows), data, aside=aside(edition), notes=tuple(notes))
    granted = plan.allowance and credits_of(plan.allowance, edition)
    buys: list[Report] = []
    if plan.allowance is not None and granted is not None and granted.qualifier != "unknown":
        buys.append(_buys(edition, plan.allowance, granted, bought))
    return (report, *buys, *_enough(edition, plan))


def _enough(edition: Edition, plan: Plan) -> Iterator[Report]:
    """For which use a plan is said to be enough, where anything is said."""
    if found := [rule for rule in edition.rules.values() if rule.plan == plan.id]:
        yield Report(f"Is {plan.name} enough?", (), (), {}, answer=tuple(sentences(edition, found)))


def _bought(edition: Edition, plan: Plan) -> Iterator[tuple[Model, UnitPrice, Amount]]:
    """Each model with its price over all its settings, and how much of it alone a plan's allowance is."""
    granted = credits_of(plan.allowance, edition) if plan.allowance else UNKNOWN
    if granted.qualifier == "unknown":
        return
    for model in edition.models.values():
        if excluded(plan, [model]):
            continue
        rates = tuple(row for row in model.rates if plan.id in dict(row.when).get("plan", (plan.id,)))
        found = unit_price(model._replace(rates=rates))
        if found and found.amount.low:
            yield model, found, granted / found.amount


def _buys(
    edition: Edition, allowance: Allowance, granted: Amount, bought: Iterable[tuple[Model, UnitPrice, Amount]]
) -> Report:
    """How much of each model an allowance is."""
    unit = edition.unit
    columns = (
        Column("name", "Model", readers="people"),
        Column("model", "--model", whole=True, priority=1),
        Column("price", unit_title(unit), True, readers="scripts"),
        Column("quantity", "Buys", True),
        Column("unit", "", readers="scripts"),
        Column("units", "", readers="people"),
        Column("rate", unit_title(unit), right=True, readers="people", priority=2),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            model.name,
            model.id,
            found.amount,
            made,
            found.unit,
            f"{found.unit}s",
            figures.rate(found.amount, found.unit),
        )
        for model, found, made in bought
    )
    notes: list[str] = []
    if allowance.of and allowance.amount.high is not None:
        clip = price(resolve(edition.named(allowance.of), {"seconds": 60}), edition)
        notes.append(
            f"{gives_words(allowance)} are {shown(granted)} {units(unit)}: a minute of "
            f"{clip.generation.model.name} costs {shown(clip.total)}, and a more expensive model uses them up faster."
        )
    what = f"What {gives_words(allowance)} {'buys' if str(allowance.amount) == '1' else 'buy'}"
    notes.append("Each model alone; a range covers the cheapest to the most expensive settings.")
    last = shown_under(edition, (found.amount for _, found, _ in bought))
    return Report(what, columns, rows, {}, notes=tuple(notes), last=last)


def compare_plans(
    edition: Edition, found: Sequence[Option], left_out: Sequence[LeftOut] = (), yours: Plan | None = None
) -> Report:
    """Plans side by side without a workload: price, credits, money for a credit, and what the yardsticks take.

    `yours` is the plan of the person who asks, if that is known.
    """
    sticks = {
        name: price(resolve(edition.named(stick.model), dict(stick.with_)), edition)
        for name, stick in edition.sheet.yardsticks.items()
    }
    currency = found[0].currency if found else ""
    columns = [
        Column("plan", "Plan", whole=True, readers="scripts"),
        Column("name", "Plan", whole=True, readers="people"),
        Column("monthly", "A month", True),
        Column("credits", unit_title(edition.unit), True),
        Column("per_credit", f"A {edition.unit}", True, priority=2),
    ]
    for name in sticks:
        columns += [
            Column(f"{name}_seconds", f"{sentence(name)} seconds", True, priority=1),
            Column(f"{name}_share_percent", "", True, readers="scripts"),
        ]
    costs = [one.monthly / one.allowance if one.allowance.qualifier != "unknown" else None for one in found]
    measures = [{name: _measured(option, quote) for name, quote in sticks.items()} for option in found]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            option.name,
            option_shown(option, yours),
            _published(option.billed, currency)
            if option.billing == "month"
            else figures.money(option.monthly, currency),
            Figure(option.allowance, listed=True),
            cost and figures.money(cost, currency),
            *(figure for measure in measured.values() for figure in measure),
        )
        for option, cost, measured in zip(found, costs, measures, strict=True)
    )
    return Report(
        f"{edition.platform_name} plans",
        tuple(columns),
        rows,
        compared_json(edition, found, costs, sticks, measures),
        aside=prices_of(edition),
        notes=(
            *newer_note(edition),
            *(_yardstick(name, quote) for name, quote in sticks.items()),
            *_unpublished(edition, found, left_out),
            *_paid_seats(found),
            *_limited(found),
            *(one.why for one in left_out),
        ),
        details=(
            *([edition.sheet.note] if edition.sheet.note else []),
            *(
                f"{option.plan.name} gives {gives_words(option.plan.allowance)}."
                for option in found
                if option.billing == "month" and option.plan.allowance and option.plan.allowance.unit != edition.unit
            ),
        ),
        next=_next(found),
        last=shown_under(edition, (quote.total for quote in sticks.values())),
    )


def _paid_seats(found: Sequence[Option]) -> Iterator[str]:
    """Which plans are paid for more seats than are used, or for a number of extra seats that is not published."""
    for one in {option.plan.id: option for option in found}.values():
        said = one.plan.seats
        if said and said.least and one.seats == said.least:
            yield f"{one.plan.name} is sold for at least {count(one.seats, 'seat')}, and its figures are for as many."
        if said and said.extra and said.included is None and one.seats > 1:
            yield f"How many seats {one.plan.name} includes is not published: of {one.seats} it may be all."


def _limited(found: Sequence[Option]) -> Iterator[str]:
    """What plans limit beside their credits, and how many generations may run at once."""
    plans = {option.plan.id: option.plan for option in found}
    said = [f"{plan.name} {words}" for plan in plans.values() if (words := limits_of(plan))]
    if said:
        yield f"Limits beside credits: {'; '.join(said)}."


def _measured(option: Option, quote: Quote) -> tuple[Amount | None, Amount | None]:
    """How many seconds of a generation a month's credits are, and how much of them one takes in per cent."""
    if option.allowance.qualifier == "unknown":
        return None, None
    seconds = number_of(quote.generation.variants[0].get("seconds", Fraction(1)))
    return option.allowance / quote.total * exactly(seconds), quote.total / option.allowance * HUNDRED


def _next(found: Sequence[Option]) -> str:
    """How to go on from the plans."""
    paid = next((option.plan.id for option in found if option.billed.high != 0), None)
    features = f", {pasted(f'plans show {paid}')} (features)" if paid else ""
    return f"Next: {pasted('plans compare --credits 300')} (for your work){features}"


def _yardstick(name: str, quote: Quote) -> Note:
    """What a clip is that plans are measured by, and what it costs; doubtful where that is a lower bound."""
    made = f"{sentence(name)}: {title(quote.generation).replace(' · ', ', ')}"
    if len(quote.lines) == 1:
        line = quote.lines[0]
        made = f"{sentence(name)}: {', '.join([line.label, *settings_words(quote.generation)])}"
        cost = figures.rate(line.price, f"{line.unit}").replace(" per", f" {units(quote.edition.unit)} per", 1)
    else:
        cost = f"{shown(quote.total)} {units(quote.edition.unit)}"
    if quote.total.qualifier != "at_least":
        return Note("other", f"{made}, {cost}.")
    doubt = ", doubtful" if any(row.claims for row in quote.rows) else ""
    return Note("doubtful", f"{made}, {cost} ({GRADE_WORDS[quote.evidence.grade]}{doubt}).")


def not_published(plan: Plan, edition: Edition, of: str = "") -> str:
    """What is not published of a plan's allowance: `its weekly credits are not published`, or the same `of` a plan."""
    granted = plan.allowance
    unit = units(granted.unit if granted else edition.unit)
    if granted is not None and granted.amount.qualifier != "unknown":
        what = f"the {unit} {of}" if of else f"its {unit}"
        return f"what {what} are worth in {units(edition.unit)} is not published"
    given = f"{RHYTHMS.get(granted.every or '', '') if granted else ''}{unit}"
    return f"{f'the {given} {of}' if of else f'its {given}'} are not published"


def _unpublished(edition: Edition, found: Sequence[Option], left_out: Iterable[LeftOut]) -> Iterator[Note]:
    """Which plans have no published allowance or price."""
    said = []
    for plan in {option.plan.id: option.plan for option in found if option.allowance.qualifier == "unknown"}.values():
        said.append(f"{sentence(not_published(plan, edition, f'of {plan.name}'))}.")
    if missing := without_price(edition, found, left_out):
        said.append(f"No {found[0].currency} price: {names(missing)}.")
    if said:
        yield Note("unpublished", " ".join(said))


def features(edition: Edition, found: Sequence[Option]) -> Report:
    """What each plan includes, a row a feature."""
    plans = {option.plan.id: option.plan for option in found}
    names = list(dict.fromkeys(name for plan in plans.values() for name in plan.includes))
    columns = (Column("feature", "Feature"), *(Column(key, plan.name) for key, plan in plans.items()))
    rows = tuple((name.replace("_", " "), *(plan.includes.get(name) for plan in plans.values())) for name in names)
    return Report("", columns, rows, {})


def without_price(edition: Edition, found: Sequence[Option], left_out: Iterable[LeftOut]) -> list[str]:
    """The plans, and the yearly ways to pay for one, that have no published price in the currency."""
    priced = {(option.plan.id, option.billing) for option in found}
    missing, known = [], {one.plan for one in left_out}
    for plan in edition.current(edition.plans).values():
        if plan.id in known:
            continue
        if not any((plan.id, billing) in priced for billing in ("month", "year")):
            missing.append(plan.name)
        elif any(money.every == "year" for money in plan.prices) and (plan.id, "year") not in priced:
            missing.append(f"{plan.name} (yearly)")
    return missing if found else []


def names(plans: Sequence[str]) -> str:
    """Names one after the other, told apart where one has a comma in it."""
    return ("; " if any("," in name for name in plans) else ", ").join(plans)


def _named(option: Option) -> str:
    """The name of an option for a row in which it wins: of one whose plan puts a watermark on exports with that."""
    return f"{option.name}, with a watermark" if marked(option.plan) else option.name


def _called(option: Option) -> str:
    """The same within a sentence."""
    return f"{option.name} (with a watermark)" if marked(option.plan) else option.name


def compare_schedule(
    edition: Edition,
    found: Schedules,
    currency: str,
    left_out: Sequence[LeftOut] = (),
    by_plan: Iterable[Amount | None] = (),
    priced: Iterable[Amount] = (),
) -> Report:
    """The cheapest way through the months, and what each single plan would cost instead.

    `by_plan` are the credits of a month on the plans, where they differ, and `priced` those that are prices.
    """
    low, high, singles = found
    shown_one = high or low
    if shown_one is None:
        raise CreditcalcError("no plan can hold this demand: none has a known allowance or a top-up of known price")
    columns = (
        Column("month", "Month", True),
        Column("plan", "Plan"),
        Column("top_ups", "Extra"),
        Column("money", "Paid", True),
        Column("unused", "Left of the plan", True, priority=1),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            stage.month + 1,
            stage.option.name,
            ", ".join(f"{number} × {top_up.name}" for top_up, number in stage.bought),
            figures.money(exactly(stage.paid), currency),
            exactly(stage.unused) if stage.unused < ENDLESS / 2 else None,
        )
        for stage in shown_one.stages
    ]
    low_cost = low.cost if low else Fraction(0)
    about = any(option.billed.approximate or option.allowance.approximate for option, _ in singles)
    total = Amount(low_cost, high.cost if high else None, about)
    cost = figures.money(total, currency)
    answer = [AnswerLine(str(cost), (f"for {count(len(rows), 'month')}, the cheapest way",))]
    answer.append(AnswerLine(words=(f"{series(_runs(shown_one.stages))}.",)))
    if high is None:
        answer.append(AnswerLine(words=("No plan is certain to cover this. The schedule is for the lowest figures.",)))
    return Report(
        f"The cheapest way through {count(len(rows), 'month')}",
        columns,
        tuple(
            (month, _named(stage.option), *rest)
            for (month, _, *rest), stage in zip(rows, shown_one.stages, strict=True)
        ),
        schedule_json(edition, currency, total, shown_one.stages, singles),
        aside=aside(edition),
        answer=tuple(answer),
        total=("", "Total", "", cost, ""),
        notes=(*newer_note(edition), *_schedule_notes(found, currency, left_out, by_plan)),
        last=shown_under(edition, priced),
    )


def _runs(stages: Sequence[Stage]) -> Iterator[str]:
    """Which plan in which months: `Small in months 1 to 2`, `Big in month 3`."""
    for name, run in groupby(stages, key=lambda stage: _called(stage.option)):
        months = [stage.month + 1 for stage in run]
        when = f"month {months[0]}" if len(months) == 1 else f"months {months[0]} to {months[-1]}"
        yield f"{name} in {when}"


def _schedule_notes(
    found: Schedules, currency: str, left_out: Sequence[LeftOut], by_plan: Iterable[Amount | None]
) -> Iterator[Note | str]:
    """How certain the schedule is, and what each plan alone costs instead."""
    low, high, singles = found
    if low and high and [stage.option for stage in low.stages] != [stage.option for stage in high.stages]:
        yield Note(
            "part", "This is the cheapest way at the highest figures. At the lowest ones another way is cheaper."
        )
    if len({amount for amount in by_plan if amount is not None}) > 1:
        yield Note("part", "What this takes depends on the plan: the range covers all plans.")
    alone = [
        f"{_called(option)} {figures.money(exactly(cost), currency)}"
        for option, cost in sorted(singles, key=lambda one: one[1])
    ]
    if alone:
        yield f"One plan alone, at the highest figures: {', '.join(alone)}."
    yield from (one.why for one in left_out)


def cost_picture(
    edition: Edition, found: Sequence[Option], most: Fraction, rates: Mapping[str, Fraction], points: int = 400
) -> Picture:
    """Cost against demand for every option, at the high end of all figures, and where the cheapest changes."""
    demands = tuple(most * number / points for number in range(points + 1))
    curves = []
    for option in found:
        bought = packs(edition, option.plan, option.currency, rates)
        curves.append(Curve(option.name, tuple(map(costs_of(option, bought, "high"), demands))))
    segments = break_even(edition, found, most, "high", rates)
    breaks = tuple((segment.above, segment.option.name) for segment in segments[1:])
    up = f"{found[0].currency} a month at the highest prices ({aside(edition)})"
    return Picture(demands, tuple(curves), "credits a month", up, breaks)


def break_even_report(
    edition: Edition,
    found: Sequence[Option],
    most: Fraction,
    rates: Mapping[str, Fraction],
    left_out: Sequence[LeftOut] = (),
) -> Report:
    """From which demand on each option is the cheapest, at both ends of all figures."""
    columns = (
        Column("end", "", readers="scripts"),
        Column("at", "At", readers="people"),
        Column("above", "Over", True),
        Column("to", "Up to", True),
        Column("plan", "Cheapest"),
    )
    by_end = {end: break_even(edition, found, most, end, rates) for end in ENDS}
    segments = [(end, one) for end, some in by_end.items() for one in some]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (end, f"{end} prices", exactly(one.above), exactly(one.to), _named(one.option)) for end, one in segments
    )
    missing = without_price(edition, found, left_out)
    return Report(
        f"The cheapest plan by {units(edition.unit)} a month",
        columns,
        rows,
        break_even_json(edition, found[0].currency, segments),
        aside=aside(edition),
        answer=tuple(_break_even_answers(by_end, units(edition.unit))),
        notes=(
            *newer_note(edition),
            *(one.why for one in left_out),
            *([f"Not compared (no {found[0].currency} price): {names(missing)}."] if missing else []),
        ),
    )


def _break_even_answers(by_end: Mapping[End, Sequence[Segment]], unit: str) -> Iterator[AnswerLine]:
    """Which plan is the cheapest up to how many credits, in one sentence where both ends agree."""
    said = {
        end: ", ".join(
            f"{_called(one.option)} up to {shown(exactly(one.to))}{f' {unit} a month' if number == 0 else ''}"
            for number, one in enumerate(segments)
        )
        for end, segments in by_end.items()
        if segments
    }
    if len(set(said.values())) == 1:
        yield AnswerLine(words=(f"{next(iter(said.values()))}.",))
        return
    for end, text in said.items():
        yield AnswerLine(words=(f"At the {end}est figures: {text}.",))
