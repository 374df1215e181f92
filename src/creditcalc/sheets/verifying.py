"""The prices of the sheets against those of a foreign price map, row by row."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from math import floor
from typing import Literal

from creditcalc.amount import Amount, decimal, exactly
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import word_of
from creditcalc.pricebook.counterpart import Meant
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model, Rate, Setting
from creditcalc.rating.generation import resolve
from creditcalc.rating.quote import Quote, price
from creditcalc.record import Record
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.counterparts import Counterparts
from creditcalc.sheets.foreign import ForeignPrice, Unpriced

Agreement = Literal["differs", "ended_there", "agrees", "only_mine", "only_there"]
"""How a price here and one of a foreign map compare."""
PROBE = Fraction(10)
"""Seconds of the clip that prices per second are compared by, or what a model makes that is nearest to it: a minimum of
a few seconds does not count then."""
THOUSAND = Fraction(1000)
"""Of any other number that has no default, so that a price per thousand is one of a thousand."""


CLOSE = Fraction(1, 200)
"""How far from a figure one may be that is taken for it rounded."""
RANGE_HERE = "the price here is a range"
HALF = Fraction(1, 2)


class Compared(Record):
    """A price here beside a foreign one, both in US dollars for the foreign unit; one of the two may be missing.

    `rows` are those that the price here is made of, `times` is theirs divided by mine.
    """

    verdict: Agreement
    offer: ForeignPrice | None = None
    edition: Edition | None = None
    model: Model | None = None
    rows: tuple[Rate, ...] = ()
    mine: Amount | None = None
    why: str = ""
    id: str = ""

    @property
    def times(self) -> Amount | None:
        """Theirs divided by mine, where both are known and mine is not nothing."""
        if self.offer is None or self.mine is None or not self.mine.low:
            return None
        return exactly(self.offer.price) / self.mine


def verified(
    catalog: Catalog, known: Counterparts, offers: list[ForeignPrice | Unpriced], today: str
) -> Iterator[Compared]:
    """Each price of a foreign map beside mine, then the prices here that the map does not have.

    Rows count as mine on the platforms that the map means a model of. Raises CreditcalcError for a price book that
    cannot be read.
    """
    books: dict[str, Edition] = {}
    met = set[tuple[str, str, str]]()
    sizes: dict[str, set[str]] = {}
    for offer in offers:
        if isinstance(offer, ForeignPrice) and "resolution" in offer.settings:
            sizes.setdefault(offer.id, set()).add(offer.settings["resolution"].lower())
    for offer in offers:
        meant = known.models.get(offer.id) or _itself(catalog, offer.id)
        if isinstance(offer, Unpriced):
            yield Compared("only_there", why=offer.reason, id=offer.id)
        elif meant is None:
            apart = known.apart.get(offer.id)
            yield Compared("only_there", offer, why=apart.why if apart else "not matched to a model here", id=offer.id)
        else:
            platform = meant.model.partition("/")[0]
            if platform not in books:
                books[platform] = catalog.edition(platform)
            for one in _beside(offer, meant, books[platform], known, sizes.get(offer.id, set()), today):
                met |= {(platform, one.model.id, row.place) for row in one.rows if one.model}
                yield one
    for platform, edition in books.items():
        for model in edition.models.values():
            for row in model.rates:
                ours = row.published and not row.unavailable and not row.list_usd
                if ours and (platform, model.id, row.place) not in met:
                    yield Compared("only_mine", edition=edition, model=model, rows=(row,))


def _itself(catalog: Catalog, name: str) -> Meant | None:
    """The model here that an id names as it stands: `list/veo-3.1`."""
    platform, _, model = name.partition("/")
    there = platform in catalog.index.platforms and model in catalog.edition(platform).models
    return Meant((name,), name) if there else None


def _beside(
    offer: ForeignPrice, meant: Meant, edition: Edition, known: Counterparts, sizes: set[str], today: str
) -> Iterator[Compared]:
    """A foreign price beside mine, once for each row here that it is for."""
    model = edition.models[meant.model.partition("/")[2]]
    ended = offer.until is not None and offer.until < today
    worth = Fraction(1) if edition.unit == "USD" else known.dollars.get(edition.platform)
    found: dict[tuple[object, ...], Compared] = {}
    refused: list[str] = []
    given = {name: meant.words.get(word, word) for name, word in offer.settings.items()}
    taken = {meant.words.get(size, size) for size in sizes}
    for settings in _cases(model, {**meant.with_, **given}, taken):
        try:
            quote = _probe(model, settings, edition)
            mine = _share(quote, offer, worth)
        except CreditcalcError as error:
            refused.append(str(error))
            continue
        verdict: Agreement = "ended_there" if ended else "agrees" if agree(mine, offer.price) else "differs"
        why = f"ended there on {offer.until}" if ended else meant.note or (RANGE_HERE if mine.low != mine.high else "")
        rows = tuple(row for row in quote.rows if row in model.rates) or quote.rows
        key = rows, mine, verdict
        found.setdefault(key, Compared(verdict, offer, edition, model, rows, mine, why, offer.id))
    if refused and not found:
        yield Compared("ended_there" if ended else "only_there", offer, edition, model, why=refused[0], id=offer.id)
    yield from found.values()


def agree(mine: Amount, theirs: Fraction) -> bool:
    """Whether one figure is the other, or the other rounded and within half a per cent of it: 0.067 is 0.0672.

    An approximate one may be rounded to fewer digits: ~0.07 is 0.0672.
    """
    if mine.low <= theirs and (mine.high is None or theirs <= mine.high):
        return True
    if mine.low != mine.high or not (mine.approximate or abs(theirs - mine.low) <= mine.low * CLOSE):
        return False
    rough, fine = sorted((mine.low, theirs), key=_places)
    shift: int = 10 ** _places(rough)
    return floor(fine * shift + HALF) == rough * shift


def _places(value: Fraction) -> int:
    """How many digits a figure has behind its point."""
    return len(decimal(value).partition(".")[2])


def _cases(model: Model, given: Mapping[str, str], sizes: set[str]) -> Iterator[dict[str, str]]:
    """The settings that a foreign price is for: one case for each choice that it leaves open.

    A price without a resolution is not for those that have a price of their own.
    """
    known = {name: word for name, word in given.items() if name in model.settings or name != "resolution"}
    spans: dict[str, list[str]] = {}
    for name, setting in model.settings.items():
        if name in known or not setting.choices:
            continue
        if name == "resolution":
            spans[name] = [word for word in map(word_of, setting.choices) if word.lower() not in sizes]
        elif setting.is_open:
            spans[name] = [word_of(value) for value in setting.choices]
    for choice in product(*spans.values()):
        yield {**known, **dict(zip(spans, choice, strict=True))}


def _probe(model: Model, settings: Mapping[str, str], edition: Edition) -> Quote:
    """The quote by which a price is compared: numbers that must be given are chosen. Raises CreditcalcError."""
    given = dict(settings)
    for name, setting in model.settings.items():
        if name not in given and setting.initial is None and (name == "seconds" or not setting.is_open):
            if (number := _nearest(setting, PROBE if name.endswith("seconds") else THOUSAND)) is None:
                continue
            given[name] = word_of(number)
    try:
        return price(resolve(model, given), edition)
    except CreditcalcError:
        lengths = model.settings.get("seconds", Setting()).choices
        if "seconds" in settings or not lengths:
            raise
    for length in lengths[:-1]:
        try:
            return price(resolve(model, {**given, "seconds": word_of(length)}), edition)
        except CreditcalcError:
            continue
    return price(resolve(model, {**given, "seconds": word_of(lengths[-1])}), edition)


def _nearest(setting: Setting, wanted: Fraction) -> Fraction | None:
    """The number that a setting takes nearest to one, if it takes any."""
    if setting.range is not None:
        low, high = setting.range.low, setting.range.high
        return max(low, wanted if high is None else min(wanted, high))
    numbers = [value for value in setting.choices if isinstance(value, Fraction)]
    return min(numbers, key=lambda value: abs(value - wanted), default=None)


def _share(quote: Quote, offer: ForeignPrice, worth: Fraction | None) -> Amount:
    """What one unit of a foreign price costs here in US dollars. Raises CreditcalcError where that is not known."""
    if worth is None:
        raise CreditcalcError(f"what a {quote.edition.unit} costs in USD is not known: add it to `dollars` of the map")
    if not offer.per.setting:
        return quote.total * exactly(worth)
    value = quote.generation.variants[0].get(offer.per.setting)
    if not isinstance(value, Fraction) or not value:
        raise CreditcalcError(f"is not priced per {offer.per.block} here")
    return quote.total * exactly(worth * offer.per.size / value)
