"""Cost against workload as a picture: for a terminal in letters, for a page as SVG. Readable without colour."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from html import escape
from itertools import cycle, groupby, pairwise
from math import ceil, floor, log10
from textwrap import wrap

from creditcalc.amount import Amount, decimal
from creditcalc.figures import in_words, thousands
from creditcalc.record import Record
from creditcalc.text import inert


class Curve(Record):
    """The cost of one option at each of some workloads; None where it cannot hold it.

    `most` are the high ends of the costs, where these are ranges; None where there is none, and where there is no cost.
    """

    name: str
    costs: tuple[Fraction | None, ...]
    most: tuple[Fraction | None, ...] = ()

    @property
    def highest(self) -> tuple[Fraction | None, ...]:
        """The high ends; those of figures that are no ranges are the costs."""
        return self.most or self.costs


class Picture(Record):
    """Curves over the same workloads, what the axes are in, where the cheapest changes, and the work asked about.

    `marks` stand along the bottom in place of numbers, and `beside` says below what is not drawn.
    """

    workloads: tuple[Fraction, ...]
    curves: tuple[Curve, ...]
    across: str
    up: str
    breaks: tuple[tuple[Fraction, str], ...] = ()
    work: Amount | None = None
    marks: tuple[tuple[Fraction, str], ...] = ()
    beside: str = ""


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
STROKES = ("", "8 4", "2 3", "10 3 2 3", "1 3", "12 5", "6 2 1 2", "4 4")


NARROWEST_PICTURE = 20
"""Columns that a picture in letters has at least."""


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
    labels = {
        height - 1 - round(tick / top * (height - 1)): thousands(decimal(tick)) for tick in ticks(_most(picture), 6)
    }
    margin = max(len(label) for label in labels.values())
    columns = max(NARROWEST_PICTURE, width - margin - 3)  # labels may be of three hundred digits
    grid = [[" "] * columns for _ in range(height)]
    last = picture.workloads[-1] or Fraction(1)
    for workload, _ in picture.breaks:
        column = round(workload / last * (columns - 1))
        for row in grid:
            row[column] = "|"
    for column in range(columns):
        number = round(Fraction(column, columns - 1) * (len(picture.workloads) - 1))
        standing = [
            (cost, curve.highest[number], letter)
            for curve, letter in zip(picture.curves, LETTERS, strict=False)
            if (cost := curve.costs[number]) is not None
        ]
        levels = [(_level(low, top, height), _level(high, top, height), letter) for low, high, letter in standing]
        for low, high, _ in levels:
            for row in grid[high + 1 : low]:
                row[column] = ":"
        for low, high, letter in sorted(levels, key=lambda one: one[2], reverse=True):
            for level in {low, high} - {OPEN_LEVEL}:
                grid[level][column] = letter
    lines = [f"{picture.up}, against {picture.across}"]
    lines += [f"{labels.get(number, ''):>{margin}} ┤{''.join(row).rstrip()}" for number, row in enumerate(grid)]
    lines.append(f"{'':>{margin}} └{'─' * columns}")
    marks, free = [" "] * (columns + 8), 0
    for place, label in _marks(picture, 6):
        column = round(place / last * (columns - 1))
        if picture.marks:
            column = max(0, min(column, columns - len(label)))
        if column >= free or not picture.marks:
            marks[column : column + len(label)] = label
            free = column + len(label) + 1
    lines.append(f"{'':>{margin}}  {''.join(marks).rstrip()}")
    lines += [f"  {letter}  {inert(curve.name)}" for curve, letter in zip(picture.curves, LETTERS, strict=False)]
    lines += [f"  |  from {thousands(decimal(workload))}: {inert(name)}" for workload, name in picture.breaks]
    lines += wrap(inert(picture.beside), width)
    return "\n".join(lines) + "\n"


def _most(picture: Picture) -> Fraction:
    """What the picture reaches up to at least; there is room above what has no high end."""
    ends = (
        cost * Fraction(3, 2) if most is None else most
        for curve in picture.curves
        for cost, most in zip(curve.costs, curve.highest, strict=True)
        if cost is not None
    )
    return max(ends, default=Fraction(1))


OPEN_LEVEL = -1
"""The line above the highest, of a cost without a high end."""


def _level(cost: Fraction | None, top: Fraction, height: int) -> int:
    """The line of a picture in letters that a cost stands in."""
    return OPEN_LEVEL if cost is None else height - 1 - round(cost / top * (height - 1))


def _marks(picture: Picture, wanted: int) -> list[tuple[Fraction, str]]:
    """What stands along the bottom, and where."""
    last = picture.workloads[-1] or Fraction(1)
    numbers = [(tick, thousands(decimal(tick))) for tick in ticks(last, wanted) if tick <= last]
    return list(picture.marks) or numbers


WIDE, NARROW = 860, 360
"""Widths to draw at: for a screen, with the names at the ends of the curves; for a phone, with letters and a legend."""
TOP, BOTTOM, LINE, LETTER, LEVELS = 44, 52, 19, 7, 4
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


class _Frame(Record):
    """Where things stand in a drawing: the plot's four sides, what its two far ones stand for, and the labels."""

    left: int
    right: int
    bottom: int
    across: Fraction
    up: Fraction
    labels: tuple[str, ...]
    narrow: bool

    def along(self, workload: Fraction) -> Fraction:
        """Where a workload stands; one beyond the picture, at its side."""
        return self.left + min(workload, self.across) / self.across * (self.right - self.left)

    def x(self, workload: Fraction) -> str:
        """The same as it is written."""
        return decimal(self.along(workload), places=1)

    def down(self, cost: Fraction) -> Fraction:
        """Where a cost stands."""
        return self.bottom - cost / self.up * (self.bottom - TOP)

    def y(self, cost: Fraction) -> str:
        """The same as it is written."""
        return decimal(self.down(cost), places=1)

    def path(self, workloads: Sequence[Fraction], costs: Sequence[Fraction | None]) -> str:
        """A curve as the data of a path."""
        steps = _steps(workloads, costs)
        return " ".join(f"{'M' if start else 'L'}{self.x(at)} {self.y(cost)}" for at, cost, start in steps)


