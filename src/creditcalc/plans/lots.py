"""Bought credits that are left, by the month in which they end."""

Lots = tuple[tuple[int, int], ...]
"""Bought credits that are left: the month after which they are lost, and how many, the soonest first."""
FOREVER = 1_000_000
"""The month of what lasts to the end, whenever that is."""


def credits_in(lots: Lots) -> int:
    """All credits of a stock."""
    return sum(credits for _, credits in lots)


def joined_lots(lots: Lots, more: Lots) -> Lots:
    """Two stocks as one."""
    if not more:
        return lots
    merged = dict(lots)
    for last, credits in more:
        merged[last] = merged.get(last, 0) + credits
    return tuple(sorted(merged.items()))


def spent_lots(lots: Lots, amount: int, month: int) -> Lots:
    """What is left of the lots after a month: spent soonest-to-expire first, then without the expired."""
    left = []
    for last, credits in lots:
        used = min(credits, amount)
        amount -= used
        if credits > used and last > month:
            left.append((last, credits - used))
    return tuple(left)


def missing_lots(one: Lots, other: Lots) -> int:
    """How many credits one stock has fewer than another that last beyond some month, at most; 0 where it holds it."""
    most = mine = its = 0
    at = len(one)
    for last, credits in reversed(other):
        its += credits
        while at and one[at - 1][0] >= last:
            at -= 1
            mine += one[at][1]
        most = max(most, its - mine)
    return most
