"""Models as sheets describe them: settings, rates, surcharges, multipliers, minimum, rounding and examples."""

import re
from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any, Literal

from creditcalc.amount import Amount
from creditcalc.day import Day
from creditcalc.pricebook.condition import Range, Value, When, number_of, value_of, word_of
from creditcalc.pricebook.evidence import Claim, Grade, LastDay
from creditcalc.pricebook.quantity import Expression, Per
from creditcalc.record import Record
from creditcalc.text import ticked

ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
"""What ids of platforms, editions, models and plans are made of."""

ModelKind = Literal["video", "image", "music", "voice", "effect", "agent", "operation", "action"]

EMPTY: Mapping[str, Any] = {}
"""No entries; a plain dictionary, since the compiled cache must hold it."""


class Setting(Record):
    """What can be chosen for a model: its allowed values, and what happens when none is given.

    number: any number in this range
    whole: a whole number in this range
    one_of: one of these values
    flag: whether it is on or off by default
    always: the only value the model has
    default: used, and shown, when nothing is given
    open: when nothing is given, the quote is a range over all values
    note: for people
    """

    number: Range | None = None
    whole: Range | None = None
    one_of: tuple[str, ...] = ()
    flag: Literal["on", "off", "required", "open"] | None = None
    always: str | None = None
    default: str | None = None
    open: bool = False
    note: str | None = None
    place: str = ""

    @property
    def range(self) -> Range | None:
        """The numbers allowed, where any are."""
        return self.number or self.whole

    @property
    def choices(self) -> tuple[Value, ...]:
        """The values allowed, where they can be listed."""
        if self.flag:
            return ("off", "on")
        return tuple(value_of(word) for word in (self.one_of or ((self.always,) if self.always else ())))

    @property
    def initial(self) -> Value | None:
        """The value when none is given; None where it is required or open."""
        word = self.always or self.default or (self.flag if self.flag in ("on", "off") else None)
        return None if word is None else value_of(word)

    @property
    def is_open(self) -> bool:
        """Whether the setting may be left out, and the quote then is the interval over its values."""
        return self.open or self.flag == "open"

    def admits(self, value: Value) -> bool:
        """Whether this is one of the setting's values."""
        if (span := self.range) is None:
            return value in self.choices
        return value in span and not (self.whole and number_of(value).denominator != 1)

    @property
    def accepted(self) -> str:
        """The values allowed, as a sentence ends: "`4`, `6` or `8`"."""
        if self.number:
            return f"a number {self.number}"
        if self.whole:
            return f"a whole number {self.whole}"
        return ticked(word_of(value) for value in self.choices)


class Tier(Record):
    """One step of a price that depends on how much is bought.

    price: the price of one unit in this step
    up_to: the last amount of this step, included, in the unit of `per`; left out in the last step
    """

    price: Amount
    up_to: Fraction | None = None


