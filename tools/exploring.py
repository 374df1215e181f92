"""The explorer without a terminal: `python tools/exploring.py` keeps its screens, and draws those that pages show.

Each screen is kept as text, and as a picture in each look. It needs the version of Textual that `dev` names.

The screens are those of the examples, on a fixed day, with the sheets of this checkout and without any others. Look at
them before you commit them. `python tools/exploring.py keys SECONDS [SEED]` presses random keys instead, in a folder of
its own, and fails at an exception, and where the memory grows by more than 50 MB after the first minute.
"""

import asyncio
import gc
import os
import random
import re
import sys
import time
import tomllib
from collections.abc import Awaitable, Callable
from functools import cache
from io import StringIO
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME, SVG_EXPORT_THEME

from creditcalc.cli.commands.explore import gc_on
from creditcalc.cli.explore.app import Explorer
from creditcalc.cli.explore.views import COMPUTING
from creditcalc.reports.report import PLAIN, View
from creditcalc.sheets.catalog import Catalog
from creditcalc.whatif.books import OpenDials
from creditcalc.whatif.dials import Dials

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "tests" / "screens" / "explore"
PICTURES = ROOT / "docs" / "pictures"
TODAY = "2026-11-29"
SIZES = (80, 24), (120, 40), (160, 50)
CLIP = Dials(model="veo-3.1", settings=(("seconds", "8"), ("resolution", "4k"), ("audio", "on")), plan="plus")
"""8 s at 10+ credits a second: 80+."""
VIEWS = {
    "clip": CLIP,
    "shoot": Dials("shoot", board="examples/storyboard.yaml", plan="max", budget="200"),
    "plans": Dials("plans", model="kling-2.6-standard", settings=(("seconds", "60"),), per_month="10"),
}
PICTURED = {"clip": (100, 30), "shoot": (100, 30)}
"""The views that the manual shows, and at which size."""
BARS = str.maketrans("▁▂▃▄▅▆▇", "       ")
"""The ends of bars that scroll, which say nothing."""


