"""`creditcalc wallet grant`, `top-up`, `spend`, `undo`, `reconcile`, `transfer`: what is written down."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from creditcalc.amount import Amount
from creditcalc.cli.clock import now
from creditcalc.cli.commands.wallet.shared import At, NoteText, PlanSaid, Which, moment_said, told
from creditcalc.cli.options import (
    GenerationOptions,
    Key,
    Output,
    Pricing,
    Tolerance,
    command,
    complete_model,
    complete_plan,
    tolerance_of,
)
from creditcalc.cli.output import note as aside
from creditcalc.cli.output import usage
from creditcalc.cli.wallet_gate import charges_of
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import How
from creditcalc.rating.quote import Quote, price
from creditcalc.sheets.catalog import Catalog
from creditcalc.wallet.charge import spends
from creditcalc.wallet.keys import Attempt, Draft
from creditcalc.wallet.ledger import Entry, life_of
from creditcalc.wallet.record import (
    DRAFT,
    PlanSwitch,
    book_of,
    credits_of_pack,
    pool_lost,
    positive,
    record,
    record_grant,
    record_reconcile,
    record_transfer,
    record_undo,
)
from creditcalc.wallet.store import Wallet
from creditcalc.wallet.terms import Said

app = typer.Typer()

HOWS: dict[str, How] = {how.replace(" ", "-"): how for how in get_args(How)}
"""How a change of plan treats the credits, by the word that is typed."""
if TYPE_CHECKING:
    TypedHow = str
else:
    TypedHow = Literal[tuple(HOWS)]


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
    note: NoteText = None,
) -> None:
    """Write down credits that were given: a promotion, a gift.

    creditcalc wallet grant --credits 20 --expires "30 days"

    They stay in a pool of their own, which is spent in its turn.
    """
    amount, life = positive(credits), life_of(expires)
    at_now = now()
    draft = Entry(DRAFT, "grant", at_now, at_now, amount, pool=pool, expires=life, note=note)
    told(output, record_grant(wallet, draft, at_now, at=moment_said(at), key=key))


@app.command("top-up")
@command
def top_up(
    output: Output,
    credits: Annotated[str | None, typer.Option(metavar="N", help="How many credits were bought.")] = None,
    pack: Annotated[str | None, typer.Option("--pack", metavar="PACK", help="A pack of the price book, by id.")] = None,
    packs: Annotated[int, typer.Option(min=1, max=10_000, metavar="N", help="How many packs.")] = 1,
    cost: Annotated[str | None, typer.Option(metavar="N", help="What was paid.")] = None,
    currency: Annotated[str, typer.Option(metavar="CUR", help="In which currency.")] = "USD",
    expires: Annotated[
        str | None, typer.Option(metavar="WHEN", help="never, cycle end, 90 days, 12 months, or a time.")
    ] = None,
    wallet: Which = None,
    at: At = None,
    key: Key = None,
    note: NoteText = None,
    pricing: Pricing = None,
) -> None:
    """Write down bought credits: what they cost, when they expire.

    creditcalc wallet top-up --credits 100 --cost 25 --expires "12 months"

    With --pack the price book says what one gives and when that expires, as far as anybody publishes it.
    """
    paid = None if cost is None else Amount.typed(cost)
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise CreditcalcError(f"`{currency[:20]}` is not a currency: write three letters, such as `USD`")
    if (credits is None) == (pack is None):
        usage("give either --credits or --pack")
    if pack is None:
        amount = positive(credits or "")
        if expires is None:
            raise CreditcalcError(
                "say when the credits expire: `--expires` with `never`, `cycle end`, `90 days`, `12 months` or a time"
            )
        life = life_of(expires)
    else:
        amount, life = credits_of_pack(wallet, pack, packs, expires, pricing)
        note = note or pack
    at_now = now()
    draft = Entry(
        DRAFT,
        "top-up",
        at_now,
        at_now,
        amount,
        pool="top-up",
        expires=life,
        cost=paid,
        currency=currency.upper() if paid else None,
        note=note,
    )
    told(output, record_grant(wallet, draft, at_now, at=moment_said(at), key=key))


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
    tolerance: Tolerance = None,
    wallet: Which = None,
    at: At = None,
    key: Key = None,
    note: NoteText = None,
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
        usage("give exactly one of --credits, --model and --jobs")
    said, at_now = moment_said(at), now()
    draft = Entry(DRAFT, "spend", said or at_now, at_now, note=note)

    def make(one: Attempt) -> Sequence[Draft]:
        if credits is not None:
            return [Draft(draft._replace(amount=positive(credits)))]
        return spends(draft, charges_of(_quotes(one.wallet, Catalog(pricing), model, asked, jobs)))

    written = record(wallet, make, at_now, at=said, key=key, tolerance=tolerance_of(tolerance))
    told(output, written, _unclear(written.entries))


def _quotes(
    wallet: Wallet, catalog: Catalog, model: str | None, asked: GenerationOptions, jobs: Path | None
) -> list[Quote]:
    edition = book_of(wallet, catalog)
    if jobs is not None:
        from creditcalc.batch.pricer import Pricer  # noqa: PLC0415
        from creditcalc.storyboard.shots import quotes  # noqa: PLC0415  # the other spends read no files

        return quotes(Pricer(catalog, edition), jobs)
    found = edition.model(model or "")
    return [price(asked.planned(found), edition)]


def _unclear(entries: Sequence[Entry]) -> list[str]:
    if any(entry.amount and (entry.amount.low != entry.amount.high or entry.amount.approximate) for entry in entries):
        return ["not exact: record what you were charged with `wallet reconcile ENTRY --charged N`"]
    return []


@app.command()
@command
def undo(
    entry: Annotated[int, typer.Argument(metavar="ENTRY", help="The number of the entry.")],
    output: Output,
    wallet: Which = None,
    key: Key = None,
    note: NoteText = None,
) -> None:
    """Take an entry back, by an entry that reverses it.

    creditcalc wallet undo 3

    It is reversed from its own time on; nothing is deleted, and an undo can be undone.
    """
    told(output, record_undo(wallet, entry, now(), key=key, note=note))


@app.command()
@command
def reconcile(
    entry: Annotated[int, typer.Argument(metavar="ENTRY", help="The number of the spend.")],
    charged: Annotated[str, typer.Option(metavar="N", help="What was really charged.")],
    output: Output,
    wallet: Which = None,
    key: Key = None,
    note: NoteText = None,
) -> None:
    """Say what a spend was really charged.

    creditcalc wallet reconcile 3 --charged 96

    It takes the place of the estimate, by a new entry. `wallet history` shows the numbers of the entries.
    """
    told(output, record_reconcile(wallet, entry, charged, now(), key=key, note=note))


@app.command()
@command
def transfer(
    said: PlanSaid,
    output: Output,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="PLAN", help="The new plan: an id or name.", autocompletion=complete_plan),
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
    note: NoteText = None,
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
        usage("give either --to or --cancel")
    forfeits = None if forfeit is None else tuple(map(pool_lost, forfeit))
    switch = PlanSwitch(to, Said(*said), HOWS[how] if how else None, forfeits)
    told(
        output,
        record_transfer(wallet, switch, now(), at=moment_said(at), pricing=pricing, key=key, note=note, told=aside),
    )
