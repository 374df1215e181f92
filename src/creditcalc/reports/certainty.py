"""How sure a figure is, said before the figure: for readers who take the first number they see for the price."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from creditcalc.amount import Amount, Qualifier, exactly, fraction
from creditcalc.errors import OVER, REFUSED, UNCLEAR, UNPUBLISHED, CreditcalcError
from creditcalc.figures import Figure, all_digits, money
from creditcalc.text import sentence, units

MISSING = "A figure that is missing is unknown, not 0."
UNPRICED = "no published price"
"""How every refusal begins of a price that is known to exist and is not published."""
REFUSALS = {REFUSED: "Refused", OVER: "No", UNCLEAR: "Cannot tell", UNPUBLISHED: "Unpublished, so unknown and not 0"}
QUALIFIER_WORDS: dict[Qualifier, str] = {
    "unknown": "unknown, which is not 0",
    "at_least": "a lower bound, which is not the price",
    "at_most": "an upper bound",
    "range": "a range",
    "about": "approximate",
    "exact": "exact",
}
"""What a figure can be, the least sure first."""


def certainty(amount: Mapping[str, Any], unit: str) -> str:
    """An amount, as `Amount.as_json` gives it, in a sentence that says how sure it is before it says how much.

    Its figures are those of people, and are said to be rounded where they are; the object has every digit.
    """
    low, high = fraction(amount["low"] or "0"), amount["high"] and fraction(amount["high"])
    kind = amount["qualifier"]
    known = Amount(low, high)
    if kind in ("exact", "about"):  # one figure, also where its decimals have no end: between the ends that they have
        known = exactly((low + (low if high is None else high)) / 2)
    noun = f" {unit if (high or low) == 1 else units(unit)}"
    cell = money(known, unit) if unit.isupper() else Figure(known, "", noun)
    figure = str(cell)
    digits = figure.replace("+", "").replace("≤ ", "").replace("–", " and ")
    said = f"about {digits}" if amount["approximate"] else digits
    match kind:
        case "unknown":
            return "Unknown, not 0: there is no figure to give."
        case "at_least":
            return f"At least {said}: a lower bound without an upper end, not a price to promise."
        case "at_most":
            return f"At most {said}: an upper bound, not a price to promise."
        case "range":
            return f"Between {said}: a range, not a price to promise."
        case "about":
            return f"{sentence(said)}: approximate, not a price to promise."
    with all_digits(True):
        same = low == high and str(cell) == figure
    return f"Exactly {said}." if same else f"Rounded to {said}: the object has every digit."


def certainty_of(data: Mapping[str, Any]) -> str:
    """How sure the figures of a command's JSON object are: its total, what is left, or all of them together."""
    if data.get("total"):
        # Only a schedule of plans totals money, and names the currency beside its unit.
        return certainty(data["total"], data.get("currency") or data["unit"])
    if data.get("left"):
        said = certainty(data["left"], "credit")
        return f"Left: {said[:1].lower()}{said[1:]}"
    if "segments" in data:
        return f"Calculated twice, at the highest and at the lowest prices: the real values lie between. {MISSING}"
    found = Counter(_qualifiers(data))
    if not found:
        return MISSING
    if set(found) == {"exact"}:
        return f"Every figure here is exact. {MISSING}"
    counts = [
        f"{found[kind]} {'is' if found[kind] == 1 else 'are each'} {said}"
        for kind, said in QUALIFIER_WORDS.items()
        if kind in found
    ]
    return f"Not every figure here is a price to promise: {', '.join(counts)}. {MISSING}"


def refusal(error: CreditcalcError) -> str:
    """A refusal with what its exit code means said first."""
    return f"{REFUSALS.get(error.code, REFUSALS[REFUSED])}: {error}"


def refusals(error: CreditcalcError, data: Mapping[str, Any] | None) -> list[str]:
    """A refusal; where rows of a report have no price for a slip of their own, the first of these before it."""
    faults = [row["error"] for row in (data or {}).get("rows", ()) if row.get("error")]
    slips = [fault for fault in faults if not fault.startswith(UNPRICED)]
    if error.code != REFUSED or not slips:
        return [refusal(error)]
    return [refusal(CreditcalcError(slips[0])), str(error)]


def _qualifiers(data: Any) -> Iterator[Qualifier]:
    """The qualifier of every amount in a JSON object, however deep."""
    if isinstance(data, dict):
        if "qualifier" in data and "text" in data:
            yield data["qualifier"]
            return
        data = list(data.values())
    if isinstance(data, list):
        for one in data:
            yield from _qualifiers(one)
