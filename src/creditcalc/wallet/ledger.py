"""Grants and spends into what is left: burn order, resets, rollover, expiry, corrections. Pure: times are arguments.

A wallet's entries never change. Its books at a moment are the fold of all entries up to it, in the order of their
times, with the resets and expiries between them, which are not entries: they follow from the terms.

All figures are intervals with two ends that are each a world of its own: in the low one every grant is the least and
every spend the most that it may be, in the high one the opposite. More spent never leaves more anywhere, so the truth
lies between. In each world granted + overdrawn = spent + left + expired + voided, at every moment.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Literal, get_args

from creditcalc.amount import (
    NOTHING,
    TOLERANCE,
    UNKNOWN,
    WHOLE,
    ZERO,
    Amount,
    Ends,
    Verdict,
    above,
    exactly,
    number,
    total,
)
from creditcalc.errors import CreditcalcError
from creditcalc.period import Cadence, Span, YearDay, later, moment
from creditcalc.pricebook.edition import How
from creditcalc.pricebook.plan import Billing
from creditcalc.record import Record

EntryKind = Literal["open", "grant", "top-up", "spend", "undo", "reconcile", "transfer"]
ENTRY_KINDS: tuple[EntryKind, ...] = ("open", "grant", "top-up", "spend", "undo", "reconcile", "transfer")
CORRECTIONS = ("undo", "reconcile")
"""The kinds that change what another entry means, from that entry's own time on."""

FLOWS = ("granted", "spent", "expired", "voided", "overdrawn")
"""What the books sum of all that came and went."""
POOLS = ("plan", "rollover", "promotion", "top-up")
SOONEST = "soonest"
"""A burn order in which what expires first is spent first, whatever its pool."""

END_OF_TIME = datetime.max.replace(tzinfo=UTC)

CarriedWord = Literal["nothing", "everything", "one period"]
Carried = CarriedWord | Fraction
"""What a reset carries over of the plan's credits: all, for one period more or for good, or so many at most."""
LifeWord = Literal["never", "cycle end"]
Life = LifeWord | Span | YearDay | datetime
"""When granted credits are lost: with the cycle, so long after the grant, on a day of a year, or at a moment."""


class Terms(Record):
    """What a plan gives and when: the rules that a wallet lives by.

    `burn` is the order of pools, or `soonest`; a pool that it does not name comes last.
    """

    plan: str
    allowance: Amount
    cadence: Cadence
    rollover: Carried
    burn: tuple[str, ...]
    billing: Billing = "month"


class Entry(Record):
    """One line of a wallet, as it is written once and kept.

    `at` is when it takes effect: of a correction, the time of the entry `of` which it corrects. `recorded` is when it
    was written. `left` is what the counter showed when the wallet was opened, if not the whole allowance.
    """

    number: int
    kind: EntryKind
    at: datetime
    recorded: datetime
    amount: Amount | None = None
    of: int | None = None
    pool: str | None = None
    expires: Life | None = None
    cost: Amount | None = None
    currency: str | None = None
    terms: Terms | None = None
    how: How | None = None
    void: tuple[str, ...] = ()
    model: str | None = None
    note: str | None = None
    key: str | None = None
    quote: str | None = None

    @property
    def undone(self) -> bool:
        """Whether it is void itself: `effective` says so of what was taken back."""
        return self.kind in self.void


def carried_of(text: str) -> Carried:
    """What a reset carries over, as a person says it; raises CreditcalcError for anything but a word or a number."""
    words: tuple[CarriedWord, ...] = get_args(CarriedWord)
    return next((word for word in words if word == text), None) or number(text)


def life_of(text: str) -> Life:
    """When granted credits are lost, as a person says it: `never`, `cycle end`, `90 days`, `12 months`, or a time.

    Raises CreditcalcError for anything else.
    """
    words: tuple[LifeWord, ...] = get_args(LifeWord)
    if (known := next((word for word in words if word == text), None)) is not None:
        return known
    if " of year " in text:
        return YearDay.parse(text)
    return moment(text) if WHOLE.fullmatch(text[:4]) and text[4:5] == "-" else Span.parse(text)


