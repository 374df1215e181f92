"""The price sheets as frozen types: what a platform sells, at which rates, and who says so.

Each class is one mapping of a sheet, each field one key (a trailing underscore is dropped: `from_` is
`from`). The reader fills `id` from the key that a mapping stands under and `place` from where it stands.
The `key: meaning` lines of a docstring are the keys' descriptions in the JSON Schemas. They are named tuples
because a frozen dataclass costs six times as much to define, and every start of the program defines them.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from creditcalc.amount import Amount
from creditcalc.day import Dated, Day
from creditcalc.errors import CreditcalcError
from creditcalc.measure import Expression, Per, Range, Value, When, value_of, word_of
from creditcalc.text import did_you_mean, ticked

if TYPE_CHECKING:
    from creditcalc.offer import Plan, TopUp

ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
"""What ids of platforms, editions, models and plans are made of."""

Grade = Literal["observed", "official", "transcribed", "third_party", "derived"]
GRADES: tuple[Grade, ...] = ("observed", "official", "transcribed", "third_party", "derived")
"""The evidence grades, strongest first."""

Kind = Literal["video", "image", "music", "voice", "effect", "agent", "operation", "action"]
Every = Literal["day", "week", "month", "year", "once"]

EMPTY: Mapping[str, Any] = {}
"""No entries; a plain dictionary, since the compiled cache must hold it."""


class Setting(NamedTuple):
    """What can be chosen for a model: its allowed values, and what happens when none is given.

    number: any number in this range
    whole: a whole number in this range
    one_of: one of these values
    flag: on or off, and which by itself
    always: the only value the model knows
    default: taken, and echoed, when nothing is given
    open: when nothing is given, the quote is the interval over all values
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
        return value in span and not (self.whole and Fraction(value).denominator != 1)

    @property
    def accepted(self) -> str:
        """The values allowed, as a sentence ends: "`4`, `6` or `8`"."""
        if self.number:
            return f"a number {self.number}"
        if self.whole:
            return f"a whole number {self.whole}"
        return ticked(word_of(value) for value in self.choices)


class Claim(NamedTuple):
    """What another source, or the same one elsewhere, says of the same thing. Shown, never used.

    source: who says so: a key of the edition's sources
    price: the other amount
    per: its unit
    amount: the other amount of a plan's price or allowance
    currency: its currency
    unit: its unit, of an allowance
    after: the other expiry
    keeps: the other rollover
    note: for people
    """

    source: str
    price: Amount | None = None
    per: str | None = None
    amount: Amount | None = None
    currency: str | None = None
    unit: str | None = None
    after: str | None = None
    keeps: str | None = None
    note: str | None = None
    place: str = ""

    def __str__(self) -> str:
        words = [str(value) for value in (self.price, self.amount, self.after, self.keeps) if value is not None]
        words += [f"per {self.per}"] if self.per else []
        return " ".join(words + [word for word in (self.currency, self.unit) if word]) or "another reading"


class Tier(NamedTuple):
    """One step of a price that depends on how much is bought.

    price: the price of one unit in this step
    up_to: the last amount of this step, included; left out in the last step
    """

    price: Amount
    up_to: Fraction | None = None


class Rate(NamedTuple):
    """One row of prices. Of a model's rates exactly one applies; of its surcharges every one that holds.

    An add-on is a surcharge for every model of some kinds; it brings a flag setting named after its id.

    source: who says so: a key of the edition's sources
    when: the settings this row is for; a setting not named may have any value
    price: the price in the edition's unit
    list_usd: the provider's list price, turned into credits by the edition
    unavailable: not sold so, and why
    graduated: each step priced by itself
    whole: the total picks one price for all of it
    per: what one price is for
    quantity: an expression instead of the unit's setting
    beyond: only what is more than this counts
    at_least: the setting counts as at least this
    at_most: the setting counts as at most this
    grade: the evidence grade, where it is not the source's own
    since: in force from this day
    until: in force to this day, included
    because: why this figure is the one in use
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
    until: Day | None = None
    because: str | None = None
    claims: tuple[Claim, ...] = ()
    note: str | None = None
    name: str | None = None
    for_: tuple[Kind, ...] = ()
    id: str = ""
    place: str = ""

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The steps of the price, whichever way they count."""
        return self.graduated or self.whole

    @property
    def published(self) -> bool:
        """Whether anybody publishes the price."""
        return self.price is None or self.price.qualifier != "unknown"


