"""A sheet of one's own from one's own bill: what a wallet's reconciled spends make of the rows they were quoted by."""

from pathlib import Path

from creditcalc.errors import CreditcalcError
from creditcalc.files import replacing
from creditcalc.sheets.catalog import Catalog
from creditcalc.wallet.drift import billed, correction_sheet, observed
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
