"""The command line: the list of commands, loaded one at a time, and the one place that reports an error."""

import _signal  # type: ignore[import-not-found]  # `signal` itself takes a millisecond, open to an interrupt

if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)  # until there is something to take away, the system ends it

import gc  # signals first

gc.disable()  # a start makes no garbage worth a collection, and ends before one would pay

import os  # noqa: E402  # the collector first
import sys  # noqa: E402
from collections.abc import Sequence  # noqa: E402
from functools import cache  # noqa: E402
from importlib import import_module  # noqa: E402
from typing import Annotated, Any  # noqa: E402

import typer  # noqa: E402
from typer.core import TyperCommand, TyperGroup  # noqa: E402

from creditcalc import __version__, files  # noqa: E402
from creditcalc.cli.ending import listen  # noqa: E402
from creditcalc.cli.help import PlainGroup, write_paragraphs  # noqa: E402
from creditcalc.cli.streams import OutputLost, begin, conclude, prepare, result_shown, say  # noqa: E402
from creditcalc.errors import CreditcalcError  # noqa: E402

COMMANDS = {
    "quote": ("Price", "Price one generation."),
    "batch": ("Price", "Price a shot list or a storyboard."),
    "request": ("Price", "Price the request that a script is about to send."),
    "report": ("Price", "Make a cost page for a client."),
    "explore": ("Price", "Try settings, shots and plans on one screen."),
    "models": ("Compare", "List, show and compare models."),
    "plans": ("Compare", "List, show and compare plans."),
    "platforms": ("Compare", "List platforms and compare what they charge."),
    "guide": ("Look up", "Explain how credits work, by topic or by word."),
    "addons": ("Look up", "List surcharges and extra credits you can buy."),
    "actions": ("Look up", "List what is free and what else costs credits."),
    "rules": ("Look up", "List how a platform charges and resets credits."),
    "help": ("Look up", "Show the help of a command, or what the guide says."),
    "wallet": ("Track", "Track the credits you have left and what was charged."),
    "sheets": ("Maintain", "Check, compare, create and export price sheets."),
    "site": ("Maintain", "Make a calculator for your own site, as a folder of files."),
    "mcp": ("Maintain", "Serve prices to a coding assistant (MCP)."),
    "setup": ("Maintain", "Ask for your platform, prices, plan and currency, once."),
    "config": ("Maintain", "Remember your platform, plan, prices and currency."),
}
"""Every command: the section of the list that it is in, and the first line of its help."""

UsageError: Any = typer.BadParameter.__base__
"""What the parser raises for wrong usage; typer gives it no public name."""


class Commands(PlainGroup):
    """Commands loaded when they are asked for; a refusal becomes one line on standard error and its exit code."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.commands = dict.fromkeys(COMMANDS)  # type: ignore[assignment]  # names; `get_command` brings the rest

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take the words; `--json` is an option of `--version` alone."""
        if "--json" in args and {"--json"} < {*args} <= {"--json", "--version", "-V"}:
            from creditcalc.cli.output import write_json  # noqa: PLC0415  # most runs ask for no version
            from creditcalc.cli.version import version_data  # noqa: PLC0415

            write_json(version_data())
            ctx.exit()
        return super().parse_args(ctx, args)

    def get_command(self, ctx: Any, cmd_name: str) -> "TyperCommand | TyperGroup | None":
        """The command of that name, from the module of that name."""
        if cmd_name not in COMMANDS:
            return None
        app = import_module(f"creditcalc.cli.commands.{cmd_name}").app
        found: TyperCommand | TyperGroup = typer.main.get_command(app)  # type: ignore[assignment]
        found.name = cmd_name
        return found

    def listed(self, ctx: Any) -> dict[str, list[tuple[str, str]]]:
        """The commands by section, none of them loaded."""
        found: dict[str, list[tuple[str, str]]] = {}
        for name, (section, line) in COMMANDS.items():
            found.setdefault(section, []).append((name, line))
        return found

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write what the program does and what to type first, then the commands and the exit codes."""
        tagline, _, examples = (self.help or "").partition("\n\n")
        formatter.write_text(tagline)
        with formatter.indentation():
            write_paragraphs(formatter, examples)
        self.format_options(ctx, formatter)
        self.format_epilog(ctx, formatter)

    def main(self, args: Sequence[str] | None = None, *rest: Any, **options: Any) -> Any:
        """Run the command that was asked for, write out all that it printed, and exit with its verdict."""
        asked, words = os.environ.get("_CREDITCALC_COMPLETE"), sys.argv[1:] if args is None else args
        if asked or (words and words[0].endswith("-completion")):
            from creditcalc.cli.shells import complete_in_shell, own_script  # noqa: PLC0415  # only after a tab, and to install

            if asked:
                sys.exit(conclude(complete_in_shell(self, asked)))
            own_script()
        code: Any = 0
        begin()
        try:
            code = super().main(args, *rest, **{**options, "standalone_mode": False})
        except SystemExit as end:
            code = end.code
        except OutputLost:
            pass
        except (CreditcalcError, UsageError, typer.Abort, OSError) as error:
            code = self._refuse(error, list(sys.argv[1:] if args is None else args))
        sys.exit(conclude(code or 0))

    def _refuse(self, error: Any, words: list[str]) -> int:
        """Say why the command is refused, with `--json` print it where no result is, and return the exit code."""
        from creditcalc.cli.refusal import (  # noqa: PLC0415  # only on the way to an error
            USAGE,
            Typed,
            refusal_of,
            wants_json,
        )

        if not words and isinstance(error, UsageError):  # which is the help
            for line in error.message.splitlines():
                say(line)
            return USAGE
        refusal = refusal_of(error, Typed.of(self, words))
        refusal.say()
        if wants_json(words) and not result_shown():
            from creditcalc.cli.output import write_json  # noqa: PLC0415  # the same

            write_json(refusal.as_json())
        return refusal.code


app = typer.Typer(
    cls=Commands,
    rich_markup_mode=None,  # plain help: stable text, and Rich is not imported for it
    pretty_exceptions_enable=False,
    epilog="""Help for a command: creditcalc help COMMAND

    Exit codes: 0 done, 1 refused, 2 wrong usage, 3 over the budget, 4 may be over it, 5 no published price""",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"creditcalc {__version__}")
        raise typer.Exit


@app.callback()
def creditcalc(
    version: Annotated[
        bool,
        typer.Option(
            "--version", "-V", callback=_version, is_eager=True, help="Show the version and exit (with --json, more)."
        ),
    ] = False,
) -> None:
    """Estimate what an AI video costs before you generate it.

    creditcalc quote veo-3.1 8s 4k audio        one clip
    creditcalc models compare 8s 1080p audio    cheaper models
    creditcalc plans compare --credits 300      which plan
    creditcalc batch shots.csv                  a shot list
    creditcalc platforms compare kling-3.0 8s   other platforms
    creditcalc guide                            how credits work
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