class Multiplier(NamedTuple):
    """Multiplies the rate where its condition holds.

    name: what it is called on the bill
    times: the factor
    source: who says so
    when: the settings it is for
    note: for people
    """

    name: str
    times: Amount
    source: str
    when: When = ()
    note: str | None = None
    place: str = ""


class Minimum(NamedTuple):
    """The least that one generation costs.

    price: in the edition's unit
    source: who says so
    """

    price: Amount
    source: str
    place: str = ""


class Rounding(NamedTuple):
    """How the vendor rounds what it charges.

    to: which way
    at: what is rounded
    source: who says so
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
        return Amount(
            self.round(amount.low),
            None if amount.high is None else self.round(amount.high),
            amount.approximate,
        )


class Requirement(NamedTuple):
    """A limit on what may be combined: where `when` holds, `needs` must.

    needs: what they need
    source: who says so
    when: the settings it is about
    note: for people
    """

    needs: When
    source: str
    when: When = ()
    note: str | None = None
    place: str = ""


class Uses(NamedTuple):
    """The models that an agent runs behind.

    source: who says so
    kinds: every model of these kinds
    models: these models
    note: for people
    """

    source: str
    kinds: tuple[Kind, ...] = ()
    models: tuple[str, ...] = ()
    note: str | None = None
    place: str = ""


class Example(NamedTuple):
    """A worked example of the vendor's own, run by the check.

    with: the options of the generation
    total: what it costs
    source: who says so
    note: for people
    """

    with_: Mapping[str, str]
    total: Amount
    source: str
    note: str | None = None
    place: str = ""


class Model(NamedTuple):
    """Anything that can be generated and priced.

    name: what people call it
    maker: who makes it
    kind: what it makes
    aliases: other names people type
    list: a model of the edition's list: take its settings, limits and rates
    list_factor: times this, when taken from the list
    since: on sale from this day
    until: on sale to this day, included
    settings: what can be chosen
    requires: combinations that are not sold
    rates: the price table: exactly one row fits
    multipliers: each that fits multiplies the rate
    surcharges: each that fits is added
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
    kind: Kind | None = None
    aliases: tuple[str, ...] = ()
    list_: str | None = None
    list_factor: Amount | None = None
    since: Day | None = None
    until: Day | None = None
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


class Source(NamedTuple):
    """Who says something, where, and when it was read.

    title: what it is
    date: when it was read or written: a year, a month or a day
    grade: how good the evidence is
    url: where it is
    note: for people
    """

    title: str
    date: Dated
    grade: Grade
    url: str | None = None
    note: str | None = None
    place: str = ""


class Yardstick(NamedTuple):
    """A generation that plans are measured by: a cheap draft, a dear final clip.

    model: what generates
    with: the options of the generation
    source: who takes it as a measure
    note: for people
    """

    model: str
    with_: Mapping[str, str]
    source: str
    note: str | None = None
    place: str = ""


class Rule(NamedTuple):
    """A rule of a platform that is no price.

    name: a short name
    says: the rule, in a sentence
    source: who says so
    """

    name: str
    says: str
    source: str
    place: str = ""


class PlanChange(NamedTuple):
    """What becomes of the credits when a plan is changed.

    how: the new plan from the next reset on; at once, with the unused void; with the unused kept; only the difference
    source: who says so
    forfeits: the pools that are lost besides: `top_up`, `rollover`, `promotion`
    note: for people
    """

    how: Literal["cycle end", "new", "add", "difference"]
    source: str
    forfeits: tuple[str, ...] = ()
    note: str | None = None
    place: str = ""


