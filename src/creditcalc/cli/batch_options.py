"""The options of `batch`, most of which `report` has too, and which of them go together."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

import typer

from creditcalc.batch.formats import InputFormat
from creditcalc.batch.pricer import Pricer
from creditcalc.cli.help import Section
from creditcalc.cli.options import (
    ON_OR_OFF,
    Budget,
    PayingWallet,
    PlanShown,
    Tolerance,
    grouped,
    limit_of_option,
    tolerance_of,
)
from creditcalc.cli.output import usage
from creditcalc.cli.result import Result
from creditcalc.pricebook.edition import Edition
from creditcalc.rating.takes import UNSAID, Odds
from creditcalc.record import Record
from creditcalc.sheets.catalog import Catalog
from creditcalc.text import inert

if TYPE_CHECKING:
    from creditcalc.batch.layout import Layout
    from creditcalc.cli.config import Known
    from creditcalc.storyboard.revision import Limit


@grouped(Section.ROWS)
class Reading(Record):
    """How rows are read."""

    kind: Annotated[
        InputFormat | None,
        typer.Option("--from", help="Format of the input, if its name does not say."),
    ] = None
    keep: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN", help="Keep this column of your own without reading it; can be repeated."),
    ] = None
    strict: Annotated[bool, typer.Option("--strict", help="Stop at the first row without a price.")] = False
    success_rate: Annotated[
        str | None, typer.Option(metavar="RATE", help="Share of attempts that you can use: 0.35 or 35%.")
    ] = None
    failure_rate: Annotated[
        str | None, typer.Option(metavar="RATE", help="Share of attempts that fail and may be free: 0.1 or 10%.")
    ] = None

    @property
    def odds(self) -> Odds:
        """What is known of takes; raises CreditcalcError for what is not a share."""
        if self.success_rate is None and self.failure_rate is not None:
            usage("--failure-rate needs --success-rate")
        if self.success_rate is None:
            return UNSAID
        from creditcalc.rating.spoken import rate_said  # noqa: PLC0415  # most batches have no rates

        return Odds(*(None if rate is None else rate_said(rate) for rate in (self.success_rate, self.failure_rate)))

    def pricer(self, catalog: Catalog, book: Edition, as_of: str | None, known: "Known | None") -> Pricer:
        """What prices the rows in a price book, made on the plan that is known, if one is."""
        pricer = Pricer(catalog, book, as_of=as_of, odds=self.odds, aside=tuple(self.keep or ()))
        return pricer if known is None else pricer.on(known.plan.id, assumed=not known.typed)


@grouped(Section.SHOTS)
class ListForm(Record):
    """How a list that was made elsewhere is read."""

    columns: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=COLUMN,...", help="Read columns of other names: seconds=Duration,model=Tool."),
    ] = None
    guess_columns: Annotated[
        bool, typer.Option("--guess-columns", help="Read columns by well-known names, such as Duration.")
    ] = False
    fps: Annotated[
        str | None, typer.Option(metavar="N", help="Frames per second, for timecodes and lengths in frames.")
    ] = None
    list_key: Annotated[
        str | None, typer.Option("--rows", metavar="KEY", help="Key of the list of rows in a JSON or YAML file.")
    ] = None
    sheet: Annotated[str | None, typer.Option(metavar="NAME", help="Sheet of a spreadsheet, if several have rows.")] = (
        None
    )
    shots_only: Annotated[bool, typer.Option("--shots-only", help="Leave out lines of sections and sums.")] = False
    delimiter: Annotated[
        str | None,
        typer.Option(metavar="SIGN", help="What separates columns: comma, semicolon, tab or pipe."),
    ] = None

    def layout(self, defaults: Mapping[str, str], pricer: Pricer, keep: Sequence[str] | None) -> "Layout":
        """How the list is laid out; raises CreditcalcError for what is no name, no number and no setting."""
        from creditcalc.cli.shot_list import layout_of  # noqa: PLC0415  # most files are laid out as ours

        return layout_of(self, defaults, pricer, keep or ())


@grouped(Section.SHOTS)
class ListDefaults(Record):
    """What holds for all rows of a list that say nothing else."""

    model: Annotated[str | None, typer.Option("--model", metavar="MODEL", help="Model of rows that name none.")] = None
    seconds: Annotated[str | None, typer.Option(metavar="N", help="Length of rows that say none.")] = None
    audio: Annotated[
        bool | None, typer.Option("--audio/--no-audio", help="With or without sound, where a row does not say.")
    ] = None
    others: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="KEY=VALUE", help="Any other setting that the file does not say; can be repeated."
        ),
    ] = None

    def settings(self) -> dict[str, str]:
        """What `--set` says, by setting."""
        found: dict[str, str] = {}
        for pair in self.others or ():
            name, equals, value = pair.partition("=")
            if not (name and equals and value):
                usage(f"--set takes KEY=VALUE, not {inert(pair[:80])}")
            if name in found:
                usage(f"{inert(name[:80])} is given twice")
            found[name] = value
        return found

    def said(self) -> dict[str, str]:
        """What all options say, by setting."""
        found = {
            "model": self.model,
            "seconds": self.seconds,
            "audio": None if self.audio is None else ON_OR_OFF[self.audio],
        }
        known = {name: word for name, word in found.items() if word is not None}
        others = self.settings()
        if twice := [name for name in others if name in known]:
            usage(f"{twice[0]} is given twice")
        return {**known, **others}


OUR_FORM = ListForm()
"""A file that is laid out as ours."""
NO_DEFAULTS = ListDefaults()
"""A file that says all."""


@grouped(Section.CHOICE)
class Deciding(Record):
    """Limits, and how a storyboard's alternatives are decided."""

    budget: Budget = None
    fit: Annotated[
        str | None, typer.Option(metavar="N", help="Choose the most preferred alternatives that fit N credits.")
    ] = None
    pick: Annotated[str | None, typer.Option(metavar="NAME", help="Choose the alternative with this name.")] = None
    plan: PlanShown = None
    wallet: PayingWallet = None
    tolerance: Tolerance = None

    @property
    def limits(self) -> tuple[Fraction | None, Fraction | None]:
        """The budget, and the one to fit; raises CreditcalcError for what is not a number."""
        if self.fit is not None and self.pick:
            usage("give --fit or --pick, not both")
        return limit_of_option(self.budget), limit_of_option(self.fit)


