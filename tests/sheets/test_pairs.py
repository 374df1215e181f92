"""Which sheets a path or a name stands for."""

import shutil
from pathlib import Path

import pytest
from sheets import EDITION, Sheets, platform, write

from creditcalc.errors import CreditcalcError
from creditcalc.sheets.pairs import pairs, root_of

MODELS = "m: {name: M, maker: X, kind: image, rates: [{price: 2, per: image, source: docs}]}\n"


@pytest.fixture
def mine(tmp_path: Path) -> Sheets:
    """A folder of sheets: platform `p` with editions `e` and `f`."""
    found = platform(tmp_path / "mine", MODELS)
    write(found.folder, {"p/f/edition.yaml": EDITION.replace("2026-05-01", "2026-08-01"), "p/f/models.yaml": MODELS})
    return found


def refusal(one: str, other: str, pricing: str | None = None) -> str:
    """Why two names are no pair of editions."""
    with pytest.raises(CreditcalcError) as refused:
        list(pairs(one, other, pricing))
    return str(refused.value)


@pytest.mark.parametrize("sheet", ["catalog.yaml", "p/platform.yaml", "p/e/edition.yaml", "p/e/models.yaml", ".", "p"])
def test_the_folder_that_a_sheet_is_of(mine: Sheets, sheet: str) -> None:
    path = mine.folder / sheet
    assert root_of(path) == (path if path.is_dir() else mine.folder)


def test_without_a_catalog_the_folder_is_above_the_platforms_sheet_or_the_editions(mine: Sheets) -> None:
    (mine.folder / "catalog.yaml").unlink()
    assert root_of(mine.folder / "p/e/models.yaml") == mine.folder
    (mine.folder / "p/platform.yaml").unlink()
    assert root_of(mine.folder / "p/e/models.yaml") == mine.folder  # edition, platform, folder


@pytest.mark.parametrize("name", ["nothing.yaml", "p/e/notes.txt"])
def test_what_is_no_sheet_is_of_no_folder(mine: Sheets, name: str) -> None:
    (mine.folder / "p/e/notes.txt").write_text("notes")
    with pytest.raises(CreditcalcError) as refused:
        root_of(mine.folder / name)
    assert str(refused.value) == (f"`{mine.folder / name}` is neither a sheet nor a folder of sheets: name one of them")


def test_two_editions_by_name(mine: Sheets) -> None:
    (pair,) = pairs("p/e", "p/f", str(mine.folder))
    assert [(edition.platform, edition.id) for _, edition in pair] == [("p", "e"), ("p", "f")]
    assert pair[0][0] is pair[1][0]  # of one catalog


def test_of_two_folders_the_editions_of_both_that_differ(mine: Sheets, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(mine.folder, other)
    assert list(pairs(str(mine.folder), str(other))) == []
    write(other, {"p/f/models.yaml": MODELS.replace("price: 2", "price: 3")})
    (pair,) = pairs(str(mine.folder), str(other))
    assert [edition.id for _, edition in pair] == ["f", "f"]
    assert [str(edition.models["m"].rates[0].price) for _, edition in pair] == ["2", "3"]
    shutil.rmtree(other / "p/f")
    assert list(pairs(str(mine.folder), str(other))) == []


def test_what_is_no_edition_is_refused(mine: Sheets) -> None:
    folder = str(mine.folder)
    assert refusal("p", "p/e", folder) == (
        "`p` is not an edition: write `platform/edition`, or name two folders of sheets"
    )
    assert refusal("p/e", "p/g", folder) == "unknown price book `g` of p (it has `e` and `f`)"
