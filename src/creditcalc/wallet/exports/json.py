"""JSON: a wallet whole, as creditcalc itself reads it again; `wallet import` of it exports the same bytes."""

import json

from creditcalc.wallet.codec import entry_object
from creditcalc.wallet.exports.moves import WalletExport


def export(story: WalletExport) -> str:
    """One object with the wallet's every entry and quote."""
    return (
        json.dumps(
            {
                "schema": "creditcalc/wallet/1",
                "wallet": story.wallet,
                "platform": story.platform,
                "edition": story.edition,
                "entries": [entry_object(entry) for entry in story.entries],
                "quotes": {digest: story.quotes[digest] for digest in sorted(story.quotes)},
            },
            indent=2,
            sort_keys=False,
        )
        + "\n"
    )
