"""What is written into a wallet: each of these is one transaction, which happens whole or not at all.

`name` is a wallet's, None the default one's. `now` is when an entry is written, `at` when it takes effect, None where
that is not said. What the `key` has recorded already is not written again. All raise CreditcalcError as the store does,
and for a key of something else; then nothing is written.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from fractions import Fraction
from typing import get_args

from creditcalc.amount import TOLERANCE, Amount, exactly
from creditcalc.errors import CreditcalcError
from creditcalc.period import moment_iso
from creditcalc.pricebook.edition import Edition, How, PlanChange
from creditcalc.pricebook.naming import pack_named
from creditcalc.pricebook.plan import Plan
from creditcalc.rating.allowance import credits_of
from creditcalc.record import Record
from creditcalc.sheets.catalog import Catalog
from creditcalc.text import ticked
from creditcalc.wallet.keys import Attempt, Draft, attempt
from creditcalc.wallet.ledger import POOLS, Books, Entry, Life, Terms, expiry, pays, undone
from creditcalc.wallet.store import Wallet, open_wallets
from creditcalc.wallet.terms import WALLET_POOLS, Said, expires_of, terms_of

DRAFT = 0
"""The number of an entry before it is written."""


class Written(Record):
    """What was written into a wallet, and its books then."""

    wallet: Wallet
    entries: Sequence[Entry]
    books: Books


Make = Callable[[Attempt], Sequence[Draft]]
"""What makes the entries, within the transaction."""


def record(
    name: str | None,
    make: Make,
    now: datetime,
    *,
    at: datetime | None = None,
    key: str | None = None,
    tolerance: Fraction = TOLERANCE,
) -> Written:
    """Make entries and write them."""
    with open_wallets(write=True) as store:
        one = attempt(store, name, now, at, key)
        entries = one.write(make(one), tolerance)
        return Written(one.wallet, entries, store.books(one.wallet, now))


def book_of(wallet: Wallet, catalog: Catalog) -> Edition:
    """The price book whose credits a wallet holds."""
    return catalog.edition(wallet.platform, wallet.edition)


def positive(text: str) -> Amount:
    """An amount that is worth an entry; raises CreditcalcError for 0."""
    amount = Amount.typed(text)
    if amount.high == 0:
        raise CreditcalcError("0 credits cannot be recorded: give more")
    return amount


def record_grant(
    name: str | None, draft: Entry, now: datetime, *, at: datetime | None = None, key: str | None = None
) -> Written:
    """A grant or a top-up; refused where it is lost before it is given, or with a cycle that has no end."""

    def make(one: Attempt) -> Sequence[Draft]:
        return [Draft(draft._replace(at=one.at, expires=_living(draft.expires, one.at, one.books())))]

    return record(name, make, now, at=at, key=key)


def _living(life: Life | None, at: datetime, books: Books) -> Life | None:
    """The life of granted credits, if it ends later than it begins; raises CreditcalcError otherwise."""
    if life == "cycle end" and books.reset is None:
        raise CreditcalcError("the end of the cycle is not known, since no reset is due: give `--expires` a time")
    ends = expiry(books._replace(at=at), life)
    if ends is not None and ends <= at:
        raise CreditcalcError(
            f"the credits would expire on {moment_iso(ends)}, before they are granted: give a later time"
        )
    return life


def credits_of_pack(
    name: str | None, pack: str, packs: int, expires: str | None, pricing: str | None, at: datetime
) -> tuple[Amount, Life]:
    """What some packs of a wallet's price book give that were bought at a time, and when that expires: as it is said,
    else as is published.
    """
    with open_wallets() as store:
        edition = book_of(store.wallet(name), Catalog(pricing))
    found = edition.on_sale(pack_named(pack, edition), f"{at:%Y-%m-%d}")
    amount = credits_of(found.gives, edition) if found.gives else None
    if amount is None or amount.qualifier == "unknown":
        raise CreditcalcError(f"the credits of `{found.id}` are not published: give `--credits` instead of `--pack`")
    return amount * exactly(packs), expires_of(found, edition, expires)


def record_undo(
    name: str | None, number: int, now: datetime, *, key: str | None = None, note: str | None = None
) -> Written:
    """Take an entry back, from its own time on."""

    def make(one: Attempt) -> Sequence[Draft]:
        target = one.store.entry(one.wallet, number)
        if target.kind == "open":
            raise CreditcalcError("the opening of a wallet cannot be undone: open another wallet")
        if not one.known and number in undone(one.store.onwards(one.wallet, number)):
            raise CreditcalcError(f"entry {number} is already undone: to restore it, undo the undo entry")
        return [Draft(Entry(DRAFT, "undo", target.at, now, of=number, note=note))]

    return record(name, make, now, key=key)


def record_reconcile(
    name: str | None, number: int, charged: str, now: datetime, *, key: str | None = None, note: str | None = None
) -> Written:
    """What a spend was really charged, an amount in text, in the place of its estimate."""

    def make(one: Attempt) -> Sequence[Draft]:
        target = one.store.entry(one.wallet, number)
        if target.kind != "spend":
            raise CreditcalcError(f"entry {number} is not a spend but `{target.kind}`: only a spend can be reconciled")
        if not one.known and number in undone(one.store.onwards(one.wallet, number)):
            raise CreditcalcError(f"entry {number} is undone: nothing was charged for it")
        return [Draft(Entry(DRAFT, "reconcile", target.at, now, Amount.typed(charged), of=number, note=note))]

    return record(name, make, now, key=key)


class PlanSwitch(Record):
    """A change of plan as it is asked for: to which plan (None: to none), and what is said of that plan.

    `how` and `forfeits` take the place of what the price book says.
    """

    to: str | None
    said: Said = Said()
    how: How | None = None
    forfeits: tuple[str, ...] | None = None


def pool_lost(name: str) -> str:
    """A pool that a change of plan can cost; its own plan credits are what `how` is about."""
    pool = name.replace("_", "-")
    if pool not in POOLS[1:]:
        raise CreditcalcError(f"unknown pool `{name}`: `--forfeit` takes {ticked(POOLS[1:])}")
    return pool


def record_transfer(
    name: str | None,
    switch: PlanSwitch,
    now: datetime,
    *,
    at: datetime | None = None,
    pricing: str | None = None,
    key: str | None = None,
    note: str | None = None,
    told: Callable[[str], None] = lambda words: None,
) -> Written:
    """Another plan, or none any more.

    `told` is told of what the terms of the new plan rest on. Raises CreditcalcError for whatever neither the price book
    nor the person says.
    """

    def make(one: Attempt) -> Sequence[Draft]:
        books, edition = one.books(), book_of(one.wallet, Catalog(pricing))
        rule = _rule(edition, switch, books, one.at)
        mode = switch.how or (rule and rule.how)
        if mode is None:
            raise _unruled(edition)
        if mode == "cycle end" and books.reset is None:
            raise CreditcalcError("no reset is due, so the change cannot wait for one: use `--how new`")
        terms = None if switch.to is None else _terms_to(edition, switch.to, switch.said, mode, books, one.at, told)
        published = tuple(WALLET_POOLS[pool] for pool in rule.forfeits) if rule else ()
        void = published if switch.forfeits is None else switch.forfeits
        return [Draft(Entry(DRAFT, "transfer", one.at, now, terms=terms, how=mode, void=void, note=note))]

    return record(name, make, now, at=at, key=key)


def _rule(edition: Edition, switch: PlanSwitch, books: Books, at: datetime) -> PlanChange | None:
    """What the price book says of such a change: by whether the new plan certainly grants more, or less."""
    rules = edition.sheet.plan_changes
    if rules is None or switch.to is None:
        return rules and rules.cancel
    before, after = books.terms, terms_of(_sold(edition, switch.to, at), edition, at, switch.said)[0]
    if before is None:
        return None
    verdict = pays(after.allowance, before.allowance)
    return {"within": rules.upgrade, "over": rules.downgrade, "unclear": None}[verdict]


def _sold(edition: Edition, plan: str, at: datetime) -> Plan:
    """The plan of a name, on sale at a time, or on the day of the prices."""
    return edition.on_sale(edition.named_plan(plan), f"{at:%Y-%m-%d}")


def _unruled(edition: Edition) -> CreditcalcError:
    return CreditcalcError(
        f"{edition.platform} {edition.id} does not say what such a change does to unused credits: add `--how` "
        f"{ticked(how.replace(' ', '-') for how in get_args(How))}"
    )


def _terms_to(
    edition: Edition, to: str, said: Said, mode: How, books: Books, at: datetime, told: Callable[[str], None]
) -> Terms:
    """The terms after a change of plan."""
    anchor = books.reset if mode == "cycle end" and books.reset else at
    if books.terms and said.zone is None and said.resets is None:
        before = edition.plans.get(books.terms.plan)
        if before and before.resets and before.resets.zone is None and books.terms.cadence.zone != "UTC":
            said = said._replace(zone=books.terms.cadence.zone)  # which a person named, since the sheet does not
    terms, notes = terms_of(_sold(edition, to, at), edition, anchor, said)
    for words in notes:
        told(words)
    if mode != "difference" or books.terms is None:
        return terms
    most = books.terms.allowance.high
    if most is None or terms.allowance.low < most:
        raise CreditcalcError(
            "the new plan brings fewer credits, so there is no difference to grant: use `--how cycle-end`"
        )
    return terms._replace(cadence=books.terms.cadence)
