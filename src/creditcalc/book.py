"""A price book, opened once and asked as often as you like: what the library is."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from creditcalc.amount import TOLERANCE, Amount, exactly, number, share_of_percent
from creditcalc.arguments import (
    check_counts,
    check_flags,
    check_texts,
    names_given,
    number_given,
    outputs_given,
    rates_given,
    timed,
)
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import EMPTY, Model
from creditcalc.rating.generation import Generation, option, resolve, words
from creditcalc.rating.quote import Quote, price
from creditcalc.rating.spoken import limit_said
from creditcalc.record import Frozen
from creditcalc.sheets.catalog import Catalog
from creditcalc.shown import AskedAgain, Chart, Chosen, Item_co, Listed, Listing, QuoteAnswer, speaking_python
from creditcalc.unit_amount import NumberSaid, UnitAmount

if TYPE_CHECKING:
    from creditcalc.arguments import ArrowStream, DuckRelation, SameTable
    from creditcalc.batch.pricer import Priced, Pricer
    from creditcalc.batch.tally import Tally
    from creditcalc.plans.options import Option
    from creditcalc.plans.share import PlanShare
    from creditcalc.plans.work import Demand
    from creditcalc.pricebook.model import ModelKind
    from creditcalc.pricebook.plan import Plan
    from creditcalc.priced import PricedRow
    from creditcalc.reports.report import Report

SettingSaid = str | bool | int | Decimal | Fraction | None
"""The value of a setting; None where nothing is said."""

_Rate = str | Decimal | Fraction | None
"""A share of takes, from 0 to 1; None where nothing is said."""


NOTHING_CHOSEN = Chosen()


LONGEST_HORIZON = 120
"""Months that a way through plans is looked for."""
MEANT_AS_WRITTEN = frozenset({str, int, bool, type(None)})
"""Types whose equal values are written alike; two decimals that are equal may not be."""


class Answers(dict[tuple[object, ...], QuoteAnswer]):
    """What a book has been asked, and what it said: so many answers at the most, and none in a pickle."""

    MOST = 1_024

    def __reduce__(self) -> "tuple[type[Answers], tuple[()]]":
        return Answers, ()

    def keep(self, asked: tuple[object, ...], answer: QuoteAnswer) -> None:
        """Remember an answer."""
        if len(self) >= self.MOST:
            self.clear()
        self[asked] = answer


class Book(Frozen):
    """A price book: what a generation costs in it, what it lists, and how models, plans and platforms compare.

    It never changes: the prices stay those of the moment when it was opened. Threads may share it. It holds no open
    file, so that nothing has to be closed; `with` may be used all the same.

    >>> from creditcalc.book import Book
    >>> book = Book.open()
    >>> [str(book.quote(model="veo-3.1", seconds=n, resolution="4k", audio=True).total) for n in (4, 8)]
    ['40+', '80+']
    """

    __slots__ = ("answers", "as_of", "catalog", "chosen", "edition", "plan", "typed")
    answers: "Answers"
    catalog: Catalog
    edition: Edition
    as_of: str | None
    plan: "Plan | None"
    chosen: Chosen
    typed: bool

    def __init__(
        self,
        catalog: Catalog,
        edition: Edition,
        as_of: str | None = None,
        plan: "Plan | None" = None,
        chosen: Chosen = NOTHING_CHOSEN,
        *,
        typed: bool = False,
    ) -> None:
        """`as_of` is the day that was asked for, if one was: it holds for the other price books that rows may name.

        `plan` is the plan that prices are looked at on, and `chosen` what of all that was asked for. Refusals of a book
        that is `typed` name the options of the command line.
        """
        self._keep(
            answers=Answers(), catalog=catalog, edition=edition, as_of=as_of, plan=plan, chosen=chosen, typed=typed
        )

    def __repr__(self) -> str:
        on = f" on {self.plan.id}" if self.plan else ""
        return f"<Book {self.edition.platform} {self.edition.id}{on}>"

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is open."""

    @classmethod
    @speaking_python
    def open(
        cls,
        *,
        platform: str | None = None,
        edition: str | None = None,
        as_of: str | None = None,
        pricing: "str | PathLike[str] | None" = None,
        plan: str | None = None,
    ) -> "Book":
        """The price book of a platform; without anything it is the default platform's default edition.

        `as_of` is a day, `"2026-05-31"`, `pricing` a folder of your own sheets, and `plan` a plan whose share of a
        month is said of every price. Raises CreditcalcError for names that are not there, for a day that no edition
        covers, and for sheets that cannot be read.
        """
        check_texts(platform=platform, edition=edition, as_of=as_of, plan=plan)
        if not isinstance(pricing, str | PathLike | None):
            raise CreditcalcError(f"`pricing` must be a folder, not {type(pricing).__name__}")
        return cls.of(Catalog(None if pricing is None else os.fspath(pricing)), platform, edition, as_of, plan)

    @classmethod
    def of(
        cls,
        catalog: Catalog,
        platform: str | None = None,
        edition: str | None = None,
        as_of: str | None = None,
        plan: str | None = None,
        *,
        typed: bool = False,
    ) -> "Book":
        """The same from a catalog that is there already; `typed` as a book has it. Raises as `open` does."""
        found = catalog.edition(platform, edition, as_of)
        known = None if plan is None else found.plan(plan)
        chosen = Chosen("option" if platform else "default", "option" if edition or as_of else "default")
        if known is not None:
            from creditcalc.pricebook.plan import billing_named  # noqa: PLC0415  # most books have no plan

            chosen = chosen._replace(plan=(known.id, "option"))
            if billing := billing_named(known, found.plans[known.id]):
                chosen = chosen._replace(billing=(billing, "option"))
        return cls(catalog, found, as_of, known, chosen, typed=typed)

    @speaking_python
    def quote(
        self,
        *,
        model: str,
        outputs: int | None = None,
        images: int | None = None,
        takes: int = 1,
        mix: str | None = None,
        minutes: NumberSaid | None = None,
        **settings: SettingSaid,
    ) -> QuoteAnswer:
        """What a planned generation costs; see `creditcalc.quote`. What was asked before is answered from memory."""
        whole = model, outputs, images, takes, mix, minutes
        asked, kinds = (*whole, *settings.items()), (*map(type, whole), *map(type, settings.values()))
        known = MEANT_AS_WRITTEN.issuperset(kinds)
        if known and (answer := self.answers.get((asked, kinds))):
            return answer
        answer = self._answer(model, timed(settings, minutes), (outputs, images), takes, mix)
        if known:
            self.answers.keep((asked, kinds), answer)
        return answer

    def _answer(
        self,
        model: str,
        settings: Mapping[str, SettingSaid],
        results: tuple[int | None, int | None],
        takes: int,
        mix: str | None,
    ) -> QuoteAnswer:
        found = self._model(model)
        check_texts(mix=mix)
        outputs = outputs_given(*results, found)
        given = self.edition.meant(found, settings)
        if self.plan is not None:
            from creditcalc.plans.able import made_on  # noqa: PLC0415  # most books have no plan

            given = made_on(
                self.plan, found, {name: one for name, one in given.items() if one is not None}, self.edition
            )

        def planned(its: Model) -> Generation:
            return resolve(its, given, outputs=outputs, takes=takes, mix=mix, giving=self._giving)

        return self._quoted(price(planned(found), self.edition), model, planned)

    @speaking_python
    def models(
        self,
        word: str = "",
        *,
        kind: "ModelKind | None" = None,
        maker: str | None = None,
        below: NumberSaid | None = None,
        by_price: bool = False,
    ) -> Listing[Listed]:
        """The models you can price, as `creditcalc models list`: of a word in their names, of a kind, of a maker.

        `below` leaves those that can cost so many credits a unit or less. Each item has the price of one unit.
        """
        from creditcalc.reports.models import models  # noqa: PLC0415  # a quote lists nothing

        check_texts(word=word, kind=kind, maker=maker)
        limit = None if below is None else number(words({"below": below})["below"])
        shown = models(self.edition, None, word=word, kind=kind, maker=maker, below=limit, by_price=by_price)
        if word and not shown.rows:
            self.edition.named(word)  # which says what the word may have meant
        return self._listing(shown, items=tuple(self._listed(one["id"]) for one in shown.data["models"]))

    @speaking_python
    def settings(self, model: str) -> Listing[str]:
        """The prices, settings and limits of a model, as `creditcalc models show`."""
        from creditcalc.reports.model import model_data, model_reports  # noqa: PLC0415  # a quote lists nothing

        found = self._model(model)
        shown = model_reports(self.edition, found)
        data = model_data(self.edition, found).data
        return self._listing(shown[0]._replace(data=data), *shown[1:], items=tuple(found.settings))

    @speaking_python
    def plans(self) -> Listing[Listed]:
        """Every plan with its prices and credits, as `creditcalc plans list`; an item for each published price."""
        from creditcalc.reports.plans import plans_list  # noqa: PLC0415  # a quote lists nothing

        items = (
            Listed(plan.id, plan.name, UnitAmount(money.amount, money.currency), money.every or "")
            for plan in self.edition.current(self.edition.plans).values()
            for money in plan.prices
        )
        return self._listing(plans_list(self.edition), items=tuple(items))

    @speaking_python
    def compare_models(
        self,
        *,
        kind: "ModelKind" = "video",
        outputs: int | None = None,
        images: int | None = None,
        takes: int = 1,
        minutes: NumberSaid | None = None,
        **settings: SettingSaid,
    ) -> Listing[QuoteAnswer]:
        """The models that make the same, cheapest first, as `creditcalc models compare`; each item is a quote."""
        from creditcalc.plans.able import excluded  # noqa: PLC0415  # a quote compares nothing
        from creditcalc.rating.compare import none_makes, ranked  # noqa: PLC0415
        from creditcalc.reports.models import comparison_title, model_ranking  # noqa: PLC0415

        check_counts(takes=takes)
        edition, given, outputs = self.edition, words(timed(settings, minutes)), outputs_given(outputs, images)
        known = [model for model in edition.models.values() if model.kind == kind]
        if not known:
            raise CreditcalcError(f"{edition.platform} {edition.id} has no model of the kind `{str(kind)[:40]}`")
        closed = [model for model in known if self.plan and excluded(self.plan, [model])]
        candidates = [model for model in known if model not in closed]
        on = self.plan and self.plan.id
        found, unpublished = ranked(edition, candidates, given, outputs=outputs, takes=takes, plan=on)
        if not found:
            raise none_makes(f"no {kind} model of {edition.platform} {edition.id} makes this", candidates, given)
        shares = [share for one in found if (share := self._share(one.quote.total))]
        title = comparison_title(len(found), kind, given, outputs, takes)
        shown = model_ranking(edition, found, unpublished, title, None, shares=shares, closed=closed)

        def planned(its: Model) -> Generation:
            meant = {"plan": on, **given} if on and "plan" in its.settings else given
            return resolve(its, meant, outputs=outputs, takes=takes, giving=self._giving)

        quotes = (self._quoted(one.quote, one.quote.generation.model.id, planned) for one in found)
        return self._listing(shown, items=tuple(quotes))

    @speaking_python
    def compare_plans(
        self,
        *,
        credits: "NumberSaid | Iterable[NumberSaid] | None" = None,
        model: str | None = None,
        per_month: NumberSaid | None = None,
        per_week: NumberSaid | None = None,
        outputs: int | None = None,
        images: int | None = None,
        takes: int = 1,
        mix: str | None = None,
        minutes: NumberSaid | None = None,
        plans: Iterable[str] = (),
        currency: str | None = None,
        rates: Mapping[str, NumberSaid] = EMPTY,
        seats: int = 1,
        watermark: bool = True,
        horizon: int | None = None,
        **settings: SettingSaid,
    ) -> Listing[Listed]:
        """Plans side by side, or for a month's work, as `creditcalc plans compare`; an item for each way to pay.

        The work is a number of `credits` a month, or a generation made `per_month` or `per_week` so often. Without
        work the plans' own prices and credits are compared. `plans` are the only plans to look at. `rates` are exchange
        rates into the `currency`: `{"USD": "0.92"}` is 0.92 for $1. `watermark=False` leaves out plans that mark
        exports.

        With a `horizon` of 1 to 120 months it is the cheapest way through them, an item for each month with what is
        paid in it; `credits` may then be a list, of as many months.
        """
        from creditcalc.plans.able import able  # noqa: PLC0415  # a quote compares nothing
        from creditcalc.plans.months import months, worlds  # noqa: PLC0415
        from creditcalc.plans.options import only_plans, sold_in  # noqa: PLC0415
        from creditcalc.plans.schedule import schedules  # noqa: PLC0415
        from creditcalc.reports.choice import compare_months, demand_title  # noqa: PLC0415
        from creditcalc.reports.plans import compare_plans, compare_schedule  # noqa: PLC0415

        check_texts(model=model, mix=mix, currency=currency)
        check_counts(takes=takes, seats=seats, horizon=1 if horizon is None else horizon)
        if horizon is not None and horizon > LONGEST_HORIZON:
            raise CreditcalcError(f"`horizon` must be a number of months from 1 to {LONGEST_HORIZON}, not {horizon}")
        edition = only_plans(self.edition, [self.edition.plan(name) for name in names_given("plans", plans)])
        exchange = rates_given(rates)
        outputs = outputs_given(outputs, images)
        demand = self.demand(
            credits, model, per_month, per_week, (outputs, takes, mix), words(timed(settings, minutes))
        )
        models, unsold = (demand.models, demand.unsold) if demand else ((), [])
        found = sold_in(edition, currency, exchange, seats)
        found, left_out = able(found, models, watermark=watermark, unsold=unsold, seats=seats)
        every = "" if demand is None else "month"
        ways: Iterable[tuple[Option, Amount]]
        if horizon is not None:
            if demand is None:
                raise CreditcalcError("`horizon=` needs `credits=` or `model=`")
            if len(demand.months) not in (1, horizon):
                raise CreditcalcError(
                    f"`horizon={horizon}` does not match the {len(demand.months)} months of `credits=`"
                )
            through = schedules(edition, found, demand.over(horizon), exchange)
            shown = compare_schedule(edition, through, found[0].currency, left_out, demand.by_plan.values())
            best = through.high or through.low
            ways = ((stage.option, exactly(stage.paid)) for stage in best.stages) if best else ()
        elif demand is None:
            ways = ((one, one.billed) for one in found)
            shown = compare_plans(edition, found, left_out, self.plan)
        else:
            if len(demand.months) > 1:
                raise CreditcalcError("`credits` of several months need `horizon=`")
            listed = months(edition, found, demand.on, exchange)
            cases = [listed] if demand.by_plan else worlds(edition, found, demand.months[0], exchange)
            title, videos = demand_title(demand, edition.unit), demand.videos
            shown = compare_months(edition, listed, cases, demand.months[0], title, left_out, videos, self.plan)
            ways = ((one.option, one.cost) for one in listed)
        items = (
            Listed(way.plan.id, way.name, UnitAmount(cost, way.currency), every or way.billing) for way, cost in ways
        )
        return self._listing(shown, items=tuple(items), currency=currency)

    @speaking_python
    def chart_plans(
        self,
        *,
        plans: Iterable[str] = (),
        up_to: NumberSaid | None = None,
        currency: str | None = None,
        rates: Mapping[str, NumberSaid] = EMPTY,
        seats: int = 1,
        watermark: bool = True,
    ) -> Chart:
        """What each plan costs by the credits that a month needs, drawn as by `creditcalc plans compare --svg`.

        It is drawn from 0 to `up_to` credits; without it, as far as the plans differ. All else is as in
        `compare_plans`.
        """
        from creditcalc.plans.able import able  # noqa: PLC0415  # a quote compares nothing
        from creditcalc.plans.options import most_shown, only_plans, sold_in  # noqa: PLC0415
        from creditcalc.reports.plans import cost_picture  # noqa: PLC0415

        check_texts(currency=currency)
        check_counts(seats=seats)
        check_flags(watermark=watermark)
        edition = only_plans(self.edition, [self.edition.plan(name) for name in names_given("plans", plans)])
        exchange = rates_given(rates)
        found, _ = able(sold_in(edition, currency, exchange, seats), (), watermark=watermark, unsold=[], seats=seats)
        most = most_shown(found) if up_to is None else number(number_given("up_to", up_to))
        if not most:
            raise CreditcalcError("`up_to` must be more than 0")
        few = cost_picture(edition, found, most, exchange, points=200)
        return Chart(f"the plans of {edition.platform} {edition.id}", cost_picture(edition, found, most, exchange), few)

    def demand(
        self,
        credits: "NumberSaid | Iterable[NumberSaid] | None",
        model: str | None,
        per_month: NumberSaid | None,
        per_week: NumberSaid | None,
        counts: tuple[int | None, int, str | None],
        settings: dict[str, str],
    ) -> "Demand | None":
        """The work that plans are compared for, as `compare_plans` takes it; None where none is given.

        `counts` are the outputs, takes and mix of a generation. Raises CreditcalcError as `compare_plans` does.
        """
        from creditcalc.plans.work import Demand, Often, on_any_plan  # noqa: PLC0415  # a quote compares nothing

        if model is None and (settings or counts != (None, 1, None)):
            raise CreditcalcError("the settings of a generation need `model=`")
        if per_month is not None and per_week is not None:
            raise CreditcalcError("give `per_month=` or `per_week=`, not both")
        if credits is not None:
            if model is not None or per_month is not None or per_week is not None:
                raise CreditcalcError(
                    "`credits=` are those of a month: leave out `model=`, `per_month=` and `per_week=`"
                )
            several = isinstance(credits, Iterable) and not isinstance(credits, str | Mapping)
            given: Iterable[Any] = credits if several else (credits,)  # type: ignore[assignment]  # as was just seen
            return Demand.said(",".join(number_given("credits", one) for one in given))
        if model is None:
            if per_month is not None or per_week is not None:
                raise CreditcalcError("say what you make so often: `model=` and its settings")
            return None
        often = Often(number_given("per_month", 1 if per_month is None else per_month))
        often = often if per_week is None else Often(number_given("per_week", per_week), "week")
        found, (outputs, takes, mix) = on_any_plan(self._model(model)), counts
        meant = self.edition.meant(found, settings)

        def on(given: Mapping[str, Any]) -> Quote:
            made = resolve(found, given, outputs=outputs, takes=takes, mix=mix, giving=self._giving)
            return price(made, self.edition)

        return Demand.quoted(on(meant), often, lambda plan: on({**meant, "plan": plan}))

    @speaking_python
    def compare_platforms(
        self,
        *,
        model: str,
        plans: Iterable[str] = (),
        yearly: bool = True,
        outputs: int | None = None,
        images: int | None = None,
        takes: int = 1,
        minutes: NumberSaid | None = None,
        **settings: SettingSaid,
    ) -> Listing[Listed]:
        """One generation on every platform, cheapest first in USD, as `creditcalc platforms compare`.

        `plans` are the only plans to look at, of whichever platform; an item has its platform, plan and money.
        """
        from creditcalc.plans.platforms import MONEY, offers  # noqa: PLC0415  # a quote compares nothing
        from creditcalc.reports.platforms import Mine, offers_title, platform_ranking  # noqa: PLC0415

        check_texts(model=model)
        check_counts(takes=takes)
        if model is None:
            raise CreditcalcError("`model` is None: name a model")
        given, wanted, outputs = (
            words(timed(settings, minutes)),
            names_given("plans", plans),
            outputs_given(outputs, images),
        )
        found, missing = offers(
            self.catalog, model, given, outputs=outputs, takes=takes, plans=wanted, opened=self._opened
        )
        if not found and not missing:
            self.edition.named(model)  # which says what the name may have meant
        if not found:
            why = f": {missing[0].platform}, {missing[0].reason}" if missing else " (see `creditcalc models list`)"
            raise CreditcalcError(f"no platform sells `{model}` with these settings{why}")
        mine = Mine(self.edition.platform, {self.edition.platform: self.plan} if self.plan else {})
        title = offers_title(found, self.edition.platform, given)
        shown = platform_ranking(self.catalog, found, missing, title, mine, yearly=yearly)
        items = (
            Listed(
                one.quote.edition.platform,
                one.option.name if one.option else one.quote.edition.platform_name,
                None if one.money is None else UnitAmount(one.money, MONEY),
                "generation",
            )
            for one in found
        )
        return Listing(title, (shown,), tuple(items))

    def price_many(
        self,
        rows: Iterable[Mapping[str, Any]],
        *,
        success_rate: _Rate = None,
        failure_rate: _Rate = None,
        keep: Iterable[str] = (),
    ) -> "Iterator[PricedRow]":
        """What many planned generations cost, in order, each when it is asked for; see `creditcalc.price_many`."""
        from creditcalc.batch.stream import price_rows  # noqa: PLC0415  # a quote is no batch
        from creditcalc.priced import PricedRow  # noqa: PLC0415

        if not isinstance(rows, Iterable) or isinstance(rows, str | bytes | Mapping):
            raise CreditcalcError(f"`rows` must be a list of rows, not {type(rows).__name__}")
        priced = price_rows(rows, self._pricer((success_rate, failure_rate), keep))
        return (PricedRow(one, self._sum_of(one), partial(self._quote_of, one)) for one in priced)

    @overload
    def price_table(
        self,
        table: "SameTable",
        *,
        success_rate: _Rate = None,
        failure_rate: _Rate = None,
        keep: Iterable[str] = (),
        floats: bool = False,
    ) -> "SameTable": ...
    @overload
    def price_table(
        self,
        table: "ArrowStream | DuckRelation",
        *,
        success_rate: _Rate = None,
        failure_rate: _Rate = None,
        keep: Iterable[str] = (),
        floats: bool = False,
    ) -> Any: ...
    def price_table(
        self,
        table: Any,
        *,
        success_rate: _Rate = None,
        failure_rate: _Rate = None,
        keep: Iterable[str] = (),
        floats: bool = False,
    ) -> Any:
        """A table with the columns of the results beside its own; see `creditcalc.price_table`."""
        from creditcalc.batch.arrow import priced_table  # noqa: PLC0415  # a quote is no batch

        check_flags(floats=floats)
        return priced_table(table, self._pricer((success_rate, failure_rate), keep), floats=floats)

    @speaking_python
    def storyboard(
        self,
        board: "str | PathLike[str] | Mapping[str, Any]",
        *,
        pick: str | None = None,
        fit: NumberSaid | None = None,
        tolerance: NumberSaid | None = None,
    ) -> Listing[Listed]:
        """A storyboard, shot by shot, as `creditcalc batch STORYBOARD`; an item is a shot with its total.

        `board` is a YAML file, or what such a file says as a dict. `pick` names the alternative to take, `fit` a
        budget that they are chosen for. Raises CreditcalcError, code 3 or 4, where nothing fits or it cannot be told;
        a shot without a price raises nothing, and its item has no price.
        """
        from creditcalc.reports.batch import Held, batch_json, storyboard  # noqa: PLC0415  # a quote is no storyboard
        from creditcalc.storyboard.board import read_storyboard  # noqa: PLC0415
        from creditcalc.storyboard.decide import decided, given_up  # noqa: PLC0415
        from creditcalc.storyboard.shots import models_of, row_objects, tallied  # noqa: PLC0415

        check_texts(pick=pick)
        path, data = _board(board)
        limit = None if fit is None else limit_said(number_given("fit", fit))
        share = TOLERANCE if tolerance is None else share_of_percent(number_given("tolerance", tolerance))
        said = read_storyboard(path, str(path), data)
        pricer = self._pricer((None, None), ())
        rows = decided(said, pricer, pick, limit, share)
        lost = tuple(given_up(rows, pricer)) if limit is not None else ()
        tally, held = tallied(rows, lambda *_: None), Held(None, limit, share)
        part = self._share_of_all(tally, models_of(self.edition, tally))
        sums = batch_json(tally, pricer, part, held)
        whole = {"schema": "creditcalc/batch/1", "rows": [*row_objects(rows, pricer)], **sums}
        shown = storyboard(said, rows, tally, self.edition, part, lost, None, held)._replace(data=whole)
        items = (Listed(row.shot.name, row.values.get("model", ""), self._sum_of(row.priced), "shot") for row in rows)
        return self._listing(shown, items=tuple(items))

    @speaking_python
    def wallet(self, name: str | None = None, *, at: str | None = None) -> Listing[Listed]:
        """What is left in a wallet, as `creditcalc wallet balance`: of that name, else of the default one.

        `at` is a time, `"2026-05-14"` or `"2026-05-14T09:30Z"`, and now where none is given. The file of the wallets is
        open during the call alone. An item is what is left of one kind of credits.
        """
        from creditcalc.clock import now  # noqa: PLC0415  # most books are asked for no wallet
        from creditcalc.period import moment  # noqa: PLC0415
        from creditcalc.reports.wallet import ahead_notes  # noqa: PLC0415
        from creditcalc.reports.wallet_balance import balance_reports, heading_of, seen_balance  # noqa: PLC0415
        from creditcalc.wallet.ledger import order  # noqa: PLC0415
        from creditcalc.wallet.store import open_wallets  # noqa: PLC0415

        check_texts(name=name, at=at)
        when = now() if at is None else moment(at)
        with open_wallets() as store:
            found = store.wallet(name)
            seen = seen_balance(store, found, when)
            ahead = store.ahead(found, when) if at is None else []
        shown = balance_reports(heading_of(found, self.catalog), seen, ahead_notes(ahead))
        of = f"{found.platform} {found.edition}"
        unit = self.catalog.edition(found.platform, found.edition).unit
        items = (Listed(lot.pool, lot.pool, UnitAmount(lot.left, unit, of), "") for lot in order(seen.books))
        return Listing(f"wallet {found.name}", tuple(shown), tuple(items))

    def _giving(self, name: str) -> str:
        """How a setting is given, for the remedy of a refusal."""
        return option(name) if self.typed else f"`{name}=`"

    def _model(self, name: Any) -> Model:
        if name is None:
            raise CreditcalcError("`model` is None: name a model")
        check_texts(model=name)
        return self.edition.model(name)

    def _quoted(self, quote: Quote, model: str, planned: Callable[[Model], Generation]) -> QuoteAnswer:
        asked = AskedAgain(self.catalog, model, planned) if self.edition.newer else None
        return QuoteAnswer(quote, self.chosen, self._share(quote.total), asked)

    def _opened(self, platform: str) -> Edition:
        own = platform == self.edition.platform
        return self.edition if own else self.catalog.edition(platform, None, self.as_of)

    def _share(self, total: Amount) -> "PlanShare | None":
        if self.plan is None:
            return None
        from creditcalc.plans.share import share_of  # noqa: PLC0415  # most books have no plan

        return share_of(self.edition, total, self.plan)

    def _share_of_all(self, tally: "Tally", models: "tuple[Model, ...]") -> "PlanShare | None":
        """What a whole batch takes of the plan; raises CreditcalcError where the plan cannot do all of it."""
        if self.plan is None:
            return None
        from creditcalc.batch.tally import own_total  # noqa: PLC0415  # a quote is no batch
        from creditcalc.plans.able import check_plan  # noqa: PLC0415

        check_plan(self.plan, models, self.edition)
        return self._share(own_total(tally, self.edition))

    def _listed(self, model: str) -> Listed:
        from creditcalc.rating.compare import unit_price  # noqa: PLC0415  # a quote lists nothing

        found = self.edition.models[model]
        each = unit_price(found)
        price_ = None if each is None else UnitAmount.in_book(each.amount, self.edition)
        return Listed(found.id, found.name, price_, each.unit if each else "")

    def _sum_of(self, priced: "Priced") -> UnitAmount | None:
        if priced.total is None:
            return None
        of, _, unit = priced.unit.rpartition(" ")
        own = UnitAmount.in_book(priced.total, self.edition)
        return own if priced.unit == self.edition.unit else UnitAmount(priced.total, unit, of)

    def _quote_of(self, priced: "Priced") -> QuoteAnswer | None:
        """The quote of a row, as `quote` gives it."""
        quote = priced.quote
        if quote is None:
            return None
        if quote.edition is not self.edition:
            return QuoteAnswer(quote, Chosen("option", "option"))
        return self._quoted(quote, quote.generation.model.id, quote.generation.again)

    def _listing(self, *reports: "Report", items: tuple[Item_co, ...], currency: str | None = None) -> Listing[Item_co]:
        chosen = self.chosen._replace(currency=(currency.upper(), "option")) if currency else self.chosen
        return Listing(f"{self.edition.platform} {self.edition.id}", reports, items, chosen.of(self.edition))

    @speaking_python
    def _pricer(self, rates: tuple[_Rate, _Rate], keep: Iterable[str]) -> "Pricer":
        from creditcalc.batch.pricer import RATES, Pricer  # noqa: PLC0415  # a quote is no batch
        from creditcalc.rating.spoken import rate_said  # noqa: PLC0415
        from creditcalc.rating.takes import Odds  # noqa: PLC0415

        names = names_given("keep", keep)
        said = words(dict(zip(RATES, rates, strict=True)))
        odds = Odds(*(rate_said(said[name]) if name in said else None for name in RATES))
        plan = self.plan.id if self.plan else None
        return Pricer(self.catalog, self.edition, as_of=self.as_of, odds=odds, aside=names, plan=plan)


