"""What `creditcalc request --jsonl --json` prints."""

from typing import Annotated, Literal, TypedDict

from creditcalc.reports.objects.quote import QuoteObject
from creditcalc.reports.objects.shared import AmountObject, BudgetObject, Count, Positive


class RequestLineObject(TypedDict):
    """One request of a file."""

    line: Annotated[Positive, "Where it is in the file."]
    quote: Annotated[QuoteObject | None, "Its quote; null where it has no price."]
    error: Annotated[str | None, "Why it has none; null where it has one."]


class RequestSumObject(TypedDict):
    """The sum of the requests of one unit."""

    unit: Annotated[str, "What the amount is in: `credit`, or a currency."]
    requests: Annotated[Positive, "How many are summed."]
    total: AmountObject


class RequestsObject(TypedDict):
    """A file of priced requests: `creditcalc request --jsonl --json`."""

    schema: Literal["creditcalc/requests/1"]
    requests: Annotated[list[RequestLineObject], "The requests, in order."]
    totals: Annotated[list[RequestSumObject], "Their sums, of each unit by itself."]
    missing: Annotated[Count, "How many have no price."]
    budget: Annotated[
        BudgetObject | None, "How the sum compares with `--budget`; null without one, or in several units."
    ]
