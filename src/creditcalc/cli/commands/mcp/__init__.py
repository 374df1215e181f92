"""`creditcalc mcp`: the commands as tools for a coding assistant."""

import sys
from typing import Annotated

import typer

from creditcalc.cli.commands.mcp.answers import Preset
from creditcalc.cli.options import BookOptions, command
from creditcalc.cli.output import note
from creditcalc.errors import CreditcalcError

app = typer.Typer()


@app.command()
@command
def mcp(
    book: BookOptions,
    wallet: Annotated[str | None, typer.Option(metavar="NAME", help="Which wallet; else the default one.")] = None,
    allow_spending: Annotated[
        bool, typer.Option("--allow-spending", help="Let the assistant write spends into the wallet.")
    ] = False,
    time_limit: Annotated[
        float, typer.Option(metavar="SECONDS", min=1, max=3600, help="The longest that a call may take.")
    ] = 30,
) -> None:
    """Serve a coding assistant, which starts this by itself.

    creditcalc mcp --platform invideo

    It speaks the Model Context Protocol over standard input and output: tools that quote, compare models, plans and
    platforms, price a storyboard and read the wallet; the price sheets as resources. Every answer says how sure a
    figure is before it says the figure. Nothing is written without --allow-spending. The options of the price book
    hold where the assistant names none.
    """
    try:
        from creditcalc.cli.commands.mcp.server import serve  # noqa: PLC0415  # an extra, and a second
    except ImportError:
        raise CreditcalcError(
            "the MCP SDK is not installed: run `pip install '.[mcp]'` in a clone of creditcalc"
        ) from None
    catalog = book.catalog()
    book.open(catalog)
    if sys.stdin.closed:  # before the start: nothing will be asked
        return
    if sys.stdin.isatty():
        note("waiting for an assistant on standard input; press Ctrl-C to stop")
    serve(catalog, Preset(book, wallet), spending=allow_spending, seconds=time_limit)
