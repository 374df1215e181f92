"""The standard streams as a command finds them: full, closed or gone, none of them fails it before its verdict."""

import os
import sys
from contextlib import suppress
from errno import EBADF, EINVAL
from io import BufferedWriter, RawIOBase, TextIOWrapper
from typing import Any

from creditcalc.cli.ending import PIPE, die
from creditcalc.errors import REFUSED, CreditcalcError
from creditcalc.files import why
from creditcalc.text import in_ascii, inert


class OutputLost(Exception):
    """Nothing that is still to be written can be: whoever has no verdict to find stops."""


class _Once(RawIOBase):
    """The bytes of a standard stream: the first failure is kept, and from then on they go nowhere.

    So a run comes to its verdict whatever becomes of its output, and no flush fails later. The interpreter flushes both
    streams at its exit; where that fails it writes lines of its own, and exits with 120.
    """

    def __init__(self, stream: Any) -> None:
        super().__init__()
        self.stream = stream  # which closes its bytes when it is collected
        self.bytes: Any = getattr(stream.buffer, "raw", stream.buffer)  # an unbuffered stream's buffer is the bytes
        self.failure: OSError | None = None

    def write(self, data: Any) -> int:
        """How many of the bytes were taken. Waits for a slow reader, also where the stream is set not to."""
        try:
            while self.failure is None:
                taken: int | None = self.bytes.write(data)
                if taken is not None:
                    return taken
                from select import select  # noqa: PLC0415  # few streams are set so

                select((), (self,), ())
        except OSError as error:
            self.failure = error
        return len(data)

    def fileno(self) -> int:
        """The system's number of the stream."""
        return int(self.bytes.fileno())

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return bool(self.bytes.isatty())

    def writable(self) -> bool:
        """Always: that it is not shows when it is written to."""
        return True


class _Closed:
    """A stream that was closed before the start, in place of the None that the interpreter has for it.

    Reading it raises CreditcalcError; the bytes that are written to it fail.
    """

    closed = True
    encoding = "utf-8"

    def __init__(self, name: str) -> None:
        self.name = name
        os.open(os.devnull, os.O_RDWR)  # takes the number of the stream, so that no file gets it

    @property
    def buffer(self) -> "_Closed":
        """Its bytes."""
        return self

    def read(self, size: int = -1) -> bytes:
        """Raises CreditcalcError."""
        raise CreditcalcError(f"{self.name} is closed")

    read1 = readline = read

    def write(self, data: Any) -> int:
        """Raises OSError."""
        raise OSError(EBADF, f"{self.name} is closed")

    def fileno(self) -> int:
        """Raises OSError."""
        raise OSError(EBADF, f"{self.name} is closed")

    def isatty(self) -> bool:
        """Never."""
        return False


def prepare() -> None:
    """Put all three streams in order.

    What standard error cannot take is lost, and changes no result and no exit code. A character that a stream cannot
    show becomes `?`: no locale turns a price into a traceback.
    """
    streams = zip(("stdin", "stdout", "stderr"), ("standard input", "standard output", "standard error"), strict=True)
    for name, words in streams:  # in this order: what is opened takes the lowest number
        if getattr(sys, name) is None:
            setattr(sys, name, _Closed(words))
    sys.stdout = _ordered(sys.stdout, line_buffering=sys.stdout.isatty())
    sys.stderr = _ordered(sys.stderr, line_buffering=True)


def _ordered(stream: Any, *, line_buffering: bool) -> TextIOWrapper:
    once = BufferedWriter(_Once(stream))
    return TextIOWrapper(once, stream.encoding, errors="replace", line_buffering=line_buffering)


def say(text: str, before: str = "", after: str = "\n") -> None:
    """Say a line beside the result, on standard error; only what comes `before` and `after` may drive a terminal."""
    words = inert(text)
    sys.stderr.write(f"{before}{words if takes_unicode(sys.stderr) else in_ascii(words)}{after}")


def takes_unicode(stream: Any) -> bool:
    """Whether a stream takes every sign: in UTF-8 it does."""
    return str(getattr(stream, "encoding", None)).lower().startswith("utf")


def _bytes(stream: Any) -> _Once | None:
    """The bytes of a standard stream, where it is the process's own."""
    raw = getattr(getattr(stream, "buffer", None), "raw", None)
    return raw if isinstance(raw, _Once) else None


def output_lost() -> bool:
    """Whether something was written to standard output that it did not take."""
    output = _bytes(sys.stdout)
    return output is not None and output.failure is not None


def check_heard() -> None:
    """Raises CreditcalcError where nothing can be said at all, so that nothing is charged that is not said."""
    both = (_bytes(sys.stdout), _bytes(sys.stderr))
    if all(one is not None and isinstance(one.stream, _Closed) for one in both):
        raise CreditcalcError("standard output and standard error are closed")


_shown: list[bool] = []


def showing() -> None:
    """A result goes out: what is printed from now on must not be printed after it."""
    _shown[:] = [True]


def begin() -> None:
    """Nothing has gone out yet."""
    _shown.clear()


def result_shown() -> bool:
    """Whether a result has gone out, to standard output or into a file, if that took it or not."""
    return bool(_shown)


_unshown: list[str] = []


def unshown(done: str) -> None:
    """What is to be said where standard output takes nothing: something is done, and it could not be shown."""
    _unshown[:] = [done]


def conclude(code: int) -> int:
    """The exit code in the end: the run's own; and 1 where nothing but standard output went wrong, which is said.

    Where its reader has gone instead, the process dies as others in a pipe do then.
    """
    with suppress(OSError):
        sys.stdout.flush()
    output = _bytes(sys.stdout)
    if output is None or (failure := output.failure) is None:
        return code
    left = isinstance(failure, BrokenPipeError) or (os.name == "nt" and failure.errno == EINVAL)
    if _unshown:
        say(f"error: {_unshown[0]}, but could not be shown: {why(failure)}")
    elif not left:
        say(f"error: {why(failure)}" + ("" if failure.errno == EBADF else ": nothing more was written"))
    if left and not code:
        die(PIPE)
    return code or REFUSED
