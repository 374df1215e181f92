"""The screen that a person sees on a terminal. The only owner of rich."""

from collections.abc import Generator, Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from creditcalc.amount import Amount
from creditcalc.figures import Figure
from creditcalc.record import Record
from creditcalc.reports.report import (
    MARKS,
    MOST_NOTES,
    PLAIN,
    AnswerLine,
    Branch,
    Cell,
    Column,
    Dim,
    Report,
    Strong,
    View,
)

GAP = 3
"""Columns of the terminal between the columns of the table."""
SHORTEST = 12
"""What words of the table are shortened to at the least where no more columns can go."""
BARS_FROM = 100
"""Columns of the terminal from which amounts are also drawn."""
GAUGES_FROM = 80
"""Columns of the terminal from which a share in the answer is also drawn."""
GAUGE = 30
"""Columns of such a bar."""
BAR = 20
"""Columns of the longest bar."""
BAR_ROOM = 15
"""Columns that bars take from the columns of the table."""
MARK_STYLES = {"!": "bold red", "▲": "magenta", "?": "red", "◐": "yellow", "~": "yellow", "✓": "green", "✗": "red"}
MARK_STYLES |= {"☆": "yellow", "↓": "yellow"}


class Shape(Record):
    """The columns that have room, each with its width, and the titles of those that have not."""

    kept: list[int]
    widths: list[int]
    hidden: list[str]


def render(report: Report, view: View = PLAIN) -> str:
    """The report drawn for the terminal's width and colours (`NO_COLOR` and `TERM=dumb` are respected)."""
    console = Console(force_terminal=True, highlight=False)
    report = report.read_by("people")
    with console.capture() as capture:
        for line in _lines(report, view, console.width):
            line.plain = line.plain.replace("\u00a0", " ")
            console.print(line, no_wrap=True, overflow="ignore", crop=False, soft_wrap=True)
    return capture.get()


def drawn_text(report: Report, view: View, room: int) -> Text:
    """The same as one text, for a window of that many columns."""
    lines = list(_lines(report.read_by("people"), view, room))
    for line in lines:
        line.plain = line.plain.replace("\u00a0", " ")
    return Text("\n", no_wrap=True).join(lines)


def _lines(report: Report, view: View, room: int) -> Iterator[Text]:
    """Every line of the screen: the title, the answer, the table, the notes."""
    if report.title:
        yield from _title(view.text(report.title), view.text(report.aside), room)
        yield Text()
    yield from _answers(report.answer, view, room)
    if report.answer and report.columns:
        yield Text()
    hidden: list[str] = []
    if report.columns:
        hidden = yield from _table(report, view, room)
    notes = list(_notes(report, view, room, hidden))
    if (report.columns or report.answer) and notes:
        yield Text()
    yield from notes


def _title(title: str, aside: str, room: int) -> Iterator[Text]:
    """The title to the left and the aside to the right, or one below the other."""
    free = room - cell_len(title) - cell_len(aside)
    if aside and free >= GAP:
        yield Text.assemble((title, "bold"), " " * free, (aside, "dim"))
        return
    yield from (_wrapped([(title, "bold")], room))
    if aside:
        yield from _wrapped([(aside, "dim")], room)


def _answers(answers: Sequence[AnswerLine], view: View, room: int) -> Iterator[Text]:
    """Figures one below the other with their words beside them; words alone over the whole width."""
    answers = [_gauged(one) if room >= GAUGES_FROM else one._replace(gauge=None) for one in answers]
    widest = max((cell_len(view.text(one.figure)) for one in answers), default=0)
    for one in answers:
        words = [(view.text(word), _style(word)) for word in one.words]
        if one.mark:
            style = MARK_STYLES.get(one.mark, "")
            words.insert(0, (f"{view.text(one.mark)} ", style))
            if one.mark in "✓✗":
                words = [(word, style) for word, _ in words]
        if not one.figure:
            hanging = bool(one.mark) or isinstance(one.words[0], Dim)
            yield from _wrapped(words, room, further=2 if hanging else 0)
            continue
        figure = view.text(one.figure)
        lead = Text.assemble(" " * (widest - cell_len(figure)), (figure, "" if one.gauge is not None else "bold"), "  ")
        first, *more = [*_wrapped(words, room - widest - 2)] or [Text()]
        first = lead + first
        first.rstrip()
        yield first
        for line in more:
            yield Text(" " * (widest + 2)) + line


def _style(word: str) -> str:
    return "bold" if isinstance(word, Strong) else "dim" if isinstance(word, Dim) else ""


def _gauged(line: AnswerLine) -> AnswerLine:
    """The line with its bar in the place of the figure, which then begins the words."""
    if line.gauge is None:
        return line
    return line._replace(figure=gauge_signs(line.gauge), words=(Strong(line.figure), " ", *line.words))


def gauge_signs(share: Fraction, length: int = GAUGE) -> str:
    """A share as a bar: what there is of it full, the rest light; of anything above nothing one sign at the least."""
    full = max(int(share * length), 1 if share else 0)
    return "█" * full + "░" * (length - full)


