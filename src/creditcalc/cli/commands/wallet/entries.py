"""`creditcalc wallet grant`, `top-up`, `spend`, `undo`, `reconcile`, `transfer`: what is written down."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from creditcalc.amount import Amount, exactly
from creditcalc.cli.clock import now
from creditcalc.cli.commands.wallet.shared import DRAFT, At, Key, Note, PlanSaid, Which, book_of, record, when
from creditcalc.cli.options import GenerationOptions, Output, Pricing, command, complete_model, complete_plan
from creditcalc.cli.output import note as aside
from creditcalc.cli.output import usage
from creditcalc.errors import CreditcalcError
from creditcalc.period import moment_iso
from creditcalc.pricebook.edition import Edition, How, PlanChange
from creditcalc.rating.allowance import credits_of
from creditcalc.rating.generation import resolve
from creditcalc.rating.quote import Quote, price
from creditcalc.reports.quote import quote_json
from creditcalc.sheets.catalog import Catalog
from creditcalc.text import did_you_mean, ticked
from creditcalc.wallet.ledger import POOLS, Books, Entry, Life, Terms, expiry, life_of, pays, reasons
from creditcalc.wallet.store import Store, Wallet, open_wallets
from creditcalc.wallet.terms import WALLET_POOLS, Said, expires_of, terms_of

app = typer.Typer()

HOWS: dict[str, How] = {how.replace(" ", "-"): how for how in get_args(How)}
"""How a change of plan treats the credits, by the word that is typed."""
if TYPE_CHECKING:
    TypedHow = str
else:
    TypedHow = Literal[tuple(HOWS)]


def _living(life: Life, at: datetime, books: Books) -> Life:
    """The life of granted credits, if it ends later than it begins; raises CreditcalcError otherwise."""
    if life == "cycle end" and books.reset is None:
        raise CreditcalcError("the end of the cycle is not known: no reset is due; say `--expires` with a time")
    ends = expiry(books._replace(at=at), life)
    if ends is not None and ends <= at:
        raise CreditcalcError(f"`{moment_iso(ends)}` is over before it begins: give a later time")
    return life


def _positive(text: str) -> Amount:
    amount = Amount.parse(text)
    if amount.high == 0:
        raise CreditcalcError("0 credits are nothing to write down: give more")
    return amount


@app.command()
@command
def grant(
    credits: Annotated[str, typer.Option(metavar="N", help="How many: 50, ~50, 40..60.")],
    output: Output,
    pool: Annotated[
        Literal["promotion", "plan", "rollover", "top-up"], typer.Option(help="Where they go.")
    ] = "promotion",
    expires: Annotated[
        str, typer.Option(metavar="WHEN", help="never, cycle end, 90 days, 12 months, or a time.")
    ] = "never",
    wallet: Which = None,
    at: At = None,
    key: Key = None,
    note: Note = None,
) -> None:
    """Write down credits that were given: a promotion, a gift.

    creditcalc wallet grant --credits 20 --expires "30 days"

    They stay in a pool of their own, which is spent in its turn.
    """
    made = Entry(DRAFT, "grant", now(), now(), _positive(credits), pool=pool, note=note)
    _grant(output, wallet, at, key, made, life_of(expires))


@app.command("top-up")
@command
def top_up(
    output: Output,
    credits: Annotated[str | None, typer.Option(metavar="N", help="How many credits were bought.")] = None,
    pack: Annotated[str | None, typer.Option(metavar="PACK", help="A pack of the price book, by id.")] = None,
    packs: Annotated[int, typer.Option(min=1, max=10_000, metavar="N", help="How many packs.")] = 1,
    cost: Annotated[str | None, typer.Option(metavar="N", help="What was paid.")] = None,
    currency: Annotated[str, typer.Option(metavar="CUR", help="In which currency.")] = "USD",
    expires: Annotated[
        str | None, typer.Option(metavar="WHEN", help="never, cycle end, 90 days, 12 months, or a time.")
    ] = None,
    wallet: Which = None,
    at: At = None,
    key: Key = None,
    note: Note = None,
    pricing: Pricing = None,
) -> None:
    """Write down bought credits: what they cost, when they expire.

    creditcalc wallet top-up --credits 100 --cost 25 --expires "12 months"

    With --pack the price book says what one gives and when that expires, as far as anybody publishes it.
    """
    paid = None if cost is None else Amount.parse(cost)
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise CreditcalcError(f"`{currency[:20]}` is no currency: write three letters, as in `USD`")
    if (credits is None) == (pack is None):
        usage("give --credits or --pack")
    if pack is None:
        amount = _positive(credits or "")
        if expires is None:
            raise CreditcalcError(
                "say when they expire: `--expires` `never`, `cycle end`, `90 days`, `12 months` or a time"
            )
        life = life_of(expires)
    else:
        amount, life, paid = _of_pack(wallet, pack, packs, expires, paid, credits, pricing)
        note = note or pack
    made = Entry(
        DRAFT,
        "top-up",
        now(),
        now(),
        amount,
        pool="top-up",
        cost=paid,
        currency=currency.upper() if paid else None,
        note=note,
    )
    _grant(output, wallet, at, key, made, life)


def _of_pack(
    name: str | None,
    pack: str,
    packs: int,
    expires: str | None,
    paid: Amount | None,
    credits: str | None,
    pricing: str | None,
) -> tuple[Amount, Life, Amount | None]:
    """What some packs of the price book give, when they expire and what they cost."""
    with open_wallets() as store:
        edition = book_of(store.wallet(name), Catalog(pricing))
    found = edition.top_ups.get(pack)
    if found is None:
        raise CreditcalcError(
            f"unknown pack `{pack}`{did_you_mean(pack, edition.top_ups)} (see `creditcalc addons list`)"
        )
    amount = credits_of(found.gives, edition) if found.gives else None
    if amount is None or amount.qualifier == "unknown":
        raise CreditcalcError(f"nobody publishes how many credits `{pack}` gives: say it with `--credits` in its place")
    return amount * exactly(packs), expires_of(found, expires), paid


def _grant(output: Output, name: str | None, at: str | None, key: str | None, draft: Entry, life: Life) -> None:
    moment_of = when(at)

    def make(store: Store, wallet: Wallet) -> Sequence[Entry]:
        lasting = _living(life, moment_of, store.books(wallet, moment_of))
        return [draft._replace(at=moment_of, expires=lasting, key=key)]

    record(output, name, make)


@app.command()
@command
def spend(
    *,
    credits: Annotated[str | None, typer.Option(metavar="N", help="How many: 5, ~5, 80+, 20..40.")] = None,
    model: Annotated[
        str | None,
        typer.Option("--model", "-m", metavar="MODEL", help="Instead: what generated.", autocompletion=complete_model),
    ] = None,
    jobs: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Instead: a file of generations, as of `batch`.")
    ] = None,
    asked: GenerationOptions,
    output: Output,
    wallet: Which = None,
    at: At = None,
    key: Key = None,
    note: Note = None,
    pricing: Pricing = None,
) -> None:
    """Write down a spend: by its credits, or by what was generated.

    creditcalc wallet spend --model veo-3.1 --seconds 8 --4k --audio

    What was generated is quoted, and the quote is kept. A spend known only as `80+` leaves a balance that is an
    interval, until `wallet reconcile` says what was charged. Of a file every row is a spend, all of them or none. Exit
    3 where the wallet cannot pay.
    """
    given = [one for one in (credits, model, jobs) if one is not None]
    if len(given) != 1:
        usage("give one of --credits, --model and --jobs")
    moment_of, at_now = when(at), now()

    def make(store: Store, found: Wallet) -> Sequence[Entry]:
        draft = Entry(DRAFT, "spend", moment_of, at_now, note=note, key=key)
        if credits is not None:
            return [draft._replace(amount=Amount.parse(credits))]
        quotes = _quotes(found, Catalog(pricing), model, asked, jobs)
        return [_quoted(store, draft, quote, position, len(quotes)) for position, quote in enumerate(quotes, 1)]

    record(output, wallet, make, _unclear)


def _quotes(
    wallet: Wallet, catalog: Catalog, model: str | None, asked: GenerationOptions, jobs: Path | None
) -> list[Quote]:
    edition = book_of(wallet, catalog)
    if jobs is not None:
        from creditcalc.storyboard.shots import quotes  # noqa: PLC0415  # the other spends read no files

        return quotes(catalog, edition, jobs)
    found = edition.model(model or "")
    return [
        price(resolve(found, asked.settings(), outputs=asked.wanted(found), takes=asked.takes, mix=asked.mix), edition)
    ]


def _quoted(store: Store, draft: Entry, quote: Quote, position: int, of: int) -> Entry:
    """A spend with its quote; in a file every row has a key of its own."""
    key = draft.key if draft.key is None or of == 1 else f"{draft.key}/{position}"
    return draft._replace(
        amount=quote.total, model=quote.generation.model.id, quote=store.keep(quote_json(quote)), key=key
    )


def _unclear(before: Books, entries: Sequence[Entry]) -> list[str]:
    if any(entry.amount and (entry.amount.low != entry.amount.high or entry.amount.approximate) for entry in entries):
        return ["not known exactly until `wallet reconcile ENTRY --charged N`"]
    return []


@app.command()
@command
def undo(
    entry: Annotated[int, typer.Argument(metavar="ENTRY", help="The number of the entry.")],
    output: Output,
    wallet: Which = None,
    key: Key = None,
    note: Note = None,
) -> None:
    """Take an entry back, by an entry that reverses it.

    creditcalc wallet undo 3

    It is reversed from its own time on; nothing is deleted, and an undo can be undone.
    """

    def make(store: Store, found: Wallet) -> Sequence[Entry]:
        target = store.entry(found, entry)
        if target.kind == "open":
            raise CreditcalcError("a wallet cannot be un-opened: open another one")
        if reasons(store.beside(found, target.at)).get(entry) == "undone" and not store.keyed(found, key):
            raise CreditcalcError(f"entry {entry} is undone already: undo its undoing to have it back")
        return [Entry(DRAFT, "undo", target.at, now(), of=entry, note=note, key=key)]

    record(output, wallet, make)


@app.command()
@command
def reconcile(
    entry: Annotated[int, typer.Argument(metavar="ENTRY", help="The number of the spend.")],
    charged: Annotated[str, typer.Option(metavar="N", help="What was really charged.")],
    output: Output,
    wallet: Which = None,
    key: Key = None,
    note: Note = None,
) -> None:
    """Say what a spend was really charged.

    creditcalc wallet reconcile 3 --charged 96

    It takes the place of the estimate, by a new entry. `wallet history` shows the numbers of the entries.
    """

    def make(store: Store, found: Wallet) -> Sequence[Entry]:
        target = store.entry(found, entry)
        if target.kind != "spend":
            raise CreditcalcError(f"entry {entry} is no spend but `{target.kind}`: only a spend is charged")
        if reasons(store.beside(found, target.at)).get(entry) == "undone":
            raise CreditcalcError(f"entry {entry} is undone: nothing was charged for it")
        return [Entry(DRAFT, "reconcile", target.at, now(), Amount.parse(charged), of=entry, note=note, key=key)]

    record(output, wallet, make)


@app.command()
@command
def transfer(
    said: PlanSaid,
    output: Output,
    to: Annotated[
        str | None, typer.Option(metavar="PLAN", help="The new plan: an id or name.", autocompletion=complete_plan)
    ] = None,
    cancel: Annotated[bool, typer.Option("--cancel", help="End the plan instead.")] = False,
    how: Annotated[
        TypedHow | None,
        typer.Option(help="From the next reset; now, unused void; now, unused kept; now, only the difference."),
    ] = None,
    forfeit: Annotated[
        list[str] | None, typer.Option(metavar="POOL", help="A pool that is lost besides: top-up, rollover, promotion.")
    ] = None,
    wallet: Which = None,
    at: At = None,
    key: Key = None,
    note: Note = None,
    pricing: Pricing = None,
) -> None:
    """Change the plan: upgrade, downgrade or cancel.

    creditcalc wallet transfer --to max --how new

    What becomes of unused credits differs from platform to platform. Where the price book does not say, `--how` does:
    `cycle-end` (the new plan from the next reset on), `new` (at once, with a new cycle; unused plan credits are void),
    `add` (at once, with a new cycle; unused ones stay besides) or `difference` (at once; the cycle stays, and only the
    difference is granted).
    """
    if (to is None) != cancel:
        usage("give --to or --cancel")
    forfeits = None if forfeit is None else tuple(_pool(name) for name in forfeit)
    moment_of = when(at)

    def make(store: Store, found: Wallet) -> Sequence[Entry]:
        books, edition = store.books(found, moment_of), book_of(found, Catalog(pricing))
        rule = _rule(edition, to, books, moment_of, said)
        mode = HOWS[how] if how else rule and rule.how
        if mode is None:
            raise _unruled(edition)
        if mode == "cycle end" and books.reset is None:
            raise CreditcalcError("no reset is due that the change could wait for: give `--how new`")
        terms = None if to is None else _terms_to(edition, to, mode, books, moment_of, said)
        void = tuple(WALLET_POOLS[pool] for pool in rule.forfeits) if rule and forfeits is None else forfeits or ()
        return [Entry(DRAFT, "transfer", moment_of, now(), terms=terms, how=mode, void=void, note=note, key=key)]

    record(output, wallet, make)


def _rule(edition: Edition, to: str | None, books: Books, at: datetime, said: PlanSaid) -> PlanChange | None:
    """What the price book says of such a change: by whether the new plan surely grants more, or surely less."""
    rules = edition.sheet.plan_changes
    if rules is None or to is None:
        return rules and rules.cancel
    before, after = books.terms, terms_of(edition.plan(to), edition, at, Said(*said))[0]
    if before is None:
        return None
    verdict = pays(after.allowance, before.allowance)
    return {"within": rules.upgrade, "over": rules.downgrade, "unclear": None}[verdict]


def _unruled(edition: Edition) -> CreditcalcError:
    return CreditcalcError(
        f"{edition.platform} {edition.id} does not say what such a change does to unused credits: say it with `--how` "
        f"{ticked(HOWS)}"
    )


def _pool(name: str) -> str:
    """A pool that a change of plan can cost; its own plan credits are what `--how` is about."""
    pool = name.replace("_", "-")
    if pool not in POOLS[1:]:
        raise CreditcalcError(f"unknown pool `{name}`: `--forfeit` takes {ticked(POOLS[1:])}")
    return pool


def _terms_to(edition: Edition, to: str, mode: How, books: Books, at: datetime, said: PlanSaid) -> Terms:
    """The terms after a change of plan."""
    anchor = books.reset if mode == "cycle end" and books.reset else at
    terms, notes = terms_of(edition.plan(to), edition, anchor, Said(*said))
    for words in notes:
        aside(words)
    if mode != "difference" or books.terms is None:
        return terms
    most = books.terms.allowance.high
    if most is None or terms.allowance.low < most:
        raise CreditcalcError("a smaller allowance grants no difference: give `--how cycle-end`")
    return terms._replace(cadence=books.terms.cadence)
