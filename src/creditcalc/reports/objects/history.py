"""What `creditcalc sheets history` prints."""

from typing import Annotated, Literal, TypedDict

from creditcalc.reports.objects.models import RateObject, ValuesObject
from creditcalc.reports.objects.shared import (
    AmountObject,
    BookObject,
    Count,
    DayText,
    ModelNamedObject,
    SourceObject,
)


class PastBookObject(BookObject):
    """A price book that has the model."""

    since: Annotated[DayText, "The day that it begins."]
    until: Annotated[DayText | None, "Its last day, included; null where none is known."]
    title: Annotated[str | None, "What people call it, where its month is not enough."]
    reading_of: Annotated[str | None, "The price book of the same days that it is another reading of."]
    changed: Annotated[str | None, "What the seller did when it began: `resized its credits`."]
    sources: list[SourceObject]


class PriceSpanObject(RateObject):
    """A price, and the days that it holds."""

    edition: Annotated[str, "The price book that says so."]
    since: Annotated[DayText | None, "The first day; null where it is not known."]
    until: Annotated[DayText | None, "The last day, included; null where none is known."]
    unit: Annotated[str, "What the price is in: `credit`, or a currency."]
    times: Annotated[AmountObject | None, "How many times the price before it, where that changed and can be compared."]


class PriceTrackObject(TypedDict):
    """The prices for the same settings."""

    name: Annotated[str | None, "Of what is added to a price: what it is called on the bill."]
    when: Annotated[list[ValuesObject], "The settings it is for; any where there are none."]
    changed: Annotated[bool, "Whether a published price is another one than the one before it."]
    periods: Annotated[list[PriceSpanObject], "The earliest first."]


class PriceHistoryObject(TypedDict):
    """What a model has cost: `creditcalc sheets history MODEL --json`."""

    schema: Literal["creditcalc/price-history/1"]
    platform: Annotated[str, "The id of the platform that sells the credits."]
    model: ModelNamedObject
    changed: Annotated[Count, "How many of `prices` changed."]
    books: Annotated[list[PastBookObject], "The price books that have the model, the earliest first."]
    prices: list[PriceTrackObject]
