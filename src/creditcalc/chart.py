"""Cost against workload as a picture: for a terminal in letters, for a page as SVG. Readable without colour."""

from collections.abc import Sequence
from fractions import Fraction
from html import escape
from math import ceil, floor, log10
from typing import NamedTuple

from creditcalc.amount import Amount, decimal
from creditcalc.errors import inert


class Curve(NamedTuple):
    """The cost of one option at each of some workloads; None where it cannot hold it."""

    name: str
    costs: tuple[Fraction | None, ...]


class Picture(NamedTuple):
    """Curves over the same workloads, what the axes are in, where the cheapest changes, and the work that is asked about.
    """

    workloads: tuple[Fraction, ...]
    curves: tuple[Curve, ...]
    across: str
    up: str
    breaks: tuple[tuple[Fraction, str], ...] = ()
    work: Amount | None = None


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
STROKES = ("", "8 4", "2 3", "10 3 2 3", "1 3", "12 5", "6 2 1 2", "4 4")


def ticks(most: Fraction, wanted: int = 5) -> list[Fraction]:
    """Round numbers from zero to just past `most`."""
    if most <= 0:
        return [Fraction(0), Fraction(1)]
    power = Fraction(10) ** floor(log10(most / wanted))
    step = next(power * factor for factor in (1, 2, 5, 10) if most / (power * factor) <= wanted)
    return [step * number for number in range(ceil(most / step) + 1)]


def text(picture: Picture, width: int = 72, height: int = 18) -> str:
    """The picture in letters, one a curve; where curves meet the cheapest's letter stands; `|` marks a change."""
    top = ticks(_most(picture), 6)[-1]
    labels = {height - 1 - round(tick / top * (height - 1)): decimal(tick) for tick in ticks(_most(picture), 6)}
    margin = max(len(label) for label in labels.values())
    columns = width - margin - 3
    grid = [[" "] * columns for _ in range(height)]
    last = picture.workloads[-1] or Fraction(1)
    for workload, _ in picture.breaks:
        column = round(workload / last * (columns - 1))
        for row in grid:
            row[column] = "|"
    for column in range(columns):
        number = round(Fraction(column, columns - 1) * (len(picture.workloads) - 1))
        standing = [(curve.costs[number], letter) for curve, letter in zip(picture.curves, LETTERS, strict=False)]
        for cost, letter in sorted(
            ((cost, letter) for cost, letter in standing if cost is not None), key=lambda one: one[1], reverse=True
        ):
            grid[height - 1 - round(cost / top * (height - 1))][column] = letter
    lines = [f"{picture.up}, against {picture.across}"]
    lines += [f"{labels.get(number, ''):>{margin}} ┤{''.join(row).rstrip()}" for number, row in enumerate(grid)]
    lines.append(f"{'':>{margin}} └{'─' * columns}")
    marks = [" "] * (columns + 8)
    for tick in ticks(last, 6):
        if tick <= last:
            label, column = decimal(tick), round(tick / last * (columns - 1))
            marks[column : column + len(label)] = label
    lines.append(f"{'':>{margin}}  {''.join(marks).rstrip()}")
    lines += [f"  {letter}  {inert(curve.name)}" for curve, letter in zip(picture.curves, LETTERS, strict=False)]
    lines += [f"  |  from {decimal(workload)}: {inert(name)}" for workload, name in picture.breaks]
    return "\n".join(lines) + "\n"


def _most(picture: Picture) -> Fraction:
    return max((cost for curve in picture.curves for cost in curve.costs if cost is not None), default=Fraction(1))


