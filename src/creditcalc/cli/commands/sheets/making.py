"""Sheets made: of a platform, of a bill, of a public price map."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import Pricing
from creditcalc.cli.output import usage, write_output
from creditcalc.cli.streams import say
from creditcalc.clock import now

app = PlainTyper()

Destination = Annotated[
    Path, typer.Option("--in", metavar="DIR", help="Folder to write the sheets to.", rich_help_panel=Section.OUTPUT)
]


@app.command()
def new(
    platform: Annotated[
        str | None, typer.Argument(metavar="PLATFORM", help="Id of the platform, for example my-platform.")
    ] = None,
    folder: Destination = Path(),
    from_drift: Annotated[
        bool,
        typer.Option(
            "--from-drift",
            help="Create prices of your own from what a wallet was charged.",
            rich_help_panel=Section.WALLET,
        ),
    ] = False,
    wallet: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Wallet for --from-drift, instead of the default one.", rich_help_panel=Section.WALLET
        ),
    ] = None,
    pricing: Pricing = None,
) -> None:
    """Create the price sheets of a platform.

    creditcalc sheets new my-platform --in mine

    The new sheets pass `sheets check`. Fill in every `unknown` in them.

    With --from-drift it writes one sheet with what your wallet was charged for the spends that you reconciled. Each
    price replaces the bundled price of the same case and is marked as from a bill.

    creditcalc sheets new --from-drift --in mine
    """
    if (platform is None) != from_drift:
        usage("give either a platform or --from-drift")
    today = now().date().isoformat()
    if from_drift:
        from creditcalc.wallet.observed import write_observed  # noqa: PLC0415  # the other commands know no wallets

        path, left_out = write_observed(wallet, folder, pricing, today)
        for words in left_out:
            say(f"left out: {words}")
        write_output(f"{path}\n")
        return
    from creditcalc.sheets.starter import start  # noqa: PLC0415  # it knows how ids are written, and so yaml

    written = start(folder, platform or "", today[:7])
    write_output("".join(f"{path}\n" for path in written))


@app.command("import")
def import_(
    source: Annotated[Literal["litellm"], typer.Argument(metavar="SOURCE", help="Origin of the price map: litellm.")],
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Price map, such as `model_prices_and_context_window.json`.")
    ],
    folder: Destination = Path(),
) -> None:
    """Convert a public price map into price sheets.

    creditcalc sheets import litellm prices.json --in mine

    Every entry that is left out is listed on standard error with the reason.
    """
    from creditcalc.sheets.litellm import Skipped, read_price_map  # noqa: PLC0415  # the other commands import nothing
    from creditcalc.sheets.litellm import write_models as write_sheets  # noqa: PLC0415

    today = now().date().isoformat()
    entries = read_price_map(file, today)
    number = write_sheets(entries, folder, today)
    for entry in entries:
        if isinstance(entry, Skipped):
            say(f"left out: `{entry.id}`: {entry.reason}")
    write_output(f"{number} of {len(entries)} entries imported into {folder / source}\n")
