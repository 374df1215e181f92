"""A workflow in `batch`: its options, and the price of its paid nodes one by one."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from creditcalc.batch.formats import Outlet
from creditcalc.batch.run import finish
from creditcalc.batch.tally import Tally
from creditcalc.cli.batch_options import NO_DEFAULTS, OUR_FORM, Deciding, Gates, ListDefaults, ListForm, Reading, Since
from creditcalc.cli.gates import gate_batch
from creditcalc.cli.options import BookOptions
from creditcalc.cli.output import usage
from creditcalc.cli.output_file import say_written
from creditcalc.cli.result import Result
from creditcalc.reports.fresh import dated, of_quotes, of_share
from creditcalc.reports.report import Report
from creditcalc.reports.workflow import workflow_report
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.workflows import workflow_sheet
from creditcalc.storyboard.nodes import NodePricer, node_rows, paid_in
from creditcalc.storyboard.shots import storyboard_rows, tallied
from creditcalc.storyboard.workflow import read_workflow

if TYPE_CHECKING:
    from creditcalc.cli.commands.batch import BatchRun
    from creditcalc.plans.share import PlanShare


def of_workflows(book: BookOptions, reading: Reading, catalog: Catalog) -> BookOptions:
    """The options of the price book; of workflows it is that of the program whose nodes are paid."""
    if reading.kind != "comfyui":
        return book
    platform = workflow_sheet(catalog, reading.kind).platform
    if book.platform is not None and catalog.platform(book.platform).id != platform:
        usage(f"--from {reading.kind} uses the prices of {platform}: leave out --platform")
    return book._replace(platform=platform)


def fitting_workflow(
    reading: Reading,
    form: ListForm,
    defaults: ListDefaults,
    deciding: Deciding,
    since: Since,
    result: Result,
    *,
    charge: bool,
    engine: str,
    master: str | None,
) -> None:
    """Refuses options that do not go together with a workflow."""
    if deciding.fit or deciding.pick or since.compare_to or charge or reading.success_rate or reading.keep:
        rest = "--fit, --pick, --compare-to, --charge, --success-rate and --keep"
        usage(f"--from {reading.kind} cannot be combined with {rest}")
    if form != OUR_FORM or defaults._replace(others=None) != NO_DEFAULTS:
        usage(f"--from {reading.kind} reads nodes: of the options for shot lists it takes --set alone")
    if engine != "auto" or master:
        usage(f"--engine and --master are for files of rows: leave them out with --from {reading.kind}")
    if result.form == "parquet":
        usage(f"--from {reading.kind} works with table, json, jsonl, csv, xlsx and markdown")


def price_workflow(job: "BatchRun", limits: Gates, given: Mapping[str, str]) -> Tally:
    """The paid nodes of a workflow, one by one, then the gates."""

    pricer = NodePricer.like(job.pricer)
    workflow = paid_in(read_workflow(job.name, workflow_sheet(pricer.catalog, "comfyui")))
    rows = node_rows(workflow, pricer, given)
    tally = tallied(rows, job.watch().fault)
    job = job._replace(pricer=pricer, workflow=workflow)

    def reported(share: "PlanShare | None") -> tuple[Report, ...]:
        today = job.book.today
        shown = workflow_report(workflow, rows, tally, pricer.book, share, today, job.held)
        basis = of_quotes(row.priced.quote for row in rows if row.priced.quote).and_of(of_share(pricer.book, share))
        return dated(today, basis, shown)

    job = job._replace(reports=job.shown(tally, reported))
    with job.open() as out:
        outlet = None
        if job.rows:
            sink, said = storyboard_rows(job.form, rows, pricer)
            outlet = Outlet(out, sink)
            outlet.write(said)
        finish(job, tally, out, outlet)
    if not job.quiet:
        say_written(job.output)
    gate_batch(tally, pricer.book, limits.budget, None, None, limits.tolerance, None)
    return tally
