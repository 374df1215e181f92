"""Cost against workload as a picture: for a terminal in letters, for a page as SVG. Readable without colour."""

from collections.abc import Sequence
from fractions import Fraction
from html import escape
from math import ceil, floor, log10
from typing import NamedTuple

from creditcalc.amount import decimal
from creditcalc.errors import inert


class Curve(NamedTuple):
    """The cost of one option at each of some workloads; None where it cannot hold it."""

    name: str
    costs: tuple[Fraction | None, ...]


class Picture(NamedTuple):
    """Curves over the same workloads, what the axes are in, and the workloads at which the cheapest changes."""

    workloads: tuple[Fraction, ...]
    curves: tuple[Curve, ...]
    across: str
    up: str
    breaks: tuple[tuple[Fraction, str], ...] = ()


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


WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 860, 480, 70, 60, 40


def svg(picture: Picture) -> str:
    """The picture as one self-contained SVG, light and dark: axes, a legend, a band under the cheapest, its changes."""
    right = 80 + 7 * max((len(curve.name) for curve in picture.curves), default=0)
    across, up = picture.workloads[-1] or Fraction(1), ticks(_most(picture), 6)[-1]

    def x(value: Fraction) -> str:
        return decimal(LEFT + value / across * (WIDTH - LEFT - right), places=1)

    def y(value: Fraction) -> str:
        return decimal(HEIGHT - BOTTOM - value / up * (HEIGHT - BOTTOM - TOP), places=1)

    def path(costs: Sequence[Fraction | None]) -> str:
        return " ".join(
            f"{'M' if start else 'L'}{x(at)} {y(cost)}" for at, cost, start in _steps(picture.workloads, costs)
        )

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif"'
        f' font-size="12"><title>{escape(picture.up)} against {escape(picture.across)}</title>',
        "<style>:root{color-scheme:light dark}.ink{fill:#1b1f24}.line{stroke:#1b1f24}.grid{stroke:#d0d7de}"
        ".back{fill:#ffffff}.c0{stroke:#0550ae}.c1{stroke:#bc4c00}.c2{stroke:#116329}.c3{stroke:#8250df}"
        ".c4{stroke:#a40e26}.c5{stroke:#57606a}.c6{stroke:#0a7ea4}.c7{stroke:#7d4e00}"
        "@media(prefers-color-scheme:dark){.ink{fill:#e6edf3}.line{stroke:#e6edf3}.grid{stroke:#30363d}"
        ".back{fill:#0d1117}.c0{stroke:#79c0ff}.c1{stroke:#ffa657}.c2{stroke:#7ee787}.c3{stroke:#d2a8ff}"
        ".c4{stroke:#ff7b72}.c5{stroke:#b1bac4}.c6{stroke:#56d4dd}.c7{stroke:#e3b341}}</style>",
        f'<rect class="back" width="{WIDTH}" height="{HEIGHT}"/>',
    ]
    for tick in ticks(_most(picture), 6):
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - right}" y1="{y(tick)}" y2="{y(tick)}"/>')
        parts.append(f'<text class="ink" x="{LEFT - 8}" y="{y(tick)}" dy="4" text-anchor="end">{decimal(tick)}</text>')
    for tick in ticks(across, 6):
        if tick <= across:
            place = f'x="{x(tick)}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle"'
            parts.append(f'<text class="ink" {place}>{decimal(tick)}</text>')
    parts.append(
        f'<path class="line" fill="none" d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - right}"/>'
        f'<text class="ink" x="{LEFT}" y="{TOP - 16}">{escape(picture.up)}</text>'
        f'<text class="ink" x="{WIDTH - right}" y="{HEIGHT - 16}" text-anchor="end">{escape(picture.across)}</text>'
    )
    for number, (workload, name) in enumerate(picture.breaks):
        side = 'dx="5"' if workload * 2 < across else 'dx="-5" text-anchor="end"'
        parts.append(
            f'<g><line class="line" stroke-dasharray="2 4" x1="{x(workload)}" x2="{x(workload)}" y1="{TOP}"'
            f' y2="{HEIGHT - BOTTOM}"/><circle class="ink" cx="{x(workload)}" cy="{HEIGHT - BOTTOM}" r="4"/>'
            f'<text class="ink" x="{x(workload)}" y="{TOP + 14 + 14 * (number % 3)}" {side}>'
            f"{decimal(workload)}: {escape(name)}</text></g>"
        )
    cheapest = [
        min((cost for cost in at if cost is not None), default=None)
        for at in zip(*(c.costs for c in picture.curves), strict=True)
    ]
    parts.append(f'<path class="line" fill="none" stroke-width="10" stroke-opacity=".15" d="{path(cheapest)}"/>')
    for number, curve in enumerate(picture.curves):
        drawn = path(curve.costs)
        dash = STROKES[(number + 3 * (number // 8)) % len(STROKES)]
        line = f'class="c{number % 8}" fill="none" stroke-width="2.5"' + (f' stroke-dasharray="{dash}"' if dash else "")
        height = TOP + 20 * number
        parts.append(f'<path {line} d="{drawn}"><title>{escape(curve.name)}</title></path>' if drawn else "")
        parts.append(
            f'<path {line} d="M{WIDTH - right + 20} {height}h34"/>'
            f'<text class="ink" x="{WIDTH - right + 62}" y="{height + 4}">{escape(curve.name)}</text>'
        )
    return "".join([*parts, "</svg>\n"])


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
