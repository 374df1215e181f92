"""`creditcalc report`."""

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from creditcalc.amount import Amount
from creditcalc.batch.formats import kind_of
from creditcalc.batch.pricer import Pricer
from creditcalc.batch.tally import Tally, own_total
from creditcalc.cli.batch_options import Deciding, Reading
from creditcalc.cli.commands.plans import Purse
from creditcalc.cli.gates import gate_batch
from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import BookOptions, command, tolerance_of
from creditcalc.cli.output import note, usage
from creditcalc.cli.output_file import check_output, named_file, output_option, write_file
from creditcalc.cli.progress import Progress
from creditcalc.errors import OVER, UNCLEAR, CreditcalcError
from creditcalc.files import why
from creditcalc.period import moment_text
from creditcalc.plans.able import LeftOut, able, check_plan
from creditcalc.plans.options import Option
from creditcalc.plans.share import share_of
from creditcalc.plans.work import on_plans, unsold
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model
from creditcalc.render.html import MARK, render
from creditcalc.reports.page import Gate, PageInput, page
from creditcalc.storyboard.shots import Shots, models_of, shots, tallied, total_on
from creditcalc.text import sentence

app = PlainTyper()

MOST_SHOTS = 2_000
"""Shots on one page; a browser takes more, a reader does not."""


@app.command()
@command
def report(
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="A YAML storyboard, CSV or JSON Lines; - for standard input.")
    ],
    reading: Reading,
    deciding: Deciding,
    purse: Purse,
    book: BookOptions,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
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

    The page is one HTML file to send, read or print. It shows the total and how sure it is, every shot, where the money
    goes, and the cheapest plan. It loads nothing from the network, works without JavaScript, and contains the object of
    `batch --json`. Without --output it goes to standard output, unless that is a terminal. A file that is not such a
    page is never overwritten. The same input makes the same page, byte for byte (with --wallet, at the same --at).

    creditcalc report storyboard.yaml --pick final --plan plus -o final.html
    """
    if named_file(output) is None and sys.stdout.isatty():
        usage("HTML goes to a file: add --output report.html")
    if at is not None and deciding.wallet is None:
        usage("--at needs --wallet")
    check_output(output, file, pricing=book.pricing)
    _ours(named_file(output))
    budget, fit = deciding.limits
    tolerance = tolerance_of(deciding.tolerance)
    catalog = book.catalog()
    edition = book.open(catalog)
    for ignored in edition.ignored:
        note(ignored)
    pricer = reading.pricer(catalog, edition, book.as_of, deciding.plan)
    found = _shots(file, reading, deciding, pricer, fit)
    tally = tallied(found.rows, Progress(strict=reading.strict).fault)
    paid, refusal = (None, None) if deciding.wallet is None else _wallet(tally, edition, deciding.wallet, at, tolerance)
    if deciding.plan:
        check_plan(edition.plan(deciding.plan), models_of(edition, tally), edition)
    share = share_of(edition, own_total(tally, edition), edition.plan(deciding.plan)) if deciding.plan else None
    verdicts = (paid,) if paid else ()
    asked = PageInput(Path(file).name, found, tally, pricer, share, budget, verdicts, fit is not None, tolerance)
    models, prices = models_of(edition, tally), dict[str, Amount | None]()
    if tally.units == (edition.unit,):
        total, unit = tally.total(edition.unit), edition.unit
        prices = on_plans(edition, models, total, lambda plan: total_on(found.rows, pricer.on(plan), unit))
    ways, left_out = _options(purse, edition, models, unsold(prices))
    text = render(page(asked, ways, purse.rates(), left_out, prices))
    write_file(output, text)
    gate_batch(tally, edition, budget, tolerance=tolerance)
    if refusal:
        raise refusal


def _ours(output: str | None) -> None:
    """Raises CreditcalcError where a file that is not a page of ours would be lost."""
    path = Path(output or "")
    if output is None or not path.is_file():
        return
    try:
        with path.open("rb") as file:
            begins = file.read(1024)
    except OSError as error:
        raise CreditcalcError(f"{path}: cannot be read: {why(error)}") from None
    if begins and MARK.encode() not in begins:
        raise CreditcalcError(
            f"{path}: already exists and is not a page of creditcalc: name another file, or remove it"
        )


def _shots(file: str, reading: Reading, deciding: Deciding, pricer: Pricer, fit: Fraction | None) -> Shots:
    kind = reading.kind or (None if file == "-" else kind_of(file))
    if kind == "parquet":
        usage("report reads a storyboard, CSV or JSON Lines: only `batch` reads Parquet")
    if kind != "yaml" and (fit is not None or deciding.pick):
        usage("--fit and --pick need a storyboard: rows have no alternatives")
    found = shots(file, kind, pricer, deciding.pick, fit, tolerance_of(deciding.tolerance), MOST_SHOTS)
    if not found.rows:
        raise CreditcalcError(f"{file}: has no generations: add a row")
    return found


def _wallet(
    tally: Tally, edition: Edition, name: str, at: str | None, tolerance: Fraction
) -> tuple[Gate, CreditcalcError | None]:
    """What a wallet says, and the refusal to end with once the page is written."""
    from creditcalc.cli.commands.wallet.shared import when  # noqa: PLC0415
    from creditcalc.cli.wallet_gate import gate_wallet  # noqa: PLC0415  # a page opens no wallet unasked

    moment, refusal = when(at), None
    try:
        says, code = str(gate_wallet(name, own_total(tally, edition), edition, at=moment, tolerance=tolerance)), 0
    except CreditcalcError as error:
        if error.code not in (OVER, UNCLEAR):
            raise
        says, code, refusal = str(error), error.code, error
    return Gate(f"{sentence(says)} ({moment_text(moment, UTC)}).", code), refusal


def _options(
    purse: Purse, edition: Edition, models: Sequence[Model], out: Iterable[str]
) -> tuple[list[Option] | CreditcalcError, list[LeftOut]]:
    """The ways to pay for plans that can do the work, or why there are none, and which plans are left out."""
    try:
        found = purse.options(edition)
    except CreditcalcError as error:
        if purse.currency:
            raise
        return error, []
    try:
        return able(found, models, watermark=not purse.no_watermark, unsold=out)
    except CreditcalcError as error:
        return error, []
