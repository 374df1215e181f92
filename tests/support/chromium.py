"""Chromium for the tests: needs `pip install -e '.[browser]'` and the program (Debian: `apt-get install chromium`)."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from picture_page import BROWSERS

CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)

NO_SANDBOX = "--no-sandbox"
"""A container's root may not have one."""


@contextmanager
def launched() -> Iterator[Any]:
    """A browser; skips where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: the extra `browser`")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on the path")
    with playwright.sync_playwright() as found:
        chromium = found.chromium.launch(executable_path=CHROMIUM, args=[NO_SANDBOX])
        yield chromium
        chromium.close()
