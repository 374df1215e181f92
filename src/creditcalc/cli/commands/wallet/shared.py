"""What the wallet's commands share: options, and one way to show what was written."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Literal, NoReturn

import typer

from creditcalc.cli.help import Section
from creditcalc.cli.options import Output, grouped, today_or
from creditcalc.cli.output import emit, usage
from creditcalc.cli.streams import unshown
from creditcalc.clock import now, today
from creditcalc.errors import CreditcalcError
from creditcalc.period import moment
from creditcalc.rating.quote import Quote
from creditcalc.record import Record
from creditcalc.reports.book import shown_under_quotes
from creditcalc.reports.fresh import dated, of_quotes
from creditcalc.reports.report import Note
from creditcalc.reports.wallet import WalletHeading, wrote
from creditcalc.reports.wallet_balance import heading_of
from creditcalc.sheets.catalog import Catalog
from creditcalc.wallet.record import Written
from creditcalc.wallet.store import Wallet, open_wallets

CREDITS_MEANT = re.compile(r"~?[.,]*[0-9][0-9.,]*\+?", re.ASCII)
"""What is meant for an amount, well written or not."""
THE_WALLET = typer.Option(
    "--wallet", metavar="NAME", help="Wallet to use instead of the default one.", rich_help_panel=Section.WALLET
)
NAMED = typer.Argument(metavar="NAME", help="Wallet, instead of the default one.", rich_help_panel=Section.ARGUMENTS)


@grouped(Section.WALLET)
class Which(Record):
    """Which wallet, by a word or by its option."""

    named: Annotated[str | None, NAMED] = None
    wallet: Annotated[str | None, THE_WALLET] = None

    @property
    def name(self) -> str | None:
        """The name that is given, if one is. Raises a usage error for two."""
        if self.named is not None and self.wallet is not None:
            _twice(self.named, self.wallet)
        return self.wallet if self.named is None else self.named


@grouped(Section.WALLET)
class Credited(Record):
    """How many credits and of which wallet, by words in any order or by options."""

    number: Annotated[
        str | None,
        typer.Argument(metavar="N", help="Number of credits: 5, ~5, 80+ or 20..40.", rich_help_panel=Section.ARGUMENTS),
    ] = None
    named: Annotated[str | None, NAMED] = None
    wallet: Annotated[str | None, THE_WALLET] = None

    def read(self, option: str, credits: str | None, *, known: bool = False) -> tuple[str | None, str | None]:
        """The credits and the wallet, each None where it is not given; `known` says that what to record is.

        A number is an amount, anything else a name. Raises CreditcalcError where a number may be either, and a usage
        error where one of them is given twice.
        """
        words = [word for word in (self.number, self.named) if word is not None]
        if len(words) == 2 and words[1].lower() in ("credit", "credits") and not _is_wallet(words[1]):
            del words[1]  # 5 credits
        wallet, known = self.wallet, known or credits is not None
        for word in sorted(
            words, key=lambda word: CREDITS_MEANT.fullmatch(word) is not None
        ):  # a name leaves a number alone
            if not CREDITS_MEANT.fullmatch(word):
                wallet = word if wallet is None else _twice(wallet, word)
            elif wallet is None and _is_wallet(word):
                if not known:
                    raise CreditcalcError(
                        f"`{word}` may be {word} credits or the wallet `{word}`: write `{option} {word}` or "
                        f"`--wallet {word}`"
                    )
                wallet = word
            elif known:
                usage(f"{word} is too much: what to record is given already")
            else:
                credits, known = word, True
        return credits, wallet


def _is_wallet(word: str) -> bool:
    """Whether a wallet has this name."""
    with open_wallets() as store:
        return any(wallet.name == word for wallet in store.wallets())


def _twice(one: str, other: str) -> NoReturn:
    usage(f"{one} and {other} cannot both be the wallet: give one of them")


At = Annotated[
    str | None,
    typer.Option(
        metavar="TIME",
        parser=today_or,
        help="Time (2026-05-14, today, or 2026-05-14T09:30Z); now by default.",
        rich_help_panel=Section.WALLET,
    ),
]
NoteText = Annotated[str | None, typer.Option(metavar="TEXT", help="Note to yourself.", rich_help_panel=Section.WALLET)]


@grouped(Section.TERMS)
class PlanSaid(Record):
    """What a person says of a plan in place of its sheet, or where that is silent."""

    allowance: Annotated[str | None, typer.Option(metavar="N", help="Credits granted each period.")] = None
    resets: Annotated[
        str | None,
        typer.Option(
            metavar="WHEN", help="When credits reset: `month on 31 at 00:00 UTC`, `week on monday`, `once`, ..."
        ),
    ] = None
    rollover: Annotated[
        str | None,
        typer.Option(metavar="WHAT", help="What a reset keeps: nothing, everything, one period or N credits."),
    ] = None
    burn: Annotated[
        str | None,
        typer.Option(
            "--burn-order",
            metavar="ORDER",
            help="Which credits are spent first: plan,rollover,promotion,top-up; or soonest.",
        ),
    ] = None
    zone: Annotated[
        str | None,
        typer.Option("--zone", metavar="ZONE", help="Time zone of the reset, if none is published."),
    ] = None
    billing: Annotated[
        Literal["month", "year"], typer.Option(help="Whether the plan is paid by the month or by the year.")
    ] = "month"
    seats: Annotated[
        int, typer.Option(min=1, max=10_000, metavar="N", help="Number of seats, if credits are granted by the seat.")
    ] = 1


def head_of(wallet: Wallet, pricing: str | None) -> WalletHeading:
    """A wallet as a report names it: with its price book, where there is one that can be read."""
    return heading_of(wallet, Catalog(pricing))


def moment_said(text: str | None) -> datetime | None:
    """The moment that an option names, if it is given."""
    return None if text is None else moment(text)


def when(text: str | None) -> datetime:
    """The moment that an option names, or this one."""
    return moment_said(text) or now()


def told(
    output: Output,
    written: Written,
    pricing: str | None,
    notes: Sequence[Note | str] = (),
    *,
    more: str = "",
    quotes: Iterable[Quote] = (),
) -> None:
    """Show what was written, and what to know of the quotes behind it; it stays written where showing it fails."""
    unshown(f"entry {', '.join(str(entry.number) for entry in written.entries)} is recorded")
    head = head_of(written.wallet, pricing)
    quotes = list(quotes)
    report = wrote(head, written.entries, written.books, notes, more=more)._replace(last=shown_under_quotes(quotes))
    emit(output, *dated(today(), of_quotes(quotes), report))
