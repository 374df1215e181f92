"""The columns of a file that was made elsewhere, read as ours: those that are named, and those that are well known.

A well-known word is offered in the error, and taken where that is asked for; each is then said.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from creditcalc.batch.lengths import RATE_NEEDED, frames_of, length_between, length_of_frames, length_word
from creditcalc.batch.pricer import ASIDE, COUNTS, RATES, Pricer, Values
from creditcalc.errors import CreditcalcError, MoreWords
from creditcalc.rating.spoken import CALLED, FLAGS, STRETCH, takes
from creditcalc.record import Record
from creditcalc.text import did_you_mean, folded, series, ticked

if TYPE_CHECKING:
    from creditcalc.batch.layout import Layout

READ_ANYWHERE = ("model", "seconds", "minutes", *COUNTS, "resolution", "platform", "edition", "scene", *RATES)
"""Columns of ours that are read in any file that has them."""
READ_PERHAPS = ("audio", "twin", "quality")
"""Columns of ours that in other files may hold what is none of their values."""
PAIRS = (("start", "end"), ("starttime", "endtime"), ("filmstarts", "filmends"), ("startseconds", "endseconds"))
"""What people call the two ends of a shot, folded."""
STRETCHES = ("time", "timing", "timecode")
"""What people call a column that may hold both ends of a shot, folded."""
FRAMES = ("numframes", "framecount")
"""What people call the number of a shot's frames, folded."""
HELD_AT_TOP = ("clipseconds", "videomodel")
"""What people call a length, or a model, of all shots, folded."""
TOP_GROUPS = ("defaults.", "default_params.")
"""Where people say at the top of a file what holds for all shots."""
PICTURE = re.compile(r"[0-9]{3,4}p|[248]k|f?hd|uhd", re.IGNORECASE | re.ASCII)
"""A resolution."""
MOST_COLUMNS_LISTED = 12
"""Columns that one line names."""


class TheirColumns(Record):
    """The columns of a file: in small letters with how they are written, and what some rows and its top say."""

    place: str
    names: Mapping[str, str]
    rows: Sequence[Values] = ()
    top: Values = {}  # noqa: RUF012  # nothing changes it

    def cells(self, name: str) -> list[str]:
        """What some rows, or else the top, say in a column."""
        found = [word for row in self.rows if (word := row.get(name))]
        return found or [word for word in (self.top.get(name),) if word]


class ColumnRead(Record):
    """What one of our columns is read from: a column, or two ends, as so many frames of a `rate` perhaps."""

    ours: str
    theirs: tuple[str, ...]
    rate: str = ""
    shared: bool = True
    """Whether what stands at the top of a file holds for a row that says nothing."""

    def typed(self, source: TheirColumns) -> str:
        """How `--columns` says it."""
        ends = "-".join(source.names[name] for name in reversed(self.theirs))
        return f"{self.ours}={ends}{'/' if self.rate else ''}{self.rate}"

    def told(self, source: TheirColumns) -> str:
        """`Duration` as seconds."""
        found = " to ".join(f"`{source.names[name]}`" for name in self.theirs)
        return f"{found} as {'frames' if self.rate else self.ours}"


class Columns:
    """What the rows of a file say in our words.

    `said` is what people should know of how they are read, `names` are the columns that are, and `priced` those that
    change a price. Raises CreditcalcError for a row of which the length cannot be read.
    """

    def __init__(self, reads: Sequence[ColumnRead], source: TheirColumns, pricer: Pricer, layout: "Layout") -> None:
        self.reads, self.top, self.pricer, self.fps = reads, source.top, pricer, layout.fps
        self.defaults, self.said = dict(layout.defaults), list[str]()
        self.priced = frozenset(name for read in reads if read.ours != "scene" for name in read.theirs)
        self.names = frozenset(name for read in reads for name in (*read.theirs, read.rate) if name in source.names)

    def __call__(self, values: Values) -> Values:
        """What a row says, and for what it does not say the defaults."""
        found = {read.ours: word for read in self.reads if (word := self._word(read, values))}
        return self.pricer.with_inherited(found, self.defaults)

    def _word(self, read: ColumnRead, values: Values) -> str:
        top = self.top if read.shared else {}
        cells = [values.get(name) or top.get(name, "") for name in read.theirs]
        if not any(cells):
            return ""
        if not all(cells):
            raise CreditcalcError(f"has no `{read.theirs[cells.index('')]}`: a length needs both ends")
        if read.rate:
            frames = cells[0] if len(cells) == 1 else length_between(cells[0], cells[1], None)
            rate = values.get(read.rate) or self.top.get(read.rate) or (read.rate if read.rate != "fps" else "")
            if not rate and not self.fps:
                raise CreditcalcError(f"`{read.theirs[0]}` counts frames: {RATE_NEEDED}")
            return length_of_frames(frames, frames_of(rate) if rate else self.fps or frames_of(rate))
        if len(cells) == 2:
            return length_between(cells[0], cells[1], self.fps)
        return length_word(cells[0], self.fps) if read.ours == "seconds" else cells[0]


