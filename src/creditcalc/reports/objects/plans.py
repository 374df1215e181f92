"""What `creditcalc plans` prints."""

from typing import Annotated, Literal, TypedDict

from creditcalc.amount import End
from creditcalc.plans.months import Fits
from creditcalc.pricebook.plan import Every
from creditcalc.reports.objects.shared import (
    AllowanceObject,
    AmountObject,
    BookObject,
    ClaimObject,
    Currency,
    DayText,
    Digits,
    EndedObject,
    Inputs,
    ModelNamedObject,
    MoneyObject,
    NamedObject,
    PlanNamedObject,
    Positive,
    PricedBookObject,
    PriceObject,
    SourceObject,
)

Watermark = Annotated[bool | None, "Whether exports on the plan carry one; null where that is not published."]


PlanVerdict = Literal["cheapest", "may_be_cheapest"]


class ResetObject(TypedDict):
    """When an allowance starts anew."""

    every: Annotated[Every, "How often."]
    on: Annotated[str, "The day: `monday`, `billing day`, `first use`, `1`, `unknown`."]
    at: Annotated[str | None, "The time of day; null where that is not published."]
    zone: Annotated[str | None, "The time zone; null where that is not published."]
    source: Annotated[str, "The key of its source."]
    note: str | None
    claims: list[ClaimObject]


class RolloverObject(TypedDict):
    """What becomes of unused credits at a reset."""

    keeps: Annotated[Literal["nothing", "everything", "some", "unknown"], "How much of them is kept."]
    most: Annotated[AmountObject | None, "How much at most; null but of `some`."]
    lasts: Annotated[str | None, "For how long, in words; null where the source does not say."]
    source: Annotated[str, "The key of its source."]
    note: str | None
    claims: list[ClaimObject]


class SeatsObject(TypedDict):
    """How many people a plan is for."""

    included: Annotated[Digits | None, "Without extra charge."]
    least: Annotated[Digits | None, "At least: so many are paid for."]
    most: Annotated[Digits | None, "At most."]
    extra: Annotated[PriceObject | None, "What one more costs."]
    source: Annotated[str, "The key of its source."]
    note: str | None


class AtOnceObject(TypedDict):
    """How many generations may run at the same time."""

    jobs: Annotated[AmountObject, "How many."]
    source: Annotated[str, "The key of its source."]
    note: str | None
    claims: list[ClaimObject]


Meters = Annotated[list[AllowanceObject], "What it limits beside that, each with its own period."]
AtOnceOrNone = Annotated[AtOnceObject | None, "How many generations may run at once; null where that is not published."]


class PlanObject(NamedObject):
    """A plan as its sheet describes it."""

    prices: Annotated[list[PriceObject], "Every published price; none is one that is not published."]
    on_request: Annotated[bool, "Whether the seller names a price on request."]
    allowance: Annotated[AllowanceObject | None, "What it gives; null where that is not published."]
    meters: Meters
    at_once: AtOnceOrNone
    resets: Annotated[ResetObject | None, "When that is reset; null where that is not published."]
    rollover: Annotated[RolloverObject | None, "What becomes of unused credits; null where that is not published."]
    seats: Annotated[SeatsObject | None, "How many people it is for; null where that is not published."]
    includes: Annotated[dict[str, str], "Its features: `yes`, `no`, `limited`, or a few words."]
    since: Annotated[DayText | None, "On sale from this day; null where that is not published."]
    until: Annotated[DayText | None, "On sale to this day, included; null where no end is published."]
    ended: Annotated[EndedObject | None, "Its last day; null where none is known."]
    source: Annotated[str, "The key of its source."]
    note: str | None


class PlansObject(BookObject):
    """Every plan: `creditcalc plans list --json`."""

    schema: Literal["creditcalc/plans/1"]
    plans: list[PlanObject]


class BuysObject(TypedDict):
    """How much of one model a month's credits are."""

    model: ModelNamedObject
    quantity: Annotated[AmountObject, "How many units, by its least and most expensive settings."]
    unit: Annotated[str, "What one is: `second`, `image`."]
    price: Annotated[AmountObject, "What one unit costs."]


class PlanShownObject(PricedBookObject):
    """One plan: `creditcalc plans show --json`."""

    schema: Literal["creditcalc/plan/1"]
    plan: PlanObject
    top_ups: Annotated[list[NamedObject], "What can be bought on top of it."]
    buys: Annotated[list[BuysObject], "How much of each model alone its allowance is."]
    sources: Annotated[list[SourceObject], "Every source that is named above."]


