"""A planned generation: what was asked for, resolved against a model into settings that a price can be found for."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import ceil, floor, prod
from typing import TYPE_CHECKING, Literal

from creditcalc.amount import DIGITS, ONE, ambiguous, number, plain
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import Range, Settings, Value, condition_text, holds, word_of
from creditcalc.pricebook.model import Model, Rate, Requirement, Setting
from creditcalc.record import Record
from creditcalc.text import ticked

if TYPE_CHECKING:
    from creditcalc.reports.objects.shared import InputObject

Origin = Literal["given", "default", "always", "open"]
Given = Mapping[str, "str | bool | int | Decimal | Fraction | None"]

MOST_COUNT = 1_000_000
"""Outputs or takes of one planned generation; a larger number is a slip of the hand."""
WIDEST = 20_000
"""Combinations that open settings may span."""
FINEST = Fraction(1, 10**15)
"""The distance of two numbers that can be given: `creditcalc.amount.number` reads fifteen decimals."""
NEAR = Fraction(1, 1000)
"""A distance that reads well, for values that stand for a stretch and are shown."""


class Generation(Record):
    """One planned request, resolved: every setting has a value and an origin, or is open.

    `variants` are the settings to price: one, or one for each combination of the open settings' values. `ruled_out` are
    the limits that took combinations away from them. `outputs` are those wanted; None where a model's own setting of
    that name is open.
    """

    model: Model
    variants: tuple[Settings, ...]
    origins: Mapping[str, Origin]
    outputs: int | None = 1
    takes: int = 1
    mix: tuple[tuple[str, Fraction], ...] = ()
    ruled_out: tuple[Requirement, ...] = ()

    @property
    def open(self) -> tuple[str, ...]:
        """The settings left open, which a given value would narrow."""
        return tuple(name for name, origin in self.origins.items() if origin == "open")

    @property
    def inputs(self) -> "dict[str, InputObject]":
        """Every setting with its value and where that comes from."""
        return {
            name: {"value": "open" if origin == "open" else word_of(self.variants[0][name]), "from": origin}
            for name, origin in self.origins.items()
        }

    def again(self, model: Model) -> "Generation":
        """The same planned of another model, or of this one at other prices. Raises as `resolve` does."""
        given = {name: word_of(self.variants[0][name]) for name, origin in self.origins.items() if origin == "given"}
        outputs = None if "outputs" in model.settings else self.outputs
        mix = ",".join(f"{name}={word_of(share * 100)}%" for name, share in self.mix)
        return resolve(model, given, outputs=outputs, takes=self.takes, mix=mix or None)

    @property
    def generations(self) -> int:
        """How many requests bring the outputs wanted: a model may return several outputs in one."""
        if self.outputs is None or "outputs" in self.model.settings:
            return 1
        return -(-self.outputs // (self.model.outputs_per_generation or ONE).numerator)


GIVEN_TYPES = (str, bool, int, Decimal, Fraction)
"""What a caller may give."""


def words(given: Given) -> dict[str, str]:
    """What a caller gave, as the words of an option: True is `on`, a number its digits, None is left out.

    Raises CreditcalcError for a float, which is not exact, and for what is neither a word nor a number.
    """
    found: dict[str, str] = {}
    for name, value in given.items():
        if value is None:
            continue
        if isinstance(value, float):
            raise CreditcalcError(f"`{name}={value}` is a float, which is not exact: give `'{value}'` or a Decimal")
        if not isinstance(name, str) or not isinstance(value, GIVEN_TYPES):
            raise CreditcalcError(f"`{name}` must be text, a number, True or False, not {type(value).__name__}")
        if isinstance(value, bool):
            found[name] = "on" if value else "off"
        elif isinstance(value, int | Fraction):
            found[name] = word_of(Fraction(value, 1))
        else:
            found[name] = plain(str(value)) if isinstance(value, Decimal) else str(value)
    return found


def option(name: str) -> str:
    """How a setting is given on the command line."""
    named = ("seconds", "resolution", "audio", "quality", "characters", "twin", "outputs", "images", "plan")
    return f"`--{name}`" if name in named else f"`--set {name}=...`"


def resolve(
    model: Model,
    given: Given,
    *,
    outputs: int | None = None,
    takes: int = 1,
    mix: str | None = None,
    loose: bool = False,
    giving: Callable[[str], str] = option,
) -> Generation:
    """The generation that a caller plans, every setting checked against the model.

    `giving` says how a setting is given where the caller's settings come from, for the remedy of an error.

    `outputs` are the results wanted: where none are given, one, or what the model's own setting `outputs` says.

    `loose` leaves every setting that is not given open, whatever its default, but for `outputs`: for an agent that
    chooses by itself.

    Raises CreditcalcError for a setting that the model lacks, a value it does not take, a required setting that is
    missing, a combination that is not sold, outputs given twice, or a count outside 1 to 1,000,000.
    """
    asked = words(given)
    for name, amount in (("outputs", 1 if outputs is None else outputs), ("takes", takes)):
        if type(amount) is not int or not 1 <= amount <= MOST_COUNT:
            said = "more" if type(amount) is int and amount > MOST_COUNT**10 else f"`{amount!s:.40}`"
            raise CreditcalcError(f"`{name}` must be a whole number from 1 to {MOST_COUNT:,}, not {said}")
    if (
        "outputs" in model.settings
        and outputs is not None
        and asked.setdefault("outputs", f"{outputs}") != f"{outputs}"
    ):
        raise CreditcalcError(f"`outputs` is given twice, as `{asked['outputs']}` and `{outputs}`: give it once")
    values: dict[str, Value] = {}
    origins: dict[str, Origin] = {}
    spans: dict[str, tuple[Value, ...]] = {}
    faults: list[CreditcalcError] = []
    if asked.keys() - model.settings.keys():
        faults.append(_lacking(model, asked))
    for name, setting in model.settings.items():
        if name in asked:
            try:
                values[name] = _chosen(model, name, setting, asked)
            except CreditcalcError as error:
                faults.append(error)
            origins[name] = "given"
        elif (initial := setting.initial) is not None and not (loose and setting.choices and name != "outputs"):
            values[name] = initial
            origins[name] = "always" if setting.always else "default"
        elif setting.is_open or (loose and setting.choices):
            spans[name] = breakpoints(model, name, FINEST)
            origins[name] = "open"
        elif not faults:
            from creditcalc.rating.spoken import Needs, example_of  # noqa: PLC0415  # only on the way to an error

            why = f"`{model.id}` needs `{name}`: give {giving(name)} ({setting.accepted})"
            raise Needs(name, example_of(setting), why)
    if faults:
        if len(faults) == 1:
            raise faults[0]
        names = [name for fault in faults for name in fault.did_you_mean]
        raise CreditcalcError("; ".join(map(str, faults)), did_you_mean=names)
    variants, ruled_out = _variants(model, values, spans)
    wanted = _wanted(values) if "outputs" in model.settings else outputs or 1
    return Generation(model, variants, origins, wanted, takes, _shares(model, mix), ruled_out)


def _wanted(values: Settings) -> int | None:
    """The outputs that a model's own setting says; None where it is open."""
    value = values.get("outputs")
    return value.numerator if isinstance(value, Fraction) else None


