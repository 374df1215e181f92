"""Where results go: standard output, in the format asked for; a gate speaks only after the report."""

import sys
from codecs import getincrementaldecoder
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from io import RawIOBase
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import typer

from creditcalc.amount import TOLERANCE, Amount, exactly
from creditcalc.cli.options import Output
from creditcalc.cli.streams import say, showing, takes_unicode
from creditcalc.errors import OVER, UNCLEAR, CreditcalcError
from creditcalc.text import inert, inert_lines

if TYPE_CHECKING:
    from creditcalc.reports.objects.shared import SelectionObject
    from creditcalc.reports.report import Report

T = TypeVar("T")


def emit(output: Output, *reports: "Report", selection: "SelectionObject | None" = None) -> None:
    """Print reports: all of them for people, the first one's object or rows for scripts.

    `selection` says what a command chose, and by what, in its object.
    """
    if output.as_json:
        write_json(reports[0].data if selection is None else {**reports[0].data, "selection": selection})
        return
    from creditcalc.render import renderer  # noqa: PLC0415  # JSON loads nothing that draws screens
    from creditcalc.reports.report import View  # noqa: PLC0415

    name: str = output.format
    view = View(output.wide, output.explain, not takes_unicode(sys.stdout))
    if name == "csv":
        write_output(renderer(name)(reports[0], view))
        return
    form = "text" if name == "table" and not for_terminal(output) else name
    text = "\n".join(renderer(form)(report, view) for report in reports)
    if for_terminal(output):
        write_screen(text, pager=not output.no_pager)
    else:
        write_output(text)


def for_terminal(output: Output) -> bool:
    """Whether the result is a table that is drawn for a terminal."""
    return output.format == "table" and not output.as_json and sys.stdout.isatty()


def may_ask(output: Output) -> bool:
    """Whether a person may be asked for what is missing: the result is drawn, and all three streams are terminals."""
    return for_terminal(output) and at_terminal()


def at_terminal() -> bool:
    """Whether standard input, output and error are all terminals."""
    return all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def write_screen(text: str, *, pager: bool) -> None:
    """Show what is drawn for a terminal: in a pager where it is higher than that, unless none is wanted."""
    from creditcalc.cli.pager import shown_in_pager  # noqa: PLC0415  # it starts processes, which most results need not

    if not (pager and shown_in_pager(text)):
        write_output(text, drawn=True)


def write_json(data: Mapping[str, Any]) -> None:
    """Print an object for scripts."""
    from creditcalc.render.json import text_of  # noqa: PLC0415  # json is slow to load

    write_output(text_of(data))


def write_output(text: str, *, drawn: bool = False) -> None:
    """Print text, now: as it is, but nothing in it drives a terminal unless it is drawn for one."""
    showing()
    sys.stdout.write(inert_lines(text) if sys.stdout.isatty() and not drawn else text)
    sys.stdout.flush()


class Screen(RawIOBase):
    """A terminal as a file of bytes: it shows text of others, and is not driven by it."""

    def __init__(self) -> None:
        self.decoder = getincrementaldecoder("utf-8")("replace")

    def write(self, data: Any) -> int:
        """Shows some bytes of UTF-8."""
        write_output(self.decoder.decode(data))
        return len(data)

    def isatty(self) -> bool:
        """It is one."""
        return True

    def writable(self) -> bool:
        """It is."""
        return True


def note(text: str) -> None:
    """Say something beside the result."""
    say(f"note: {text}")


def gate(total: Amount, limit: Fraction, what: str, tolerance: Fraction = TOLERANCE) -> None:
    """Raise CreditcalcError, code 3 where the total is certainly over the limit, 4 where it may be."""
    verdict, most = total.against(limit, tolerance), exactly(limit)
    if verdict == "within":
        return
    from creditcalc.figures import listed, told_apart, tolerant  # noqa: PLC0415  # only on the way to a refusal

    if verdict == "over":
        said, _ = told_apart(total, most, tolerance)
        raise CreditcalcError(f"over {what}: {said} is more than {listed(most)}", code=OVER)
    raise CreditcalcError(f"may be over {what}: {tolerant(total, tolerance)} against {listed(most)}", code=UNCLEAR)


def every(things: Sequence[T], do: Callable[[T], None]) -> None:
    """Do something with each; then raise what went wrong with any, under the lowest of the exit codes."""
    errors: list[CreditcalcError] = []
    for thing in things:
        try:
            do(thing)
        except CreditcalcError as error:
            if len(things) == 1:
                raise
            words = str(error)
            named = isinstance(thing, str) and not words.startswith(f"{thing}:")
            errors.append(CreditcalcError(f"{thing}: {words}" if named else words, code=error.code))
    if errors:
        raise CreditcalcError("; ".join(map(str, errors)), code=min(error.code for error in errors))


class NotGiven(typer.BadParameter):
    """An option that is needed, unless a word says the same, is not given."""


def not_given(option: str) -> NoReturn:
    """Refuse a command without this option."""
    raise NotGiven(option)


def usage(message: str) -> NoReturn:
    """Refuse options that do not go together: exit 2."""
    raise typer.BadParameter(inert(message))
