"""`creditcalc platforms`."""

from typing import Annotated

import typer

from creditcalc.cli.options import GenerationOptions, Output, Pricing, command, complete_model
from creditcalc.cli.output import emit
from creditcalc.errors import CreditcalcError
from creditcalc.plans.platforms import offers
from creditcalc.reports.platforms import platform_ranking, platforms
from creditcalc.reports.quote import spoken
from creditcalc.sheets.catalog import Catalog

app = typer.Typer(help="List the platforms, and price the same generation on all of them.\n\ncreditcalc platforms list")


@app.command("list")
@command
def list_platforms(output: Output, pricing: Pricing = None) -> None:
    """Every platform: unit, editions, and how many models and plans.

    creditcalc platforms list
    """
    emit(output, platforms(Catalog(pricing)))


@app.command()
@command
def compare(
    model: Annotated[
        str,
        typer.Option(
            "--model", "-m", metavar="MODEL", help="What generates: an id or alias.", autocompletion=complete_model
        ),
    ],
    asked: GenerationOptions,
    output: Output,
    plan: Annotated[list[str] | None, typer.Option("--plan", metavar="PLAN", help="Only on these plans.")] = None,
    pricing: Pricing = None,
) -> None:
    """The same generation on every platform, cheapest first.

    creditcalc platforms compare --model veo-3.1 --seconds 8 --audio

    On every platform that sells it: in credits, as a share of each plan's month, in money at that plan's price, and
    against the provider's list price. Where a platform only makes fixed lengths, the next longer one is priced, and
    shown.
    """
    catalog = Catalog(pricing)
    given = asked.of_many()
    found, missing = offers(
        catalog, model, given, outputs=asked.images or asked.outputs, takes=asked.takes, plans=plan or ()
    )
    if not found:
        why = f": {missing[0].platform}, {missing[0].reason}" if missing else " (see `creditcalc models list`)"
        raise CreditcalcError(f"no platform sells `{model}` with these settings{why}")
    said = [word for name, value in given.items() if (word := spoken(name, "on" if value is True else str(value)))]
    emit(output, platform_ranking(catalog, found, missing, " · ".join([found[0].quote.generation.model.name, *said])))
