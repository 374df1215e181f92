"""The options of `creditcalc batch` that no other command has, and which of them go together."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, Literal, NamedTuple

import typer

from creditcalc.amount import number
from creditcalc.commands.options import complete_plan, grouped
from creditcalc.commands.output import usage
from creditcalc.commands.result import Result
from creditcalc.commands.revised import Limit, limit_of


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
    compare_to: Annotated[
        str | None,
        typer.Option(metavar="JSON", help="What changed since a storyboard's --json; /dev/null: since nothing."),
    ] = None
    max_increase: Annotated[
        str | None, typer.Option(metavar="LIMIT", help="Exit 3 if it costs so much more, 20 or 10%; 4 if it may.")
    ] = None
    charge: Annotated[bool, typer.Option("--charge", help="Charge every row to the wallet, if that surely pays.")] = (
        False
    )

    @property
    def gates(self) -> "Gates":
        """The limits as numbers; raises CreditcalcError for what is none."""
        budget, fit = (None if text is None else number(text) for text in (self.budget, self.fit))
        return Gates(budget, fit, None if self.max_increase is None else limit_of(self.max_increase))


class Gates(NamedTuple):
    """What the total is held against, as numbers."""

    budget: Fraction | None
    fit: Fraction | None
    increase: Limit | None


def fitting(files: Sequence[str], reading: Reading, deciding: Deciding, result: Result, quiet: bool) -> None:
    """Refuses options that do not go together."""
    if deciding.charge and (
        deciding.wallet is None or "-" in files or reading.success_rate or deciding.fit or deciding.pick
    ):
        usage("--charge needs --wallet and a file, and goes with none of --success-rate, --fit and --pick")
    if quiet and result.form == "parquet":
        usage("--quiet prints the total alone: it is not for Parquet")
    if len(files) > 1 and (result.rows or result.output or deciding.compare_to or deciding.wallet or "-" in files):
        usage("several files are for tables and Markdown, without -, --output, --compare-to and --wallet")
    if deciding.max_increase is not None and deciding.compare_to is None:
        usage("--max-increase needs --compare-to: an increase is one since something")
    if deciding.compare_to is not None and (
        reading.success_rate or deciding.plan or result.form in ("jsonl", "parquet")
    ):
        usage("--compare-to goes with table, json, csv and markdown, and with neither --success-rate nor --plan")
