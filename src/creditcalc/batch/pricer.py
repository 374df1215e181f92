"""What one row of a batch means and what it costs: values mean exactly what they mean in a quote."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import repeat
from typing import TYPE_CHECKING, Any

from creditcalc.amount import Amount, decimal, number
from creditcalc.errors import REFUSED, CreditcalcError
from creditcalc.pricebook.condition import word_of
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model, Rate
from creditcalc.rating.generation import resolve
from creditcalc.rating.quote import Quote, price
from creditcalc.rating.takes import UNSAID, Odds, Shoot, shoot
from creditcalc.record import Record
from creditcalc.sheets.catalog import Catalog
from creditcalc.text import MOST_HINTS, folded, limited, units

if TYPE_CHECKING:
    from creditcalc.batch.layout import Layout

ASIDE = ("id", "shot", "alternative", "note")
"""Columns that are said of a row and change nothing."""
COUNTS = ("outputs", "images", "takes")
MEASURES = ("seconds", "takes")
"""Columns in which rows that are otherwise alike mostly differ, and with which prices mostly grow evenly."""
RATES = ("success_rate", "failure_rate")
"""Columns that say what becomes of takes."""
RESERVED = (*ASIDE, *COUNTS, "scene", "model", "minutes", "mix", "platform", "edition", *RATES)
"""Columns that are not settings of a model."""
RESULTS = ("credits_low", "credits_high", "qualifier", "grade", "error")
"""Columns that are written beside those of the input."""
SHOOT = ("takes_expected", "takes_low", "takes_high", "credits_if_failed_charged", "credits_if_failed_free")
"""Columns that are also written where a success rate is given."""
SUMS = ("total", "totals", "grandtotal", "subtotal", "sum", "summe", "gesamt")
"""What people call a row of sums, folded."""
STEAD = {"seconds": "minutes", "minutes": "seconds", "images": "outputs", "outputs": "images"}
"""What says the same in another word: an own one drops the inherited other."""
SPACE = " \t"
"""What may stand round a cell and says nothing."""
PRICES_KEPT = 1 << 12
"""Prices of rows that are remembered, on a plan and on all of them; then all are forgotten."""

Values = Mapping[str, str]
"""What a row says, by column; what is not given is not in it."""
_Memo = dict[tuple[tuple[str, str], ...], "Priced"]
"""What became of rows, by all that they say and that a price may depend on."""


class Priced(Record):
    """What became of a row: its total, or why there is none, with the exit code that says so to a script."""

    model: str
    unit: str = ""
    total: Amount | None = None
    grade: str = ""
    error: str = ""
    code: int = 0
    quote: Quote | None = None
    shoot: Shoot | None = None

    def __repr__(self) -> str:
        model = f" {self.model}" if self.model else ""
        return f"<Priced{model}: {self.error[:100] if self.total is None else f'{self.total} {units(self.unit)}'}>"

    @property
    def results(self) -> dict[str, str]:
        """The row's figures as text, under the columns they are written to; nothing where there is none."""
        low, high, qualifier = _ends(self.total)
        found = {
            "credits_low": low,
            "credits_high": high,
            "qualifier": qualifier,
            "grade": self.grade,
            "error": self.error,
            "unit": self.unit,
        }
        if self.shoot:
            takes = self.shoot.takes
            found |= dict(zip(SHOOT, (word_of(takes.expected), str(takes.low), str(takes.high)), strict=False))
            found |= dict(zip(SHOOT[3:], (str(self.shoot.charged.mean), str(self.shoot.free.mean)), strict=True))
        return found


def _ends(total: Amount | None) -> tuple[str, str, str]:
    """The two ends of a total as text, and its qualifier; an unknown total has no ends."""
    if total is None:
        return "", "", ""
    known = total.low > 0 or total.high is not None
    low = decimal(total.low) if known else ""
    return low, "" if total.high is None else decimal(total.high, up=True), total.qualifier


