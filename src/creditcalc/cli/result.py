"""Where the result of a batch goes: a format, a file by rename, or standard output."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Annotated

import typer

from creditcalc.batch.engine.choice import as_parquet
from creditcalc.batch.formats import OutputFormat
from creditcalc.cli.help import Section
from creditcalc.cli.options import Exact, Explain, NoPager, Wide, grouped
from creditcalc.cli.output import Screen, write_screen
from creditcalc.cli.output_file import named_file, output_option
from creditcalc.cli.streams import showing, takes_unicode
from creditcalc.files import replacing, unfinished
from creditcalc.record import Record
from creditcalc.render import renderer
from creditcalc.reports.report import Report, View

ROWS = ("csv", "jsonl", "json", "parquet", "xlsx")
"""The formats that hold every row; the others hold the sums."""
BLOCK = 1 << 20
"""Bytes of an object that are held in memory."""
OUTPUT_SUFFIXES: dict[str, OutputFormat] = {
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".parquet": "parquet",
    ".xlsx": "xlsx",
    ".md": "markdown",
}


@grouped(Section.OUTPUT)
class Result(Record):
    """What is written, and where to."""

    format: Annotated[
        OutputFormat | None,
        typer.Option(help="Output format: totals as a table or markdown, every row in the others."),
    ] = None
    json: Annotated[bool, typer.Option("--json", help="Same as --format json.")] = False
    output: Annotated[
        str | None,
        output_option(
            *OUTPUT_SUFFIXES, help="Write to FILE (never leaves a partial file), or to - for standard output."
        ),
    ] = None

    wide: Wide = False
    exact: Exact = False
    explain: Explain = False
    no_pager: NoPager = False

    @property
    def form(self) -> OutputFormat:
        """The format: the one that is named, else as the file is called, else a table."""
        named: OutputFormat | None = "json" if self.json else self.format
        return named or (OUTPUT_SUFFIXES.get(Path(self.output).suffix.lower(), "table") if self.output else "table")

    @property
    def file(self) -> str | None:
        """The file; None for standard output."""
        return named_file(self.output)

    @property
    def rows(self) -> bool:
        """Whether every row is written."""
        return self.form in ROWS

    @property
    def drawn(self) -> bool:
        """Whether it is a table that is drawn for a terminal."""
        return self.form == "table" and self.file is None and sys.stdout.isatty()

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Where the bytes go."""
        if self.form == "parquet":
            with as_parquet(self.file) as file:
                yield file
        elif self.form == "xlsx":
            from creditcalc.batch.rows.workbook import as_workbook  # noqa: PLC0415  # an extra

            with as_workbook(self.file) as file:
                yield file
        elif self.drawn:
            with BytesIO() as screen:
                yield screen
                text = screen.getvalue().decode("utf-8", "replace")
            write_screen(text, pager=not self.no_pager)
        elif self.file is None and self.form == "json":
            with unfinished(BLOCK) as whole:
                yield whole
                self._pass_on(whole)
        elif self.file is None:
            showing()
            yield self._standard_output()
        else:
            with replacing(Path(self.file)) as file:
                yield file

    def _standard_output(self) -> IO[bytes]:
        sys.stdout.flush()
        return Screen() if self.rows and sys.stdout.isatty() else sys.stdout.buffer  # type: ignore[return-value]

    def _pass_on(self, whole: IO[bytes]) -> None:
        """Writes what has come to its end: an object is printed whole or not at all."""
        showing()
        out = self._standard_output()
        whole.seek(0)
        while block := whole.read(BLOCK):
            out.write(block)
        out.flush()

    def text(self, reports: tuple[Report, ...], form: str | None = None) -> bytes:
        """The reports as a table or Markdown, or in a form of their own."""
        name: str = form or self.form
        if name == "table" and (self.file or not sys.stdout.isatty()):
            name = "text"
        view = View(self.wide, self.explain, ascii=self.file is None and not takes_unicode(sys.stdout))
        return "\n".join(renderer(name)(report, view) for report in reports).encode("utf-8", "replace")