def resolved(source: TheirColumns, pricer: Pricer, layout: "Layout") -> Columns:
    """What the columns of a file are read as.

    Raises CreditcalcError for a name that the file does not have, for columns of ours that hold something else, for
    several that may be the same one of ours, and where no row has a model.
    """
    reads = [_named(ours, theirs, source, pricer) for ours, theirs in layout.columns]
    aside = layout.aside
    said: dict[str, str] = {}
    for name in _unread(source, reads, aside):
        if any(read.ours == name for read in reads):
            continue
        if not layout.others and (wrong := pricer.unknown(name)):
            error = CreditcalcError(f"{wrong} (or keep your own column with `--keep {name}`)", place=source.place)
            raise led_on(error, source, pricer, layout, reads)
        if layout.others and name in READ_PERHAPS and (why := _of_others(name, source, pricer)):
            said[name] = why
        elif not layout.others or name in READ_ANYWHERE + READ_PERHAPS:
            reads.append(ColumnRead(name, (name,)))
    if layout.guess:
        found = guessed(source, reads, aside)
        reads = [*found, *reads]  # what holds for all rows first: a row's own word takes its place
        for read in found:
            said.pop(read.theirs[0], None)
            said[read.typed(source)] = f"read {read.told(source)}"
    if "model" not in (*layout.defaults, *(read.ours for read in reads)):
        error = CreditcalcError("there is no column `model`, and no model for all rows", place=source.place)
        raise led_on(error, source, pricer, layout, reads)
    columns = Columns(reads, source, pricer, layout)
    columns.said = [*said.values()]
    if shared := [f"`{source.names[name]}` {word}" for name, word in source.top.items() if name in columns.names]:
        columns.said.append(f"for rows that say nothing else: {', '.join(shared)}")
    unread = [source.names[name] for name in _unread(source, reads, aside) if name not in {*source.top, *said}]
    if layout.others and unread:
        more = f" and {len(unread) - MOST_COLUMNS_LISTED} more" if len(unread) > MOST_COLUMNS_LISTED else ""
        columns.said.append(f"not read: {', '.join(f'`{name}`' for name in unread[:MOST_COLUMNS_LISTED])}{more}")
    return columns


def led_on(
    error: CreditcalcError,
    source: TheirColumns,
    pricer: Pricer,
    layout: "Layout | None" = None,
    reads: Sequence[ColumnRead] = (),
) -> CreditcalcError:
    """The same refusal with what well-known words may mean, and what else would have the file read."""
    aside = layout.aside if layout else pricer.aside
    own = [*reads, *(ColumnRead(name, (name,)) for name in _unread(source, reads, aside) if name in READ_ANYWHERE)]
    try:
        found = guessed(source, own, aside)
    except MoreWords as several:
        return several
    known = {read.ours for read in (*own, *found)} | ({*layout.defaults} if layout else set())
    parts, words = list[str](), list[str]()
    if found:
        parts.append(f"read {series(read.told(source) for read in found)}")
        words += ["--columns", ",".join(read.typed(source) for read in found)]
    elif not (layout and layout.others) and _begins_strange(_unread(source, own, aside), pricer):
        parts.append("keep the columns that are not read")
        words.append("--guess-columns")
    if "model" not in known:
        parts.append("name a model")
        models = pricer.book.models.values()
        words += ["--model", next((one.id for one in models if one.kind == "video"), "MODEL")]
        if not {"seconds", "minutes"} & known:
            parts[-1] += " and a length"
            words += ["--seconds", "8"]
    return MoreWords.of(error, f"{', and '.join(parts)}, for example", words) if words else error


def _begins_strange(names: Sequence[str], pricer: Pricer) -> bool:
    """Whether the first column that means nothing is a person's own, and no slip of one of ours."""
    return next((not found[0] for name in names if (found := pricer.slip_of(name)) is not None), False)


def _unread(source: TheirColumns, reads: Sequence[ColumnRead], aside: frozenset[str]) -> list[str]:
    """The columns that nothing is read from yet, and that may be."""
    used = {name for read in reads for name in (*read.theirs, read.rate)} | aside
    return [name for name in source.names if name not in used]


def _named(ours: str, theirs: str, source: TheirColumns, pricer: Pricer) -> ColumnRead:
    """What one of our columns is read from, as it is said: `Duration`, `end-start` or `num_frames/16`."""
    if ours in ASIDE or (why := pricer.unknown(ours)):
        why = f"`{ours}` changes no price, so that no column is read as it" if ours in ASIDE else why
        raise CreditcalcError(f"--columns {ours}={theirs}: {why}")
    word = theirs.strip().lower()
    body, _, rate = (part.strip() for part in word.rpartition("/"))
    for ends, per in ((word, ""), (body, rate)):
        for names in ((ends,), *_split(ends)):
            if all(name in source.names for name in names):
                return ColumnRead(ours, names, per)
    known = (
        did_you_mean(word, source.names)
        or f": there are {ticked([*source.names.values()][:MOST_COLUMNS_LISTED], 'and')}"
    )
    raise CreditcalcError(f"there is no column `{theirs.strip()}`{known}", place=source.place)


