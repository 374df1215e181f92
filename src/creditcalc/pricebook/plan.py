"""Plans, allowances, resets, rollover and top-ups as sheets describe them."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from creditcalc.amount import Amount
from creditcalc.day import Day
from creditcalc.period import Hour, Span, YearDay, Zone, day_of
from creditcalc.pricebook.evidence import Claim, LastDay
from creditcalc.pricebook.model import EMPTY, Rate
from creditcalc.record import Record

Every = Literal["day", "week", "month", "year", "once"]
After = Literal["never", "cycle end", "unknown"] | Span | YearDay
"""When bought credits are lost: so long after they were bought, with a day of a year, or as the word says."""
Keeps = Literal["nothing", "everything"] | Amount
"""How much of an allowance that was not used a reset keeps."""


Billing = Literal["month", "year"]
"""How often a plan is paid."""
BILLED = {"month": "monthly", "year": "yearly"}
"""What is said of a plan after how often it is billed."""


class Money(Record):
    """A price in a currency, as it is published.

    amount: the sum that is billed
    currency: three letters
    every: how often it is billed
    per: for each seat
    shown_monthly: what the vendor shows per month; never used to compute
    gives: the credits a month that come with this price, where they are not the plan's allowance
    channel: where it is sold, if not on the web
    region: where this price applies
    first: for how long, of an introductory price
    since: in force from this day
    until: in force to this day, included
    source: where this is from
    because: why this figure is used
    claims: what other sources say
    note: for people
    """

    amount: Amount
    currency: str
    every: Every | None = None
    per: Literal["seat"] | None = None
    shown_monthly: Amount | None = None
    gives: Amount | None = None
    channel: str | None = None
    region: str | None = None
    first: Span | None = None
    since: Day | None = None
    until: LastDay | None = None
    source: str | None = None
    because: str | None = None
    claims: tuple[Claim, ...] = ()
    note: str | None = None
    place: str = ""


class Allowance(Record):
    """What a plan or a top-up gives to spend.

    amount: how much
    unit: of what, in the singular
    of: of minutes: the model whose minutes they are
    every: how often it is granted
    per: for each seat
    source: where this is from
    because: why this figure is used
    claims: what other sources say
    note: for people
    """

    amount: Amount
    unit: str
    of: str | None = None
    every: Every | None = None
    per: Literal["seat"] | None = None
    source: str | None = None
    because: str | None = None
    claims: tuple[Claim, ...] = ()
    note: str | None = None
    place: str = ""


class Reset(Record):
    """When an allowance starts anew.

    every: how often
    on: the day: `monday`, `billing day`, `first use`, `1`, `unknown`
    at: the time of day
    zone: its time zone
    source: where this is from
    claims: what other sources say
    note: for people
    """

    every: Every
    on: str
    at: Hour | None = None
    zone: Zone | None = None
    source: str | None = None
    claims: tuple[Claim, ...] = ()
    note: str | None = None
    place: str = ""

    @property
    def day(self) -> int | None:
        """The day of the calendar, as a cadence counts it; None where `on` is no such day."""
        return day_of(self.every, self.on)


ONE_MORE = ("one month", "1 month", "one period", "1 period", "one cycle", "1 cycle")
"""The words of `for` that say one period more."""


class Rollover(Record):
    """What happens to unused credits at a reset.

    keeps: `nothing`, `everything`, an amount, or `unknown`
    for: for how long, in words
    source: where this is from
    claims: what other sources say
    note: for people
    """

    keeps: Keeps
    for_: str | None = None
    source: str | None = None
    claims: tuple[Claim, ...] = ()
    note: str | None = None
    place: str = ""

    @property
    def once(self) -> bool:
        """Whether all of it is kept for one period more, and is then lost."""
        return self.keeps == "everything" and self.for_ in ONE_MORE


class Seats(Record):
    """How many people a plan is for.

    included: without extra charge
    least: at least: so many are paid for, even if fewer use them
    most: at most
    extra: the price of one more
    source: where this is from
    note: for people
    """

    included: Fraction | None = None
    least: Fraction | None = None
    most: Fraction | None = None
    extra: Money | None = None
    source: str | None = None
    note: str | None = None
    place: str = ""


class AtOnce(Record):
    """How many generations may run at the same time.

    jobs: how many
    source: where this is from
    claims: what other sources say
    note: for people
    """

    jobs: Amount
    source: str | None = None
    claims: tuple[Claim, ...] = ()
    note: str | None = None
    place: str = ""


class Plan(Record):
    """A subscription: prices, allowance, resets, and what it includes.

    name: what people call it
    source: of everything without a source of its own
    aliases: other names people type
    prices: every published price
    on_request: priced on request
    allowance: what it gives
    meters: what else it limits, each with its own period: downloads a month, `once` in a lifetime
    at_once: how many generations may run at the same time
    resets: when the allowance starts anew
    rollover: what happens to unused credits
    seats: how many people
    includes: features: yes, no, limited, or a few words
    since: on sale from this day
    until: on sale to this day, included
    note: for people
    """

    name: str
    source: str
    id: str = ""
    aliases: tuple[str, ...] = ()
    prices: tuple[Money, ...] = ()
    on_request: bool = False
    allowance: Allowance | None = None
    meters: tuple[Allowance, ...] = ()
    at_once: AtOnce | None = None
    resets: Reset | None = None
    rollover: Rollover | None = None
    seats: Seats | None = None
    includes: Mapping[str, str] = EMPTY
    since: Day | None = None
    until: LastDay | None = None
    note: str | None = None
    place: str = ""


class Expiry(Record):
    """When bought credits are lost.

    after: `never`, `cycle end`, `90 days`, `12 months`, `12-31 of year 2` (year 1 is that of the purchase), `unknown`
    source: where this is from
    because: why this reading is used
    claims: what other sources say
    note: for people
    """

    after: After
    source: str | None = None
    because: str | None = None
    claims: tuple[Claim, ...] = ()
    note: str | None = None
    place: str = ""


class TopUp(Record):
    """Bought credits or minutes.

    name: what people call it
    source: of everything without a source of its own
    plans: the plans that may buy it; any, if left out
    prices: every published price
    gives: what one purchase gives
    expires: when it is lost
    since: on sale from this day
    until: on sale to this day, included
    note: for people
    """

    name: str
    source: str
    id: str = ""
    plans: tuple[str, ...] = ()
    prices: tuple[Money, ...] = ()
    gives: Allowance | None = None
    expires: Expiry | None = None
    since: Day | None = None
    until: LastDay | None = None
    note: str | None = None
    place: str = ""


class Discount(Record):
    """How much less a platform charges on some terms. It is shown, and no price is lowered by it.

    name: what people call it
    percent: how many per cent less: `5..20`
    terms: on what terms, in words that follow "for"
    source: where this is from
    since: in force from this day
    until: in force to this day, included
    claims: what other sources say
    note: for people
    """

    name: str
    percent: Amount
    terms: str
    source: str
    since: Day | None = None
    until: LastDay | None = None
    claims: tuple[Claim, ...] = ()
    note: str | None = None
    place: str = ""


class AddonsSheet(Record):
    """`addons.yaml`: what adds cost to any model, and what can be bought.

    surcharges: for every model of some kinds
    top_ups: bought credits or minutes
    discounts: for whoever pays ahead or buys much
    """

    surcharges: Mapping[str, Rate] = EMPTY
    top_ups: Mapping[str, TopUp] = EMPTY
    discounts: Mapping[str, Discount] = EMPTY


def billing_named(plan: Plan, whole: Plan) -> str | None:
    """The billing that a plan was named with, as in `Plus (yearly)`; `whole` is the plan with all its prices."""
    if plan.prices == whole.prices:
        return None
    return next((word for every, word in BILLED.items() if every == plan.prices[0].every), None)
