"""What has been read from the sheets, kept compiled: a quote reads no YAML while the sheets are as they were.

The compiled copy is used only while the stamp of everything that was looked at still holds. It is written by rename,
and ignored on any doubt. Its key stands before it in clear text: what is kept under another one is not unpacked. What
is unpacked may name no types but our own, and holds none: only what makes a value of one, so that nothing in a copy can
change a type or call another function.
"""

import os
import pickle
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol, Self, TypeVar
from zlib import crc32

from creditcalc import __version__
from creditcalc.errors import CreditcalcError
from creditcalc.files import home, replacing

SETTLED = 2_000_000_000
"""Nanoseconds a sheet must have been at rest: a file changed twice in one tick of its clock looks unchanged."""
TICK = 20_000_000
"""The same for the time of change, which the kernel takes from a clock that ticks a hundred times a second."""

SHELVED = frozenset(
    f"creditcalc.{name}"
    for name in (
        "amount",
        "day",
        "period",
        *(
            f"pricebook.{name}"
            for name in (
                "condition",
                "quantity",
                "evidence",
                "ending",
                "model",
                "plan",
                "edition",
                "rule",
                "request",
                "workflow",
            )
        ),
        "sheets.compiled",
        "cli.config",
    )
)
"""The modules whose types a compiled copy may name."""
SUM = 4
"""Bytes of the checksum between the key and what is kept."""

keeping = True
"""Whether copies are kept; those that are there are used all the same."""

State = tuple[int, int, int, int]
"""What the system says of a file or folder: times of modification and of change in nanoseconds, size, inode.

The time of change and the inode tell where a file was changed in place and its size and time were put back, as
`rsync -t`, `cp -p` and builds of images do.
"""
ABSENT: State = (-1, -1, -1, -1)
"""The state of what is not there."""
Stamp = tuple[str, State, bytes]
"""A file or folder that was looked at: its path, its state, and a digest of its bytes or of the names in it."""


class Stamped(Protocol):
    """Anything that knows what was looked at to make it."""

    @property
    def stamps(self) -> tuple[Stamp, ...]: ...

    def _replace(self, *, stamps: tuple[Stamp, ...]) -> Self: ...


T = TypeVar("T", bound=Stamped)


def stamp(path: str) -> Stamp:
    """The stamp of a path as it is now."""
    return (path, _state(path), _content(path))


def _state(path: str) -> State:
    try:
        status = os.stat(path)  # noqa: PTH116  # every quote asks for some twenty, and `Path` costs more than the answer
    except OSError:
        return ABSENT
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)


def _content(path: str) -> bytes:
    from hashlib import sha256  # noqa: PLC0415  # only where sheets are compiled, or a state differs

    there = Path(path)
    try:
        if there.is_dir():
            return sha256(repr(sorted(os.listdir(path))).encode()).digest()  # noqa: PTH208  # names alone
        return sha256(there.read_bytes()).digest() if there.is_file() else b""  # nobody may write into a pipe
    except OSError:
        return b""


def _standing(old: Stamp) -> Stamp | None:
    """The stamp as it is now, if what it is of is as it was; None where that is not so.

    Where all but the time of change and the inode is the same, the content decides.
    """
    path, before, content = old
    now = _state(path)
    if now == before:
        return old
    same = (now[0], now[2]) == (before[0], before[2]) and _content(path) == content
    return (path, now, content) if same else None


class Packed(Mapping[str, Any]):
    """Values kept packed, each unpacked when it is first asked for."""

    def __init__(
        self,
        packed: Mapping[str, bytes],
        narrow: Callable[[Any], Any] = lambda value: value,
        anew: Callable[[], Mapping[str, bytes]] | None = None,
    ) -> None:
        """`narrow` changes a value when it is unpacked; `anew` packs all of them again, if one cannot be unpacked."""
        self.packed, self.narrow, self.anew = packed, narrow, anew
        self.unpacked: dict[str, Any] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self),)  # what leaves this process is whole

    def __getitem__(self, key: str) -> Any:
        if key not in self.unpacked:
            data = self.packed[key]
            try:
                self.unpacked[key] = self.narrow(unpack(data))
            except Exception:
                if self.anew is None:
                    raise
                self.packed, self.anew = self.anew(), None
                self.unpacked[key] = self.narrow(unpack(self.packed[key]))
        return self.unpacked[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.packed)

    def __len__(self) -> int:
        return len(self.packed)


