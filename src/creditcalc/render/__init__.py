"""The formats: one module each, and this list of them."""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from creditcalc.reports.report import Report, View

Format = Literal["table", "json", "csv", "markdown"]
FORMATS: tuple[Format, ...] = get_args(Format)


def renderer(name: str) -> "Callable[[Report, View], str]":
    """The function that turns a report into a format's text."""
    return import_module(f"creditcalc.render.{name}").render  # type: ignore[no-any-return]  # every module has one
