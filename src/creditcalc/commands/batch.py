"""`creditcalc batch`."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from pathlib import Path
from typing import IO, Annotated, Literal, NamedTuple

import typer

from creditcalc.amount import Amount, number
from creditcalc.batch import Form, Kind, Outlet, kind_of, replacing, rows_of, sink_for, sink_of
from creditcalc.batch_report import as_json, missing, storyboard, summary, total_of
from creditcalc.commands.options import Book, command, complete_plan, grouped
from creditcalc.commands.output import gate, note, usage
from creditcalc.commands.progress import Progress
from creditcalc.engine import Unread
from creditcalc.engines import Name, as_parquet, beyond_stream, chosen, deliver, faults, open_engine, run, steady
from creditcalc.errors import REFUSED, UNPUBLISHED, CreditcalcError, count, ticked
from creditcalc.planned import Priced, Pricer
from creditcalc.render import renderer
from creditcalc.report import Report
from creditcalc.rows.blocks import opened
from creditcalc.sheet import Edition
from creditcalc.statement import PlanShare
from creditcalc.storyboard import cells, columns_of, decided, given_up, read_storyboard
from creditcalc.stream import Fault, stream
from creditcalc.takes import UNSAID, Odds
from creditcalc.tally import Tally

app = typer.Typer()

ROWS = ("csv", "jsonl", "json", "parquet")
"""The formats that hold every row; the others hold the sums."""
SAME = (("csv", "csv"), ("csv", "parquet"), ("jsonl", "jsonl"), ("jsonl", "json"))
"""The formats whose rows pass as they were into another."""
SUFFIXES: dict[str, Form] = {
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".parquet": "parquet",
    ".md": "markdown",
}


@grouped
class Result(NamedTuple):
    """What is written, and where to."""

    format: Annotated[
        Literal["table", "json", "csv", "markdown", "jsonl", "parquet"] | None,
        typer.Option(help="Sums as a table (plain text when piped) or markdown; every row in the others."),
    ] = None
    json: Annotated[bool, typer.Option("--json", help="Short for --format json.")] = False
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to a file, by rename: whole or not at all."),
    ] = None

    @property
    def form(self) -> Form:
        """The format: the one that is named, else as the file is called, else a table."""
        named: Form | None = "json" if self.json else self.format
        return named or (SUFFIXES.get(Path(self.output).suffix.lower(), "table") if self.output else "table")

    @property
    def rows(self) -> bool:
        """Whether every row is written."""
        return self.form in ROWS

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Where the bytes go."""
        if self.form == "parquet":
            with as_parquet(self.output) as file:
                yield file
        elif self.output is None:
            sys.stdout.flush()
            yield sys.stdout.buffer
        else:
            with replacing(Path(self.output)) as file:
                yield file

    def text(self, reports: tuple[Report, ...]) -> bytes:
        """The reports as a table or Markdown."""
        name: str = self.form
        if name == "table" and (self.output or not sys.stdout.isatty()):
            name = "text"
        return "\n".join(renderer(name)(report) for report in reports).encode("utf-8", "replace")


@grouped
class Reading(NamedTuple):
    """How rows are read."""

    kind: Annotated[
        Literal["csv", "jsonl", "yaml", "parquet"] | None,
        typer.Option("--from", help="What the input is, where its name does not say."),
    ] = None
    keep: Annotated[
        list[str] | None, typer.Option(metavar="COLUMN", help="A column of your own: kept, and not read.")
    ] = None
    strict: Annotated[bool, typer.Option("--strict", help="Stop at the first row without a price.")] = False
    success_rate: Annotated[
        str | None, typer.Option(metavar="RATE", help="The share of takes that turn out well: 0.35.")
    ] = None
    failure_rate: Annotated[
        str | None, typer.Option(metavar="RATE", help="The share of takes that fail outright, which may be free: 0.1.")
    ] = None

    @property
    def odds(self) -> Odds:
        """What is known of takes; raises CreditcalcError for what is no number."""
        return Odds(*(None if rate is None else number(rate) for rate in (self.success_rate, self.failure_rate)))


@grouped
class Deciding(NamedTuple):
    """Limits, and how a storyboard's alternatives are decided."""

    budget: Annotated[str | None, typer.Option(help="Exit 3 if the total is over this, 4 if it may be.")] = None
    fit: Annotated[
        str | None, typer.Option(metavar="BUDGET", help="Take the alternatives that are preferred most and fit this.")
    ] = None
    pick: Annotated[str | None, typer.Option(metavar="NAME", help="Take the alternative of this name.")] = None
    plan: Annotated[
        str | None, typer.Option(help="A plan: its share of the allowance, and money.", autocompletion=complete_plan)
    ] = None
    wallet: Annotated[
        str | None, typer.Option(metavar="NAME", help="Exit 3 if this wallet cannot pay, 4 if that is unclear.")
    ] = None
    charge: Annotated[bool, typer.Option("--charge", help="Charge every row to the wallet, if that surely pays.")] = (
        False
    )


