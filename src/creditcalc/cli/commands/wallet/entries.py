"""`creditcalc wallet grant`, `top-up`, `spend`, `undo`, `transfer`: what is written down."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from creditcalc.amount import Amount
from creditcalc.cli.commands.wallet.shared import At, Credited, NoteText, PlanSaid, Which, moment_said, told
from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import (
    MODEL,
    GenerationOptions,
    Key,
    Output,
    Pricing,
    Tolerance,
    command,
    tolerance_of,
)
from creditcalc.cli.output import not_given, usage
from creditcalc.cli.output import note as aside
from creditcalc.cli.wallet_gate import charges_of
from creditcalc.clock import now
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import How
from creditcalc.rating.quote import Quote, price
from creditcalc.reports.report import pasted
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
    record_transfer,
    record_undo,
)
from creditcalc.wallet.store import Wallet
from creditcalc.wallet.terms import Said

app = PlainTyper()

HOWS: dict[str, How] = {how.replace(" ", "-"): how for how in get_args(How)}
"""How a change of plan treats the credits, by the word that is typed."""
if TYPE_CHECKING:
    TypedHow = str
else:
    TypedHow = Literal[tuple(HOWS)]


@app.command()
@command
def grant(
    words: Credited,
    output: Output,
    credits: Annotated[
        str | None,
        typer.Option(metavar="N", help="Number of credits: 50, ~50 or 40..60.", rich_help_panel=Section.RECORD),
    ] = None,
    pool: Annotated[
        Literal["promotion", "plan", "rollover", "top-up"],
        typer.Option(help="Kind of credits to count them as.", rich_help_panel=Section.RECORD),
    ] = "promotion",
    expires: Annotated[
        str,
        typer.Option(
            metavar="WHEN",
            help="When they expire: never, cycle end, 90 days, 12 months or a time.",
            rich_help_panel=Section.RECORD,
        ),
    ] = "never",
    at: At = None,
    key: Key = None,
    note: NoteText = None,
    pricing: Pricing = None,
) -> None:
    """Record credits that you were given.

    creditcalc wallet grant 20 --expires "30 days"

    Credits of a promotion are counted apart from those of the plan. `wallet balance` lists the order of spending.
    """
    credits, wallet = words.read("--credits", credits)
    if credits is None:
        not_given("--credits")
    amount, life = positive(credits), life_of(expires)
    at_now = now()
    draft = Entry(DRAFT, "grant", at_now, at_now, amount, pool=pool, expires=life, note=note)
    told(output, record_grant(wallet, draft, at_now, at=moment_said(at), key=key), pricing)


@app.command("top-up")
@command
def top_up(
    words: Credited,
    output: Output,
    credits: Annotated[
        str | None, typer.Option(metavar="N", help="Number of credits you bought.", rich_help_panel=Section.RECORD)
    ] = None,
    pack: Annotated[
        str | None,
        typer.Option(
            "--pack",
            metavar="NAME",
            help="Pack you bought, as `creditcalc addons list` names it.",
            rich_help_panel=Section.RECORD,
        ),
    ] = None,
    packs: Annotated[
        int,
        typer.Option(min=1, max=10_000, metavar="N", help="Number of packs.", rich_help_panel=Section.RECORD),
    ] = 1,
    cost: Annotated[
        str | None, typer.Option(metavar="N", help="What you paid.", rich_help_panel=Section.RECORD)
    ] = None,
    currency: Annotated[
        str, typer.Option(metavar="CUR", help="Currency you paid in.", rich_help_panel=Section.RECORD)
    ] = "USD",
    expires: Annotated[
        str | None,
        typer.Option(
            metavar="WHEN",
            help="When they expire: never, cycle end, 90 days, 12 months or a time.",
            rich_help_panel=Section.RECORD,
        ),
    ] = None,
    at: At = None,
    key: Key = None,
    note: NoteText = None,
    pricing: Pricing = None,
) -> None:
    """Record credits that you bought.

    creditcalc wallet top-up 100 --cost 25 --expires "12 months"

    With --pack the credits and when they expire come from the price book, if they are published.
    """
    paid = None if cost is None else Amount.typed(cost)
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise CreditcalcError(f"`{currency[:20]}` is not a currency: write three letters, such as `USD`")
    credits, wallet = words.read("--credits", credits, known=pack is not None)
    if (credits is None) == (pack is None):
        usage("give either the credits or --pack")
    at_now, bought = now(), moment_said(at)
    if pack is None:
        amount = positive(credits or "")
        if expires is None:
            raise CreditcalcError(
                "say when the credits expire: `--expires` with `never`, `cycle end`, `90 days`, `12 months` or a time"
            )
        life = life_of(expires)
    else:
        amount, life = credits_of_pack(wallet, pack, packs, expires, pricing, bought or at_now)
        note = note or pack
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
    told(output, record_grant(wallet, draft, at_now, at=bought, key=key), pricing)


@app.command()
@command
def spend(
    words: Credited,
    *,
    credits: Annotated[
        str | None,
        typer.Option(metavar="N", help="Number of credits: 5, ~5, 80+ or 20..40.", rich_help_panel=Section.RECORD),
    ] = None,
    model: Annotated[str | None, MODEL] = None,
    jobs: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="File of generations, as for `batch`, instead of --credits.",
            rich_help_panel=Section.RECORD,
        ),
    ] = None,
    asked: GenerationOptions,
    output: Output,
    tolerance: Tolerance = None,
    at: At = None,
    key: Key = None,
    note: NoteText = None,
    pricing: Pricing = None,
) -> None:
    """Record credits that you spent.

    creditcalc wallet spend 5

    creditcalc wallet spend --model kling-2.6-standard --seconds 10

    Give the credits, or what you generated: it is priced, and the quote is kept. After a spend of `80+` the balance is
    a range, until you record what was charged with `wallet reconcile`. Each row of a file is a spend of its own; either
    all of them are recorded or none. The exit code is 3 if the wallet cannot cover it.
    """
    credits, wallet = words.read("--credits", credits, known=model is not None or jobs is not None)
    given = [one for one in (credits, model, jobs) if one is not None]
    if len(given) != 1:
        usage("give the credits, --model or --jobs, and only one of them")
    said, at_now = moment_said(at), now()
    draft = Entry(DRAFT, "spend", said or at_now, at_now, note=note)
    quotes: list[Quote] = []

    def make(one: Attempt) -> Sequence[Draft]:
        if credits is not None:
            return [Draft(draft._replace(amount=positive(credits)))]
        quotes[:] = _quotes(one.wallet, Catalog(pricing), model, asked, jobs)
        return spends(draft, charges_of(quotes))

    written = record(wallet, make, at_now, at=said, key=key, tolerance=tolerance_of(tolerance))
    told(output, written, pricing, more=_reconcile(written.entries), quotes=quotes)


def _quotes(
    wallet: Wallet, catalog: Catalog, model: str | None, asked: GenerationOptions, jobs: Path | None
) -> list[Quote]:
    edition = book_of(wallet, catalog)
    if jobs is not None:
        from creditcalc.batch.pricer import Pricer  # noqa: PLC0415
        from creditcalc.storyboard.shots import quotes  # noqa: PLC0415  # the other spends read no files

        return quotes(Pricer(catalog, edition), jobs)
    found = edition.model(model or "")
    return [price(asked.planned(found, edition.meant(found, asked.settings())), edition)]


def _reconcile(entries: Sequence[Entry]) -> str:
    """What to record where a cost is not exact."""
    for entry in entries:
        if entry.amount and (entry.amount.low != entry.amount.high or entry.amount.approximate):
            number = str(entry.number) if len(entries) == 1 else "ENTRY"
            return f"When you know the charge: {pasted(f'wallet reconcile {number} --charged N')}"
    return ""


@app.command()
@command
def undo(
    entry: Annotated[int, typer.Argument(metavar="ENTRY", help="Number of the entry.")],
    wallet: Which,
    output: Output,
    key: Key = None,
    note: NoteText = None,
    pricing: Pricing = None,
) -> None:
    """Undo an entry by adding one that reverses it.

    creditcalc wallet undo 3

    The entry is reversed from its own time on. Nothing is deleted, and you can undo an undo. `wallet history` shows the
    numbers.
    """
    told(output, record_undo(wallet.name, entry, now(), key=key, note=note), pricing)


@app.command()
@command
def transfer(
    wallet: Which,
    said: PlanSaid,
    output: Output,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="PLAN", help="New plan.", rich_help_panel=Section.RECORD),
    ] = None,
    cancel: Annotated[
        bool, typer.Option("--cancel", help="End the plan instead.", rich_help_panel=Section.RECORD)
    ] = False,
    how: Annotated[
        TypedHow | None,
        typer.Option(
            help="cycle-end: from the next reset. new: now, unused plan credits are lost. add: now, unused credits are "
            "kept. difference: now, only the difference is granted.",
            rich_help_panel=Section.RECORD,
        ),
    ] = None,
    forfeit: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND",
            help="Credits that are lost as well: top-up, rollover or promotion; can be repeated.",
            rich_help_panel=Section.RECORD,
        ),
    ] = None,
    at: At = None,
    key: Key = None,
    note: NoteText = None,
    pricing: Pricing = None,
) -> None:
    """Change or cancel the plan of a wallet.

    creditcalc wallet transfer --to max --how new

    Platforms treat unused credits differently. If the price book does not say what happens to yours, say it with --how.
    A new cycle begins with `new` and `add`; with `cycle-end` and `difference` the cycle stays.
    """
    if (to is None) != cancel:
        usage("give either --to or --cancel")
    forfeits = None if forfeit is None else tuple(map(pool_lost, forfeit))
    switch = PlanSwitch(to, Said(*said), HOWS[how] if how else None, forfeits)
    written = record_transfer(
        wallet.name, switch, now(), at=moment_said(at), pricing=pricing, key=key, note=note, told=aside
    )
    told(output, written, pricing)
