"""What `creditcalc models` prints."""

from typing import Annotated, Literal, TypedDict

from creditcalc.pricebook.evidence import Grade
from creditcalc.pricebook.quantity import Part
from creditcalc.reports.objects.shared import (
    AmountObject,
    ClaimObject,
    DayText,
    Digits,
    EndedObject,
    Inputs,
    ModelNamedObject,
    MoneyObject,
    PlanNamedObject,
    PricedBookObject,
    SourceObject,
)


class UnitPriceObject(TypedDict):
    """What one unit of a model costs."""

    price: Annotated[
        AmountObject | None,
        "What one unit costs, over all settings; unknown where that is not published, and null where it varies.",
    ]
    per: Annotated[str | None, "The unit: `second`, `image`; null where there is no one figure."]
    varies: Annotated[
        Literal["by_unit", "by_model"] | None,
        "Why there is no one figure: prices are in several units, or those of the models that an agent runs.",
    ]


class ModelListedObject(ModelNamedObject, UnitPriceObject):
    """A model, and what one unit of it costs."""

    ended: Annotated[EndedObject | None, "Its last day; null where none is known."]


class ModelsObject(PricedBookObject):
    """The models of a price book: `creditcalc models list --json`."""

    schema: Literal["creditcalc/models/1"]
    models: Annotated[list[ModelListedObject], "Each model."]


class RankedObject(TypedDict):
    """A model among those that can make the same."""

    model: ModelNamedObject
    inputs: Inputs
    total: Annotated[AmountObject, "What it costs."]
    times: Annotated[AmountObject, "How many times the cheapest that is."]
    certain: Annotated[bool, "Whether it certainly costs less than each that follows."]
    grade: Annotated[Grade, "That of the weakest source."]
    ended: Annotated[EndedObject | None, "The first last day of the model and of the rows; null where none is known."]
    share_percent: Annotated[
        AmountObject | None, "Of the month's credits of the plan; null without one, and where they are not published."
    ]
    money: Annotated[
        MoneyObject | None, "The same share of the plan's price; null without one, and where that is not published."
    ]


class ComparisonObject(PricedBookObject):
    """What models cost for the same work, cheapest first: `creditcalc models compare --json`."""

    schema: Literal["creditcalc/comparison/1"]
    models: list[RankedObject]
    plan: Annotated[PlanNamedObject | None, "The plan that shares are of; null without one."]
    unpublished: Annotated[list[ModelNamedObject], "The models whose price for this is not published."]
    excluded: Annotated[list[ModelNamedObject], "The models that the plan does not include."]


class ValuesObject(TypedDict):
    """Some values of a setting: those of a list, or the numbers between two ends."""

    name: Annotated[str, "The name of the setting."]
    allowed: Annotated[list[str] | None, "The values, as they are typed; null where they are numbers between two ends."]
    least: Annotated[Digits | None, "The lower end, included."]
    above: Annotated[Digits | None, "The lower end, where that is left out."]
    most: Annotated[Digits | None, "The upper end, included."]
    below: Annotated[Digits | None, "The upper end, where that is left out."]


class ModelSettingObject(ValuesObject):
    """What can be chosen of a model."""

    whole: Annotated[bool, "Whether only whole numbers are taken."]
    default: Annotated[str | None, "What is assumed if it is left out; null where nothing is."]
    required: Annotated[
        bool, "Whether it must be given. What neither is required nor has a default makes the quote a range."
    ]
    note: str | None


class RequirementObject(TypedDict):
    """A limit on what may be combined."""

    when: Annotated[list[ValuesObject], "With these values; always where there are none."]
    needs: Annotated[list[ValuesObject], "These are needed."]
    source: Annotated[str, "The key of its source."]
    note: str | None


class TierObject(TypedDict):
    """A step of a price that depends on how much is bought."""

    price: Annotated[AmountObject, "What one unit costs in this step."]
    up_to: Annotated[Digits | None, "The last amount of this step, included; null of the last step."]


class RateObject(TypedDict):
    """A row of prices."""

    price: Annotated[AmountObject | None, "What one `per` costs; null where it has `tiers` or is not sold."]
    per: Annotated[str | None, "What one price is for: `second`, `1000 characters`; null: a generation."]
    part: Annotated[Part | None, "How a part of that counts; null of a generation."]
    tiers: Annotated[list[TierObject], "The steps of the price, where it has any."]
    graduated: Annotated[bool, "Whether each step is priced by itself; else the amount selects one price for all."]
    list_usd: Annotated[AmountObject | None, "The provider's list price it is derived from."]
    unavailable: Annotated[str | None, "Why it is not sold; null where it is."]
    ended: Annotated[EndedObject | None, "Its last day; null where none is known."]
    grade: Grade
    source: Annotated[str, "The key of its source."]
    note: str | None
    claims: Annotated[list[ClaimObject], "What other sources say."]


class ModelRateObject(RateObject):
    """A row of a model's price table."""

    when: Annotated[list[ValuesObject], "The settings it is for; any where there are none."]


class SurchargeObject(ModelRateObject):
    """What is added where its condition is met."""

    name: Annotated[str, "What it is called on the bill."]


class MultiplierObject(TypedDict):
    """What multiplies the price where its condition is met."""

    name: Annotated[str, "What it is called on the bill."]
    times: AmountObject
    when: list[ValuesObject]
    source: Annotated[str, "The key of its source."]
    note: str | None


class ModelObject(PricedBookObject):
    """One model in full: `creditcalc models show --json`."""

    schema: Literal["creditcalc/model/1"]
    model: ModelNamedObject
    aliases: Annotated[list[str], "Other names people type."]
    note: str | None
    since: Annotated[DayText | None, "On sale from this day."]
    until: Annotated[DayText | None, "On sale to this day, included."]
    ended: Annotated[EndedObject | None, "Its last day; null where none is known."]
    settings: Annotated[list[ModelSettingObject], "What can be chosen."]
    requires: Annotated[list[RequirementObject], "Limits on what may be combined."]
    rates: Annotated[list[ModelRateObject], "The price table. Exactly one row applies to a generation."]
    surcharges: Annotated[list[SurchargeObject], "Each that applies is added."]
    multipliers: Annotated[list[MultiplierObject], "Each that applies multiplies the price."]
    minimum: Annotated[AmountObject | None, "The least that one generation costs."]
    sources: Annotated[list[SourceObject], "Every source that is named above."]
