"""What the tests of the command line share."""

from pathlib import Path

import pytest
from shop import shop


@pytest.fixture
def folder(tmp_path: Path, warm: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The made-up shop as the person's own sheets."""
    monkeypatch.setenv("CREDITCALC_PRICING", str(shop(tmp_path / "mine").folder))
    return tmp_path / "mine"
