"""creditcalc: what an AI video generation costs in credits, before you click.

>>> import creditcalc
>>> quote = creditcalc.quote(model="veo-3.1", seconds=8, resolution="4k", audio=True)
>>> str(quote.total)
'80+'
"""

__version__ = "0.1.0"

TYPE_CHECKING = False  # as type checkers know it; nothing is loaded before the command line hears of signals
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal
    from fractions import Fraction
    from os import PathLike
    from typing import Any, overload

    from creditcalc.amount import Amount
    from creditcalc.arguments import ArrowStream, DuckRelation, SameTable
    from creditcalc.book import Book
    from creditcalc.errors import CreditcalcError
    from creditcalc.priced import PricedRow, RequestAnswer
    from creditcalc.shown import Chart, Listed, Listing
    from creditcalc.shown import QuoteAnswer as Quote
    from creditcalc.unit_amount import UnitAmount
else:

    def overload(function: object) -> object:
        """Nothing, where no type checker reads it."""
        return function

    def __getattr__(name: str) -> type:
        """The types, each loaded when it is first asked for."""
        homes = {
            "Amount": "amount.Amount",
            "Book": "book.Book",
            "Chart": "shown.Chart",
            "CreditcalcError": "errors.CreditcalcError",
            "Listed": "shown.Listed",
            "Listing": "shown.Listing",
            "PricedRow": "priced.PricedRow",
            "Quote": "shown.QuoteAnswer",
            "RequestAnswer": "priced.RequestAnswer",
            "UnitAmount": "unit_amount.UnitAmount",
        }
        if name not in homes:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415

        module, _, kind = homes[name].partition(".")
        globals()[name] = found = getattr(import_module(f"creditcalc.{module}"), kind)
        return found


# `open` is left out, so that `from creditcalc import *` does not hide Python's own
__all__ = [
    "Amount",
    "Book",
    "Chart",
    "CreditcalcError",
    "Listed",
    "Listing",
    "PricedRow",
    "Quote",
    "RequestAnswer",
    "UnitAmount",
    "price_many",
    "price_request",
    "price_table",
    "quote",
]


def open(  # noqa: A001  # it is called as `creditcalc.open`
    *,
    platform: str | None = None,
    edition: str | None = None,
    as_of: str | None = None,
    pricing: "str | PathLike[str] | None" = None,
    plan: str | None = None,
) -> "Book":
    """A price book, to be asked as often as you like: it never changes, threads may share it, it holds no open file.

    `platform`, `edition`, `as_of` (a day, `"2026-05-31"`) and `pricing` (a folder of your own sheets) select it as the
    options of the same names do; without them it is the default platform's default edition. `plan` is a plan whose
    share of a month is said of every price. No configuration file and no environment variable is read.

    >>> import creditcalc
    >>> with creditcalc.open(platform="invideo", plan="Plus") as book:
    ...     print(book.quote(model="veo-3.1", seconds=8, resolution="4k", audio=True))
    Veo 3.1, 8 s, 4K, audio: at least 80 credits (InVideo AI, prices of May 2026)
    """
    from creditcalc.book import open_books  # noqa: PLC0415  # importing the package touches no files

    return open_books.book(platform, edition, as_of, pricing, plan)


def quote(
    *,
    model: str,
    outputs: int | None = None,
    images: int | None = None,
    takes: int = 1,
    mix: str | None = None,
    minutes: "str | int | Decimal | Fraction | None" = None,
    platform: str | None = None,
    edition: str | None = None,
    as_of: str | None = None,
    pricing: "str | PathLike[str] | None" = None,
    **settings: "str | bool | int | Decimal | Fraction | None",
) -> "Quote":
    """What a planned generation costs.

    `model` is an id, an alias or a display name, however it is written: `"veo-3.1"`, `"Veo 3.1"`. `settings` are the
    model's own: `seconds=8`, `resolution="4k"`, `audio=True`; `minutes` say the length instead of `seconds`. Numbers
    are ints, Decimals, Fractions or decimal text, never floats. `outputs` are the results wanted, which an image model
    also calls `images`; where you do not say, one, or what the model's own setting `outputs` says.

    `platform`, `edition`, `as_of` (a day, `"2026-05-31"`) and `pricing` (a folder of your own sheets) select the price
    book; without them it is the default platform's default edition. The book stays open for the next call: a change of
    its sheets may be seen a second late.

    The result's `total` is a `UnitAmount`: `low` and `high` (None: open), `about`, `qualifier`, and its unit.
    `str` of the result is a sentence, `to_dict()` the object of `--json`, and a notebook shows its table. Raises
    CreditcalcError, with the exit code of the command line in `code`.
    """
    book = _opened(platform, edition, as_of, pricing)
    return book.quote(model=model, outputs=outputs, images=images, takes=takes, mix=mix, minutes=minutes, **settings)


def price_many(
    rows: "Iterable[Mapping[str, Any]]",
    *,
    platform: str | None = None,
    edition: str | None = None,
    as_of: str | None = None,
    pricing: "str | PathLike[str] | None" = None,
    success_rate: "str | Decimal | Fraction | None" = None,
    failure_rate: "str | Decimal | Fraction | None" = None,
    keep: "Iterable[str]" = (),
) -> "Iterator[PricedRow]":
    """What many planned generations cost: as many results as rows, in order, each as soon as it is asked for.

    A row has the keys of a batch file: `{"model": "veo-3.1", "seconds": 8, "audio": True}`. None and NaN are not given,
    and a float is its shortest decimal. A result has a `total` with its unit and a `quote`, or None and an
    `error`; no row raises. `keep` are keys of your own, which are not read.

    >>> import creditcalc
    >>> rows = [{"model": "veo-3.1", "seconds": 8, "resolution": "4k", "audio": True}, {"model": "nothing"}]
    >>> [str(one.total) for one in creditcalc.price_many(rows)]
    ['80+', 'None']
    """
    book = _opened(platform, edition, as_of, pricing)
    return book.price_many(rows, success_rate=success_rate, failure_rate=failure_rate, keep=keep)


