"""A provider's request with its price, and what is wrong with the sheets that say how requests are read."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from creditcalc.errors import UNPUBLISHED, CreditcalcError
from creditcalc.pricebook.condition import value_of
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model
from creditcalc.pricebook.request import LEFT_OPEN, TO_BE_SAID, Provider, RequestField, RequestMapping, RequestSheet
from creditcalc.rating.generation import option
from creditcalc.rating.quote import Quote, price
from creditcalc.rating.request import RequestRead, body_of, named_endpoint, read_request, unsaid
from creditcalc.record import Record
from creditcalc.sheets.cache import cached
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.reader import Fault
from creditcalc.text import did_you_mean, inert, near_words, ticked


class PricedRequest(Record):
    """A provider's request with its price: what was read of the body, and the quote of that."""

    provider: str
    read: RequestRead
    quote: Quote

    def __repr__(self) -> str:
        return f"<PricedRequest {self.provider}: {self.quote!r}>"


class Requests:
    """Requests to providers, each priced in the price books of a catalog; a book is opened once."""

    def __init__(self, catalog: Catalog, as_of: str | None = None, giving: Callable[[str], str] = option) -> None:
        """`as_of` is a day, else each platform's default prices hold; `giving` says how a setting is given."""
        self.catalog, self.as_of, self.giving = catalog, as_of, giving
        self._sheets: dict[str, RequestSheet] = {}
        self._editions: dict[str, Edition] = {}
        self._endpoints: dict[tuple[str, str], tuple[str, list[RequestMapping]]] = {}

    def sheet(self, provider: str) -> RequestSheet:
        """How the requests to a provider are read. Raises CreditcalcError for one that is not known."""
        if provider not in self._sheets:
            self._sheets[provider] = request_sheet(self.catalog, provider)
        return self._sheets[provider]

    def price(
        self,
        body: Any,
        provider: str,
        endpoint: str,
        *,
        given: Mapping[str, Any] | None = None,
        allow_unknown: bool = False,
    ) -> PricedRequest:
        """What a body costs. Raises CreditcalcError for what is not known of it, and for what is not sold."""
        sheet = self.sheet(provider)
        where = provider, endpoint
        if where not in self._endpoints:
            self._endpoints[where] = named_endpoint(sheet, endpoint)
        read = read_request(
            sheet, self._endpoints[where], body, given=given, allow_unknown=allow_unknown, giving=self.giving
        )
        edition = self._edition(read.platform)
        return PricedRequest(
            provider, read, price(read.planned(edition.model(read.mapping.model), self.giving), edition)
        )

    def _edition(self, platform: str) -> Edition:
        if platform not in self._editions:
            self._editions[platform] = self.catalog.edition(platform, as_of=self.as_of)
        return self._editions[platform]


def providers(catalog: Catalog) -> tuple[str, ...]:
    """The ids of the providers whose requests can be read."""
    return _provider(catalog, "").known


def request_sheet(catalog: Catalog, name: str) -> RequestSheet:
    """How the requests to a provider are read, by its id. Raises CreditcalcError for one that is not known."""
    found = _provider(catalog, name.lower())
    if found.sheet is None:
        near = near_words(name, found.known)
        known = f": there are {ticked(found.known, 'and')}" if found.known else ""
        raise CreditcalcError(f"unknown provider `{inert(name[:80])}`{known}", did_you_mean=near)
    return found.sheet


def _provider(catalog: Catalog, name: str) -> Provider:
    def make() -> Provider:
        from creditcalc.sheets.compiler import provider  # noqa: PLC0415  # the compiler owns yaml

        return provider(catalog.roots, name)

    return cached(f"requests {name[:80]} {catalog.roots}", make, Provider)


def request_faults(catalog: Catalog) -> Iterator[Fault]:
    """Everything wrong with the sheets of requests: what leads to no model, setting or value, and wrong examples."""
    opened: dict[str | None, Requests] = {}
    for name in _provider(catalog, "").known:
        try:
            sheet = request_sheet(catalog, name)
        except CreditcalcError as error:
            yield Fault(error.places[0], error.lines[0].removeprefix(f"{error.places[0]}: "))
            continue
        for mapping in sheet.requests.values():
            found = list(_mapping_faults(catalog, sheet, mapping))
            yield from found or _example_faults(catalog, opened, name, mapping)


