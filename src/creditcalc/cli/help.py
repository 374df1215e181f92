"""Help as plain text: examples as they are typed, and the options of a command by section."""

from collections.abc import Callable
from inspect import cleandoc
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

F = TypeVar("F", bound=Callable[..., Any])
OPTION_WIDTH = 24
"""Characters of an option and what it takes, up to which its meaning stands beside it."""


class Section:
    """The sections of help, in their order."""

    ARGUMENTS = "Arguments"
    RECORD = "What to record"
    WORK = "What to price"
    ROWS = "How to read the file"
    SHOTS = "Read a shot list of your own"
    CHOICE = "Choose alternatives"
    LIMIT = "Compare with a limit"
    MONEY = "Plans and money"
    TERMS = "Plan terms"
    PAGE = "The page"
    SHOW = "What to show"
    WALLET = "Wallet"
    PRICES = "Prices"
    OUTPUT = "Output"
    OPTIONS = "Options"


def sections(command: Any, context: Any) -> dict[str, list[tuple[str, str]]]:
    """The arguments and options of a command as help shows them: each with its meaning, by section."""
    found: dict[str, list[tuple[str, str]]] = {title: [] for name, title in vars(Section).items() if name.isupper()}
    for parameter in command.get_params(context):
        own = Section.ARGUMENTS if parameter.param_type_name == "argument" else Section.OPTIONS
        if record := parameter.get_help_record(context):
            found[parameter.rich_help_panel or own].append(record)
    return {title: records for title, records in found.items() if records}


def write_sections(formatter: Any, parts: dict[str, list[tuple[str, str]]]) -> None:
    """Write words with their meanings, which are aligned across the sections."""
    width = max(len(words) for rows in parts.values() for words, _ in rows if len(words) <= OPTION_WIDTH)
    for title, rows in parts.items():
        with formatter.section(title):
            formatter.write_dl([(f"{words:{width}}", meaning) for words, meaning in rows], col_max=width)


def write_paragraphs(formatter: Any, text: str) -> None:
    """Write text of which the examples stay whole; what is said beside one goes where there is no room for it."""
    for part in cleandoc(text).split("\n\n"):
        formatter.write_paragraph()
        if not part.startswith("creditcalc "):
            formatter.write_text(part)
            continue
        for line in part.splitlines():
            example = line if len(line) + formatter.current_indent <= formatter.width else line.partition("  ")[0]
            formatter.write(f"{'':{formatter.current_indent}}{example}\n")


class _Plain:
    """What says in plain text what it does."""

    help: str | None

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """The words of the usage line: an argument is called as its meaning below calls it."""
        pieces: list[str] = super().collect_usage_pieces(ctx)  # type: ignore[misc]
        return [piece.strip("{}") for piece in pieces]

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """Write what it does."""
        with formatter.indentation():
            write_paragraphs(formatter, self.help or "")


class PlainCommand(_Plain, TyperCommand):
    """A command whose help is plain text, and whose choices are taken in capitals too."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        for parameter in self.params:
            if hasattr(parameter.type, "choices"):
                parameter.type.case_sensitive = False  # type: ignore[attr-defined]  # a choice

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options by section."""
        write_sections(formatter, sections(self, ctx))


class PlainGroup(_Plain, TyperGroup):
    """A group of commands whose help is plain text, and is shown where no command is given."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take the words; where there are none, the help is what was asked for."""
        if not args and not ctx.resilient_parsing:
            typer.echo(ctx.get_help())
            ctx.exit()
        found: list[str] = super().parse_args(ctx, args)
        return found

    def listed(self, ctx: Any) -> dict[str, list[tuple[str, str]]]:
        """The commands of the group: each with the first line of its help, by section."""
        found: list[Any] = [self.get_command(ctx, name) for name in self.list_commands(ctx)]
        return {"Commands": [(one.name, one.help.partition("\n")[0]) for one in found]}

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the commands, then the options."""
        write_sections(formatter, self.listed(ctx))
        write_sections(formatter, sections(self, ctx))


class PlainTyper(typer.Typer):
    """The commands of a module, whose help is plain text; completion is the whole program's alone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(cls=PlainGroup, rich_markup_mode=None, add_completion=False, **options)

    def command(
        self, name: str | None = None, *, cls: type[TyperCommand] | None = PlainCommand, **options: Any
    ) -> Callable[[F], F]:
        """Make a function a command."""
        return super().command(name, cls=cls, **options)
