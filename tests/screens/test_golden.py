"""The screens that are kept are what the commands show today; so are the pictures of the pages."""

import html
import re
import sys
from pathlib import Path

import pytest
from screens import COLOUR, KEPT, PICTURED, PICTURES, SCREENS, WIDTHS, drawn

pytestmark = [
    pytest.mark.usefixtures("warm"),
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals as these are"),
]
AGAIN = "run `python tools/screens.py` and read the difference"


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_as_it_is_kept(name: str, columns: int, tmp_path: Path) -> None:
    kept = (KEPT / str(columns) / f"{name}.txt").read_text(encoding="utf-8")
    assert COLOUR.sub("", drawn(SCREENS[name], columns, tmp_path)) == kept, AGAIN


@pytest.mark.parametrize("columns", WIDTHS)
def test_no_other_screen_is_kept(columns: int) -> None:
    assert {path.stem for path in (KEPT / str(columns)).iterdir()} == set(SCREENS)


@pytest.mark.parametrize("name", PICTURED)
def test_a_picture_shows_what_the_command_does(name: str, tmp_path: Path) -> None:
    text = (PICTURES / f"{name}.svg").read_text(encoding="utf-8")
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    words = html.unescape("".join(re.findall(r"<text[^>]*>([^<]*)</text>", text)))
    shown = COLOUR.sub("", drawn(SCREENS[name], PICTURED[name], tmp_path))
    assert "".join(words.split()) == "".join(f"creditcalc $ creditcalc {SCREENS[name].command} {shown}".split()), AGAIN
