"""`creditcalc wallet open`, `list`, `default`, `path`, `check`, `export`, `import`: wallets as a whole."""

import json
import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from creditcalc.amount import Amount
from creditcalc.cli.commands.wallet.shared import At, PlanSaid, Which, head_of, told, when
from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import (
    BookOptions,
    EditionName,
    NoConfig,
    Output,
    PlatformName,
    Pricing,
    command,
    today_or,
)
from creditcalc.cli.output import emit, not_given, note, write_output
from creditcalc.cli.output_file import check_output, named_file, output_option, write_file
from creditcalc.cli.streams import say
from creditcalc.clock import now
from creditcalc.errors import CreditcalcError
from creditcalc.files import LARGEST_EXPORT, read_whole
from creditcalc.period import moment, moment_iso
from creditcalc.reports.report import pasted
from creditcalc.reports.wallet import wallets
from creditcalc.sheets.catalog import Catalog
from creditcalc.text import count, plural, sentence
from creditcalc.wallet.codec import DAMAGE_REMEDY, DamagedWallet, check_measure, entry_read, quote_read
from creditcalc.wallet.exports import ExportFormat, exporter
from creditcalc.wallet.exports.moves import WalletExport
from creditcalc.wallet.ledger import Entry
from creditcalc.wallet.location import location
from creditcalc.wallet.record import DRAFT, Written
from creditcalc.wallet.store import Store, Wallet, open_wallets
from creditcalc.wallet.terms import Said, began, terms_of, without_plan

if TYPE_CHECKING:
    from creditcalc.wallet.salvage import Salvage

app = PlainTyper()


@app.command("open")
@command
def open_wallet(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the wallet: letters, digits, `.`, `-` and `_`.")],
    since: Annotated[
        str,
        typer.Option(
            metavar="DAY",
            parser=today_or,
            help="Start of the plan; its day is your billing day.",
            rich_help_panel=Section.RECORD,
        ),
    ],
    ctx: typer.Context,
    said: PlanSaid,
    output: Output,
    plan: Annotated[
        str | None,
        typer.Option(
            "--plan",
            metavar="PLAN",
            help="Plan you have, for example plus; none where none is sold.",
            rich_help_panel=Section.RECORD,
        ),
    ] = None,
    left: Annotated[
        str | None,
        typer.Option(
            metavar="N", help="Credits you had then, if not all of the plan's.", rich_help_panel=Section.RECORD
        ),
    ] = None,
    default: Annotated[
        bool, typer.Option("--default", help="Make it the default wallet.", rich_help_panel=Section.RECORD)
    ] = False,
    platform: PlatformName = None,
    edition: EditionName = None,
    pricing: Pricing = None,
    no_config: NoConfig = False,
) -> None:
    """Open a wallet for your plan.

    creditcalc wallet open main --plan plus --since 2026-05-14

    The first wallet becomes the default one. The price book says what the plan grants, when it resets, what is carried
    over and which credits are spent first. You are asked for what is not published. If a platform sells no plans, leave
    out --plan, and say with --left what you had.
    """
    _named(name)
    at = now()
    book = BookOptions(platform, edition, None, pricing, no_config).remembering(ctx).open()
    amount = None if left is None else Amount.typed(left)
    if plan is None and book.plans:
        not_given("--plan")
    found = None if plan is None else book.named_plan(plan)
    start = moment(since) if found is None else began(found, since, Said(*said))
    if start > at:
        raise CreditcalcError(f"{moment_iso(start)} is in the future: a wallet records only what has happened")
    known: tuple[str, ...] = ()
    if found is None:
        terms = without_plan(amount)
    else:
        terms, known = terms_of(book.on_sale(found, f"{start:%Y-%m-%d}"), book, start, Said(*said))
    with open_wallets(write=True, create=True) as store:
        wallet = store.create(name, book.platform, book.id)
        if default:
            store.prefer(wallet)
        entries = store.add(wallet, [Entry(DRAFT, "open", start, at, amount, terms=terms)], at)
        books = store.books(wallet, at)
    notes = [f"{sentence(one)}." for one in (*known, terms.cadence.rule) if one]
    told(output, Written(wallet, entries, books), pricing, notes, more=f"Next: {pasted('wallet balance')}")


GOOD_NAME = re.compile("[A-Za-z0-9][A-Za-z0-9._-]{,39}", re.ASCII)


def _named(name: str) -> None:
    if not GOOD_NAME.fullmatch(name):
        would = re.sub("[^A-Za-z0-9._-]+", "-", name).strip("-._")[:40]
        raise CreditcalcError(
            f"`{name[:60]}` cannot be a wallet's name: use at most 40 letters, digits, `.`, `-` and `_`"
            f"{f', as in `{would}`' if would else ''}"
        )


@app.command("list")
@command
def list_wallets(output: Output, pricing: Pricing = None) -> None:
    """List your wallets and what is left in them.

    creditcalc wallet list
    """
    at = now()
    with open_wallets() as store:
        found = [(head_of(wallet, pricing), store.books(wallet, at)) for wallet in store.wallets()]
    emit(output, wallets(found))


@app.command()
def default(name: Annotated[str, typer.Argument(metavar="NAME", help="Wallet, for example main.")]) -> None:
    """Choose the default wallet.

    creditcalc wallet default main
    """
    with open_wallets(write=True) as store:
        store.prefer(store.wallet(name))
    write_output(f"{name} is the default wallet\n")


