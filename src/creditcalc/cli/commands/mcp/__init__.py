"""`creditcalc mcp`: the commands as tools for a coding assistant."""

import os
import sys
from typing import Annotated

import typer

from creditcalc.cli.commands.mcp.answers import Preset
from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import BookOptions, command
from creditcalc.cli.output import note
from creditcalc.errors import CreditcalcError

app = PlainTyper()


@app.command()
@command
def mcp(
    book: BookOptions,
    wallet: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Wallet to use instead of the default one.", rich_help_panel=Section.WALLET),
    ] = None,
    allow_spending: Annotated[
        bool,
        typer.Option(
            "--allow-spending",
            help="Let the assistant record spending in the wallet.",
            rich_help_panel=Section.WALLET,
        ),
    ] = False,
    config: Annotated[
        bool,
        typer.Option("--config", help="Use what `creditcalc config` remembers.", rich_help_panel=Section.PRICES),
    ] = False,
    time_limit: Annotated[float, typer.Option(metavar="N", min=1, max=3600, help="Stop a call after N seconds.")] = 30,
) -> None:
    """Serve prices to a coding assistant (MCP).

    creditcalc mcp --platform invideo

    The assistant starts this command itself and talks to it in the Model Context Protocol over standard input and
    output. It gets tools that quote, compare models, plans and platforms, price a storyboard and read the wallet, and
    the price sheets as resources. Every answer starts with how sure it is. Nothing is recorded without
    --allow-spending. The options for prices apply where the assistant names none, and what `creditcalc config`
    remembers only with --config.
    """
    try:
        from creditcalc.cli.commands.mcp.server import serve  # noqa: PLC0415  # an extra, and a second
    except ImportError:
        raise CreditcalcError(
            "the MCP SDK is not installed: run `pip install '.[mcp]'` in a clone of creditcalc"
        ) from None
    if not config:
        os.environ["CREDITCALC_CONFIG"] = ""  # for the tools, each of which is a command in a process of its own
    catalog = book.catalog()
    book.open(catalog)
    if sys.stdin.closed:  # before the start: nothing will be asked
        return
    if sys.stdin.isatty():
        note("waiting for an assistant on standard input; press Ctrl-C to stop")
    serve(catalog, Preset(book, wallet), spending=allow_spending, seconds=time_limit)
