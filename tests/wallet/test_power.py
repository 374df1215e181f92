"""The power is cut at every moment of a command that writes: its recorded system calls are replayed onto a disk."""

import random
import shutil
from pathlib import Path

import powercut
import pytest
from endurance import COMMANDS, entries_in, power_of
from powercut import Call, State, cuts

WRITES = 3
"""Of how many commands the power is cut here; `tools/endurance.py power` cuts that of all."""


@pytest.mark.skipif(bool(powercut.missing()), reason=f"system calls cannot be recorded: {powercut.missing()}")
def test_what_is_acknowledged_is_on_the_disk(tmp_path: Path) -> None:
    root = tmp_path / "disk"
    root.mkdir()
    for command in COMMANDS[:WRITES]:
        states, acknowledged = power_of(command, root, random.Random(3), 2)
        assert states > acknowledged > 0
    assert len(entries_in(root)[0][1]) == WRITES
    shutil.rmtree(root)


def test_a_disk_keeps_only_what_was_synced() -> None:
    """The replay itself: a file is written and synced, its name is not until its folder is."""
    root = Path("/disk")
    calls = [
        Call("openat", (b"/disk/a",), ("AT_FDCWD", "", "O_RDWR|O_CREAT"), 3),
        Call("write", (b"xy",), ("3", "", "2"), 2),
        Call("fsync", (), ("3",), 0),
        Call("pwrite64", (b"z",), ("3", "", "1", "1"), 1),
        Call("openat", (b"/disk",), ("AT_FDCWD", "", "O_RDONLY"), 4),
        Call("fsync", (), ("4",), 0),
        Call("write", (b"done",), ("1", "", "4"), 4),
        Call("unlink", (b"/disk/a",), ("",), 0),
    ]
    found = list(cuts(calls, root, State({}, {}), b"done"))
    certain = [(cut.certain.names, list(cut.certain.files.values()), cut.acknowledged) for cut in found]
    assert certain == [
        ({}, [], False),
        ({}, [b""], False),  # made
        ({}, [b""], False),  # written
        ({}, [b"xy"], False),  # synced, without a name
        ({}, [b"xy"], False),  # written again
        ({"a": 1}, [b"xy"], False),  # its name synced, and not what was written again
        ({"a": 1}, [b"xy"], True),
        ({"a": 1}, [b"xy"], True),  # the name is taken away, which nothing syncs
    ]
    states = [cut.certain.after(cut.pending) for cut in found]
    assert [list(state.files.values()) for state in states[-2:]] == [[b"xz"], [b"xz"]]
    assert [state.names for state in states[-2:]] == [{"a": 1}, {}]
