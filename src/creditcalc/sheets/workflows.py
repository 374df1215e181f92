"""The sheets that say how the nodes of workflows are read, and what is wrong with them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import value_of
from creditcalc.pricebook.model import Model
from creditcalc.pricebook.workflow import WORKFLOWS, NodeMapping, NodeReading, ReadWorkflows, WorkflowSheet
from creditcalc.sheets.cache import cached
from creditcalc.sheets.catalog import Catalog
from creditcalc.text import did_you_mean, ticked

if TYPE_CHECKING:
    from creditcalc.sheets.reader import Fault

PROGRAMS = ("comfyui",)
"""The programs whose workflows are read; each has a sheet of its name."""


def workflow_sheet(catalog: Catalog, name: str) -> WorkflowSheet:
    """How the workflows of a program are read. Raises CreditcalcError where there is no sheet, or it is wrong."""

    def make() -> ReadWorkflows:
        from creditcalc.sheets.compiler import workflows  # noqa: PLC0415  # the compiler owns yaml

        return workflows(catalog.roots, name)

    found = cached(f"workflows {name} {catalog.roots}", make, ReadWorkflows)
    if found.sheet is None:
        raise CreditcalcError(f"there is no sheet `{WORKFLOWS}/{name}.yaml`: see `creditcalc sheets path`")
    return found.sheet


def workflow_faults(catalog: Catalog) -> "Iterator[Fault]":
    """Everything in these sheets that leads to no source, class, widget, model, setting or value."""
    from creditcalc.sheets.reader import Fault  # noqa: PLC0415  # it owns yaml

    for name in PROGRAMS:
        try:
            sheet = workflow_sheet(catalog, name)
            models = _models(catalog, sheet.platform)
        except CreditcalcError as error:
            if error.places[0]:
                yield Fault(error.places[0], error.lines[0].removeprefix(f"{error.places[0]}: "))
            continue
        for twice, number in Counter(sheet.classes).items():
            if number > 1:
                known = sheet.mapping(twice)
                place = known.place if known else f"{WORKFLOWS}/{name}.yaml"
                yield Fault(place, f"`{twice}` stands in two places: keep one")
        for mapping in sheet.nodes.values():
            for where, words in _mapping_faults(sheet, mapping, models):
                yield Fault(where, words)


def _models(catalog: Catalog, platform: str) -> dict[str, list[Model]]:
    """The models of a platform in all its price books, by id."""
    found: dict[str, list[Model]] = {}
    for edition in catalog.platform(platform).editions:
        for key, model in catalog.edition(platform, edition).models.items():
            found.setdefault(key, []).append(model)
    return found


def _mapping_faults(
    sheet: WorkflowSheet, mapping: NodeMapping, models: dict[str, list[Model]]
) -> Iterator[tuple[str, str]]:
    yield from _named_faults(sheet, mapping, models)
    found = [model for key in mapping.models for model in models.get(key, ())]
    readings = {one.setting for one in mapping.readings}
    if "model" in readings and mapping.readings[0].setting != "model":
        yield mapping.readings[0].place, "the reading of `model` must stand first: others depend on it"
    if both := sorted(({*mapping.with_} & readings) | ({"model"} & readings if mapping.model else set())):
        yield mapping.place, f"{ticked(both, 'and')} is said twice: keep the reading, or remove it"
    for setting, word in mapping.with_.items():
        yield from _value_faults(found, setting, [word], mapping.place)
    for setting in mapping.asked:
        yield from _value_faults(found, setting, [], mapping.place)
    for reading in mapping.readings:
        if reading.setting != "model":
            yield from _reading_faults(mapping, reading, found)
    said = {*mapping.with_, *mapping.asked, *readings}
    for model in found:
        for name, known in model.settings.items():
            if name not in said and known.range and known.initial is not None:
                yield mapping.place, f"says nothing of `{name}` of `{model.id}`, whose default would count: add it"


def _named_faults(
    sheet: WorkflowSheet, mapping: NodeMapping, models: dict[str, list[Model]]
) -> Iterator[tuple[str, str]]:
    """Sources and models that are not there."""
    if mapping.source not in sheet.sources:
        hint = did_you_mean(mapping.source, sheet.sources) or ": add it to `sources`"
        yield mapping.place, f"unknown source `{mapping.source}`{hint}"
    for key in mapping.models:
        if key not in models:
            hint = did_you_mean(key, models) or ": list it in `unpriced`"
            yield mapping.place, f"`{key}` is in no price book of `{sheet.platform}`{hint}"
    if not mapping.models:
        yield mapping.place, "names no model: add `model`, or a reading of it"


def _reading_faults(mapping: NodeMapping, reading: NodeReading, models: list[Model]) -> Iterator[tuple[str, str]]:
    names = {widget.name for widget in mapping.widgets}
    if reading.read != "unlinked" and not names & {*reading.from_}:
        hint = did_you_mean(reading.from_[0], names) if reading.from_ else ""
        yield reading.place, f"none of {ticked(reading.from_)} is among `widgets`{hint}"
    yield from _value_faults(models, reading.setting, reading.values.values(), reading.place)
    if reading.absent:
        yield from _value_faults(models, reading.setting, [reading.absent], reading.place)


def _value_faults(models: list[Model], setting: str, words: Iterable[str], place: str) -> Iterator[tuple[str, str]]:
    known = [model.settings[setting] for model in models if setting in model.settings]
    if not known:
        if setting != "outputs":
            yield place, f"no model of this entry has a setting `{setting}`: correct it"
        return
    for word in words:
        if not any(one.admits(value_of(word)) for one in known):
            yield place, f"`{word}` is not a value of `{setting}`: it takes {known[0].accepted}"
