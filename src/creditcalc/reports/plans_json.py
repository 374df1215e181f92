"""Plans as JSON objects."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from creditcalc.amount import Amount, decimal, exactly
from creditcalc.plans.able import marked
from creditcalc.plans.break_even import ENDLESS
from creditcalc.reports.book import amount_json, book_json, claim_json, money_json, priced_book_json
from creditcalc.reports.limits import ended_json, ends_of
from creditcalc.reports.prices_json import allowance_json, price_json
from creditcalc.reports.quote import model_named, source_json

if TYPE_CHECKING:
    from fractions import Fraction

    from creditcalc.amount import End
    from creditcalc.plans.break_even import Segment
    from creditcalc.plans.months import Month
    from creditcalc.plans.options import Option
    from creditcalc.plans.schedule import Stage
    from creditcalc.pricebook.edition import Edition
    from creditcalc.pricebook.model import Model
    from creditcalc.pricebook.plan import AtOnce, Plan, Reset, Rollover, Seats
    from creditcalc.rating.compare import UnitPrice
    from creditcalc.rating.quote import Quote
    from creditcalc.reports.objects import plans as objects
    from creditcalc.reports.objects.shared import PlanNamedObject


def option_json(option: "Option") -> "PlanNamedObject":
    """A way to pay for a plan, as objects name it."""
    return {"id": option.plan.id, "name": option.name, "billing": option.billing}


def _resets(resets: "Reset", source: str) -> "objects.ResetObject":
    return {
        "every": resets.every,
        "on": resets.on,
        "at": None if resets.at is None else str(resets.at),
        "zone": resets.zone,
        "source": resets.source or source,
        "note": resets.note,
        "claims": [claim_json(claim) for claim in resets.claims],
    }


def _rollover(rollover: "Rollover", source: str) -> "objects.RolloverObject":
    keeps = rollover.keeps
    some = keeps if isinstance(keeps, Amount) and keeps.qualifier != "unknown" else None
    return {
        "keeps": "some" if some is not None else "unknown" if isinstance(keeps, Amount) else keeps,
        "most": amount_json(some),
        "lasts": rollover.for_,
        "source": rollover.source or source,
        "note": rollover.note,
        "claims": [claim_json(claim) for claim in rollover.claims],
    }


def _seats(seats: "Seats", source: str) -> "objects.SeatsObject":
    return {
        "included": None if seats.included is None else decimal(seats.included),
        "least": None if seats.least is None else decimal(seats.least),
        "most": None if seats.most is None else decimal(seats.most),
        "extra": None if seats.extra is None else price_json(seats.extra, source),
        "source": seats.source or source,
        "note": seats.note,
    }


def _at_once(at_once: "AtOnce", source: str) -> "objects.AtOnceObject":
    return {
        "jobs": at_once.jobs.as_json(),
        "source": at_once.source or source,
        "note": at_once.note,
        "claims": [claim_json(claim) for claim in at_once.claims],
    }


def plan_json(plan: "Plan", edition: "Edition") -> "objects.PlanObject":
    """A plan whole."""
    source = plan.source
    return {
        "id": plan.id,
        "name": plan.name,
        "prices": [price_json(money, source) for money in plan.prices],
        "on_request": plan.on_request,
        "allowance": plan.allowance and allowance_json(plan.allowance, source, edition),
        "meters": [allowance_json(meter, source, edition) for meter in plan.meters],
        "at_once": plan.at_once and _at_once(plan.at_once, source),
        "resets": plan.resets and _resets(plan.resets, source),
        "rollover": plan.rollover and _rollover(plan.rollover, source),
        "seats": plan.seats and _seats(plan.seats, source),
        "includes": dict(plan.includes),
        "since": plan.since,
        "until": plan.until,
        "ended": ended_json(ends_of(plan)),
        "source": source,
        "note": plan.note,
    }


def plans_json(edition: "Edition") -> "objects.PlansObject":
    """Every plan as a `creditcalc/plans/1` object."""
    plans = [plan_json(plan, edition) for plan in edition.current(edition.plans).values()]
    return {"schema": "creditcalc/plans/1", **book_json(edition), "plans": plans}


def plan_shown_json(
    plan: "Plan", edition: "Edition", bought: "Iterable[tuple[Model, UnitPrice, Amount]]", sources: Iterable[str]
) -> "objects.PlanShownObject":
    """One plan as a `creditcalc/plan/1` object: `bought` is each model with its price and how many of it that buys."""
    return {
        "schema": "creditcalc/plan/1",
        **priced_book_json(edition),
        "plan": plan_json(plan, edition),
        "top_ups": [
            {"id": one.id, "name": one.name}
            for one in edition.current(edition.top_ups).values()
            if not one.plans or plan.id in one.plans
        ],
        "buys": [
            {
                "model": model_named(model),
                "quantity": made.as_json(),
                "unit": found.unit,
                "price": found.amount.as_json(),
            }
            for model, found, made in bought
        ],
        "sources": [source_json(key, edition.source(key)) for key in dict.fromkeys(sources)],
    }


def compared_json(
    edition: "Edition",
    found: "Sequence[Option]",
    per_credit: Sequence[Amount | None],
    sticks: "Mapping[str, Quote]",
    measures: Sequence[Mapping[str, tuple[Amount | None, Amount | None]]],
) -> "objects.PlansComparedObject":
    """Plans side by side as a `creditcalc/plans-compare/1` object.

    `measures` are of each option how many seconds of each yardstick it gives, and how much of a month one takes.
    """
    included = sorted({name for option in found for name in option.plan.includes})
    currency = found[0].currency if found else ""
    return {
        "schema": "creditcalc/plans-compare/1",
        **priced_book_json(edition),
        "currency": currency,
        "yardsticks": {
            name: {
                "model": model_named(quote.generation.model),
                "inputs": quote.generation.inputs,
                "total": quote.total.as_json(),
            }
            for name, quote in sticks.items()
        },
        "plans": [
            {
                "plan": option_json(option),
                "price": money_json(option.billed, currency),
                "monthly": money_json(option.monthly, currency),
                "credits": option.allowance.as_json(),
                "per_credit": None if cost is None else money_json(cost, currency),
                "measures": {
                    name: {"seconds": amount_json(seconds), "share_percent": amount_json(share)}
                    for name, (seconds, share) in measured.items()
                },
                "seats": option.seats,
                "meters": [allowance_json(meter, option.plan.source, edition) for meter in option.plan.meters],
                "at_once": option.plan.at_once and _at_once(option.plan.at_once, option.plan.source),
                "includes": {name: option.plan.includes.get(name) for name in included},
            }
            for option, cost, measured in zip(found, per_credit, measures, strict=True)
        ],
    }


def plans_for_json(
    edition: "Edition",
    demand: Amount,
    months: "Sequence[Month]",
    best: "Month | None",
    rivals: "Sequence[Month]",
) -> "objects.PlansForObject":
    """Plans for a month's work as a `creditcalc/plans-for/1` object; `rivals` may cost less than the best."""
    currency = months[0].option.currency
    return {
        "schema": "creditcalc/plans-for/1",
        **priced_book_json(edition),
        "currency": currency,
        "demand": demand.as_json(),
        "certain": best is not None and not rivals,
        "plans": [
            {
                "plan": option_json(month.option),
                "fits": month.fits,
                "money": money_json(month.cost, currency),
                "top_up_money": money_json(month.extra, currency),
                "unused": month.unused.as_json(),
                "verdict": verdict_of(month, best, rivals),
                "watermark": marked(month.option.plan),
            }
            for month in months
        ],
    }