def _board(given: Any) -> tuple[Path, bytes | None]:
    """The path of a storyboard, and its text where it is no file."""
    if isinstance(given, str | PathLike):
        return Path(given), None
    if not isinstance(given, Mapping):
        raise CreditcalcError(f"a storyboard is the path of a file or a dict, not {type(given).__name__}")
    import json  # noqa: PLC0415  # most storyboards are files

    return Path("storyboard"), json.dumps(_plain(given), indent=1).encode()


def _plain(value: Any) -> Any:
    """What a storyboard says, as JSON takes it; raises CreditcalcError for a float and for what no file can say."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items() if one is not None}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value if isinstance(value, bool) else words({"storyboard": value}).get("storyboard", "")


LOOKED_UP = ("XDG_CONFIG_HOME", "HOME", "APPDATA")
"""What says where a person's own sheets are, on one system or another."""


class OpenBooks:
    """Price books that are open, one for each set of arguments: their sheets are looked at once a second at most."""

    SECOND = 1.0
    MOST = 32
    """Sets of arguments whose books stay open."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` says the seconds from some moment on."""
        self.clock = clock
        self.books: dict[tuple[object, ...], tuple[float, Book]] = {}

    def book(
        self,
        platform: str | None,
        edition: str | None,
        as_of: str | None,
        pricing: str | PathLike[str] | None,
        plan: str | None = None,
    ) -> Book:
        """The book that `Book.open` opens, or opened within the last second. Raises as that does."""
        now = self.clock()
        try:
            where = os.path.abspath(pricing) if pricing else tuple(map(os.environ.get, LOOKED_UP))  # noqa: PTH100  # fast
            key = platform, edition, as_of, pricing, plan, where
            opened, book = self.books.get(key, (None, None))
        except (TypeError, ValueError, OSError):  # what nothing can be looked up by is refused, or read anew
            return Book.open(platform=platform, edition=edition, as_of=as_of, pricing=pricing, plan=plan)
        if opened is None or book is None or now - opened >= self.SECOND:
            book = Book.open(platform=platform, edition=edition, as_of=as_of, pricing=pricing, plan=plan)
            if len(self.books) >= self.MOST:
                self.books.clear()
            self.books[key] = now, book
        return book


open_books = OpenBooks()
"""Those of this process."""
