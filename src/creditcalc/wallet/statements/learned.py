"""What a bill says of single spends of a wallet: the charge of each, as far as the bill tells it.

Of a sum it does so where the sum is of one spend, or of spends that one price makes, each by its quantity. A sum that
differs from the estimates by as much as one of them may be of one generation more or fewer: it says nothing of a price.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from creditcalc.amount import ONE, ZERO, exactly
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.record import Record
from creditcalc.wallet.drift import Billed, row_billed
from creditcalc.wallet.keys import Draft, attempt
from creditcalc.wallet.ledger import Entry, undone
from creditcalc.wallet.record import DRAFT
from creditcalc.wallet.statements.match import Estimate, Match
from creditcalc.wallet.statements.reconcile import Reconciled
from creditcalc.wallet.store import Store, Wallet


class Learned(Record):
    """The charges of single spends, by their numbers, and why other matches say none."""

    charged: Mapping[int, Fraction]
    left_out: Sequence[tuple[Match, str]]


def learned(
    found: Reconciled, entries: Sequence[Entry], edition: Edition, quote_of: Callable[[str], Mapping[str, Any]]
) -> Learned:
    """What a bill says of single spends. `quote_of` is a quote by its digest.

    Raises CreditcalcError for a bill that does not say what is paid.
    """
    if found.counted:
        raise CreditcalcError(f"the bill counts {found.unit} and not what is paid: there is nothing to record")
    by_number = {one.number: one for one in entries}
    charged: dict[int, Fraction] = {}
    left_out: list[tuple[Match, str]] = []
    for match in found.matching.matched:
        if not match.estimates:
            continue
        try:
            charged |= _shares(match, found.kind == "days", by_number, edition, quote_of)
        except CreditcalcError as error:
            left_out.append((match, str(error)))
    return Learned(charged, left_out)


def _shares(
    match: Match,
    summed: bool,
    entries: Mapping[int, Entry],
    edition: Edition,
    quote_of: Callable[[str], Mapping[str, Any]],
) -> dict[int, Fraction]:
    """What each spend of a match was charged. Raises CreditcalcError where that is not certain."""
    charged = match.charged
    if charged is None:
        raise CreditcalcError("the bill has no amount")
    if charged < 0:
        raise CreditcalcError("more was given back than charged")
    first, *others = match.estimates
    if charged and match.returned:
        raise CreditcalcError("part of it was given back")
    if not others and not summed:
        return {first.number: charged}
    if not charged or _one_more_or_fewer(match, charged):
        raise CreditcalcError("the sum may be of one generation more or fewer")
    weights = [ONE] if not others else _quantities(match.estimates, entries, edition, quote_of)
    whole = sum(weights, Fraction(0))
    return {one.number: charged * weight / whole for one, weight in zip(match.estimates, weights, strict=True)}


def _one_more_or_fewer(match: Match, charged: Fraction) -> bool:
    """Whether a sum lies as far from its estimates as one of them is large."""
    reach = match.estimated.reach()
    below = reach.low - charged
    above = ZERO.low if reach.high is None else charged - reach.high
    gap = max(below, above)
    return gap > 0 and gap >= min(one.amount.low for one in match.estimates)


def _quantities(
    estimates: Sequence[Estimate],
    entries: Mapping[int, Entry],
    edition: Edition,
    quote_of: Callable[[str], Mapping[str, Any]],
) -> list[Fraction]:
    """How much of one price each spend is for."""
    if len({one.quote for one in estimates}) == 1 and estimates[0].quote:
        return [ONE for _ in estimates]
    rows, found = set(), []
    for one in estimates:
        if not one.quote:
            raise CreditcalcError("a spend has no quote")
        each = Billed(entries[one.number], ZERO, exactly(1))
        model, rate, price = row_billed(edition, each, quote_of(one.quote))
        rows.add((model, rate))
        found.append(1 / price.low)
    if len(rows) > 1:
        raise CreditcalcError("the sum is of several prices")
    return found


def unrecorded(found: Learned, entries: Sequence[Entry]) -> dict[int, Fraction]:
    """The charges that the wallet does not have yet, by the numbers of the spends."""
    gone = undone(entries)
    known = {one.of: one.amount for one in entries if one.kind == "reconcile" and one.number not in gone}
    return {
        number: charged for number, charged in sorted(found.charged.items()) if known.get(number) != exactly(charged)
    }


def record_learned(store: Store, wallet: Wallet, found: Learned, file: str, now: datetime) -> list[Entry]:
    """Write the charges into a wallet, but for those that it has already; the entries that are new."""
    drafts = []
    for number, charged in unrecorded(found, list(store.entries(wallet))).items():
        target = store.entry(wallet, number)
        drafts.append(Draft(Entry(DRAFT, "reconcile", target.at, now, exactly(charged), of=number, note=file)))
    return attempt(store, wallet.name, now).write(drafts)
