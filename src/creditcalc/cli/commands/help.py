"""`creditcalc help`."""

from typing import Annotated, Any

import typer

from creditcalc.cli.commands.guide import explain
from creditcalc.cli.help import PlainTyper
from creditcalc.cli.options import BookOptions, Output, command
from creditcalc.cli.output import usage
from creditcalc.errors import CreditcalcError
from creditcalc.text import may_hint, nearest, offered

app = PlainTyper()


@app.command()
@command
def help(  # noqa: A001  # as it is typed
    ctx: typer.Context,
    book: BookOptions,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="COMMAND|TOPIC", help="Command, for example models list, or topic of the guide."),
    ] = None,
) -> None:
    """Show the help of a command, or what the guide says.

    creditcalc help models list

    A word that is both is taken for a command.

    creditcalc help tips
    """
    root = ctx.find_root()
    found = _context_of(root, words or [])
    if found is not None:
        typer.echo(found.get_help())
        return
    try:
        explain(book, Output(), words or [])
    except CreditcalcError:
        word = " ".join(words or ())
        commands = root.command.list_commands(root)  # type: ignore[attr-defined]  # it is a group
        near = nearest(word.lower(), {name: name for name in commands}) if may_hint(word) else []
        usage(f"no command or topic {word}{offered(near) or ': see `creditcalc --help` and `creditcalc guide`'}")


def _context_of(context: Any, words: list[str]) -> Any:
    """The context of the command of that name, as its own help has it; None where there is none."""
    for word in words:
        child = getattr(context.command, "get_command", lambda *_: None)(context, word)
        if child is None:
            return None
        context = type(context)(child, info_name=word, parent=context)
    return context
