"""What `creditcalc sheets export` writes: the price books as rows, for other programs."""

from typing import Annotated, Literal, TypedDict

from creditcalc.amount import Qualifier
from creditcalc.pricebook.evidence import Grade
from creditcalc.pricebook.model import ModelKind
from creditcalc.reports.objects.shared import DayText, Digits, SourceDate


class ModelCells(TypedDict):
    """A model of a price book."""

    platform: Annotated[str, "The id of the platform that sells it."]
    edition: Annotated[str, "The price book."]
    model: Annotated[str, "The id of the model."]
    name: Annotated[str, "The model's name, as people know it."]
    maker: Annotated[str, "Who makes it."]
    kind: Annotated[ModelKind, "What it makes."]


class FigureCells(TypedDict):
    """An amount."""

    amount_low: Annotated[Digits | None, "The lower end; null of an unknown amount, and of what is not sold."]
    amount_high: Annotated[Digits | None, "The upper end; also null where it is open."]
    approximate: Annotated[bool, "Whether a source says about."]
    qualifier: Annotated[Qualifier | Literal["not_sold"], "The kind of amount."]


class DollarCells(TypedDict):
    """The same amount in dollars."""

    usd_low: Annotated[Digits | None, "In dollars, where credits are cheapest; null where that is unknown."]
    usd_high: Annotated[Digits | None, "In dollars, where credits are most expensive; also null where it is open."]


class EvidenceCells(TypedDict):
    """What an amount rests on."""

    grade: Annotated[Grade, "How good its weakest source is."]
    source: Annotated[str, "The keys of its sources, with a blank between two."]
    url: Annotated[str | None, "Where they are, with a blank between two; null where none has an address."]
    date: Annotated[SourceDate, "The oldest of their dates: a year, a month or a day."]
    checked: Annotated[DayText | None, "All of them were looked at on this day or later; null if not all were."]


class DayCells(TypedDict):
    """When an amount is in force."""

    since: Annotated[DayText | None, "In force from this day."]
    until: Annotated[DayText | None, "In force to this day, included."]


class DataRowObject(ModelCells, FigureCells, DollarCells, EvidenceCells, DayCells):
    """A rate, or what one generation with certain settings costs."""

    surcharge: Annotated[str | None, "Of what is added to the model's own price: what it is called on the bill."]
    conditions: Annotated[
        str, "The settings it is for, as in `resolution=720p|1080p; seconds=6..10`; empty: whatever they are."
    ]
    unit: Annotated[str, "What the amount is in: `credit`, or a currency."]
    per: Annotated[str, "What it is for: `second`, `30 seconds started`, `generation`."]
    counted: Annotated[
        str, "How its quantity counts, as the sheets say it: `beyond 5`, `graduated >10..20`; empty: as it is."
    ]


class DataObject(TypedDict):
    """The price books as rows: `creditcalc sheets export --format json`."""

    schema: Literal["creditcalc/data/1"]
    of: Annotated[Literal["rates", "combinations"], "What a row is."]
    rows: list[DataRowObject]
