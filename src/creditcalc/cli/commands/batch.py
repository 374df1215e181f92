"""`creditcalc batch`."""

import sys
from collections.abc import Callable
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Literal, NamedTuple

import typer

from creditcalc.amount import Amount
from creditcalc.batch.engine import Unread
from creditcalc.batch.engine.choice import (
    Name,
    beyond_stream,
    chosen,
    deliver,
    located_faults,
    open_engine,
    run,
    steady,
)
from creditcalc.batch.formats import SAME, InputFormat, Outlet, kind_of, rows_of, sink_for, sink_of
from creditcalc.batch.pricer import Priced, Pricer
from creditcalc.batch.rows.blocks import open_rows
from creditcalc.batch.stream import OnFault, stream
from creditcalc.batch.tally import Tally
from creditcalc.cli.batch_options import Deciding, Gates, Reading, Since, fitting, gates
from creditcalc.cli.compare_to import Limit, gate_increase, revised
from creditcalc.cli.options import Book, command
from creditcalc.cli.output import every, gate, note, usage
from creditcalc.cli.progress import Progress
from creditcalc.cli.result import Result
from creditcalc.errors import REFUSED, UNPUBLISHED, CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.reports.batch import batch_json, missing, storyboard, summary, total_of
from creditcalc.reports.report import Report
from creditcalc.text import count, ticked, units

if TYPE_CHECKING:
    from creditcalc.plans.share import PlanShare
    from creditcalc.storyboard.revision import Revision

app = typer.Typer()


class BatchRun(NamedTuple):
    """A batch to be run: what, with which prices, and what becomes of it."""

    name: str
    kind: InputFormat | None
    pricer: Pricer
    strict: bool
    plan: str | None
    result: Result
    quiet: bool

    @property
    def wants_rows(self) -> bool:
        """Whether every row is written."""
        return self.result.rows and not self.quiet

    def share(self, tally: Tally) -> "PlanShare | None":
        """What the batch takes of the plan that was named."""
        if self.plan is None:
            return None
        from creditcalc.plans.share import share_of  # noqa: PLC0415  # plans are not on the way of every batch

        book = self.pricer.book
        return share_of(book, own_total(tally, book), book.plan(self.plan))

    def fault(self, progress: Progress) -> OnFault:
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
            outlet.close(batch_json(tally, self.pricer.book, self.share(tally)))
            print_sums(tally)
        else:
            out.write(self.result.text(reports or summary(tally, self.pricer.book, self.name, self.share(tally))))
        out.flush()


@app.command()
@command
def batch(
    files: Annotated[list[str], typer.Argument(metavar="FILE|-", help="CSV, JSON Lines, a YAML storyboard, Parquet.")],
    reading: Reading,
    deciding: Deciding,
    since: Since,
    book: Book,
    result: Result,
    engine: Annotated[
        Literal["auto", "stream", "duckdb", "spark"],
        typer.Option(help="What reads and joins: the stream; DuckDB for Parquet, patterns and large files."),
    ] = "auto",
    master: Annotated[
        str | None, typer.Option(metavar="URL", help="Spark's cluster: local[2], spark://host:7077, sc://host.")
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print the total alone; with --compare-to the difference.")
    ] = False,
    charge: Annotated[
        bool, typer.Option("--charge", help="Charge every row to the wallet, if that surely pays.")
    ] = False,
) -> None:
    """What many generations cost: a file of rows, or a storyboard.

    creditcalc batch shots.csv --format csv

    A column (or key) a setting, as in `quote`: model, seconds, resolution, audio (on, off; TRUE, FALSE), minutes,
    images; outputs and takes; platform and edition, where rows differ in them; id, shot and note, which only name a
    row, and scene, which rows are summed by. Every row comes out again, in order, with credits_low, credits_high,
    qualifier, grade and error. A row without a price is reported with its line and never counts as 0: the total is
    then a lower bound, and the exit code 1, or 5 where nobody publishes the missing prices.

    creditcalc batch storyboard.yaml --fit 200

    creditcalc batch storyboard.yaml --compare-to main.json

    Several files are reported and held against the budget one by one; the lowest exit code but 0 is that of all.
    """
    fitting(files, reading, deciding, since, result, quiet=quiet, charge=charge)
    catalog = book.catalog()
    edition = book.open(catalog)
    limits = gates(deciding, since)
    pricer = Pricer(catalog, edition, as_of=book.as_of, odds=reading.odds, aside=tuple(reading.keep or ()))
    for ignored in edition.ignored:
        note(ignored)

    def one(file: str) -> None:
        kind: InputFormat | None = reading.kind or (None if file == "-" else kind_of(file))
        job = BatchRun(file, kind, pricer, reading.strict, deciding.plan, result, quiet)
        tally = _priced(job, deciding, limits, engine, master)
        if deciding.wallet is not None:
            _pay(job, deciding.wallet, tally, charge)

    every(files, one)


def _priced(job: BatchRun, deciding: Deciding, limits: Gates, engine: Name, master: str | None) -> Tally:
    """One file: its report, then the gates."""
    revision: Revision | None = None
    if job.kind == "yaml":
        tally, revision = _storyboard(job, deciding.pick, limits)
    elif limits.fit is not None or deciding.pick or limits.compare_to:
        usage("--fit, --pick and --compare-to are for storyboards: CSV has no alternatives, and no names of shots")
    elif (through := chosen(engine, job.name, job.kind, job.result.form)) == "stream":
        tally = _stream(job)
    else:
        try:
            tally = _engine(job, through, master)
        except Unread:
            if engine != "auto" or beyond_stream(job.name, job.kind):
                raise
            tally = _stream(job)  # which reads what can be read, and reports the rest row by row
    verdict(tally, job.pricer.book, limits.budget, revision, limits.increase)
    return tally