class Pricer:
    """Prices rows in a price book; a row may name another by `platform` and `edition`.

    `odds` are of the takes, for rows that do not say theirs. `aside` are columns of the person's
    own, which are kept and not read. `plan` is the id of the plan of this price book on which rows are made, where the
    price of their model depends on it and they name none; of one that is only assumed, where they can be made on it.

    Rows that say the same are priced once, as long as not too many others come between them.
    """

    loose = False
    """Whether settings that a row does not say are open, whatever their model's default is."""
    layout: "Layout | None" = None
    """How files of rows are laid out, where that is said."""

    def __init__(
        self,
        catalog: Catalog,
        book: Edition,
        *,
        as_of: str | None = None,
        odds: Odds = UNSAID,
        aside: tuple[str, ...] = (),
        plan: str | None = None,
        assumed: bool = False,
    ) -> None:
        self.catalog, self.book, self.as_of, self.odds, self.plan = catalog, book, as_of, odds, plan
        self.assumed = assumed
        self.aside = frozenset((*ASIDE, *aside))
        self._hints = repeat(True, MOST_HINTS)
        self._books: dict[tuple[str, str], Edition] = {}
        self._settings_known: set[str] = set()
        self._on_plan: _Memo = {}
        self._on_any: _Memo = {}
        self.used: dict[tuple[str, str, str], tuple[Edition, Model, Rate]] = {}
        """The rows of prices that were used, with their models and price books."""

    def __call__(self, values: Values) -> Priced:
        """What becomes of a row; nothing that a row says raises."""
        key = tuple([one for one in values.items() if one[0] not in self.aside])
        found = self._on_plan.get(key) or self._on_any.get(key)
        if found is None:
            try:
                with limited(self._hints):
                    found = self._priced(values)
            except CreditcalcError as error:  # not remembered: only so many of them have hints
                return Priced(*self._named(values), error=str(error), code=error.code)
            self._remember(key, found)
        if found.quote:
            self._use(found.quote)
        return found

    @staticmethod
    def giving(name: str) -> str:
        """How a setting is given in a file."""
        return f"the column or key `{name}`"

    def on(self, plan: str, *, assumed: bool = False) -> "Pricer":
        """The same, of rows that are made on the plan of an id."""
        aside, odds = tuple(self.aside), self.odds
        made = type(self)(self.catalog, self.book, as_of=self.as_of, odds=odds, aside=aside, plan=plan, assumed=assumed)
        made._books, made._on_any, made.layout = self._books, self._on_any, self.layout
        return made

    def columns(self, given: tuple[str, ...]) -> tuple[str, ...]:
        """The columns written for rows with these columns: a unit where not all must be credits, takes where asked."""
        elsewhere = self.book.unit != "credit" or {"platform", "edition"} & set(given)
        shot = SHOOT if self.odds != UNSAID or set(RATES) & set(given) else ()
        return (*RESULTS, *(("unit",) if elsewhere else ()), *shot)

    def unit(self, book: Edition) -> str:
        """What a price book's amounts are in: credits of another book than the batch's are another unit."""
        return book.unit if book.unit.isupper() or self._own(book) else f"{book.platform} {book.id} {book.unit}"

    def _own(self, book: Edition) -> bool:
        """Whether it is the batch's own price book."""
        return (book.platform, book.id) == (self.book.platform, self.book.id)

    def models(self, unit: str, names: str) -> tuple[Model, ...]:
        """The models that rows in a unit are counted under: one, those of alternatives that are open, or none."""
        books = [book for book in (self.book, *self._books.values()) if not unit or self.unit(book) == unit]
        found = (
            next((book.models[name] for book in books if name in book.models), None) for name in names.split(" or ")
        )
        return tuple(model for model in found if model)

    def unknown(self, name: str) -> str | None:
        """Why a column means nothing in any price book; None where it does mean something."""
        found = self.slip_of(name)
        return None if found is None else f"the column `{name}` is not a setting of any model{found[1]}"

    def slip_of(self, name: str) -> tuple[list[str], str] | None:
        """What a column that means nothing may have been meant as, if anything, and how that is offered.

        None where it does mean something.
        """
        if name in RESERVED or name in self.aside or any(name in model.settings for model in self.book.models.values()):
            return None
        if not self._settings_known:
            books = self._all_books()
            self._settings_known |= {one for book in books for model in book.models.values() for one in model.settings}
        known = self._settings_known
        if name in known:
            return None
        from creditcalc.rating.spoken import settings_meant  # noqa: PLC0415  # only on the way to an error

        return settings_meant(name, {*known, *RESERVED})

    def settings(self, values: Values) -> frozenset[str] | None:
        """The columns that mean something for a row's model; None where there is no such model."""
        try:
            model = self.model(values)
        except CreditcalcError:
            return None
        lengths = ("minutes",) if "seconds" in model.settings else ()
        images = ("images",) if model.kind == "image" else ()
        mixes = ("mix",) if model.uses else ()
        others = set(RESERVED) - {"minutes", "images", "mix"}
        return frozenset((*model.settings, *others, *lengths, *images, *mixes))

    def with_inherited(self, own: Values, inherited: Values) -> Values:
        """What a row says in all: its own, and of what it inherits what its model knows."""
        rest = {name: word for name, word in inherited.items() if name not in own and STEAD.get(name) not in own}
        known = self.settings({**rest, **own})
        return {name: word for name, word in rest.items() if known is None or name in known} | dict(own)

    def model(self, values: Values) -> Model:
        """The model of a row; raises CreditcalcError where there is none."""
        return self._book(values.get("platform"), values.get("edition")).model(values.get("model", ""))

    def quote(self, values: Values) -> Quote:
        """The quote for a row; raises CreditcalcError as a quote does."""
        book = self._book(values.get("platform"), values.get("edition"))
        if "model" not in values:
            raise CreditcalcError("has no model: fill in `model`, or remove the row if it is a total")
        if folded(values["model"]) in SUMS and not book.ids(values["model"]):
            raise CreditcalcError(f"`{values['model'][:40]}` is not a model: remove the row if it is a total")
        model = book.model(values["model"])
        counts, settings = _counts(model, values), book.meant(model, self._settings(values))
        outputs, takes, mix = counts.get("outputs"), counts["takes"], values.get("mix")

        def made(settings: Mapping[str, Any]) -> Quote:
            asked = resolve(
                model, settings, outputs=outputs, takes=takes, mix=mix, loose=self.loose, giving=self.giving
            )
            return price(asked, book)

        if self.plan is None or "plan" not in model.settings or "plan" in settings or not self._own(book):
            return made(settings)
        try:
            return made({**settings, "plan": self.plan})
        except CreditcalcError:
            if not self.assumed:
                raise
            return made(settings)

    def said(self, model: Model, values: Values) -> tuple[dict[str, int], dict[str, str]]:
        """How many takes and outputs a row of a model says, by those words, and the settings that it says."""
        return _counts(model, values), self._settings(values)

    def _named(self, values: Values) -> tuple[str, str]:
        """The model that a row without a price is counted under, and its unit; an unknown name is not kept."""
        try:
            book = self._book(values.get("platform"), values.get("edition"))
        except CreditcalcError:
            return "", ""
        found = book.ids(values.get("model", ""))
        return (found[0], self.unit(book)) if len(found) == 1 and found[0] in book.models else ("", "")

    def _priced(self, values: Values) -> Priced:
        quote = self.quote(values)
        generation = quote.generation
        found = Priced(generation.model.id, self.unit(quote.edition), quote.total, quote.grade, quote=quote)
        odds = Odds(*(_rate(values, name, default) for name, default in zip(RATES, self.odds, strict=True)))
        if odds == UNSAID:
            return found
        sheet = quote.edition.sheet.failed_generations
        said = sheet.of(generation.model) if sheet else None
        shot = shoot(
            odds,
            generation.takes,
            said.charged if said else "unknown",
            lambda takes: price(generation._replace(takes=takes), quote.edition).total,
        )
        return found._replace(total=shot.total, shoot=shot._replace(blocked=said.blocked) if said else shot)

    def _remember(self, key: tuple[tuple[str, str], ...], priced: Priced) -> None:
        on_plan = priced.quote is not None and "plan" in priced.quote.generation.model.settings
        memo = self._on_plan if on_plan else self._on_any
        if len(memo) >= PRICES_KEPT:
            memo.clear()
        memo[key] = priced

    def _use(self, quote: Quote) -> None:
        """Keeps which rows of prices a quote rests on."""
        model = quote.generation.model
        for line in quote.lines:
            for row in line.rows:
                self.used.setdefault((quote.edition.platform, model.id, row.place), (quote.edition, model, row))

    def _settings(self, values: Values) -> dict[str, str]:
        found = {name: word for name, word in values.items() if name not in RESERVED and name not in self.aside}
        if "minutes" in values:
            if "seconds" in found:
                raise CreditcalcError("has both `seconds` and `minutes`: give one")
            from creditcalc.rating.spoken import length_said  # noqa: PLC0415  # most rows count seconds

            found["seconds"] = word_of(length_said(values["minutes"], Fraction(60), "minutes"))
        return found

    def _book(self, platform: str | None, edition: str | None) -> Edition:
        """The price book of a row; what it does not name is as for the whole batch."""
        if platform is None and edition is None:
            return self.book
        key = platform or self.book.platform, edition or ""
        if key not in self._books:
            self._books[key] = self._opened(*key)
        return self._books[key]

    def _opened(self, platform: str, edition: str) -> Edition:
        found = self.catalog.platform(platform).id
        if (found, edition) == (self.book.platform, ""):
            return self.book
        return self.catalog.edition(found, edition, self.as_of)

    def _all_books(self) -> list[Edition]:
        platforms = self.catalog.index.platforms
        return [self.catalog.edition(name, edition) for name, one in platforms.items() for edition in one.editions]


def _rate(values: Values, name: str, default: Fraction | None) -> Fraction | None:
    if (word := values.get(name)) is None:
        return default
    from creditcalc.rating.spoken import rate_said  # noqa: PLC0415  # most rows have no rates

    return rate_said(word)


def _counts(model: Model, values: Values) -> dict[str, int]:
    found = {name: _count(values[name], name) for name in COUNTS if name in values}
    if "images" in found:
        if model.kind != "image":
            raise CreditcalcError(f"`{model.id}` does not make images: give `outputs` instead")
        if found.setdefault("outputs", found["images"]) != found["images"]:
            raise CreditcalcError("has both `images` and `outputs`: give one")
    return {"takes": 1} | found


def _count(text: str, name: str) -> int:
    found = number(text)  # a spreadsheet may write 2.0
    if found.denominator != 1:
        raise CreditcalcError(f"`{name}` must be a whole number of at least 1, not `{text[:40]}`")
    return found.numerator


def refused(message: str) -> Priced:
    """A row that could not be read."""
    return Priced("", error=message, code=REFUSED)
