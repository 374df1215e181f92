"""Whether the sheets answer what people ask: a file of pairs of a model and a platform, each as words of `quote`."""

import csv
import io
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typer

from creditcalc.cli.app import UsageError
from creditcalc.cli.commands.quote import app as quote_app
from creditcalc.cli.options import GenerationOptions
from creditcalc.cli.refusal import Typed, misused
from creditcalc.cli.words import modelled
from creditcalc.errors import CreditcalcError
from creditcalc.files import read_whole
from creditcalc.rating.quote import price
from creditcalc.reports.asked import AskedPair
from creditcalc.sheets.catalog import Catalog
from creditcalc.text import inert, ticked

LARGEST_PAIRS = 2_000_000
"""Bytes of the largest file of pairs."""
PAIR_COLUMNS = ("asked", "platform", "options")


def priced_pairs(catalog: Catalog, file: Path) -> Iterator[AskedPair]:
    """What the sheets answer to each pair of a CSV file with the columns `asked`, `platform` and `options`.

    Raises CreditcalcError for a file that cannot be read or lacks a column, and for options that `quote` refuses.
    """
    try:
        text = read_whole(file, LARGEST_PAIRS).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CreditcalcError("is not UTF-8 text: save the file as UTF-8", place=file) from None
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        if missing := [name for name in PAIR_COLUMNS if name not in (rows.fieldnames or ())]:
            raise CreditcalcError(f"lacks the columns {ticked(missing, 'and')}", place=file)
        for row in rows:
            if None in row or None in row.values():
                raise CreditcalcError("has not as many cells as the first line", place=f"{file}:{rows.line_num}")
            yield _answer(catalog, row, f"{file}:{rows.line_num}")
    except csv.Error as error:
        raise CreditcalcError(f"is not CSV: {error}", place=f"{file}:{rows.line_num}") from None


def _answer(catalog: Catalog, row: Mapping[str, str], place: str) -> AskedPair:
    asked = AskedPair(row["asked"].strip(), row["platform"].strip(), row["options"].strip())
    given = _given(asked.options, place)
    try:
        edition = catalog.edition(asked.platform)
        options = GenerationOptions(**{name: given[name] for name in GenerationOptions._fields})
        model, options = modelled(given["words"], given["model"], options, [edition])
        found = edition.model(model)
        settings = edition.meant(found, options.settings())
        if given["plan"] and "plan" in found.settings:
            settings.setdefault("plan", edition.plan(given["plan"]).id)
        return asked._replace(total=price(options.planned(found, settings), edition).total, unit=edition.unit)
    except CreditcalcError as error:
        return asked._replace(why=str(error))
    except typer.BadParameter as error:
        raise CreditcalcError(_said(error, asked.options), place=place) from None


def _given(options: str, place: str) -> Mapping[str, Any]:
    """What the words and options of `quote` say, by parameter. Raises CreditcalcError where `quote` refuses them."""
    try:
        words = shlex.split(options)
    except ValueError:
        raise CreditcalcError("a quote in `options` is not closed", place=place) from None
    if "--help" in words:
        raise CreditcalcError("`options` asks for help: name a model", place=place)
    try:
        return typer.main.get_command(quote_app).make_context("quote", words).params
    except UsageError as error:
        raise CreditcalcError(_said(error, options), place=place) from None


def _said(error: Any, options: str) -> str:
    command = typer.main.get_command(quote_app)
    return f"`options`: {inert(misused(error, Typed((), command, tuple(shlex.split(options)))).error)}"
