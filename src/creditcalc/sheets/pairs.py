"""Which sheets a path or a name stands for: the folder that a sheet is of, and two editions to compare."""

from collections.abc import Iterator
from pathlib import Path

from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.sheets.catalog import Catalog

Opened = tuple[Catalog, Edition]
"""An edition, and the catalog that it is of."""


def root_of(path: Path) -> Path:
    """The folder of sheets that a path is in: itself, or for a sheet the folder above its platform.

    Raises CreditcalcError for a path that is neither.
    """
    if path.is_dir():
        return path
    if not path.is_file() or path.suffix != ".yaml":
        raise CreditcalcError(f"`{path}` is neither a sheet nor a folder of sheets: name one of them")
    for folder in path.absolute().parents:
        if (folder / "catalog.yaml").exists():
            return folder
        if (folder / "platform.yaml").exists():
            return folder.parent
    parents = path.absolute().parents
    return parents[min(2, len(parents) - 1)]


def are_folders(one: str, other: str) -> bool:
    """Whether two names are of folders of sheets, and not of price books."""
    return Path(one).is_dir() and Path(other).is_dir() and Path(one, "catalog.yaml").exists()


def pairs(one: str, other: str, pricing: str | None = None) -> Iterator[tuple[Opened, Opened]]:
    """The editions to compare: the two named, or every one that both folders hold and that differs.

    Raises CreditcalcError for a name that is no edition, and for sheets that cannot be read.
    """
    if are_folders(one, other):
        before, after = Catalog(alone=one), Catalog(alone=other)
        for platform in before.index.platforms.values():
            for name in platform.editions:
                if platform.id in after.index.platforms and name in after.index.platforms[platform.id].editions:
                    pair = [(catalog, catalog.edition(platform.id, name)) for catalog in (before, after)]
                    if pair[0][1].digest != pair[1][1].digest:
                        yield pair[0], pair[1]
        return
    catalog = Catalog(pricing)
    yield _opened(catalog, one), _opened(catalog, other)


def only_in(one: str, other: str) -> list[tuple[str, str]]:
    """The price books that one folder of sheets has and another one lacks, each as its platform and its own name."""
    has, lacks = (Catalog(alone=folder).index.platforms for folder in (one, other))
    return [
        (platform.id, name)
        for platform in has.values()
        for name in platform.editions
        if platform.id not in lacks or name not in lacks[platform.id].editions
    ]


def _opened(catalog: Catalog, name: str) -> Opened:
    platform, slash, edition = name.partition("/")
    if not slash:
        raise CreditcalcError(f"`{name}` is not an edition: write `platform/edition`, or name two folders of sheets")
    return catalog, catalog.edition(platform, edition)
