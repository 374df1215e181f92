"""The parts that objects share: one key, and one shape, for one thing."""

from typing import Annotated, Literal, NotRequired, TypedDict

from creditcalc.amount import Qualifier, Verdict
from creditcalc.pricebook.evidence import Grade
from creditcalc.pricebook.model import ModelKind
from creditcalc.pricebook.plan import Billing, Every
from creditcalc.rating.generation import Origin
from creditcalc.record import Record


class Pattern(Record):
    """How a text is written, as a regular expression."""

    text: str


class Least(Record):
    """The least that a number may be."""

    number: int


AMOUNT_TEXT = r"(unknown|~?\d+(\.\d+)?\+?|~?(\d+(\.\d+)?)?\.\.\d+(\.\d+)?)"

DayText = Annotated[str, Pattern(r"^\d{4}-\d{2}-\d{2}$")]
SourceDate = Annotated[str, "A year, a month or a day.", Pattern(r"^\d{4}(-\d{2}){0,2}$")]
Digest = Annotated[str, "The digest of the sheets.", Pattern(r"^sha256:[0-9a-f]{64}$")]
Digits = Annotated[str, Pattern(r"^[0-9]+(\.[0-9]+)?$")]
AmountText = Annotated[str, Pattern(f"^{AMOUNT_TEXT}$")]
Positive = Annotated[int, Least(1)]
Count = Annotated[int, Least(0)]
Percent = Annotated[Digits, "By how many per cent what is approximate may be off."]
Currency = Annotated[str, "Three letters."]


class AmountObject(TypedDict):
    """An exact interval of credits or money, in decimal text; endless decimals are rounded outward."""

    low: Annotated[Digits | None, "The lower end; null of an unknown amount."]
    high: Annotated[Digits | None, "The upper end; null where it is open."]
    approximate: Annotated[bool, "Whether a source says about."]
    qualifier: Annotated[Qualifier, "Its kind."]
    text: Annotated[AmountText, "As the sheets write it: `80`, `~5`, `80+`, `20..40`, `unknown`."]


class MoneyObject(AmountObject):
    """An amount of money, and its currency."""

    currency: Currency


class DifferenceObject(TypedDict):
    """How much more or less, in decimal text; endless decimals are rounded outward."""

    low: Annotated[str | None, "The lower end; null where it is open."]
    high: Annotated[str | None, "The upper end; null where it is open."]
    approximate: Annotated[bool, "Whether a source says about."]
    text: Annotated[str, "The same for people."]


From = Literal["option", "environment", "config", "wallet", "default"]
SelectedObject = TypedDict(
    "SelectedObject",
    {
        "value": Annotated[str | None, "The value; null where none is known."],
        "from": Annotated[From, "Where it is from, the first that has one."],
    },
)


class SelectionObject(TypedDict):
    """What a command used where its options may say nothing."""

    platform: Annotated[SelectedObject, "The platform that is priced."]
    edition: Annotated[SelectedObject, "The price book; `--as-of` selects one too."]
    plan: Annotated[SelectedObject, "The plan whose share is calculated."]
    billing: Annotated[SelectedObject, "How that is paid."]
    currency: Annotated[SelectedObject, "What plans are priced in."]


class BookObject(TypedDict):
    """What every object says of the price book that it is made from."""

    platform: Annotated[str, "The id of the platform that sells the credits."]
    edition: Annotated[str, "The price book."]
    as_of: Annotated[DayText, "The day whose rows are in force."]
    unit: Annotated[str, "What amounts are in: `credit`, or a currency."]
    sheets: Digest
    selection: NotRequired[Annotated[SelectionObject, "What was selected, and by what; of commands alone."]]


class PricedBookObject(BookObject):
    """The same of objects with prices that may not be exact."""

    quote_at: Annotated[
        str | None, "Where the platform shows the cost before you generate; null where that is not known."
    ]