class PlanChanges(NamedTuple):
    """What each kind of change does to the credits, as far as anybody publishes it.

    upgrade: to a larger allowance
    downgrade: to a smaller one
    cancel: to no plan
    """

    upgrade: PlanChange | None = None
    downgrade: PlanChange | None = None
    cancel: PlanChange | None = None
    place: str = ""


Charged = Literal["yes", "no", "unknown"]


class FailedGenerations(NamedTuple):
    """Whether a generation that fails costs what one that succeeds does.

    charged: `yes`, `no`, or `unknown` where nobody says
    source: who says so
    note: for people
    """

    charged: Charged
    source: str
    note: str | None = None
    place: str = ""


class Calibration(NamedTuple):
    """How many credits a platform charges for one dollar of the provider's list price.

    price: credits for one USD
    source: who says so
    note: the arithmetic
    """

    price: Amount
    source: str
    note: str | None = None
    place: str = ""


class EditionSheet(NamedTuple):
    """`edition.yaml`: a platform's price book in force for a period.

    unit: what prices are in: `credit`, or `USD`
    from: in force from this day
    as_of: the day its figures were read: the rows in force that day apply
    sources: who says what
    to: in force to this day, included
    coverage: what of the platform is in here
    list: the edition that list prices come from
    credits_per_usd: how list prices become credits
    spending_order: which credits are spent first
    spending_order_source: who says so
    plan_changes: what a change of plan does to the credits
    failed_generations: whether they are charged
    rules: rules that are no prices
    yardsticks: generations that plans are measured by
    note: for people
    """

    unit: str
    from_: Day
    as_of: Day
    sources: Mapping[str, Source]
    to: Day | None = None
    coverage: str | None = None
    list_: str | None = None
    credits_per_usd: Calibration | None = None
    spending_order: tuple[str, ...] = ()
    spending_order_source: str | None = None
    plan_changes: PlanChanges | None = None
    failed_generations: FailedGenerations | None = None
    rules: tuple[Rule, ...] = ()
    yardsticks: Mapping[str, Yardstick] = EMPTY
    note: str | None = None


class Edition(NamedTuple):
    """A platform's price book, ready to price with: every model whole, every row in force on `as_of`."""

    platform: str
    platform_name: str
    id: str
    as_of: str
    sheet: EditionSheet
    models: Mapping[str, Model] = EMPTY
    names: Mapping[str, str] = EMPTY
    plans: "Mapping[str, Plan]" = EMPTY
    top_ups: "Mapping[str, TopUp]" = EMPTY
    addons: Mapping[str, Rate] = EMPTY
    sources: Mapping[str, Source] = EMPTY
    rules: Mapping[str, Rule] = EMPTY
    digest: str = ""

    @property
    def unit(self) -> str:
        """What amounts are in, in the singular: `credit`, or a currency."""
        return self.sheet.unit

    def model(self, name: str) -> Model:
        """The model of that id or alias, in any case; raises CreditcalcError with the nearest names."""
        found = self.names.get(name.lower())
        if found is None:
            raise CreditcalcError(
                f"unknown model `{name}` on {self.platform}{did_you_mean(name, self.names)}"
                f"{'' if name in self.names else ' (see `creditcalc models list`)'}"
            )
        return self.models[found]

    def plan(self, name: str) -> "Plan":
        """The plan of that id or alias, in any case; raises CreditcalcError with the nearest names."""
        for plan in self.plans.values():
            if name.lower() in (plan.id, plan.name.lower(), *plan.aliases):
                return plan
        raise CreditcalcError(
            f"unknown plan `{name}` in {self.platform} {self.id}{did_you_mean(name, self.plans)}"
            f" (it has {ticked(self.plans, 'and') or 'no plans'})"
        )