class Lot(Record):
    """Credits of one origin that are left."""

    pool: str
    left: Amount
    expires: datetime | None
    since: datetime
    number: int


class Books(Record):
    """A wallet at a moment: what is left in which lots, and what became of all that was ever granted.

    `reset` is when the allowance starts anew, if that is known. `ahead` are the terms from then on, where a change of
    plan waits for it. `overdrawn` is what was spent beyond what there was: more than nothing only where a correction
    shows that a grant is missing.
    """

    at: datetime
    terms: Terms | None = None
    lots: tuple[Lot, ...] = ()
    reset: datetime | None = None
    ahead: tuple[Terms | None, tuple[str, ...]] | None = None
    granted: Amount = ZERO
    spent: Amount = ZERO
    expired: Amount = ZERO
    voided: Amount = ZERO
    overdrawn: Amount = ZERO

    @property
    def left(self) -> Amount:
        """What can be spent."""
        return total(lot.left for lot in self.lots)

    def pool(self, name: str) -> Amount:
        """What is left in one pool."""
        return total(lot.left for lot in self.lots if lot.pool == name)

    def ends(self, lot: Lot) -> datetime | None:
        """When a lot is lost, as far as is known.

        Plan credits end with their cycle where nothing carries them over, with the next one where that happens once.
        Whatever a change of plan costs that waits for the reset ends with it.
        """
        if self.reset is None or self.terms is None or (lot.pool != "plan" and self.ahead is None):
            return lot.expires
        if self.ahead is not None and ("rollover" if lot.pool == "plan" else lot.pool) in self.ahead[1]:
            return _earlier(lot.expires, self.reset)
        if lot.pool != "plan":
            return lot.expires
        match self.terms.rollover:
            case "nothing":
                return _earlier(lot.expires, self.reset)
            case "one period":
                return _earlier(lot.expires, _following(self.terms, self.reset))
        return lot.expires


NO_BOOKS = Books(datetime.min.replace(tzinfo=UTC))
"""The books before anything happened."""


class Event(Record):
    """Something that happened, and the books after it: an entry, or a reset or expiry that follows from the terms."""

    at: datetime
    kind: str
    entry: Entry | None
    books: Books


def _rest(one: Amount, other: Amount) -> Amount:
    """What is left of one after the other; where certainly nothing is, exactly nothing, so that no lot of ~0 stays."""
    if one.exact and other.exact:
        return Amount(more, more) if (more := above(one.low, other.low)) is not NOTHING else ZERO
    most = one.reach().high
    return ZERO if most is not None and most <= other.reach().low else one.minus(other)


def taken(more: Amount, less: Amount) -> Amount:
    """What lies between two amounts of the same worlds: both are at their low ends, or both at their high."""
    low, high = _between(more, less)
    return Amount(low, high, more.approximate and high != 0, _between(more.reach(), less.reach()))


def _between(more: Amount, less: Amount) -> Ends:
    low = more.low - less.low
    if more.high is None or less.high is None:
        return low, None
    return min(low, more.high - less.high), max(low, more.high - less.high)


def _capped(amount: Amount, most: Fraction) -> Amount:
    def ends(of: Amount) -> Ends:
        return min(of.low, most), most if of.high is None else min(of.high, most)

    return Amount(*ends(amount), amount.approximate, ends(amount.reach()))


def undone(entries: Iterable[Entry]) -> set[int]:
    """The numbers of the entries, corrections among them, that an undo takes back which is not undone itself."""
    gone: set[int] = set()
    for entry in sorted((one for one in entries if one.kind == "undo"), key=lambda one: -one.number):
        assert entry.of is not None
        if entry.number not in gone:
            gone.add(entry.of)
    return gone


def effective(entries: Iterable[Entry]) -> list[Entry]:
    """The entries as later corrections have them, in the order of their times.

    A reconciled spend has the amount that was charged, by the last correction that is not itself undone. What is
    undone stays in its place, void.
    """
    found = sorted(entries, key=lambda entry: (entry.at, entry.number))
    gone = undone(found)
    charged: dict[int | None, Amount | None] = {}
    for entry in sorted((one for one in found if one.kind == "reconcile"), key=lambda one: one.number):
        if entry.number not in gone:
            charged[entry.of] = entry.amount
    kept = []
    for entry in found:
        if entry.kind in CORRECTIONS:
            continue
        if entry.number in charged:
            entry = entry._replace(amount=charged[entry.number])  # noqa: PLW2901  # as it was charged
        kept.append(entry._replace(void=(entry.kind,)) if entry.number in gone else entry)
    return kept


