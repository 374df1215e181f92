"""`creditcalc site`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from creditcalc.cli.browser_python import in_bytecode, runtime_of
from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import Pricing, command
from creditcalc.cli.output import usage
from creditcalc.cli.streams import say
from creditcalc.errors import CreditcalcError
from creditcalc.files import whole_folder
from creditcalc.render.calculator import MAKER, MANIFEST, packaged, site
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.packed import packed_books
from creditcalc.text import count
from creditcalc.whatif.desk import listed_models, listed_platforms

app = PlainTyper()


@app.command("site")
@command
def make_site(
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FOLDER", help="Folder to write.", rich_help_panel=Section.OUTPUT),
    ] = None,
    platform: Annotated[
        list[str] | None,
        typer.Option(
            "--platform",
            metavar="NAME",
            help="Only this platform; can be repeated, the first is shown first.",
            rich_help_panel=Section.PRICES,
        ),
    ] = None,
    pricing: Pricing = None,
    runtime: Annotated[
        str | None,
        typer.Option(
            "--runtime",
            metavar="DIR",
            help="Folder with Python for a browser: the npm package pyodide, which npm fetches by default.",
            rich_help_panel=Section.PAGE,
        ),
    ] = None,
) -> None:
    """Make a calculator for your own site, as a folder of files.

    creditcalc site -o public --runtime package

    Any web server can show the folder, and it opens from a disk too (public/index.html). It computes in the browser
    with this package and these prices, loads nothing from elsewhere, and sends nothing anywhere. A folder that is there
    is replaced if an earlier run made it.

    creditcalc site -o public --runtime package --pricing my-sheets
    """
    if output is None:
        usage("name the folder to write: creditcalc site -o public")
    folder = Path(output)
    _check_folder(folder)
    catalog = Catalog(pricing)
    books = packed_books(catalog, platform or (), pricing or "")
    first = catalog.edition(platform[0] if platform else None)
    names = [catalog.platform(name).id for name in platform or ()]
    known = listed_platforms(catalog)
    shown = [one for one in known["platforms"] if not names or one["id"] in names]
    start = {**listed_models(first), "default": first.platform, "platforms": shown}
    python, package = in_bytecode(runtime_of(runtime), packaged())
    made = site(python, package, books, start, count(len(shown), "platform"))
    with whole_folder(folder) as part:
        for name, data in made.items():
            (part / name).write_bytes(data)
    say(f"written: {output}, {sum(map(len, made.values())) / 1_000_000:.1f} MB in {count(len(made), 'file')}")


def _check_folder(folder: Path) -> None:
    """Raises CreditcalcError where something is there that no earlier run has made."""
    try:
        if not folder.exists():
            return
        if not folder.is_dir():
            raise CreditcalcError("is a file: name a folder", place=folder)
        if not any(folder.iterdir()):
            return
        made = json.loads((folder / MANIFEST).read_bytes())
        if isinstance(made, dict) and made.get("made_by") == MAKER:
            return
    except (OSError, ValueError):
        pass
    raise CreditcalcError("is there, and creditcalc did not make it: name another folder", place=folder)
