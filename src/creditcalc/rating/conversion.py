"""What a quote comes to where a dollar of list price is as many credits as another source says."""

from collections.abc import Iterator
from fractions import Fraction

from creditcalc.amount import Amount, exactly
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.evidence import Claim
from creditcalc.pricebook.model import Model, Rate
from creditcalc.rating.quote import Quote, price
from creditcalc.record import Record


class Converted(Record):
    """The total of a quote at the credits per dollar of a claim."""

    claim: Claim
    per_usd: Amount
    total: Amount


def at_other_rates(quote: Quote) -> Iterator[Converted]:
    """The total at each claim on `credits_per_usd`, where any line is derived from list prices.

    The whole generation is priced again: what is not derived stays, and minimum and rounding apply as before.
    """
    edition, generation = quote.edition, quote.generation
    conversion = edition.sheet.credits_per_usd
    if conversion is None or not any(row.list_usd for row in quote.rows):
        return
    for claim in conversion.claims:
        if claim.price is None:
            continue
        book = edition
        if generation.model.uses:
            book = edition._replace(models={key: _at(one, claim.price, edition) for key, one in edition.models.items()})
        try:
            total = price(generation._replace(model=_at(generation.model, claim.price, edition)), book).total
        except CreditcalcError:
            continue  # an agent's models differ: none that has a price is left
        yield Converted(claim, claim.price, total)


def _at(model: Model, per_usd: Amount, edition: Edition) -> Model:
    """The model with what is derived from list prices at other credits per dollar."""
    conversion, prefix = edition.sheet.credits_per_usd, f"{edition.sheet.list_}:"
    assert conversion is not None
    was, factor = conversion.price, per_usd * (model.list_factor or exactly(1))

    def again(amount: Amount) -> Amount:
        """An amount of credits of which the list price is not kept, end by end."""
        low = amount.low / was.low * per_usd.low if was.low else Fraction(0)
        known = amount.high is not None and was.high and per_usd.high is not None
        return Amount(low, amount.high / was.high * per_usd.high if known else None, amount.approximate)  # type: ignore[operator]  # all are known

    def row(rate: Rate) -> Rate:
        if rate.tiers and rate.source.startswith(prefix):
            graduated, whole = (
                tuple(step._replace(price=again(step.price)) for step in steps)
                for steps in (rate.graduated, rate.whole)
            )
            return rate._replace(graduated=graduated, whole=whole)
        return rate._replace(price=rate.list_usd * factor) if rate.list_usd and rate.published else rate

    least = model.minimum
    if least and least.source.startswith(prefix):
        least = least._replace(price=again(least.price))
    return model._replace(
        rates=tuple(map(row, model.rates)), surcharges=tuple(map(row, model.surcharges)), minimum=least
    )
