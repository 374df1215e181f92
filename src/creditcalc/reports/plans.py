"""Plans as reports: what they cost and give, what that buys, and which is the cheapest for some work."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from creditcalc.amount import Amount, End, decimal, exactly
from creditcalc.errors import CreditcalcError
from creditcalc.plans.able import LeftOut, excluded, marked
from creditcalc.plans.break_even import ENDLESS, break_even, cost_at
from creditcalc.plans.months import Month, deciders, verdict
from creditcalc.plans.options import Option, packs
from creditcalc.plans.schedule import Schedules
from creditcalc.plans.share import HUNDRED
from creditcalc.plans.work import Demand
from creditcalc.pricebook.condition import number_of
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.plan import Allowance, Money, Plan
from creditcalc.rating.allowance import credits_of
from creditcalc.rating.compare import unit_price
from creditcalc.rating.generation import resolve
from creditcalc.rating.quote import price
from creditcalc.reports.book import aside, book_json
from creditcalc.reports.chart import Curve, Picture
from creditcalc.reports.quote import title
from creditcalc.reports.report import Cell, Column, Report, listing
from creditcalc.text import sentence, units


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


def _way(option: Option) -> dict[str, Any]:
    """A way to pay for a plan, as scripts name it."""
    return {"plan_id": option.plan.id, "billing": option.billing}


def _money(money: Money) -> dict[str, Any]:
    every = money.every or "once"
    where = {"per_seat": bool(money.per), "channel": money.channel, "region": money.region}
    return {"amount": money.amount.as_json(), "currency": money.currency, "every": every, **where}


def _allowance(allowance: Allowance | None) -> dict[str, Any] | None:
    if allowance is None:
        return None
    granted = {"every": allowance.every or "once", "per_seat": bool(allowance.per)}
    return {"amount": allowance.amount.as_json(), "unit": allowance.unit, **granted}


def resets_text(plan: Plan) -> str:
    """When the allowance starts anew: `every week on monday at 00:00 UTC`."""
    if plan.resets is None:
        return "unknown"
    hour = f" at {plan.resets.at}" if plan.resets.at else ""
    return f"every {plan.resets.every} on {plan.resets.on}{hour}{f' {plan.resets.zone}' if plan.resets.zone else ''}"


def plans_list(edition: Edition) -> Report:
    """Every plan with its prices, allowance, reset and rollover."""
    columns = (
        Column("id", "Plan"),
        Column("prices", "Prices"),
        Column("allowance", "Allowance"),
        Column("resets", "Resets"),
        Column("rollover", "Keeps"),
        Column("source", "Source"),
    )
    rows = tuple(
        (
            plan.id,
            "; ".join(map(money_text, plan.prices)) or ("on request" if plan.on_request else "unknown"),
            allowance_text(plan.allowance),
            resets_text(plan),
            str(plan.rollover.keeps) if plan.rollover else "unknown",
            plan.source,
        )
        for plan in edition.plans.values()
    )
    beside = (
        {"name": plan.name, "money": [_money(one) for one in plan.prices], "gives": _allowance(plan.allowance)}
        for plan in edition.plans.values()
    )
    data = listing("plans", "plans", columns, rows, beside=beside, **book_json(edition))
    return Report(f"{len(rows)} plans", columns, rows, data, aside=aside(edition))


def plan_reports(edition: Edition, plan: Plan) -> tuple[Report, ...]:
    """One plan whole: every price and claim, what it includes, and how much of each model its allowance is."""
    columns = (Column("what", "What"), Column("says", "Says"), Column("source", "Source"), Column("note", "Note"))
    rows: list[tuple[Cell, ...]] = []

    def add(what: str, text: str, part: Any) -> None:
        rows.append((what, text, part.source or plan.source, part.note or getattr(part, "because", None)))
        rows.extend((f"{what}, otherwise", str(claim), claim.source, claim.note) for claim in part.claims)

    for money in plan.prices:
        add("price", money_text(money), money)
    if plan.on_request:
        rows.append(("price", "on request", plan.source, None))
    if plan.allowance:
        add("allowance", allowance_text(plan.allowance), plan.allowance)
    if plan.resets:
        add("resets", resets_text(plan), plan.resets)
    if plan.rollover:
        add("keeps", str(plan.rollover.keeps), plan.rollover)
    if plan.seats:
        seats = ", ".join(
            f"{word} {decimal(n)}" for word, n in (("included", plan.seats.included), ("most", plan.seats.most)) if n
        )
        rows.append(("seats", seats, plan.seats.source or plan.source, plan.seats.note))
        if plan.seats.extra:
            add("extra seat", money_text(plan.seats.extra), plan.seats.extra)
    rows += [
        ("includes", f"{name.replace('_', ' ')}: {value}", plan.source, None) for name, value in plan.includes.items()
    ]
    rows += [
        ("top-up", top_up.name, top_up.source, top_up.note)
        for top_up in edition.top_ups.values()
        if not top_up.plans or plan.id in top_up.plans
    ]
    buys = _buys(edition, plan)
    data = listing("plan", "facts", columns, rows, **book_json(edition), plan=plan.id)
    data["money"], data["gives"] = [_money(one) for one in plan.prices], _allowance(plan.allowance)
    data["buys"] = buys.data["buys"] if buys else []
    facts = Report(plan.name, columns, tuple(rows), data, aside=aside(edition), notes=(plan.note,) if plan.note else ())
    return (facts, buys) if buys else (facts,)


def _buys(edition: Edition, plan: Plan) -> Report | None:
    """How much of each model a plan's allowance is, by the model's price over all its settings."""
    if plan.allowance is None:
        return None
    granted = credits_of(plan.allowance, edition)
    if granted.qualifier == "unknown":
        return None
    unit = edition.unit
    columns = (
        Column("model", "Model"),
        Column("price", f"{sentence(units(unit))} per unit", True),
        Column("buys", "Buys", True),
        Column("unit", "Unit"),
    )
    rows: list[tuple[Cell, ...]] = []
    for model in edition.models.values():
        if excluded(plan, [model]):
            continue
        rates = tuple(row for row in model.rates if plan.id in dict(row.when).get("plan", (plan.id,)))
        found = unit_price(model._replace(rates=rates))
        if found and found.amount.low:
            rows.append((model.id, found.amount, granted / found.amount, f"{found.unit}s"))
    notes = []
    if plan.allowance.of and plan.allowance.amount.high is not None:
        clip = price(resolve(edition.named(plan.allowance.of), {"seconds": 60}), edition)
        notes.append(
            f"{allowance_text(plan.allowance)} are worth {granted.brief} {units(unit)}: a minute of "
            f"{plan.allowance.of} costs {clip.total.brief} ({clip.edition.id}), times {plan.allowance.amount}. "
            "A dearer model uses them up faster."
        )
    data = listing("plan", "buys", columns, rows)
    name = f"What {allowance_text(plan.allowance)} buy"
    return Report(name, columns, tuple(rows), data, aside="each model alone, over all its settings", notes=tuple(notes))


def compare_plans(edition: Edition, found: Sequence[Option], left_out: Sequence[LeftOut] = ()) -> Report:
    """Plans side by side without a workload: price, credits, money for a credit, and what the yardsticks take."""
    sticks = {
        name: price(resolve(edition.named(stick.model), dict(stick.with_)), edition)
        for name, stick in edition.sheet.yardsticks.items()
    }
    currency = found[0].currency if found else ""
    columns = [
        Column("plan", "Plan"),
        Column("monthly", f"{currency} a month", True),
        Column("allowance", "Credits a month", True),
        Column("per_credit", f"{currency} a credit", True),
    ]
    for name in sticks:
        columns += [
            Column(f"{name}_seconds", f"Seconds of {name}", True),
            Column(f"{name}_share", f"% for one {name}", True),
        ]
    features = sorted({name for option in found for name in option.plan.includes})
    rows: list[tuple[Cell, ...]] = []
    for option in found:
        known = option.allowance.qualifier != "unknown"
        row: list[Cell] = [
            option.name,
            option.monthly,
            option.allowance,
            option.monthly / option.allowance if known else None,
        ]
        for quote in sticks.values():
            seconds = quote.generation.variants[0].get("seconds", Fraction(1))
            row.append(option.allowance / quote.total * exactly(number_of(seconds)) if known else None)
            row.append(quote.total / option.allowance * HUNDRED if known else None)
        rows.append(tuple(row))
    notes = [f"{name}: {title(quote.generation)}, {quote.total.brief}." for name, quote in sticks.items()]
    notes += [
        f"{option.plan.name}: {allowance_text(option.plan.allowance)}."
        for option in found
        if option.billing == "month" and option.plan.allowance and option.plan.allowance.unit != edition.unit
    ]
    notes += [one.why for one in left_out]
    notes += _unpriced(edition, found, left_out)
    notes += [edition.sheet.note] if edition.sheet.note else []
    data = listing(
        "plans-compare", "plans", columns, rows, beside=map(_way, found), **book_json(edition), currency=currency
    )
    data["features"] = {option.plan.id: {name: option.plan.includes.get(name) for name in features} for option in found}
    return Report("Plans side by side", tuple(columns), tuple(rows), data, aside=aside(edition), notes=tuple(notes))


def features(edition: Edition, found: Sequence[Option]) -> Report:
    """What each plan includes, a row a feature."""
    plans = {option.plan.id: option.plan for option in found}
    names = list(dict.fromkeys(name for plan in plans.values() for name in plan.includes))
    columns = (Column("feature", "Feature"), *(Column(key, plan.name) for key, plan in plans.items()))
    rows = tuple((name.replace("_", " "), *(plan.includes.get(name) for plan in plans.values())) for name in names)
    return Report("", columns, rows, {})


def _unpriced(edition: Edition, found: Sequence[Option], left_out: Iterable[LeftOut]) -> list[str]:
    """The plans, and the yearly ways to pay for one, that nobody publishes a price of."""
    priced = {(option.plan.id, option.billing) for option in found}
    missing, known = [], {one.plan for one in left_out}
    for plan in edition.plans.values():
        if plan.id in known:
            continue
        if not any((plan.id, billing) in priced for billing in ("month", "year")):
            missing.append(plan.name)
        elif any(money.every == "year" for money in plan.prices) and (plan.id, "year") not in priced:
            missing.append(f"{plan.name} (yearly)")
    return [f"Without a published price in {found[0].currency}: {', '.join(missing)}."] if missing and found else []


def demand_title(demand: Demand) -> str:
    """What plans are compared for, on one line."""
    if demand.quote is not None:
        return f"Plans for {title(demand.quote.generation)}, {demand.often}"
    return f"Plans for the work in {demand.file}" if demand.file else "Plans for this demand"


def compare_months(
    edition: Edition,
    months: Sequence[Month],
    cases: Sequence[Sequence[Month]],
    demand: Amount,
    what: str,
    left_out: Sequence[LeftOut] = (),
) -> Report:
    """Plans for a month's work: cost with the cheapest top-ups, what is left over, whether it fits, the cheapest.

    `left_out` says which plans cannot do the work, and why.
    """
    currency = months[0].option.currency
    columns = (
        Column("plan", "Plan"),
        Column("fits", "Fits"),
        Column("cost", f"{currency} a month", True),
        Column("top_ups", "Of it top-ups", True),
        Column("unused", "Credits unused", True),
        Column("verdict", ""),
    )
    best, rivals = verdict(months, cases)
    rows: list[tuple[Cell, ...]] = []
    verdicts: list[str] = []
    for month in months:
        word = (
            "cheapest"
            if month is best and not rivals
            else "may be cheapest"
            if month is best or month in rivals
            else ""
        )
        verdicts.append(word)
        if word and marked(month.option.plan):
            word += ", with a watermark"
        rows.append((month.option.name, month.fits, month.cost, month.extra, month.unused, word))
    notes = [f"Demand: {demand.brief} credits a month."]
    if best is None:
        notes.append("No plan surely holds this: none has a known allowance and a top-up of known price.")
    if rivals and best:
        names = ", ".join(month.option.name for month in rivals)
        decide = deciders([best, *rivals], demand)
        notes.append(f"The ranking is not certain: {names} may cost less than {best.option.name}. {decide}")
    notes += [one.why for one in left_out]
    notes += _unpriced(edition, [month.option for month in months], left_out)
    bought = {pack.top_up.id: pack for month in months for pack in packs(edition, month.option.plan, currency)}
    notes += [
        f"Top-up: {pack.top_up.name}, {pack.cost.brief} {currency} for {pack.credits.brief} credits."
        for pack in bought.values()
    ]
    notes += [edition.sheet.note] if edition.sheet.note else []
    beside = [
        {"verdict": word, **_way(month.option), "watermark": marked(month.option.plan)}
        for word, month in zip(verdicts, months, strict=True)
    ]
    data = listing("plans-for", "plans", columns, rows, beside=beside, **book_json(edition), currency=currency)
    data["demand"] = demand.as_json()
    data["certain"] = best is not None and not rivals
    return Report(what, columns, tuple(rows), data, aside=aside(edition), notes=tuple(notes))


def _named(option: Option, how: str = "") -> str:
    """The name of an option for a line in which it wins: of one whose plan puts a watermark on exports with that."""
    return f"{option.name}{how}{', with a watermark' if marked(option.plan) else ''}"


def compare_schedule(
    edition: Edition,
    found: Schedules,
    currency: str,
    left_out: Sequence[LeftOut] = (),
    by_plan: Iterable[Amount | None] = (),
) -> Report:
    """The cheapest way through the months, and what each single plan would cost instead.

    `by_plan` are the credits of a month on the plans, where they differ.
    """
    low, high, singles = found
    shown = high or low
    if shown is None:
        raise CreditcalcError("no plan can hold this demand: none has a known allowance or a top-up of known price")
    columns = (
        Column("month", "Month", True),
        Column("plan", "Plan"),
        Column("top_ups", "Top-ups"),
        Column("paid", f"{currency} paid", True),
        Column("unused", "Credits unused", True),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            stage.month + 1,
            stage.option.name,
            ", ".join(f"{count} × {name}" for name, count in stage.bought),
            exactly(stage.paid),
            exactly(stage.unused) if stage.unused < ENDLESS / 2 else None,
        )
        for stage in shown.stages
    ]
    low_cost = low.cost if low else Fraction(0)
    about = any(option.billed.approximate or option.allowance.approximate for option, _ in singles)
    total = Amount(low_cost, high.cost if high else None, about)
    notes = []
    if low and high and [s.option for s in low.stages] != [s.option for s in high.stages]:
        notes.append(
            "At the low end of all figures another schedule would be cheaper: this one is the cheapest at the high end."
        )
    if high is None:
        notes.append("At the high end of all figures no plan holds this; the schedule is for the low end.")
    notes += [f"{_named(option, ' alone')}: {exactly(cost).brief} {currency}." for option, cost in singles]
    if len({amount for amount in by_plan if amount is not None}) > 1:
        notes.append("What this takes depends on the plan: each is reckoned at the least and the most of all plans.")
    notes += [one.why for one in left_out]
    beside = [
        {
            **_way(stage.option),
            "watermark": marked(stage.option.plan),
            "bought": [{"top_up": name, "count": number} for name, number in stage.bought],
        }
        for stage in shown.stages
    ]
    data = listing("plans-schedule", "months", columns, rows, beside=beside, **book_json(edition), currency=currency)
    data["total"] = total.as_json()
    data["alone"] = [{"plan": one.name, **_way(one), "cost": exactly(cost).as_json()} for one, cost in singles]
    return Report(
        f"The cheapest way through {len(rows)} months",
        columns,
        tuple(
            (month, _named(stage.option), *rest) for (month, _, *rest), stage in zip(rows, shown.stages, strict=True)
        ),
        data,
        aside=aside(edition),
        total=("", "Total", "", total, ""),
        notes=tuple(notes),
    )


def cost_picture(
    edition: Edition, found: Sequence[Option], most: Fraction, rates: Mapping[str, Fraction], points: int = 400
) -> Picture:
    """Cost against demand for every option, at the high end of all figures, and where the cheapest changes."""
    demands = tuple(most * number / points for number in range(points + 1))
    curves = []
    for option in found:
        bought = packs(edition, option.plan, option.currency, rates)
        curves.append(Curve(option.name, tuple(cost_at(option, bought, demand, "high") for demand in demands)))
    segments = break_even(edition, found, most, "high", rates)
    breaks = tuple((segment.above, segment.option.name) for segment in segments[1:])
    up = f"{found[0].currency} a month at high prices ({aside(edition)})"
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
        Column("end", "Reckoned at"),
        Column("above", "Above", True),
        Column("to", "Up to", True),
        Column("plan", "Cheapest"),
    )
    ends: tuple[tuple[End, str], ...] = (("high", "high prices"), ("low", "low prices"))
    segments = [(words, one) for end, words in ends for one in break_even(edition, found, most, end, rates)]
    rows: list[tuple[Cell, ...]] = [
        (words, exactly(one.above), exactly(one.to), one.option.name) for words, one in segments
    ]
    beside = [{**_way(one.option), "watermark": marked(one.option.plan)} for _, one in segments]
    data = listing(
        "break-even", "segments", columns, rows, beside=beside, **book_json(edition), currency=found[0].currency
    )
    notes = [*(one.why for one in left_out), *_unpriced(edition, found, left_out)]
    shown = tuple((*row[:3], _named(one.option)) for row, (_, one) in zip(rows, segments, strict=True))
    return Report("Which plan from which demand on", columns, shown, data, aside=aside(edition), notes=tuple(notes))