def _lacking(model: Model, asked: Mapping[str, str]) -> CreditcalcError:
    """That a model has no settings of some names, and what they may have meant."""
    from creditcalc.rating.spoken import settings_meant  # noqa: PLC0415  # only on the way to an error

    wrong = [name for name in asked if name not in model.settings]
    meant = {name: settings_meant(name, model.settings) for name in wrong}
    known = "" if all(found for found, _ in meant.values()) else f"; it has {ticked(model.settings, 'and') or 'none'}"
    return CreditcalcError(
        f"`{model.id}` has "
        + "; ".join(f"no setting `{name[:80]}`{hint}" for name, (_, hint) in meant.items())
        + known,
        did_you_mean=[name for found, _ in meant.values() for name in found],
    )


def _chosen(model: Model, name: str, setting: Setting, asked: Mapping[str, str]) -> Value:
    word = asked[name]
    value = number(word) if DIGITS.fullmatch(word) or ambiguous(word) else word.lower()
    if setting.admits(value):
        return value
    from creditcalc.rating.spoken import NotTaken, value_said  # noqa: PLC0415  # most values are written as models do

    meant = value_said(model, name, setting, word)
    if meant is None or not setting.admits(meant):
        raise NotTaken(model, name, asked, value if meant is None else meant)
    return meant


