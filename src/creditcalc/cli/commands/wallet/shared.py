"""What the wallet's commands share: options, and one way to show what was written."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal, NamedTuple

import typer

from creditcalc.cli.clock import now
from creditcalc.cli.options import Output, grouped
from creditcalc.cli.output import emit
from creditcalc.cli.streams import unshown
from creditcalc.period import moment
from creditcalc.reports.wallet import WalletHeading, wrote
from creditcalc.wallet.record import Written
from creditcalc.wallet.store import Wallet

Which = Annotated[str | None, typer.Option("--wallet", metavar="NAME", help="Which wallet; else the default one.")]
At = Annotated[str | None, typer.Option(metavar="TIME", help="When: 2026-05-14, or 2026-05-14T09:30Z. Else now.")]
NoteText = Annotated[str | None, typer.Option(metavar="TEXT", help="Words for yourself.")]


@grouped
class PlanSaid(NamedTuple):
    """What a person says of a plan in place of its sheet, or where that is silent."""

    allowance: Annotated[str | None, typer.Option(metavar="N", help="Credits that each period brings.")] = None
    resets: Annotated[
        str | None, typer.Option(metavar="WHEN", help="`month on 31 at 00:00 UTC`, `week on monday`, `once`, ...")
    ] = None
    rollover: Annotated[
        str | None, typer.Option(metavar="WHAT", help="What a reset keeps: nothing, everything, one period, or N.")
    ] = None
    burn: Annotated[
        str | None, typer.Option("--burn-order", metavar="POOLS", help="plan,rollover,promotion,top-up; or soonest.")
    ] = None
    zone: Annotated[
        str | None,
        typer.Option("--zone", metavar="ZONE", help="The time zone of the reset, where none is published or said."),
    ] = None
    billing: Annotated[Literal["month", "year"], typer.Option(help="How the plan is paid.")] = "month"
    seats: Annotated[
        int, typer.Option(min=1, max=10_000, metavar="N", help="Seats, where credits are by the seat.")
    ] = 1


def head_of(wallet: Wallet) -> WalletHeading:
    """A wallet as a report names it."""
    return WalletHeading(wallet.name, wallet.platform, wallet.edition)


def moment_said(text: str | None) -> datetime | None:
    """The moment that an option names, if it is given."""
    return None if text is None else moment(text)


def when(text: str | None) -> datetime:
    """The moment that an option names, or this one."""
    return moment_said(text) or now()


def told(output: Output, written: Written, notes: Sequence[str] = ()) -> None:
    """Show what was written; it stays written where showing it fails."""
    unshown(f"entry {', '.join(str(entry.number) for entry in written.entries)} is recorded")
    emit(output, wrote(head_of(written.wallet), written.entries, written.books, notes))
