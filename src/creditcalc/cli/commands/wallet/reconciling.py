"""`creditcalc wallet reconcile`: what was really charged, for one spend or as a platform's bill says."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from creditcalc.amount import whole
from creditcalc.cli.commands.wallet.shared import Credited, NoteText, head_of, told
from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import Key, Output, Pricing, Tolerance, command, grouped, today_or, tolerance_of
from creditcalc.cli.output import emit, not_given, usage
from creditcalc.cli.streams import unshown
from creditcalc.clock import now
from creditcalc.day import Day
from creditcalc.errors import REFUSED, CreditcalcError
from creditcalc.period import zone_of
from creditcalc.pricebook.edition import Edition
from creditcalc.record import Record
from creditcalc.sheets.catalog import Catalog
from creditcalc.text import folded, inert
from creditcalc.wallet.record import book_of, record_reconcile
from creditcalc.wallet.store import Wallet, open_wallets

if TYPE_CHECKING:
    from creditcalc.wallet.statements.charges import BillForm

app = PlainTyper()

ENTRY_NUMBER = re.compile("[0-9]+", re.ASCII)
WINDOW = re.compile("([1-9][0-9]{0,4}) ?(s|m|h|d)", re.ASCII)
WINDOW_SIZES = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


@grouped(Section.ROWS)
class BillOptions(Record):
    """How a bill is read."""

    profile: Annotated[
        str | None,
        typer.Option(
            "--profile", metavar="PROFILE", help="Whose bill it is: fal, runway, openai, google, comfy and so on."
        ),
    ] = None
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns",
            metavar="KEY=NAME,...",
            help="Columns: time=Date,model=Model,amount=Cost; -Cost if charges are below 0.",
        ),
    ] = None
    models: Annotated[
        list[str] | None,
        typer.Option("--models", metavar="NAME=MODEL", help="What a name on the bill means; can be repeated."),
    ] = None
    window: Annotated[
        str,
        typer.Option("--window", metavar="LENGTH", help="How far a charge and its spend may lie apart: 90s, 10m, 2h."),
    ] = "10m"
    zone: Annotated[
        str | None, typer.Option("--zone", metavar="ZONE", help="Time zone of its days, instead of the profile's.")
    ] = None
    dates: Annotated[
        Literal["day-first", "month-first"] | None,
        typer.Option("--dates", help="How its dates are written, as 03-04-2026."),
    ] = None
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="DAY", parser=today_or, help="First day to compare; by default that of its first row."
        ),
    ] = None
    until: Annotated[
        str | None,
        typer.Option(
            "--until", metavar="DAY", parser=today_or, help="Last day to compare; by default that of its last row."
        ),
    ] = None


@app.command()
@command
def reconcile(
    bill: Annotated[
        str,
        typer.Argument(metavar="ENTRY|BILL", help="Number of a spend, or a bill in CSV or JSON (- for stdin)."),
    ],
    words: Credited,
    options: BillOptions,
    output: Output,
    charged: Annotated[
        str | None,
        typer.Option(metavar="N", help="Credits you were charged, of ENTRY.", rich_help_panel=Section.RECORD),
    ] = None,
    learn: Annotated[
        bool,
        typer.Option(
            "--record", help="Record what BILL charged in place of the estimates.", rich_help_panel=Section.RECORD
        ),
    ] = False,
    fail_on: Annotated[
        Literal["drift", "any"] | None,
        typer.Option(
            metavar="WHAT",
            help="Exit with 1 if a model was charged otherwise (drift), or if anything is not matched either (any).",
            rich_help_panel=Section.LIMIT,
        ),
    ] = None,
    tolerance: Tolerance = None,
    key: Key = None,
    note: NoteText = None,
    pricing: Pricing = None,
) -> None:
    """Record what you were charged, or compare a platform's bill.

    creditcalc wallet reconcile 3 96

    creditcalc wallet reconcile 3 --charged 96

    creditcalc wallet reconcile bill.csv --columns time=At,model=Model,amount=Cost

    With a number it adds an entry that replaces the estimate of that spend; `wallet history` shows the numbers.

    With a bill it compares what was charged with what you estimated, by model, and lists what was never estimated, what
    was never charged, and what is unclear. Nothing is recorded without --record. Bills of generations are matched
    by the id that you gave as --key, else by model and time; sums of days with the spends of those days; and a balance
    with that of the wallet.
    """
    share = tolerance_of(tolerance)
    if ENTRY_NUMBER.fullmatch(bill):
        only_bills = learn or fail_on is not None or tolerance is not None
        _entry(bill, words, options, output, charged, key, note, pricing, only_bills=only_bills)
        return
    if charged is not None or key is not None or note is not None:
        usage("--charged, --key and --note are for the number of a spend, not for a bill")
    _, name = words.read("--charged", None, known=True)
    _bill(bill, name, options, output, _Ask(learn, fail_on, share, pricing))


def _entry(
    number: str,
    words: Credited,
    options: BillOptions,
    output: Output,
    charged: str | None,
    key: str | None,
    note: str | None,
    pricing: str | None,
    *,
    only_bills: bool,
) -> None:
    """Record the charge of one spend."""
    if only_bills or options != BillOptions():
        usage(f"{number} is the number of a spend: leave out the options for bills, or name a bill as ./{number}")
    charged, wallet = words.read("--charged", charged)
    if charged is None:
        not_given("--charged")
    told(output, record_reconcile(wallet, whole(number), charged, now(), key=key, note=note), pricing)


class _Ask(Record):
    """What is asked of a bill, besides how it is read."""

    learn: bool
    fail_on: str | None
    tolerance: Fraction
    pricing: str | None


def _bill(path: str, name: str | None, options: BillOptions, output: Output, ask: _Ask) -> None:
    """Compare a bill with a wallet, and record what it says if that is asked for."""
    from creditcalc.reports.reconcile import Recorded, balance_report, found_wrong, reconciled_report  # noqa: PLC0415
    from creditcalc.reports.report import pasted  # noqa: PLC0415
    from creditcalc.wallet.statements.charges import read_balance, read_charges  # noqa: PLC0415
    from creditcalc.wallet.statements.learned import learned, record_learned, unrecorded  # noqa: PLC0415
    from creditcalc.wallet.statements.reconcile import BillAsked, balance_checked, counts, reconciled  # noqa: PLC0415
    from creditcalc.wallet.statements.rows import read_bill  # noqa: PLC0415

    at = now()
    asked = BillAsked(_window(options.window), _day(options.since), _day(options.until))
    catalog = Catalog(ask.pricing)
    with open_wallets() as store:
        wallet = store.wallet(name)
    edition = book_of(wallet, catalog)
    profile, form, names = _form(options, wallet, edition, catalog)
    sheet = form.sheet
    counts(sheet, edition)
    file = read_bill(path, None if form.own else sheet)
    if sheet.kind == "balance":
        if ask.learn:
            raise CreditcalcError("a balance says nothing of single spends: there is nothing to record")
        found_left = read_balance(file, form)
        with open_wallets() as store:
            checked = balance_checked(store, wallet, edition, found_left, sheet, at, profile or "")
        emit(output, balance_report(head_of(wallet, ask.pricing), checked, sheet))
        if ask.fail_on and checked.differs(ask.tolerance):
            raise typer.Exit(REFUSED)
        return
    read = read_charges(file, form, names)
    with open_wallets(write=ask.learn) as store:
        found = reconciled(store, wallet, edition, read, asked, at, profile=profile)
        entries = list(store.entries(wallet))
        known = None if found.counted and not ask.learn else learned(found, entries, edition, store.quote)
        new = record_learned(store, wallet, known, file.name, at) if ask.learn and known else None
    if new:
        unshown(f"entry {', '.join(str(one.number) for one in new)} is recorded")
    following = ""
    if known and not ask.learn and unrecorded(known, entries):
        following = f"To record the charges, add {pasted('--record')}"
    emit(output, reconciled_report(head_of(wallet, ask.pricing), found, sheet, Recorded(known, new, following)))
    differs = any(one.differs(ask.tolerance) for one in found.models)
    if (ask.fail_on and differs) or (ask.fail_on == "any" and found_wrong(found, ask.tolerance)):
        raise typer.Exit(REFUSED)


def _form(
    options: BillOptions, wallet: Wallet, edition: Edition, catalog: Catalog
) -> tuple[str | None, "BillForm", Mapping[str, str]]:
    """How a bill is read: by a profile, or by columns alone; and what its names mean."""
    from creditcalc.pricebook.statement import StatementSheet  # noqa: PLC0415
    from creditcalc.sheets.statements import billed_names, profile_of  # noqa: PLC0415
    from creditcalc.wallet.statements.charges import BillForm, columns_said, with_columns  # noqa: PLC0415

    if options.zone is not None:
        zone_of(options.zone)
    said = columns_said(options.columns)
    profile: str | None
    if options.profile is None and said.keys() >= {"time", "model", "amount"}:
        sheet = StatementSheet("bill", wallet.platform, "generations", edition.unit, "", {}, zone="local")
        profile, form = None, BillForm(sheet._replace(name="Your"), own=True)
    else:
        profile, sheet = profile_of(catalog, options.profile, wallet.platform)
        form = BillForm(sheet)
    form = with_columns(form, said)._replace(zone=options.zone, order=options.dates)
    names = {name: ids[0] for name, ids in edition.names.items() if len(ids) == 1 and ids[0] in edition.models}
    names |= {folded(model): model for model in edition.models}
    names |= billed_names(catalog, form.sheet, edition)
    return profile, form, {**names, **_named(options.models, edition)}


def _named(pairs: list[str] | None, edition: Edition) -> dict[str, str]:
    """What a person says that names mean."""
    found = {}
    for pair in pairs or ():
        name, sign, model = pair.rpartition("=")
        if not sign or not name.strip() or not model.strip():
            raise CreditcalcError(f'`{inert(pair[:60])}` says no model: write `--models "NAME=MODEL"`')
        found[folded(name)] = edition.model(model.strip()).id
    return found


def _window(text: str) -> timedelta:
    found = WINDOW.fullmatch(text)
    if not found:
        raise CreditcalcError(f"`{inert(text[:40])}` is not a length of time: write `90s`, `10m`, `2h` or `1d`")
    return whole(found[1]) * WINDOW_SIZES[found[2]]


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(Day.parse(text))