def steps(books: Books, entries: Iterable[Entry], until: datetime) -> Iterator[Event]:
    """All that happens after some books up to a moment, in order. `entries` are effective ones, later than the books.

    A reset or expiry comes before an entry of the same second: the hour of the reset belongs to the new period.
    """
    for entry in entries:
        if entry.at > until:
            break
        if _due(books) <= entry.at:
            for step in _derived(books, entry.at):
                books = step.books
                yield step
        books = _applied(books._replace(at=entry.at), entry)
        yield Event(entry.at, entry.kind, entry, books)
    yield from _derived(books, until)


class Cycle(Record):
    """The period that a wallet is in: since when, what there was to spend in it so far, what was spent, and what was
    lost unused as it began."""

    since: datetime
    had: Amount
    spent: Amount
    lost: Amount


def cycle(books: Books, entries: Iterable[Entry], until: datetime) -> Cycle | None:
    """The period of a moment; None where it began before these books, and where no plan is in force.

    `entries` are effective ones, later than the books.
    """
    begun: Books | None = None
    spent = lost = ended = ZERO
    for step in steps(books, entries, until):
        if step.at != books.at:
            ended = ZERO
        if step.kind == "expiry":
            ended += lapsed(books, step.books)
        books = step.books
        if books.terms is None:
            begun = None
        elif step.kind in ("open", "reset") or (step.entry is not None and _renews(step.entry)):
            begun, spent, lost = books, ZERO, ended
        elif step.kind == "spend" and step.entry is not None and not step.entry.undone:
            spent += step.entry.amount or ZERO
    if begun is None:
        return None
    had = begun.left + taken(books.granted, begun.granted)
    void = taken(books.voided, begun.voided)
    return Cycle(begun.at, had if void.high == 0 else had.minus(void), spent, lost)


def lapsed(before: Books, after: Books) -> Amount:
    """What an expiry took between two books, of each kind of credits by itself: what is exact of one stays so."""
    kinds = (("plan", "rollover"), ("promotion",), ("top-up",))
    return total(taken(total(map(before.pool, kind)), total(map(after.pool, kind))) for kind in kinds)


def _renews(entry: Entry) -> bool:
    """Whether an entry changes the plan so that a period begins with it."""
    return entry.kind == "transfer" and not entry.undone and entry.how not in ("cycle end", "difference")


def fold(books: Books, entries: Iterable[Entry], until: datetime) -> Books:
    """The books at a moment."""
    for step in steps(books, entries, until):
        books = step.books
    return books._replace(at=until)


def _derived(books: Books, until: datetime) -> Iterator[Event]:
    """The expiries and resets up to a moment."""
    while True:
        due = _due(books)
        if due > until or due == END_OF_TIME:
            return
        due = max(due, books.at)  # what is over before it begins is lost at once
        books = books._replace(at=due)
        if any(lot.expires and lot.expires <= due for lot in books.lots):
            books = _expired(books)
            yield Event(due, "expiry", None, books)
        if books.reset == due:
            closed = _closed(books)
            if closed.lots != books.lots or closed.expired != books.expired:
                yield Event(due, "expiry", None, closed)
            books = _begun(closed, due)
            yield Event(due, "reset", None, books)


def _due(books: Books) -> datetime:
    """When something is next lost or starts anew."""
    due = books.reset or END_OF_TIME
    for lot in books.lots:
        if lot.expires is not None and lot.expires < due:
            due = lot.expires
    return due


def _drop(books: Books, goes: Callable[[Lot], bool], *, void: bool = False) -> Books:
    gone = total(lot.left for lot in books.lots if goes(lot))
    kept = tuple(lot for lot in books.lots if not goes(lot))
    if void:
        return books._replace(lots=kept, voided=books.voided + gone)
    return books._replace(lots=kept, expired=books.expired + gone)


def _expired(books: Books) -> Books:
    return _drop(books, lambda lot: lot.expires is not None and lot.expires <= books.at)


