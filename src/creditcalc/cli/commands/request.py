"""`creditcalc request`."""

from fractions import Fraction
from typing import Annotated, Any

import typer

from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import (
    Budget,
    GenerationOptions,
    Output,
    Pricing,
    Tolerance,
    command,
    day_said,
    limit_of_option,
    tolerance_of,
)
from creditcalc.cli.output import emit, gate, note, usage
from creditcalc.clock import today
from creditcalc.errors import CreditcalcError
from creditcalc.files import read_whole
from creditcalc.rating.request import UnknownFields, body_of
from creditcalc.reports.fresh import dated, of_quotes
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.requests import PricedRequest, Requests
from creditcalc.text import inert, series, ticked, units

app = PlainTyper()

LARGEST_BODY = 50_000_000
"""Bytes of the largest body: images stand in it as text."""
LARGEST_BODIES = 150_000_000
"""Bytes of the largest file of bodies."""
IN_LINE = {"provider", "endpoint", "body"}
"""What a line may say besides its body."""


@app.command()
@command
def request(
    asked: GenerationOptions,
    output: Output,
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="JSON body of the request, or - for standard input.")],
    provider: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Provider, for example fal or google.", rich_help_panel=Section.WORK),
    ] = None,
    endpoint: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Endpoint or URL, for example fal-ai/veo3.1.", rich_help_panel=Section.WORK),
    ] = None,
    allow_unknown: Annotated[
        bool,
        typer.Option(
            "--allow-unknown", help="Leave out fields that nothing is known of.", rich_help_panel=Section.WORK
        ),
    ] = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="FILE has a body on each line.", rich_help_panel=Section.WORK)
    ] = False,
    budget: Budget = None,
    tolerance: Tolerance = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="DAY",
            parser=day_said,
            help="Use the prices in force on this day (2026-05-31 or today).",
            rich_help_panel=Section.PRICES,
        ),
    ] = None,
    pricing: Pricing = None,
) -> None:
    """Price the request that a script is about to send.

    creditcalc request body.json --provider fal --endpoint fal-ai/veo3.1

    FILE is the JSON body of a provider's own API, wrapped or not. The answer says which fields decide the price, and
    what the provider assumes where the body leaves a field out. What it assumes and is not known stays open, and the
    quote is a range. Options such as --seconds say what no body says: the length of a video that is sent in. No value
    of the body is printed but those that decide.

    A field that nothing is known of is refused by name, for it may change the price. The providers are elevenlabs, fal,
    google, kling, luma, minimax, openai, replicate, runway and vertex.

    creditcalc request bodies.jsonl --jsonl --budget 20

    With --jsonl a line is a body, or an object of `provider`, `endpoint` and `body`.
    """
    if asked.images or asked.outputs or asked.mix or asked.takes != 1:
        usage("the body says how many results there are: leave out --images, --outputs, --takes and --mix")
    if not jsonl and not (provider and endpoint):
        usage("give --provider and --endpoint")
    limit, share = limit_of_option(budget), tolerance_of(tolerance)
    pricer = _Pricer(Requests(Catalog(pricing), as_of), asked, allow_unknown=allow_unknown)
    clock = None if as_of else today()
    if jsonl:
        _many(file, pricer, (provider, endpoint), output, limit, share, clock)
        return
    text = _text(read_whole(file, LARGEST_BODY), file)
    priced = pricer.price(_body(text, file), provider or "", endpoint or "")
    from creditcalc.reports.request import request_report  # noqa: PLC0415  # not on the way to a refusal

    emit(output, *dated(clock, of_quotes([priced.quote]), request_report(priced, limit, share)))
    if priced.read.unknown and output.scripts:
        note(f"unknown and left out: {ticked(map(inert, priced.read.unknown), 'and')}")
    if limit is not None:
        gate(priced.quote.total, limit, "the budget", share)


class _Pricer:
    """What prices each body as the options say."""

    def __init__(self, requests: Requests, asked: GenerationOptions, *, allow_unknown: bool) -> None:
        self.requests, self.given, self.allow_unknown = requests, asked.settings(), allow_unknown

    def price(self, body: Any, provider: str, endpoint: str) -> PricedRequest:
        """What a body costs. Raises CreditcalcError for what is not known of it."""
        try:
            return self.requests.price(body, provider, endpoint, given=self.given, allow_unknown=self.allow_unknown)
        except UnknownFields as error:
            words = f"{error}, or add `--allow-unknown`"
            raise CreditcalcError(words, did_you_mean=error.did_you_mean) from None


def _text(data: bytes, file: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CreditcalcError("is not UTF-8 text: save the file as UTF-8", place=_place(file)) from None


def _place(file: str) -> str:
    return "standard input" if file == "-" else file


def _body(text: str, file: str) -> Any:
    """The body in a file; raises CreditcalcError for what is none, with its place."""
    try:
        return body_of(text)
    except CreditcalcError as error:
        raise CreditcalcError(*error.lines, place=_place(file)) from None


def _many(
    file: str,
    pricer: _Pricer,
    usual: tuple[str | None, str | None],
    output: Output,
    limit: Fraction | None,
    tolerance: Fraction,
    clock: str | None,
) -> None:
    """Price a file of bodies; raises CreditcalcError, once it is shown, where one has no price, and at a limit."""
    from creditcalc.reports.request import RequestLine, requests_report, sums_of  # noqa: PLC0415  # of one no sums

    lines: list[RequestLine] = []
    for number, text in enumerate(_text(read_whole(file, LARGEST_BODIES), file).splitlines(), 1):
        if not text.strip():
            continue
        try:
            lines.append(RequestLine(number, pricer.price(*_said(text, usual))))
        except CreditcalcError as error:
            lines.append(RequestLine(number, None, error))
    if not lines:
        raise CreditcalcError("is empty: write a body on each line", place=_place(file))
    basis = of_quotes(line.priced.quote for line in lines if line.priced)
    emit(output, *dated(clock, basis, requests_report(lines, limit, tolerance)))
    wrong = [line.error for line in lines if line.error]
    if wrong:
        code = min(error.code for error in wrong)
        first = next(line for line in lines if line.error)
        more = f" (and {len(wrong) - 1:,} more)" if len(wrong) > 1 else ""
        raise CreditcalcError(f"line {first.number}: {first.error}{more}", code=code)
    sums = sums_of(lines)
    if limit is not None and len(sums) > 1:
        raise CreditcalcError(f"the requests are charged in {series(map(units, sums))}: price each apart for --budget")
    if limit is not None:
        gate(next(iter(sums.values()))[1], limit, "the budget", tolerance)


def _said(text: str, usual: tuple[str | None, str | None]) -> tuple[Any, str, str]:
    """The body, the provider and the endpoint of a line, which may say those itself."""
    body = body_of(text)
    provider, endpoint = usual
    if isinstance(body, dict) and "body" in body and {*body} <= IN_LINE:
        provider, endpoint = body.get("provider") or provider, body.get("endpoint") or endpoint
        body = body["body"]
    if not (isinstance(provider, str) and isinstance(endpoint, str)):
        raise CreditcalcError("names no provider and endpoint: add them to the line, or give --provider and --endpoint")
    return body, provider, endpoint
