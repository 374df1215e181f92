"""What the explorer leaves: a storyboard, and a page for a client, which the command `report` writes."""

from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from io import StringIO
from pathlib import Path

import typer

from creditcalc.cli.app import UsageError
from creditcalc.errors import OVER, UNCLEAR, CreditcalcError
from creditcalc.files import replacing, why
from creditcalc.whatif.dials import Dials, command_line

STORYBOARD_NAMES = (".yaml", ".yml")
PAGE_NAMES = (".html", ".htm")


def file_named(word: str, endings: tuple[str, ...]) -> Path:
    """The file of a name; raises CreditcalcError for one of another kind."""
    if not word.lower().endswith(endings):
        raise CreditcalcError(f"name a file that ends in {endings[0]}")
    return Path(word)


def write_text(path: Path, text: str, *, over: bool) -> None:
    """Write a file whole or not at all, and only with `over` over one that is there.

    Raises CreditcalcError where it cannot be written, and where another program was faster.
    """
    if not over:
        try:
            path.open("xb").close()  # the name is ours before the text is
        except FileExistsError:
            raise CreditcalcError("was written by another program just now: save again", place=path) from None
        except OSError as error:
            raise CreditcalcError(f"cannot be written: {why(error)}", place=path) from None
    with replacing(path) as file:
        file.write(text.encode())


def run_command(name: str, words: list[str]) -> None:
    """Run a command of ours in this process. Raises what it raises."""
    found = typer.main.get_command(import_module(f"creditcalc.cli.commands.{name}").app)
    found.main(words, prog_name=f"creditcalc {name}", standalone_mode=False)


def page_words(dials: Dials, page: str, typed: tuple[str, ...]) -> list[str]:
    """What `report` is told to write the page of a file of shots."""
    return [*command_line(dials, "batch")[2:], *typed, "--output", page]


def write_page(words: list[str]) -> str:
    """Write a page for a client, and what is to be said of it; raises CreditcalcError where it cannot be written."""
    try:
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):  # nothing is drawn over the screen
            run_command("report", words)
    except UsageError as error:
        raise CreditcalcError(str(error.message)) from None
    except CreditcalcError as error:
        if error.code not in (OVER, UNCLEAR):
            raise
        return error.lines[0]
    return ""