def _variants(
    model: Model, values: dict[str, Value], spans: dict[str, tuple[Value, ...]]
) -> tuple[tuple[Settings, ...], tuple[Requirement, ...]]:
    """The combinations of the open values that may be made, and the limits that rule out the others."""
    found = []
    ruled_out: dict[Requirement, None] = {}
    if prod(len(span) for span in spans.values()) > WIDEST:
        raise CreditcalcError(f"`{model.id}` has too many settings not given: add {ticked(spans, 'or')}")
    for choice in product(*spans.values()):
        settings = {**values, **dict(zip(spans, choice, strict=True))}
        broken = next((r for r in model.requires if holds(r.when, settings) and not holds(r.needs, settings)), None)
        if broken is None:
            found.append(settings)
        else:
            ruled_out[broken] = None
    if not found:
        limit = next(iter(ruled_out))
        given = condition_text(limit.when) or "these settings"
        raise CreditcalcError(f"`{model.id}` with {given} needs {condition_text(limit.needs)}: change one of them")
    return tuple(found), tuple(ruled_out)


def breakpoints(model: Model, name: str, near: Fraction = NEAR) -> tuple[Value, ...]:
    """The values of a setting that stand for all others: all its choices, or the ends of every stretch of numbers
    on which the model's rows do not change, and what lies as `near` to them as that.

    Between two of them that follow one another no row, step or limit begins or ends, and a longer or larger generation
    costs as much or more.
    """
    setting = model.settings[name]
    if setting.range is None:
        return setting.choices
    conditions = [row.when for row in (*model.rates, *model.surcharges)]
    conditions += [factor.when for factor in model.multipliers]
    conditions += [limit.when + limit.needs for limit in model.requires]
    tests = [test for when in conditions for known, test in when if known == name]
    marks = {setting.range.low, *([setting.range.high] if setting.range.high is not None else [])}
    for test in tests:
        marks |= (
            {test.low, *([test.high] if test.high is not None else [])}
            if isinstance(test, Range)
            else {value for value in test if isinstance(value, Fraction)}
        )
    for row in (*model.rates, *model.surcharges):
        marks |= _marks(row, name)
    if setting.whole:
        marks, near = {Fraction(end) for mark in marks for end in (floor(mark), ceil(mark))}, Fraction(1)
    beside = {mark + shift for mark in marks for shift in (-near, Fraction(0), near)}
    return tuple(sorted(value for value in beside if setting.admits(value)))


def _marks(row: Rate, name: str) -> set[Fraction]:
    """Where a row's steps and limits begin and end, in a setting's own unit."""
    if row.per is None or row.per.setting != name:
        return set()
    ends = {row.per.of_setting(step.up_to) + (row.beyond or 0) for step in row.tiers if step.up_to is not None}
    return ends | {mark for mark in (row.beyond, row.at_least, row.at_most) if mark is not None}


def _shares(model: Model, mix: str | None) -> tuple[tuple[str, Fraction], ...]:
    """`veo-3.1=30%,kling-2.6-standard=70%`, or with blanks for the `=`, as names and shares of one."""
    if mix is None:
        return ()
    if model.uses is None:
        raise CreditcalcError(f"`{model.id}` runs no other models: `--mix` is for agents")
    form = "write `--mix a=30%,b=70%`"
    found: dict[str, Fraction] = {}
    for part in mix.split(","):
        name, equals, share = part.strip().rpartition("=" if "=" in part else " ")
        name = name.strip()
        if not (equals and name and share.endswith("%")):
            raise CreditcalcError(f"`{part.strip()[:80]}` is not a share of a mix: {form}")
        if name in found:
            raise CreditcalcError(f"`{name}` is in the mix twice: {form}")
        found[name] = number(share[:-1].strip()) / 100
    if sum(found.values()) != 1:
        whole = word_of(sum(found.values(), Fraction(0)) * 100)
        raise CreditcalcError(f"the mix adds up to {whole} %, not 100 %: {form}")
    return tuple(found.items())
