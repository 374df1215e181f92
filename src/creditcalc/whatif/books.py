"""The price books that dials turn in, each opened once, and the words that turn them."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from creditcalc.book import Book
from creditcalc.errors import CreditcalcError
from creditcalc.plans.platforms import snapped
from creditcalc.pricebook.condition import word_of
from creditcalc.pricebook.model import Model, Setting
from creditcalc.rating.spoken import example_of, takes
from creditcalc.rating.words import named_in, values_in
from creditcalc.record import Record
from creditcalc.sheets.catalog import Catalog
from creditcalc.whatif.dials import Dials

if TYPE_CHECKING:
    from creditcalc.reports.report import Report

MOST_OPEN = 64
"""Price books that stay open."""


class Declined(Record):
    """Why there is no figure: the lines of the refusal, its exit code, and the names that are offered instead."""

    lines: tuple[str, ...]
    code: int
    did_you_mean: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join(self.lines)


def declined(error: CreditcalcError) -> Declined:
    """A refusal as an answer."""
    return Declined(error.lines, error.code, error.did_you_mean)


class OpenDials:
    """The catalog that dials select from, and the books that are open. `today` is the day by which prices end and age;
    None where nothing is said of that. `as_of` is the day whose prices are used, where one is named.
    """

    def __init__(self, catalog: Catalog, today: str | None = None, as_of: str | None = None) -> None:
        self.catalog, self.today, self.as_of = catalog, today, as_of
        self._open: dict[tuple[str, str, str], Book] = {}

    def book(self, dials: Dials) -> Book:
        """The price book that the dials select. Raises CreditcalcError where there is none of these names."""
        key = dials.platform, dials.edition, dials.plan
        found = self._open.get(key)
        if found is None:
            if len(self._open) >= MOST_OPEN:
                self._open.clear()
            platform, edition, plan = (one or None for one in key)
            found = self._open[key] = Book.of(self.catalog, platform, edition, self.as_of, plan, typed=True)
        return found  # several threads may ask

    def platform_of(self, dials: Dials) -> str:
        """The id of the platform that the dials select. Raises CreditcalcError for an unknown one."""
        return self.catalog.platform(dials.platform or None).id

    def dated(self, *reports: "Report", quotes: Iterable[object] = ()) -> "tuple[Report, ...]":
        """Reports with what the clock says of the quotes behind them, as the command line shows them."""
        from creditcalc.reports.fresh import dated, of_quotes  # noqa: PLC0415  # an object for scripts needs no clock

        return dated(self.today, of_quotes(quotes), *reports)  # type: ignore[arg-type]  # quotes, as they are kept


def read_words(words: Sequence[str], books: OpenDials, dials: Dials) -> Dials:
    """The dials with what words say, as `creditcalc quote` takes them: `veo 3.1 8s 4k audio x3`.

    Where they name a model, its settings are those that the words say, else they say more of the one that is there.
    Raises CreditcalcError as `quote` does.
    """
    edition = books.book(dials).edition
    said = named_in(words, [edition])
    if said.model is None and dials.model:
        said = values_in(words, [edition.model(dials.model)], edition)
    if said.model is not None:
        dials = dials._replace(model=edition.model(said.model).id, settings=(), outputs=None, takes=1, mix="")
    outputs = dials.outputs if said.outputs is None else said.outputs
    return dials._replace(settings=tuple({**dials.said, **said.settings}.items()), outputs=outputs)


def with_model(dials: Dials, name: str, books: OpenDials) -> Dials:
    """The dials turned to a model: of the settings those stay that it takes, and what it needs gets a usual value.

    Where it makes fixed lengths only, a length becomes the next longer one. Raises CreditcalcError for an unknown name.
    """
    found = books.book(dials).edition.model(name)
    asked, _ = snapped(found, dials.said)
    kept = {key: value for key, value in asked.items() if takes(found, key, value)}
    kept |= {key: _usual(one) for key, one in found.settings.items() if key not in kept and _needed(key, one)}
    outputs = dials.outputs if "outputs" not in found.settings else None
    return dials._replace(model=found.id, settings=tuple(kept.items()), outputs=outputs, mix="")


def with_book(dials: Dials, books: OpenDials, platform: str, edition: str = "", plan: str = "") -> Dials:
    """The dials turned to another price book: with the same model where it is sold there, else with none.

    Raises CreditcalcError for unknown names.
    """
    moved = dials._replace(platform=platform, edition=edition, plan=plan)
    book = books.book(moved)
    names = book.edition.ids(dials.model) if dials.model else ()
    if len(names) == 1:
        return with_model(moved, names[0], books)
    return moved._replace(model="", settings=(), outputs=None, takes=1, mix="")


def _needed(name: str, setting: Setting) -> bool:
    return setting.initial is None and not setting.is_open and name not in Dials._fields


def _usual(setting: Setting) -> str:
    """A value that people often ask for, else the first that there is."""
    if word := example_of(setting):
        return word
    return word_of(setting.range.low if setting.range else setting.choices[0])


def model_of(dials: Dials, books: OpenDials) -> Model | None:
    """The model that the dials are turned to; None where there is none of that name."""
    try:
        return books.book(dials).edition.model(dials.model) if dials.model else None
    except CreditcalcError:
        return None


def settings_but(dials: Dials, *names: str) -> dict[str, Any]:
    """The settings that were turned; raises CreditcalcError for one of these names, which mean another thing there."""
    if found := next((name for name in names if name in dials.said), None):
        raise CreditcalcError(f"`{found}` cannot be told there: turn it back")
    return dials.said
