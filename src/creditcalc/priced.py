"""What a row costs, and what a request: as the library hands them out, with their units and their quotes."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from creditcalc.batch.pricer import Priced
from creditcalc.record import Frozen
from creditcalc.shown import Chosen, QuoteAnswer, Shown, portable
from creditcalc.unit_amount import UnitAmount

if TYPE_CHECKING:
    from creditcalc.rating.request import RequestRead
    from creditcalc.rating.takes import Shoot
    from creditcalc.reports.report import Report
    from creditcalc.sheets.requests import PricedRequest


class PricedRow(Frozen):
    """What became of a row: its `total`, or None and an `error`, with the exit code that says so to a script.

    `quote` is its quote, as `Book.quote` gives it, and `shoot` what a success rate makes of it; both may be None.
    """

    __slots__ = ("_quote", "priced", "total")
    priced: Priced
    total: UnitAmount | None
    _quote: "QuoteAnswer | Callable[[], QuoteAnswer | None] | None"

    def __init__(
        self,
        priced: Priced,
        total: UnitAmount | None,
        quote: "QuoteAnswer | Callable[[], QuoteAnswer | None] | None",
    ) -> None:
        """`priced` is the same with bare amounts, and `quote` may be made when it is asked for."""
        self._keep(priced=priced, total=total, _quote=quote)

    @property
    def model(self) -> str:
        """The id of the model; empty where there is none."""
        return self.priced.model

    @property
    def grade(self) -> str:
        """The grade of the weakest figure; empty where there is no price."""
        return self.priced.grade

    @property
    def error(self) -> str:
        """Why there is no price; empty where there is one."""
        return self.priced.error

    @property
    def code(self) -> int:
        """The exit code that the error stands for; 0 where there is a price."""
        return self.priced.code

    @property
    def shoot(self) -> "Shoot | None":
        """The takes that are expected and what they cost, where a success rate is given."""
        return self.priced.shoot

    @property
    def results(self) -> dict[str, str]:
        """The figures as text, under the columns that a batch writes; nothing where there is none."""
        return self.priced.results

    @property
    def quote(self) -> QuoteAnswer | None:
        """The quote of the row, without its success rate; None where there is no price."""
        if callable(self._quote):
            self._keep(_quote=self._quote())
        return self._quote  # type: ignore[return-value]  # by now it was made

    def to_dict(self) -> dict[str, str | None]:
        """The results as a row of `batch` has them in JSON: None where there is nothing."""
        return {name: text or None for name, text in self.results.items()}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PricedRow):
            return NotImplemented
        return (self._said(), self.shoot) == (other._said(), other.shoot)

    def __hash__(self) -> int:
        return hash(self._said())

    def _said(self) -> tuple[object, ...]:
        return self.total, self.model, self.grade, self.error, self.code

    def __reduce__(self) -> tuple[Any, ...]:
        return PricedRow, (Priced(*self.priced[:6], None, self.shoot), self.total, self.quote)

    def __repr__(self) -> str:
        return repr(self.priced)

    def __str__(self) -> str:
        if self.total is None:
            return self.error
        quote = self.quote
        return f"{self.model}: {self.total:words}" if quote is None or self.shoot else str(quote)


class RequestAnswer(Shown):
    """What a request to a provider costs: its `quote`, and in `read.decided` what decided it."""

    __slots__ = ("priced", "quote")
    priced: "PricedRequest"
    quote: QuoteAnswer

    def __init__(self, priced: "PricedRequest", chosen: Chosen) -> None:
        """`priced` is the same with bare amounts."""
        self._keep(priced=priced, quote=QuoteAnswer(priced.quote, chosen))

    @property
    def provider(self) -> str:
        """The id of the provider."""
        return self.priced.provider

    @property
    def read(self) -> "RequestRead":
        """What was read of the body."""
        return self.priced.read

    @property
    def total(self) -> UnitAmount:
        """What it costs."""
        return self.quote.total

    def _object(self) -> Mapping[str, Any]:
        from creditcalc.reports.request import request_json  # noqa: PLC0415  # many ask for the total alone

        return request_json(self.priced)

    def _reports(self) -> "tuple[Report, ...]":
        from creditcalc.reports.request import request_report  # noqa: PLC0415  # most requests are never drawn

        return (request_report(self.priced),)

    def _said(self) -> tuple[object, ...]:
        return self.provider, self.read.endpoint, self.read.decided, self.read.unknown, self.quote

    def __eq__(self, other: object) -> bool:
        return self._said() == other._said() if isinstance(other, RequestAnswer) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._said())

    def __reduce__(self) -> tuple[Any, ...]:
        return RequestAnswer, (self.priced._replace(quote=portable(self.priced.quote)), self.quote._chosen)

    def __repr__(self) -> str:
        return f"<PricedRequest {self.provider}: {self.quote!r}>"

    def __str__(self) -> str:
        return str(self.quote)
