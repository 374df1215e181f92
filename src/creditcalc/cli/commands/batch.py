"""`creditcalc batch`."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from creditcalc.batch.engine.choice import Name
from creditcalc.batch.formats import InputFormat, Outlet, OutputFormat, kind_of
from creditcalc.batch.pricer import Pricer
from creditcalc.batch.run import finish, price_file
from creditcalc.batch.tally import Tally, one_total, own_total
from creditcalc.cli.batch_options import (
    NO_DEFAULTS,
    OUR_FORM,
    Deciding,
    Gates,
    ListDefaults,
    ListForm,
    Reading,
    Since,
    fitting,
    gates,
)
from creditcalc.cli.gates import gate_batch
from creditcalc.cli.help import PlainCommand, PlainTyper, Section
from creditcalc.cli.options import BookOptions, Key, command
from creditcalc.cli.output import every, note, usage
from creditcalc.cli.output_file import check_output, say_written
from creditcalc.cli.progress import Progress
from creditcalc.cli.result import Result
from creditcalc.cli.streams import say
from creditcalc.errors import CreditcalcError
from creditcalc.figures import in_unit
from creditcalc.record import Record
from creditcalc.reports.batch import UNHELD, Held, batch_json, storyboard, summary
from creditcalc.reports.report import Report
from creditcalc.text import count, inert

if TYPE_CHECKING:
    from creditcalc.cli.config import Known
    from creditcalc.plans.share import PlanShare
    from creditcalc.reports.objects.shared import SelectionObject
    from creditcalc.storyboard.decide import Row, Unfit
    from creditcalc.storyboard.revision import Revision
    from creditcalc.storyboard.workflow import Workflow

app = PlainTyper()


class BatchRun(Record):
    """A batch to be run: what, with which prices, and what becomes of it."""

    name: str
    kind: InputFormat | None
    pricer: Pricer
    strict: bool
    known: "Known | None"
    book: BookOptions
    told: Callable[[str], None]
    """Says something beside the result, once."""
    result: Result
    quiet: bool
    tolerance: Fraction | None = None
    """The share by which what is approximate may be off where the total meets a limit; None where it meets none."""
    held: Held = UNHELD
    reports: tuple[Report, ...] = ()
    """What is shown in place of the rows, where that is not their sums."""
    wallet: str | None = None
    """The wallet that is to pay, if one is named."""
    workflow: "Workflow | None" = None
    """The workflow whose nodes the rows are, if they are."""

    @property
    def rows(self) -> bool:
        """Whether every row is written."""
        return self.result.rows and not self.quiet

    @property
    def form(self) -> OutputFormat:
        """The format."""
        return self.result.form

    @property
    def output(self) -> str | None:
        """The file to write to."""
        return self.result.file

    def tell(self, line: str) -> None:
        """What is read otherwise than people may expect."""
        self.told(line)

    def open(self) -> AbstractContextManager[IO[bytes]]:
        """Where the bytes go."""
        return self.result.open()

    def watch(self, size: int | None = None, out: IO[bytes] | None = None) -> Progress:
        """How far it is, on standard error, unless the rows themselves go to a terminal."""
        apart = out is None or not self.rows or not out.isatty()
        return Progress(size, apart=apart, strict=self.strict, judged=self.tolerance is not None)

    def share(self, tally: Tally) -> "PlanShare | None":
        """What the batch takes of the plan that is known; of one that is remembered only where it can do all of it."""
        if self.known is None:
            return None
        from creditcalc.cli.config import share_of_plan  # noqa: PLC0415  # plans are not on the way of every batch
        from creditcalc.plans.able import check_plan  # noqa: PLC0415
        from creditcalc.storyboard.shots import models_of  # noqa: PLC0415

        edition = self.pricer.book
        try:
            check_plan(self.known.plan, models_of(edition, tally), edition)
            return share_of_plan(edition, own_total(tally, edition), self.known, self.book)
        except CreditcalcError as error:
            if self.known.typed:
                raise
            self.told(f"{error}. Your plan {self.known.plan.name} is left out")
            return None

    def shown(self, tally: Tally, reported: "Callable[[PlanShare | None], tuple[Report, ...]]") -> tuple[Report, ...]:
        """Reports with the share of the plan that is known and, on a terminal, with what is left in a wallet."""
        share, edition = self.share(tally), self.pricer.book
        if not self.result.drawn or self.quiet or tally.units != (edition.unit,):
            return reported(share)
        from creditcalc.cli.wallet_glance import glanced  # noqa: PLC0415  # most batches are not drawn

        seen = glanced(edition, self.wallet, self.told)
        if seen is None:
            return reported(share)
        from creditcalc.cli.config import plan_of_wallet, share_of_plan  # noqa: PLC0415  # most have no wallet
        from creditcalc.reports.quote_screen import wallet_answer  # noqa: PLC0415
        from creditcalc.storyboard.shots import models_of  # noqa: PLC0415

        total = own_total(tally, edition)
        if self.known is None and (plan := plan_of_wallet(edition, seen.terms, models_of(edition, tally))):
            share = share_of_plan(edition, total, plan, self.book)
        first, *others = reported(share)
        return first._replace(answer=(*first.answer, wallet_answer(total, seen, self.held.tolerance))), *others

    def sums(self, tally: Tally) -> Mapping[str, Any]:
        """What comes after the rows."""
        sums = {**batch_json(tally, self.pricer, self.share(tally), self.held), "selection": self.selection}
        if self.workflow is None:
            return sums
        from creditcalc.reports.workflow import workflow_json  # noqa: PLC0415  # most batches are none

        return {**sums, "workflow": workflow_json(self.workflow, tally)}

    @property
    def selection(self) -> "SelectionObject":
        """What was selected, and by what."""
        return self.book.selection(self.pricer.book, self.known)

    def summary(self, tally: Tally) -> bytes:
        """The reports, or the total alone."""
        if self.quiet:
            return f"{one_total(tally, self.pricer.book)}\n".encode()
        if self.reports:
            return self.result.text(self.reports)

        from creditcalc.reports.fresh import dated, of_rows, of_share  # noqa: PLC0415  # files of rows draw no screen

        def reported(share: "PlanShare | None") -> tuple[Report, ...]:
            shown = summary(tally, self.pricer.book, self.name, self.book.today, share, self.held)
            basis = of_rows(self.pricer.used.values()).and_of(of_share(self.pricer.book, share))
            return dated(self.book.today, basis, *shown)

        return self.result.text(self.shown(tally, reported))

    def wrote(self, tally: Tally) -> None:
        """The sums beside the rows."""
        for unit in tally.units:
            say(f"{count(tally.rows, 'row')}, total {in_unit(tally.total(unit), unit)}")


class FilesFirst(PlainCommand):
    """A command whose list of files comes from a program: pre-commit, `xargs`, or `*` in a shell.

    Whoever may add a file to a folder names it, `--output=../x.yaml` too. A word that is both is the file.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the words, with `./` before those that look like an option and are a file."""
        end = args.index("--") if "--" in args else len(args)
        return super().parse_args(ctx, [*map(_file_first, args[:end]), *args[end:]])


def _file_first(word: str) -> str:
    try:
        if word == "-" or not word.startswith("-") or not Path(word).is_file():
            return word
    except OSError:  # too long a name for any file
        return word
    try:
        kind_of(word)
    except CreditcalcError:
        raise CreditcalcError(f"`{inert(word)}` is an option, and also a file here: rename the file") from None
    return f"./{word}"


@app.command(cls=FilesFirst)
@command
def batch(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE|-", help="CSV, JSON, Markdown, Excel, Parquet, YAML, workflow; - is standard input."
        ),
    ],
    reading: Reading,
    form: ListForm,
    defaults: ListDefaults,
    deciding: Deciding,
    since: Since,
    book: BookOptions,
    result: Result,
    engine: Annotated[
        Name,
        typer.Option(
            help="What reads the rows; auto takes DuckDB for Parquet, patterns and large files.",
            rich_help_panel=Section.ROWS,
        ),
    ] = "auto",
    master: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Cluster of Spark: local[2], spark://host:7077 or sc://host.",
            rich_help_panel=Section.ROWS,
        ),
    ] = None,
    quiet: Annotated[
        bool,
        typer.Option(
            "--quiet",
            "-q",
            help="Print only the total, or with --compare-to the difference.",
            rich_help_panel=Section.OUTPUT,
        ),
    ] = False,
    charge: Annotated[
        bool,
        typer.Option(
            "--charge",
            help="Record the cost of every row in the wallet (only if it certainly covers them all).",
            rich_help_panel=Section.WALLET,
        ),
    ] = False,
    key: Key = None,
) -> None:
    """Price a shot list or a storyboard.

    creditcalc batch shots.csv --format csv

    Columns (or keys) are the options of `quote`: model, seconds, minutes, resolution, audio (on, off, TRUE or FALSE),
    images, outputs and takes. Rows may also name a platform and an edition. The columns id, shot and note only label a
    row, and rows are summed by scene. Every row is written in its place with credits_low, credits_high, qualifier,
    grade and error.

    Rows without a price are reported and left out of the total, which is then a lower bound. The exit code is 1, or 5
    where the missing prices are not published.

    creditcalc batch shots.csv --guess-columns --model veo-3.1

    A shot list with other columns is read with --columns or --guess-columns. What it does not say is given for all its
    rows with --model, --seconds, --audio and --set.

    creditcalc batch storyboard.yaml --fit 200

    creditcalc batch storyboard.yaml --compare-to main.json

    creditcalc batch workflow.json --from comfyui --set 4.seconds=8

    A ComfyUI workflow, saved or exported for the API, is priced node by node with Comfy's prices. What no file says,
    such as the length of an input video, is given with --set: `--set seconds=8` for all nodes that need it, `--set
    12.seconds=8` for one.

    Several files are reported and compared with the budget one by one. The exit code is the lowest other than 0.
    """
    fitting(files, reading, deciding, since, result, quiet=quiet, charge=charge, key=key)
    check_output(result.output, *files, since.compare_to, pricing=book.pricing)
    catalog = book.catalog()
    given: Mapping[str, str] = {}
    if reading.kind == "comfyui":
        from creditcalc.cli.workflow import fitting_workflow, of_workflows  # noqa: PLC0415  # few are

        given = defaults.settings()
        fitting_workflow(reading, form, defaults, deciding, since, result, charge=charge, engine=engine, master=master)
        book = of_workflows(book, reading, catalog)
    edition = book.open(catalog)
    limits = gates(deciding, since)
    known = None if since.compare_to is not None else book.known_plan(edition, deciding.plan)
    pricer = reading.pricer(catalog, edition, book.day, known)
    if reading.kind != "comfyui" and (form, defaults) != (OUR_FORM, NO_DEFAULTS):
        pricer = reading._replace(keep=None).pricer(catalog, edition, book.day, known)  # which reads our columns alone
        pricer.layout = form.layout(defaults.said(), pricer, reading.keep)
    for ignored in edition.ignored:
        note(ignored)

    def one(file: str) -> None:
        kind: InputFormat | None = reading.kind or (None if file == "-" else kind_of(file))
        tolerance, held = limits.held(deciding.wallet), Held(limits.budget, limits.fit, limits.tolerance)
        job = BatchRun(
            file,
            kind,
            pricer,
            reading.strict,
            known,
            book,
            cache(note),
            result,
            quiet,
            tolerance,
            held,
            (),
            deciding.wallet,
        )
        tally = _priced(job, deciding, limits, engine, master, given)
        if deciding.wallet is not None:
            _pay(job, deciding.wallet, tally, charge, key, limits.tolerance)

    every(files, one)


def _priced(
    job: BatchRun, deciding: Deciding, limits: Gates, engine: Name, master: str | None, given: Mapping[str, str]
) -> Tally:
    """One file: its report, then the gates."""
    if job.kind == "comfyui":
        from creditcalc.cli.workflow import price_workflow  # noqa: PLC0415  # most files are rows

        return price_workflow(job, limits, given)
    revision: Revision | None = None
    unfit: Unfit | None = None
    if job.kind == "yaml" and not job.pricer.layout:
        tally, revision, unfit = _storyboard(job, deciding.pick, limits)
    elif limits.fit is not None or deciding.pick or limits.compare_to:
        usage("--fit, --pick and --compare-to need a storyboard: rows have neither alternatives nor names of shots")
    else:
        tally = price_file(job.name, job.kind, job.pricer, job, engine=engine, master=master)
    if not job.quiet:
        say_written(job.output)
    gate_batch(tally, job.pricer.book, limits.budget, revision, limits.increase, limits.tolerance, unfit)
    return tally


def _storyboard(job: BatchRun, pick: str | None, limits: Gates) -> "tuple[Tally, Revision | None, Unfit | None]":
    """A storyboard, shot by shot, or what changed in it; where nothing fits, the cheapest version and the refusal."""
    from creditcalc.storyboard.board import read_storyboard  # noqa: PLC0415  # rows are not a storyboard
    from creditcalc.storyboard.decide import Unfit, decided, given_up  # noqa: PLC0415
    from creditcalc.storyboard.shots import storyboard_rows, tallied  # noqa: PLC0415

    try:
        board = read_storyboard(Path(job.name), job.name)
    except CreditcalcError as error:
        from creditcalc.batch.layout import no_storyboard  # noqa: PLC0415  # most storyboards are storyboards

        raise no_storyboard(error, job.name) from None
    unfit: Unfit | None = None
    try:
        rows: Sequence[Row] = decided(board, job.pricer, pick, limits.fit, limits.tolerance)
    except Unfit as error:
        unfit, rows = error, error.rows
    tally = tallied(rows, job.watch().fault)
    if limits.compare_to is not None:
        from creditcalc.cli.compare_to import report_revision  # noqa: PLC0415  # most are compared to nothing

        one_total(tally, job.pricer.book)
        revision = report_revision(
            board.name,
            rows,
            limits.compare_to,
            job.pricer,
            tally,
            job.result,
            job.quiet,
            job.held,
            limits.increase,
            job.selection,
            job.book.today,
        )
        return tally, revision, unfit
    lost = tuple(given_up(rows, job.pricer)) if limits.fit is not None and not unfit else ()
    from creditcalc.reports.fresh import dated, of_quotes, of_share  # noqa: PLC0415  # files of rows draw no screen

    today = job.book.today

    def reported(share: "PlanShare | None") -> tuple[Report, ...]:
        shown = storyboard(board, rows, tally, job.pricer.book, share, lost, today, job.held)
        quotes = (one.quote for row in rows for _, one in row.ways.values() if one.quote)
        return dated(today, of_quotes(quotes).and_of(of_share(job.pricer.book, share)), shown)

    job = job._replace(reports=job.shown(tally, reported))
    with job.open() as out:
        outlet = None
        if job.rows:
            sink, said = storyboard_rows(job.form, rows, job.pricer)
            outlet = Outlet(out, sink)
            outlet.write(said)
        finish(job, tally, out, outlet)
    return tally, None, unfit


def _pay(job: BatchRun, wallet: str, tally: Tally, charge: bool, key: str | None, tolerance: Fraction) -> None:
    """What a wallet says to the total; it is charged for every row only where it certainly pays them all."""
    from creditcalc.cli.wallet_gate import gate_wallet  # noqa: PLC0415  # a batch opens no wallet unasked
    from creditcalc.storyboard.shots import quotes  # noqa: PLC0415

    edition = job.pricer.book
    rows = quotes(job.pricer, Path(job.name)) if charge else []
    note(str(gate_wallet(wallet, own_total(tally, edition), edition, rows, key=key, tolerance=tolerance)))
