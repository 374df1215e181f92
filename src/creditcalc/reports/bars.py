"""An amount as a bar: what is certain solid, what may be hatched, an open end fading out, the unknown hollow."""

from collections.abc import Iterable
from fractions import Fraction
from html import escape

from creditcalc.amount import Amount, decimal
from creditcalc.text import inert

HEIGHT = 16
"""Units of the screen that a bar is high; its length is in percent, so that it fits every width undistorted."""

DEFS = (
    '<svg class="defs" width="0" height="0" aria-hidden="true" focusable="false"><defs>'
    '<pattern id="may-be" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="may-be-back" width="6" height="6"/><rect class="may-be-line" width="2.5" height="6"/></pattern>'
    '<linearGradient id="open-end"><stop class="open-near" offset="0"/><stop class="open-far" offset="1"/>'
    "</linearGradient></defs></svg>"
)
"""What bars are filled with, once for a page."""


def longest(amounts: Iterable[Amount]) -> Fraction:
    """What the whole length of a row of bars stands for: the greatest end, with room beyond it for one that is open."""
    ends = [amount.low * Fraction(3, 2) if amount.high is None else amount.high for amount in amounts]
    return max(ends, default=Fraction(0)) or Fraction(1)


def bar(name: str, words: str, amount: Amount, whole: Fraction) -> str:
    """The bar of an amount on a scale on which `whole` is the full length; its name and its words are its title."""
    low, high = (_percent(end, whole) for end in (amount.low, amount.low if amount.high is None else amount.high))
    says = escape(inert(f"{name}: {words}"))
    parts = [f'<svg class="bar" width="100%" height="{HEIGHT}" role="img" aria-label="{says}"><title>{says}</title>']
    if amount.qualifier == "unknown":
        parts.append(f'<rect class="unknown" x="0.5" y="1.5" width="99%" height="{HEIGHT - 3}"/>')
    if amount.low:
        parts.append(f'<rect class="sure" width="{low}%" height="{HEIGHT}"/>')
    elif amount.high == 0:
        parts.append(f'<rect class="sure" width="2" height="{HEIGHT}"/>')
    if amount.high is not None and amount.high > amount.low:
        rest = _percent(amount.high - amount.low, whole)
        parts.append(f'<rect class="may-be" x="{low}%" width="{rest}%" height="{HEIGHT}"/>')
        parts.append(f'<svg x="{high}%" overflow="visible"><path class="end" d="M-1 0V{HEIGHT}"/></svg>')
    if amount.high is None and amount.low:
        rest = _percent(whole - amount.low, whole)
        parts.append(f'<rect class="open" x="{low}%" width="{rest}%" height="{HEIGHT}"/>')
        parts.append(f'<svg x="100%" overflow="visible"><path class="arrow" d="M-9 3L-2 {HEIGHT // 2}L-9 13"/></svg>')
    return "".join([*parts, "</svg>"])


def _percent(part: Fraction, whole: Fraction) -> str:
    return decimal(part / whole * 100, places=2)
