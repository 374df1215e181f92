"""The file that an option names to be written: what it may be called, which it may not be, and what is said of it."""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import typer

from creditcalc.cli.help import Section
from creditcalc.cli.output import write_output
from creditcalc.cli.streams import say, showing
from creditcalc.errors import CreditcalcError
from creditcalc.files import home, replacing
from creditcalc.text import ticked

STANDARD_OUTPUT = "-"
FORMATS = {
    *(".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".parquet", ".arrow", ".yaml", ".yml", ".xml", ".sqlite", ".db"),
    *(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".numbers", ".pdf", ".doc", ".docx", ".odt", ".rtf", ".pages"),
    *(".ppt", ".pptx", ".odp", ".md", ".html", ".htm", ".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp"),
    *(".zip", ".gz", ".bz2", ".xz", ".zst"),
}
"""Suffixes that promise a format. Whatever else a file is called, it may hold anything."""


def output_option(*suffixes: str, names: tuple[str, ...] = ("--output", "-o"), help: str) -> Any:  # noqa: A002  # Typer's
    """An option that names a file to write; `suffixes` are those of the formats that can be written into it."""

    def check(path: str | None) -> str | None:
        suffix = Path(path or "").suffix.lower()
        if suffix in FORMATS.difference(suffixes):
            raise CreditcalcError(f"cannot be written as `{suffix}`: name it {ticked(suffixes)}", place=path)
        return path

    return typer.Option(*names, metavar="FILE", help=help, callback=check, rich_help_panel=Section.OUTPUT)


def named_file(output: str | None) -> str | None:
    """The file that an option names; None where it names none, or standard output."""
    return None if output == STANDARD_OUTPUT else output


def check_output(output: str | None, *read: str | Path | None, pricing: str | None = None) -> None:
    """Raises CreditcalcError where writing would replace a file that a run reads, under whatever name or link.

    Those are the files of `read`, each a file or a pattern, standard input, the wallets, the configuration and the
    sheets, `pricing` among them.
    """
    try:
        there = Path(named_file(output) or os.devnull).stat()
    except (OSError, ValueError):  # nothing is there, or writing it will say why it cannot be seen
        return
    if not stat.S_ISREG(there.st_mode):  # a device is not replaced
        return
    for one in _read_files(read, pricing):
        with suppress(OSError):
            if os.path.samestat(there, os.fstat(one) if isinstance(one, int) else one.stat()):
                raise CreditcalcError(
                    "is one of the files that this command reads: name another file to write", place=output
                )


def _read_files(read: tuple[str | Path | None, ...], pricing: str | None) -> Iterator[Path | int]:
    """The files, and the number of standard input."""
    from glob import glob  # noqa: PLC0415  # most files that are named are not there yet

    from creditcalc.sheets.catalog import Catalog  # noqa: PLC0415
    from creditcalc.wallet.location import location  # noqa: PLC0415

    yield 0
    for name in [str(one) for one in read if one]:
        yield Path(name)
        yield from map(Path, glob(name, recursive=True))  # noqa: PTH207  # any folder
    with suppress(CreditcalcError):  # a user without a home has none
        wallets = location()
        with suppress(OSError):
            yield from wallets.parent.glob(f"{wallets.name}*")
    for folder in (home("config"), *(Path(root.path) for root in Catalog(pricing).roots)):
        with suppress(OSError):
            yield from folder.rglob("*")


def write_file(output: str | None, text: str) -> None:
    """Write into the file that an option names, whole or not at all, and say so; else to standard output.

    It is UTF-8 whatever the encoding of the console, unless a person reads it there.
    """
    name = named_file(output)
    if name is not None:
        with replacing(Path(name)) as file:
            file.write(text.encode())
        say_written(name)
    elif sys.stdout.isatty():
        write_output(text)
    else:
        showing()
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()


def say_written(output: str | None) -> None:
    """Say on standard error which file an option named and is now there."""
    if (name := named_file(output)) is not None:
        showing()
        say(f"written: {name}")
