"""Run the notebooks of the manual: `python tools/notebook.py` writes what their cells show into them.

A notebook is run as Jupyter does it, in one namespace, cell by cell: what is printed, then the value of the last line
in each form that it offers.
"""

import ast
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

DOCS = Path(__file__).parents[1] / "docs"
NOTEBOOKS = sorted(DOCS.glob("notebooks/*.ipynb"))
FORMS = {"text/html": "_repr_html_", "image/svg+xml": "_repr_svg_"}
"""Methods that a notebook asks a value for, by the form that they give."""
OWN_STYLE = re.compile(r'<style.*?</style>\n?| border="1"| class="dataframe"', re.DOTALL)
"""What other libraries say of how their tables look: on a page they look as all tables do."""
Notebook = dict[str, Any]


def read_notebook(path: Path) -> Notebook:
    """A notebook, as its file has it."""
    found: Notebook = json.loads(path.read_text(encoding="utf-8"))
    return found


def shown_by(notebook: Notebook) -> Notebook:
    """The notebook with what its cells show now."""
    names: dict[str, Any] = {"__name__": "__main__"}
    cells, count = [], 0
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            count += 1
            found = [*_outputs("".join(cell["source"]), names, count)]
            cells.append({**cell, "execution_count": count, "outputs": found})
        else:
            cells.append(cell)
    return {**notebook, "cells": cells}


def _outputs(source: str, names: dict[str, Any], count: int) -> Iterator[dict[str, Any]]:
    """What a cell shows."""
    body = ast.parse(source).body
    last = body[-1] if body else None
    body = body[:-1] if isinstance(last, ast.Expr) else body
    printed = StringIO()
    with redirect_stdout(printed):
        exec(compile(ast.Module(body, []), "cell", "exec"), names)  # noqa: S102  # cells are ours
        value = None
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307  # the same
    if text := printed.getvalue():
        yield {"name": "stdout", "output_type": "stream", "text": text.splitlines(keepends=True)}
    if value is not None:
        data = {form: text.splitlines(keepends=True) for form, text in _forms(value).items()}
        yield {"data": data, "execution_count": count, "metadata": {}, "output_type": "execute_result"}


def _forms(value: Any) -> dict[str, str]:
    """A value in each form that a notebook asks for."""
    found = {form: getattr(value, method)() for form, method in FORMS.items() if hasattr(value, method)}
    found["text/plain"] = repr(value)
    if hasattr(value, "_repr_mimebundle_"):
        found |= value._repr_mimebundle_()
    return dict(sorted(found.items()))


def written_notebook(notebook: Notebook) -> str:
    """A notebook as its file has it."""
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def notebook_page(path: Path) -> str:
    """A page of the manual with the cells and what they show."""
    parts = []
    for cell in read_notebook(path)["cells"]:
        source = "".join(cell["source"])
        parts.append(source if cell["cell_type"] == "markdown" else f"```python\n{source}\n```")
        parts += [_on_a_page(output, _picture(path, cell)) for output in cell.get("outputs", ())]
    parts.append(f"This page is a [notebook]({path.name}), which you can download and run.")
    return "\n\n".join(parts) + "\n"


def pictures(path: Path) -> dict[str, str]:
    """The pictures that the page of a notebook names."""
    return {
        _picture(path, cell): "".join(output["data"]["image/svg+xml"])
        for cell in read_notebook(path)["cells"]
        for output in cell.get("outputs", ())
        if "image/svg+xml" in output.get("data", {})
    }


def _picture(path: Path, cell: dict[str, Any]) -> str:
    return f"{path.stem}-{cell['id']}.svg"


def _on_a_page(output: dict[str, Any], picture: str) -> str:
    """What a cell shows in the best of its forms."""
    data = output.get("data") or {"text/plain": output["text"]}
    if "image/svg+xml" in data:
        return f"![{''.join(data['text/plain']).strip('<>')}]({picture})"
    if "text/html" in data:
        return f'<div class="shown">\n{OWN_STYLE.sub("", "".join(data["text/html"]))}</div>'
    return f"```text\n{''.join(data['text/plain']).rstrip()}\n```"


if __name__ == "__main__":
    with TemporaryDirectory() as nothing:
        os.environ |= {"XDG_CONFIG_HOME": nothing, "XDG_DATA_HOME": nothing}
        for notebook in map(Path, sys.argv[1:]) if sys.argv[1:] else NOTEBOOKS:
            notebook.write_text(written_notebook(shown_by(read_notebook(notebook))), encoding="utf-8")
