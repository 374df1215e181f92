"""The command line: the list of commands, loaded one at a time, and the one place that reports an error."""

import gc

gc.disable()  # a start makes no garbage worth a collection, and ends before one would pay

import sys  # noqa: E402  # the collector first
from importlib import import_module  # noqa: E402
from typing import Annotated, Any  # noqa: E402

import typer  # noqa: E402
from typer.core import TyperCommand, TyperGroup  # noqa: E402

from creditcalc import __version__  # noqa: E402
from creditcalc.cli.streams import prepare  # noqa: E402
from creditcalc.errors import REFUSED, CreditcalcError  # noqa: E402
from creditcalc.files import why  # noqa: E402
from creditcalc.text import inert  # noqa: E402

COMMANDS = (
    "quote",
    "batch",
    "report",
    "models",
    "plans",
    "platforms",
    "addons",
    "actions",
    "rules",
    "wallet",
    "sheets",
    "mcp",
)


class Commands(TyperGroup):
    """Commands loaded when they are asked for; a refusal becomes one line on standard error and its exit code."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.commands = dict.fromkeys(COMMANDS)  # type: ignore[assignment]  # names; `get_command` brings the rest

    def get_command(self, ctx: Any, cmd_name: str) -> "TyperCommand | TyperGroup | None":
        """The command of that name, from the module of that name."""
        if cmd_name not in COMMANDS:
            return None
        app = import_module(f"creditcalc.cli.commands.{cmd_name}").app
        app.rich_markup_mode, app._add_completion = None, False  # plain help as ours; completion is ours alone
        found: TyperCommand | TyperGroup = typer.main.get_command(app)  # type: ignore[assignment]
        found.name = cmd_name
        return found

    def main(self, *args: Any, **options: Any) -> Any:
        """Run the command that was asked for, and write out all that it printed."""
        try:
            try:
                return super().main(*args, **options)
            finally:
                sys.stdout.flush()  # a disk that is full is met here, and not by the interpreter
        except CreditcalcError as error:
            for line in error.lines:
                typer.echo(f"error: {inert(line)}", err=True)
            sys.exit(error.code)
        except BrokenPipeError:
            sys.exit(REFUSED)  # as Typer does where it meets one: whoever read the pipe has gone, and knows it
        except OSError as error:
            typer.echo(f"error: {inert(why(error))}: nothing more was written", err=True)
            sys.exit(REFUSED)


app = typer.Typer(
    cls=Commands,
    rich_markup_mode=None,  # plain help: stable text, and Rich is not imported for it
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"creditcalc {__version__}")
        raise typer.Exit


@app.callback()
def creditcalc(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """What an AI video generation costs in credits, before you click: offline, exact, from sheets you can read.

    creditcalc quote --model veo-3.1 --seconds 8 --4k --audio

    Exit codes: 0 done; 1 refused; 2 wrong usage; 3 over the budget, or more than the wallet holds; 4 perhaps over it;
    5 known, but nobody publishes the price.
    """


def main() -> None:
    """Run the command line."""
    prepare()
    try:
        app(prog_name="creditcalc")
    finally:
        gc.freeze()
