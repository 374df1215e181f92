"""Which plans can do some work at all: what a plan includes and excludes, read from its sheet."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from creditcalc.errors import CreditcalcError
from creditcalc.plans.options import Option
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model
from creditcalc.pricebook.plan import Plan
from creditcalc.record import Record
from creditcalc.text import count, ticked

NO = "no"


def feature_of(model: Model) -> str:
    """The name under which a plan says whether it includes a model: `agent_one`, `seedance_2_5`."""
    return re.sub(r"[^a-z0-9]+", "_", model.id)


def excluded(plan: Plan, models: Iterable[Model]) -> Model | None:
    """The first of some models that a plan excludes; what it does not speak of it may do."""
    return next((model for model in models if plan.includes.get(feature_of(model)) == NO), None)


def check_plan(plan: Plan, models: Sequence[Model], edition: Edition) -> None:
    """Raises CreditcalcError where a plan excludes one of some models, with the plans that do not."""
    model = excluded(plan, models)
    if model is None:
        return
    others = [one.id for one in edition.current(edition.plans).values() if excluded(one, models) is None]
    remedy = f": choose {ticked(others, 'or')}" if others else ""
    raise CreditcalcError(f"`{model.id}` is not available on {plan.name}{remedy}")


def made_on(plan: Plan, model: Model, given: Mapping[str, Any], edition: Edition) -> dict[str, Any]:
    """The settings given of a model, made on a plan: with its id, where the price depends on that.

    Raises CreditcalcError where the plan excludes the model, and where the settings name another plan.
    """
    check_plan(plan, [model], edition)
    if "plan" not in model.settings:
        return dict(given)
    said = str(given.get("plan", plan.id)).lower()
    if said != plan.id:
        raise CreditcalcError(f"`plan` is given twice, as `{said}` and `{plan.id}`: give it once")
    return {**given, "plan": plan.id}


class LeftOut(Record):
    """A plan that cannot do the work, and why, in a sentence."""

    plan: str
    why: str


def able(
    found: Sequence[Option],
    models: Sequence[Model],
    *,
    watermark: bool = True,
    unsold: Iterable[str] = (),
    seats: int = 1,
) -> tuple[list[Option], list[LeftOut]]:
    """The options whose plan can do some work, and the plans that are left out.

    Plans for fewer than `seats` are left out; without `watermark` those whose exports carry one. `unsold` are the ids
    of plans on which the work is not sold. Raises CreditcalcError where nothing is left.
    """
    left_out = []
    for plan in {option.plan.id: option.plan for option in found}.values():
        if model := excluded(plan, models):
            left_out.append(LeftOut(plan.id, f"{model.name} is not available on {plan.name}."))
        elif plan.seats and plan.seats.most is not None and plan.seats.most < seats:
            left_out.append(LeftOut(plan.id, f"{plan.name} is for at most {count(int(plan.seats.most), 'seat')}."))
        elif plan.id in unsold:
            left_out.append(LeftOut(plan.id, f"This is not available on {plan.name}."))
        elif not watermark and marked(plan):
            left_out.append(LeftOut(plan.id, f"{plan.name} puts a watermark on exports."))
    out = {one.plan for one in left_out}
    kept = [option for option in found if option.plan.id not in out]
    if not kept:
        raise CreditcalcError(f"no plan can do this: {' '.join(one.why for one in left_out)}".removesuffix("."))
    return kept, left_out


def marked(plan: Plan) -> bool | None:
    """Whether a plan puts a watermark on exports; None where its sheet does not say."""
    return {NO: True, "yes": False}.get(plan.includes.get("watermark_free", ""))
