"""`creditcalc platforms`."""

from typing import Annotated

import typer

from creditcalc.batch.formats import names_file
from creditcalc.cli.batch_options import OUR_FORM, ListForm
from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.known_plans import known_plans
from creditcalc.cli.options import (
    MODEL,
    BookOptions,
    GenerationOptions,
    NoConfig,
    Output,
    Pricing,
    command,
    remembered,
)
from creditcalc.cli.output import emit, usage
from creditcalc.errors import CreditcalcError
from creditcalc.plans.platforms import offers
from creditcalc.pricebook.edition import Edition
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
    form: ListForm,
    output: Output,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE|WORD...", help="Shots in a file, or words for options: veo-3.1 8s 4k audio x3."),
    ] = None,
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
    keep: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN",
            help="Keep this column of your own without reading it; can be repeated.",
            rich_help_panel=Section.SHOTS,
        ),
    ] = None,
    pick: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Choose a storyboard's alternative with this name.", rich_help_panel=Section.SHOTS
        ),
    ] = None,
    pricing: Pricing = None,
    no_config: NoConfig = False,
) -> None:
    """Compare one generation, or shots, on every platform.

    creditcalc platforms compare veo-3.1 8s audio

    It shows credits, the share of each plan's month, the money that costs on the plan, and how that compares with the
    provider's list price. Where a platform makes fixed lengths only, it prices the next longer one and says so.

    creditcalc platforms compare --model veo-3.1 --seconds 8 --audio

    creditcalc platforms compare shots.csv

    creditcalc platforms compare storyboard.yaml --pick final

    A file is priced shot by shot, as by `batch`. Every platform is shown with the shots that have a price there; the
    others are counted and named. The cheapest mix makes each shot where it is cheapest. Options of a generation hold
    for rows that say nothing else. The exit code is 1 where a shot has no price on any platform, or 5 where it is not
    published.
    """
    catalog, book = Catalog(pricing), BookOptions(pricing=pricing, no_config=no_config).remembering()
    own = book.open(catalog)

    def opened(platform: str) -> Edition:
        return own if platform == own.platform else book._replace(platform=platform).open(catalog)

    if words and len(words) == 1 and names_file(words[0]):
        from creditcalc.cli.elsewhere import compare_shots  # noqa: PLC0415  # most compare one generation

        compare_shots(
            words[0],
            catalog,
            book,
            opened,
            defaults={**({"model": model} if model else {}), **asked.as_row()},
            form=form,
            keep=keep or (),
            pick=pick,
            plans=plan or (),
            yearly=yearly,
            output=output,
        )
        return
    if form != OUR_FORM or pick or keep:
        usage("--pick, --keep and the options of a shot list need a file: platforms compare shots.csv")
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
    mine = Mine(own.platform, known_plans(book, found))
    ranking = platform_ranking(catalog, found, missing, name, mine, yearly=yearly or output.scripts)
    emit(output, *dated(book.today, of_offers(found), ranking))
