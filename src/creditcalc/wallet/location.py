"""Where the file of wallets is."""

import os
from pathlib import Path

from creditcalc.errors import CreditcalcError
from creditcalc.files import NOWHERE, home


def location() -> Path:
    """Where the wallets are: `$CREDITCALC_WALLET`, else `wallet.db` where the system keeps a user's data.

    Raises CreditcalcError where that is nowhere.
    """
    named = os.environ.get("CREDITCALC_WALLET")
    if named:
        return Path(named)
    folder = home("data")
    if folder == NOWHERE:
        raise CreditcalcError("this user has no home folder: set `$CREDITCALC_WALLET` to a file")
    return folder / "wallet.db"
