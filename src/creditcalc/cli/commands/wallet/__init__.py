"""`creditcalc wallet`: a ledger of credits."""

from creditcalc.cli.commands.wallet.entries import app as writing
from creditcalc.cli.commands.wallet.reconciling import app as reconciling
from creditcalc.cli.commands.wallet.views import app as looking
from creditcalc.cli.commands.wallet.wallets import app as keeping
from creditcalc.cli.help import PlainTyper
from creditcalc.cli.streams import check_heard

app = PlainTyper()
for part in (keeping, writing, reconciling, looking):
    app.add_typer(part)


@app.callback()
def wallet() -> None:
    """Track the credits you have left and what was charged.

    creditcalc wallet balance
    """
    check_heard()