def _table(report: Report, view: View, room: int) -> Generator[Text, None, list[str]]:
    """The header, a light rule, the rows in their groups and the total; returns the titles of what has no room."""
    group = next((number for number, one in enumerate(report.columns) if one.key == report.group), None)
    inset = 0 if group is None else 2
    report = report if group is None else _grouped(report, group)
    body = [[_drawn(cell, view) for cell in row] for row in report.rows]
    last = [_drawn(cell, view) for cell in report.total] if report.total else None
    prose = [number for number, one in enumerate(report.columns) if one.prose]
    columns = [number for number in range(len(report.columns)) if number != group and number not in prose]
    cells = [row for row in (*body, last) if row]
    drawn = bool(report.bars) and (room >= BARS_FROM or view.wide)
    free = room - 1 - inset - (GAP + BAR_ROOM if drawn else 0)
    shape = _shape(report.columns, columns, cells, free if not view.wide else None)
    bars = _bars(report, view, shape, room - inset) if drawn else None
    length = sum(shape.widths) + GAP * (len(shape.widths) - 1) + inset
    titles = [Text(view.text(report.columns[number].title)) for number in shape.kept]
    if any(title.plain for title in titles):
        yield _row(titles, report, shape, inset, view)
        yield Text(f" {view.text('─') * length}", style="dim")
    before = None
    for number, row in enumerate(body):
        if group is not None and row[group].plain != before:
            before = row[group].plain
            yield Text.assemble(" ", (before, "bold"))
        line = _row([row[one] for one in shape.kept], report, shape, inset, view)
        yield line + bars[number] if bars else line
        for words in (row[one] for one in prose):
            indent = Text(" " * (3 + inset))
            yield from (indent + line for line in _wrapped([(words.plain, "")], room - len(indent)))
    if last:
        if any(cell.plain for cell in last):
            yield Text()
        line = _row([last[one] for one in shape.kept], report, shape, inset, view)
        line.stylize("bold")
        yield line
    return shape.hidden


def _grouped(report: Report, group: int) -> Report:
    """The report with its rows in the order of their groups, and that of groups without a place by their first row."""
    words = [str(row[group]) for row in report.rows]
    order = list(dict.fromkeys((*report.groups, *words)))
    ranked = sorted(range(len(words)), key=lambda number: order.index(words[number]))
    return report._replace(rows=tuple(report.rows[number] for number in ranked))


def _shape(columns: Sequence[Column], wanted: list[int], rows: Sequence[list[Text]], room: int | None) -> Shape:
    """Which columns are drawn, and how wide: the least important go, then words are shortened."""
    natural = {
        number: max([cell_len(columns[number].title), *(row[number].cell_len for row in rows)]) for number in wanted
    }
    if room is None:
        return Shape(wanted, [natural[number] for number in wanted], [])

    def least(number: int) -> int:
        one = columns[number]
        return natural[number] if one.numeric or one.right or one.whole else min(natural[number], shortest or one.least)

    kept, hidden, shortest = list(wanted), [], 0
    while sum(map(least, kept)) + GAP * (len(kept) - 1) > room:
        going = max(kept, key=lambda number: (columns[number].priority, number))
        if not columns[going].priority:
            shortest = SHORTEST
            break
        kept.remove(going)
        hidden.append(going)
    widths = {number: natural[number] for number in kept}
    while (over := sum(widths.values()) + GAP * (len(kept) - 1) - room) > 0:
        longest = max(kept, key=lambda number: widths[number] - least(number))
        spare = widths[longest] - least(longest)
        if spare <= 0:
            break
        widths[longest] -= min(over, spare)
    return Shape(kept, [widths[number] for number in kept], [columns[number].title for number in sorted(hidden)])


def _row(cells: Sequence[Text], report: Report, shape: Shape, inset: int, view: View) -> Text:
    """One line of the table; words that have no room end in `…` after a whole word."""
    line = Text(" " * (1 + inset))
    for place, (cell, number, width) in enumerate(zip(cells, shape.kept, shape.widths, strict=True)):
        column = report.columns[number]
        cell = _shortened(cell, width, view.text("…")) if not (column.numeric or column.whole) else cell  # noqa: PLW2901
        space = " " * (width - cell.cell_len)
        line += Text(space) + cell if column.numeric or column.right else cell + Text(space)
        if place + 1 < len(cells):
            line += Text(" " * GAP)
    line.rstrip()
    return line


def _shortened(cell: Text, width: int, end: str) -> Text:
    """The cell within a width: as many whole words as have room, and the `end` that says that some are missing."""
    if cell.cell_len <= width:
        return cell
    words = cell.plain
    while words and cell_len(words) > width - len(end):
        words = words[:-1].rpartition(" ")[0]
    if not words.strip(" ├╰─,"):
        words = cell.plain
        while cell_len(words) > width - len(end):
            words = words[:-1]
    short = cell[: len(words)]
    short.rstrip()
    return short + Text(end)


