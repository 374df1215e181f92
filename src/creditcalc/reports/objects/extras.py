"""What `creditcalc actions`, `creditcalc addons` and `creditcalc rules` print."""

from typing import Annotated, Literal, TypedDict

from creditcalc.pricebook.evidence import Grade
from creditcalc.pricebook.model import ModelKind
from creditcalc.reports.objects.models import RateObject
from creditcalc.reports.objects.shared import (
    AllowanceObject,
    AmountObject,
    BookObject,
    ClaimObject,
    DayText,
    EndedObject,
    ModelNamedObject,
    NamedObject,
    PricedBookObject,
    PriceObject,
    SourceObject,
)


class ActionObject(ModelNamedObject, RateObject):
    """Something that is done on the platform, and its price: 0 where it is free, unknown where it is not published."""


class ActionsObject(PricedBookObject):
    """What is free, and what costs credits: `creditcalc actions list --json`."""

    schema: Literal["creditcalc/actions/1"]
    actions: list[ActionObject]
    sources: Annotated[list[SourceObject], "Every source that is named above."]


class AddOnObject(NamedObject, RateObject):
    """What is added to the price of a generation."""

    kinds: Annotated[list[ModelKind], "The kinds of model it is for."]


class ExpiryObject(TypedDict):
    """When bought credits are lost."""

    after: Annotated[
        str,
        "`never`, `cycle end`, `unknown`, how long after they were bought: `90 days`, or a day of a year: in "
        "`12-31 of year 2` year 1 is that of the purchase.",
    ]
    source: Annotated[str, "The key of its source."]
    note: str | None
    claims: list[ClaimObject]


class TopUpObject(NamedObject):
    """What can be bought on top of a plan."""

    prices: Annotated[list[PriceObject], "Every published price."]
    gives: Annotated[AllowanceObject | None, "What one purchase gives; null where that is not published."]
    plans: Annotated[list[NamedObject], "The plans that may buy it; any where there are none."]
    expires: Annotated[ExpiryObject | None, "When it is lost; null where that is not published."]
    ended: Annotated[EndedObject | None, "Its last day; null where none is known."]
    source: Annotated[str, "The key of its source."]
    note: str | None


class DiscountObject(NamedObject):
    """How much less is charged on some terms; no price is lowered by it."""

    percent: Annotated[AmountObject, "How many per cent less."]
    terms: Annotated[str, "On what terms, in words that follow `for`."]
    since: Annotated[DayText | None, "In force from this day; null where that is not published."]
    until: Annotated[DayText | None, "In force to this day, included; null where no end is published."]
    ended: Annotated[EndedObject | None, "Its last day; null where none is known."]
    source: Annotated[str, "The key of its source."]
    note: str | None
    claims: list[ClaimObject]


class AddonsObject(PricedBookObject):
    """Add-ons and what can be bought on top of a plan: `creditcalc addons list --json`."""

    schema: Literal["creditcalc/addons/1"]
    addons: list[AddOnObject]
    top_ups: list[TopUpObject]
    discounts: list[DiscountObject]
    sources: Annotated[list[SourceObject], "Every source that is named above."]


class RuleObject(TypedDict):
    """A rule of a platform that is not a price."""

    name: Annotated[str, "A short name."]
    text: Annotated[str, "The rule, in a sentence."]
    topics: Annotated[list[str], "The topics of the guide that it belongs to, by their ids."]
    source: Annotated[str, "The key of its source."]
    grade: Grade


class RulesObject(BookObject):
    """How a platform charges and resets credits: `creditcalc rules list --json`."""

    schema: Literal["creditcalc/rules/1"]
    rules: list[RuleObject]
    sources: Annotated[list[SourceObject], "Every source that is named above."]
