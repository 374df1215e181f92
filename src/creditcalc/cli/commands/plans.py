"""`creditcalc plans`."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from creditcalc.amount import number
from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import (
    MODEL,
    BookOptions,
    GenerationOptions,
    InWords,
    Output,
    command,
    grouped,
)
from creditcalc.cli.output import emit, usage, write_output
from creditcalc.cli.output_file import STANDARD_OUTPUT, check_output, output_option, write_file
from creditcalc.errors import CreditcalcError
from creditcalc.plans.able import able
from creditcalc.plans.months import months, worlds
from creditcalc.plans.options import Option, most_shown, only_plans, sold_in
from creditcalc.plans.schedule import schedules
from creditcalc.plans.work import Demand, Often, on_any_plan, on_plans
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.naming import plan_names
from creditcalc.pricebook.plan import Plan
from creditcalc.rating.quote import Quote, price
from creditcalc.record import Record
from creditcalc.reports.chart import svg, text
from creditcalc.reports.choice import compare_months, demand_title
from creditcalc.reports.fresh import dated, of_models, of_options, of_plans
from creditcalc.reports.plans import (
    break_even_report,
    compare_plans,
    compare_schedule,
    cost_picture,
    features,
    plan_reports,
    plans_list,
)
from creditcalc.sheets.catalog import Catalog
from creditcalc.text import folded

app = PlainTyper(help="List, show and compare plans.\n\ncreditcalc plans compare --credits 500")


@app.command("list")
@command
def list_plans(book: BookOptions, output: Output) -> None:
    """List every plan with its price, credits and reset.

    creditcalc plans list

    Prices are given in every currency they are published in. Rollover is what happens to unused credits.
    """
    edition = book.open()
    basis = of_plans(edition, edition.current(edition.plans).values())
    emit(output, *dated(book.today, basis, plans_list(edition)), selection=book.selection(edition))


@app.command()
@command
def show(
    plan: Annotated[
        str,
        typer.Argument(metavar="PLAN", help='Plan, for example plus or "Plus (yearly)".'),
    ],
    book: BookOptions,
    output: Output,
) -> None:
    """Show the prices and features of a plan, and what it buys.

    creditcalc plans show generative

    It also shows what other sources say, and how many seconds or images of each model the plan's credits buy.
    """
    edition = book.open()
    found = edition.plan(plan)
    bought = [one for one in edition.current(edition.top_ups).values() if not one.plans or found.id in one.plans]
    shown = dated(book.today, of_plans(edition, [found], bought), *plan_reports(edition, found))
    emit(output, *shown, selection=book.selection(edition))


@grouped(Section.MONEY)
class Purse(Record):
    """How money is calculated."""

    currency: Annotated[str | None, typer.Option(metavar="CUR", help="Currency of all prices, for example EUR.")] = None
    rate: Annotated[
        list[str] | None,
        typer.Option(metavar="CUR=N", help="Exchange rate into it: USD=0.92 is 0.92 for $1; can be repeated."),
    ] = None
    seats: Annotated[
        int, typer.Option(min=1, max=10_000, metavar="N", help="Number of seats, for plans sold by the seat.")
    ] = 1
    no_watermark: Annotated[
        bool, typer.Option("--no-watermark", help="Leave out plans that add a watermark to exports.")
    ] = False

    def rates(self) -> dict[str, Fraction]:
        """The rates given, by currency."""
        found = {}
        for pair in self.rate or ():
            name, equals, value = pair.partition("=")
            if not (equals and name.isalpha()):
                usage(f"--rate takes CUR=N, not {pair}")
            found[name.upper()] = number(value)
            if not found[name.upper()]:
                usage(f"--rate must be more than 0, not {pair}")
        return found

    def options(self, edition: Edition, book: BookOptions) -> list[Option]:
        """Every way to pay for every plan, in the currency asked for or remembered, else in the most used one."""
        rates = self.rates()
        return sold_in(edition, self.currency or book.currency(edition, rates=bool(rates)), rates, self.seats)


@grouped(Section.WORK)
class Work(Record):
    """How much is to be made."""

    model: Annotated[str | None, MODEL] = None
    credits: Annotated[
        str | None, typer.Option(metavar="N[,N...]", help="Credits you need a month; month by month with --horizon.")
    ] = None
    per_week: Annotated[str | None, typer.Option(metavar="N", help="Number of generations a week.")] = None
    per_month: Annotated[
        str | None, typer.Option("--per-month", "--videos", metavar="N", help="Number of generations a month.")
    ] = None
    jobs: Annotated[
        Path | None, typer.Option(metavar="FILE", help="File with a month's generations (CSV or JSON Lines).")
    ] = None

    def said(
        self, words: list[str] | None, asked: GenerationOptions, edition: Edition
    ) -> tuple["Work", GenerationOptions]:
        """The work and the options with what words say."""
        if not words:
            return self, asked
        if self.credits is not None or self.jobs is not None:
            usage("words say what to generate: leave them out with --credits and --jobs")
        from creditcalc.cli.words import modelled  # noqa: PLC0415  # most comparisons are asked for by options

        model, asked = modelled(words, self.model, asked, [edition])
        return self._replace(model=model), asked

    def said_by(self, words: list[str], asked: GenerationOptions, edition: Edition) -> bool:
        """Whether words say work."""
        try:
            self.said(words, asked, edition)
        except (CreditcalcError, typer.BadParameter):
            return False
        return True

    def demand(self, catalog: Catalog, edition: Edition, asked: GenerationOptions) -> Demand | None:
        """What the work given demands; None where no work is given."""
        given = [name for name in ("model", "credits", "jobs") if getattr(self, name) is not None]
        if not given:
            if self.per_week or self.per_month or asked.settings():
                usage("say what you need: --model, --credits or --jobs")
            return None
        if len(given) > 1:
            usage("give only one of --model, --credits and --jobs")
        if self.model is None and (asked.settings() or asked.takes > 1 or asked.outputs is not None or asked.mix):
            usage(f"the options of a generation need --model, not --{given[0]}")
        if self.credits is not None and (self.per_week or self.per_month):
            usage("--credits are credits per month: leave out --per-week and --per-month")
        if self.credits is not None:
            return Demand.said(self.credits)
        if self.jobs is not None:
            from creditcalc.storyboard.shots import sum_of  # noqa: PLC0415  # other work is in no file

            jobs = self.jobs
            cost, models = sum_of(catalog, edition, jobs)
            if not jobs.is_file() and any("plan" in model.settings for model in models):
                raise CreditcalcError("the cost depends on the plan, and a pipe can be read only once: give a file")
            prices = on_plans(edition, models, cost, lambda plan: sum_of(catalog, edition, jobs, plan)[0])
            return Demand.filed(cost, jobs.name, self._often(), models, prices)
        model, settings = on_any_plan(edition.model(self.model or "")), asked.settings()

        def on(plan: str) -> Quote:
            return price(asked.planned(model, {**settings, "plan": plan}), edition)

        return Demand.quoted(price(asked.planned(model, settings), edition), self._often(), on)

    def _often(self) -> Often:
        if self.per_week and self.per_month:
            usage("give --per-week or --per-month, not both")
        return Often(self.per_week, "week") if self.per_week else Often(self.per_month or "1")


def _among(
    names: Sequence[str] | None,
    words: list[str] | None,
    work: Work,
    asked: GenerationOptions,
    edition: Edition,
) -> tuple[list[str] | None, Edition]:
    """The words that name no plans, and the edition with only the plans that options or words name, if any do.

    Raises CreditcalcError where words may be plans and work, and where no price of the plans is published.
    """
    plans = [edition.plan(name) for name in names or ()]
    if words and (said := _plans_said(words, edition)):
        if work.said_by(words, asked, edition):
            both = " ".join(words)
            raise CreditcalcError(f"`{both}` may be plans or what to generate: use `--plan`, or options for the other")
        words, plans = None, [*plans, *map(edition.on_sale, said)]
    return words, only_plans(edition, plans)


def _plans_said(words: Sequence[str], edition: Edition) -> list[Plan]:
    """The plans that words name, each by as many words as it can; none where they say anything else."""
    known = plan_names(edition.plans.values())
    found: list[Plan] = []
    rest = list(words)
    while rest:
        runs = [(end, known.get(folded(" ".join(rest[:end])), {})) for end in range(len(rest), 0, -1)]
        end, called = next(((end, called) for end, called in runs if len(called) == 1), (0, {}))
        if not end:
            return []
        found += [one.plan for one in called.values()]
        rest = rest[end:]
    return found


def _most(up_to: str | None, found: Sequence[Option]) -> Fraction:
    """The largest demand to look at."""
    return (number(up_to) if up_to else most_shown(found)) or usage("--up-to must be more than 0")


@app.command()
@command
def compare(
    work: Work,
    asked: GenerationOptions,
    purse: Purse,
    book: BookOptions,
    output: Output,
    words: InWords = None,
    plan: Annotated[
        list[str] | None,
        typer.Option(
            "--plan",
            metavar="PLAN",
            help="Compare only this plan; can be repeated.",
            rich_help_panel=Section.MONEY,
        ),
    ] = None,
    horizon: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=120,
            metavar="N",
            help="Find the cheapest way to pay over this many months.",
            rich_help_panel=Section.MONEY,
        ),
    ] = None,
    break_even: Annotated[
        bool,
        typer.Option(
            "--break-even",
            help="Show from how many credits on each plan is the cheapest.",
            rich_help_panel=Section.SHOW,
        ),
    ] = False,
    chart: Annotated[
        bool,
        typer.Option("--chart", help="Draw cost by credits a month in the terminal.", rich_help_panel=Section.SHOW),
    ] = False,
    svg_file: Annotated[
        str | None, output_option(".svg", names=("--svg",), help="Draw cost by credits a month to FILE.")
    ] = None,
    up_to: Annotated[
        str | None,
        typer.Option(
            metavar="N", help="Draw, or look for break-even, up to N credits a month.", rich_help_panel=Section.SHOW
        ),
    ] = None,
) -> None:
    """Compare plans, or find the cheapest for your work.

    creditcalc plans compare --credits 500

    Without work it compares prices and credits. With --credits, --jobs, or --model and --per-month or --per-week, it
    shows what the month costs on every plan, extra credits included, and what is left over. With --horizon it finds the
    cheapest schedule of yearly and monthly plans and extra credits.

    creditcalc plans compare kling-2.6-standard 1min --per-month 10

    creditcalc plans compare --model kling-2.6-standard --minutes 1 --per-month 10

    Words that are all names of plans compare only these.

    creditcalc plans compare plus max
    """
    if chart + break_even + (horizon is not None) > 1:
        usage("give only one of --chart, --break-even and --horizon")
    if chart and (output.json or output.format != "table"):
        usage("--chart draws text: leave out --format and --json")
    check_output(svg_file, work.jobs, pricing=book.pricing)
    catalog = book.catalog()
    edition = book.open(catalog)
    known = book.known_plan(edition)
    yours, selection = known and known.plan, book.selection(edition, known, purse.currency)
    words, edition = _among(plan, words, work, asked, edition)
    if (chart or break_even) and (work.credits or work.model or work.jobs or words):
        usage("--chart and --break-even cover any amount of work: leave out --model, --credits and --jobs")
    work, asked = work.said(words, asked, edition)
    found = purse.options(edition, book)
    rates = purse.rates()
    demand = work.demand(catalog, edition, asked)
    models, unsold = (demand.models, demand.unsold) if demand else ((), [])
    found, left_out = able(found, models, watermark=not purse.no_watermark, unsold=unsold, seats=purse.seats)
    most = _most(up_to, found)
    basis = of_options(edition, found).and_of(of_models(edition, models))
    if svg_file is not None:
        write_file(svg_file, svg(cost_picture(edition, found, most, rates)))
    if svg_file == STANDARD_OUTPUT:
        return
    if chart:
        write_output(text(cost_picture(edition, found, most, rates, points=200)))
    elif break_even:
        shown = break_even_report(edition, found, most, rates, left_out)
        emit(output, *dated(book.today, basis, shown), selection=selection)
    elif horizon is not None:
        if demand is None:
            usage("--horizon needs --model, --credits or --jobs")
        through = schedules(edition, found, demand.over(horizon), rates)
        shown = compare_schedule(edition, through, found[0].currency, left_out, demand.by_plan.values(), demand.priced)
        emit(output, *dated(book.today, basis, shown), selection=selection)
    elif demand is None:
        beside = [features(edition, found)] if output.wide else []
        shown = compare_plans(edition, found, left_out, yours)
        emit(output, *dated(book.today, basis, shown), *beside, selection=selection)
    else:
        if len(demand.months) > 1:
            usage("credits for several months need --horizon")
        amount = demand.months[0]
        listed = months(edition, found, demand.on, rates)
        cases = [listed] if demand.by_plan else worlds(edition, found, amount, rates)
        what = demand_title(demand, edition.unit)
        shown = compare_months(edition, listed, cases, amount, what, left_out, demand.videos, yours, demand.priced)
        emit(output, *dated(book.today, basis, shown), selection=selection)
