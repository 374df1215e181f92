"""What a price book says to whoever asks it from Python: a sentence, an object for scripts, a table for a notebook."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, overload

from creditcalc.amount import Amount
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.rating.generation import Generation
from creditcalc.rating.quote import Evidence, Notice, Quote
from creditcalc.record import Frozen, Record
from creditcalc.text import units
from creditcalc.unit_amount import NumberSaid, UnitAmount, Within

if TYPE_CHECKING:
    from creditcalc.plans.share import PlanShare
    from creditcalc.pricebook.evidence import Grade
    from creditcalc.pricebook.model import Rate
    from creditcalc.reports.chart import Picture
    from creditcalc.reports.objects.shared import From, SelectionObject
    from creditcalc.reports.quote import Selected
    from creditcalc.reports.report import Report
    from creditcalc.sheets.catalog import Catalog
    from creditcalc.sheets.newest import Elsewhere

P = ParamSpec("P")
R = TypeVar("R")
Item_co = TypeVar("Item_co", covariant=True)
"""What a listing is a list of."""

ARGUMENTS = frozenset(
    (
        *(
            "platform",
            "edition",
            "as-of",
            "pricing",
            "plan",
            "model",
            "mix",
            "outputs",
            "takes",
            "seconds",
            "resolution",
        ),
        *(
            "audio",
            "quality",
            "characters",
            "twin",
            "images",
            "minutes",
            "credits",
            "per-week",
            "per-month",
            "currency",
        ),
        *("seats", "horizon"),
    )
)
"""Options of the command line that are arguments in Python."""
TICKED = re.compile(r"`(--[^`]*)`")
"""Options of the command line that a message offers."""
OPTION = re.compile(r"--([a-z][a-z0-9-]*)(?:[=\u00a0]([^\s`,;)]*[^\s`,;:.)]))?")
"""One of them, with the value that belongs to it where a text says it."""
CALLED_BY = {
    "--no-watermark": "watermark=False",
    ": --explain lists them": "",
    "`creditcalc models list`": "`book.models()`",
    "`creditcalc plans list`": "`book.plans()`",
    "`creditcalc models show`": "`book.settings()`",
}
"""Commands and options that messages name, and what does the same in Python."""
LONGEST_REPR = 100
"""Characters of a text in one line of a `repr`."""


def in_python(text: str) -> str:
    """A message with the options of the command line as arguments: `` `seconds=` `` in place of `` `--seconds` ``."""
    if "--" not in text and "creditcalc" not in text:
        return text
    for command, call in CALLED_BY.items():
        text = text.replace(command, call)
    text = TICKED.sub(lambda found: f"`{_arguments(found[1])}`", text)
    return OPTION.sub(_argument, text)


def _arguments(options: str) -> str:
    """Options with their values, as they are typed, as arguments: `platform='x', edition='y'`."""
    said = []
    for one in re.split(r"\s+(?=--)", options):
        setting = one.startswith("--set ")
        said.append(one[6:].replace("=...", "=") if setting else OPTION.sub(_argument, one.replace(" ", "\u00a0", 1)))
    return ", ".join(said)


def _argument(found: re.Match[str]) -> str:
    name, value = found[1].replace("-", "_"), found[2]
    if found[1] not in ARGUMENTS:
        return found[0]
    return f"{name}=" if value is None else f"{name}={value!r}"


def speaking_python(function: Callable[P, R]) -> Callable[P, R]:
    """The method with refusals that name arguments where the command line has options, but of what is `typed`."""

    @wraps(function)
    def run(*args: P.args, **named: P.kwargs) -> R:
        try:
            return function(*args, **named)
        except CreditcalcError as error:
            if args and getattr(args[0], "typed", False) is True:
                raise
            error.lines = tuple(map(in_python, error.lines))
            error.args = ("\n".join(error.lines),)
            raise

    return run


class Shown(Frozen):
    """An answer of a price book: `str` is its sentence, `to_dict()` the object that `--json` prints."""

    __slots__ = ()

    def _object(self) -> Mapping[str, Any]:
        raise NotImplementedError

    def _reports(self) -> "tuple[Report, ...]":
        raise NotImplementedError

    def screens(self) -> "tuple[Report, ...]":
        """What the command line shows at a terminal, and writes in each format."""
        return self._reports()

    def to_dict(self) -> dict[str, Any]:
        """The object that the command line prints with `--json`: a copy of your own."""
        return {key: _copied(value) for key, value in self._object().items()}

    def __repr__(self) -> str:
        words = " ".join(str(self).split())
        return f"<{words[:LONGEST_REPR]}{'…' if len(words) > LONGEST_REPR else ''}>"

    def _repr_html_(self) -> str:
        """The table of the terminal, for a notebook."""
        from creditcalc.render.notebook import render  # noqa: PLC0415  # most answers are never drawn

        return "".join(render(_for_python(one)) for one in self._reports())

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """The table as text and as HTML."""
        from creditcalc.render.text import render  # noqa: PLC0415  # most answers are never drawn

        return {
            "text/plain": "\n".join(render(_for_python(one)) for one in self._reports()),
            "text/html": self._repr_html_(),
        }


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(one) for key, one in value.items()}
    return [_copied(one) for one in value] if isinstance(value, list | tuple) else value


def _for_python(report: "Report") -> "Report":
    """A report that names arguments where a screen has options, and no command that comes next."""
    from creditcalc.reports.report import Note  # noqa: PLC0415  # most answers are never drawn

    return report._replace(
        columns=tuple(one._replace(title=in_python(one.title)) for one in report.columns),
        rows=tuple(tuple(in_python(cell) if type(cell) is str else cell for cell in row) for row in report.rows),
        notes=tuple(
            in_python(one) if isinstance(one, str) else Note(one.kind, in_python(one.text)) for one in report.notes
        ),
        answer=tuple(one._replace(words=tuple(map(_spoken, one.words))) for one in report.answer),
        details=(),
        next="",
    )


def _spoken(words: str) -> str:
    """The words of an answer, bold or dim as before."""
    return type(words)(in_python(words))


class Listed(Record):
    """One of what is listed: a model with the price of a unit, or a way to pay for a plan."""

    id: str
    name: str
    price: UnitAmount | None
    per: str


class Listing(Shown, Generic[Item_co]):
    """What a price book lists or compares; iterating gives its `items`, in the order of the table."""

    __slots__ = ("about", "items", "reports", "selection")
    about: str
    items: tuple[Item_co, ...]
    reports: "tuple[Report, ...]"
    selection: "SelectionObject | None"

    def __init__(
        self,
        about: str,
        reports: "tuple[Report, ...]",
        items: tuple[Item_co, ...],
        selection: "SelectionObject | None" = None,
    ) -> None:
        """`about` says of which price book it is; the first of the `reports` has the object for scripts."""
        first = reports[0]._replace(data=dict(reports[0].data))
        self._keep(about=about, reports=(first, *reports[1:]), items=items, selection=selection)

    def _object(self) -> Mapping[str, Any]:
        data = self.reports[0].data
        return data if self.selection is None else {**data, "selection": self.selection}

    def _reports(self) -> "tuple[Report, ...]":
        return tuple(one for one in self.reports if one.title or one.columns)

    def __iter__(self) -> Iterator[Item_co]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, index: int) -> Item_co: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Item_co, ...]: ...
    def __getitem__(self, index: int | slice) -> Item_co | tuple[Item_co, ...]:
        return self.items[index]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Listing):
            return NotImplemented
        return (self.about, self.selection, self.reports) == (other.about, other.selection, other.reports)

    def __hash__(self) -> int:
        return hash((self.about, self.reports[0].title, len(self.items)))

    def __str__(self) -> str:
        from creditcalc.render.text import answer_lines  # noqa: PLC0415  # most answers are never drawn
        from creditcalc.reports.report import PLAIN  # noqa: PLC0415

        shown = self._reports()[0]
        said = answer_lines(shown, PLAIN)
        return f"{said[0].strip() if said else shown.title} ({self.about})"


class Chart(Frozen):
    """A picture: `svg` is a file of its own, `str` the same in letters, and a notebook shows it."""

    __slots__ = ("_few", "_many", "about")
    about: str
    _many: "Picture"
    _few: "Picture"

    def __init__(self, about: str, many: "Picture", few: "Picture") -> None:
        """`about` says what it shows; `many` has points enough for a drawing, `few` for letters."""
        self._keep(about=about, _many=many, _few=few)

    @property
    def svg(self) -> str:
        """The picture as SVG, which needs nothing else and knows light and dark."""
        from creditcalc.reports.chart import svg  # noqa: PLC0415  # a quote draws nothing

        return svg(self._many)

    def _repr_svg_(self) -> str:
        return self.svg

    def __eq__(self, other: object) -> bool:
        return self._said() == other._said() if isinstance(other, Chart) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._said())

    def _said(self) -> tuple[object, ...]:
        return self.about, self._many, self._few

    def __repr__(self) -> str:
        return f"<Chart of {self.about}>"

    def __str__(self) -> str:
        from creditcalc.reports.chart import text  # noqa: PLC0415  # a quote draws nothing

        return text(self._few)


class QuotedLine(Record):
    """One charge of a quote: `quantity` of `unit` at `price`, times the factors that hold, and what it comes to."""

    label: str
    quantity: Amount
    unit: str
    price: UnitAmount
    factors: tuple[tuple[str, Amount], ...]
    amount: UnitAmount
    rows: "tuple[Rate, ...]"


class Chosen(Record):
    """What was asked for of a price book, each with where it is from, as `selection_json` takes it."""

    platform: "From" = "default"
    named: "From" = "default"
    plan: "Selected" = (None, "default")
    billing: "Selected" = (None, "default")
    currency: "Selected" = (None, "default")

    def of(self, edition: Edition) -> "SelectionObject":
        """The same as objects for scripts have it."""
        from creditcalc.reports.quote import selection_json  # noqa: PLC0415  # many ask for a total alone

        return selection_json(edition, *self)


class AskedAgain(Record):
    """What was asked for, so that it can be asked again in a newer price book."""

    catalog: "Catalog"
    model: str
    planned: Callable[..., Generation]


class QuoteAnswer(Shown):
    """What a generation costs: its `total`, the `lines` that it is the sum of, and what they rest on.

    `plan` is what it takes of the book's plan, where the book has one, and `quote` the same with bare amounts.
    """

    __slots__ = ("_asked", "_chosen", "plan", "quote")
    quote: Quote
    _chosen: Chosen
    _asked: "AskedAgain | Elsewhere | None"
    plan: "PlanShare | None"

    def __init__(
        self, quote: Quote, chosen: Chosen, plan: "PlanShare | None" = None, asked: AskedAgain | None = None
    ) -> None:
        self._keep(quote=quote, _chosen=chosen, plan=plan, _asked=asked)

    @property
    def total(self) -> UnitAmount:
        """What it costs, for all outputs and takes."""
        return UnitAmount.in_book(self.quote.total, self.quote.edition)

    @property
    def model(self) -> str:
        """The id of the model."""
        return self.quote.generation.model.id

    @property
    def settings(self) -> dict[str, str]:
        """The settings that it is the price of, as text; one that was left open is `open`."""
        return {name: said["value"] for name, said in self.quote.generation.inputs.items()}

    @property
    def lines(self) -> tuple[QuotedLine, ...]:
        """Each charge, before steps such as the number of takes."""
        edition = self.quote.edition
        return tuple(
            QuotedLine(
                one.label,
                one.quantity,
                one.unit,
                UnitAmount.in_book(one.price, edition),
                one.factors,
                UnitAmount.in_book(one.amount, edition),
                one.rows,
            )
            for one in self.quote.lines
        )

    @property
    def generation(self) -> Generation:
        """What is generated: the model, with every setting resolved."""
        return self.quote.generation

    @property
    def edition(self) -> Edition:
        """The price book."""
        return self.quote.edition

    @property
    def rows(self) -> "tuple[Rate, ...]":
        """The rows of the price sheet that hold."""
        return self.quote.rows

    @property
    def grade(self) -> "Grade":
        """The grade of the weakest figure."""
        return self.quote.grade

    @property
    def evidence(self) -> Evidence:
        """The sources of the figures."""
        return self.quote.evidence

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What to know before you trust the total, the most important first."""
        from creditcalc.reports.quote import notices  # noqa: PLC0415  # many ask for the total alone

        return tuple(one._replace(text=in_python(one.text)) for one in notices(self._noticed()))

    def within(self, budget: "NumberSaid | UnitAmount", *, tolerance: NumberSaid | None = None) -> Within:
        """Whether the total stays within a budget; see `UnitAmount.within`."""
        return self.total.within(budget, tolerance=tolerance)

    def _there(self) -> "Elsewhere | None":
        """What the same costs at newer prices, looked up when it is first asked for."""
        if isinstance(self._asked, AskedAgain):
            from creditcalc.sheets.newest import newer  # noqa: PLC0415  # many ask for the total alone

            self._keep(_asked=newer(self._asked.catalog, self.quote, self._asked.model, self._asked.planned))
        return self._asked  # type: ignore[return-value]  # by now it was asked

    def _noticed(self) -> Quote:
        from creditcalc.reports.quote import noticed  # noqa: PLC0415  # many ask for the total alone

        there = self._there()
        return self.quote if there is None else noticed(self.quote, there)

    def _object(self) -> Mapping[str, Any]:
        from creditcalc.reports.quote import quote_json  # noqa: PLC0415  # many ask for the total alone

        return {**quote_json(self._noticed(), self.plan), "selection": self._chosen.of(self.quote.edition)}

    def _reports(self) -> "tuple[Report, ...]":
        from creditcalc.reports.quote_screen import quote_report  # noqa: PLC0415  # most quotes are never drawn

        return (quote_report(self._noticed(), plan=self.plan, there=self._there()),)

    def _said(self) -> tuple[object, ...]:
        quote = self.quote
        inputs = tuple((name, said["value"], said["from"]) for name, said in quote.generation.inputs.items())
        book = quote.edition.platform, quote.edition.id, quote.edition.as_of, quote.edition.digest
        return book, self.model, inputs, quote.generation.takes, quote.generation.outputs, quote.total, self.plan

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, QuoteAnswer):
            return NotImplemented
        return self._said() == other._said() and self.quote.lines == other.quote.lines

    def __hash__(self) -> int:
        return hash(self._said()[:-1])

    def __reduce__(self) -> tuple[Any, ...]:
        self._there()  # what leaves this process needs no sheets
        return _quoted_again, (portable(self.quote), self._chosen, self.plan, self._asked)

    def __repr__(self) -> str:
        book = f"{self.quote.edition.platform} {self.quote.edition.id}"
        return f"<Quote {self.model} in {book}: {self.total} {units(self.quote.edition.unit)}>"

    def __str__(self) -> str:
        from creditcalc.reports.book import aside  # noqa: PLC0415  # most quotes are never said
        from creditcalc.reports.quote import title  # noqa: PLC0415

        made = title(self.quote.generation).replace(" · ", ", ")
        return f"{made}: {self.total:words} ({aside(self.quote.edition).replace(' · ', ', ')})"


def portable(quote: Quote) -> Quote:
    """A quote that takes no other models along."""
    names = {quote.generation.model.id, *(name for name, _ in quote.generation.mix)}
    models = {name: one for name, one in quote.edition.models.items() if name in names}
    return quote._replace(edition=quote.edition._replace(models=models))


def _quoted_again(*kept: Any) -> QuoteAnswer:
    return QuoteAnswer(*kept)
