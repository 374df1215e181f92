"""Which model here a foreign price map means by an id: the sheets in `maps/`, one for each form of map."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import get_args

from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.counterpart import Apart, MapSheet, Meant
from creditcalc.record import Record
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.compiled import Root
from creditcalc.sheets.compiler import Files
from creditcalc.sheets.foreign import MapForm
from creditcalc.sheets.reader import Fault, Unreadable
from creditcalc.sheets.structure import build
from creditcalc.text import did_you_mean, repeated

FOLDER = "maps"


class Counterparts(Record):
    """What a form of map means, by the foreign ids: the models, or why none; and what a unit of a platform costs."""

    models: Mapping[str, Meant]
    apart: Mapping[str, Apart]
    dollars: Mapping[str, Fraction]


def counterparts(roots: Iterable[Root], form: MapForm) -> Counterparts:
    """What a form of map means by its ids; a later folder's sheet has precedence.

    Raises CreditcalcError for a sheet that is wrong.
    """
    faults: list[Fault] = []
    sheets = list(_sheets(roots, form, faults))
    if faults:
        raise CreditcalcError(*faults)
    return Counterparts(
        {key: one for sheet in sheets for one in sheet.models for key in one.ids},
        {key: one for sheet in sheets for one in sheet.apart for key in one.ids},
        {key: worth for sheet in sheets for key, worth in sheet.dollars.items()},
    )


def _sheets(roots: Iterable[Root], form: str, faults: list[Fault]) -> Iterator[MapSheet]:
    files = Files(roots)
    for root in files.roots:
        try:
            node = files.read(root, FOLDER, f"{form}.yaml")
        except Unreadable as error:
            faults.append(error.fault)
            continue
        sheet = build(MapSheet, node, faults) if node is not None else None
        if sheet is not None:
            yield sheet


def counterpart_faults(catalog: Catalog) -> Iterator[Fault]:
    """What is wrong with the sheets in `maps/`: how they are written, a model that is not there, an id given twice."""
    for form in get_args(MapForm):
        faults: list[Fault] = []
        for sheet in _sheets(catalog.roots, form, faults):
            named = [(one.place, key) for one in sheet.models for key in one.ids]
            named += [(one.place, key) for one in sheet.apart for key in one.ids]
            places = {key: place for place, key in named}
            twice = repeated(key for _, key in named)
            faults += [Fault(places[key], f"the id `{key[:80]}` is given twice: remove one") for key in twice]
            faults += [fault for one in sheet.models for fault in _missing(catalog, one)]
        yield from faults


def _missing(catalog: Catalog, meant: Meant) -> Iterator[Fault]:
    platform, _, model = meant.model.partition("/")
    if platform not in catalog.index.platforms:
        hint = did_you_mean(platform, catalog.index.platforms) or ": write `platform/model`"
        yield Fault(meant.place, f"unknown platform `{platform[:80]}`{hint}")
        return
    try:
        edition = catalog.edition(platform)
    except CreditcalcError:
        return  # the check tells what is wrong with the price book
    if model not in edition.models:
        hint = did_you_mean(model, edition.models) or ": name one of its models by its id"
        yield Fault(meant.place, f"{platform} has no model `{model[:80]}`{hint}")
        return
    for name in meant.with_:
        if name not in edition.models[model].settings:
            hint = did_you_mean(name, edition.models[model].settings) or ": remove it"
            yield Fault(meant.place, f"`{meant.model}` has no setting `{name}`{hint}")