def verdict_of(month: "Month", best: "Month | None", rivals: "Sequence[Month]") -> "objects.PlanVerdict | None":
    """Whether a plan is the cheapest for some work, or may be; None of one that certainly costs more."""
    if month is not best and month not in rivals:
        return None
    return "may_be_cheapest" if rivals else "cheapest"


def schedule_json(
    edition: "Edition",
    currency: str,
    money: Amount,
    stages: "Iterable[Stage]",
    alone: "Iterable[tuple[Option, Fraction]]",
) -> "objects.PlansScheduleObject":
    """The cheapest way through some months as a `creditcalc/plans-schedule/1` object."""
    return {
        "schema": "creditcalc/plans-schedule/1",
        **priced_book_json(edition),
        "currency": currency,
        "money": money_json(money, currency),
        "months": [
            {
                "month": stage.month + 1,
                "plan": option_json(stage.option),
                "top_ups": [{"id": one.id, "name": one.name, "count": number} for one, number in stage.bought],
                "money": money_json(exactly(stage.paid), currency),
                "unused": exactly(stage.unused).as_json() if stage.unused < ENDLESS / 2 else None,
                "watermark": marked(stage.option.plan),
            }
            for stage in stages
        ],
        "alone": [
            {"plan": option_json(option), "money": money_json(exactly(cost), currency)} for option, cost in alone
        ],
    }


def break_even_json(
    edition: "Edition", currency: str, segments: "Iterable[tuple[End, Segment]]"
) -> "objects.BreakEvenObject":
    """From how many credits on each plan is the cheapest, as a `creditcalc/break-even/1` object."""
    return {
        "schema": "creditcalc/break-even/1",
        **book_json(edition),
        "currency": currency,
        "segments": [
            {
                "end": end,
                "above": exactly(one.above).as_json(),
                "to": exactly(one.to).as_json(),
                "plan": option_json(one.option),
                "watermark": marked(one.option.plan),
            }
            for end, one in segments
        ],
    }
