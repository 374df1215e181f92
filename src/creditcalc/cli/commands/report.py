"""`creditcalc report`."""

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from creditcalc.amount import Amount, number
from creditcalc.batch.formats import kind_of
from creditcalc.batch.pricer import Pricer
from creditcalc.batch.tally import Tally, own_total
from creditcalc.cli.batch_options import Deciding, Reading
from creditcalc.cli.commands.plans import Purse
from creditcalc.cli.gates import gate_batch
from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.logo import logo_of
from creditcalc.cli.options import BookOptions, command, day_said, grouped, today_or, tolerance_of
from creditcalc.cli.output import note, usage
from creditcalc.cli.output_file import check_output, named_file, output_option, write_file
from creditcalc.cli.progress import Progress
from creditcalc.clock import today
from creditcalc.day import day_words
from creditcalc.errors import OVER, UNCLEAR, CreditcalcError
from creditcalc.figures import in_words
from creditcalc.files import why
from creditcalc.plans.able import LeftOut, able, check_plan
from creditcalc.plans.options import Option
from creditcalc.plans.share import PlanShare, share_of
from creditcalc.plans.work import on_plans, unsold
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model
from creditcalc.record import Record
from creditcalc.render.html import MARK, render
from creditcalc.reports.page import PageInput, Sender, page, totals
from creditcalc.reports.page_money import Quoting, currency_of, one_money
from creditcalc.reports.page_words import Gate
from creditcalc.storyboard.shots import Shots, models_of, shots, tallied, total_on
from creditcalc.text import units

if TYPE_CHECKING:
    from creditcalc.cli.config import Known

app = PlainTyper()

MOST_SHOTS = 2_000
"""Shots on one page; a browser takes more, a reader does not."""


@grouped(Section.PAGE)
class PageOptions(Record):
    """Whose page it is, and what is added to the cost."""

    agency: Annotated[str | None, typer.Option(metavar="NAME", help="Show this name at the top of the page.")] = None
    logo: Annotated[
        str | None, typer.Option(metavar="FILE", help="Embed this logo (PNG, JPEG or SVG, up to 500 kB).")
    ] = None
    date: Annotated[
        str | None,
        typer.Option(metavar="DAY", parser=day_said, help="Print this date (2026-11-29); today by default."),
    ] = None
    contingency: Annotated[
        str | None, typer.Option(metavar="PERCENT", help="Add this share of the cost as a line of its own (10%).")
    ] = None
    markup: Annotated[
        str | None, typer.Option(metavar="PERCENT", help="Add this share of the cost and contingency as a line (20%).")
    ] = None
    hide_credits: Annotated[
        bool, typer.Option("--hide-credits", help="Show money alone: no credits, no plans, no data.")
    ] = False

    def sender(self) -> Sender:
        """Whose page it is and of which day; raises CreditcalcError for what is no day and no logo."""
        logo = "" if self.logo is None else logo_of(Path(self.logo))
        return Sender(self.agency or "", logo, self.date or today())

    def quoting(self, edition: Edition, tally: Tally, share: PlanShare | None, purse: Purse) -> Quoting:
        """How credits are told in money. Raises CreditcalcError where there is none and it is asked for."""
        used, rates = tuple(totals(tally, edition)), purse.rates()
        currency = currency_of(used, purse.currency, share)
        found = Quoting(
            edition, share, currency, rates, _added(self.contingency), _added(self.markup), self.hide_credits
        )
        others = [unit for unit in used if unit.isupper() and purse.currency and unit != currency and unit not in rates]
        if others:
            raise CreditcalcError(f"prices are in `{others[0]}`: add `--rate {others[0]}=N`, its worth in {currency}")
        if found.asks_for_money:
            one_money(found, totals(tally, edition))
        return found


def _added(text: str | None) -> Fraction:
    """A share of the cost, as it is written in per cent: `10`, `10%`. Raises CreditcalcError for what is no number."""
    return Fraction(0) if text is None else number(text.removesuffix("%").strip()) / 100


