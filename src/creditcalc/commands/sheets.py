"""`creditcalc sheets`."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

import typer

from creditcalc.catalog import Catalog
from creditcalc.commands.options import Output, command
from creditcalc.commands.output import emit, write
from creditcalc.errors import REFUSED, CreditcalcError, inert

app = typer.Typer(help="Check the price sheets, and say where they are and how they are written.")

OLD = timedelta(days=365)

Pricing = Annotated[
    str | None, typer.Option(envvar="CREDITCALC_PRICING", metavar="DIR", help="A folder of your own sheets.")
]


@app.command()
@command
def check(
    output: Output,
    path: Annotated[
        Path | None, typer.Argument(help="A folder of your own sheets, or one sheet in it. All sheets, if left out.")
    ] = None,
    pricing: Pricing = None,
) -> None:
    """Find every fault of every sheet at once, prove the rate tables, and run the worked examples.

    creditcalc sheets check

    Each fault is one line on standard error, `path:line:col: what, and the remedy`. Exit 1 if there is any.
    """
    from creditcalc.audit import audit, within  # noqa: PLC0415  # the other commands read no sheets

    folder = pricing if path is None else str(_root(path))
    today = datetime.now(UTC).date()
    found = audit(Catalog(folder), (today - OLD).isoformat())
    faults = found.faults
    if path is not None and not path.is_dir():
        faults = within(faults, path.absolute(), _root(path))
    for fault in faults:
        typer.echo(inert(fault), err=True)
    emit(output, found.report)
    if faults:
        raise typer.Exit(REFUSED)


def _root(path: Path) -> Path:
    """The folder of sheets that a path is in: itself, or for a sheet the folder above its platform."""
    if path.is_dir():
        return path
    if not path.exists():
        raise CreditcalcError(f"`{path}` is neither a sheet nor a folder of sheets")
    for folder in path.absolute().parents:
        if (folder / "catalog.yaml").exists():
            return folder
        if (folder / "platform.yaml").exists():
            return folder.parent
    parents = path.absolute().parents
    return parents[min(2, len(parents) - 1)]


@app.command()
def schema(
    sheet: Annotated[
        Literal["catalog", "platform", "edition", "models", "plans", "addons"], typer.Argument(help="Which sheet.")
    ],
) -> None:
    """Print the JSON Schema of a sheet, which editors use to complete and check it.

    creditcalc sheets schema models
    """
    from creditcalc.compiler import sheet_schema  # noqa: PLC0415  # the compiler owns yaml

    write(json.dumps(sheet_schema(sheet), indent=2) + "\n")


@app.command("path")
def show_path(pricing: Pricing = None) -> None:
    """Print the folders that sheets come from, the later ones laid over the earlier.

    creditcalc sheets path
    """
    write("".join(f"{root.path}\n" for root in Catalog(pricing).roots))
