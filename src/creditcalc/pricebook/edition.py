"""A platform's price book in force for a period, and the sheet that describes a platform."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from creditcalc.amount import Amount
from creditcalc.day import Day, in_force
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.evidence import Claim, Grade, Source
from creditcalc.pricebook.model import EMPTY, Model, Rate
from creditcalc.record import Record
from creditcalc.text import folded

if TYPE_CHECKING:
    from creditcalc.day import Timed
    from creditcalc.pricebook.plan import Discount, Plan, TopUp
    from creditcalc.pricebook.rule import Rule

_Sold = TypeVar("_Sold", bound="Model | Plan | TopUp")
_Timed = TypeVar("_Timed", bound="Timed")


class Yardstick(Record):
    """A generation that plans are measured by: a cheap draft, an expensive final clip.

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


Pool = Literal["plan", "rollover", "promotion", "top_up", "daily", "unlimited", "soonest", "soonest_to_expire"]
"""Credits of one origin, in an order of spending; or, in place of all pools, what expires first."""
Forfeit = Literal["top_up", "rollover", "promotion"]
"""A pool that a change of plan can cost."""

How = Literal["cycle end", "new", "add", "difference"]
"""How a change of plan treats the credits: the new plan from the next reset on; at once, with the unused void; at
once, with the unused kept besides; or at once, the cycle staying and only the difference granted."""


class PlanChange(Record):
    """What happens to the credits when a plan is changed.

    how: the new plan from the next reset on; at once, with the unused void; with the unused kept; only the difference
    source: where this is from
    forfeits: the pools that are lost too: `top_up`, `rollover`, `promotion`
    note: for people
    """

    how: How
    source: str
    forfeits: tuple[Forfeit, ...] = ()
    note: str | None = None
    place: str = ""


class PlanChanges(Record):
    """What each kind of change does to the credits, as far as it is published.

    upgrade: to a larger allowance
    downgrade: to a smaller one
    cancel: to no plan
    """

    upgrade: PlanChange | None = None
    downgrade: PlanChange | None = None
    cancel: PlanChange | None = None
    place: str = ""


Charged = Literal["yes", "no", "unknown"]


class FailedException(Record):
    """Models whose failed generations are charged in another way than the platform's others.

    makers: all models of these makers
    models: these models, whatever holds for their makers
    charged: whether a generation that ends with an error is charged; left out: as the others
    blocked: whether one that moderation stops is charged; left out: as the others
    source: where this is from
    claims: what other sources say
    note: for people
    """

    source: str
    makers: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    charged: Charged | None = None
    blocked: Charged | None = None
    claims: tuple[Claim, ...] = ()
    note: str | None = None
    place: str = ""


class FailedGenerations(Record):
    """Whether a generation that fails costs what one that succeeds does.

    charged: of one that ends with an error: `yes`, `no`, or `unknown` where it is not published
    source: where this is from
    blocked: the same of one that moderation stops
    except: the makers and models with other rules
    claims: what other sources say
    note: for people
    """

    charged: Charged
    source: str
    blocked: Charged = "unknown"
    except_: tuple[FailedException, ...] = ()
    claims: tuple[Claim, ...] = ()
    note: str | None = None
    place: str = ""

    def of(self, model: Model) -> "FailedGenerations":
        """What holds for one model: its own exception, else that of its maker, else the platform's rule."""
        own = [one for one in self.except_ if model.id in one.models]
        found = own or [one for one in self.except_ if model.maker in one.makers]
        if not found:
            return self
        one = found[0]
        rule = one.charged or self.charged, one.source, one.blocked or self.blocked
        return FailedGenerations(*rule, claims=one.claims, note=one.note, place=one.place)


class Calibration(Record):
    """How many credits a platform charges for one dollar of the provider's list price.

    price: credits for one USD
    source: where this is from
    note: the arithmetic
    claims: what other sources say
    """

    price: Amount
    source: str
    note: str | None = None
    place: str = ""
    claims: tuple[Claim, ...] = ()


