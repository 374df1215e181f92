"""The price books as data for other programs."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import Pricing, command
from creditcalc.cli.output_file import check_output, named_file, output_option, say_written, write_file
from creditcalc.errors import CreditcalcError
from creditcalc.files import replacing
from creditcalc.sheets.catalog import Catalog

app = PlainTyper()

DataFormat = Literal["csv", "json", "parquet"]
SUFFIXES: dict[str, DataFormat] = {".csv": "csv", ".json": "json", ".parquet": "parquet"}


@app.command("export")
@command
def export_sheets(
    form: Annotated[
        DataFormat | None,
        typer.Option("--format", help="Format; otherwise as FILE is named, or csv.", rich_help_panel=Section.OUTPUT),
    ] = None,
    output: Annotated[
        str | None,
        output_option(*SUFFIXES, help="Write to FILE (never leaves a partial file), or to - for standard output."),
    ] = None,
    combinations: Annotated[
        bool,
        typer.Option(
            "--combinations",
            help="A row for each priced combination of settings.",
            rich_help_panel=Section.SHOW,
        ),
    ] = False,
    platform: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Only the prices of this platform.", rich_help_panel=Section.PRICES),
    ] = None,
    pricing: Pricing = None,
) -> None:
    """Export all prices as rows for other programs.

    creditcalc sheets export --output prices.csv

    A row is a rate, in every price book and with the days it is in force. With --combinations a row is what one
    generation costs: settings with a list of values, flags and short ranges of whole numbers take each value, and any
    other number its default or as much as one price is for. What is not sold or has no published price is then left
    out.

    The same sheets give the same bytes. Amounts are text with all digits. Dollars are those of the cheapest and the
    most expensive published way to buy the credits. The bundled data is CC0-1.0.

    creditcalc sheets export --combinations --platform runway --format json
    """
    from creditcalc.reports import data  # noqa: PLC0415  # the other commands export nothing

    name = named_file(output)
    chosen = form or SUFFIXES.get(Path(name or "").suffix.lower(), "csv")
    if chosen == "parquet" and name is None:
        raise CreditcalcError("Parquet goes to a file: add `--output prices.parquet`")
    check_output(output, pricing=pricing)
    catalog = Catalog(pricing)
    rows = data.combination_rows(catalog, platform) if combinations else data.rate_rows(catalog, platform)
    if chosen == "csv":
        write_file(output, data.data_csv(rows))
    elif chosen == "json":
        from creditcalc.render.json import text_of  # noqa: PLC0415  # json is slow to load

        write_file(output, text_of(data.data_object("combinations" if combinations else "rates", rows)))
    elif name is not None:
        from creditcalc.batch.arrow import parquet_of  # noqa: PLC0415  # an extra

        whole = parquet_of(rows, data.DATA_COLUMNS)
        with replacing(Path(name)) as file:
            file.write(whole)
        say_written(name)