@app.command()
@command
def report(
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="A YAML storyboard, CSV or JSON Lines; - for standard input.")
    ],
    reading: Reading,
    deciding: Deciding,
    purse: Purse,
    offer: PageOptions,
    book: BookOptions,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            parser=today_or,
            help="Time to check the wallet at (2026-05-14); now by default.",
            rich_help_panel=Section.WALLET,
        ),
    ] = None,
    output: Annotated[
        str | None, output_option(".html", ".htm", help="Write the page to FILE (never leaves a partial file).")
    ] = None,
) -> None:
    """Make a cost page for a client.

    creditcalc report storyboard.yaml -o report.html

    The page is one HTML file to send, read or print. It shows the price and how sure it is, every shot, where the money
    goes, and the cheapest plan. With --plan the price is in money. The file loads nothing from the network, works
    without JavaScript, and contains the object of `batch --json`, unless credits are hidden. Without --output it goes
    to standard output, unless that is a terminal. A file that is not such a page is never overwritten. The same input
    makes the same page, byte for byte (at the same --date, and with --wallet at the same --at).

    creditcalc report storyboard.yaml --plan max --markup 20% -o final.html
    """
    if named_file(output) is None and sys.stdout.isatty():
        usage("HTML goes to a file: add --output report.html")
    if at is not None and deciding.wallet is None:
        usage("--at needs --wallet")
    check_output(output, file, offer.logo, pricing=book.pricing)
    _ours(named_file(output))
    sender = offer.sender()
    budget, fit = deciding.limits
    tolerance = tolerance_of(deciding.tolerance)
    catalog = book.catalog()
    edition = book.open(catalog)
    for ignored in edition.ignored:
        note(ignored)
    known = book.known_plan(edition, deciding.plan)
    pricer = reading.pricer(catalog, edition, book.day, known)
    found = _shots(file, reading, deciding, pricer, fit)
    tally = tallied(found.rows, Progress(strict=reading.strict).fault)
    paid, refusal = (None, None) if deciding.wallet is None else _wallet(tally, edition, deciding.wallet, at, tolerance)
    share = _share(tally, edition, known, purse, book) if known else None
    quoting = offer.quoting(edition, tally, share, purse)
    verdicts = (paid,) if paid else ()
    day = None if book.as_of else sender.date
    asked = PageInput(Path(file).name, found, tally, pricer, quoting, sender, budget, verdicts, fit, tolerance, day)
    models, prices = models_of(edition, tally), dict[str, Amount | None]()
    if tally.units == (edition.unit,):
        total, unit = tally.total(edition.unit), edition.unit
        prices = on_plans(edition, models, total, lambda plan: total_on(found.rows, pricer.on(plan), unit))
    ways, left_out = _options(
        purse, book, edition, models, unsold(prices), told=quoting.tells_any(totals(tally, edition))
    )
    text = render(page(asked, ways, purse.rates(), left_out, prices))
    write_file(output, text)
    gate_batch(tally, edition, budget, tolerance=tolerance)
    if refusal:
        raise refusal


def _share(tally: Tally, edition: Edition, known: "Known", purse: Purse, book: BookOptions) -> PlanShare | None:
    """What the part of the work that is paid in credits of the price book takes of a plan.

    None for a plan that is remembered and cannot do the work.
    """
    from creditcalc.cli.config import left_out  # noqa: PLC0415  # most pages have no plan

    try:
        check_plan(known.plan, models_of(edition, tally), edition)
        total = tally.total(edition.unit) if edition.unit in tally.units else own_total(tally, edition)
        currency = (
            book.currency(edition, known.plan, rates=bool(purse.rate))
            if purse.currency is None
            else purse.currency.upper()
        )
        return share_of(edition, total, known.plan, currency, purse.rates())
    except CreditcalcError as error:
        left_out(known, error)
        return None


def _ours(output: str | None) -> None:
    """Raises CreditcalcError where a file that is not a page of ours would be lost."""
    path = Path(output or "")
    if output is None or not path.is_file():
        return
    try:
        with path.open("rb") as file:
            begins = file.read(1024)
    except OSError as error:
        raise CreditcalcError(f"cannot be read: {why(error)}", place=path) from None
    if begins and MARK.encode() not in begins:
        raise CreditcalcError(
            "already exists and is not a page of creditcalc: name another file, or remove it", place=path
        )


def _shots(file: str, reading: Reading, deciding: Deciding, pricer: Pricer, fit: Fraction | None) -> Shots:
    kind = reading.kind or (None if file == "-" else kind_of(file))
    if kind == "parquet":
        usage("report reads a storyboard, CSV, JSON Lines or a spreadsheet: only `batch` reads Parquet")
    if kind == "comfyui":
        usage("a workflow is priced by `batch`: --from comfyui is not for `report`")
    if kind != "yaml" and (fit is not None or deciding.pick):
        usage("--fit and --pick need a storyboard: rows have no alternatives")
    found = shots(file, kind, pricer, deciding.pick, fit, tolerance_of(deciding.tolerance), MOST_SHOTS)
    if not found.rows:
        raise CreditcalcError("has no generations: add a row", place=file)
    return found


def _wallet(
    tally: Tally, edition: Edition, name: str, at: str | None, tolerance: Fraction
) -> tuple[Gate, CreditcalcError | None]:
    """What a wallet says, and the refusal to end with once the page is written."""
    from creditcalc.cli.commands.wallet.shared import when  # noqa: PLC0415
    from creditcalc.cli.wallet_gate import gate_wallet  # noqa: PLC0415  # a page opens no wallet unasked

    moment, refusal = when(at), None
    day = day_words(moment.astimezone(UTC).date().isoformat())
    try:
        paid = gate_wallet(name, own_total(tally, edition), edition, at=moment, tolerance=tolerance)
        left = f"{in_words(paid.before)} {units(edition.unit)} are left in it"
        return Gate(f"Covered by the wallet {name} on {day}: {left}.", 0, "Covered by the wallet."), None
    except CreditcalcError as error:
        if error.code not in (OVER, UNCLEAR):
            raise
        refusal = error
    verb = "Not" if refusal.code == OVER else "Perhaps not"
    short = f"{verb} covered by the wallet."
    return Gate(f"{verb} covered by the wallet {name} on {day}.", refusal.code, short), refusal


def _options(
    purse: Purse, book: BookOptions, edition: Edition, models: Sequence[Model], out: Iterable[str], *, told: bool
) -> tuple[list[Option] | CreditcalcError, list[LeftOut]]:
    """The ways to pay for plans that can do the work, or why there are none, and which plans are left out.

    `told` says that there is money without them, so that a currency in which no plan is sold is none to refuse.
    """
    try:
        found = purse.options(edition, book)
    except CreditcalcError as error:
        if purse.currency and not told:
            raise
        return error, []
    try:
        return able(found, models, watermark=not purse.no_watermark, unsold=out, seats=purse.seats)
    except CreditcalcError as error:
        return error, []
