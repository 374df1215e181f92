"""What a wallet's reconciled spends say of prices: the rows they were quoted by, and single charges as bills."""

from pathlib import Path

from creditcalc.day import Day
from creditcalc.errors import CreditcalcError
from creditcalc.files import replacing
from creditcalc.pricebook.bill import Bill
from creditcalc.pricebook.edition import Edition
from creditcalc.sheets.catalog import Catalog
from creditcalc.wallet.drift import asked_in, billed, correction_sheet, observed
from creditcalc.wallet.store import open_wallets

NAME = "observed.yaml"


def write_observed(name: str | None, folder: Path, pricing: str | None, day: str) -> tuple[Path, list[str]]:
    """Write the rows that a wallet (None: the default one) was billed for into a folder of one's own sheets.

    The path of the sheet, and what of the bill says nothing of a row. Raises CreditcalcError where no bill does.
    """
    with open_wallets() as file:
        wallet = file.wallet(name)
        bills = billed(file.reconciled(wallet))
        quotes = {bill.entry.quote: file.quote(bill.entry.quote) for bill in bills if bill.entry.quote}
    rows, left_out = observed(Catalog(pricing).edition(wallet.platform, wallet.edition), bills, quotes)
    if not rows:
        why = f": {left_out[0]}" if left_out else ": record what you were charged with `creditcalc wallet reconcile`"
        raise CreditcalcError(f"wallet `{wallet.name}` has no charge that gives a price{why}")
    path = folder / wallet.platform / wallet.edition / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as out:
        out.write(correction_sheet(rows, wallet.name, day).encode())
    return path, left_out


def bill_of_entry(name: str | None, number: int, pricing: str | None) -> tuple[Edition, Bill]:
    """The bill that a reconciled spend of a wallet (None: the default one) makes, and the price book of its day.

    Raises CreditcalcError for an entry that is none, and for a charge that is not one figure.
    """
    with open_wallets() as file:
        wallet = file.wallet(name)
        entry = file.entry(wallet, number)
        found = {bill.entry.number: bill for bill in billed(file.reconciled(wallet))}
        if number not in found:
            if entry.kind != "spend" or not entry.quote:
                raise CreditcalcError(f"entry {number} is not a spend of a model: name one of `wallet history`")
            raise CreditcalcError(
                f"entry {number} is not reconciled: record its charge with `creditcalc wallet reconcile {number}`"
            )
        quote = file.quote(entry.quote or "")
    charged, day = found[number].charged, Day(entry.at.date().isoformat())
    if charged.approximate or charged.low != charged.high:
        raise CreditcalcError(f"the charge of entry {number} is {charged}: a bill needs one figure")
    edition = Catalog(pricing).edition(wallet.platform, wallet.edition, day)
    return edition, Bill(quote["model"]["id"], day, asked_in(quote), charged=charged.low)