def _closed(books: Books) -> Books:
    """The books at the end of a cycle: what the plan left is carried over or lost."""
    rollover = books.terms.rollover if books.terms else "nothing"
    if rollover == "nothing":
        return _drop(books, lambda lot: lot.pool == "plan")
    if not isinstance(rollover, Fraction):
        following = _following(books.terms, books.at) if books.terms and rollover == "one period" else None
        rolled = (
            lot._replace(pool="rollover", expires=_earlier(lot.expires, following)) if lot.pool == "plan" else lot
            for lot in books.lots
        )
        return books._replace(lots=tuple(rolled))
    carried = [lot for lot in books.lots if lot.pool in ("plan", "rollover")]
    whole = total(lot.left for lot in carried)
    kept = _capped(whole, rollover)
    lots = tuple(lot for lot in books.lots if lot not in carried)
    if carried and kept.high != 0:
        lots += (Lot("rollover", kept, None, books.at, carried[0].number),)
    return books._replace(lots=lots, expired=books.expired + taken(whole, kept))


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((when for when in (one, other) if when is not None), default=None)


def _following(terms: Terms, reset: datetime) -> datetime | None:
    """The reset after one that is due: of an allowance from first use, as soon as that can be."""
    return terms.cadence.after(reset) or terms.cadence.used(reset)


def _begun(books: Books, when: datetime) -> Books:
    """The books at the start of a cycle, with a new allowance, and with the terms that were waiting for it."""
    if books.ahead is not None:
        terms, void = books.ahead
        books = _drop(books._replace(terms=terms, ahead=None), lambda lot: lot.pool in void, void=True)
    if books.terms is None:
        return books._replace(reset=None)
    return _granted(books, books.terms.allowance, when)._replace(reset=books.terms.cadence.after(when))


def _granted(books: Books, amount: Amount, when: datetime) -> Books:
    lot = Lot("plan", amount, None, when, 0)
    return books._replace(lots=(*books.lots, lot), granted=books.granted + amount)


def _applied(books: Books, entry: Entry) -> Books:
    """The books after an entry. One that is undone changes nothing; what it granted was void from the start."""
    amount = entry.amount or ZERO
    if entry.undone:
        granted = amount if entry.kind in ("grant", "top-up") else ZERO
        return books._replace(granted=books.granted + granted, voided=books.voided + granted)
    match entry.kind:
        case "open":
            assert entry.terms is not None
            opened = books._replace(terms=entry.terms, reset=entry.terms.cadence.first(entry.at))
            return _granted(opened, entry.terms.allowance if entry.amount is None else amount, entry.at)
        case "spend":
            return _spent(books, amount)
        case "grant" | "top-up":
            lot = Lot(entry.pool or "top-up", amount, expiry(books, entry.expires), entry.at, entry.number)
            return books._replace(lots=(*books.lots, lot), granted=books.granted + amount)
        case "transfer":
            return _transferred(books, entry)
    raise AssertionError(entry)


def expiry(books: Books, life: Life | None) -> datetime | None:
    """The moment at which something granted now is lost."""
    if life is None or life == "never":
        return None
    if life == "cycle end":
        return books.reset
    if isinstance(life, YearDay):
        return life.end(books.at)
    return later(books.at, life) if isinstance(life, Span) else life


def order(books: Books) -> list[Lot]:
    """The lots in the order in which they are spent."""
    turns, ends = _turns(books.terms.burn if books.terms else ()), books.ends
    return sorted(
        books.lots, key=lambda lot: (turns[lot.pool], ends(lot) or END_OF_TIME, PLACES[lot.pool], lot.since, lot.number)
    )


PLACES = {pool: index for index, pool in enumerate(POOLS)}


@lru_cache(maxsize=16)
def _turns(burn: tuple[str, ...]) -> Mapping[str, int]:
    """When each pool is spent, by a burn order."""
    if SOONEST in burn:
        return dict.fromkeys(POOLS, 0)
    named = {pool: index for index, pool in enumerate(burn)}
    return {pool: named.get(pool, len(named) + place) for pool, place in PLACES.items()}


