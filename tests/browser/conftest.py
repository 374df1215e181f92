"""A real browser: needs `pip install -e '.[browser]'` and Chromium (Debian: `apt-get install chromium`).

The tests here are skipped where either is missing.
"""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture
def browser() -> Iterator[Any]:
    """A browser for each test, and no loop of its own left behind: an assistant's could not start in the same process.

    A container's root may not have a sandbox.
    """
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: the extra `browser`")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on the path")
    with playwright.sync_playwright() as found:
        chromium = found.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()
