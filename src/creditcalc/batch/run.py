"""A file of rows whole: through the stream or an engine, every row written with its results, or their sum alone."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from typing import IO, Any, Protocol

from creditcalc.batch.engine import Unread
from creditcalc.batch.engine.choice import (
    Name,
    beyond_stream,
    chosen,
    deliver,
    located_faults,
    open_engine,
    run,
    steady,
)
from creditcalc.batch.formats import SAME, InputFormat, Outlet, OutputFormat, rows_of, sink_for
from creditcalc.batch.pricer import Priced, Pricer
from creditcalc.batch.rows.blocks import open_rows
from creditcalc.batch.stream import stream
from creditcalc.batch.tally import Tally
from creditcalc.errors import CreditcalcError

NOT_LAID_OUT = "columns of other names are read in one file of CSV, JSON, YAML or Markdown: save it as one of them"


class Watch(Protocol):
    """Who is told how far a run is."""

    def tick(self, rows: int, done: int) -> None:
        """So many rows more; `done` bytes of the file are behind."""
        ...

    def fault(self, place: str, priced: Priced) -> None:
        """A row without a price, and where it stands; may raise to stop the run."""
        ...

    def over(self) -> None:
        """Nothing more is told."""
        ...


class Delivery(Protocol):
    """Where a run goes: every row in a format, and what comes after the rows; or a summary in their place."""

    @property
    def rows(self) -> bool:
        """Whether every row is written."""
        ...

    @property
    def form(self) -> OutputFormat:
        """The format of the rows."""
        ...

    def tell(self, line: str) -> None:
        """What is read otherwise than people may expect."""
        ...

    @property
    def output(self) -> str | None:
        """The file that an engine writes itself; None where there is none."""
        ...

    def open(self) -> AbstractContextManager[IO[bytes]]:
        """Where the bytes go: a file whole or not at all, or a stream."""
        ...

    def watch(self, size: int | None = None, out: IO[bytes] | None = None) -> Watch:
        """Who watches a run over so many bytes, if that is known, into `out`, if that is open meanwhile."""
        ...

    def sums(self, tally: Tally) -> Mapping[str, Any]:
        """What comes after the rows, in a format that has a place for it."""
        ...

    def summary(self, tally: Tally) -> bytes:
        """What is written in place of the rows."""
        ...

    def wrote(self, tally: Tally) -> None:
        """All rows are written: this is what they sum to."""
        ...


def price_file(
    path: str,
    kind: InputFormat | None,
    pricer: Pricer,
    to: Delivery,
    *,
    engine: Name = "auto",
    master: str | None = None,
) -> Tally:
    """Prices every row of a file (`-`: standard input) and delivers it; the sums of all rows.

    `master` names Spark's cluster. Raises CreditcalcError for a file that cannot be read, or has no rows, and for what
    the engine asked for cannot do; a row without a price raises nothing.
    """
    if pricer.layout:
        if engine == "spark" or beyond_stream(path, kind):
            raise CreditcalcError(NOT_LAID_OUT, place=path)
        return _streamed(path, kind, pricer, to)
    through = chosen(engine, path, kind, to.form)
    if through == "stream":
        return _streamed(path, kind, pricer, to)
    try:
        return _joined(path, kind or "csv", pricer, to, through, master)
    except Unread:
        if through == "spark" or beyond_stream(path, kind):
            raise
        return _streamed(path, kind, pricer, to)  # which reads what can be read, and reports the rest row by row


def _streamed(path: str, kind: InputFormat | None, pricer: Pricer, to: Delivery) -> Tally:
    """One row after the other."""
    with ExitStack() as stack:
        file = stack.enter_context(open_rows(path))
        source = rows_of(file, kind, pricer)
        said = len(source.said)
        for line in source.said:
            to.tell(f"{file.name}: {line}")
        out = stack.enter_context(to.open())
        outlet = Outlet(out, sink_for(to.form, source, pricer, file)) if to.rows else None
        watch = to.watch(file.size, out)
        stack.callback(watch.over)

        def passed(rows: list[bytes], count: int) -> None:
            if outlet:
                outlet.write(rows)
            watch.tick(count, file.done)

        same = (source.format, to.form) in SAME
        sink = outlet.sink if outlet else None
        tally = stream(source, pricer, sink, same=same, write=passed, fault=watch.fault)
        watch.over()
        for line in source.said[said:]:
            to.tell(f"{file.name}: {line}")
        _some(tally, path)
        finish(to, tally, out, outlet)
    return tally


def _joined(path: str, kind: InputFormat, pricer: Pricer, to: Delivery, name: Name, master: str | None) -> Tally:
    """Through a database engine."""
    watch, unchanged = to.watch(), steady(path)
    with open_engine(name, path, kind, pricer, master) as engine:
        tally = run(engine, path, kind, pricer, unchanged)
        _some(tally, path)
        for place, error, code in located_faults(engine, path, kind) if tally.missing else ():
            watch.fault(place, Priced("", error=error, code=code))
        if to.rows:
            deliver(engine, to.form, to.output, to.open, to.sums(tally), unchanged)
            to.wrote(tally)
        else:
            with to.open() as out:
                finish(to, tally, out, None)
    return tally


def finish(to: Delivery, tally: Tally, out: IO[bytes], outlet: Outlet | None) -> None:
    """Writes what comes after the rows of an outlet; without one the summary."""
    if outlet:
        outlet.close(to.sums(tally))
        to.wrote(tally)
    else:
        out.write(to.summary(tally))
    out.flush()


def _some(tally: Tally, path: str) -> None:
    if not tally.rows:
        raise CreditcalcError("has no generations: add a row", place=path)