def _drawn(cell: Cell, view: View) -> Text:
    """A cell with its colours: about yellow, at least magenta, unknown red, a verdict by its mark."""
    text = view.text(cell)
    if isinstance(cell, Branch):
        return Text.assemble((view.text("╰─ " if cell.last else "├─ "), "dim"), text)
    if isinstance(cell, str):
        mark = MARK_STYLES.get(cell[:1]) if cell[1:2] == " " else None
        return Text(text, style=mark or "")
    amount = cell.amount if isinstance(cell, Figure) else cell
    drawn = Text(text)
    if isinstance(amount, Amount):
        if amount.qualifier in ("unknown", "at_least"):
            drawn.stylize("red" if amount.qualifier == "unknown" else "magenta")
        elif (sign := text.find("~")) >= 0:
            drawn.stylize("yellow", sign, sign + 1)
    return drawn


def _bars(report: Report, view: View, shape: Shape, room: int) -> list[Text] | None:
    """The amounts of a column as bars where there is room: what is certain full, what may be light."""
    key = next((number for number, one in enumerate(report.columns) if one.key == report.bars), None)
    free = room - sum(shape.widths) - GAP * len(shape.widths) - 1
    if key is None or free < BAR // 2:
        return None
    found = [cell.amount if isinstance(cell := row[key], Figure) else cell for row in report.rows]
    ends = [one.high or one.low for one in found if isinstance(one, Amount)]
    longest = max(ends, default=Fraction(0))
    if not longest:
        return None
    length = min(BAR, free)
    return [
        Text(" " * GAP) + Text(view.text(bar_signs(one, longest, length)) if isinstance(one, Amount) else "")
        for one in found
    ]


def bar_signs(amount: Amount, longest: Fraction, length: int) -> str:
    """An amount as a bar on a scale on which `longest` fills the whole `length`."""
    full, end = (round(one / longest * length) for one in (amount.low, amount.high or amount.low))
    return "█" * max(full, 1 if amount.low else 0) + "░" * (max(end, 1) - max(full, 1))


def _notes(report: Report, view: View, room: int, hidden: Sequence[str]) -> Iterator[Text]:
    """The most important notes with their marks, then what is left, in dim lines."""
    notes = report.ranked()
    most = len(notes) if view.explain else MOST_NOTES
    marked = [note for note in notes if note.kind != "other"]
    plain = [note for note in notes if note.kind == "other"]
    shown, rest = marked[:most], [*marked[most:]]
    for note in shown:
        mark = MARKS[note.kind]
        for number, line in enumerate(note.text.split("\n")):
            lead = (view.text(mark), MARK_STYLES.get(mark, "")) if number == 0 else ("", "")
            yield from _wrapped([lead, (f"{' ' if number == 0 else '  '}{view.text(line)}", "")], room, further=2)
    for note in plain:
        for line in note.text.split("\n"):
            yield from _wrapped([("  ", ""), (view.text(line), "dim")], room, further=2)
    if view.explain:
        for line in report.details:
            yield from _wrapped([("  ", ""), (view.text(line), "dim")], room, further=2)
    more = report.more(len(rest), view)
    if report.source or more:
        said = view.text(" ".join(one for one in (report.source, more) if one))
        yield from _wrapped([("  ", ""), (said, "dim")], room, further=2)
    if hidden:
        said = f"Hidden: {', '.join(hidden)} (--wide or --json shows {'it' if len(hidden) == 1 else 'them'})"
        yield from _wrapped([("  ", ""), (view.text(said), "dim")], room, further=2)
    for said in (report.looked, report.next, report.last):
        if said:
            yield from _wrapped([("  ", ""), (view.text(said), "dim")], room, further=2)


def _wrapped(parts: Sequence[tuple[str, str]], room: int, further: int = 0) -> Iterator[Text]:
    """Styled words over lines of some width; what has no blank in it is never broken."""
    plain = "".join(words for words, _ in parts)
    styles = [style for words, style in parts for _ in words]
    start, indent = 0, ""
    while start < len(plain):
        end = _line_end(plain, start, room - len(indent))
        line = Text(indent)
        for style, run in groupby(range(start, end), key=styles.__getitem__):
            places = list(run)
            line.append(plain[places[0] : places[-1] + 1], style)
        line.rstrip()
        yield line
        start, indent = end, " " * further
        while plain[start : start + 1] == " ":
            start += 1


def _line_end(plain: str, start: int, room: int) -> int:
    """Where a line that starts there ends: after the last word that has room, and after one at the least."""
    if cell_len(plain[start:]) <= room:
        return len(plain)
    begun = len(plain) - len(plain[start:].lstrip())
    end = plain.find(" ", begun)
    while (after := plain.find(" ", end + 1)) >= 0 and cell_len(plain[start:after]) <= room and end >= 0:
        end = after
    if end < 0:
        return len(plain)
    return end
