"""How the bills of platforms are read: the profiles in `statements/`, and what is wrong with them."""

from collections.abc import Iterable, Iterator, Mapping

from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import Test, word_of
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.request import LEFT_OUT, RequestSheet
from creditcalc.pricebook.statement import STATEMENT_FOLDER, StatementSheet
from creditcalc.rating.request import bare
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.compiled import Root
from creditcalc.sheets.compiler import Files
from creditcalc.sheets.reader import Fault, Unreadable
from creditcalc.sheets.requests import providers, request_sheet
from creditcalc.sheets.structure import build
from creditcalc.text import did_you_mean, folded, inert, near_words, repeated, ticked


def statement_sheets(roots: Iterable[Root], faults: list[Fault]) -> dict[str, StatementSheet]:
    """Every profile by its name; one of a later folder takes the place of an earlier one's.

    What is wrong is added to `faults`.
    """
    files = Files(roots)
    found: dict[str, StatementSheet] = {}
    for root in files.roots:
        for name in files.sheets(root, STATEMENT_FOLDER):
            try:
                node = files.read(root, STATEMENT_FOLDER, name)
            except Unreadable as error:
                faults.append(error.fault)
                continue
            sheet = build(StatementSheet, node, faults) if node is not None else None
            if sheet is not None:
                found[name.removesuffix(".yaml")] = sheet
    return found


def profiles(catalog: Catalog) -> dict[str, StatementSheet]:
    """Every profile by its name. Raises CreditcalcError where a sheet is wrong."""
    faults: list[Fault] = []
    found = statement_sheets(catalog.roots, faults)
    if faults:
        raise CreditcalcError(*faults)
    return found


def profile_of(catalog: Catalog, name: str | None, platform: str) -> tuple[str, StatementSheet]:
    """The profile of a name, else the only one of a wallet's platform.

    Raises CreditcalcError for a name that none has, and where a platform has no profile or several.
    """
    known = profiles(catalog)
    if name is not None:
        if (found := known.get(name.lower())) is not None:
            return name.lower(), found
        near = near_words(name, known)
        words = f"unknown profile `{inert(name[:40])}`: `--profile` takes {ticked(known)}, or name the columns"
        raise CreditcalcError(f"{words} with `--columns`", did_you_mean=near)
    fit = [key for key, one in known.items() if one.platform == platform]
    if len(fit) == 1:
        return fit[0], known[fit[0]]
    if fit:
        raise CreditcalcError(f"bills of {platform} have several forms: add `--profile` with {ticked(fit)}")
    raise CreditcalcError(
        f"no profile reads bills of {platform}: name its columns, as in `--columns time=Date,model=Model,amount=Cost`"
    )


def billed_names(catalog: Catalog, sheet: StatementSheet, edition: Edition) -> dict[str, str]:
    """The model that each name on a bill means, by the name folded: as the profile or its provider's requests say.

    A name that means several models is left out: the bill does not tell which.
    """
    found: dict[str, set[str]] = {}
    if sheet.requests:
        for name, model in _requested(request_sheet(catalog, sheet.requests)):
            found.setdefault(folded(name), set()).add(model)
    own = {folded(name): one.model for one in sheet.names for name in one.names}
    names = {name: next(iter(models)) for name, models in found.items() if len(models) == 1} | own
    return {name: model for name, model in names.items() if model in edition.models}


def _requested(sheet: RequestSheet) -> Iterator[tuple[str, str]]:
    """The names that a provider's requests give models, by an endpoint or by a word of the body."""
    for one in sheet.requests.values():
        words = [test for field, test in one.when if field.startswith("model")]
        if not words:
            for name in one.endpoints:
                yield name, one.model
                yield bare(sheet, name), one.model
        for test in words:
            for value in test if isinstance(test, Test) else ():
                if (word := word_of(value)) != LEFT_OUT:
                    yield word, one.model


NEEDS: Mapping[str, tuple[str, ...]] = {"generations": ("time", "model"), "days": ("time", "model", "amount")}
"""The columns without which a bill of a kind says nothing."""


def statement_faults(catalog: Catalog) -> Iterator[Fault]:
    """What is wrong with the profiles: how they are written, and what in them is not there."""
    faults: list[Fault] = []
    for name, sheet in statement_sheets(catalog.roots, faults).items():
        faults += [Fault(f"{STATEMENT_FOLDER}/{name}.yaml", words) for words in _wrong(catalog, sheet)]
    yield from faults


def _wrong(catalog: Catalog, sheet: StatementSheet) -> Iterator[str]:
    if missing := [key for key in NEEDS.get(sheet.kind, ("amount",)) if not getattr(sheet, key)]:
        yield f"says nothing of {ticked(missing, 'and')}: add the columns"
    if sheet.source not in sheet.sources:
        yield f"unknown source `{sheet.source}`{did_you_mean(sheet.source, sheet.sources) or ': add it to `sources`'}"
    if sheet.requests and sheet.requests not in (known := providers(catalog)):
        yield f"no sheet in `requests/` is called `{sheet.requests}`{did_you_mean(sheet.requests, known)}"
    if sheet.platform not in catalog.index.platforms:
        hint = did_you_mean(sheet.platform, catalog.index.platforms) or ": correct it"
        yield f"unknown platform `{sheet.platform}`{hint}"
        return
    try:
        models = catalog.edition(sheet.platform).models
    except CreditcalcError:
        return  # the check tells what is wrong with the price book
    for one in sheet.names:
        if one.model not in models:
            hint = did_you_mean(one.model, models) or ": name one of its models by its id"
            yield f"{sheet.platform} has no model `{one.model}`{hint}"
    for twice in repeated(folded(name) for one in sheet.names for name in one.names):
        yield f"the name `{twice}` is given twice: remove one"
    makers = {model.maker for model in models.values()}
    for maker in sheet.makers:
        if maker not in makers:
            yield f"{sheet.platform} has no model of `{maker}`{did_you_mean(maker, makers) or ': correct it'}"
