"""The formats: one module each, and this list of them."""

from collections.abc import Callable
from importlib import import_module
from typing import Literal, get_args

Format = Literal["table", "json", "csv", "markdown"]
FORMATS: tuple[Format, ...] = get_args(Format)


def renderer(name: str) -> Callable[..., str]:
    """The function that turns a report, in a `View`, into a format's text."""
    return import_module(f"creditcalc.render.{name}").render  # type: ignore[no-any-return]  # every module has one