@grouped(Section.LIMIT)
class Since(Record):
    """What a storyboard is compared to."""

    compare_to: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Show changes since an earlier `--json` file of this storyboard."),
    ] = None
    max_increase: Annotated[
        str | None,
        typer.Option(metavar="N", help="Fail if the cost rises by over N credits, or N% (exit 3; 4 if it might)."),
    ] = None


class Gates(Record):
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
    """The limits as numbers; raises CreditcalcError for anything else."""
    budget, fit = deciding.limits
    tolerance = tolerance_of(deciding.tolerance)
    if since.max_increase is None:
        return Gates(budget, fit, since.compare_to, None, tolerance)
    from creditcalc.storyboard.revision import limit_of  # noqa: PLC0415  # most batches are not storyboards

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
    if quiet and result.form in ("parquet", "xlsx"):
        usage(f"--quiet prints only the total: leave out --format {result.form}")
    if len(files) > 1 and (result.rows or result.output or since.compare_to or deciding.wallet or "-" in files):
        usage("several files work with tables and Markdown only, without -, --output, --compare-to and --wallet")
    if since.max_increase is not None and since.compare_to is None:
        usage("--max-increase needs --compare-to")
    if since.compare_to is not None and (
        reading.success_rate or deciding.plan or result.form in ("jsonl", "parquet", "xlsx")
    ):
        usage("--compare-to works with table, json, csv and markdown, and without --success-rate and --plan")
