"""The state of the sheets: what is wrong, what is old, what rests on one source."""

from pathlib import Path
from typing import NamedTuple

from creditcalc.catalog import Catalog
from creditcalc.check import example_faults
from creditcalc.errors import CreditcalcError, count
from creditcalc.report import Cell, Column, Report, listing


class Audit(NamedTuple):
    """The report of a check, and every fault it found as `path:line:col: what, and the remedy`."""

    report: Report
    faults: tuple[str, ...]


def audit(catalog: Catalog, old_before: str) -> Audit:
    """Check every edition: its sheets, proofs and worked examples; count what is old or rests on a single source.

    `old_before` is a date: a source dated before it is old.
    """
    columns = (
        Column("edition", "Edition"),
        Column("models", "Models", True),
        Column("rates", "Rates", True),
        Column("examples", "Examples", True),
        Column("single_source", "Single source", True),
        Column("old", "Old", True),
        Column("faults", "Faults", True),
    )
    rows: list[tuple[Cell, ...]] = []
    faults: list[str] = []
    for platform in catalog.index.platforms.values():
        for name in platform.editions:
            try:
                compiled = catalog.compiled(platform, name)
            except CreditcalcError as error:
                faults.append(str(error))
                rows.append((f"{platform.id}/{name}", 0, 0, 0, 0, 0, 1))
                continue
            edition = compiled.on(compiled.edition.as_of)
            models = list(edition.models.values())
            found = [*compiled.faults, *(str(fault) for model in models for fault in example_faults(model, edition))]
            rates = [rate for model in models for rate in model.rates]
            rows.append(
                (
                    f"{platform.id}/{name}",
                    len(models),
                    len(rates),
                    sum(len(model.examples) for model in models),
                    sum(not rate.claims for rate in rates),
                    sum(edition.sources[rate.source].date < old_before for rate in rates),
                    len(found),
                )
            )
            faults += found
    title = f"{count(len(faults), 'fault')} in {count(len(rows), 'edition')}"
    notes = (f"Old: the source is dated before {old_before}. Single source: nobody else says anything of the figure.",)
    data = listing("check", "editions", columns, rows)
    data["faults"] = faults
    return Audit(Report(title, columns, tuple(rows), data, notes=notes), tuple(faults))


def within(faults: tuple[str, ...], path: Path, root: Path) -> tuple[str, ...]:
    """The faults of one sheet of a folder."""
    name = f"{root}/{path.relative_to(root).as_posix()}:"
    return tuple(fault for fault in faults if fault.startswith(name))
