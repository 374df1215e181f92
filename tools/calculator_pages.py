"""Take the two pictures of the calculator that its how-to page shows: `python tools/calculator_pages.py RUNTIME`.

RUNTIME is the folder of the npm package that has Python for a browser. It needs the extra `browser` and Chromium. The
calculator is that of the bundled sheets, on a fixed day.
"""

import os
import shutil
import sys
from datetime import datetime
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory

from picture_page import BROWSERS

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
TODAY = datetime(2026, 11, 29, 12)  # noqa: DTZ001  # the day in whatever zone the browser is
CLIP = "clip?plan=plus&model=veo-3.1&seconds=8&resolution=4k&audio=on"
PLANS = "plans?model=kling-2.6-standard&seconds=60&per_month=10"
TAKEN = (("calculator", CLIP, 1280, 900, "light"), ("calculator-phone", PLANS, 390, 760, "dark"))
"""Each picture: its name, the address, the size of the window in pixels, and the colours."""
SOON = 120_000
"""Milliseconds that the runtime may take to start."""


def main(runtime: str) -> None:
    """Builds the site and takes the pictures of it."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # the tests take no pictures

    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Path(folder) / "public"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CREDITCALC_", "XDG_"))}
        homes = {f"XDG_{kind}_HOME": folder for kind in ("CONFIG", "DATA", "CACHE")}
        line = [sys.executable, "-m", "creditcalc", "site", "-o", str(site), "--runtime", runtime]
        run(line, env={**kept, **homes}, check=True)
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, where, width, height, colours in TAKEN:
            tab = browser.new_page(viewport={"width": width, "height": height}, color_scheme=colours)
            tab.clock.set_fixed_time(TODAY)
            tab.goto(f"{(site / 'index.html').as_uri()}#{where}")
            tab.locator("#elsewhere h2, #picture svg >> visible=true").first.wait_for(timeout=SOON)
            (PICTURES / f"{name}.png").write_bytes(tab.screenshot())
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
