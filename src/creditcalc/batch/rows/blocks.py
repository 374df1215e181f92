"""Bytes in: a file, a pipe or a compressed file as blocks of whole lines, in constant memory."""

import os
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from creditcalc.errors import CreditcalcError
from creditcalc.files import why

SIZE = 1 << 18
"""Bytes that are read at a time."""
LONGEST_ROW = 10_000_000
"""Bytes of the longest row, and of the longest stretch of nothing but blanks and ends of lines."""
COLUMNS_READ = 1_000
"""Columns of a file, or keys of an object, that are read."""
UNPACKED = 10_000_000
"""Bytes that a gzip file of any size may hold."""
MOST_TIMES = 100
"""How many times its own size a larger one may hold."""
MAGIC = {
    b"\xff\xfe\x00\x00": "is UTF-32 text: save it as UTF-8",
    b"\x00\x00\xfe\xff": "is UTF-32 text: save it as UTF-8",
    b"PK\x03\x04": "is a spreadsheet or an archive: name it `.xlsx` or `.ods`, or save the sheet as CSV (UTF-8)",
    b"PAR1": "is a Parquet file: name it `.parquet`, and DuckDB reads it",
    b"\x28\xb5\x2f\xfd": "is compressed with zstd: name it `.zst`, and DuckDB reads it",
}
"""What a file begins with that is not text of ours."""
GZIP = b"\x1f\x8b"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
"""What text begins with that Excel writes as Unicode."""


class Input:
    """An open file of rows: its name, its size where it is known, and how much of it was read.

    `decode` takes its text apart where that is UTF-16.
    """

    decode: "Callable[[bytes, bool], str] | None" = None

    def __init__(self, name: str, file: IO[bytes]) -> None:
        self.name, self.file = name, file
        with suppress(OSError, ValueError):  # a pipe, or no file at all
            status = os.fstat(file.fileno())
            self.stamp: tuple[int, int] | None = (status.st_size, status.st_mtime_ns)
        self.stamp = getattr(self, "stamp", None)
        self.size = self.stamp[0] if self.stamp and file.seekable() else None

    @property
    def done(self) -> int:
        """Bytes read so far, as they are on disk."""
        with suppress(OSError, ValueError):
            return self.file.tell()
        return 0

    def blocks(self) -> Iterator[bytes]:
        """Whole lines, each block as soon as it can be had; the last line ends like the others.

        Raises CreditcalcError for what is not text, for 10 MB without the end of a row or without a row, for a gzip
        file that is truncated or holds a hundred times its size, and, once all is read, for a file that has changed
        meanwhile.
        """
        rest: list[bytes] = []
        waiting = blank = 0
        for number, data in enumerate(self._bytes()):
            block = self._begun(data) if number == 0 else data
            if self.decode:
                block = self._decoded(block)
            end = block.rfind(b"\n") + 1
            if end:
                yield b"".join([*rest, block[:end]])
                rest, waiting = [], 0
            if end < len(block):
                rest.append(block[end:])
                waiting += len(rest[-1])
            blank = blank + len(block) if block.isspace() else 0
            if blank > LONGEST_ROW:
                raise CreditcalcError("has 10 MB of blank lines: is it damaged?", place=self.name)
            if waiting > LONGEST_ROW:
                raise CreditcalcError(
                    "has a row longer than 10 MB: is a closing quote or a line break missing?", place=self.name
                )
        if self.decode:
            self._decoded(b"", last=True)
        if waiting:
            yield b"".join([*rest, b"\n"])
        self._unchanged()

    def whole(self, most: int) -> bytes:
        """All bytes of a file that is not lines of text; raises CreditcalcError for more than so many."""
        try:
            data = self.file.read(most + 1)
        except OSError as error:
            raise CreditcalcError(_why(error), place=self.name) from None
        if len(data) > most:
            raise CreditcalcError(f"is larger than {most // 1_000_000} MB: save it as CSV", place=self.name)
        self._unchanged()
        return data

    def _begun(self, data: bytes) -> bytes:
        for magic, fault in MAGIC.items():
            if data.startswith(magic):
                raise CreditcalcError(fault, place=self.name)
        if data.startswith(UTF16):
            from codecs import getincrementaldecoder  # noqa: PLC0415  # most files are UTF-8

            self.decode = getincrementaldecoder("utf-16")().decode
        return data.removeprefix(b"\xef\xbb\xbf")

    def _decoded(self, data: bytes, *, last: bool = False) -> bytes:
        """The same in UTF-8."""
        assert self.decode
        try:
            return self.decode(data, last).encode()
        except UnicodeError:
            raise CreditcalcError("is damaged UTF-16 text: save it as UTF-8", place=self.name) from None

    def _bytes(self) -> Iterator[bytes]:
        file: Any = self.file
        try:
            first = file.read1(SIZE)
            while 0 < len(first) < 4 and (more := file.read1(4)):
                first += more
            if first.startswith(GZIP):
                yield from self._unzipped(first)
                return
            while first:
                yield first
                first = file.read1(SIZE)
        except OSError as error:
            raise CreditcalcError(_why(error), place=self.name) from None

    def _unzipped(self, data: bytes) -> Iterator[bytes]:
        """The bytes of a gzip file, of any number of members."""
        file: Any = self.file
        packed, unpacked = len(data), 0
        try:
            inflate = zlib.decompressobj(wbits=31)
            while data:
                found = inflate.decompress(data, SIZE)
                unpacked += len(found)
                if unpacked > max(UNPACKED, MOST_TIMES * (packed - len(inflate.unconsumed_tail))):
                    why = f"unpacks to more than {MOST_TIMES} times its size"
                    raise CreditcalcError(f"{why}: if that is expected, unpack it with `gunzip` first", place=self.name)
                if found:
                    yield found
                data = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
                if not data:
                    data = file.read1(SIZE)
                    packed += len(data)
                if inflate.eof:
                    if not data:
                        return
                    inflate = zlib.decompressobj(wbits=31)
        except zlib.error as error:
            raise CreditcalcError(f"the gzip data is damaged ({error}): copy the file again", place=self.name) from None
        raise CreditcalcError("the gzip data is incomplete: copy the file again", place=self.name)

    def _unchanged(self) -> None:
        if self.stamp is None or self.size is None:
            return
        status = os.fstat(self.file.fileno())
        if (status.st_size, status.st_mtime_ns) != self.stamp:
            raise CreditcalcError("changed while it was being read: run again, or pipe it in with `-`", place=self.name)


@contextmanager
def open_rows(path: str) -> Iterator[Input]:
    """A file, or standard input for `-`; raises CreditcalcError where it cannot be read."""
    if path == "-":
        yield Input("stdin", sys.stdin.buffer)
        return
    try:
        file = Path(path).open("rb")  # noqa: SIM115  # closed below; opening alone is what may fail here
    except (OSError, ValueError) as error:
        raise CreditcalcError(_why(error), place=path) from None
    with file:
        yield Input(path, file)


def _why(error: Exception) -> str:
    if isinstance(error, IsADirectoryError):
        return "is a folder: name a file in it"
    if isinstance(error, FileNotFoundError):
        return "not found: name a file, or `-` for standard input"
    return f"cannot be read: {why(error)}"
