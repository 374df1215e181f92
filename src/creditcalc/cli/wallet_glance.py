"""The wallet of which a screen says what a cost leaves: read for a terminal alone, and never in the result's way."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from creditcalc.cli.output import note
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.wallet.location import location

if TYPE_CHECKING:
    from creditcalc.wallet.glance import Glance


def glanced(edition: Edition, name: str | None = None, told: Callable[[str], None] = note) -> "Glance | None":
    """The wallet with credits of the edition, of what is drawn for a terminal: of that name, or the one that is meant.

    None where there is none, and where it cannot be read, which is told; of one that is named, whoever asks it to pay
    will say so.
    """
    try:
        if not location().stat().st_size:
            return None
    except (FileNotFoundError, NotADirectoryError, CreditcalcError):  # the last where a user has no home
        return None
    except OSError:
        pass  # opening it says why
    try:
        from creditcalc.clock import now  # noqa: PLC0415  # most have no wallet
        from creditcalc.wallet.glance import glance  # noqa: PLC0415

        return glance(edition.platform, edition.id, now(), name)
    except Exception as error:  # whatever is wrong with it, the result stays as it is
        if name is None:
            told(f"your wallet is not shown: {error}")
        return None
