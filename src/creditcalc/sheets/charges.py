"""Proofs of what the rows of a model charge: each applies to something, is not free by a slip, divides by no zero."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from itertools import product
from math import prod

from creditcalc.day import meet
from creditcalc.pricebook.condition import Range, Settings, condition_text, word_of
from creditcalc.pricebook.model import Model, Multiplier, Rate
from creditcalc.pricebook.quantity import Between
from creditcalc.sheets.proof import inherited, reachable, sold
from creditcalc.sheets.reader import Fault
from creditcalc.text import ticked

UNENDING = Fraction(10**9)
"""What stands for the upper end of a range that has none."""
LOOKS = 400
"""Stretches of settings that are looked at in search of one where a quantity is none."""
UNHALVED = Fraction(1, 2**20)
"""The part of a range of numbers that is not halved again."""


def charge_faults(model: Model) -> Iterator[Fault]:
    """Whatever makes a price of the model nothing by a slip, or no price at all."""
    if model.list_factor and model.list_factor.high == 0:
        yield Fault(model.place, "`list_factor: 0` makes every price free: correct it, or write rates of `price: 0`")
    for factor in model.multipliers:
        if factor.times.high == 0:
            yield Fault(
                factor.place, "`times: 0` makes everything free: write a rate with `price: 0` for these settings"
            )
    for row in model.rates:
        wrong = (row.quantity and _no_quantity(model, row)) or free(model, row)
        if wrong:
            yield Fault(row.place, wrong)
    for row in model.surcharges:
        wrong = (row.quantity and _no_quantity(model, row)) or (None if inherited(row) else free(model, row))
        if wrong:
            yield Fault(row.place, wrong)
    parts: tuple[Multiplier | Rate, ...] = (*model.multipliers, *model.surcharges)
    for part in parts:
        if inherited(part):
            continue
        if not reachable(model, part.when):
            yield Fault(part.place, f"never applies: nothing that is sold has {condition_text(part.when)}")
        elif isinstance(part, Rate) and not meet(part, model):
            yield Fault(part.place, "never applies: the model is not on sale on any of its days")


# Free by a slip


def _box(model: Model, row: Rate, name: str) -> Between | None:
    """The least and the most that a setting is where a row applies; None where it is nothing that a row can count."""
    setting, test = model.settings[name], dict(row.when).get(name)
    values = setting.choices if test is None or isinstance(test, Range) else tuple(test)
    if (span := setting.range) and (test is None or isinstance(test, Range)):
        low, high = span.low, UNENDING if span.high is None else span.high
        if test is not None:
            low, high = max(low, test.low), high if test.high is None else min(high, test.high)
        return (low, high) if low <= high else None
    numbers = [value for value in values if isinstance(value, Fraction) and (test is None or value in test)]
    return (min(numbers), max(numbers)) if numbers else None


def _most(model: Model, row: Rate) -> Fraction | None:
    """The most that a row can count; None where that has no end, or cannot be told."""
    boxes = _boxes(model, row)
    if boxes is None:
        return None
    try:
        most = row.quantity.between(boxes)[1] if row.quantity else next(box[1] for box in boxes.values())
    except ZeroDivisionError:
        return None
    return _limited(row, most) if most < UNENDING / 2 else None


def _limited(row: Rate, count: Fraction) -> Fraction:
    """What is left of a count by the limits of its row."""
    if row.at_least is not None:
        count = max(count, row.at_least)
    if row.at_most is not None:
        count = min(count, row.at_most)
    return count if row.beyond is None else max(count - row.beyond, Fraction(0))


def _boxes(model: Model, row: Rate) -> dict[str, Between] | None:
    """What each setting that a row counts lies between; None where it counts none, or none of its values."""
    names = row.quantity.names() if row.quantity else {row.per.setting} - {""} if row.per else set()
    found = {name: _box(model, row, name) for name in sorted(names)}
    boxes = {name: box for name, box in found.items() if box is not None}
    return boxes if (boxes or row.quantity) and len(boxes) == len(found) else None


def _highest(row: Rate) -> Fraction | None:
    """The highest price of one unit; None where it has no end, or there is none."""
    prices = [step.price for step in row.tiers] or ([row.price] if row.price else [])
    highs = [price.high for price in prices if price.high is not None]
    return max(highs) if highs and len(highs) == len(prices) else None


def free(model: Model, row: Rate) -> str | None:
    """Why a row that has a price charges nothing, whatever is asked for."""
    per = row.per
    limited = row.quantity or row.beyond is not None or row.at_most is not None
    if per is None or not (limited or per.part in ("nearest", "completed")) or _highest(row) == 0:
        return None
    most = _most(model, row)
    if most is None or (per.blocks(most).high and not (row.quantity and _counts_nothing(model, row))):
        return None
    limits = [key for key in ("quantity", "beyond", "at_most") if getattr(row, key) is not None]
    return f"always counts as 0, so it is free: correct {ticked(limits or ['per'], 'or')}"


def rounded_away(model: Model, row: Rate) -> bool:
    """Whether the vendor's rounding makes nothing of a rate, whatever is asked for, and nothing else is charged."""
    rounding, per = model.rounding, row.per
    if rounding is None or rounding.to == "up" or rounding.at == "total" or per is None or model.minimum:
        return False
    if (rounding.at == "generation" and model.surcharges) or not (highest := _highest(row)):
        return False
    counted = _most(model, row) if per.setting or row.quantity else Fraction(1)
    highs = [factor.times.high for factor in model.multipliers]
    if counted is None or None in highs:
        return False
    most = (
        highest * (per.blocks(counted).high or 0) * prod(max(Fraction(1), high) for high in highs if high is not None)
    )
    return rounding.round(most) == 0


