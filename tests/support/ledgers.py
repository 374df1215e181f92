"""Random wallets for the laws: terms, entries in any order, corrections, changes of plan."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from creditcalc.amount import Amount
from creditcalc.period import Cadence
from creditcalc.pricebook.edition import How
from creditcalc.wallet.ledger import Books, Entry, Terms, life_of

BEGINNING = datetime.min.replace(tzinfo=UTC)
START = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
SPAN = 100 * 86400
"""Seconds that the entries of a random wallet are spread over: across short months, and a change of the clock."""
EMPTY = Books(BEGINNING)

CADENCES = st.sampled_from(
    [
        "week on monday at 00:00 UTC",
        "month on 31 at 09:30 Europe/Paris",
        "month on 30",
        "day at 02:30 America/New_York",
        "2 days from first use",
        "year on 02-29",
        "once",
    ]
).map(Cadence.parse)
NUMBERS = st.builds(Fraction, st.integers(0, 300), st.sampled_from([1, 1, 2, 3]))


def interval(low: Fraction, more: Fraction | None, approximate: bool) -> Amount:
    """An amount from low on; open where `more` is None."""
    return Amount(low, None if more is None else low + more, approximate)


EXACT = NUMBERS.map(lambda value: Amount(value, value))
CLOSED = st.one_of(EXACT, st.builds(interval, NUMBERS, NUMBERS, st.booleans()))
AMOUNTS = st.one_of(CLOSED, st.builds(interval, NUMBERS, st.none(), st.booleans()))
TERMS = st.builds(
    Terms,
    plan=st.just("plan"),
    allowance=CLOSED,
    cadence=CADENCES,
    rollover=st.sampled_from(["nothing", "everything", "one period", Fraction(50), Fraction(101, 2)]),
    burn=st.sampled_from([("plan", "top-up"), ("soonest",), ("top-up", "promotion", "rollover", "plan")]),
)
MOMENTS = st.integers(0, SPAN).map(lambda seconds: START + timedelta(seconds=seconds - seconds % 3600))
LIVES = st.sampled_from(["never", "cycle end", "30 days", "1 month", "2026-03-29T01:30:00Z"]).map(life_of)


@st.composite
def wallets(draw: st.DrawFn, amounts: st.SearchStrategy[Amount] = AMOUNTS) -> list[Entry]:
    """The entries of a wallet, as they are numbered, at any times."""
    found = [Entry(1, "open", START, START, terms=draw(TERMS))]
    for number in range(2, draw(st.integers(2, 14))):
        found.append(draw(_entry(number, found, amounts)))
    return found


@st.composite
def _entry(draw: st.DrawFn, number: int, before: list[Entry], amounts: st.SearchStrategy[Amount]) -> Entry:
    kind = draw(st.sampled_from(["grant", "top-up", "spend", "spend", "spend", "transfer", "undo", "reconcile"]))
    at = draw(MOMENTS)
    spends = [entry for entry in before if entry.kind == "spend"]
    if kind == "undo" and len(before) > 1:
        target = draw(st.sampled_from(before[1:]))
        return Entry(number, "undo", target.at, at, of=target.number)
    if kind == "reconcile" and spends:
        target = draw(st.sampled_from(spends))
        return Entry(number, "reconcile", target.at, at, draw(amounts), of=target.number)
    if kind == "transfer":
        hows: list[How] = ["cycle end", "new", "add"]
        how = draw(st.sampled_from(hows))
        void = draw(st.sampled_from([(), ("top-up",), ("rollover", "promotion")]))
        return Entry(number, "transfer", at, at, terms=draw(st.none() | TERMS), how=how, void=void)
    if kind in ("grant", "top-up"):
        pool = "top-up" if kind == "top-up" else draw(st.sampled_from(["promotion", "rollover", "plan"]))
        given = draw(CLOSED)
        return Entry(number, kind, at, at, given, pool=pool, expires=draw(LIVES))  # type: ignore[arg-type]
    return Entry(number, "spend", at, at, draw(amounts))


def world(entries: list[Entry], choose: Any) -> list[Entry]:
    """The same wallet with every interval replaced by one number in it, which `choose` picks."""

    def one(amount: Amount | None) -> Amount | None:
        if amount is None:
            return None
        value = choose(amount)
        return Amount(value, value)

    return [
        entry._replace(
            amount=one(entry.amount),
            terms=entry.terms and entry.terms._replace(allowance=one(entry.terms.allowance)),  # type: ignore[arg-type]
        )
        for entry in entries
    ]
