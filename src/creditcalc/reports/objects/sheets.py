"""What `creditcalc sheets check` and `creditcalc sheets diff` print."""

from typing import Annotated, Literal, TypedDict

from creditcalc.pricebook.plan import Billing
from creditcalc.reports.asked import Answered
from creditcalc.reports.conflicts import Claimable
from creditcalc.reports.editions import RowChangeKind
from creditcalc.reports.objects.models import RateObject, ValuesObject
from creditcalc.reports.objects.shared import (
    AmountObject,
    BookObject,
    ClaimObject,
    Count,
    DayText,
    ModelNamedObject,
    NamedObject,
    SourceDate,
)
from creditcalc.sheets.foreign import MapForm
from creditcalc.sheets.verifying import Agreement


class BookNamedObject(TypedDict):
    """A price book."""

    platform: Annotated[str, "The id of the platform that sells the credits."]
    edition: Annotated[str, "The price book."]


class SheetFaultObject(TypedDict):
    """Something wrong with a sheet."""

    place: Annotated[str | None, "Where it is: sheet, line and column."]
    text: Annotated[str, "What it is, and the remedy."]


class CheckedObject(TypedDict):
    """What a check counted in a price book."""

    models: Annotated[Count, "Its models."]
    rates: Annotated[Count, "Rows of prices."]
    examples: Annotated[Count, "Worked examples."]
    single_source: Annotated[Count, "Rows that one source alone gives."]
    old: Annotated[Count, "Rows whose source is old."]
    faults: Annotated[Count, "What is wrong with its sheets."]


class BookCheckedObject(BookNamedObject):
    """A price book that was checked."""

    counts: CheckedObject


class CheckObject(TypedDict):
    """Whether the sheets are sound: `creditcalc sheets check --json`."""

    schema: Literal["creditcalc/check/1"]
    editions: list[BookCheckedObject]
    faults: list[SheetFaultObject]
    warnings: Annotated[list[SheetFaultObject], "What may be meant, and may be wrong."]


class UsedObject(TypedDict):
    """A figure that is used."""

    source: Annotated[str, "The key of its source."]
    amount: Annotated[AmountObject | None, "Null where it is not a figure, or has steps."]
    unit: Annotated[str | None, "What it is in: a currency, `credit`, `minute`."]
    per: Annotated[str | None, "What one price is for; null: a generation, a plan."]
    text: Annotated[str, "The same for people."]


class ConflictObject(BookNamedObject):
    """A figure that sources disagree on."""

    of: Annotated[Claimable, "What kind of figure."]
    model: Annotated[ModelNamedObject | None, "Of a rate: its model."]
    when: Annotated[list[ValuesObject], "Of a rate: the settings it is for."]
    plan: Annotated[NamedObject | None, "Of what a plan costs, gives or keeps: the plan."]
    billing: Annotated[Billing | None, "Of what a plan costs: how it is paid."]
    top_up: Annotated[NamedObject | None, "Of when credits expire: what they are bought as."]
    used: UsedObject
    claim: ClaimObject
    because: Annotated[str | None, "Why the one is used, or what is said of the other."]
    place: Annotated[str, "Where it is: sheet, line and column."]


class ConflictsObject(TypedDict):
    """Figures that sources disagree on: `creditcalc sheets check --conflicts --json`."""

    schema: Literal["creditcalc/conflicts/1"]
    claims: Annotated[list[ConflictObject], "Each other figure, beside the one that is used."]


class StaleRateObject(BookNamedObject, RateObject):
    """A row of prices whose source is old."""

    model: ModelNamedObject
    name: Annotated[str | None, "Of what is added to a price: what it is called on the bill."]
    when: Annotated[list[ValuesObject], "The settings it is for; any where there are none."]
    date: Annotated[SourceDate, "That of its source."]
    place: Annotated[str, "Where it is: sheet, line and column."]


class StaleObject(TypedDict):
    """Prices to read again: `creditcalc sheets check --stale DAYS --json`."""

    schema: Literal["creditcalc/stale/1"]
    before: Annotated[DayText, "Their sources are dated before this day."]
    rates: Annotated[list[StaleRateObject], "The oldest first."]


class GradesObject(TypedDict):
    """How many rows of prices are of each grade."""

    observed: Annotated[Count, "From a bill."]
    official: Annotated[Count, "From the seller."]
    transcribed: Annotated[Count, "From somebody's note of what the seller says."]
    third_party: Annotated[Count, "From another site."]
    derived: Annotated[Count, "Estimates from a provider's list price."]


class CoveredObject(TypedDict):
    """What a price book holds."""

    models: Annotated[Count, "Its models."]
    rates: Annotated[Count, "Rows of prices."]
    grades: Annotated[GradesObject, "Of the rows with a price."]
    unpublished: Annotated[Count, "Rows whose price is not published."]
    not_sold: Annotated[Count, "Rows of what is not sold."]
    examples: Annotated[Count, "Worked examples."]


class BookCoveredObject(BookNamedObject):
    """A price book, and what it holds."""

    counts: CoveredObject


