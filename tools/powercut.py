"""A disk that loses its power: the system calls of a command, recorded by strace, and every state they may leave.

A write is on the disk for certain once its file is synced, a name once its folder is. Until then any part of what was
asked for may be there, and in any order: that is all that POSIX promises.
"""

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

CALLS = "openat,open,creat,close,write,pwrite64,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,mkdir,mkdirat"
LINE = re.compile(r"^(?P<name>\w+)\((?P<arguments>.*)\) += (?P<result>-?\d+)")
STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


def missing() -> str:
    """Why nothing can be recorded here, or nothing."""
    strace = shutil.which("strace")
    if strace is None:
        return "no strace"
    tried = subprocess.run([strace, "-o", os.devnull, sys.executable, "-c", ""], capture_output=True, check=False)
    return tried.stderr.decode().strip() if tried.returncode else ""


class Call(NamedTuple):
    """A system call that succeeded: its name, its strings, its other arguments, what it gave back."""

    name: str
    strings: tuple[bytes, ...]
    arguments: tuple[str, ...]
    result: int


def recorded(command: Sequence[str], environment: Mapping[str, str], log: Path) -> tuple[list[Call], bytes]:
    """The calls of a command that must succeed, and what it prints."""
    strace = ["strace", "-xx", "-s", "1000000", "-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(log)]
    done = subprocess.run([*strace, *command], env=dict(environment), capture_output=True, check=True)
    calls = []
    for line in log.read_text().splitlines():
        if (found := LINE.match(line)) and int(found["result"]) >= 0:
            strings = tuple(bytes.fromhex(one.replace(r"\x", "")) for one in STRING.findall(found["arguments"]))
            others = tuple(STRING.sub("", found["arguments"]).split(", "))
            calls.append(Call(found["name"], strings, others, int(found["result"])))
    return calls, done.stdout


class Change(NamedTuple):
    """A change that is asked for: of a file's bytes, from an offset on (None: cut there), or of a name in a folder."""

    file: int | None
    offset: int = 0
    data: bytes | None = None
    path: str = ""
    target: int | None = None

    def of(self, path: str, file: int | None) -> bool:
        """Whether it is made by a sync of this file, or of the folder of this path."""
        return self.file == file if self.file is not None else str(Path(self.path).parent) == path


class State(NamedTuple):
    """What a disk holds: the files by number, and which of them stands under which path."""

    files: dict[int, bytes]
    names: dict[str, int]

    def after(self, changes: Sequence[Change]) -> "State":
        """What it holds when some changes have reached it."""
        files, names = dict(self.files), dict(self.names)
        for change in changes:
            if change.file is None:
                names.pop(change.path, None)
                if change.target is not None:
                    names[change.path] = change.target
                continue
            old = files.get(change.file, b"")
            if change.data is None:
                files[change.file] = old[: change.offset].ljust(change.offset, b"\0")
            else:
                old = old.ljust(change.offset, b"\0")
                files[change.file] = old[: change.offset] + change.data + old[change.offset + len(change.data) :]
        return State(files, names)

    def write(self, folder: Path) -> None:
        """Make the folder hold it. A file whose own folder has no name is lost."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for path, number in sorted(self.names.items()):
            place = folder / path
            if place.parent.is_dir():
                if self.files.get(number) is None:
                    place.mkdir()
                else:
                    place.write_bytes(self.files[number])


class Cut(NamedTuple):
    """A moment without power: what is on the disk for certain, what is on its way, and whether the user was told."""

    certain: State
    pending: tuple[Change, ...]
    acknowledged: bool

    def states(self, rng: random.Random, most: int) -> Iterator[State]:
        """What the disk may hold then: nothing of what is on its way, all of it, all but one or only one, and any."""
        yield self.certain
        yield self.certain.after(self.pending)
        for turn, one in enumerate(self.pending):
            if one.file is None:  # a name alone, ahead of all the data or after it
                yield self.certain.after([one])
                yield self.certain.after([*self.pending[:turn], *self.pending[turn + 1 :]])
        for _ in range(most if self.pending else 0):
            some = [torn(rng, one) for one in self.pending if rng.random() < 0.5]
            yield self.certain.after(some)


def torn(rng: random.Random, change: Change) -> Change:
    """A change as it arrives: of a write sometimes only some first sectors."""
    if change.data is None or rng.random() < 0.7:
        return change
    return change._replace(data=change.data[: rng.randrange(0, len(change.data) + 1, 512) or len(change.data)])


def cuts(calls: Sequence[Call], root: Path, before: State, told: bytes) -> Iterator[Cut]:
    """Every moment between two calls that change files under a folder, and whether `told` had been printed by then."""
    disk, acknowledged = _Disk(root, before), False
    yield disk.cut(acknowledged=False)
    for call in calls:
        shown = call.name == "write" and call.arguments[0] == "1" and told in call.strings[0]
        acknowledged = acknowledged or shown
        if disk.takes(call) or shown:
            yield disk.cut(acknowledged=acknowledged)


class _Disk:
    """A disk and the files that are open on it, as calls are made."""

    def __init__(self, root: Path, before: State) -> None:
        self.root, self.certain, self.names = root, before, dict(before.names)
        self.last = max(before.names.values(), default=0)
        self.pending: list[Change] = []
        self.opened: dict[int, tuple[str, int | None]] = {}
        self.places: dict[int, int] = {}

    def cut(self, *, acknowledged: bool) -> Cut:
        """This moment without power."""
        return Cut(self.certain, tuple(self.pending), acknowledged)

    def takes(self, call: Call) -> bool:
        """Whether a call changes what is on the disk, or on its way there."""
        before = [*self.pending]
        descriptor = int(call.arguments[0]) if call.arguments[0].isdigit() else -1
        if call.name in ("openat", "open", "creat"):
            self._open(call)
        elif call.name == "close":
            self.opened.pop(descriptor, None)
        elif descriptor in self.opened:
            self._change(call, descriptor)
        elif call.name not in ("write", "pwrite64") and call.strings:
            self._name(call)
        return before != self.pending

    def _path(self, name: bytes) -> str | None:
        full = os.path.normpath(os.fsdecode(name))
        return os.path.relpath(full, self.root) if f"{full}/".startswith(f"{self.root}/") else None

    def _named(self, path: str, target: int | None) -> None:
        self.pending.append(Change(None, path=path, target=target))
        if target is None:
            del self.names[path]
        else:
            self.names[path] = target

    def _made(self, path: str) -> int:
        self.last += 1
        self._named(path, self.last)
        return self.last

    def _open(self, call: Call) -> None:
        path = self._path(call.strings[0])
        self.opened.pop(call.result, None)
        if path is None:
            return
        if path not in self.names and "O_CREAT" in " ".join(call.arguments):
            self.certain = self.certain._replace(files={**self.certain.files, self._made(path): b""})
        self.opened[call.result] = path, self.names.get(path)
        self.places[call.result] = 0

    def _change(self, call: Call, descriptor: int) -> None:
        path, file = self.opened[descriptor]
        if call.name in ("fsync", "fdatasync"):
            done = [one for one in self.pending if one.of(path, file)]
            self.certain = self.certain.after(done)
            self.pending = [one for one in self.pending if not one.of(path, file)]
        elif call.name == "ftruncate":
            self.pending.append(Change(file, int(call.arguments[1])))
        else:
            offset = int(call.arguments[-1]) if call.name == "pwrite64" else self.places[descriptor]
            self.places[descriptor] = offset + call.result
            self.pending.append(Change(file, offset, call.strings[0][: call.result]))

    def _name(self, call: Call) -> None:
        path = self._path(call.strings[0])
        if path is None:
            return
        if call.name in ("mkdir", "mkdirat"):
            self._made(path)
            return
        target = self.names[path]
        self._named(path, None)
        if call.name == "rename" and (new := self._path(call.strings[1])) is not None:
            self._named(new, target)


def held(folder: Path) -> State:
    """What a folder holds, all of it on the disk."""
    paths = sorted(folder.rglob("*"))
    numbers = {path: number for number, path in enumerate(paths, 1)}
    return State(
        {numbers[path]: path.read_bytes() for path in paths if path.is_file()},
        {str(path.relative_to(folder)): number for path, number in numbers.items()},
    )
