"""Contradictions of models: grades, charges that come twice, limits that cannot be met, settings that price nothing."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from creditcalc.day import meet
from creditcalc.pricebook.condition import When, condition_text, holds, overlap, word_of
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.evidence import GRADES
from creditcalc.pricebook.model import Model, Multiplier, Rate
from creditcalc.rating.generation import breakpoints
from creditcalc.sheets.charges import below_zero, free, rounded_away
from creditcalc.sheets.contradictions.twice import twice
from creditcalc.sheets.proof import inherited, reachable
from creditcalc.sheets.reader import Fault


def model_contradictions(model: Model, edition: Edition) -> Iterator[Fault]:
    """What a model says twice, against itself, or for nothing; what it takes from the list is told there."""
    rows = [row for row in (*model.rates, *model.surcharges) if not inherited(row)]
    for row in rows:
        yield from _graded(row, edition)
        if below := below_zero(model, row):
            at, alone = below
            yield Fault(row.place, f"`quantity` is below zero at {at}: write `max(0, ...)`", warning=not alone)
        if row in model.rates and rounded_away(model, row):
            yield Fault(row.place, "is always rounded to 0: correct it or `rounding`", warning=True)
        if row.tiers and row.tiers[0].up_to == 0:
            yield Fault(row.place, "its first step, up to 0, counts nothing: correct or remove it", warning=True)
        if idle := _idle_step(model, row):
            yield Fault(row.place, f"never comes to its step above {idle}: correct `up_to`", warning=True)
        yield from twice(row.claims, row.place)
    if model.list_factor and not model.list_ and not any(row.list_usd for row in rows):
        yield Fault(model.place, "`list_factor` has no list price to multiply: add `list`, or remove it")
    if model.outputs_per_generation and "outputs" in model.settings:
        yield Fault(model.place, "has both `outputs_per_generation` and a setting `outputs`: keep one")
    if model.minimum and model.minimum.price.high == 0 and ":" not in model.minimum.source:
        yield Fault(model.minimum.place, "a minimum of 0 changes nothing: correct or remove it", warning=True)
    yield from twice({"aliases": model.aliases, "examples": model.examples, "uses": model.uses}, model.place)
    yield from twice(tuple(limit for limit in model.requires if not inherited(limit)), model.place)
    yield from _charged_twice(model.multipliers)
    yield from _charged_twice(model.surcharges)
    yield from _limits(model)
    yield from _unpriced(model)


def addon_contradictions(addon: Rate, edition: Edition) -> Iterator[Fault]:
    """An add-on that no model has, or that is free on each that has it; a grade better than its source's."""
    yield from _graded(addon, edition)
    models = [model for model in edition.models.values() if model.kind in addon.for_]
    rows = [(model, row) for model in models for row in model.surcharges if row.id == addon.id]
    if not rows and not (edition.broken or edition.ignored):
        yield Fault(addon.place, f"no model of this edition has `{addon.id}`: correct `for`", warning=True)
    elif rows and all(free(model, row) for model, row in rows):
        yield Fault(addon.place, f"`{addon.id}` {free(*rows[0])}")


def _graded(row: Rate, edition: Edition) -> Iterator[Fault]:
    """A grade better than that of the source."""
    source = edition.sources.get(row.source)  # of an add-on it may be one that is not there
    if source and row.grade and GRADES.index(row.grade) < GRADES.index(source.grade):
        yield Fault(row.place, f"is graded `{row.grade}`, and its source `{row.source}` `{source.grade}`: correct one")


def _idle_step(model: Model, row: Rate) -> str | None:
    """The end of a step after which nothing is asked for, so that those behind it are no use."""
    setting = model.settings.get(row.per.setting) if row.per and not row.quantity else None
    high = setting.range.high if setting and setting.range else None
    if row.per is None or high is None:
        return None
    counted = high if row.at_most is None else min(high, row.at_most)
    ends = [step.up_to for step in row.tiers if step.up_to is not None]
    return next((word_of(end) for end in ends if row.per.of_setting(end) + (row.beyond or 0) >= counted), None)


