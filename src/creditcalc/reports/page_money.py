"""The money of a page: what its credits are worth on a plan, and what is added to that."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from creditcalc.amount import ONE, Amount, decimal, exactly, total
from creditcalc.errors import CreditcalcError
from creditcalc.figures import Figure, in_words, money, shown
from creditcalc.plans.share import PlanShare
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import EMPTY
from creditcalc.record import Record
from creditcalc.text import units


class Told(Record):
    """What something costs: in money, or in a unit that has none; `behind` are the credits that the money is for.

    `scale` is the unit of the figure: only figures of one scale are compared.
    """

    figure: Figure
    scale: str
    unit: str = ""
    behind: Figure | None = None
    behind_unit: str = ""

    @property
    def words(self) -> str:
        """The cost within a sentence: `about $24–35`, `about 40 credits`."""
        return f"{in_words(self.figure)}{f' {self.unit}' if self.unit else ''}"


class SumLine(Record):
    """A line of the sum: what for, and how much."""

    name: str
    figure: Figure


class Quoting(Record):
    """What makes money of credits, and what an agency adds to it.

    share: the plan whose price the credits of `book` are worth
    currency: of the money; without one there is none
    rates: units of it for one of another
    contingency: a share of the cost
    markup: a share of the cost with the contingency
    hidden: whether the credits behind the money are left out
    """

    book: Edition
    share: PlanShare | None = None
    currency: str = ""
    rates: Mapping[str, Fraction] = EMPTY
    contingency: Fraction = Fraction(0)
    markup: Fraction = Fraction(0)
    hidden: bool = False

    @property
    def asks_for_money(self) -> bool:
        """Whether the page cannot be made without money."""
        return bool(self.contingency or self.markup or self.hidden)

    @property
    def credit(self) -> Amount | None:
        """What a credit of the page's own price book is worth on the plan; None where that is not known, or nothing."""
        share = self.share
        if share is None or share.worth is None or not share.monthly or share.monthly.high == 0:
            return None
        return share.monthly / share.allowance

    def worth(self, amount: Amount, unit: str) -> Amount | None:
        """An amount in the page's currency; None where it is not known what its unit is worth."""
        if not self.currency:
            return None
        if unit == self.currency:
            return amount
        if unit in self.rates:
            return amount * exactly(self.rates[unit])
        if unit == self.book.unit and self.credit is not None:
            return amount * self.credit
        return None

    def tells_any(self, amounts: Mapping[str, Amount]) -> bool:
        """Whether any of some amounts, by unit, is worth money that is known."""
        return any(self.worth(amount, unit) is not None for unit, amount in amounts.items())

    def on_top(self) -> Fraction:
        """How many times the cost is the price."""
        return (ONE + self.contingency) * (ONE + self.markup)

    def lines(self, cost: Amount) -> Iterator[SumLine]:
        """From the cost to the price, line by line; nothing where nothing is added."""
        if self.on_top() == ONE:
            return
        yield SumLine("AI generation", self.told(cost))
        if self.contingency:
            name = f"Contingency, {_percent(self.contingency)} of the cost"
            yield SumLine(name, self.told(cost * exactly(self.contingency)))
        if self.markup:
            of = "cost and contingency" if self.contingency else "the cost"
            added = cost * exactly((ONE + self.contingency) * self.markup)
            yield SumLine(f"Markup, {_percent(self.markup)} of {of}", self.told(added))
        yield SumLine("Total", self.told(cost * exactly(self.on_top())))

    def told(self, amount: Amount) -> Figure:
        """An amount of money."""
        return money(amount, self.currency)

    def costs(self, amounts: Mapping[str, Amount], names: Mapping[str, str] = EMPTY) -> list[Told]:
        """What some amounts cost, by unit: all that is worth money in one, the others each on its own.

        `names` are the units as people call them, where there are several.
        """
        worth = {unit: self.worth(amount, unit) for unit, amount in amounts.items()}
        found = [amount for amount in worth.values() if amount is not None]
        costs = []
        if found:
            behind = [unit for unit, amount in worth.items() if amount is not None and not unit.isupper()]
            costs.append(Told(self.told(total(found)), self.currency))
            if behind and not self.hidden:
                amount = amounts[behind[0]]
                costs[0] = costs[0]._replace(behind=Figure(amount), behind_unit=unit_of(amount, behind[0], names))
        for unit, amount in amounts.items():
            if worth[unit] is None:
                figure = money(amount, unit) if unit.isupper() else Figure(amount)
                costs.append(Told(figure, unit, "" if unit.isupper() else unit_of(amount, unit, names)))
        return costs


def unit_of(amount: Amount, unit: str, names: Mapping[str, str]) -> str:
    """A unit as people call it, behind an amount: `credit`, `credits`, `Google Flow credits`."""
    name, _, month = names.get(unit, unit).partition(" (")
    many = name if shown(amount) == "1" or not name else units(name)
    return f"{many} ({month}" if month else many


def one_money(quoting: Quoting, amounts: Mapping[str, Amount]) -> Amount:
    """All of some amounts in money. Raises CreditcalcError for the first that is worth none that is known."""
    found = []
    for unit, amount in amounts.items():
        worth = quoting.worth(amount, unit)
        if worth is None:
            raise CreditcalcError(_without(quoting, unit))
        found.append(worth)
    return total(found)


def _without(quoting: Quoting, unit: str) -> str:
    """Why an amount has no money, and what to do."""
    why = "--markup, --contingency and --hide-credits need a price in money"
    if unit.isupper():
        return f"{why}: add --rate {unit}=N, what one {unit} is worth in {quoting.currency}"
    if unit != quoting.book.unit:
        return f"{why}, and nothing says what {units(unit)} cost: make a page for that platform alone"
    if quoting.share is None:
        return f"{why}: add --plan"
    return f"{why}, and {quoting.share.name} has none that is published: choose another --plan"


def currency_of(units_used: Iterable[str], asked: str | None, share: PlanShare | None) -> str:
    """The currency of the money: the one asked for, that of the plan, or that of the prices themselves."""
    if asked:
        return asked.upper()
    if share is not None and share.worth is not None:
        return share.currency
    return next((unit for unit in units_used if unit.isupper()), "")


def _percent(share: Fraction) -> str:
    return f"{decimal(share * 100)} %"