class YardstickObject(TypedDict):
    """A generation that plans are measured by."""

    model: ModelNamedObject
    inputs: Inputs
    total: Annotated[AmountObject, "What it costs."]


class MeasureObject(TypedDict):
    """A plan measured by a yardstick; null where the plan's credits are not published."""

    seconds: Annotated[AmountObject | None, "How many seconds of it a month's credits are."]
    share_percent: Annotated[AmountObject | None, "How much of the month's credits one takes."]


class PlanComparedObject(TypedDict):
    """A way to pay for a plan, beside the others."""

    plan: PlanNamedObject
    price: Annotated[MoneyObject, "What is billed, each month or once a year."]
    monthly: Annotated[MoneyObject, "The same a month: of a yearly price a twelfth."]
    credits: Annotated[AmountObject, "That it gives a month."]
    per_credit: Annotated[MoneyObject | None, "Money for one of them; null where they are not published."]
    measures: Annotated[dict[str, MeasureObject], "What the yardsticks take of it."]
    seats: Annotated[Positive, "How many seats it is paid for."]
    meters: Meters
    at_once: AtOnceOrNone
    includes: Annotated[dict[str, str | None], "Its features; null where its sheet does not say."]


class PlansComparedObject(PricedBookObject):
    """Plans side by side: `creditcalc plans compare --json`."""

    schema: Literal["creditcalc/plans-compare/1"]
    currency: Currency
    yardsticks: Annotated[dict[str, YardstickObject], "What plans are measured by."]
    plans: list[PlanComparedObject]


class PlanForObject(TypedDict):
    """What some work costs in a month of a plan."""

    plan: PlanNamedObject
    fits: Annotated[Fits, "Whether the plan holds the work; `maybe` where that is not known."]
    money: Annotated[MoneyObject, "What the month costs."]
    top_up_money: Annotated[MoneyObject, "How much of it is for credits on top."]
    unused: Annotated[AmountObject, "Credits of the plan that are left."]
    verdict: Annotated[PlanVerdict | None, "Null of a plan that certainly costs more."]
    watermark: Watermark


class PlansForObject(PricedBookObject):
    """Plans for a month's work: `creditcalc plans compare --credits N --json`."""

    schema: Literal["creditcalc/plans-for/1"]
    currency: Currency
    demand: Annotated[AmountObject, "The credits that the work takes in a month."]
    certain: Annotated[bool, "Whether one plan is certainly the cheapest."]
    plans: Annotated[list[PlanForObject], "Those that hold the work first, the cheapest of them first."]


class TopUpBoughtObject(NamedObject):
    """A top-up that is bought."""

    count: Annotated[Positive, "How many of it."]


class PlanMonthObject(TypedDict):
    """A month of a schedule."""

    month: Annotated[Positive, "Its number."]
    plan: PlanNamedObject
    top_ups: Annotated[list[TopUpBoughtObject], "What is bought in it."]
    money: Annotated[MoneyObject, "What is paid in it."]
    unused: Annotated[AmountObject | None, "Credits of the plan that are left; null where it has no known limit."]
    watermark: Watermark


class AloneObject(TypedDict):
    """What one plan alone costs."""

    plan: PlanNamedObject
    money: Annotated[MoneyObject, "In all months, at the highest figures."]


class PlansScheduleObject(PricedBookObject):
    """The cheapest way through some months: `creditcalc plans compare --credits N --horizon N --json`."""

    schema: Literal["creditcalc/plans-schedule/1"]
    currency: Currency
    money: Annotated[MoneyObject, "What all months cost."]
    months: list[PlanMonthObject]
    alone: Annotated[list[AloneObject], "What each plan that holds the work costs instead."]


class SegmentObject(TypedDict):
    """A stretch of demand on which one plan is the cheapest."""

    end: Annotated[End, "At which figures: the highest, or the lowest."]
    above: Annotated[AmountObject, "Credits a month that it begins over."]
    to: Annotated[AmountObject, "Credits a month that it ends with."]
    plan: PlanNamedObject
    watermark: Watermark


class BreakEvenObject(BookObject):
    """From how many credits on each plan is the cheapest: `creditcalc plans compare --break-even --json`."""

    schema: Literal["creditcalc/break-even/1"]
    currency: Currency
    segments: list[SegmentObject]
