"""A new platform's first sheets."""

from pathlib import Path

import pytest

from creditcalc.errors import CreditcalcError
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.starter import start


def test_a_started_platform_passes_the_check(tmp_path: Path) -> None:
    written = start(tmp_path, "my-platform", "2026-11")
    assert [path.relative_to(tmp_path).as_posix() for path in written] == [
        "my-platform/platform.yaml",
        "my-platform/2026-11/edition.yaml",
        "my-platform/2026-11/models.yaml",
        "my-platform/2026-11/plans.yaml",
    ]
    catalog = Catalog(str(tmp_path))
    platform = catalog.platform("my-platform")
    assert platform.sheet.name == "My Platform"
    assert catalog.compiled(platform, "2026-11").faults == ()


def test_a_platform_that_is_there_is_not_touched(tmp_path: Path) -> None:
    start(tmp_path, "p", "2026-11")
    kept = (tmp_path / "p" / "platform.yaml").read_bytes()
    with pytest.raises(CreditcalcError) as refused:
        start(tmp_path, "p", "2026-12")
    assert str(refused.value) == f"`{tmp_path / 'p'}` is already there: edit it, or name another platform"
    assert (tmp_path / "p" / "platform.yaml").read_bytes() == kept


@pytest.mark.parametrize("name", ["", "../p", "My Platform", "-p", "p" * 65])
def test_a_name_that_is_no_id_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(CreditcalcError, match="is not an id"):
        start(tmp_path, name, "2026-11")
    assert list(tmp_path.iterdir()) == []
