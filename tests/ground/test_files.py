"""Files are written whole or not at all."""

import os
import sys
from pathlib import Path
from typing import Literal

import pytest

from creditcalc.errors import CreditcalcError
from creditcalc.files import NOWHERE, home, renamed, replacing, whole_folder, why
from creditcalc.wallet.location import location


def names(folder: Path) -> list[str]:
    """Everything in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_a_file_takes_its_name_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("before")
    with replacing(path) as file:
        file.write(b"after")
        assert path.read_text() == "before"
    assert (path.read_text(), names(tmp_path)) == ("after", ["a.csv"])


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, CreditcalcError, GeneratorExit])
def test_what_is_interrupted_leaves_what_was_there(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("before")
    with pytest.raises(error), replacing(path) as file:
        file.write(b"after")
        raise error
    assert (path.read_text(), names(tmp_path)) == ("before", ["a.csv"])


def test_a_folder_takes_its_name_when_it_is_whole(tmp_path: Path) -> None:
    with renamed(tmp_path / "whole") as part:
        part.mkdir()
        (part / "a").write_text("a")
    with pytest.raises(ValueError), renamed(tmp_path / "half") as part:
        (part / "deep").mkdir(parents=True)
        raise ValueError
    assert names(tmp_path) == ["whole"]


def test_a_link_stays_one_and_the_file_that_it_names_is_written(tmp_path: Path) -> None:
    for folder in ("here", "there"):
        (tmp_path / folder).mkdir()
    for name in ("old", "new"):
        (tmp_path / "here" / name).symlink_to(f"../there/{name}")
    (tmp_path / "there/old").write_text("before")
    for name in ("old", "new"):
        with replacing(tmp_path / "here" / name) as file:
            file.write(b"after")
        assert (tmp_path / "here" / name).is_symlink()
        assert (tmp_path / "there" / name).read_text() == "after"
    assert names(tmp_path / "there") == ["new", "old"]


def test_a_link_to_itself_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("a")
    with replacing(tmp_path / "a") as file:
        file.write(b"after")
    assert (tmp_path / "a").read_text() == "after"


def test_a_pipe_is_written_to_as_it_is(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reading = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    with replacing(tmp_path / "pipe") as file:
        file.write(b"through")
    assert os.read(reading, 99) == b"through"
    os.close(reading)
    assert names(tmp_path) == ["pipe"]


@pytest.mark.parametrize(
    ("name", "said"), [("", "is a folder: name a file"), ("no/a", "cannot be written: no such file or directory")]
)
def test_what_cannot_be_written_is_named(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(CreditcalcError) as refused, replacing(tmp_path / name):
        pass
    assert str(refused.value) == f"{tmp_path / name}: {said}"
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(13, "Permission denied", "/A/File"), "permission denied"),
        (OSError("Odd thing"), "odd thing"),
        (ValueError("Embedded null byte"), "embedded null byte"),
        (OSError(), "unknown"),
    ],
)
def test_why_is_what_the_system_says(error: Exception, said: str) -> None:
    assert why(error) == said


@pytest.mark.parametrize(
    ("system", "given_", "kind", "folder"),
    [
        ("linux", {"XDG_CACHE_HOME": "/x"}, "cache", "/x/creditcalc"),
        ("linux", {"XDG_CONFIG_HOME": "/y"}, "config", "/y/creditcalc"),
        ("linux", {}, "cache", "/h/.cache/creditcalc"),
        ("linux", {}, "config", "/h/.config/creditcalc"),
        ("linux", {"XDG_CACHE_HOME": ""}, "cache", "/h/.cache/creditcalc"),
        ("linux", {"XDG_CACHE_HOME": "x"}, "cache", "/h/.cache/creditcalc"),  # the standard: relative ones are ignored
        ("darwin", {}, "cache", "/h/Library/Caches/creditcalc"),
        ("darwin", {}, "config", "/h/Library/Application Support/creditcalc"),
        ("darwin", {"XDG_CACHE_HOME": "/x"}, "cache", "/x/creditcalc"),
        ("win32", {"LOCALAPPDATA": "/l", "APPDATA": "/a"}, "cache", "/l/creditcalc"),
        ("win32", {"LOCALAPPDATA": "/l", "APPDATA": "/a"}, "config", "/a/creditcalc"),
        ("win32", {}, "config", "/h/creditcalc"),
        ("linux", {"XDG_DATA_HOME": "/x"}, "data", "/x/creditcalc"),
        ("linux", {}, "data", "/h/.local/share/creditcalc"),
        ("darwin", {}, "data", "/h/Library/Application Support/creditcalc"),
        ("win32", {"LOCALAPPDATA": "/l", "APPDATA": "/a"}, "data", "/l/creditcalc"),
    ],
)
def test_files_are_kept_where_the_system_keeps_such(
    system: str,
    given_: dict[str, str],
    kind: Literal["cache", "config", "data"],
    folder: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": "/h", **given_}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", system)
    assert home(kind) == Path(folder)


def test_a_user_without_a_home_has_no_folder_and_no_wallet(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    assert {home("cache"), home("config"), home("data")} == {NOWHERE}
    assert not NOWHERE.exists()
    with pytest.raises(CreditcalcError) as refused:
        location()
    assert str(refused.value) == "this user has no home folder: set `$CREDITCALC_WALLET` to a file"
    monkeypatch.setenv("CREDITCALC_WALLET", "here.db")
    assert location() == Path("here.db")


def test_a_folder_that_cannot_be_replaced_keeps_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old one has another name by then, and gets its own again."""
    place, rename = tmp_path / "public", Path.rename
    place.mkdir()
    (place / "old").touch()

    def stuck(self: Path, target: Path) -> Path:
        if self.name.endswith(".part"):
            raise OSError(39, "Directory not empty")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stuck)
    with pytest.raises(CreditcalcError, match="cannot be written: directory not empty"), whole_folder(place) as part:
        (part / "new").touch()
    assert [path.name for path in tmp_path.iterdir()] == ["public"]
    assert [path.name for path in place.iterdir()] == ["old"]
    monkeypatch.undo()
    with whole_folder(place) as part:
        (part / "new").touch()
    assert [path.name for path in tmp_path.iterdir()] == ["public"]
    assert [path.name for path in place.iterdir()] == ["new"]
