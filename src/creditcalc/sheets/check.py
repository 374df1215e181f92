"""What can be wrong with a model that reads well: its settings, its rows, its words, and its worked examples."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from creditcalc.amount import Amount, decimal
from creditcalc.day import Day
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import Range, When, word_of
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.evidence import LastDay, Source
from creditcalc.pricebook.model import Model, Rate, Setting
from creditcalc.rating.worked import worked
from creditcalc.sheets.charges import charge_faults
from creditcalc.sheets.proof import table_faults
from creditcalc.sheets.reader import Fault
from creditcalc.text import did_you_mean, inert, ticked

if TYPE_CHECKING:
    from creditcalc.day import Timed


def model_faults(model: Model, sources: Mapping[str, Source], day: Day) -> list[Fault]:
    """Everything wrong with a model that makes its prices wrong; they are proved only when all else is right."""
    if much := list(_too_much(model)):
        return much
    found = [
        *_identity(model, sources),
        *(fault for name, setting in model.settings.items() for fault in _setting(name, setting)),
        *_rows(model, sources),
        *_extras(model, sources),
    ]
    return found or list(table_faults(model, day)) or list(charge_faults(model))


MOST = {"rates": 200, "surcharges": 200, "requires": 200, "examples": 200, "multipliers": 20}
"""Rows of each kind that a model may have: all of them are held against one another, and multipliers multiplied."""
MOST_VALUES = 200
"""Values of a setting that are listed."""


def _too_much(model: Model) -> Iterator[Fault]:
    """What could not be proved in a moment; the largest bundled model has fourteen rates."""
    for name, most in MOST.items():
        rows = getattr(model, name)
        if len(rows) > most:
            yield Fault(rows[most].place, f"is one of {len(rows):,} `{name}`: a model has {most} at most, split it")
    for name, setting in model.settings.items():
        if len(setting.choices) > MOST_VALUES:
            yield Fault(setting.place, f"`{name}` lists {len(setting.choices):,} values: list {MOST_VALUES} at most")


def _identity(model: Model, sources: Mapping[str, Source]) -> Iterator[Fault]:
    missing = [key for key in ("name", "maker", "kind") if not getattr(model, key)]
    if missing:
        yield Fault(
            model.place, f"`{model.id}` lacks {ticked(missing, 'and')}: add {'it' if len(missing) == 1 else 'them'}"
        )
    if not model.rates and not model.uses:
        yield Fault(model.place, f"`{model.id}` has no `rates`: add rows, `list:` or `uses:`")
    if model.rates and model.uses:
        yield Fault(model.uses.place, f"`{model.id}` has both `uses` and `rates`: keep one")
    yield from span_faults(model, model.place, sources)
    length = model.settings.get("seconds") or Setting()
    if model.uses and not length.range:
        yield Fault(model.uses.place, "`uses` needs a number setting `seconds`: its models are priced by length")
    if model.uses and length.is_open:
        yield Fault(model.uses.place, "`uses` cannot leave `seconds` open: its models are priced by length")


def _setting(name: str, setting: Setting) -> Iterator[Fault]:
    forms = [form for form in ("number", "whole", "one_of", "flag", "always") if getattr(setting, form)]
    if len(forms) != 1:
        yield Fault(setting.place, f"`{name}` needs exactly one of `number`, `whole`, `one_of`, `flag`, `always`")
        return
    if len(set(setting.choices)) != len(setting.choices) or len({isinstance(v, str) for v in setting.choices}) > 1:
        yield Fault(setting.place, f"`{name}` lists a value twice, or words among numbers: list each once")
    if setting.default and (setting.open or forms[0] in ("flag", "always")):
        other = "open" if setting.open else forms[0]
        yield Fault(setting.place, f"`{name}` has both a `default` and `{other}`: keep one")
    if setting.open and setting.flag:
        yield Fault(setting.place, f"`{name}` has both `open` and `flag`: write `flag: open`")
    if setting.open and setting.always:
        yield Fault(setting.place, f"`{name}` has both `open` and `always`: keep one")
    if setting.open and setting.range and setting.range.high is None:
        yield Fault(setting.place, f"`{name}` is open without an upper end: write `1..60`")
    initial = setting.initial
    if initial is not None and not setting.admits(initial):
        word = word_of(initial)
        yield Fault(setting.place, f"the default `{word}` of `{name}` is not allowed: it takes {setting.accepted}")


def _numeric(model: Model, name: str) -> bool:
    setting = model.settings.get(name)
    return setting is not None and (
        setting.range is not None or any(isinstance(value, Fraction) for value in setting.choices)
    )


def _rows(model: Model, sources: Mapping[str, Source]) -> Iterator[Fault]:
    for row in model.rates:
        yield from _row(model, row, sources)
        if row.name or row.for_:
            yield Fault(row.place, "a rate has no `name` or `for`: those are for surcharges")
    for row in model.surcharges:
        yield from _row(model, row, sources)
        if not row.name or row.unavailable:
            yield Fault(row.place, "a surcharge needs a `name` and a price: `unavailable` is for rates")


def _row(model: Model, row: Rate, sources: Mapping[str, Source]) -> Iterator[Fault]:
    yield from _condition(model, row.when, row.place)
    for message in (*_price(row), *_unit(model, row), *_steps(model, row)):
        yield Fault(row.place, message)
    yield from span_faults(row, row.place, sources)
    for key in dict.fromkeys([row.source, *(claim.source for claim in row.claims)]):
        yield from source_fault(key, sources, row.place)


def span_faults(row: "Timed", place: str, sources: Mapping[str, Source]) -> Iterator[Fault]:
    """Ends the wrong way round, between which no day lies (a row may well be in force on one day alone); and a last
    day of an unknown source.
    """
    if row.since and row.until and row.since > row.until:
        yield Fault(place, "`since` is later than `until`: swap them")
    if isinstance(row.until, LastDay) and row.until.said:
        for one in row.until.said.every:
            yield from source_fault(one.source, sources, one.place)


def _price(row: Rate) -> Iterator[str]:
    keys = ("price", "unavailable", "graduated", "whole") + (() if row.grade == "derived" else ("list_usd",))
    forms = [form for form in keys if getattr(row, form)]
    if len(forms) != 1:
        yield "needs exactly one of `price`, `list_usd`, `unavailable`, `graduated`, `whole`"
    elif forms == ["list_usd"]:
        yield "`list_usd` needs the edition's `credits_per_usd`: add it, or write a `price`"
    if row.per is None and not row.unavailable and row.published:
        yield "lacks `per`: say what one price is for, as in `per: second`"


def _unit(model: Model, row: Rate) -> Iterator[str]:
    per = row.per
    if per and row.quantity is None:
        limits = (row.beyond, row.at_least, row.at_most)
        if per.setting and not _numeric(model, per.setting):
            yield f"`per: {per.unit}` needs a number setting `{per.setting}`: add it to `settings`"
        if not per.setting and (
            per.block != per.unit or per.size != 1 or row.tiers or any(x is not None for x in limits)
        ):
            yield f"`per: {per.unit}` counts once each generation: leave out blocks, steps and limits"
    for name in sorted(row.quantity.names()) if row.quantity else ():
        if not _numeric(model, name):
            yield f"`quantity` needs a number setting `{name}`: add it to `settings`"
        elif model.settings[name].is_open:
            yield f"`quantity` cannot use `{name}`, which is open: give it a default"
    if row.at_least is not None and row.at_most is not None and row.at_least > row.at_most:
        yield "`at_least` is more than `at_most`: swap them"


def _steps(model: Model, row: Rate) -> Iterator[str]:
    if not row.tiers:
        return
    *ends, last = [step.up_to for step in row.tiers]
    rising = [end for end in ends if end is not None]
    if len(rising) < len(ends) or rising != sorted(set(rising)) or last is not None:
        yield "the steps must rise, and only the last has no `up_to`"
    if any(step.price.qualifier == "unknown" for step in row.tiers):
        yield "the price of a step cannot be `unknown`: write `price: unknown` instead of the steps"
    if row.per and row.quantity is None:
        yield from _never(model, row.per.setting, map(row.per.of_setting, rising))


def _never(model: Model, name: str, ends: Iterable[Fraction | None]) -> Iterator[str]:
    """Ends that fall between the values of a setting that is a whole number: nothing proves what lies there."""
    setting = model.settings.get(name, Setting())
    for end in ends:
        if setting.whole and end is not None and end.denominator != 1:
            yield f"`{word_of(end)}` is not a value of `{name}`: it takes {setting.accepted}"


def source_fault(key: str, sources: Mapping[str, Source], place: str) -> Iterator[Fault]:
    if key not in sources:
        hint = did_you_mean(key, sources) or ": add it to the edition's `sources`"
        yield Fault(place, f"unknown source `{key}`{hint}")


def _condition(model: Model, when: When, place: str) -> Iterator[Fault]:
    for name, test in when:
        setting = model.settings.get(name)
        if setting is None:
            hint = did_you_mean(name, model.settings) or f": it has {ticked(model.settings, 'and') or 'none'}"
            yield Fault(place, f"`{model.id}` has no setting `{name}`{hint}")
        elif isinstance(test, Range):
            if not _numeric(model, name):
                yield Fault(place, f"`{name}` is not a number: name its values")
            for message in _never(model, name, (test.low, test.high)):
                yield Fault(place, message)
        else:
            for value in sorted(test, key=str):
                if not setting.admits(value):
                    yield Fault(place, f"`{word_of(value)}` is not a value of `{name}`: it takes {setting.accepted}")


def _extras(model: Model, sources: Mapping[str, Source]) -> Iterator[Fault]:
    for limit in model.requires:
        yield from _condition(model, limit.when + limit.needs, limit.place)
    for factor in model.multipliers:
        yield from _condition(model, factor.when, factor.place)
        if factor.times.qualifier == "unknown":
            yield Fault(
                factor.place, "`times` cannot be `unknown`: write a rate with `price: unknown` for these settings"
            )
    for part in (*model.requires, *model.multipliers, *model.examples, model.minimum, model.rounding, model.uses):
        if part:
            yield from source_fault(part.source, sources, part.place)
    per = model.outputs_per_generation
    if per is not None and (per.denominator != 1 or per < 1):
        yield Fault(model.place, "`outputs_per_generation` must be a whole number")
    if model.rounding and not model.rounding.step:
        yield Fault(model.rounding.place, "`step` must be more than 0")


def example_faults(model: Model, edition: Edition) -> Iterator[Fault]:
    """Each worked example whose total is not what the sheet gives. An approximate one counts to its own digits.

    One that is known to disagree is a warning; one that is said to and does not is a fault.
    """
    for example in model.examples:
        try:
            found = worked(model, example.with_, edition).total
        except CreditcalcError as error:
            yield Fault(example.place, f"the example cannot be priced: {error}")
            continue
        same = found == example.total or _close(found, example.total)
        both = f"the example says {example.total}, the sheet gives {found}"
        if example.disagrees is None and not same:
            yield Fault(example.place, f"{both}: correct one of them")
        elif example.disagrees is not None and same:
            yield Fault(example.place, f"{both}, which agree: remove `disagrees`")
        elif example.disagrees is not None:
            yield Fault(example.place, f"{both}: {inert(example.disagrees)}", warning=True)


def _close(found: Amount, said: Amount) -> bool:
    """Whether a single figure is the approximate one, rounded to the digits that one has."""
    if not said.approximate or said.low != said.high or found.low != found.high:
        return False
    places = len(decimal(said.low).partition(".")[2])
    return Fraction(floor(found.low * 10**places + Fraction(1, 2)), 10**places) == said.low