# Quantities


class _Unproved(Exception):
    """There are more stretches to look at than is worth it."""


def _no_quantity(model: Model, row: Rate) -> str | None:
    """Where a quantity divides by zero; whether it is below zero, whatever is asked for."""
    boxes = _boxes(model, row)
    if row.quantity is None or boxes is None:
        return None
    try:
        if row.quantity.between(boxes)[1] < 0:
            return "`quantity` is always below zero: correct it"
    except ZeroDivisionError:
        if at := _divided(model, row, boxes):
            return f"`quantity` divides by zero at {at}: correct it, or narrow `when`"
    return None


def below_zero(model: Model, row: Rate) -> tuple[str, bool] | None:
    """Where a row's quantity is below zero, so that a quote is refused; and whether one setting alone brings it there,
    with the others at their defaults.

    Two settings together may be meant to: they can contradict one another. Where one of them has a default at which it
    is not so, they are.
    """
    boxes = _boxes(model, row) if row.quantity else None
    if boxes is None:
        return None
    initial = {name: value for name in boxes if isinstance(value := model.settings[name].initial, Fraction)}
    for name in boxes:
        others = {other: (initial[other], initial[other]) for other in boxes if other != name and other in initial}
        if len(others) == len(boxes) - 1 and (at := _below(model, row, {name: boxes[name], **others})):
            return at, True
    at = None if initial else _below(model, row, boxes)
    return None if at is None else (at, False)


def _divided(model: Model, row: Rate, boxes: Mapping[str, Between]) -> str | None:
    """Settings at which, or about which, a quantity divides by zero."""
    with suppress(_Unproved):
        for part, halved in _stretches(model, row, boxes, lambda reach: reach is None):
            if not halved and _sold(model, {name: ends[0] for name, ends in part.items()}):
                return ", ".join(f"{name} {_near(*part[name])}" for name in sorted(part)) or "any settings"
    return None


def _below(model: Model, row: Rate, boxes: Mapping[str, Between]) -> str | None:
    """Settings at which a quantity is below zero."""
    with suppress(_Unproved):
        for part, _ in _stretches(model, row, boxes, lambda reach: reach is None or reach[0] < 0):
            settings = {name: ends[0] for name, ends in part.items()}
            if (value := _value(row, settings)) is not None and value < 0 and _sold(model, settings):
                return ", ".join(f"{name} {word_of(settings[name])}" for name in sorted(settings)) or "any settings"
    return None


