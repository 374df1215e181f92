"""Standard output and standard error as a command finds them: each fails once at most, and never at the exit."""

import os
import sys
from io import BufferedWriter, RawIOBase, TextIOWrapper
from pathlib import Path
from typing import Any, TextIO


class _Once(RawIOBase):
    """The bytes of a standard stream: after a failure they go nowhere, so that no later flush fails again.

    The interpreter flushes both streams at its exit; where that fails it writes lines of its own, and exits with 120.
    """

    def __init__(self, stream: TextIO, *, counts: bool) -> None:
        """`counts` says whether a failure is raised, as the OSError that it is, or passed over."""
        super().__init__()
        self.stream = stream  # which closes its bytes when it is collected
        self.bytes: Any = getattr(stream.buffer, "raw", stream.buffer)  # an unbuffered stream's buffer is the bytes
        self.counts, self.failed = counts, False

    def write(self, data: Any) -> int:
        """How many of the bytes were taken. Waits for a slow reader, also where the stream is set not to."""
        try:
            while not self.failed:
                taken: int | None = self.bytes.write(data)
                if taken is not None:
                    return taken
                from select import select  # noqa: PLC0415  # few streams are set so

                select((), (self,), ())
        except BaseException as error:
            self.failed = True
            if self.counts or not isinstance(error, OSError):
                raise
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


def prepare() -> None:
    """Put both streams in order; end the process where standard output is closed.

    What standard error cannot take is lost, and changes no result and no exit code. A character that a stream cannot
    show becomes `?`: no locale turns a price into a traceback.
    """
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115  # for as long as the process runs
    sys.stderr = _ordered(sys.stderr, counts=False)
    if sys.stdout is None:
        sys.exit("error: standard output is closed")
    sys.stdout = _ordered(sys.stdout, counts=True)


def _ordered(stream: TextIO, *, counts: bool) -> TextIO:
    once = BufferedWriter(_Once(stream, counts=counts))
    return TextIOWrapper(once, stream.encoding, errors="replace", line_buffering=not counts or stream.isatty())
