"""The formats a wallet leaves in: one module each, and this list of them. Pure: a module turns a story into text."""

from collections.abc import Callable
from importlib import import_module
from typing import Literal, get_args

from creditcalc.wallet.exports.moves import WalletExport

ExportFormat = Literal["json", "csv", "beancount", "hledger", "focus"]
FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)


def exporter(name: str) -> Callable[[WalletExport], str]:
    """The function that turns a wallet's story into a format's text."""
    return import_module(f"creditcalc.wallet.exports.{name}").export  # type: ignore[no-any-return]  # every module has one
