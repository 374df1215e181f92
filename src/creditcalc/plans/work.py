"""What some work demands of a plan: how many credits a month, or in each of several months."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Literal

from creditcalc.amount import UNKNOWN, WHOLE, Amount, exactly, number
from creditcalc.errors import UNPUBLISHED, CreditcalcError
from creditcalc.plans.options import WEEKS_A_MONTH
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import EMPTY, Model
from creditcalc.pricebook.plan import Plan
from creditcalc.rating.quote import Quote
from creditcalc.record import Record


class Often(Record):
    """How often something is made: a number, in decimal text as a person writes it, a week or a month."""

    number: str = "1"
    every: Literal["week", "month"] = "month"

    @property
    def a_month(self) -> Amount:
        """How often in a month, which has 52/12 weeks; raises CreditcalcError for what is no number."""
        found = number(self.number)
        return exactly(found * WEEKS_A_MONTH if self.every == "week" else found)

    def __str__(self) -> str:
        return f"{self.number} a {self.every}"


class Demand(Record):
    """The credits of a month that all others are like, or of each of several months.

    The work behind them, where it is known, is a generation that was quoted or a file of that name, made `often`.
    """

    months: tuple[Amount, ...]
    quote: Quote | None = None
    file: str = ""
    often: Often = Often()
    models: tuple[Model, ...] = ()
    """The models that do the work, where they are known."""
    by_plan: Mapping[str, Amount | None] = EMPTY
    """What a month of it costs on a plan, by the plan's id, where that differs; None where it is not sold there."""

    def on(self, plan: Plan) -> Amount:
        """What a month costs on a plan that can do the work."""
        return self.by_plan.get(plan.id) or self.months[0]

    @property
    def videos(self) -> Fraction | None:
        """How many videos a month; None where no single video is known."""
        if self.quote is None or self.quote.generation.model.kind not in ("video", "agent"):
            return None
        return self.often.a_month.low * (self.quote.generation.outputs or 1)

    @property
    def priced(self) -> tuple[Amount, ...]:
        """What a month of it costs, where that is a price and not a number of credits."""
        costs = (amount for amount in self.by_plan.values() if amount is not None)
        return (*self.months, *costs) if self.quote is not None or self.file else ()

    @property
    def unsold(self) -> list[str]:
        """The ids of the plans on which the work is not sold."""
        return unsold(self.by_plan)

    @classmethod
    def said(cls, credits: str) -> "Demand":
        """Credits as they are said: `500`, or `500,600,700`.

        Raises CreditcalcError for what is no number, and for `1,000`, which may be meant as one.
        """
        parts = [part.strip() for part in credits.split(",")]
        if len(parts) > 1 and any(len(part) > 1 and WHOLE.fullmatch(part) and part.startswith("0") for part in parts):
            whole, months = credits.replace(",", ""), ",".join(part.lstrip("0") or "0" for part in parts)
            raise CreditcalcError(f"`{credits}` may be {whole} or the months {months}: write `{whole}` or `{months}`")
        return cls(tuple(exactly(number(part)) for part in parts))

    @classmethod
    def quoted(cls, quote: Quote, often: Often, again: Callable[[str], Quote] | None = None) -> "Demand":
        """A generation made so often; `again` prices it on the plan of an id, where none was named."""
        model, prices = quote.generation.model, dict[str, Amount | None]()
        origin = quote.generation.origins.get("plan")
        if again is not None and origin in ("open", "default"):
            prices = on_plans(quote.edition, (model,), quote.total, lambda plan: again(plan).total)
        elif origin is not None:  # said, and so made on no other
            said = quote.generation.variants[0]["plan"]
            prices = {plan: quote.total if plan == said else None for plan in quote.edition.plans}
        return cls(
            (quote.total * often.a_month,),
            quote=quote,
            often=often,
            models=(model,),
            by_plan=_monthly(prices, often),
        )

    @classmethod
    def filed(
        cls,
        total: Amount,
        file: str,
        often: Often,
        models: Iterable[Model] = (),
        prices: Mapping[str, Amount | None] = EMPTY,
    ) -> "Demand":
        """All that a file of generations costs, so often; `prices` are what it costs on plans, as of `on_plans`."""
        by_plan = _monthly(prices, often)
        return cls((total * often.a_month,), file=file, often=often, models=tuple(models), by_plan=by_plan)

    def over(self, horizon: int) -> tuple[Amount, ...]:
        """The credits of each month of a horizon; raises CreditcalcError where those of other months are given."""
        found = self.months * horizon if len(self.months) == 1 else self.months
        if len(found) != horizon:
            raise CreditcalcError(f"--horizon {horizon} does not match {len(found)} months of --credits")
        return found


def on_any_plan(model: Model) -> Model:
    """A model whose setting `plan` may be left out, where it is looked at on every plan."""
    plan = model.settings.get("plan")
    if plan is None or plan.initial is not None:
        return model
    return model._replace(settings={**model.settings, "plan": plan._replace(open=True)})


def on_plans(
    edition: Edition, models: Iterable[Model], total: Amount, again: Callable[[str], Amount]
) -> dict[str, Amount | None]:
    """What some work costs on every plan, by its id, where the price of one of its models depends on the plan.

    `again` prices it on the plan of an id. It is None on a plan where the work is not sold; nothing is said where it
    costs `total` on all of them.
    """
    if not any("plan" in model.settings for model in models):
        return {}
    found: dict[str, Amount | None] = {}
    for plan in edition.current(edition.plans):
        try:
            found[plan] = again(plan)
        except CreditcalcError as error:
            found[plan] = UNKNOWN if error.code == UNPUBLISHED else None
    return {} if all(amount == total for amount in found.values()) else found


def unsold(prices: Mapping[str, Amount | None]) -> list[str]:
    """The ids of the plans on which some work is not sold."""
    return [plan for plan, amount in prices.items() if amount is None]


def _monthly(prices: Mapping[str, Amount | None], often: Often) -> dict[str, Amount | None]:
    return {plan: None if amount is None else amount * often.a_month for plan, amount in prices.items()}