class _Writer(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        """Has a value made by one call of what `find_class` gives: nothing else may be done with that."""
        if isinstance(value, tuple):
            return type(value), (tuple(value),)
        if isinstance(value, frozenset):
            return type(value), (sorted(value, key=repr),)
        if isinstance(value, str):
            return type(value), (getattr(value, "said", None) or str(value),)
        return NotImplemented


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """What makes a value of a type: never the type, whose attributes a copy could set; a new one for each copy."""
        if module == "fractions" and name == "Fraction":
            return partial(_fraction)
        found = super().find_class(module, name) if module in SHELVED else None
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"{module}.{name} is none of ours")
        if issubclass(found, tuple):
            return partial(found._make)  # type: ignore[attr-defined]  # all of ours are named
        return partial(found.__new__, found) if issubclass(found, str) else partial(found)


def _fraction(numerator: int, denominator: int) -> Fraction:
    """Of whole numbers alone: text may name one that has more digits than the memory holds."""
    if not type(numerator) is type(denominator) is int:
        raise pickle.UnpicklingError("a fraction is of whole numbers")
    return Fraction(numerator, denominator)


def pack(value: object, *, shared: bool = True) -> bytes:
    """A value as bytes for the shelf. Where nothing is `shared`, equal values are equal bytes, and more of them."""
    data = BytesIO()
    writer = _Writer(data, protocol=5)
    writer.fast = not shared
    writer.dump(value)
    return data.getvalue()


def unpack(data: bytes) -> Any:
    """The value of bytes from the shelf; raises an error of any kind for others."""
    return _Reader(BytesIO(data)).load()


def cached(name: str, make: Callable[[], T], kind: type[Any] = tuple) -> T:
    """What `make` makes of the sheets, from the shelf if nothing that it looked at has changed since.

    `name` says what the value depends on besides, `kind` what it must be.
    """
    key = f"{__version__} {sys.implementation.cache_tag} {_code()} {name}".encode() + b"\n"
    path = home("cache") / f"{crc32(key):08x}.sheets"
    try:
        value = unpack(_read(path, key))
        stamps = tuple(map(_standing, value.stamps)) if isinstance(value, kind) else (None,)
        if None not in stamps:
            return value if stamps == value.stamps else _kept(path, key, value._replace(stamps=stamps))  # type: ignore[no-any-return]  # what was packed under this key
    except Exception:  # noqa: S110  # any doubt at all means that the copy is not used
        pass
    return _kept(path, key, make())


def _kept(path: Path, key: bytes, value: T) -> T:
    """The value, kept if all that it was made of has been at rest."""
    now = time.time_ns()
    if all(now - modified > SETTLED and now - changed > TICK for _, (modified, changed, *_), _ in value.stamps):
        _keep(path, key, pack(value))
    return value


def _ours(folder: Path) -> bool:
    """Whether the folder is this user's alone to write."""
    status = folder.stat()
    return os.name != "posix" or (status.st_uid == os.getuid() and not status.st_mode & 0o022)


def _read(path: Path, key: bytes) -> bytes:
    """What was kept under a key; nothing, where others may have written it or it is not as it was written."""
    data = path.read_bytes() if _ours(path.parent) else b""
    if not data.startswith(key):
        return b""
    kept = data[len(key) + SUM :]
    return kept if data[len(key) : len(key) + SUM] == _sum(kept) else b""


def _keep(path: Path, key: bytes, data: bytes) -> None:
    """Keeps it, if that can be done; never where others may write."""
    if not keeping:
        return
    with suppress(OSError, CreditcalcError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _ours(path.parent):
            with replacing(path) as file:
                file.write(key + _sum(data) + data)


def _sum(data: bytes) -> bytes:
    return crc32(data).to_bytes(SUM, "big")


@cache
def _code() -> str:
    """Changes whenever a module does that a compiled copy is made by or of: one of another shape is never read."""
    stamps = []
    for room in ("", "pricebook", "rating", "sheets"):
        with os.scandir(Path(__file__).parents[1] / room) as found:
            stamps += sorted((room, one.name, one.stat().st_mtime_ns) for one in found if one.name.endswith(".py"))
    return f"{crc32(repr(stamps).encode()):08x}"