def _mapping_faults(catalog: Catalog, sheet: RequestSheet, mapping: RequestMapping) -> Iterator[Fault]:
    """What an entry says that leads nowhere, and the settings that it leaves to the defaults of our own sheets."""
    place = mapping.place
    for key in {mapping.source} - sheet.sources.keys():
        yield Fault(place, f"unknown source `{key}`{did_you_mean(key, sheet.sources) or ': add it to `sources`'}")
    try:
        models = catalog.edition(mapping.platform or sheet.platform).models
    except CreditcalcError as error:
        yield Fault(place, str(error))
        return
    model = models.get(mapping.model)
    if model is None:
        yield Fault(
            place, f"there is no model `{mapping.model}`{did_you_mean(mapping.model, models) or ': correct it'}"
        )
        return
    if not mapping.examples:
        yield Fault(place, "has no example: add a body with its price, worked out by hand")
    if twice := sorted({*mapping.with_} & {field.setting for field in mapping.fields.values()}):
        yield Fault(place, f"{ticked(twice, 'and')} stands in `with` and in `fields`: keep one")
    for setting in unsaid(model, mapping):
        yield Fault(place, f"says nothing of `{setting}` of `{model.id}`: add a field, or `with` or `asked`")
    for setting in mapping.asked.keys() - model.settings.keys():
        yield Fault(place, f"`{model.id}` has no setting `{setting}`: correct `asked`")
    for setting, word in mapping.with_.items():
        yield from _value_faults(model, setting, word, place)
    for field in mapping.fields.values():
        counted = field.read == "count"
        words = {*(() if counted else field.values.values()), *([field.absent] if field.absent else [])} - {
            LEFT_OPEN,
            TO_BE_SAID,
        }
        for word in sorted(words):
            yield from _value_faults(model, field.setting, word, field.place)
        if field.setting not in model.settings and field.setting != "outputs":
            yield Fault(field.place, f"`{model.id}` has no setting `{field.setting}`: correct it")
    yield from _absence_faults(mapping)


def _absence_faults(mapping: RequestMapping) -> Iterator[Fault]:
    """Settings for which it is not said, or said twice, what holds where a body leaves their fields out."""
    fields: dict[str, list[RequestField]] = {}
    for field in mapping.fields.values():
        fields.setdefault(field.setting, []).append(field)
    for setting, some in fields.items():
        said = sum(one.absent is not None for one in some)
        if said != 1 and not (said == 0 and len(some) == 1 and some[0].read in ("count", "present")):
            yield Fault(some[0].place, f"`absent` must stand once for `{setting}`: a value, `open` or `required`")
    for one in mapping.fields.values():
        if unknown := [name for name in one.over if name not in mapping.fields]:
            yield Fault(one.place, f"{ticked(unknown, 'and')} in `over` is not a field: correct it")


def _value_faults(model: Model, setting: str, word: str, place: str) -> Iterator[Fault]:
    known = model.settings.get(setting)
    if known is None:
        if setting != "outputs":
            yield Fault(place, f"`{model.id}` has no setting `{setting}`: correct it")
    elif not known.admits(value_of(word)):
        yield Fault(place, f"`{word}` is not a value of `{setting}` of `{model.id}`: it takes {known.accepted}")


def _example_faults(
    catalog: Catalog, opened: dict[str | None, Requests], provider: str, mapping: RequestMapping
) -> Iterator[Fault]:
    """Each example whose body cannot be priced, or whose price is another one."""
    for example in mapping.examples:
        endpoint = example.endpoint or mapping.endpoints[0]
        requests = opened.setdefault(example.as_of, Requests(catalog, example.as_of))
        try:
            found = requests.price(body_of(example.body), provider, endpoint, given=example.with_)
        except CreditcalcError as error:
            if error.code == UNPUBLISHED and example.total.qualifier == "unknown":
                continue
            yield Fault(example.place, f"the example cannot be priced: {error}")
            continue
        if found.read.mapping.id != mapping.id:
            yield Fault(example.place, f"the example is read by `{found.read.mapping.id}`: correct `when`")
        elif found.quote.total != example.total:
            said = f"the example says {example.total}, the sheet gives {found.quote.total}"
            yield Fault(example.place, f"{said}: correct one of them")
