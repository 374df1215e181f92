"""`creditcalc models`."""

from typing import Annotated, Literal

import typer

from creditcalc.amount import number
from creditcalc.cli.options import BookOptions, GenerationOptions, Output, command, complete_model, complete_plan
from creditcalc.cli.output import emit, note
from creditcalc.errors import CreditcalcError
from creditcalc.plans.able import excluded
from creditcalc.plans.share import share
from creditcalc.pricebook.model import Model, ModelKind
from creditcalc.rating.compare import ranked
from creditcalc.rating.generation import resolve
from creditcalc.reports.models import model_ranking, model_reports, models
from creditcalc.reports.plans import with_shares
from creditcalc.reports.quote import spoken
from creditcalc.text import count, ticked

app = typer.Typer(help="List, show and compare the models of a price book.\n\ncreditcalc models show veo-3.1")


@app.command("list")
@command
def list_models(
    book: BookOptions,
    output: Output,
    kind: Annotated[ModelKind | None, typer.Option(help="Only models that make this.")] = None,
    maker: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only models whose maker's name has this in it.")
    ] = None,
    below: Annotated[str | None, typer.Option(metavar="N", help="Only models with a price of at most this.")] = None,
    sort: Annotated[Literal["sheet", "price"], typer.Option(help="As in the sheets, or by price.")] = "sheet",
) -> None:
    """Every model, with what a second or an image of it costs.

    creditcalc models list --kind video --sort price

    A cost is the interval over all settings of the model: the cheapest to the dearest.
    """
    edition = book.open()
    limit = None if below is None else number(below)
    emit(output, models(edition, kind=kind, maker=maker, below=limit, by_price=sort == "price"))


@app.command()
@command
def show(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="An id or alias.", autocompletion=complete_model)],
    book: BookOptions,
    output: Output,
) -> None:
    """One model whole: rates, settings, limits, surcharges, sources.

    creditcalc models show veo-3.1

    What nobody publishes, and what is not sold, stands there too, with who says so.
    """
    edition = book.open()
    emit(output, *model_reports(edition, edition.model(model)))


@app.command()
@command
def compare(
    asked: GenerationOptions,
    book: BookOptions,
    output: Output,
    kind: Annotated[ModelKind, typer.Option(help="Only models that make this.")] = "video",
    plan: Annotated[
        str | None,
        typer.Option(
            "--plan", metavar="PLAN", help="A plan: shares of its allowance, and money.", autocompletion=complete_plan
        ),
    ] = None,
) -> None:
    """Every model that can make the same thing, cheapest first.

    creditcalc models compare --seconds 8 --audio

    Draft on a cheap one, finish on a dear one. Where intervals overlap the order is not certain, and a note says so.
    """
    edition = book.open()
    given = asked.of_many()
    candidates = [model for model in edition.models.values() if model.kind == kind]
    if plan is not None:
        on = edition.plan(plan)
        closed = [model for model in candidates if excluded(on, [model])]
        candidates = [model for model in candidates if model not in closed]
        if closed:
            note(f"not available on {on.name}: {ticked([model.id for model in closed], 'and')}")
    outputs = asked.images or asked.outputs
    made_on = None if plan is None else edition.plan(plan).id
    found, unpublished = ranked(edition, candidates, given, outputs=outputs, takes=asked.takes, plan=made_on)
    if not found:
        raise CreditcalcError(f"no {kind} model of {edition.platform} {edition.id} makes this{_why(candidates, given)}")
    said = [word for name, value in given.items() if (word := spoken(name, "on" if value is True else str(value)))]
    ranking = model_ranking(edition, found, unpublished, " · ".join([count(len(found), f"{kind} model"), *said]))
    if plan is not None:
        shares = [share(edition, one.quote, edition.plan(plan)) for one in found]
        ranking = with_shares(ranking, shares)
    emit(output, ranking)


def _why(candidates: list[Model], given: dict[str, str | bool]) -> str:
    """What the first model that refuses says."""
    for model in candidates:
        try:
            resolve(model, given)
        except CreditcalcError as error:
            return f": {error}"
    return ": no price is published"
