"""`creditcalc wallet balance`, `history`, `forecast`, `drift`: what is read, and nothing written."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from creditcalc.amount import Amount, exactly
from creditcalc.cli.commands.wallet.shared import CREDITS_MEANT, At, Which, head_of, when
from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import Output, Pricing, Tolerance, command, today_or, tolerance_of
from creditcalc.cli.output import emit, not_given, usage, write_output
from creditcalc.clock import now, today
from creditcalc.errors import CreditcalcError
from creditcalc.rating.quote import Quote
from creditcalc.reports.book import shown_under_quotes
from creditcalc.reports.chart import text
from creditcalc.reports.fresh import dated, of_quotes
from creditcalc.reports.quote import title
from creditcalc.reports.wallet import (
    ahead_notes,
    balance_picture,
    drifted,
    forecasted,
    generation_said,
    history_report,
)
from creditcalc.reports.wallet_balance import balance_reports, seen_balance
from creditcalc.sheets.catalog import Catalog
from creditcalc.wallet.drift import billed, drifts
from creditcalc.wallet.forecast import Job, daily, forecast
from creditcalc.wallet.history import past
from creditcalc.wallet.ledger import Event, reasons
from creditcalc.wallet.record import book_of
from creditcalc.wallet.store import open_wallets

app = PlainTyper()

AHEAD = timedelta(days=3660)
"""How far ahead a wallet looks."""


def _ahead(text_: str | None) -> datetime:
    """The moment to look at; raises CreditcalcError for one too far ahead."""
    found = when(text_)
    if found > now() + AHEAD:
        raise CreditcalcError("a wallet looks at most ten years ahead: give an earlier time")
    return found


@app.command()
@command
def balance(wallet: Which, output: Output, at: At = None, pricing: Pricing = None) -> None:
    """Show what is left and when it resets.

    creditcalc wallet balance

    It also shows how often what is left buys what you make most. Several kinds of credits are listed in the order in
    which they are spent, with the day they expire. With --at you see the balance of another time: an earlier one by the
    entries known now, a later one as if you spent nothing more.
    """
    moment_of = _ahead(at)
    with open_wallets() as store:
        found = store.wallet(wallet.name)
        seen = seen_balance(store, found, moment_of)
        ahead = store.ahead(found, moment_of) if at is None else []
    emit(output, *balance_reports(head_of(found, pricing), seen, ahead_notes(ahead)))


@app.command()
@command
def history(
    wallet: Which,
    output: Output,
    at: At = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="TIME", parser=today_or, help="Only entries from then on.", rich_help_panel=Section.SHOW),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Only entries of this kind: spend, top-up, grant, reset, expiry, ...",
            rich_help_panel=Section.SHOW,
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option("--model", "-m", metavar="MODEL", help="Only spends on this model.", rich_help_panel=Section.SHOW),
    ] = None,
    last: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Only the newest N.", rich_help_panel=Section.SHOW)
    ] = None,
    pricing: Pricing = None,
) -> None:
    """Show what happened and what was left each time.

    creditcalc wallet history --kind spend

    creditcalc wallet history --last 20

    Resets and expiries are listed too. A reconciled spend shows what was charged. An entry that was undone keeps its
    place. Entries written while the clock was ahead come last. A wallet is shown whole, however long it is: --last and
    --since read only that end of it.
    """
    moment_of, start = _ahead(at), None if since is None else when(since)

    def wanted(step: Event) -> bool:
        if kind is not None and step.kind != kind:
            return False
        return model is None or (step.entry is not None and step.entry.model == model)

    with open_wallets() as store:
        found = store.wallet(wallet.name)
        seen = past(store, found, moment_of, wanted, since=start, last=last, ahead=at is None)
        digests = {one.quote for one in seen.entries if one.quote}
        quotes = {digest: generation_said(store.quote(digest)) for digest in digests}
    report = history_report(head_of(found, pricing), seen.happenings, reasons(seen.entries), quotes)
    emit(output, report._replace(notes=(*report.notes, *ahead_notes(seen.ahead))))


@app.command("forecast")
@command
def forecast_wallet(
    wallet: Which,
    output: Output,
    jobs: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="File of generations to come, as for `batch`.", rich_help_panel=Section.WORK),
    ] = None,
    per_day: Annotated[
        str | None,
        typer.Option(metavar="N", help="Credits a day, instead of --jobs.", rich_help_panel=Section.WORK),
    ] = None,
    per_week: Annotated[
        str | None,
        typer.Option(metavar="N", help="Credits a week, instead of --jobs.", rich_help_panel=Section.WORK),
    ] = None,
    days: Annotated[
        int,
        typer.Option(min=1, max=3660, metavar="N", help="Number of days to look ahead.", rich_help_panel=Section.SHOW),
    ] = 60,
    chart: Annotated[
        bool, typer.Option("--chart", help="Draw what is left over time.", rich_help_panel=Section.SHOW)
    ] = False,
    tolerance: Tolerance = None,
    at: At = None,
    pricing: Pricing = None,
) -> None:
    """Forecast when the credits run out.

    creditcalc wallet forecast --per-week 20

    With --jobs it shows which planned generations the wallet covers now, which have to wait for which reset, and which
    it can never cover. With --per-day or --per-week it shows how long the credits last, and what is lost unused.
    """
    given = sum(one is not None for one in (jobs, per_day, per_week))
    if not given and (word := wallet.named) and CREDITS_MEANT.fullmatch(word):
        raise CreditcalcError(f"`{word}` may be of a day or a week: write `--per-day {word}` or `--per-week {word}`")
    if not given:
        not_given("--per-week")
    if given > 1:
        usage("give only one of --jobs, --per-day and --per-week")
    start = _ahead(at)
    until = start + timedelta(days=days)
    with open_wallets() as store:
        found = store.wallet(wallet.name)
        books = store.books(found, start)
    rate, planned = None, list[Quote]()
    if jobs is not None:
        from creditcalc.batch.pricer import Pricer  # noqa: PLC0415
        from creditcalc.storyboard.shots import quotes  # noqa: PLC0415  # the other looks read no files

        catalog = Catalog(pricing)
        pricer = Pricer(catalog, book_of(found, catalog))
        planned = list(quotes(pricer, jobs))
        work = [Job(title(quote.generation), quote.total) for quote in planned]
    else:
        rate = Amount.typed(per_day or per_week or "") / exactly(1 if per_day else 7)
        work = daily(rate, start, until)
    share = tolerance_of(tolerance)
    seen = forecast(books, work, until, wait=rate is None, tolerance=share)
    if chart:
        write_output(text(balance_picture(seen, "credit")))
    else:
        report = forecasted(head_of(found, pricing), seen, rate=rate, tolerance=share)
        report = report._replace(last=shown_under_quotes(planned))
        emit(output, *dated(today(), of_quotes(planned), report))


@app.command()
@command
def drift(wallet: Which, output: Output, pricing: Pricing = None) -> None:
    """Compare what was quoted with what was charged, by model.

    creditcalc wallet drift

    It uses the spends that you reconciled. `creditcalc sheets new --from-drift` turns them into prices of your own.
    """
    with open_wallets() as store:
        found = store.wallet(wallet.name)
        bills = billed(store.reconciled(found))
    emit(output, drifted(head_of(found, pricing), drifts(bills)))
