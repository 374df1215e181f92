"""Bills: what a platform really charged, written down for the sheets."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from creditcalc.amount import decimal, number
from creditcalc.cli.commands.sheets.making import Destination
from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import (
    MODEL,
    BookOptions,
    EditionName,
    GenerationOptions,
    InWords,
    NoConfig,
    PlatformName,
    Pricing,
    command,
    day_said,
)
from creditcalc.cli.output import at_terminal, note, usage, write_output
from creditcalc.clock import now, today
from creditcalc.errors import CreditcalcError
from creditcalc.record import Record
from creditcalc.text import sentence, series, units

if TYPE_CHECKING:
    from creditcalc.pricebook.bill import Bill
    from creditcalc.pricebook.edition import Edition

T = TypeVar("T")

app = PlainTyper()


@app.command()
@command
def observe(
    ctx: typer.Context,
    asked: GenerationOptions,
    words: InWords = None,
    model: Annotated[str | None, MODEL] = None,
    before: Annotated[
        str | None, typer.Option(metavar="N", help="Balance before the generation.", rich_help_panel=Section.WORK)
    ] = None,
    after: Annotated[
        str | None, typer.Option(metavar="N", help="Balance after the generation.", rich_help_panel=Section.WORK)
    ] = None,
    charged: Annotated[
        str | None,
        typer.Option(metavar="N", help="Charge itself, instead of the two balances.", rich_help_panel=Section.WORK),
    ] = None,
    day: Annotated[
        str | None,
        typer.Option(
            "--day", metavar="DAY", help="Day of the charge (2026-05-31 or today).", rich_help_panel=Section.WORK
        ),
    ] = None,
    words_of_note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help="Remark to keep.", rich_help_panel=Section.WORK)
    ] = None,
    wallet: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Wallet of --entry, instead of the default one.", rich_help_panel=Section.WALLET
        ),
    ] = None,
    entry: Annotated[
        int | None,
        typer.Option(metavar="N", help="Take a reconciled spend of a wallet.", rich_help_panel=Section.WALLET),
    ] = None,
    folder: Destination = Path(),
    platform: PlatformName = None,
    edition: EditionName = None,
    pricing: Pricing = None,
    no_config: NoConfig = False,
) -> None:
    """Record what a generation was really charged.

    creditcalc sheets observe veo-3.1-lite 6s --charged 4 --day 2026-06-20

    The bill is added to `bills.yaml` of the price book that was in force on that day, and `sheets check` compares it
    with the price. `--before 412 --after 408` says the same by the balances. At a terminal, you are asked for what you
    leave out. With --entry, all comes from a spend that you
    recorded and reconciled.

    creditcalc sheets observe --entry 2
    """
    given = _Given(before, after, charged, day)
    if entry is not None:
        if words or model or asked != GenerationOptions() or any(given):
            usage("--entry takes the generation, the charge and the day from the wallet: leave out the rest")
        from creditcalc.wallet.observed import bill_of_entry  # noqa: PLC0415  # the other commands know no wallets

        book, bill = bill_of_entry(wallet, entry, pricing)
        answers: list[str] = []
    elif wallet is not None:
        usage("--wallet needs --entry")
    else:
        options = BookOptions(platform, edition, None, pricing, no_config).remembering(ctx)
        book, bill, answers = _observed(options, asked, words, model, given)
    _write(folder, book, bill._replace(note=words_of_note))
    if answers:
        from creditcalc.cli.questions import say_again  # noqa: PLC0415  # scripts are never asked

        say_again(answers)


class _Given(Record):
    """What options say of a charge."""

    before: str | None
    after: str | None
    charged: str | None
    day: str | None


def _write(folder: Path, book: "Edition", bill: "Bill") -> None:
    """Add a bill to the sheet of its price book, and say what it contradicts. Raises CreditcalcError for a fault."""
    from creditcalc.sheets.bills import add_bill  # noqa: PLC0415  # the other commands write no bills
    from creditcalc.sheets.contradictions.bills import bill_faults  # noqa: PLC0415  # the same

    found = list(bill_faults(bill, book, now().date().isoformat()))
    if wrong := [fault.message for fault in found if not fault.warning]:
        raise CreditcalcError(*wrong)
    path = add_bill(folder, book, bill)
    for fault in found:
        note(fault.message)
    write_output(f"{path}\n")


def _observed(
    options: BookOptions, asked: GenerationOptions, words: list[str] | None, model: str | None, given: _Given
) -> tuple["Edition", "Bill", list[str]]:
    """The price book of the day, the bill, and what a person answered, as it is typed.

    Raises a usage error for what is missing where nobody can be asked.
    """
    from creditcalc.day import Day  # noqa: PLC0415  # the other commands name no day
    from creditcalc.pricebook.bill import Bill  # noqa: PLC0415  # nor write bills
    from creditcalc.rating.spoken import Needs  # noqa: PLC0415  # the same
    from creditcalc.rating.worked import written_down  # noqa: PLC0415  # the same

    if given.charged is not None and (given.before is not None or given.after is not None):
        usage("give --charged, or --before and --after")
    if not at_terminal():
        _all_given(given, named=bool(words or model))
    answers: list[str] = []
    day = _said(answers, "--day", given.day, "Day of the charge", day_said, today())
    book = options._replace(as_of=day).open()
    name, asked, said = _generation(words, model, asked, book)
    answers += said
    found = book.model(name)
    try:
        plan = asked.planned(found, book.meant(found, asked.settings()))
    except Needs as need:
        usage(str(need))
    mix = {key: decimal(share * 100) for key, share in plan.mix}
    bill = Bill(found.id, Day(day), written_down(plan.inputs, plan.outputs, plan.takes, mix))
    if given.charged is not None:
        return book, bill._replace(charged=number(given.charged)), answers
    title = f"{units(book.unit)} {{}} the generation"
    before = _said(answers, "--before", given.before, sentence(title.format("before")), number)
    after = _said(answers, "--after", given.after, sentence(title.format("after")), number)
    return book, bill._replace(before=before, after=after), answers


def _all_given(given: _Given, *, named: bool) -> None:
    """Raise a usage error that names what is missing."""
    missing = [] if named else ["a model"]
    if given.charged is None:
        missing += [f"--{name}" for name in ("before", "after") if getattr(given, name) is None]
    missing += [] if given.day else ["--day"]
    if missing:
        usage(f"nobody can be asked here, as this is not a terminal: give {series(missing)}")


def _generation(
    words: list[str] | None, model: str | None, asked: GenerationOptions, book: "Edition"
) -> tuple[str, GenerationOptions, list[str]]:
    """The model and the options, and what a person answered of them."""
    if at_terminal():
        from creditcalc.cli.questions import asked_for  # noqa: PLC0415  # scripts are never asked

        return asked_for(words, model, asked, book)
    from creditcalc.cli.words import modelled  # noqa: PLC0415  # the other commands take no words

    return *modelled(words, model, asked, [book]), []


def _said(
    answers: list[str], option: str, given: str | None, question: str, read: Callable[[str], T], default: str = ""
) -> T:
    """What an option says, else what a person answers to its question, which is added to the answers."""
    if given is not None:
        return read(given)
    from creditcalc.cli.questions import ask  # noqa: PLC0415  # scripts are never asked

    def kept(answer: str) -> T:
        found = read(answer or default)
        answers.extend((option, answer or default))
        return found

    return ask(f"{question} [{default}]" if default else question, kept)
