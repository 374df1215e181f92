"""The wallet as a gate of `quote`, `batch` and `report`: the command's clock, and quotes as the wallet keeps them."""

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction

from creditcalc.amount import TOLERANCE, Amount
from creditcalc.cli.streams import OutputLost, output_lost
from creditcalc.clock import now
from creditcalc.pricebook.edition import Edition
from creditcalc.rating.quote import Quote
from creditcalc.reports.quote import quote_json
from creditcalc.wallet.charge import Charge, Paid, pay


def gate_wallet(
    name: str | None,
    total: Amount,
    edition: Edition,
    quotes: Iterable[Quote] = (),
    at: datetime | None = None,
    key: str | None = None,
    tolerance: Fraction = TOLERANCE,
) -> Paid:
    """What came of asking a wallet to pay, and with quotes of charging them; see `pay`. Now, if no moment is given.

    Raises OutputLost where it would be charged for what could not be shown.
    """
    charges = charges_of(quotes)
    lost = bool(charges) and output_lost()
    paid = pay(name, total, edition, at or now(), () if lost else charges, key, tolerance)
    if lost:
        raise OutputLost
    return paid


def charges_of(quotes: Iterable[Quote]) -> list[Charge]:
    """Quotes as a wallet is charged for them; one that comes again is the same charge again."""
    made: dict[int, tuple[Quote, Charge]] = {}  # each with its quote: the number of one that is gone may come again
    found = []
    for quote in quotes:
        if id(quote) not in made:
            made[id(quote)] = quote, Charge(quote.generation.model.id, quote_json(quote), quote.total)
        found.append(made[id(quote)][1])
    return found
