"""`creditcalc models`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from creditcalc.amount import number
from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import BookOptions, GenerationOptions, InWords, Output, PlanShown, command
from creditcalc.cli.output import emit, for_terminal, note
from creditcalc.errors import CreditcalcError
from creditcalc.plans.able import excluded
from creditcalc.pricebook.model import ModelKind
from creditcalc.pricebook.naming import begins, plans_alone
from creditcalc.rating.compare import Ranked, none_makes, ranked
from creditcalc.reports.fresh import dated, of_models, of_quotes, of_share
from creditcalc.reports.model import model_data, model_reports
from creditcalc.reports.models import comparison_title, model_ranking, models
from creditcalc.text import ticked

if TYPE_CHECKING:
    from creditcalc.cli.config import Known
    from creditcalc.plans.share import PlanShare
    from creditcalc.pricebook.edition import Edition

app = PlainTyper(help="List, show and compare models.\n\ncreditcalc models show veo-3.1")

KINDS = f"Only models of this kind: {ticked(get_args(ModelKind))}."


@app.command("list")
@command
def list_models(
    book: BookOptions,
    output: Output,
    word: Annotated[
        list[str] | None,
        typer.Argument(metavar="WORD", help="Only models with WORD in their name or maker's name."),
    ] = None,
    kind: Annotated[ModelKind | None, typer.Option(metavar="NAME", help=KINDS, rich_help_panel=Section.SHOW)] = None,
    maker: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Only models of makers with NAME in their name.", rich_help_panel=Section.SHOW
        ),
    ] = None,
    below: Annotated[
        str | None,
        typer.Option(
            metavar="N", help="Only models that can cost N credits a unit or less.", rich_help_panel=Section.SHOW
        ),
    ] = None,
    sort: Annotated[
        Literal["sheet", "price"],
        typer.Option(help="Sort as in the price sheet, or by price.", rich_help_panel=Section.SHOW),
    ] = "sheet",
) -> None:
    """List the models you can price.

    creditcalc models list --kind video --sort price

    Each price is a range, from the cheapest to the most expensive options of the model.

    creditcalc models list kling
    """
    edition = book.open()
    limit = None if below is None else number(below)
    asked = " ".join(word or ())
    if asked and not any(begins(model, asked) for model in edition.models.values()):
        edition.named(asked)  # which says what the word may have meant
    listed = models(
        edition,
        book.today,
        word=asked,
        kind=kind,
        maker=maker,
        below=limit,
        by_price=sort == "price",
        typed=book.typed,
    )
    sold = [edition.models[one["id"]] for one in listed.data["models"]]
    emit(output, *dated(book.today, of_models(edition, sold, rows=False), listed), selection=book.selection(edition))


@app.command()
@command
def show(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="Model, for example veo-3.1.")],
    book: BookOptions,
    output: Output,
    sources: Annotated[
        bool,
        typer.Option("--sources", help="Show the source of each price, and all notes.", rich_help_panel=Section.SHOW),
    ] = False,
) -> None:
    """Show the prices, options and limits of a model.

    creditcalc models show veo-3.1

    It also lists what has no published price, what is not sold, and with --sources the source of each.
    """
    edition = book.open()
    found = edition.model(model)
    if output.scripts:
        emit(output, model_data(edition, found), selection=book.selection(edition))
    else:
        shown = model_reports(edition, found, sources=sources, typed=book.typed)
        emit(output, *dated(book.today, of_models(edition, [found]), *shown))


@app.command()
@command
def compare(
    asked: GenerationOptions,
    book: BookOptions,
    output: Output,
    words: InWords = None,
    kind: Annotated[ModelKind, typer.Option(metavar="NAME", help=KINDS, rich_help_panel=Section.WORK)] = "video",
    plan: PlanShown = None,
) -> None:
    """Compare models for the same job, cheapest first.

    creditcalc models compare 8s 1080p audio

    Draft on a cheap model, finish on an expensive one. Where ranges overlap, the order is not certain.

    creditcalc models compare --seconds 8 --audio
    """
    edition = book.open()
    if without := plans_alone(edition):
        raise CreditcalcError(without)
    candidates = [model for model in edition.models.values() if model.kind == kind]
    if words:
        from creditcalc.cli.words import heard_of_many  # noqa: PLC0415  # most comparisons have none

        asked = heard_of_many(words, asked, candidates, edition)
    given = asked.of_many()
    known = told = book.known_plan(edition, plan)
    closed = [model for model in candidates if known and excluded(known.plan, [model])]
    candidates = [model for model in candidates if model not in closed]
    if known and closed and output.scripts:
        note(f"not available on {known.plan.name}: {ticked([model.id for model in closed], 'and')}")
    outputs = asked.images or asked.outputs
    made_on = known and known.plan.id
    found, unpublished = ranked(edition, candidates, given, outputs=outputs, takes=asked.takes, plan=made_on)
    if not found and known and not known.typed:
        note(f"your plan {known.plan.name} is left out: no {kind} model of it makes this")
        known, closed, candidates = None, [], [*candidates, *closed]
        found, unpublished = ranked(edition, candidates, given, outputs=outputs, takes=asked.takes)
    if not found:
        raise none_makes(f"no {kind} model of {edition.platform} {edition.id} makes this", candidates, given)
    if told is None and for_terminal(output):
        known = _wallets(edition, found)
    shares = _shares(edition, found, known, book) if known else []
    title = comparison_title(len(found), kind, given, outputs, asked.takes)
    ranking = model_ranking(edition, found, unpublished, title, book.today, shares=shares, closed=closed)
    basis = of_quotes(one.quote for one in found).and_of(of_share(edition, next(iter(shares), None)))
    emit(output, *dated(book.today, basis, ranking), selection=book.selection(edition, known))


def _shares(edition: "Edition", found: Sequence[Ranked], known: "Known", book: BookOptions) -> "list[PlanShare]":
    """What each takes of the plan."""
    from creditcalc.cli.config import share_of_plan  # noqa: PLC0415  # plans are not on the way of every comparison

    return [share_of_plan(edition, one.quote.total, known, book) for one in found]


def _wallets(edition: "Edition", found: Sequence[Ranked]) -> "Known | None":
    """The plan of the wallet that screens are told of."""
    from creditcalc.cli.config import plan_of_wallet  # noqa: PLC0415  # plans are not on the way of every comparison
    from creditcalc.cli.wallet_glance import glanced  # noqa: PLC0415

    seen = glanced(edition)
    return seen and plan_of_wallet(edition, seen.terms, [one.quote.generation.model for one in found])