WIDE, NARROW = 860, 360
"""Widths to draw at: for a screen, with the names at the ends of the curves; for a phone, with letters and a legend."""
TOP, BOTTOM, LINE, LETTER = 44, 52, 19, 7
STYLE = (
    ".chart{font:13px system-ui,sans-serif;font-variant-numeric:tabular-nums}.chart .ink{fill:#1b1f24}"
    ".chart .soft{fill:#57606a}.chart .line{stroke:#57606a}.chart .grid{stroke:#d0d7de}.chart .back{fill:#ffffff}"
    ".chart .work{fill:#0550ae;fill-opacity:.1}.chart .best{stroke:#57606a;stroke-opacity:.2}"
    ".c0{stroke:#0550ae}.c1{stroke:#bc4c00}.c2{stroke:#116329}.c3{stroke:#8250df}"
    ".c4{stroke:#a40e26}.c5{stroke:#57606a}.c6{stroke:#0a7ea4}.c7{stroke:#7d4e00}"
    "@media screen and (prefers-color-scheme:dark){.chart .ink{fill:#e6edf3}.chart .soft{fill:#b1bac4}"
    ".chart .line{stroke:#b1bac4}.chart .grid{stroke:#30363d}.chart .back{fill:#0d1117}"
    ".chart .work{fill:#79c0ff;fill-opacity:.16}.chart .best{stroke:#b1bac4}"
    ".c0{stroke:#79c0ff}.c1{stroke:#ffa657}.c2{stroke:#7ee787}.c3{stroke:#d2a8ff}"
    ".c4{stroke:#ff7b72}.c5{stroke:#b1bac4}.c6{stroke:#56d4dd}.c7{stroke:#e3b341}}"
)
"""How pictures look, light and dark; on paper always light."""


def svg(picture: Picture) -> str:
    """The picture as a file of its own."""
    return drawn(picture, style=f"<style>:root{{color-scheme:light dark}}{STYLE}</style>") + "\n"


