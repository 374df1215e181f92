"""Archives compiled for a browser: they do what their sources do, without them."""

import importlib
import io
import sys
import zipfile
from pathlib import Path

import pytest

from creditcalc.render.bytecode import compiled
from creditcalc.render.calculator import packaged

SOURCE = '''"""What it is for."""

def twice(number):
    """Its double."""
    def again():
        return number * 2
    return again()

def wrong():
    raise ValueError("what is wrong")
'''


def archive(files: dict[str, str]) -> bytes:
    """An archive of files."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as into:
        for name, text in files.items():
            into.writestr(name, text)
    return data.getvalue()


def test_it_does_what_the_sources_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is imported, keeps what is no source, and says what is wrong; of the sources nothing is left."""
    made = compiled(archive({"packed_one/": "", "packed_one/__init__.py": SOURCE, "packed_one/data.txt": "as it is"}))
    held = zipfile.ZipFile(io.BytesIO(made))
    assert held.namelist() == ["packed_one/__init__.pyc", "packed_one/data.txt"]
    assert held.read("packed_one/data.txt") == b"as it is"
    assert b"Its double" not in made
    (tmp_path / "made.zip").write_bytes(made)
    monkeypatch.syspath_prepend(str(tmp_path / "made.zip"))
    try:
        module = importlib.import_module("packed_one")
        assert module.twice(21) == 42
        with pytest.raises(ValueError, match="what is wrong"):
            module.wrong()
    finally:
        sys.modules.pop("packed_one", None)


def test_the_package_has_no_source_left() -> None:
    """Each of its modules is compiled, and nothing is added."""
    sources = zipfile.ZipFile(io.BytesIO(packaged())).namelist()
    made = zipfile.ZipFile(io.BytesIO(compiled(packaged()))).namelist()
    assert made == [f"{one}c" for one in sources]


def test_a_source_of_another_python_is_refused() -> None:
    """The archive is not made in part."""
    with pytest.raises(SyntaxError):
        compiled(archive({"later.py": "def f(:\n"}))
