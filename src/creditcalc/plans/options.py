"""Every way to pay for a platform: a plan and how it is billed, and the packs it may buy."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil

from creditcalc.amount import UNKNOWN, ZERO, Amount, exactly
from creditcalc.day import in_force
from creditcalc.errors import CreditcalcError
from creditcalc.period import YearDay
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.plan import BILLED, Billing, Money, Plan, Seats, TopUp
from creditcalc.rating.allowance import credits_of
from creditcalc.record import Record
from creditcalc.text import series, ticked

WEEKS_A_MONTH = Fraction(52, 12)
A_MONTH: Mapping[str, Amount] = {
    "month": exactly(1),
    "week": Amount(Fraction(4), Fraction(5)),
    "day": Amount(Fraction(28), Fraction(31)),
    "year": exactly(Fraction(1, 12)),
}
"""How often an allowance is granted within a month: a month has four or five Mondays, 28 to 31 days."""


class Option(Record):
    """One way to pay for a plan: `billed` each month, or once a year, for `allowance` credits a month.

    `seats` are those that are paid for.
    """

    plan: Plan
    billing: Billing
    billed: Amount
    allowance: Amount
    currency: str
    seats: int = 1

    @property
    def monthly(self) -> Amount:
        """The money a month costs; of a yearly sum exactly a twelfth."""
        return self.billed if self.billing == "month" else self.billed / exactly(12)

    def of(self, plan: Plan) -> bool:
        """Whether it is the way in which a plan is paid: of several that the plan has prices for, by the month."""
        ways = {money.every for money in plan.prices}
        return self.plan.id == plan.id and (self.billing == "month" if "month" in ways else self.billing in ways)

    @property
    def name(self) -> str:
        """How the option is called in a table."""
        return self.plan.name if self.billing == "month" else f"{self.plan.name} ({BILLED[self.billing]})"


class Pack(Record):
    """A top-up as money for credits, and for how many months they can be used (None: without end)."""

    top_up: TopUp
    cost: Amount
    credits: Amount
    months_low: int | None
    months_high: int | None


def month_of(plan: Plan, edition: Edition) -> Amount:
    """The credits that a plan grants in a month, for one seat; what is granted once only is nothing a month."""
    granted = plan.allowance
    return credits_of(granted, edition) * A_MONTH.get(granted.every or "once", ZERO) if granted else UNKNOWN


def money_in(prices: Iterable[Money], currency: str, rates: Mapping[str, Fraction], day: str) -> list[Money]:
    """The prices in a currency that are in force on a day: those on the web and for everywhere first.

    A price in another currency counts only with a rate from the person: units of `currency` for one of the other.
    Introductory prices are left out.
    """
    valid = [money for money in prices if in_force(money, day) and not money.first]
    own = [money for money in valid if money.currency == currency]
    if not own:
        own = [
            money._replace(amount=money.amount * exactly(rates[money.currency]), currency=currency)
            for money in valid
            if money.currency in rates
        ]
    return [money for money in own if not money.channel and not money.region] or own


def currencies(edition: Edition) -> list[str]:
    """The currencies that plans are sold in, the most used first."""
    found: dict[str, int] = {}
    for plan in edition.current(edition.plans).values():
        for money in plan.prices:
            found[money.currency] = found.get(money.currency, 0) + 1
    return sorted(found, key=lambda currency: -found[currency])


def options(
    edition: Edition,
    currency: str,
    *,
    rates: Mapping[str, Fraction] | None = None,
    seats: int = 1,
    plans: Iterable[Plan] | None = None,
) -> list[Option]:
    """Every way to pay for every plan, or for those given, in a currency, for at least so many seats.

    Plans without a published price in it are left out; those for fewer seats are not.

    Raises CreditcalcError where no plan is sold in the currency.
    """
    rates = rates or {}
    if currency not in currencies(edition) and not rates:
        known = currencies(edition)
        rate = f"or add your exchange rate, as in `--rate {known[0]}=0.92`" if known else ""
        prices = f": prices are in {ticked(known, 'and')}, {rate}" if known else ""
        raise CreditcalcError(f"no plan of {edition.platform} {edition.id} has a price in `{currency}`{prices}")
    found = []
    for plan in edition.current(edition.plans).values() if plans is None else plans:
        each, paid = month_of(plan, edition), paid_seats(plan, seats)
        allowance = each * exactly(paid) if plan.allowance and plan.allowance.per == "seat" else each
        for billing in ("month", "year"):
            for money in money_in(plan.prices, currency, rates, edition.as_of):
                if money.every == billing and money.amount.qualifier != "unknown":
                    extra = plan.seats.extra if plan.seats and not money.per else None
                    fees = money_in([extra], currency, rates, edition.as_of) if extra else []
                    fee = next((one.amount for one in fees if one.every == billing), UNKNOWN)
                    billed = money.amount * exactly(paid) if money.per else money.amount
                    if extra and plan.seats:
                        billed += fee * extra_seats(plan.seats, paid)
                    given = allowance if money.gives is None else money.gives * exactly(paid if money.per else 1)
                    found.append(Option(plan, billing, billed, given, currency, paid))
    return found


def sold_in(
    edition: Edition, currency: str | None, rates: Mapping[str, Fraction] | None = None, seats: int = 1
) -> list[Option]:
    """Every way to pay for every plan, in a currency, else in the one that most plans are sold in.

    Raises CreditcalcError where no plan has a published price in it.
    """
    known = currencies(edition)
    if not known:
        raise CreditcalcError(f"{edition.platform} {edition.id} has no plan with a published price")
    wanted = (currency or known[0]).upper()
    found = options(edition, wanted, rates=rates, seats=seats)
    if not found:
        raise CreditcalcError(f"no plan of {edition.platform} {edition.id} has a published price in `{wanted}`")
    return found


def only_plans(edition: Edition, plans: Sequence[Plan]) -> Edition:
    """The edition with some plans alone, where any are given; one with several billings has the prices of all of them.

    Raises CreditcalcError where no price of them is published.
    """
    if not plans:
        return edition
    together: dict[str, Plan] = {}
    for plan in plans:
        before = together.get(plan.id, plan).prices
        more = tuple(money for money in plan.prices if money not in before)
        together[plan.id] = plan._replace(prices=(*before, *more))
    if all(money.amount.qualifier == "unknown" for one in plans for money in one.prices):
        named = series((one.name for one in together.values()), "or")
        raise CreditcalcError(f"no price of {named} is published in {edition.platform} {edition.id}")
    return edition._replace(plans=together)


def paid_seats(plan: Plan, seats: int) -> int:
    """How many seats are paid for, where so many are used: at least those that the plan is sold for."""
    return max(seats, ceil(plan.seats.least)) if plan.seats and plan.seats.least else seats


def extra_seats(said: Seats, seats: int) -> Amount:
    """How many of some seats a base fee does not pay for; without a published number it pays for one, or for all."""
    if said.included is None:
        return Amount(ZERO.low, Fraction(seats - 1))
    return exactly(max(Fraction(0), seats - said.included))


def packs(
    edition: Edition, plan: Plan | None, currency: str, rates: Mapping[str, Fraction] | None = None
) -> tuple[Pack, ...]:
    """The top-ups that a plan (or somebody without one) may buy, of a known price for a known amount of credits."""
    found = []
    for top_up in edition.current(edition.top_ups).values():
        if (top_up.plans and (plan is None or plan.id not in top_up.plans)) or top_up.gives is None:
            continue
        credits = credits_of(top_up.gives, edition)
        prices = money_in(top_up.prices, currency, rates or {}, edition.as_of)
        if not credits.low or not prices or prices[0].amount.high is None:
            continue
        low, high = life(top_up)
        found.append(Pack(top_up, prices[0].amount, credits, low, high))
    return tuple(found)


def life(top_up: TopUp) -> tuple[int | None, int | None]:
    """The months that bought credits last, at least and at most; an unknown expiry is anything from one on."""
    match top_up.expires.after if top_up.expires else "unknown":
        case "never":
            return None, None
        case "cycle end":
            return 1, 1
        case "unknown":
            return 1, None
        case YearDay(month, _, year):
            most = 12 * (year - 1) + month
            return max(1, most - 11), most
        case span:
            months = max(1, span.number // 30 if span.unit == "day" else span.months)
            return months, months


def most_shown(found: Sequence[Option]) -> Fraction:
    """A demand to draw up to: half as much again as the largest known allowance."""
    known = [option.allowance.high or option.allowance.low for option in found]
    return max(known, default=Fraction(0)) * Fraction(3, 2) or Fraction(1000)