def drawn(picture: Picture, width: int = WIDE, *, style: str = "") -> str:
    """The picture as an SVG element: named axes and curves, a band under the cheapest, where that changes, the work.

    Without a `style` it looks as the page says that it stands in, which has `STYLE`. What is narrow has letters at its
    curves, as `text` has, and a legend below.
    """
    narrow = width < WIDE
    names = [curve.name for curve in picture.curves]
    labels = list(LETTERS[: len(names)]) if narrow else [_cut(name) for name in names]
    top = ticks(_most(picture), 5 if narrow else 6)
    left = 14 + 8 * max(len(decimal(tick)) for tick in top)
    right = width - (28 if narrow else 64 + LETTER * max(map(len, labels), default=0))
    reach = 12 if narrow else 16
    bottom = 250 if narrow else 400
    height = bottom + BOTTOM + (LINE * len(names) if narrow else 0)
    across, up = picture.workloads[-1] or Fraction(1), top[-1]

    def x(value: Fraction) -> str:
        return decimal(left + min(value, across) / across * (right - left), places=1)

    def y(value: Fraction) -> str:
        return decimal(bottom - value / up * (bottom - TOP), places=1)

    def path(costs: Sequence[Fraction | None]) -> str:
        return " ".join(
            f"{'M' if start else 'L'}{x(at)} {y(cost)}" for at, cost, start in _steps(picture.workloads, costs)
        )

    title = f"{_said(picture.up)} against {_said(picture.across)}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {width} {height}" role="img"'
        f' aria-label="{title}" data-left="{left}" data-right="{right}"><title>{title}</title>{style}'
        f'<rect class="back" width="{width}" height="{height}"/>'
    ]
    for tick in top:
        parts.append(f'<path class="grid" d="M{left} {y(tick)}H{right}"/>')
        parts.append(f'<text class="soft" x="{left - 8}" y="{y(tick)}" dy="4" text-anchor="end">{decimal(tick)}</text>')
    for tick in ticks(across, 4 if narrow else 6):
        if tick <= across:
            place = f'x="{x(tick)}" y="{bottom + 18}" text-anchor="middle"'
            parts.append(f'<text class="soft" {place}>{decimal(tick)}</text>')
    parts.append(
        f'<path class="line" fill="none" d="M{left} {TOP}V{bottom}H{right}"/>'
        f'<text class="ink" x="4" y="16">{_said(picture.up)}</text>'
        f'<text class="ink" x="{right}" y="{bottom + 38}" text-anchor="end">{_said(picture.across)}</text>'
    )
    if picture.work:
        end = across if picture.work.high is None else picture.work.high
        wide = max(Fraction(2), (min(end, across) - picture.work.low) / across * (right - left))
        band = f'x="{x(picture.work.low)}" width="{decimal(wide, places=1)}" y="{TOP}" height="{bottom - TOP}"'
        parts.append(f'<rect class="work" {band}><title>{_said(picture.work.words)}</title></rect>')
    for number, (workload, name) in enumerate(picture.breaks):
        side = 'dx="5"' if workload * 2 < across else 'dx="-5" text-anchor="end"'
        word = labels[names.index(name)] if narrow and name in names[: len(labels)] else name
        parts.append(
            f'<g><path class="line" stroke-dasharray="2 4" d="M{x(workload)} {TOP}V{bottom}"/>'
            f'<circle class="ink" cx="{x(workload)}" cy="{bottom}" r="4"/>'
            f'<text class="ink" x="{x(workload)}" y="{TOP + 12 + 15 * (number % 3)}" {side}>'
            f"{decimal(workload, places=2)}: {_said(word)}</text></g>"
        )
    cheapest = [
        min((cost for cost in at if cost is not None), default=None)
        for at in zip(*(c.costs for c in picture.curves), strict=True)
    ]
    parts.append(f'<path class="best" fill="none" stroke-width="10" d="{path(cheapest)}"/>')
    ends = _apart([bottom - (_last(curve) or 0) / up * (bottom - TOP) for curve in picture.curves], TOP, bottom)
    for number, (curve, end) in enumerate(zip(picture.curves, ends, strict=True)):
        dash = STROKES[(number + 3 * (number // 8)) % len(STROKES)]
        line = f'class="c{number % 8}" fill="none"' + (f' stroke-dasharray="{dash}"' if dash else "")
        said, last, at = _said(curve.name), _last(curve), decimal(end, places=1)
        if last is not None:
            parts.append(
                f'<path {line} stroke-width="2.5" d="{path(curve.costs)}"><title>{said}</title></path>'
                f'<path class="line" fill="none" stroke-opacity=".5" d="M{right} {y(last)}L{right + reach} {at}"/>'
            )
        label = _said(labels[number]) if number < len(labels) else ""
        parts.append(f'<text class="ink" x="{right + (16 if narrow else 48)}" y="{at}" dy="4">{label}</text>')
        if not narrow:
            parts.append(f'<path {line} stroke-width="2.5" d="M{right + reach} {at}h26"/>')
        else:
            below = bottom + BOTTOM + LINE * number
            parts.append(
                f'<path {line} stroke-width="2.5" d="M{left + 16} {below}h30"/>'
                f'<text class="ink" x="{left}" y="{below + 4}">{label}</text>'
                f'<text class="ink" x="{left + 54}" y="{below + 4}">{said}</text>'
            )
    parts.append(f'<path class="line cross" visibility="hidden" d="M0 {TOP}V{bottom}"/>')
    return "".join([*parts, "</svg>"])


def _said(words: str) -> str:
    return escape(inert(words))


def _cut(name: str, most: int = 34) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _last(curve: Curve) -> Fraction | None:
    """What a curve costs at its end."""
    return next((cost for cost in reversed(curve.costs) if cost is not None), None)


def _apart(heights: Sequence[Fraction], first: int, last: int) -> list[Fraction]:
    """The heights of labels, moved so far apart that none stands on another."""
    order = sorted(range(len(heights)), key=lambda number: heights[number])
    found = list(heights)
    for before, number in zip([None, *order], order, strict=False):
        found[number] = max(Fraction(first), found[number], found[before] + LINE if before is not None else first)
    for after, number in zip([None, *reversed(order)], reversed(order), strict=False):
        found[number] = min(found[number], found[after] - LINE if after is not None else last)
    return found


def _steps(workloads: Sequence[Fraction], costs: Sequence[Fraction | None]) -> list[tuple[Fraction, Fraction, bool]]:
    """The corners of a curve: workload, cost, and whether a new stroke begins there."""
    found: list[tuple[Fraction, Fraction, bool]] = []
    pen_up = True
    for workload, cost in zip(workloads, costs, strict=True):
        if cost is None:
            pen_up = True
            continue
        if len(found) > 1 and not pen_up and not found[-1][2] and found[-1][1] == found[-2][1] == cost:
            found.pop()
        found.append((workload, cost, pen_up))
        pen_up = False
    return found
