"""`creditcalc quote`."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from creditcalc.amount import number
from creditcalc.cli.options import (
    BookOptions,
    GenerationOptions,
    Key,
    Output,
    Tolerance,
    command,
    complete_model,
    complete_plan,
    tolerance_of,
)
from creditcalc.cli.output import emit, gate, note, usage, write_output
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.rating.quote import Quote, price
from creditcalc.reports.quote import quote_report

if TYPE_CHECKING:
    from creditcalc.plans.share import PlanShare
    from creditcalc.pricebook.model import Model
    from creditcalc.rating.generation import Generation
    from creditcalc.sheets.catalog import Catalog

app = typer.Typer()


@app.command()
@command
def quote(
    model: Annotated[
        str,
        typer.Option(
            "--model", "-m", metavar="MODEL", help="What generates: an id or alias.", autocompletion=complete_model
        ),
    ],
    asked: GenerationOptions,
    book: BookOptions,
    output: Output,
    plan: Annotated[
        str | None,
        typer.Option(
            "--plan",
            metavar="PLAN",
            help="A plan: its share of the allowance, and money.",
            autocompletion=complete_plan,
        ),
    ] = None,
    budget: Annotated[
        str | None, typer.Option(metavar="N", help="Exit 3 if the total is over this, 4 if it may be.")
    ] = None,
    tolerance: Tolerance = None,
    wallet: Annotated[
        str | None, typer.Option(metavar="NAME", help="Exit 3 if this wallet cannot pay, 4 if that is unclear.")
    ] = None,
    charge: Annotated[bool, typer.Option("--charge", help="Charge it to the wallet, if that surely pays.")] = False,
    key: Key = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print the total alone.")] = False,
) -> None:
    """What a generation costs, how sure that is, and who says so.

    creditcalc quote --model veo-3.1 --seconds 8 --4k --audio

    The total is an interval in the edition's unit: `80+` is at least 80, `~5` about 5. Settings left out take the
    model's default, which is shown, or are left open, and the total then spans all their values.
    """
    limit, share = None if budget is None else number(budget), tolerance_of(tolerance)
    if charge and wallet is None:
        usage("--charge needs --wallet")
    if key is not None and not charge:
        usage("--key needs --charge")
    catalog = book.catalog()
    edition = book.open(catalog)
    for ignored in edition.ignored:
        note(ignored)
    found = edition.model(model)
    settings = asked.settings()
    if plan is not None:
        from creditcalc.plans.able import check_plan  # noqa: PLC0415  # plans are not on the way of every quote

        check_plan(edition.plan(plan), [found], edition)
    if plan is not None and "plan" in found.settings:
        made_on = edition.plan(plan).id
        if (said := str(settings.setdefault("plan", made_on)).lower()) != made_on:
            raise CreditcalcError(f"`plan` is given twice, as `{said}` and `{made_on}`: give it once")
    priced = price(asked.planned(found, settings), edition)
    priced, there = (
        (priced, "") if quiet else _newer(catalog, priced, model, lambda its: asked.planned(its, settings), output)
    )
    if quiet:
        write_output(f"{priced.total}\n")
    else:
        held = share if limit is not None or wallet is not None else None
        emit(output, quote_report(priced, plan=_share(edition, priced, plan), tolerance=held, there=there))
    if limit is not None:
        gate(priced.total, limit, "the budget", share)
    if wallet is not None:
        from creditcalc.cli.wallet_gate import gate_wallet  # noqa: PLC0415  # a quote opens no database

        note(str(gate_wallet(wallet, priced.total, edition, [priced] if charge else [], key=key, tolerance=share)))


def _share(edition: Edition, quote: Quote, plan: str | None) -> "PlanShare | None":
    if plan is None:
        return None
    from creditcalc.plans.share import share  # noqa: PLC0415  # plans are not on the way of every quote

    return share(edition, quote, edition.plan(plan))


def _newer(
    catalog: "Catalog", priced: Quote, model: str, planned: "Callable[[Model], Generation]", output: Output
) -> tuple[Quote, str]:
    """The quote with a notice of what the seller's newer prices make of it, and that in a sentence."""
    if priced.edition.newer is None:
        return priced, ""
    from creditcalc.sheets.newest import newer  # noqa: PLC0415  # a quote in a named edition looks at no other

    there, notice = newer(catalog, priced, model, planned)
    if notice is None:
        return priced, there
    if output.scripts:
        note(f"{notice.text}: `--edition {priced.edition.newer.edition}`")
    return priced._replace(notices=(*priced.notices, notice)), there