@overload
def price_table(
    table: "SameTable",
    *,
    platform: str | None = None,
    edition: str | None = None,
    as_of: str | None = None,
    pricing: "str | PathLike[str] | None" = None,
    success_rate: "str | Decimal | Fraction | None" = None,
    failure_rate: "str | Decimal | Fraction | None" = None,
    keep: "Iterable[str]" = (),
    floats: bool = False,
) -> "SameTable": ...
@overload
def price_table(  # noqa: F811  # as overloads are
    table: "ArrowStream | DuckRelation",
    *,
    platform: str | None = None,
    edition: str | None = None,
    as_of: str | None = None,
    pricing: "str | PathLike[str] | None" = None,
    success_rate: "str | Decimal | Fraction | None" = None,
    failure_rate: "str | Decimal | Fraction | None" = None,
    keep: "Iterable[str]" = (),
    floats: bool = False,
) -> "Any": ...
def price_table(  # noqa: F811  # the same
    table: "Any",
    *,
    platform: str | None = None,
    edition: str | None = None,
    as_of: str | None = None,
    pricing: "str | PathLike[str] | None" = None,
    success_rate: "str | Decimal | Fraction | None" = None,
    failure_rate: "str | Decimal | Fraction | None" = None,
    keep: "Iterable[str]" = (),
    floats: bool = False,
) -> "Any":
    """A table with the columns of the results beside its own, which stay as they are.

    `table` is a DataFrame of pandas or Polars, a Table, RecordBatch or RecordBatchReader of PyArrow, and you get the
    same kind; a reader is read as you read the result. Of a DuckDB relation, and of whatever else has the Arrow
    stream interface, you get a PyArrow Table. Rows keep their order, and a DataFrame of pandas its index.

    A row is priced as by `price_many`: null and NaN are not given, a float is its shortest decimal. Figures are
    decimals with 12 places, rounded outward, or the nearest floats where `floats` is True; takes are whole numbers,
    all else is text. `keep` are columns of your own, which are not read.

    Needs pyarrow: `pip install '.[arrow]'` in a clone. Raises CreditcalcError for what is no table, for a column that
    means nothing, and for one that has neither text nor numbers nor flags.
    """
    book = _opened(platform, edition, as_of, pricing)
    return book.price_table(table, success_rate=success_rate, failure_rate=failure_rate, keep=keep, floats=floats)


def price_request(
    body: "Any",
    *,
    provider: str,
    endpoint: str,
    given: "Mapping[str, str | bool | int | Decimal] | None" = None,
    allow_unknown: bool = False,
    as_of: str | None = None,
    pricing: "str | PathLike[str] | None" = None,
) -> "RequestAnswer":
    """What a request to a provider's API costs, by its own JSON body: its `quote` is such as `quote` gives.

    `given` are settings that no body says, such as the length of a video that is sent in: `{"seconds": 12}`.
    `allow_unknown` leaves out fields that nothing is known of. The result has the `quote`, and in `read.decided` what
    decided it. Raises CreditcalcError for a provider, an endpoint or a field that is not known.

    >>> import creditcalc
    >>> body = {"prompt": "a fox", "duration": "4s", "resolution": "4k", "generate_audio": False}
    >>> priced = creditcalc.price_request(body, provider="fal", endpoint="fal-ai/veo3.1")
    >>> str(priced.quote.total), priced.quote.edition.unit
    ('1.6', 'USD')
    """
    from os import PathLike, fspath  # noqa: PLC0415  # importing the package touches no files

    from creditcalc.errors import CreditcalcError  # noqa: PLC0415  # the same
    from creditcalc.priced import RequestAnswer  # noqa: PLC0415
    from creditcalc.rating.request import UnknownFields  # noqa: PLC0415
    from creditcalc.sheets.catalog import Catalog  # noqa: PLC0415
    from creditcalc.sheets.requests import Requests  # noqa: PLC0415
    from creditcalc.shown import Chosen  # noqa: PLC0415

    pricing = fspath(pricing) if isinstance(pricing, PathLike) else pricing
    said = {"provider": provider, "endpoint": endpoint, "as_of": as_of or "", "pricing": pricing or ""}
    for name, value in said.items():
        if not isinstance(value, str) or not value.isprintable():
            raise CreditcalcError(f"`{name}` must be text, not {type(value).__name__}")
    if not hasattr(given or {}, "items"):
        raise CreditcalcError(f"`given` must be settings by name, not {type(given).__name__}")
    asked = Requests(Catalog(pricing), as_of, lambda name: f"`given={{{name!r}: ...}}`")
    try:
        priced = asked.price(body, provider, endpoint, given=given, allow_unknown=allow_unknown)
    except UnknownFields as error:
        raise CreditcalcError(f"{error}, or add `allow_unknown=True`", did_you_mean=error.did_you_mean) from None
    return RequestAnswer(priced, Chosen(named="option" if as_of else "default"))


def _opened(
    platform: str | None, edition: str | None, as_of: str | None, pricing: "str | PathLike[str] | None"
) -> "Book":
    from creditcalc.book import open_books  # noqa: PLC0415  # importing the package touches no files

    return open_books.book(platform, edition, as_of, pricing)
