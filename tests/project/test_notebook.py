"""The notebooks of the manual run, and what they have shown is what they show now."""

import json
from pathlib import Path

import pytest
from notebook import NOTEBOOKS, notebook_page, pictures, read_notebook, shown_by, written_notebook

pytestmark = pytest.mark.usefixtures("warm")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_shows_what_its_cells_give(path: Path) -> None:
    for library in ("pandas", "pyarrow"):
        pytest.importorskip(library, reason="a cell of the notebook needs it")
    text = path.read_text(encoding="utf-8")
    assert written_notebook(shown_by(read_notebook(path))) == text, (
        "run `python tools/notebook.py` and read the difference"
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_one_of_twelve_cells_each_of_which_shows_something(path: Path) -> None:
    cells = [cell for cell in read_notebook(path)["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in cells] == [*range(1, 13)]
    assert all(cell["outputs"] for cell in cells)
    assert len({cell["id"] for cell in read_notebook(path)["cells"]}) == len(read_notebook(path)["cells"])
    page = notebook_page(path)
    for cell in cells:
        assert f"```python\n{''.join(cell['source'])}\n```" in page
    for name, picture in pictures(path).items():
        assert f"]({name})" in page
        assert picture.startswith("<svg")


def test_a_cell_shows_what_it_prints_and_its_last_value() -> None:
    sources = ["a = 2\nprint(a)", "print('x')\na * 3", "None", "a"]
    cells = [{"cell_type": "code", "source": source.splitlines(keepends=True)} for source in sources]
    found = shown_by({"cells": [{"cell_type": "markdown", "source": ["# A"]}, *cells]})["cells"]
    said = [[one.get("text") or one["data"] for one in cell["outputs"]] for cell in found[1:]]
    assert json.loads(json.dumps(said)) == [
        [["2\n"]],
        [["x\n"], {"text/plain": ["6"]}],
        [],
        [{"text/plain": ["2"]}],
    ]
