"""A price book in words: its heading, its prices, and that its seller has newer ones."""

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from creditcalc.amount import Amount, decimal
from creditcalc.day import month_words
from creditcalc.pricebook.condition import word_of
from creditcalc.pricebook.edition import Counter, Edition
from creditcalc.pricebook.model import Rate
from creditcalc.reports.report import Note, pasted

if TYPE_CHECKING:
    from creditcalc.pricebook.evidence import Claim
    from creditcalc.rating.quote import Quote
    from creditcalc.reports.objects.shared import (
        AmountObject,
        BookObject,
        BudgetObject,
        ClaimObject,
        MoneyObject,
        PricedBookObject,
    )

DATED = re.compile(r"\d{4}(?:-\d{2})?")
"""The name of a price book that is a month, or a year."""


def book_json(edition: Edition) -> "BookObject":
    """What every JSON object says of its price book."""
    return {
        "platform": edition.platform,
        "edition": edition.id,
        "as_of": edition.as_of,
        "unit": edition.unit,
        "sheets": edition.digest,
    }


def priced_book_json(edition: Edition) -> "PricedBookObject":
    """The same of objects with prices that may not be exact."""
    return {**book_json(edition), "quote_at": edition.quote_at or None}


def budget_json(total: Amount | None, limit: Fraction | None, tolerance: Fraction) -> "BudgetObject | None":
    """A limit, and how a total compares with it; None where there is no limit, or no one total."""
    if limit is None or total is None:
        return None
    verdict = total.against(limit, tolerance)
    return {"limit": decimal(limit), "tolerance_percent": decimal(tolerance * 100), "verdict": verdict}


def amount_json(amount: Amount | None) -> "AmountObject | None":
    """An amount, where there is one."""
    return None if amount is None else amount.as_json()


def money_json(amount: Amount, currency: str) -> "MoneyObject":
    """An amount of money with its currency."""
    return {**amount.as_json(), "currency": currency}


def claim_json(claim: "Claim") -> "ClaimObject":
    """What another source says of a figure."""
    amount = claim.price if claim.price is not None else claim.amount
    return {
        "source": claim.source,
        "amount": amount_json(amount),
        "unit": claim.currency or claim.unit,
        "per": claim.per,
        "text": str(claim),
        "note": claim.note,
    }


def aside(edition: Edition) -> str:
    """The seller and the month of the prices, for the head of a screen."""
    return f"{edition.platform_name} · {prices_of(edition)}"


def prices_of(edition: Edition) -> str:
    """The price book as people name it: by its title, else `prices of May 2026`."""
    return edition.sheet.title or f"prices of {month_of_prices(edition)}"


def month_of_prices(edition: Edition) -> str:
    """The month that a price book is named for, or that of the day it was asked for: `May 2026`."""
    named = edition.as_of == edition.sheet.as_of and DATED.fullmatch(edition.id)
    return month_words(edition.id if named else edition.as_of)


def newer_note(
    edition: Edition, option: str = "--edition", there: str = "", most: int | None = None, *, rows: bool = False
) -> list[Note]:
    """That the seller has newer prices, how you tell which are yours, and what to type; nothing where it has none.

    `option` is what takes the price book's name; without one nothing is to be typed. `there` says what the same costs
    at the newer prices; `most` is how many plans are named; `rows` says that only some rows are at these prices.
    """
    newer = edition.newer
    if newer is None:
        return []
    when = month_words(newer.since).removesuffix(f" {month_of_prices(edition)[-4:]}")
    these = f"{edition.seller}'s rows are its" if rows else f"These are {edition.seller}'s"
    lines = [f"{these} {prices_of(edition)}; it {newer.called} in {when}."]
    told = _counters_text(newer.counters[:most])
    use = pasted(f"{option} {newer.edition}") if option else ""
    if told:
        lines.append(f"Yours are new if {told}{f': {use}' if use else '.'}")
    elif use:
        lines.append(f"To use the newer prices: {use}")
    return [Note("newer", "\n".join([*lines, *([there] if there else [])]))]


def shown_there(edition: Edition) -> str:
    """Where the platform itself shows the cost beforehand, in a sentence; nothing where that is not known."""
    return f"{edition.seller} shows the cost before you generate: {edition.quote_at}." if edition.quote_at else ""


def shown_under(edition: Edition, figures: Iterable[Amount | None]) -> str:
    """The same under figures of which some are not exact, or not known; nothing under others."""
    exact = all(one is not None and one.qualifier == "exact" for one in figures)
    return "" if exact else shown_there(edition)


def shown_under_quotes(quotes: "Iterable[Quote]") -> str:
    """The same under quotes, perhaps of several platforms."""
    books = {quote.edition.platform: quote.edition for quote in quotes if quote.total.qualifier != "exact"}
    return " ".join(words for book in books.values() if (words := shown_there(book)))


def _counters_text(counters: Sequence[Counter]) -> str:
    """What plans show: `Plus shows 2,000 or Max 5,000 a month`; nothing where no plan tells it."""
    from creditcalc.figures import listed  # noqa: PLC0415  # JSON writes no figures for people

    told = " or ".join(
        f"{one.plan} {'shows ' if not number else ''}{listed(one.amount)}" for number, one in enumerate(counters)
    )
    return f"{told} a {counters[0].every}" if counters else ""


def readings_text(edition: Edition, option: str = "--edition") -> list[str]:
    """Of each other reading of a price book, how you tell that it is yours, and what to type; one sentence each."""
    found = []
    for one in edition.readings:
        told = _counters_text(one.counters)
        use = pasted(f"{option} {one.edition}")
        found.append(f"Yours are the {one.called} if {told}: {use}" if told else f"For the {one.called}: {use}")
    return found


GRADE_WORDS = {
    "observed": "a bill",
    "official": "official",
    "transcribed": "noted",
    "third_party": "third party",
    "derived": "estimate",
}
"""How sure a figure is: from a bill, an official page, somebody's note of one, another site, or calculated."""


def price_text(row: Rate) -> str:
    """A row's price as a person reads it: `10+ / second`, `3 to 10, then 6 / second (graduated)`."""
    if row.unavailable:
        return f"not sold: {row.unavailable}"
    if not row.published:
        return "unknown"
    unit = row.per.unit if row.per else "generation"
    if row.tiers:
        steps = ", then ".join(
            f"{step.price}" + (f" to {word_of(step.up_to)}" if step.up_to else "") for step in row.tiers
        )
        return f"{steps} / {unit} ({'graduated' if row.graduated else 'whole'})"
    derived = f" (list price {row.list_usd} USD)" if row.list_usd else ""
    return f"{row.price} / {unit}{derived}"
