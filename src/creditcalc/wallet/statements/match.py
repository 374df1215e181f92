"""Charges beside estimates: one by one, by what they are known by or by their times; or the sums of days. Pure.

Nothing is guessed: where a charge may be that of several estimates, or an estimate that of several charges, all of
them are listed together, and none is taken for the other's.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from creditcalc.amount import Amount, total
from creditcalc.errors import CreditcalcError
from creditcalc.record import Record
from creditcalc.wallet.statements.charges import BillCharge

MIXED = "the bill has sums of days and of longer times of one model: export one kind"
Spell = tuple[datetime, datetime]
"""From a moment on until before another one."""


class Estimate(Record):
    """A spend of a wallet as it was estimated: its entry, model (None where none is named) and key.

    `amount` is in the unit of the bill. `quote` is what was generated.
    """

    number: int
    at: datetime
    model: str | None
    amount: Amount
    key: str | None = None
    quote: str | None = None


class Match(Record):
    """Estimates and the charges that are for them, or one of the two without the other.

    `model` is the one of all; None where they name none, or several.
    """

    model: str | None
    at: datetime
    end: datetime | None
    estimates: tuple[Estimate, ...]
    charges: tuple[BillCharge, ...]

    @property
    def estimated(self) -> Amount:
        """The sum of the estimates."""
        return total(one.amount for one in self.estimates)

    @property
    def charged(self) -> Fraction | None:
        """The sum of the charges, net of what was given back; None where the bill does not say one of them."""
        return charged_by(self.charges)

    @property
    def returned(self) -> Fraction:
        """What was given back, as far as the bill shows it."""
        back = (one.returned or max(Fraction(0), -(one.amount or Fraction(0))) for one in self.charges)
        return sum(back, Fraction(0))


class Matching(Record):
    """How the charges of a bill and the estimates of a wallet go together.

    matched: what belongs together, and refunds of what is not on the bill
    unestimated: charges without an estimate, and uncharged: estimates without a charge
    unclear: what may belong together in several ways
    pending: what a bill may still add to
    """

    matched: tuple[Match, ...] = ()
    unestimated: tuple[Match, ...] = ()
    uncharged: tuple[Match, ...] = ()
    unclear: tuple[Match, ...] = ()
    pending: tuple[Match, ...] = ()


def charged_by(charges: Iterable[BillCharge]) -> Fraction | None:
    """The sum of charges; None where one of them is not known."""
    amounts = [one.amount for one in charges]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Fraction(0)) if len(known) == len(amounts) else None


def match_generations(
    charges: Sequence[BillCharge], estimates: Sequence[Estimate], window: timedelta, pending_from: datetime
) -> Matching:
    """Generations one by one: by their keys, and the others by model and time, no further apart than the window.

    What was made from `pending_from` on may still be charged.
    """
    netted = _netted(charges)
    matched: list[Match] = []
    unclear: list[Match] = []
    left_charges: list[BillCharge] = []
    left: list[Estimate] = []
    for found_charges, found in _linked(netted, estimates, _of_one_name(netted, estimates)):
        if found_charges and found:
            _settle(found_charges, found, matched, unclear)
        else:
            left_charges += found_charges
            left += found
    unestimated: list[Match] = []
    uncharged: list[Match] = []
    pending: list[Match] = []
    for found_charges, found in _linked(left_charges, left, _of_one_time(left_charges, left, window)):
        if found_charges and found:
            _settle(found_charges, found, matched, unclear, window)
        elif found_charges:
            (charge,) = found_charges
            refund = charge.amount is not None and charge.amount < 0
            (matched if refund else unestimated).append(_match(found_charges, ()))
        else:
            (pending if found[0].at >= pending_from else uncharged).append(_match((), found))
    return Matching(*(tuple(sorted(part, key=_order)) for part in (matched, unestimated, uncharged, unclear, pending)))


def match_days(
    charges: Sequence[BillCharge],
    estimates: Sequence[Estimate],
    day: Callable[[datetime], Spell],
    pending_from: datetime,
) -> Matching:
    """Sums of a model in a day or longer. `day` is the day of a moment, on the clock of the bill.

    A sum that ends after `pending_from` may still grow.
    """
    sums: dict[tuple[str | None, Spell], list[BillCharge]] = defaultdict(list)
    for charge in charges:
        sums[charge.model, (charge.at, charge.end or charge.at)].append(charge)
    spans: dict[str | None, list[Spell]] = defaultdict(list)
    for model, spell in sums:
        spans[model].append(spell)
    for several in spans.values():
        several.sort()
        for (_, end), (begins, _) in pairwise(several):
            if begins < end:
                raise CreditcalcError(MIXED)
    within: dict[tuple[str | None, Spell], list[Estimate]] = defaultdict(list)
    for one in estimates:
        spell = next((spell for spell in spans[one.model] if spell[0] <= one.at < spell[1]), day(one.at))
        within[one.model, spell].append(one)
    parts: dict[str, list[Match]] = {name: [] for name in Matching._fields}
    for key in dict.fromkeys([*sums, *within]):
        model, (at, end) = key
        match = Match(model, at, end, tuple(within[key]), tuple(sums[key]))
        if not match.estimates and match.charged == 0:
            continue  # a day on which nothing was made
        if end > pending_from:
            parts["pending"].append(match)
        elif not match.charges:
            parts["uncharged"].append(match)
        elif match.estimates or (match.charged is not None and match.charged < 0):
            parts["matched"].append(match)
        else:
            parts["unestimated"].append(match)
    return Matching(**{name: tuple(sorted(part, key=_order)) for name, part in parts.items()})


def _order(match: Match) -> tuple[object, ...]:
    first = match.estimates[0].number if match.estimates else 0
    return match.at, match.model or "", first, match.charges[0].place if match.charges else ""


def _netted(charges: Sequence[BillCharge]) -> list[BillCharge]:
    """The charges, each net of the refunds that are known by its name and are of no other charge.

    Two charges of one name stay two: a run may hold several generations.
    """
    named: dict[str, list[BillCharge]] = defaultdict(list)
    for charge in charges:
        named[charge.id].append(charge)
    found = named.pop("", [])
    for several in named.values():
        made = [one for one in several if one.amount is None or one.amount >= 0]
        given = [Fraction(0)] * len(made)
        for back in several:
            if back.amount is None or back.amount >= 0:
                continue
            fit = [place for place, one in enumerate(made) if back.model in (None, one.model)]
            if len(fit) == 1:
                given[fit[0]] -= back.amount
            else:
                found.append(back)
        for one, back_again in zip(made, given, strict=True):
            amount = None if one.amount is None else one.amount - back_again
            found.append(one._replace(amount=amount, returned=one.returned + back_again))
    return sorted(found, key=lambda one: one.at)


Pairs = Iterable[tuple[int, int]]
"""Places of charges and of estimates that may belong together."""


def _of_one_name(charges: Sequence[BillCharge], estimates: Sequence[Estimate]) -> Pairs:
    keyed: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(estimates):
        if one.key:
            keyed[one.key].append(place)
    for first, charge in enumerate(charges):
        for second in keyed.get(charge.id, ()) if charge.id else ():
            if charge.model is None or estimates[second].model in (None, charge.model):
                yield first, second


def _of_one_time(charges: Sequence[BillCharge], estimates: Sequence[Estimate], window: timedelta) -> Pairs:
    modelled: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for place, one in enumerate(estimates):
        if one.model is not None:
            modelled[one.model].append((one.at, place))
    for times in modelled.values():
        times.sort()
    for first, charge in enumerate(charges):
        times = modelled.get(charge.model or "", [])
        if charge.amount is not None and charge.amount < 0:
            continue  # a refund is of no generation of its own
        start = bisect_left(times, (charge.at - window, 0))
        for at, second in times[start:]:
            if at > charge.at + window:
                break
            yield first, second


def _linked(
    charges: Sequence[BillCharge], estimates: Sequence[Estimate], pairs: Pairs
) -> list[tuple[list[BillCharge], list[Estimate]]]:
    """The charges and estimates in groups of all that hang together by any chain of pairs."""
    group = list(range(len(charges) + len(estimates)))

    def root(place: int) -> int:
        while group[place] != place:
            group[place] = group[group[place]]
            place = group[place]
        return place

    for first, second in pairs:
        group[root(len(charges) + second)] = root(first)
    found: dict[int, tuple[list[BillCharge], list[Estimate]]] = {}
    for place, charge in enumerate(charges):
        found.setdefault(root(place), ([], []))[0].append(charge)
    for place, one in enumerate(estimates, len(charges)):
        found.setdefault(root(place), ([], []))[1].append(one)
    return list(found.values())


def _settle(
    charges: list[BillCharge],
    estimates: list[Estimate],
    matched: list[Match],
    unclear: list[Match],
    window: timedelta | None = None,
) -> None:
    """A group as its pairs, where it makes no difference which charge is for which estimate; else as unclear."""
    alike = _one((one.model, one.amount) for one in charges) or _one(
        (one.model, one.quote, one.amount) for one in estimates
    )
    if len(charges) == len(estimates) and (len(charges) == 1 or alike):
        in_order = sorted(charges, key=lambda one: one.at), sorted(estimates, key=lambda one: one.at)
        pairs = list(zip(*in_order, strict=True))
        if window is None or all(abs(charge.at - one.at) <= window for charge, one in pairs):
            matched += (_match([charge], [one]) for charge, one in pairs)
            return
    unclear.append(_match(charges, estimates))


def _one(values: Iterable[Hashable]) -> bool:
    return len(set(values)) == 1


def _match(charges: Sequence[BillCharge], estimates: Sequence[Estimate]) -> Match:
    models = ({one.model for one in charges} | {one.model for one in estimates}) - {None}
    times = [*(one.at for one in charges), *(one.at for one in estimates)]
    return Match(models.pop() if len(models) == 1 else None, min(times), None, tuple(estimates), tuple(charges))
