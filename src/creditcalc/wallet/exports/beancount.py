"""Beancount 3: credits as a commodity, resets and expiries as transactions, a balance assertion after each reset."""

from datetime import date, timedelta

from creditcalc.wallet.exports.moves import WalletExport, commodity, inline, plain_decimal
from creditcalc.wallet.exports.postings import Posting, Transaction, accounts, pool_account, transactions


def export(story: WalletExport) -> str:
    """The journal. What is known only as an interval is given at its low end, flagged `!` until it is reconciled."""
    found = list(transactions(story))
    start = found[0].date if found else "1970-01-01"
    lines = [
        f"; Wallet {inline(f'{story.wallet}, {story.platform} {story.edition}')}, by creditcalc. Days are in UTC.",
        f'option "title" "Credits of {_quoted(story.wallet)}"',
        "",
        f"{start} commodity {commodity(story)}",
        *(f"{start} open {name}" for name in accounts(found, story)),
        "",
    ]
    for position, one in enumerate(found):
        lines += [*_written(one), ""]
        following = found[position + 1].date if position + 1 < len(found) else None
        if following != one.date and _reset_that_day(found, position):
            lines += [*_assertions(story, one), ""]
    return "\n".join(lines)


def _reset_that_day(found: list[Transaction], position: int) -> bool:
    day = found[position].date
    while position >= 0 and found[position].date == day:
        if found[position].move.kind in ("open", "reset"):
            return True
        position -= 1
    return False


def _assertions(story: WalletExport, one: Transaction) -> list[str]:
    """What each pool holds when the day of a reset ends: an assertion holds at the start of its own day."""
    morning = date.fromisoformat(one.date) + timedelta(days=1)
    return [
        f"{morning} balance {pool_account(story, pool)}  {plain_decimal(left)} {commodity(story)}"
        for pool, left in one.left.items()
    ]


def _written(one: Transaction) -> list[str]:
    lines = [f'{one.date} {"*" if one.sure else "!"} "{_quoted(one.words)}"']
    if one.move.entry is not None:
        lines.append(f"  entry: {one.move.entry.number}")
    lines.append(f'  time: "{one.move.at:%H:%M:%S} UTC"')
    if not one.sure:
        lines.append(f'  written: "{one.move.written}"')
    return [*lines, *(_leg(leg) for leg in one.postings)]


def _leg(leg: Posting) -> str:
    paid = f" @@ {plain_decimal(leg.paid[0])} {leg.paid[1]}" if leg.paid else ""
    return f"  {leg.account}  {plain_decimal(leg.number)} {leg.commodity}{paid}"


def _quoted(text: str) -> str:
    return inline(text).replace("\\", "\\\\").replace('"', '\\"')
