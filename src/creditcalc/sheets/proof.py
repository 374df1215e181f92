"""The proof of a rate table: exactly one row fits whatever is asked for, on every day, and every row fits something."""

from collections.abc import Iterator
from itertools import pairwise, product
from math import prod

from creditcalc.day import Day, in_force
from creditcalc.pricebook.condition import Range, Settings, Value, When, condition_text, holds, number_of, word_of
from creditcalc.pricebook.model import Model, Multiplier, Rate, Requirement
from creditcalc.pricebook.overlay import on
from creditcalc.rating.generation import WIDEST, breakpoints
from creditcalc.sheets.reader import Fault
from creditcalc.text import count, ticked

SHOWN = 4
"""Combinations that a message lists before it counts the rest."""


def inherited(row: Rate | Multiplier | Requirement) -> bool:
    """Whether a row is the list's or an add-on's: not every model that has it has a use for it."""
    return ":" in row.source or bool(getattr(row, "id", ""))


def reachable(model: Model, when: When) -> bool:
    """Whether anything that is sold meets a condition; also where there is too much to try."""
    asked = dict(when)
    for name, test in when:
        span = model.settings[name].range
        if isinstance(test, Range) and span and not any(value in test for value in breakpoints(model, name)):
            return False
    if not when or not model.requires:
        return True
    names = {*asked, *(name for limit in model.requires for name, _ in limit.when + limit.needs)}
    values = {
        name: [value for value in breakpoints(model, name) if name not in asked or value in asked[name]]
        for name in model.settings
        if name in names
    }
    if prod(len(some) for some in values.values()) > WIDEST:
        return True
    return any(sold(model, dict(zip(values, choice, strict=True))) for choice in product(*values.values()))


def sold(model: Model, settings: Settings) -> bool:
    """Whether no limit of the model rules these settings out."""
    return not any(holds(limit.when, settings) and not holds(limit.needs, settings) for limit in model.requires)


def _days(model: Model, day: Day) -> list[str]:
    """Days that stand for all others: the edition's own, and those on which a row begins, ends or has just ended.

    Of a model that is not on sale on the edition's day, its own first and last days.
    """
    dated = [row for row in (*model.rates, *model.surcharges) if row.since or row.until]
    if not (dated or model.since or model.until):
        return [day]
    from datetime import date, timedelta  # noqa: PLC0415  # no quote needs it

    marks: set[str] = {day, model.since or day, model.until or day}
    for row in dated:
        marks |= {row.since} if row.since else set()
        marks |= {row.until, (date.fromisoformat(row.until) + timedelta(days=1)).isoformat()} if row.until else set()
    return sorted(mark for mark in marks if in_force(model, mark))


def _points(model: Model, name: str) -> tuple[Value, ...]:
    """The values of a setting that the table tells apart: of numbers one for each stretch, however narrow."""
    setting, found = model.settings[name], breakpoints(model, name)
    if not setting.range:
        return found
    if setting.number:
        found += tuple((low + high) / 2 for low, high in pairwise(map(number_of, found)))
    whens = [*(row.when for row in model.rates), *(limit.when + limit.needs for limit in model.requires)]
    tests = [test for when in whens for known, test in when if known == name]
    stretches: dict[tuple[bool, ...], Value] = {}
    for value in found:
        stretches.setdefault(tuple(value in test for test in tests), value)
    return tuple(stretches.values())


def table_faults(model: Model, day: Day) -> Iterator[Fault]:
    """Every combination of settings that no row fits, or that two rows fit, on every day; every row that fits none."""
    if not model.rates:
        return
    names = {name for row in model.rates for name, _ in row.when}
    names |= {name for limit in model.requires for name, _ in limit.when + limit.needs}
    values: dict[str, tuple[Value, ...]] = {name: _points(model, name) for name in model.settings if name in names}
    if prod(len(options) for options in values.values()) > WIDEST:
        yield Fault(model.place, f"the rates of `{model.id}` have too many combinations to check: split the model")
        return
    if none := [name for name, options in values.items() if not options]:
        yield Fault(model.settings[none[0]].place, f"`{none[0]}` has no value: widen its range")
        return
    every = [dict(zip(values, choice, strict=True)) for choice in product(*values.values())]
    offered = [settings for settings in every if sold(model, settings)]
    if not offered:
        yield Fault(model.requires[0].place, f"`requires` rules out every combination of `{model.id}`: correct a limit")
        return
    uncovered: dict[str, None] = {}
    used: set[int] = set()
    for mark in _days(model, day):
        rates = on(model, mark).rates
        for settings in offered:
            fitting = [rate for rate in rates if holds(rate.when, settings)]
            if len(fitting) == 1:
                used.add(id(fitting[0]))
                continue
            spelled = ", ".join(f"{name} {word_of(value)}" for name, value in settings.items()) or "any settings"
            if len(fitting) > 1:
                others = ticked((rate.place for rate in fitting[1:]), "and")
                yield Fault(fitting[0].place, f"fits {spelled}, and so does {others}: narrow one `when`")
                return
            uncovered[spelled if mark == day else f"{spelled} on {mark}"] = None
    if uncovered:
        shown = "; ".join(list(uncovered)[:SHOWN])
        rest = f"; and {count(len(uncovered) - SHOWN, 'more case')}" if len(uncovered) > SHOWN else ""
        yield Fault(
            model.rates[0].place,
            f"no rate of `{model.id}` fits {shown}{rest}: add rows, with `price: unknown` or `unavailable` if needed",
        )
        return
    for row in model.rates:
        if id(row) not in used and not inherited(row):
            case = condition_text(row.when)
            dated = any(in_force(row, mark) for mark in _days(model, day))
            why = f"nothing that is sold has {case}" if dated else "the model is not on sale on any of its days"
            yield Fault(row.place, f"never applies: {why}")
