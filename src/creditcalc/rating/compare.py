"""Models of one price book side by side: unit prices, the ranking for one clip, ratios of quotes."""

from collections.abc import Iterable

from creditcalc.amount import Amount, exactly
from creditcalc.day import in_force
from creditcalc.errors import UNPUBLISHED, CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model
from creditcalc.rating.generation import Given, resolve
from creditcalc.rating.quote import Quote, price
from creditcalc.record import Record


class UnitPrice(Record):
    """What one unit of a model costs, over all its settings."""

    amount: Amount
    unit: str


def unit_price(model: Model) -> UnitPrice | None:
    """The interval over the model's published prices for one second, image or other unit.

    None where it has none, or where its rows have units that do not convert into each other.
    """
    found: dict[str, Amount] = {}
    for row in model.rates:
        if row.per is None or row.unavailable or not row.published:
            continue
        unit = row.per.setting.removesuffix("s") if row.per.setting and row.quantity is None else row.per.block
        size = exactly(row.per.size if row.per.setting and row.quantity is None else 1)
        for amount in [step.price for step in row.tiers] if row.tiers else [row.price] if row.price else []:
            one = amount / size
            found[unit] = found[unit] | one if unit in found else one
    if len(found) != 1:
        return None
    unit, amount = next(iter(found.items()))
    return UnitPrice(amount, unit)


class Ranked(Record):
    """A quote among others, how many times the cheapest it costs, and whether it certainly costs less than the next."""

    quote: Quote
    factor: Amount
    certain: bool


def ranked(
    edition: Edition,
    candidates: Iterable[Model],
    given: Given,
    *,
    outputs: int | None,
    takes: int,
    plan: str | None = None,
) -> tuple[list[Ranked], list[str]]:
    """Every model that can make the same thing, cheapest first, and the models whose price is not published.

    `plan` is the id of the plan that it is made on, where the price of a model depends on it and `given` names none.
    """
    quotes: list[Quote] = []
    unpublished: list[str] = []
    for model in candidates:
        if model.kind == "action" or not in_force(model, edition.as_of):
            continue
        asked = {"plan": plan, **given} if plan is not None and "plan" in model.settings else given
        try:
            quotes.append(price(resolve(model, asked, outputs=outputs, takes=takes), edition))
        except CreditcalcError as error:
            if error.code == UNPUBLISHED:
                unpublished.append(model.id)
    quotes.sort(key=lambda quote: (quote.total.low, quote.total.high is None, quote.total.high or 0))
    found = []
    for number, quote in enumerate(quotes):
        after = [ratio(later, quote).low for later in quotes[number + 1 :]]
        found.append(Ranked(quote, ratio(quote, quotes[0]), all(times > 1 for times in after)))
    return found, unpublished


def ratio(one: Quote, other: Quote) -> Amount:
    """How many times the other a quote costs.

    Two totals derived from list prices share the same unknown credits per USD: it cancels, and the ratio is that of
    the list prices.
    """
    if one is other:
        return exactly(1)
    listed, other_listed = in_list_usd(one), in_list_usd(other)
    if listed is not None and other_listed is not None:
        return listed / other_listed
    return one.total / other.total


def in_list_usd(quote: Quote) -> Amount | None:
    """What the same costs at the providers' list prices in USD, where every line is derived from them.

    None where a line is not, or where credits are rounded or lifted to a minimum after: that does not scale with them.
    """
    calibration, model = quote.edition.sheet.credits_per_usd, quote.generation.model
    if calibration is None or not all(row.list_usd for row in quote.rows):
        return None
    if model.minimum or model.rounding or model.uses:  # the models that an agent runs may round, too
        return None
    per_usd, total = calibration.price, quote.total
    approximate = any(row.list_usd is not None and row.list_usd.approximate for row in quote.rows)
    high = None if total.high is None or not per_usd.high else total.high / per_usd.high
    return Amount(total.low / per_usd.low, high, approximate)


def none_makes(said: str, candidates: Iterable[Model], given: Given) -> CreditcalcError:
    """That no model makes something, and what the first that refuses says."""
    from creditcalc.rating.spoken import Needs, NotRead  # noqa: PLC0415  # only on the way to an error

    for model in candidates:
        try:
            resolve(model, given)
        except Needs as error:
            return Needs(error.name, error.example)
        except NotRead as error:
            return error
        except CreditcalcError as error:
            return CreditcalcError(f"{said}: {error}")
    return CreditcalcError(f"{said}: no price is published")