class Rate(Record):
    """One row of prices. Of a model's rates exactly one applies, of its surcharges every one that matches.

    An add-on is a surcharge for every model of some kinds; it brings a flag setting named after its id.

    source: where the figure is from: a key of the price book's sources
    when: the settings this row is for; a setting not named may have any value
    price: the price in the price book's unit
    list_usd: the provider's list price, converted to credits
    unavailable: this combination is not sold, and why
    graduated: each step priced by itself
    whole: the quantity selects one price for all of it
    per: what one price is for
    quantity: an expression instead of the unit's setting, and in its unit: seconds where `per` is a minute
    beyond: only what is more than this counts, in the setting's own unit; after `at_least` and `at_most`
    at_least: the setting counts as at least this, in its own unit
    at_most: the setting counts as at most this, in its own unit
    grade: how good the figure is, where that differs from its source
    since: in force from this day
    until: in force to this day, included
    because: why this figure is used
    claims: what other sources say
    note: for people
    name: of a surcharge: what it is called on the bill
    for: of an add-on: the kinds of model it is for
    """

    source: str
    when: When = ()
    price: Amount | None = None
    list_usd: Amount | None = None
    unavailable: str | None = None
    graduated: tuple[Tier, ...] = ()
    whole: tuple[Tier, ...] = ()
    per: Per | None = None
    quantity: Expression | None = None
    beyond: Fraction | None = None
    at_least: Fraction | None = None
    at_most: Fraction | None = None
    grade: Grade | None = None
    since: Day | None = None
    until: LastDay | None = None
    because: str | None = None
    claims: tuple[Claim, ...] = ()
    note: str | None = None
    name: str | None = None
    for_: tuple[ModelKind, ...] = ()
    id: str = ""
    place: str = ""

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The steps of the price, whichever way they count."""
        return self.graduated or self.whole

    @property
    def published(self) -> bool:
        """Whether the price is published."""
        return self.price is None or self.price.qualifier != "unknown"


class Multiplier(Record):
    """Multiplies the rate where its condition matches.

    name: what it is called on the bill
    times: the factor
    source: where this is from
    when: the settings it is for
    note: for people
    """

    name: str
    times: Amount
    source: str
    when: When = ()
    note: str | None = None
    place: str = ""


class Minimum(Record):
    """The least that one generation costs.

    price: in the price book's unit
    source: where this is from
    """

    price: Amount
    source: str
    place: str = ""


class Rounding(Record):
    """How the vendor rounds what it charges.

    to: which way
    at: what is rounded
    source: where this is from
    step: to multiples of this
    """

    to: Literal["up", "nearest", "down"]
    at: Literal["line", "generation", "total"]
    source: str
    step: Fraction = Fraction(1)
    place: str = ""

    def round(self, value: Fraction) -> Fraction:
        """The value at the next multiple of the step."""
        steps = value / self.step
        match self.to:
            case "up":
                whole = ceil(steps)
            case "down":
                whole = floor(steps)
            case "nearest":
                whole = floor(steps + Fraction(1, 2))
        return whole * self.step

    def apply(self, amount: Amount) -> Amount:
        """The amount with both ends rounded."""
        return amount.each(self.round)


class Requirement(Record):
    """A limit on what may be combined: where `when` matches, `needs` must too.

    needs: what they need
    source: where this is from
    when: the settings it is about
    note: for people
    """

    needs: When
    source: str
    when: When = ()
    note: str | None = None
    place: str = ""


class Uses(Record):
    """The models that an agent runs behind.

    source: where this is from
    kinds: every model of these kinds
    models: these models
    note: for people
    """

    source: str
    kinds: tuple[ModelKind, ...] = ()
    models: tuple[str, ...] = ()
    note: str | None = None
    place: str = ""


class Example(Record):
    """A worked example of the vendor's own, run by the check.

    with: the options of the generation
    total: what it costs
    source: where this is from
    note: for people
    disagrees: why the sheet does not give this total, where that is known
    """

    with_: Mapping[str, str]
    total: Amount
    source: str
    note: str | None = None
    place: str = ""
    disagrees: str | None = None


class Model(Record):
    """Anything that can be generated and priced.

    name: what people call it
    maker: who makes it
    kind: what it makes
    aliases: other names people type
    list: a model with list prices: take its settings, limits and rates
    list_factor: multiply the list prices by this
    since: on sale from this day
    until: on sale to this day, included
    settings: what can be chosen
    requires: what some settings need
    rates: the price table: exactly one row matches
    multipliers: each that matches multiplies the rate
    surcharges: each that matches is added
    minimum: the least one generation costs
    rounding: how the charge is rounded
    outputs_per_generation: how many outputs one generation returns
    uses: an agent's models
    examples: the vendor's worked examples
    note: for people
    """

    id: str = ""
    name: str = ""
    maker: str = ""
    kind: ModelKind | None = None
    aliases: tuple[str, ...] = ()
    list_: str | None = None
    list_factor: Amount | None = None
    since: Day | None = None
    until: LastDay | None = None
    settings: Mapping[str, Setting] = EMPTY
    requires: tuple[Requirement, ...] = ()
    rates: tuple[Rate, ...] = ()
    multipliers: tuple[Multiplier, ...] = ()
    surcharges: tuple[Rate, ...] = ()
    minimum: Minimum | None = None
    rounding: Rounding | None = None
    outputs_per_generation: Fraction | None = None
    uses: Uses | None = None
    examples: tuple[Example, ...] = ()
    note: str | None = None
    place: str = ""
    listed: tuple[Setting | None, LastDay | None] | None = None
    """Of a model taken from the list: the lengths that the list's one makes, and its last day there."""