class EditionSheet(Record):
    """`edition.yaml`: a platform's price book in force for a period.

    unit: what prices are in: `credit`, or `USD`
    from: in force from this day
    as_of: the day its figures were read: the rows in force that day apply
    sources: where its figures and rules are from
    to: in force to this day, included
    coverage: what part of the platform it covers
    list: the price book that list prices come from
    credits_per_usd: how list prices become credits
    spending_order: which credits are spent first
    spending_order_source: where that is from
    plan_changes: what a change of plan does to the credits
    failed_generations: whether they are charged
    rules: rules that are not prices
    yardsticks: generations that plans are compared by
    changed: what the seller did when these prices began, to follow its name: `resized its credits`
    note: for people
    title: what people call it, where its month is not enough: `plan cards of May 2026`
    reading_of: the price book of the same days that this is another reading of: no day selects this one
    known_by: a generation by whose cost a person tells whether these prices are his
    """

    unit: str
    from_: Day
    as_of: Day
    sources: Mapping[str, Source]
    to: Day | None = None
    coverage: str | None = None
    list_: str | None = None
    credits_per_usd: Calibration | None = None
    spending_order: tuple[Pool, ...] = ()
    spending_order_source: str | None = None
    plan_changes: PlanChanges | None = None
    failed_generations: FailedGenerations | None = None
    rules: "tuple[Rule, ...]" = ()
    yardsticks: Mapping[str, Yardstick] = EMPTY
    changed: str | None = None
    note: str | None = None
    title: str | None = None
    reading_of: str | None = None
    known_by: Yardstick | None = None

    @property
    def sticks(self) -> Mapping[str, Yardstick]:
        """Its yardsticks and what it is known by, each by its name in the sheet."""
        return {**self.yardsticks, "known_by": self.known_by} if self.known_by else self.yardsticks


class Counter(Record):
    """What a plan shows in one price book and not in another: how many credits every period."""

    plan: str
    amount: Amount
    every: str


class OtherPrices(Record):
    """What is known of a price book of a platform in another one: in the default one of the newest, or of a reading.

    `counters` tell whose prices it has: by a plan and its credits together. `called` is what the seller did when they
    began, to follow its name; of another reading, its title.
    """

    edition: str
    since: Day
    called: str
    counters: tuple[Counter, ...] = ()


