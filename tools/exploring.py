"""The explorer without a terminal: `python tools/exploring.py` keeps its screens, and draws those that pages show.

The screens are those of the examples, on a fixed day, with the sheets of this checkout and without any others. Look at
them before you commit them.
"""

import asyncio
import os
import re
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import Any

from creditcalc.cli.explore.app import Explorer
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
) -> Drawn:
    """The explorer after some keys, and after all that they set going; `then` looks at it while it is there."""

    async def run() -> Drawn:
        app = Drawn(books or opened(), dials, view=view)
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
    await app.workers.wait_for_complete()
    await pause()


def shown(dials: Dials, *keys: str, size: tuple[int, int] = (80, 24)) -> str:
    """The screen after some keys."""
    return drive(dials, *keys, size=size).shown


def picture(name: str) -> str:
    """A view as an SVG that loads nothing."""
    drawings: list[str] = []
    drive(VIEWS[name], size=PICTURED[name], then=lambda app: drawings.append(app.export_screenshot(title="creditcalc")))
    drawing = re.sub(r"@font-face \{.*?\}", "", drawings[0], flags=re.DOTALL)
    drawing = drawing.replace("Fira Code, monospace", "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace")
    drawing = re.sub(r"terminal-\d+", f"explore-{name}", drawing)
    return re.sub(r"<!--.*?-->\s*", "", drawing, flags=re.DOTALL) + "\n"


if __name__ == "__main__":
    os.chdir(ROOT)
    KEPT.mkdir(exist_ok=True)
    for title, start in VIEWS.items():
        for columns, rows in SIZES:
            text = shown(start, size=(columns, rows))
            (KEPT / f"{title}-{columns}.txt").write_text(f"{text}\n", encoding="utf-8")
    for title in PICTURED:
        (PICTURES / f"explore-{title}.svg").write_text(picture(title), encoding="utf-8")