def _stream(job: BatchRun) -> Tally:
    """A file of rows, one after the other."""
    with ExitStack() as stack:
        file = stack.enter_context(open_rows(job.name))
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


def _engine(job: BatchRun, name: Name, master: str | None) -> Tally:
    """A file of rows, through a database engine."""
    kind, fault, unchanged = job.kind or "csv", job.fault(Progress()), steady(job.name)
    with open_engine(name, job.name, kind, job.pricer, master) as engine:
        tally = run(engine, job.name, job.pricer, unchanged)
        _some(tally, job)
        for place, error, code in located_faults(engine, job.name, kind, tally.rows) if tally.missing else ():
            fault(place, Priced("", error=error, code=code))
        if job.wants_rows:
            sums = batch_json(tally, job.pricer.book, job.share(tally))
            deliver(engine, job.result.form, job.result.output, sys.stdout.buffer, sums, unchanged)
            print_sums(tally)
        else:
            with job.result.open() as out:
                job.finish(tally, out, None, ())
    return tally


def _storyboard(job: BatchRun, pick: str | None, limits: Gates) -> "tuple[Tally, Revision | None]":
    """A storyboard, shot by shot, or what changed in it."""
    from creditcalc.storyboard.board import read_storyboard  # noqa: PLC0415  # rows are no storyboard
    from creditcalc.storyboard.decide import (  # noqa: PLC0415
        DETAILS,
        decided,
        details,
        given_up,
        storyboard_cells,
        storyboard_columns,
    )

    board = read_storyboard(Path(job.name), job.name)
    rows = decided(board, job.pricer, pick, limits.fit)
    tally, fault = Tally(), job.fault(Progress())
    for row in rows:
        tally.add(row.priced, row.shot.scene)
        if row.priced.error:
            fault(row.shot.place, row.priced)
    if limits.compare_to is not None:
        one_total(tally, job.pricer.book)
        return tally, revised(board.name, rows, limits.compare_to, job.pricer, tally, job.result, job.quiet)
    lost = tuple(given_up(rows, job.pricer)) if limits.fit is not None else ()
    report = storyboard(board, rows, tally, job.pricer.book, job.share(tally), lost)
    columns, results = storyboard_columns(rows), job.pricer.columns(storyboard_columns(rows))
    if job.result.form in ("json", "jsonl"):
        columns = (*columns, *DETAILS)
    with job.result.open() as out:
        outlet = Outlet(out, sink_of(job.result.form, columns, results)) if job.wants_rows else None
        if outlet:
            sink = outlet.sink
            outlet.write(
                [sink.head({**storyboard_cells(row), **details(row)}) + sink.ending(row.priced) for row in rows]
            )
        job.finish(tally, out, outlet, (report,))
    return tally, None


def _some(tally: Tally, job: BatchRun) -> None:
    if not tally.rows:
        raise CreditcalcError(f"{job.name}: has no generations: add a row")


def print_sums(tally: Tally) -> None:
    """The sums beside the rows."""
    for unit in tally.units:
        sys.stderr.write(f"{count(tally.rows, 'row')}, total {tally.total(unit).brief} {units(unit)}\n")


def one_total(tally: Tally, edition: Edition) -> Amount:
    """The sum of a batch; raises CreditcalcError where it has none, since units differ."""
    if len(tally.units) > 1:
        raise CreditcalcError(f"there is no one total: rows are priced in {ticked(tally.units, 'and')}")
    return total_of(tally, edition)


def own_total(tally: Tally, edition: Edition) -> Amount:
    """The sum for the price book's own plans and wallets; raises CreditcalcError where it is in another unit."""
    total = one_total(tally, edition)
    if tally.units not in ((), (edition.unit,)):
        raise CreditcalcError(
            f"rows are priced in {ticked(tally.units)}, which are none of {edition.platform} {edition.id}: "
            f"name that platform and edition for the whole batch"
        )
    return total


def verdict(
    tally: Tally,
    edition: Edition,
    budget: Fraction | None,
    revision: "Revision | None" = None,
    increase: Limit | None = None,
) -> None:
    """The exit code: rows without a price come first, then the gates."""
    if tally.missing:
        raise CreditcalcError(missing(tally), code=REFUSED if tally.refused else UNPUBLISHED)
    checks: list[Callable[[], None]] = []
    if budget is not None:
        checks.append(lambda: gate(one_total(tally, edition), budget, "the budget"))
    if revision and increase:
        checks.append(lambda: gate_increase(revision, increase))
    every(checks, lambda check: check())


def _pay(job: BatchRun, wallet: str, tally: Tally, charge: bool) -> None:
    """What a wallet says to the total; it is charged for every row only where it surely pays them all."""
    from creditcalc.cli.wallet_gate import Charge, gate_wallet  # noqa: PLC0415  # a batch opens no wallet unasked
    from creditcalc.reports.quote import quote_json as quoted  # noqa: PLC0415
    from creditcalc.storyboard.shots import quotes  # noqa: PLC0415

    edition = job.pricer.book
    rows = quotes(job.pricer.catalog, edition, Path(job.name)) if charge else []
    charges = [Charge(row.generation.model.id, quoted(row), row.total) for row in rows]
    note(gate_wallet(wallet, own_total(tally, edition), edition, charges))
