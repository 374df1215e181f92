"""`creditcalc platforms`."""

from collections.abc import Sequence
from typing import Annotated

import typer

from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import (
    MODEL,
    BookOptions,
    GenerationOptions,
    InWords,
    NoConfig,
    Output,
    Pricing,
    command,
    remembered,
)
from creditcalc.cli.output import emit
from creditcalc.errors import CreditcalcError
from creditcalc.plans.platforms import Offer, offers
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.plan import Plan
from creditcalc.reports.fresh import dated, of_offers
from creditcalc.reports.platforms import Mine, offers_title, platform_ranking, platforms
from creditcalc.sheets.catalog import Catalog

app = PlainTyper(help="List platforms and compare what they charge.\n\ncreditcalc platforms list")


@app.command("list")
@command
def list_platforms(output: Output, pricing: Pricing = None, no_config: NoConfig = False) -> None:
    """List the platforms and their price books.

    creditcalc platforms list
    """
    catalog, memory = Catalog(pricing), remembered(config=not no_config)
    emit(output, platforms(catalog, memory.platform(catalog).id if memory else catalog.index.default_platform))


@app.command()
@command
def compare(
    asked: GenerationOptions,
    output: Output,
    words: InWords = None,
    model: Annotated[str | None, MODEL] = None,
    plan: Annotated[
        list[str] | None,
        typer.Option(
            "--plan", metavar="PLAN", help="Only on this plan; can be repeated.", rich_help_panel=Section.SHOW
        ),
    ] = None,
    yearly: Annotated[
        bool, typer.Option("--yearly", help="Also show plans paid by the year.", rich_help_panel=Section.SHOW)
    ] = False,
    pricing: Pricing = None,
    no_config: NoConfig = False,
) -> None:
    """Compare one generation on every platform, cheapest first.

    creditcalc platforms compare veo-3.1 8s audio

    It shows credits, the share of each plan's month, the money that costs on the plan, and how that compares with the
    provider's list price. Where a platform makes fixed lengths only, it prices the next longer one and says so.

    creditcalc platforms compare --model veo-3.1 --seconds 8 --audio
    """
    catalog, book = Catalog(pricing), BookOptions(pricing=pricing, no_config=no_config).remembering()
    own = book.open(catalog)

    def opened(platform: str) -> Edition:
        return own if platform == own.platform else book._replace(platform=platform).open(catalog)

    if words or model is None:
        from creditcalc.cli.words import modelled  # noqa: PLC0415  # most comparisons are asked for by options

        books = [own, *map(opened, catalog.index.platforms)] if words else []
        model, asked = modelled(words, model, asked, books)
    given = asked.of_many()
    found, missing = offers(
        catalog, model, given, outputs=asked.images or asked.outputs, takes=asked.takes, plans=plan or (), opened=opened
    )
    if not found and not missing:
        own.named(model)  # which says what the name may have meant
    if not found:
        why = f": {missing[0].platform}, {missing[0].reason}" if missing else " (see `creditcalc models list`)"
        raise CreditcalcError(f"no platform sells `{model}` with these settings{why}")
    name = offers_title(found, own.platform, given)
    mine = Mine(own.platform, _plans(book, found))
    ranking = platform_ranking(catalog, found, missing, name, mine, yearly=yearly or output.scripts)
    emit(output, *dated(book.today, of_offers(found), ranking))


def _plans(book: BookOptions, found: Sequence[Offer]) -> dict[str, Plan]:
    """The plans that are remembered of the platforms."""
    if book.memory is None:
        return {}
    editions = {offer.quote.edition.platform: offer.quote.edition for offer in found}
    known = {name: book._replace(platform=name).known_plan(edition) for name, edition in editions.items()}
    return {name: one.plan for name, one in known.items() if one}
