"""JSON: a wallet whole, as creditcalc itself reads it again; `wallet import` of it exports the same bytes."""

import json

from creditcalc.wallet.codec import entry_lines, entry_object
from creditcalc.wallet.exports.moves import WalletExport

DEPTH = "    "
"""Where an entry stands in the text."""


def export(story: WalletExport) -> str:
    """One object with the wallet's every entry and quote."""
    # Python indents in Python alone, which takes longer than all the rest: the many objects that are alike are written
    # apart, each where the text of the others has room for it.
    whole = json.dumps(
        {
            "schema": "creditcalc/wallet/1",
            "wallet": story.wallet,
            "platform": story.platform,
            "edition": story.edition,
            "entries": [],
            "quotes": {digest: story.quotes[digest] for digest in sorted(story.quotes)},
        },
        indent=2,
    )
    before, empty, after = whole.partition('\n  "entries": []')
    entries = f",\n{DEPTH}".join(entry_lines(entry_object(entry), DEPTH) for entry in story.entries)
    room = empty.replace("[]", f"[\n{DEPTH}{entries}\n  ]" if entries else "[]")
    return f"{before}{room}{after}\n"
