"""Where a user's files are kept, and writing one whole or not at all."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, Literal

from creditcalc.errors import CreditcalcError


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file that will be called `path` when it is whole; see `renamed`."""
    with renamed(path) as part, part.open("wb") as file:
        yield file


@contextmanager
def renamed(path: Path) -> Iterator[Path]:
    """Where to write what will be called `path`, a file or a folder: it takes the name when it is whole, and otherwise
    nothing is left.

    Raises CreditcalcError where it cannot be written. A device or a pipe of that name is written to as it is, and of a
    link the file that it names.
    """
    try:
        with ExitStack() as stack:
            straight = path.exists() and not path.is_file()
            whole = path if straight else Path(os.path.realpath(path))
            part = path if straight else whole.with_name(f".{whole.name}.{os.getpid()}.part")
            if path.is_dir():
                raise CreditcalcError("is a folder: name a file", place=path)
            if not straight:
                stack.enter_context(undoing(partial(_remove, part)))
            yield part
            if not straight:
                part.replace(whole)
    except OSError as error:
        raise CreditcalcError(f"cannot be written: {why(error)}", place=path) from None


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """An empty folder that takes the place of `path` when it is whole; before that nothing there is changed.

    Raises CreditcalcError where it cannot be written.
    """
    whole = Path(os.path.realpath(path))
    part, old = (whole.with_name(f".{whole.name}.{os.getpid()}.{kind}") for kind in ("part", "old"))
    try:
        with undoing(partial(_remove, part)):
            part.mkdir(parents=True)
            yield part
            if not whole.exists():
                part.rename(whole)
                return
            with undoing(partial(_put_back, old, whole)):
                whole.rename(old)
                part.rename(whole)
            _remove(old)
    except OSError as error:
        raise CreditcalcError(f"cannot be written: {why(error)}", place=path) from None


def _put_back(old: Path, whole: Path) -> None:
    """Gives a folder its name again, where nothing else has it by now."""
    if old.exists() and not whole.exists():
        old.rename(whole)


@contextmanager
def scratch() -> Iterator[Path]:
    """An empty folder for what is needed meanwhile, and gone afterwards."""
    from tempfile import mkdtemp  # noqa: PLC0415  # only engines need one

    folder = Path(mkdtemp(prefix="creditcalc-"))
    with undoing(partial(_remove, folder)):
        yield folder


@contextmanager
def unfinished(most: int) -> Iterator[IO[bytes]]:
    """A file without a name, in memory up to so many bytes, for what is not yet whole."""
    from tempfile import SpooledTemporaryFile  # noqa: PLC0415  # hardly anything needs one

    with SpooledTemporaryFile(most) as file:
        yield file


UNFINISHED: list[Callable[[], object]] = []
"""What takes back all that was begun and is not done, the newest last: for who ends the process in the middle."""


@contextmanager
def undoing(undo: Callable[[], object]) -> Iterator[None]:
    """Calls `undo` in the end, also where a signal ends the process."""
    UNFINISHED.append(undo)
    try:
        yield
    finally:
        undo()
        UNFINISHED.remove(undo)


def _remove(path: Path) -> None:
    with suppress(OSError):
        if path.is_dir():
            from shutil import rmtree  # noqa: PLC0415  # few write folders

            rmtree(path)
        else:
            path.unlink()


LARGEST_EXPORT = 150_000_000
"""Bytes of the largest export of ours that is read again: half a million entries of a wallet, or rows of a batch."""


def read_whole(path: str | Path, most: int) -> bytes:
    """All bytes of a file, of a pipe or, for `-`, of standard input.

    Raises CreditcalcError where it cannot be read, and where it has more than so many bytes, as a device without end.
    """
    try:
        if path == "-":
            data = sys.stdin.buffer.read(most + 1)
        else:
            with Path(path).open("rb") as file:
                data = file.read(most + 1)
    except (OSError, ValueError) as error:  # the latter for a name that no file can have
        raise CreditcalcError(f"cannot be read: {why(error)}", place=path) from None
    if len(data) > most:
        raise CreditcalcError(f"is larger than {most:,} bytes: is it the right file?", place=path)
    return data


def why(error: Exception) -> str:
    """Why a file could not be read or written, as the system says it: `permission denied`."""
    return str(getattr(error, "strerror", None) or error).lower() or "unknown"


def _refuse(words: str) -> None:
    raise CreditcalcError(words)


unseen: Callable[[str], None] = _refuse
"""What is done where a user's folder may be there and cannot be looked at: a program refuses, a person is told."""


NOWHERE = Path(os.devnull, "creditcalc")
"""A folder that cannot be there: of a user of whom the system knows no home."""
HOMES = {
    "cache": ("LOCALAPPDATA", "~/Library/Caches", "~/.cache"),
    "config": ("APPDATA", "~/Library/Application Support", "~/.config"),
    "data": ("LOCALAPPDATA", "~/Library/Application Support", "~/.local/share"),
}
"""Where Windows, by a variable, macOS and others keep a user's files of each kind."""


def home(kind: Literal["cache", "config", "data"]) -> Path:
    """The folder for this user's files of creditcalc of a kind, where the system keeps such; else `NOWHERE`."""
    base = os.environ.get(f"XDG_{kind.upper()}_HOME", "")
    if not os.path.isabs(base):  # noqa: PTH117  # every start asks, and `Path` costs more than the answer
        windows, mac, other = HOMES[kind]
        others = {"win32": os.environ.get(windows) or "~", "darwin": mac}
        base = os.path.expanduser(others.get(sys.platform, other))  # noqa: PTH111  # the same
    return NOWHERE if base.startswith("~") else Path(base, "creditcalc")
