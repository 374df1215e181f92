"""What is left in a wallet, until when, and what that buys."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from creditcalc.amount import ZERO, Amount, decimal
from creditcalc.errors import CreditcalcError
from creditcalc.figures import in_words, shown
from creditcalc.period import day_text, days_between, moment_iso, moment_words, weekday_text
from creditcalc.record import Record
from creditcalc.reports.report import AnswerLine, Cell, Column, Note, Report, pasted
from creditcalc.reports.wallet import (
    Usual,
    WalletHeading,
    both,
    cadence_json,
    credits_words,
    moment_json,
    overdrawn_notes,
    spending_order,
    usual,
    wallet_title,
)
from creditcalc.text import count, sentence, series
from creditcalc.wallet.ledger import FLOWS, SOONEST, Books, Cycle, Lot, order, times
from creditcalc.wallet.record import book_of
from creditcalc.wallet.terms import assumed

if TYPE_CHECKING:
    from creditcalc.reports.objects import wallet as objects
    from creditcalc.sheets.catalog import Catalog
    from creditcalc.wallet.store import Store, Wallet

HABIT = 200
"""Of how many spends the usual generations are counted."""
POOL_WORDS = {"plan": "Plan", "rollover": "Carried over", "promotion": "Promotion", "top-up": "Top-up"}


class Balance(Record):
    """A wallet at a moment: its books, the period they are in, and the usual generations."""

    books: Books
    cycle: Cycle | None = None
    habits: Sequence[Usual] = ()


def heading_of(wallet: "Wallet", catalog: "Catalog") -> WalletHeading:
    """A wallet as a report names it: with its price book, where there is one that can be read."""
    head = WalletHeading(wallet.name, wallet.platform, wallet.edition)
    try:
        platform, book = catalog.platform(wallet.platform), book_of(wallet, catalog)
    except CreditcalcError:
        return head
    # nobody may have asked for the platform's own choice of a price book
    newer = platform.newer if wallet.edition == platform.sheet.default_edition else None
    return head._replace(book=book._replace(newer=newer))


def seen_balance(store: "Store", wallet: "Wallet", at: datetime) -> Balance:
    """The balance of a wallet at a moment, with the generations that are usual in it."""
    spends = store.latest(wallet, "spend", HABIT)
    quotes = {digest: store.quote(digest) for digest in {entry.quote for entry in spends if entry.quote}}
    return Balance(store.books(wallet, at), store.cycle(wallet, at), usual(spends, quotes))


def balance_reports(head: WalletHeading, found: Balance, known: Sequence[Note] = ()) -> list[Report]:
    """What is left, pool by pool in the order in which it is spent, what ends when, and what that buys.

    People see the pools where there are several. The first report has it all for scripts.
    """
    books, habits = found.books, found.habits
    lots = order(books)
    columns = (
        Column("pool", "Credits"),
        Column("left", "Left", True),
        Column("expires", "Until", readers="scripts"),
        Column("ends", "Until", readers="people"),
    )
    rows: list[tuple[Cell, ...]] = []
    for lot in lots:
        ends = books.ends(lot)
        open_end = _open_end(books, lot)
        rows.append(
            (
                POOL_WORDS[lot.pool],
                lot.left,
                both(ends) if ends else open_end or "never",
                _until(ends, books.at) if ends else sentence(open_end) or "They do not expire",
            )
        )
    balance = Report(
        wallet_title(head, books),
        columns,
        tuple(rows),
        _data(head, found, lots),
        aside=moment_words(books.at),
        answer=tuple(_answer(head, found, lots)),
        untabled=len(lots) < 2,
    )
    buys = Report(
        "",
        (Column("what", "What that buys"), Column("cost", "Each", True), Column("left", "How many", True)),
        tuple((one.what, one.cost, _number(times(books.left, one.cost))) for one in habits),
        {},
    )
    reports = [balance, buys] if habits else [balance]
    reports[-1] = reports[-1]._replace(
        notes=(*head.newer(books.terms), *_notes(head, found), *overdrawn_notes(books), *known),
        details=tuple(_details(head, books)),
        source=_assumed(head, books),
        next=f"See also: {pasted('wallet history')}",
    )
    return reports


def _data(head: WalletHeading, found: Balance, lots: Sequence[Lot]) -> "objects.BalanceObject":
    books, terms = found.books, found.books.terms
    return {
        "schema": "creditcalc/wallet-balance/1",
        **head.data,
        "at": moment_iso(books.at),
        "left": books.left.as_json(),
        "plan": head.plan_json(terms),
        "next_reset": moment_json(books.reset),
        "resets": terms and cadence_json(terms.cadence),
        "spending_order": spending_order(terms),
        "lots": [
            {
                "pool": cast("objects.PoolWord", lot.pool.replace("-", "_")),
                "left": lot.left.as_json(),
                "expires": moment_json(books.ends(lot)),
            }
            for lot in lots
        ],
        "books": {
            "granted": books.granted.as_json(),
            "spent": books.spent.as_json(),
            "expired": books.expired.as_json(),
            "voided": books.voided.as_json(),
            "overdrawn": books.overdrawn.as_json(),
        },
        "usual": [
            {
                "text": one.what,
                "total": one.cost.as_json(),
                "count": one.often,
                "affordable": times(books.left, one.cost).as_json(),
            }
            for one in found.habits
        ],
    }


def _answer(head: WalletHeading, found: Balance, lots: Sequence[Lot]) -> Iterator[AnswerLine]:
    """What is left of how much and until when, and what was spent."""
    books, cycle = found.books, found.cycle
    known = cycle is not None and cycle.had.low > 0 and cycle.had.high is not None
    of = f" of {shown(cycle.had)}" if cycle and known else ""
    yield AnswerLine(credits_words(books.left, head.unit), (f"left{of}{_outlook(books, lots)}",))
    if cycle is None:
        return
    gauge = books.left.low / cycle.had.low if known and _single(books.left) and _single(cycle.had) else None
    yield AnswerLine(shown(cycle.spent), (f"spent since {day_text(cycle.since, books.at)}",), gauge=gauge)


def _single(amount: Amount) -> bool:
    return amount.low == amount.high


def _outlook(books: Books, lots: Sequence[Lot]) -> str:
    """Until when the only credits last, or when there are more; of several kinds each says so itself."""
    if len(lots) == 1:
        ends = books.ends(lots[0])
        if ends is not None:
            return f", until {_until(ends, books.at)}"
        return f", {_open_end(books, lots[0]) or 'which do not expire'}"
    if not lots and books.reset is not None and (brings := _brings(books)) is not None:
        return f", {shown(brings)} more on {_until(books.reset, books.at)}"
    return ""


def _until(when: datetime, now: datetime) -> str:
    """A day to come and how far away it is: `Sun 20 Dec (21 days)`."""
    days = days_between(now, when)
    away = {0: "today", 1: "tomorrow"}.get(days) or count(days, "day")
    return f"{weekday_text(when, now)} ({away})"


def _open_end(books: Books, lot: Lot) -> str:
    """How long credits last that end at no known moment; empty where they stay."""
    if books.terms is None or lot.pool not in ("plan", "rollover"):
        return ""
    most = books.terms.rollover
    if isinstance(most, Fraction):
        kept = books.pool("plan") + books.pool("rollover")
        return "" if kept.high is not None and kept.high <= most else f"at most {decimal(most)} kept at the reset"
    if lot.pool == "plan" and books.terms.cadence.every == "use":
        return {"nothing": "until the reset", "one period": "until the second reset"}.get(most, "")
    return ""


def _number(amount: Amount) -> Cell:
    return "none" if amount.high == 0 else amount


def _brings(books: Books) -> Amount | None:
    """What the next reset brings; None where the plan ends with it."""
    terms = books.ahead[0] if books.ahead else books.terms
    return terms.allowance if terms else None


def _notes(head: WalletHeading, found: Balance) -> Iterator[Note]:
    """What is lost or kept at the reset, when there is more, and what changes."""
    books, lots = found.books, order(found.books)
    if books.terms is None:
        ended = books.granted != ZERO
        said = "The plan has ended: no more credits are granted." if ended else "The wallet is not open yet."
        yield Note("ended" if ended else "other", said)
        return
    lost = found.cycle.lost if found.cycle else ZERO
    expired = ""
    if found.cycle and lost.high != 0:
        expired = f" {sentence(in_words(lost))} expired on {day_text(found.cycle.since, books.at)}."
    if books.terms.cadence.every != "once":
        unused = "Unused plan credits" if any(lot.pool != "plan" for lot in lots) else "Unused credits"
        kept = books.terms.rollover
        if kept == "nothing":
            yield Note("ended", f"{unused} are lost at the reset.{expired}")
        elif isinstance(kept, Fraction):
            yield Note("ended", f"{unused} above {decimal(kept)} are lost at the reset.{expired}")
        else:
            once = " once" if kept == "one period" else ""
            yield Note("other", f"{unused} are carried over{once} at the reset.{expired}")
    if books.ahead is not None:
        if books.ahead[0] is None:
            yield Note("ended", "The plan ends at the reset.")
        else:
            yield Note("other", f"From the next reset on the plan is {head.plan(books.ahead[0].plan)}.")
    if books.reset is None:
        said = f"the next use sets the reset ({books.terms.cadence})"
        yield Note("other", f"{sentence(said) if books.terms.cadence.every == 'use' else 'There are no resets'}.")
    elif not _answered(books, lots):
        yield Note("other", _next_reset(books, books.reset))
    if len(lots) > 1:
        yield Note("other", "Credits are spent in the order of the table.")


def _answered(books: Books, lots: Sequence[Lot]) -> bool:
    """Whether the answer names the day of the next reset."""
    return books.ahead is None and (not lots or (len(lots) == 1 and books.ends(lots[0]) == books.reset))


def _next_reset(books: Books, reset: datetime) -> str:
    brings = _brings(books)
    more = f", with {credits_words(brings)}" if brings is not None else ""
    return f"Next reset: {moment_words(reset)}{more}."


def _assumed(head: WalletHeading, books: Books) -> str:
    """What of the reset is not published."""
    plan = head.book and books.terms and head.book.plans.get(books.terms.plan)
    words = assumed(plan, books.terms.cadence) if plan and books.terms else ""
    return f"{sentence(words)}." if words else ""


def _details(head: WalletHeading, books: Books) -> Iterator[str]:
    """The rules of the plan, and what became of all credits."""
    if books.terms is not None:
        rule = f"; {books.terms.cadence.rule}" if books.terms.cadence.rule else ""
        if books.reset is not None:
            if _answered(books, order(books)):
                yield _next_reset(books, books.reset)
            yield f"Resets: {books.terms.cadence}{rule}."
        first = "what expires first" if SOONEST in books.terms.burn else ", then ".join(books.terms.burn)
        yield f"Spent first: {first}."
    flows = [f"{shown(amount)} {name}" for name in FLOWS if _tells(amount := getattr(books, name))]
    yield f"In all: {series(flows)}." if flows else "Nothing was granted yet."
    yield f"{head.aside}."


def _tells(amount: Amount) -> bool:
    """Whether a figure says anything: not nothing, and not anything from nothing on."""
    return amount != ZERO and amount.qualifier != "unknown"
