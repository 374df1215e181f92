"""The command line: the list of commands, loaded one at a time, and the one place that reports an error."""

import _signal  # type: ignore[import-not-found]  # `signal` itself takes a millisecond, open to an interrupt

if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)  # until there is something to take away, the system ends it

import gc  # signals first

gc.disable()  # a start makes no garbage worth a collection, and ends before one would pay

import sys  # noqa: E402  # the collector first
from functools import cache  # noqa: E402
from importlib import import_module  # noqa: E402
from typing import Annotated, Any  # noqa: E402

import typer  # noqa: E402
from typer.core import TyperCommand, TyperGroup  # noqa: E402

from creditcalc import __version__, files  # noqa: E402
from creditcalc.cli.ending import listen  # noqa: E402
from creditcalc.cli.streams import OutputLost, conclude, prepare, say  # noqa: E402
from creditcalc.errors import REFUSED, CreditcalcError  # noqa: E402
from creditcalc.files import why  # noqa: E402

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
        """Run the command that was asked for, write out all that it printed, and exit with its verdict."""
        code: Any = 0
        try:
            super().main(*args, **options)
        except SystemExit as end:
            code = end.code
        except CreditcalcError as error:
            for line in error.lines:
                say(f"error: {line}")
            code = error.code
        except OutputLost:
            pass
        except OSError as error:
            say(f"error: {error.filename}: {why(error)}" if error.filename else f"error: {why(error)}")
            code = REFUSED
        sys.exit(conclude(code or 0))


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
    listen()
    prepare()
    files.unseen = cache(lambda words: say(f"note: {words}"))
    try:
        app(prog_name="creditcalc")
    finally:
        gc.freeze()
