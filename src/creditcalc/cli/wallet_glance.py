"""The wallet of which a screen says what a cost leaves: read for a terminal alone, and never in the result's way."""

from typing import TYPE_CHECKING

from creditcalc.cli.options import Output
from creditcalc.cli.output import drawn, note
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.wallet.location import location

if TYPE_CHECKING:
    from creditcalc.wallet.glance import Glance


def glanced(output: Output, edition: Edition, name: str | None = None) -> "Glance | None":
    """The wallet with credits of the edition: the one of that name, the default one or the only one.

    None where there is none, where nothing is drawn for a terminal, and where it cannot be read, which is noted; of one
    that is named, whoever asks it to pay will say so.
    """
    if not drawn(output):
        return None
    try:
        if not location().stat().st_size:
            return None
    except (FileNotFoundError, NotADirectoryError, CreditcalcError):  # the last where a user has no home
        return None
    except OSError:
        pass  # opening it says why
    try:
        from creditcalc.cli.clock import now  # noqa: PLC0415  # most have no wallet
        from creditcalc.wallet.glance import glance  # noqa: PLC0415

        return glance(edition.platform, edition.id, now(), name)
    except Exception as error:  # whatever is wrong with it, the result stays as it is
        if name is None:
            note(f"your wallet is not shown: {error}")
        return None