def _charged_twice(charges: Sequence[Multiplier | Rate]) -> Iterator[Fault]:
    """Multipliers or surcharges that hold together and are the same: in name, or in condition and figure."""
    pairs: Iterator[tuple[Multiplier | Rate, Multiplier | Rate]] = combinations(charges, 2)
    for one, other in pairs:
        mine, before = (one, other) if inherited(other) else (other, one)
        apart = isinstance(one, Rate) and isinstance(other, Rate) and not meet(one, other)
        if apart or inherited(mine) or not _joint(one.when, other.when):
            continue
        alike = dict(one.when) == dict(other.when)
        if alike and one.name == other.name:
            yield Fault(mine.place, f"`{mine.name}` is charged twice, here and at `{before.place}`: remove one")
        elif one.name == other.name or (alike and _figure(one) == _figure(other)):
            both = f"`{mine.name}` is charged as well as `{before.name}` at `{before.place}`"
            yield Fault(mine.place, f"{both}: remove one, if they are the same", warning=True)


def _figure(charge: Multiplier | Rate) -> tuple[object, ...]:
    """What a charge comes to, whatever it is called."""
    if isinstance(charge, Multiplier):
        return (charge.times,)
    return charge[charge._fields.index("price") : charge._fields.index("grade")]


def _joint(one: When, other: When) -> bool:
    """Whether two conditions can hold at once."""
    tests = dict(other)
    return all(overlap(test, tests[name]) for name, test in one if name in tests)


def _limits(model: Model) -> Iterator[Fault]:
    """Limits that are about nothing, or that nothing meets; limits that rule out what is asked for by default."""
    unlimited, together = model._replace(requires=()), list[When]()
    defaults = {name: setting.initial for name, setting in model.settings.items() if setting.initial is not None}
    for limit in model.requires:
        if inherited(limit):
            continue
        if not reachable(unlimited, limit.when):
            yield Fault(limit.place, f"never applies: nothing has {condition_text(limit.when)}")
        elif not reachable(unlimited, limit.needs) or not _joint(limit.when, limit.needs):
            yield Fault(limit.place, f"can never be met: nothing that it applies to has {condition_text(limit.needs)}")
        elif limit.when and limit.when not in together and not reachable(model, limit.when):
            together.append(limit.when)
            ruled_out = condition_text(limit.when)
            yield Fault(limit.place, f"nothing with {ruled_out} is sold: the limits rule it out together", warning=True)
        elif (
            {name for name, _ in limit.when + limit.needs} <= {*defaults}
            and holds(limit.when, defaults)
            and not holds(limit.needs, defaults)
        ):
            yield Fault(limit.place, "rules out the defaults: change one of them", warning=True)


def _unpriced(model: Model) -> Iterator[Fault]:
    """Settings of the model's own sheet that no price, factor or limit looks at."""
    if model.uses or not any(row.published and not row.unavailable for row in model.rates):
        return
    sheet = model.place.rsplit(":", 2)[0]
    rows = (*model.rates, *model.surcharges)
    whens = [*(row.when for row in rows), *(factor.when for factor in model.multipliers)]
    whens += [limit.when + limit.needs for limit in model.requires]
    named = {name for when in whens for name, _ in when} | {row.per.setting for row in rows if row.per}
    named |= {name for row in rows if row.quantity for name in row.quantity.names()} | {"outputs"}
    for name, setting in model.settings.items():
        ours = setting.place.rsplit(":", 2)[0] == sheet
        if ours and name not in named and not setting.note and len(breakpoints(model, name)) > 1:
            unpriced = f"no price depends on `{name}`: remove it, or say so in a `note`"
            yield Fault(setting.place, unpriced, warning=True)