class CoverageObject(TypedDict):
    """What prices are from: `creditcalc sheets check --coverage --json`."""

    schema: Literal["creditcalc/coverage/1"]
    editions: list[BookCoveredObject]


class WorkObject(TypedDict):
    """What some work costs at both."""

    before: AmountObject
    after: AmountObject


class ChangeObject(TypedDict):
    """A row of prices, or a model, that differs."""

    kind: Annotated[RowChangeKind, "`correction` is of a figure that was wrong before."]
    model: ModelNamedObject
    name: Annotated[str | None, "Of what is added to a price: what it is called on the bill."]
    when: Annotated[list[ValuesObject], "The settings it is for; any where there are none."]
    before: Annotated[RateObject | None, "Null of a new row, and of a whole model."]
    after: Annotated[RateObject | None, "Null of a row that is gone, and of a whole model."]
    times: Annotated[AmountObject | None, "How many times the earlier price; null where there are not two."]


class PairObject(TypedDict):
    """Two price books that are compared."""

    before: BookObject
    after: BookObject
    resized: Annotated[AmountObject | None, "By what most prices changed alike: the credit was resized. Null if none."]
    work: Annotated[WorkObject | None, "What `--jobs` costs at both; null without a file."]
    changes: list[ChangeObject]


class DiffObject(TypedDict):
    """What differs between price books: `creditcalc sheets diff --json`."""

    schema: Literal["creditcalc/diff/1"]
    pairs: list[PairObject]
    new_books: Annotated[list[BookNamedObject], "The price books that the second of two folders alone has."]
    gone_books: Annotated[list[BookNamedObject], "Those that the first of two folders alone has."]


class VerifyCountsObject(TypedDict):
    """How many prices compare how."""

    differs: Annotated[Count, "Another price there than here."]
    ended_there: Annotated[Count, "What the map says has ended."]
    agrees: Annotated[Count, "The same price, perhaps rounded to fewer digits."]
    only_mine: Annotated[Count, "Rows here that the map has no price of."]
    only_there: Annotated[Count, "Prices of the map that have no counterpart here, and entries without a known price."]


class VerifiedObject(TypedDict):
    """A price here beside one of the map; one of the two may be missing."""

    verdict: Annotated[Agreement, "How the two compare."]
    platform: Annotated[str | None, "Null where nothing here is meant."]
    edition: Annotated[str | None, "The price book."]
    model: Annotated[ModelNamedObject | None, "The model here; null where none is meant."]
    when: Annotated[list[list[ValuesObject]], "The settings of each row that the price here is made of."]
    mine: Annotated[AmountObject | None, "The price here in US dollars for the unit of the map; null if there is none."]
    row: Annotated[str | None, "The price as the row here says it; null where there are several rows, or none."]
    theirs: Annotated[AmountObject | None, "The price there in US dollars; null if there is none."]
    per: Annotated[str | None, "The unit of the map."]
    times: Annotated[AmountObject | None, "The price there divided by the one here."]
    id: Annotated[str | None, "The id there; null of a row that only the sheets have."]
    settings: Annotated[dict[str, str], "What the map's price is for."]
    until: Annotated[str | None, "The day on which the map says it ends."]
    note: Annotated[str | None, "Why, where that is known."]


class VerifyObject(TypedDict):
    """The sheets beside a foreign price map: `creditcalc sheets verify --against FILE --json`."""

    schema: Literal["creditcalc/verify/1"]
    file: Annotated[str, "The price map, as it was named."]
    map: Annotated[MapForm, "The form of the map."]
    counts: Annotated[VerifyCountsObject, "How many prices compare how."]
    prices: Annotated[list[VerifiedObject], "Those that differ first."]


class AnsweredCountsObject(TypedDict):
    """How many pairs are answered how."""

    exact: Annotated[Count, "By one amount."]
    about: Annotated[Count, "By an approximate one."]
    range: Annotated[Count, "Between two amounts."]
    at_least: Annotated[Count, "By a lower bound."]
    at_most: Annotated[Count, "By an upper bound."]
    none: Annotated[Count, "No price, no such model, or no such platform."]


class AskedPairObject(TypedDict):
    """A model on a platform that people ask for, and what it costs."""

    asked: Annotated[str, "In words, as the file has it."]
    platform: Annotated[str, "As the file has it."]
    options: Annotated[str, "The words and options of `creditcalc quote`."]
    answered: Annotated[Answered, "The qualifier of the amount, or `none`."]
    total: Annotated[AmountObject | None, "Null where there is none."]
    unit: Annotated[str | None, "Of the amount: `credit`, or a currency."]
    why: Annotated[str | None, "Why there is no amount."]


class AskedPairsObject(TypedDict):
    """What the sheets answer to a file of pairs: `creditcalc sheets check --coverage --pairs FILE --json`."""

    schema: Literal["creditcalc/asked/1"]
    file: Annotated[str, "The file, as it was named."]
    counts: Annotated[AnsweredCountsObject, "How many pairs are answered how."]
    pairs: Annotated[list[AskedPairObject], "As in the file."]
