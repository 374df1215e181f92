"""A real browser: needs `pip install -e '.[browser]'` and Chromium (Debian: `apt-get install chromium`).

The tests here are skipped where either is missing.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def _launched() -> Iterator[Any]:
    """A browser. A container's root may not have a sandbox."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: the extra `browser`")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on the path")
    with playwright.sync_playwright() as found:
        chromium = found.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def browser() -> Iterator[Any]:
    """A browser for each test, and no loop left behind: an assistant's could not start in the same process."""
    with _launched() as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for all tests of a module, and no loop left behind them."""
    with _launched() as found:
        yield found
