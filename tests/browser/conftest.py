"""A real browser, where there is one: the tests here are skipped where it is missing."""

from collections.abc import Iterator
from typing import Any

import pytest
from chromium import launched


@pytest.fixture
def browser() -> Iterator[Any]:
    """A browser for each test, and no loop left behind: an assistant's could not start in the same process."""
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for all tests of a module, and no loop left behind them."""
    with launched() as found:
        yield found