def _counts_nothing(model: Model, row: Rate) -> bool:
    """Whether a quantity is proved to come to no block, whatever is asked for."""

    def counts(value: Fraction | None) -> bool:
        return value is not None and bool(row.per and row.per.blocks(_limited(row, value)).high)

    boxes = _boxes(model, row)
    if boxes is None:
        return False
    try:
        parts = _stretches(model, row, boxes, lambda reach: reach is None or counts(reach[1]))
        return not any(counts(_value(row, {name: ends[0] for name, ends in part.items()})) for part, _ in parts)
    except _Unproved:
        return False


def _reach(row: Rate, part: Mapping[str, Between]) -> Between | None:
    """What a quantity lies between on a stretch; None where it may divide by zero."""
    assert row.quantity is not None
    try:
        return row.quantity.between(part)
    except ZeroDivisionError:
        return None


def _value(row: Rate, settings: Mapping[str, Fraction]) -> Fraction | None:
    """A quantity at some settings; None where it divides by zero."""
    reach = _reach(row, {name: (value, value) for name, value in settings.items()})
    return reach and reach[0]


def _stretches(
    model: Model, row: Rate, boxes: Mapping[str, Between], open_: Callable[[Between | None], bool]
) -> Iterator[tuple[dict[str, Between], bool]]:
    """The ends of all stretches of the settings, and those stretches on which a question about the quantity's reach is
    open, halved for as long as it is; and whether each is halved.

    Raises _Unproved where there are too many.
    """
    listed = {name: _listed(model, row, name, box) for name, box in boxes.items()}
    waiting = [dict(zip(listed, choice, strict=True)) for choice in product(*listed.values())]
    for part in waiting:
        for corner in product(*part.values()):
            ends = {name: (end, end) for name, end in zip(part, corner, strict=True)}
            if open_(_reach(row, ends)):
                yield ends, False
    for _ in range(LOOKS + len(waiting)):
        if not waiting:
            return
        part = waiting.pop(0)
        if not open_(_reach(row, part)):
            continue
        wide = {name: ends for name, ends in part.items() if _wide(model, name, ends, boxes[name])}
        yield part, bool(wide)
        if wide:
            name = max(wide, key=lambda name: (wide[name][1] - wide[name][0]) / (boxes[name][1] - boxes[name][0]))
            low, high = wide[name]
            middle = (low + high) / 2
            first, second = (middle // 1, middle // 1 + 1) if model.settings[name].whole else (middle, middle)
            waiting[:0] = [{**part, name: (low, Fraction(first))}, {**part, name: (Fraction(second), high)}]
    if waiting:
        raise _Unproved


def _wide(model: Model, name: str, ends: Between, whole: Between) -> bool:
    """Whether a stretch of a setting can be halved."""
    if model.settings[name].whole:
        return ends[0] < ends[1]
    return ends[1] - ends[0] > (whole[1] - whole[0]) * UNHALVED


def _listed(model: Model, row: Rate, name: str, box: Between) -> list[Between]:
    """The values of a setting that are listed, each a stretch of its own; of a range the one stretch."""
    test = dict(row.when).get(name)
    values = model.settings[name].choices if test is None or isinstance(test, Range) else tuple(test)
    if box[0] == box[1] or not values:
        return [box]
    return sorted((value, value) for value in values if isinstance(value, Fraction) and box[0] <= value <= box[1])


def _near(low: Fraction, high: Fraction) -> str:
    """The figure in a stretch that has the fewest digits."""
    for places in range(4):
        rounded = Fraction(round(high * 10**places), 10**places)
        if low <= rounded <= high:
            return word_of(rounded)
    return f"about {word_of(Fraction(round(high * 1000), 1000))}" if low < high else word_of(low)


def _sold(model: Model, settings: Settings) -> bool:
    """Whether no limit that speaks of these settings alone rules them out."""
    speaking = tuple(limit for limit in model.requires if {name for name, _ in limit.when + limit.needs} <= {*settings})
    return sold(model._replace(requires=speaking), settings)
