"""Where sheets are, and how they are written."""

import json
from typing import Annotated, Literal

import typer

from creditcalc.cli.help import PlainTyper
from creditcalc.cli.options import Pricing
from creditcalc.cli.output import write_output
from creditcalc.sheets.catalog import Catalog

app = PlainTyper()


@app.command()
def schema(
    sheet: Annotated[
        Literal[
            "catalog",
            "platform",
            "edition",
            "models",
            "plans",
            "addons",
            "maps",
            "bills",
            "requests",
            "workflows",
            "statements",
        ],
        typer.Argument(metavar="SHEET", help="Kind of sheet: models, plans, addons, requests and so on."),
    ],
) -> None:
    """Print the JSON Schema of a kind of sheet.

    creditcalc sheets schema models

    Editors use it to complete and check a sheet that names it in its first line.
    """
    from creditcalc.sheets.compiler import sheet_schema  # noqa: PLC0415  # the compiler owns yaml

    write_output(json.dumps(sheet_schema(sheet), indent=2) + "\n")


@app.command("path")
def show_path(pricing: Pricing = None) -> None:
    """Print the folders that price sheets come from.

    creditcalc sheets path

    A row in a later folder replaces the same row in an earlier one.
    """
    write_output("".join(f"{root.path}\n" for root in Catalog(pricing).roots))
