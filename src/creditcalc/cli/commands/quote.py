"""`creditcalc quote`."""

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

import typer

from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import (
    MODEL,
    BookOptions,
    Budget,
    GenerationOptions,
    InWords,
    Key,
    Output,
    PayingWallet,
    PlanShown,
    Tolerance,
    command,
    limit_of_option,
    tolerance_of,
)
from creditcalc.cli.output import emit, for_terminal, gate, may_ask, note, usage, write_json, write_output
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.rating.quote import Quote, price
from creditcalc.reports.quote import noticed, quote_json

if TYPE_CHECKING:
    from creditcalc.cli.config import Known
    from creditcalc.plans.share import PlanShare
    from creditcalc.pricebook.model import Model
    from creditcalc.reports.objects.shared import BudgetObject
    from creditcalc.sheets.newest import Elsewhere
    from creditcalc.wallet.glance import Glance

app = PlainTyper()


@app.command()
@command
def quote(
    asked: GenerationOptions,
    book: BookOptions,
    output: Output,
    words: InWords = None,
    model: Annotated[str | None, MODEL] = None,
    plan: PlanShown = None,
    budget: Budget = None,
    tolerance: Tolerance = None,
    wallet: PayingWallet = None,
    charge: Annotated[
        bool,
        typer.Option(
            "--charge",
            help="Record the cost in the wallet (only if it certainly covers it).",
            rich_help_panel=Section.WALLET,
        ),
    ] = False,
    key: Key = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print only the total.", rich_help_panel=Section.OUTPUT)
    ] = False,
) -> None:
    """Price one generation.

    creditcalc quote veo-3.1 8s 4k audio

    `80+` means at least 80, `~5` about 5. Options you leave out use the model's default, or the quote becomes a range.

    creditcalc quote --model veo-3.1 --seconds 8 --plan plus
    """
    limit, share = limit_of_option(budget), tolerance_of(tolerance)
    if charge and wallet is None:
        usage("--charge needs --wallet")
    if key is not None and not charge:
        usage("--key needs --charge")
    catalog = book.catalog()
    edition = book.open(catalog)
    for ignored in edition.ignored:
        note(ignored)
    model, asked, answers = _asked(words, model, asked, edition, ask=not quiet and may_ask(output))
    found = edition.model(model)
    settings = edition.meant(found, asked.settings())
    told = book.known_plan(edition, plan)
    priced, known = _priced(edition, told, found, settings, asked)
    there = None
    if edition.newer and not quiet:
        from creditcalc.sheets.newest import newer  # noqa: PLC0415  # a quote in a named edition looks at no other

        there = newer(catalog, priced, model, lambda its: asked.planned(its, settings))
        priced = _noticed(priced, there, output)
    if quiet:
        write_output(f"{priced.total}\n")
    else:
        part = _share(priced, known, book)
        budgeted = None if limit is None else _budgeted(priced, limit, share)
        if output.as_json:
            write_json({**quote_json(priced, part, budgeted), "selection": book.selection(edition, known)})
        else:
            from creditcalc.reports.fresh import dated, of_quotes, of_share  # noqa: PLC0415  # JSON draws no screen
            from creditcalc.reports.quote_screen import quote_report  # noqa: PLC0415  # the same

            seen = _seen(edition, wallet) if for_terminal(output) else None
            if seen is not None and told is None:
                from creditcalc.cli.config import plan_of_wallet  # noqa: PLC0415  # most have no wallet

                part = _share(priced, plan_of_wallet(edition, seen.terms, [found]), book)
            shown = quote_report(priced, plan=part, budget=budgeted, there=there, wallet=seen, tolerance=share)
            emit(output, *dated(book.today, of_quotes([priced]).and_of(of_share(edition, part)), shown))
    if answers:
        from creditcalc.cli.questions import say_again  # noqa: PLC0415  # few quotes ask

        say_again(answers)
    if limit is not None:
        gate(priced.total, limit, "the budget", share)
    if wallet is not None:
        from creditcalc.cli.wallet_gate import gate_wallet  # noqa: PLC0415  # a quote opens no database

        note(str(gate_wallet(wallet, priced.total, edition, [priced] if charge else [], key=key, tolerance=share)))


def _asked(
    words: list[str] | None, model: str | None, asked: GenerationOptions, edition: Edition, *, ask: bool
) -> tuple[str, GenerationOptions, list[str]]:
    """The model and the options, with what words say and, if it may be asked, what a person answers, as words too."""
    if ask:
        from creditcalc.cli.questions import asked_for  # noqa: PLC0415  # scripts are never asked

        return asked_for(words, model, asked, edition)
    if words or model is None:
        from creditcalc.cli.words import modelled  # noqa: PLC0415  # most quotes are asked for by options

        return *modelled(words, model, asked, [edition]), []
    return model, asked, []


def _priced(
    edition: Edition,
    known: "Known | None",
    model: "Model",
    settings: dict[str, str | bool],
    asked: GenerationOptions,
) -> "tuple[Quote, Known | None]":
    """The quote with the plan that the model is made on among its settings, and the plan.

    A plan that is remembered is left out where that is not possible, or where a setting says another one. Raises
    CreditcalcError for one that was typed.
    """
    if known is None:
        return price(asked.planned(model, settings), edition), None
    from creditcalc.cli.config import able_plan, left_out  # noqa: PLC0415  # plans are not on the way of every quote
    from creditcalc.plans.able import made_on  # noqa: PLC0415  # the same

    known = able_plan(known, [model], edition)
    if known is None or "plan" not in model.settings:
        return price(asked.planned(model, settings), edition), known
    try:
        made = made_on(known.plan, model, settings, edition)
    except CreditcalcError:
        if known.typed:
            raise
        return price(asked.planned(model, settings), edition), None
    if "plan" in settings:
        return price(asked.planned(model, settings), edition), known
    settings |= made
    try:
        return price(asked.planned(model, settings), edition), known
    except CreditcalcError as error:
        left_out(known, error)
        del settings["plan"]
        return price(asked.planned(model, settings), edition), None


def _noticed(priced: Quote, there: "Elsewhere", output: Output) -> Quote:
    """The quote with a notice for scripts of what the newest prices make of it, where that is another figure."""
    found = noticed(priced, there)
    if found is not priced and output.scripts:
        note(f"{found.notices[-1].text}: `--edition {there.edition}`")
    return found


def _budgeted(quote: Quote, limit: Fraction, tolerance: Fraction) -> "BudgetObject | None":
    from creditcalc.reports.book import budget_json  # noqa: PLC0415  # most quotes have no limit

    return budget_json(quote.total, limit, tolerance)


def _seen(edition: Edition, wallet: str | None) -> "Glance | None":
    from creditcalc.cli.wallet_glance import glanced  # noqa: PLC0415  # most results are not drawn for a terminal

    return glanced(edition, wallet)


def _share(quote: Quote, known: "Known | None", book: BookOptions) -> "PlanShare | None":
    if known is None:
        return None
    from creditcalc.cli.config import share_of_plan  # noqa: PLC0415  # plans are not on the way of every quote

    return share_of_plan(quote.edition, quote.total, known, book)