@app.command("path")
def show_path() -> None:
    """Print where the wallets are stored.

    creditcalc wallet path

    All wallets are in one file: `$CREDITCALC_WALLET`, or `creditcalc/wallet.db` in your data folder.
    """
    write_output(f"{location()}\n")


@app.command()
def check() -> None:
    """Verify the wallet file and its balances.

    creditcalc wallet check

    It checks the pages of the file, the checksum of every row, and that the balances follow from the entries. Each
    fault is one line on standard error. The exit code is 1 if there is any.
    """
    with open_wallets() as store:
        faults = list(store.check(now()))
    for fault in faults:
        say(fault)
    if faults:
        raise CreditcalcError(f"{count(len(faults), 'fault')}: {DAMAGE_REMEDY}")
    write_output("no faults found\n")


def story(store: Store, wallet: Wallet, at: str | None, platform_name: str) -> WalletExport:
    """A wallet's story up to a moment; else all of it, with what was written while the clock was ahead."""
    entries = tuple(store.entries(wallet))
    until = when(at) if at else max(now(), *(entry.at for entry in entries))
    entries = tuple(entry for entry in entries if entry.at <= until)
    quotes = {digest: store.quote(digest) for digest in dict.fromkeys(entry.quote for entry in entries) if digest}
    return WalletExport(wallet.name, wallet.platform, platform_name, wallet.edition, entries, quotes, until)


@app.command("export")
@command
def export_wallet(
    wallet: Which,
    to: Annotated[ExportFormat, typer.Option(help="Format to write.", rich_help_panel=Section.OUTPUT)] = "json",
    output: Annotated[
        str | None, output_option(".json", ".csv", help="Write to FILE (never leaves a partial file).")
    ] = None,
    at: At = None,
) -> None:
    """Export a wallet for other tools or as a backup.

    creditcalc wallet export --to beancount --output credits.beancount

    Ledger formats include balance assertions, FOCUS 1.2 is for cost tools, CSV for spreadsheets, and JSON for `wallet
    import`. A format without ranges gets the low end of an amount, marked until you reconcile it. From a damaged file,
    JSON gets everything that can be read. Each loss is one line on standard error, and the exit code is then 1.
    """
    check_output(output)
    damage = None
    try:
        with open_wallets() as store:
            found = store.wallet(wallet.name)
            name = (
                Catalog().platform(found.platform).sheet.name
                if found.platform in Catalog().index.platforms
                else found.platform
            )
            text = exporter(to)(story(store, found, at, name))
    except DamagedWallet:
        if to != "json":
            raise
        from creditcalc.wallet.salvage import salvage  # noqa: PLC0415  # a whole file needs none

        damage = salvage(wallet.name, when(at) if at else None)
        _, name, platform, edition = damage.wallet
        text = exporter(to)(WalletExport(name, platform, "", edition, damage.entries, damage.quotes, when(at)))
    write_file(output, text)
    if damage is not None:
        _say_lost(damage, output)


def _say_lost(damage: "Salvage", output: str | None) -> None:
    """Name what a damaged file has lost, and what to do; raises CreditcalcError where it is anything."""
    for one in damage.lost:
        say(f"lost: {one}")
    saved = named_file(output) or "FILE"
    remedy = f"move the file that `creditcalc wallet path` names, then run `creditcalc wallet import {saved}`"
    name = damage.wallet.name
    if damage.lost:
        raise CreditcalcError(f"the file is damaged; what is intact of wallet `{name}` is saved: {remedy}")
    note(f"the file is damaged, but nothing of wallet `{name}` is lost: {remedy}")


@app.command("import")
@command
def import_wallet(
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="File from `wallet export --to json`; - for standard input.")
    ],
    output: Output,
    pricing: Pricing = None,
) -> None:
    """Import a wallet that was exported as JSON.

    creditcalc wallet import main.json

    The imported wallet exports the same bytes again. Nothing is imported if the file was changed, or if you already
    have a wallet with its name.
    """
    name, platform, edition, entries, quotes = _read(file)
    at = now()
    with open_wallets(write=True, create=True) as store:
        wallet = store.create(name, platform, edition)
        for digest, quote in quotes.items():
            if store.keep(quote) != digest:
                raise CreditcalcError(f"quote {digest[:19]} has changed since it was written", place=file)
        for entry in entries:
            if entry.quote is not None and entry.quote not in quotes:
                raise CreditcalcError(f"entry {entry.number} names a quote that the file does not have", place=file)
        store.restore(wallet, entries, at)
        books = store.books(wallet, at)
    report = wallets([(head_of(wallet, pricing), books)])
    emit(output, report._replace(title=f"{plural(len(entries))} imported", answer=(), notes=()))


def _read(file: str) -> tuple[str, str, str, list[Entry], dict[str, Any]]:
    """The parts of an export; raises CreditcalcError for anything else."""
    try:
        found = json.loads(read_whole(file, LARGEST_EXPORT).decode())
        if found["schema"] != "creditcalc/wallet/1":
            raise ValueError
        _named(found["wallet"])
        entries = [entry_read(one) for one in found["entries"]]
        check_measure(entries)
        quotes = {digest: quote_read(quote) for digest, quote in found["quotes"].items()}
        names = [found[name] for name in ("wallet", "platform", "edition")]
        if not all(isinstance(name, str) for name in names) or not entries:
            raise ValueError
        "".join([*names, *(entry.key or "" for entry in entries)]).encode()  # half a character is not text
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise CreditcalcError("not a wallet written by `creditcalc wallet export --to json`", place=file) from None
    return names[0], names[1], names[2], entries, quotes
