"""What `creditcalc quote --json` prints."""

from typing import Annotated, Literal, NotRequired, TypedDict

from creditcalc.pricebook.evidence import Grade
from creditcalc.rating.request import Cause
from creditcalc.reports.objects.shared import (
    AmountObject,
    BudgetObject,
    EndedObject,
    Inputs,
    ModelNamedObject,
    PlanTakenObject,
    Positive,
    PricedBookObject,
    SourceDate,
    SourceObject,
)

Warned = Literal[
    "unknown_part",
    "lower_bound",
    "withdrawn",
    "clip_length",
    "open_setting",
    "not_sold",
    "lines_vary",
    "part_unstated",
    "derived",
    "other_conversion",
    "approximate",
    "conflict",
    "models_left_out",
    "any_model",
    "newer_edition",
]


class MixedObject(TypedDict):
    """A model that an agent runs."""

    model: ModelNamedObject
    share_percent: Annotated[AmountObject, "How much of the length it makes."]


class FactorObject(TypedDict):
    """What multiplies a line."""

    name: Annotated[str, "Its name, as people know it."]
    times: AmountObject


class RowObject(TypedDict):
    """A row of a sheet that a price is from."""

    place: Annotated[str, "Where it is: sheet, line and column."]
    source: Annotated[str, "The key of its source."]
    grade: Annotated[Grade | None, "Its own grade; null where that is its source's."]
    list_usd: Annotated[AmountObject | None, "The provider's list price it is derived from."]


class LineObject(TypedDict):
    """One charge: quantity of unit at price, times the factors."""

    label: Annotated[str, "What is done, or paid for."]
    quantity: Annotated[AmountObject, "How many units."]
    unit: Annotated[str, "What one is."]
    price: Annotated[AmountObject, "What one unit costs."]
    factors: Annotated[list[FactorObject], "What multiplies it, in order."]
    amount: AmountObject
    rows: Annotated[list[RowObject], "The rows of sheets behind it."]


class StepObject(TypedDict):
    """Something that is done to the sum."""

    label: Annotated[str, "What is done, or paid for."]
    amount: Annotated[AmountObject, "What it then is."]


class ConversionObject(TypedDict):
    """What the total is where a dollar of list price is as many credits as another source says."""

    credits_per_usd: Annotated[AmountObject, "The credits of a dollar of list price."]
    source: Annotated[SourceObject, "Its source."]
    note: str | None
    total: Annotated[AmountObject, "What it then costs."]


class EvidenceObject(TypedDict):
    """What a total rests on."""

    grade: Annotated[Grade, "That of the weakest source."]
    oldest: Annotated[SourceDate, "The date of the oldest source."]
    sources: Annotated[list[SourceObject], "Every source of the total."]


class WarningObject(TypedDict):
    """What to know before trusting a total."""

    code: Annotated[
        Warned,
        "What kind of warning. Of the less plain ones: `not_sold` values of an open setting that are left out; "
        "`lines_vary` lines that do not add up to the total, which is by whole variant; `clip_length` a length that "
        "the model of the list does not make; `withdrawn` the last day of a model.",
    ]
    text: Annotated[str, "The same for people."]


DecidedObject = TypedDict(
    "DecidedObject",
    {
        "field": Annotated[str | None, "The field of the body; null where the endpoint or an option decides."],
        "setting": Annotated[str, "What it decides: a setting of the model, `outputs`, or `model` itself."],
        "value": Annotated[str, "The value of that; `open` where nothing says it."],
        "from": Annotated[
            Cause,
            "What decides: the body, the endpoint, what the provider assumes (`assumed`), nothing that is known "
            "(`unsure`), or an option (`given`).",
        ],
    },
)


class RequestObject(TypedDict):
    """What was read of a provider's request."""

    provider: Annotated[str, "The id of the provider."]
    endpoint: Annotated[str, "The endpoint."]
    fields: Annotated[list[DecidedObject], "What decides the price."]
    unknown: Annotated[list[str], "Fields that nothing is known of, which `--allow-unknown` leaves out."]
    note: Annotated[str | None, "For people; null where there is nothing to say."]


class QuoteObject(PricedBookObject):
    """A priced generation: `creditcalc quote --json`."""

    schema: Literal["creditcalc/quote/1"]
    model: ModelNamedObject
    inputs: Inputs
    mix: Annotated[list[MixedObject], "An agent's models, where `--mix` names them; else empty."]
    outputs: Annotated[
        Positive | None, "Results wanted of each take; null where the model's own setting `outputs` is open."
    ]
    takes: Annotated[Positive, "The number of takes."]
    lines: Annotated[list[LineObject], "What the total is made of."]
    steps: Annotated[list[StepObject], "What is done to the sum of the lines, in order."]
    total: Annotated[AmountObject, "What it costs."]
    conversions: NotRequired[
        Annotated[list[ConversionObject], "Where a line is derived from a list price and sources differ on the rate."]
    ]
    ended: Annotated[EndedObject | None, "The first last day of the model and of the rows; null where none is known."]
    plan: Annotated[PlanTakenObject | None, "What it takes of a plan's month; null where no plan is known."]
    budget: Annotated[BudgetObject | None, "How the total compares with `--budget`; null without one."]
    request: NotRequired[Annotated[RequestObject, "The request that it is of; of `creditcalc request` alone."]]
    evidence: EvidenceObject
    warnings: Annotated[list[WarningObject], "The most important first."]
