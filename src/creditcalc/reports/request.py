"""Providers' requests with their prices, put into words: which fields decided; and as JSON."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from creditcalc.amount import TOLERANCE, Amount, total
from creditcalc.errors import CreditcalcError
from creditcalc.figures import in_unit
from creditcalc.rating.request import Cause, Decided
from creditcalc.record import Record
from creditcalc.reports.book import budget_json, shown_under_quotes
from creditcalc.reports.quote import quote_json
from creditcalc.reports.quote_screen import quote_report
from creditcalc.reports.report import AnswerLine, Column, Note, Report
from creditcalc.sheets.requests import PricedRequest
from creditcalc.text import count, inert, series, ticked

if TYPE_CHECKING:
    from creditcalc.reports.objects.quote import QuoteObject, RequestObject
    from creditcalc.reports.objects.request import RequestsObject
    from creditcalc.reports.objects.shared import BudgetObject


class RequestLine(Record):
    """One request of a file: where it is, and what it costs or why it has no price."""

    number: int
    priced: PricedRequest | None
    error: CreditcalcError | None = None


def request_object(priced: PricedRequest) -> "RequestObject":
    """What was read of a request."""
    return {
        "provider": priced.provider,
        "endpoint": priced.read.endpoint,
        "fields": [
            {"field": one.field, "setting": one.setting, "value": one.value, "from": one.cause}
            for one in priced.read.decided
        ],
        "unknown": list(priced.read.unknown),
        "note": priced.read.mapping.note,
    }


def request_json(priced: PricedRequest, budget: "BudgetObject | None" = None) -> "QuoteObject":
    """The quote of a request as an object, and what was read."""
    return {**quote_json(priced.quote, None, budget), "request": request_object(priced)}


def request_report(priced: PricedRequest, limit: Fraction | None = None, tolerance: Fraction = TOLERANCE) -> Report:
    """The quote of a request, with the fields that decided it."""
    budget = budget_json(priced.quote.total, limit, tolerance)
    shown = quote_report(priced.quote, budget=budget, tolerance=tolerance)
    return shown._replace(notes=(*shown.notes, *request_notes(priced)), data=request_json(priced, budget))


def request_notes(priced: PricedRequest) -> Iterator[Note | str]:
    """What the body says, what the provider assumes, and what nobody knows."""
    name = priced.read.sheet.name
    starts: dict[Cause, str] = {
        "body": "The body says",
        "endpoint": "The endpoint says",
        "assumed": f"{name} assumes",
        "given": "You say",
    }
    for cause, start in starts.items():
        found = [one for one in priced.read.decided if one.cause == cause and one.setting != "model"]
        if found:
            yield f"{start}: {series(map(_named, found))}."
    open_ones = [one for one in priced.read.decided if one.cause == "unsure" and one.field]
    if open_ones:
        fields = priced.read.mapping.fields
        why = dict.fromkeys(fields[one.field].because or "" for one in open_ones if one.field)
        said = f": {series(filter(None, why))}" if any(why) else ""
        yield Note("part", f"The body leaves out {ticked((f'{one.field}' for one in open_ones), 'and')}{said}.")
    if priced.read.unknown:
        names = ticked((inert(one[:80]) for one in priced.read.unknown), "and")
        yield Note("doubtful", f"Unknown and left out: {names}. Whether they change the price is not known.")
    if priced.read.mapping.note:
        yield priced.read.mapping.note


def _named(one: Decided) -> str:
    """`seconds 8 (duration)`, `resolution 720p`."""
    field = f" ({one.field})" if one.field not in (None, one.setting) else ""
    return f"{one.setting.replace('_', ' ')} {one.value}{field}"


def sums_of(lines: Sequence[RequestLine]) -> dict[str, tuple[int, Amount]]:
    """How many requests were priced in each unit, and their sum."""
    found: dict[str, list[Amount]] = {}
    for line in lines:
        if line.priced:
            found.setdefault(line.priced.quote.edition.unit, []).append(line.priced.quote.total)
    return {unit: (len(some), total(some)) for unit, some in found.items()}


def requests_report(
    lines: Sequence[RequestLine], limit: Fraction | None = None, tolerance: Fraction = TOLERANCE
) -> Report:
    """A file of requests: each with its price, and their sums."""
    sums = sums_of(lines)
    missing = sum(line.priced is None for line in lines)
    several = len(sums) > 1
    columns = (
        Column("line", "Line", True),
        Column("provider", "", readers="scripts"),
        Column("endpoint", "Endpoint", least=20),
        Column("model", "Model", priority=1),
        Column("total", "Amount" if several else next(iter(sums), "Amount"), True),
        Column("unit", "Unit", readers="all" if several else "scripts"),
        Column("error", "No price because", priority=2, least=20)
        if missing
        else Column("error", "", readers="scripts"),
    )
    rows = tuple(
        (
            line.number,
            one.provider,
            one.read.endpoint,
            one.quote.generation.model.name,
            one.quote.total,
            one.quote.edition.unit,
            "",
        )
        if (one := line.priced)
        else (line.number, "", "", "", None, "", str(line.error))
        for line in lines
    )
    budget = budget_json(next(iter(sums.values()))[1], limit, tolerance) if len(sums) == 1 and not missing else None
    data: RequestsObject = {
        "schema": "creditcalc/requests/1",
        "requests": [
            {
                "line": line.number,
                "quote": request_json(line.priced) if line.priced else None,
                "error": str(line.error) if line.error else None,
            }
            for line in lines
        ],
        "totals": [
            {"unit": unit, "requests": number, "total": sum_.as_json()} for unit, (number, sum_) in sums.items()
        ],
        "missing": missing,
        "budget": budget,
    }
    answers = [
        AnswerLine(in_unit(amount, unit), (f"for {count(number, 'request')}",))
        for unit, (number, amount) in sums.items()
    ]
    if missing:
        answers.append(AnswerLine("", (f"{count(missing, 'request')} without a price",), "✗"))
    last = shown_under_quotes(line.priced.quote for line in lines if line.priced)
    return Report("Requests", columns, rows, data, answer=tuple(answers), last=last)
