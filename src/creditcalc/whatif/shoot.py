"""A shot list or a storyboard: every shot with its price, their sum, and what fits a budget."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any

from creditcalc.amount import TOLERANCE
from creditcalc.batch.formats import OutputFormat, kind_of
from creditcalc.batch.layout import Layout
from creditcalc.batch.pricer import Priced, Pricer
from creditcalc.batch.run import price_file
from creditcalc.batch.tally import Tally, own_total
from creditcalc.errors import CreditcalcError
from creditcalc.plans.able import check_plan
from creditcalc.rating.spoken import limit_said
from creditcalc.record import Record
from creditcalc.reports.batch import Held, batch_json, storyboard, summary
from creditcalc.reports.fresh import dated, of_quotes, of_rows
from creditcalc.reports.report import Report
from creditcalc.storyboard.board import Shot, Storyboard, Way, read_storyboard
from creditcalc.storyboard.decide import GivenUp, Row, Unfit, decided, given_up
from creditcalc.storyboard.shots import Shots, models_of, row_objects, shots, tallied
from creditcalc.storyboard.written import written
from creditcalc.whatif.books import Declined, OpenDials, declined
from creditcalc.whatif.dials import Dials

if TYPE_CHECKING:
    from creditcalc.plans.share import PlanShare

MOST_SHOWN_SHOTS = 5_000
"""Rows that an explorer shows; larger files are for `batch`."""


class Change(Record):
    """What is changed of one shot; "" leaves it as the file has it. `way` is the alternative that it is made as."""

    way: str = ""
    takes: str = ""
    success_rate: str = ""


Changes = Mapping[int, Change]
"""Changes by the number of the shot, the first one 0."""
UNCHANGED: Changes = MappingProxyType({})


class Shooting(Record):
    """A file of shots as the dials have it: its rows, their sums, what is shown, and what was given up for the budget.

    `by_shot` has every shot, and `reports` are what `creditcalc batch` shows, which is the same for a storyboard.
    `filed` is the file as a storyboard, and `board` the same with what was changed.
    Without `shots` the `refusal` says why it cannot be read; with them, that nothing fits the budget. `data` is the
    object of `creditcalc batch --json`.
    """

    dials: Dials
    shots: Shots | None
    tally: Tally | None
    reports: tuple[Report, ...]
    lost: tuple[GivenUp, ...]
    refusal: Declined | None
    data: Mapping[str, Any]
    by_shot: Report | None = None
    filed: Storyboard | None = None
    board: Storyboard | None = None


def shoot_pricer(books: OpenDials, dials: Dials) -> Pricer:
    """What prices the rows. Raises CreditcalcError where the price book cannot be opened."""
    book = books.book(dials)
    pricer = Pricer(books.catalog, book.edition, as_of=book.as_of, plan=book.plan.id if book.plan else None)
    pricer.layout = Layout(guess=True) if dials.guess else None
    return pricer


def shooting(books: OpenDials, dials: Dials, changes: Changes = UNCHANGED) -> Shooting:
    """The file that the dials name, with what was changed, priced; it raises nothing."""
    try:
        return _priced(books, dials, changes)
    except CreditcalcError as error:
        return Shooting(dials, None, None, (), (), declined(error), {})


def changed(board: Storyboard, changes: Changes) -> Storyboard:
    """The storyboard with what was changed: a shot that is made one way has no others."""
    return board._replace(
        shots=tuple(_changed(shot, changes[at]) if at in changes else shot for at, shot in enumerate(board.shots))
    )


def _changed(shot: Shot, change: Change) -> Shot:
    said = {"takes": change.takes, "success_rate": change.success_rate}
    own = {name: word for name, word in said.items() if word}
    kept = [way for way in shot.ways if way.name == change.way] or shot.ways
    return shot._replace(ways=tuple(way._replace(own={**way.own, **own}) for way in kept))


def storyboard_text(books: OpenDials, dials: Dials, board: Storyboard) -> str:
    """A storyboard as a file that is read as the same shots. Raises CreditcalcError as `shoot_pricer` does."""
    return written(board, shoot_pricer(books, dials))


def one_shot(dials: Dials, name: str) -> Storyboard:
    """The clip of the dials as a storyboard of one shot."""
    counts = {"outputs": "" if dials.outputs is None else str(dials.outputs), "mix": dials.mix}
    counts["takes"] = str(dials.takes) if dials.takes > 1 else ""
    own = {"model": dials.model, **dials.said, **{name: word for name, word in counts.items() if word}}
    return Storyboard(name, "", {}, (Shot("", "", name, "", (Way("", 0, own, {}),)),), ())


def _priced(books: OpenDials, dials: Dials, changes: Changes) -> Shooting:
    if not dials.board:
        raise CreditcalcError("no file is chosen: choose a shot list or a storyboard")
    name, kind, pricer = dials.board, kind_of(dials.board), shoot_pricer(books, dials)
    limit = limit_said(dials.budget) if dials.budget else None
    unfit: Unfit | None = None
    if kind == "yaml":
        filed = read_storyboard(Path(name), name)
    else:
        found = shots(name, kind, pricer, most=MOST_SHOWN_SHOTS)
        filed = found.board._replace(shots=tuple(row.shot for row in found.rows))
    board, tree = changed(filed, changes), kind == "yaml" or bool(changes)
    if tree:
        try:
            rows: tuple[Row, ...] = tuple(decided(board, pricer, dials.pick or None, limit))
        except Unfit as error:
            unfit, rows = error, tuple(error.rows)
        found = Shots(board, rows, row_objects(rows, pricer))
    held = Held(None, limit, TOLERANCE) if tree else Held(limit, None, TOLERANCE)
    if not found.rows:
        raise CreditcalcError("has no generations: add a row", place=name)
    tally = tallied(found.rows, lambda *_: None)
    lost = tuple(given_up(found.rows, pricer)) if tree and limit is not None and unfit is None else ()
    part = _share(books, dials, pricer, tally)
    sums = batch_json(tally, pricer, part, held)
    data = {"schema": "creditcalc/batch/1", "rows": [*found.objects], **sums}
    by_shot, *others = _reports(books, dials, found, tally, pricer, part, lost, held, tree=tree)
    refusal = declined(unfit) if unfit else None
    return Shooting(dials, found, tally, tuple(others) or (by_shot,), lost, refusal, data, by_shot, filed, board)


def _reports(
    books: OpenDials,
    dials: Dials,
    found: Shots,
    tally: Tally,
    pricer: Pricer,
    part: "PlanShare | None",
    lost: tuple[GivenUp, ...],
    held: Held,
    *,
    tree: bool,
) -> tuple[Report, ...]:
    """Every shot, and then what `batch` shows at a terminal where that is something else."""
    name = Path(dials.board).name
    board = found.board if found.board.name else found.board._replace(name=name)
    quotes = (one.quote for row in found.rows for _, one in row.ways.values() if one.quote)
    by_shot = dated(
        books.today,
        of_quotes(quotes),
        storyboard(board, found.rows, tally, pricer.book, part, lost, books.today, held),
    )
    if tree:
        return by_shot
    sums = summary(tally, pricer.book, name, books.today, part, held)
    return (*by_shot, *dated(books.today, of_rows(pricer.used.values()), *sums))


def _share(books: OpenDials, dials: Dials, pricer: Pricer, tally: Tally) -> "PlanShare | None":
    plan = books.book(dials).plan
    if plan is None:
        return None
    from creditcalc.plans.share import share_of  # noqa: PLC0415  # most have no plan

    check_plan(plan, models_of(pricer.book, tally), pricer.book)
    return share_of(pricer.book, own_total(tally, pricer.book), plan)


class _Unwatched:
    """Nobody is told how far a run is."""

    def tick(self, rows: int, done: int) -> None:
        """Some rows more."""

    def fault(self, place: str, priced: Priced) -> None:
        """A row without a price, which is written as such."""

    def over(self) -> None:
        """The end."""


class _Kept:
    """A delivery that stays in memory."""

    rows, output = True, None

    def __init__(self, form: OutputFormat) -> None:
        self.form, self.file = form, BytesIO()

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Where the bytes go."""
        yield self.file

    def watch(self, size: int | None = None, out: IO[bytes] | None = None) -> _Unwatched:
        """Nobody watches."""
        return _Unwatched()

    def sums(self, tally: Tally) -> Mapping[str, Any]:
        """Nothing comes after the rows of the formats that are kept."""
        return {}

    def summary(self, tally: Tally) -> bytes:
        """Never asked for: all rows are written."""
        return b""

    def tell(self, line: str) -> None:
        """Nobody is told."""

    def wrote(self, tally: Tally) -> None:
        """Nobody is told."""


def priced_rows(books: OpenDials, dials: Dials) -> bytes:
    """The rows of a shot list with their prices, as `creditcalc batch FILE --format csv` writes them.

    Raises CreditcalcError for a file that cannot be read.
    """
    kept = _Kept("csv")
    price_file(dials.board, kind_of(dials.board), shoot_pricer(books, dials), kept, engine="stream")
    return kept.file.getvalue()
