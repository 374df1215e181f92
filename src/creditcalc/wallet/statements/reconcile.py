"""A platform's bill beside a wallet: what was charged for what was estimated, and whether the balance is right."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from creditcalc.amount import TOLERANCE, Amount, exactly, number
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import EMPTY
from creditcalc.pricebook.statement import StatementKind, StatementSheet
from creditcalc.record import Record
from creditcalc.text import count, inert, ticked, units
from creditcalc.wallet.ledger import Entry, effective, undone
from creditcalc.wallet.statements.charges import BillCharge, ReadBalance, ReadBill
from creditcalc.wallet.statements.match import Estimate, Match, Matching, Spell, match_days, match_generations
from creditcalc.wallet.statements.times import TimeReader
from creditcalc.wallet.store import Store, Wallet


class Unnamed(Record):
    """A name on a bill that means no model here: how often it is there, and the sum, None where that is not known."""

    name: str
    rows: int
    charged: Fraction | None


class Drifted(Record):
    """What was estimated of a model, and what the bill charged for it, over some generations."""

    model: str
    generations: int
    estimated: Amount
    charged: Fraction | None

    @property
    def factor(self) -> Amount | None:
        """How many times the estimate was charged; None where that is no number of times."""
        if self.charged is None or self.charged < 0 or self.estimated.high == 0:
            return None
        return exactly(self.charged) / self.estimated

    def differs(self, tolerance: Fraction = TOLERANCE) -> bool:
        """Whether the charge is certainly another one than was estimated."""
        if self.charged is None:
            return False
        reach = self.estimated.reach(tolerance)
        return self.charged < reach.low or (reach.high is not None and self.charged > reach.high)


class Reconciled(Record):
    """A bill beside the estimates of a wallet, from `first` on until before `last`, in `unit`.

    unnamed: names of no model here
    unmodelled: spends of no known model, which no model and day can find
    uncounted: spends of which the bill counts something that their quotes do not say
    before: rows of before the wallet opened
    odd: words of rows that nothing is known of, and missing: which pages are missing
    counted: whether the bill counts a setting, and not what is paid
    """

    file: str
    profile: str | None
    kind: StatementKind
    unit: str
    first: datetime
    last: datetime
    reader: TimeReader
    matching: Matching
    unnamed: tuple[Unnamed, ...] = ()
    unmodelled: tuple[Entry, ...] = ()
    uncounted: tuple[Entry, ...] = ()
    before: int = 0
    odd: Mapping[str, int] = EMPTY
    missing: str = ""
    counted: bool = False

    @property
    def models(self) -> list[Drifted]:
        """What was matched, by model, those with the most generations first."""
        found: dict[str, list[Match]] = {}
        for one in self.matching.matched:
            found.setdefault(one.model or "", []).append(one)
        drifted = [_drifted(model, matches) for model, matches in found.items()]
        return sorted(drifted, key=lambda one: (-one.generations, one.model))

    @property
    def complete(self) -> bool:
        """Whether every charge has its estimate and every estimate its charge, as far as the bill can tell by now."""
        part = self.matching
        return not (part.unestimated or part.uncharged or part.unclear or self.unnamed)


def _drifted(model: str, matches: Sequence[Match]) -> Drifted:
    estimates = [one for match in matches for one in match.estimates]
    charges = [match.charged for match in matches]
    known = [one for one in charges if one is not None]
    charged = sum(known, Fraction(0)) if len(known) == len(charges) else None
    estimated = Match(model, matches[0].at, None, tuple(estimates), ()).estimated
    return Drifted(model, len(estimates), estimated, charged)


class BillAsked(Record):
    """What a person asks of a bill: how far apart a charge and its estimate may lie, and which days of it count."""

    window: timedelta
    since: date | None = None
    until: date | None = None


def reconciled(
    store: Store,
    wallet: Wallet,
    edition: Edition,
    bill: ReadBill,
    asked: BillAsked,
    now: datetime,
    *,
    profile: str | None = None,
) -> Reconciled:
    """A bill beside the estimates of a wallet.

    Raises CreditcalcError where none of its names means a model, where none of its rows is of the time of the wallet,
    and where its unit is another one than the wallet's.
    """
    sheet = bill.form.sheet
    entries = list(store.entries(wallet))
    counted = counts(sheet, edition)
    since = datetime.min.replace(tzinfo=UTC) if asked.since is None else bill.reader.midnight(asked.since)
    until = datetime.max.replace(tzinfo=UTC)
    if asked.until is not None:
        until = bill.reader.midnight(asked.until + timedelta(days=1))
    chosen = [one for one in bill.charges if since <= one.at < until]
    opened = entries[0].at
    ours = [one for one in chosen if (one.end or one.at) > opened]
    if not ours:
        raise CreditcalcError(_nothing(bill, wallet, chosen, opened))
    unnamed = _unnamed(ours)
    named = [one for one in ours if one.model is not None or one.id]
    if not any(one.model for one in ours) and not any(one.key == two.id for one in entries for two in ours if two.id):
        raise CreditcalcError(no_names(unnamed, edition))
    first, last = _span(bill, ours, asked, since, until)
    spends = [one for one in _spends(entries) if _made_by(one, edition, sheet)]
    spends = [one for one in spends if first <= one.at < last]
    quotes = {one.quote: store.quote(one.quote) for one in spends if one.quote} if counted else {}
    estimates, uncounted = [], []
    for one in spends:
        amount = _counted(quotes[one.quote], sheet.unit) if counted and one.quote else None if counted else one.amount
        if amount is None:
            uncounted.append(one)
        else:
            estimates.append(Estimate(one.number, one.at, one.model, amount, one.key, one.quote))
    pending_from = now - sheet.late
    unmodelled: list[Entry] = []
    if bill.kind == "days":
        reader = bill.reader

        def day(at: datetime) -> Spell:
            found = reader.day(at)
            return reader.midnight(found), reader.midnight(found + timedelta(days=1))

        modelled = [one for one in estimates if one.model]
        unmodelled = [one for one in spends if not one.model]
        known = [one for one in named if one.model is not None]
        matching = match_days(known, modelled, day, pending_from)
    else:
        matching = match_generations(named, estimates, asked.window, pending_from)
        unmodelled = [one for one in spends if not one.model and _left(matching, one.number)]
        matching = matching._replace(
            unestimated=tuple(one for one in matching.unestimated if one.model),
            uncharged=tuple(one for one in matching.uncharged if one.model),
            pending=tuple(one for one in matching.pending if one.model),
        )
        found = {charge.place for match in matching.matched for charge in match.charges}
        unnamed = _unnamed([one for one in ours if one.place not in found])
    return Reconciled(
        bill.name,
        profile,
        bill.kind,
        sheet.unit,
        first,
        last,
        bill.reader,
        matching,
        unnamed,
        tuple(unmodelled),
        tuple(uncounted),
        len(chosen) - len(ours),
        bill.odd,
        bill.missing,
        counted,
    )


def counts(sheet: StatementSheet, edition: Edition) -> bool:
    """Whether a bill counts a setting of generations, such as characters, and not what the wallet pays with.

    Raises CreditcalcError where it counts neither.
    """
    if sheet.unit == edition.unit:
        return False
    if any(sheet.unit in model.settings for model in edition.models.values()):
        return True
    raise CreditcalcError(
        f"bills of {sheet.name} are in {units(sheet.unit)}, and the wallet counts {units(edition.unit)} of "
        f"{edition.platform} {edition.id}: use a wallet of the same unit, with `--wallet`"
    )


def _nothing(bill: ReadBill, wallet: Wallet, chosen: Sequence[BillCharge], opened: datetime) -> str:
    if chosen:
        return (
            f"{bill.name}: all rows are of before wallet `{wallet.name}` opened, on {opened.date()}: use another bill"
        )
    if bill.charges:
        return f"{bill.name}: no row is of the days from `--since` to `--until`: give other days"
    words = f" ({ticked(inert(word) for word in bill.odd)} are not known)" if bill.odd else ""
    return f"{bill.name}: no row is a charge{words}: export the bill again, of the days that you want"


def no_names(found: Sequence[Unnamed], edition: Edition) -> str:
    """That a bill names no model here, with the option that says what its first name means."""
    shown = ticked((inert(one.name[:60]) for one in found[:3]), "and")
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    return (
        f"the bill names no model of {edition.platform}: say what its names mean, as in `--models "
        f'"{inert(found[0].name[:60])}=MODEL"` (it has {shown}{more})'
    )


def _unnamed(charges: Sequence[BillCharge]) -> tuple[Unnamed, ...]:
    """The names that mean no model here, the most frequent first."""
    rows: dict[str, list[Fraction | None]] = {}
    for one in charges:
        if one.model is None:
            rows.setdefault(one.name, []).append(one.amount)
    found = []
    for name, amounts in rows.items():
        known = [amount for amount in amounts if amount is not None]
        found.append(Unnamed(name, len(amounts), sum(known, Fraction(0)) if len(known) == len(amounts) else None))
    return tuple(sorted(found, key=lambda one: (-one.rows, one.name)))


def _span(
    bill: ReadBill, charges: Sequence[BillCharge], asked: BillAsked, since: datetime, until: datetime
) -> tuple[datetime, datetime]:
    """The time that a bill covers: as a person says, else from its first row to its last one."""
    first, last = min(one.at for one in charges), max(one.end or one.at for one in charges)
    if bill.kind == "generations":
        first, last = first - asked.window, last + asked.window + timedelta(seconds=1)
    return (first if asked.since is None else since), (last if asked.until is None else until)


def _spends(entries: Sequence[Entry]) -> list[Entry]:
    """The spends that are not undone, each as it was estimated."""
    gone = undone(entries)
    return [one for one in entries if one.kind == "spend" and one.number not in gone]


def _made_by(entry: Entry, edition: Edition, sheet: StatementSheet) -> bool:
    if not sheet.makers or entry.model is None:
        return True
    model = edition.models.get(entry.model)
    return model is not None and model.maker in sheet.makers


def _counted(quote: Mapping[str, Any], setting: str) -> Amount | None:
    """How much of a setting a quote is for; None where it does not say so."""
    value = quote["inputs"].get(setting, {}).get("value")
    if value is None:
        return None
    try:
        each = number(str(value))
    except CreditcalcError:
        return None
    times = 1 if "outputs" in quote["inputs"] else quote["outputs"] or 1
    return exactly(each * times * quote["takes"])


def _left(matching: Matching, number: int) -> bool:
    left = (*matching.uncharged, *matching.pending)
    return any(one.number == number for match in left for one in match.estimates)


class BalanceChecked(Record):
    """What a bill says is left, and what the wallet has, over the time that the bill may lag behind."""

    file: str
    profile: str
    says: Fraction
    left: Amount
    parts: int
    left_out: Mapping[str, int]
    late: timedelta
    unit: str

    def differs(self, tolerance: Fraction = TOLERANCE) -> bool:
        """Whether the wallet has certainly more or less."""
        reach = self.left.reach(tolerance)
        return self.says < reach.low or (reach.high is not None and self.says > reach.high)


def balance_checked(
    store: Store,
    wallet: Wallet,
    edition: Edition,
    found: ReadBalance,
    sheet: StatementSheet,
    now: datetime,
    profile: str,
) -> BalanceChecked:
    """What a bill says is left beside the balance of a wallet. Raises CreditcalcError for another unit."""
    if counts(sheet, edition):
        raise CreditcalcError(f"a balance in {units(sheet.unit)} cannot be compared: use another profile")
    left = store.books(wallet, now).left
    if sheet.late:
        opened = store.entry(wallet, 1).at
        earlier = max(opened, now - sheet.late)
        left |= store.books(wallet, earlier).left
        spent = [one.at for one in effective(store.entries(wallet)) if earlier < one.at <= now]
        for at in spent:
            left |= store.books(wallet, at).left
    return BalanceChecked(found.name, profile, found.left, left, found.parts, found.left_out, sheet.late, sheet.unit)


def said_count(words: Mapping[str, int]) -> str:
    """How many rows there are of some words: `2 rows of `expired``."""
    many = Counter(words)
    return ", ".join(f"{count(number, 'row')} of `{inert(word[:40])}`" for word, number in many.most_common(3))
