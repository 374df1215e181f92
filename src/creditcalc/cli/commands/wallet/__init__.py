"""`creditcalc wallet`: a ledger of credits."""

import typer

from creditcalc.cli.commands.wallet.entries import app as writing
from creditcalc.cli.commands.wallet.views import app as looking
from creditcalc.cli.commands.wallet.wallets import app as keeping
from creditcalc.cli.streams import check_heard

app = typer.Typer()
for part in (keeping, writing, looking):
    app.add_typer(part)


@app.callback()
def wallet() -> None:
    """Keep a ledger of credits: what is left, and what was charged.

    creditcalc wallet balance
    """
    check_heard()
