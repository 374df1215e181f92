"""What `creditcalc platforms` prints."""

from typing import Annotated, Literal, TypedDict

from creditcalc.pricebook.evidence import Grade
from creditcalc.reports.objects.shared import (
    AmountObject,
    Count,
    Currency,
    InputObject,
    ModelNamedObject,
    MoneyObject,
    NamedObject,
    PlanNamedObject,
    PricedBookObject,
)


class SoldObject(TypedDict):
    """How much of a platform the sheets hold."""

    models: Annotated[Count, "How many models."]
    plans: Annotated[Count, "How many plans."]


class TitledObject(TypedDict):
    """A price book of a platform."""

    edition: Annotated[str, "Its name, as `--edition` takes it."]
    title: Annotated[str | None, "What people call it, where its month is not enough."]
    reading_of: Annotated[str | None, "The price book of the same days that it reads otherwise: no day selects it."]


class PlatformObject(NamedObject):
    """A platform."""

    unit: Annotated[str, "What it sells in: `credit`, or a currency."]
    editions: Annotated[list[str], "Its price books."]
    default_edition: Annotated[str, "The price book that is used where none is named."]
    books: Annotated[list[TitledObject], "The same price books, each with its title."]
    counts: SoldObject
    home: Annotated[str | None, "Its home page."]


class PlatformsObject(TypedDict):
    """Every platform: `creditcalc platforms list --json`."""

    schema: Literal["creditcalc/platforms/1"]
    default_platform: Annotated[str, "The platform that is priced where none is named."]
    platforms: list[PlatformObject]


class SnappedObject(TypedDict):
    """A length that is made in place of one that is not."""

    asked: Annotated[str, "The seconds asked for."]
    made: Annotated[str, "The next longer ones that the model makes."]


class SellerObject(PricedBookObject):
    """A price book that is compared, and the generation there."""

    model: ModelNamedObject
    inputs: Annotated[dict[str, InputObject], "Every setting of the model but the plan, which each offer names."]
    snapped: Annotated[SnappedObject | None, "Null where it is as long as was asked for."]


class OfferObject(TypedDict):
    """A generation on a platform, on a plan or with bought credits."""

    platform: Annotated[str, "The id of the platform."]
    edition: Annotated[str, "The price book."]
    unit: Annotated[str, "What the total is in: `credit`, or a currency."]
    total: Annotated[AmountObject, "What it costs."]
    plan: Annotated[PlanNamedObject | None, "The plan that it is made on; null without a plan."]
    share_percent: Annotated[AmountObject | None, "Of the plan's month; null where its credits are not published."]
    top_up: Annotated[NamedObject | None, "What its credits are bought as; null where they are not bought alone."]
    money: Annotated[MoneyObject | None, "What it costs in money; null where that is not published."]
    times_list_price: Annotated[AmountObject | None, "Null where one of the two is not published."]
    grade: Annotated[Grade, "How sure its price is."]


class MissingObject(TypedDict):
    """A platform that is not compared."""

    platform: Annotated[str, "Its id."]
    reason: Annotated[Literal["unpublished", "not_sold"], "Its price is not published, or it is not sold so."]
    text: Annotated[str, "The same for people."]
    quote_at: Annotated[str | None, "Where it shows the cost before you generate; null where that is not known."]


class PlatformsComparedObject(TypedDict):
    """One generation on every platform: `creditcalc platforms compare --json`."""

    schema: Literal["creditcalc/platforms-compare/1"]
    currency: Annotated[Currency, "What is compared in."]
    certain: Annotated[bool, "Whether no offer may cost less than one before it."]
    books: Annotated[list[SellerObject], "The price books of the offers, each once."]
    offers: Annotated[list[OfferObject], "The cheapest first."]
    missing: Annotated[list[MissingObject], "The platforms that sell the model and are not compared."]


class UnpricedShotsObject(TypedDict):
    """Shots without a price in money, for one reason."""

    shots: Annotated[list[str], "Their names."]
    rows: Annotated[list[Count], "Which rows of the file they are, the first being 1."]
    text: Annotated[str, "Why, for people."]


class SellerOfShotsObject(TypedDict):
    """The shots of a file on a platform, on a plan or with bought credits."""

    platform: Annotated[str, "The id of the platform."]
    edition: Annotated[str, "The price book."]
    unit: Annotated[str, "What the total is in: `credit`, or a currency."]
    shots: Annotated[Count, "How many shots have a price in money there; the sums are of these."]
    total: Annotated[AmountObject, "What they cost there."]
    plan: Annotated[PlanNamedObject | None, "The plan that they are made on; null without a plan."]
    share_percent: Annotated[AmountObject | None, "Of a month of the plan; null where its credits are not published."]
    top_up: Annotated[NamedObject | None, "What its credits are bought as; null where they are not bought alone."]
    money: Annotated[MoneyObject | None, "What they cost in money; null where that is not published for any."]
    times_list_price: Annotated[AmountObject | None, "Against the list price of these shots; null where one has none."]
    grade: Annotated[Grade, "How sure the least sure price is."]
    unpriced: Annotated[list[UnpricedShotsObject], "The other shots."]


class MixedShotObject(TypedDict):
    """A shot where it is cheapest."""

    row: Annotated[Count, "Which row of the file it is, the first being 1."]
    shot: Annotated[str, "Its name."]
    platform: Annotated[str, "The id of the platform."]
    edition: Annotated[str, "The price book."]
    plan: Annotated[PlanNamedObject | None, "The plan that it is made on; null without a plan."]
    top_up: Annotated[NamedObject | None, "What its credits are bought as; null where they are not bought alone."]
    money: Annotated[MoneyObject, "What it costs."]


class CheapestMixObject(TypedDict):
    """Each shot on the platform where it is cheapest."""

    money: Annotated[MoneyObject | None, "What they cost in all; null where no shot has a price in money."]
    parts: Annotated[list[MixedShotObject], "Each shot that has a price in money anywhere."]
    unpriced: Annotated[list[UnpricedShotsObject], "The shots that have none anywhere."]


class ShotsComparedObject(TypedDict):
    """The shots of a file on every platform: `creditcalc platforms compare FILE --json`."""

    schema: Literal["creditcalc/platforms-compare-file/1"]
    currency: Annotated[Currency, "What is compared in."]
    shots: Annotated[Count, "How many shots the file has."]
    cheapest_mix: CheapestMixObject
    sellers: Annotated[list[SellerOfShotsObject], "What makes most shots first, then the cheapest."]
    missing: Annotated[list[MissingObject], "The platforms that sell a model of the file and make none of its shots."]
