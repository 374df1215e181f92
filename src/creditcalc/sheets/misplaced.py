"""Files where no sheet is looked for."""

from collections.abc import Iterator
from pathlib import Path

from creditcalc.pricebook.model import ID
from creditcalc.pricebook.statement import STATEMENT_FOLDER
from creditcalc.pricebook.workflow import WORKFLOWS


def misplaced(root: Path, name: str) -> Iterator[str]:
    """The YAML files of a folder of sheets that no edition reads, each with where it belongs."""
    depths = ("*.y*ml", "*/*.y*ml", "*/*/*.y*ml", "*/*/*/*.y*ml")
    for path in sorted(path for depth in depths for path in root.glob(depth)):
        parts = path.relative_to(root).parts
        place = f"{name}/{path.relative_to(root).as_posix()}"
        if parts == ("catalog.yaml",):
            continue
        if not all(ID.fullmatch(part) for part in parts) or path.suffix != ".yaml":
            if len(parts) != 3:  # those in an edition's folder are faults of the edition
                yield f"{place}: is not read: names are lower case, and sheets end in `.yaml`"
        elif not (
            len(parts) == 3
            or (
                len(parts) == 2
                and (parts[1] == "platform.yaml" or parts[0] in ("maps", "requests", STATEMENT_FOLDER, WORKFLOWS))
            )
        ):
            yield f"{place}: is not read: sheets belong in `platform/edition/`"


def within(faults: tuple[str, ...], path: Path, root: Path) -> tuple[str, ...]:
    """The faults of one sheet of a folder."""
    name = f"{root}/{path.relative_to(root).as_posix()}:"
    return tuple(fault for fault in faults if fault.startswith(name))