class ModelNamedObject(TypedDict):
    """A model."""

    id: Annotated[str, "The id, as options take it."]
    name: Annotated[str, "Its name, as people know it."]
    maker: Annotated[str, "Who makes it."]
    kind: Annotated[ModelKind, "What it makes."]


class PlanNamedObject(TypedDict):
    """A plan."""

    id: Annotated[str, "The id, as options take it."]
    name: Annotated[str, "Its name, as people know it, its billing included: `Plus (yearly)`."]
    billing: Annotated[Billing | None, "How it is paid; null where that is not published."]


class PlanTakenObject(PlanNamedObject):
    """A plan, and the share of its month that something takes."""

    share_percent: Annotated[AmountObject | None, "Of the month's credits; null where they are not published."]
    money: Annotated[MoneyObject | None, "The same share of the plan's price; null where that is not published."]


InputObject = TypedDict(
    "InputObject",
    {
        "value": Annotated[str, "The value, or `open`."],
        "from": Annotated[Origin, "Where the value comes from."],
    },
)
Inputs = Annotated[dict[str, InputObject], "Every setting of the model, by name."]


class BudgetObject(TypedDict):
    """A limit, and how the total compares with it."""

    limit: Annotated[Digits, "In the unit of the total."]
    tolerance_percent: Percent
    verdict: Annotated[Verdict, "`over` is certain, `unclear` may be."]


class SourceObject(TypedDict):
    """Where figures are from."""

    key: Annotated[str, "Its name in the sheets."]
    title: Annotated[str, "What it is."]
    url: Annotated[str | None, "Where it is."]
    date: SourceDate
    grade: Grade


class EndedObject(TypedDict):
    """The first last day of what something is priced by. It is the same on every day, also before it."""

    on: Annotated[DayText, "The last day, included."]
    source: Annotated[str | None, "The key of its source; null where the sheet names none."]


class NamedObject(TypedDict):
    """Something with a name."""

    id: Annotated[str, "The id, as options take it."]
    name: Annotated[str, "Its name, as people know it."]


class ClaimObject(TypedDict):
    """What another source says of a figure; it is shown, and not used."""

    source: Annotated[str, "The key of its source."]
    amount: Annotated[AmountObject | None, "The other figure; null where the source says no figure."]
    unit: Annotated[str | None, "What it is in, where the source says that: a currency, `credit`, `minute`."]
    per: Annotated[str | None, "What it is for, where the source says another unit."]
    text: Annotated[str, "The same for people."]
    note: str | None


class PriceObject(TypedDict):
    """A price as it is published."""

    price: MoneyObject
    every: Annotated[Every, "How often it is billed."]
    per_seat: Annotated[bool, "Whether it is for each seat."]
    shown_monthly: Annotated[MoneyObject | None, "What the seller shows a month beside it."]
    credits: Annotated[AmountObject | None, "A month, where this price comes with other credits than the plan's."]
    channel: Annotated[str | None, "Where it is sold, if not on the web."]
    region: Annotated[str | None, "Where it applies, if not everywhere."]
    introductory: Annotated[str | None, "For how long, where it is so only at first: `1 month`."]
    since: Annotated[DayText | None, "In force from this day."]
    until: Annotated[DayText | None, "In force to this day, included."]
    ended: Annotated[EndedObject | None, "Its last day; null where none is known."]
    source: Annotated[str, "The key of its source."]
    note: str | None
    claims: list[ClaimObject]


class AllowanceObject(TypedDict):
    """What a plan or a top-up gives to spend."""

    amount: AmountObject
    unit: Annotated[str, "In the singular: `credit`, `minute`."]
    model: Annotated[ModelNamedObject | None, "Of minutes: the model whose minutes they are."]
    every: Annotated[Every, "How often it is given."]
    per_seat: Annotated[bool, "Whether it is for each seat."]
    source: Annotated[str, "The key of its source."]
    note: str | None
    claims: list[ClaimObject]