class Edition(Record):
    """A platform's price book, ready to price with: every model whole, every row in force on `as_of`.

    `names` are the ids of the models of a name, by the name folded. `broken` says why a model of an id cannot be used;
    `ignored`, which sheets could not be, and why. `quote_at` says where the platform itself shows a cost. `newer` is
    what the platform's newest price book is known by, and `readings` what other readings of this one are, where nobody
    asked for this one by name or day. `platform_of` gives the id of the platform of a name, if there is one, and that
    of the default one for `""`. `by_makers` says whether these are the makers' own list prices.
    """

    platform: str
    platform_name: str
    id: str
    as_of: str
    sheet: EditionSheet
    models: Mapping[str, Model] = EMPTY
    names: Mapping[str, tuple[str, ...]] = EMPTY
    plans: "Mapping[str, Plan]" = EMPTY
    top_ups: "Mapping[str, TopUp]" = EMPTY
    discounts: "Mapping[str, Discount]" = EMPTY
    addons: Mapping[str, Rate] = EMPTY
    sources: Mapping[str, Source] = EMPTY
    rules: "Mapping[str, Rule]" = EMPTY
    digest: str = ""
    broken: Mapping[str, str] = EMPTY
    ignored: tuple[str, ...] = ()
    seller: str = ""
    quote_at: str = ""
    newer: OtherPrices | None = None
    readings: tuple[OtherPrices, ...] = ()
    platform_of: Callable[[str], str | None] | None = None
    by_makers: bool = False

    def __repr__(self) -> str:
        return f"<Edition {self.platform} {self.id}>"

    @property
    def unit(self) -> str:
        """What amounts are in, in the singular: `credit`, or a currency."""
        return self.sheet.unit

    def model(self, name: str) -> Model:
        """The model of that name, on sale on this edition's day.

        Raises CreditcalcError as `named` does, and for a model that is not on sale.
        """
        return self.on_sale(self.named(name))

    def on_sale(self, found: _Sold, bought: str | None = None) -> _Sold:
        """The same, if it is on sale on this edition's day, or was on the day (year-month-day) that it was bought.

        Raises NotOnSale where it is not.
        """
        if in_force(found, self.as_of) or (bought and in_force(found, bought)):
            return found
        ahead = (found.since or "") > self.as_of
        when = f"is on sale from {found.since}" if ahead else f"ended on {found.until}"
        day = found.since if ahead else found.until
        remedy = f"the day {day}" if bought else f"`--as-of {day}`"
        or_so = "later" if ahead else "earlier"
        raise NotOnSale(f"`{found.id}` {when}, and these prices are of {self.as_of}: give {remedy} or {or_so}")

    def current(self, every: "Mapping[str, _Timed]") -> "dict[str, _Timed]":
        """Those of some plans, packs, discounts or add-ons that are in force on this edition's day."""
        return {key: one for key, one in every.items() if in_force(one, self.as_of)}

    def named(self, name: str) -> Model:
        """The model of that id, alias or display name, however it is written, whether or not it is on sale.

        Raises CreditcalcError for an unknown name, with the nearest ones, for one that several models have, and for a
        model whose sheet is wrong.
        """
        ids = self.ids(name)
        if len(ids) != 1:
            from creditcalc.pricebook.naming import no_model  # noqa: PLC0415  # only on the way to an error

            raise no_model(name, ids, self)
        if wrong := self.broken.get(ids[0]):
            raise CreditcalcError(wrong)
        return self.models[ids[0]]

    def ids(self, name: str) -> tuple[str, ...]:
        """The ids of the models of a name: an id is its own, whatever else is called so."""
        if name in self.models or name in self.broken:
            return (name,)
        return self.names.get(folded(name), ())

    def grade(self, row: Rate) -> Grade:
        """The evidence grade of a row: its own, else its source's."""
        return row.grade or self.source(row.source).grade

    def source(self, key: str) -> Source:
        """The source that a sheet has under a key; raises CreditcalcError for one that its sources lack."""
        found = self.sources.get(key)
        if found is None:
            raise CreditcalcError(
                f"unknown source `{key[:80]}` in {self.platform} {self.id}: see `creditcalc sheets check`"
            )
        return found

    def plan(self, name: str) -> "Plan":
        """The plan of that name, on sale on this edition's day.

        Raises CreditcalcError as `named_plan` does, and NotOnSale for a plan that is not on sale.
        """
        return self.on_sale(self.named_plan(name))

    def named_plan(self, name: str) -> "Plan":
        """The plan of that id, alias or display name, however it is written, whether or not it is on sale.

        `Plus (yearly)` is the plan with the prices of that billing alone. Raises CreditcalcError for an unknown name,
        with the nearest ones, and for one that several plans have.
        """
        if name in self.plans:
            return self.plans[name]
        from creditcalc.pricebook.naming import plan_named  # noqa: PLC0415  # an id needs no search

        return plan_named(name, self)

    def meant(self, model: Model, given: Mapping[str, Any]) -> dict[str, Any]:
        """The settings given of a model, with the plan that it is made on by its id, however that is written."""
        found, said = dict(given), given.get("plan")
        if isinstance(said, str) and "plan" in model.settings and not model.settings["plan"].admits(said.lower()):
            with suppress(CreditcalcError):
                found["plan"] = self.plan(said).id
        return found


class NotOnSale(CreditcalcError):
    """Something that is sold, and not on the day that is asked for: it ended before, or begins later."""


class PlatformSheet(Record):
    """`platform.yaml`: who sells the credits.

    name: what people call it
    default_edition: the price book when none is named
    home: its home page
    seller: what a sentence calls it, where that is shorter
    quote_at: where it shows the cost itself before you generate, in a sentence
    because: why that one
    note: for people
    """

    name: str
    default_edition: str
    home: str | None = None
    seller: str | None = None
    quote_at: str | None = None
    because: str | None = None
    note: str | None = None
