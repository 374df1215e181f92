"""Walks over the product's own lists, so that what is added is walked too."""

from collections.abc import Iterator
from typing import Any

import typer


def commands(command: Any, *before: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command below, as the words that name it, and itself; groups too."""
    yield before, command
    context = typer.Context(command)
    for name in command.list_commands(context) if hasattr(command, "list_commands") else ():
        yield from commands(command.get_command(context, name), *before, name)


def options_of(command: Any) -> Iterator[tuple[str, set[str]]]:
    """Every command below by its words, with the options that it takes."""
    for words, one in commands(command):
        yield " ".join(words), {option for parameter in one.params for option in parameter.opts}
