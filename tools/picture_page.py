"""Take the picture of the client's page that the README shows: `python tools/picture_page.py` writes it again.

It needs the extra `browser` and Chromium. The page is that of the example, on a fixed day, with the sheets of this
checkout and without any others.
"""

import html
import os
import re
import shutil
import struct
import sys
import zlib
from pathlib import Path
from subprocess import PIPE, run
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "pictures" / "client-page.png"
COMMAND = (
    *("report", "examples/storyboard.yaml", "--fit", "200", "--plan", "max", "--agency", "North Light"),
    *("--logo", "examples/logo.svg", "--date", "2026-11-29", "--contingency", "10%", "--markup", "20%"),
)
WIDTH, HEIGHT = 1000, 1140
"""The part of the page that is shown, in pixels."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def page() -> bytes:
    """The page as the command writes it."""
    with TemporaryDirectory() as folder:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CREDITCALC_", "XDG_"))}
        homes = {f"XDG_{kind}_HOME": folder for kind in ("CONFIG", "DATA", "CACHE")}
        line = [sys.executable, "-m", "creditcalc", *COMMAND]
        return run(line, env={**kept, **homes}, cwd=ROOT, check=True, stdout=PIPE).stdout


def words(text: str) -> str:
    """What the part of a page says that is in the picture."""
    shown = text.partition("</h1>")[2].partition('<section aria-labelledby="ways"')[0]
    return " ".join(html.unescape(re.sub(r"<svg.*?</svg>|<[^>]*>", " ", shown, flags=re.DOTALL)).split())


def described(png: bytes, text: str) -> bytes:
    """A picture with its description within it, before its last part."""
    said = b"iTXtDescription\0\0\0\0\0" + text.encode()
    end = png.rindex(b"IEND") - 4
    return png[:end] + struct.pack(">I", len(said) - 4) + said + struct.pack(">I", zlib.crc32(said)) + png[end:]


def description(png: bytes) -> str:
    """The description within a picture."""
    start = png.index(b"iTXtDescription")
    (length,) = struct.unpack(">I", png[start - 4 : start])
    return png[start : start + 4 + length].rpartition(b"\0")[2].decode()


def picture(text: bytes) -> bytes:
    """The upper part of a page as a PNG."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # the tests take no pictures

    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        (Path(folder) / "page.html").write_bytes(text)
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        tab.goto((Path(folder) / "page.html").as_uri())
        taken: bytes = tab.screenshot()
        browser.close()
    return taken


if __name__ == "__main__":
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    made = page()
    PICTURE.write_bytes(described(picture(made), words(made.decode())))
