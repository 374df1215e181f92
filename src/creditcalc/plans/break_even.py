"""From which demand on another way to pay is cheaper."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from creditcalc.amount import Amount, End
from creditcalc.errors import CreditcalcError
from creditcalc.plans.months import cover
from creditcalc.plans.options import Option, Pack, packs
from creditcalc.pricebook.edition import Edition


class Segment(NamedTuple):
    """A stretch of demand, over `above` to `to`, on which one option is the cheapest at `cost` to `cost_to`."""

    above: Fraction
    to: Fraction
    option: Option


def break_even(
    edition: Edition, found: Sequence[Option], most: Fraction, end: End, rates: Mapping[str, Fraction]
) -> list[Segment]:
    """Which option is the cheapest for every demand up to `most`, at the low or the high end of all figures.

    Costs only change where an allowance ends or a pack more is needed; between two such points they do not.
    """
    ways = [(one, packs(edition, one.plan, one.currency, rates)) for one in found]
    marks = {Fraction(0), most}
    for one, bought in ways:
        start = end_of(one.allowance, end, better="high")
        marks.add(min(start, most))
        for sums in _sums([end_of(pack.credits, end, better="high") for pack in bought], most - start):
            marks.add(start + sums)
    points = sorted(mark for mark in marks if 0 <= mark <= most)
    segments: list[Segment] = []
    for above, to in zip([Fraction(0), *points], points, strict=False):
        costs = [(cost_at(one, bought, to, end), number) for number, (one, bought) in enumerate(ways)]
        known = [(cost, number) for cost, number in costs if cost is not None]
        if not known:
            continue
        winner = found[min(known)[1]]
        if segments and segments[-1].option is winner:
            segments[-1] = segments[-1]._replace(to=to)
        else:
            segments.append(Segment(above, to, winner))
    return segments


ENDLESS = Fraction(10**15)
"""More credits than any demand: the better end of an allowance without an upper end."""


def end_of(amount: Amount, end: End, *, better: End) -> Fraction:
    """The end of an interval to use: for the low end of a cost the better one, for the high end the worse."""
    if (end == "low") == (better == "high"):
        return ENDLESS if amount.high is None else amount.high
    return amount.low


def cost_at(option: Option, bought: Sequence[Pack], demand: Fraction, end: End) -> Fraction | None:
    """The money a month of an exact demand costs at one end of all figures; None where the option cannot hold it."""
    allowance = end_of(option.allowance, end, better="high")
    billed = option.monthly
    base = billed.low if end == "low" else (billed.high if billed.high is not None else billed.low)
    if demand <= allowance:
        return base
    if not bought:
        return None
    return base + cover(
        demand - allowance,
        [
            (
                pack.cost.low if end == "low" else pack.cost.high or pack.cost.low,
                end_of(pack.credits, end, better="high"),
            )
            for pack in bought
        ],
    )


MOST_STEPS = 2_000
"""Packs up to which every point at which a cost changes is looked at."""


def _sums(sizes: Sequence[Fraction], most: Fraction) -> set[Fraction]:
    """Every total of packs up to a limit; of many small ones only so many as a picture can show."""
    if not sizes or most <= 0:
        return set()
    if most / min(sizes) > MOST_STEPS:
        raise CreditcalcError(
            f"more than {MOST_STEPS:,} packs might be bought: ask for fewer credits, or give `--up-to`"
        )
    found = {Fraction(0)}
    edge = found
    while edge:
        edge = {total + size for total in edge for size in sizes if total + size <= most} - found
        found |= edge
        if len(found) > 10 * MOST_STEPS:
            why = f"packs add up to more than {10 * MOST_STEPS:,} sums"
            raise CreditcalcError(f"{why}: ask for fewer credits, or give `--up-to`")
    return found