def _split(ends: str) -> Iterator[tuple[str, ...]]:
    """The start and the end of what may be `end-start`, names of which may have hyphens."""
    parts = ends.split("-")
    for number in range(1, len(parts)):
        yield "-".join(parts[number:]).strip(), "-".join(parts[:number]).strip()


def _of_others(name: str, source: TheirColumns, pricer: Pricer) -> str:
    """Why a column of one of our names is none of ours, if it is none.

    Raises CreditcalcError where some of its cells say what ours may say, and others do not.
    """
    fits = [_fits(name, cell, pricer) for cell in dict.fromkeys(source.cells(name))]
    if all(fits):
        return ""
    if not any(fits):
        return f"`{source.names[name]}` is not read: none of its cells says {name}"
    own = source.names[name]
    remedy = f"read it with `--columns {name}={own}`, or keep it unread with `--keep {name}`"
    raise CreditcalcError(
        f"`{source.names[name]}` says {name} in some cells, not in others: {remedy}", place=source.place
    )


def _fits(name: str, cell: str, pricer: Pricer) -> bool:
    """Whether a cell says what one of our columns may say."""
    if name in ("audio", "twin"):
        return cell.lower() in FLAGS
    return any(takes(model, name, cell) for model in pricer.book.models.values())


def guessed(source: TheirColumns, reads: Sequence[ColumnRead], aside: frozenset[str]) -> list[ColumnRead]:
    """What well-known words are read as: those that are none of ours yet, each as one of ours that has no column.

    What is said at the top of a file comes first: it holds for rows that say nothing. Raises CreditcalcError where
    several may be the same one.
    """
    words = {name: folded(name) for name in _unread(source, reads, aside)}
    beside = {name for name in source.top if not any(name in row for row in source.rows)}
    top, own = dict[str, list[ColumnRead]](), dict[str, list[ColumnRead]]()
    for name, word in words.items():
        at_top = name in beside
        if ours := _meant_at_top(name, word) if at_top else _meant(name, word, source):
            # A length of the whole film may have the name of a shot's: it holds for none.
            (top if at_top else own).setdefault(ours, []).append(ColumnRead(ours, (name,), shared=at_top))
    taken = {read.ours for read in reads}
    taken |= {"seconds"} if "minutes" in taken else set()
    own = {ours: found for ours, found in own.items() if ours not in taken}
    if "seconds" not in {*taken, *own, *top} and (lengths := _lengths(words, beside, source)):
        own["seconds"] = lengths
    for ours, several in (*top.items(), *own.items()):
        if len(several) > 1 and ours != "scene":
            both = ticked((source.names[read.theirs[0]] for read in several), "and")
            command = ("--columns", several[0].typed(source))
            why = f"{both} may each be {ours}"
            raise MoreWords(why, hint="say which, for example", words=command, place=source.place)
    return [several[0] for several in (*top.values(), *own.values())]


def _meant(name: str, word: str, source: TheirColumns) -> str:
    """Which of our columns a well-known word means; "" for none."""
    cells = source.cells(name)
    if word == "quality":
        return "resolution" if cells and all(map(PICTURE.fullmatch, cells)) else ""
    meant = CALLED.get(word) or CALLED.get(folded(name.rpartition(".")[2]), "")
    flags = meant != "audio" or all(cell.lower() in FLAGS for cell in cells)
    return meant if flags else ""


def _meant_at_top(name: str, word: str) -> str:
    """The same of a word at the top of a file, where most are of the whole film."""
    group = next((one for one in TOP_GROUPS if name.startswith(one)), "")
    inner = name.removeprefix(group)
    if not group:
        return CALLED.get(word, "") if word in HELD_AT_TOP else ""
    return inner if inner in READ_ANYWHERE else CALLED.get(folded(inner), "")


def _stretch(cell: str) -> bool:
    """Whether a cell says both ends of a shot."""
    return re.fullmatch(STRETCH, cell, re.ASCII) is not None


def _lengths(words: Mapping[str, str], beside: set[str], source: TheirColumns) -> list[ColumnRead]:
    """Lengths that no column says by itself: two ends, a column of both, or frames."""
    names = {word: name for name, word in words.items() if name not in beside}
    pairs = [ColumnRead("seconds", (names[start], names[end])) for start, end in PAIRS if {start, end} <= {*names}]
    both = [names[word] for word in STRETCHES if word in names and all(map(_stretch, source.cells(names[word])))]
    frames = [ColumnRead("seconds", (name,), "fps") for name, word in words.items() if word in FRAMES]
    return pairs or [ColumnRead("seconds", (name,)) for name in both] or frames