class Job(NamedTuple):
    """A batch to be run: what, with which prices, and what becomes of it."""

    name: str
    kind: Kind | None
    pricer: Pricer
    strict: bool
    plan: str | None
    result: Result
    quiet: bool

    @property
    def wants_rows(self) -> bool:
        """Whether every row is written."""
        return self.result.rows and not self.quiet

    def share(self, tally: Tally) -> PlanShare | None:
        """What the batch takes of the plan that was named."""
        if self.plan is None:
            return None
        from creditcalc.plan_report import share_of  # noqa: PLC0415  # plans are not on the way of every batch

        book = self.pricer.book
        return share_of(book, one_total(tally, book), book.plan(self.plan))

    def fault(self, progress: Progress) -> Fault:
        """What is done with a row without a price: it is reported, or it ends the run."""

        def fault(place: str, priced: Priced) -> None:
            if self.strict:
                raise CreditcalcError(f"{place}: {priced.error}", code=priced.code)
            progress.say(f"{place}: {priced.error}")

        return fault

    def finish(self, tally: Tally, out: IO[bytes], outlet: Outlet | None, reports: tuple[Report, ...]) -> None:
        """Writes what stands after the rows, or the sums alone."""
        if self.quiet:
            out.write(f"{one_total(tally, self.pricer.book)}\n".encode())
        elif outlet:
            outlet.close(as_json(tally, self.pricer.book, self.share(tally)))
            said(tally)
        else:
            out.write(self.result.text(reports or summary(tally, self.pricer.book, self.name, self.share(tally))))
        out.flush()


@app.command()
@command
def batch(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="CSV, JSON Lines, a YAML storyboard, Parquet.")],
    reading: Reading,
    deciding: Deciding,
    book: Book,
    result: Result,
    engine: Annotated[
        Literal["auto", "stream", "duckdb", "spark"],
        typer.Option(help="What reads and joins: the stream; DuckDB for Parquet, patterns and large files."),
    ] = "auto",
    master: Annotated[
        str | None, typer.Option(metavar="URL", help="Spark's cluster: local[2], spark://host:7077, sc://host.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print the total alone.")] = False,
) -> None:
    """What many generations cost: a file with a row each, or a storyboard.

    creditcalc batch shots.csv --format csv

    A column (or key) a setting, as in `quote`: model, seconds, resolution, audio (on, off; TRUE, FALSE), minutes,
    images; outputs and takes; platform and edition, where rows differ in them; id, shot and note, which only name a
    row, and scene, which rows are summed by. Every row comes out again, in order, with credits_low, credits_high,
    qualifier, grade and error. A row without a price is reported with its line and never counts as 0: the total is
    then a lower bound, and the exit code 1, or 5 where nobody publishes the missing prices.

    creditcalc batch storyboard.yaml --fit 200
    """
    luck = reading.odds
    if deciding.charge and (deciding.wallet is None or file == "-" or luck != UNSAID or deciding.fit or deciding.pick):
        usage("--charge needs --wallet and a file, and goes with none of --success-rate, --fit and --pick")
    if luck.success is None and luck.failure is not None:
        usage("--failure-rate goes with --success-rate")
    catalog, edition = book.open()
    budget, fit = (None if text is None else number(text) for text in (deciding.budget, deciding.fit))
    pricer = Pricer(catalog, edition, as_of=book.as_of, odds=luck, aside=tuple(reading.keep or ()))
    kind: Kind | None = reading.kind or (None if file == "-" else kind_of(file))
    if quiet and result.form == "parquet":
        usage("--quiet prints the total alone: it is not for Parquet")
    job = Job(file, kind, pricer, reading.strict, deciding.plan, result, quiet)
    for ignored in catalog.ignored(edition):
        note(ignored)
    if kind == "yaml":
        tally = _storyboard(job, deciding.pick, fit)
    elif fit is not None or deciding.pick:
        usage("--fit and --pick are for storyboards: they decide between alternatives")
    elif (through := chosen(engine, file, kind, result.form)) == "stream":
        tally = _stream(job)
    else:
        try:
            tally = _engine(job, through, master)
        except Unread:
            if engine != "auto" or beyond_stream(file, kind):
                raise
            tally = _stream(job)  # which reads what can be read, and reports the rest row by row
    _verdict(tally, edition, budget)
    if deciding.wallet is not None:
        _pay(job, deciding.wallet, tally, deciding.charge)


