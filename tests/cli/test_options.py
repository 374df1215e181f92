"""`CREDITCALC_*` stand for the options of that name."""

from pathlib import Path

import pytest
from outcomes import printed, refused
from sheets import EDITION, write
from shop import MODELS, shop

pytestmark = pytest.mark.usefixtures("folder")
CLIP = "quote --model clip --seconds 8"


def test_the_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDITCALC_PLATFORM", "invideo")
    assert refused("quote --model secret") == "unknown model `secret` on invideo (see `creditcalc models list`)"
    assert printed(f"{CLIP} --platform p --quiet") == "16\n"


def test_the_edition(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    write(folder, {"p/f/edition.yaml": EDITION, "p/f/models.yaml": MODELS.replace("price: 2", "price: 3")})
    monkeypatch.setenv("CREDITCALC_EDITION", "f")
    assert printed(f"{CLIP} --quiet") == "24\n"  # 8 * 3
    assert printed(f"{CLIP} --edition e --quiet") == "16\n"


def test_the_folder_of_ones_own_sheets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shop(tmp_path / "other")
    write(tmp_path / "other", {"p/e/models.yaml": MODELS.replace("price: 2", "price: 4")})
    assert printed(f"{CLIP} --pricing {tmp_path}/other --quiet") == "32\n"  # 8 * 4
    monkeypatch.delenv("CREDITCALC_PRICING")
    assert refused(f"{CLIP} --platform q7-q8") == "unknown platform `q7-q8` (see `creditcalc platforms list`)"


def test_a_folder_in_the_configuration(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CREDITCALC_PRICING")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    shop(tmp_path / "config" / "creditcalc" / "pricing")
    assert printed(f"{CLIP} --quiet") == "16\n"
