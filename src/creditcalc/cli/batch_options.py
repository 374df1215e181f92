"""The options of `batch`, most of which `report` has too, and which of them go together."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from creditcalc.amount import number
from creditcalc.batch.formats import InputFormat
from creditcalc.batch.pricer import Pricer
from creditcalc.cli.options import Tolerance, complete_plan, grouped, tolerance_of
from creditcalc.cli.output import usage
from creditcalc.cli.result import Result
from creditcalc.pricebook.edition import Edition
from creditcalc.rating.takes import Odds
from creditcalc.sheets.catalog import Catalog

if TYPE_CHECKING:
    from creditcalc.storyboard.revision import Limit


@grouped
class Reading(NamedTuple):
    """How rows are read."""

    kind: Annotated[
        InputFormat | None,
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
        """What is known of takes; raises CreditcalcError for what is not a number."""
        if self.success_rate is None and self.failure_rate is not None:
            usage("--failure-rate needs --success-rate")
        return Odds(*(None if rate is None else number(rate) for rate in (self.success_rate, self.failure_rate)))

    def pricer(self, catalog: Catalog, book: Edition, as_of: str | None, plan: str | None) -> Pricer:
        """What prices the rows in a price book; `plan` is an id or name of the plan that they are made on."""
        made_on = None if plan is None else book.plan(plan).id
        return Pricer(catalog, book, as_of=as_of, odds=self.odds, aside=tuple(self.keep or ()), plan=made_on)


@grouped
class Deciding(NamedTuple):
    """Limits, and how a storyboard's alternatives are decided."""

    budget: Annotated[
        str | None, typer.Option(metavar="N", help="Exit 3 if the total is over this, 4 if it may be.")
    ] = None
    fit: Annotated[
        str | None, typer.Option(metavar="BUDGET", help="Take the alternatives that are preferred most and fit this.")
    ] = None
    pick: Annotated[str | None, typer.Option(metavar="NAME", help="Take the alternative of this name.")] = None
    plan: Annotated[
        str | None,
        typer.Option(
            "--plan",
            metavar="PLAN",
            help="A plan: its share of the allowance, and money.",
            autocompletion=complete_plan,
        ),
    ] = None
    wallet: Annotated[
        str | None, typer.Option(metavar="NAME", help="Exit 3 if this wallet cannot pay, 4 if that is unclear.")
    ] = None
    tolerance: Tolerance = None

    @property
    def limits(self) -> tuple[Fraction | None, Fraction | None]:
        """The budget, and the one to fit; raises CreditcalcError for what is no number."""
        if self.fit is not None and self.pick:
            usage("give --fit or --pick, not both")
        budget, fit = (None if text is None else number(text) for text in (self.budget, self.fit))
        return budget, fit


@grouped
class Since(NamedTuple):
    """What a storyboard is compared to."""

    compare_to: Annotated[
        str | None,
        typer.Option(metavar="JSON", help="What changed since a storyboard's --json; /dev/null: since nothing."),
    ] = None
    max_increase: Annotated[
        str | None, typer.Option(metavar="LIMIT", help="Exit 3 if it costs so much more, 20 or 10%; 4 if it may.")
    ] = None


class Gates(NamedTuple):
    """What the total is held against: in credits, and since what."""

    budget: Fraction | None
    fit: Fraction | None
    compare_to: str | None
    increase: "Limit | None"
    tolerance: Fraction
    """The share by which what is approximate may be off."""

    def held(self, wallet: str | None) -> Fraction | None:
        """The tolerance where anything is held against a limit, else None."""
        limits = (self.budget, self.fit, self.increase, wallet)
        return None if all(limit is None for limit in limits) else self.tolerance


def gates(deciding: Deciding, since: Since) -> Gates:
    """The limits as numbers; raises CreditcalcError for what is none."""
    budget, fit = deciding.limits
    tolerance = tolerance_of(deciding.tolerance)
    if since.max_increase is None:
        return Gates(budget, fit, since.compare_to, None, tolerance)
    from creditcalc.storyboard.revision import limit_of  # noqa: PLC0415  # most batches are no storyboards

    return Gates(budget, fit, since.compare_to, limit_of(since.max_increase), tolerance)


def fitting(
    files: Sequence[str],
    reading: Reading,
    deciding: Deciding,
    since: Since,
    result: Result,
    *,
    quiet: bool,
    charge: bool,
    key: str | None,
) -> None:
    """Refuses options that do not go together."""
    if key is not None and not charge:
        usage("--key needs --charge")
    if charge and (deciding.wallet is None or "-" in files or reading.success_rate or deciding.fit or deciding.pick):
        usage("--charge needs --wallet and a file, and cannot be combined with --success-rate, --fit or --pick")
    if quiet and result.form == "parquet":
        usage("--quiet prints only the total: leave out --format parquet")
    if len(files) > 1 and (result.rows or result.output or since.compare_to or deciding.wallet or "-" in files):
        usage("several files work with tables and Markdown only, without -, --output, --compare-to and --wallet")
    if since.max_increase is not None and since.compare_to is None:
        usage("--max-increase needs --compare-to")
    if since.compare_to is not None and (reading.success_rate or deciding.plan or result.form in ("jsonl", "parquet")):
        usage("--compare-to works with table, json, csv and markdown, and without --success-rate and --plan")