def _frame(picture: Picture, width: int) -> _Frame:
    narrow = width < WIDE
    names = [curve.name for curve in picture.curves]
    labels = tuple((letter if narrow else _cut(name)) for letter, name in zip(cycle(LETTERS), names, strict=False))
    up = ticks(_most(picture), 5 if narrow else 6)
    left = 14 + 8 * max(len(thousands(decimal(tick))) for tick in up)
    right = width - (28 if narrow else 64 + LETTER * max(map(len, labels), default=0))
    across = picture.workloads[-1] or Fraction(1)
    return _Frame(left, right, 250 if narrow else 400, across, up[-1], labels, narrow)


def drawn(picture: Picture, width: int = WIDE, *, style: str = "") -> str:
    """The picture as an SVG element: named axes and curves, a band under the cheapest, where that changes, the work.

    Without a `style` it looks as the page says that it stands in, which has `STYLE`. What is narrower than `WIDE` has
    letters at its curves, as `text` has, and a legend below.
    """
    frame = _frame(picture, width)
    below = frame.bottom + BOTTOM + (LINE * len(picture.curves) if frame.narrow else 0)
    said = [
        f'<text class="soft" x="14" y="{below + LINE * number + 4}">{_said(line)}</text>'
        for number, line in enumerate(wrap(picture.beside, width // LETTER - 4))
    ]
    height = below + LINE * len(said)
    title = f"{_said(picture.up)} against {_said(picture.across)}"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {width} {height}" role="img"'
        f' aria-label="{title}" data-left="{frame.left}" data-right="{frame.right}"><title>{title}</title>{style}'
        f'<rect class="back" width="{width}" height="{height}"/>'
    )
    cross = f'<path class="line cross" visibility="hidden" d="M0 {TOP}V{frame.bottom}"/>'
    parts = (*_axes(picture, frame), *_work(picture, frame), *_breaks(picture, frame), *_curves(picture, frame))
    return "".join([head, *parts, *said, cross, "</svg>"])


def _axes(picture: Picture, frame: _Frame) -> Iterator[str]:
    for tick in ticks(_most(picture), 5 if frame.narrow else 6):
        yield f'<path class="grid" d="M{frame.left} {frame.y(tick)}H{frame.right}"/>'
        yield (
            f'<text class="soft" x="{frame.left - 8}" y="{frame.y(tick)}" dy="4" text-anchor="end">'
            f"{thousands(decimal(tick))}</text>"
        )
    free = Fraction(0)
    for tick, label in _marks(picture, 4 if frame.narrow else 6):
        start = frame.along(tick) - Fraction(LETTER * len(label), 2)
        anchor = "middle" if start >= 0 else "start"
        place = f'x="{frame.x(tick)}" y="{frame.bottom + 18}" text-anchor="{anchor}"'
        start = max(start, Fraction(0))
        if start >= free or not picture.marks:
            yield f'<text class="soft" {place}>{label}</text>'
            free = start + LETTER * (len(label) + 1)
    yield (
        f'<path class="line" fill="none" d="M{frame.left} {TOP}V{frame.bottom}H{frame.right}"/>'
        f'<text class="ink" x="4" y="16">{_said(picture.up)}</text>'
        f'<text class="ink" x="{frame.right}" y="{frame.bottom + 38}" text-anchor="end">{_said(picture.across)}</text>'
    )


def _work(picture: Picture, frame: _Frame) -> Iterator[str]:
    """The band of the work that is asked about; without an upper end it reaches to the side."""
    if picture.work:
        low, high = picture.work.low, picture.work.high
        wide = max(Fraction(2), frame.along(frame.across if high is None else high) - frame.along(low))
        place = f'x="{frame.x(low)}" width="{decimal(wide, places=1)}" y="{TOP}" height="{frame.bottom - TOP}"'
        yield f'<rect class="work" {place}><title>{_said(in_words(picture.work))}</title></rect>'


def _breaks(picture: Picture, frame: _Frame) -> Iterator[str]:
    """Where the cheapest changes; a label that would stand on others is left to the title."""
    names = [curve.name for curve in picture.curves]
    taken: set[tuple[int, int]] = set()
    for workload, name in picture.breaks:
        word = frame.labels[names.index(name)] if frame.narrow and name in names else name
        words = f"{thousands(decimal(workload, places=2))}: {word}"
        start = floor(frame.along(workload)) - (LETTER * len(words) + 10 if workload * 2 > frame.across else 0)
        cells = range(start // LETTER, start // LETTER + len(words) + 2)
        level = next((n for n in range(LEVELS) if taken.isdisjoint((n, cell) for cell in cells)), None)
        yield (
            f"<g><title>{_said(f'{thousands(decimal(workload, places=2))}: {name}')}</title>"
            f'<path class="line" stroke-dasharray="2 4" d="M{frame.x(workload)} {TOP}V{frame.bottom}"/>'
            f'<circle class="ink" cx="{frame.x(workload)}" cy="{frame.bottom}" r="4"/>'
        )
        if level is not None:
            taken |= {(level, cell) for cell in cells}
            yield f'<text class="ink" x="{start + 5}" y="{TOP + 12 + 15 * level}">{_said(words)}</text>'
        yield "</g>"


def _curves(picture: Picture, frame: _Frame) -> Iterator[str]:
    """The curves, each with its name at its end; where that is a letter, with a legend."""
    at_once = zip(*(curve.costs for curve in picture.curves), strict=True)
    cheapest = [min((cost for cost in costs if cost is not None), default=None) for costs in at_once]
    band = frame.path(picture.workloads, cheapest)
    yield f'<path class="best" fill="none" stroke-width="10" d="{band}"/>'
    ends = _apart([frame.down(_last(curve) or Fraction(0)) for curve in picture.curves], TOP, frame.bottom)
    reach, right = (12 if frame.narrow else 16), frame.right
    for number, (curve, end, label) in enumerate(zip(picture.curves, ends, frame.labels, strict=True)):
        dash = STROKES[(number + 3 * (number // 8)) % len(STROKES)]
        line = f'class="c{number % 8}" fill="none" stroke-width="2.5"'
        line += f' stroke-dasharray="{dash}"' if dash else ""
        name, last, height = _said(curve.name), _last(curve), decimal(end, places=1)
        if last is not None:
            leader = f"M{right} {frame.y(last)}L{right + reach} {height}"
            yield from _ranges(picture.workloads, curve, frame, line)
            yield f'<path {line} d="{frame.path(picture.workloads, curve.costs)}"><title>{name}</title></path>'
            yield f'<path class="line" fill="none" stroke-opacity=".5" d="{leader}"/>'
        yield f'<text class="ink" x="{right + (16 if frame.narrow else 48)}" y="{height}" dy="4">{_said(label)}</text>'
        if not frame.narrow:
            yield f'<path {line} d="M{right + reach} {height}h26"/>'
            continue
        left, below = frame.left, frame.bottom + BOTTOM + LINE * number
        yield f'<path {line} d="M{left + 16} {below}h30"/><text class="ink" x="{left}" y="{below + 4}">{label}</text>'
        yield f'<text class="ink" x="{left + 54}" y="{below + 4}">{name}</text>'


def _ranges(workloads: Sequence[Fraction], curve: Curve, frame: _Frame, line: str) -> Iterator[str]:
    """The high ends of a curve's ranges as a line, and what lies between: to the top where there is no high end."""
    if not curve.most:
        return
    cells = zip(pairwise(workloads), curve.costs, curve.most, strict=False)
    for alike, found in groupby(cells, key=lambda cell: cell[1:]):
        (low, high), edges = alike, [edge for edge, *_ in found]
        if low is not None and low != high:
            top = TOP if high is None else frame.y(high)
            sides = f"M{frame.x(edges[0][0])} {frame.y(low)}V{top}H{frame.x(edges[-1][1])}V{frame.y(low)}Z"
            yield f'<path fill="#57606a" fill-opacity=".15" d="{sides}"/>'
    ends = [None if high == low else high for low, high in zip(curve.costs, curve.most, strict=True)]
    if any(end is not None for end in ends):
        yield f'<path {line} d="{frame.path(workloads, ends)}"/>'


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
        found[number] = max(found[number], Fraction(first) if before is None else found[before] + LINE)
    for after, number in zip([None, *reversed(order)], reversed(order), strict=False):
        found[number] = min(found[number], Fraction(last) if after is None else found[after] - LINE)
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