@cache
def pinned() -> str:
    """The version of Textual by which pictures are drawn: another one may cut the same screen into other pieces."""
    extras: dict[str, list[str]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    return next(one for one in extras["dev"] if one.startswith("textual==")).partition("==")[2]


@cache
def opened() -> OpenDials:
    """The bundled sheets, on a day."""
    return OpenDials(Catalog(), TODAY)


def screen(app: Explorer) -> str:
    """What the screen shows, without colours and without bars that scroll."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line).translate(BARS).rstrip() for line in lines)


class Drawn(Explorer):
    """An explorer that keeps what it showed last."""

    shown = ""


def drive(
    dials: Dials,
    *keys: str,
    size: tuple[int, int] = (80, 24),
    then: Callable[[Explorer], object] | None = None,
    books: OpenDials | None = None,
    view: View = PLAIN,
    typed: tuple[str, ...] = (),
    unset: tuple[str, ...] = (),
) -> Drawn:
    """The explorer after some keys, and after all that they set going; `then` looks at it while it is there."""

    async def run() -> Drawn:
        app = Drawn(books or opened(), dials, view=view, typed=typed, unset=unset)
        async with app.run_test(size=size) as pilot:
            await settled(app, pilot.pause)
            for key in keys:
                await pilot.press(key)
                await settled(app, pilot.pause)
            app.shown = screen(app)
            if then is not None:
                then(app)
        return app

    return asyncio.run(run())


async def settled(app: Explorer, pause: Callable[[], Awaitable[Any]]) -> None:
    """Wait for what the last key set going."""
    await pause()
    while COMPUTING in app.parts:
        await app.workers.wait_for_complete()
        await pause()
    await pause()


def shown(dials: Dials, *keys: str, size: tuple[int, int] = (80, 24)) -> str:
    """The screen after some keys."""
    return drive(dials, *keys, size=size).shown


FORM = """<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font: {char_height}px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace }}
.{unique_id}-title {{ font: bold 18px arial }}
{styles}
</style>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""A picture that loads nothing."""
LOOKS = {"dark": SVG_EXPORT_THEME, "light": DEFAULT_TERMINAL_THEME, "plain": SVG_EXPORT_THEME}
"""The colours of the terminal in which a screen is drawn; `plain` is one with `NO_COLOR`."""


def drawing(dials: Dials, *keys: str, size: tuple[int, int], look: str = "dark", name: str = "explore") -> str:
    """The screen after some keys as an SVG, a line for each piece; `name` is that of its styles."""
    console = Console(
        width=size[0], height=size[1], file=StringIO(), force_terminal=True, color_system="truecolor", record=True
    )

    def keep(app: Explorer) -> None:
        console.print(app.screen._compositor.render_update(full=True, screen_stack=app._background_screens))

    with patch.dict(os.environ, NO_COLOR="1"):
        if look != "plain":
            del os.environ["NO_COLOR"]
        drive(dials, *keys, size=size, then=keep)
    drawn = console.export_svg(title="creditcalc", theme=LOOKS[look], code_format=FORM, unique_id=name)
    drawn = re.sub(r' clip-path="[^"]*"', "", drawn).replace("&#160;", "\N{NO-BREAK SPACE}")
    return re.sub(r"(?<=>)\s*(?=<(?:text|rect|g|circle)\b)", "\n", drawn)


def picture(name: str) -> str:
    """A view as the manual shows it."""
    return drawing(VIEWS[name], size=PICTURED[name], name=f"explore-{name}")


PRESSED = (
    *("left", "right", "up", "down", "shift+right", "backspace", "enter", "space", "tab", "shift+tab", "escape"),
    *(
        "1",
        "2",
        "3",
        "slash",
        "f",
        "c",
        "s",
        "w",
        "e",
        "x",
        "o",
        "question_mark",
        "ctrl+p",
        "n",
        "y",
        "5",
        "v",
        "pagedown",
    ),
)
"""Random keys: all but those that leave."""
MOST_GROWTH = 50_000
"""Kilobytes."""


def memory() -> int:
    """The kilobytes that the process has."""
    said = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(said.partition("VmRSS:")[2].split()[0])


async def pressing(seconds: float, seed: int) -> None:
    """Presses random keys for so long; raises whatever the explorer raises."""
    chance, app = random.Random(seed), Explorer(opened(), VIEWS["shoot"])
    start, first, number = time.monotonic(), 0, 0
    async with app.run_test(size=(100, 30)) as pilot:
        while (spent := time.monotonic() - start) < seconds:
            await pilot.press(chance.choice(PRESSED))
            number += 1
            if number % 50 == 0:
                await pilot.resize_terminal(chance.randint(40, 170), chance.randint(10, 50))
            if not first and spent > min(60, seconds / 2):
                gc.collect()
                first = memory()
        await settled(app, pilot.pause)
        gc.collect()
    grown = memory() - first
    print(f"{number:,} keys in {spent:.0f} s, seed {seed}: {first:,} kB, then {grown:+,} kB")
    assert grown < MOST_GROWTH, f"{grown:,} kB"


def press(seconds: float, seed: int) -> None:
    """Presses random keys in a folder that is taken away."""
    with TemporaryDirectory() as folder:
        copytree(ROOT / "examples", Path(folder, "examples"))
        os.chdir(folder)
        gc_on()
        asyncio.run(pressing(seconds, seed))
        os.chdir(ROOT)


if __name__ == "__main__":
    if sys.argv[1:2] == ["keys"]:
        press(float(sys.argv[2]), int(sys.argv[3]) if sys.argv[3:] else 1)
        sys.exit()
    os.chdir(ROOT)
    KEPT.mkdir(exist_ok=True)
    for title, start in VIEWS.items():
        for columns, rows in SIZES:
            text = shown(start, size=(columns, rows))
            (KEPT / f"{title}-{columns}.txt").write_text(f"{text}\n", encoding="utf-8")
            for look in LOOKS:
                drawn = drawing(start, size=(columns, rows), look=look)
                (KEPT / f"{title}-{columns}-{look}.svg").write_text(drawn, encoding="utf-8")
    for title in PICTURED:
        (PICTURES / f"explore-{title}.svg").write_text(picture(title), encoding="utf-8")