def _spent(books: Books, amount: Amount) -> Books:
    """The books after a spend; what no lot can pay is overdrawn.

    A first use is one whatever it costs: a spend that may be 0 credits starts the period as any other does.
    """
    rest = amount
    ordered = order(books) if len(books.lots) > 1 else books.lots
    lots: list[Lot] = []
    for place, lot in enumerate(ordered):
        if rest is ZERO:  # and so is what it takes of the others
            lots += (one for one in ordered[place:] if one.left is not ZERO)
            break
        left, rest = _rest(lot.left, rest), _rest(rest, lot.left)
        if left is not ZERO:
            lots.append(lot._replace(left=left))
    reset = books.reset
    if reset is None and books.terms is not None:
        reset = books.terms.cadence.used(books.at)
    overdrawn = books.overdrawn
    if rest is not ZERO or overdrawn.approximate:
        overdrawn += rest
    sums = (books.granted, books.spent + amount, books.expired, books.voided, overdrawn)
    return Books(books.at, books.terms, tuple(lots), reset, books.ahead, *sums)


def _transferred(books: Books, entry: Entry) -> Books:
    """The books after a change of plan; without terms the plan ends."""
    if entry.how == "cycle end":
        return books._replace(ahead=(entry.terms, entry.void))
    books = _drop(books._replace(ahead=None), lambda lot: lot.pool in entry.void, void=True)
    if entry.terms is None:
        ended = _drop(books, lambda lot: lot.pool == "plan", void=True)
        return ended._replace(terms=None, reset=None)
    if entry.how == "difference":
        assert books.terms is not None
        granted = _granted(books, _rest(entry.terms.allowance, books.terms.allowance), entry.at)
        return granted._replace(terms=entry.terms)
    if entry.how == "new":
        books = _drop(books, lambda lot: lot.pool == "plan", void=True)
    begun = books._replace(terms=entry.terms, reset=entry.terms.cadence.first(entry.at))
    return _granted(begun, entry.terms.allowance, entry.at)


def pays(left: Amount, amount: Amount, tolerance: Fraction = TOLERANCE) -> Verdict:
    """Whether what is left pays an amount, does not, or may. What is approximate in either reaches out."""
    left, amount = left.reach(tolerance), amount.reach(tolerance)
    if left.high is not None and amount.low > left.high:
        return "over"
    return "within" if amount.high is not None and amount.high <= left.low else "unclear"


def times(left: Amount, each: Amount) -> Amount:
    """How many whole times something can be paid."""
    if each.high == 0:
        return UNKNOWN
    quotient = left / each
    high = None if quotient.high is None else Fraction(quotient.high.__floor__())
    return Amount(Fraction(quotient.low.__floor__()), high, quotient.approximate)


def exact(entries: Iterable[Entry]) -> list[Entry]:
    """The entries with every interval at its low end: one world, for books that know no intervals."""

    def low(terms: Terms | None) -> Terms | None:
        return terms and terms._replace(allowance=exactly(terms.allowance.low))

    return [
        entry
        if entry.terms is None and (entry.amount is None or entry.amount.exact)
        else entry._replace(amount=entry.amount and exactly(entry.amount.low), terms=low(entry.terms))
        for entry in entries
    ]


def reasons(entries: Iterable[Entry]) -> Mapping[int, str]:
    """Of each entry that a later one corrected, how it stands: `reconciled`, or `undone` and why."""
    found = sorted(entries, key=lambda one: one.number)
    gone = undone(found)
    standing: dict[int | None, str] = {}
    for kind in ("reconcile", "undo"):
        for entry in found:
            if entry.kind == kind and entry.number not in gone:
                noted = f"undone ({entry.note})" if entry.note else "undone"
                standing[entry.of] = noted if kind == "undo" else "reconciled"
    return {one.number: standing[one.number] for one in found if one.number in standing and one.kind not in CORRECTIONS}


def check_terms(terms: Terms) -> Terms:
    """The terms, if every pool of them is known; raises CreditcalcError otherwise."""
    for pool in terms.burn:
        if pool not in (*POOLS, SOONEST):
            raise CreditcalcError(f"unknown pool `{pool}`: --burn-order takes {', '.join(POOLS)}, or `{SOONEST}`")
    return terms