def _stream(job: Job) -> Tally:
    """A file of rows, one after the other."""
    with ExitStack() as stack:
        file = stack.enter_context(opened(job.name))
        source = rows_of(file, job.kind, job.pricer)
        out = stack.enter_context(job.result.open())
        outlet = Outlet(out, sink_for(job.result.form, source, job.pricer, file)) if job.wants_rows else None
        progress = Progress(file.size, apart=not job.wants_rows or not out.isatty())
        stack.callback(progress.over)

        def passed(rows: list[bytes], count: int) -> None:
            if outlet:
                outlet.write(rows)
            progress.tick(count, file.done)

        same = (source.format, job.result.form) in SAME
        sink = outlet.sink if outlet else None
        tally = stream(source, job.pricer, sink, same=same, write=passed, fault=job.fault(progress))
        progress.over()
        _some(tally, job)
        job.finish(tally, out, outlet, ())
    return tally


def _engine(job: Job, name: Name, master: str | None) -> Tally:
    """A file of rows, through a database engine."""
    kind, fault, unchanged = job.kind or "csv", job.fault(Progress()), steady(job.name)
    with open_engine(name, job.name, kind, job.pricer, master) as engine:
        tally = run(engine, job.name, job.pricer, unchanged)
        _some(tally, job)
        for place, error, code in faults(engine, job.name, kind, tally.rows) if tally.missing else ():
            fault(place, Priced("", error=error, code=code))
        if job.wants_rows:
            sums = as_json(tally, job.pricer.book, job.share(tally))
            deliver(engine, job.result.form, job.result.output, sys.stdout.buffer, sums, unchanged)
            said(tally)
        else:
            with job.result.open() as out:
                job.finish(tally, out, None, ())
    return tally


def _storyboard(job: Job, pick: str | None, fit: Fraction | None) -> Tally:
    """A storyboard, shot by shot."""
    if fit is not None and pick:
        usage("give --fit or --pick, not both")
    board = read_storyboard(Path(job.name), job.name)
    rows = decided(board, job.pricer, pick, fit)
    tally, fault = Tally(), job.fault(Progress())
    for row in rows:
        tally.add(row.priced, row.shot.scene)
        if row.priced.error:
            fault(row.shot.place, row.priced)
    lost = tuple(given_up(rows, job.pricer)) if fit is not None else ()
    report = storyboard(board, rows, tally, job.pricer.book, job.share(tally), lost)
    columns = columns_of(rows)
    with job.result.open() as out:
        outlet = Outlet(out, sink_of(job.result.form, columns, job.pricer.columns(columns))) if job.wants_rows else None
        if outlet:
            outlet.write([outlet.sink.head(cells(row)) + outlet.sink.ending(row.priced) for row in rows])
        job.finish(tally, out, outlet, (report,))
    return tally


def _some(tally: Tally, job: Job) -> None:
    if not tally.rows:
        raise CreditcalcError(f"{job.name}: has no generations: add a row")


def said(tally: Tally) -> None:
    """The sums beside the rows."""
    for unit in tally.units:
        if sys.stderr is not None:
            sys.stderr.write(f"{count(tally.rows, 'row')}, total {tally.total(unit).brief} {unit}s\n")


def one_total(tally: Tally, edition: Edition) -> Amount:
    """The sum of a batch; raises CreditcalcError where it has none, since units differ."""
    if len(tally.units) > 1:
        raise CreditcalcError(f"there is no one total: rows are priced in {ticked(tally.units, 'and')}")
    return total_of(tally, edition)


def _verdict(tally: Tally, edition: Edition, budget: Fraction | None) -> None:
    """The exit code: rows without a price come first, then the budget."""
    if tally.missing:
        raise CreditcalcError(missing(tally), code=REFUSED if tally.refused else UNPUBLISHED)
    if budget is not None:
        gate(one_total(tally, edition), budget, "the budget")


def _pay(job: Job, wallet: str, tally: Tally, charge: bool) -> None:
    """What a wallet says to the total; it is charged for every row only where it surely pays them all."""
    from creditcalc.commands.gate import Charge, gate_wallet  # noqa: PLC0415  # a batch opens no wallet unasked
    from creditcalc.jobs import quotes  # noqa: PLC0415
    from creditcalc.statement import as_json as quoted  # noqa: PLC0415

    edition = job.pricer.book
    rows = quotes(job.pricer.catalog, edition, Path(job.name)) if charge else []
    charges = [Charge(row.generation.model.id, quoted(row), row.total) for row in rows]
    note(gate_wallet(wallet, one_total(tally, edition), edition, charges))
