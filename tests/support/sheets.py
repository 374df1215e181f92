"""Small price sheets for tests: one platform `p` with one edition `e`, in a folder of a person's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

import creditcalc
from creditcalc.pricebook.edition import Edition
from creditcalc.rating.quote import Quote
from creditcalc.sheets.catalog import Catalog

EDITION = """\
unit: credit
from: 2026-05-01
as_of: 2026-05-31
sources:
  docs: {title: The documentation, date: 2026-05, grade: official}
  page: {title: A page as noted by others, date: 2026-05, grade: transcribed}
  note: {title: A note, date: 2026-04-30, grade: third_party}
"""
"""Credits; three sources. More of an edition's keys may be added at the end."""
DOLLARS = EDITION.replace("unit: credit", "unit: USD")
"""The same in money, as an API sells it."""


@dataclass(frozen=True)
class Sheets:
    """A folder of sheets whose default platform is `p`, and what creditcalc makes of it."""

    folder: Path

    def __call__(self, model: str, **options: Any) -> Quote:
        """The quote for a generation."""
        return creditcalc.quote(model=model, pricing=str(self.folder), **options).quote

    def total(self, model: str, **options: Any) -> str:
        """The exact text of a quote's total."""
        return str(self(model, **options).total)

    def refusal(self, model: str, **options: Any) -> tuple[int, str]:
        """The exit code and the exact text of the refusal, where there must be one."""
        with pytest.raises(creditcalc.CreditcalcError) as refused:
            self(model, **options)
        return refused.value.code, str(refused.value)

    @property
    def edition(self) -> Edition:
        """The edition `e`, with its plans and add-ons."""
        return Catalog(str(self.folder)).edition("p", "e")

    @property
    def faults(self) -> tuple[str, ...]:
        """Everything that is wrong with the sheets of `e`; places begin with `p/e/`."""
        catalog = Catalog(str(self.folder))
        found = catalog.compiled(catalog.platform("p"), "e").faults
        return tuple(fault.removeprefix(f"{self.folder}/") for fault in found)


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Writes sheets, each without the indentation that its lines share."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")


def platform(folder: Path, models: str, *, edition: str = EDITION, plans: str = "", addons: str = "") -> Sheets:
    """Platform `p` with edition `e` and these models; without plans or add-ons there is no such sheet.

    For more (a list edition, a second one, a broken file) `write` it into the same folder.
    """
    optional = {"p/e/models.yaml": models, "p/e/plans.yaml": plans, "p/e/addons.yaml": addons}
    write(folder, {"catalog.yaml": "default_platform: p\n", "p/platform.yaml": "name: P\ndefault_edition: e\n"})
    write(folder, {"p/e/edition.yaml": edition, **{name: text for name, text in optional.items() if text}})
    return Sheets(folder)
