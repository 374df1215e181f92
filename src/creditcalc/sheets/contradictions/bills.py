"""Bills that contradict a price: what people were charged against what the sheets say."""

from collections.abc import Iterator
from pathlib import Path

from creditcalc.amount import decimal, exactly
from creditcalc.errors import UNPUBLISHED, CreditcalcError
from creditcalc.pricebook.bill import Bill
from creditcalc.pricebook.edition import Edition
from creditcalc.rating.worked import worked
from creditcalc.sheets.bills import read_bills
from creditcalc.sheets.compiled import Compiled, Root
from creditcalc.sheets.compiler import BILLS
from creditcalc.sheets.contradictions.twice import twice
from creditcalc.sheets.reader import Fault
from creditcalc.text import ticked, units_of


def bill_contradictions(roots: tuple[Root, ...], compiled: Compiled, today: str) -> Iterator[Fault]:
    """What is wrong with the bills of an edition, and as warnings those that contradict its prices."""
    book = compiled.edition
    for root in roots:
        parts = (book.platform, book.id, BILLS)
        faults: list[Fault] = []
        bills = read_bills(Path(root.path, *parts), "/".join((root.name, *parts)), faults)
        yield from faults
        yield from twice(bills)
        for bill in bills:
            yield from bill_faults(bill, compiled.on(bill.day), today)


def bill_faults(bill: Bill, edition: Edition, today: str) -> Iterator[Fault]:
    """What is wrong with a bill; as a warning, that it contradicts the prices of its day, which the edition has.

    `today` is a day, year-month-day.
    """
    sheet = edition.sheet
    early = f"`day` is {bill.day}, and the price book is in force from {sheet.from_}: use that of the day"
    if wrong := (early if bill.day < sheet.from_ else bill.wrong):
        yield Fault(bill.place, wrong)
        return
    if bill.day > today:
        yield Fault(bill.place, f"`day` is {bill.day}, in the future: correct it", warning=True)
    elif sheet.to and bill.day > sheet.to:
        words = f"`day` is {bill.day}, and the price book is in force to {sheet.to}: is it that of the day?"
        yield Fault(bill.place, words, warning=True)
    try:
        quote = worked(edition.model(bill.model), bill.with_, edition)
    except CreditcalcError as error:
        if error.code == UNPUBLISHED:
            words = f"{_charged(bill, edition)}, and the price is not published: add it with the grade `observed`"
            yield Fault(bill.place, words, warning=True)
        elif not any(key in edition.broken for key in edition.ids(bill.model)):  # that is told already
            yield Fault(bill.place, f"the bill cannot be priced: {error}")
        return
    if exactly(bill.charge) not in quote.total.reach():
        rows = ticked(dict.fromkeys(row.place for row in quote.rows), "and")
        words = f"{_charged(bill, edition)}, and the sheet gives {quote.total}: look at the bill and at {rows}"
        yield Fault(bill.place, words, warning=True)


def _charged(bill: Bill, edition: Edition) -> str:
    """The charge with the balances that it is from: `7 credits were charged (412 before, 405 after)`."""
    figure = decimal(bill.charge)
    words = f"{figure} {units_of(figure, edition.unit)} {'was' if figure == '1' else 'were'} charged"
    if bill.before is None or bill.after is None:
        return words
    return f"{words} ({decimal(bill.before)} before, {decimal(bill.after)} after)"
